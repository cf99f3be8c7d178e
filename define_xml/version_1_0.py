"""Define-XML 1.0 said in 2.1, as far as it goes: what were attributes become definitions of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from define_xml.document.common import Description, DocumentRef, PDFPageRef, described
from define_xml.document.items import Class, ItemDef, ItemGroupDef, ItemRef, Origin
from define_xml.document.metadata import Define, MetaDataVersion, Standard, Standards
from define_xml.document.values import CodeList, CommentDef, ComputationMethod, MethodDef
from define_xml.version_1_0_values import with_conditions
from define_xml.version_2_0 import ORIGINS, UNSAID, with_metadata
from mappings.finding import Finding

# What 1.0 calls a class -> the term of 2.1; others are written in capitals, as all terms are.
CLASSES = {
    "ADSL": "SUBJECT LEVEL ANALYSIS DATASET", "BDS": "BASIC DATA STRUCTURE", "ADAE": "OCCURRENCE DATA STRUCTURE",
    "SPECIAL PURPOSE DOMAINS": "SPECIAL PURPOSE",
}  # fmt: skip
# 1.0 knows no type for dates that are not complete, and uses these for all.
DATES = {"date": "partialDate", "time": "partialTime", "datetime": "partialDatetime"}
_PAGES = re.compile(r"CRF\s*,?\s*(?:pages?|pp?\.)\s*:?\s*(\d+(?:\s*(?:,|and|&|\s)\s*\d+)*)\s*\.?", re.IGNORECASE)
_KNOWN = {one.lower(): one for one in ("Derived", "Assigned", "Protocol", "Predecessor", "CRF", "eDT")}


def from_1_0(define: Define, losses: list[Finding]) -> Define:
    """The document as 2.1; what could not be understood, or is said otherwise, is told in `losses`."""
    losses.append(UNSAID)
    data = define.metadata
    comments = _Comments()
    crf = data.annotated_crf.documents[0].leaf_id if data.annotated_crf and data.annotated_crf.documents else None
    methods = {one.oid: one.computation_method_oid for one in data.items if one.computation_method_oid}
    standards = _standards(data)
    standard = standards.standards[0].oid if standards else None
    names = {one.oid: one.name for one in data.items}
    datasets = tuple(_dataset(one, names, comments, standard) for one in data.datasets)
    data = with_conditions(replace(data, datasets=datasets), losses)
    data = replace(
        data,
        define_version="2.1.0", standard_name=None, standard_version=None, standards=standards, computations=(),
        items=tuple(_item(one, crf, comments, losses) for one in data.items),
        codelists=tuple(_codelist(one) for one in data.codelists),
        methods=(*data.methods, *(_method(one) for one in data.computations)),
    )  # fmt: skip
    data = replace(
        data, comments=(*data.comments, *comments.definitions()),
        datasets=tuple(replace(one, items=_with_methods(one.items, methods)) for one in data.datasets),
        value_lists=tuple(replace(one, items=_with_methods(one.items, methods)) for one in data.value_lists),
    )  # fmt: skip
    return with_metadata(replace(define, odm_version="1.3.2" if define.odm_version else None), data, "2.1")


class _Comments:
    """Texts that were attributes, each a definition once."""

    def __init__(self) -> None:
        self.oids: dict[str, str] = {}

    def oid(self, text: str | None, owner: str | None) -> str | None:
        """The OID of the text's definition; None for a blank text."""
        words = " ".join((text or "").split())
        return self.oids.setdefault(words, f"COM.{owner or len(self.oids)}") if words else None

    def definitions(self) -> Iterable[CommentDef]:
        return (CommentDef(oid=oid, description=described(words)) for words, oid in self.oids.items())


def _standards(data: MetaDataVersion) -> Standards | None:
    """CDISC SDTM 3.x is the version of the implementation guide: models count 1.x."""
    name, version = data.standard_name, data.standard_version
    if name is None and version is None:
        return None
    if name == "CDISC SDTM" and (version or "").startswith("3."):
        name = "SDTMIG"
    oid = ".".join(("STD", *("_".join(part.split()) for part in (name, version) if part)))
    return Standards(standards=(Standard(oid=oid, name=name, type="IG", version=version),))


def _dataset(
    dataset: ItemGroupDef, names: Mapping[str | None, str | None], comments: _Comments, standard: str | None
) -> ItemGroupDef:
    keys = {name: str(place) for place, name in enumerate(re.findall(r"[^\s,;]+", dataset.domain_keys or ""), 1)}
    items = tuple(
        replace(one, key_sequence=one.key_sequence or keys.get(names.get(one.item_oid) or "")) for one in dataset.items
    )
    name = dataset.class_name
    class_name = CLASSES.get(name.upper(), name.upper()) if name is not None else None
    return replace(
        dataset, label=None, class_name=None, domain_keys=None, comment=None, items=items, standard_oid=standard,
        description=_description(dataset.label, dataset.description),
        classes=Class(name=class_name) if class_name is not None else dataset.classes,
        comment_oid=comments.oid(dataset.comment, dataset.oid) or dataset.comment_oid,
    )  # fmt: skip


def _description(label: str | None, otherwise: Description | None) -> Description | None:
    return described(label) if label is not None else otherwise


def _item(item: ItemDef, crf: str | None, comments: _Comments, losses: list[Finding]) -> ItemDef:
    origins = _origins(item, crf, losses)
    type_ = DATES.get(item.data_type or "", item.data_type)
    return replace(
        item, label=None, origin=None, comment=None, computation_method_oid=None, data_type=type_,
        # A length of a date is none in 2.1: Define-XML 2.1, 5.3.12.
        length=item.length if type_ == item.data_type else None,
        description=_description(item.label, item.description), origins=origins or item.origins,
        comment_oid=comments.oid(item.comment, item.oid) or item.comment_oid,
    )  # fmt: skip


def _origins(item: ItemDef, crf: str | None, losses: list[Finding]) -> tuple[Origin, ...]:
    """Type, source and pages of an origin in words; one that is not understood keeps its words and has no type."""
    text = " ".join((item.origin or "").split())
    if not text:
        return ()
    pages = _PAGES.fullmatch(text)
    if pages:
        numbers = dict.fromkeys(re.findall(r"\d+", pages[1]))
        refs = (PDFPageRef(type="PhysicalRef", page_refs=" ".join(numbers)),)
        return (Origin(type="Collected", documents=(DocumentRef(leaf_id=crf, pages=refs),) if crf else ()),)
    known = _KNOWN.get(text.lower())
    if known is None:
        words = f"origin {text!r} is none of {', '.join(_KNOWN.values())}: kept as words, without a type"
        losses.append(Finding("origin_not_understood", "note", words, f"ItemDef {item.oid}", item.name or "", text))
        return (Origin(description=described(text)),)
    type_, source = ORIGINS.get(known, (known, None))
    return (Origin(type=type_, source=source),)


def _codelist(codelist: CodeList) -> CodeList:
    items = tuple(replace(one, rank=one.rank or one.define_rank, define_rank=None) for one in codelist.items)
    return replace(codelist, items=items)


def _method(method: ComputationMethod) -> MethodDef:
    name = method.name or method.oid
    return MethodDef(oid=method.oid, name=name, type="Computation", description=described(method.value))


def _with_methods(refs: tuple[ItemRef, ...], methods: Mapping[str | None, str | None]) -> tuple[ItemRef, ...]:
    return tuple(replace(one, method_oid=one.method_oid or methods.get(one.item_oid)) for one in refs)
