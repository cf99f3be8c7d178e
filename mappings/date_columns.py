"""Columns of ISO 8601 dates compared at once: what `iso8601.possible_orders` says, for a million records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.distinct import Codes, as_text, factors, groups
from mappings.iso8601 import Dated, parse, possible_orders
from mappings.records import taken

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Orders:
    """For each record whether left may be before, the same as, or after right; all False where one is no date."""

    before: Mask
    same: Mask
    after: Mask


def possible_days(column: Series) -> tuple[Numbers, Numbers]:
    """First and last possible day of each date, counted from 0001-01-01 as 1; NaN for no date and no year."""
    traits = _traits(column)
    return traits[:, 0], traits[:, 1]


@dataclass(frozen=True)
class Dates:
    """A column of dates measured once, for whoever compares it more than once."""

    texts: Series
    traits: Numbers

    def at(self, places: Codes, index: pd.Index) -> Dates:
        """The dates at those positions (none at -1), on a new index."""
        nothing = np.full((1, self.traits.shape[1]), np.nan)
        return Dates(taken(as_text(self.texts), places, index), np.concatenate([self.traits, nothing])[places])


def measured(column: Series) -> Dates:
    """The column with what comparing needs."""
    return Dates(column, _traits(column))


def orders(left: Series | Dates, right: Series | Dates) -> Orders:
    """How each date of left may stand to that of right, at the precision both have."""
    left, right = (side if isinstance(side, Dates) else measured(side) for side in (left, right))
    one, other = left.traits, right.traits
    dates = ~np.isnan(one[:, 2]) & ~np.isnan(other[:, 2])
    size = np.fmin(one[:, 2], other[:, 2])
    low, high, start, end = one[:, 0], one[:, 1], other[:, 0], other[:, 1]
    for width, place in ((4, 4), (5, 5), (6, 6)):
        low, high = (np.where(size == width, one[:, place], bound) for bound in (low, high))
        start, end = (np.where(size == width, other[:, place], bound) for bound in (start, end))
    open_year = np.isnan(low) | np.isnan(start)
    before, same, after = low < end, (low <= end) & (start <= high), high > start
    answers = [dates & (answer | open_year) for answer in (before, same, after)]
    zoned = dates & (size > 3) & ((one[:, 3] > 0) | (other[:, 3] > 0))
    if zoned.any():
        for answer, exact in zip(answers, _one_by_one(left.texts[zoned], right.texts[zoned]), strict=True):
            answer[zoned] = exact
    return Orders(*answers)


def _traits(column: Series) -> Numbers:
    """By record: first and last day, number of known parts (NaN: no date), has a zone, and hours, minutes, seconds."""
    codes, words = factors(as_text(column))
    table = np.full((len(words) + 1, 7), np.nan)
    for place, word in enumerate(words):
        table[place] = _traits_of_text(word)
    return table[codes]


# A study has some thousands of dates, and many columns that hold the same ones.
@lru_cache(maxsize=1 << 17)
def _traits_of_text(word: str) -> list[float]:
    found = parse(word)
    return [np.nan] * 7 if found is None else _traits_of(found)


def _traits_of(found: Dated) -> list[float]:
    low, high = found.earliest, found.latest
    if low is None or high is None:
        return [np.nan, np.nan, 0, 0, np.nan, np.nan, np.nan]
    hours = low.toordinal() * 24 + low.hour
    minutes = hours * 60 + low.minute
    size = len(found.known) if found.complete else 0
    return [low.toordinal(), high.toordinal(), size, bool(found.zone), hours, minutes, minutes * 60 + low.second]


def _one_by_one(left: Series, right: Series) -> list[Mask]:
    codes, pairs = groups([as_text(left), as_text(right)])
    found = [possible_orders(one, other) if (one := parse(a)) and (other := parse(b)) else () for a, b in pairs]
    return [np.array([order in orders for orders in found], dtype=bool)[codes] for order in (-1, 0, 1)]
