"""Values carried from one record of a group to another: which record gives, in one pass over all groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.date_columns import Mask
from mappings.distinct import Codes, as_text, encoded, factors
from mappings.records import Records

IMPUTED = "#imputed"  # of a record's value: how it came to be imputed


@dataclass(frozen=True)
class Line:
    """Records in order within their groups: `rows` of the frame, the group of each, and where its baseline stands.

    `since` is the place (in the line) of the group's baseline record, -1 where no baseline is asked for; groups
    without the baseline asked for have their whole length in front of it.
    """

    rows: Codes
    group: Codes
    since: Codes
    given: Mask


def line(group: Codes, order: list[Codes], value: Series, baseline: Mask | None) -> Line:
    """The records of groups (-1: in none) in order; ties in the order of the frame."""
    sorted_rows = np.lexsort([*reversed(order), group])
    rows = sorted_rows[group[sorted_rows] >= 0]
    groups, given = group[rows], value.notna().to_numpy()[rows]
    since = np.full(len(rows), -1, dtype=np.int64)
    if baseline is not None:
        count = int(groups.max(initial=-1)) + 1
        last = np.full(count, len(rows), dtype=np.int64)
        flagged = np.flatnonzero(baseline[rows])
        last[groups[flagged]] = flagged
        since = last[groups]
    return Line(rows, groups, since, given)


def givers(on: Line, scores: Codes, may_give: Mask, *, backwards: bool = False) -> Codes:
    """For each place of the line the row whose value it gets: the best score before it in its group; -1: none.

    `scores` are those of the line's places, the greatest wins, of equals the nearest; those that may give have a
    value. With a baseline only records after it get one.
    """
    places = np.arange(len(on.rows))
    turn: Callable[[Codes], Codes] = (lambda one: one[::-1]) if backwards else (lambda one: one)
    count = int(on.group.max(initial=-1)) + 1
    group = count - 1 - on.group if backwards else on.group
    width = int(scores.max(initial=-1)) + 2
    own = np.where(may_give, group * width + scores + 1, group * width)
    best = np.maximum.accumulate(turn(own)) if len(own) else own
    wins = turn(may_give.astype(np.int64)).astype(bool) & (turn(own) == best)
    # The best of all groups so far is of this group, for its groups rise; 0 of it: nobody gave yet.
    nearest = np.maximum.accumulate(np.where(wins, places, -1)) if len(own) else places
    found = np.where(best % width > 0, nearest, -1)
    found = turn(np.where(found >= 0, turn(places)[found], -1))
    giving = np.where((found >= 0) & (places > on.since), on.rows[found] if len(found) else found, -1)
    return np.where(on.given, -1, giving)


def ranks(column: Series) -> Codes:
    """The places of a column's values in rising order, missing last; text by size where all of it is numbers."""
    from adam.subjects import key

    values = key(column).ranks
    distinct = np.unique(values[~np.isnan(values)])
    return np.where(np.isnan(values), len(distinct), np.searchsorted(distinct, values)).astype(np.int64)


def shared_codes(left: Series, right: Series) -> tuple[Codes, Codes]:
    """Codes of two columns in one list of values, numbers and their texts alike; missing: -1."""
    ours, words = factors(as_text(like(right, left)))
    theirs, others = factors(as_text(like(left, right)))
    places = {word: at for at, word in enumerate(words)}
    turn = [places.setdefault(word, len(places)) for word in others]
    return ours, np.array([*turn, -1], dtype=np.int64)[theirs]


def like(column: Series, values: Series) -> Series:
    """The values as they are; text of a table's file as numbers where the column has numbers."""
    if isinstance(column.dtype, pd.CategoricalDtype) or not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    codes, words = factors(values)
    numbers = pd.to_numeric(Series([*words, None], dtype="object"), errors="coerce").to_numpy(dtype=np.float64)
    return Series(numbers[codes], index=values.index)


def overlaid(column: Series, other: Series, mask: Mask) -> Series:
    """The column, with the other's values where the mask holds."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return Series(np.where(mask, other.to_numpy(), column.to_numpy()), index=column.index)
    ours, words = factors(column)
    theirs, others = factors(as_text(other))
    codes = np.where(mask, np.where(theirs >= 0, theirs + len(words), -1), ours)
    return encoded(codes, [*words, *others], column.index)


def labelled(mask: Mask, word: str, index: pd.Index) -> Series:
    """The word where the mask holds."""
    return encoded(np.where(mask, 0, -1), [word], index)


def imputed_counts(records: Records) -> dict[str, int]:
    """How many values were imputed, by method and by whether the record was there: "LOCF, empty record"."""
    frame: DataFrame = records.frame
    if IMPUTED not in frame.columns:
        return {}
    codes, words = factors(frame[IMPUTED])
    counts = np.bincount(codes[codes >= 0], minlength=len(words))
    return {word: int(count) for word, count in sorted(zip(words, counts, strict=True)) if count}
