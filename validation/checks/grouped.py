"""Wrong records as findings: equal ones are one finding with a count and its first records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import as_text, factors, groups
from validation.finding import Finding, found

Mask = np.ndarray[Any, np.dtype[np.bool_]]
FIRST = 5  # record numbers a finding names


def wrong_records(dataset: Dataset, variable: str, wrong: Mask, words: str, *, by: str = "") -> Iterator[Finding]:
    """One finding for each value of the variable (and of `by`, named in the words) among the wrong records."""
    places = np.flatnonzero(wrong)
    if not len(places):
        return
    named = [variable, by] if by and by in dataset.records else [variable]
    codes, combinations = groups([as_text(dataset.records[name].iloc[places]) for name in named])
    counts = np.bincount(codes, minlength=len(combinations))
    order = np.argsort(codes, kind="stable")
    starts = np.cumsum(counts) - counts
    met = sorted(range(len(combinations)), key=lambda code: order[starts[code]])
    for start, count, values in ((starts[code], counts[code], combinations[code]) for code in met):
        first = tuple(int(place) + 1 for place in places[order[start : start + min(count, FIRST)]])
        told = f"{words} ({by} {values[1] or 'missing'})" if len(named) > 1 else words
        yield found(told, dataset.name, variable, values[0] or "", count=int(count), records=first)


def has(dataset: Dataset, *variables: str) -> bool:
    """True if the records have all these variables."""
    return all(variable in dataset.records for variable in variables)


def filled(values: Series) -> Mask:
    """Which values are there."""
    return factors(values)[0] >= 0
