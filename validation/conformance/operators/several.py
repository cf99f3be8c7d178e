"""Operators over several variables of a record, records of a subject, or parts of a dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mappings.iso8601 import compare
from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.rule import NotApplicable

PACKED = 1 << 62  # as many combinations as a number can tell apart


def none_says(on: On) -> Mask:
    """Where none of these variables, as far as the dataset has them, holds the word that `says` names."""
    word = on.option("says", "Y")
    columns = _columns(on)
    if not columns:
        raise NotApplicable(f"{on.table.name} has none of {', '.join(map(str, on.condition.value))}")
    said: Mask = np.logical_or.reduce([column.where(lambda value: value == word) for column in columns])
    return ~said


def none_filled(on: On) -> Mask:
    """Where the variable and all these others, as far as the dataset has them, are empty."""
    empty: Mask = np.logical_and.reduce([on.target.empty, *(column.empty for column in _columns(on))])
    return empty


def is_repeated(on: On) -> Mask:
    """Where an earlier record has the same value, and the same values of these variables, if the dataset has them.

    The first of such records is not told; records that lack the variable itself are not judged.
    """
    codes = _combined([on.target, *_columns(on)])
    repeated: Mask = pd.Series(codes).duplicated().to_numpy() & ~on.target.empty
    return repeated


def starts_before_end_of_previous(on: On) -> Mask:
    """Where a period starts before the one before it has ended, within the groups of `within`.

    The variable is the start, the value names the end; both are dates of ISO 8601, compared as far as both are known.
    """
    end = on.column(str(on.condition.value))
    within = _combined([on.column(name) for name in on.names(on.option("within"))])
    order = np.lexsort((_rank(end), _rank(on.target), within))
    order = order[~on.target.empty[order]]
    before, after = order[:-1], order[1:]
    early = pairs(on.target.take(after), end.take(before), lambda start, ended: compare(start, ended) == "before")
    wrong = on.falses()
    wrong[after] = early & (within[before] == within[after])
    return wrong


def pairs(one: Column, other: Column, wrong: Callable[[Any, Any], bool]) -> Mask:
    """For each record whether its two values, if it has both, are wrong together; asked once for each pair."""
    size = len(other.values) + 1
    packed = one.codes.astype(np.int64) * size + other.codes
    packed[(one.codes < 0) | (other.codes < 0)] = -1
    met, back = np.unique(packed, return_inverse=True)
    asked = [pair >= 0 and wrong(one.texts[pair // size], other.texts[pair % size]) for pair in met.tolist()]
    return np.asarray(asked, dtype=bool)[back]


def differs_in_other_part(on: On) -> Mask:
    """Where a variable of a part of a split dataset has another length in another part; asked of its variables."""
    parts = [one for one in on.study.tables.values() if on.table.split and one.split == on.table.split]
    lengths = {(fact.name, fact.length) for part in parts for fact in part.variables}
    other = {name for name, length in lengths if length is not None and len(_lengths(lengths, name)) > 1}
    return on.column("variable_name").where(lambda name: name in other) & ~on.target.empty


def is_not_file_of(on: On) -> Mask:
    """Where a file's name is not the dataset's name in small letters, whatever stands behind the point."""
    names = on.column(str(on.condition.value))
    return pairs(on.target, names, lambda file, name: str(file).partition(".")[0] != str(name).lower())


SEVERAL: dict[str, Callable[[On], Mask]] = {
    "none_says": none_says,
    "none_filled": none_filled,
    "is_repeated": is_repeated,
    "starts_before_end_of_previous": starts_before_end_of_previous,
    "differs_in_other_part": differs_in_other_part,
    "is_not_file_of": is_not_file_of,
}


def _lengths(known: set[tuple[str, int | None]], name: str) -> set[int | None]:
    return {length for variable, length in known if variable == name}


def _rank(column: Column) -> NDArray[np.int64]:
    """For each record the place of its value among all values in order; -1 where it has none."""
    order = np.argsort(column.texts.astype(str), kind="stable")
    places = np.empty(len(order) + 1, dtype=np.int64)
    places[order], places[-1] = np.arange(len(order)), -1
    return places[column.codes]


def _columns(on: On) -> list[Column]:
    return [on.column(name) for name in on.names(on.condition.value) if on.has(name)]


def _combined(columns: list[Column]) -> NDArray[np.int64]:
    """For each record the number of its combination of values, those that are missing among them."""
    packed, size = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        many = len(column.values) + 1
        if size * many > PACKED:
            # As small as can be where the next step might overflow.
            packed, met = pd.factorize(packed)
            size = len(met)
        packed, size = packed * many + column.codes + 1, size * many
    return pd.factorize(packed)[0].astype(np.int64)
