"""What the words for the baseline promise: which record it is, its value, and the change from it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from adam.algorithms.baseline import baseline, change, last_until, percent_change
from mappings.distinct import text
from mappings.error import MappingError
from mappings.missing import letters_of, tagged
from tests.table import table

COLLECTED = st.builds(lambda whole, places: whole / 10**places, st.integers(-(10**5), 10**5), st.integers(0, 3))
VISITS = table(
    """
    subject | param | type | day | order | value | until | before | value_base | text | text_base
    1       | VAS   |      | 10  | 1     | 70    |       | Y      | 64         | a    | c
    1       | VAS   |      | 20  | 1     | 66    |       |        | 64         | b    | c
    1       | VAS   |      | 20  | 2     | 64    | Y     |        | 64         | c    | c
    1       | VAS   |      | 20  | 3     |       |       |        | 64         |      | c
    1       | VAS   |      | 21  | 1     | 50    |       |        | 64         | d    | c
    1       | ODI   |      | 20  | 1     | 40    | Y     |        | 40         | e    | e
    1       | ODI   |      |     | 1     | 99    |       |        | 40         | f    | e
    1       | ODI   | LAST | 19  | 1     | 41    | Y     | Y      | 41         | g    | g
    2       | VAS   |      | 20  | 1     | 55    |       |        |            | h    |
    3       | VAS   |      | 20  | 1     | 55    |       |        |            | i    |
    """,
    "day",
    "order",
    "value",
    "value_base",
)
STARTS = Series([20.0, np.nan], index=["1", "2"], name="ADSL.TRTSDT")


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def expect(frame: DataFrame, answer: Series, column: str) -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


def flagged(**options: bool) -> Series:
    """The baseline flag of the visits, before or on the start of treatment."""
    by = VISITS["param"], VISITS["type"]
    given_ = {"value": VISITS["value"], "order": (VISITS["order"],), "subject": VISITS["subject"]}
    return last_until(VISITS["day"], STARTS, *by, **given_, **options)


def test_the_last_record_until_the_start() -> None:
    expect(VISITS, flagged(), "until")
    expect(VISITS, flagged(inclusive=False), "before")


def test_of_equal_days_the_last_record_unless_an_order_is_said() -> None:
    subject, day, limit = text(["1"] * 3), Series([5.0, 5.0, 4.0]), Series([5.0] * 3)
    assert shown(last_until(day, limit, subject=subject)) == [None, "Y", None]
    order = Series([2.0, 1.0, 3.0])
    assert shown(last_until(day, limit, order=order, subject=subject)) == ["Y", None, None]
    unknown = Series([np.nan, 1.0, 3.0])
    assert shown(last_until(day, limit, order=unknown, subject=subject)) == [None, "Y", None]


def test_a_date_as_text_is_an_error() -> None:
    with pytest.raises(MappingError, match="ADTC holds text"):
        last_until(text(["2020-01-01"]).rename("ADTC"), Series([1.0]), subject=text(["1"]))


def test_the_baseline_value_by_parameter_and_type() -> None:
    by = VISITS["param"], VISITS["type"]
    expect(VISITS, baseline(VISITS["value"], flagged(), *by, subject=VISITS["subject"]), "value_base")
    expect(VISITS, baseline(VISITS["text"], flagged(), *by, subject=VISITS["subject"]), "text_base")


def test_two_flagged_records_tell_a_baseline_only_if_they_agree() -> None:
    frame = table(
        """
        subject | flag | value | base
        1       | Y    | 5     |
        1       | Y    | 6     |
        1       |      | 7     |
        2       | Y    | 5     | 5
        2       | Y    | 5     | 5
        3       | Y    |       |
        3       | Y    | 5     |
        4       | N    | 5     |
                | Y    | 5     |
        """,
        "value",
        "base",
    )
    expect(frame, baseline(frame["value"], frame["flag"], subject=frame["subject"]), "base")


def test_the_letter_of_a_missing_baseline_is_not_handed_on() -> None:
    values = Series(np.array([*tagged(np.array([ord("A")], dtype=np.uint8)), 3.0]))
    found = baseline(values, text(["Y", None]), subject=text(["1", "1"]))
    assert found.isna().all()
    assert not letters_of(found.to_numpy()).any()


def test_changes_are_those_of_the_digits_collected() -> None:
    value, base = Series([7.3, 0.3, 5.0, np.nan, 4.0]), Series([7.1, 0.1, 0.0, 4.0, np.nan])
    assert shown(change(value, base, subject=None)) == [0.2, 0.2, 5.0, None, None]
    assert shown(percent_change(Series([0.3, 44.0, 5.0, 0.0]), Series([0.1, 55.0, 0.0, 0.0]), subject=None)) == [
        200.0, -20.0, None, None,
    ]  # fmt: skip


def test_the_percent_change_from_a_base_below_0() -> None:
    value, base = Series([-5.0, -15.0]), Series([-10.0, -10.0])
    assert percent_change(value, base, subject=None).tolist() == [-50.0, 50.0]
    assert percent_change(value, base, by_size=True, subject=None).tolist() == [50.0, -50.0]


def test_a_base_of_the_subject() -> None:
    bases = Series([60.0], index=["1"], name="ADSL.VASBL")
    found = change(Series([50.0, 50.0]), bases, subject=text(["1", "2"]))
    assert shown(found) == [-10.0, None]


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(COLLECTED, COLLECTED), min_size=1, max_size=20))
def test_changes_equal_those_of_fractions_rounded_once(rows: list[tuple[float, float]]) -> None:
    value, base = (Series(list(column)) for column in zip(*rows, strict=True))
    exact = [(Fraction(repr(one)), Fraction(repr(other))) for one, other in rows]
    assert shown(change(value, base, subject=None)) == [float(one - other) for one, other in exact]
    percents = [float(100 * (one - other) / other) if other else None for one, other in exact]
    assert shown(percent_change(value, base, subject=None)) == percents


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2"]),
        st.sampled_from(["A", None]),
        st.one_of(st.none(), st.integers(0, 4)),
        st.one_of(st.none(), st.integers(0, 3)),
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=150, deadline=None)
@given(rows=RECORDS)
def test_baseline_flag_and_value_as_a_loop_finds_them(
    rows: list[tuple[str, str | None, int | None, int | None]],
) -> None:
    best: dict[tuple[str, str | None], int] = {}
    for place, (who, what, day, value) in enumerate(rows):
        late = day is None or value is None or day > 2
        if not late and (day or 0) >= (rows[best[who, what]][2] or 0 if (who, what) in best else 0):
            best[who, what] = place
    subject, param = text([row[0] for row in rows]), text([row[1] for row in rows])
    day, value = (Series([row[at] for row in rows], dtype="float64") for at in (2, 3))
    flag = last_until(day, Series([2.0] * len(rows)), param, value=value, subject=subject)
    assert shown(flag) == ["Y" if place in best.values() else None for place in range(len(rows))]
    found = baseline(value, flag, param, subject=subject)
    assert shown(found) == [rows[best[row[:2]]][3] if row[:2] in best else None for row in rows]


def test_no_records_are_no_trouble() -> None:
    nothing, nobody = Series([], dtype="float64"), text([])
    assert len(last_until(nothing, nothing, nobody, value=nothing, order=nothing, subject=nobody)) == 0
    assert len(baseline(nothing, nobody, nobody, subject=nobody)) == 0
    assert len(percent_change(nothing, nothing, subject=nobody)) == 0
