"""A dataset that promises are asked of: its columns, its encoding, and the records a condition selects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import encoded
from mappings.error import InputError
from mappings.where import Where
from validation.conformance.column import Column, column_of, number_text
from validation.conformance.column import encoded as column_encoded
from validation.conformance.table import Columns
from validation.result import Rows

Floats = NDArray[np.float64]
SUBJECT = "USUBJID"


class _Columns(Columns):
    """The columns, encoded by Arrow itself where it holds the text: a pass over the records, none over their texts."""

    def __getitem__(self, name: str) -> Column:
        if name not in self._made:
            self._made[name] = _column(self._frame[name])
        return self._made[name]


def _column(series: Series) -> Column:
    arrow = getattr(series.array, "__arrow_array__", None)
    # Arrow 15 cannot encode an empty column that came encoded.
    if arrow is None or not len(series) or not isinstance(series.dtype, pd.StringDtype):
        return column_of(series)
    held_: Any = arrow().dictionary_encode()
    # What came in several pieces may come in several; an empty column, in none.
    pieces = held_.combine_chunks() if hasattr(held_, "chunks") else held_
    if hasattr(pieces, "chunks"):
        return column_of(series)
    texts = [one.rstrip() for one in pieces.dictionary.to_pylist()]
    codes = (pieces.indices.fill_null(-1) if pieces.indices.null_count else pieces.indices).to_numpy()
    if "" in texts or len(set(texts)) < len(texts):
        # Blanks at the end do not count: two texts are one then, or none.
        return column_encoded(texts).take(codes)
    return Column(codes, np.array(texts, dtype=object))


@dataclass(eq=False)
class Held:
    """A dataset as it leaves the house: columns by name, and what is asked of them more than once."""

    dataset: Dataset
    columns: Columns
    selected: dict[str, Rows] = field(default_factory=dict)
    # `DM.COUNTRY` in a condition: the variable of another dataset, of the subject of each record.
    linked: dict[str, Column] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.dataset.name

    @property
    def count(self) -> int:
        """The number of records."""
        return len(self.dataset.records)

    @property
    def names(self) -> tuple[str, ...]:
        """The variables, in the order of the data."""
        return tuple(self.columns)

    @property
    def encoding(self) -> str:
        """The encoding of text in the file."""
        return (self.dataset.file.encoding if self.dataset.file else "") or "ascii"

    def column(self, name: str) -> Column:
        """A column of the dataset, or of another one as linked to it."""
        return self.linked[name] if name in self.linked else self.columns[name]

    def link(self, other: Held, variable: str) -> str:
        """Link a variable of a dataset with one record for each subject; else why that cannot be."""
        for held_ in (self, other):
            if SUBJECT not in held_.columns:
                return f"{held_.name} has no variable {SUBJECT}"
        if variable not in other.columns:
            return f"{other.name} has no variable {variable}"
        subjects = other.columns[SUBJECT]
        if len(other.of_subject) < len(subjects.values):
            return f"{other.name} has not one record for each {SUBJECT}"
        ours = self.columns[SUBJECT]
        places = np.array([*(other.of_subject.get(str(one), -1) for one in ours.texts), -1], dtype=np.intp)
        self.linked[f"{other.name}.{variable}"] = other.columns[variable].take(places[ours.codes])
        return ""

    def number(self, name: str) -> bool:
        """Whether the data hold numbers there."""
        return is_number(self.dataset.records[name])

    def numbers(self, name: str) -> Floats:
        """Each record's number, NaN where it has none."""
        return self.dataset.records[name].to_numpy(dtype=np.float64, na_value=np.nan)

    def cells(self, name: str, rows: Rows) -> NDArray[np.object_]:
        """The values of these records as text, "" where there is none."""
        if name in self.linked or not self.number(name):
            return self.column(name).cells(rows)
        found = self.numbers(name)[rows]
        return np.array(["" if one != one else number_text(one) for one in found.tolist()], dtype=object)

    def rows(self, where: Where) -> Rows:
        """The positions of the records that the condition selects; those of the last conditions are kept."""
        if where.text not in self.selected:
            if len(self.selected) > 8:
                # A list of positions for each of a thousand tests is much memory.
                self.selected.clear()
            self.selected[where.text] = np.flatnonzero(where.mask(_Encoded(self)))
        return self.selected[where.text]

    @cached_property
    def of_subject(self) -> dict[str, int]:
        """The position of each subject's record; of a subject with several, none."""
        column = self.columns[SUBJECT]
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
        first = np.zeros(len(column.values), dtype=np.int64)
        first[column.codes[column.codes >= 0]] = np.flatnonzero(column.codes >= 0)
        return {str(column.texts[code]): int(first[code]) for code in np.flatnonzero(counts == 1)}


def held(dataset: Dataset) -> Held:
    """The dataset as it leaves the house; one that was read from a file, or that cannot leave so, is itself."""
    if dataset.file is None:
        from define_xml.transport.stream import whole
        from define_xml.transport.submitted import submitted

        # Variables that are absent or too many are what promises are about.
        with suppress(InputError):
            dataset = whole(submitted(dataset))
    return Held(dataset, _Columns(dataset))


def is_number(series: Series) -> bool:
    """Whether a column of records holds numbers."""
    return pd.api.types.is_numeric_dtype(series.dtype) and not isinstance(series.dtype, pd.CategoricalDtype)


class _Encoded(Mapping[str, Series]):
    """The columns as a condition reads them, without looking at each record again."""

    def __init__(self, held_: Held) -> None:
        self._held = held_

    def __getitem__(self, name: str) -> Series:
        if name not in self._held.linked and self._held.number(name):
            return Series(self._held.numbers(name))
        column = self._held.column(name)
        if column.number:
            return Series(np.append(column.values.astype(np.float64), np.nan)[column.codes])
        return encoded(column.codes.astype(np.int64), list(column.values), pd.RangeIndex(len(column)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._held.columns)

    def __len__(self) -> int:
        return len(self._held.columns)
