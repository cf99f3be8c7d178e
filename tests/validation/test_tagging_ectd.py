"""Study tagging files where an eCTD has them: below m5/53-clin-stud-rep, each for the folder of its study."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.define_xml.package.small_builds import ADAM, SDTM, SUBMISSION, make_package
from validation.rejection import Submitted, rejections
from validation.tagging import found_tagging, read_tagging

REPORTS = "m5/53-clin-stud-rep/535-rep-effic-safety-stud/5351-stud-rep-contr"
SDTM_TAG, SDTM_DEFINE = "data-tabulation-dataset-sdtm", "data-tabulation-data-definition"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A package with its backbone."""
    return make_package(tmp_path)


def other(root: Path, folder: str, study_id: str) -> Path:
    """A further study tagging file, of another study."""
    target = root / REPORTS / folder / f"stf-{folder}.xml"
    target.parent.mkdir(parents=True)
    text = (root / REPORTS / "alpha/stf-alpha.xml").read_text(encoding="utf-8")
    target.write_text(text.replace("<study-id>ALPHA<", f"<study-id>{study_id}<"), encoding="utf-8")
    return target


@pytest.mark.parametrize("folder", [SDTM, ADAM, f"{SDTM}/.."])
def test_it_is_found_from_the_folders_of_the_datasets(root: Path, folder: str) -> None:
    found = found_tagging(root / folder)
    assert found is not None
    assert found.relative_to(root).as_posix() == f"{REPORTS}/alpha/stf-alpha.xml"


def test_of_several_it_is_that_of_the_study(root: Path) -> None:
    other(root, "aaa", "AAA")
    found = found_tagging(root / SDTM)
    assert found is not None
    assert found.name == "stf-alpha.xml"


def test_of_several_by_other_names_it_is_the_one_with_the_study_id(root: Path) -> None:
    (root / REPORTS / "alpha").rename(root / REPORTS / "report-1")
    (root / REPORTS / "report-1/stf-alpha.xml").rename(root / REPORTS / "report-1/stf-1.xml")
    other_root = root / REPORTS / "aaa"
    shutil.copytree(root / REPORTS / "report-1", other_root)
    (other_root / "stf-1.xml").rename(other_root / "stf-2.xml")
    text = (other_root / "stf-2.xml").read_text(encoding="utf-8").replace("<study-id>ALPHA<", "<study-id>AAA<")
    (other_root / "stf-2.xml").write_text(text, encoding="utf-8")
    found = found_tagging(root / SDTM)
    assert found is not None
    assert found.name == "stf-1.xml"


def test_of_several_that_are_all_of_others_there_is_none_and_a_single_one_is_taken(root: Path) -> None:
    (root / REPORTS / "alpha/stf-alpha.xml").rename(root / "kept.xml")
    (root / REPORTS / "alpha").rmdir()
    for name in ("aaa", "bbb"):
        (root / REPORTS / name).mkdir()
        text = (root / "kept.xml").read_text(encoding="utf-8").replace("<study-id>ALPHA<", f"<study-id>{name}<")
        (root / REPORTS / name / f"stf-{name}.xml").write_text(text, encoding="utf-8")
    assert found_tagging(root / SDTM) is None
    (root / REPORTS / "bbb/stf-bbb.xml").write_text("<cut", encoding="utf-8")
    assert found_tagging(root / SDTM) is None
    (root / REPORTS / "bbb/stf-bbb.xml").unlink()
    found = found_tagging(root / SDTM)
    assert found is not None
    assert read_tagging(found).study_id == "aaa"


def test_our_own_draft_is_read_with_its_namespace_and_document_type(root: Path) -> None:
    found = read_tagging(root / REPORTS / "alpha/stf-alpha.xml", root / SDTM)
    assert (found.study_id, found.lost) == ("ALPHA", ())
    assert found.tags["dm.xpt"] == (SDTM_TAG,)
    # That of the analysis datasets is another file.
    assert found.tags["define.xml"] == (SDTM_DEFINE,)
    assert "adsl.xpt" not in found.tags
    analysis = read_tagging(root / REPORTS / "alpha/stf-alpha.xml", root / ADAM)
    assert analysis.tags["define.xml"] == ("analysis-data-definition",)


def test_without_a_folder_files_of_one_name_share_their_tags(root: Path) -> None:
    found = read_tagging(root / REPORTS / "alpha/stf-alpha.xml")
    assert set(found.tags["define.xml"]) == {SDTM_DEFINE, "analysis-data-definition"}


def test_away_from_its_files_the_names_tell(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / SDTM, tmp_path / "copied")
    shutil.rmtree(root / "m5/datasets")
    found = read_tagging(root / REPORTS / "alpha/stf-alpha.xml", tmp_path / "copied")
    assert found.tags["dm.xpt"] == (SDTM_TAG,)


def test_a_good_package_passes_the_criteria_about_tags(root: Path) -> None:
    for folder, floor, files in ((SDTM, "sdtm", ("dm.xpt", "ts.xpt")), (ADAM, "adam", ("adsl.xpt",))):
        path = found_tagging(root / folder)
        assert path is not None
        given = Submitted(files, True, ("ALPHA",), floor, read_tagging(path, root / folder))
        assert {one.status for one in rejections(given)} == {"passed"}


def test_the_definition_of_one_floor_does_not_stand_for_that_of_the_other(tmp_path: Path) -> None:
    root = make_package(tmp_path, replace(SUBMISSION, study_id="ALPHA"))
    path = root / REPORTS / "alpha/stf-alpha.xml"
    text = path.read_text(encoding="utf-8").replace(SDTM_DEFINE, "annotated-crf")
    path.write_text(text, encoding="utf-8")
    given = Submitted(("dm.xpt",), True, ("ALPHA",), "sdtm", read_tagging(path, root / SDTM))
    assert [one.check.id for one in rejections(given) if one.status == "failed"] == ["TD-FDA1735"]


def test_entities_are_not_followed(root: Path) -> None:
    path = root / REPORTS / "alpha/stf-alpha.xml"
    text = path.read_text(encoding="utf-8")
    bomb = '.dtd" [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    text = text.replace('.dtd">', bomb, 1).replace("<study-id>ALPHA<", "<study-id>&b;&f;<")
    path.write_text(text, encoding="utf-8")
    assert read_tagging(path).study_id == ""
