"""The cells of raw tables behind a value: by the rows of a build, or by the names in the rules of a study alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import pandas as pd
from pandas import DataFrame

from mappings.apply import Applied
from mappings.distinct import as_text
from mappings.origins import CARRY, Field, Way, ways
from mappings.records import COLUMN, JOINED, ROW, TABLE
from mappings.rule import Name, Rule
from mappings.spec import DatasetSpec, StudySpec
from mappings.turned import columns_named, text_of, unpivoted

COLLECTED = "Collected"
Row = tuple[dict[str, int], str | None]  # the row of each table a record was made of, the column that asked it


@dataclass(frozen=True)
class Cell:
    """A cell of a raw table: the form (its file), the field (its column), its line in the file, what stands there.

    `row` is 0 and `value` None where only the column is known.
    """

    form: str
    field: str
    row: int = 0
    value: str | None = None


@dataclass(frozen=True)
class Behind:
    """What is behind a value: its cells, and whether it was collected in them (else made of them, or of nothing)."""

    cells: tuple[Cell, ...] = ()
    collected: bool = False


class Lineage(Protocol):
    """What tells the cells behind values."""

    def behind(self, dataset: str, variable: str, rows: Sequence[int], parent: str = "") -> list[Behind]:
        """What is behind a variable (of the dataset's parent, for supplemental ones) in each of these records."""


class NoLineage:
    """Where nobody says of what the datasets were made."""

    def behind(self, dataset: str, variable: str, rows: Sequence[int], parent: str = "") -> list[Behind]:
        """Nothing, for each of the records."""
        return [Behind()] * len(rows)


@dataclass
class BuiltCells:
    """The cells behind the records of a build: what its rules gave, and by dataset the rows its records come from."""

    applied: Applied
    provenance: Mapping[str, DataFrame]
    _ways: dict[tuple[str, str], tuple[Way, ...]] = field(default_factory=dict)
    _rows: dict[str, list[Row]] = field(default_factory=dict)
    _places: dict[str, dict[int, int]] = field(default_factory=dict)
    _texts: dict[Field, list[str]] = field(default_factory=dict)
    _others: dict[str, frozenset[str]] = field(default_factory=dict)

    def behind(self, dataset: str, variable: str, rows: Sequence[int], parent: str = "") -> list[Behind]:
        """What is behind a variable in each of these records."""
        if dataset not in self.provenance:
            return [Behind()] * len(rows)
        found = self._of(parent or dataset, variable)
        read = sorted({one for way in found for one in way.fields}, key=self._order)
        collected = any(way.kind == COLLECTED for way in found)
        known = self._known(dataset)
        return [self._at(known[row], read, collected) if 0 <= row < len(known) else Behind() for row in rows]

    def _known(self, dataset: str) -> list[Row]:
        """For each record the rows of the tables it was made of, and the column that asked it."""
        if dataset not in self._rows:
            self._rows[dataset] = made_of(self.provenance[dataset])
        return self._rows[dataset]

    def _of(self, dataset: str, variable: str) -> tuple[Way, ...]:
        if (dataset, variable) not in self._ways:
            self._ways[dataset, variable] = ways(self.applied.bound, dataset, variable)
        return self._ways[dataset, variable]

    def _order(self, one: Field) -> tuple[str, int]:
        columns = self.applied.bound.tables[one[0]]
        return one[0], columns.index(one[1])

    def _at(self, known: Row, read: Sequence[Field], collected: bool) -> Behind:
        places, asked = known
        here = [one for one in self._asked(read, asked) if one[0] in places]
        # What was looked up in other tables is named only where the record's own rows have nothing.
        cells = [Cell(table, name, places[table], self._value(table, name, places[table])) for table, name in here]
        cells = cells or [Cell(table, name) for table, name in read]
        return Behind(tuple(cells), collected and bool(cells))

    def _asked(self, read: Sequence[Field], column: str | None) -> list[Field]:
        """The fields, of those that answer several tests only the ones of this test."""
        if column is None:
            return list(read)
        if column not in self._others:
            own = {name for row in self._unpivoted if column in row for name in row}
            self._others[column] = frozenset(name for row in self._unpivoted for name in row) - own
        return [one for one in read if one[1] not in self._others[column]]

    @cached_property
    def _unpivoted(self) -> list[tuple[str, ...]]:
        """The columns of each test of every rule that makes records of columns."""
        rules = [one.records for one in self.applied.bound.study.datasets if one.records is not None]
        return [row for rule in rules if rule.word.text == "unpivot" for row in tests(rule)]

    def _value(self, table: str, column: str, row: int) -> str | None:
        frame = self.applied.tables[table].frame
        if table not in self._places:
            self._places[table] = {int(line): place for place, line in enumerate(frame[ROW].to_numpy())}
        if (table, column) not in self._texts:
            told = as_text(frame[column]).astype("object")
            self._texts[table, column] = ["" if pd.isna(one) else str(one) for one in told]
        place = self._places[table].get(row)
        return None if place is None else self._texts[table, column][place]


def made_of(frame: DataFrame) -> list[Row]:
    """For each record, by its provenance, the rows of the tables it was made of, and the column that asked it."""
    places: list[dict[str, int]] = [{} for _ in range(len(frame))]
    joined = [str(name) for name in frame.columns if str(name).startswith(JOINED)]
    for name in joined:
        table, lines = name.removeprefix(JOINED), frame[name]
        for record in (lines.notna().to_numpy()).nonzero()[0].tolist():
            places[record][table] = int(lines.iloc[record])
    if TABLE in frame:
        for own, table, row in zip(places, frame[TABLE].astype("object"), frame[ROW], strict=True):
            own[str(table)] = int(row)
    asked = frame[COLUMN].astype("object").tolist() if COLUMN in frame else [None] * len(frame)
    return list(zip(places, [None if pd.isna(one) else str(one) for one in asked], strict=True))


def tests(rule: Rule) -> Iterator[tuple[str, ...]]:
    """The columns of each test that an unpivot asks."""
    for key, cells in rule.options:
        if key not in {"test", "value", "into"}:
            yield tuple(name for name in columns_named(cells) if name)


@dataclass
class SaidCells:
    """The columns behind variables as the rules of a study name them, with no raw table at hand: rows are unknown."""

    study: StudySpec
    _known: dict[tuple[str, str, bool], tuple[Field, ...]] = field(default_factory=dict)

    def behind(self, dataset: str, variable: str, rows: Sequence[int], parent: str = "") -> list[Behind]:
        """The same for each of the records: which columns of which forms a variable is read from."""
        home = self.study.dataset(parent or dataset)
        spec = home.variable(variable) if home else None
        cells = tuple(Cell(*one) for one in self.fields(parent or dataset, variable))
        carried = spec is None or spec.rule is None or spec.rule.word.text in CARRY
        assigned = spec is not None and spec.origin not in ("", COLLECTED)
        return [Behind(cells, bool(cells) and carried and not assigned)] * len(rows)

    def fields(self, dataset: str, name: str, raw: bool = False) -> tuple[Field, ...]:
        """The raw fields that a variable is read from; with `raw`, or a column of the dataset's records."""
        key = (dataset, name, raw)
        if key not in self._known:
            self._known[key] = ()  # what waits for itself is read from nowhere
            self._known[key] = tuple(dict.fromkeys(self._fields(*key)))
        return self._known[key]

    def _fields(self, dataset: str, name: str, raw: bool) -> Iterator[Field]:
        home = self.study.dataset(dataset)
        if home is None:
            return
        spec = home.variable(name)
        rule = spec.rule if spec is not None and spec.rule is not None else self.study.shared.get(name)
        if rule is None:
            # A variable that no rule makes is not called so in a raw table; a column that a rule reads is.
            yield from self._column(home, name, raw)
            return
        for said in rule.names():
            yield from self._meant(home, name, said.text)

    def _meant(self, home: DatasetSpec, variable: str, name: str) -> Iterator[Field]:
        """What a name in the rule of a variable stands for."""
        front, dot, rest = name.rpartition(".")
        if dot:
            yield from self._elsewhere(front, rest, rest not in self._variables)
        elif name != variable and home.variable(name) is not None:
            yield from self.fields(home.name, name)
        else:
            # A variable that names itself reads the source; one that another rule makes is no column of it.
            yield from self._column(home, name, name == variable or name not in self._variables)

    @cached_property
    def _variables(self) -> frozenset[str]:
        """The variables that some rule of the study makes."""
        made = {one.name for dataset in self.study.datasets for one in dataset.variables if one.rule is not None}
        return frozenset(made | set(self.study.shared))

    def _column(self, home: DatasetSpec, name: str, raw: bool) -> Iterator[Field]:
        """A column that the records of a dataset bring, from each of their sources."""
        if home.records is None or not name:
            return
        made: tuple[str, ...] | None = None
        if home.records.word.text == "unpivot":
            asked = text_of(dict(home.records.options).get("test", "test"))
            made = () if name == asked else unpivoted(home.records).get(name)
        for source in sources(home.records):
            for column in [name] if made is None else [one for one in made if one]:
                yield from self._elsewhere(source, column, raw)

    def _elsewhere(self, source: str, name: str, raw: bool) -> Iterator[Field]:
        home = self.study.dataset(source)
        if home is not None:
            # Of a dataset that is submitted others read its variables.
            yield from self.fields(source, name, raw and not home.submit)
        elif raw and source not in self.study.own_tables:
            yield source, name


def sources(rule: Rule) -> Iterable[str]:
    """The tables and datasets that a rule for records takes them from."""
    given = [one for argument in rule.arguments for one in (argument if isinstance(argument, tuple) else (argument,))]
    return [one.text for one in given if isinstance(one, Name) and "." not in one.text]
