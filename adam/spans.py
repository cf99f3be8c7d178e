"""Analysis windows: the rows of a study table that say from which day to which day a window reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.date_columns import Mask, Numbers
from mappings.distinct import Codes, as_text, factors, number_text
from mappings.error import MappingError
from mappings.where import NUMBER


@dataclass(frozen=True)
class Span:
    """One window: its first and last day (infinite where it is open), and its row in the table."""

    low: float
    high: float
    row: int

    def __str__(self) -> str:
        low, high = (number_text(end) if math.isfinite(end) else "" for end in (self.low, self.high))
        return f"[{low}, {high}] in row {self.row + 1}"


class Windows:
    """The windows of a table, for each value of `windows_by` its own; rows without one hold for all other values.

    Both ends belong to a window; an empty end is open. Windows that overlap, or end before they start, are an error.
    """

    def __init__(self, lows: Series, highs: Series, windows_by: Series | None = None) -> None:
        if not len(lows) == len(highs) == (len(lows) if windows_by is None else len(windows_by)):
            raise MappingError("", "the columns of the windows are of two tables", "name columns of one table")
        ends = zip(_ends(lows, -math.inf), _ends(highs, math.inf), strict=True)
        owners = [None] * len(lows) if windows_by is None else _texts(windows_by)
        self.spans: dict[str | None, list[Span]] = {}
        for row, (low, high) in enumerate(ends):
            self.spans.setdefault(owners[row], []).append(Span(low, high, row))
        for spans in self.spans.values():
            spans.sort(key=lambda span: (span.low, span.high))
            _check(spans)

    def rows(self, days: Numbers, by: Series | None = None) -> Codes:
        """The row of the window that holds each day; -1 where none does, or the day is missing."""
        found = np.full(len(days), -1, dtype=np.int64)
        for records, spans in self._parts(len(days), by):
            lows, highs = (np.array([getattr(span, end) for span in spans]) for end in ("low", "high"))
            own = days[records]
            at = np.searchsorted(lows, own, side="right") - 1
            inside = (at >= 0) & (own <= highs[at])
            found[records] = np.where(inside, np.array([span.row for span in spans])[at], -1)
        return found

    def at_ends(self, days: Numbers, by: Series | None = None) -> Mask:
        """The records on the first or last day of a window."""
        found = np.zeros(len(days), dtype=bool)
        for records, spans in self._parts(len(days), by):
            found[records] = np.isin(days[records], [end for span in spans for end in (span.low, span.high)])
        return found

    def _parts(self, count: int, by: Series | None) -> Iterator[tuple[Codes, list[Span]]]:
        """The records of each value of `by`, with the windows that hold for them."""
        rest = self.spans.get(None, [])
        if by is None:
            if self.spans and not rest:
                raise MappingError("", "windows_by is said without by", "for example  by=PARAMCD")
            if rest:
                yield np.arange(count), rest
            return
        codes, words = factors(as_text(by))
        for code in np.unique(codes).tolist():
            spans = self.spans.get(words[code], rest) if code >= 0 else rest
            if spans:
                yield np.flatnonzero(codes == code), spans


def plain_numbers(column: Series, what: str) -> list[float]:
    """The numbers of a column of a table, NaN where it is empty; a text that is no number is an error."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return list(column.to_numpy(dtype=np.float64, na_value=np.nan).tolist())
    found = []
    for row, text in enumerate(_texts(column)):
        if text is not None and not NUMBER.fullmatch(text):
            place = f"{column.name or what}, row {row + 1}"
            raise MappingError("", f"{place}: {text!r} is no number", "write a number, or leave the cell empty")
        found.append(math.nan if text is None else float(text))
    return found


def _ends(column: Series, opened: float) -> list[float]:
    return [opened if math.isnan(end) else end for end in plain_numbers(column, "an end of the windows")]


def _texts(column: Series) -> list[str | None]:
    """The texts of a small column, None where there is nothing but blanks."""
    cells: list[Any] = as_text(column).astype("object").tolist()
    return [cell if isinstance(cell, str) and cell.strip() else None for cell in cells]


def _check(spans: list[Span]) -> None:
    for span in spans:
        if span.low > span.high:
            raise MappingError("", f"the window {span} ends before it starts", "put its first day first")
    for one, other in pairwise(spans):
        if one.high >= other.low:
            problem = f"the windows {one} and {other} overlap"
            raise MappingError("", problem, "let each day lie in one window; both ends belong to it")
