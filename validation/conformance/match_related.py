"""Records beside their supplemental qualifiers, and beside the records that IDVAR and IDVARVAL say they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column, number_text
from validation.conformance.grouping import Rows, firsts, grouped, joined_rows, paired
from validation.conformance.joins import added, below, nothing
from validation.conformance.rule import NotApplicable, NotRun
from validation.conformance.table import Table

# What tells whose record it is: a subject, an associated person, a pool, a device.
WHOSE = ("STUDYID", "USUBJID", "APID", "POOLID", "SPDEVID")


def as_identifier(column: Column) -> Column:
    """The values as IDVARVAL says them: text without blanks around, numbers at their shortest, "01" being 1."""
    return column.mapped(_identifier) if not column.number else Column(column.codes, column.texts)


def _identifier(value: object) -> str:
    text = str(value).strip()
    try:
        return number_text(float(text)) if text[:1] in "+-.0123456789" and text else text
    except (ValueError, OverflowError):
        return text


def comparable(parent: Column, said: Column) -> tuple[Column, Column]:
    """A variable and what IDVARVAL says of it, so that equal ones are equal: as numbers where the variable is one."""
    if parent.number:
        return as_identifier(parent), as_identifier(said)
    return parent.mapped(lambda value: str(value).strip()), said.mapped(lambda value: str(value).strip())


# --- SUPP-- ---------------------------------------------------------------------------------------------------------


def with_supplemental(table: Table, supplemental: Table) -> Table:
    """The table with a column for each QNAM of its supplemental qualifiers; every record stays, once."""
    for name in ("QNAM", "QVAL"):
        if name not in supplemental.columns:
            raise NotApplicable(f"{supplemental.name} has no variable {name}")
    names = supplemental.columns["QNAM"]
    found: dict[str, Rows] = {}
    for code, name in enumerate(names.values):
        if str(name) not in table.columns:
            found[str(name)] = _owners(table, supplemental, np.flatnonzero(names.codes == code))
    values = supplemental.columns["QVAL"]
    return replace(table, columns=added(table.columns, {name: _of(values, rows) for name, rows in found.items()}))


def _of(values: Column, rows: Rows) -> Callable[[], Column]:
    return lambda: values.take(rows)


def _owners(table: Table, supplemental: Table, rows: Rows) -> Rows:
    """For each record of the table, the one of these supplemental records that is its; -1 for none."""
    found = np.full(table.count, -1, dtype=np.intp)
    identifiers = supplemental.columns["IDVAR"] if "IDVAR" in supplemental.columns else nothing(supplemental.count)
    for code in np.unique(identifiers.codes[rows]):
        these = rows[identifiers.codes[rows] == code]
        name = "" if code < 0 else str(identifiers.values[code])
        if name and name not in table.columns:
            continue
        ours, theirs = _key_columns(table, supplemental, these, name)
        left, right = paired(ours, theirs, (table.count, len(these)))
        records, partners = joined_rows(left, right)
        if len(np.unique(records)) < len(records):
            said = supplemental.columns["QNAM"].cells(these[:1])[0]
            raise NotRun(f"{supplemental.name} has {said} more than once for one record: no telling which is meant")
        found[records] = these[partners]
    return found


def _key_columns(table: Table, other: Table, rows: Rows, name: str) -> tuple[list[Column], list[Column]]:
    shared = [key for key in WHOSE if key in table.columns and key in other.columns]
    ours, theirs = [table.columns[key] for key in shared], [other.columns[key].take(rows) for key in shared]
    if name:
        pair = comparable(table.columns[name], other.columns["IDVARVAL"].take(rows))
        ours.append(pair[0])
        theirs.append(pair[1])
    return ours, theirs


# --- children: SUPP--, CO, RELREC beside the records they are about -------------------------------------------------


def with_children_of(table: Table, parents: Mapping[str, Table], keys: Sequence[str]) -> Table:
    """Each record beside the first one it is about: of the dataset RDOMAIN names, by keys, IDVAR and IDVARVAL.

    A key that the record leaves out is not asked. The parents' columns are added; the record's own stay.
    """
    domains = table.columns["RDOMAIN"].cells() if "RDOMAIN" in table.columns else None
    matches: dict[str, Rows] = {}
    for name, parent in parents.items():
        mine = np.arange(table.count) if domains is None else np.flatnonzero(domains == name)
        matches[name] = np.full(table.count, -1, dtype=np.intp)
        matches[name][mine] = _parent_rows(table, parent, mine, keys)
    names = dict.fromkeys(name for parent in parents.values() for name in parent.columns)

    def maker(name: str) -> Callable[[], Column]:
        return lambda: _from_parents(name, parents, matches, table.count)

    more = {name: maker(name) for name in names if name not in table.columns}
    return replace(table, columns=added(table.columns, more))


def _from_parents(name: str, parents: Mapping[str, Table], matches: Mapping[str, Rows], count: int) -> Column:
    """For each record the value its parent has in the column."""
    having = [one for one in parents if name in parents[one].columns]
    stack = below([(parents[one].columns, parents[one].count) for one in having], [name])[name]
    rows, start = np.full(count, -1, dtype=np.intp), 0
    for one in having:
        mine = matches[one]
        rows = np.where(mine >= 0, mine + start, rows)
        start += parents[one].count
    return stack.take(rows)


def _parent_rows(table: Table, parent: Table, mine: Rows, keys: Sequence[str]) -> Rows:
    """For these records the first record of the parent each is about; -1 for none."""
    asked = [key.replace("--", parent.domain) for key in keys]
    asked = [key for key in asked if key in table.columns and key in parent.columns]
    identifiers = asked_column(table, "IDVAR").take(mine)
    values = asked_column(table, "IDVARVAL").take(mine)
    # Records differ in the keys they leave out, and in the variable that identifies: one join for each such group.
    left_out = [marks(table.columns[key].take(mine).empty) for key in asked]
    ids, groups = grouped([identifiers, *left_out], len(mine))
    found = np.full(len(mine), -1, dtype=np.intp)
    first = firsts(ids, groups)
    for group in range(groups):
        these = np.flatnonzero(ids == group)
        one = first[group]
        said = [key for key, out in zip(asked, left_out, strict=True) if out.codes[one] < 1]
        name = identifiers.cells(np.array([one]))[0]
        pairs = [(parent.columns[key], table.columns[key].take(mine[these])) for key in said]
        found[these] = _first_of(parent, pairs, name, values.take(these))
    return found


def marks(mask: NDArray[np.bool_]) -> Column:
    """A mask as a column of two values."""
    return Column(mask.astype(np.int32), np.array(["no", "yes"], dtype=object))


def _first_of(parent: Table, pairs: list[tuple[Column, Column]], name: str, values: Column) -> Rows:
    """The first record of the parent with these keys, and with the value in the variable of that name."""
    count = len(values)
    if name and name not in parent.columns:
        return np.where(values.empty, _partner(parent, pairs, count), -1)
    if not name:
        return _partner(parent, pairs, count)
    full = [*pairs, comparable(parent.columns[name], values)]
    return np.where(values.empty, _partner(parent, pairs, count), _partner(parent, full, count))


def _partner(parent: Table, pairs: list[tuple[Column, Column]], count: int) -> Rows:
    if not parent.count:
        return np.full(count, -1, dtype=np.intp)
    theirs, ours = paired([one for one, _ in pairs], [two for _, two in pairs], (parent.count, count))
    first = firsts(theirs, int(max(theirs.max(initial=0), ours.max(initial=0))) + 1)
    return first[ours]


def asked_column(table: Table, name: str) -> Column:
    """The column; NotApplicable if the table has none of that name."""
    if name not in table.columns:
        raise NotApplicable(f"{table.name} has no variable {name}")
    return table.columns[name]
