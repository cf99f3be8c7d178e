"""Words for the records of a dataset: which rows of which tables they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.distinct import Codes, as_text, encoded, factors, number_text
from mappings.error import MappingError, nearest
from mappings.records import COLUMN, TABLE, Records, renumbered

Names = str | Sequence[str]
Cells = str | Sequence[str | None] | None
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def rows(table: Records) -> Records:
    """One record for each row of the table.

    Example:
        records = 'rows(adverse_events)'
    """
    return table


def unpivot(
    table: Records,
    *,
    test: str = "test",
    value: str = "result",
    into: Names = (),
    needed: frozenset[str] | None = None,
    **columns: Cells,
) -> Records:
    """One record for each row and named column: what was asked in `test`, what was answered in `result`.

    The table's columns stay, but for those that no rule names. Blank answers stay too: a `where` drops them, counted.
    The order is that of the rows, then of the columns as written. Several columns for each test fill the columns named
    by `into`; None among them stands for a column the form does not have.

    Example:
        records = 'unpivot(odi, ODI0101=odi_1, ODI0102=odi_2)'
        records = 'unpivot(labs, HGB=[hgb, hgb_unit], PH=[ph, None], into=["result", "unit"])'
    """
    targets = _names(into) if into else (value,)
    sources = {key: _cells(columns[key]) for key in columns}
    _check_new(table, (test, *targets))
    for key, cells in sources.items():
        if len(cells) != len(targets):
            problem = f"{key} has {len(cells)} columns, but {len(targets)} are filled: {', '.join(targets)}"
            raise MappingError("", problem, 'name one column for each of `into`, for example  into=["result", "unit"]')
        _check_known(table, [cell for cell in cells if cell is not None])
    _check_some(sources, "unpivot")
    count = len(table.frame)
    kept = [str(name) for name in table.frame if needed is None or name in needed or str(name).startswith("#")]
    frame = _at(table.frame[kept], np.repeat(np.arange(count), len(sources)))
    asked = np.tile(np.arange(len(sources)), count)
    made = {test: encoded(asked, list(sources), frame.index)}
    for place, name in enumerate(targets):
        answers = [table.frame.get(cells[place]) if cells[place] else None for cells in sources.values()]
        made[name] = _interleaved(answers, frame)
    first = [next((cell for cell in cells if cell is not None), None) for cells in sources.values()]
    made[COLUMN] = encoded(asked, first, frame.index)
    return Records(_with(frame, made), table.dropped)


def checked(table: Records, *, ticked: Names = ("1",), test: str = "test", **columns: str) -> Records:
    """One record for each ticked box of a check-all-that-apply question; which box, in `test`.

    A row none of whose boxes is ticked gives no record and is counted; an unticked box beside a ticked one is not.

    Example:
        records = 'checked(demographics, WHITE=race_1, ASIAN=race_2, OTHER=race_9)'
    """
    for code, column in columns.items():
        if not isinstance(column, str):
            raise MappingError("", f"{code} is not one box", "for example  checked(demographics, WHITE=race_1)")
    _check_known(table, list(columns.values()))
    _check_new(table, (test,))
    _check_some(columns, "checked")
    marks = [_among(table.frame[name], _words(ticked)) for name in columns.values()]
    boxes: Mask = np.column_stack(marks)
    places = np.flatnonzero(boxes.ravel())
    frame = _at(table.frame, places // len(columns))
    made = {
        test: encoded(places % len(columns), list(columns), frame.index),
        COLUMN: encoded(places % len(columns), list(columns.values()), frame.index),
    }
    dropped = table.keep(np.logical_or.reduce(boxes, axis=1), "no box ticked").dropped
    return Records(_with(frame, made), dropped)


def stack(*tables: Records, needed: frozenset[str] | None = None) -> Records:
    """The records of all the tables, one table after the other; missing where a table lacks a column.

    Columns that no rule of the dataset names are left out.

    Example:
        records = 'stack(prior_medication, medication)'
    """
    if not tables:
        raise MappingError("", "stack has nothing to stack", "name the tables, for example  stack(history, surgery)")
    names = list(dict.fromkeys(name for table in tables for name in table.frame.columns))
    names = [name for name in names if needed is None or name in needed or name.startswith("#")]
    names.sort(key=lambda name: name.startswith("#"))
    lengths = [len(table.frame) for table in tables]
    parts = {name: [table.frame.get(name) for table in tables] for name in names}
    frame = DataFrame({name: _stacked(columns, lengths) for name, columns in parts.items()})
    return Records(frame, tuple(out for table in tables for out in table.dropped))


def _title(table: Records) -> str:
    """The table's own name, else that of the (first) table its rows come from; one without rows knows it too."""
    if table.name:
        return table.name
    names = factors(table.frame[TABLE])[1]
    return str(names[0]) if names else "table"


def _interleaved(columns: Sequence[Series | None], frame: DataFrame) -> Series:
    """First row of each column, then second row of each column: one long column of the frame."""
    parts = _filled(columns, [len(frame) // len(columns)] * len(columns))
    if all(map(_numeric, parts)):
        return Series(np.column_stack(parts).ravel(), index=frame.index)
    codes, words = _shared(parts)
    return encoded(np.column_stack(codes).ravel(), words, frame.index)


def _stacked(columns: Sequence[Series | None], lengths: Sequence[int]) -> Series:
    """One column after the other; missing for the length of a column that is not there."""
    if not any(lengths):
        return next(column for column in columns if column is not None)
    parts = _filled(columns, lengths)
    if all(map(_numeric, parts)):
        return Series(np.concatenate([part.to_numpy() for part in parts]))
    codes, words = _shared(parts)
    return encoded(np.concatenate(codes), words, pd.RangeIndex(sum(lengths)))


def _filled(columns: Sequence[Series | None], lengths: Sequence[int]) -> list[Series]:
    """The columns, with a missing one of the same kind for each that is not there."""
    numeric = all(_numeric(column) for column in columns if column is not None)
    return [
        _nothing(length, numeric=numeric) if column is None else column
        for column, length in zip(columns, lengths, strict=True)
    ]


def _nothing(length: int, *, numeric: bool) -> Series:
    if numeric:
        return Series(np.full(length, np.nan))
    return encoded(np.full(length, -1), [], pd.RangeIndex(length))


def _numeric(column: Series) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype)


def _shared(columns: Sequence[Series]) -> tuple[list[Codes], list[str | None]]:
    """Codes of all the columns in one list of words."""
    words: list[str | None] = []
    codes: list[Codes] = []
    for column in columns:
        own, values = factors(as_text(column))
        codes.append(np.where(own >= 0, own + len(words), -1))
        words.extend(values)
    return codes, words


def _among(column: Series, words: frozenset[str]) -> Mask:
    codes, values = factors(as_text(column))
    return np.array([*(value in words for value in values), False], dtype=bool)[codes]


def _at(frame: DataFrame, places: Codes) -> DataFrame:
    return renumbered(frame.take(places))


def _with(frame: DataFrame, made: dict[str, Series]) -> DataFrame:
    """The frame with the made columns, provenance last."""
    columns = {name: frame[name] for name in frame.columns if name not in made} | made
    names = sorted(columns, key=lambda name: name.startswith("#"))
    return DataFrame({name: columns[name] for name in names}, index=frame.index)


def _names(names: Names) -> tuple[str, ...]:
    several = (names,) if isinstance(names, str) else tuple(names) if isinstance(names, tuple | list) else ()
    if not several or not all(isinstance(name, str) for name in several):
        raise MappingError("", f"{_shown(names)} names no column", "for example  by=subject  or  by=[subject, visit]")
    return several


def _cells(names: Cells) -> tuple[str | None, ...]:
    several = tuple(names) if isinstance(names, tuple | list) else (names,)
    if not all(isinstance(name, str | None) for name in several):
        raise MappingError("", f"{_shown(names)} names no column", "for example  unpivot(odi, ODI0101=odi_1)")
    return several


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str | int | float | tuple | list) else "this"


def _words(words: Any) -> frozenset[str]:
    several = words if isinstance(words, list | tuple) else (words,)
    if not all(isinstance(word, str | int | float) and not isinstance(word, bool) for word in several):
        raise MappingError("", "only plain values can be listed", 'for example  ticked=["1", "Y"]')
    return frozenset(word if isinstance(word, str) else number_text(word) for word in several)


def _check_some(columns: dict[str, Any], word: str) -> None:
    if not columns:
        raise MappingError("", f"{word} names no column", f"for example  {word}(form, CODE=column)")


def _check_known(table: Records, names: Sequence[str]) -> None:
    for name in names:
        if name not in table.columns:
            raise MappingError("", f"no column {name} in {_title(table)}", nearest(name, table.columns))


def _check_new(table: Records, names: Sequence[str]) -> None:
    """A made column never hides another: neither could be meant for sure."""
    if len(set(names)) < len(names):
        raise MappingError("", f"one name is given to two columns: {', '.join(names)}", "give each its own")
    for name in names:
        if not isinstance(name, str) or name.startswith("#"):
            raise MappingError("", f"{name!r} is no name of a column", 'for example  test="asked"')
        if name in table.columns:
            remedy = 'give the made columns other names, for example  test="asked", value="answer"'
            raise MappingError("", f"{_title(table)} has a column {name} already", remedy)
