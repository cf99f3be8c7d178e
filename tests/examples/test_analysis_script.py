"""The script as a user runs it: it ends well, says that the data are synthetic, and writes what it prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from tables import number, p_value, table

from tests.examples.made import study_folder
from tests.process import BARE, ROOT

SCRIPT = ROOT / "examples" / "respine_analysis" / "analysis.py"


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The script in a process of its own, two threads at most."""
    environment = {**BARE, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    line = [sys.executable, "-W", "error::RuntimeWarning", str(SCRIPT), *map(str, words)]
    return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_the_script_prints_and_writes_the_report(tmp_path: Path) -> None:
    done = run(study_folder(tmp_path / "made"), tmp_path / "report.md")
    assert (done.returncode, done.stderr) == (0, "")
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert done.stdout == f"{report}\nwritten: report.md\n"
    assert "**Every number below comes from synthetic data.**" in report
    assert [line for line in report.splitlines() if line.startswith("## ")] == [
        "## Datasets", "## Responders at month 12", "## Change of disc fluid content, %",
        "## Pain, disability, quality of life", "## Rates of improvement",
    ]  # fmt: skip
    assert report.count("### ") == 8
    assert "tells the same of 54 of 54 subjects" in report
    again = run(tmp_path / "made", tmp_path / "again.md")
    assert again.returncode == 0
    assert (tmp_path / "again.md").read_text(encoding="utf-8") == report


def test_a_folder_that_is_not_there_is_answered_in_words(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("nowhere\n    no such folder\n")
    assert "Traceback" not in done.stderr


def test_a_table_reads_well_in_a_terminal_and_as_markdown() -> None:
    frame = pd.DataFrame({"visit": ["Month 1", "Month 12"], "n": [9, 10], "mean": [1.005, -0.001], "p": [0.0001, 0.25]})
    assert table(frame, {"mean": 2}).splitlines() == [
        "| visit    |   n | mean |      p |",
        "|----------|----:|-----:|-------:|",
        "| Month 1  |   9 | 1.00 | <0.001 |",
        "| Month 12 |  10 | 0.00 |  0.250 |",
    ]


def test_numbers_and_p_values_as_text() -> None:
    assert [number(value, 1) for value in (2.25, -0.04, float("nan"), float("inf"))] == ["2.2", "0.0", "", "inf"]
    assert [p_value(value) for value in (0.0005, 0.00049, 1.0, float("nan"))] == ["0.001", "<0.001", "1.000", ""]
