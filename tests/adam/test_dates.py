"""What the words for dates of analysis promise: every published example of imputation, and its flags."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas import Series

from adam.algorithms.dates import (
    analysis_day,
    date,
    date_flag,
    date_of,
    date_text,
    datetime,
    elapsed,
    time_flag,
    time_of,
)
from mappings.distinct import text
from mappings.error import MappingError
from tests.adam.calendar import days, moments, seconds, shown
from tests.table import table

# The documented examples of admiral's impute_dtc_dtm: what is imputed of each text, and the flags of date and time.
RULES: dict[str, dict[str, str | bool]] = {
    "second": {"time": "first", "level": "second"},
    "minute": {"time": "first", "level": "minute"},
    "hour": {"time": "first"},
    "end": {"time": "last"},
    "day": {"time": "12:30:15", "impute": "15"},
    "first": {"time": "first", "impute": "first", "level": "month"},
    "last": {"time": "last", "impute": "last", "level": "month"},
    "mid": {"time": "first", "impute": "mid", "level": "month"},
    "kept": {"time": "first", "impute": "mid", "level": "month", "preserve": True},
    "mm-dd": {"time": "first", "impute": "04-06", "level": "month"},
}
MOMENTS = table("""
    rule   | collected           | meant               | date | time
    second | 2019-07-18T15:25:40 | 2019-07-18T15:25:40 |      |
    second | 2019-07-18T15:25    | 2019-07-18T15:25:00 |      | S
    second | 2019-07-18T15       |                     |      |
    minute | 2019-07-18T15:25    | 2019-07-18T15:25:00 |      | S
    minute | 2019-07-18T15       | 2019-07-18T15:00:00 |      | M
    minute | 2019-07-18          |                     |      |
    hour   | 2019-07-18T15:25:40 | 2019-07-18T15:25:40 |      |
    hour   | 2019-07-18T15       | 2019-07-18T15:00:00 |      | M
    hour   | 2019-07-18          | 2019-07-18T00:00:00 |      | H
    hour   | 2019-02             |                     |      |
    end    | 2019-07-18T15:25:40 | 2019-07-18T15:25:40 |      |
    end    | 2019-07-18T15:25    | 2019-07-18T15:25:59 |      | S
    end    | 2019-07-18T15       | 2019-07-18T15:59:59 |      | M
    end    | 2019-07-18          | 2019-07-18T23:59:59 |      | H
    end    | 2019-02             |                     |      |
    day    | 2019-07-18T15:25    | 2019-07-18T15:25:15 |      | S
    day    | 2019-07-18T15       | 2019-07-18T15:30:15 |      | M
    day    | 2019-07-18          | 2019-07-18T12:30:15 |      | H
    day    | 2019-02             | 2019-02-15T12:30:15 | D    | H
    day    | 2019                |                     |      |
    first  | 2019-07-18T15:25:40 | 2019-07-18T15:25:40 |      |
    first  | 2019-07-18T15       | 2019-07-18T15:00:00 |      | M
    first  | 2019-02             | 2019-02-01T00:00:00 | D    | H
    first  | 2019                | 2019-01-01T00:00:00 | M    | H
    first  | 2019---07           | 2019-01-01T00:00:00 | M    | H
    first  |                     |                     |      |
    last   | 2019-07-18T15:25    | 2019-07-18T15:25:59 |      | S
    last   | 2019-02             | 2019-02-28T23:59:59 | D    | H
    last   | 2019                | 2019-12-31T23:59:59 | M    | H
    last   | 2019---07           | 2019-12-31T23:59:59 | M    | H
    mid    | 2019-02             | 2019-02-15T00:00:00 | D    | H
    mid    | 2019                | 2019-06-30T00:00:00 | M    | H
    mid    | 2019---07           | 2019-06-30T00:00:00 | M    | H
    kept   | 2019                | 2019-06-30T00:00:00 | M    | H
    kept   | 2019---07           | 2019-06-07T00:00:00 | M    | H
    kept   | 2019-07-18T-:25:40  | 2019-07-18T00:25:40 |      | H
    hour   | 2019-07-18T-:25:40  | 2019-07-18T00:00:00 |      | H
    mm-dd  | 2019-02             | 2019-02-06T00:00:00 | D    | H
    mm-dd  | 2019                | 2019-04-06T00:00:00 | M    | H
""")


@pytest.mark.parametrize("rule", RULES)
def test_moments_are_imputed_as_documented_and_the_flags_say_exactly_what(rule: str) -> None:
    frame = MOMENTS[MOMENTS["rule"] == rule]
    assert len(frame)
    answer = datetime(frame["collected"], **RULES[rule])  # type: ignore[arg-type]
    assert moments(answer) == shown(frame["meant"])
    # admiral #1646: flags that did not say what was imputed.
    assert shown(date_flag(frame["collected"], answer)) == shown(frame["date"])
    assert shown(time_flag(frame["collected"], answer)) == shown(frame["time"])


def test_without_a_rule_only_what_is_told_in_full_is_a_number() -> None:
    collected = text(["2019-07-18T15:25:40", "2019-07-18T15:25:40.25", "2019-07-18T15:25", "2019-07", None])
    assert shown(datetime(collected))[2:] == [None] * 3
    assert shown(datetime(collected))[1] == shown(datetime(collected))[0] + 0.25  # type: ignore[operator]


def test_dates_by_rule() -> None:
    frame = table("""
        collected        | complete   | day first  | first      | mid        | last       | kept first | kept last
        2019-07-18       | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18
        2019-07-18T15:25 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18 | 2019-07-18
        2019-02          |            | 2019-02-01 | 2019-02-01 | 2019-02-15 | 2019-02-28 | 2019-02-01 | 2019-02-28
        2020-02          |            | 2020-02-01 | 2020-02-01 | 2020-02-15 | 2020-02-29 | 2020-02-01 | 2020-02-29
        1900-02          |            | 1900-02-01 | 1900-02-01 | 1900-02-15 | 1900-02-28 | 1900-02-01 | 1900-02-28
        2000-02          |            | 2000-02-01 | 2000-02-01 | 2000-02-15 | 2000-02-29 | 2000-02-01 | 2000-02-29
        2019             |            |            | 2019-01-01 | 2019-06-30 | 2019-12-31 | 2019-01-01 | 2019-12-31
        2019---07        |            |            | 2019-01-01 | 2019-06-30 | 2019-12-31 | 2019-01-07 | 2019-12-07
        2019---31        |            |            | 2019-01-01 | 2019-06-30 | 2019-12-31 | 2019-01-31 | 2019-12-31
        2019-02--T10:30  |            | 2019-02-01 | 2019-02-01 | 2019-02-15 | 2019-02-28 | 2019-02-01 | 2019-02-28
        --07-18          |            |            |            |            |            |            |
        2019-02-30       |            |            |            |            |            |            |
        2019-13          |            |            |            |            |            |            |
        2020/2021        |            |            |            |            |            |            |
        last spring      |            |            |            |            |            |            |
                         |            |            |            |            |            |            |
    """)
    rules = {
        "complete": {},
        "day first": {"impute": "first"},
        "first": {"impute": "first", "level": "month"},
        "mid": {"impute": "mid", "level": "month"},
        "last": {"impute": "last", "level": "month"},
        "kept first": {"impute": "first", "level": "month", "preserve": True},
        "kept last": {"impute": "last", "level": "month", "preserve": True},
    }
    for name, options in rules.items():
        answer = date(frame["collected"], **options)  # type: ignore[arg-type]
        assert answer.dtype == np.float64
        assert shown(answer) == shown(days(*shown(frame[name]))), name  # type: ignore[arg-type]


def test_a_day_that_a_month_lacks_becomes_its_last_and_a_month_that_lacks_a_known_day_gives_way() -> None:
    assert shown(date_text(date(text(["2019-02", "2019-04"]), impute="31"))) == ["2019-02-28", "2019-04-30"]
    kept = date(text(["2019---31", "2019---30"]), impute="02-10", level="month", preserve=True)
    assert shown(date_text(kept)) == ["2019-03-31", "2019-03-30"]


def test_flags_say_what_the_source_does_not_tell() -> None:
    frame = table("""
        collected             | date | time
        2019-07-18T15:25:40   |      |
        2019-07-18T15:25:40.5 |      |
        2019-07-18T15:25Z     |      | S
        2019-07-18T-:25:40    |      | H
        2019-07-18T15:-:40    |      | M
        2019-07--T15:25:40    | D    |
        2019---18T15:25:40    | M    |
        --07-18               | Y    | H
        2019-07-17T15:25:40   | D    |
        2019-06-18            | M    | H
        2018-07-18            | Y    | H
        UNKNOWN               | Y    | H
                              | Y    | H
    """)
    result = seconds(*["2019-07-18T15:25:40"] * len(frame))
    assert shown(date_flag(frame["collected"], result)) == shown(frame["date"])
    assert shown(date_flag(frame["collected"], date_of(result))) == shown(frame["date"])
    assert shown(time_flag(frame["collected"], result)) == shown(frame["time"])
    unseconded = [flag if flag != "S" else None for flag in shown(frame["time"])]
    assert shown(time_flag(frame["collected"], result, seconds=False)) == unseconded
    assert set(shown(time_flag(frame["collected"], result * np.nan))) == {None}


def test_parts_of_a_moment_and_the_text_of_a_date() -> None:
    moment = seconds("2019-07-18T15:25:40", "1959-12-31T23:59:59", None)
    assert shown(date_of(moment)) == shown(days("2019-07-18", "1959-12-31", None))
    assert shown(time_of(moment)) == [55540.0, 86399.0, None]
    assert shown(date_text(Series([0.0, -1.0, 21748.0, np.nan, 0.5, 1e9]))) == [
        "1960-01-01",
        "1959-12-31",
        "2019-07-18",
        *[None] * 3,
    ]


def test_days_of_analysis_have_no_zero() -> None:
    start = days("2014-01-02").set_axis(["S1"])
    subject = text(["S1"] * 5)
    dates = days("2014-01-01", "2014-01-02", "2014-01-03", "2013-12-31", None)
    assert shown(analysis_day(dates, start, subject=subject)) == [-1, 1, 2, -2, None]
    assert shown(analysis_day(dates * 86400 + 86399, start * 86400, subject=subject)) == [-1, 1, 2, -2, None]
    assert shown(analysis_day(dates, days(*["2014-01-02"] * 5))) == [-1, 1, 2, -2, None]


def test_time_elapsed() -> None:
    start, end = days(*["2019-01-01"] * 4), days("2019-01-01", "2019-01-07", "2018-12-31", None)
    assert shown(elapsed(start, end)) == [1, 7, -1, None]
    assert shown(elapsed(start, end, inclusive=False)) == [0, 6, -1, None]
    assert shown(elapsed(start, end, inclusive="always")) == [1, 7, 0, None]
    with pytest.raises(MappingError, match="inclusive is"):
        elapsed(start, end, inclusive="never")
    assert shown(elapsed(start, end, unit="weeks"))[:2] == [1 / 7, 1]
    year = elapsed(days("2019-01-01"), days("2023-01-01"), inclusive=False, unit="years")
    assert shown(year) == [1461 / 365.25]
    assert shown(elapsed(days("2019-01-01"), days("2019-01-31"), unit="months")) == [31 / 30.4375]
    moment, later = seconds("2019-07-18T15:25:40"), seconds("2019-07-19T16:26:10")
    assert shown(elapsed(moment, later)) == [2]
    assert shown(elapsed(moment, later, unit="hours")) == [90030 / 3600]
    assert shown(elapsed(moment, later, unit="minutes")) == [1500.5]


def test_what_a_rule_cannot_mean_is_told() -> None:
    collected, bound = text(["2019"]), days("2019-01-01")
    for options, problem in (
        ({"impute": "frist"}, 'impute is "frist"'),
        ({"impute": "02-32"}, 'impute is "02-32"'),
        ({"impute": "15", "level": "month"}, "no month"),
        ({"impute": "first", "level": "hour"}, "no part of a date"),
        ({"impute": "first", "level": "years"}, 'level is "years"'),
        ({"impute": "first", "level": "year"}, "from a bound"),
        ({"impute": "last", "level": "year", "minimum": bound}, "from a bound"),
        ({"impute": "mid", "level": "year", "minimum": bound}, "from a bound"),
        ({"impute": "first", "minimum": "TRTSDT"}, "minimum wants a column"),
        ({"impute": "first", "maximum": (bound, 3)}, "maximum wants a column"),
    ):
        with pytest.raises(MappingError, match=problem):
            date(collected, **options)  # type: ignore[arg-type]
    with pytest.raises(MappingError, match="24:00:00"):
        datetime(collected, time="24:00:00")
    with pytest.raises(MappingError, match="fortnights"):
        elapsed(bound, bound, unit="fortnights")


def test_no_records_and_the_letters_of_missing_numbers() -> None:
    none, nothing = text([]), Series([], dtype=float)
    assert len(date(none, impute="first", minimum=nothing)) == len(datetime(none, time="last")) == 0
    assert len(date_flag(none, nothing)) == len(elapsed(nothing, nothing)) == len(date_text(nothing)) == 0
    lettered = np.array([0x7FF8_0000_0000_0041], dtype=np.uint64).view(np.float64)
    plain = np.array([np.nan]).view(np.uint64)
    for answer in (
        date_of(Series(lettered)),
        time_of(Series(lettered)),
        analysis_day(Series(lettered), Series([1.0])),
        elapsed(Series([1.0]), Series(lettered)),
    ):
        assert (answer.to_numpy().view(np.uint64) == plain).all()
    assert isinstance(date(none).index, pd.Index)
