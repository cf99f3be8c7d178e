"""Time to event: which source gives a subject's event or censoring date, and what that source says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from adam.moments import in_seconds, numbers_of
from adam.subjects import Subjects, same_rows
from mappings.date_columns import Numbers
from mappings.distinct import Codes, as_text, encoded, factors, number_text
from mappings.error import MappingError
from mappings.records import taken
from mappings.sas_dates import DAY
from sdtm.algorithms.timing import _of_record

Sources = Series | tuple[Series, ...]


@dataclass(frozen=True)
class Outcome:
    """For each record the source that won (-1: none; events first, then censors), its row there, and the date."""

    source: Codes
    row: Codes
    date: Numbers


def sources(columns: Sources, what: str) -> tuple[Series, ...]:
    """The columns as a tuple; one column is a tuple of one."""
    found = columns if isinstance(columns, tuple) else (columns,)
    for column in found:
        if not isinstance(column, Series):
            raise MappingError(
                "", f"{column!r} among the {what} is no column of dates", "name a column, for example ADT"
            )
    return found


def outcome(events: tuple[Series, ...], censors: tuple[Series, ...], start: Series | None, subject: Series) -> Outcome:
    """The earliest event, else the latest censoring; of equal dates the source named first.

    A column of the records themselves counts for its record, one of another dataset for all its subject's records.
    """
    dated = [(column, numbers_of(column), in_seconds(column)) for column in (*events, *censors)]
    seconds = all(timed for _, values, timed in dated if not np.isnan(values).all())
    people = Subjects(subject)
    nothing = np.full(len(subject), -1, dtype=np.int64)
    best = Outcome(nothing, nothing, np.full(len(subject), np.nan))
    for place, (column, values, timed) in enumerate(dated):
        late, figures = place >= len(events), np.floor(values / DAY) if timed and not seconds else values
        found, row = _of_source(column, -figures if late else figures, people)
        better = ~np.isnan(found) & ((best.source < 0) | ((best.source < len(events)) == (not late)))
        better &= (best.source < 0) | (found < (-best.date if late else best.date))
        date = np.where(better, -found if late else found, best.date)
        best = Outcome(np.where(better, place, best.source), np.where(better, row, best.row), date)
    return best if start is None else _not_before(best, start, seconds)


def attribute(won: Outcome, columns: Sequence[Series], values: Sequence[Any], subject: Series) -> Series:
    """For each record what the source that won says: its constant, or the value in its column at the row that won."""
    told = []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        rows = np.where(won.source == place, won.row, -1)
        told.append(_at_rows(value, column, rows, subject) if isinstance(value, Series) else value)
    return chosen(won.source, told, subject)


def chosen(which: Codes, values: Sequence[Any], subject: Series) -> Series:
    """For each record the value of that number: a constant, or a column of the records; missing at -1.

    Numbers if all are numbers, else text.
    """
    for value in values:
        if not (value is None or isinstance(value, str | float | int | Series)):
            raise MappingError("", f"{value!r} is no value", "a text, a number, None or a column")
    if not any(map(_is_text, values)):
        table = [_number(value, len(subject)) for value in values]
        answer = np.full(len(subject), np.nan)
        for place, numbers in enumerate(table):
            answer = np.where(which == place, numbers, answer)
        return Series(answer, index=subject.index)
    codes, words = np.full(len(subject), -1, dtype=np.int64), list[str | None]()
    for place, value in enumerate(values):
        own, said = _worded(value)
        codes = np.where(which == place, np.where(own >= 0, own + len(words), -1), codes)
        words += said
    return encoded(codes, words, subject.index)


def _of_source(column: Series, values: Numbers, people: Subjects) -> tuple[Numbers, Codes]:
    """For each record the smallest value of its source, and the row it stands in: of equal ones the first."""
    if same_rows(column.index, people.index):
        return values, np.arange(len(values))
    person, size = people.of_rows(column), len(people.names) + 1
    known = np.flatnonzero((person >= 0) & ~np.isnan(values))
    smallest, row = np.full(size, np.inf), np.full(size, -1, dtype=np.int64)
    np.minimum.at(smallest, person[known], values[known])
    hits = known[values[known] == smallest[person[known]]]
    row[person[hits[::-1]]] = hits[::-1]
    return np.where(np.isinf(smallest), np.nan, smallest)[people.codes], row[people.codes]


def _not_before(won: Outcome, start: Series, seconds: bool) -> Outcome:
    """The same with no date before the start."""
    begun, timed = numbers_of(start), in_seconds(start)
    if timed and not seconds:
        begun = np.floor(begun / DAY)
    elif seconds and not timed:
        begun = begun * DAY
    return Outcome(won.source, won.row, np.where(won.date < begun, begun, won.date))


def _at_rows(value: Series, column: Series, rows: Codes, subject: Series) -> Series:
    """A column of the source's dataset at the rows that won, any other column as the record or its subject has it."""
    if not same_rows(value.index, subject.index) and same_rows(value.index, column.index):
        return taken(value, rows, subject.index)
    return _of_record(value, subject)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Series) and not pd.api.types.is_numeric_dtype(value.dtype))


def _number(value: Any, count: int) -> Numbers:
    if isinstance(value, Series):
        return value.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.full(count, np.nan if value is None else float(value))


def _worded(value: Any) -> tuple[Codes, list[str]]:
    if isinstance(value, Series):
        return factors(as_text(value))
    if value is None:
        return np.array([-1]), []
    return np.array([0]), [value if isinstance(value, str) else number_text(value)]
