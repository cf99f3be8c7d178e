"""Datasets that are parts of one (QSPH and QSFT of QS), stacked, and which part a record is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column
from validation.conformance.grouping import Rows, stacked
from validation.conformance.table import Study, Table


class Stacked(Mapping[str, Column]):
    """The columns of several tables, one below the other, each stacked when it is first asked for."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables
        self._names = list(dict.fromkeys(name for table in tables for name in table.columns))
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        """The column; KeyError if no table has it."""
        if name not in self._made:
            parts = [table.columns.get(name) for table in self._tables]
            if all(part is None for part in parts):
                raise KeyError(name)
            self._made[name] = stacked(parts, [table.count for table in self._tables])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """The names, as they first appear."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many."""
        return len(self._names)


@dataclass(frozen=True, eq=False)
class Whole:
    """A dataset as its domain has it: one table, or the parts it was split into, stacked."""

    table: Table
    parts: tuple[str, ...]
    counts: tuple[int, ...]

    def owned(self, rows: NDArray[np.intp]) -> Iterator[tuple[str, Rows, Rows]]:
        """For each part that has some of these records: its name, their positions in it, and which of them they are."""
        start = 0
        for name, count in zip(self.parts, self.counts, strict=True):
            mine = np.flatnonzero((rows >= start) & (rows < start + count))
            if len(mine):
                yield name, rows[mine] - start, mine
            start += count


def unsplit(table: Table) -> str:
    """The name of the dataset as a whole: QS for QSPH."""
    return table.split or table.name


def stack(name: str, parts: Sequence[Table]) -> Table:
    """The parts as one table of that name; one part alone as it is, under its own name."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    facts = {fact.name: fact for part in reversed(parts) for fact in part.variables}
    columns = Stacked(parts)
    return replace(
        first,
        name=name,
        columns=columns,
        count=sum(part.count for part in parts),
        variables=tuple(facts[one] for one in columns if one in facts),
        size=sum(part.size for part in parts),
        rows=None,
        split="",
    )


_WHOLES: WeakKeyDictionary[Study, tuple[Whole, ...]] = WeakKeyDictionary()


def wholes(study: Study) -> tuple[Whole, ...]:
    """All datasets of the study, the parts of a split one together, in the order of their first part."""
    if study not in _WHOLES:
        _WHOLES[study] = _stacked(study.tables)
    return _WHOLES[study]


def _stacked(tables: Mapping[str, Table]) -> tuple[Whole, ...]:
    parts: dict[str, list[Table]] = {}
    for table in tables.values():
        parts.setdefault(unsplit(table), []).append(table)
    return tuple(
        Whole(stack(name, ones), tuple(one.name for one in ones), tuple(one.count for one in ones))
        for name, ones in parts.items()
    )


_OTHERS: WeakKeyDictionary[Study, tuple[Whole, ...]] = WeakKeyDictionary()


def dataset_named(study: Study, name: str) -> Table | None:
    """The dataset of that name, or domain, whole; one of the SDTM datasets beside if the study has none."""
    found = _named(wholes(study), study.tables, name)
    if found is None and study.others:
        if study not in _OTHERS:
            _OTHERS[study] = _stacked(study.others)
        found = _named(_OTHERS[study], study.others, name)
    return found


def _named(found: Sequence[Whole], tables: Mapping[str, Table], name: str) -> Table | None:
    whole = next((one.table for one in found if unsplit(one.table) == name), None)
    return whole if whole is not None else tables.get(name)
