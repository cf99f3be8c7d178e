"""Checks of references: what is pointed to is defined, and nothing points back to itself."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from define_xml.checks.check import NEW, Told, check, told, told_at
from define_xml.checks.reviewed import Reviewed
from define_xml.document.common import DocumentRef
from define_xml.document.fields import Element
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef, WhereClauseRef
from define_xml.document.metadata import MetaDataVersion, Standard
from define_xml.document.results import AnalysisDataset, AnalysisDatasets, AnalysisVariable
from define_xml.document.values import CodeList, ValueListDef, WhereClauseDef

COMMENTED = (MetaDataVersion, Standard, ItemGroupDef, ItemDef, WhereClauseDef, CodeList, AnalysisDatasets)
CITES = "Define-XML 2.1, OID"


def _unknown(found: Iterable[tuple[Element, str | None]], known: Container[str], kind: str) -> Iterator[Told]:
    for element, oid in found:
        if oid is not None and oid not in known:
            yield told(element, f"{kind} {oid or '(blank)'} is not defined: define it, or mend the reference", oid)


@check("error", CITES)
def dataset_item_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset names a variable that is not defined."""
    for dataset in reviewed.define.metadata.datasets:
        for ref in dataset.items:
            if (ref.item_oid or "") not in reviewed.items:
                words = f"ItemDef {ref.item_oid or '(blank)'} is not defined: define it, or mend the reference"
                yield told(ref, words, ref.item_oid)


@check("error", CITES)
def value_item_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A value list names an item that is not defined."""
    for values in reviewed.define.metadata.value_lists:
        for ref in values.items:
            if (ref.item_oid or "") not in reviewed.items:
                words = f"ItemDef {ref.item_oid or '(blank)'} is not defined: define it, or mend the reference"
                yield told(ref, words, ref.item_oid)


@check("error", CITES)
def method_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or item names a method that is not defined."""
    refs = reviewed.of(ItemRef)
    yield from _unknown(((ref, ref.method_oid) for ref in refs), reviewed.methods, "MethodDef")
    yield from _unknown(((ref, ref.imputation_method_oid) for ref in refs), reviewed.methods, "MethodDef")


@check("error", CITES)
def codelist_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or item names a codelist that is not defined."""
    found = ((item, item.codelist.codelist_oid or "") for item in reviewed.of(ItemDef) if item.codelist)
    yield from _unknown(found, reviewed.codelists, "CodeList")


@check("error", CITES)
def role_codelist_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A role names a codelist that is not defined."""
    found = ((ref, ref.role_codelist_oid) for ref in reviewed.of(ItemRef))
    yield from _unknown(found, reviewed.codelists, "CodeList")


@check("error", CITES)
def value_list_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A variable names a value list that is not defined."""
    found = ((item, item.values.value_list_oid or "") for item in reviewed.of(ItemDef) if item.values)
    yield from _unknown(found, reviewed.value_lists, "ValueListDef")


@check("error", CITES)
def where_clause_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A condition is named that is not defined."""
    found = ((ref, ref.where_clause_oid or "") for ref in reviewed.of(WhereClauseRef))
    yield from _unknown(found, reviewed.where_clauses, "WhereClauseDef")


@check("error", CITES)
def where_item_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A condition compares a variable that is not defined."""
    for clause in reviewed.define.metadata.where_clauses:
        for one in clause.checks:
            if (one.item_oid or "") not in reviewed.items:
                words = f"ItemDef {one.item_oid or '(blank)'} is not defined: a condition names a variable by its OID"
                yield told(one, words, one.item_oid)


@check("error", CITES)
def comment_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A comment is named that is not defined."""
    for kind in COMMENTED:
        found = ((one, getattr(one, "comment_oid", None)) for one in reviewed.of(kind))
        yield from _unknown(found, reviewed.comments, "CommentDef")


@check("error", CITES, NEW)
def standard_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset or a codelist names a standard that is not defined."""
    datasets = ((one, one.standard_oid) for one in reviewed.of(ItemGroupDef))
    codelists = ((one, one.standard_oid) for one in reviewed.of(CodeList))
    yield from _unknown((*datasets, *codelists), reviewed.standards, "Standard")


@check("error", CITES)
def leaf_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A document is referred to that no leaf describes."""
    found = ((ref, ref.leaf_id or "") for ref in reviewed.of(DocumentRef))
    yield from _unknown(found, reviewed.leaves, "leaf")


@check("error", CITES)
def archive_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset names a file that no leaf describes."""
    found = ((one, one.archive_location_id) for one in reviewed.of(ItemGroupDef))
    yield from _unknown(found, reviewed.leaves, "leaf")


@check("error", CITES)
def analysis_reference_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """An analysis names a dataset or a variable that is not defined."""
    datasets = ((one, one.item_group_oid or "") for one in reviewed.of(AnalysisDataset))
    yield from _unknown(datasets, reviewed.datasets, "ItemGroupDef")
    variables = ((one, one.item_oid or "") for one in reviewed.of(AnalysisVariable))
    yield from _unknown(variables, reviewed.items, "ItemDef")


@check("error", "Define-XML 2.1, def:ValueListDef")
def value_list_circle(reviewed: Reviewed) -> Iterator[Told]:
    """A value list leads back to itself through its own items."""
    for values in reviewed.define.metadata.value_lists:
        way = _way_back(reviewed, values)
        if way:
            words = f"the value list leads back to itself: {' -> '.join(way)}"
            yield told(values, f"{words}; take the reference to a value list from one of these items")


@check("warning", "Define-XML 2.1, def:ValueListDef")
def value_list_nested(reviewed: Reviewed) -> Iterator[Told]:
    """An item of a value list has a value list of its own."""
    for use in reviewed.values_used:
        if use.item.values is not None:
            words = "it has a value list of its own; put its conditions into the list of the variable"
            yield told_at(use, words, use.item.values.value_list_oid)


def _way_back(reviewed: Reviewed, start: ValueListDef) -> list[str]:
    """The items through which a value list leads back to itself; empty if it does not."""
    waiting = [(start, [start.oid or ""])]
    seen: set[str] = set()
    while waiting:
        values, way = waiting.pop()
        for _, item in reviewed.variables(values):
            below = reviewed.value_list(item)
            if below is None or (below.oid or "") in seen:
                continue
            there = [*way, item.oid or "", below.oid or ""]
            if below is start:
                return there
            seen.add(below.oid or "")
            waiting.append((below, there))
    return []


CHECKS = (
    dataset_item_unknown,
    value_item_unknown,
    method_unknown,
    codelist_unknown,
    role_codelist_unknown,
    value_list_unknown,
    where_clause_unknown,
    where_item_unknown,
    comment_unknown,
    standard_unknown,
    leaf_unknown,
    archive_unknown,
    analysis_reference_unknown,
    value_list_circle,
    value_list_nested,
)
