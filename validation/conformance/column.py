"""A variable's values as rules see them: distinct values and, for each record, which of them it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

Mask = NDArray[np.bool_]
Codes = NDArray[np.int32]


def number_text(value: float) -> str:
    """A number at its shortest: 1, 0.5, 1e+20."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


@dataclass(frozen=True, eq=False)
class Column:
    """Distinct values, and for each record the position of its value; -1 where the value is missing or blank.

    Text values are stripped at the right end, as a transport file gives them. A number is a float. A value may be a
    tuple, where an operation gave each record a list.
    """

    codes: Codes
    values: NDArray[np.object_]
    number: bool = False

    def __len__(self) -> int:
        """How many records."""
        return len(self.codes)

    def spread(self, of_values: Any, missing: bool = False) -> Mask:
        """For each record what is true of its value; `missing` where it has none."""
        return np.append(np.asarray(of_values, dtype=bool), missing)[self.codes]

    def where(self, test: Callable[[Any], bool], missing: bool = False) -> Mask:
        """For each record whether its value passes the test, asked once for each distinct value."""
        return self.spread([test(value) for value in self.values], missing)

    def mapped(self, turn: Callable[[Any], Any], number: bool = False) -> Column:
        """The column of what each value turns into; None and "" are missing."""
        turned = [turn(value) for value in self.values]
        return encoded(turned, number=number).take(self.codes)

    def take(self, rows: NDArray[Any]) -> Column:
        """The column of these records, in this order; a position of -1 gives a record without a value."""
        return Column(np.append(self.codes, np.int32(-1))[rows].astype(np.int32, copy=False), self.values, self.number)

    @cached_property
    def empty(self) -> Mask:
        """Where the value is missing or blank."""
        return self.codes < 0

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        """The distinct values as text, numbers at their shortest."""
        if not self.number:
            return self.values
        return np.array([number_text(value) for value in self.values], dtype=object)

    def cells(self, rows: NDArray[Any] | None = None) -> NDArray[np.object_]:
        """Each record's value as text, "" where it is missing; of these records, or of all."""
        texts = np.empty(len(self.values) + 1, dtype=object)
        texts[:-1] = [str(one) if not isinstance(one, str) else one for one in self.texts]
        texts[-1] = ""
        return texts[self.codes if rows is None else self.codes[rows]]


def encoded(values: Sequence[Any], *, number: bool = False) -> Column:
    """The column of these values; None, NaN and blank text are missing."""
    seen: dict[Any, int] = {}
    codes = np.empty(len(values), dtype=np.int32)
    for row, value in enumerate(values):
        blank = value is None or value == "" or (isinstance(value, float) and value != value)
        codes[row] = -1 if blank else seen.setdefault(value, len(seen))
    return Column(codes, _objects(list(seen)), number)


def column_of(series: Series) -> Column:
    """The column of a variable of a dataset's records: numbers stay numbers, all else is text."""
    if pd.api.types.is_numeric_dtype(series.dtype) and not isinstance(series.dtype, pd.CategoricalDtype):
        codes, numbers = pd.factorize(series.to_numpy(dtype="float64", na_value=np.nan))
        return Column(codes.astype(np.int32), _objects([float(one) for one in numbers]), number=True)
    codes, distinct = pd.factorize(series)
    given = np.asarray(distinct, dtype=object).tolist()
    texts = ["" if one is None or one is pd.NA else str(one).rstrip() for one in given]
    # Nothing was stripped, and nothing is blank: the values are distinct as they are, which is how they mostly come.
    if all(map(is_, texts, given)) and "" not in texts:
        return Column(codes.astype(np.int32), _objects(texts))
    return encoded(texts).take(codes)


def _objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """The values in an array of objects; tuples stay tuples."""
    if not any(isinstance(value, (tuple, list)) for value in values):
        return np.array(values, dtype=object)
    array = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        array[row] = value
    return array
