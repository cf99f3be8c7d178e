"""define.xml, its page and what goes with it, as a build writes them beside the datasets."""

from __future__ import annotations

from pathlib import Path

import pytest

from define_xml.__main__ import main as exchange
from define_xml.checks import check_define
from define_xml.read import read_define
from define_xml.schema import schema_findings
from define_xml.transport.files import read_datasets
from sdtm.__main__ import main
from tests.folder import write_study
from tests.sdtm.test_main import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small study."""
    return write_study(tmp_path / "mini")


def built(folder: Path, *more: str) -> Path:
    """The folder of a build."""
    out = folder.parent / "out"
    assert main(["build", str(folder), "--out", str(out), "--quiet", *more]) == 0
    return out


@pytest.mark.parametrize("version", ["2.1", "2.0"])
def test_the_define_says_what_the_files_hold(folder: Path, version: str) -> None:
    out = built(folder, "--define", version)
    define = read_define(out / "define.xml")
    assert define.version == version
    assert schema_findings((out / "define.xml").read_bytes()) == ()
    found = {dataset.name: dataset for dataset in read_datasets(out).values()}
    assert {one.name for one in define.metadata.datasets} == set(found)
    by_oid = {one.oid: one for one in define.metadata.items}
    for one in define.metadata.datasets:
        assert one.name is not None
        variables = found[one.name].spec.variables
        items = [by_oid[ref.item_oid] for ref in one.items]
        assert [item.name for item in items] == [variable.name for variable in variables]
        assert [item.description.value for item in items if item.description] == [one.label for one in variables]
        for item, variable in zip(items, variables, strict=True):
            if item.data_type == "text":
                assert item.length == str(variable.length), item.oid


def test_no_error_is_left_to_find(folder: Path) -> None:
    path = built(folder) / "define.xml"
    found = check_define(read_define(path), path.read_bytes())
    assert [one for one in found if one.severity == "error" and one.check not in MINIMAL] == []


# What a study of a page leaves out, and no define.xml can make up.
MINIMAL = {"required_variable_absent", "annotated_crf_missing", "pages_missing"}


def test_none_is_written_where_none_is_wanted(folder: Path) -> None:
    assert files(built(folder, "--define", "none")) == ["ae.xpt", "dm.xpt", "expectations", "ledger.json"]


def test_a_part_of_the_datasets_has_no_define(folder: Path) -> None:
    assert files(built(folder, "--only", "AE")) == ["ae.xpt", "ledger.json"]


def test_the_files_named_are_those_written(folder: Path) -> None:
    out = built(folder, "--format", "json,xpt")
    leaves = {one.leaf.href for one in read_define(out / "define.xml").metadata.datasets if one.leaf}
    assert leaves == {"ae.json", "dm.json"}
    assert leaves <= set(files(out))


def test_a_stylesheet_that_is_brought_goes_along(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "define2-1.xsl"
    sheet.write_text("<xsl/>")
    out = built(folder, "--stylesheet", str(sheet))
    assert (out / "define2-1.xsl").read_text() == "<xsl/>"
    assert b'<?xml-stylesheet type="text/xsl" href="define2-1.xsl"?>' in (out / "define.xml").read_bytes()
    assert read_define(out / "define.xml").stylesheet == "define2-1.xsl"


def test_a_stylesheet_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder.parent / "out"
    assert main(["build", str(folder), "--out", str(out), "--stylesheet", str(folder / "none.xsl")]) == 3
    assert "none.xsl\n    cannot be read" in capsys.readouterr().err
    assert not out.exists()


def test_a_document_of_the_study_goes_along(folder: Path) -> None:
    study = folder / "study.toml"
    said = '\n[documents.guide]\ntitle = "Guide"\nfile = "csdrg.pdf"\nkind = "supplemental"\n'
    study.write_text(study.read_text(encoding="utf-8") + said, encoding="utf-8")
    (folder / "csdrg.pdf").write_bytes(b"%PDF-1.7 our guide")
    out = built(folder)
    assert (out / "csdrg.pdf").read_bytes() == b"%PDF-1.7 our guide"
    leaves = {one.href for one in read_define(out / "define.xml").metadata.leaves}
    assert leaves == {"csdrg.pdf"}


def documented(folder: Path, file: str) -> None:
    """The study names one document."""
    study = folder / "study.toml"
    said = f'\n[documents.guide]\ntitle = "Guide"\nfile = "{file}"\n'
    study.write_text(study.read_text(encoding="utf-8") + said, encoding="utf-8")
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(b"%PDF-1.7 our guide")


def test_a_document_below_the_folder_keeps_its_place(folder: Path) -> None:
    documented(folder, "docs/guides/guide.pdf")
    out = built(folder)
    assert (out / "docs" / "guides" / "guide.pdf").read_bytes() == b"%PDF-1.7 our guide"
    assert not (out / "guide.pdf").exists()


@pytest.mark.parametrize(("file", "status"), [("define.xml", 2), ("dm.xpt", 3)])
def test_no_document_takes_the_place_of_a_file_of_the_build(
    folder: Path, file: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    documented(folder, file)
    out = folder.parent / "out"
    assert main(["build", str(folder), "--out", str(out), "--quiet"]) == status
    assert file in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("more", [("--only", "AE"), ("--define", "none")])
def test_a_define_that_is_not_renewed_is_told(
    folder: Path, more: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = built(folder)
    assert main(["build", str(folder), "--out", str(out), *more]) == 0
    assert "define.xml: it is of an earlier build" in capsys.readouterr().out
    assert "define_not_renewed" in (out / "ledger.json").read_text(encoding="utf-8")


def test_the_page_reads_no_file_of_another_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = built(folder)
    path = out / "define.xml"
    text = path.read_text(encoding="utf-8").replace('"dm.xpt"', '"../elsewhere/dm.xpt"')
    path.write_text(text, encoding="utf-8")
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "dm.xpt").write_bytes(b"not to be read")
    assert exchange(["show", str(out)]) == 0
    assert "with what was found in" in capsys.readouterr().out
