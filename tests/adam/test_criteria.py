"""What the words for cut points promise, exactly on the cuts above all."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from adam.algorithms.baseline import percent_change
from adam.algorithms.criteria import (
    all_met,
    any_met,
    category,
    criterion,
    improved,
    range_indicator,
    shift,
    yes_number,
)
from adam.cuts import on_cut
from mappings.distinct import text
from mappings.error import MappingError
from tests.table import table

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False)


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def expect(frame: DataFrame, answer: Series, column: str) -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


def test_a_fall_by_exactly_90_percent_is_one_from_every_base() -> None:
    # admiral #3178: binary percentages miss `PCHG <= -90` for many of these pairs.
    base = Series([tenths / 10 for tenths in range(1, 1001)])
    value = Series([tenths / 100 for tenths in range(1, 1001)])
    binary = 100 * (value - base) / base
    assert (binary > -90).sum() > 0  # the trap is real
    change = percent_change(value, base, subject=None)
    assert change.tolist() == [-90.0] * 1000
    assert shown(criterion(change, "<=", -90, subject=None)) == ["Y"] * 1000
    assert shown(criterion(change, "<", -90, subject=None)) == ["N"] * 1000
    # Percentages that another program computed in binary decide the same.
    assert shown(criterion(binary, "<=", -90, subject=None)) == ["Y"] * 1000
    assert on_cut("criterion", [binary, "<=", -90], {"subject": None}).all()  # type: ignore[union-attr]


def test_criteria_beside_numbers_and_columns() -> None:
    frame = table(
        """
        value | limit | under | most | apart
        1     | 2     | Y     | N    | Y
        2     | 2     | N     | N    | N
        2.1   | 2     | N     | Y    | Y
              | 2     |       |      |
        5     |       | N     | Y    |
        """,
        "value",
        "limit",
    )
    expect(frame, criterion(frame["value"], "<", 2, subject=None), "under")
    expect(frame, criterion(frame["value"], ">", 2, subject=None), "most")
    expect(frame, criterion(frame["value"], "!=", frame["limit"], subject=None), "apart")
    assert shown(criterion(frame["value"], ">=", 2, otherwise="", subject=None)) == [None, "Y", "Y", None, "Y"]


def test_a_limit_of_the_subject() -> None:
    subject = text(["1", "2", "1", None])
    limits = Series([10.0, 20.0], index=["1", "2"], name="ADSL.LIMIT")
    found = criterion(Series([10.0, 10.0, 11.0, 10.0]), ">=", limits, subject=subject)
    assert shown(found) == ["Y", "N", "Y", None]
    with pytest.raises(MappingError, match="another dataset"):
        criterion(Series([10.0] * 4), ">=", limits, subject=None)


@settings(max_examples=100, deadline=None)
@given(values=st.lists(NUMBERS, min_size=1), limit=NUMBERS, comparison=st.sampled_from(["<", "<=", ">", ">=", "=="]))
def test_a_criterion_decides_as_decimals_do(values: list[Decimal], limit: Decimal, comparison: str) -> None:
    found = criterion(Series([float(value) for value in values]), comparison, float(limit), subject=None)
    verdicts = {"<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__}
    verdict = verdicts.get(comparison, Decimal.__eq__)
    assert shown(found) == ["Y" if verdict(value, limit) else "N" for value in values]


def test_responders_of_pain_exactly_on_the_cut() -> None:
    frame = table(
        """
        base | value | crit1 | mcid | remark
        100  | 80    | Y     | N    | 20 mm and 20 percent
        100  | 81    | N     | N    | 19 mm
        55   | 44    | N     | N    | 20 percent, but 11 mm
        120  | 100   | N     | N    | 20 mm, but 16.7 percent
        70   | 49    | Y     | Y    | 30 percent
        70.1 | 49.07 | Y     | Y    | 30 percent, in binary a little less
        40   | 20    | Y     | Y    | 20 mm
        40   | 20.1  | N     | Y    | 19.9 mm
        0    | 0     | N     |      | no percentage of 0
             | 10    |       |      |
        50   |       |       |      |
        """,
        "base",
        "value",
    )
    expect(frame, improved(frame["value"], frame["base"], percent=20, points=20, subject=None), "crit1")
    expect(frame, improved(frame["value"], frame["base"], percent=30, subject=None), "mcid")


def test_disability_by_20_percent_and_by_10_points() -> None:
    base, value = Series([55.0, 55.0, 34.0, 0.0]), Series([44.0, 44.1, 24.0, 0.0])
    assert shown(improved(value, base, percent=20, subject=None)) == ["Y", "N", "Y", None]
    assert shown(improved(value, base, points=10, subject=None)) == ["Y", "Y", "Y", "N"]
    cut = on_cut("improved", [value, base], {"points": 10, "subject": None})
    assert cut is not None
    assert cut.tolist() == [False, False, True, False]


def test_percentages_of_unanswered_sections_are_repeating_fractions_and_decide_too() -> None:
    # 9 of 10 sections answered: 100 * sum / 45; 20 percent fewer points is 20 percent improved.
    pairs = [(before, after) for before in range(5, 46, 5) for after in (before * 4 // 5, before * 4 // 5 + 1)]
    base = Series([100 * before / 45 for before, _ in pairs])
    value = Series([100 * after / 45 for _, after in pairs])
    expected = ["Y" if 100 * (before - after) >= 20 * before else "N" for before, after in pairs]
    assert shown(improved(value, base, percent=20, subject=None)) == expected


def test_higher_is_better_and_bases_below_zero() -> None:
    value, base = Series([35.0, 34.9, -8.0, -7.9]), Series([30.0, 30.0, -10.0, -10.0])
    assert shown(improved(value, base, points=5, better="higher", subject=None)) == ["Y", "N", "N", "N"]
    assert shown(improved(value, base, percent=20, better="higher", otherwise="", subject=None)) == [
        None, None, "Y", "Y",
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(base=NUMBERS, value=NUMBERS, percent=NUMBERS, points=NUMBERS, lower=st.booleans())
def test_improvement_is_decided_as_decimals_do(
    base: Decimal, value: Decimal, percent: Decimal, points: Decimal, lower: bool
) -> None:
    gain = base - value if lower else value - base
    verdicts = [gain * 100 >= percent * abs(base) if base else None, gain >= points]
    meant = "N" if False in verdicts else None if None in verdicts else "Y"
    better = "lower" if lower else "higher"
    columns = Series([float(value)]), Series([float(base)])
    answer = improved(*columns, percent=float(percent), points=float(points), better=better, subject=None)
    assert shown(answer) == [meant]


def test_categories_and_their_bounds() -> None:
    frame = table(
        """
        row | age   | group | number | bound
        1   | 17.99 | <18   | 1      |
        2   | 18    | 18-64 | 2      | Y
        3   | 64.9  | 18-64 | 2      |
        4   | 65    | >=65  | 3      | Y
        5   | -3    | <18   | 1      |
        6   |       |       |        |
        """,
        "age",
        "number",
    )
    named = {"< 18": "<18", "[18, 65)": "18-64", ">= 65": ">=65"}
    expect(frame, category(frame["age"], named), "group")
    numbered = category(frame["age"], dict(zip(named, (1, 2, 3), strict=True)))
    expect(frame, numbered, "number")
    assert numbered.dtype == np.float64
    cut = on_cut("category", [frame["age"], named], {})
    assert cut is not None
    assert cut.tolist() == [found == "Y" for found in shown(frame["bound"])]


def test_categories_may_leave_gaps_and_hold_single_numbers() -> None:
    # The change of disc fluid, and the grades of disability of RESPINE, which leave 14.44 in none.
    change = category(Series([0.1, 0.0, -0.0, -5.0]), {"> 0": "REGENERATION", "= 0": "NO EVOLUTION", "< 0": "DEGEN"})
    assert shown(change) == ["REGENERATION", "NO EVOLUTION", "NO EVOLUTION", "DEGEN"]
    grade = category(Series([4.0, 14.44, 15.0, 50.0, 51.0]), {"[0, 4]": "NO", "[5, 14]": "MILD", "[15, 50]": "MORE"})
    assert shown(grade) == ["NO", None, "MORE", "MORE", None]


@settings(max_examples=100, deadline=None)
@given(values=st.lists(NUMBERS, min_size=1), bounds=st.sets(NUMBERS, min_size=2, max_size=5))
def test_each_number_lies_in_the_category_that_decimals_say(values: list[Decimal], bounds: set[Decimal]) -> None:
    ends = sorted(bounds)
    named = {f"({low}, {high}]": f"{low} {high}" for low, high in pairs(ends)}
    found = category(Series([float(value) for value in values]), named)
    meant = [next((f"{low} {high}" for low, high in pairs(ends) if low < value <= high), None) for value in values]
    assert shown(found) == meant


def pairs(ends: list[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Each bound with the next."""
    return list(pairwise(ends))


@pytest.mark.parametrize(
    ("intervals", "problem"),
    [
        ({"< 18": "a", "[17, 20]": "b"}, "overlap"),
        ({"<= 18": "a", ">= 18": "b"}, "overlap"),
        ({"(5, 5)": "a"}, "nothing lies"),
        ({"[7, 3]": "a"}, "nothing lies"),
        ({"18 to 20": "a"}, "no interval"),
        ({}, "no interval"),
        ({"< 18": "a", ">= 18": 2}, "texts, or all of them numbers"),
    ],
)
def test_intervals_that_cannot_be(intervals: dict[str, object], problem: str) -> None:
    with pytest.raises(MappingError, match=problem):
        category(Series([1.0]), intervals)


def test_ranges_with_two_ends_one_end_and_far_ends() -> None:
    frame = table(
        """
        value | low | high | lowest | highest | plain  | far
        3     | 4   | 6    | 2      | 8       | LOW    | LOW
        1     | 4   | 6    | 2      | 8       | LOW    | LOW LOW
        4     | 4   | 6    | 2      | 8       | NORMAL | NORMAL
        6     | 4   | 6    | 2      | 8       | NORMAL | NORMAL
        8     | 4   | 6    | 2      | 8       | HIGH   | HIGH
        8.1   | 4   | 6    | 2      | 8       | HIGH   | HIGH HIGH
        3     |     | 6    |        |         | NORMAL | NORMAL
        7     |     | 6    |        |         | HIGH   | HIGH
        7     | 4   |      |        |         | NORMAL | NORMAL
        7     |     |      |        |         |        |
              | 4   | 6    | 2      | 8       |        |
        """,
        "value",
        "low",
        "high",
        "lowest",
        "highest",
    )
    columns = [frame[name] for name in ("value", "low", "high", "lowest", "highest")]
    expect(frame, range_indicator(*columns[:3], subject=None), "plain")
    expect(frame, range_indicator(columns[0], *columns[1:3], *columns[3:], subject=None), "far")
    cut = on_cut("range_indicator", columns, {"subject": None})
    assert cut is not None
    assert np.flatnonzero(cut).tolist() == [2, 3, 4]


def test_logic_of_flags_that_may_be_unknown() -> None:
    frame = table("""
        row | one | two | any | all | any_told | all_told
        1   | Y   | Y   | Y   | Y   | Y        | Y
        2   | Y   | N   | Y   | N   | Y        | N
        3   | N   | N   | N   | N   | N        | N
        4   | Y   |     | Y   |     |          |
        5   | N   |     |     | N   |          |
        6   |     |     |     |     |          |
        7   | U   | Y   | Y   |     |          |
    """)
    flags = frame["one"], frame["two"]
    expect(frame, any_met(*flags), "any")
    expect(frame, all_met(*flags), "all")
    expect(frame, any_met(*flags, complete=True), "any_told")
    expect(frame, all_met(*flags, complete=True), "all_told")
    assert shown(yes_number(frame["one"])) == [1.0, 1.0, 0.0, 1.0, 0.0, None, None]
    with pytest.raises(MappingError, match="is a number"):
        any_met(Series([1.0]))


def test_shifts() -> None:
    frame = table("""
        row | first  | second | shift
        1   | NORMAL | HIGH   | NORMAL to HIGH
        2   |        | LOW    | NULL to LOW
        3   | LOW    |        | LOW to NULL
        4   |        |        | NULL to NULL
    """)
    expect(frame, shift(frame["first"], frame["second"]), "shift")
    assert shown(shift(frame["first"], frame["second"], missing="", separator=">")) == ["NORMAL>HIGH", None, None, None]
    assert shown(shift(Series([4.0, np.nan]), Series([5.0, 4.0]))) == ["4 to 5", "NULL to 4"]


def test_what_an_author_may_not_say() -> None:
    value = Series([1.0])
    with pytest.raises(MappingError, match="is no comparison"):
        criterion(value, "=<", 2, subject=None)
    with pytest.raises(MappingError, match="is no number"):
        criterion(value, "<", "2", subject=None)
    with pytest.raises(MappingError, match="holds text"):
        criterion(text(["1"]), "<", 2, subject=None)
    with pytest.raises(MappingError, match="neither percent nor points"):
        improved(value, value, subject=None)
    with pytest.raises(MappingError, match="better="):
        improved(value, value, percent=1, better="up", subject=None)
    assert on_cut("assign", [value], {}) is None
