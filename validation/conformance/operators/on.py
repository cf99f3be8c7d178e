"""What an operator is asked: a table, the variable it is about, and what that is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column, encoded
from validation.conformance.rule import Condition, NotApplicable
from validation.conformance.table import Study, Table

# What an operation gives: a scalar, a list (or tuple) of scalars, or a value for each record.
Answer = Any
Value = Any


def constant(value: Any, count: int) -> Column:
    """The column with the same value for every record; a list is one value, kept as a tuple."""
    if isinstance(value, Column):
        return value
    one = tuple(value) if isinstance(value, (list, set, frozenset, tuple)) else value
    number = not isinstance(one, (bool, tuple)) and isinstance(one, (int, float))
    single = encoded([float(one) if not isinstance(one, tuple) and number else one], number=number)
    return single.take(np.zeros(count, dtype=np.intp))


@dataclass(frozen=True, eq=False)
class On:
    """A condition, asked of a table: `--` stands for the domain's letters no more."""

    table: Table
    study: Study
    condition: Condition
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the variable the condition is about."""
        return self.condition.name

    @cached_property
    def target(self) -> Column:
        """Its values; NotApplicable if the table has none of the name."""
        return self.column(self.name)

    def has(self, name: str) -> bool:
        """Whether there is a column or an operation's answer of the name."""
        return name in self.table.columns or name in self.answers

    def column(self, name: str) -> Column:
        """The column of the name, an operation's answer being the same for every record."""
        if name in self.table.columns:
            return self.table.columns[name]
        if name in self.answers:
            return constant(self.answers[name], self.table.count)
        raise NotApplicable(f"{self.table.name or 'the data'} has no variable {name}")

    @property
    def literal(self) -> bool:
        """Whether what it is compared with is to be taken as it is written."""
        return bool(self.option("value_is_literal"))

    @cached_property
    def value(self) -> Value:
        """What the variable is compared with: a Column where it names one, an operation's answer, or as written."""
        return self.resolved(self.condition.value)

    def resolved(self, word: Any) -> Value:
        """The column or the answer a word names, else the word."""
        if self.literal or not isinstance(word, str):
            return word
        if word in self.table.columns:
            return self.table.columns[word]
        return self.answers.get(word, word)

    def option(self, name: str, default: Any = None) -> Any:
        """An optional field of the condition: within, ordering, prefix, suffix, regex, negative ..."""
        return self.condition.options.get(name, default)

    def names(self, *words: Any) -> list[str]:
        """The names of columns in these words: lists and operations' answers that are lists are opened."""
        found: list[str] = []
        for word in words:
            if isinstance(word, (list, tuple)):
                found += self.names(*word)
            elif isinstance(word, str) and isinstance(self.answers.get(word), (list, tuple)):
                found += [str(one) for one in self.answers[word]]
            elif word is not None:
                found.append(str(word))
        return list(dict.fromkeys(found))

    def falses(self) -> NDArray[np.bool_]:
        """False for every record."""
        return np.zeros(self.table.count, dtype=bool)
