"""What the word for ratios promises: one number divided by another, on the digits shown, rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.ratios import ratio
from mappings.distinct import text
from mappings.error import MappingError
from tests.adam.drawn import labelled
from tests.table import table

RECORDS = table(
    """
    USUBJID | AVAL  | BASE | R2BASE | PERCENT
    A       | 0.3   | 0.1  | 3      | 300
    A       | 361.7 | 343.5 | 1.0529839883551674 | 105.29839883551674
    A       | 49.7  | 49.7 | 1      | 100
    B       | 0     | 8    | 0      | 0
    B       | -1    | 8    | -0.125 | -12.5
    B       | 5     | 0    |        |
    B       | 0     | 0    |        |
    B       |       | 2    |        |
    B       | 2     |      |        |
    """,
    "AVAL",
    "BASE",
    "R2BASE",
    "PERCENT",
)
NUMBER = st.one_of(st.none(), st.decimals(-10_000, 10_000, places=2), st.decimals(0, 1, places=6), st.just(Decimal(0)))


def of(values: Any) -> list[float | None]:
    """The numbers, missing as None."""
    return [None if value != value else float(value) for value in values]


def test_ratio_and_percentage() -> None:
    found = ratio(RECORDS["AVAL"], RECORDS["BASE"], subject=None)
    assert of(found) == of(RECORDS["R2BASE"])
    assert found.index.equals(RECORDS.index)
    assert of(ratio(RECORDS["AVAL"], RECORDS["BASE"], times=100, subject=None)) == of(RECORDS["PERCENT"])


def test_binary_arithmetic_would_say_otherwise() -> None:
    assert 0.3 / 0.1 != 3
    assert 100 * 0.57 / 1 != 57
    assert of(ratio(Series([0.57]), Series([1.0]), times=100, subject=None)) == [57.0]


def test_base_of_another_dataset() -> None:
    records = table("USUBJID | AVAL\nA | 3\nB | 3\nC | 3", "AVAL")
    people = labelled(table("USUBJID | BASE\nB | 2\nA | 4\nZ | 5", "BASE"), "BASE", "ADSL")
    assert of(ratio(records["AVAL"], people, subject=records["USUBJID"])) == [0.75, 1.5, None]


@settings(deadline=None)
@given(st.lists(st.tuples(NUMBER, NUMBER), min_size=1, max_size=8), st.sampled_from([1, 100, 0.1]))
@example([(Decimal("0.29"), Decimal("1"))], 100)
def test_equals_fractions_rounded_once(pairs: list[tuple[Decimal | None, Decimal | None]], times: float) -> None:
    value, base = (Series([np.nan if one is None else float(one) for one in side]) for side in zip(*pairs, strict=True))
    factor = Fraction(repr(times))
    wanted = [
        None if one is None or not other else float(factor * Fraction(one) / Fraction(other)) for one, other in pairs
    ]
    assert of(ratio(value, base, times=times, subject=None)) == wanted


def test_text_and_odd_factors_are_refused() -> None:
    with pytest.raises(MappingError, match="text"):
        ratio(text(["1"]), Series([1.0]), subject=None)
    with pytest.raises(MappingError, match="'100' is no number for times"):
        ratio(Series([1.0]), Series([1.0]), times="100", subject=None)  # type: ignore[arg-type]
