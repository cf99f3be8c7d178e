"""Two columns side by side: asked once for each pair of distinct values, told for each record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On

Test = Callable[[Any, Any], bool]


def paired(left: Column, right: Column, test: Test) -> Mask:
    """For each record whether its two values pass; a missing value is None, and no test is asked twice of a pair."""
    width = len(right.values) + 1
    joint = (left.codes.astype(np.int64) + 1) * width + (right.codes + 1)
    codes, distinct = pd.factorize(joint)
    lefts, rights = [None, *left.values], [None, *right.values]
    asked = [bool(test(lefts[one // width], rights[one % width])) for one in distinct]
    return np.asarray(asked, dtype=bool)[codes] if len(codes) else np.zeros(0, dtype=bool)


def tested(column: Column, test: Callable[[Any], bool]) -> Mask:
    """For each record whether its value passes; a missing value is None."""
    return column.where(test, missing=bool(test(None)))


def compared(on: On, test: Test) -> Mask:
    """The target against what the condition names: a column record by record, anything else the same for each."""
    value = on.value
    if isinstance(value, Column):
        return paired(on.target, value, test)
    return tested(on.target, lambda one: test(one, value))


def blank(value: Any) -> bool:
    """Whether a value is none: None, "", an empty list, NaN."""
    return value is None or (isinstance(value, (str, list, tuple, set)) and not value) or value != value


def text(value: Any) -> str:
    """A value as text; whole numbers without a point, None as an empty text."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return f"{value:.0f}"
    return str(value)


def number(value: Any) -> float | None:
    """A value as a number, None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def items(value: Any) -> tuple[Any, ...]:
    """What a value holds: a list's items, else itself, nothing where it is missing."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else (value,)


def groups(columns: Sequence[Column], count: int) -> tuple[NDArray[np.int64], int]:
    """For each record the number of its group, and how many groups; a missing value is a value here."""
    ids, width = np.zeros(count, dtype=np.int64), 1
    for column in columns:
        size = len(column.values) + 1
        ids, distinct = pd.factorize(ids * size + (column.codes + 1))
        width = len(distinct)
    return ids.astype(np.int64), width


def codes_of(ids: NDArray[Any]) -> tuple[NDArray[np.int64], int]:
    """Numbers made dense, from 0."""
    codes, distinct = pd.factorize(ids)
    return codes.astype(np.int64), len(distinct)
