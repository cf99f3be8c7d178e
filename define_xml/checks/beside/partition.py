"""Where clauses against the records: each is meant by one item of a value list, none by two, and none is left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from define_xml.checks.beside.clauses import comparisons
from define_xml.checks.beside.columns import Column, first_records
from define_xml.checks.beside.held import Held, Matched
from define_xml.checks.beside.selection import condition_words, selected
from define_xml.document.items import ItemDef, ItemRef
from mappings.finding import Finding

_CITES = "Define-XML 2.1, 4.2"


def where_untold(held: Held, matched: Matched) -> Iterator[Finding]:
    """A condition cannot be held against the data."""
    for _, item, _, ref in _items(held, matched):
        found = selected(ref.where, held, matched)
        if found.mask is None:
            words = f"item {ref.item_oid}: its records cannot be told: {found.reason}"
            yield Finding("where_untold", "warning", words, held.name, item.name or "", cites=_CITES)


def where_selects_nothing(held: Held, matched: Matched) -> Iterator[Finding]:
    """A condition of a value list holds for no record."""
    for _, item, _, ref in _items(held, matched):
        mask = selected(ref.where, held, matched).mask
        if mask is not None and held.records and not mask.any() and ref.has_no_data != "Yes":
            words = f"no record has {condition_words(ref.where, matched, held.name)}: item {ref.item_oid} has no values"
            yield Finding("where_selects_nothing", "note", words, held.name, item.name or "", cites=_CITES)


def where_overlaps(held: Held, matched: Matched) -> Iterator[Finding]:
    """Two items of a value list are said of the same records."""
    for item, _, counts in _covered(held, matched):
        several = counts > 1
        total = int(several.sum())
        if total:
            words = f"{total:,} records are meant by more than one item: {_example(held, matched, item, several)}"
            yield Finding("where_overlaps", "error", words, held.name, item.name or "", "", total,
                          first_records(several), _CITES)  # fmt: skip


def where_uncovered(held: Held, matched: Matched) -> Iterator[Finding]:
    """Records have a value, and no item of the value list is said of them."""
    for item, column, counts in _covered(held, matched):
        left = (counts == 0) & (column.codes >= 0)
        total = int(left.sum())
        if total:
            words = f"{total:,} of {held.records:,} records have a value and no item of the value list"
            yield Finding("where_uncovered", "error", f"{words}{_left(held, matched, item, left)}", held.name,
                          item.name or "", "", total, first_records(left), _CITES)  # fmt: skip


def _items(held: Held, matched: Matched) -> Iterator[tuple[ItemRef, ItemDef, Column, ItemRef]]:
    """Variable by variable, the items of its value list that have conditions."""
    for whole, item in held.variables:
        column, values = held.column(item.name or ""), matched.index.value_list(item)
        if column is not None and values is not None:
            yield from ((whole, item, column, ref) for ref in values.items if ref.where)


def _covered(held: Held, matched: Matched) -> Iterator[tuple[ItemDef, Column, np.ndarray]]:
    """Each variable with a value list that can be told as a whole, and how many of its items mean each record."""
    for _, item in held.variables:
        column, values = held.column(item.name or ""), matched.index.value_list(item)
        if column is None or values is None or not values.items or not all(ref.where for ref in values.items):
            continue
        counts = np.zeros(held.records, dtype=np.int64)
        masks = [selected(ref.where, held, matched).mask for ref in values.items]
        for mask in masks:
            counts += mask if mask is not None else 0
        if all(mask is not None for mask in masks):
            yield item, column, counts


def _example(held: Held, matched: Matched, item: ItemDef, several: np.ndarray) -> str:
    """The conditions that the first of these records fulfils."""
    place = int(np.flatnonzero(several)[0])
    values = matched.index.value_list(item)
    found = []
    for ref in values.items if values else ():
        mask = selected(ref.where, held, matched).mask
        if mask is not None and mask[place]:
            found.append(condition_words(ref.where, matched, held.name))
    return " | ".join(found[:3])


def _left(held: Held, matched: Matched, item: ItemDef, left: np.ndarray) -> str:
    """What the conditions look at, in the records they leave: `: VSTESTCD is PULSE (12), TEMP (3)`."""
    values = matched.index.value_list(item)
    for compared, _ in comparisons(matched.index, values.items if values else ()):
        column = held.column(compared.name or "")
        if column is not None:
            return f": {compared.name} is {_counted(column, left)}"
    return ""


def _counted(column: Column, mask: np.ndarray) -> str:
    counts = column.counts(mask).tolist()
    named = [*zip(column.words, counts[:-1], strict=True), ('""', counts[-1])]
    found = sorted(((count, word) for word, count in named if count), key=lambda one: (-one[0], one[1]))
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return ", ".join(f"{word} ({count:,})" for count, word in found[:5]) + more


CHECKS = (where_untold, where_selects_nothing, where_overlaps, where_uncovered)
