"""Operators that compare values: equal, less, greater; text with text, number with number."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.pairs import blank, compared, number, paired, text
from validation.conformance.rule import NotApplicable


def equal_to(on: On) -> Mask:
    """Where both are there and equal; text never equals a number unless `type_insensitive`."""
    if _plain(on):
        return on.target.spread(_same(on.target, on.value))
    return _equality(on, lambda left, right: not blank(left) and not blank(right) and left == right)


def not_equal_to(on: On) -> Mask:
    """Where they differ, one of them missing included; both missing do not differ."""
    if _plain(on):
        return on.target.spread(~_same(on.target, on.value), missing=not blank(on.value))
    return _equality(on, lambda left, right: not (blank(left) and blank(right)) and left != right)


def equal_to_case_insensitive(on: On) -> Mask:
    """As equal_to, capital letters or not."""
    return _equality(on, lambda left, right: not blank(left) and not blank(right) and _low(left) == _low(right))


def not_equal_to_case_insensitive(on: On) -> Mask:
    """As not_equal_to, capital letters or not."""
    return _equality(on, lambda left, right: not (blank(left) and blank(right)) and _low(left) != _low(right))


def less_than(on: On) -> Mask:
    """Where the number is less; what is no number is not."""
    return _ordered(on, operator.lt)


def less_than_or_equal_to(on: On) -> Mask:
    """Where the number is less or equal."""
    return _ordered(on, operator.le)


def greater_than(on: On) -> Mask:
    """Where the number is greater."""
    return _ordered(on, operator.gt)


def greater_than_or_equal_to(on: On) -> Mask:
    """Where the number is greater or equal."""
    return _ordered(on, operator.ge)


def _plain(on: On) -> bool:
    """Whether the comparison is with one text or number, as it is written."""
    options = ("value_is_reference", "round_values", "type_insensitive")
    return isinstance(on.value, (str, int, float)) and not any(on.option(word) for word in options)


def _same(column: Column, value: Any) -> Mask:
    """For each distinct value whether it is this one."""
    return np.array([one == value for one in column.values.tolist()], dtype=bool)


def _equality(on: On, test: Callable[[Any, Any], bool]) -> Mask:
    """The test of each record's two values, rounded or as text where the condition says so."""
    turn = _turn(on)

    def turned(left: Any, right: Any) -> bool:
        return test(turn(left), turn(right))

    return _referred(on, turned) if on.option("value_is_reference") else compared(on, turned)


def _turn(on: On) -> Callable[[Any], Any]:
    """What a value is taken for: rounded, as text, or as it is."""
    if on.option("round_values"):
        return lambda value: value if number(value) is None else float(round(number(value) or 0.0))
    if on.option("type_insensitive"):
        return _as_text
    return lambda value: None if value == "" else value


def _as_text(value: Any) -> Any:
    """A value as text, numbers in one form: 200.00 is 200."""
    if value is None or isinstance(value, (list, tuple)):
        return value
    found = number(value)
    return text(found) if found is not None and np.isfinite(found) else str(value).strip()


def _referred(on: On, test: Callable[[Any, Any], bool]) -> Mask:
    """The comparison where each record's value names the variable to compare with."""
    naming, found = on.column(str(on.condition.value)), np.zeros(on.table.count, dtype=bool)
    for code, name in [*enumerate(naming.values), (-1, None)]:
        rows = np.flatnonzero(naming.codes == code)
        if not len(rows):
            continue
        there = isinstance(name, str) and on.has(name)
        other = on.column(str(name)) if there else Column(np.full(on.table.count, -1, np.int32), np.empty(0, object))
        found[rows] = paired(on.target.take(rows), other.take(rows), test)
    return found


def _ordered(on: On, test: Callable[[Any, Any], bool]) -> Mask:
    """The test of two numbers; what is no number passes none."""
    value = on.value
    if not isinstance(value, Column) and number(value) is None:
        if isinstance(value, str) and value and not on.literal:
            raise NotApplicable(f"{on.table.name or 'the data'} has no variable {value} to compare {on.name} with")
        return on.falses()

    def numbers(left: Any, right: Any) -> bool:
        one, two = number(left), number(right)
        return one is not None and two is not None and test(one, two)

    return compared(on, numbers)


def _low(value: Any) -> Any:
    """A text in small letters; a number as text; missing as it is."""
    return None if blank(value) else text(value).lower()
