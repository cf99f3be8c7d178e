"""Wrong records as findings: equal ones are one finding with a count and its first records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import Codes, as_text, factors, groups, spread_number, text
from mappings.sas_dates import calendar_kind, from_sas
from mappings.where import NUMBER
from validation.finding import Finding, found

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
FIRST = 5  # record numbers a finding names
SUBJECT = "USUBJID"


def wrong_records(dataset: Dataset, variable: str, wrong: Mask, words: str, *, by: str = "") -> Iterator[Finding]:
    """One finding for each value of the variable (and of `by`, named in the words) among the wrong records."""
    named = [variable, by] if by and by in dataset.records else [variable]

    def told(values: Sequence[str | None]) -> tuple[str, str]:
        return values[0] or "", f"{words} ({by} {values[1] or 'missing'})" if len(values) > 1 else words

    yield from _grouped(dataset, variable, wrong, named, told)


def wrong_groups(dataset: Dataset, variable: str, wrong: Mask, words: str, *, by: str) -> Iterator[Finding]:
    """One finding for each value of `by` among the wrong records, however many values the variable has there."""

    def told(values: Sequence[str | None]) -> tuple[str, str]:
        return "", f"{words} ({by} {values[0] or 'missing'})"

    yield from _grouped(dataset, variable, wrong, [by], told)


def _grouped(
    dataset: Dataset,
    variable: str,
    wrong: Mask,
    named: Sequence[str],
    told: Callable[[Sequence[str | None]], tuple[str, str]],
) -> Iterator[Finding]:
    places = np.flatnonzero(wrong)
    if not len(places):
        return
    codes, combinations = groups([_shown(dataset, name, places) for name in named])
    counts = np.bincount(codes, minlength=len(combinations))
    order = np.argsort(codes, kind="stable")
    starts = np.cumsum(counts) - counts
    met = sorted(range(len(combinations)), key=lambda code: order[starts[code]])
    for start, count, values in ((starts[code], counts[code], combinations[code]) for code in met):
        first = tuple(int(place) + 1 for place in places[order[start : start + min(count, FIRST)]])
        value, words = told(values)
        yield found(words, dataset.name, variable, value, count=int(count), records=first)


def _shown(dataset: Dataset, name: str, places: Codes) -> Series:
    """The values as a reader knows them: numbers that a format calls dates as ISO 8601."""
    values = dataset.records[name].iloc[places]
    variable = dataset.spec.variable(name)
    kind = calendar_kind(variable.format) if variable and variable.type == "Num" else ""
    found = from_sas(values.to_numpy(dtype=np.float64), kind) if kind in {"date", "datetime"} else None
    if found is None:
        return as_text(values)
    shown = np.datetime_as_string(found, unit="D" if kind == "date" else "s").tolist()
    return text([None if one == "NaT" else one for one in shown], values.index)


def has(dataset: Dataset, *variables: str) -> bool:
    """True if the records have all these variables."""
    return all(variable in dataset.records for variable in variables)


def filled(values: Series) -> Mask:
    """Which values are there."""
    return factors(values)[0] >= 0


def said(dataset: Dataset, variable: str, value: str) -> Mask:
    """Which records say this; none if there is no such variable."""
    if not has(dataset, variable):
        return np.zeros(len(dataset.records), dtype=bool)
    codes, values = factors(dataset.records[variable])
    return np.isin(codes, [code for code, one in enumerate(values) if str(one).rstrip() == value])


def numbers(values: Series) -> Numbers:
    """The values as numbers; NaN where one is missing or no number."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    told = spread_number(lambda value: float(value) if NUMBER.fullmatch(str(value or "")) else None, values)
    return told.to_numpy()


def coded(dataset: Dataset, *variables: str) -> Codes:
    """For each record the number of its combination of values, those that are missing among them."""
    packed = np.zeros(len(dataset.records), dtype=np.int64)
    for name in variables:
        codes, values = factors(dataset.records[name])
        # As small as can be after each step, so that packing never overflows.
        packed = pd.factorize(packed * (len(values) + 1) + codes + 1)[0].astype(np.int64)
    return packed


def of_subject(dataset: Dataset, known: Mapping[str, float]) -> Numbers:
    """For each record what is known of its subject; NaN where nothing is."""
    codes, subjects = factors(dataset.records[SUBJECT])
    return np.array([*(known.get(str(subject), np.nan) for subject in subjects), np.nan])[codes]
