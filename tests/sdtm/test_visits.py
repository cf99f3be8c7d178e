"""What the words for visits, elements and epochs promise."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from mappings.distinct import text
from sdtm.algorithms.visits import (
    element_end,
    epoch,
    planned_day,
    visit_in_window,
    visit_name,
    visit_number,
)
from tests.table import table

PLAN = table("""
    raw | VISITNUM | VISIT      | VISITDY | low | high
    SCR | 1        | SCREENING  | -14     | -28 | -1
    D0  | 2        | BASELINE   | 1       | 1   | 1
    W1  | 3        | WEEK 1     | 8       | 6   | 10
    M1  | 4        | MONTH 1    | 31      | 10  | 45
    M3  | 5        | MONTH 3    | 92      |     | 120
    UNS |          |            |         |     |
""", "VISITNUM", "VISITDY", "low", "high")  # fmt: skip


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def labelled(drawing: str) -> DataFrame:
    """A drawing as dotted names bring its columns: labelled by subject."""
    frame = table(drawing)
    return frame.set_axis(frame["USUBJID"].astype("object").tolist())


def expect(frame: DataFrame, answer: Series, column: str = "meant") -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


def numbered(frame: DataFrame, plan: DataFrame = PLAN) -> Series:
    columns = (frame["visit"], plan["raw"], plan["VISITNUM"], frame["date"])
    return visit_number(*columns, subject=frame["USUBJID"], unscheduled=("UNS",))


def test_unscheduled_visits_are_counted_after_the_last_planned_one() -> None:
    frame = table("""
        USUBJID | visit | date             | VISITNUM | VISIT
        S1      | UNS   | 2019-01-20       | 3.1      | UNSCHEDULED 3.1
        S1      | SCR   | 2019-01-01       | 1        | SCREENING
        S1      | D0    | 2019-01-10       | 2        | BASELINE
        S1      | W1    | 2019-01-20T10:00 | 3        | WEEK 1
        S1      | UNS   | 2018-12-01       | 0.1      | UNSCHEDULED 0.1
        S1      | UNS   | 2019-01-15T10:00 | 2.1      | UNSCHEDULED 2.1
        S1      | UNS   | 2019-01-15       | 2.1      | UNSCHEDULED 2.1
        S1      | Phone | 2019-02-15       | 3.3      | UNSCHEDULED 3.3
        S1      | UNS   | 2019-02-01       | 3.2      | UNSCHEDULED 3.2
        S1      | UNS   | 2019-02          |          | UNS
        S1      | UNS   |                  |          | UNS
        S1      |       | 2019-02-01       |          |
        S2      | UNS   | 2019-02-01       | 1.1      | UNSCHEDULED 1.1
        S2      | SCR   | 2019-02-01       | 1        | SCREENING
        S3      | D0    |                  | 2        | BASELINE
                | UNS   | 2019-02-01       |          | UNS
    """, "VISITNUM")  # fmt: skip
    # An unscheduled visit on the day of a planned one comes after it: the first row, and S2.
    answer = numbered(frame)
    expect(frame, answer, "VISITNUM")
    expect(frame, visit_name(frame["visit"], PLAN["raw"], PLAN["VISIT"], answer, unscheduled=("UNS",)), "VISIT")


def test_more_than_nine_unscheduled_visits_still_order() -> None:
    days = [f"2019-02-{day:02d}" for day in range(1, 13)]
    frame = DataFrame({"visit": text(["D0", *["UNS"] * 12]), "date": text(["2019-01-10", *days])})
    frame["USUBJID"] = text(["S1"] * 13)
    numbers = numbered(frame).tolist()
    assert numbers[:4] == [2.0, 2.01, 2.02, 2.03]
    assert numbers[-1] == 2.12
    assert numbers == sorted(numbers)


def test_numbers_of_the_plan_are_left_out() -> None:
    plan = table("""
        raw | VISITNUM
        D0  | 2
        T1  | 2.1
        W1  | 3
    """, "VISITNUM")  # fmt: skip
    frame = table("""
        USUBJID | visit | date       | meant
        S1      | D0    | 2019-01-10 | 2
        S1      | UNS   | 2019-01-11 | 2.2
        S1      | UNS   | 2019-01-12 | 2.3
    """, "meant")  # fmt: skip
    expect(frame, numbered(frame, plan))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["SCR", "D0", "W1", "UNS", "Phone"]), st.integers(1, 28)), max_size=25))
def test_numbers_follow_the_days_and_equal_days_share_one(visits: list[tuple[str, int]]) -> None:
    names, days = [name for name, _ in visits], [f"2019-03-{day:02d}" for _, day in visits]
    frame = DataFrame({"visit": text(names), "date": text(days), "USUBJID": text(["S1"] * len(visits))})
    numbers = numbered(frame).tolist()
    extra = [(day, number) for (name, day), number in zip(visits, numbers, strict=True) if name in {"UNS", "Phone"}]
    assert len(set(extra)) == len({day for day, _ in extra}) == len({number for _, number in extra})
    assert not {number for _, number in extra} & set(PLAN["VISITNUM"])
    backwards = numbered(frame[::-1].reset_index(drop=True)).tolist()
    assert backwards[::-1] == numbers


def test_windows() -> None:
    frame = table("""
        day | meant
        -28 | 1
        -1  | 1
        1   | 2
        5   |
        6   | 3
        9   | 3
        10  |
        11  | 4
        45  | 4
        46  |
        110 |
            |
    """, "day", "meant")  # fmt: skip
    expect(frame, visit_in_window(frame["day"], PLAN["low"], PLAN["high"], PLAN["VISITNUM"]))


def test_planned_days_with_numbers_as_text_or_numbers() -> None:
    frame = table("""
        number | meant
        1      | -14
        4.0    | 31
        3.1    |
        x      |
               |
    """, "meant")  # fmt: skip
    expect(frame, planned_day(frame["number"], PLAN["VISITNUM"], PLAN["VISITDY"]))
    as_words = table("VISITNUM | VISITDY\n1 | -14\n4 | 31")
    expect(frame, planned_day(frame["number"], as_words["VISITNUM"], as_words["VISITDY"]))


ELEMENTS = """
    USUBJID | SESTDTC          | SEENDTC          | EPOCH
    S1      | 2019-01-10T09:00 | 2019-01-17       | TREATMENT
    S1      | 2019-01-01       | 2019-01-10T09:00 | SCREENING
    S1      | 2019-01-17       | 2019-02-10       | FOLLOW-UP
    S1      |                  |                  | EXTENSION
    S2      | 2019-01-01       | 2019-01-10       | TREATMENT
    S2      | 2019-01-10       | 2019-01-20       | TREATMENT
    S2      | 2019-01-20       |                  | FOLLOW-UP
    S3      | 2019-01          | 2019-03-10       | SCREENING
    S3      | 2019-03-10       | 2019-05          | TREATMENT
"""


def test_the_epoch_that_holds_the_date() -> None:
    elements = labelled(ELEMENTS)
    frame = table("""
        USUBJID | date             | meant
        S1      | 2018-12-31       |
        S1      | 2019-01-01       | SCREENING
        S1      | 2019-01-09       | SCREENING
        S1      | 2019-01-10       | TREATMENT
        S1      | 2019-01-10T08:59 | SCREENING
        S1      | 2019-01-10T09:00 | TREATMENT
        S1      | 2019-01-10T-:30  | TREATMENT
        S1      | 2019-01-17       | FOLLOW-UP
        S1      | 2019-02-10       | FOLLOW-UP
        S1      | 2019-02-11       |
        S1      | 2019-02          |
        S1      | 2019-01          |
        S1      | 2019             |
        S1      | --01-12          |
        S1      |                  |
        S1      | 2019-02-30       |
        S1      | 2019-01-11/2019-01-13 | TREATMENT
        S1      | 2019-01-11/2019-01-18 |
        S2      | 2019-01-10       | TREATMENT
        S2      | 2019-01-02/2019-01-19 | TREATMENT
        S2      | 2019-01          |
        S2      | 2019-02          | FOLLOW-UP
        S2      | 2030             | FOLLOW-UP
        S3      | 2019-01-15       |
        S3      | 2019-02          | SCREENING
        S3      | 2019-04          | TREATMENT
        S3      | 2019-05-01       | TREATMENT
        S3      | 2019-05-02       |
        S4      | 2019-01-10       |
                | 2019-01-10       |
    """)
    columns = (elements["SESTDTC"], elements["SEENDTC"], elements["EPOCH"])
    expect(frame, epoch(frame["date"], *columns, subject=frame["USUBJID"]))


def test_the_end_of_an_element_is_the_start_of_the_next() -> None:
    frame = table("""
        USUBJID | start            | meant
        S1      | 2019-01-10T09:00 | 2019-01-17
        S2      | 2019-01-01       | 2019-03
        S1      | 2019-01-01       | 2019-01-10T09:00
        S1      | 2019-01-17       | 2019-02-10
        S1      |                  |
        S3      | 2019-01-17       |
                | 2019-01-17       |
    """)
    last = labelled("""
        USUBJID | RFPENDTC
        S1      | 2019-02-10
        S2      | 2019-03
    """)  # fmt: skip
    expect(frame, element_end(frame["start"], last["RFPENDTC"], subject=frame["USUBJID"]))


def test_no_records_give_no_values() -> None:
    empty = text([])
    elements = labelled(ELEMENTS)
    assert len(epoch(empty, elements["SESTDTC"], elements["SEENDTC"], elements["EPOCH"], subject=empty)) == 0
    assert len(element_end(empty, elements["SEENDTC"], subject=empty)) == 0
    assert len(visit_number(empty, PLAN["raw"], PLAN["VISITNUM"], empty, subject=empty)) == 0
    assert len(visit_name(empty, PLAN["raw"], PLAN["VISIT"], Series([], dtype="float64"))) == 0
