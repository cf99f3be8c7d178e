"""The reference study as its define.xml says it: read again it is the same, and a folder drafted from it keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from define_xml.describe import described_study
from define_xml.draft import draft
from define_xml.from_spec import define_from_spec, expressible
from define_xml.read import define_of
from define_xml.to_spec import spec_from_define
from define_xml.write import define_bytes
from mappings.spec import StudySpec
from sdtm.datasets import Build
from sdtm.sources import read_dictionary
from tests.define_xml.complete_specs import differences
from tests.define_xml.drafted import kept, loaded
from tests.golden.raw import STUDY

WHEN = "2026-01-01T00:00:00"


@pytest.fixture(scope="module")
def said(blinded: Build) -> StudySpec:
    """The complete spec of the tabulation."""
    dictionary = read_dictionary(STUDY / "raw" / "data_dictionary.csv")
    return described_study(blinded.applied.bound, blinded.datasets, dictionary, blinded.applied.tables)


@pytest.fixture(scope="module")
def written(said: StudySpec) -> bytes:
    """Its define.xml."""
    return define_bytes(define_from_spec(said, created=WHEN))


def test_what_is_said_comes_back(said: StudySpec, written: bytes) -> None:
    found = spec_from_define(define_of(written, "define.xml"))
    assert list(differences(expressible(said), found)) == []
    assert define_bytes(define_from_spec(found, created=WHEN)) == written


def test_derived_variables_come_back_with_their_rules(blinded: Build, written: bytes) -> None:
    found = spec_from_define(define_of(written, "define.xml"))
    bound = blinded.applied.bound.study
    rules = {(home.name, one.name): str(one.rule) for home in bound.datasets for one in home.variables}
    said = {(home.name, one.name): str(one.rule) for home in found.datasets for one in home.variables if one.rule}
    assert len(said) > 100
    # That of the subject's identifier is followed to where it is made.
    assert {name for (table, name), rule in said.items() if rules.get((table, name)) != rule} == {"USUBJID"}


def test_a_drafted_folder_keeps_keys_labels_types_and_terms(written: bytes, tmp_path: Path) -> None:
    define = define_of(written, "define.xml")
    study = spec_from_define(define)
    drafted = loaded(draft(define), tmp_path)
    assert kept(study, drafted) == []
    # Qualifiers are with their parents; every other dataset is there.
    names = {one.name for one in study.datasets if not one.name.startswith("SUPP")}
    assert names == {one.name for one in drafted.datasets if one.submit}
