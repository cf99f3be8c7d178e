"""Answers from records: distinct values, counts, extremes, study days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from validation.conformance.column import Column, encoded
from validation.conformance.grouping import Ids, firsts
from validation.conformance.joins import nothing
from validation.conformance.operations.asked import Answer, Asked, column_of
from validation.conformance.rule import NotApplicable
from validation.conformance.table import Study, Table
from validation.conformance.whole import dataset_named

_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?"
)


def distinct(on: Asked) -> Answer:
    """The distinct values of a variable, as they first appear; within groups, for each record those of its group.

    With `value_is_reference` only values that name a variable of the dataset that RDOMAIN names.
    """
    column = _referenced(on) if on.option("value_is_reference") else on.target
    if not on.keys:
        return on.once(lambda: [column.values[code] for code in pd.unique(column.codes[column.codes >= 0])])
    return on.spread(on.data, lambda ids, groups: _lists(column, ids, groups))


def _lists(column: Column, ids: Ids, groups: int) -> Column:
    """For each group its distinct values, as they first appear."""
    there = column.codes >= 0
    width = len(column.values) + 1
    pairs = pd.unique(ids[there] * width + column.codes[there])
    pairs = pairs[np.argsort(pairs // width, kind="stable")]
    ends = np.cumsum(np.bincount(pairs // width, minlength=groups))
    lists = [tuple(column.values[part]) for part in np.split(pairs % width, ends[:-1])]
    return encoded(lists) if groups else nothing(0)


def _referenced(on: Asked) -> Column:
    """The variable's values where they name a variable of the dataset that RDOMAIN names, else missing."""
    column, domains = on.target, column_of(on.data, "RDOMAIN")
    width = len(column.values) + 1
    kept = column.codes.copy()
    for pair in np.unique(domains.codes.astype(np.int64) * width + column.codes):
        domain, value = (pair + 1) // width, (pair + 1) % width - 1
        if domain < 0 or value < 0:
            continue
        other = dataset_named(on.study, str(domains.values[domain]))
        if other is None or str(column.values[value]) not in other.columns:
            kept[(domains.codes == domain) & (column.codes == value)] = -1
    kept[domains.codes < 0] = -1
    return Column(kept, column.values, column.number)


def record_count(on: Asked) -> Answer:
    """How many records there are, those the filter asks for; within groups, for each record those of its group.

    With `regex`, texts are grouped by what it matches at their beginning. A group whose records the filter leaves
    out has 0; a record whose group is not in the data has no count.
    """
    if not on.option("group"):
        return float(on.data.count)
    kept = on.kept if on.option("filter") else None

    def counted(ids: Ids, groups: int) -> Column:
        return _numbers(np.bincount(ids if kept is None else ids[kept], minlength=groups))

    return on.spread(on.unfiltered, counted, str(on.option("regex") or ""))


def _numbers(values: NDArray[Any]) -> Column:
    """Numbers as a column."""
    codes, distinct_values = pd.factorize(np.asarray(values, dtype=float))
    objects = np.array([*map(float, distinct_values), None], dtype=object)[:-1]
    return Column(codes.astype(np.int32), objects, number=True)


def _extreme(on: Asked, order: Callable[[Any], Any], *, last: bool) -> Answer:
    """The first or last value, of all records or of each record's group; values without an order do not count."""
    column = on.target
    ranked = {code: rank for code, value in enumerate(column.values) if (rank := order(value)) is not None}
    # Of equal ones that which stands first in the data.
    in_order = sorted(ranked, key=lambda code: (ranked[code], -code if last else code))
    places = np.full(len(column.values) + 1, -1, dtype=np.int64)
    places[in_order] = np.arange(len(in_order))
    standing = places[column.codes]
    there = standing >= 0
    if not on.keys:
        found = standing[there]
        return column.values[in_order[found.max() if last else found.min()]] if len(found) else ""

    def best(ids: Ids, groups: int) -> Column:
        chosen = np.full(groups, -1, dtype=np.int64)
        if last:
            np.maximum.at(chosen, ids[there], standing[there])
        else:
            chosen[:] = len(in_order)
            np.minimum.at(chosen, ids[there], standing[there])
            chosen[chosen == len(in_order)] = -1
        codes = np.array([*in_order, -1], dtype=np.int32)[chosen]
        return Column(codes, column.values, column.number)

    return on.spread(on.data, best)


def _comparable(value: Any) -> Any:
    """Numbers by size, texts by their letters."""
    return (0, value, "") if isinstance(value, float) else (1, 0.0, value) if isinstance(value, str) else None


def minimum(on: Asked) -> Answer:
    """The smallest value, of all records or of each record's group."""
    return _extreme(on, _comparable, last=False)


def maximum(on: Asked) -> Answer:
    """The greatest value, of all records or of each record's group."""
    return _extreme(on, _comparable, last=True)


def mean(on: Asked) -> Answer:
    """The mean of the numbers, of all records or of each record's group."""
    column = on.target
    if not column.number:
        raise NotApplicable(f"{on.name} has no numbers to take the mean of")
    numbers = np.append(np.array(column.values, dtype=float), np.nan)[column.codes]
    there = column.codes >= 0
    if not on.keys:
        return float(numbers[there].mean()) if there.any() else ""

    def means(ids: Ids, groups: int) -> Column:
        counts = np.bincount(ids[there], minlength=groups)
        sums = np.bincount(ids[there], weights=numbers[there], minlength=groups)
        return _numbers(np.divide(sums, counts, out=np.full(groups, np.nan), where=counts > 0))

    return on.spread(on.data, means)


def date_key(value: Any) -> tuple[int, ...] | None:
    """What an ISO 8601 date or date and time is ordered by, a missing part being its first; None if it is none."""
    said = _DATE.fullmatch(str(value).strip())
    if said is None:
        return None
    year, month, day, hour, minute, second = (int(said[name] or least) for name, least in _LEAST)
    try:
        moment = datetime.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    if said["zone"] and said["zone"] != "Z":
        sign = -1 if said["zone"][0] == "-" else 1
        digits = said["zone"][1:].replace(":", "")
        moment -= sign * datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return tuple(moment.timetuple()[:6])


_LEAST = (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))


def min_date(on: Asked) -> Answer:
    """The earliest date, as written, of all records or of each record's group; what is no date does not count."""
    return _extreme(on, date_key, last=False)


def max_date(on: Asked) -> Answer:
    """The latest date, as written, of all records or of each record's group; what is no date does not count."""
    return _extreme(on, date_key, last=True)


def dy(on: Asked) -> Answer:
    """The study day of a date: days since the subject's RFSTDTC in DM, which is day 1; there is no day 0."""
    dates = column_of(on.table, on.name)
    starts = _reference_dates(on.table, on.study)
    width = len(starts.values) + 1
    days: dict[int, Any] = {}
    pairs = (dates.codes.astype(np.int64) + 1) * width + starts.codes + 1
    distinct_pairs, places = np.unique(pairs, return_inverse=True)
    for pair in distinct_pairs:
        date, start = pair // width - 1, pair % width - 1
        if date >= 0 and start >= 0:
            days[int(pair)] = _day(str(dates.values[date]), str(starts.values[start]))
    return encoded([days.get(int(pair)) for pair in distinct_pairs], number=True).take(places)


def _day(date: str, start: str) -> float | None:
    """SDTMIG 3.4, 4.4.4, by the date portions; None where one is incomplete."""
    ends = [_date_portion(text) for text in (date, start)]
    if ends[0] is None or ends[1] is None:
        return None
    days = (ends[0] - ends[1]).days
    return float(days if days < 0 else days + 1)


def _date_portion(text: str) -> datetime.date | None:
    if len(text) > 10 and text[10] != "T":
        return None
    try:
        return datetime.date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None


def _reference_dates(table: Table, study: Study) -> Column:
    """RFSTDTC of each record's subject: of the record of DM it was matched with, else of the subject's first there."""
    if "DM.RFSTDTC" in table.columns:
        return table.columns["DM.RFSTDTC"]
    demographics = dataset_named(study, "DM")
    if demographics is None:
        raise NotApplicable("the study has no dataset DM")
    subjects, dates = column_of(demographics, "USUBJID"), column_of(demographics, "RFSTDTC")
    first = firsts(subjects.codes.astype(np.int64) + 1, len(subjects.values) + 1)[1:]
    known = {subject: cell for subject, cell in zip(subjects.values, dates.cells(first), strict=True) if cell}
    return column_of(table, "USUBJID").mapped(lambda subject: known.get(subject))
