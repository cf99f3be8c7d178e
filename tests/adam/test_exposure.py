"""Exposure on a calendar: days that overlap, gaps, open ends, frequencies, single doses, and a day-by-day opinion."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Index, Series

from adam.algorithms.exposure import (
    average_daily_dose,
    dose_days,
    last_dose,
    relative_dose_intensity,
    single_doses,
    total_dose,
)
from adam.dose_frequency import doses_a_day
from mappings.distinct import text
from mappings.engine import empty_records
from mappings.error import MappingError
from mappings.records import Records, table_records
from tests.table import table

EX = table("""
USUBJID | EXDOSE | EXDOSFRQ | EXSTDTC    | EXENDTC    | why
1       | 10     | QD       | 2020-01-01 | 2020-01-05 |
1       | 20     | QD       | 2020-01-04 | 2020-01-06 | overlaps
1       | 10     | QD       | 2020-01-02 | 2020-01-03 | inside the first
1       | 0.1    | BID      | 2020-01-10 | 2020-01-12 | after a gap
2       | 54     | QD       | 2020-01-01 |            | open
3       | 54     | QD       | 2020-01-01 | 2020-01    | a partial end is no open end
4       | 54     | QD       | 2020-01-05 | 2020-01-04 | ends before it starts
5       | 54     | QD       |            | 2020-01-04 | no start
6       | 54     | PRN      | 2020-01-01 | 2020-01-04 | no regular frequency
7       |        | QD       | 2020-01-01 | 2020-01-04 | no dose
8       | 2.5    | QOD      | 2020-01-01 | 2020-01-07 |
8       | 100    | ONCE     | 2020-01-20 | 2020-01-20 |
10      | 54     | QD       | 2020-03-01 |            | open, begun after the cut-off
""", "EXDOSE")  # fmt: skip
PEOPLE = text([str(number) for number in range(1, 11)])
CUT = text(["2020-01-31"] * 10)


def ex(name: str) -> Series:
    """A column of EX as the engine hands it over: labelled by subject."""
    return Series(EX[name].array, index=Index(EX["USUBJID"].astype(object)), name=name)


def figures(column: Series) -> list[float | None]:
    """The numbers as a list, None where missing."""
    return [None if np.isnan(value) else float(value) for value in column]


def test_days_count_once_and_gaps_not_at_all() -> None:
    starts, ends = ex("EXSTDTC"), ex("EXENDTC")
    assert figures(dose_days(starts, ends, subject=PEOPLE)) == [9, None, None, None, None, 4, 4, 8, None, None]
    bounded = dose_days(starts, ends, until=CUT, subject=PEOPLE)
    assert figures(bounded) == [9, 31, None, None, None, 4, 4, 8, None, 0]


def test_what_was_given_is_a_sum_of_decimals() -> None:
    said = {"frequency": ex("EXDOSFRQ"), "until": CUT, "subject": PEOPLE}
    found = total_dose(ex("EXDOSE"), ex("EXSTDTC"), ex("EXENDTC"), **said)
    assert figures(found) == [130.6, 54 * 31, None, None, None, None, None, 110, None, 0]
    daily = total_dose(2, ex("EXSTDTC"), ex("EXENDTC"), subject=PEOPLE)
    assert figures(daily)[:2] == [26, None]
    cut = Series(text(["2020-01-31"]).array, index=["2"])
    assert figures(total_dose(ex("EXDOSE"), ex("EXSTDTC"), ex("EXENDTC"), until=cut, subject=PEOPLE))[1] == 54 * 31


def test_the_average_is_over_the_days_of_treatment_or_those_with_a_dose() -> None:
    said = {"frequency": ex("EXDOSFRQ"), "until": CUT, "subject": PEOPLE}
    columns = ex("EXDOSE"), ex("EXSTDTC"), ex("EXENDTC")
    treated = figures(average_daily_dose(*columns, **said))
    assert treated == [float(Fraction("130.6") / 12), 54, None, None, None, None, None, 5.5, None, None]
    dosed = figures(average_daily_dose(*columns, over="dosed", **said))
    assert dosed == [float(Fraction("130.6") / 9), 54, None, None, None, None, None, 13.75, None, None]
    with pytest.raises(MappingError, match="over is 'days'"):
        average_daily_dose(*columns, over="days", **said)  # type: ignore[arg-type]


def test_relative_dose_intensity_is_a_percentage() -> None:
    given_, planned = Series([7.0, 0.3, 5.0, np.nan]), Series([7.0, 0.9, 0.0, 5.0], index=list("abcd"))
    found = relative_dose_intensity(given_, planned, subject=text(list("abcd")))
    assert figures(found) == [100, float(Fraction(100, 3)), None, None]


def test_the_last_dose_on_or_before_a_date() -> None:
    events = table("""
    USUBJID | ASTDT      | LDOSEDT
    1       | 2019-12-31 |
    1       | 2020-01-01 | 2020-01-01
    1       | 2020-01-05 | 2020-01-05
    1       | 2020-01-08 | 2020-01-06
    1       | 2020-01-11 | 2020-01-11
    1       | 2030-01-11 | 2020-01-12
    1       |            |
    2       | 2020-01-09 |
    8       | 2020-01-09 | 2020-01-07
    9       | 2020-01-09 |
    """)
    found = last_dose(events["ASTDT"], ex("EXSTDTC"), ex("EXENDTC"), subject=events["USUBJID"])
    begin = np.datetime64("1960-01-01")
    shown = ["" if np.isnan(value) else str(begin + int(value)) for value in found]
    assert shown == events["LDOSEDT"].astype(object).where(events["LDOSEDT"].notna(), "").tolist()


def doses(frame: DataFrame) -> Records:
    return single_doses(table_records("EX", frame), start="EXSTDTC", end="EXENDTC", frequency="EXDOSFRQ")


def test_one_record_for_each_dose() -> None:
    found = doses(EX)
    told = [
        f"{subject} {start[8:]}" for subject, start in zip(found.frame["USUBJID"], found.frame["EXSTDTC"], strict=True)
    ]
    first = ["01", "02", "03", "04", "05", "04", "05", "06", "02", "03", "10", "10", "11", "11", "12", "12"]
    rest = ["7 01", "7 02", "7 03", "7 04", "8 01", "8 03", "8 05", "8 07", "8 20"]
    assert told == [f"1 {day}" for day in first] + rest
    assert found.frame["EXENDTC"].tolist() == found.frame["EXSTDTC"].tolist()
    assert [(out.reason, out.rows) for out in found.dropped] == [
        ("no known days of dosing", 5), ("no regular frequency", 1),
    ]  # fmt: skip
    assert found.frame["#row"].tolist()[:6] == [2, 2, 2, 2, 2, 3]


def test_frequencies_as_admiral_documents_them() -> None:
    frame = table("""
    USUBJID | EXDOSFRQ      | EXSTDTC    | EXENDTC
    1       | Q2D           | 2021-01-01 | 2021-01-07
    1       | Q3D           | 2021-01-08 | 2021-01-15
    1       | EVERY 2 WEEKS | 2021-01-15 | 2021-02-15
    1       | ONCE          | 2021-03-01 |
    """)
    days = [start[5:] for start in doses(frame).frame["EXSTDTC"]]
    every = ["01-01", "01-03", "01-05", "01-07", "01-08", "01-11", "01-14", "01-15", "01-29", "02-12", "03-01"]
    assert days == every


def test_dates_stay_what_they_are() -> None:
    numbers = DataFrame({"USUBJID": text(["1"]), "EXSTDTC": [20000.0], "EXENDTC": [20001.0]})
    records = Records(numbers.assign(**{"#table": text(["EX"]), "#row": [1]}), name="EX")
    assert single_doses(records, start="EXSTDTC", end="EXENDTC").frame["EXSTDTC"].tolist() == [20000, 20001]
    timed = numbers.assign(EXSTDTC=20000.5 * 86400, EXENDTC=20001.9 * 86400)
    records = Records(timed.assign(**{"#table": text(["EX"]), "#row": [1]}), name="EX")
    found = single_doses(records, start="EXSTDTC", end="EXENDTC").frame["EXSTDTC"]
    assert found.tolist() == [20000 * 86400, 20001 * 86400]
    with pytest.raises(MappingError, match="the table has no column EXSTDT"):
        single_doses(records, start="EXSTDT", end="EXENDTC")


def test_without_rows_there_are_none() -> None:
    nothing = empty_records(("USUBJID", "EXSTDTC", "EXENDTC", "EXDOSFRQ"), "EX")
    found = single_doses(nothing, start="EXSTDTC", end="EXENDTC", frequency="EXDOSFRQ")
    assert (len(found.frame), found.columns) == (0, nothing.columns)
    starts, ends, dose = (ex(name)[:0] for name in ("EXSTDTC", "EXENDTC", "EXDOSE"))
    assert figures(dose_days(starts, ends, until=CUT, subject=PEOPLE)) == [None] * 10
    assert figures(average_daily_dose(dose, starts, ends, subject=PEOPLE)) == [None] * 10
    assert figures(last_dose(CUT, starts, ends, subject=PEOPLE)) == [None] * 10
    assert figures(dose_days(ex("EXSTDTC"), ex("EXENDTC"), subject=PEOPLE[:0])) == []
    assert figures(last_dose(CUT[:0], ex("EXSTDTC"), ex("EXENDTC"), subject=PEOPLE[:0])) == []


@pytest.mark.parametrize(
    ("term", "rate"),
    [("QD", 1), ("BID", 2), ("q8h", 3), ("QH", 24), ("Q48H", 0.5), ("QOD", 0.5), ("EVERY 3 WEEKS", 1 / 21),
     ("5 TIMES PER DAY", 5), ("ONCE", 0), ("EVERY WEEK", 1 / 7)],
)  # fmt: skip
def test_terms_of_frequency(term: str, rate: float) -> None:
    assert doses_a_day(term) == rate


@pytest.mark.parametrize("term", ["PRN", "Q36H", "Q5H", "3 TIMES PER WEEK", "QM", "TWICE", "Q0D", "Q0H", ""])
def test_terms_that_tell_no_day(term: str) -> None:
    assert np.isnan(doses_a_day(term))


Line = st.tuples(
    st.integers(0, 3), st.one_of(st.none(), st.integers(0, 30)), st.one_of(st.none(), st.integers(0, 30)),
    st.decimals(0, 9, places=2), st.sampled_from([1.0, 2.0, 0.5, 1 / 3, 0.0]),
)  # fmt: skip
NAMES = {1.0: "QD", 2.0: "BID", 0.5: "QOD", 1 / 3: "Q3D", 0.0: "ONCE"}


def times(days: int, rate: float) -> int:
    """How many doses on so many days, counted day by day."""
    if rate >= 1:
        return sum(int(rate) for _ in range(days))
    return sum(1 for day in range(days) if day == 0 or (rate and day % round(1 / rate) == 0))


@given(st.lists(Line, max_size=20), st.integers(0, 35))
def test_day_by_day_gives_the_same(lines: list[Any], asked: int) -> None:
    names = ["0", "1", "2", "3"]
    index = Index([names[line[0]] for line in lines], dtype="object")
    start, end = (Series([line[side] for line in lines], index=index, dtype="float64") for side in (1, 2))
    dose = Series([float(line[3]) for line in lines], index=index, dtype="float64")
    often = Series(text([NAMES[line[4]] for line in lines]).array, index=index)
    counts, sums, latest = [], [], []
    for person in range(4):
        own = [line for line in lines if line[0] == person]
        clear = [line for line in own if line[1] is not None and line[2] is not None and line[1] <= line[2]]
        known = bool(own) and len(clear) == len(own)
        covered = {day for line in clear for day in range(line[1], line[2] + 1)}
        total = sum((Fraction(line[3]) * times(line[2] - line[1] + 1, line[4]) for line in clear), Fraction())
        counts.append(float(len(covered)) if known else None)
        sums.append(float(total) if known else None)
        latest.append(max((float(day) for day in covered if day <= asked), default=None))
    subject = text(names)
    assert figures(dose_days(start, end, subject=subject)) == counts
    assert figures(total_dose(dose, start, end, frequency=often, subject=subject)) == sums
    assert figures(last_dose(Series([float(asked)] * 4), start, end, subject=subject)) == latest
