"""Operators of analysis data: values within groups of records, baselines, and what is computed from other values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column, Mask
from validation.conformance.grouping import grouped, shared
from validation.conformance.operators import sources
from validation.conformance.operators.on import On

Numbers = NDArray[np.float64]
Groups = NDArray[np.int64]

# What two doubles may differ by, computed in another order: a part of the larger of the values they come from.
TOLERANCE = 1e-8


def varies_within(on: On) -> Mask:
    """Where the variable has another value than most records of its group have; all of them where two are met as often.

    A group is a value of `value` (and of `within`). Records where one of all these is missing are not judged.
    """
    columns = [on.column(name) for name in on.names(on.condition.value, on.option("within"))]
    judged = np.flatnonzero(~np.logical_or.reduce([on.target.empty, *(one.empty for one in columns)]))
    group, whole = _groups(on, columns)[judged], _groups(on, [*columns, on.target])[judged]
    _, first, place, counts = np.unique(whole, return_index=True, return_inverse=True, return_counts=True)
    of_pair = np.unique(group, return_inverse=True)[1][first]
    most = np.zeros(int(of_pair.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(most, of_pair, counts)
    at_most = counts == most[of_pair]
    tied = np.bincount(of_pair[at_most], minlength=len(most)) > 1
    mask = np.zeros(on.table.count, dtype=bool)
    mask[judged] = (~at_most | tied[of_pair])[place]
    return mask


def says_nowhere_within(on: On) -> Mask:
    """Where no record of the group (`within`) has the value; all records, where the dataset lacks the variable."""
    group = _within(on)
    if not on.has(on.name):
        return np.ones(on.table.count, dtype=bool)
    wanted = str(on.condition.value)
    says = on.target.spread([text == wanted for text in on.target.texts])
    return ~np.isin(group, group[says])


def missing_unlike_others_within(on: On) -> Mask:
    """Where the variable is missing, though another record of the group (`within`) has it."""
    group = _within(on)
    return on.target.empty & np.isin(group, group[~on.target.empty])


def differs_from_flagged(on: On) -> Mask:
    """Where the variable is not what `value` is on the record of its group (`within`) whose `flag` is `flag_value`.

    A group without such a record, or with more than one, is not judged, nor a record where the variable is missing.
    Numbers may differ by `tolerance` (1e-8) of the larger one.
    """
    flag, source = on.column(str(on.option("flag"))), on.column(str(on.condition.value))
    group = _within(on)
    wanted = str(on.option("flag_value", "Y"))
    rows = np.flatnonzero(flag.spread([text == wanted for text in flag.texts]))
    several = np.bincount(group[rows], minlength=int(group.max(initial=-1)) + 1)
    place = np.zeros(len(several), dtype=np.intp)
    place[group[rows]] = rows
    judged = ~on.target.empty & (several == 1)[group]
    return np.asarray(judged & _differ(on.target, source.take(place[group]), _tolerance(on)))


def is_not_difference_of(on: On) -> Mask:
    """Where the variable is filled and is not the first value less the second, up to `tolerance` of the larger one."""
    one, other = _operands(on)
    result = as_numbers(on.target)
    near = np.abs(result - (one - other)) <= _tolerance(on) * np.maximum(np.abs(one), np.abs(other))
    return np.asarray(~on.target.empty & ~near)


def is_not_percent_change_of(on: On) -> Mask:
    """Where the variable is filled and is not 100 * (first - second) / second; of a second of 0 there is none.

    The result times the second may differ by `tolerance` of 100 times the larger one.
    """
    one, other = _operands(on)
    result, allowed = as_numbers(on.target), 100 * _tolerance(on) * np.maximum(np.abs(one), np.abs(other))
    near = (np.abs(result * other - 100 * (one - other)) <= allowed) & (other != 0)
    return np.asarray(~on.target.empty & ~near)


def is_not_ratio_of(on: On) -> Mask:
    """Where the variable is filled, both values are known, and it is not the first divided by the second.

    The result times the second may differ by `tolerance` of the first; a second of 0 has no ratio.
    """
    one, other = _operands(on)
    near = (np.abs(as_numbers(on.target) * other - one) <= _tolerance(on) * np.abs(one)) & (other != 0)
    return np.asarray(~on.target.empty & ~np.isnan(one) & ~np.isnan(other) & ~near)


def _groups(on: On, columns: Sequence[Column]) -> Groups:
    return grouped(columns, on.table.count)[0]


def _within(on: On) -> Groups:
    return _groups(on, [on.column(name) for name in on.names(on.option("within"))])


def as_numbers(column: Column) -> Numbers:
    """The values as numbers; NaN where there is none or it is no number."""
    of_values = np.array([_number(value) for value in column.values] + [np.nan], dtype=np.float64)
    return of_values[column.codes]


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return np.nan


def _operands(on: On) -> tuple[Numbers, Numbers]:
    one, other = (as_numbers(on.column(name)) for name in on.names(on.condition.value))
    return one, other


def _tolerance(on: On) -> float:
    return float(on.option("tolerance", TOLERANCE))


def _differ(one: Column, other: Column, tolerance: float) -> Mask:
    if one.number and other.number:
        left, right = as_numbers(one), as_numbers(other)
        return np.asarray(~(np.abs(left - right) <= tolerance * np.maximum(np.abs(left), np.abs(right))))
    left_codes, right_codes = shared(one, other)
    return np.asarray(left_codes != right_codes)


ANALYSIS: dict[str, Callable[[On], Mask | bool]] = {
    word.__name__: word
    for word in (
        varies_within,
        says_nowhere_within,
        missing_unlike_others_within,
        differs_from_flagged,
        is_not_difference_of,
        is_not_percent_change_of,
        is_not_ratio_of,
        sources.not_in_source_records,
        sources.differs_from_source_record,
        sources.sdtm_dataset_exists,
        sources.is_filled_in_source,
        sources.matches_no_value_in,
        sources.is_no_known_dataset,
        sources.label_differs_from_source,
        sources.type_differs_from_source,
    )
}
