"""Operators about records together: unique sets, one-to-one pairs, consistent groups, neighbours, order."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.order import ordered, ranks
from validation.conformance.operators.pairs import groups, paired, text
from validation.conformance.rule import NotApplicable


def is_unique_set(on: On) -> Mask:
    """Where no other record has the same values of these variables; those that are not there do not count."""
    names = [name for name in on.names(on.name, on.condition.value) if on.has(name)]
    if not names:
        raise NotApplicable(f"{on.table.name or 'the data'} has none of the variables {on.name} ...")
    pattern = on.option("regex")
    columns = [_part(on.column(name), str(pattern)) if pattern else on.column(name) for name in names]
    ids, count = groups(columns, on.table.count)
    return np.asarray(np.bincount(ids, minlength=count)[ids] <= 1)


def is_not_unique_set(on: On) -> Mask:
    """Where another record has the same values of these variables."""
    return ~is_unique_set(on)


def is_not_unique_relationship(on: On) -> Mask:
    """Where a value goes with several of the other, in either direction; with one and with none counts as several."""
    left = [on.column(on.name)]
    right = [on.column(name) for name in on.names(on.condition.value)]
    return _many(left, right, on.table.count) | _many(right, left, on.table.count)


def is_unique_relationship(on: On) -> Mask:
    """Where each value goes with one of the other, and the other with it."""
    return ~is_not_unique_relationship(on)


def is_inconsistent_across_dataset(on: On) -> Mask:
    """Where a value is not the most frequent of its group (value: variables); all of it where there is no such."""
    names = [name for name in on.names(on.condition.value) if on.has(name)]
    if not names:
        raise NotApplicable(f"{on.table.name} has none of the variables to group by")
    pattern = on.option("regex")
    target = _extracted(on.target, pattern) if pattern else on.target
    ids, count = groups([on.column(name) for name in names], on.table.count)
    width = len(target.values) + 1
    pairs, distinct = pd.factorize(ids * width + target.codes + 1)
    if not len(distinct):
        return on.falses()
    sizes = np.bincount(pairs, minlength=len(distinct))
    group = np.asarray(distinct) // width
    most = np.zeros(count, dtype=np.int64)
    np.maximum.at(most, group, sizes)
    leads = sizes == most[group]
    leaders = np.bincount(group, weights=leads, minlength=count)
    several = np.bincount(group, minlength=count) > 1
    wrong = several[group] & ((leaders[group] > 1) | ~leads)
    return np.asarray(wrong[pairs])


def present_on_multiple_rows_within(on: On) -> Mask:
    """Where the value is in more records of its group (`within`) than the number says (1)."""
    within = [on.column(name) for name in on.names(on.option("within"))]
    ids, count = groups([*within, on.target], on.table.count)
    least = on.condition.value if isinstance(on.condition.value, (int, float)) else 1
    return np.asarray(np.bincount(ids, minlength=count)[ids] > least)


def not_present_on_multiple_rows_within(on: On) -> Mask:
    """Where it is not in more records of its group."""
    return ~present_on_multiple_rows_within(on)


def has_next_corresponding_record(on: On) -> Mask:
    """Where the value is the other variable's in the next record of the group; the last record always has."""
    other = on.column(str(on.condition.value))
    rows, last = _in_groups(on)
    found = np.ones(on.table.count, dtype=bool)
    this, following = rows[:-1][~last[:-1]], rows[1:][~last[:-1]]
    found[this] = paired(
        on.target.take(this), other.take(following), lambda left, right: left is not None and left == right
    )
    return found


def does_not_have_next_corresponding_record(on: On) -> Mask:
    """Where the value is not the other variable's in the next record of the group."""
    return ~has_next_corresponding_record(on)


def is_ordered_set(on: On) -> Mask:
    """Where the value stands where it would stand if its group (value) were in order."""
    ids, _ = groups([on.column(name) for name in on.names(on.condition.value)], on.table.count)
    places = ranks(on.target)
    here = np.argsort(ids, kind="stable")
    sorted_ = np.lexsort([places, ids])
    found = np.zeros(on.table.count, dtype=bool)
    found[here] = places[here] == places[sorted_]
    return found


def is_not_ordered_set(on: On) -> Mask:
    """Where the value stands elsewhere than in its group in order."""
    return ~is_ordered_set(on)


def is_ordered_by(on: On) -> Mask:
    """Where the value stands where it would stand if the dataset were in order (`order`: asc, dsc)."""
    direction = str(on.option("order") or "asc")
    if direction not in ("asc", "dsc"):
        raise ValueError(f"order is asc or dsc, not {direction}")
    places = ranks(on.target)
    missing = on.target.empty
    key = places if direction == "asc" else np.where(missing, places, -places)
    return np.asarray((key == np.sort(key)) & ~missing) if direction == "asc" else _descending(key, missing)


def is_not_ordered_by(on: On) -> Mask:
    """Where the value stands elsewhere."""
    return ~is_ordered_by(on)


def _descending(key: NDArray[np.int64], missing: Mask) -> Mask:
    """Where the keys are as in order, missing ones last and never."""
    order = np.lexsort([key, missing])
    return np.asarray((key == key[order]) & ~missing)


def _many(key: list[Column], other: list[Column], count: int) -> Mask:
    """Where a key, all there, goes with several of the other; missing in part is missing."""
    keys, size = groups(key, count)
    others, width = groups(other, count)
    missing = np.logical_or.reduce([column.empty for column in other])
    others = np.where(missing, width, others)
    _, distinct = pd.factorize(keys * (width + 1) + others)
    different = np.bincount(np.asarray(distinct) // (width + 1), minlength=size)
    there = ~np.logical_or.reduce([column.empty for column in key])
    return np.asarray((different > 1)[keys] & there) if count else np.zeros(0, dtype=bool)


def _in_groups(on: On) -> tuple[NDArray[np.intp], Mask]:
    """The records group by group (`within`) in their order (`ordering`), and which is the last of its group."""
    within = [on.column(name) for name in on.names(on.option("within"))]
    ids, _ = groups(within, on.table.count)
    by = [on.column(name) for name in on.names(on.option("ordering"))]
    rows = ordered(by, on.table.count)
    rows = rows[np.argsort(ids[rows], kind="stable")]
    last = np.append(ids[rows][1:] != ids[rows][:-1], True) if len(rows) else np.zeros(0, dtype=bool)
    return rows, last


def _part(column: Column, pattern: str) -> Column:
    """What a pattern finds first in each value, where it fits the first of them."""
    first = next((one for one in column.values if one is not None), None)
    if not isinstance(first, str) or re.match(pattern, first) is None:
        return column
    return column.mapped(lambda value: (re.findall(pattern, text(value)) or [None])[0])


def _extracted(column: Column, pattern: Any) -> Column:
    """What a pattern's first group finds in each value; the value itself where it finds nothing."""
    words = pattern[0] if isinstance(pattern, list) and pattern else pattern
    found = re.compile(str(words))

    def part(value: Any) -> Any:
        hit = found.search(text(value))
        return value if hit is None else (hit.group(1) if found.groups else hit.group(0)) or value

    return column.mapped(part)
