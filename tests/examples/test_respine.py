"""The whole line on RESPINE: raw export, SDTM, ADaM, and the example that analyses them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from tests.process import BARE, ROOT, STUDY

NEEDED = [STUDY / "adam" / name for name in ("adsl.toml", "adeff.toml", "admri.toml")]


def run(*words: str | Path) -> str:
    """What the command prints; it ends well."""
    environment = {**BARE, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    line = [sys.executable, *map(str, words)]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=600, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not all(path.is_file() for path in NEEDED), reason="RESPINE's ADSL, ADEFF and ADMRI are not mapped")
def test_the_example_counts_the_published_responders(tmp_path: Path) -> None:
    keys = [STUDY / name for name in ("randomisation.csv", "injection_unblinded.csv")]
    unblinded = [word for key in keys for word in ("--unblind", key)]
    folder = tmp_path / "respine"
    # What a build finds odd in the data is a matter of its own tests.
    quietly = ("--fail-on", "never", "--quiet")
    run("-m", "sdtm", "build", STUDY, *unblinded, "--out", folder, *quietly)
    run("-m", "adam", "build", STUDY, "--sdtm", folder, "--out", folder / "adam", *quietly)
    shown = run(ROOT / "examples" / "respine_analysis" / "analysis.py", folder, tmp_path / "report.md")
    assert shown.startswith("# RESPINE: analysis of synthetic data")
    # Counts and shares are those of the publication's Table 2; what the models say is the synthetic data's own.
    rows = shown.partition("### Responder")[2].splitlines()[4:9]
    told = {row.split("|")[1].strip(): [cell.strip() for cell in row.split("|")[2:4]] for row in rows}
    assert told == {
        "Month 1": ["30/55 (54.55)", "21/54 (38.89)"], "Month 3": ["35/55 (63.64)", "32/51 (62.75)"],
        "Month 6": ["38/54 (70.37)", "32/50 (64.00)"], "Month 12": ["37/50 (74.00)", "33/48 (68.75)"],
        "Month 24": ["38/50 (76.00)", "33/44 (75.00)"],
    }  # fmt: skip
    whole = next(line for line in shown.splitlines() if line.startswith("| ITT, as randomised, imputed"))
    assert [cell.strip() for cell in whole.split("|")[2:6:2]] == ["58", "56"]
