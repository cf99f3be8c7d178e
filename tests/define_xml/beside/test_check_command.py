"""The check at the command line: what it prints, as lines and as JSON, and how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.check_command import checked, run
from define_xml.checks.beside import pdf as pdf_module
from define_xml.document.common import described
from define_xml.document.items import Origin
from define_xml.transport.files import write_dataset
from mappings.error import InputError
from tests.define_xml.acceptance.good_define import delivered, put, swapped
from tests.define_xml.beside.beside_example import data

Shown = pytest.CaptureFixture[str]
STUDY = """
[study]
id = "TEST"
[standards]
SDTMIG = "3.4"
[terminology]
SDTM = "2025-03-28"
"""


def test_a_folder_or_its_file(tmp_path: Path, capsys: Shown) -> None:
    put(tmp_path)
    assert run(tmp_path) == 0
    by_folder = capsys.readouterr().out
    assert run(tmp_path / "define.xml") == 0
    assert capsys.readouterr().out == by_folder
    assert by_folder.splitlines()[0] == "define.xml: Define-XML 2.1"
    assert by_folder.splitlines()[-1] == "findings: 0 errors, 0 warnings, 1 note"
    assert "not checked:\n  what the study says now: name its folder with --study FOLDER\n" in by_folder


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 0), ("note", 1), ("never", 0)])
def test_how_it_ends(fail_on: str, status: int, tmp_path: Path, capsys: Shown) -> None:
    assert run(put(tmp_path), fail_on=fail_on) == status
    capsys.readouterr()


def test_json_tells_all(tmp_path: Path, capsys: Shown) -> None:
    assert run(put(tmp_path, swapped("Age</T", "Years</T")), json=True) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["file"], said["define"], said["unread"]) == ("define.xml", "2.1", [])
    assert [one["check"] for one in said["findings"] if one["severity"] == "error"] == ["variable_label_differs"]
    assert said["not_checked"] == ["what the study says now: name its folder with --study FOLDER"]
    assert str(tmp_path) not in json.dumps(said)


def test_without_data_it_says_so(tmp_path: Path, capsys: Shown) -> None:
    put(tmp_path / "all")
    (tmp_path / "define.xml").write_bytes((tmp_path / "all" / "define.xml").read_bytes())
    assert run(tmp_path) == 1
    out = capsys.readouterr().out
    assert "  31 checks of data: no dataset in the folder" in out
    assert "  1 reference to pages of acrf.pdf: it is not in the folder" in out
    assert run(tmp_path, tmp_path / "all") == 1
    out = capsys.readouterr().out
    assert "31 checks of 2 datasets with 8 records" in out
    assert "leaf_missing" not in out, "datasets may lie in a folder of their own"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    put(tmp_path)
    with pytest.raises(InputError, match="there is no such folder"):
        checked(tmp_path, tmp_path / "nowhere")
    with pytest.raises(InputError, match="cannot be read"):
        checked(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no dataset in the folder"):
        checked(tmp_path, sdtm=tmp_path / "empty")


def test_a_dataset_in_two_formats_is_read_once(tmp_path: Path, capsys: Shown) -> None:
    put(tmp_path)
    write_dataset(data("DM"), tmp_path / "dm.parquet")
    assert run(tmp_path) == 0
    assert "31 checks of 2 datasets with 8 records" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_ends_with_3(tmp_path: Path, capsys: Shown) -> None:
    (put(tmp_path) / "vs.xpt").write_bytes(b"no such thing")
    assert run(tmp_path) == 3
    said = capsys.readouterr()
    assert said.err.startswith("vs.xpt\n")
    assert "31 checks of 1 dataset with 3 records" in said.out


def test_predecessors_of_another_folder(tmp_path: Path, capsys: Shown) -> None:
    origin = Origin(type="Predecessor", description=described("AE.AETERM"))
    items = tuple(
        replace(one, origins=(origin,)) if one.oid == "IT.DM.AGE" else one for one in delivered().metadata.items
    )
    put(tmp_path, delivered(items=items))
    run(tmp_path)
    words = "1 predecessor of other folders: say where they are with --sdtm DIR"
    assert words in capsys.readouterr().out
    other = put(tmp_path / "sdtm")
    assert run(tmp_path, sdtm=other) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert words not in out
    assert "DM.AGE: its predecessor is AE.AETERM, and there is no dataset AE [predecessor_absent]" in out


def test_against_a_study_folder(tmp_path: Path, capsys: Shown) -> None:
    study = tmp_path / "study"
    (study / "sdtm").mkdir(parents=True)
    (study / "study.toml").write_text(STUDY)
    (study / "sdtm" / "dm.toml").write_text(
        "records = 'rows(people)'\n[variables]\nSUBJID = 'assign(subject)'\nSEX = 'assign(sex)'\n"
    )
    folder = put(tmp_path / "out")
    assert run(folder, study=study) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "DM.SUBJID: the study makes it, and define.xml does not describe it: write it anew [variable_unsaid]" in out
    assert "VS: line" in out
    assert "10 checks against study" in out


def test_without_a_reader_of_pdf_it_says_so(tmp_path: Path, capsys: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("define_xml.check_command.installed", lambda: False)
    assert pdf_module.installed() in {True, False}
    assert run(put(tmp_path)) == 0
    assert "6 checks of PDFs: pypdf is not installed (pip install pypdf)" in capsys.readouterr().out


def test_of_many_findings_of_one_kind_the_first_are_shown(tmp_path: Path, capsys: Shown) -> None:
    items = tuple(replace(one, sas_field_name=None) for one in delivered().metadata.items)
    assert run(put(tmp_path, delivered(items=items))) == 1
    out = capsys.readouterr().out
    assert "      and 4 more of [sas_field_name_missing]: --json tells all" in out
