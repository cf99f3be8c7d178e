"""Exact statistics of the decimals that were recorded, and rounding as a paper prints: half away from zero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]
DIGITS = 60


@dataclass(frozen=True)
class Values:
    """The distinct values in ascending order, as whole numbers of `1 / scale`, and how often each occurs."""

    scale: int
    pairs: tuple[tuple[int, int], ...]

    @property
    def number(self) -> int:
        """How many values there are."""
        return sum(times for _, times in self.pairs)


def exact(values: Numbers) -> Values:
    """The values as the decimals they are written as, exactly; missing and endless ones left out."""
    found, times = np.unique(values[np.isfinite(values)], return_counts=True)
    decimals = [Decimal(repr(value)) for value in found.tolist()]
    places = max((-int(one.as_tuple().exponent) for one in decimals), default=0)
    scale = 10 ** max(places, 0)
    ratios = [one.as_integer_ratio() for one in decimals]
    whole = [top * scale // bottom for top, bottom in ratios]
    return Values(scale, tuple(zip(whole, times.tolist(), strict=True)))


def mean(values: Values) -> Fraction | None:
    """The exact mean; None of no values."""
    number = values.number
    return Fraction(sum(value * times for value, times in values.pairs), values.scale * number) if number else None


def deviation(values: Values) -> Fraction | None:
    """The standard deviation with n - 1, to sixty digits; None of fewer than two values."""
    number = values.number
    if number < 2:
        return None
    total = sum(value * times for value, times in values.pairs)
    squares = sum(value * value * times for value, times in values.pairs)
    return root(Fraction(number * squares - total * total, number * (number - 1) * values.scale**2))


def root(value: Fraction) -> Fraction:
    """The square root to sixty digits."""
    with localcontext() as context:
        context.prec = DIGITS
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def quantile(values: Values, share: Fraction) -> Fraction | None:
    """The quantile by SAS definition 5: the mean of two neighbours where the share falls between them; None of none."""
    if not values.pairs:
        return None
    place = values.number * share
    below = int(place)
    if place != below or not below or below == values.number:
        return Fraction(_at(values, min(below + (place != below or not below), values.number)), values.scale)
    return Fraction(_at(values, below) + _at(values, below + 1), 2 * values.scale)


def _at(values: Values, place: int) -> int:
    """The value at a place, counted from 1, in ascending order."""
    seen = 0
    for value, times in values.pairs:
        seen += times
        if seen >= place:
            return value
    raise IndexError(place)


def percentage(part: int, whole: int) -> Fraction | None:
    """The exact percentage; None of nothing."""
    return Fraction(100 * part, whole) if whole else None


def printed(value: Fraction | None, decimals: int) -> str:
    """The number with so many decimals, rounded half away from zero once; `-` where there is none."""
    if value is None:
        return "-"
    scaled = abs(value) * 10**decimals
    digits = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).zfill(decimals + 1)
    text = f"{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}" if decimals else digits
    return f"-{text}" if value < 0 and digits.strip("0") else text


def plain(value: Fraction | None) -> str:
    """The number with all the digits a float holds, for machines; empty where there is none."""
    if value is None:
        return ""
    return str(value.numerator) if value.denominator == 1 else repr(float(value))
