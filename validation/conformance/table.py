"""Datasets as rules see them: columns, what is said of them, and the study they are in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mappings.dataset import Dataset
from mappings.spec import StudySpec
from mappings.terminology import Terminology
from validation.conformance.column import Column, column_of


class Columns(Mapping[str, Column]):
    """The columns of a dataset by name, each encoded when it is first asked for."""

    def __init__(self, dataset: Dataset) -> None:
        self._frame = dataset.records
        self._made: dict[str, Column] = {}
        self._names = tuple(str(name) for name in dataset.records.columns)
        self._known = frozenset(self._names)

    def __getitem__(self, name: str) -> Column:
        """The column; KeyError if the dataset has none of that name."""
        if name not in self._made:
            self._made[name] = column_of(self._frame[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """The names, in the order of the dataset."""
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        """Whether there is one, without encoding it."""
        return name in self._known

    def __len__(self) -> int:
        """How many."""
        return len(self._names)


@dataclass(frozen=True)
class VariableFacts:
    """A variable as found in the data: name, label, type (Char or Num), length in bytes, SAS format."""

    name: str
    label: str = ""
    type: str = "Char"
    length: int | None = None
    format: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A dataset, or what was joined or made of several: its columns and what is said of them.

    `domain` is the two letters a `--` stands for ("" where there is none). `rows` are, after a join or a filter, the
    positions of the records in the dataset's own file; None if they are the records as they are.
    """

    name: str
    columns: Mapping[str, Column]
    count: int
    domain: str = ""
    class_name: str = ""
    label: str = ""
    file: str = ""
    size: int = 0
    variables: tuple[VariableFacts, ...] = ()
    rows: NDArray[np.intp] | None = None
    split: str = ""  # the dataset of which this is a part, if it is one

    def own(self, positions: NDArray[Any]) -> NDArray[np.intp]:
        """The positions in the dataset's own file of these rows."""
        return positions if self.rows is None else self.rows[positions]

    def with_columns(self, more: Mapping[str, Column]) -> Table:
        """The table with these columns too, before its own of the same name."""
        return replace(self, columns={**self.columns, **more})


@dataclass(frozen=True, eq=False)
class Study:
    """All datasets of a submission, and what they are judged by."""

    tables: Mapping[str, Table]
    standard: str = "SDTMIG"
    version: str = "3.4"
    substandard: str = ""
    terminology: Mapping[str, Terminology] = field(default_factory=dict)  # by package: sdtmct-2025-03-28
    define: Any = None  # define_xml.document.metadata.Define, if there is one
    dictionaries: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Table] = field(default_factory=dict)  # SDTM datasets beside ADaM ones
    spec: StudySpec | None = None  # what is promised of the data: keys, codelists with sponsor's own terms
