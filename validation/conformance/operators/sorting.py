"""Operators about a sequence number that has to follow other variables within its group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column, Mask
from validation.conformance.operators.dates import is_date
from validation.conformance.operators.on import On
from validation.conformance.operators.order import ranks
from validation.conformance.operators.pairs import groups, number, text


def target_is_sorted_by(on: On) -> Mask:
    """Where the value follows each of the variables (value: name, sort_order, null_position) within its group.

    A date that may be before or after another, being less precise, is in no order; missing ones stand together at
    one end. `regex` takes a part of the target to go by.
    """
    found = np.ones(on.table.count, dtype=bool)
    within = [on.column(name) for name in on.names(on.option("within"))]
    ids, _ = groups(within, on.table.count)
    grouped = ~np.logical_or.reduce([one.empty for one in within]) if within else found.copy()
    target = _extracted(on.target, str(on.option("regex"))) if on.option("regex") else on.target
    places = ranks(target)
    for said in _keys(on.condition.value):
        column = on.column(str(said["name"]))
        descending = str(said.get("sort_order") or "asc").casefold() in ("desc", "dsc", "descending")
        last = str(said.get("null_position") or "last").casefold() == "last"
        rows = np.lexsort([places, ids])
        for group in _unsettled(rows[grouped[rows]], ids, ranks(column), column, descending):
            wrong = _wrong(group, places, column, descending, last)
            found[wrong] = False
    return found


def target_is_not_sorted_by(on: On) -> Mask:
    """Where the value does not follow them."""
    return ~target_is_sorted_by(on)


def _keys(said: Any) -> list[dict[str, Any]]:
    """What to follow: mappings as they are, names alone ascending."""
    listed = said if isinstance(said, list) else [said]
    return [one if isinstance(one, dict) else {"name": one} for one in listed]


def _unsettled(
    rows: NDArray[np.intp], ids: NDArray[np.int64], key: NDArray[np.int64], column: Column, descending: bool
) -> list[NDArray[np.intp]]:
    """The groups which are not plainly in order: a step back, a missing value, or dates of several precisions."""
    if not len(rows):
        return []
    starts = np.flatnonzero(np.append(True, ids[rows][1:] != ids[rows][:-1]))
    size = np.array([len(text(one)) if isinstance(one, str) else 0 for one in column.values] + [-1])[column.codes]
    ordered = key[rows] if not descending else -key[rows]
    odd = np.append(False, (ordered[1:] < ordered[:-1]) | (size[rows][1:] != size[rows][:-1]))
    odd |= column.empty[rows]
    odd[starts] = column.empty[rows[starts]]
    parts = np.split(rows, starts[1:])
    unsettled = np.logical_or.reduceat(odd, starts)
    return [part for part, wrong in zip(parts, unsettled, strict=True) if wrong and len(part) > 1]


def _wrong(
    rows: NDArray[np.intp], places: NDArray[np.int64], column: Column, descending: bool, last: bool
) -> NDArray[np.intp]:
    """The records of one group that are out of order, the rows being in the order of the target."""
    values = [None if column.codes[row] < 0 else column.values[column.codes[row]] for row in rows]
    wrong = _misplaced(values, last)
    there = [at for at, value in enumerate(values) if value is not None]
    if not column.number:
        overlapping = _overlapping([values[at] for at in there])
        wrong |= {there[at] for at in overlapping}
    sure = [at for at in there if at not in wrong]
    expected = sorted(sure, key=lambda at: _order(values[at]), reverse=descending)
    wrong |= {at for at, other in zip(sure, expected, strict=True) if places[rows[at]] != places[rows[other]]}
    wrong |= _steps(there, values, descending, wrong)
    return rows[sorted(wrong)]


def _misplaced(values: Sequence[Any], last: bool) -> set[int]:
    """The missing ones, unless they stand together at their end."""
    missing = {at for at, value in enumerate(values) if value is None}
    there = set(range(len(values))) - missing
    if not missing or not there:
        return set()
    apart = min(missing) < max(there) if last else max(missing) > min(there)
    return missing if apart else set()


def _overlapping(values: Sequence[Any]) -> set[int]:
    """The dates that are a less precise form of another here, and those others."""
    sized = [(at, str(value), _said(str(value))) for at, value in enumerate(values) if is_date(value)]
    if len({size for _, _, size in sized}) < 2:
        return set()
    found: set[int] = set()
    for at, value, size in sized:
        finer = [other for other, text_, long in sized if long > size and text_.startswith(value)]
        found |= {at, *finer} if finer else set()
    return found


def _said(date: str) -> int:
    """How many parts of a date are said before the first that is not."""
    return len([part for part in re.split(r"[-T:]", date.split("--", 1)[0]) if part])


def _steps(there: Sequence[int], values: Sequence[Any], descending: bool, wrong: set[int]) -> set[int]:
    """Those before or after which the order steps back."""
    found: set[int] = set()
    for place, at in enumerate(there):
        value = values[at]
        if at in wrong or not (isinstance(value, (int, float)) or is_date(value)):
            continue
        before = values[there[place - 1]] if place else None
        after = values[there[place + 1]] if place + 1 < len(there) else None
        if _back(before, value, descending) or _back(value, after, descending):
            found.add(at)
    return found


def _back(first: Any, second: Any, descending: bool) -> bool:
    """Whether the second steps back behind the first."""
    if first is None or second is None:
        return False
    return bool(_order(first) < _order(second) if descending else _order(second) < _order(first))


def _order(value: Any) -> Any:
    """Numbers before texts."""
    return (0, float(value), "") if isinstance(value, (int, float)) else (1, 0.0, str(value))


def _extracted(column: Column, pattern: str) -> Column:
    """What the pattern's first group finds, a number where it is one."""
    found = re.compile(pattern)

    def part(value: Any) -> Any:
        hit = found.search(text(value))
        if hit is None or not found.groups:
            return None
        as_number = number(hit.group(1))
        return hit.group(1) if as_number is None else as_number

    return column.mapped(part)
