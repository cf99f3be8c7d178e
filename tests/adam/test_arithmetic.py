"""What the word for products promises: exact on the digits shown, rounded once."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Index, Series

from adam.algorithms.arithmetic import product_of
from mappings.distinct import text
from mappings.error import MappingError

CELLS = st.one_of(st.none(), st.decimals(-999, 999, places=3).map(float))


def column(*values: float | None) -> Series:
    return Series([math.nan if value is None else value for value in values], dtype="float64")


def shown(answer: Series) -> list[float | None]:
    return [None if math.isnan(value) else value for value in answer.tolist()]


def test_products() -> None:
    dose, days = column(1.1, 54, None, 0), column(3, 182, 5, None)
    assert shown(product_of(dose, days, index=dose.index)) == [3.3, 9828, None, None]
    assert shown(product_of(0.1, days, 3, index=days.index)) == [0.9, 54.6, 1.5, None]


@pytest.mark.parametrize("factors", [(), (54,), (column(1), "54"), (column(1), None), (column(1), True)])
def test_what_is_no_product(factors: tuple[object, ...]) -> None:
    with pytest.raises(MappingError, match="wants variables and numbers"):
        product_of(*factors, index=Index([0]))


def test_text_has_no_product() -> None:
    with pytest.raises(MappingError):
        product_of(text(["a"]), column(1), index=Index([0]))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_as_fractions_rounded_once(rows: list[tuple[float | None, float | None, float | None]]) -> None:
    one, other, third = (column(*values) for values in zip(*rows, strict=True))
    cells = [[None if cell is None else Fraction(repr(cell)) for cell in row] for row in rows]
    product = [None if None in row else float(math.prod(row)) for row in cells]  # type: ignore[arg-type]
    assert shown(product_of(one, other, third, index=one.index)) == product
