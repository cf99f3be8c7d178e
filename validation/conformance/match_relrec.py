"""Records beside those that RELREC relates them to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column
from validation.conformance.grouping import Rows, grouped, joined_rows, paired
from validation.conformance.joins import Lazy, below, beside, taken
from validation.conformance.library import full_domain
from validation.conformance.match_related import as_identifier, asked_column, comparable, marks
from validation.conformance.standards import wildcards
from validation.conformance.table import Study, Table
from validation.conformance.whole import dataset_named


@dataclass(frozen=True)
class Relations:
    """Pairs of records of RELREC with one RELID: positions of this side and of the other."""

    left: Rows
    right: Rows


def with_related(table: Table, relrec: Table, study: Study, wildcard: str) -> Table:
    """The records that RELREC relates to others, beside each of those; `RELREC.**TERM` is the other's --TERM.

    The order is that of RELREC's pairs. A pair with values in IDVARVAL relates records, one without relates all
    records of a subject that agree in the variables named.
    """
    for name in ("USUBJID", "RDOMAIN", "IDVAR", "IDVARVAL", "RELID"):
        asked_column(relrec, name)
    relations = _relations(relrec, full_domain(table) or table.name)
    names = relrec.columns["RDOMAIN"].cells(relations.right)
    blocks = [
        block
        for name in dict.fromkeys(names)
        for block in _related_to(table, relrec, _some(relations, names == name), dataset_named(study, name), wildcard)
    ]
    return _in_order(table, blocks)


def _some(relations: Relations, mask: NDArray[np.bool_]) -> Relations:
    return Relations(relations.left[mask], relations.right[mask])


def _relations(relrec: Table, domain: str) -> Relations:
    """Each record of RELREC about the domain, with every other of its RELID that is about another one."""
    domains = relrec.columns["RDOMAIN"].cells()
    mine, others = np.flatnonzero(domains == domain), np.flatnonzero(domains != domain)
    keys = [relrec.columns[key] for key in ("STUDYID", "USUBJID", "RELID") if key in relrec.columns]
    ids, _ = grouped(keys, relrec.count)
    left, right = joined_rows(ids[mine], ids[others])
    return Relations(mine[left], others[right])


@dataclass(frozen=True, eq=False)
class Block:
    """Related records: of which pairs of RELREC, and the columns of both sides."""

    pairs: Rows
    ours: Rows
    columns: Mapping[str, Column]


def _related_to(table: Table, relrec: Table, relations: Relations, other: Table | None, wildcard: str) -> list[Block]:
    """The blocks for one other dataset: one for each pair of identifying variables."""
    if other is None:
        return []
    identifier, value = relrec.columns["IDVAR"], relrec.columns["IDVARVAL"]
    exact = ~value.take(relations.left).empty & ~value.take(relations.right).empty
    columns = [identifier.take(relations.left), identifier.take(relations.right)]
    subjects = relrec.columns["USUBJID"].take(np.where(exact, -1, relations.left))
    ids, groups = grouped([*columns, marks(exact), subjects], len(exact))
    blocks = []
    for group in range(groups):
        these = np.flatnonzero(ids == group)
        one = _some(relations, ids == group)
        names = [str(column.cells(these[:1])[0]) for column in columns]
        if names[0] not in table.columns or names[1] not in other.columns:
            continue
        sides = Sides(table, other, relrec, one, (names[0], names[1]))
        rows = _exact(sides) if exact[these[0]] else _by_variable(sides)
        shown = _renamed(other, wildcard)
        columns_of_both = beside(table.columns, other.columns, (rows[1], rows[2]), "\0", shown)
        blocks.append(Block(one.left[rows[0]] * relrec.count + one.right[rows[0]], rows[1], columns_of_both))
    return blocks


def _renamed(other: Table, wildcard: str) -> Callable[[str], str | None]:
    """The names of the other's columns: RELREC.**TERM for AETERM, RELREC.VISIT for VISIT."""
    prefix, general = other.domain, wildcards()

    def shown(name: str) -> str | None:
        own = prefix and name.startswith(prefix) and "--" + name[len(prefix) :] in general
        return f"RELREC.{wildcard}{name[len(prefix) :]}" if own else f"RELREC.{name}"

    return shown


@dataclass(frozen=True, eq=False)
class Sides:
    """Two datasets that some pairs of RELREC relate, and the variables that identify their records."""

    table: Table
    other: Table
    relrec: Table
    pairs: Relations
    names: tuple[str, str]

    @property
    def by_subject(self) -> bool:
        """Whether RELREC says whose records are related, and both datasets know."""
        said = not self.relrec.columns["USUBJID"].take(self.pairs.left).empty.any()
        return said and "USUBJID" in self.table.columns and "USUBJID" in self.other.columns


def _exact(sides: Sides) -> tuple[Rows, Rows, Rows]:
    """Pairs that name values: which pair, which record here, which there."""
    first = _identified(sides, sides.table, sides.pairs.left, sides.names[0])
    second = _identified(sides, sides.other, sides.pairs.right, sides.names[1])
    one, two = joined_rows(first[0], second[0])
    return first[0][one], first[1][one], second[1][two]


def _identified(sides: Sides, table: Table, said: Rows, name: str) -> tuple[Rows, Rows]:
    """For each pair every record of the table that its value and subject name: which pair, which record."""
    keys = [comparable(table.columns[name], sides.relrec.columns["IDVARVAL"].take(said))]
    if sides.by_subject:
        keys.append((table.columns["USUBJID"], sides.relrec.columns["USUBJID"].take(said)))
    records, pairs = paired([one for one, _ in keys], [two for _, two in keys], (table.count, len(said)))
    return joined_rows(pairs, records)


def _by_variable(sides: Sides) -> tuple[Rows, Rows, Rows]:
    """A pair that names variables alone: records of a subject that agree in them."""
    table, other = sides.table, sides.other
    shared = [key for key in ("STUDYID", "USUBJID") if key in table.columns and key in other.columns]
    ours, theirs = comparable(table.columns[sides.names[0]], other.columns[sides.names[1]])
    left, right = joined_rows(
        *paired(
            [*(table.columns[key] for key in shared), as_identifier(ours)],
            [*(other.columns[key] for key in shared), as_identifier(theirs)],
            (table.count, other.count),
        )
    )
    kept = ~table.columns[sides.names[0]].empty[left]
    if sides.by_subject:
        subject = sides.relrec.columns["USUBJID"].cells(sides.pairs.left[:1])[0]
        kept &= table.columns["USUBJID"].cells(left) == subject
    left, right = left[kept], right[kept]
    return np.zeros(len(left), dtype=np.intp), left, right


def _in_order(table: Table, blocks: list[Block]) -> Table:
    """All blocks as one table, in the order of RELREC's pairs."""
    names = list(dict.fromkeys([*table.columns, *(name for block in blocks for name in block.columns)]))
    pairs = np.concatenate([block.pairs for block in blocks]) if blocks else np.empty(0, dtype=np.intp)
    ours = np.concatenate([block.ours for block in blocks]) if blocks else np.empty(0, dtype=np.intp)
    order = np.argsort(pairs, kind="stable")
    stack = below([(block.columns, len(block.ours)) for block in blocks], names)
    made = Lazy({name: taken(stack, name, order) for name in names})
    return replace(table, columns=made, count=len(order), rows=table.own(ours[order]))
