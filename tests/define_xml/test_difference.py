"""What changed between two define.xml: each change is told once, with its place; what is only form is told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from define_xml.difference import Change, difference
from define_xml.document.items import CodeListRef
from define_xml.document.metadata import Define
from define_xml.versions import as_version, lost
from tests.define_xml.difference_example import EXAMPLE, METADATA, changed, with_metadata


def told(found: Change) -> str:
    """A change in one line."""
    values = f": {found.old or '-'} -> {found.new or '-'}"
    return f"{found.change} {found.place}{f' {found.what}' if found.what else ''}{values}"


# One text of the XML, what stands in its place, and the one change that it is.
SINGLE = """
Name="VSORRES" DataType="float"              | Name="OTHER" DataType="float"             | changed VS.VSORRES where VSTESTCD == "HEIGHT" name: - -> OTHER
>Demographics</TranslatedText></Description><ItemRef | >Subjects</TranslatedText></Description><ItemRef | changed DM label: Demographics -> Subjects
>Sex</TranslatedText>                        | >Gender</TranslatedText>                  | changed DM.SEX label: Sex -> Gender
Name="SEX" DataType="text" Length="1"        | Name="SEX" DataType="text" Length="2"     | changed DM.SEX length: 1 -> 2
Name="AGE" DataType="integer"                | Name="AGE" DataType="float"               | changed DM.AGE type: integer -> float
SignificantDigits="1"                        | SignificantDigits="2"                     | changed VS.VSORRES where VSTESTCD == "HEIGHT" digits: 1 -> 2
ItemOID="IT.DM.AGE" OrderNumber="4" Mandatory="No" | ItemOID="IT.DM.AGE" OrderNumber="4" Mandatory="Yes" | changed DM.AGE mandatory: No -> Yes
PageRefs="3 4"                               | PageRefs="4"                              | changed DM.AGE origin: Collected (Investigator): acrf.pdf p. 3 4 -> Collected (Investigator): acrf.pdf p. 4
>Age at consent<                             | >Age at screening<                        | changed DM.AGE comment: Age at consent -> Age at screening
>Days since the first dose<                  | >Days<                                    | changed DM.DMDY method: Days since the first dose -> Days
>study_day(DMDTC, RFSTDTC)<                  | >other(DMDTC)<                            | changed DM.DMDY expression: trial-dossier: study_day(DMDTC, RFSTDTC) -> trial-dossier: other(DMDTC)
<CheckValue>PULSE</CheckValue>               | <CheckValue>HR</CheckValue>               | renamed VS.VSORRES where VSTESTCD == "HR" condition: VSTESTCD == "PULSE" -> VSTESTCD == "HR"
<TranslatedText xml:lang="en">Male</         | <TranslatedText xml:lang="en">Man</       | changed codelist Sex "M" decode: Male -> Man
Context="nci:ExtCodeID" Name="C20197"        | Context="nci:ExtCodeID" Name="C1"         | changed codelist Sex "M" code: C20197 -> C1
CodedValue="M"                               | CodedValue="MALE"                         | renamed codelist Sex "MALE" name: M -> MALE
CodedValue="U" OrderNumber="3"               | CodedValue="U" OrderNumber="3" Rank="9"   | changed codelist Sex "U" rank: - -> 9
CodedValue="U" OrderNumber="3"               | CodedValue="U" OrderNumber="0"            | moved codelist Sex "U" position: after M -> first
<EnumeratedItem CodedValue="SYSBP"/>         | <EnumeratedItem CodedValue="SYSBP" def:ExtendedValue="Yes"/> | changed codelist Tests "SYSBP" extended: - -> Yes
<EnumeratedItem CodedValue="SYSBP"/>         | -                                         | removed codelist Tests "SYSBP": - -> -
Name="Sex" DataType="text"                   | Name="Gender" DataType="text"             | changed codelist Gender name: Sex -> Gender
Version="26.0"                               | Version="27.0"                            | changed codelist MedDRA version: 26.0 -> 27.0
Version="3.4"                                | Version="3.3"                             | changed standard SDTMIG version: 3.4 -> 3.3
>Annotated CRF<                              | >CRF<                                     | changed document acrf.pdf title: Annotated CRF -> CRF
<CodeListRef CodeListOID="CL.SEX"/>          | -                                         | changed DM.SEX codelist: Sex -> -
<def:SubClass Name="OTHER"/>                 | -                                         | changed VS class: FINDINGS: OTHER -> FINDINGS
KeySequence="2"                              | -                                         | changed DM keys: STUDYID, USUBJID -> STUDYID
ItemOID="IT.DM.SEX" OrderNumber="3"          | ItemOID="IT.DM.SEX" OrderNumber="9"       | moved DM.SEX position: after USUBJID -> after DMDY
Name="SEX" DataType                          | Name="GENDER" DataType                    | renamed DM.GENDER name: SEX -> GENDER ; changed display Table 1, Age datasets: DM where SEX == "F": AGE -> DM where GENDER == "F": AGE
<def:PDFPageRef Type="PhysicalRef" PageRefs="5"/> | -                                    | changed VS.VSORRES where VSTESTCD == "HEIGHT" origin: Collected (Investigator): acrf.pdf p. 5 -> Collected (Investigator): acrf.pdf
SASDatasetName="VS"                          | SASDatasetName="VS1"                      | changed VS SAS name: - -> VS1
>DEMO-01<                                    | >DEMO-02<                                 | changed study protocol: DEMO-01 -> DEMO-02
>mean(age)<                                  | >median(age)<                             | changed display Table 1, Age code: mean(age) -> median(age)
ItemGroupOID="IG.DM"><def:WhereClauseRef WhereClauseOID="WC.F"/> | ItemGroupOID="IG.DM">  | changed display Table 1, Age datasets: DM where SEX == "F": AGE -> DM: AGE
AnalysisReason="SPECIFIED IN SAP"            | AnalysisReason="DATA DRIVEN"              | changed display Table 1, Age reason: SPECIFIED IN SAP -> DATA DRIVEN
Name="Table 1"                               | Name="Table 2"                            | renamed display Table 2 name: Table 1 -> Table 2
"""  # noqa: E501 - a table as it looks
ROWS = [[cell.strip() for cell in line.split(" | ")] for line in SINGLE.strip().splitlines()]


@pytest.mark.parametrize(("old", "new", "expected"), ROWS, ids=lambda cell: cell[:40])
def test_a_single_change_is_told_as_it_is_and_nothing_else(old: str, new: str, expected: str) -> None:
    found = difference(EXAMPLE, changed(old, "" if new == "-" else new))
    assert [told(one) for one in found.changes] == expected.split(" ; ")
    assert found.form == ()


def test_a_dataset_that_came_or_went_is_one_change() -> None:
    without = with_metadata(datasets=METADATA.datasets[:1])
    found = difference(EXAMPLE, without)
    assert [told(one) for one in found.changes] == ["removed VS: Vital Signs; 4 variables -> -"]
    assert [told(one) for one in difference(without, EXAMPLE).changes] == ["added VS: - -> Vital Signs; 4 variables"]


def test_what_many_share_by_one_definition_is_told_once_with_every_place() -> None:
    (one,) = difference(EXAMPLE, changed(">Days since the first dose<", ">Days<")).changes
    assert (one.place, one.also) == ("DM.DMDY", ("VS.VSDY",))


def test_a_standard_under_another_name_is_told_once() -> None:
    found = difference(EXAMPLE, changed('Name="SDTMIG"', 'Name="STDTMIG"')).changes
    assert [(told(one), one.also) for one in found] == [
        ("renamed standard STDTMIG name: SDTMIG -> STDTMIG", ()),
        ("changed DM standard: SDTMIG -> STDTMIG", ("VS",)),
    ]


LISTS = [
    ("split", ("CL.A", "CL.B"), 0),
    ("put together", ("CL.A", "CL.A"), 0),
    ("another", ("CL.A", "CL.C"), 2),
]


@pytest.mark.parametrize(("what", "used", "changes"), LISTS, ids=[one[0] for one in LISTS])
def test_codelists_are_compared_by_use_and_by_what_they_hold(what: str, used: tuple[str, str], changes: int) -> None:
    """Two variables use one list, then two of the same terms: nothing changed. A list of other terms did change."""

    def using(lists: tuple[str, str]) -> Define:
        kept = [replace(METADATA.codelists[1], oid=oid, name=oid) for oid in dict.fromkeys(lists)]
        kept = [replace(one, enumerated=one.enumerated[:2]) if one.oid == "CL.C" else one for one in kept]
        sex, test = (CodeListRef(codelist_oid=oid) for oid in lists)
        items = tuple(
            replace(one, codelist={"SEX": sex, "VSTESTCD": test}.get(one.name or "")) for one in METADATA.items
        )
        return with_metadata(codelists=tuple(kept), items=items)

    before = using(("CL.A", "CL.A") if what != "put together" else ("CL.A", "CL.B"))
    found = difference(before, using(used)).changes
    told_of = [(one.change, one.thing, one.what) for one in found]
    expected = [("changed", "variable", "codelist"), ("added", "codelist", "")] if changes else []
    assert told_of == expected


def test_the_same_in_another_version_is_no_change() -> None:
    older = as_version(EXAMPLE, "2.0")
    found, back = difference(older, EXAMPLE), difference(EXAMPLE, older)
    assert found.changes == back.changes == ()
    assert found.form[0] == "the version of Define-XML: 2.0 -> 2.1"
    # What the older version cannot say is not passed over in silence.
    told = [one for one in found.form if one.startswith("not compared: ")]
    assert told == [f"not compared: {one.words}" for one in lost(EXAMPLE, "2.0")]
    assert told == [one for one in back.form if one.startswith("not compared: ")]


def test_a_change_beside_another_version_is_found() -> None:
    older = as_version(changed('Name="SEX" DataType="text" Length="1"', 'Name="SEX" DataType="text" Length="2"'), "2.0")
    assert [told(one) for one in difference(older, EXAMPLE).changes] == ["changed DM.SEX length: 2 -> 1"]


FOLLOWS = [
    ('Name="SEX" DataType="text" Length="1"', 'Name="SEX" DataType="text" Length="4"', "this length in its file"),
    ('Name="AGE" DataType="integer" Length="3"', 'Name="AGE" DataType="integer" Length="2"', "than 2 do not fit"),
    ('<EnumeratedItem CodedValue="SYSBP"/>', "", "a value that is not permitted"),
    ('Version="26.0"', 'Version="27.0"', "code the data with this version"),
]


@pytest.mark.parametrize(("old", "new", "words"), FOLLOWS)
def test_what_may_follow_is_said(old: str, new: str, words: str) -> None:
    (one,) = difference(EXAMPLE, changed(old, new)).changes
    assert one.consequence.endswith(words)
