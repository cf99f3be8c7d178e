"""Reports as files: whole or not at all, the same bytes everywhere, and nothing of the machine in them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.error import InputError, MappingError
from tests.validation.reports.given import TERMS, report
from validation.reports.annotations import annotation_lines
from validation.reports.console import console
from validation.reports.report import Options, Report
from validation.reports.wording import placeless, relative
from validation.reports.write import FORMATS, chosen, write_reports
from validation.result import DatasetFacts, Outcome, Unread

ROOT = Path(__file__).parents[3]
# Made of parts, so that this file names no machine.
HOME = "/".join(("", "home", "jane.doe"))
SHARE = "\\\\server\\studies\\jane.doe"


def unpacked(folder: Path) -> str:
    """All files of the folder as one text, a workbook with all its parts."""
    parts = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            with ZipFile(BytesIO(content)) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        parts.append(content.decode())
    return "\n".join(parts)


def test_each_format_is_a_file_of_its_own(tmp_path: Path) -> None:
    paths = write_reports(report(), tmp_path / "new" / "out", ["html", "json", "junit", "md", "sarif", "xlsx", "html"])
    assert [path.name for path in paths] == [
        "validation-report.html", "validation-report.json", "validation-report.junit.xml", "validation-report.md",
        "validation-report.sarif", "validation-report.xlsx",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == sorted(path.name for path in paths)
    assert all(path.stat().st_size > 1_000 for path in paths)


def test_a_format_nobody_makes_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as refused:
        write_reports(report(), tmp_path / "out", ["json", "htm"])
    assert str(refused.value) == "--report\n    no report htm\n    did you mean html?"
    assert not (tmp_path / "out").exists()
    assert chosen(" HTML,json,html,") == ("html", "json")


def test_reports_that_were_there_stay_if_one_cannot_be_made(tmp_path: Path) -> None:
    write_reports(report(), tmp_path, ["json"])
    before = (tmp_path / "validation-report.json").read_bytes()
    broken = replace(report(), options=Options(created="no day"))
    with pytest.raises(ValueError, match="no day"):
        write_reports(broken, tmp_path, ["json", "xlsx"])
    assert (tmp_path / "validation-report.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["validation-report.json"]


def test_a_folder_that_cannot_be_written_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError, match="cannot be written"):
        write_reports(report(), tmp_path / "file", ["json"])


@pytest.mark.parametrize(
    "setting",
    [{"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
     {"PYTHONHASHSEED": "77", "TZ": "America/Lima", "LC_ALL": "tr_TR.UTF-8"}],
    ids=["east", "west"],
)  # fmt: skip
def test_the_same_bytes_under_any_seed_zone_locale_umask_and_folder(tmp_path: Path, setting: dict[str, str]) -> None:
    write_reports(report(created="2026-01-05"), tmp_path / "here", list(FORMATS))
    told = tmp_path / "jane.doe secret"
    told.mkdir()
    environment = {**os.environ, **setting, "PYTHONPATH": str(ROOT), "USER": "jane.doe", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tests.validation.reports.written_report", "out"]
    subprocess.run(command, cwd=told, env=environment, check=True, umask=0o077, timeout=120)
    for path in sorted((tmp_path / "here").iterdir()):
        assert (told / "out" / path.name).read_bytes() == path.read_bytes(), path.name
    assert "jane.doe" not in unpacked(told / "out")


def placed() -> Report:
    """A report whose parts hold places of a machine, as readers and exceptions tell them."""
    said = report(private=("/".join(("", "mnt", "jane doe")),))
    outcomes = (
        *said.judgement.outcomes,
        Outcome(
            replace(TERMS, id="A1", source=f"{HOME}/rules/a1.yml"), "AE", "not_run", f"no file {HOME}/ct/terms.csv"
        ),
        Outcome(replace(TERMS, id="A2"), "AE", "error", f"OSError: [Errno 2] '{HOME}/x y.xpt' and {SHARE}\\b.xpt"),
        Outcome(replace(TERMS, id="A3"), "AE", "not_run", f"see {'/'.join(('', 'mnt', 'jane doe'))}/c.xpt"),
    )
    judgement = replace(
        said.judgement, name=f"{HOME}/study 1", outcomes=outcomes,
        datasets=(
            *said.judgement.datasets, DatasetFacts("XX", "X", "", f"{HOME}/xx.xpt"),
            DatasetFacts("YY", "", "", f"{SHARE}\\yy.xpt"),
        ),
        unread=(Unread(f"{HOME}/ts.xpt", f"cannot read {HOME}/ts.xpt", f"look at {HOME}/log"),),
        about={"rules": f"{HOME}/open_rules", "terminology": "C:" + "\\Users\\jane.doe\\ct"},
    )  # fmt: skip
    return replace(said, judgement=judgement, options=replace(said.options, folder=f"{HOME}/study 1"))


def test_no_place_of_the_machine_and_no_user_is_in_any_report(tmp_path: Path) -> None:
    said = placed()
    write_reports(said, tmp_path, list(FORMATS))
    told = unpacked(tmp_path) + console(said) + annotation_lines(said)
    assert "jane" not in told
    assert "/".join(("", "home")) not in told
    assert "Users" not in told
    for left in ("terms.csv", "study 1", "open_rules", "ts.xpt", "a1.yml"):
        assert left in told


@given(st.text(), st.sampled_from(["", "/", "//", "C:\\", "\\\\", "~/", "../", "a/../"]))
def test_a_file_is_never_named_from_a_root(text: str, front: str) -> None:
    said = relative(report(), front + text)
    assert not said.startswith(("/", "\\", "~"))
    assert ".." not in said.replace("\\", "/").split("/")
    assert said[1:3] != ":\\"


@pytest.mark.parametrize(
    ("text", "left"),
    [("mg/dL and/or 1/2", "mg/dL and/or 1/2"), (f"in {HOME}/a b", "in a b"),
     (f"'{HOME}/data/dm.xpt': no", "'dm.xpt': no"),
     ("D:" + "\\data\\dm.xpt", "dm.xpt"), ("a relative/path/dm.xpt", "a relative/path/dm.xpt"),
     ("see https://example.org/a/b", "see https://example.org/a/b")],
    ids=["units", "blank", "quoted", "drive", "relative", "web"],
)  # fmt: skip
def test_places_are_taken_out_and_nothing_else(text: str, left: str) -> None:
    assert placeless(report(), text) == left
