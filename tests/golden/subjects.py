"""What the SDTM files say of each subject, and what their dates may mean: plain Python for expected records."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from tests.golden.analysed import Cells, kept, tabulated

EPOCH = date(1960, 1, 1)
VISITS: dict[str, tuple[str | None, float | None]] = {  # the analysis visits of the schedule's visits, typed again
    "SCREENING": ("Screening", 1.0), "DAY 0": ("Baseline", 2.0), "WEEK 1": ("Week 1", 3.0), "MONTH 1": ("Month 1", 4.0),
    "MONTH 3": ("Month 3", 5.0), "MONTH 6": ("Month 6", 6.0), "MONTH 9": ("Month 9", 7.0),
    "MONTH 12": ("Month 12", 8.0), "MONTH 24": ("Month 24", 9.0),
}  # fmt: skip
NUMBERS = {"BM-MSC": 1.0, "Sham": 2.0, None: None}


def possible(text: str | None) -> tuple[int, int] | None:
    """The first and the last day (since 1960-01-01) that the date may mean: YYYY, YYYY-MM or YYYY-MM-DD."""
    if not text:
        return None
    parts = [int(part) for part in text[:10].split("-")]
    year, month, day = (*parts, None, None)[:3]
    first = date(year or 0, month or 1, day or 1)
    last = date(year or 0, month or 12, day or monthrange(year or 0, month or 12)[1])
    return (first - EPOCH).days, (last - EPOCH).days


def planned(visit: str) -> tuple[str | None, float | None]:
    """The analysis visit and its number; an unscheduled visit is none."""
    return VISITS.get(visit, (None, None))


def single(text: str | None) -> int | None:
    """The day of a complete date."""
    span = possible(text)
    return span[0] if span and span[0] == span[1] else None


def stopped(end: tuple[int, int], start: tuple[int, int] | None, left: int | None) -> int:
    """The last day that an end may mean; the end of the study, if that is one of those before it.

    What began after the end of the study is not over before it began.
    """
    within = left is not None and end[0] <= left < end[1] and (start is None or start[0] <= left)
    return left if within and left is not None else end[1]


def imputed(text: str | None) -> str | None:
    """What of the date was not collected: M for month and day, D for the day."""
    return {4: "M", 7: "D"}.get(len(text)) if text else None


@kept
def people() -> dict[str, dict[str, Any]]:
    """What the analysis datasets copy of each subject of DM."""
    found: dict[str, dict[str, Any]] = {}
    drawn: dict[str, list[Any]] = {}
    last: dict[str, list[Cells]] = {}
    for one in sorted(tabulated("DS"), key=lambda one: one["DSSTDTC"] or ""):
        if one["DSDECOD"] == "RANDOMIZED":
            drawn.setdefault(one["USUBJID"], []).append(single(one["DSSTDTC"]))
        if one["DSSCAT"] == "STUDY PARTICIPATION" and one["DSDECOD"] != "SCREEN FAILURE":
            last.setdefault(one["USUBJID"], []).append(one)
    open_ = {one["USUBJID"] for one in tabulated("DS") if one["DSDECOD"] == "TREATMENT UNBLINDED"}
    given = {one["USUBJID"] for one in tabulated("EX")}
    for one in tabulated("DM"):
        who = one["USUBJID"]
        ends = last.get(who, [])
        days = [day for end in ends if (day := single(end["DSSTDTC"])) is not None]
        found[who] = {
            "SUBJID": one["SUBJID"], "SITEID": one["SITEID"], "AGE": one["AGE"], "SEX": one["SEX"],
            "RANDFL": "Y" if one["ARM"] else "N", "ITTFL": "Y" if one["ARM"] else "N",
            "SAFFL": "Y" if who in given else "N", "FASFL": "Y" if who in given and who not in open_ else "N",
            "TRTP": one["ARM"], "TRTPN": NUMBERS[one["ARM"]], "TRTA": one["ACTARM"], "TRTAN": NUMBERS[one["ACTARM"]],
            "RANDDT": min((day for day in drawn.get(who, []) if day is not None), default=None),
            "TRTSDT": single(one["RFXSTDTC"]), "EOSDT": max(days, default=None),
            "ended": ends[-1]["DSDECOD"] if ends else None,
        }  # fmt: skip
    return found


def day_number(day: int | None, start: int | None) -> int | None:
    """The analysis day: 1 is the start, -1 the day before."""
    return None if day is None or start is None else day - start + (day >= start)


def qualifiers(dataset: str, name: str) -> dict[tuple[str, float], str]:
    """The supplemental qualifier of that name, by subject and sequence number."""
    return {(one["USUBJID"], float(one["IDVARVAL"])): one["QVAL"] for one in tabulated(dataset) if one["QNAM"] == name}


def sequenced(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records with their number within the subject, by parameter and visit."""
    for who in people():
        own = [one for one in records if one["USUBJID"] == who]
        for number, one in enumerate(sorted(own, key=_place), start=1):
            one["ASEQ"] = float(number)
    return records


def _place(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["PARAMCD"], one["AVISITN"] is not None, one["AVISITN"], one["ADT"] is not None, one["ADT"]


def different(found: tuple[Cells, ...], wanted: list[dict[str, Any]], *names: str) -> list[Any]:
    """The cells that are not as expected: record, variable, found, wanted; `names` are what a record is known by."""
    by_name = {tuple(one[name] for name in names): one for one in found}
    expected = {tuple(one[name] for name in names): one for one in wanted}
    assert len(by_name) == len(found)
    assert len(expected) == len(wanted)
    wrong: list[Any] = [(place, "not expected") for place in by_name.keys() - expected.keys()]
    wrong += [(place, "not there") for place in expected.keys() - by_name.keys()]
    return wrong + [
        (place, variable, by_name[place].get(variable, "no such variable"), value)
        for place, one in expected.items()
        if place in by_name
        for variable, value in one.items()
        if by_name[place].get(variable, "no such variable") != value
    ]
