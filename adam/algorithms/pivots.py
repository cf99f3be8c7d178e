"""Words that turn records about: one record for each group of them, a column for each test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from adam.subjects import group_codes
from mappings.distinct import Codes, as_text, factors
from mappings.error import MappingError
from mappings.records import TABLE, Dropped, Records, taken

# Private names of another floor: public functions there would be words that rules can say.
from sdtm.algorithms.records import Mask, Names, _at, _check_known, _check_new, _names, _with

Tests = str | tuple[str, ...] | Mapping[str, str]


def pivot(
    table: Records, *, by: Names, name: str, value: str, columns: Tests, needed: frozenset[str] | None = None
) -> Records:
    """One record for each group of records, with a column for each test: what was answered.

    `by` names the variables that make a group, `name` the variable with the test, `value` the one with the answer,
    `columns` the tests: texts, or a {"test": "column"} table that calls the columns otherwise. The order is that in
    which the groups begin. Other columns stay where the group's records agree, and are missing where they do not. Of
    several records of one test in a group the first counts. Counted, and no record of their own: records of other
    tests, without a `by` value, and those of a group after its first. admiral: derive_vars_transposed.

    Example:
        records = 'pivot(QS, by=[USUBJID, VISITNUM], name=QSTESTCD, value=QSSTRESN, columns=["ODI0101", "ODI0102"])'
    """
    names, made = _names(by), _tests(columns)
    _check_known(table, [*names, name, value])
    rest = [one for one in table.columns if one not in (*names, name, value)]
    _check_new(Records(table.frame[[*names, *rest, TABLE]], name=table.name), list(made.values()))
    place = _places(table.frame[name], list(made))
    known = np.logical_and.reduce([table.frame[one].notna().to_numpy() for one in names])
    rows = np.flatnonzero(known & (place >= 0))
    group = group_codes([table.frame[one].iloc[rows] for one in names])
    first, cells = _grid(rows, group, place[rows], len(made))
    kept = [one for one in rest if needed is None or one in needed]
    hidden = [one for one in table.frame.columns if one.startswith("#")]
    frame = _at(table.frame[[*names, *hidden]], first)
    same = {one: _agreed(table.frame[one], rows, group, first) for one in kept}
    answers = {column: taken(table.frame[value], cells[:, at], frame.index) for at, column in enumerate(made.values())}
    dropped = _told(table, names, known, place, (rows, group, first, cells))
    return Records(_with(frame, {**same, **answers}), (*table.dropped, *dropped))


def _tests(columns: Any) -> dict[str, str]:
    """For each test the name of its column."""
    several = columns if isinstance(columns, Mapping) else {one: one for one in _names(columns)}
    if not several or not all(isinstance(one, str) and one for one in several.values()):
        example = 'for example  columns=["SYSBP", "DIABP"]  or  columns={"SYSBP": "systolic"}'
        raise MappingError("", "columns is no list of tests", example)
    if len(set(several)) < len(_names(columns) if not isinstance(columns, Mapping) else several):
        raise MappingError("", f"a test is named twice: {', '.join(_names(columns))}", "name it once")
    return dict(several)


def _places(column: Series, tests: list[str]) -> Codes:
    """For each record the place of its test among those named; -1: none of them."""
    codes, words = factors(as_text(column))
    places = {test: at for at, test in enumerate(tests)}
    return np.array([*(places.get(word, -1) for word in words), -1], dtype=np.int64)[codes]


def _grid(rows: Codes, group: Codes, place: Codes, width: int) -> tuple[Codes, Codes]:
    """The first row of each group, and of each test in it (groups x tests; -1: none)."""
    count = int(group.max(initial=-1)) + 1
    first, cells = np.empty(count, dtype=np.int64), np.full(count * width, -1, dtype=np.int64)
    first[group[::-1]] = rows[::-1]
    cells[(group * width + place)[::-1]] = rows[::-1]
    return first, cells.reshape(count, width)


def _agreed(column: Series, rows: Codes, group: Codes, first: Codes) -> Series:
    """For each group the value that all of its rows have, missing where they have several."""
    codes = factors(column)[0]
    differ = codes[rows] != codes[first][group]
    places = first.copy()
    places[group[differ]] = -1
    return taken(column, places, pd.RangeIndex(len(first)))


def _told(
    table: Records, names: tuple[str, ...], known: Mask, place: Codes, grid: tuple[Codes, Codes, Codes, Codes]
) -> tuple[Dropped, ...]:
    """The records that gave no record of their own, counted by reason."""
    rows, _, first, cells = grid
    within = ", ".join(names)
    begins, counted, joined = (np.zeros(len(place), dtype=bool) for _ in range(3))
    begins[first], counted[cells[cells >= 0]], joined[rows] = True, True, True
    reasons = {
        f"no {within}": ~known,
        "a test that is not asked for": known & (place < 0),
        f"same test again within {within}": joined & ~counted,
        f"in one record with the first of its {within}": joined & counted & ~begins,
    }
    tables = Records(DataFrame({TABLE: table.frame[TABLE]}))
    return tuple(one for reason, out in reasons.items() if out.any() for one in tables.keep(~out, reason).dropped)
