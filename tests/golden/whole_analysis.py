"""Every dataset of the analysis beside what separate code makes of the same tabulation: the records that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tests.golden import test_adae, test_adcm, test_adis, test_admri, test_adtte
from tests.golden.analysed import Cells, analysed, tabulated
from tests.golden.expected_scores import answers, measures, responders, scales
from tests.golden.expected_subjects import subject_record

Difference = tuple[str, str, dict[str, Any]]
MEASURES = (
    "VISITNUM", "ADT", "ADY", "AVISIT", "AVISITN", "AVAL", "AVALC", "DTYPE", "BASE", "CHG", "PCHG", "ABLFL", "ANL01FL",
    "CRIT1FL", "CRIT2FL", "AWLO", "AWHI", "AWTARGET", "AWTDIFF", "SRCSEQ",
)  # fmt: skip
SCORES = ("VISITNUM", "ADT", "ADY", "AVISIT", "AVAL", "DTYPE", "BASE", "CHG", "PCHG", "ABLFL", "ANL01FL")
ITEMS = ("VISITNUM", "ADT", "ADY", "AVISIT", "AVAL", "BASE", "CHG", "ABLFL", "ANL01FL", "SRCSEQ")
ANSWERS = ("ADT", "ADY", "AVISIT", "AVISITN", "AVAL", "AVALC", "ANL01FL", "BASE", "CHG", "CRIT1FL")


def unlike(name: str, found: Iterable[Cells], wanted: Iterable[Cells], columns: Sequence[str]) -> Iterator[Difference]:
    """The records of either side that the other has not, in these variables; how often counts."""
    sides = [Counter(tuple(one.get(column) for column in columns) for one in side) for side in (found, wanted)]
    for word, rest in (("found", sides[0] - sides[1]), ("wanted", sides[1] - sides[0])):
        for record in sorted(rest, key=str):
            yield name, word, dict(zip(columns, record, strict=True))


def differences() -> tuple[list[Difference], int]:
    """What differs between the analysis of the current tabulation and the expected one; how many records there are."""
    told = [*_subjects(), *_efficacy(), *_questionnaires(), *_in_order()]
    for name, expected in (
        ("ADMRI", test_admri.expected()), ("ADIS", test_adis.expected()), ("ADCM", test_adcm.expected()),
        ("ADAE", test_adae.expected()), ("ADTTE", test_adtte.expected()),
    ):  # fmt: skip
        columns = list(expected[0])
        told += unlike(name, analysed(name), expected, columns)
    names = ("ADSL", "ADEFF", "ADQS", "ADMRI", "ADIS", "ADCM", "ADAE", "ADTTE")
    return told, sum(len(analysed(name)) for name in names)


def _subjects() -> Iterator[Difference]:
    wanted = [subject_record(person) for person in tabulated("DM")]
    yield from unlike("ADSL", analysed("ADSL"), wanted, list(wanted[0]))


def _efficacy() -> Iterator[Difference]:
    names = ("USUBJID", "PARAMCD")
    found = [one for one in analysed("ADEFF") if one["SRCDOM"] == "QS"]
    yield from unlike("ADEFF", found, measures(), (*names, *MEASURES))
    found = [one for one in analysed("ADEFF") if one["SRCDOM"] == "ADEFF"]
    yield from unlike("ADEFF", found, responders(), (*names, *ANSWERS))
    assert {one["SRCDOM"] for one in analysed("ADEFF")} == {"QS", "ADEFF"}


def _questionnaires() -> Iterator[Difference]:
    names, parts = ("USUBJID", "PARAMCD"), {}
    for part in ("ITEM", "SCALE", "SCORE"):
        parts[part] = [one for one in analysed("ADQS") if one["PARCAT2"] == part]
    # A pain scale that was not marked is a record without a value here, and none in ADEFF.
    parts["SCORE"] = [one for one in parts["SCORE"] if one["AVAL"] is not None]
    yield from unlike("ADQS", parts["SCORE"], measures(), (*names, *SCORES))
    yield from unlike("ADQS", parts["SCALE"], scales(), (*names, *SCORES))
    yield from unlike("ADQS", parts["ITEM"], answers(), (*names, *ITEMS))


def _in_order() -> Iterator[Difference]:
    """Analysis sequence numbers that do not run within their subject in the order of the keys."""
    for name in ("ADEFF", "ADQS", "ADMRI", "ADIS", "ADTTE"):
        running: Counter[str] = Counter()
        before: tuple[Any, ...] = ()
        for one in analysed(name):
            running[one["USUBJID"]] += 1
            columns = ("USUBJID", "PARAMCD", "AVISITN", "ADT") if name != "ADTTE" else ("USUBJID", "PARAMCD")
            place = tuple((one.get(column) is not None, one.get(column) or 0) for column in columns[:3])
            if one["ASEQ"] != running[one["USUBJID"]] or place < before:
                yield name, "out of order", {column: one.get(column) for column in (*columns, "ASEQ")}
            before = place
