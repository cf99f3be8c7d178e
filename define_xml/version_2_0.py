"""Define-XML 2.0 and 2.1, each said in the other: what moved, what has another name, what the older cannot say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from define_xml.document.common import DocumentRef
from define_xml.document.fields import Extra
from define_xml.document.items import Class, ItemDef, ItemGroupDef, ItemRef, Origin
from define_xml.document.metadata import Define, MetaDataVersion, Standard, Standards
from define_xml.document.values import CodeList, CommentDef
from mappings.finding import Finding

# Define-XML 2.1, 3.4.5: what the standards are called since; other names are kept as they are.
STANDARD_NAMES = {"SDTM-IG": "SDTMIG", "SEND-IG": "SENDIG", "ADaM-IG": "ADaMIG"}
_OLD_STANDARD_NAMES = {new: old for old, new in STANDARD_NAMES.items()}
# Type of 2.0 -> type and source of 2.1; a transfer comes from who sent it.
# Types that 2.0 has no word for: that there is no value, or where it is from, was the sponsor's to say.
NEWER = {"Not Available": "Assigned", "Other": "Assigned"}
ORIGINS: dict[str, tuple[str, str | None]] = {"CRF": ("Collected", None), "eDT": ("Collected", "Vendor")}
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


UNSAID = Finding(
    "not_said", "note",
    "2.1 asks for the context, the status of the standard and the source of origins, which this version does not say; "
    "they are left out: fill them in before it is submitted", "ODM",
)  # fmt: skip


def from_2_0(define: Define, losses: list[Finding]) -> Define:
    """The document as 2.1. What 2.1 asks for and 2.0 does not say stays unsaid, and is told in `losses`."""
    losses.append(UNSAID)
    data = define.metadata
    standards = _standards(data)
    oid = standards.standards[0].oid if standards and standards.standards else None
    data = replace(
        data, define_version="2.1.0", standard_name=None, standard_version=None, standards=standards,
        datasets=tuple(_later_dataset(one, oid) for one in data.datasets),
        items=tuple(_later_item(one) for one in data.items),
    )  # fmt: skip
    return with_metadata(define, data, "2.1")


def with_metadata(define: Define, data: MetaDataVersion, version: str) -> Define:
    """The document with these metadata; where the old schema lies is not said any more."""
    extra = define.extra
    if extra is not None:
        kept = tuple(one for one in extra.attributes if one[0] != SCHEMA_LOCATION)
        extra = Extra(kept, extra.elements) if kept or extra.elements else None
    study = replace(define.study, metadata=data) if define.study and define.study.metadata else define.study
    return replace(define, study=study, version=version, extra=extra)


def _standards(data: MetaDataVersion) -> Standards | None:
    if data.standard_name is None and data.standard_version is None:
        return data.standards
    name = STANDARD_NAMES.get(data.standard_name or "", data.standard_name)
    oid = ".".join(("STD", *("_".join(part.split()) for part in (name, data.standard_version) if part)))
    return Standards(standards=(Standard(oid=oid, name=name, type="IG", version=data.standard_version),))


def _later_dataset(dataset: ItemGroupDef, standard: str | None) -> ItemGroupDef:
    name = dataset.class_name
    classes = Class(name=name) if name is not None else dataset.classes
    return replace(dataset, class_name=None, classes=classes, standard_oid=dataset.standard_oid or standard)


def _later_item(item: ItemDef) -> ItemDef:
    return replace(item, origins=tuple(_later_origin(one) for one in item.origins)) if item.origins else item


def _later_origin(origin: Origin) -> Origin:
    type_, source = ORIGINS.get(origin.type or "", (origin.type, origin.source))
    return replace(origin, type=type_, source=source)


def to_2_0(define: Define, losses: list[Finding]) -> Define:
    """The document as 2.0; what that cannot say is told in `losses`."""
    earlier = _Earlier()
    said = earlier.document(define)
    for words, places in earlier.places.items():
        more = f" (at {len(places)} places, this the first)" if len(places) > 1 else ""
        told = f"{words}: Define-XML 2.0 cannot say it{more}"
        losses.append(Finding("lost_in_version", "note", told, places[0][0], places[0][1], count=len(places)))
    return said


class _Earlier:
    """A document of 2.1 said in 2.0."""

    def __init__(self) -> None:
        self.places: dict[str, list[tuple[str, str]]] = {}

    def lost(self, words: str, place: str, variable: str = "") -> None:
        self.places.setdefault(words, []).append((place, variable))

    def document(self, define: Define) -> Define:
        data = define.metadata
        first, others = _named_standard(data)
        for one in others:
            self.lost(f"standard {one.name} {one.version}", "Standards")
        if define.context:
            self.lost(f"context {define.context}", "ODM")
        if data.comment_oid:
            self.lost("the comment on the metadata", "MetaDataVersion")
        name = first.name if first else None
        data = replace(
            data, define_version="2.0.0", standards=None, comment_oid=None,
            standard_name=_OLD_STANDARD_NAMES.get(name or "", name),
            standard_version=first.version if first else None,
            annotated_crf=self.untitled_all(data.annotated_crf, "AnnotatedCRF"),
            supplemental=self.untitled_all(data.supplemental, "SupplementalDoc"),
            value_lists=tuple(
                replace(self.undescribed(one, f"ValueListDef {one.oid}"), items=self.refs(one.items, one.oid or ""))
                for one in data.value_lists
            ),
            datasets=tuple(self.dataset(one, first) for one in data.datasets),
            items=tuple(self.item(one) for one in data.items),
            codelists=tuple(self.codelist(one) for one in data.codelists),
            methods=tuple(self.untitled_all(one, f"MethodDef {one.oid}") for one in data.methods),
            comments=tuple(self.untitled_all(one, f"CommentDef {one.oid}") for one in _still_used(data)),
        )  # fmt: skip
        return with_metadata(replace(define, context=None), data, "2.0")

    def dataset(self, dataset: ItemGroupDef, standard: Standard | None) -> ItemGroupDef:
        place = dataset.name or dataset.oid or ""
        classes = dataset.classes
        for sub in classes.subclasses if classes else ():
            self.lost(f"subclass {sub.name}", place)
        if dataset.has_no_data:
            self.lost("that it has no data", place)
        if dataset.is_non_standard:
            self.lost("that it is not of the standard", place)
        if dataset.standard_oid and (standard is None or dataset.standard_oid != standard.oid):
            self.lost(f"that it follows {dataset.standard_oid}", place)
        return replace(
            dataset, classes=None, class_name=classes.name if classes else dataset.class_name,
            has_no_data=None, is_non_standard=None, standard_oid=None, items=self.refs(dataset.items, place),
        )  # fmt: skip

    def refs(self, refs: tuple[ItemRef, ...], place: str) -> tuple[ItemRef, ...]:
        for one in refs:
            if one.has_no_data:
                self.lost("that it has no data", place, one.item_oid or "")
            if one.is_non_standard:
                self.lost("that it is not of the standard", place, one.item_oid or "")
        return tuple(replace(one, has_no_data=None, is_non_standard=None) for one in refs)

    def item(self, item: ItemDef) -> ItemDef:
        if not item.origins:
            return item
        place = f"ItemDef {item.oid}"
        for one in item.origins[1:]:
            self.lost(f"origin {one.type}, beside {item.origins[0].type}", place)
        return replace(item, origins=tuple(self.origin(one, place) for one in item.origins[:1]))

    def origin(self, origin: Origin, place: str) -> Origin:
        old = {(type_, source): name for name, (type_, source) in ORIGINS.items()}
        known = old.get((origin.type or "", origin.source))
        if origin.source and not known:
            self.lost(f"source {origin.source}", place)
        type_ = known or old.get((origin.type or "", None), origin.type)
        if type_ in NEWER:
            self.lost(f"origin {type_}", place)
            type_ = NEWER[type_]
        documents = tuple(self.untitled(one, place) for one in origin.documents)
        return replace(origin, type=type_, source=None, documents=documents)

    def codelist(self, codelist: CodeList) -> CodeList:
        place = f"CodeList {codelist.oid}"
        if codelist.standard_oid:
            self.lost(f"that it is of {codelist.standard_oid}", place)
        if codelist.is_non_standard:
            self.lost("that it is not of the standard", place)
        if codelist.comment_oid:
            self.lost(f"comment {codelist.comment_oid}", place)
        return replace(
            codelist, standard_oid=None, is_non_standard=None, comment_oid=None,
            items=tuple(self.undescribed(one, f"{place}, {one.coded_value}") for one in codelist.items),
            enumerated=tuple(self.undescribed(one, f"{place}, {one.coded_value}") for one in codelist.enumerated),
        )  # fmt: skip

    def undescribed(self, one: Any, place: str) -> Any:
        if one.description is None:
            return one
        self.lost("its description", place)
        return replace(one, description=None)

    def untitled_all(self, holder: Any, place: str) -> Any:
        """The holder of documents with pages that have no titles."""
        if holder is None or not any(page.title for document in holder.documents for page in document.pages):
            return holder
        return replace(holder, documents=tuple(self.untitled(one, place) for one in holder.documents))

    def untitled(self, document: DocumentRef, place: str) -> DocumentRef:
        for page in document.pages:
            if page.title:
                self.lost(f"the title of pages {page.title!r}", place)
        return replace(document, pages=tuple(replace(page, title=None) for page in document.pages))


def _named_standard(data: MetaDataVersion) -> tuple[Standard | None, tuple[Standard, ...]]:
    """The one standard that 2.0 names, and the others: the first that is no terminology."""
    standards = data.standards.standards if data.standards else ()
    first = next((one for one in standards if one.type != "CT"), None)
    return first, tuple(one for one in standards if one is not first)


def _still_used(data: MetaDataVersion) -> tuple[CommentDef, ...]:
    """The comments without those that only things had which 2.0 gives no comment."""
    standards = data.standards.standards if data.standards else ()
    dropped = {data.comment_oid} | {one.comment_oid for one in standards} | {one.comment_oid for one in data.codelists}
    results = [one for display in (data.displays.displays if data.displays else ()) for one in display.results]
    kept = {one.comment_oid for one in data.datasets} | {one.comment_oid for one in data.items}
    kept |= {one.comment_oid for one in data.where_clauses}
    kept |= {one.datasets.comment_oid for one in results if one.datasets}
    return tuple(one for one in data.comments if one.oid not in dropped - kept)
