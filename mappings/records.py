"""Rows of tables on their way to records, each with the table and row it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.distinct import Codes, encoded, factors, text

# Provenance travels in columns no rule can name: `#` begins no name of the grammar.
TABLE, ROW, COLUMN = "#table", "#row", "#column"
JOINED = "#row@"  # before a table's name: the row of that table that was joined to the record


@dataclass(frozen=True)
class Dropped:
    """Rows of a table that gave no record, and why."""

    table: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Records:
    """Columns (text is dictionary-encoded, numbers float64), the provenance of each row, and what was dropped.

    `name` is the table or dataset they are, empty once a word has made something else of them.
    """

    frame: DataFrame
    dropped: tuple[Dropped, ...] = ()
    name: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names rules may say."""
        return tuple(name for name in self.frame.columns if not name.startswith("#"))

    def keep(self, mask: np.ndarray, reason: str) -> Records:
        """The rows where the mask holds; the others are counted by table under the reason."""
        codes, tables = factors(self.frame[TABLE])
        counts = np.bincount(codes[~mask], minlength=len(tables))
        dropped = tuple(Dropped(table, reason, int(counts[tables.index(table)])) for table in sorted(tables))
        dropped = tuple(one for one in dropped if one.rows)
        return replace(self, frame=renumbered(self.frame.loc[mask]), dropped=(*self.dropped, *dropped))


def renumbered(frame: DataFrame) -> DataFrame:
    """The same rows, numbered from 0."""
    return frame.reset_index(drop=True)


def table_records(name: str, frame: DataFrame, first_row: int = 2) -> Records:
    """A raw table as records: text encoded, each row labelled with the table and its line in the file."""
    columns = {column: text(frame[column]) for column in frame.columns if not column.startswith("#")}
    columns[TABLE] = encoded(np.zeros(len(frame), dtype=np.int64), [name], frame.index)
    rows = (
        frame[ROW] if ROW in frame.columns else Series(np.arange(first_row, first_row + len(frame)), index=frame.index)
    )
    return Records(renumbered(DataFrame({**columns, ROW: rows}, index=frame.index)), name=name)


def positions(labels: pd.Index, wanted: Series) -> Codes:
    """For each wanted text, the first position of that label; -1 where there is none."""
    codes, words = pd.factorize(labels)
    first = np.empty(len(words) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    found: dict[object, int] = dict(zip(words, first.tolist(), strict=False))
    if isinstance(wanted.dtype, pd.CategoricalDtype):
        codes, texts = factors(wanted)
        return np.array([*(found.get(text, -1) for text in texts), -1], dtype=np.int64)[codes]
    return np.array([found.get(text, -1) for text in wanted], dtype=np.int64)


def taken(values: Series, places: Codes, index: pd.Index) -> Series:
    """The values at those positions (missing at -1), on a new index."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = np.append(factors(values)[0], -1)[places]
        return Series(pd.Categorical.from_codes(codes, dtype=values.dtype), index=index)
    numbers = np.append(values.to_numpy(dtype=np.float64), np.nan)
    return Series(numbers[places], index=index)


def of_subject(values: Series, subject: Series) -> Series:
    """The value of each record's subject, from a column labelled by subject (the first, if there are several)."""
    return taken(values, positions(values.index, subject), subject.index)


def column_names(tables: Mapping[str, Records]) -> dict[str, tuple[str, ...]]:
    """The column names of each raw table."""
    return {name: records.columns for name, records in tables.items()}
