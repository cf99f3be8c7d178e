"""Datasets as define.xml holds them: ItemGroupDef."""

from __future__ import annotations

from collections.abc import Mapping

from define_xml.document.common import Alias, Leaf
from define_xml.document.items import Class, ItemGroupDef, SubClass
from define_xml.from_spec.classes import defined_class, published_label
from define_xml.from_spec.items import NO, YES, Items, sas_name
from define_xml.from_spec.texts import description
from define_xml.oids import leaf_id
from mappings.spec import DatasetSpec, StudySpec

PURPOSE = {"sdtm": "Tabulation", "adam": "Analysis"}
# Define-XML 2.1, 5.3.9.3: the class a subclass belongs to is said where it is another subclass.
DOMAIN_DESCRIPTION = "DomainDescription"


def item_group(dataset: DatasetSpec, study: StudySpec, items: Items, standards: Mapping[str, str]) -> ItemGroupDef:
    """The dataset with its variables, its class, and its file unless it has no data."""
    file = None if dataset.has_no_data else _leaf(dataset, study)
    return ItemGroupDef(
        oid=dataset.oid,
        name=dataset.name,
        repeating=YES if dataset.repeating else NO,
        is_reference_data=YES if dataset.reference else NO,
        sas_dataset_name=sas_name(dataset.name),
        domain=_domain(dataset, study),
        purpose=PURPOSE[study.floor],
        structure=dataset.structure,
        archive_location_id=file.id if file else None,
        standard_oid=standards.get(dataset.standard),
        is_non_standard=None if dataset.standard else YES,
        has_no_data=YES if dataset.has_no_data else None,
        comment_oid=items.references.comment(dataset.comment, dataset.comment_documents, dataset.oid),
        description=description(dataset.label),
        items=items.refs(dataset),
        aliases=_aliases(dataset, study),
        classes=_class(dataset),
        leaf=file,
    )


def _domain(dataset: DatasetSpec, study: StudySpec) -> str | None:
    """The domain; of an analysis dataset only where it is another name."""
    return dataset.domain if study.floor == "sdtm" or dataset.domain != dataset.name else None


def _aliases(dataset: DatasetSpec, study: StudySpec) -> tuple[Alias, ...]:
    """What the domain is called, for supplemental qualifiers and parts of a split domain (Define-XML 2.1, 5.3.9.1)."""
    if study.floor != "sdtm" or dataset.domain == dataset.name:
        return ()
    label = published_label(dataset.domain, study)
    return (Alias(context=DOMAIN_DESCRIPTION, name=label),) if label else ()


def _class(dataset: DatasetSpec) -> Class | None:
    if not dataset.class_name:
        return None
    finer = (SubClass(name=dataset.subclass),) if dataset.subclass else ()
    return Class(name=defined_class(dataset.class_name), subclasses=finer)


def _leaf(dataset: DatasetSpec, study: StudySpec) -> Leaf:
    taken = {leaf_id(one.id) for one in study.documents}
    name = leaf_id(dataset.name)
    while name in taken:
        name += "_"
    return Leaf(id=name, href=dataset.href, title=dataset.href.rpartition("/")[2])
