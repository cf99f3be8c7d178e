"""What the words for baseline flags and the sequence of records promise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Index, Series

from mappings.distinct import text
from mappings.error import MappingError
from sdtm.algorithms.results import baseline_flag, last_before_treatment, sequence
from tests.table import table


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def labelled(drawing: str, name: str) -> Series:
    """A column of a drawing as a dotted name brings it: labelled by subject."""
    frame = table(drawing)
    return frame[name].set_axis(frame["USUBJID"].astype("object").tolist())


def expect(frame: DataFrame, answer: Series, column: str = "meant") -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


START = labelled(
    """
    USUBJID | RFXSTDTC
    S1      | 2019-03-10T09:00
    S2      | 2019-03-10
    S3      |
    """,
    "RFXSTDTC",
)


def test_the_last_record_before_treatment() -> None:
    frame = table("""
        USUBJID | test | result | date             | meant
        S1      | VAS  | 50     | 2019-03-01       |
        S1      | VAS  | 60     | 2019-03-05       | Y
        S1      | VAS  |        | 2019-03-09       |
        S1      | VAS  | 70     | 2019-03-11       |
        S1      | ODI  | 30     | 2019-03-10T09:00 | Y
        S1      | ODI  | 40     | 2019-03-10T09:01 |
        S1      | HR   | 70     | 2019-03-10       | Y
        S1      | HR   | 71     | 2019-03-09T23:00 |
        S1      | BP   | 1      | 2019-03-08T11:00 | Y
        S1      | BP   | 2      | 2019-03-08T10:00 |
        S1      | ALT  | 1      | 2019-03-08T11:00 |
        S1      | ALT  | 2      | 2019-03-08       | Y
        S1      | TMP  | 1      | 2019-03-08       |
        S1      | TMP  | 2      | 2019-03-08       | Y
        S2      | VAS  | 50     | 2019-03-10T23:00 | Y
        S3      | VAS  | 50     | 2019-03-01       |
        S4      | VAS  | 50     | 2019-03-01       |
                | VAS  | 50     | 2019-03-01       |
    """)
    expect(frame, last_before_treatment(frame["result"], frame["date"], START, frame["test"], subject=frame["USUBJID"]))


def test_partial_dates_are_flagged_only_where_that_is_certain() -> None:
    frame = table("""
        USUBJID | test | result | date       | meant
        S1      | A    | 1      | 2019-02    | Y
        S1      | B    | 1      | 2019-03    |
        S1      | C    | 1      | 2019-01-31 |
        S1      | C    | 1      | 2019-02    | Y
        S1      | D    | 1      | 2019-02-15 | Y
        S1      | D    | 1      | 2019-02    |
        S1      | E    | 1      | 2019-01-31 |
        S1      | E    | 1      | 2019-02    |
        S1      | E    | 1      | 2019-02-15/2019-02-20 |
        S1      | F    | 1      | 2019-02    |
        S1      | F    | 1      | 2019-02    | Y
        S1      | G    | 1      | --02-01    |
        S1      | H    | 1      | 2019-02-31 |
    """)
    expect(frame, last_before_treatment(frame["result"], frame["date"], START, frame["test"], subject=frame["USUBJID"]))


def test_baseline_may_be_held_to_visits() -> None:
    frame = table("""
        USUBJID | visit     | result | date       | meant | any
        S2      | SCREENING | 1      | 2019-03-01 |       |
        S2      | BASELINE  | 2      | 2019-03-05 | Y     |
        S2      | UNSCHED   | 3      | 2019-03-06 |       | Y
    """)
    columns = (frame["result"], frame["date"], START)
    held = baseline_flag(*columns, subject=frame["USUBJID"], visit=frame["visit"], visits=("BASELINE", "SCREENING"))
    expect(frame, held)
    expect(frame, baseline_flag(*columns, subject=frame["USUBJID"]), "any")
    with pytest.raises(MappingError, match="visit and visits go together"):
        baseline_flag(*columns, subject=frame["USUBJID"], visits=("BASELINE",))


DATES = ["2019-03-08", "2019-03-09T10:00", "2019-03-09", "2019-03", "2019-02", "2019", "2019-03-10T10:00", "x"]
RECORD = st.tuples(
    st.sampled_from(["S1", "S2", "S3"]), st.sampled_from("AB"), st.sampled_from([None, "1"]), st.sampled_from(DATES)
)


@settings(deadline=None)
@given(st.lists(RECORD, max_size=12))
def test_at_most_one_record_is_flagged_and_it_is_in_time(records: list[tuple[str, str, str | None, str]]) -> None:
    who, test, result, date = ([record[place] for record in records] for place in range(4))
    flags = shown(last_before_treatment(text(result), text(date), START, text(test), subject=text(who)))
    flagged = [record for record, flag in zip(records, flags, strict=True) if flag == "Y"]
    assert set(flags) <= {"Y", None}
    assert len({(subject, name) for subject, name, _, _ in flagged}) == len(flagged)
    for subject, _, value, day in flagged:
        assert value is not None
        assert day <= ("2019-03-10T09:00" if subject == "S1" else "2019-03-10T23")
        assert day not in {"2019", "2019-03", "x"}


def test_sequence_within_subjects() -> None:
    frame = table("""
        USUBJID | date       | line | meant
        S2      | 2019-01-02 | 10   | 3
        S1      | 2019-01-02 | 1    | 1
        S2      | 2019-01-02 | 9    | 2
        S2      |            | 11   | 1
        S2      | 2019-01-02 | 10   | 4
        S2      | 2019-01-03 |      | 5
        S1      | 2019-01-02 | 1    | 2
    """, "line", "meant")  # fmt: skip
    expect(frame, sequence(subject=frame["USUBJID"], keys=frame[["USUBJID", "date", "line"]], index=frame.index))
    in_source_order = sequence(subject=frame["USUBJID"], keys=DataFrame(index=frame.index), index=frame.index)
    assert in_source_order.tolist() == [1, 1, 2, 3, 4, 5, 2]


def test_sequence_of_text_goes_by_code_point_and_missing_comes_first() -> None:
    frame = table("""
        code | meant
        b    | 5
        B    | 3
        10   | 2
        é    | 6
        _    | 4
             | 1
    """, "meant")  # fmt: skip
    expect(frame, sequence(subject=None, keys=frame[["code"]], index=frame.index))


KEYED = st.tuples(st.sampled_from(["S1", "S2"]), st.sampled_from([None, "a", "b"]), st.sampled_from([1.0, 2.0]))


@settings(deadline=None)
@given(st.lists(KEYED))
def test_sequence_numbers_each_subject_without_gaps(records: list[tuple[str, str | None, float]]) -> None:
    subject = text([record[0] for record in records])
    keys = DataFrame({"KEY": text([record[1] for record in records]), "N": [record[2] for record in records]})
    numbers = sequence(subject=subject, keys=keys, index=Index(range(len(records)))).tolist()
    for name in ("S1", "S2"):
        own = sorted((n, key or "", line) for n, (who, key, line) in zip(numbers, records, strict=True) if who == name)
        assert [n for n, _, _ in own] == list(range(1, len(own) + 1))
        assert [row[1:] for row in own] == sorted(row[1:] for row in own)


def test_no_records_give_no_values() -> None:
    empty = text([])
    assert len(last_before_treatment(empty, empty, START, empty, subject=empty)) == 0
    assert len(sequence(subject=empty, keys=DataFrame({"KEY": empty}), index=empty.index)) == 0
