"""The rows of each subject: whose a row is, which of them comes first, what is known in it; on codes, never by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.distinct import Codes, as_text, combined, encoded, factors
from mappings.error import MappingError
from mappings.records import taken
from mappings.where import NUMBER

# Private names of another floor: public functions there would be words that rules can say.
from sdtm.algorithms.relations import _sort_keys
from sdtm.algorithms.timing import _of_record

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

# Of the terms of CDISC's codelist NY those that do not say yes.
NOT_YES = frozenset({"N", "NA", "U"})
EXACT = Context(prec=800)  # a float's shortest decimal text has at most 17 digits, its exponent at most 308


class Subjects:
    """The subjects of the records, numbered, and which of them each row of any column belongs to."""

    def __init__(self, subject: Series) -> None:
        self.subject = subject
        self.index = subject.index
        self.codes, names = factors(subject)
        self.names = pd.Index(names, dtype="object")

    def of_rows(self, column: Series) -> Codes:
        """For each row of the column, of this dataset or another, the number of its subject; -1: none of these."""
        if same_rows(column.index, self.index):
            return self.codes
        if isinstance(column.index, pd.RangeIndex):
            problem = f"{column.name or 'the column'} has no subjects"
            raise MappingError("", problem, "name a column of a dataset or table with subjects")
        if isinstance(column.index, pd.CategoricalIndex):
            turn = np.append(self.names.get_indexer(column.index.categories.astype("object")), -1)
            return turn[column.index.codes].astype(np.int64)
        labels = pd.Index(column.index, dtype="object")
        return np.asarray(self.names.get_indexer(labels), dtype=np.int64)

    def values(self, column: Series, rows: Codes) -> Series:
        """For each record the column's value at the row found for its subject; missing at -1."""
        return taken(column, np.append(rows, -1)[self.codes], self.index)

    def numbers(self, figures: Floats) -> Series:
        """For each record the figure found for its subject; missing where there is no subject."""
        return Series(np.append(figures, np.nan)[self.codes], index=self.index)

    def here(self, column: Series) -> Series:
        """The column by record: as it is, or (of another dataset) the value of the subject's first row."""
        if same_rows(column.index, self.index):
            return column
        return _of_record(column, self.subject)


@dataclass(frozen=True)
class Key:
    """What rows are put in order by: numbers, NaN where missing; `falling` puts the greatest first."""

    ranks: Floats
    falling: bool = False


def same_rows(one: pd.Index, other: pd.Index) -> bool:
    """Whether two columns have the same rows: those of one dataset."""
    return one.is_(other) or (one.dtype == other.dtype and one.equals(other))


def check_together(*columns: Series) -> None:
    """An error unless the columns are of one dataset."""
    for column in columns[1:]:
        if not same_rows(columns[0].index, column.index):
            names = [str(one.name or "a column of this dataset") for one in (columns[0], column)]
            raise MappingError("", f"{names[0]} and {names[1]} are of two datasets", "name columns of one dataset")


def listed(columns: Any, option: str) -> tuple[Series, ...]:
    """The columns an option names: none, one, or several in brackets."""
    several = () if columns is None else columns if isinstance(columns, tuple | list) else (columns,)
    if not all(isinstance(column, Series) for column in several):
        wrong = next(column for column in several if not isinstance(column, Series))
        raise MappingError("", f"{option} wants columns, not {wrong!r}", f"for example  {option}=[PARAMCD, AVISIT]")
    return tuple(several)


def numeric(column: Series) -> bool:
    """Whether the column holds numbers; what is dictionary-encoded is text."""
    return not isinstance(column.dtype, pd.CategoricalDtype) and pd.api.types.is_numeric_dtype(column.dtype)


def numbers(column: Series, what: str) -> Floats:
    """The column's numbers; a column of text is an error."""
    if not numeric(column):
        remedy = "make it a number in a variable of its own first, for example  date(EXSTDTC)  or  number(result)"
        raise MappingError("", f"{what} wants numbers, and {column.name or 'this column'} is text", remedy)
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def given(column: Series) -> Mask:
    """Where the column has a value: neither missing nor blank."""
    if numeric(column):
        return column.notna().to_numpy(dtype=bool)
    codes, words = factors(as_text(column))
    return np.array([*(bool(word.strip()) for word in words), False], dtype=bool)[codes]


def held(columns: Sequence[Series], length: int) -> Mask:
    """Where every column has a value that is no N, NA or U."""
    holds = np.ones(length, dtype=bool)
    for column in columns:
        holds &= given(column)
        if not numeric(column):
            codes, words = factors(as_text(column))
            holds &= np.array([*(word.strip() not in NOT_YES for word in words), False], dtype=bool)[codes]
    return holds


def flagged(mask: Mask, index: pd.Index, value: str = "Y", otherwise: str = "") -> Series:
    """The value where the mask holds, else the other text (empty: missing)."""
    return encoded(np.where(mask, 0, 1), [value, otherwise or None], index)


def group_codes(columns: Sequence[Series]) -> Codes:
    """The number of each distinct combination of values; missing is a value like any other."""
    parts = [factors(column) for column in columns]
    return combined([(codes, len(values)) for codes, values in parts], len(columns[0]))


def key(column: Series, *, falling: bool = False) -> Key:
    """The order of a column: numbers by size, text that is all numbers by size too, other text by letters."""
    if numeric(column):
        return Key(column.to_numpy(dtype=np.float64, na_value=np.nan), falling)
    codes, words = factors(as_text(column))
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(words)))
    ranks = np.full(len(words) + 1, np.nan)
    ranks[used] = _ranks([words[code] for code in used.tolist()])
    return Key(ranks[codes], falling)


def _ranks(words: list[str]) -> Floats:
    """The place of each text in order, the same for texts that are the same number."""
    keys: list[Any] = words
    if any(NUMBER.fullmatch(word) for word in words):
        keys = _sort_keys(words)
    places = {one: place for place, one in enumerate(sorted(set(keys)))}
    return np.array([places[one] for one in keys], dtype=np.float64)


def outermost(group: Codes, order: Sequence[Key], chosen: Mask | None = None, *, last: bool = False) -> Codes:
    """For each group its first (last) chosen row in the order of the keys; -1 where none is chosen.

    A row whose key is missing is taken only where no other is known. Of equals the first (last) row is taken. Rows
    with group -1 belong to none.
    """
    count = int(group.max(initial=-1)) + 1
    rows = np.flatnonzero(group >= 0 if chosen is None else chosen & (group >= 0))
    for one in order:
        rows = _nearest(rows, group, one.ranks[rows], count, greatest=one.falling != last)
    found = np.full(count, -1, dtype=np.int64)
    rows = rows if last else rows[::-1]
    found[group[rows]] = rows
    return found


def _nearest(rows: Codes, group: Codes, ranks: Floats, count: int, *, greatest: bool) -> Codes:
    """Those rows that have the least (greatest) rank of their group; all of a group without any."""
    groups, known = group[rows], ~np.isnan(ranks)
    best, some = np.full(count, -np.inf if greatest else np.inf), np.zeros(count, dtype=bool)
    (np.maximum if greatest else np.minimum).at(best, groups[known], ranks[known])
    some[groups[known]] = True
    return rows[np.where(known, ranks == best[groups], ~some[groups])]


def totals(group: Codes, values: Floats, count: int) -> Floats:
    """The sum of each group's numbers, exact on their decimal digits and rounded once; NaN where it has none."""
    known = (group >= 0) & np.isfinite(values)
    groups, numbers = group[known], values[known]
    sums = _scaled_totals(groups, numbers, count)
    if sums is None:
        exact = [Decimal(0)] * count
        for place, number in zip(groups.tolist(), numbers.tolist(), strict=True):
            exact[place] = EXACT.add(exact[place], Decimal(repr(number)))
        sums = np.array([float(one) for one in exact], dtype=np.float64)
    return np.where(np.bincount(groups, minlength=count) > 0, sums + 0.0, np.nan)


def _scaled_totals(groups: Codes, numbers: Floats, count: int) -> Floats | None:
    """The sums by whole numbers of the smallest digit; None where a double does not hold those."""
    for digits in range(10):
        size = 10.0**digits
        scaled = np.rint(numbers * size)
        if not np.bincount(groups, np.abs(scaled), minlength=count).max(initial=0.0) < 2.0**53:
            return None
        if (scaled / size == numbers).all():
            return np.asarray(np.bincount(groups, scaled, minlength=count) / size)
    return None
