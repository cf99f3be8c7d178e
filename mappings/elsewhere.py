"""Columns of other datasets in a rule: a word may take them by subject or as a table, never row beside row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.engine import Meaning, call
from mappings.error import MappingError
from mappings.rule import Name, Rule, pointed
from mappings.vocabulary import Word

Called = Callable[[Meaning], Any]


def answer(word: Word, rule: Rule, meaning: Meaning, given: Mapping[str, Any], place: str) -> Any:
    """The word's answer to a rule that names columns of other datasets; MappingError if their rows stood by chance.

    Rows of another dataset are not those of these records, even where they are as many. A word that puts them side by
    side betrays itself when they are one more.
    """
    others = [name for name in rule.names() if _elsewhere(meaning(name), len(given["index"]), given["index"])]
    if not others:
        return call(word, rule, meaning, given, place)
    count = len(given["index"])
    fault = _fault(rule, others, place)
    try:
        found = call(word, rule, meaning, given, place)
    except (ValueError, IndexError):
        if all(len(meaning(name)) == count for name in others):
            raise
        raise fault from None
    if _other_length(found, count):
        raise fault
    as_many = [name.text for name in others if len(meaning(name)) == count]
    if (
        count > 1
        and as_many
        and _takes_rows(lambda more: call(word, rule, more, given, place), meaning, as_many, count)
    ):
        raise fault
    return found


def shifted(count: int) -> pd.Index:
    """The index of rows that have no subjects: none that records have, so that no word takes them for its own."""
    return pd.RangeIndex(-count, 0)


def _takes_rows(called: Called, meaning: Meaning, names: Sequence[str], count: int) -> bool:
    def more(name: Name) -> Any:
        return _longer(meaning(name)) if name.text in names else meaning(name)

    try:
        return _other_length(called(more), count)
    except (ValueError, IndexError):
        return True
    except MappingError:
        # A table with a row too many: it was taken as a table.
        return False


def _elsewhere(value: Any, count: int, index: pd.Index) -> bool:
    if not isinstance(value, Series) or value.index.is_(index):
        return False
    return len(value) != count or not value.index.equals(index)


def _other_length(found: Any, count: int) -> bool:
    return isinstance(found, Series) and len(found) != count


def _longer(column: Series) -> Series:
    """The column with its last row once more."""
    rows = np.append(np.arange(len(column)), len(column) - 1)
    longer = column.iloc[rows]
    return longer.set_axis(shifted(len(rows))) if isinstance(column.index, pd.RangeIndex) else longer


def _fault(rule: Rule, others: Sequence[Name], place: str) -> MappingError:
    name = others[0]
    problem = f"{name.text} has rows of its own, not those of these records"
    remedy = f"bring it to the records first, for example by  subject_value({name.text})"
    return pointed(place, rule.text, name, problem, remedy)
