"""What a define.xml says of datasets and their variables, by the names rules have for it."""

from __future__ import annotations

from typing import Any

from define_xml.document.common import c_code
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define, MetaDataVersion
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem
from validation.conformance.library import full_domain, parent_of
from validation.conformance.rule import NotApplicable, NotRun
from validation.conformance.table import Study, Table

Facts = dict[str, Any]
WANTED = "no define.xml lies beside the data: put one there, or name it (--define)"


def define_of(study: Study) -> Define:
    """The study's define.xml; NotRun if there is none."""
    if study.define is None:
        raise NotRun(WANTED)
    return study.define  # type: ignore[no-any-return]


def dataset_facts(define: Define) -> list[Facts]:
    """What it says of each dataset, in its order: define_dataset_name, _label, _class, _variables ..."""
    return [_of_dataset(group, define) for group in define.metadata.datasets]


def variable_facts(table: Table, study: Study) -> list[Facts]:
    """What it says of each variable of the dataset, in its order; NotApplicable if it does not know the dataset."""
    define = define_of(study)
    group = _group(define.metadata, table)
    if group is None:
        raise NotApplicable(f"define.xml has no dataset {table.name}")
    items, codelists = _items(define), _codelists(define)
    return [
        _of_variable(items[ref.item_oid], ref, place, codelists)
        for place, ref in enumerate(group.items, start=1)
        if ref.item_oid in items
    ]


def _group(metadata: MetaDataVersion, table: Table) -> ItemGroupDef | None:
    """The dataset of that name; else the one of its domain that is no supplement."""
    named = next((group for group in metadata.datasets if group.name == table.name), None)
    if named is not None:
        return named
    domain = full_domain(table) or parent_of(table)
    return next((group for group in metadata.datasets if domain and group.domain == domain == group.name), None)


def _of_dataset(group: ItemGroupDef, define: Define) -> Facts:
    items = _items(define)
    named = [(ref, items[ref.item_oid].name or "") for ref in group.items if ref.item_oid in items]
    ordered = sorted(enumerate(named, start=1), key=lambda one: _number(one[1][0].order_number, one[0]))
    keys = sorted((_number(ref.key_sequence, 0), name) for ref, name in named if ref.key_sequence)
    return {
        "define_dataset_name": group.name or "",
        "define_dataset_label": group.description.value if group.description else group.label or "",
        "define_dataset_location": _location(group, define),
        "define_dataset_domain": group.domain or "",
        "define_dataset_class": (group.classes.name if group.classes else group.class_name) or "",
        "define_dataset_structure": group.structure or "",
        "define_dataset_is_non_standard": group.is_non_standard or "",
        "define_dataset_has_no_data": (group.has_no_data or "").lower() == "yes",
        "define_dataset_variables": tuple(name for _, name in named),
        "define_dataset_variable_order": tuple(name for _, (_, name) in ordered),
        "define_dataset_key_sequence": tuple(name for _, name in keys),
    }


def _location(group: ItemGroupDef, define: Define) -> str:
    """The file; of Define 1.0 that of the leaf it refers to."""
    if group.leaf is not None:
        return group.leaf.href or ""
    leaves = {leaf.id: leaf.href or "" for leaf in define.metadata.leaves}
    return leaves.get(group.archive_location_id, "")


def _of_variable(item: ItemDef, ref: ItemRef, place: int, codelists: dict[str, CodeList]) -> Facts:
    codelist = codelists.get(item.codelist.codelist_oid or "") if item.codelist else None
    origin = (item.origins[0].type if item.origins else item.origin) or ""
    size = _number(item.length, None)
    return {
        "define_variable_name": item.name or "",
        "define_variable_label": item.description.value if item.description else item.label or "",
        "define_variable_data_type": item.data_type or "",
        "define_variable_role": ref.role or "",
        "define_variable_size": size,
        "define_variable_length": size,
        "define_variable_format": item.display_format or "",
        "define_variable_origin_type": origin,
        "define_variable_is_collected": origin in ("Collected", "CRF") if origin else "",
        "define_variable_has_no_data": ref.has_no_data or "",
        "define_variable_order_number": _number(ref.order_number, place),
        "define_variable_mandatory": ref.mandatory or "",
        "define_variable_has_comment": item.comment_oid is not None,
        "define_variable_has_method": (ref.method_oid or item.computation_method_oid) is not None,
        "define_variable_has_codelist": item.codelist is not None,
        **_of_codelist(codelist),
    }


def _of_codelist(codelist: CodeList | None) -> Facts:
    if codelist is None:
        empty: tuple[str, ...] = ()
        lists = ("allowed_terms", "codelist_coded_values", "codelist_coded_codes")
        return {"define_variable_ccode": "", **{f"define_variable_{name}": empty for name in lists}}
    terms: list[CodeListItem | EnumeratedItem] = [*codelist.items, *codelist.enumerated]
    return {
        "define_variable_ccode": c_code(codelist.aliases),
        "define_variable_allowed_terms": tuple(one.decode.value for one in codelist.items if one.decode),
        "define_variable_codelist_coded_values": codelist.values(),
        "define_variable_codelist_coded_codes": tuple(
            alias.name or "" for one in terms for alias in one.aliases if alias.name
        ),
    }


def _number(text: str | None, otherwise: float | None) -> Any:
    """The number a text says; what is else where it says none."""
    try:
        return float(text) if text else None if otherwise is None else float(otherwise)
    except ValueError:
        return otherwise


def _items(define: Define) -> dict[str | None, ItemDef]:
    return {item.oid: item for item in define.metadata.items}


def _codelists(define: Define) -> dict[str, CodeList]:
    return {codelist.oid or "": codelist for codelist in define.metadata.codelists}


def extended_terms(study: Study, names: list[str]) -> list[str]:
    """The terms by which the sponsor extended codelists, of these names (short name, name or C-code) or ALL."""
    wanted = {name.casefold() for name in names}
    found: list[str] = []
    for codelist in define_of(study).metadata.codelists:
        own = {(codelist.name or "").casefold(), c_code(codelist.aliases).casefold()} - {""}
        if "all" in wanted or own & wanted:
            terms: list[CodeListItem | EnumeratedItem] = [*codelist.items, *codelist.enumerated]
            found += [one.coded_value or "" for one in terms if (one.extended_value or "").lower() == "yes"]
    return list(dict.fromkeys(found))
