"""Asks a check of a table: each condition once, its answer kept for the other rules that ask the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.conformance.operators import OPERATORS
from validation.conformance.operators.on import Answer, On
from validation.conformance.rule import (
    All,
    AnyOf,
    Check,
    Condition,
    ConformanceRule,
    Not,
    NotApplicable,
    NotRun,
    conditions,
)
from validation.conformance.table import Study, Table

# For each record whether it is as the check says; a bool speaks of all records at once.
Truth = NDArray[np.bool_] | bool
_CHEAP = ("exists", "not_exists")


@dataclass
class Masks:
    """What was answered of one table, by condition; kept only for conditions that several rules ask of it."""

    shared: frozenset[str] = frozenset()
    table: Table | None = None
    known: dict[str, Truth] = field(default_factory=dict)

    def answer(self, on: On, ask: Callable[[On], Truth]) -> Truth:
        """The answer of the condition, asked once."""
        key = on.condition.key
        if on.table is not self.table or key not in self.shared or on.answers:
            return _settled(ask(on))
        if key not in self.known:
            self.known[key] = _settled(ask(on))
        return self.known[key]


def shared_conditions(rules: Iterable[ConformanceRule], domain: str) -> frozenset[str]:
    """The conditions that more than one rule asks of a dataset of this domain."""
    counts = Counter(
        one.of_domain(domain).key for rule in rules if not rule.for_each for one in set_of(conditions(rule.check))
    )
    return frozenset(key for key, count in counts.items() if count > 1)


def set_of(asked: Iterable[Condition]) -> list[Condition]:
    """The conditions, each once."""
    return list({one.key: one for one in asked}.values())


def holds(check: Check, table: Table, study: Study, answers: Mapping[str, Answer], masks: Masks) -> Truth:
    """For each record of the table whether the check is true of it."""
    if isinstance(check, Condition):
        return _answer(check, table, study, answers, masks)
    if isinstance(check, Not):
        found = holds(check.part, table, study, answers, masks)
        return not found if isinstance(found, bool) else ~found
    asks: list[Callable[[], Truth]] = [
        partial(holds, part, table, study, answers, masks) for part in _cheapest_first(_opened(check, table))
    ]
    return _every(asks) if isinstance(check, All) else _some(asks)


def _every(asks: list[Callable[[], Truth]]) -> Truth:
    """Where all are; no more is asked once there is no record left."""
    found: Truth = True
    for ask in asks:
        found = _joined(found, ask(), True)
        if found is False:
            break
    return found


def _some(asks: list[Callable[[], Truth]]) -> Truth:
    """Where one is; what lacks a variable is not, unless all of them do."""
    found: Truth = False
    lacking: list[NotApplicable] = []
    for ask in asks:
        try:
            found = _joined(found, ask(), False)
        except NotApplicable as error:
            lacking.append(error)
        if found is True:
            break
    if lacking and len(lacking) == len(asks):
        raise lacking[0]
    return found


def _answer(condition: Condition, table: Table, study: Study, answers: Mapping[str, Answer], masks: Masks) -> Truth:
    """What the operator's function says; NotRun if there is none of the word."""
    operator = OPERATORS.get(condition.operator)
    if operator is None:
        raise NotRun(f"there is no operator {condition.operator} here")
    asked = condition.of_domain(table.domain)
    about = {key: one for key, one in answers.items() if _mentions(asked, key)} if answers else {}
    if answers and condition.operator in _CHEAP:
        about = dict(answers)
    return masks.answer(On(table, study, asked, about), operator)


def _mentions(condition: Condition, key: str) -> bool:
    """Whether a condition speaks of an operation's answer."""
    return key in str((condition.name, condition.value, condition.options))


def _opened(check: All | AnyOf, table: Table) -> list[Check]:
    """The parts, a condition on `variables: all` being one for each variable."""
    parts: list[Check] = []
    for part in check.parts:
        if isinstance(part, Condition) and part.options.get("variables") == "all":
            parts += [replace(part, name=name, options={}) for name in table.columns]
        else:
            parts.append(part)
    return parts


def _cheapest_first(parts: list[Check]) -> list[Check]:
    """The parts, those first which only ask for a variable's being there."""
    return sorted(parts, key=lambda part: not (isinstance(part, Condition) and part.operator in _CHEAP))


def _joined(first: Truth, second: Truth, every: bool) -> Truth:
    """Both, or either."""
    if isinstance(first, bool):
        return second if first is every else first
    if isinstance(second, bool):
        return first if second is every else second
    return _settled(first & second if every else first | second)


def _settled(truth: Any) -> Truth:
    """False where it is so for no record."""
    if isinstance(truth, (bool, np.bool_)):
        return bool(truth)
    mask: NDArray[np.bool_] = np.asarray(truth, dtype=bool)
    return mask if mask.any() else False
