"""The comparisons that the where clauses of items make, and the variables they look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemRef
from define_xml.document.values import RangeCheck


def comparisons(index: Index, refs: Iterable[ItemRef]) -> Iterator[tuple[ItemDef, RangeCheck]]:
    """Each comparison in the conditions of these items, with the variable compared; dangling ones are left out."""
    oids = (where.where_clause_oid or "" for ref in refs for where in ref.where)
    clauses = (index.where_clauses[oid] for oid in oids if oid in index.where_clauses)
    for check in (check for clause in clauses for check in clause.checks):
        item = index.items.get(check.item_oid or "")
        if item is not None:
            yield item, check
