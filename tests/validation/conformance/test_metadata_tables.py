"""Tests of the tables that rules about variables, datasets, values and the study are asked of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from define_xml.read import define_of
from tests.validation.conformance.drawn_study import dataset, operation, rule, shown, study
from validation.conformance import metadata
from validation.conformance.judge import judge
from validation.conformance.metadata import tables
from validation.conformance.rule import All, Choice, Condition, NotApplicable, NotRun, Scope
from validation.conformance.table import Study, Table

AE = dataset(
    "AE",
    """
    STUDYID | DOMAIN | USUBJID | AESEQ# | AETERM | AEOWN
    S       | AE     | 01      | 1      | RASH   |
    S       | AE     | 02      | 10     | ÉTÉ    |
    """,
    STUDYID="Study Identifier",
    AETERM="Wrong Label",
    AESEQ="Sequence Number",
)
DM = dataset("DM", "STUDYID|DOMAIN|USUBJID\nS|DM|A longer one", STUDYID="Study Identifier")
WHOLE = study(AE, DM)
DEFINE = define_of(
    b"""<?xml version="1.0"?>
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:def="http://www.cdisc.org/ns/def/v2.1"
     xmlns:xlink="http://www.w3.org/1999/xlink" ODMVersion="1.3.2" FileOID="F" FileType="Snapshot"
     CreationDateTime="2020-01-01T00:00:00">
 <Study OID="S"><GlobalVariables><StudyName>S</StudyName><StudyDescription>S</StudyDescription>
  <ProtocolName>S</ProtocolName></GlobalVariables>
  <MetaDataVersion OID="M" Name="M" def:DefineVersion="2.1.0">
   <ItemGroupDef OID="IG.AE" Name="AE" Domain="AE" Repeating="Yes" def:Structure="One" def:HasNoData="Yes">
    <Description><TranslatedText>Adverse Events</TranslatedText></Description>
    <ItemRef ItemOID="IT.AE.AETERM" OrderNumber="2" Mandatory="Yes" Role="Topic" KeySequence="2"/>
    <ItemRef ItemOID="IT.AE.STUDYID" OrderNumber="1" Mandatory="Yes" Role="Wrong" KeySequence="1"/>
    <def:Class Name="EVENTS"/>
    <def:leaf ID="LF.AE" xlink:href="ae.xpt"><def:title>ae.xpt</def:title></def:leaf>
   </ItemGroupDef>
   <ItemGroupDef OID="IG.CM" Name="CM" Domain="CM" Repeating="Yes">
    <Description><TranslatedText>Medications</TranslatedText></Description>
   </ItemGroupDef>
   <ItemDef OID="IT.AE.STUDYID" Name="STUDYID" DataType="text" Length="12">
    <Description><TranslatedText>Study Identifier</TranslatedText></Description></ItemDef>
   <ItemDef OID="IT.AE.AETERM" Name="AETERM" DataType="text" Length="20">
    <Description><TranslatedText>Reported Term</TranslatedText></Description>
    <CodeListRef CodeListOID="CL.T"/><def:Origin Type="Collected"/></ItemDef>
   <CodeList OID="CL.T" Name="Terms" DataType="text">
    <EnumeratedItem CodedValue="RASH"><Alias Context="nci:ExtCodeID" Name="C1"/></EnumeratedItem>
    <EnumeratedItem CodedValue="OWN" def:ExtendedValue="Yes"/>
    <Alias Context="nci:ExtCodeID" Name="C99"/></CodeList>
  </MetaDataVersion></Study></ODM>""",
    "define.xml",
)
DEFINED = study(AE, DM, define=DEFINE)


def asked(rule_type: str, whole: Study = WHOLE, *, only: Sequence[str] = (), **more: Any) -> dict[str, Table]:
    """The tables of a rule of that type, by name."""
    scope = Scope(domains=Choice(include=tuple(only)))
    return {one.name: one for one in tables(rule(rule_type=rule_type, scope=scope, **more), whole)}


def test_a_row_for_each_variable() -> None:
    found = asked("Variable Metadata Check")
    assert list(found) == ["AE", "DM"]
    assert shown(found["AE"], "variable_name", "variable_label", "variable_data_type", "variable_order_number")[
        3:5
    ] == [
        ("AESEQ", "Sequence Number", "Num", "4"),
        ("AETERM", "Wrong Label", "Char", "5"),
    ]
    assert found["AE"].count == 6
    assert found["AE"].rows is None


def test_what_is_computed_from_values() -> None:
    made = asked("Variable Metadata Check", only=["AE"])["AE"]
    names = ("variable_name", "variable_max_size", "variable_max_size_study", "variable_is_empty")
    assert shown(made, *names)[2:] == [
        ("USUBJID", "2", "12", "False"),
        ("AESEQ", "2", "2", "False"),
        ("AETERM", "5", "5", "False"),  # bytes
        ("AEOWN", "0", "0", "True"),
    ]
    assert shown(made, "variable_has_empty_values")[-1] == ("True",)


def test_beside_what_the_standard_says() -> None:
    made = asked("Variable Metadata Check against Library Metadata", only=["AE"])["AE"]
    names = ("variable_name", "library_variable_name", "library_variable_label", "library_variable_core")
    assert shown(made, *names)[3:] == [
        ("AESEQ", "AESEQ", "Sequence Number", "Req"),
        ("AETERM", "AETERM", "Reported Term for the Adverse Event", "Req"),
        ("AEOWN", "", "", ""),
    ]
    assert shown(made, "library_variable_role", "library_variable_data_type")[4] == ("Topic", "Char")


def test_what_is_not_held_of_a_standard_is_not_run() -> None:
    weights = dataset("BW", "DOMAIN|BWTESTCD|BWOWN\nBW|A|1", "SENDIG", "3.1")
    whole = study(weights, standard="SENDIG", version="3.1")
    made = asked("Variable Metadata Check against Library Metadata", whole)["BW"]
    assert shown(made, "library_variable_name", "library_variable_role")[1:] == [("BWTESTCD", "Topic"), ("", "")]
    assert "library_variable_label" in made.columns
    with pytest.raises(NotRun, match=r"the label that SENDIG 3\.1 gives the variables of BW"):
        made.columns["library_variable_label"].cells()


def test_one_row_for_a_dataset() -> None:
    made = asked("Dataset Metadata Check")["DM"]
    names = ("dataset_name", "dataset_label", "dataset_location", "record_count", "is_ap")
    assert shown(made, *names) == [("DM", "DM label", "dm.xpt", "1", "False")]


@pytest.mark.parametrize("cells", [4_000_000, 2], ids=["at once", "a variable at a time"])
def test_a_row_for_each_value(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "CELLS", cells)
    made = list(tables(rule(rule_type="Value Check with Variable Metadata", scope=Scope()), study(AE)))
    rows = [
        row for one in made for row in shown(one, "variable_name", "variable_value", "row_number", "variable_data_type")
    ]
    assert len(made) == (1 if cells > 100 else 6)
    assert rows[6:] == [
        ("AESEQ", "1", "1", "Num"),
        ("AESEQ", "10", "2", "Num"),
        ("AETERM", "RASH", "1", "Char"),
        ("AETERM", "ÉTÉ", "2", "Char"),
        ("AEOWN", "", "1", "Char"),
        ("AEOWN", "", "2", "Char"),
    ]
    positions = [int(place) for one in made if one.rows is not None for place in one.rows]
    assert positions == [0, 1] * 6
    lengths = [length for one in made for (length,) in shown(one, "variable_value_length")]
    assert lengths[8:] == ["4", "3", "", ""]


def test_values_beside_dataset_and_standard() -> None:
    made = asked("Value Check with Dataset Metadata", only=["DM"])["DM"]
    assert shown(made, "variable_name", "variable_value", "dataset_label")[2] == ("USUBJID", "A longer one", "DM label")
    against = asked("Value Check against Library Metadata", only=["DM"])["DM"]
    assert shown(against, "variable_name", "library_variable_core")[2] == ("USUBJID", "Req")


def test_one_row_with_the_file_of_each_dataset() -> None:
    found = asked("Domain Presence Check")
    assert list(found) == [""]
    assert shown(found[""], "AE", "DM") == [("ae.xpt", "dm.xpt")]
    assert "EX" not in found[""].columns
    assert asked("Domain Presence Check", only=["TT"]) == {}


def test_presence_with_operations_has_a_row_for_each_answer() -> None:
    said = rule(rule_type="Domain Presence Check", operations=(operation("variable_exists", "AETERM"),))
    assert [shown(one, "$it", "AE") for one in tables(said, WHOLE)] == [[("True", "ae.xpt")], [("False", "ae.xpt")]]


def test_beside_define() -> None:
    made = asked("Variable Metadata Check against Define XML", DEFINED, only=["AE"])["AE"]
    names = ("variable_name", "define_variable_name", "define_variable_label", "define_variable_size")
    assert shown(made, *names)[0] == ("STUDYID", "STUDYID", "Study Identifier", "12")
    assert shown(made, *names)[4] == ("AETERM", "AETERM", "Reported Term", "20")
    assert shown(made, *names)[5] == ("AEOWN", "", "", "")
    both = asked("Variable Metadata Check against Define XML and Library Metadata", DEFINED, only=["AE"])["AE"]
    assert shown(both, "define_variable_label", "library_variable_label")[4] == (
        "Reported Term",
        "Reported Term for the Adverse Event",
    )


def test_the_variables_of_define_beside_the_standard() -> None:
    made = asked("Define Item Metadata Check against Library Metadata", DEFINED, only=["AE"])["AE"]
    names = ("define_variable_name", "define_variable_role", "library_variable_role", "define_variable_ccode")
    assert shown(made, *names) == [("AETERM", "Topic", "Topic", "C99"), ("STUDYID", "Wrong", "Identifier", "")]
    lists = shown(made, "define_variable_codelist_coded_values", "define_variable_codelist_coded_codes")
    assert lists[0] == ("('RASH', 'OWN')", "('C1',)")
    assert shown(made, "define_variable_is_collected", "define_variable_has_codelist")[0] == ("True", "True")


def test_datasets_beside_define() -> None:
    found = asked("Dataset Metadata Check against Define XML", DEFINED)
    names = ("dataset_name", "define_dataset_name", "define_dataset_label", "define_dataset_has_no_data")
    assert shown(found["AE"], *names) == [("AE", "AE", "Adverse Events", "True")]
    assert shown(found["DM"], "dataset_name") == [("DM",)]
    assert shown(found["CM"], "define_dataset_name") == [("CM",)]
    order = shown(
        found["AE"], "define_dataset_variables", "define_dataset_variable_order", "define_dataset_key_sequence"
    )
    assert order == [("('AETERM', 'STUDYID')", "('STUDYID', 'AETERM')", "('STUDYID', 'AETERM')")]
    beside = asked("Domain Presence Check against Define XML", DEFINED)[""]
    assert shown(beside, "define_dataset_name", "domain", "filename") == [("AE", "AE", "ae.xpt"), ("CM", "", "")]


def test_records_beside_what_define_says_of_the_dataset() -> None:
    made = asked("Dataset Contents Check against Define XML", DEFINED, only=["AE"])["AE"]
    assert shown(made, "AETERM", "define_dataset_class") == [("RASH", "EVENTS"), ("ÉTÉ", "EVENTS")]


def test_a_dataset_that_cannot_be_judged_leaves_the_others_alone() -> None:
    found = asked("Variable Metadata Check against Define XML", DEFINED)
    assert found["AE"].count == 6
    with pytest.raises(NotApplicable, match="has no dataset DM"):
        found["DM"].columns["variable_label"].cells()
    check = All((Condition("not_equal_to", "variable_label", "define_variable_label"),))
    said = replace(rule(rule_type="Variable Metadata Check against Define XML"), check=check)
    outcomes = {one.dataset: one.status for one in judge([said], DEFINED)}
    assert outcomes == {"AE": "failed", "DM": "not_applicable"}


@pytest.mark.parametrize(
    "rule_type",
    [
        "Variable Metadata Check against Define XML",
        "Define Item Metadata Check against Library Metadata",
        "Dataset Metadata Check against Define XML",
        "Domain Presence Check against Define XML",
        "Value Check against Define XML Variable",
        "Dataset Contents Check against Define XML",
    ],
)
def test_without_define_nothing_is_judged(rule_type: str) -> None:
    with pytest.raises(NotRun, match="define"):
        asked(rule_type)


@pytest.mark.parametrize("rule_type", ["JSONata", "JSON Schema Check", "Value Check against Define XML VLM", "Riddle"])
def test_rule_types_we_do_not_know_are_not_run(rule_type: str) -> None:
    with pytest.raises(NotRun, match=rule_type):
        asked(rule_type)
