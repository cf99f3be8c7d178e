"""What became of a raw export, and what nobody mapped: the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from mappings.apply import Applied
from mappings.bound import RECORDS, Bound, Node, Reference
from mappings.distinct import as_text, factors
from mappings.lineage import lineage, merged_codelist, raw_sources
from mappings.origins import origin as origin
from mappings.records import JOINED, ROW, TABLE
from mappings.spec import Codelist

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Unmatched:
    """A value that is no term of its variable's codelist, with its count."""

    dataset: str
    variable: str
    value: str
    count: int
    codelist: str
    extensible: bool


@dataclass(frozen=True)
class LeftOut:
    """Rows or cells of a table that gave no record of a dataset, and the rule that left them out."""

    dataset: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Form:
    """The balance of one raw table: rows in, rows that gave records, records out, and what was left out why.

    For each dataset made of the table, its records and what was left out of it are all that its rule took: the rows
    of the table, or, where columns are unpivoted, its cells. `left_out` are rows that reached no dataset because
    rules say so; `lost` those that some dataset was given and did not account for. The rest is looked up in.
    """

    table: str
    rows: int
    used: int
    records: Mapping[str, int]
    supplemental: int
    dropped: tuple[LeftOut, ...]
    looked_up: tuple[str, ...]
    left_out: int
    lost: int


@dataclass(frozen=True)
class Ledger:
    """What became of a raw export, column by column, value by value, row by row."""

    unmapped: Mapping[str, tuple[str, ...]]
    ignored: Mapping[str, Mapping[str, str]]
    unmatched: tuple[Unmatched, ...]
    forms: tuple[Form, ...]
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)


def used_columns(bound: Bound) -> dict[str, set[str]]:
    """For each raw table, the columns some rule reads."""
    used: dict[str, set[str]] = {table: set() for table in bound.tables}
    for node, references in bound.references.items():
        for reference in references.values():
            for table in _tables_read(bound, node, reference):
                used[table] |= _columns_meant(bound, table, reference.column)
    shared = {said.text for rule in bound.study.shared.values() for said in rule.names()}
    for table, columns in bound.tables.items():
        used[table] |= shared & {*columns, *(f"{table}.{column}" for column in columns)}
    return used


def _columns_meant(bound: Bound, table: str, name: str) -> set[str]:
    """The columns of a table that a name can mean: under its own name, or after a join as `table.column`."""
    return {name, name.rpartition(".")[2], name.removeprefix(f"{table}.")} & set(bound.tables[table])


def _tables_read(bound: Bound, node: Node, reference: Reference) -> list[str]:
    if reference.kind in {"variable", "records"}:
        return []
    if reference.kind == "name" or node[1] == RECORDS:
        return [reference.dataset] if reference.dataset in bound.tables else raw_sources(bound, node[0])
    return lineage(bound, reference)


def ledger(applied: Applied, provenance: Mapping[str, DataFrame], absent: Iterable[str] = ()) -> Ledger:
    """The ledger of a build."""
    bound, study = applied.bound, applied.bound.study
    used = used_columns(bound)
    ignored = _ignored(bound)
    unmapped = {
        table: tuple(column for column in columns if column not in used[table] and column not in ignored.get(table, {}))
        for table, columns in bound.tables.items()
    }
    flows = _flows(provenance)
    reached = _flows({name: records.frame for name, records in applied.records.items()})
    lost = _lost_on_the_way(applied)
    named = [name for name in applied.tables if study.floor == "sdtm" or _used(bound, name)]
    forms = tuple(_form(name, flows[name], int(reached[name].used.sum()), lost[name], applied) for name in named)
    return Ledger(
        # An analysis takes of the tabulation what it needs: what it leaves is no oversight.
        unmapped={table: columns for table, columns in unmapped.items() if columns and study.floor == "sdtm"},
        ignored=ignored,
        unmatched=tuple(_unmatched(applied)),
        forms=forms,
        absent=tuple(absent),
        notes=study.notes,
    )


def _ignored(bound: Bound) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, columns in bound.tables.items():
        said = dict(bound.study.table("*").ignored) | dict(bound.study.table(table).ignored)
        found[table] = {column: reason for column, reason in said.items() if column in columns}
    for dataset in bound.study.datasets:
        for table in raw_sources(bound, dataset.name):
            columns = bound.tables[table]
            found[table] |= {column: reason for column, reason in dataset.ignored.items() if column in columns}
    return {table: reasons for table, reasons in found.items() if reasons}


def _unmatched(applied: Applied) -> Iterable[Unmatched]:
    """Values outside the codelist of their variable (those bound for SUPP-- too), or of their records."""
    study = applied.bound.study
    for dataset in study.datasets:
        built = applied.variables[dataset.name]
        for variable in dataset.variables:
            if not (dataset.submit and variable.submit and variable.type == "Char"):
                continue
            place, values = (dataset.name, variable.name), as_text(built[variable.name])
            yield from _outside(place, values, merged_codelist(study, variable))
            for one in variable.values:
                codelist = study.codelist(one.codelist) if one.codelist else None
                yield from _outside(place, values[one.where.mask(built)], codelist)


def _outside(place: tuple[str, str], values: Series, codelist: Codelist | None) -> Iterable[Unmatched]:
    """The values that are no term of the codelist."""
    if codelist is None:
        return
    known = set(codelist.values())
    counts = values.astype("object").value_counts(sort=False)
    for value, count in sorted(counts.items()):
        if value not in known:
            yield Unmatched(*place, str(value), int(count), codelist.name, codelist.extensible)


@dataclass
class _Flow:
    """What one raw table gave: a mark at each row used, records by dataset, and supplemental qualifiers."""

    used: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))
    records: dict[str, int] = field(default_factory=dict)
    supplemental: int = 0

    def use(self, rows: Rows) -> None:
        """Marks these rows."""
        marks = np.zeros(int(rows.max(initial=-1)) + 1, dtype=bool)
        marks[rows] = True
        self.used = _either(self.used, marks)


def _either(one: Mask, other: Mask) -> Mask:
    """The marks of both; marks may be of different length."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    found = longer.copy()
    found[: len(shorter)] |= shorter
    return found


def _flows(provenance: Mapping[str, DataFrame]) -> dict[str, _Flow]:
    """What each raw table gave, read off the provenance of the records."""
    flows: dict[str, _Flow] = defaultdict(_Flow)
    for dataset, frame in provenance.items():
        for name in frame.columns:
            if name.startswith(JOINED):
                flows[name.removeprefix(JOINED)].use(frame[name].dropna().to_numpy().astype(np.int64))
        if TABLE not in frame.columns:
            continue
        codes, tables = factors(frame[TABLE])
        rows = frame[ROW].to_numpy().astype(np.int64)
        for code in np.flatnonzero(np.bincount(codes[codes >= 0])):
            mine, flow = rows[codes == code], flows[tables[code]]
            if dataset.startswith("SUPP"):
                flow.supplemental += len(mine)
            else:
                flow.records[dataset] = len(mine)
                flow.use(mine)
    return flows


def _form(name: str, flow: _Flow, reached: int, lost: int, applied: Applied) -> Form:
    dropped = tuple(
        LeftOut(dataset, one.reason, one.rows)
        for dataset, records in applied.records.items()
        for one in records.dropped
        if one.table == name
    )
    rows, looked_up = len(applied.tables[name].frame), _lookers(applied.bound, name)
    taken = any(name in sources for sources in applied.bound.sources.values())
    # What nobody takes records from and nobody looks values up in is lost as a whole.
    lost = lost if taken or looked_up else rows
    left_out = max(0, rows - reached - lost) if taken else 0
    return Form(name, rows, int(flow.used.sum()), flow.records, flow.supplemental, dropped, looked_up, left_out, lost)


def _lost_on_the_way(applied: Applied) -> dict[str, int]:
    """By raw table, the rows that a dataset was given, that gave it no record, and that no rule says it left out."""
    lost: dict[str, int] = defaultdict(int)
    gave: dict[str, dict[str, _Flow]] = {}
    for dataset, records in applied.records.items():
        got = _flows({dataset: records.frame})
        for source in applied.bound.sources[dataset]:
            if source not in gave:
                given = applied.tables.get(source) or applied.records[source]
                gave[source] = _flows({source: given.frame})
            for table, flow in gave[source].items():
                here = _either(got[table].used, got[source].used)[: len(flow.used)]
                missing = int(flow.used.sum()) - int((flow.used[: len(here)] & here).sum())
                said = sum(one.rows for one in records.dropped if one.table in {table, source})
                lost[table] += max(0, missing - said)
    return lost


def _used(bound: Bound, table: str) -> bool:
    """Whether some dataset is made of the table or looks values up in it."""
    return any(table in sources for sources in bound.sources.values()) or bool(_lookers(bound, table))


def _lookers(bound: Bound, table: str) -> tuple[str, ...]:
    """The datasets that look values up in a table."""
    found: dict[str, None] = {}
    for (dataset, _), references in bound.references.items():
        if any(reference.dataset == table and reference.kind == "other" for reference in references.values()):
            found[dataset] = None
    return tuple(found)
