"""Checks of what is defined and never used."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from define_xml.checks.check import MODERN, NEW, Told, check, told
from define_xml.checks.references import COMMENTED
from define_xml.checks.reviewed import Reviewed
from define_xml.document.common import DocumentRef, Leaf
from define_xml.document.fields import Element
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef, WhereClauseRef
from define_xml.document.metadata import Standard
from define_xml.document.values import CodeList

CITES = "Define-XML 2.1, OID"


def _unused(elements: Iterable[Element], used: Container[str], by: str) -> Iterator[Told]:
    for one in elements:
        oid = getattr(one, "oid", None) or getattr(one, "id", None) or ""
        if oid and oid not in used:
            yield told(one, f"{oid} is defined, and no {by} refers to it: take it out, or refer to it", oid)


@check("warning", CITES)
def item_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or item is defined that no dataset and no value list names."""
    used = {ref.item_oid or "" for ref in reviewed.of(ItemRef)}
    yield from _unused(reviewed.define.metadata.items, used, "dataset or value list")


@check("warning", CITES)
def value_list_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A value list is defined that no variable names."""
    used = {item.values.value_list_oid or "" for item in reviewed.of(ItemDef) if item.values}
    yield from _unused(reviewed.define.metadata.value_lists, used, "variable")


@check("warning", CITES)
def where_clause_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A condition is defined that nothing names."""
    used = {ref.where_clause_oid or "" for ref in reviewed.of(WhereClauseRef)}
    yield from _unused(reviewed.define.metadata.where_clauses, used, "value list or analysis")


@check("warning", CITES)
def codelist_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist is defined that no variable and no role names."""
    used = {item.codelist.codelist_oid or "" for item in reviewed.of(ItemDef) if item.codelist}
    used |= {ref.role_codelist_oid or "" for ref in reviewed.of(ItemRef)}
    yield from _unused(reviewed.define.metadata.codelists, used, "variable")


@check("warning", CITES)
def method_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A method is defined that no variable names."""
    used = {oid or "" for ref in reviewed.of(ItemRef) for oid in (ref.method_oid, ref.imputation_method_oid)}
    yield from _unused(reviewed.define.metadata.methods, used, "variable or item")


@check("warning", CITES)
def comment_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A comment is defined that nothing names."""
    used = {getattr(one, "comment_oid", None) or "" for kind in COMMENTED for one in reviewed.of(kind)}
    yield from _unused(reviewed.define.metadata.comments, used, "dataset, variable or other definition")


@check("warning", CITES, MODERN)
def document_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A file is described that nothing refers to."""
    used = {ref.leaf_id or "" for ref in reviewed.of(DocumentRef)}
    used |= {one.archive_location_id or "" for one in reviewed.of(ItemGroupDef)}
    yield from _unused(reviewed.of(Leaf), used, "document reference or dataset")


@check("note", CITES, NEW)
def standard_unused(reviewed: Reviewed) -> Iterator[Told]:
    """A standard is named that no dataset and no codelist follows."""
    used = {one.standard_oid or "" for one in reviewed.of(ItemGroupDef)}
    used |= {one.standard_oid or "" for one in reviewed.of(CodeList)}
    # The terminology of Define-XML itself is what the file is written in.
    others = (one for one in reviewed.of(Standard) if one.publishing_set != "DEFINE-XML")
    yield from _unused(others, used, "dataset or codelist")


CHECKS = (
    item_unused,
    value_list_unused,
    where_clause_unused,
    codelist_unused,
    method_unused,
    comment_unused,
    document_unused,
    standard_unused,
)
