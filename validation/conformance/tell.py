"""What a rule found, in the form reports print: which records, which variables, which values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.conformance.check import Truth
from validation.conformance.column import number_text
from validation.conformance.operators.on import Answer, constant
from validation.conformance.operators.pairs import groups
from validation.conformance.rule import ConformanceRule, NotApplicable, conditions
from validation.conformance.table import Table
from validation.result import Hits

ABSENT = "Not in dataset"


@dataclass(frozen=True, eq=False)
class Found:
    """What a rule was asked of, what was computed for it, and for which records it is true."""

    rule: ConformanceRule
    table: Table
    answers: Mapping[str, Answer]
    truth: Truth


def told(found: Found) -> Hits | None:
    """The hits by the rule's sensitivity: records, the first of each group, or the dataset as a whole."""
    rows = _rows(found)
    if not len(rows):
        return None
    names = _variables(found, rows)
    sensitivity = found.rule.sensitivity
    if sensitivity == "Dataset" or "Domain Presence" in found.rule.rule_type:
        return Hits(names, None, tuple(_cells(found, name, rows[:1]) for name in names))
    if sensitivity == "Group":
        rows = _firsts(found, rows)
    values = tuple(_cells(found, name, rows) for name in names)
    return Hits(names, found.table.own(rows), values, _named(found, rows))


def _named(found: Found, rows: NDArray[np.intp]) -> NDArray[np.object_] | None:
    """The variable each row is about, where rows are variables."""
    if not found.rule.rule_type.startswith(("Variable Metadata", "Define Item")):
        return None
    return _cells(found, "variable_name", rows)


def _rows(found: Found) -> NDArray[np.intp]:
    """The rows for which the check is true."""
    if isinstance(found.truth, bool):
        return np.arange(found.table.count if found.truth else 0, dtype=np.intp)
    return np.flatnonzero(found.truth)


def _variables(found: Found, rows: NDArray[np.intp]) -> tuple[str, ...]:
    """The variables shown: the rule's output variables, else those its conditions are about; those a list names too."""
    letters = found.table.domain
    words = found.rule.output_variables or tuple(one.name for one in conditions(found.rule.check) if one.name)
    names = list(dict.fromkeys(word.replace("--", letters) for word in words))
    for name in list(names):
        for value in _lists(found, name, rows):
            names += [str(one) for one in value if one in found.table.columns and one not in names]
    return tuple(dict.fromkeys(names))


def _lists(found: Found, name: str, rows: NDArray[np.intp]) -> list[tuple[Any, ...]]:
    """The lists that a column has in these rows."""
    column = found.table.columns.get(name)
    if column is None and name in found.answers:
        column = constant(found.answers[name], found.table.count)
    if column is None or not any(isinstance(one, tuple) for one in column.values):
        return []
    used = np.unique(column.codes[rows])
    return [column.values[code] for code in used if code >= 0 and isinstance(column.values[code], tuple)]


def _cells(found: Found, name: str, rows: NDArray[np.intp]) -> NDArray[np.object_]:
    """The values of a variable in these rows, as text."""
    column = found.table.columns.get(name)
    if column is None and name in found.answers:
        column = constant(found.answers[name], found.table.count)
    if column is None:
        return np.full(len(rows), ABSENT, dtype=object)
    codes = column.codes[rows]
    used, places = np.unique(codes, return_inverse=True)
    texts = np.empty(len(used), dtype=object)
    texts[:] = ["" if code < 0 else _text(column.values[code]) for code in used]
    cells: NDArray[np.object_] = texts[places]
    return cells


def _text(value: Any) -> str:
    """A value as it is printed; a list as one, its texts in quotes."""
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_item(one) for one in value)}]"
    return number_text(value) if isinstance(value, float) else str(value)


def _item(value: Any) -> str:
    """An item of a list: texts in quotes, None where there is none."""
    return "None" if value in ("", None) else repr(value) if isinstance(value, str) else _text(value)


def _firsts(found: Found, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first of these rows in each group."""
    names = [name.replace("--", found.table.domain) for name in found.rule.grouping]
    missing = [name for name in names if name not in found.table.columns]
    if missing or not names:
        raise NotApplicable(f"{found.table.name} has not the variables to group by: {', '.join(missing)}")
    ids, _ = groups([found.table.columns[name].take(rows) for name in names], len(rows))
    _, first = np.unique(ids, return_index=True)
    return rows[np.sort(first)]
