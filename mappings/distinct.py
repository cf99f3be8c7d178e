"""Work done once for each distinct value, and spread back over the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

Codes = np.ndarray[Any, np.dtype[np.int64]]


def text(values: Sequence[str | None] | Series, index: pd.Index | None = None) -> Series:
    """Dictionary-encoded text (a category Series); None, NaN and NA become missing, blanks stay as they are."""
    series = values if isinstance(values, Series) else Series(list(values), index=index, dtype="object")
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series
    codes, words = pd.factorize(series, use_na_sentinel=True)
    return encoded(codes, [str(word) for word in words], series.index)


def encoded(codes: Codes, words: Sequence[str | None], index: pd.Index) -> Series:
    """A category Series from codes and words; words may repeat or be None (missing), code -1 is missing."""
    places: dict[str, int] = {}
    turn = np.empty(len(words) + 1, dtype=np.int64)
    turn[-1] = -1
    for place, word in enumerate(words):
        turn[place] = -1 if word is None else places.setdefault(word, len(places))
    categories = pd.CategoricalDtype(pd.Index(list(places), dtype="object"))
    # The codes were made here, so that pandas need not look at each again.
    return Series(pd.Categorical.from_codes(turn[codes], dtype=categories, validate=False), index=index, copy=False)


class Growing:
    """Dictionary-encoded text that grows piece by piece, as `text` makes it of the whole."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.pieces: list[np.ndarray[Any, np.dtype[Any]]] = []

    def add(self, piece: Series) -> None:
        """The next values."""
        codes, words = factors(piece)
        turn = [self.places.setdefault(str(word), len(self.places)) for word in words]
        # As small as the number of words allows, for a study has few: what is joined later takes the largest.
        size = np.min_scalar_type(-max(len(self.places), 1))
        self.pieces.append(np.array([*turn, -1], dtype=size)[codes])

    def column(self) -> Series:
        """All of them as one column; nothing is left here."""
        codes = np.concatenate([*self.pieces, np.empty(0, dtype=np.int8)])
        self.pieces.clear()
        categories = pd.CategoricalDtype(pd.Index(list(self.places), dtype="object"))
        return Series(pd.Categorical.from_codes(codes, dtype=categories, validate=False), copy=False)


def factors(column: Series) -> tuple[Codes, list[Any]]:
    """Codes (missing: -1) and the distinct values they stand for; numbers and text alike."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        # The array itself: the `.cat` accessor makes a Series each time, which is most of the cost on small data.
        categorical: Any = column.array
        return categorical.codes.astype(np.int64), categorical.categories.tolist()
    codes, values = pd.factorize(column, use_na_sentinel=True)
    return codes.astype(np.int64), list(values)


def groups(columns: Sequence[Series]) -> tuple[Codes, list[tuple[Any, ...]]]:
    """For rows over several columns: the code of each distinct combination, and the combinations (None: missing)."""
    parts = [factors(column) for column in columns]
    if len(parts) == 1:
        return _single(*parts[0])
    packed = combined([(codes, len(values)) for codes, values in parts], len(columns[0]))
    count = int(packed.max()) + 1 if len(packed) else 0
    first = np.zeros(count, dtype=np.int64)
    first[packed[::-1]] = np.arange(len(packed) - 1, -1, -1)
    picked = [[values[code] if code >= 0 else None for code in codes[first].tolist()] for codes, values in parts]
    return packed, list(zip(*picked, strict=True))


def combined(parts: Sequence[tuple[Codes, int]], length: int) -> Codes:
    """One code for each distinct combination of codes (-1: missing, a value like any other), by first appearance.

    Each part is the codes of a column of that length, and how many values they stand for.
    """
    packed, limit = np.zeros(length, dtype=np.int64), 1
    for codes, count in parts:
        packed, limit = _dense(packed * (count + 1) + codes + 1, limit * (count + 1))
    return packed


def _single(codes: Codes, values: list[Any]) -> tuple[Codes, list[tuple[Any, ...]]]:
    """The groups of one column: the values that occur, and missing if it does."""
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(values) + 1)) - 1
    turn = np.empty(len(values) + 1, dtype=np.int64)
    turn[used] = np.arange(len(used))
    return turn[codes], [(values[code] if code >= 0 else None,) for code in used.tolist()]


def _dense(packed: Codes, limit: int) -> tuple[Codes, int]:
    """The same grouping with the smallest possible numbers, so that packing never overflows, and how many there are."""
    if limit > 4 * len(packed) + 1024:
        codes, words = pd.factorize(packed)
        return codes.astype(np.int64), len(words)
    # A table of all numbers there could be is smaller than the rows: no hashing.
    first = np.full(limit, len(packed), dtype=np.int64)
    first[packed[::-1]] = np.arange(len(packed) - 1, -1, -1)
    used = np.flatnonzero(first < len(packed))
    first[used[np.argsort(first[used])]] = np.arange(len(used))
    return first[packed], len(used)


def spread(function: Callable[..., str | None], *columns: Series) -> Series:
    """Text: the function's answer for each distinct combination of values (missing comes as None)."""
    codes, combinations = groups(columns)
    return encoded(codes, [function(*values) for values in combinations], columns[0].index)


def spread_number(function: Callable[..., float | int | None], *columns: Series) -> Series:
    """Numbers (float64, missing NaN): the function's answer for each distinct combination of values."""
    codes, combinations = groups(columns)
    answers = [function(*values) for values in combinations]
    numbers = np.array([np.nan if answer is None else float(answer) for answer in answers], dtype=np.float64)
    return Series(numbers[codes] if len(codes) else np.empty(0), index=columns[0].index)


def spread_flag(function: Callable[..., bool], *columns: Series) -> Series:
    """True or False: the function's verdict for each distinct combination of values."""
    codes, combinations = groups(columns)
    verdicts = np.array([bool(function(*values)) for values in combinations], dtype=bool)
    return Series(verdicts[codes] if len(codes) else np.empty(0, dtype=bool), index=columns[0].index)


def number_text(value: float) -> str:
    """A number as people write it: no exponent, no trailing zeros, -0 is 0."""
    from decimal import Decimal

    plain = format(Decimal(repr(float(value))), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain


def as_text(column: Series) -> Series:
    """The column as dictionary-encoded text; numbers as people write them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column
    if pd.api.types.is_numeric_dtype(column.dtype):
        return spread(lambda value: None if value is None else number_text(value), column)
    return text(column)
