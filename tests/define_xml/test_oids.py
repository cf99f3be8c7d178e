"""Identifiers: what the spec says, or one convention."""

from __future__ import annotations

from define_xml.oids import codelist_oid, dataset_oid, metadata_oid, study_oid, variable_oid
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, VariableSpec

STUDYID = VariableSpec(name="STUDYID", label="Study Identifier", type="Char")
DM = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(STUDYID,))


def test_the_convention() -> None:
    standards = (StandardRef(name="SDTMIG", version="3.4"), StandardRef(name="SDTM", version="2.0"))
    study = StudySpec(study_id="RESPINE", standards=standards)
    assert study_oid(study) == "STDY.RESPINE"
    assert metadata_oid(study) == "MDV.RESPINE.SDTMIG.3.4.SDTM.2.0"
    assert dataset_oid(DM) == "IG.DM"
    assert variable_oid(DM, STUDYID) == "IT.DM.STUDYID"
    assert codelist_oid(Codelist(name="SEX")) == "CL.SEX"


def test_what_the_spec_says_wins() -> None:
    assert dataset_oid(DM.model_copy(update={"oid": "IG.0001"})) == "IG.0001"
    assert variable_oid(DM, STUDYID.model_copy(update={"oid": "IT.0001"})) == "IT.0001"


def test_a_split_dataset_and_its_variables_have_their_own() -> None:
    spec = DatasetSpec(name="QSPH", label="Questionnaires", domain="QS")
    assert dataset_oid(spec) == "IG.QSPH"
    assert variable_oid(spec, STUDYID) == "IT.QSPH.STUDYID"


def test_no_blanks() -> None:
    assert study_oid(StudySpec(study_id=" My  Study\t1 ")) == "STDY.My_Study_1"
    assert metadata_oid(StudySpec(study_id="S")) == "MDV.S"
