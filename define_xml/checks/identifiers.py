"""Checks of identifiers: every definition has one, and no other has the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from define_xml.checks.check import Check, Told, check, on_line, told
from define_xml.checks.reviewed import DEFINITIONS, Reviewed, identifier, named
from define_xml.document.common import Leaf
from define_xml.document.fields import Element
from define_xml.document.items import ItemDef, ItemGroupDef
from define_xml.document.metadata import Standard, Study
from define_xml.document.results import AnalysisResult, ResultDisplay
from define_xml.document.values import CodeList, CommentDef, MethodDef, ValueListDef, WhereClauseDef

OID = "Define-XML 2.1, OID"
UNIQUE = "ODM 1.3.2, OID"


def _repeated(elements: Sequence[Element]) -> Iterator[Told]:
    first: dict[str, Element] = {}
    for one in elements:
        oid = identifier(one)
        if oid in first:
            words = f"{oid} is defined before{on_line(first[oid])}: each definition has its own OID"
            yield told(one, words, oid)
        elif oid:
            first[oid] = one


def _missing(elements: Sequence[Element]) -> Iterator[Told]:
    for one in elements:
        if not identifier(one).strip():
            yield told(one, f"{type(one).TAG.rpartition(':')[2]} {getattr(one, 'name', None) or ''} has no identifier")


def _all(reviewed: Reviewed) -> tuple[Element, ...]:
    return tuple(one for one in reviewed.elements if isinstance(one, (Study, *DEFINITIONS)))


@check("error", OID)
def identifier_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A definition has no OID, or a file no ID."""
    yield from _missing(_all(reviewed))


@check("warning", OID)
def identifier_blank(reviewed: Reviewed) -> Iterator[Told]:
    """An identifier holds blanks at its ends."""
    for one in _all(reviewed):
        oid = identifier(one)
        if oid != oid.strip():
            yield told(one, f"the identifier {oid!r} begins or ends with a blank, and references will miss it", oid)


@check("error", UNIQUE)
def standard_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two standards have the same OID."""
    yield from _repeated(reviewed.of(Standard))


@check("error", UNIQUE)
def dataset_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two datasets have the same OID."""
    yield from _repeated(reviewed.of(ItemGroupDef))


@check("error", UNIQUE)
def item_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two variables or value-level items have the same OID."""
    yield from _repeated(reviewed.of(ItemDef))


@check("error", UNIQUE)
def value_list_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two value lists have the same OID."""
    yield from _repeated(reviewed.of(ValueListDef))


@check("error", UNIQUE)
def where_clause_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two where clauses have the same OID."""
    yield from _repeated(reviewed.of(WhereClauseDef))


@check("error", UNIQUE)
def codelist_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two codelists have the same OID."""
    yield from _repeated(reviewed.of(CodeList))


@check("error", UNIQUE)
def method_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two methods have the same OID."""
    yield from _repeated(reviewed.of(MethodDef))


@check("error", UNIQUE)
def comment_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two comments have the same OID."""
    yield from _repeated(reviewed.of(CommentDef))


@check("error", "XML Schema, ID")
def leaf_id_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two files have the same ID."""
    yield from _repeated(reviewed.of(Leaf))


@check("error", "ARM 1.0, arm:ResultDisplay")
def result_oid_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two displays, or two results, have the same OID."""
    yield from _repeated(reviewed.of(ResultDisplay))
    yield from _repeated(reviewed.of(AnalysisResult))


@check("warning", OID)
def oid_shared(reviewed: Reviewed) -> Iterator[Told]:
    """Definitions of different kinds have the same OID."""
    first: dict[str, Element] = {}
    for one in _all(reviewed):
        oid = identifier(one)
        other = first.setdefault(oid, one) if oid else one
        if type(other) is not type(one):
            yield told(one, f"{oid} is also the identifier of {named(other)}{on_line(other)}", oid)


CHECKS: tuple[Check, ...] = (
    identifier_missing,
    identifier_blank,
    standard_oid_repeated,
    dataset_oid_repeated,
    item_oid_repeated,
    value_list_oid_repeated,
    where_clause_oid_repeated,
    codelist_oid_repeated,
    method_oid_repeated,
    comment_oid_repeated,
    leaf_id_repeated,
    result_oid_repeated,
    oid_shared,
)
