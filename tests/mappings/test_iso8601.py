"""What dates promise: partial ones keep what is known, comparisons are certain or open, no day is invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.iso8601 import (
    Interval,
    PartialDate,
    clock_between,
    compare,
    day_number,
    days_between,
    is_iso8601,
    parse,
    parse_date,
    possible_orders,
)

WRITTEN = [
    # SDTMIG 3.4, 4.4.2: the shapes of its table of precisions
    ("2003-12-15T13:14:17.123", PartialDate(2003, 12, 15, 13, 14, 17, ".123")),
    ("2003-12-15T13:14:17", PartialDate(2003, 12, 15, 13, 14, 17)),
    ("2003-12-15T13:14", PartialDate(2003, 12, 15, 13, 14)),
    ("2003-12-15T13", PartialDate(2003, 12, 15, 13)),
    ("2003-12-15", PartialDate(2003, 12, 15)),
    ("2003-12", PartialDate(2003, 12)),
    ("2003", PartialDate(2003)),
    ("2003-12-15T-:15", PartialDate(2003, 12, 15, None, 15)),
    ("2003-12-15T13:-:17", PartialDate(2003, 12, 15, 13, None, 17)),
    ("2003---15", PartialDate(2003, None, 15)),
    ("--12-15", PartialDate(None, 12, 15)),
    ("-----T07:15", PartialDate(hour=7, minute=15)),
    ("----15", PartialDate(day=15)),
    ("2019-01--T10:30", PartialDate(2019, 1, None, 10, 30)),
    ("2019-01-02T10:30Z", PartialDate(2019, 1, 2, 10, 30, zone="Z")),
    ("2019-01-02T10+05:30", PartialDate(2019, 1, 2, 10, zone="+05:30")),
    ("2024-02-29", PartialDate(2024, 2, 29)),
    ("--02-29", PartialDate(None, 2, 29)),
    ("2019---31", PartialDate(2019, None, 31)),
]
REFUSED = [
    "", " ", "2019-", "2019--", "2019----", "-", "---12-15T", "19", "2019-1-2", "2019-13", "2019-00", "2019-01-00",
    "2019-01-32", "2023-02-29", "2024-02-30", "--02-30", "--04-31", "0000", "0000-01-01", "2019-01-02T",
    "2019-01-02T24:00", "2019-01-02T-", "2019-01-02T25", "2019-01-02T10:60", "2019-01-02T10:30:60",
    "2019-01-02T10:30:10.", "2019-01-02T10:30.5", "2019-01T10:30", "2019-01-02 10:30", "2019-01-02T10:30+15:00",
    "2019-01-02T10:30+05:60", "2019-01-02T10:30+05", "2019-01-02Z", "20190102",
    "2019-01-02\n", "\u0662\u0660\u0661\u0669", "UNK", "2019-W05", "2019-032",
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), WRITTEN)
def test_a_date_keeps_the_parts_it_has(text: str, meant: PartialDate) -> None:
    assert parse_date(text) == meant
    assert str(meant) == text
    assert is_iso8601(text)


@pytest.mark.parametrize("text", REFUSED)
def test_what_sdtm_does_not_accept_is_no_date(text: str) -> None:
    assert parse(text) is None
    assert not is_iso8601(text)


LENGTHS = ["P1D", "P3W", "P0.5W", "P1Y2M3DT4H5M6.7S", "PT90M", "-PT15M", "PT0.5H", "P2Y", "P1M", "PT1M"]
NO_LENGTHS = ["P", "PT", "P1DT", "1D", "P1W2D", "P1.5Y2M", "PT1.5H30M", "P1S", "PT1D", "P1M2Y", "P-1D", "P1D\n"]


@pytest.mark.parametrize("text", LENGTHS)
def test_durations(text: str) -> None:
    assert is_iso8601(text)
    assert parse(text) is None


@pytest.mark.parametrize("text", NO_LENGTHS)
def test_what_is_no_duration(text: str) -> None:
    assert not is_iso8601(text)


def test_intervals() -> None:
    assert parse("2019-01-02/2019-01-10") == Interval(PartialDate(2019, 1, 2), PartialDate(2019, 1, 10))
    assert str(parse("2019-01/2019-03")) == "2019-01/2019-03"
    for text in ("2019-01-02/P3D", "P3D/2019-01-02", "2019/2019"):
        assert is_iso8601(text), text
    for text in ("2019-01-10/2019-01-02", "2019/", "/2019", "2019/2020/2021", "P1D/P2D", "2019/UNK"):
        assert not is_iso8601(text), text


def test_first_and_last_possible_moment() -> None:
    found = parse_date("2024-02")
    assert found is not None
    assert (found.earliest, found.latest) == (datetime(2024, 2, 1), datetime(2024, 2, 29, 23, 59, 59, 999999))
    found = parse_date("2019---31")
    assert found is not None
    assert (found.earliest, found.latest) == (datetime(2019, 1, 31), datetime(2019, 12, 31, 23, 59, 59, 999999))
    found = parse_date("2019-03-04T-:15")
    assert found is not None
    assert (found.earliest, found.latest) == (datetime(2019, 3, 4, 0, 15), datetime(2019, 3, 4, 23, 15, 59, 999999))
    found = parse_date("--03-04")
    assert found is not None
    assert (found.earliest, found.latest) == (None, None)


@pytest.mark.parametrize(
    ("left", "right", "meant"),
    [
        ("2019-01-02", "2019-01-03", "before"),
        ("2019-01-03", "2019-01-02", "after"),
        ("2019-01-02", "2019-01-02", None),
        ("2019-01", "2019-02-01", "before"),
        ("2019-02-01", "2019-01", "after"),
        ("2019-01", "2019-01-31", None),
        ("2018", "2019-01-01", "before"),
        ("2019-01-02", "2019-01-02T10:00", None),
        ("2019-01-02T09:59", "2019-01-02T10:00", "before"),
        ("2019-01-02T10", "2019-01-02T10:59", None),
        ("2019-01-02T10:30", "2019-01-02T10:30:59", None),
        ("2019-01-02T-:15", "2019-01-02T23:59", None),
        ("2019-01-02T-:15", "2019-01-03T00:00", "before"),
        ("--01-02", "2019-01-03", None),
        ("2019-01-02T23:00-05:00", "2019-01-03T01:00+01:00", "after"),
        ("2019-01-02T10:00Z", "2019-01-02T11:00+01:00", None),
        ("2019-01-02T23:00", "2019-01-03T01:00+01:00", None),
        ("2019-01-02T23:00", "2019-01-04T01:00+01:00", "before"),
        ("2019-01-02", "2019-01-03T01:00+01:00", "before"),
        ("2019-01-02/2019-01-04", "2019-01-05", "before"),
        ("2019-01-02/2019-01-04", "2019-01-04", None),
        ("soon", "2019", None),
        (None, "2019", None),
    ],
)
def test_compare_says_only_what_is_certain(left: str | None, right: str | None, meant: str | None) -> None:
    assert compare(left, right) == meant
    assert compare(right, left) == {"before": "after", "after": "before", None: None}[meant]


def test_days_and_clocks_between() -> None:
    assert days_between("2019-02-28", "2019-03-01") == 1
    assert days_between("2020-02-28T23:00", "2020-03-01T01:00") == 2
    assert days_between("2019-03-01", "2019-02-28") == -1
    for pair in (("2019-03", "2019-03-01"), (None, "2019"), ("x", "2019-01-01")):
        assert days_between(*pair) is None
    assert day_number("0001-01-01") == 1
    assert clock_between("2019-01-01T23:30", "2019-01-02T00:45") == timedelta(minutes=75)
    assert clock_between("2019-01-01T10:00:10", "2019-01-01T10:00:55") == timedelta(seconds=45)
    assert clock_between("2019-01-01T10:00:50", "2019-01-01T10:01") == timedelta(minutes=1)
    assert clock_between("2019-01-01T10:00Z", "2019-01-01T10:00-01:00") == timedelta(hours=1)
    assert clock_between("2019-01-01T10", "2019-01-01T11:00") is None
    assert clock_between("2019-01-01T10:00", "2019-01-01T11:00Z") is None


# Dates as laws: a date stands for all days it can mean.


NAMES_OF_PARTS = ("year", "month", "day", "hour", "minute", "second")


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(date(2018, 12, 1), date(2020, 3, 31)))
    kept = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    year, month, number = (part if keep else None for part, keep in zip(day.timetuple()[:3], kept, strict=True))
    return PartialDate(year, month, number)


DAYS = [(date(2018, 1, 1) + timedelta(days=number)).timetuple()[:3] for number in range(4 * 365)]


@lru_cache
def can_mean(found: PartialDate) -> list[tuple[int, ...]]:
    wanted = (found.year, found.month, found.day)
    return [day for day in DAYS if all(part in (None, have) for part, have in zip(wanted, day, strict=True))]


@settings(deadline=None)
@given(partial_dates())
def test_writing_and_reading_a_date_gives_it_back(found: PartialDate) -> None:
    assert (parse_date(str(found)) == found) if str(found) else found == PartialDate()


@settings(deadline=None)
@given(
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.lists(st.booleans(), min_size=6, max_size=6),
    st.sampled_from(["", "Z", "+01:00", "-11:30"]),
)  # fmt: skip
def test_any_parts_of_any_moment_survive_the_round_trip(moment: datetime, known: list[bool], zone: str) -> None:
    parts = {name: getattr(moment, name) for name, keep in zip(NAMES_OF_PARTS, known, strict=True) if keep}
    found = PartialDate(**parts, zone=zone if any(known[3:]) else "")
    if any(known):
        assert parse_date(str(found)) == found
    if found.earliest is not None and found.latest is not None:
        assert found.earliest <= moment <= found.latest


@settings(deadline=None)
@given(partial_dates(), partial_dates())
def test_order_is_certain_just_when_every_possible_day_agrees(left: PartialDate, right: PartialDate) -> None:
    ones, others = can_mean(left), can_mean(right)
    possible = {-1: min(ones) < max(others), 0: not set(ones).isdisjoint(others), 1: max(ones) > min(others)}
    orders = {order for order, found in possible.items() if found}
    said = possible_orders(left, right)
    assert orders <= said
    if left.year is not None and right.year is not None:
        assert ((1 in said), (-1 in said)) == ((1 in orders), (-1 in orders))
    assert possible_orders(right, left) == {-order for order in said}
