"""`python -m sdtm build --queries FILE`: another kind of file is refused before anything is read or written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sdtm.__main__ import main
from tests.folder import EVENTS, write_study

LATE = EVENTS.replace("04-JAN-2019", "04-JAN-2029")  # after the cut-off: a warning


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """The build of the small study, with something to ask the site."""
    study = write_study(tmp_path / "mini", {"raw/events.csv": LATE})
    return ["build", str(study), "--out", str(tmp_path / "out"), "--quiet"]


@pytest.mark.parametrize("name", ["queries.docx", "queries", "queries.csv.gz"])
def test_another_kind_is_refused_and_nothing_written(
    name: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--queries", str(tmp_path / name)]) == 2
    told = f"--queries\n    {name} is neither CSV nor XLSX\n    end its name with .csv or .xlsx\n"
    assert capsys.readouterr() == ("", told)
    assert [one.name for one in tmp_path.iterdir()] == ["mini"]


def test_queries_are_written_beside_what_is_built(words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "queries.csv"
    assert main([*words, "--queries", str(file)]) in (0, 1)
    assert (tmp_path / "out" / "ae.xpt").is_file()
    with file.open(encoding="utf-8", newline="") as read:
        rows = list(csv.DictReader(read))
    assert any("2029" in row["submitted"] for row in rows)
