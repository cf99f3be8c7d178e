"""Imputed dates and their bounds: never before a minimum, never after a maximum, and never a collected date moved."""

from __future__ import annotations

from adam.algorithms.dates import date, date_flag, date_text, datetime, time_flag
from mappings.distinct import text
from tests.adam.calendar import days, moments, seconds, shown
from tests.table import table


def test_an_imputed_date_keeps_to_bounds_that_lie_within_it_and_no_collected_one_moves() -> None:
    frame = table("""
        collected  | bound      | not before | not after
        2019-07    | 2019-07-18 | 2019-07-18 | 2019-07-18
        2019-07    | 2019-08-02 | 2019-07-01 | 2019-07-31
        2019-07    | 2019-06-30 | 2019-07-01 | 2019-07-31
        2019       | 2019-07-18 | 2019-07-18 | 2019-07-18
        2019       | 2018-07-18 | 2019-01-01 | 2019-12-31
        2019-07    |            | 2019-07-01 | 2019-07-31
        2019-07-05 | 2019-07-18 | 2019-07-05 | 2019-07-05
        2019-07-20 | 2019-07-18 | 2019-07-20 | 2019-07-20
                   | 2019-07-18 |            |
    """)
    bound = days(*shown(frame["bound"]))  # type: ignore[arg-type]
    first = date(frame["collected"], impute="first", level="month", minimum=bound)
    last = date(frame["collected"], impute="last", level="month", maximum=bound)
    assert shown(date_text(first)) == shown(frame["not before"])
    assert shown(date_text(last)) == shown(frame["not after"])
    assert shown(date_flag(frame["collected"], first)) == ["D", "D", "D", "M", "M", "D", None, None, None]
    # The same bound as a moment and as ISO 8601.
    for other in (bound * 86400 + 40_000, frame["bound"]):
        assert shown(date(frame["collected"], impute="first", level="month", minimum=other)) == shown(first)


def test_with_a_day_kept_a_bound_counts_only_on_that_day() -> None:
    collected, bounds = text(["2019---07", "2019---07"]), days("2019-03-07", "2019-03-10")
    kept = date(collected, impute="first", level="month", minimum=bounds, preserve=True)
    assert shown(date_text(kept)) == ["2019-03-07", "2019-01-07"]
    assert shown(date_text(date(collected, impute="first", level="month", minimum=bounds))) == [
        "2019-03-07",
        "2019-03-10",
    ]


def test_moments_keep_to_bounds_as_documented() -> None:
    # admiral: of two minimums only the one in December may be meant; without any date the later one is taken.
    collected = text(["2020-12", "2020-11", None, "2020-12-06", "2020-12-06T12"])
    early, late = seconds(*["2020-11-11T11:11:11"] * 5), seconds(*["2020-12-06T12:12:12"] * 5)
    first = datetime(collected, impute="first", level="year", time="first", minimum=(late, early))
    meant = ["2020-12-06T12:12:12", "2020-11-11T11:11:11", *["2020-12-06T12:12:12"] * 3]
    assert moments(first) == meant
    assert shown(date_flag(collected, first)) == ["D", "D", "Y", None, None]
    assert shown(time_flag(collected, first)) == ["H", "H", "H", "H", "M"]
    last = datetime(collected, impute="last", level="year", time="last", maximum=(late, early))
    assert moments(last)[:3] == ["2020-12-06T12:12:12", "2020-11-11T11:11:11", "2020-11-11T11:11:11"]


def test_a_bound_in_days_is_the_first_second_of_a_minimum_and_the_last_of_a_maximum() -> None:
    collected, bound = text(["2020-12", "2020-12-06"]), days("2020-12-06", "2020-12-06")
    first = datetime(collected, impute="first", time="first", minimum=bound)
    last = datetime(collected, impute="last", time="last", maximum=bound)
    assert moments(first) == ["2020-12-06T00:00:00"] * 2
    assert moments(last) == ["2020-12-06T23:59:59"] * 2


def test_without_a_year_only_a_bound_tells_it() -> None:
    frame = table("""
        collected   | bound      | meant
                    | 2020-12-06 | 2020-12-06
                    |            |
        --07-18     | 2020-12-06 | 2020-12-06
        last spring | 2020-12-06 |
        2020        | 2020-12-06 | 2020-12-06
    """)
    bound = days(*shown(frame["bound"]))  # type: ignore[arg-type]
    for options in ({"impute": "first", "minimum": bound}, {"impute": "last", "maximum": bound}):
        answer = date(frame["collected"], level="year", **options)  # type: ignore[arg-type]
        assert shown(date_text(answer)) == shown(frame["meant"])
    # A month and day that are to be kept forbid any other.
    assert shown(date(text(["--07-18"]), impute="first", level="year", minimum=days("2020-12-06"), preserve=True)) == [
        None
    ]


def test_bounds_and_sources_of_other_datasets_come_by_subject() -> None:
    subject = text(["S2", "S1", "S2", "S3"])
    start = days("2019-07-18", "2019-07-20").set_axis(["S1", "S2"])
    answer = date(text(["2019-07"] * 4), impute="first", minimum=start, subject=subject)
    assert shown(date_text(answer)) == ["2019-07-20", "2019-07-18", "2019-07-20", "2019-07-01"]
    death = text(["2019-07-18", "2019-08"]).set_axis(["S1", "S2"])
    assert shown(date_text(date(death, subject=subject))) == [None, "2019-07-18", None, None]
    assert shown(date_flag(death, days(*["2019-08-01"] * 4), subject=subject)) == ["D", "M", "D", "Y"]
