"""ADSL against a second implementation: every person of the study, and some by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.golden.analysed import Cells, analysed, tabulated
from tests.golden.expected_subjects import subject_record


def person(number: str) -> Cells:
    """The record of a subject."""
    return next(one for one in analysed("ADSL") if one["SUBJID"] == number)


def test_every_person() -> None:
    found = {one["USUBJID"]: one for one in analysed("ADSL")}
    assert list(found) == [row["USUBJID"] for row in tabulated("DM")]
    wrong = [
        (subject, name, found[subject][name], value)
        for subject, record in ((row["USUBJID"], subject_record(row)) for row in tabulated("DM"))
        for name, value in record.items()
        if found[subject][name] != value
    ]
    assert wrong == []


def test_populations() -> None:
    people = analysed("ADSL")
    assert len(people) == 152
    counts = {name: sum(one[name] == "Y" for one in people) for name in ("RANDFL", "ITTFL", "SAFFL", "FASFL")}
    assert counts == {"RANDFL": 114, "ITTFL": 114, "SAFFL": 113, "FASFL": 112}
    assert {one[name] for one in people for name in counts} == {"Y", "N"}
    assert Counter(one["TRT01P"] for one in people) == {"BM-MSC": 58, "Sham": 56, None: 38}
    assert Counter(one["TRT01A"] for one in people if one["FASFL"] == "Y") == {"BM-MSC": 57, "Sham": 55}
    swapped = [one["SUBJID"] for one in people if one["TRT01A"] not in (None, one["TRT01P"])]
    assert swapped == ["01-003", "01-014", "01-015", "06-007"]


def test_screen_failures_have_no_analysis() -> None:
    failures = [one for one in analysed("ADSL") if one["RANDFL"] == "N"]
    assert len(failures) == 38
    empty = ("TRT01P", "TRT01A", "TRTSDT", "EOSSTT", "DCSREAS", "BLREFDT", "VASBL", "ODICAT", "BMIBL", "ANLGBLFL")
    assert {one[name] for one in failures for name in empty} == {None}


# By hand: number, variable, value, and why.
HAND: tuple[tuple[str, str, Any, str], ...] = (
    ("01-005", "ITTFL", "N", "screen failure"),
    ("01-005", "EDUCLVL", "College", "asked at screening, before the failure"),
    ("01-003", "TRT01P", "Sham", "randomised to sham"),
    ("01-003", "TRT01A", "BM-MSC", "received the kit of another subject"),
    ("01-014", "TRT01AN", 1.0, "swapped as well: analysed as treated"),
    ("01-009", "FASFL", "N", "unblinded in July 2019, before the end"),
    ("01-009", "SAFFL", "Y", "injected"),
    ("01-009", "DCSREAS", "PHYSICIAN DECISION", "left in February 2020"),
    ("03-027", "SAFFL", "N", "withdrew consent before the injection"),
    ("03-027", "FASFL", "N", "never injected"),
    ("03-027", "ITTFL", "Y", "but randomised"),
    ("03-027", "TRT01A", None, "no treatment, and not that of the arm"),
    ("03-027", "BLREFDT", 22088.0, "2020-06-22, the randomisation: there is no injection"),
    ("03-027", "VASBL", 61.0, "the screening of 2020-06-03, the only pain scale"),
    ("03-027", "ANLGBLFL", "N", "no injection at which anything could be in use"),
    ("03-011", "SCHOBBL", 1.5, "screened twice: the second screening counts"),
    ("02-001", "ODITOTBL", 130 / 9, "26 points of nine sections: 50 x 26 / 45"),
    ("02-001", "ODICAT", None, "14.44 lies between the classes 5 to 14 and 15 to 24"),
)


@pytest.mark.parametrize(("number", "variable", "value", "why"), HAND)
def test_by_hand(number: str, variable: str, value: Any, why: str) -> None:
    assert person(number)[variable] == value, why
