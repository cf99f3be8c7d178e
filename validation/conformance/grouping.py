"""Groups of records that agree in some columns, and which records of two tables agree: codes only, never values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from validation.conformance.column import Codes, Column, number_text

Ids = NDArray[np.int64]
Rows = NDArray[np.intp]


def grouped(columns: Sequence[Column], count: int) -> tuple[Ids, int]:
    """For each of `count` records the number of its group (from 0, as they first appear), and how many groups.

    A missing value is a value of its own. Without columns all records are one group.
    """
    if not columns:
        return np.zeros(count, dtype=np.int64), min(count, 1)
    ids, groups = _renumbered(columns[0].codes.astype(np.int64))
    for column in columns[1:]:
        ids, groups = _renumbered(ids * (len(column.values) + 1) + column.codes + 1)
    return ids, groups


def _renumbered(ids: Ids) -> tuple[Ids, int]:
    """The same groups, numbered from 0 as they first appear."""
    codes, distinct = pd.factorize(ids)
    return codes.astype(np.int64, copy=False), len(distinct)


def shared(left: Column, right: Column) -> tuple[Codes, Codes]:
    """Codes for both columns under which equal values have the same; a number equals the text that says it."""
    if left.values is right.values:
        return left.codes, right.codes
    if left.number == right.number:
        return left.codes, _turned(left, right)[right.codes]
    ours, theirs = left.texts, right.texts
    seen = {value: code for code, value in enumerate(ours)}
    turn = np.empty(len(theirs) + 1, dtype=np.int32)
    for code, value in enumerate(theirs):
        turn[code] = seen.setdefault(value if right.number else _as_text(value), len(seen))
    turn[-1] = -1
    first = left.codes
    if not left.number:
        # A text "01" may say the same number as "1": both stand for one code.
        own = np.array([*(seen.setdefault(_as_text(one), code) for code, one in enumerate(ours)), -1], dtype=np.int32)
        first = own[left.codes]
    return first, turn[right.codes]


def _turned(left: Column, right: Column) -> Codes:
    """For each distinct value of the right column its code in the left one, or a new one; and -1 at the end."""
    some = len(left.values) and len(right.values)
    found = pd.Index(left.values).get_indexer(pd.Index(right.values)) if some else None
    turn = np.full(len(right.values) + 1, -1, dtype=np.int32)
    if found is not None:
        turn[:-1] = found
    new = np.flatnonzero(turn[:-1] < 0)
    turn[new] = len(left.values) + np.arange(len(new))
    return turn


def _as_text(value: object) -> str:
    """A text that says a number, at the number's shortest; any other text as it is."""
    text = str(value).strip()
    try:
        return number_text(float(text)) if text[:1] in "-+.0123456789" and text else text
    except (ValueError, OverflowError):
        return text


def paired(left: Sequence[Column], right: Sequence[Column], counts: tuple[int, int]) -> tuple[Ids, Ids]:
    """The groups of the records of two tables by their key columns: equal keys, equal number."""
    ids = np.zeros(sum(counts), dtype=np.int64)
    for one, other in zip(left, right, strict=True):
        codes = np.concatenate(shared(one, other)).astype(np.int64)
        ids, _ = _renumbered(ids * (int(codes.max(initial=0)) + 2) + codes + 1)
    return ids[: counts[0]], ids[counts[0] :]


def joined_rows(left: Ids, right: Ids, *, keep_left: bool = False) -> tuple[Rows, Rows]:
    """The pairs of records with equal keys, in the order of the left ones, then of the right ones.

    With `keep_left` a record without a partner stays, with -1 for the partner.
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    starts = np.searchsorted(ordered, left, side="left")
    found = np.searchsorted(ordered, left, side="right") - starts
    times = np.maximum(found, 1) if keep_left else found
    rows = np.repeat(np.arange(len(left)), times)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    if not len(order):
        return rows, np.full(len(rows), -1, dtype=np.intp)
    places = np.minimum(starts[rows] + offsets, len(order) - 1)
    return rows, np.where(found[rows] > 0, order[places], -1)


def stacked(columns: Sequence[Column | None], counts: Sequence[int]) -> Column:
    """One column below the other; None is a column without values."""
    there = [column for column in columns if column is not None]
    number = bool(there) and all(column.number for column in there)
    values = [column.values if column.number == number else column.texts for column in there]
    every = np.concatenate(values) if values else np.empty(0, dtype=object)
    turn, distinct = pd.factorize(every)
    turn = np.append(turn, -1).astype(np.int32)
    parts: list[Codes] = []
    start = 0
    for column, count in zip(columns, counts, strict=True):
        if column is None:
            parts.append(np.full(count, -1, dtype=np.int32))
            continue
        parts.append(turn[np.where(column.codes < 0, -1, column.codes + start)].astype(np.int32, copy=False))
        start += len(column.values)
    return Column(np.concatenate(parts) if parts else np.empty(0, dtype=np.int32), distinct, number)


def firsts(ids: Ids, groups: int) -> Rows:
    """The first record of each group; -1 for a group without records."""
    first = np.full(groups, -1, dtype=np.intp)
    first[ids[::-1]] = np.arange(len(ids))[::-1]
    return first
