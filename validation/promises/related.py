"""Promises between values: keys, pairs that go one to one, ends and starts, and values of another dataset."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pandas import Series

from mappings.distinct import Codes, combined
from mappings.iso8601 import compare
from validation.promises.held import SUBJECT, Held
from validation.promises.promise import NotBefore
from validation.result import Rows


def repeated(held: Held, names: Sequence[str]) -> Rows:
    """The records that have the same key as another; a missing part is a part like any other."""
    packed, size = np.zeros(held.count, dtype=np.int64), 1
    for name in names:
        column = held.columns[name]
        size *= len(column.values) + 1
        if size >= 1 << 62:
            packed = _codes(held, names)
            break
        packed = packed * (len(column.values) + 1) + (column.codes + 1)
    if len(names) > 1 and (packed[1:] > packed[:-1]).all():
        # Records that stand in the order of their keys need no further look.
        return np.zeros(0, dtype=np.intp)
    twice = Series(packed).duplicated(keep=False).to_numpy()
    if len(names) == 1:
        # A key that is missing is told of where it is mandatory.
        twice = twice & (packed > 0)
    return np.flatnonzero(twice)


def one_to_one(held: Held, names: Sequence[str], within: Sequence[str]) -> Rows:
    """The records whose pair is met less often than another pair with one of its two values."""
    one, other = (held.columns[name].codes for name in names)
    both = np.flatnonzero((one >= 0) & (other >= 0))
    pair, left, right = (_codes(held, (*within, *part), both) for part in (names, names[:1], names[1:]))
    pairs, first, which, counts = np.unique(pair, return_index=True, return_inverse=True, return_counts=True)
    if len(pairs) == len(np.unique(left)) == len(np.unique(right)):
        return np.zeros(0, dtype=np.intp)
    order = np.lexsort((first, -counts))
    usual = np.ones(len(pairs), dtype=bool)
    for side in (left, right):
        best = order[np.unique(side[first][order], return_index=True)[1]]
        usual &= np.isin(np.arange(len(pairs)), best)
    return both[~usual[which]]


def not_before(held: Held, names: Sequence[str], demand: NotBefore) -> Rows:
    """The records whose first value is before the second, both known."""
    if demand.number:
        return np.flatnonzero(held.numbers(names[0]) < held.numbers(names[1]))
    end, start = (held.columns[name] for name in names)
    both = np.flatnonzero((end.codes >= 0) & (start.codes >= 0))
    width = len(start.values) + 1
    packed = end.codes[both].astype(np.int64) * width + start.codes[both]
    pairs, which = np.unique(packed, return_inverse=True)
    wrong = [compare(str(end.values[pair // width]), str(start.values[pair % width])) == "before" for pair in pairs]
    return both[np.array(wrong, dtype=bool)[which]] if any(wrong) else np.zeros(0, dtype=np.intp)


def known(held: Held, home: Held, name: str, variable: str) -> Rows:
    """The records whose value is in no record of the other dataset."""
    there = frozenset(home.columns[variable].texts)
    column = held.columns[name]
    strange = np.array([value not in there for value in column.texts], dtype=bool)
    return np.flatnonzero(column.spread(strange)) if strange.any() else np.zeros(0, dtype=np.intp)


def same(held: Held, home: Held, name: str, variable: str) -> Rows:
    """The records whose value is not that of the subject's one record; of a subject without one, nothing is said."""
    subjects, ours = held.columns[SUBJECT], held.columns[name]
    theirs = home.columns[variable]
    places = {value: code for code, value in enumerate(ours.values)}
    # -1: the value is missing there; -2: it is one that is nowhere here; -3: there is no record to compare with.
    turned = np.array([*(places.get(value, -2) for value in theirs.values), -1], dtype=np.int64)
    rows = home.of_subject
    expected = [turned[theirs.codes[rows[one]]] if one in rows else -3 for one in map(str, subjects.texts)]
    wanted = np.array([*expected, -3], dtype=np.int64)[subjects.codes]
    return np.flatnonzero((wanted != -3) & (wanted != ours.codes))


def _codes(held: Held, names: Sequence[str], rows: Rows | None = None) -> NDArray[np.int64]:
    """One number for each combination of values, of all records or of some."""
    parts: list[tuple[Codes, int]] = []
    for name in names:
        column = held.columns[name]
        codes = column.codes if rows is None else column.codes[rows]
        parts.append((codes.astype(np.int64), len(column.values)))
    return combined(parts, held.count if rows is None else len(rows))
