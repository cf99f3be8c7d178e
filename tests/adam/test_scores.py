"""What the words for numbers along a record promise: exact sums and means, body size, blood pressure."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from adam.algorithms.scores import (
    SURFACES,
    body_mass_index,
    body_surface,
    largest_of,
    mean_arterial_pressure,
    mean_of,
    smallest_of,
    sum_of,
)
from mappings.distinct import text
from mappings.error import MappingError
from tests.table import table

CELLS = st.one_of(st.none(), st.decimals(-999, 999, places=3).map(float), st.floats(-1e6, 1e6))


def column(*values: float | None) -> Series:
    return Series([math.nan if value is None else value for value in values], dtype="float64")


def shown(answer: Series) -> list[float | None]:
    return [None if math.isnan(value) else value for value in answer.tolist()]


def columns(frame: DataFrame, names: str) -> list[Series]:
    return [frame[name] for name in names.split()]


def test_sums_and_means_need_every_value_unless_told() -> None:
    frame = table(
        """
        a   | b   | c   | sum | mean               | sum2 | mean2
        0.1 | 0.2 | 0.3 | 0.6 | 0.2                | 0.6  | 0.2
        0.1 | 0.2 |     |     |                    | 0.3  | 0.15
            |     | 5   |     |                    |      |
            |     |     |     |                    |      |
        1   | 0   | 0   | 1   | 0.3333333333333333 | 1    | 0.3333333333333333
        """,
        *["a", "b", "c", "sum", "mean", "sum2", "mean2"],
    )
    cells = columns(frame, "a b c")
    for answer, meant in [
        (sum_of(*cells), "sum"),
        (mean_of(*cells), "mean"),
        (sum_of(*cells, at_least=2), "sum2"),
        (mean_of(*cells, at_least=2), "mean2"),
    ]:
        assert shown(answer) == shown(frame[meant])


def test_extremes_pass_over_what_is_missing() -> None:
    cells = [column(3, None, None), column(-1, 7, None)]
    assert shown(smallest_of(*cells)) == [-1, 7, None]
    assert shown(largest_of(*cells)) == [3, 7, None]
    assert shown(largest_of(*cells, at_least=2)) == [3, None, None]


def test_the_answer_stands_on_the_records_it_was_asked_for() -> None:
    index = [7, 3]
    one, other = Series([1.0, 2.0], index=index), Series([3.0, math.nan], index=index)
    for word in (sum_of, mean_of, smallest_of, largest_of, mean_arterial_pressure, body_mass_index, body_surface):
        assert word(one, other).index.tolist() == index


@pytest.mark.parametrize("word", [sum_of, mean_of, smallest_of, largest_of])
def test_what_an_author_can_get_wrong(word: object) -> None:
    assert callable(word)
    with pytest.raises(MappingError, match="names no variable"):
        word()
    with pytest.raises(MappingError, match="text"):
        word(text(["1", "2"]))
    with pytest.raises(MappingError, match=r"(?s)at_least=3 is no number of variables.*from 1 to 2"):
        word(column(1), column(2), at_least=3)
    with pytest.raises(MappingError, match="at_least=0"):
        word(column(1), at_least=0)
    assert shown(word(text([None, None]), column(1, None), at_least=1)) == [1, None]


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
@settings(max_examples=60)
def test_sums_and_means_are_fractions_rounded_once(rows: list[tuple[float | None, ...]]) -> None:
    cells = [column(*values) for values in zip(*rows, strict=True)]
    exact = [[Fraction(repr(float(one))) for one in row if one is not None] for row in rows]
    assert shown(sum_of(*cells, at_least=1)) == [float(sum(row)) if row else None for row in exact]
    assert shown(mean_of(*cells, at_least=1)) == [float(sum(row) / len(row)) if row else None for row in exact]


@given(st.lists(st.tuples(st.decimals(1, 300, places=1), st.decimals(50, 250, places=1)), min_size=1, max_size=8))
@settings(max_examples=60)
def test_the_body_mass_index_is_rounded_once(rows: list[tuple[object, object]]) -> None:
    kg, cm = (column(*(float(str(row[at])) for row in rows)) for at in (0, 1))
    exact = [float(Fraction(str(a)) / (Fraction(str(b)) / 100) ** 2) for a, b in rows]
    assert body_mass_index(kg, cm).tolist() == exact


def test_body_mass_index_at_a_cut_point() -> None:
    # 72.25 kg at 170 cm is 25 exactly; in binary 1.7 * 1.7 is not 2.89.
    assert body_mass_index(column(72.25, 80, 80, None), column(170, 0, -170, 170)).tolist()[0] == 25
    assert shown(body_mass_index(column(80, 80, None), column(0, -170, 170))) == [None, None, None]


def test_body_surface_by_each_author() -> None:
    # 75 kg, 170 cm; worked out by logarithms apart from the code.
    log = {"kg": math.log(75), "cm": math.log(170)}
    meant = {
        "Mosteller": math.exp((log["kg"] + log["cm"] - math.log(3600)) / 2),
        "DuBois-DuBois": math.exp(math.log(0.007184) + 0.725 * log["cm"] + 0.425 * log["kg"]),
        "Haycock": math.exp(math.log(0.024265) + 0.3964 * log["cm"] + 0.5378 * log["kg"]),
        "Gehan-George": math.exp(math.log(0.0235) + 0.42246 * log["cm"] + 0.51456 * log["kg"]),
        "Boyd": math.exp(
            math.log(0.0003207) + 0.3 * log["cm"] + (0.7285 - 0.0188 * math.log10(75000)) * math.log(75000)
        ),
        "Fujimoto": math.exp(math.log(0.008883) + 0.663 * log["cm"] + 0.444 * log["kg"]),
        "Takahira": math.exp(math.log(0.007241) + 0.725 * log["cm"] + 0.425 * log["kg"]),
    }
    assert set(meant) == set(SURFACES)
    for method, area in meant.items():
        answer = body_surface(column(75, 0, 75), column(170, 170, None), method=method)
        assert answer[0] == pytest.approx(area, abs=1e-6)
        assert 1.8 < answer[0] < 2
        assert shown(answer)[1:] == [None, None]
    with pytest.raises(MappingError, match="no formula 'Dubois'"):
        body_surface(column(75), column(170), method="Dubois")


def test_mean_arterial_pressure() -> None:
    upper, lower = column(121, 120, None, 120), column(51, 80, 80, None)
    # (121 + 2 x 51) / 3 = 74.333...; 280 / 3.
    assert shown(mean_arterial_pressure(upper, lower)) == [223 / 3, 280 / 3, None, None]
    with_pulse = mean_arterial_pressure(upper, lower, column(59, 0, 60, 60))
    assert with_pulse[0] == pytest.approx(51 + 0.01 * math.exp(4.14 - 40.74 / 59) * 70, abs=1e-9)
    assert np.isnan(with_pulse[1:]).all()
