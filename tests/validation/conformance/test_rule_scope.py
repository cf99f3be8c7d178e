"""Which datasets a rule is about."""

from __future__ import annotations

import pytest

from tests.validation.conformance.asked import table
from validation.conformance.rule import All, Choice, ConformanceRule, Scope
from validation.conformance.scope import in_scope, structure_of, whole_name
from validation.conformance.table import Study, Table


def dataset(name: str, class_name: str = "", **columns: list[str]) -> Table:
    """A dataset with one record."""
    return table(columns or {"STUDYID": ["S"]}, name, "", class_name=class_name)


AE = dataset("AE", "EVENTS", DOMAIN=["AE"])
QSPH = dataset("QSPH", "FINDINGS", DOMAIN=["QS"])
SUPPAE = dataset("SUPPAE", "RELATIONSHIP", RDOMAIN=["AE"])
SUPPQSPH = dataset("SUPPQSPH", "RELATIONSHIP", RDOMAIN=["QS"])
APMH = dataset("APMH", "EVENTS", DOMAIN=["APMH"], APID=["1"])
SQAPMH = dataset("SQAPMH", "RELATIONSHIP", RDOMAIN=["APMH"])
FA = dataset("FA", "FINDINGS ABOUT", DOMAIN=["FA"])
SE = dataset("SE", "SPECIAL-PURPOSE", DOMAIN=["SE"])
TO, BW = dataset("TO", DOMAIN=["TO"]), dataset("BW", DOMAIN=["BW"])
ZZ = dataset("ZZ", "", DOMAIN=["ZZ"])


def taken(scope: Scope, one: Table, study: Study | None = None) -> bool:
    """Whether a rule of this scope is about the dataset; if not, the reason names it."""
    reason = in_scope(ConformanceRule("T", All(()), scope=scope), one, study or Study({}))
    assert not reason or reason.startswith(one.name)
    return not reason


def include(*words: str) -> Choice:
    return Choice(include=words)


def exclude(*words: str) -> Choice:
    return Choice(exclude=words)


@pytest.mark.parametrize(
    ("choice", "one", "expected"),
    [
        (Choice(), AE, True), (include("ALL"), AE, True), (include("AE"), AE, True), (include("DM"), AE, False),
        (exclude("AE"), AE, False), (exclude("DM"), AE, True), (Choice(("AE",), ("AE",)), AE, False),
        (include("QS"), QSPH, True), (include("QSPH"), QSPH, True), (exclude("QS"), QSPH, False),
        (include("SUPP--"), SUPPAE, True), (include("SUPP--"), AE, False), (include("SUPPAE"), SUPPAE, True),
        (include("SQ--"), SQAPMH, True), (include("AP--"), APMH, True), (include("AP--"), SQAPMH, True),
        (include("AP--"), SUPPAE, False), (exclude("AP--"), APMH, False), (exclude("SUPPQS"), SUPPQSPH, False),
    ],
)  # fmt: skip
def test_by_domain(choice: Choice, one: Table, expected: bool) -> None:
    assert taken(Scope(domains=choice), one) is expected


@pytest.mark.parametrize(
    ("split", "choice", "one", "expected"),
    [
        (True, Choice(), QSPH, True), (True, Choice(), AE, False), (True, include("AE"), AE, True),
        (True, include("AE"), QSPH, True), (True, exclude("QS"), QSPH, False), (False, Choice(), QSPH, False),
        (False, include("QS"), QSPH, False), (False, include("ALL"), AE, True),
    ],
)  # fmt: skip
def test_by_split(split: bool, choice: Choice, one: Table, expected: bool) -> None:
    assert taken(Scope(domains=choice, include_split=split), one) is expected


@pytest.mark.parametrize(
    ("choice", "one", "expected"),
    [
        (include("EVENTS"), AE, True), (include("FINDINGS"), AE, False), (include("FINDINGS"), FA, True),
        (include("FINDINGS ABOUT"), FA, True), (include("SPECIAL PURPOSE"), SE, True), (include("EVENTS"), ZZ, False),
        (include("ALL"), ZZ, True), (exclude("EVENTS"), AE, False), (exclude("FINDINGS"), FA, False),
        (exclude("EVENTS"), ZZ, True), (Choice(("ALL",), ("EVENTS",)), AE, True),
    ],
)  # fmt: skip
def test_by_class(choice: Choice, one: Table, expected: bool) -> None:
    assert taken(Scope(classes=choice), one) is expected


ADSL = dataset("ADSL", USUBJID=["1"])
BDS = dataset("ADLB", PARAMCD=["X"], AVAL=["1"])
OCCDS = dataset("ADAE", AETERM=["X"])
OTHER = dataset("ADXX", USUBJID=["1"])
SAID = dataset("ADTTE", "BASIC DATA STRUCTURE", USUBJID=["1"])
HALF = dataset("ADXX", PARAM=["X"])
SEQUENCED = dataset("ADXX", AESEQ=["1"])


@pytest.mark.parametrize(
    ("one", "structure"),
    [
        (ADSL, "SUBJECT LEVEL ANALYSIS DATASET"), (BDS, "BASIC DATA STRUCTURE"), (OTHER, "ADAM OTHER"),
        (OCCDS, "OCCURRENCE DATA STRUCTURE"), (SAID, "BASIC DATA STRUCTURE"),
        (HALF, "BASIC DATA STRUCTURE"), (SEQUENCED, "OCCURRENCE DATA STRUCTURE"),
    ],
)  # fmt: skip
def test_the_structure_of_analysis_data(one: Table, structure: str) -> None:
    assert structure_of(one) == structure
    assert taken(Scope(data_structures=include(structure)), one)
    assert taken(Scope(data_structures=include("ALL")), one)
    assert not taken(Scope(data_structures=exclude(structure)), one)
    assert not taken(Scope(data_structures=include("NONE SUCH")), one)


@pytest.mark.parametrize(
    ("substandard", "uses", "one", "expected"),
    [
        ("SDTM", ("INDH",), AE, True), ("SDTM", ("PROD",), AE, False), ("SDTM", ("PROD",), TO, True),
        ("SEND", ("NONCLIN",), BW, True), ("SDTM", ("NONCLIN",), BW, False), ("SEND", ("NONCLIN",), ZZ, True),
        ("SEND", ("INDH",), ZZ, True), ("SDTM", ("PROD", "INDH"), SUPPAE, True),
        ("SEND", ("NONCLIN",), AE, False), ("SDTM", (), AE, False), ("SDTM", ("INDH",), ZZ, True),
        ("ADaM", ("ANALYSIS",), ADSL, True), ("ADaM", ("INDH",), ADSL, False),
    ],
)  # fmt: skip
def test_by_use_case(substandard: str, uses: tuple[str, ...], one: Table, expected: bool) -> None:
    tig = Study({}, "TIG", "1.0", substandard)
    assert taken(Scope(use_cases=uses), one, tig) is expected
    assert taken(Scope(use_cases=uses), one, Study({}))


def test_a_domain_of_ones_own_has_the_use_case_the_user_names() -> None:
    tig = Study({}, "TIG", "1.0", "SDTM", dictionaries={"use case": "PROD"})
    assert taken(Scope(use_cases=("PROD",)), ZZ, tig)
    assert not taken(Scope(use_cases=("INDH",)), ZZ, tig)


def test_the_name_of_the_whole() -> None:
    assert [whole_name(one) for one in (AE, QSPH, SUPPAE, SUPPQSPH, SQAPMH, ADSL)] == [
        "AE", "QS", "SUPPAE", "SUPPQS", "SQAPMH", "ADSL",
    ]  # fmt: skip
