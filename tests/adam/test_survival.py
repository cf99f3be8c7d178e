"""Time to event: several events and censors, ties, what the source says, and a slow second opinion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Index, Series

from adam.algorithms.survival import event_censor, event_date, event_value
from mappings.distinct import text
from mappings.error import MappingError
from tests.table import table

ADSL = table("""
USUBJID | DTHDT      | EOSDT      | LSTALVDT   | STARTDT
01      | 2022-12-12 | 2022-12-12 | 2022-12-12 | 2020-12-06
02      |            | 2021-02-03 | 2021-02-01 | 2021-01-16
03      |            |            | 2022-01-03 | 2021-11-22
04      |            |            |            | 2021-11-22
05      | 2021-01-05 | 2021-01-09 | 2021-01-07 | 2021-01-06
""")
PROGRESSIONS = table("""
USUBJID | ASEQ | ADT        | AVALC
01      | 1    | 2021-03-05 | PD
01      | 2    | 2021-02-05 | PD
01      | 3    | 2021-02-05 | SECOND
03      | 1    |            | PD
03      | 2    | 2021-12-01 | PD
05      | 1    | 2021-01-05 | PD
99      | 1    | 2021-01-05 | PD
""", "ASEQ")  # fmt: skip
SUBJECT = ADSL["USUBJID"]


def labelled(frame: DataFrame, name: str) -> Series:
    """A column of another dataset, labelled by subject."""
    return Series(frame[name].array, index=Index(frame["USUBJID"].astype(object)), name=name)


EVENTS = (labelled(ADSL, "DTHDT"), labelled(PROGRESSIONS, "ADT"))
CENSORS = (labelled(ADSL, "EOSDT"), labelled(ADSL, "LSTALVDT"))


def dates(column: Series) -> list[str]:
    """SAS days as ISO texts, empty where missing."""
    return ["" if np.isnan(value) else str(np.datetime64("1960-01-01") + int(value)) for value in column]


def shown(column: Series) -> list[str]:
    return column.astype(object).where(column.notna(), "").tolist()


def test_the_earliest_event_else_the_latest_censoring() -> None:
    found = event_date(EVENTS, CENSORS, subject=SUBJECT)
    assert dates(found) == ["2021-02-05", "2021-02-03", "2021-12-01", "", "2021-01-05"]
    assert np.array_equal(event_censor(EVENTS, CENSORS, subject=SUBJECT), [0, 1, 0, np.nan, 0], equal_nan=True)
    later = event_date(EVENTS, CENSORS, start=ADSL["STARTDT"], subject=SUBJECT)
    assert dates(later) == ["2021-02-05", "2021-02-03", "2021-12-01", "", "2021-01-06"]


def test_without_events_the_latest_censoring_and_its_reason() -> None:
    nothing = (labelled(ADSL.assign(DTHDT=np.nan), "DTHDT"),)
    assert dates(event_date(nothing, CENSORS, subject=SUBJECT))[:3] == ["2022-12-12", "2021-02-03", "2022-01-03"]
    reason = event_censor(nothing, CENSORS, subject=SUBJECT)
    assert np.array_equal(reason, [1, 1, 2, np.nan, 1], equal_nan=True)
    coded = event_censor(nothing, CENSORS, codes=(10, 20), subject=SUBJECT)
    assert np.array_equal(coded, [10, 10, 20, np.nan, 10], equal_nan=True)
    alone = event_date(EVENTS, subject=SUBJECT)
    assert dates(alone) == ["2021-02-05", "", "2021-12-01", "", "2021-01-05"]


def test_what_the_source_says() -> None:
    reasons = ("Death", labelled(PROGRESSIONS, "AVALC"))
    described = event_value(EVENTS, CENSORS, reasons, ("Ended", None), subject=SUBJECT)
    # Of progressions on one day the first record counts; of sources with one date the first named.
    assert shown(described) == ["PD", "Ended", "PD", "", "Death"]
    numbers = event_value(EVENTS, CENSORS, (None, labelled(PROGRESSIONS, "ASEQ")), (0, None), subject=SUBJECT)
    assert np.array_equal(numbers, [2, 0, 2, np.nan, np.nan], equal_nan=True)
    mixed = event_value(EVENTS, CENSORS, (7, labelled(PROGRESSIONS, "ASEQ")), ("E", None), subject=SUBJECT)
    assert shown(mixed) == ["2", "E", "2", "", "7"]
    own = event_value(EVENTS, CENSORS, (SUBJECT, labelled(ADSL, "STARTDT")), (None, None), subject=SUBJECT)
    assert shown(own) == ["2020-12-06", "", "2021-11-22", "", "05"]


def test_a_column_of_the_record_counts_for_its_record() -> None:
    event, censor = Series([3.0, np.nan, 5.0]), Series([9.0, 9.0, 9.0])
    found = event_date(event, censor, subject=text(["1", "1", "1"]))
    assert found.tolist() == [3, 9, 5]
    assert event_value(event, censor, "E", "C", subject=text(["1", "1", "1"])).tolist() == ["E", "C", "E"]


def test_days_and_seconds_meet_as_days() -> None:
    subject = text(["1", "2"])
    event, censor = Series([20000.5 * 86400, np.nan]), Series([20001.0, 20001.0])
    assert event_date(event, censor, subject=subject).tolist() == [20000, 20001]
    both = event_date(event, censor * 86400, start=Series([20001.0, 20001.0]), subject=subject)
    assert both.tolist() == [20001 * 86400, 20001 * 86400]


def test_without_rows_there_is_nothing() -> None:
    events, censors = EVENTS[1][:0], CENSORS[0][:0]
    assert event_date(events, censors, subject=SUBJECT).isna().all()
    assert event_value(events, censors, "E", "C", subject=SUBJECT).isna().all()
    assert len(event_censor(EVENTS, CENSORS, subject=SUBJECT[:0])) == 0


def test_what_is_refused() -> None:
    day, subject = Series([1.0]), text(["1"])
    with pytest.raises(MappingError, match=r"'ADT' among the events is no column of dates"):
        event_date(("ADT",), day, subject=subject)  # type: ignore[arg-type]
    with pytest.raises(MappingError, match="1 values for 2 events"):
        event_value((day, day), day, "E", "C", subject=subject)
    with pytest.raises(MappingError, match="0 values for 1 censors"):
        event_value(day, day, "E", subject=subject)
    with pytest.raises(MappingError, match="for 1 censors"):
        event_censor(day, day, codes=(1, 2), subject=subject)
    with pytest.raises(MappingError, match="has no subjects"):
        event_date(Series([1.0, 2.0], name="odd"), day, subject=subject)


Source = st.lists(st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 6))), max_size=8)


Lines = list[list[tuple[int, int | None]]]


@given(st.lists(Source, min_size=1, max_size=3), st.lists(Source, max_size=3))
def test_subject_by_subject_gives_the_same(events: Lines, censors: Lines) -> None:
    expected = []
    for person in range(3):
        happened = [
            (day, at, row) for at, lines in enumerate(events) for row, (who, day) in enumerate(lines)
            if who == person and day is not None
        ]  # fmt: skip
        ended = [
            (-day, at, row) for at, lines in enumerate(censors) for row, (who, day) in enumerate(lines)
            if who == person and day is not None
        ]  # fmt: skip
        if happened:
            day, _, row = min(happened)
            expected.append((day, 0, row))
        elif ended:
            day, at, row = min(ended)
            expected.append((-day, at + 1, row))
        else:
            expected.append((None, None, None))
    sides = [
        tuple(
            Series(
                [one[1] for one in lines], index=Index([str(one[0]) for one in lines], dtype="object"), dtype="float64"
            )
            for lines in side
        )
        for side in (events, censors)
    ]
    rows = [tuple(Series(np.arange(len(one), dtype=float), index=one.index) for one in side) for side in sides]
    subject = text(["0", "1", "2"])
    found = [
        event_date(*sides, subject=subject), event_censor(*sides, subject=subject),
        event_value(*sides, *rows, subject=subject),
    ]  # fmt: skip
    told = [tuple(None if np.isnan(value) else value for value in line) for line in zip(*found, strict=True)]
    assert told == expected
