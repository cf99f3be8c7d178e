"""ADAE against a second implementation: every event of the study, and some events by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.golden.analysed import analysed, kept, tabulated
from tests.golden.raw import MONTHS
from tests.golden.subjects import EPOCH, day_number, different, imputed, people, possible, qualifiers, stopped

Event = dict[str, Any]
COPIED = (
    "SUBJID",
    "SITEID",
    "AGE",
    "SEX",
    "ITTFL",
    "FASFL",
    "SAFFL",
    "TRTSDT",
    "EOSDT",
    "TRTP",
    "TRTPN",
    "TRTA",
    "TRTAN",
)
# Table 4: whole months of 30.4375 days after the injection; the last period ends with month 24.
PERIODS = ("Before 1 month", "1-3 months", "3-6 months", "6-12 months", "12-24 months")
STARTS, LAST = (0.0, 30.4375, 91.3125, 182.625, 365.25), 730.5
RANKS = {"MILD": 1.0, "MODERATE": 2.0, "SEVERE": 3.0}


def period(day: int) -> str | None:
    """The period of a day counted from the injection, which is day 0."""
    if day < 0:
        return "Between screening and baseline"
    return None if day >= LAST else PERIODS[sum(day >= start for start in STARTS) - 1]


def started(text: str | None, injected: int | None, end: int | None) -> int | None:
    """The first day that the date may mean; the injection, if that is one of those after it and the event went on."""
    span = possible(text)
    if span is None or injected is None or (end is not None and end < injected):
        return span and span[0]
    return injected if span[0] < injected <= span[1] else span[0]


def emergent(one: Event, injected: int | None) -> str | None:
    """Y unless it is certain that the event lies before the injection."""
    start, end = possible(one["AESTDTC"]), possible(one["AEENDTC"])
    if injected is None or (start and start[1] < injected):
        return None
    surely_after = start is not None and start[0] >= injected
    return None if not surely_after and end and end[1] < injected else "Y"


def dated(one: Event) -> Event:
    """The dates of an event and what hangs on them."""
    person = people()[one["USUBJID"]]
    injected = person["TRTSDT"]
    span, over = possible(one["AESTDTC"]), possible(one["AEENDTC"])
    end = over and stopped(over, span, person["EOSDT"])
    start = started(one["AESTDTC"], injected, end)
    dated = span is not None and injected is not None
    periods = {period(day - injected) for day in range(span[0], span[1] + 1)} if dated else {None}  # type: ignore[index]
    label = periods.pop() if len(periods) == 1 else None
    lasted = end - start + 1 if start is not None and end is not None and end >= start else None
    numbers = dict(zip(("Between screening and baseline", *PERIODS), range(1, 7), strict=True))
    return {
        "ASTDT": start, "ASTDTF": imputed(one["AESTDTC"]), "AENDT": end, "AENDTF": imputed(one["AEENDTC"]),
        "ASTDY": day_number(start, injected), "AENDY": day_number(end, injected),
        "ADURN": lasted, "ADURU": "DAYS" if lasted else None, "TRTEMFL": emergent(one, injected),
        "AEPERIOD": label, "AEPERN": numbers.get(label or ""),
    }  # fmt: skip


def first(events: list[Event], flag: str, by: tuple[str, ...] = (), severe: bool = False) -> None:
    """Flags the first event of each subject and group; with `severe` the first of the most severe ones."""
    groups: dict[tuple[str, ...], list[Event]] = {}
    for one in events:
        groups.setdefault((one["USUBJID"], *(one[name] for name in by)), []).append(one)
    for group in groups.values():
        worst = max((one["ASEVN"] for one in group if one["ASEVN"]), default=None)
        chosen = [one for one in group if not severe or one["ASEVN"] == worst]
        # an event without a date is the first only where all are without one
        min(chosen, key=lambda one: (one["ASTDT"] is None, one["ASTDT"], one["AESEQ"]))[flag] = "Y"


@kept
def expected() -> list[Event]:
    """The analysis records made of AE, SUPPAE, DM, DS and EX."""
    serious = {name: qualifiers("SUPPAE", name) for name in ("SAECAT", "SAETYPE", "SAESTOP")}
    flags = ["AOCCFL", "AOCCSFL", "AOCCPFL", "AOCCIFL", "AOCCSIFL", "AOCCPIFL", *(f"AOCC0{n}FL" for n in range(1, 5))]
    events: list[Event] = []
    for one in tabulated("AE"):
        place = one["USUBJID"], one["AESEQ"]
        related = one["AEREL"] and one["AEREL"] != "NOT RELATED"  # where it was not judged, nothing is said
        copied = {name: value for name, value in one.items() if name != "DOMAIN"}
        events.append(copied | {name: people()[one["USUBJID"]][name] for name in COPIED} | dated(one) | {
            "ASEV": one["AESEV"], "ASEVN": RANKS.get(one["AESEV"]),
            "AREL": one["AEREL"] and ("RELATED" if related else "NOT RELATED"),
            "ARELN": None if related is None else float(related),
            "ASERCAT": serious["SAECAT"].get(place), "ASERTYP": serious["SAETYPE"].get(place),
            "ASERSTOP": serious["SAESTOP"].get(place),
        } | dict.fromkeys(flags))  # fmt: skip
    begun = [one for one in events if one["TRTEMFL"] == "Y"]
    grave = [one for one in begun if one["AESER"] == "Y"]
    system, term = ("AEBODSYS",), ("AEBODSYS", "AEDECOD")
    for flag, by in (("AOCCFL", ()), ("AOCCSFL", system), ("AOCCPFL", term)):
        first(begun, flag, by)
    for flag, by in (("AOCCIFL", ()), ("AOCCSIFL", system), ("AOCCPIFL", term)):
        first(begun, flag, by, severe=True)
    for flag, by in (("AOCC01FL", ()), ("AOCC02FL", system), ("AOCC03FL", term)):
        first(grave, flag, by)
    first([one for one in begun if one["AREL"] == "RELATED"], "AOCC04FL")
    return events


def test_every_event() -> None:
    assert len(expected()) == 488
    assert different(analysed("ADAE"), expected(), "USUBJID", "AESEQ") == []
    assert set(analysed("ADAE")[0]) == set(expected()[0])


def test_emergent_as_sdtm_says() -> None:
    told = qualifiers("SUPPAE", "AETRTEM")
    assert {(one["USUBJID"], one["AESEQ"]): one["TRTEMFL"] or "N" for one in analysed("ADAE")} == told


def test_every_serious_event_has_category_and_type() -> None:
    serious = [one for one in analysed("ADAE") if one["AESER"] == "Y"]
    assert len(serious) == 18
    assert all(one["ASERCAT"] and one["ASERTYP"] for one in serious)
    assert all(one["ASERCAT"] is None for one in analysed("ADAE") if one["AESER"] == "N")


BY_HAND = [
    # Injected on 07-NOV-2018. "2018" may be the day of the injection, so it is taken to be; it may also be before it,
    # hence no period.
    ("01-007", "2", ("07NOV2018", "M", "28NOV2018", None, 1, 22, "Y", None)),
    # "2019" is all after the injection, but from day 55 to day 419: three periods.
    ("01-007", "5", ("01JAN2019", "M", "30AUG2019", None, 56, 242, "Y", None)),
    # January 2019 is day 55 to 85 whole: within months 1 to 3. The end is the last day of the month.
    ("01-007", "4", ("01JAN2019", "D", "31JAN2019", "D", 56, 31, "Y", "1-3 months")),
    # Injected on 02-NOV-2020; ended some day of 2020.
    ("02-014", "1", ("13NOV2020", None, "31DEC2020", "M", 12, 49, "Y", "Before 1 month")),
    # The breast cancer was not over at the end of the study: no end, no duration.
    ("02-014", "3", ("14JAN2022", None, None, None, 439, None, "Y", "12-24 months")),
    # Start unknown; it ended on 21-MAY-2020, before the injection on 25-JUN-2020.
    ("03-026", "1", (None, None, "21MAY2020", None, None, None, None, None)),
    # Start unknown, ended on 01-MAR-2022: it may have begun after the injection on 25-JUN-2020.
    ("06-022", "17", (None, None, "01MAR2022", None, None, None, "Y", None)),
    # The year of the end was typed wrong: begun 36 days after the injection, "ended" in the January before it.
    ("04-008", "1", ("21DEC2019", None, "07JAN2019", None, 37, None, "Y", "1-3 months")),
    # Injected on 31-JAN-2019: February 2019 is day 1 to 28 after it, and so before month 1.
    ("01-010", "2", ("01FEB2019", "D", "12FEB2019", None, 2, 12, "Y", "Before 1 month")),
    # March 2019 is day 29 to 59: before month 1 or after it, so neither is said.
    ("01-010", "5", ("01MAR2019", "D", "26MAR2019", None, 30, 26, "Y", None)),
]
HAND = ("ASTDT", "ASTDTF", "AENDT", "AENDTF", "ASTDY", "ADURN", "TRTEMFL", "AEPERIOD")


@pytest.mark.parametrize(("subject", "line", "wanted"), BY_HAND)
def test_by_hand(subject: str, line: str, wanted: tuple[Any, ...]) -> None:
    own = [one for one in analysed("ADAE") if one["USUBJID"] == f"RESPINE-{subject}"]
    (found,) = (one for one in own if one["AESPID"] == line)
    assert tuple(found[name] for name in HAND) == tuple(sas(value) for value in wanted)


def sas(value: Any) -> Any:
    """A date such as 07NOV2018 as days since 1960-01-01; anything else as it is."""
    if not isinstance(value, str) or not value[:2].isdigit() or len(value) != 9:
        return value
    month = MONTHS.index(value[2:5]) + 1
    return (date(int(value[5:]), month, int(value[:2])) - EPOCH).days


def test_occurrences_by_hand() -> None:
    """01-007: six emergent events; two of the same term, the second a year later; four of moderate intensity."""
    own = {one["AESPID"]: one for one in analysed("ADAE") if one["USUBJID"] == "RESPINE-01-007"}
    flagged = {name: [line for line in own if own[line][name]] for name in ("AOCCFL", "AOCCIFL", "AOCCPFL", "AOCCSFL")}
    assert flagged["AOCCFL"] == ["2"]  # dated on the injection
    assert flagged["AOCCIFL"] == ["2"]  # moderate, as are 1, 3 and 4, and the first of them
    assert sorted(flagged["AOCCPFL"]) == ["1", "2", "3", "4", "6"]  # 5 is the back pain of 3 again
    assert sorted(flagged["AOCCSFL"]) == ["1", "2", "3", "4", "6"]  # five systems
