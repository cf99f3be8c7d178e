"""What the definitions of a define.xml mean in the nouns of the spec: comments, methods, origins, documents, names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from define_xml.document.common import DocumentRef, PDFPageRef
from define_xml.document.index import Index
from define_xml.document.items import Origin
from define_xml.document.metadata import Define, Standard
from define_xml.from_spec.classes import TERMINOLOGY, house_standard
from define_xml.from_spec.texts import described_words, one_line
from define_xml.oids import Names, codelist_name
from mappings.spec import StandardRef
from mappings.statement import DocumentSpec, DocumentUse, ExpressionSpec, MethodSpec, OriginSpec, PageSpec

Comment = tuple[str, tuple[DocumentUse, ...]]


class Definitions:
    """The definitions of a document of version 2.1, and notes on what could not be taken over."""

    def __init__(self, define: Define) -> None:
        self.index = Index(define)
        self.data = define.metadata
        self.notes: list[str] = []
        given = Names()
        self.codelists = {oid: given.give(codelist_name(oid), oid) for oid in self.index.codelists}

    def comment(self, oid: str | None) -> Comment:
        """The words of a comment and the documents it names."""
        found = self.index.comments.get(oid or "")
        return (described_words(found.description), uses(found.documents)) if found else ("", ())

    def codelist(self, oid: str | None, place: str) -> str | None:
        """The name of a codelist; one that is not defined is noted."""
        if oid is None:
            return None
        if oid not in self.codelists:
            self.notes.append(f"{place}: the codelist {oid} is not defined")
        return self.codelists.get(oid)

    def method(self, oid: str | None, place: str) -> MethodSpec | None:
        """How a value is made; a method that is not defined is noted."""
        found = self.index.methods.get(oid or "")
        if found is None:
            if oid is not None:
                self.notes.append(f"{place}: the method {oid} is not defined")
            return None
        expressions = (ExpressionSpec(context=one.context or "", code=one.value.strip()) for one in found.expressions)
        return MethodSpec(
            name=one_line(found.name or ""), text=described_words(found.description), type=found.type or "Computation",
            expressions=tuple(expressions), documents=uses(found.documents), oid=oid or "",
        )  # fmt: skip

    def standards(self, terminology: bool) -> tuple[StandardRef, ...]:
        """The packages of terminology, or the other standards."""
        found = (one for one in self.index.standards.values() if (one.type == "CT") == terminology)
        return tuple(self._standard(one) for one in found)

    def _standard(self, one: Standard) -> StandardRef:
        words, documents = self.comment(one.comment_oid)
        name = (one.publishing_set or TERMINOLOGY) if one.type == "CT" else house_standard(one.name or "")
        return StandardRef(
            name=name, version=one.version or "", status=one.status or "Final", comment=words,
            comment_documents=documents, oid=one.oid or "",
        )  # fmt: skip

    @cached_property
    def references(self) -> dict[str, str]:
        """By the identifier of a standard, what datasets and codelists call it: its name, if no other has that."""
        refs = {**{one.oid: one.name for one in self.standards(True)}}
        guides = {one.oid: one.name for one in self.standards(False)}
        return {**_unique(refs), **_unique(guides)}

    def documents(self) -> tuple[DocumentSpec, ...]:
        """The documents beside the data; files of datasets are none."""
        data = {one.archive_location_id for one in self.data.datasets}
        kinds = {
            **dict.fromkeys(_named(self.data.supplemental.documents if self.data.supplemental else ()), "supplemental"),
            **dict.fromkeys(_named(self.data.annotated_crf.documents if self.data.annotated_crf else ()), "acrf"),
        }
        return tuple(
            DocumentSpec(
                id=document(one.id), title=one_line(one.title or ""), href=one.href or "",
                kind=kinds.get(document(one.id), ""),
            )
            for one in self.data.leaves
            if one.id not in data
        )  # fmt: skip


def _unique(names: dict[str, str]) -> dict[str, str]:
    said = list(names.values())
    return {oid: name if said.count(name) == 1 else oid for oid, name in names.items()}


def _named(refs: Iterable[DocumentRef]) -> list[str]:
    return [document(one.leaf_id) for one in refs]


def document(leaf: str | None) -> str:
    """What the spec calls a document: its identifier without `LF.`."""
    return (leaf or "").removeprefix("LF.") or (leaf or "")


def uses(refs: Iterable[DocumentRef]) -> tuple[DocumentUse, ...]:
    """Documents that are referred to, and their pages."""
    return tuple(DocumentUse(document=document(one.leaf_id), pages=tuple(map(_page, one.pages))) for one in refs)


def _page(one: PDFPageRef) -> PageSpec:
    return PageSpec(
        refs=one_line(one.page_refs or ""), first=one.first_page or "", last=one.last_page or "",
        type=one.type or "PhysicalRef", title=one.title or "",
    )  # fmt: skip


def origins(said: Iterable[Origin]) -> tuple[OriginSpec, ...]:
    """Where values come from."""
    return tuple(
        OriginSpec(
            type=one.type or "", source=one.source or "", text=described_words(one.description),
            documents=uses(one.documents),
        )
        for one in said
    )  # fmt: skip
