"""Answers from other answers and from words of the rule itself: a map, a difference of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from validation.conformance.column import Column, encoded, number_text
from validation.conformance.operations.asked import Answer, Asked, column_of
from validation.conformance.rule import NotRun


def map_(on: Asked) -> Answer:
    """For each record the `output` of the first line of the map whose other words are its values."""
    lines: Sequence[Mapping[str, Any]] = on.option("map") or []
    if not lines:
        raise NotRun("map has no lines: give `map`, each with `output`")
    names = [name for name in dict.fromkeys(name for line in lines for name in line) if name != "output"]
    if not names:
        return lines[0].get("output", "")
    columns = [_column(on, name) for name in names]
    keys, places = np.unique(np.stack([one.codes for one in columns], axis=1), axis=0, return_inverse=True)
    answers = [
        _output(lines, {name: _cell(column, code) for name, column, code in zip(names, columns, codes, strict=True)})
        for codes in keys.tolist()
    ]
    return encoded(answers).take(places.reshape(-1))


def _column(on: Asked, name: str) -> Column:
    answer = on.answers.get(name)
    if isinstance(answer, Column):
        return answer
    if answer is not None:
        return encoded([answer]).take(np.zeros(on.table.count, dtype=np.intp))
    return column_of(on.table, on.named(name))


def _cell(column: Column, code: int) -> str:
    return "" if code < 0 else str(column.texts[code])


def _output(lines: Sequence[Mapping[str, Any]], said: Mapping[str, str]) -> Any:
    for line in lines:
        if all(_text(line.get(name, "")) == value for name, value in said.items()):
            return line.get("output")
    return None


def _text(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(float(value))
    return "" if value is None else str(value)


def minus(on: Asked) -> Answer:
    """The elements of one answer (name) that are not in another (subtract), in their order.

    With order_insensitive false, the elements are taken away in the order of the other, each after the one before.
    """
    whole, less = _list(on.answers.get(on.operation.name)), _list(on.answers.get(str(on.option("subtract") or "")))
    if on.option("order_insensitive", True) is not False:
        return [one for one in whole if one not in set(less)]
    return _in_order(whole, less)


def _list(answer: Answer) -> list[Any]:
    if isinstance(answer, Column):
        raise NotRun("minus takes lists of the dataset as a whole, not one for each record")
    if answer is None:
        return []
    return list(answer) if isinstance(answer, (list, tuple, set)) else [answer]


def _in_order(whole: list[Any], less: list[Any]) -> list[Any]:
    left: list[Any] = []
    start = 0
    for one in less:
        if one not in whole[start:]:
            continue
        first = whole.index(one, start)
        left += whole[start:first]
        start = first
        while start < len(whole) and whole[start] == one:
            start += 1
    return [*left, *whole[start:]]
