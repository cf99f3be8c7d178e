"""Arithmetic on the decimal digits that numbers show, rounded once: no answer hangs on binary fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import Series

from adam.subjects import group_codes
from mappings.date_columns import Mask, Numbers
from mappings.distinct import Codes
from mappings.error import MappingError

WHOLE = 2.0**53  # whole numbers below it are exact in a float64, and so is their quotient, rounded once
DIGITS = 15  # two decimals of so many digits are never the same float64, and survive the way there and back
DECIMALS = 9  # the most decimals looked for in whole columns; rarer numbers are taken one by one
CLEAR = 1e-12  # a difference greater than this part of its largest term cannot be an error of binary arithmetic
Formula = Callable[..., Any]
Part = Any  # an int, a float64 array of whole numbers (NaN: too large, or missing), or an object array of ints


class Exact:
    """A column of fractions that add, multiply and divide exactly; `void` where something was divided by zero."""

    __slots__ = ("den", "num", "void")
    __array_ufunc__ = None

    def __init__(self, num: Part, den: Part = 1, void: Any = False) -> None:
        self.num, self.den, self.void = num, den, void

    def __add__(self, other: Exact | float) -> Exact:
        return _sum(self, _exact(other))

    def __sub__(self, other: Exact | float) -> Exact:
        return _sum(self, -_exact(other))

    def __mul__(self, other: Exact | float) -> Exact:
        right = _exact(other)
        return Exact(_times(self.num, right.num), _times(self.den, right.den), self.void | right.void)

    def __truediv__(self, other: Exact | float) -> Exact:
        right = _exact(other)
        over, under = right.den, self.den
        if isinstance(over, int) and isinstance(under, int):
            shared = math.gcd(over, under)
            over, under = over // shared, under // shared
        void = self.void | right.void | (right.num == 0)
        return Exact(_times(self.num, over), _times(right.num, under), void)

    def __neg__(self) -> Exact:
        return Exact(-self.num, self.den, self.void)

    def __abs__(self) -> Exact:
        return Exact(abs(self.num), abs(self.den), self.void)

    def __rsub__(self, other: float) -> Exact:
        return _exact(other) - self

    def __rtruediv__(self, other: float) -> Exact:
        return _exact(other) / self

    __radd__, __rmul__ = __add__, __mul__


def exactly(formula: Formula, *columns: Series) -> Series:
    """The formula's answer for each record, exact on the digits the numbers show and rounded once to a float64.

    The formula is a function of as many fractions as there are columns: `lambda value, base: 100 * (value - base) /
    base`. It may use + - * / abs and plain numbers. Missing where a number is missing, or divided by zero.
    """
    values = [numbers(column) for column in columns]
    count = len(values[0])
    answer, undecided = _rounded(formula(*(_scaled(one) for one in values)), count)
    rows = np.flatnonzero(undecided & _known(values))
    if rows.size:
        codes, cases = _cases([one[rows] for one in values])
        answer[rows] = _rounded(formula(*map(_written, cases)), len(cases[0]))[0][codes]
    return Series(answer, index=columns[0].index)


def sign(formula: Formula, *columns: Series) -> Numbers:
    """-1, 0 or 1 for each record: the sign of the sum of the terms the formula gives (NaN where one is missing).

    `lambda value, limit: (value, -limit)` compares two columns. Numbers of up to 15 digits decide as they are written.
    A number that shows more is a computed one: a sum of no more than half a unit of the 15th digit of its largest term
    is 0, so that what was lost in a float64 decides nothing.
    """
    values = [numbers(column) for column in columns]
    with np.errstate(all="ignore"):
        terms = formula(*values)
        size = np.max([np.broadcast_to(abs(term), values[0].shape) for term in terms], axis=0)
        about = sum(terms) + np.zeros(len(values[0]))
        near = ~(np.abs(about) > CLEAR * size) | (size < 1e-290)
    known = _known(values)
    answer: Numbers = np.where(known, np.sign(about), np.nan)
    rows = np.flatnonzero(known & near)
    if rows.size:
        answer[rows] = _near(formula, [one[rows] for one in values])
    return answer


def total(*columns: Series) -> Series:
    """The sum, rounded once; missing where one is missing."""
    return exactly(lambda *values: sum(values), *columns)


def difference(left: Series, right: Series) -> Series:
    """What is left of the first without the second, rounded once; missing where one is missing."""
    return exactly(lambda one, other: one - other, left, right)


def product(*columns: Series) -> Series:
    """The product, rounded once; missing where one is missing."""
    return exactly(lambda *values: math.prod(values, start=_exact(1)), *columns)


def quotient(left: Series, right: Series) -> Series:
    """The first divided by the second, rounded once; missing where one is missing or the second is 0."""
    return exactly(lambda one, other: one / other, left, right)


def numbers(column: Series) -> Numbers:
    """The numbers of a column, missing and infinite ones as plain NaN; a column of text is an error."""
    if not pd.api.types.is_numeric_dtype(column.dtype):
        # A column without any value has no kind of its own.
        if not column.notna().any():
            return np.full(len(column), np.nan)
        problem = f"{column.name or 'the column'} holds text, not numbers"
        raise MappingError("", problem, "name the numeric column (AVAL, not AVALC)")
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _known(values: Sequence[Numbers]) -> Mask:
    known: Mask = np.logical_and.reduce([~np.isnan(one) for one in values])
    return known


def _exact(value: Exact | float) -> Exact:
    """A plain number by the digits it shows."""
    if isinstance(value, Exact):
        return value
    fraction = Fraction(repr(float(value))) if isinstance(value, float) else Fraction(int(value))
    return Exact(fraction.numerator, fraction.denominator)


def _scaled(values: Numbers) -> Exact:
    """A whole column over one power of ten; NaN for numbers that do not fit with the others."""
    # A decimal of at most 15 digits that is the float64 nearest to m / 10**d is the shortest one that is.
    left, decimals = values[~np.isnan(values)], 0
    for places in range(DECIMALS + 1):
        power = 10.0**places
        with np.errstate(over="ignore"):
            whole = np.rint(left * power)
        shown = (whole / power == left) & (np.abs(whole) < 10.0**DIGITS)
        decimals = places if shown.any() else decimals
        left = left[~shown & (np.abs(whole) < 10.0**DIGITS)]
        if not left.size:
            break
    with np.errstate(over="ignore"):
        whole = np.rint(values * 10.0**decimals)
    fits = (np.abs(whole) < 10.0**DIGITS) & (whole / 10.0**decimals == values)
    return Exact(np.where(fits, whole, np.nan), 10**decimals)


def _cases(values: Sequence[Numbers]) -> tuple[Codes, list[Numbers]]:
    """For each row the number of its distinct combination of values, and the columns of these combinations."""
    codes = group_codes([Series(one) for one in values])
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, [one[first] for one in values]


def _written(values: Numbers) -> Exact:
    """A column as Python's own integers over a power of ten: slower, without bounds."""
    written = pc.cast(pa.array(values), pa.string())
    strange = np.asarray(pc.match_substring(written, "e")) | (np.abs(values) >= 10.0**DIGITS)
    written = pc.if_else(pa.array(strange), "0", written)
    point, length = np.asarray(pc.find_substring(written, ".")), np.asarray(pc.binary_length(written))
    places = np.where(point >= 0, length - 1 - point, 0).astype(np.int64)
    whole = np.asarray(pc.cast(pc.replace_substring(written, ".", ""), pa.int64())).astype(object)
    for row in np.flatnonzero(strange).tolist():
        whole[row], power = _digits(values[row])
        whole[row], places[row] = whole[row] * 10 ** max(power, 0), max(-power, 0)
    most = int(places.max(initial=0))
    powers = np.array([10**power for power in range(most + 1)], dtype=object)
    return Exact(whole * powers[most - places], 10**most)


def _digits(value: float) -> tuple[int, int]:
    """The shortest decimal that is the number: its digits as a whole number, and the power of ten they stand for."""
    mantissa, _, power = repr(float(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction), int(power or 0) - len(fraction)


def _long(value: float) -> bool:
    """Whether the number shows more than 15 digits."""
    return len(str(abs(_digits(value)[0])).rstrip("0")) > DIGITS


def _sum(left: Exact, right: Exact) -> Exact:
    void = left.void | right.void
    if isinstance(left.den, int) and isinstance(right.den, int):
        shared = math.lcm(left.den, right.den)
        ours, theirs = _times(left.num, shared // left.den), _times(right.num, shared // right.den)
        return Exact(_plus(ours, theirs), shared, void)
    if left.den is right.den:
        return Exact(_plus(left.num, right.num), left.den, void)
    crossed = _plus(_times(left.num, right.den), _times(right.num, left.den))
    return Exact(crossed, _times(left.den, right.den), void)


def _times(left: Part, right: Part) -> Part:
    if isinstance(right, int) and right == 1:
        return left
    if isinstance(left, int) and left == 1:
        return right
    return _bounded(_beside(left, right) * _beside(right, left))


def _plus(left: Part, right: Part) -> Part:
    return _bounded(_beside(left, right) + _beside(right, left))


def _beside(part: Part, other: Part) -> Part:
    """A plain number as it can stand beside the other part: NaN if it is too large for a float64 array."""
    large = isinstance(part, int) and abs(part) >= WHOLE
    return math.nan if large and isinstance(other, np.ndarray) and other.dtype != object else part


def _bounded(part: Part) -> Part:
    """NaN where a float64 may no longer be the whole number it stands for."""
    if isinstance(part, np.ndarray) and part.dtype != object:
        part[~(np.abs(part) < WHOLE)] = np.nan
    return part


def _rounded(answer: Any, count: int) -> tuple[Numbers, Mask]:
    """The fractions as float64, and where they could not be told."""
    found = _exact(answer)
    void = np.broadcast_to(found.void, count)
    num, den = (np.broadcast_to(np.asarray(part), count) for part in (found.num, found.den))
    if np.object_ in (num.dtype.type, den.dtype.type):
        pairs = zip(num.tolist(), den.tolist(), void.tolist(), strict=True)
        return np.array([_ratio(*pair) for pair in pairs], dtype=np.float64), np.zeros(count, dtype=bool)
    with np.errstate(all="ignore"):
        # -0 becomes 0; a denominator of 0 is void already.
        ratio = np.where(void, np.nan, num / den) + 0.0
    undecided = ~void & (np.isnan(num) | np.isnan(den) | ~(np.abs(den) < WHOLE) | ~(np.abs(num) < WHOLE))
    return np.where(undecided, np.nan, ratio), undecided


def _ratio(num: int, den: int, void: bool) -> float:
    """The quotient rounded once, as Python divides integers; NaN for what no float64 can hold."""
    if void or den == 0:
        return math.nan
    try:
        return int(num) / int(den) + 0.0
    except OverflowError:
        return math.nan


def _near(formula: Formula, values: Sequence[Numbers]) -> Numbers:
    """The signs of sums that binary arithmetic cannot tell from 0."""
    found = sum(formula(*(_scaled(one) for one in values)), start=_exact(0))
    with np.errstate(invalid="ignore"):
        answer: Numbers = np.sign(found.num) * np.sign(found.den) + np.zeros(len(values[0]))
    rows = np.flatnonzero(np.isnan(answer))
    if rows.size:
        codes, cases = _cases([one[rows] for one in values])
        terms = formula(*map(_written, cases))
        written = enumerate(zip(*(case.tolist() for case in cases), strict=True))
        signs = [_sign_of(terms, place, any(map(_long, case))) for place, case in written]
        answer[rows] = np.array(signs)[codes]
    return answer


def _sign_of(terms: Sequence[Exact], place: int, computed: bool) -> float:
    """The sign of one sum; a sum that is nothing beside its largest term is 0 for computed numbers."""
    both = ((term.num, term.den) for term in map(_exact, terms))
    parts = [Fraction(*(int(part[place] if isinstance(part, np.ndarray) else part) for part in pair)) for pair in both]
    found, largest = sum(parts, Fraction()), max(abs(part) for part in parts)
    if computed and largest and abs(found) <= Fraction(10) ** (_leading(largest) - DIGITS + 1) / 2:
        return 0.0
    return float((found > 0) - (found < 0))


def _leading(size: Fraction) -> int:
    """The power of ten of the first digit of a fraction above 0."""
    power = len(str(size.numerator)) - len(str(size.denominator))
    return power if size >= Fraction(10) ** power else power - 1
