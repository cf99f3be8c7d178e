"""The datasets that a define.xml names, each beside its data; what is named without data, and data without a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from define_xml.checks.beside.columns import Column, Mask, column
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define
from define_xml.document.values import CodeList
from mappings.dataset import Dataset
from mappings.distinct import Codes


@dataclass(frozen=True, repr=False)
class Held:
    """One dataset as define.xml says it, and its records."""

    group: ItemGroupDef
    dataset: Dataset
    index: Index
    columns: dict[str, Column] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The dataset's name in define.xml."""
        return self.group.name or ""

    @property
    def encoding(self) -> str:
        """The encoding of the text in the file."""
        return (self.dataset.file.encoding if self.dataset.file else "") or "ascii"

    @property
    def records(self) -> int:
        """The number of records."""
        return len(self.dataset.records)

    @cached_property
    def variables(self) -> tuple[tuple[ItemRef, ItemDef], ...]:
        """The variables in the order that define.xml gives them: OrderNumber where each has one, else as written."""
        found = list(self.index.variables(self.group))
        orders = [ref.order_number or "" for ref, _ in found]
        if all(order.isascii() and order.isdigit() for order in orders):
            found.sort(key=lambda one: int(one[0].order_number or 0))
        return tuple(found)

    @cached_property
    def oids(self) -> frozenset[str]:
        """The OIDs of the dataset's variables."""
        return frozenset(ref.item_oid or "" for ref, _ in self.variables)

    def column(self, name: str) -> Column | None:
        """The values of a variable; None if the data have no such variable."""
        if name not in self.columns and name in self.dataset.records.columns:
            self.columns[name] = column(self.dataset.records[name])
        return self.columns.get(name)


@dataclass(frozen=True, repr=False)
class Part:
    """The values of a variable that an ItemDef is said of: all of them, or those that its where clauses select."""

    held: Held
    name: str
    ref: ItemRef
    item: ItemDef
    column: Column
    mask: Mask | None = None
    condition: str = ""

    @cached_property
    def counts(self) -> Codes:
        """How many of its records have each value of the column; how many have none stands last."""
        return self.column.counts(self.mask)

    @cached_property
    def places(self) -> Codes:
        """The values of the column that occur."""
        return np.flatnonzero(self.counts[:-1])

    @cached_property
    def used(self) -> tuple[tuple[int, str, int], ...]:
        """Each value that occurs: its place in the column, its text, and how many records have it."""
        return self.values(self.places)

    def values(self, places: Codes) -> tuple[tuple[int, str, int], ...]:
        """The values of these places, with their texts and counts."""
        words = self.column.words
        pairs = zip(places.tolist(), self.counts[places].tolist(), strict=True)
        return tuple((place, words[place], count) for place, count in pairs)

    @cached_property
    def records(self) -> int:
        """How many records it is said of."""
        return int(self.counts.sum())

    @cached_property
    def filled(self) -> int:
        """How many of them have a value."""
        return int(self.counts[:-1].sum())

    @cached_property
    def longest(self) -> int:
        """The bytes of its longest value; 0 without one."""
        return int(self.column.sizes(self.held.encoding)[self.places].max(initial=0))

    @property
    def codelist(self) -> CodeList | None:
        """The codelist of the item."""
        return self.held.index.codelist(self.item)

    def said(self, words: str) -> str:
        """The words, and of which records they are said."""
        return f"where {self.condition}: {words}" if self.condition else words


@dataclass(frozen=True)
class Selected:
    """The records that conditions select; None, with the reason, where that cannot be told."""

    mask: Mask | None
    reason: str = ""


@dataclass(frozen=True, repr=False)
class Matched:
    """All datasets of a define.xml beside all data: `held` by the ItemGroupDef's OID."""

    define: Define
    index: Index
    held: Mapping[str, Held]
    absent: tuple[ItemGroupDef, ...] = ()
    unnamed: tuple[Dataset, ...] = ()
    # (dataset, where clauses) -> the records they select: several checks ask the same.
    selections: dict[tuple[str, tuple[str, ...]], Selected] = field(default_factory=dict, compare=False)

    def __iter__(self) -> Iterator[Held]:
        return iter(self.held.values())


def matched(define: Define, datasets: Iterable[Dataset]) -> Matched:
    """The datasets of the define (in 2.1's form) beside these data, by name."""
    index = Index(define)
    data = {dataset.name.upper(): dataset for dataset in datasets}
    held: dict[str, Held] = {}
    absent: list[ItemGroupDef] = []
    named: set[str] = set()
    for group in define.metadata.datasets:
        names = [name.upper() for name in (group.name, group.sas_dataset_name) if name]
        found = next((name for name in names if name in data and name not in named), None)
        if found is None:
            absent.append(group)
            continue
        named.add(found)
        oid = group.oid or ""
        # Two datasets of one OID are an error told elsewhere; each has its data.
        held[f"{oid}?{found}" if not oid or oid in held else oid] = Held(group, _delivered(data[found]), index)
    unnamed = tuple(dataset for name, dataset in data.items() if name not in named)
    return Matched(define, index, held, tuple(absent), unnamed)


def _delivered(dataset: Dataset) -> Dataset:
    """What leaves the house of a dataset that was built here; one that was read is itself."""
    if dataset.file is not None:
        return dataset
    from define_xml.transport.stream import whole
    from define_xml.transport.submitted import submitted

    return whole(submitted(dataset))
