"""Conditions over time: records before, after, during and around a date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.joined import joined_flag, value_after, value_before, value_during
from adam.timeline import last_reaching
from mappings.distinct import text
from mappings.error import MappingError
from tests.adam.drawn import DAY, THEM, WHO, column, labelled, of, plain
from tests.table import table

# Two doses of A overlap, its last one has no end; B's dose has no start.
DOSES = table(
    """
    USUBJID | ST | EN | DOSE | TRT
    A       | 10 | 30 | 54   | low
    A       | 20 | 25 | 81   | high
    A       | 40 |    | 0    | rest
    B       |    | 99 | 7    | lost
    """,
    "ST",
    "EN",
    "DOSE",
)
EVENTS = table(
    """
    USUBJID | ADT | BEFORE | STRICT | AFTER | DURING
    A       | 9   |        |        | low   |
    A       | 10  | low    |        | low   | low
    A       | 20  | high   | low    | high  | high
    A       | 26  | high   | high   | rest  | low
    A       | 31  | high   | high   | rest  |
    A       | 40  | rest   | high   | rest  | rest
    A       | 999 | rest   | rest   |       | rest
    A       |     |        |        |       |
    B       | 50  |        |        |       |
    Z       | 20  |        |        |       |
            | 20  |        |        |       |
    """,
    "ADT",
)
WHOSE, DATE = EVENTS["USUBJID"], EVENTS["ADT"]


def ex(name: str) -> Series:
    return labelled(DOSES, name)


def test_values_before_after_and_during() -> None:
    found = {
        "BEFORE": value_before(DATE, ex("ST"), ex("TRT"), subject=WHOSE),
        "STRICT": value_before(DATE, ex("ST"), ex("TRT"), inclusive=False, subject=WHOSE),
        "AFTER": value_after(DATE, ex("ST"), ex("TRT"), subject=WHOSE),
        "DURING": value_during(DATE, ex("ST"), ex("EN"), ex("TRT"), subject=WHOSE),
    }
    assert {name: plain(values) for name, values in found.items()} == {name: plain(EVENTS[name]) for name in found}
    assert plain(value_after(DATE, ex("ST"), ex("DOSE"), inclusive=False, subject=WHOSE))[:3] == [54, 81, 0]
    assert plain(value_during(DATE, ex("ST"), ex("EN"), ex("DOSE"), subject=WHOSE))[1:4] == [54, 81, 54]


def test_of_records_of_one_date_the_last_is_before_and_the_first_after() -> None:
    day, value = of("EX", ["A", "A"], column([5, 5], True)), of("EX", ["A", "A"], text(["x", "y"]))
    date, subject = column([5], True), text(["A"])
    assert plain(value_before(date, day, value, subject=subject)) == ["y"]
    assert plain(value_after(date, day, value, subject=subject)) == ["x"]
    assert plain(value_during(date, day, day, value, subject=subject)) == ["y"]


def test_a_date_of_adsl_is_that_of_the_subject() -> None:
    start = labelled(table("USUBJID | TRTSDT\nA | 26\nB | 1", "TRTSDT"), "TRTSDT", "ADSL")
    assert plain(value_before(start, ex("ST"), ex("TRT"), subject=text(["A", "B", "A"]))) == ["high", None, "high"]


def test_a_record_confirmed_by_another_at_least_28_days_later() -> None:
    drawing = """
        USUBJID | ADT | CRIT1FL | CONFIRMED
        A       | 1   | Y       | Y
        A       | 15  | Y       |
        A       | 29  | Y       |
        B       | 1   | Y       |
        B       | 40  | N       |
        C       | 1   | Y       |
        """
    records = table(drawing, "ADT")
    day, flag = records["ADT"], records["CRIT1FL"]
    found = joined_flag(day, day, first_day=28, among=flag, subject=records["USUBJID"])
    assert plain(found) == plain(records["CONFIRMED"])
    # Both ends, and the record itself.
    near = joined_flag(day, day, within_days=14, at_least=2, otherwise="N", subject=records["USUBJID"])
    assert plain(near) == ["Y", "Y", "Y", "N", "N", "N"]


def test_a_stretch_before_the_date_in_another_dataset() -> None:
    days = of("CM", ["A", "A", "B"], column([3, 9, None], True))
    date, subject = column([10, 9, 17, None, 10, 10], True), text(["A", "A", "A", "A", "B", None])
    week = joined_flag(date, days, first_day=-7, last_day=-1, subject=subject)
    assert plain(week) == ["Y", "Y", None, None, None, None]
    assert plain(joined_flag(date, days, first_day=-7, last_day=-1, at_least=2, subject=subject))[:2] == ["Y", None]
    assert plain(joined_flag(date, days, subject=subject)) == ["Y", "Y", "Y", None, None, None]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"within_days": 3, "last_day": 0}, "within_days says both ends already"),
        ({"within_days": -1}, "nothing or everything"),
        ({"at_least": 0}, "nothing or everything"),
        ({"within_days": "7"}, "'7' is no number"),
        ({"first_day": 7, "last_day": 1}, "first_day=7 is later than last_day=1"),
        ({"among": "CRIT1FL"}, "among wants columns, not 'CRIT1FL'"),
        ({"among": DATE}, "two datasets"),
    ],
)
def test_options_that_mean_nothing_are_told(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(MappingError) as told:
        joined_flag(DATE, ex("ST"), subject=WHOSE, **options)
    assert problem in told.value.problem


def test_text_dates_and_columns_of_two_datasets_are_told() -> None:
    with pytest.raises(MappingError, match=r"wants numbers, and EX\.TRT is text"):
        value_before(DATE, ex("TRT"), ex("DOSE"), subject=WHOSE)
    with pytest.raises(MappingError, match="of two datasets"):
        value_during(DATE, ex("ST"), labelled(DOSES[:3], "EN", "DS"), ex("DOSE"), subject=WHOSE)


def test_without_records_and_without_other_records() -> None:
    nothing, nobody = of("EX", [], column([], True)), text([])
    for word in (value_before, value_after):
        assert plain(word(DATE, nothing, nothing, subject=WHOSE)) == [None] * 11
        assert len(word(column([], True), ex("ST"), ex("ST"), subject=nobody)) == 0
    assert plain(value_during(DATE, nothing, nothing, nothing, subject=WHOSE)) == [None] * 11
    assert plain(joined_flag(DATE, nothing, otherwise="N", subject=WHOSE)) == ["N"] * 11
    assert len(joined_flag(column([], True), ex("ST"), subject=nobody)) == 0


def test_many_doses_inside_one_another() -> None:
    # Each starts later and ends earlier: all of them are looked through, none of them by row.
    size = 20_000
    who, starts = ["A"] * size, np.arange(size, dtype=np.float64)
    other = [of("EX", who, Series(values)) for values in (starts, 3.0 * size - starts, starts)]
    date = Series(3.0 * size - starts)
    found = value_during(date, *other, subject=text(who))
    assert (found.to_numpy() == np.minimum(starts, size - 1)).all()


# A second, slow implementation: every pair is looked at.

ROWS = st.lists(st.tuples(THEM, DAY, DAY), max_size=10)
EVENT = st.lists(st.tuples(WHO, DAY), max_size=6)


def slow(rows: list[Any], who: str | None, day: float | None, kind: str) -> int | None:
    """The number of the row that is before, after or during the day."""
    best: tuple[float, int] | None = None
    for number, (whose, start, end) in enumerate(rows):
        if who is None or whose != who or start is None or day is None:
            continue
        if kind == "during":
            fits = start <= day and (end is None or day <= end)
        else:
            fits = {"before": start <= day, "strictly before": start < day,
                    "after": start >= day, "strictly after": start > day}[kind]  # fmt: skip
        later = best is None or (start < best[0] if "after" in kind else start >= best[0])
        if fits and later:
            best = (start, number)
    return None if best is None else best[1]


@settings(deadline=None)  # the machine may be busy
@given(ROWS, EVENT)
def test_before_after_and_during_are_those_of_the_slow_way(rows: list[Any], events: list[Any]) -> None:
    whose = [row[0] for row in rows]
    starts, ends = (of("EX", whose, column([row[at] for row in rows], True)) for at in (1, 2))
    place = of("EX", whose, column(range(len(rows)), True))
    subject, date = text([who for who, _ in events]), column([day for _, day in events], True)
    found = {
        "before": value_before(date, starts, place, subject=subject),
        "strictly before": value_before(date, starts, place, inclusive=False, subject=subject),
        "after": value_after(date, starts, place, subject=subject),
        "strictly after": value_after(date, starts, place, inclusive=False, subject=subject),
        "during": value_during(date, starts, ends, place, subject=subject),
    }
    for kind, values in found.items():
        assert plain(values) == [slow(rows, who, day, kind) for who, day in events], kind


STRETCH = st.tuples(st.one_of(st.none(), st.integers(-6, 6)), st.one_of(st.none(), st.integers(0, 6)))


@settings(deadline=None)  # the machine may be busy
@given(ROWS, EVENT, STRETCH, st.integers(1, 3))
def test_a_joined_flag_is_that_of_the_slow_way(rows: list[Any], events: list[Any], stretch: Any, least: int) -> None:
    first, more = stretch
    last = None if more is None else (first or 0) + more
    dates = of("EX", [row[0] for row in rows], column([row[1] for row in rows], True))
    marks = of("EX", [row[0] for row in rows], column([row[2] for row in rows], True))
    subject, date = text([who for who, _ in events]), column([day for _, day in events], True)
    options: dict[str, Any] = {"first_day": first, "last_day": last, "at_least": least, "among": marks}
    expected = []
    for who, day in events:
        near = [
            1 for whose, start, mark in rows
            if None not in (who, day, start, mark) and whose == who
            and (first is None or day + first <= start) and (last is None or start <= day + last)
        ]  # fmt: skip
        expected.append("Y" if len(near) >= least else None)
    assert plain(joined_flag(date, dates, subject=subject, **options)) == expected


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.data())
def test_the_last_place_that_reaches_a_value(values: list[int], data: Any) -> None:
    upto = data.draw(st.lists(st.integers(-1, len(values) - 1), max_size=8))
    least = data.draw(st.lists(st.integers(0, 6), min_size=len(upto), max_size=len(upto)))
    found = last_reaching(np.array(values, float), np.array(upto, dtype=np.int64), np.array(least, dtype=float))
    places = [[at for at in range(last + 1) if values[at] >= low] for last, low in zip(upto, least, strict=True)]
    assert found.tolist() == [max(some, default=-1) for some in places]
