"""Special missing values of numbers (._, .A to .Z): a NaN that bears its letter, so that no column beside is needed."""

from __future__ import annotations

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Letters = np.ndarray[Any, np.dtype[np.uint8]]

# SAS: a dot, or one of these; the dot alone is any other NaN.
SPECIAL = "_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A quiet NaN with the letter in its last byte, and a mark in the middle that arithmetic does not make by chance.
_MARK = 0x7FF8_5A53_0000_0000
_LETTER = np.uint64(0xFF)


def tagged(letters: Letters) -> Floats:
    """NaN for each ASCII code; the codes of `SPECIAL` are borne, any other is a plain missing value."""
    known = np.isin(letters, np.frombuffer(SPECIAL.encode("ascii"), dtype=np.uint8))
    words = np.where(known, np.uint64(_MARK) | letters.astype(np.uint64), np.float64(np.nan).view(np.uint64))
    return words.view(np.float64)


def letters_of(values: Floats) -> Letters:
    """The ASCII code that each NaN bears; 0 for numbers and plain missing values."""
    words = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64)
    # The sign may have been turned by arithmetic.
    marked = (words & np.uint64(0x7FFF_FFFF_FFFF_FF00)) == np.uint64(_MARK)
    return np.where(marked, words & _LETTER, np.uint64(0)).astype(np.uint8)
