"""The tree of a package: each file in its place; what is foreign is told, what cannot be packaged is refused."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.package.content import write_placed
from define_xml.package.placed import Placed
from define_xml.package.profile import load_profile
from define_xml.package.references import refuse_dangling
from define_xml.package.tree import tree
from mappings.error import InputError, MappingError
from mappings.statement import DocumentSpec
from tests.define_xml.package.small_builds import ACRF, ADAM, ANALYSIS, SDTM, builds, made_tree, make_build, settings

PROGRAM = Placed("m5/datasets/alpha/analysis/adam/programs/adsl.txt", "program", b"x", "adam", "ADSL")


def test_every_file_has_its_place_title_and_tag(tmp_path: Path) -> None:
    sdtm, adam = builds(tmp_path)
    made = tree(sdtm, adam, load_profile("fda"), settings(), "ALPHA", programs=[PROGRAM])
    assert made.findings == ()
    assert made.parts == {}
    assert [(one.path, one.kind, one.tag) for one in made.placed] == [
        (f"{ADAM}/adrg.pdf", "guide", "analysis-data-definition"),
        (f"{ADAM}/adsl.xpt", "dataset", "analysis-dataset-adam"),
        (f"{ADAM}/define.html", "page", "analysis-data-definition"),
        (f"{ADAM}/define.xml", "define", "analysis-data-definition"),
        (PROGRAM.path, "program", "analysis-program"),
        (f"{SDTM}/acrf.pdf", "acrf", "annotated-crf"),
        (f"{SDTM}/csdrg.pdf", "guide", "data-tabulation-data-definition"),
        (f"{SDTM}/define.html", "page", "data-tabulation-data-definition"),
        (f"{SDTM}/define.xml", "define", "data-tabulation-data-definition"),
        (f"{SDTM}/dm.xpt", "dataset", "data-tabulation-dataset-sdtm"),
        (f"{SDTM}/ts.xpt", "dataset", "data-tabulation-dataset-sdtm"),
    ]
    titles = {one.name: one.title for one in made.placed}
    assert (titles["dm.xpt"], titles["acrf.pdf"]) == ("Dataset DM", "Annotated CRF")
    assert all(titles.values())


def test_written_below_a_root_the_files_are_those_of_the_builds(tmp_path: Path) -> None:
    sdtm, adam = builds(tmp_path)
    made = made_tree(sdtm, adam)
    write_placed(made.placed, tmp_path / "out")
    assert (tmp_path / "out" / SDTM / "dm.xpt").read_bytes() == (sdtm / "dm.xpt").read_bytes()
    assert (tmp_path / "out" / ADAM / "define.xml").read_bytes() == (adam / "define.xml").read_bytes()
    out = tmp_path / "out"
    found = sorted(one.relative_to(out).as_posix() for one in out.rglob("*") if one.is_file())
    assert found == [one.path for one in made.placed]


def test_nothing_is_written_out_of_the_root(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leads out of the package"):
        write_placed([Placed("a.txt", "review", b"a"), Placed("../b.txt", "review", b"b")], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_pmda_and_ema_differ_by_names_and_tags_alone(tmp_path: Path) -> None:
    sdtm, adam = builds(tmp_path)
    fda, pmda, ema = (made_tree(sdtm, adam, name).placed for name in ("fda", "pmda", "ema"))
    assert [one.path for one in ema] == [one.path for one in fda]
    renamed = {"csdrg.pdf": "study-data-reviewers-guide.pdf", "adrg.pdf": "analysis-data-reviewers-guide.pdf"}
    told = [f"{one.path[: -len(one.name)]}{renamed.get(one.name, one.name)}" for one in fda]
    assert sorted(told) == [one.path for one in pmda]
    assert {one.tag for one in (*pmda, *ema)} == {""}


def test_a_study_without_analysis_has_no_analysis_guide(tmp_path: Path) -> None:
    made = made_tree(make_build(tmp_path / "alpha"), None)
    assert {one.part for one in made.placed} == {"sdtm"}


def test_a_stylesheet_and_documents_stand_beside_define_xml(tmp_path: Path) -> None:
    plan = DocumentSpec(id="sap", title="Analysis plan", href="sap.pdf", kind="supplemental")
    sdtm = make_build(tmp_path / "alpha", documents=(ACRF, plan), sheet="define2-1.xsl")
    (sdtm / "define2-1.xsl").write_text("<x/>", encoding="utf-8")
    found = {one.name: (one.kind, one.title) for one in made_tree(sdtm, None).placed}
    assert found["define2-1.xsl"] == ("stylesheet", "Stylesheet for the tabulation datasets")
    assert found["sap.pdf"] == ("document", "Analysis plan")


def test_a_define_that_names_the_guide_is_content_with_the_guide_that_comes(tmp_path: Path) -> None:
    guide = DocumentSpec(id="csdrg", title="Guide", href="csdrg.pdf", kind="supplemental")
    sdtm = make_build(tmp_path / "alpha", documents=(ACRF, guide))
    (sdtm / "csdrg.pdf").unlink()
    assert made_tree(sdtm, None).findings == ()
    with pytest.raises(InputError, match=r"names csdrg\.pdf, which is not in the package"):
        made_tree(sdtm, None, "pmda")


def test_references_lead_to_other_folders_of_the_package(tmp_path: Path) -> None:
    sdtm, adam = builds(tmp_path)
    placed = made_tree(sdtm, adam).placed
    [define] = [one for one in placed if one.path == f"{ADAM}/define.xml"]
    assert isinstance(define.content, Path)
    whole = define.content.read_bytes()
    hrefs = {"../../../tabulations/sdtm/acrf.pdf": True, "../acrf.pdf": False, "https://x.org/a": True}
    for href, right in hrefs.items():
        leaf = f'<def:leaf ID="LF.X" xlink:href="{href}"><def:title>x</def:title></def:leaf></MetaDataVersion>'
        changed = replace(define, content=whole.replace(b"</MetaDataVersion>", leaf.encode()))
        files = [changed if one is define else one for one in placed]
        if right:
            refuse_dangling(files)
            continue
        with pytest.raises(InputError, match=r"names \.\./acrf\.pdf"):
            refuse_dangling(files)


def test_what_no_build_wrote_is_told_and_not_packaged(tmp_path: Path) -> None:
    sdtm, adam = builds(tmp_path)
    before = made_tree(sdtm, adam).placed
    for name in ("notes.docx", "lb.xpt", ".DS_Store"):
        (sdtm / name).write_bytes(b"x")
    for name in ("expectations", "validation", "old"):
        (sdtm / name).mkdir()
    for name in ("listings.json", "waivers.toml", "dm.json", "dm.parquet", ".writing.lock"):
        (sdtm / name).write_text("{}", encoding="utf-8")
    made = made_tree(sdtm, adam)
    assert made.placed == before
    assert [(one.check, one.severity, one.dataset) for one in made.findings] == [
        ("not_packaged", "warning", "sdtm/.DS_Store"), ("not_packaged", "error", "sdtm/lb.xpt"),
        ("not_packaged", "warning", "sdtm/notes.docx"), ("not_packaged", "warning", "sdtm/old"),
    ]  # fmt: skip


def test_analysis_in_a_folder_of_another_name_inside_is_not_foreign(tmp_path: Path) -> None:
    sdtm = make_build(tmp_path / "alpha")
    adam = make_build(sdtm / "analysis", ANALYSIS, ())
    assert made_tree(sdtm, adam).findings == ()
    assert [one.dataset for one in made_tree(sdtm, None).findings] == ["sdtm/analysis"]


def test_an_annotated_crf_of_another_name_is_told(tmp_path: Path) -> None:
    sdtm = make_build(tmp_path / "alpha", documents=(ACRF.model_copy(update={"href": "blankcrf.pdf"}),))
    [odd] = made_tree(sdtm, None).findings
    assert (odd.check, odd.dataset) == ("name_differs", "sdtm/blankcrf.pdf")


def _link(folder: Path) -> None:
    (folder / "ae.xpt").symlink_to(folder / "dm.xpt")


def _twins(folder: Path) -> None:
    shutil.copy(folder / "dm.xpt", folder / "DM.xpt")
    shutil.copy(folder / "acrf.pdf", folder / "ACRF.pdf")


def _unrenewed(folder: Path) -> None:
    told = {"findings": [{"check": "define_not_renewed"}]}
    (folder / "ledger.json").write_text(json.dumps(told), encoding="utf-8")


def _capitals(folder: Path) -> None:
    (folder / "dm.xpt").rename(folder / "DM.XPT")


def _folder(folder: Path) -> None:
    (folder / "dm.xpt").unlink()
    (folder / "dm.xpt").mkdir()


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "absent": (shutil.rmtree, "there is no such folder of a build"),
    "define": (lambda folder: (folder / "define.xml").unlink(), r"no finished build: there is no define\.xml"),
    "ledger": (lambda folder: (folder / "ledger.json").unlink(), r"no finished build: there is no ledger\.json"),
    "partial": (_unrenewed, "the last run made some datasets only"),
    "draft": (lambda folder: (folder / ".dm.xpt.4711.part").touch(), r"the build did not end: \.dm\.xpt\.4711\.part"),
    "dataset": (lambda folder: (folder / "dm.xpt").unlink(), r"define\.xml names dm\.xpt, not there"),
    "capitals": (_capitals, r"DM\.XPT is spelt otherwise"),
    "twins": (_twins, r"acrf\.pdf and ACRF\.pdf, dm\.xpt and DM\.xpt differ in case only"),
    "folder": (_folder, r"define\.xml names dm\.xpt, not there"),
    "link": (_link, r"ae\.xpt \(a link\)"),
    "pipe": (lambda folder: os.mkfifo(folder / "ae.xpt"), r"ae\.xpt \(no regular file\)"),
    "crf": (lambda folder: (folder / "acrf.pdf").unlink(), r"names acrf\.pdf, which is not in the package"),
    "cut": (lambda folder: (folder / "define.xml").write_text("<ODM>", encoding="utf-8"), r"define\.xml"),
    "json": (lambda folder: (folder / "ledger.json").write_text("[", encoding="utf-8"), r"ledger\.json"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_build_that_cannot_be_packaged_is_refused_in_words(tmp_path: Path, name: str) -> None:
    sdtm = make_build(tmp_path / "alpha")
    spoil, words = BAD[name]
    spoil(sdtm)
    with pytest.raises(InputError, match=words) as told:
        made_tree(sdtm, None)
    assert told.value.remedy
    assert str(tmp_path) not in str(told.value)


def test_datasets_in_another_format_are_refused(tmp_path: Path) -> None:
    sdtm = make_build(tmp_path / "alpha")
    text = (sdtm / "define.xml").read_text(encoding="utf-8").replace('"dm.xpt"', '"dm.json"')
    (sdtm / "define.xml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"names dm\.json: a package has transport files"):
        made_tree(sdtm, None)


def test_paths_that_may_not_stand_there_are_all_told(tmp_path: Path) -> None:
    sdtm = make_build(tmp_path / "alpha")
    home = "m5/datasets/alpha/analysis/adam/programs"
    names = ("A.txt", "a.txt", "b_c.txt", "d" * 120 + ".txt")
    wrong = [Placed(f"{home}/{name}", "program", b"", "adam") for name in names]
    with pytest.raises(InputError, match="the package") as told:
        tree(sdtm, None, load_profile("fda"), settings(), "ALPHA", programs=wrong)
    for words in ("A.txt and", "'b_c.txt' has letters", "the path has", "150 are allowed"):
        assert words in str(told.value)


def test_a_study_folder_with_other_letters_is_refused(tmp_path: Path) -> None:
    sdtm = make_build(tmp_path / "alpha")
    with pytest.raises(MappingError, match=r"package\.folder"):
        tree(sdtm, None, load_profile("fda"), settings("My Study"), "ALPHA")
    long = tree(sdtm, None, load_profile("fda"), settings("a" * 60), "ALPHA").placed
    assert {one.path.split("/")[2] for one in long} == {"a" * 60}
    with pytest.raises(InputError, match="characters; 150 are allowed"):
        tree(sdtm, None, load_profile("fda"), settings("a" * 130), "ALPHA")


def test_site_level_files_have_a_place_of_their_own_at_fda(tmp_path: Path) -> None:
    sdtm = make_build(tmp_path / "alpha")
    xpt, define = (sdtm / "dm.xpt").read_bytes(), (sdtm / "define.xml").read_bytes()
    files = {"clinsite.xpt": xpt, "define.xml": define.replace(b'"dm.xpt"', b'"clinsite.xpt"')}
    with pytest.raises(InputError, match=r"names ts\.xpt, acrf\.pdf, which is not"):
        tree(sdtm, None, load_profile("fda"), settings(), "ALPHA", site_files=files)
    files |= {"ts.xpt": xpt, "acrf.pdf": b""}
    made = tree(sdtm, None, load_profile("fda"), settings(), "ALPHA", site_files=files)
    told = {one.path: (one.kind, one.tag) for one in made.placed if one.part == "bimo"}
    assert told["m5/datasets/bimo/site-level/clinsite.xpt"] == ("dataset", "data-listing-dataset")
    assert told["m5/datasets/bimo/site-level/define.xml"] == ("define", "data-listing-data-definition")
    [odd] = tree(sdtm, None, load_profile("pmda"), settings(), "ALPHA", site_files=files).findings
    assert "has no place for site-level data" in odd.words
