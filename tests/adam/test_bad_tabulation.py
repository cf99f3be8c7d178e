"""SDTM folders as they come: what is not whole is refused, what is odd is told, nothing is half-written."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adam.__main__ import main
from define_xml import write_datasets
from mappings.dataset import Dataset
from tests.analysis_folder import ADAE, AE, DM, dataset, write_analysis

Row = dict[str, object]
Change = Callable[[Path], object]
EVENTS = "STUDYID,USUBJID,AESEQ,AETERM,AESTDTC\nMINI,MINI-1,1,Headache,2019-01\n"


def run(folder: Path) -> tuple[int, Path]:
    """The exit status of a build, and where it went."""
    out = folder.parent / "out"
    return main(["build", str(folder), "--sdtm", str(folder / "xpt"), "--out", str(out)]), out


def csv(text: str | bytes) -> Change:
    """AE as a CSV file that says nothing of its columns."""

    def change(sdtm: Path) -> None:
        (sdtm / "ae.xpt").unlink()
        (sdtm / "ae.csv").write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def events(**values: object) -> Change:
    """AE with these values in every record."""
    return lambda sdtm: rewritten(sdtm, "AE", [{**row, **values} for row in AE])


def rewritten(sdtm: Path, name: str, rows: list[Row]) -> None:
    """The dataset with other records."""
    (sdtm / f"{name.lower()}.xpt").unlink()
    write_datasets([dataset(name, rows)], sdtm)


def cut(size: int) -> Change:
    """AE without its last bytes."""
    return lambda sdtm: (sdtm / "ae.xpt").write_bytes((sdtm / "ae.xpt").read_bytes()[:-size])


def emptied(sdtm: Path) -> None:
    """No file at all."""
    for path in sdtm.iterdir():
        path.unlink()


def a_folder(sdtm: Path) -> None:
    """A folder of the name of AE's file."""
    (sdtm / "ae.xpt").unlink()
    (sdtm / "ae.xpt").mkdir()


REFUSED: dict[str, tuple[Change, str]] = {
    "no folder": (shutil.rmtree, "xpt\n    cannot be read: No such file"),
    "an empty folder": (emptied, "no dataset in the folder"),
    "no byte": (lambda sdtm: (sdtm / "ae.xpt").write_bytes(b""), "ae.xpt\n    the file is empty"),
    "cut within the header": (cut(320), "the file ends within its header"),
    "cut within the records": (cut(80), "ae.xpt"),
    "no transport file": (lambda sdtm: (sdtm / "ae.xpt").write_bytes(b"a,b\n" * 100), "no SAS transport file"),
    "a folder": (a_folder, "a folder, no file"),
    "two files of a dataset": (lambda sdtm: shutil.copy(sdtm / "dm.xpt", sdtm / "ae.xpt"), "it holds DM, and so does"),
    "a number that is none": (
        csv(EVENTS.replace(",1,", ",one,")),
        "ae.csv  AE.AESEQ  record 1\n    'one' is no number",
    ),
    "an infinite number": (csv(EVENTS.replace(",1,", ",inf,")), "'inf' is no number"),
    "a number beyond all": (csv(EVENTS.replace(",1,", ",1e400,")), "'1e400' is no number"),
    "no header": (csv(""), "ae.csv\n    the file is empty"),
    "a ragged row": (csv(EVENTS + "MINI\n"), "ae.csv  line 3"),
    "a column twice": (csv(EVENTS.replace("AETERM", "AESEQ")), "more than one column is named AESEQ"),
    "UTF-16": (csv(EVENTS.encode("utf-16")), "it looks like UTF-16 text"),
    "another encoding": (csv(EVENTS.replace("Headache", "Fi\xe8vre").encode("cp1252")), "byte E8 is no utf-8 text"),
    "a letter that is no ASCII": (csv(EVENTS.replace("Headache", "Fi\xe8vre")), "does not fit ascii"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_whole_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_analysis(tmp_path / "mini")
    change, words = REFUSED[name]
    change(folder / "xpt")
    status, out = run(folder)
    told = capsys.readouterr().err
    assert status == 3
    assert words in told
    assert "Traceback" not in told
    assert str(tmp_path) not in told
    assert not out.exists() or not list(out.iterdir())


@pytest.mark.skipif(os.path.normcase("A") == "a", reason="names of this system differ in more than case")
def test_names_that_differ_in_case_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_analysis(tmp_path / "mini")
    shutil.copy(folder / "xpt" / "dm.xpt", folder / "xpt" / "DM.XPT")
    assert run(folder)[0] == 3
    assert "DM.XPT and dm.xpt differ in case only" in capsys.readouterr().err


UNBOUND: dict[str, tuple[Change, str]] = {
    "a dataset is missing": (lambda sdtm: (sdtm / "ex.xpt").unlink(), "no table or dataset EX"),
    "a dataset of another name": (lambda sdtm: (sdtm / "ae.xpt").rename(sdtm / "ae_v2.xpt"), "no table or dataset AE"),
    "a column is missing": (
        lambda sdtm: rewritten(sdtm, "AE", [{key: row[key] for key in row if key != "AESTDTC"} for row in AE]),
        "no column AESTDTC; did you mean ASTDT?",
    ),
    "no subjects": (
        lambda sdtm: rewritten(sdtm, "DM", [{key: row[key] for key in row if key != "USUBJID"} for row in DM]),
        "needs the subject, and there is none here",
    ),
}


@pytest.mark.parametrize("name", UNBOUND)
def test_what_rules_name_and_no_file_has(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_analysis(tmp_path / "mini")
    change, words = UNBOUND[name]
    change(folder / "xpt")
    status, out = run(folder)
    assert status == 2
    assert words in capsys.readouterr().err
    assert not out.exists() or not list(out.iterdir())


def found(folder: Path) -> list[dict[str, Any]]:
    """The findings of a build that delivered."""
    status, out = run(folder)
    assert status in (0, 1)
    findings: list[dict[str, Any]] = json.loads((out / "ledger.json").read_text(encoding="utf-8"))["findings"]
    return findings


ODD: dict[str, tuple[Change, str, str, str]] = {
    "a text that is no date": (events(AESTDTC="soon"), "not_a_date", "ASTDT", "soon"),
    "a day that no calendar has": (events(AESTDTC="2019-02-30"), "not_a_date", "ASTDT", "2019-02-30"),
    "a number for a date": (events(AESTDTC=5.0), "not_a_date", "ASTDT", "5"),
    "a number of a record twice": (events(AESEQ=1.0), "key_repeated", "", ""),
    "a subject that is not in ADSL": (events(USUBJID="MINI-9"), "subject_not_in_adsl", "USUBJID", "MINI-9"),
    "a subject twice in DM": (lambda sdtm: rewritten(sdtm, "DM", [*DM, DM[0]]), "key_repeated", "", ""),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_told(name: str, tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini")
    change, check, variable, value = ODD[name]
    change(folder / "xpt")
    told = {(one["check"], one["variable"], one["value"]) for one in found(folder)}
    assert (check, variable, value) in told


@pytest.mark.parametrize("names", [["AE"], ["EX"], ["DM"], ["AE", "DM", "EX"]])
def test_datasets_without_a_record(names: list[str], tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini")
    for name in names:
        from adam.sources import open_tabulation, read_encoded

        whole = read_encoded(open_tabulation(folder / "xpt", [name]).streams[name])
        (folder / "xpt" / f"{name.lower()}.xpt").unlink()
        write_datasets([Dataset(whole.spec, whole.records.iloc[:0])], folder / "xpt")
    checks = {one["check"] for one in found(folder)}
    assert ("subject_not_in_adsl" in checks) == (names == ["DM"])


def test_what_no_rule_names_is_not_read(tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini")
    (folder / "xpt" / "ts.xpt").write_bytes(b"no transport file")
    (folder / "xpt" / "ledger.json").write_text("{}")
    assert run(folder)[0] in (0, 1)


def test_qualifiers_may_point_by_a_variable_that_no_rule_names(tmp_path: Path) -> None:
    """What no rule names is not kept; the file whose end nothing proves is held against SUPP-- all the same."""
    said = ADAE.replace(
        "[variables]", '[variables]\nMINE = {rule = \'qualifier("X", SUPPAE.QNAM, SUPPAE.QVAL)\', label = "X"}'
    )
    folder = write_analysis(tmp_path / "mini", {"adam/adae.toml": said})
    ae = dataset("AE", [{**row, "VISITNUM": float(number)} for number, row in enumerate(AE, 1)])
    # Records of 80 bytes fill the file to its end: no padding proves that none is cut off.
    term = 80 - sum(one.length or 0 for one in ae.spec.variables if one.name != "AETERM")
    sized = [one.model_copy(update={"length": term}) if one.name == "AETERM" else one for one in ae.spec.variables]
    ae = Dataset(ae.spec.model_copy(update={"variables": tuple(sized)}), ae.records)
    for value, status in (("2", 0), ("9", 3)):
        pointer: Row = {
            "STUDYID": "MINI", "RDOMAIN": "AE", "USUBJID": "MINI-1", "IDVAR": "VISITNUM", "IDVARVAL": value,
            "QNAM": "X", "QLABEL": "X", "QVAL": "x", "QORIG": "CRF", "QEVAL": "",
        }  # fmt: skip
        write_datasets([ae, dataset("SUPPAE", [pointer])], folder / "xpt")
        found, out = run(folder)
        assert found == status
        if found == 0:
            told = json.loads((out / "ledger.json").read_text())["findings"]
            assert [one["dataset"] for one in told if one["check"] == "completeness_unproven"] == ["AE"]
