"""IBM mainframe doubles, as SAS transport keeps them: IEEE doubles there and back, in integer arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from mappings.missing import SPECIAL, letters_of, tagged

Floats = np.ndarray[Any, np.dtype[np.float64]]
Words = np.ndarray[Any, np.dtype[np.uint64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_Found = TypeVar("_Found", Words, Floats, Mask)

# TS-140: a sign bit, 7 bits of a power of 16 (plus 64), 56 bits of a fraction from 1/16 to 1.
SMALLEST = 2.0**-260
TOO_LARGE = 2.0**252
# A missing value is the character of its code, and zeros.
MISSING = ord(".")
_CODES = np.frombuffer(("." + SPECIAL).encode("ascii"), dtype=np.uint8)
_FRACTION = np.uint64((1 << 56) - 1)
_MANTISSA = np.uint64((1 << 52) - 1)
_TOP = np.uint64(56)
# Numbers at a time. Steps between stay in the processor's cache, and in memory that the allocator does not hand back
# to the system after each: with 65,536 at a time the same work takes three times as long.
_SOME = 1 << 13


def to_ibm(values: Floats) -> Words:
    """The numbers as IBM doubles, exact; NaN is missing, with its letter if it bears one; -0.0 is 0.

    They must fit: `outside` says which do not.
    """
    return _by_parts(_to_ibm, np.ascontiguousarray(values, dtype=np.float64), np.uint64)


def from_ibm(words: Words) -> Floats:
    """The numbers IBM doubles stand for; missing is NaN that bears its letter (`mappings.missing`).

    A fraction of more than 53 bits is rounded to the nearest double, half to even: `rounded` says which were.
    """
    return _by_parts(_from_ibm, np.ascontiguousarray(words, dtype=np.uint64), np.float64)


def outside(values: Floats) -> Mask:
    """Which numbers IBM doubles cannot hold: infinite, too large, too close to zero."""
    size = np.abs(values)
    return np.asarray((size >= TOO_LARGE) | ((size < SMALLEST) & (size > 0)))


def rounded(words: Words) -> Mask:
    """Which words have more than the 53 bits of a double, so that `from_ibm` rounds them."""
    return _by_parts(_rounded, np.ascontiguousarray(words, dtype=np.uint64), np.bool_)


def unnormalised(words: Words) -> Mask:
    """Which words say their number in another way than `to_ibm`: leading zeros, or a zero that is not all zeros."""
    return _by_parts(_unnormalised, np.ascontiguousarray(words, dtype=np.uint64), np.bool_)


def _by_parts(function: Callable[[Any], _Found], source: Floats | Words, kind: type) -> _Found:
    if len(source) <= _SOME:
        return function(source)
    found: Any = np.empty(len(source), dtype=kind)
    for start in range(0, len(source), _SOME):
        found[start : start + _SOME] = function(source[start : start + _SOME])
    return found  # type: ignore[no-any-return]  # made here, of the same kind as its parts


def _to_ibm(values: Floats) -> Words:
    bits = values.view(np.uint64)
    first = bits >> np.uint64(52)
    words = bits & _MANTISSA
    # The power of 16 takes what it can of the power of 2; what is left of it, 0 to 3, shifts the mantissa.
    words <<= (first + np.uint64(1)) & np.uint64(3)
    words += _HEAD.take(first.view(np.int64))
    nan = np.flatnonzero(np.isnan(values))
    if len(nan):
        letters = letters_of(values[nan]).astype(np.uint64)
        letters[letters == 0] = MISSING
        words[nan] = letters << _TOP
    return np.asarray(words)


def _from_ibm(words: Words) -> Floats:
    fraction = words & _FRACTION
    first = (words >> _TOP).view(np.int64)
    # The processor rounds an integer to the nearest double; a power of two then changes no bit of it.
    values = fraction.view(np.int64).astype(np.float64)
    values *= _POWER.take(first)
    if not fraction.all():
        empty = np.flatnonzero(fraction == 0)
        values[empty] = _EMPTY[first[empty]]
    return values


def _rounded(words: Words) -> Mask:
    fraction = (words & _FRACTION).view(np.int64)
    return np.asarray(fraction.astype(np.float64).astype(np.int64) != fraction)


def _unnormalised(words: Words) -> Mask:
    # Nothing in the first digit of the fraction: a number of all zeros or a missing value, else unnormalised.
    odd = np.asarray((words & np.uint64(0xF << 52)) == 0)
    odd &= words != 0
    if odd.any():
        places = np.flatnonzero(odd)
        found = words[places]
        odd[places] = ~_KNOWN[(found >> _TOP).view(np.int64)] | ((found & _FRACTION) != 0)
    return odd


def _heads() -> Words:
    """For each sign and power of an IEEE double: sign and power of the IBM word, and the mantissa's hidden bit."""
    heads = np.zeros(4096, dtype=np.uint64)
    for first in range(4096):
        # value = mantissa / 2**53 * 2**power; the power of 16 is power / 4 rounded up.
        sixteens = -((1022 - (first & 0x7FF)) // 4)
        if -64 <= sixteens < 64:
            heads[first] = ((first >> 11) << 63) + ((sixteens + 64) << 56) + (1 << (52 + (first + 1) % 4))
    return heads


_HEAD = _heads()
# By the first byte of a word: what its fraction is multiplied by, and what it is with no fraction.
_POWER = np.array([(-1.0 if first > 127 else 1.0) * 2.0 ** (4 * (first % 128 - 64) - 56) for first in range(256)])
_EMPTY = np.zeros(256)
_EMPTY[_CODES] = tagged(_CODES)
_KNOWN = np.isnan(_EMPTY)
