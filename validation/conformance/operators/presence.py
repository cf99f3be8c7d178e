"""Operators about what is there: variables, values, values but in the last record, filled series of variables."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.order import ordered
from validation.conformance.operators.pairs import groups


def exists(on: On) -> bool:
    """Whether there is a variable of the name, in the dataset or in a list an operation gave."""
    return _there(on)


def not_exists(on: On) -> bool:
    """Whether there is no variable of the name."""
    return not _there(on)


def empty(on: On) -> Mask:
    """Where there is no value; an empty list is none."""
    target = on.target
    if not len(target.values) or not isinstance(target.values[0], tuple):
        return target.empty
    return target.spread([not one for one in target.values], missing=True)


def non_empty(on: On) -> Mask:
    """Where there is a value."""
    return ~empty(on)


def empty_within_except_last_row(on: On) -> Mask:
    """Where there is no value, in every record but the last of its group (value), in the order of `ordering`."""
    return empty(on) & _not_last(on)


def non_empty_within_except_last_row(on: On) -> Mask:
    """Where there is a value, in every record but the last of its group."""
    return non_empty(on) & _not_last(on)


def additional_columns_empty(on: On) -> Mask:
    """Where one of NAME1, NAME2 ... is missing though a later one is filled."""
    series = _numbered(on, bare=False)
    found = on.falses()
    for first, second in pairwise(series):
        found |= first.empty & ~second.empty
    return found


def additional_columns_not_empty(on: On) -> Mask:
    """Where none of NAME1, NAME2 ... is missing before a filled one."""
    return ~additional_columns_empty(on)


def inconsistent_enumerated_columns(on: On) -> Mask:
    """Where one of NAME, NAME1, NAME2 ... is filled though the one before it is missing."""
    series = _numbered(on, bare=True)
    found = on.falses()
    for first, second in pairwise(series):
        found |= first.empty & ~second.empty
    return found


def has_different_values(on: On) -> bool:
    """Whether the variable has more than one value; missing is one."""
    return len(np.unique(on.target.codes)) > 1


def has_same_values(on: On) -> bool:
    """Whether the variable has the same value in all records."""
    return not has_different_values(on)


def _there(on: On) -> bool:
    """Whether there is a variable of the name."""
    return on.has(on.name) or any(isinstance(one, (list, tuple)) and on.name in one for one in on.answers.values())


def _not_last(on: On) -> Mask:
    """Every record but the last of its group; records without a group are none of any."""
    within = [on.column(name) for name in on.names(on.condition.value)]
    ids, count = groups(within, on.table.count)
    by = [on.column(name) for name in on.names(on.option("ordering"))]
    rows = ordered([*by], on.table.count)
    last = np.zeros(count, dtype=np.intp)
    last[ids[rows]] = rows
    found = np.ones(on.table.count, dtype=bool)
    found[last] = False
    for column in within:
        found &= ~column.empty
    return found


def _numbered(on: On, bare: bool) -> list[Column]:
    """The variables NAME1, NAME2 ..., after NAME itself where it counts."""
    digits = r"(\d*)" if bare else r"(\d+)"
    found = [one for one in on.table.columns if re.fullmatch(re.escape(on.name) + digits, one)]
    return [on.table.columns[one] for one in sorted(found, key=lambda one: int(one[len(on.name) :] or 0))]
