"""Tests of the operators that ask controlled terminology, and of the terms a variable may hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from define_xml.document.metadata import Define
from define_xml.read import define_of
from mappings.spec import Codelist, StudySpec, Term
from mappings.terminology import Terminology, load_terminology
from validation.conformance.codelists import codelist_codes, declared, folded, listed, named, release, retired_terms
from validation.conformance.column import encoded
from validation.conformance.operators.on import On
from validation.conformance.operators.terminology import TERMINOLOGY
from validation.conformance.rule import Condition, NotApplicable, NotRun
from validation.conformance.table import Study, Table

NAME = "sdtmct-2025-03-28"
CT = {NAME: load_terminology("SDTM", "2025-03-28")}
STUDY = Study({}, terminology=CT)
DEFINE = b"""<?xml version="1.0" encoding="UTF-8"?>
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:def="http://www.cdisc.org/ns/def/v2.1" FileOID="F"
 FileType="Snapshot" CreationDateTime="2024-01-01T00:00:00" ODMVersion="1.3.2">
 <Study OID="S"><MetaDataVersion OID="M" Name="M"
 def:DefineVersion="2.1.0"><ItemGroupDef OID="IG.CM" Name="CM" Repeating="Yes" Domain="CM"><ItemRef ItemOID="IT.CMROUTE"
 Mandatory="No"/></ItemGroupDef><ItemDef OID="IT.CMROUTE" Name="CMROUTE" DataType="text" Length="9">
 <CodeListRef CodeListOID="CL.ROUTE"/></ItemDef><CodeList OID="CL.ROUTE" Name="Route" DataType="text">
 <EnumeratedItem CodedValue="BY LUCK" def:ExtendedValue="Yes"/><EnumeratedItem CodedValue="ORAL"/>
 <Alias Context="nci:ExtCodeID" Name="C66729"/></CodeList></MetaDataVersion></Study></ODM>"""


def table(name: str, class_name: str = "", **columns: list[Any]) -> Table:
    """A dataset of these columns, whose domain is its name."""
    made = {variable: encoded(values) for variable, values in columns.items()}
    domain = name if len(name) == 2 else ""
    return Table(name, made, len(next(iter(columns.values()))), domain=domain, class_name=class_name)


def asked(word: str, data: Table, name: str, value: Any = None, study: Study = STUDY) -> list[bool]:
    """What an operator answers."""
    mask: list[bool] = TERMINOLOGY[word](On(data, study, Condition(word, name, value))).tolist()
    return mask


SEXES = table("DM", SEX=["F", "m", "W", " F", None, "Female"])
ROUTES = table("CM", "INTERVENTIONS", CMROUTE=["ORAL", "Oral", "BY LUCK", "MILLILITER"], CMDOSU=["mg", "MG", "x", "mL"])


@pytest.mark.parametrize(
    ("word", "data", "name", "expected"),
    [
        ("not_in_closed_codelist", SEXES, "SEX", [0, 0, 1, 0, 0, 1]),
        ("not_in_closed_codelist", ROUTES, "CMROUTE", [0, 0, 0, 0]),
        ("not_in_open_codelist", SEXES, "SEX", [0, 0, 0, 0, 0, 0]),
        ("not_in_open_codelist", ROUTES, "CMROUTE", [0, 0, 1, 1]),
        ("not_in_open_codelist", ROUTES, "CMDOSU", [0, 0, 1, 0]),
        ("term_in_other_form", SEXES, "SEX", [0, 1, 0, 1, 0, 0]),
        ("term_in_other_form", ROUTES, "CMROUTE", [0, 1, 0, 0]),
        ("synonym_of_term", SEXES, "SEX", [0, 0, 0, 0, 0, 0]),
        ("synonym_of_term", table("EX", EXDOSU=["mg", "Milligram", "MILLIGRAM", "x"]), "EXDOSU", [0, 1, 1, 0]),
        ("retired_term", table("QS", QSCAT=["CDLQ", "CDLQI", None]), "QSCAT", [1, 0, 0]),
        ("not_in_closed_codelist", table("DM", AGE=[1, 2]), "AGE", [0, 0]),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_operators_tell_closed_lists_open_ones_forms_and_synonyms_apart(
    word: str, data: Table, name: str, expected: list[int]
) -> None:
    assert asked(word, data, name) == [bool(one) for one in expected]


@pytest.mark.parametrize("word", sorted(TERMINOLOGY))
def test_without_terminology_nothing_is_passed(word: str) -> None:
    data = table("DM", SEX=["F"], RACE=["WHITE"])
    study = Study({})
    if word == "retired_term":
        study = Study({}, terminology={"adamct-2025-03-28": load_terminology("ADaM", "2025-03-28")})
    with pytest.raises(NotRun, match="no controlled terminology was chosen"):
        asked(word, data, "SEX", "RACE", study)


def test_a_name_and_its_code_are_one_term() -> None:
    data = table(
        "VS", "FINDINGS", VSTESTCD=["PULSE", "PULSE", "MOOD", "MOOD", "PULSE", None],
        VSTEST=["Pulse Rate", "Temperature", "Mood", "Pulse Rate", "Mood", "Pulse Rate"],
    )  # fmt: skip
    assert asked("not_decode_of", data, "VSTEST", "VSTESTCD") == [False, True, False, True, True, False]
    with pytest.raises(NotApplicable, match="no codelists that belong together"):
        asked("not_decode_of", table("AE", AETERM=["A"], AEDECOD=["B"]), "AETERM", "AEDECOD")


def test_a_named_codelist_and_codes_of_terms() -> None:
    data = table("TS", TSVAL=["BOTH", "both", None, "Y"], TSVALCD=["C49636", "C49636", "C1", "C49487"])
    assert asked("not_in_codelist", data, "TSVAL", "SEXPOP") == [False, True, False, True]
    assert asked("in_codelist", data, "TSVAL", "C66732") == [True, False, False, False]
    assert asked("not_code_of_term", data, "TSVALCD", "TSVAL") == [False, True, False, True]
    with pytest.raises(NotRun, match="has no codelist NONSENSE"):
        asked("in_codelist", data, "TSVAL", "NONSENSE")


def test_versions_of_terminology_are_compared_by_day() -> None:
    data = table("TS", TSVCDVER=["2025-03-27", "2025-03-28", "2025-03-28T00:00:00", "2026-03-27", None])
    assert asked("earlier_than_terminology", data, "TSVCDVER") == [True, False, False, False, False]
    assert asked("later_than_terminology", data, "TSVCDVER") == [False, False, False, True, False]


def test_the_newest_release_judges() -> None:
    older = Terminology("SDTM", "2020-12-18", ["C66731\tSEX\tNo\tSex\nC16576\tF\tFemale\t"])
    assert release(Study({}, terminology={"a": older, **CT})).version == "2025-03-28"
    found = listed(table("DM", SEX=["F"]), "SEX", Study({}, terminology={"a": older}))
    assert found is not None
    assert set(found.codes) == {"F"}


def test_extended_terms_are_declared_by_the_define_or_by_the_spec() -> None:
    define = define_of(DEFINE, "define.xml")
    assert isinstance(define, Define)
    assert asked("not_in_open_codelist", ROUTES, "CMROUTE", study=Study({}, terminology=CT, define=define)) == [
        False, False, False, True,
    ]  # fmt: skip
    own = Codelist(name="ROUTE", code="C66729", extensible=True, terms=(Term(value="BY LUCK", extended=True),))
    spec = StudySpec(study_id="S", codelists=(own,))
    assert declared(Study({}, terminology=CT, spec=spec), named("ROUTE", STUDY)) == {"BY LUCK"}


def test_a_version_without_tables_has_the_codelists_that_the_define_names() -> None:
    define = define_of(DEFINE, "define.xml")
    study = Study({}, version="3.1.3", terminology=CT, define=define)
    assert codelist_codes(ROUTES, "CMROUTE", study) == ("C66729",)
    assert codelist_codes(ROUTES, "CMDOSU", study) == ()
    with pytest.raises(NotRun, match=r"SDTMIG 3\.1\.3 .* is not held here"):
        codelist_codes(ROUTES, "CMROUTE", Study({}, version="3.1.3", terminology=CT))


def test_a_domain_of_ones_own_has_the_codelists_its_class_agrees_on() -> None:
    custom = table("XE", "EVENTS", XEPRESP=["Y"])
    assert codelist_codes(custom, "XEPRESP", STUDY) == ("C66742",)
    assert codelist_codes(table("RELREC", RELTYPE=["ONE"]), "RELTYPE", STUDY) == ("C78737",)
    assert codelist_codes(table("SUPPAE", QEVAL=["SPONSOR"]), "QEVAL", STUDY) == ("C78735",)
    assert codelist_codes(table("AE", AETERM=["X"]), "AETERM", STUDY) == ()


def test_retired_terms_were_terms_of_the_release_that_is_shipped() -> None:
    retired = retired_terms()
    assert sum(map(len, retired.values())) == 40
    for code, words in retired.items():
        values = {term.submission for term in CT[NAME].codelist(code).terms}
        assert set(words) <= values


@given(some.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(f"  {text} ") == folded(text)


@given(some.sampled_from(["SEX", "ROUTE", "UNIT", "NY"]), some.data())
def test_a_term_is_a_term_and_in_other_letters_a_term_in_another_form(name: str, data: Any) -> None:
    found = named(name, STUDY)
    value = data.draw(some.sampled_from(sorted(found.codes)))
    other = value.swapcase()
    assert found.forms[folded(value)].casefold() == value.casefold()
    assert folded(other) in found.forms or other.casefold() != value.casefold()
