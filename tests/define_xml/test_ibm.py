"""IBM doubles: exact both ways over their whole range."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.ibm import SMALLEST, TOO_LARGE, from_ibm, outside, to_ibm

NUMBERS = st.floats(allow_nan=True, allow_infinity=False).filter(
    lambda value: value != value or value == 0 or SMALLEST <= abs(value) < TOO_LARGE
)


@settings(max_examples=300, deadline=None)
@given(st.lists(NUMBERS, max_size=20))
def test_numbers_come_back_exactly(numbers: list[float]) -> None:
    wanted = np.array(numbers, dtype=np.float64)
    found = from_ibm(to_ibm(wanted))
    assert np.array_equal(found, wanted, equal_nan=True)


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


@pytest.mark.parametrize("number", [math.inf, -math.inf, TOO_LARGE, -1e80, np.nextafter(SMALLEST, 0), 5e-324])
def test_numbers_outside(number: float) -> None:
    assert outside(np.array([1.0, number, 0.0, math.nan])).tolist() == [False, True, False, False]


@pytest.mark.parametrize("letter", "._AZ")
def test_every_missing_value_is_nan_and_no_number_is(letter: str) -> None:
    missing = ord(letter) << 56
    assert np.isnan(from_ibm(np.array([missing], dtype=np.uint64))).all()
    assert from_ibm(np.array([missing | 1 << 52], dtype=np.uint64))[0] > 0


def test_fractions_beyond_53_bits_are_rounded_to_the_nearest() -> None:
    # 56 bits: 1 and 15 units of the last place, of which a double keeps every eighth.
    words = np.array([0x4180000000000001, 0x418000000000000F], dtype=np.uint64)
    assert from_ibm(words).tolist() == [8.0, 8.0 + 2.0**-49 * 2]
