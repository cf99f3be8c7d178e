"""IBM doubles: exact both ways over their whole range, rounded to the nearest where they say more than a double."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.xpt.ibm import SMALLEST, TOO_LARGE, from_ibm, outside, rounded, to_ibm, unnormalised
from mappings.missing import SPECIAL, letters_of, tagged

NUMBERS = st.floats(allow_nan=True, allow_infinity=False).filter(
    lambda value: value != value or value == 0 or SMALLEST <= abs(value) < TOO_LARGE
)
WORDS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 255).map(lambda first: first << 56))
CODES = {ord(".") << 56, *(ord(letter) << 56 for letter in SPECIAL)}
# More than are worked on at a time.
MANY = (1 << 13) * 2 + 5


def exact(word: int) -> Fraction:
    """What a word says: sign, power of 16 and 56 bits of a fraction (TS-140)."""
    sign = -1 if word >> 63 else 1
    return sign * Fraction(word & (1 << 56) - 1, 1 << 56) * Fraction(16) ** ((word >> 56 & 0x7F) - 64)


@settings(max_examples=300, deadline=None)
@given(st.lists(NUMBERS, max_size=20))
def test_numbers_come_back_exactly(numbers: list[float]) -> None:
    wanted = np.array(numbers, dtype=np.float64)
    words = to_ibm(wanted)
    assert np.array_equal(from_ibm(words), wanted, equal_nan=True)
    assert [exact(int(word)) for word, number in zip(words, numbers, strict=True) if number == number] == [
        Fraction(number) for number in numbers if number == number
    ]
    assert not rounded(words).any()
    assert not unnormalised(words).any()


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=20))
def test_any_word_is_the_nearest_double(said: list[int]) -> None:
    """Python rounds a fraction to the nearest double, half to even."""
    words = np.array(said, dtype=np.uint64)
    found = from_ibm(words)
    for word, number, was_rounded, odd in zip(said, found, rounded(words), unnormalised(words), strict=True):
        if word in CODES:
            assert math.isnan(number)
            assert not was_rounded
            assert not odd
            continue
        assert number == float(exact(word))
        assert was_rounded == (Fraction(float(number)) != exact(word))
        if not was_rounded and not outside(np.array([number]))[0]:
            assert odd == (int(to_ibm(np.array([number]))[0]) != word)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        # Worked out by hand from TS-140: 1 is 16**1 x 1/16, 100 is 16**2 x 0x64/0x100.
        (0.0, "0000000000000000"),
        (1.0, "4110000000000000"),
        (-1.0, "C110000000000000"),
        (100.0, "4264000000000000"),
        (0.0625, "4010000000000000"),
        (-118.625, "C276A00000000000"),
        (SMALLEST, "0010000000000000"),
        (math.nan, "2E00000000000000"),
    ],
)
def test_words_of_known_numbers(number: float, word: str) -> None:
    assert f"{int(to_ibm(np.array([number]))[0]):016X}" == word
    assert np.array_equal(from_ibm(np.array([int(word, 16)], dtype=np.uint64)), [number], equal_nan=True)


def test_b9_random_doubles_over_the_whole_range() -> None:
    source = np.random.default_rng(7)
    wanted = source.normal(size=100_000) * 10.0 ** source.integers(-72, 74, size=100_000)
    assert np.array_equal(from_ibm(to_ibm(wanted)), wanted)
    edges = np.array([SMALLEST, np.nextafter(TOO_LARGE, 0), 0.1 + 0.2, 2.0**53, -(2.0**53)])
    assert np.array_equal(from_ibm(to_ibm(edges)), edges)


def test_many_at_once_are_what_each_is_alone() -> None:
    words = np.random.default_rng(3).integers(0, 2**64, MANY, dtype=np.uint64)
    words[::7] = ord("C") << 56
    values = from_ibm(words)
    alone = np.concatenate([from_ibm(words[at : at + 1]) for at in range(MANY)])
    assert np.array_equal(values.view(np.uint64), alone.view(np.uint64))
    fit = values[~outside(values)]
    assert np.array_equal(to_ibm(fit), np.concatenate([to_ibm(fit[at : at + 1]) for at in range(len(fit))]))
    for mask in (rounded, unnormalised):
        assert np.array_equal(mask(words), [bool(mask(words[at : at + 1])[0]) for at in range(MANY)])


def test_columns_that_lie_apart() -> None:
    table = np.arange(12, dtype=np.float64).reshape(6, 2)
    assert np.array_equal(from_ibm(to_ibm(table[:, 1])), table[:, 1])
    assert len(to_ibm(np.empty(0))) == len(from_ibm(np.empty(0, np.uint64))) == 0


@pytest.mark.parametrize("number", [math.inf, -math.inf, TOO_LARGE, -1e80, np.nextafter(SMALLEST, 0), 5e-324])
def test_numbers_outside(number: float) -> None:
    assert outside(np.array([1.0, number, 0.0, math.nan])).tolist() == [False, True, False, False]


def test_zero_has_one_word() -> None:
    assert to_ibm(np.array([0.0, -0.0])).tolist() == [0, 0]
    others = np.array([0x8000000000000000, 0x4000000000000000, 0xC100000000000000], dtype=np.uint64)
    assert from_ibm(others).tolist() == [0.0, 0.0, 0.0]
    assert not np.signbit(from_ibm(others)).any()
    assert unnormalised(others).all()


@pytest.mark.parametrize("letter", SPECIAL)
def test_special_missing_values_bear_their_letter(letter: str) -> None:
    word = ord(letter) << 56
    values = from_ibm(np.array([word], dtype=np.uint64))
    assert np.isnan(values).all()
    assert letters_of(values).tolist() == [ord(letter)]
    assert to_ibm(values).tolist() == [word]
    assert from_ibm(np.array([word | 1 << 52], dtype=np.uint64))[0] > 0


def test_any_other_nan_is_plainly_missing() -> None:
    plain = np.array([0x7FF8000000000000, 0xFFF8000000000000, 0x7FF0000000000001, 0x7FFFFFFFFFFFFFFF], dtype=np.uint64)
    assert to_ibm(plain.view(np.float64)).tolist() == [ord(".") << 56] * 4
    turned = -tagged(np.array([ord("Q")], dtype=np.uint8))
    assert to_ibm(turned).tolist() == [ord("Q") << 56]


def test_fractions_beyond_53_bits_are_rounded_half_to_even() -> None:
    # 56 bits, of which a double keeps 53: eight units of the last place are one of its own.
    tails = np.arange(0, 25, dtype=np.uint64)
    words = np.uint64(0x4180000000000000) + tails
    units = (from_ibm(words) - 8.0) / 2.0**-49
    assert units.tolist() == [round(Fraction(int(tail), 8)) for tail in tails]
    assert rounded(words).tolist() == [tail % 8 != 0 for tail in tails.tolist()]
    # The largest fraction of all is rounded up into the next power.
    assert from_ibm(np.array([0x41FFFFFFFFFFFFFF], dtype=np.uint64)).tolist() == [16.0]
