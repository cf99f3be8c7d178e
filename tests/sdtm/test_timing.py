"""What the words for time promise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from mappings.distinct import text
from mappings.error import MappingError
from sdtm.algorithms.timing import (
    age,
    date_part,
    duration,
    earliest,
    iso8601,
    iso8601_parts,
    latest,
    relative,
    study_day,
)
from tests.table import table


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def labelled(drawing: str, *names: str) -> list[Series]:
    """The columns of a drawing as a dotted name brings them: labelled by subject."""
    frame = table(drawing)
    subjects = frame["USUBJID"].astype("object").tolist()
    return [frame[name].set_axis(subjects).rename(f"XX.{name}") for name in names]


def expect(frame: DataFrame, answer: Series, column: str = "meant") -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


def test_dates_by_the_formats_of_the_table() -> None:
    frame = table("""
        start       | meant
        02-JAN-2019 | 2019-01-02
        UN-JAN-2019 | 2019-01
        UN-UNK-2019 | 2019
        2019        | 2019
        UN-UNK-UNKN |
                    |
        30-FEB-2019 | 30-FEB-2019
        last spring | last spring
    """)
    expect(frame, iso8601(frame["start"], formats=("DD-MMM-YYYY",)))


def test_dates_with_times() -> None:
    frame = table("""
        day        | clock | meant
        02/01/2019 | 10:30 | 2019-01-02T10:30
        02/01/2019 | 9:30:10 | 2019-01-02T09:30:10
        02/01/2019 |       | 2019-01-02
        02/01/2019 | UN:UN | 2019-01-02
        02/01/2019 | noon  | 02/01/2019 noon
        02/01/2019 | 24:00 | 02/01/2019 24:00
        UN/01/2019 | 10:30 | 2019-01--T10:30
                   | 07:15 | -----T07:15
        UN/UN/UNKN | 07:15 | -----T07:15
        31/02/2019 | 10:30 | 31/02/2019 10:30
        31/02/2019 |       | 31/02/2019
                   |       |
    """)
    expect(frame, iso8601(frame["day"], frame["clock"], formats=("DD/MM/YYYY",)))


def test_a_clock_in_the_date_column_must_agree_with_that_of_the_time_column() -> None:
    frame = table("""
        day              | clock | meant
        2019-01-02T10:30 | 10:30 | 2019-01-02T10:30
        2019-01-02T10:30 | 11:30 | 2019-01-02T10:30 11:30
        2019-01-02       | 1130  | 2019-01-02T11:30
    """)
    expect(frame, iso8601(frame["day"], frame["clock"], formats=("YYYY-MM-DDThh:mm", "hhmm")))


def test_the_format_of_the_rule_outweighs_that_of_the_table() -> None:
    day = text(["03/04/2019"])
    assert shown(iso8601(day, formats=("DD/MM/YYYY",))) == ["2019-04-03"]
    assert shown(iso8601(day, formats=("DD/MM/YYYY",), format="MM/DD/YYYY")) == ["2019-03-04"]
    assert shown(iso8601(day, formats=(), format=("MM/DD/YYYY", "DD/MM/YYYY"))) == ["03/04/2019"]


def test_without_any_format_the_author_is_asked_for_one() -> None:
    with pytest.raises(MappingError) as caught:
        iso8601(text(["03/04/2019"]), formats=("hh:mm",))
    assert caught.value.problem == "no date format is declared for this column"
    assert 'dates = ["DD-MMM-YYYY"] in study.toml under [tables.NAME]' in caught.value.remedy


def test_dates_from_parts() -> None:
    frame = table("""
        year | month | day | hour | minute | meant
        2019 | 1     | 2   |      |        | 2019-01-02
        2019 | JAN   | 02  | 9    | 5      | 2019-01-02T09:05
        2019 | March |     |      |        | 2019-03
        2019 | UNK   | UN  |      |        | 2019
        2019 |       | 15  |      |        | 2019---15
             | 12    | 15  |      |        | --12-15
             |       |     |      |        |
        2019 | 2     | 30  |      |        | 2019-2-30
        19   | 2     | 3   |      |        | 19-2-3
        2019 | 2     | JAN |      |        | 2019-2-JAN
        2019 | 2     | 3   | 24   | 00     | 2019-2-3-24-00
    """)
    expect(frame, iso8601_parts(frame["year"], frame["month"], frame["day"], frame["hour"], frame["minute"]))
    numbers = table("year | month | day\n2019 | 2 | 3", "year", "month", "day")
    assert shown(iso8601_parts(numbers["year"], numbers["month"], numbers["day"])) == ["2019-02-03"]


def test_there_is_no_day_0() -> None:
    frame = table("""
        USUBJID | date             | meant
        S1      | 2019-03-01       | 1
        S1      | 2019-02-28       | -1
        S1      | 2019-03-02T00:01 | 2
        S1      | 2019-03          |
        S1      |                  |
        S1      | 2019-02-30       |
        S2      | 2019-03-01       |
        S3      | 2020-03-01       | 2
                | 2019-03-01       |
    """, "meant")  # fmt: skip
    (start,) = labelled("""
        USUBJID | RFSTDTC
        S3      | 2020-02-29
        S1      | 2019-03-01T15:00
        S2      | 2019-03
    """, "RFSTDTC")  # fmt: skip
    expect(frame, study_day(frame["date"], start, subject=frame["USUBJID"]))


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-1000, 1000))
def test_study_days_count_on_from_the_start(start: date, step: int) -> None:
    day = study_day(
        text([(start + timedelta(days=step)).isoformat()]), text([start.isoformat()]), subject=text(["S1"])
    ).tolist()
    assert day == [step + 1 if step >= 0 else step]


def test_a_table_without_subjects_has_no_start_of_a_subject() -> None:
    start = text(["2019-01-01", "2019-01-02"]).rename("tv.start")
    with pytest.raises(MappingError, match=r"tv.start has no subjects"):
        study_day(text(["2019-01-01"]), start, subject=text(["S1"]))


def test_earliest_and_latest_of_a_subject() -> None:
    frame = table("""
        USUBJID | own        | first            | last
        S1      | 2019-03-05 | 2019-03-04       | 2019-03-09
        S1      |            | 2019-03-04       | 2019-03-09
        S2      | 2019-03-05 | 2019-03-05       | 2019-03-05
        S3      |            | 2018-12          | 2019
        S4      |            |                  |
        S5      |            | 2019-01-02       | 2019-01-02
        S6      |            | 2019-01-02T09:00 | 2019-01-02T11:00
                | 2019-01-01 |                  |
    """)
    given = labelled("""
        USUBJID | date
        S1      | 2019-03-04
        S1      | 2019-03-09
        S1      | 2019
        S2      | 2020
        S3      | 2019
        S3      | 2018-12
        S3      | 2019-05
        S3      | --01-01
        S4      | unknown
        S5      | 2019-01-02T10:00
        S5      | 2019-01-02
        S6      | 2019-01-02T11:00
        S6      | 2019-01-02T09:00
        S9      | 1999-01-01
    """, "date")  # fmt: skip
    expect(frame, earliest(frame["own"], *given, subject=frame["USUBJID"]), "first")
    expect(frame, latest(*given, frame["own"], subject=frame["USUBJID"]), "last")


@settings(deadline=None)
@given(st.lists(st.dates(date(2019, 1, 1), date(2019, 2, 28)), min_size=1), st.data())
def test_earliest_is_the_smallest_of_complete_dates(days: list[date], data: st.DataObject) -> None:
    texts = [day.isoformat() for day in days]
    partial = data.draw(st.lists(st.sampled_from(["2018", "2019-01", "2020"]), max_size=3))
    column = text([*texts, *partial])
    subject = text(["S1"] * len(column))
    assert shown(earliest(column, subject=subject)) == [min(texts)] * len(column)
    assert shown(latest(column, subject=subject)) == [max(texts)] * len(column)


def test_age_in_completed_years_when_certain() -> None:
    frame = table("""
        birth      | reference        | meant
        1980-06-15 | 2019-06-14       | 38
        1980-06-15 | 2019-06-15       | 39
        1980-02-29 | 2019-02-28       | 38
        1980-02-29 | 2019-03-01       | 39
        1980-03    | 2019-06-01       | 39
        1980-06    | 2019-06-15       |
        1980       | 2019-06-01       |
        1980       | 2019-12-31       | 39
        1980       | 2019             |
        --06-15    | 2019-06-15       |
                   | 2019-06-15       |
        1980-06-15 |                  |
    """, "meant")  # fmt: skip
    expect(frame, age(frame["birth"], frame["reference"], subject=text(["S"] * len(frame))))


def test_durations() -> None:
    frame = table("""
        start               | end                 | meant
        2019-01-02          | 2019-01-05          | P3D
        2019-01-02          | 2019-01-02          | P0D
        2019-01-05          | 2019-01-02          | -P3D
        2019-01-02T10:00    | 2019-01-02T11:30    | PT1H30M
        2019-01-02T10:00    | 2019-01-03T10:00    | P1D
        2019-01-02T10:00    | 2019-01-03T10:05    | P1DT5M
        2019-01-02T10:00    | 2019-01-02T10:00    | PT0M
        2019-01-02T11:30    | 2019-01-02T10:00    | -PT1H30M
        2019-01-02T10:00:50 | 2019-01-02T10:01:10 | PT20S
        2019-01-02T23:00    | 2019-01-03          | P1D
        2019-01             | 2019-02-01          |
                            | 2019-02-01          |
    """)
    expect(frame, duration(frame["start"], frame["end"]))


def test_date_part() -> None:
    frame = table("""
        date                               | meant
        2019-01-02T10:30                   | 2019-01-02
        2019-01--T10:30                    | 2019-01
        -----T10:30                        |
        2019-01-02T10:30/2019-01-03T10:30  | 2019-01-02/2019-01-03
        2019                               | 2019
        unknown                            | unknown
                                           |
    """)
    expect(frame, date_part(frame["date"]))


def test_relative_to_a_date_and_to_a_period() -> None:
    frame = table("""
        USUBJID | date             | point      | period
        S1      | 2019-02-28       | BEFORE     | BEFORE
        S1      | 2019-03-01       | COINCIDENT | DURING
        S1      | 2019-03-01T08:00 | COINCIDENT | DURING
        S1      | 2019-03-05       | AFTER      | DURING
        S1      | 2019-03-10       | AFTER      | DURING
        S1      | 2019-03-11       | AFTER      | AFTER
        S1      | 2019-03          |            |
        S1      | 2019-02          | BEFORE     | BEFORE
        S1      | 2020             | AFTER      | AFTER
        S1      |                  |            |
        S2      | 2019-03-01       | BEFORE     | BEFORE
        S2      | 2019-06-01       | AFTER      |
    """)
    start, end = labelled("""
        USUBJID | start      | end
        S1      | 2019-03-01 | 2019-03-10
        S2      | 2019-05    |
    """, "start", "end")  # fmt: skip
    expect(frame, relative(frame["date"], start, subject=frame["USUBJID"]), "point")
    expect(frame, relative(frame["date"], start, end, subject=frame["USUBJID"]), "period")


def test_no_records_give_no_values() -> None:
    empty = text([])
    (none,) = labelled("USUBJID | x\nS1 | 2019-01-01", "x")
    answers = [
        iso8601(empty, formats=("YYYY-MM-DD",)), study_day(empty, none, subject=empty), earliest(none, subject=empty),
        age(empty, none, subject=empty), duration(empty, empty), relative(empty, none, subject=empty), date_part(empty),
    ]  # fmt: skip
    assert [len(answer) for answer in answers] == [0] * len(answers)
