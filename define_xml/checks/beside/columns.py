"""A variable's values, each distinct one once, and which record has which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from define_xml.checks.beside.kinds import FITS, digits, number_digits
from mappings.distinct import Codes, factors, number_text

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, repr=False)
class Column:
    """The distinct values as texts, a code for each record (-1: missing), and the numbers where they are numbers.

    What is asked of values is asked once for each distinct one, and kept.
    """

    codes: Codes
    words: tuple[str, ...]
    numbers: tuple[float, ...] | None = None
    fitting: dict[str, Mask] = field(default_factory=dict, compare=False)

    @property
    def numeric(self) -> bool:
        """The variable holds numbers."""
        return self.numbers is not None

    def counts(self, mask: Mask | None = None) -> Codes:
        """How many records (of those) have each value; how many have none stands last."""
        codes = self.codes if mask is None else self.codes[mask]
        found = np.bincount(codes + 1, minlength=len(self.words) + 1)
        return np.append(found[1:], found[0])

    def where(self, holds: Callable[[str], bool], missing: bool = False) -> Mask:
        """The records for whose value it holds."""
        verdicts = np.array([*(bool(holds(word)) for word in self.words), missing], dtype=bool)
        return verdicts[self.codes] if len(self.codes) else np.zeros(0, dtype=bool)

    def records(self, place: int, mask: Mask | None = None, most: int = 5) -> tuple[int, ...]:
        """The numbers, from 1, of the first records that have the value of that place (-1: none)."""
        hits = self.codes == place
        return first_records(hits if mask is None else hits & mask, most)

    def fits(self, kind: str) -> Mask:
        """Which of the distinct values are of that data type."""
        if kind not in self.fitting:
            fits = FITS[kind]
            self.fitting[kind] = np.array([fits(word) for word in self.words], dtype=bool)
        return self.fitting[kind]

    @cached_property
    def letters(self) -> Codes:
        """How many letters each distinct value has."""
        return np.array([len(word) for word in self.words], dtype=np.int64)

    def sizes(self, encoding: str) -> Codes:
        """How many bytes each distinct value has."""
        if all(map(str.isascii, self.words)):
            return self.letters
        return np.array([len(word.encode(encoding, errors="replace")) for word in self.words], dtype=np.int64)

    @cached_property
    def digits(self) -> tuple[Codes, Codes]:
        """The digits of each distinct value, and how many of them are decimals; 0 of one that is no number."""
        if self.numbers is not None:
            return number_digits(np.array(self.numbers, dtype=np.float64))
        numbers = self.fits("float")
        pairs = [digits(word) if number else (0, 0) for word, number in zip(self.words, numbers.tolist(), strict=True)]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]


def first_records(mask: Mask, most: int = 5) -> tuple[int, ...]:
    """The numbers, from 1, of the first records of the mask."""
    return tuple(int(place) + 1 for place in np.flatnonzero(mask)[:most])


def column(values: Series) -> Column:
    """The column of a dataset; blanks at the end of a text do not count, and an empty text is missing."""
    codes, found = factors(values)
    if not isinstance(values.dtype, pd.CategoricalDtype) and pd.api.types.is_numeric_dtype(values.dtype):
        numbers = tuple(float(value) for value in found)
        return Column(codes, tuple(map(_number_word, numbers)), numbers)
    places: dict[str, int] = {}
    turn = np.empty(len(found) + 1, dtype=np.int64)
    turn[-1] = -1
    for place, value in enumerate(found):
        word = str(value).rstrip(" ")
        turn[place] = places.setdefault(word, len(places)) if word else -1
    return Column(turn[codes], tuple(places))


def _number_word(value: float) -> str:
    """What `number_text` gives; most numbers are written so by Python already."""
    plain = repr(value)
    if "e" in plain or "n" in plain:
        return number_text(value)
    return plain.removesuffix(".0") if plain != "-0.0" else "0"
