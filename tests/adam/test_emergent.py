"""Treatment-emergent and on-treatment flags: the cases admiral documents, its trap 2783, and a slow second opinion."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.emergent import on_treatment, treatment_emergent
from mappings.distinct import text
from mappings.error import MappingError
from tests.table import table

BEGIN = date(1960, 1, 1)


def seconds(column: Series) -> Series:
    """ISO moments as SAS seconds."""
    counted = [
        np.nan if value is None else (np.datetime64(value, "s") - np.datetime64(BEGIN, "s")).astype(float)
        for value in column.astype(object).where(column.notna(), None)
    ]
    return Series(counted, name=column.name, dtype="float64")


def days(column: Series) -> Series:
    """ISO dates as SAS days."""
    return np.floor(seconds(column) / 86400)


def flags(column: Series) -> list[str]:
    """The flags as a list, empty where missing."""
    return column.astype(object).where(column.notna(), "").tolist()


EVENTS = table("""
USUBJID | ASTDTM           | AENDTM           | AEITOXGR | AETOXGR | plain | window
1       | 2021-12-12T20:15 | 2021-12-14T12:45 | 1        | 1       |       |
1       | 2021-12-15T20:15 | 2021-12-15T22:00 | 1        | 3       |       |
1       | 2021-12-29T20:00 | 2022-01-14T11:00 | 1        | 3       |       | Y
1       | 2021-12-30T20:15 | 2022-01-01T01:23 | 1        | 1       |       |
1       | 2022-01-01T01:01 | 2022-01-02T23:25 | 3        | 4       | Y     | Y
1       | 2022-01-01T01:00 | 2022-01-02T23:25 | 3        | 3       |       |
1       | 2022-05-10T11:00 | 2022-05-10T13:05 | 2        | 2       | Y     | Y
1       | 2022-05-11T11:00 | 2022-05-11T13:05 | 2        | 2       | Y     |
1       | 2021-12-30T09:00 |                  | 3        | 4       |       | Y
1       | 2021-12-30T11:00 |                  | 3        | 3       |       |
1       | 2021-12-30T11:00 |                  |          | 3       |       |
2       | 2021-12-01T12:00 | 2021-12-03T12:00 | 1        | 2       |       |
2       | 2021-12-06T18:00 |                  | 1        | 2       |       |
""")
FIRST = EVENTS["USUBJID"].map({"1": "2022-01-01T01:01:00", "2": None})
LAST = EVENTS["USUBJID"].map({"1": "2022-04-30T23:59:59", "2": None})


def test_events_from_the_first_dose_on() -> None:
    start, end, first = seconds(EVENTS["ASTDTM"]), seconds(EVENTS["AENDTM"]), seconds(FIRST)
    found = treatment_emergent(start, end, first, subject=EVENTS["USUBJID"])
    assert flags(found) == flags(EVENTS["plain"])


def test_a_window_after_the_last_dose_and_events_that_grew_worse() -> None:
    start, end, first, last = map(seconds, (EVENTS["ASTDTM"], EVENTS["AENDTM"], FIRST, LAST))
    grades = {"initial": EVENTS["AEITOXGR"], "intensity": EVENTS["AETOXGR"]}
    found = treatment_emergent(start, end, first, last, window=10, **grades, subject=EVENTS["USUBJID"])
    assert flags(found) == flags(EVENTS["window"])


UNKNOWN = table("""
USUBJID | ASTDT | AENDT      | TRTSDT     | cautious
1       |       |            | 2022-01-01 | Y
1       |       | 2022-01-04 | 2022-01-01 | Y
1       |       | 2022-01-01 | 2022-01-01 | Y
1       |       | 2021-12-24 | 2022-01-01 |
2       |       | 2021-12-03 |            |
2       |       |            |            |
""")


def test_admiral_2783_a_missing_start_forces_no_flag() -> None:
    columns = [days(UNKNOWN[name]) for name in ("ASTDT", "AENDT", "TRTSDT")]
    subject = UNKNOWN["USUBJID"]
    assert flags(treatment_emergent(*columns, subject=subject)) == [""] * 6
    assert flags(treatment_emergent(*columns, missing="Y", subject=subject)) == flags(UNKNOWN["cautious"])
    said = treatment_emergent(*columns, missing="Y", otherwise="N", subject=subject)
    assert flags(said) == ["Y", "Y", "Y", "N", "N", "N"]
    left = treatment_emergent(*columns, otherwise="N", subject=subject)
    assert flags(left) == ["", "", "", "N", "N", "N"]
    assert flags(on_treatment(columns[0], columns[2], end=columns[1], subject=subject)) == [""] * 6
    open_ = on_treatment(columns[0], columns[2], end=columns[1], missing="Y", subject=subject)
    assert flags(open_) == flags(UNKNOWN["cautious"])


def test_without_a_last_dose_there_is_no_upper_limit() -> None:
    events = table("""
    USUBJID | ASTDT      | TRTSDT     | TRTEDT     | seen
    1       | 2020-03-31 | 2020-01-01 | 2020-03-01 | Y
    1       | 2020-04-01 | 2020-01-01 | 2020-03-01 |
    2       | 2030-01-01 | 2020-01-01 |            | Y
    """)
    start, first, last = (days(events[name]) for name in ("ASTDT", "TRTSDT", "TRTEDT"))
    found = treatment_emergent(start, None, first, last, window=30, subject=events["USUBJID"])
    assert flags(found) == flags(events["seen"])


def test_days_seconds_and_iso_text_meet_at_the_precision_both_have() -> None:
    events = table("""
    USUBJID | ASTDTM           | TRTSDTM
    1       | 2022-01-01T00:30 | 2022-01-01T01:00
    1       | 2021-12-31T23:59 | 2022-01-01T00:00
    """)
    start, first = seconds(events["ASTDTM"]), seconds(events["TRTSDTM"])
    subject = events["USUBJID"]
    answers = {
        "seconds": treatment_emergent(start, None, first, subject=subject),
        "days": treatment_emergent(start, None, days(events["TRTSDTM"]).rename("TRTSDT"), subject=subject),
        "text": treatment_emergent(events["ASTDTM"], None, first, subject=subject),
    }
    assert {name: flags(found) for name, found in answers.items()} == {
        "seconds": ["", ""], "days": ["Y", ""], "text": ["Y", ""],
    }  # fmt: skip


def test_the_first_dose_may_be_a_column_of_adsl() -> None:
    adsl = Series([3.0, 5.0], index=["2", "1"], name="TRTSDT")
    found = treatment_emergent(Series([4.0, 4.0, 4.0]), None, adsl, subject=text(["1", "2", "3"]))
    assert flags(found) == ["", "Y", ""]


def test_lines_of_one_event_are_judged_by_their_group() -> None:
    events = table("""
    USUBJID | AEGRPID | ASTDT      | AENDT      | AETOXGR | seen | why
    1       | 1       | 2021-12-20 | 2021-12-27 | 2       |      | before
    1       | 1       | 2021-12-28 | 2022-01-04 | 1       |      | before
    1       | 1       | 2022-01-05 | 2022-01-06 | 1       |      | no worse
    1       | 1       | 2022-01-07 | 2022-01-08 | 2       | Y    | worse than the last line before
    1       | 1       | 2022-01-09 | 2022-01-10 | 1       | Y    | follows one that was worse
    1       | 1       | 2023-01-01 | 2023-01-02 | 4       |      | after the window
    1       | 2       | 2022-01-03 | 2022-01-04 | 1       | Y    | new
    1       | 2       | 2022-01-05 | 2022-01-06 | 1       | Y    | follows a new one
    1       |         | 2022-01-05 | 2022-01-06 | 1       | Y    | stands alone
    1       |         | 2021-12-05 |            | 1       |      | stands alone
    2       | 1       | 2022-01-05 | 2022-01-06 | 1       | Y    | group of another subject
    1       | 3       | 2021-12-28 | 2022-01-01 |         |      | before, grade unknown
    1       | 3       | 2022-01-05 | 2022-01-06 | 3       |      | worse than what
    """)
    first, last = Series([days(text(["2022-01-01"]))[0]] * len(events)), Series([22800.0] * len(events))
    turned = np.random.default_rng(4).permutation(len(events))
    for order in (np.arange(len(events)), turned):
        part, index = events.iloc[order].reset_index(drop=True), first.index
        found = treatment_emergent(
            days(part["ASTDT"]), days(part["AENDT"]), first, Series(last.array, index=index), window=0,
            group=part["AEGRPID"], intensity=part["AETOXGR"], subject=part["USUBJID"],
        )  # fmt: skip
        assert flags(found) == flags(part["seen"])


def test_without_rows_there_is_nothing() -> None:
    nothing, nobody = Series([], dtype="float64"), text([])
    assert flags(treatment_emergent(nothing, nothing, nothing, nothing, window=3, subject=nobody)) == []
    assert flags(treatment_emergent(nothing, None, nothing, group=nobody, intensity=nothing, subject=nobody)) == []
    assert flags(on_treatment(nothing, nothing, nothing, end=nothing, span=True, subject=nobody)) == []


def test_words_of_severity_have_no_order() -> None:
    start, subject = Series([1.0]), text(["1"])
    severity = Series(text(["MILD"]), name="AESEV")
    with pytest.raises(MappingError, match="AESEV holds 'MILD', and words have no order"):
        treatment_emergent(start, None, start, initial=severity, intensity=severity, subject=subject)
    with pytest.raises(MappingError, match="worsening needs the initial and the later intensity"):
        treatment_emergent(start, None, start, intensity=start, subject=subject)
    with pytest.raises(MappingError, match="judged by the intensity of its lines"):
        treatment_emergent(start, None, start, group=subject, subject=subject)
    with pytest.raises(MappingError, match="counted from the last dose"):
        treatment_emergent(start, None, start, window=30, subject=subject)
    with pytest.raises(MappingError, match="True is no answer"):
        treatment_emergent(start, None, start, missing=True, subject=subject)  # type: ignore[arg-type]


RECORDS = table("""
USUBJID | ADT        | AENDT      | TRTSDT     | TRTEDT     | ATPT      | begun | until | window | spans
1       | 2020-02-24 |            | 2020-01-01 | 2020-03-01 |           | Y     | Y     | Y      | Y
2       | 2020-01-01 |            | 2020-01-01 | 2020-03-01 | PRE-DOSE  |       |       |        |
2       | 2020-01-01 |            | 2020-01-01 | 2020-03-01 | POST-DOSE | Y     | Y     | Y      | Y
2       | 2020-01-02 |            | 2020-01-01 | 2020-03-01 | PRE-DOSE  | Y     | Y     | Y      | Y
3       | 2019-12-31 |            | 2020-01-01 | 2020-03-01 |           |       |       |        | Y
4       | 2020-07-01 |            | 2020-01-01 | 2020-03-01 |           | Y     |       |        |
5       | 2020-04-30 |            | 2020-01-01 | 2020-03-01 |           | Y     |       | Y      |
6       | 2020-03-15 | 2020-12-01 | 2020-01-01 | 2020-03-01 |           | Y     |       | Y      |
7       | 2019-04-30 | 2020-03-15 | 2020-01-01 | 2020-03-01 |           |       |       |        | Y
8       | 2019-04-30 | 2019-12-31 | 2020-01-01 | 2020-03-01 |           |       |       |        |
9       | 2020-04-30 |            |            |            |           |       |       |        |
10      |            |            | 2020-01-01 | 2020-03-01 |           |       |       |        |
""")


def test_records_on_treatment() -> None:
    date_, end, first, last = (days(RECORDS[name]) for name in ("ADT", "AENDT", "TRTSDT", "TRTEDT"))
    said = {"timepoint": RECORDS["ATPT"], "before": "PRE-DOSE", "subject": RECORDS["USUBJID"]}
    assert flags(on_treatment(date_, first, **said)) == flags(RECORDS["begun"])
    assert flags(on_treatment(date_, first, last, **said)) == flags(RECORDS["until"])
    assert flags(on_treatment(date_, first, last, window=60, **said)) == flags(RECORDS["window"])
    assert flags(on_treatment(date_, first, last, end=end, span=True, **said)) == flags(RECORDS["spans"])


def test_what_on_treatment_refuses() -> None:
    day, subject = Series([1.0]), text(["1"])
    with pytest.raises(MappingError, match="spans the first dose by its end"):
        on_treatment(day, day, span=True, subject=subject)
    with pytest.raises(MappingError, match="timepoint and before go together"):
        on_treatment(day, day, before="PRE-DOSE", subject=subject)
    with pytest.raises(MappingError, match="counted from the last dose"):
        on_treatment(day, day, window=3, subject=subject)


Day = st.one_of(st.none(), st.integers(-4, 12))
Row = st.tuples(Day, Day, Day, Day, st.one_of(st.none(), st.integers(1, 3)), st.one_of(st.none(), st.integers(1, 3)))


def judged(row: tuple[int | None, ...], window: int) -> str:
    """The second opinion: one event, in plain sentences."""
    start, end, first, last, initial, grade = row
    if first is None or (end is not None and end < first):
        return "N"
    if start is None:
        return "U"
    if start < first:
        worse = initial is not None and grade is not None and grade > initial
        return "Y" if worse and (last is None or start <= last + window) else "N"
    return "Y" if last is None or start <= last + window else "N"


@given(st.lists(Row, min_size=1, max_size=30), st.integers(0, 3), st.booleans())
def test_all_at_once_is_one_by_one(rows: list[tuple[int | None, ...]], window: int, timed: bool) -> None:
    columns = [Series(part, dtype="float64") for part in zip(*rows, strict=True)]
    dates = [(20000 + part) * 86400 if timed else 20000 + part for part in columns[:4]]
    grades = {"initial": columns[4], "intensity": columns[5]}
    said = {"missing": "U", "otherwise": "N", "subject": text([str(place) for place in range(len(rows))])}
    found = treatment_emergent(*dates, window=window, **grades, **said)
    assert found.tolist() == [judged(row, window) for row in rows]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 8), st.integers(1, 3)), min_size=1, max_size=25))
def test_groups_one_by_one(lines: list[tuple[int, int, int]]) -> None:
    group, start, grade = zip(*lines, strict=True)
    expected = {}
    for name in set(group):
        order = sorted((place for place in range(len(lines)) if group[place] == name), key=lambda place: start[place])
        base = [grade[place] for place in order if start[place] < 0]
        seen = False
        for place in order:
            seen = seen or (start[place] >= 0 and (not base or grade[place] > base[-1]))
            expected[place] = "Y" if seen and start[place] >= 0 else ""
    columns = [Series(start, dtype="float64"), None, Series(np.zeros(len(lines)))]
    said = {"group": text([str(name) for name in group]), "intensity": Series(grade, dtype="float64")}
    found = treatment_emergent(*columns, **said, subject=text(["1"] * len(lines)))
    assert flags(found) == [expected[place] for place in range(len(lines))]


def test_the_dates_of_these_tests_are_sas_days() -> None:
    assert days(text(["1960-01-01", "1960-01-02T12:00", None])).tolist()[:2] == [0, 1]
    assert BEGIN + timedelta(days=22646) == date(2022, 1, 1)
