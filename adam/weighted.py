"""Exact weighted sums of columns with few distinct values: 106 bits on the way, one rounding at the end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from mappings.date_columns import Mask, Numbers

Pair = tuple[Numbers, Numbers]
DOUBT = 2.0**-90  # the way has 106 bits; whoever lies this near to the middle between two floats is worked out anew


def weighted_sum(columns: Sequence[Numbers], weights: Sequence[Fraction], constant: Fraction) -> Numbers:
    """The constant and the sum of weight x value, rounded once; missing where a value is missing."""
    rows = len(columns[0])
    high, low = np.full(rows, float(constant)), np.full(rows, _rest(constant))
    size = np.abs(high)
    for column, weight in zip(columns, weights, strict=True):
        more, rest = _products(column, weight)
        size = size + np.abs(more)
        high, low = _added(high, low, more, rest)
    for row in np.flatnonzero(_doubtful(high, low, size)).tolist():
        terms = (weight * shown(column[row]) for column, weight in zip(columns, weights, strict=True))
        high[row] = float(sum(terms, constant))
    return high + 0.0  # -0 becomes 0


def _products(column: Numbers, weight: Fraction) -> Pair:
    """Weight x value as two floats each, worked out once for each distinct value."""
    distinct, codes = np.unique(column, return_inverse=True)
    exact = [None if np.isnan(value) else weight * shown(value) for value in distinct]
    high = np.array([np.nan if one is None else float(one) for one in exact], dtype=np.float64)
    low = np.array([np.nan if one is None else _rest(one) for one in exact], dtype=np.float64)
    return high[codes], low[codes]


def _rest(exact: Fraction) -> float:
    """What the nearest float leaves over, as the nearest float."""
    return float(exact - Fraction(float(exact)))


def _added(high: Numbers, low: Numbers, more: Numbers, rest: Numbers) -> Pair:
    """The sum of two pairs of floats, as a pair (Knuth's two-sum, then made normal)."""
    total, error = _two_sum(high, more)
    small, error_of_small = _two_sum(low, rest)
    total, error = _two_sum(total, error + small)
    return _two_sum(total, error + error_of_small)


def _two_sum(one: Numbers, other: Numbers) -> Pair:
    total = one + other
    part = total - one
    return total, (one - (total - part)) + (other - part)


def _doubtful(high: Numbers, low: Numbers, size: Numbers) -> Mask:
    """Where the exact sum may lie on the other side of the middle between two floats."""
    apart = np.spacing(np.abs(high))
    # Below a power of two floats lie half as far apart as above it.
    nearest = np.minimum(np.abs(np.abs(low) - apart / 2), np.abs(np.abs(low) - apart / 4))
    doubt: Mask = nearest <= size * DOUBT
    return doubt


def shown(value: float) -> Fraction:
    """The number as its shortest decimal text says it, exactly."""
    return Fraction(repr(float(value)))
