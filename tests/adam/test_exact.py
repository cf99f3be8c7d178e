"""What arithmetic on shown digits promises: the answer of fractions, rounded once; cuts decided as decimals."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from adam.exact import difference, exactly, numbers, product, quotient, sign, total
from mappings.distinct import text
from mappings.error import MappingError

COLLECTED = st.builds(lambda whole, places: whole / 10**places, st.integers(-(10**6), 10**6), st.integers(0, 4))
ANY = st.one_of(
    COLLECTED,
    st.floats(allow_nan=True, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1e300, 5e-324, 2.0**53, 0.1 + 0.2, 123456789012345.0, 1e15, 1e22]),
)
ROWS = st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=12)
FORMULAS: dict[str, Callable[..., Any]] = {
    "difference": lambda a, b, c: a - b + 0 * c,
    "percent change": lambda a, b, c: 100 * (a - b) / b + 0 * c,
    "mean pressure": lambda a, b, c: (a + 2 * b) / 3 + 0 * c,
    "mean": lambda a, b, c: (a + b + c) / 3,
    "mass index": lambda a, b, c: a / (b * b / 10000) + 0 * c,
    "weighted": lambda a, b, c: 50 + 10 * (a * Fraction(1, 3) - abs(b) * c / 7),
    "of quotients": lambda a, b, c: a / b + b / c - 1 / (c / a),
}


def shown(value: float) -> Fraction:
    """The shortest decimal that is the number."""
    return Fraction(repr(float(value)))


def expected(formula: Callable[..., Any], row: tuple[float, ...]) -> float:
    if any(math.isnan(value) for value in row):
        return math.nan
    try:
        return float(formula(*(shown(value) for value in row)))
    except (ZeroDivisionError, OverflowError):
        return math.nan


@pytest.mark.parametrize("name", FORMULAS)
@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_an_answer_is_that_of_fractions_rounded_once(name: str, rows: list[tuple[float, ...]]) -> None:
    formula = FORMULAS[name]
    columns = [Series(list(values), dtype="float64") for values in zip(*rows, strict=True)]
    found = exactly(_spoken(formula), *columns).tolist()
    np.testing.assert_array_equal(found, [expected(formula, row) for row in rows])


def _spoken(formula: Callable[..., Any]) -> Callable[..., Any]:
    """The formula for columns, which take no Fraction."""
    if formula is FORMULAS["weighted"]:
        return lambda a, b, c: 50 + 10 * (a / 3 - abs(b) * c / 7)
    return formula


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(COLLECTED, COLLECTED), min_size=1, max_size=20), weight=st.sampled_from([0.1, 0.42402]))
def test_plain_numbers_in_a_formula_are_taken_by_their_digits(rows: list[tuple[float, float]], weight: float) -> None:
    one, other = (Series(list(values)) for values in zip(*rows, strict=True))
    found = exactly(lambda a, b: weight * a - b / 0.3, one, other).tolist()
    assert found == [float(shown(weight) * shown(a) - shown(b) / shown(0.3)) for a, b in rows]


def test_ten_tenths_are_one() -> None:
    tenths = [Series([0.1, np.nan])] * 10
    assert total(*tenths).tolist()[0] == 1.0
    assert np.isnan(total(*tenths)[1])
    assert difference(Series([7.3]), Series([7.1])).tolist() == [0.2]
    assert product(Series([1.1]), Series([1.1])).tolist() == [1.21]
    assert quotient(Series([0.3, 1.0]), Series([0.1, 0.0])).dropna().tolist() == [3.0]


def test_one_strange_number_leaves_the_others_as_they_are() -> None:
    values = Series([80.1, 1e300, 1 / 3, 5e-324, 64.1, np.inf])
    bases = Series([80.0, 1e-300, 3.0, 1.0, 64.0, 1.0])
    found = exactly(lambda value, base: value - base, values, bases).tolist()
    assert found[0] == 0.1
    assert found[1] == 1e300
    assert found[2] == float(shown(1 / 3) - 3)
    assert found[3] == -1.0
    assert found[4] == 0.1
    assert np.isnan(found[5])


def test_the_index_is_kept_and_nothing_is_an_answer_too() -> None:
    column = Series([1.5, 2.5], index=[7, 9])
    assert exactly(lambda value: 2 * value, column).to_dict() == {7: 3.0, 9: 5.0}
    empty = Series([], dtype="float64")
    assert len(total(empty, empty)) == 0
    assert len(sign(lambda value: (value, -1), empty)) == 0


def test_text_is_no_number() -> None:
    with pytest.raises(MappingError, match="AVALC holds text"):
        numbers(text(["1", None]).rename("AVALC"))
    assert np.isnan(numbers(text([None, None]))).all()


@settings(max_examples=150, deadline=None)
@given(pairs=st.lists(st.tuples(COLLECTED, COLLECTED), min_size=1, max_size=20), percent=st.integers(0, 200))
def test_cuts_are_decided_as_decimals(pairs: list[tuple[float, float]], percent: int) -> None:
    value, base = (Series(list(values)) for values in zip(*pairs, strict=True))
    found = sign(lambda one, other: (100 * one, -percent * abs(other)), value, base).tolist()
    differences = [100 * shown(one) - percent * abs(shown(other)) for one, other in pairs]
    assert found == [float((one > 0) - (one < 0)) for one in differences]


@settings(max_examples=150, deadline=None)
@given(value=st.floats(-1e300, 1e300), steps=st.integers(-20, 20))
def test_of_a_computed_number_half_a_unit_of_the_fifteenth_digit_decides_nothing(value: float, steps: int) -> None:
    limit = float(f"{value:.14e}")
    near = value
    for _ in range(abs(steps)):
        near = math.nextafter(near, math.inf if steps > 0 else -math.inf)
    long = len(str(near).split("e")[0].replace(".", "").replace("-", "").strip("0")) > 15
    gap, largest = shown(near) - shown(limit), max(abs(shown(near)), abs(shown(limit)))
    told = bool(gap) and not (long and abs(gap) <= _unit(largest) / 2)
    answer = sign(lambda one, other: (one, -other), Series([near]), Series([limit])).tolist()
    assert answer == [float((gap > 0) - (gap < 0)) if told else 0.0]


def _unit(size: Fraction) -> Fraction:
    """One in the fifteenth digit of the number."""
    power = 400
    while Fraction(10) ** power > size:
        power -= 1
    return Fraction(10) ** (power - 14)


def test_signs_of_missing_and_of_nothing() -> None:
    found = sign(lambda one, other: (one, -other), Series([np.nan, 0.0, -0.0]), Series([1.0, 0.0, 0.0]))
    assert np.isnan(found[0])
    assert found[1:].tolist() == [0.0, 0.0]
