"""Codelists of a define.xml in the nouns of the spec."""

from __future__ import annotations

from define_xml.document.common import c_code
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem
from define_xml.from_spec.texts import described_words, one_line
from define_xml.to_spec.definitions import Definitions
from define_xml.to_spec.numbers import decimal, whole
from mappings.spec import Codelist, Term


def codelist(one: CodeList, said: Definitions) -> Codelist:
    """The codelist with its terms; a dictionary with its version."""
    oid = one.oid or ""
    words, documents = said.comment(one.comment_oid)
    items: tuple[CodeListItem | EnumeratedItem, ...] = (*one.items, *one.enumerated)
    external = one.external
    return Codelist.model_construct(
        name=said.codelists[oid],
        label=one_line(one.name or ""),
        code=c_code(one.aliases),
        extensible=False,
        terms=tuple(_term(item) for item in items),
        data_type=one.data_type or "text",
        standard=said.references.get(one.standard_oid or "", ""),
        sas_format=one.sas_format_name or "",
        dictionary=(external.dictionary or "") if external else "",
        version=(external.version or "") if external else "",
        href=(external.href or "") if external else "",
        comment=words,
        comment_documents=documents,
        oid=oid,
    )


def _term(item: CodeListItem | EnumeratedItem) -> Term:
    # Built without a check: every field is made here, and a real document has twenty thousand.
    return Term.model_construct(
        value=item.coded_value or "",
        decode=one_line(described_words(item.decode)) if isinstance(item, CodeListItem) else "",
        code=c_code(item.aliases),
        collected=(),
        synonyms=(),
        order=whole(item.order_number),
        rank=decimal(item.rank),
        extended=item.extended_value == "Yes",
    )
