"""What a define.xml says: the study, its standards and documents, datasets, variables and values, as things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from define_xml.difference.codelists import codelist_things
from define_xml.difference.results import display_things
from define_xml.difference.texts import Texts, facts, further, languages, other_names, standard_name
from define_xml.difference.things import Thing
from define_xml.document.common import Leaf
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import GlobalVariables, MetaDataVersion
from define_xml.document.values import ValueListDef


def said(texts: Texts, codelists: Mapping[str, str]) -> Thing:
    """Everything one document says; `codelists` are the names of its codelists by OID."""
    define = texts.index.define
    metadata = define.metadata
    names = (define.study.names if define.study else None) or GlobalVariables()
    found = facts({
        "context": define.context, "name": names.study_name,
        "description": names.study_description, "protocol": names.protocol_name,
        "metadata name": metadata.name, "metadata description": metadata.description,
    })  # fmt: skip
    found |= texts.comment(metadata.comment_oid) | further(metadata)
    parts = (
        *_standards(texts), *_documents(texts, metadata), *_datasets(texts, codelists),
        *codelist_things(texts, codelists), *display_things(texts),
    )  # fmt: skip
    return Thing("study", "", "study", found, parts, oid=(define.study.oid if define.study else "") or "")


def _standards(texts: Texts) -> Iterator[Thing]:
    for one in texts.index.standards.values():
        name = standard_name(one)
        told = facts({"version": one.version, "status": one.status, "type": one.type})
        alike = (f"{one.type} {one.publishing_set} {one.version}",)
        told |= texts.comment(one.comment_oid)
        yield Thing("standard", name, f"standard {name}", told, oid=one.oid or "", alike=alike)


def _documents(texts: Texts, metadata: MetaDataVersion) -> Iterator[Thing]:
    holders = {"annotated CRF": metadata.annotated_crf, "supplemental": metadata.supplemental}
    for one in metadata.leaves:
        name = one.href or one.title or one.id or ""
        roles = [
            role for role, holder in holders.items()
            if holder and any(reference.leaf_id == one.id for reference in holder.documents)
        ]  # fmt: skip
        told = facts({"title": one.title, "role": ", ".join(roles)})
        yield Thing("document", name, f"document {name}", told, oid=one.id or "", alike=(one.title or "",))


def _datasets(texts: Texts, codelists: Mapping[str, str]) -> Iterator[Thing]:
    for one in texts.index.define.metadata.datasets:
        leaf = one.leaf or Leaf()
        told = facts({
            "structure": one.structure, "class": _class(one), "keys": _keys(texts, one), "domain": one.domain,
            "purpose": one.purpose, "repeating": one.repeating, "reference data": one.is_reference_data,
            "standard": texts.standard(one.standard_oid), "non-standard": one.is_non_standard,
            "no data": one.has_no_data, "file": leaf.href, "file title": leaf.title,
            "aliases": other_names(one.aliases),
            "SAS name": one.sas_dataset_name if one.sas_dataset_name != one.name else None,
        })  # fmt: skip
        told |= languages("label", one.description) | texts.comment(one.comment_oid) | further(one)
        name = one.name or one.oid or ""
        parts = tuple(_variables(texts, one, codelists))
        yield Thing("dataset", name, name, told, parts, oid=one.oid or "", alike=(told.get("label", ""),))


def _class(dataset: ItemGroupDef) -> str:
    found = dataset.classes
    if found is None:
        return ""
    finer = sorted(
        f"{one.name or ''} of {one.parent_class}" if one.parent_class else one.name or "" for one in found.subclasses
    )
    return ": ".join(filter(None, (found.name, ", ".join(finer))))


def _keys(texts: Texts, dataset: ItemGroupDef) -> str:
    keys = [ref for ref in dataset.items if ref.key_sequence]
    keys.sort(key=lambda ref: (len(ref.key_sequence or ""), ref.key_sequence or ""))
    return ", ".join(texts.variable(ref.item_oid, dataset) for ref in keys)


def _variables(texts: Texts, dataset: ItemGroupDef, codelists: Mapping[str, str]) -> Iterator[Thing]:
    ranks = _places(dataset.items)
    for ref, rank in zip(dataset.items, ranks, strict=True):
        item = texts.index.items.get(ref.item_oid or "")
        if item is None:
            place = f"{dataset.name}.{ref.item_oid}"
            yield Thing("variable", ref.item_oid or "", place, {"definition": "missing"}, order=rank)
            continue
        name = item.name or ref.item_oid or ""
        place = f"{dataset.name}.{name}"
        told = _item(texts, ref, item, codelists)
        values = texts.index.value_list(item)
        told |= languages("description of the values", values.description) if values else {}
        parts = tuple(_values(texts, dataset, place, values, codelists)) if values else ()
        yield Thing(
            "variable", name, place, told, parts, oid=item.oid or "", alike=(told.get("label", ""),), order=rank
        )


def _places(items: tuple[ItemRef, ...]) -> list[int]:
    """The rank of each variable: by OrderNumber if all have one, else as they stand."""
    numbers = [ref.order_number or "" for ref in items]
    if not all(number.isascii() and number.isdigit() for number in numbers):
        return list(range(len(items)))
    ranks = [0] * len(items)
    for rank, place in enumerate(sorted(range(len(items)), key=lambda place: int(numbers[place]))):
        ranks[place] = rank
    return ranks


def _values(
    texts: Texts, dataset: ItemGroupDef, place: str, values: ValueListDef, codelists: Mapping[str, str]
) -> Iterator[Thing]:
    for ref, item in texts.index.variables(values):
        # Define-XML 1.0 has no where clauses: there the item's own name tells which values are meant.
        where = texts.condition(ref.where, dataset) or f"name {item.name or item.oid or ''}"
        told = _item(texts, ref, item, codelists)
        told |= facts({"name": item.name if item.name != place.rpartition(".")[2] else None})
        told |= texts.condition_comments(ref.where)
        alike = (item.oid or "", f"{item.data_type or ''} {told.get('label', '')}")
        yield Thing("value", where, f"{place} where {where}", told, oid=item.oid or "", alike=alike)


def _item(texts: Texts, ref: ItemRef, item: ItemDef, codelists: Mapping[str, str]) -> dict[str, str]:
    """What is said of a variable, or of some of its values."""
    own = item.codelist.codelist_oid or "" if item.codelist else ""
    told = facts({
        "type": item.data_type, "length": item.length, "digits": item.significant_digits,
        "format": item.display_format, "mandatory": ref.mandatory, "role": ref.role,
        "codelist": codelists.get(own, f"(no definition {own})") if own else "",
        "role codelist": codelists.get(ref.role_codelist_oid or "", ref.role_codelist_oid),
        "origin": texts.origin(item.origins), "non-standard": ref.is_non_standard, "no data": ref.has_no_data,
        "aliases": other_names(item.aliases),
        "SAS name": item.sas_field_name if item.sas_field_name != item.name else None,
    })  # fmt: skip
    told |= languages("label", item.description) | texts.method(ref.method_oid) | texts.comment(item.comment_oid)
    return told | further(ref, item)
