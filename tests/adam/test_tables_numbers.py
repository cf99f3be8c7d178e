"""The statistics of tables against slow exact ones, and rounding against the schoolbook."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adam.tables.numbers import deviation, exact, mean, percentage, plain, printed, quantile

DECIMALS = st.lists(st.decimals(-10_000, 10_000, places=3), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("3.5", 0, "4"), ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"),
        ("0.05", 1, "0.1"), ("1.005", 2, "1.01"), ("0.004", 2, "0.00"), ("-0.004", 2, "0.00"), ("0", 1, "0.0"),
        ("12", 0, "12"), ("99.95", 1, "100.0"), ("0.0999", 1, "0.1"),
    ],
)  # fmt: skip
def test_halves_go_away_from_zero_and_nothing_is_minus_zero(value: str, decimals: int, text: str) -> None:
    assert printed(Fraction(value), decimals) == text


def test_nothing_is_a_dash_for_people_and_empty_for_machines() -> None:
    assert (printed(None, 2), plain(None)) == ("-", "")


@given(st.decimals(-1000, 1000, places=6), st.integers(0, 4))
def test_rounding_is_that_of_decimal_arithmetic(value: Decimal, decimals: int) -> None:
    wanted = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(printed(Fraction(value), decimals)) == wanted


@given(DECIMALS)
def test_mean_and_deviation_are_exact(values: list[Decimal]) -> None:
    found, numbers = exact(np.array([float(one) for one in values])), [Fraction(one) for one in values]
    middle = Fraction(sum(numbers), len(numbers))
    assert mean(found) == middle
    spread = deviation(found)
    if len(numbers) == 1:
        assert spread is None
    else:
        variance = Fraction(sum((one - middle) ** 2 for one in numbers), len(numbers) - 1)
        assert spread is not None
        assert abs(spread * spread - variance) <= variance / 10**50


@given(DECIMALS, st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]))
def test_quantiles_are_those_of_sas_definition_5(values: list[Decimal], share: Fraction) -> None:
    ordered = sorted(Fraction(one) for one in values)
    place = len(ordered) * share
    below = place.numerator // place.denominator
    wanted = (ordered[below - 1] + ordered[below]) / 2 if place == below else ordered[below]
    assert quantile(exact(np.array([float(one) for one in values])), share) == wanted


def test_decimals_count_as_written_not_as_stored() -> None:
    assert mean(exact(np.array([0.1, 0.2]))) == Fraction(3, 20)
    assert mean(exact(np.array([1e22, 1e-7]))) == (10**22 + Fraction(1, 10**7)) / 2


def test_missing_values_are_no_values() -> None:
    found = exact(np.array([np.nan, 1.0, np.nan]))
    assert (found.number, mean(found), deviation(found)) == (1, Fraction(1), None)
    nothing = exact(np.array([np.nan]))
    assert (mean(nothing), deviation(nothing), quantile(nothing, Fraction(1, 2))) == (None, None, None)


def test_a_percentage_of_nothing_is_none() -> None:
    assert (percentage(1, 8), percentage(0, 0)) == (Fraction(25, 2), None)
