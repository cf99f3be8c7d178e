"""Periods of subjects, and intervals of a table that hold every day a partial date may mean."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

from adam.algorithms.periods import interval_label, period_value
from mappings.distinct import text
from mappings.error import MappingError
from tests.table import table

BEGIN = date(1960, 1, 1)
ADSL = table("""
USUBJID | AP01SDT    | AP01EDT    | AP02SDT    | AP02EDT    | TRT01A | TRT02A
1       | 2021-01-04 | 2021-02-06 | 2021-02-07 | 2021-03-07 | A      | B
2       | 2021-02-02 | 2021-03-02 | 2021-03-02 |            | B      | A
3       | 2021-02-02 |            |            |            | A      |
""").set_index("USUBJID")
ADSL.index = ADSL.index.astype(object)
EVENTS = table("""
USUBJID | ASTDT      | APERIOD | TRTA | why
1       | 2021-01-03 |         |      | before
1       | 2021-01-04 | 1       | A    | first day
1       | 2021-02-06 | 1       | A    | last day
1       | 2021-02-07 | 2       | B    | first day
1       | 2021-03-08 |         |      | after
2       | 2021-03-02 | 2       | A    | both: the one that began last
2       | 2030-01-01 | 2       | A    | open
3       | 2021-02-01 |         |      | before
3       | 2025-01-01 | 1       | A    | open
3       |            |         |      | no date
4       | 2021-02-06 |         |      | unknown subject
""", "APERIOD")  # fmt: skip


def shown(column: Series) -> list[str]:
    """The texts as a list, empty where missing."""
    return column.astype(object).where(column.notna(), "").tolist()


def test_the_period_that_holds_the_date() -> None:
    starts, ends = (ADSL["AP01SDT"], ADSL["AP02SDT"]), (ADSL["AP01EDT"], ADSL["AP02EDT"])
    number = period_value(EVENTS["ASTDT"], starts, ends, (1, 2), subject=EVENTS["USUBJID"])
    assert np.array_equal(number, EVENTS["APERIOD"], equal_nan=True)
    values = (ADSL["TRT01A"], ADSL["TRT02A"])
    treatment = period_value(EVENTS["ASTDT"], starts, ends, values, subject=EVENTS["USUBJID"])
    assert shown(treatment) == shown(EVENTS["TRTA"])


def test_periods_are_said_whole() -> None:
    day = Series([1.0])
    with pytest.raises(MappingError, match="2 starts, 1 ends and 2 values"):
        period_value(day, (day, day), (day,), (1, 2), subject=text(["1"]))
    with pytest.raises(MappingError, match="are lists"):
        period_value(day, day, (day,), (1,), subject=text(["1"]))  # type: ignore[arg-type]
    with pytest.raises(MappingError, match="is no value"):
        period_value(day, (day,), (day,), ({},), subject=text(["1"]))


# The periods of RESPINE: a month is 30.4375 days, counted from day 0.
ONSET = table("""
label                             | low | high
Between screening and baseline    |     | -1
Before 1 month                    | 0   | 30
Between 1 and 3 months            | 31  | 91
Between 3 and 6 months            | 92  | 182
Between 6 and 12 months           | 183 | 365
Between 12 and 24 months          | 366 | 730
""")


def labelled(source: Series, start: Series, periods: DataFrame = ONSET) -> list[str]:
    subject = text(["1"] * len(source))
    found = interval_label(source, start, periods["low"], periods["high"], periods["label"], subject=subject)
    return shown(found)


def test_the_bounds_of_respine_are_months_of_30_4375_days() -> None:
    months = [0, 1, 3, 6, 12, 24]
    lows = [int(np.ceil(month * 30.4375)) for month in months[:-1]]
    assert [float(low) for low in ONSET["low"].astype(object)[1:]] == lows
    highs = [float(high) for high in ONSET["high"].astype(object)[1:]]
    assert highs == [*(low - 1 for low in lows[1:]), int(24 * 30.4375)]


def test_a_date_is_placed_if_all_its_possible_days_lie_in_one_interval() -> None:
    events = table("""
    AESTDTC          | AEPERIOD
    2019-03-14       | Between screening and baseline
    2019-03-15       | Before 1 month
    2019-04-14T08:30 | Before 1 month
    2019-04-15       | Between 1 and 3 months
    2019-02          | Between screening and baseline
    2019-03          |
    2019-05          | Between 1 and 3 months
    2019-04          |
    2018             | Between screening and baseline
    2019             |
    2020             |
    2021-03-14       | Between 12 and 24 months
    2021-03-15       |
    2021-03          |
    --05-02          |
                     |
    UNKNOWN          |
    """)
    start = Series([21623.0] * len(events))
    assert BEGIN + timedelta(days=21623) == date(2019, 3, 15)
    expected = shown(events["AEPERIOD"])
    assert labelled(events["AESTDTC"], start) == expected
    assert labelled(events["AESTDTC"], Series(["2019-03-15"] * len(events))) == expected
    assert set(labelled(events["AESTDTC"], Series([np.nan] * len(events)))) == {""}


def test_numbers_of_days_and_seconds_are_dates_too() -> None:
    start = Series([21623.0] * 3)
    assert labelled(Series([21622.0, 21623.0, np.nan]), start) == [ONSET["label"][0], ONSET["label"][1], ""]
    assert labelled(Series([21622.5, 21623.5, np.nan]) * 86400, start) == [ONSET["label"][0], ONSET["label"][1], ""]


def test_a_table_of_intervals_that_overlap_is_refused() -> None:
    lows, highs, labels = text(["0", "30"]), text(["30", "60"]), text(["a", "b"])
    day, subject = Series([1.0]), text(["1"])
    with pytest.raises(MappingError, match=r"the windows \[0, 30\] in row 1 and \[30, 60\] in row 2 overlap"):
        interval_label(day, day, lows, highs, labels, subject=subject)
    with pytest.raises(MappingError, match="ends before it starts"):
        interval_label(day, day, text(["0"]), text(["-3"]), text(["a"]), subject=subject)
    with pytest.raises(MappingError, match="'x' is no number"):
        interval_label(day, day, text(["x"]), text(["3"]), text(["a"]), subject=subject)
    with pytest.raises(MappingError, match="labels are of another table"):
        interval_label(day, day, lows, highs, text(["a"]), subject=subject)


def possible(text_: str) -> tuple[date, date]:
    """First and last day of a partial date, by the calendar."""
    year, month, day = (*(int(part) for part in text_.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    following = date(year + (not month or month == 12), month % 12 + 1 if month else 1, 1)
    return date(year, month or 1, 1), following - timedelta(days=1)


Partial = st.builds(
    lambda day, size: day.isoformat()[:size],
    st.dates(date(2018, 1, 1), date(2022, 12, 31)),
    st.sampled_from([4, 7, 10]),
)


@given(st.lists(st.tuples(Partial, st.integers(21300, 22300)), min_size=1, max_size=20))
def test_day_by_day_gives_the_same_interval(rows: list[tuple[str, int]]) -> None:
    lows = [-np.inf, *(float(low) for low in ONSET["low"].astype(object)[1:])]
    rows_ = list(zip(lows, ONSET["high"].astype(float), ONSET["label"], strict=True))
    expected = []
    for source, start in rows:
        first, last = possible(source)
        origin = BEGIN + timedelta(days=start)
        names = set()
        for step in range((last - first).days + 1):
            day = (first - origin).days + step
            names.add(next((name for low, high, name in rows_ if low <= day <= high), ""))
        expected.append(names.pop() if len(names) == 1 else "")
    assert labelled(text([row[0] for row in rows]), Series([float(row[1]) for row in rows])) == expected


Period = st.tuples(st.one_of(st.none(), st.integers(0, 9)), st.one_of(st.none(), st.integers(0, 9)))


@given(st.lists(st.tuples(st.integers(-1, 10), Period, Period, Period), min_size=1, max_size=20))
def test_period_by_period_gives_the_same_value(rows: list[tuple[int, ...]]) -> None:
    expected = []
    for day, *periods in rows:
        held = [
            (start, -place) for place, (start, end) in enumerate(periods)  # type: ignore[misc]
            if start is not None and start <= day and (end is None or day <= end)
        ]  # fmt: skip
        expected.append(float(1 - max(held)[1]) if held else None)
    sides = [
        tuple(Series([row[place][side] for row in rows], dtype="float64") for place in (1, 2, 3))  # type: ignore[index]
        for side in (0, 1)
    ]
    subject = text([str(place) for place in range(len(rows))])
    found = period_value(Series([float(row[0]) for row in rows]), *sides, (1, 2, 3), subject=subject)
    assert [None if np.isnan(value) else value for value in found] == expected
