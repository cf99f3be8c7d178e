"""Codelists as define.xml holds them: CodeList with items, with plain values, or with a dictionary kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from define_xml.document.common import NCI, Alias
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem, ExternalCodeList
from define_xml.from_spec.references import References
from define_xml.from_spec.texts import description
from mappings.distinct import number_text
from mappings.spec import Codelist, Term


def code_list(one: Codelist, references: References, standards: Mapping[str, str]) -> CodeList:
    """The codelist; items with decodes where the terms have them."""
    decoded = any(term.decode for term in one.terms)
    return CodeList(
        oid=one.oid,
        name=one.label,
        data_type=one.data_type,
        sas_format_name=one.sas_format or None,
        standard_oid=standards.get(one.standard),
        is_non_standard=None if one.standard else "Yes",
        comment_oid=references.comment(one.comment, one.comment_documents, one.oid),
        items=tuple(_item(term) for term in one.terms) if decoded else (),
        enumerated=() if decoded else tuple(_enumerated(term) for term in one.terms),
        external=_external(one),
        aliases=_code(one.code),
    )


def _item(term: Term) -> CodeListItem:
    return CodeListItem(
        coded_value=term.value, rank=_rank(term), order_number=_order(term), extended_value=_extended(term),
        decode=description(term.decode), aliases=_code(term.code),
    )  # fmt: skip


def _enumerated(term: Term) -> EnumeratedItem:
    return EnumeratedItem(
        coded_value=term.value, rank=_rank(term), order_number=_order(term), extended_value=_extended(term),
        aliases=_code(term.code),
    )  # fmt: skip


def _external(one: Codelist) -> ExternalCodeList | None:
    if not one.dictionary:
        return None
    return ExternalCodeList(dictionary=one.dictionary, version=one.version or None, href=one.href or None)


def _rank(term: Term) -> str | None:
    return None if term.rank is None else number_text(term.rank)


def _order(term: Term) -> str | None:
    return None if term.order is None else str(term.order)


def _extended(term: Term) -> str | None:
    return "Yes" if term.extended else None


def _code(code: str) -> tuple[Alias, ...]:
    return (Alias(context=NCI, name=code),) if code else ()
