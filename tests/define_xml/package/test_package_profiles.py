"""The profiles of the authorities are data: they load, agree with themselves, and differ where authorities differ."""

from __future__ import annotations

import re

import pytest

from define_xml.package.profile import PROFILES, Folders, load_profile
from define_xml.package.sections import file_tags, headings, section_folder
from mappings.error import MappingError

FLOOR_KINDS = ("dataset", "split", "define", "page", "stylesheet", "guide", "document")


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_keeps_its_own_rules(name: str) -> None:
    profile = load_profile(name)
    assert profile.id == name
    assert profile.sources
    assert profile.unverified
    for folder in ("sdtm", "split", "adam", "adam_split", "programs"):
        path = profile.folders.place(folder, "alpha")
        assert all(re.fullmatch(profile.limits.folder_letters, one) for one in path.split("/")), path
    for file in (profile.names.acrf, profile.names.csdrg, profile.names.adrg, "define.xml", "dm.xpt"):
        assert re.fullmatch(profile.limits.letters, file)
    assert profile.folders.split.startswith(profile.folders.sdtm + "/")


@pytest.mark.parametrize("name", PROFILES)
def test_every_tag_is_a_file_tag_that_is_known(name: str) -> None:
    assert set(load_profile(name).tags.values()) <= set(file_tags())


def test_fda_tags_every_kind_of_both_floors() -> None:
    tags = load_profile("fda").tags
    assert {f"{part}.{kind}" for part in ("sdtm", "adam") for kind in FLOOR_KINDS} <= set(tags)
    assert (tags["sdtm.acrf"], tags["adam.program"]) == ("annotated-crf", "analysis-program")


def test_only_fda_takes_study_tagging_files_and_decides_by_its_criteria() -> None:
    told = {name: load_profile(name) for name in PROFILES}
    assert [name for name, one in told.items() if one.folders.tagging] == ["fda"]
    assert [name for name, one in told.items() if one.folders.index] == ["fda"]
    assert [name for name, one in told.items() if one.rejection] == ["fda"]
    assert [name for name, one in told.items() if one.tags] == ["fda"]


def test_the_guides_have_the_names_of_the_authority() -> None:
    names = {name: (load_profile(name).names.csdrg, load_profile(name).names.adrg) for name in PROFILES}
    assert names == {
        "fda": ("csdrg.pdf", "adrg.pdf"),
        "pmda": ("study-data-reviewers-guide.pdf", "analysis-data-reviewers-guide.pdf"),
        "ema": ("csdrg.pdf", "adrg.pdf"),
    }
    assert "character set" in load_profile("pmda").non_ascii


def test_folders_are_filled_for_a_study() -> None:
    folders = load_profile("fda").folders
    assert folders.place("programs", "alpha") == "m5/datasets/alpha/analysis/adam/programs"
    assert folders.place("tagging", "alpha", "53-a/531-b") == "m5/53-a/531-b/alpha"
    assert set(Folders.model_fields) == set(type(folders).model_fields)


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(MappingError, match="choose one of fda, pmda, ema"):
        load_profile("nmpa")


def test_a_section_has_its_folder_and_its_headings() -> None:
    assert section_folder("5.3.5.1") == "53-clin-stud-rep/535-rep-effic-safety-stud/5351-stud-rep-contr"
    assert [one.section for one in headings("5.3.1.2")] == ["5", "5.3", "5.3.1", "5.3.1.2"]
    assert [one.needs for one in headings("5.3.5.2")] == ["", "", "indication", ""]


@pytest.mark.parametrize("section", ["5.3", "5.3.5", "4.2", "5.3.5.9", "", "m5"])
def test_a_section_without_reports_of_studies_is_refused(section: str) -> None:
    with pytest.raises(MappingError, match=r"package\.section"):
        section_folder(section)


def test_every_heading_stands_below_another_with_a_folder_of_its_own() -> None:
    known = ["5.3.1.1", "5.3.3.5", "5.3.4.2", "5.3.5.3", "5.3.5.4"]
    for section in known:
        chain = headings(section)
        assert len(chain) == section.count(".") + 1
        assert len({one.element for one in chain}) == len(chain)
        assert all(one.element.startswith("m5-") for one in chain)
