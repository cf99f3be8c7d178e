"""IBM mainframe doubles, as SAS transport keeps them: IEEE doubles there and back, in integer arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Words = np.ndarray[Any, np.dtype[np.uint64]]

# TS-140: a sign bit, 7 bits of a power of 16 (plus 64), 56 bits of a fraction from 1/16 to 1.
SMALLEST = 2.0**-260
TOO_LARGE = 2.0**252
# A missing value is the character of its code, and zeros.
MISSING = ord(".")
_CODES = np.array([MISSING, ord("_"), *range(ord("A"), ord("Z") + 1)], dtype=np.uint64)
_FRACTION = np.uint64((1 << 56) - 1)
_MANTISSA = np.uint64((1 << 52) - 1)


def to_ibm(values: Floats) -> Words:
    """The numbers as IBM doubles, exact; NaN is missing. They must fit: `outside` says which do not."""
    bits = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64)
    # value = mantissa / 2**53 * 2**power; the power of 16 is power / 4 rounded up, the rest shifts the mantissa.
    power = ((bits >> np.uint64(52)) & np.uint64(0x7FF)).astype(np.int64) - 1022
    sixteens = -(-power // 4)
    mantissa = (bits & _MANTISSA) | np.uint64(1 << 52)
    fraction = mantissa << (3 - (4 * sixteens - power)).astype(np.uint64)
    sign = bits & np.uint64(1 << 63)
    words = sign | ((sixteens + 64).astype(np.uint64) << np.uint64(56)) | fraction
    words[values == 0] = 0
    words[np.isnan(values)] = np.uint64(MISSING << 56)
    return np.asarray(words, dtype=np.uint64)


def from_ibm(words: Words) -> Floats:
    """The numbers IBM doubles stand for; missing is NaN; fractions beyond 53 bits are rounded."""
    fraction = words & _FRACTION
    power = ((words >> np.uint64(56)) & np.uint64(0x7F)).astype(np.int32)
    values = np.ldexp(fraction.astype(np.float64), 4 * (power - 64) - 56)
    values = np.where(words >> np.uint64(63) == 1, -values, values)
    values[(fraction == 0) & np.isin(words >> np.uint64(56), _CODES)] = np.nan
    return values


def outside(values: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which numbers IBM doubles cannot hold: infinite, too large, too close to zero."""
    size = np.abs(values)
    return (size >= TOO_LARGE) | ((size < SMALLEST) & (size > 0))
