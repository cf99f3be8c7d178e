"""The order of records by the values of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column


def ranks(column: Column) -> NDArray[np.int64]:
    """For each record the place of its value among the distinct ones in order; missing comes last."""
    order = sorted(range(len(column.values)), key=lambda code: _key(column.values[code]))
    places = np.empty(len(order) + 1, dtype=np.int64)
    places[np.asarray(order, dtype=np.intp)] = np.arange(len(order))
    places[-1] = len(order)
    return places[column.codes]


def ordered(columns: Sequence[Column], count: int) -> NDArray[np.intp]:
    """The records in the order of these columns, the first being the gravest; equal ones stay as they are."""
    if not columns:
        return np.arange(count, dtype=np.intp)
    return np.lexsort([ranks(column) for column in reversed(columns)]).astype(np.intp)


def _key(value: Any) -> Any:
    """Numbers before texts, each in its own order."""
    return (0, value, "") if isinstance(value, (int, float)) else (1, 0.0, str(value))
