"""A define.xml as a StudySpec: everything the spec has a noun for."""

from __future__ import annotations

from define_xml.document.items import ItemGroupDef
from define_xml.document.metadata import Define, GlobalVariables
from define_xml.from_spec.classes import house_class
from define_xml.from_spec.cores import Cores
from define_xml.from_spec.texts import described_words, lines, one_line
from define_xml.to_spec.codelists import codelist
from define_xml.to_spec.definitions import Definitions
from define_xml.to_spec.numbers import whole
from define_xml.to_spec.variables import DatasetItems
from define_xml.versions import as_version
from mappings.spec import DatasetSpec, Floor, StudySpec


def spec_from_define(define: Define) -> StudySpec:
    """The study that a define.xml of any version describes.

    Rules come back from methods that carry them; what could not be taken over (a reference to nothing, a type that
    Define-XML does not know, a condition that is not said) stands in `notes`. What only a file has (its OIDs of study
    and metadata, time of writing, extensions of vendors, texts in other languages) is not part of a spec.
    """
    define = as_version(define, "2.1")
    said = Definitions(define)
    names = (define.study.names if define.study else None) or GlobalVariables()
    words, documents = said.comment(said.data.comment_oid)
    floor = _floor(said)
    study = StudySpec(
        floor=floor,
        study_id=one_line(names.study_name or ""),
        name=one_line(said.data.description or ""),
        description=lines(names.study_description or ""),
        protocol=one_line(names.protocol_name or ""),
        standards=said.standards(terminology=False),
        terminology=said.standards(terminology=True),
        documents=said.documents(),
        comment=words,
        comment_documents=documents,
        codelists=tuple(codelist(one, said) for one in said.index.codelists.values()),
        datasets=tuple(_dataset(one, said, floor) for one in said.index.datasets.values()),
    )
    return _with_cores(study).model_copy(update={"notes": tuple(said.notes)})


def _floor(said: Definitions) -> Floor:
    """Analysis where the datasets say so, or where they say nothing and the standards do."""
    purposes = {one.purpose for one in said.data.datasets if one.purpose}
    names = [one.name for one in said.standards(terminology=False)]
    analysis = "Analysis" in purposes if purposes else any(name.startswith("ADaM") for name in names)
    return "adam" if analysis else "sdtm"


def _dataset(one: ItemGroupDef, said: Definitions, floor: Floor) -> DatasetSpec:
    name = one.name or one.sas_dataset_name or one.oid or ""
    words, documents = said.comment(one.comment_oid)
    leaf = one.leaf or said.index.leaves.get(one.archive_location_id or "")
    finer = one.classes.subclasses if one.classes else ()
    standard = said.references.get(one.standard_oid or "", "")
    return DatasetSpec(
        name=name,
        label=one_line(described_words(one.description)),
        domain=one.domain or name,
        class_name=house_class((one.classes.name if one.classes else "") or "", floor),
        subclass=(finer[-1].name or "") if finer else "",
        structure=one_line(one.structure or ""),
        keys=_keys(one, said),
        variables=DatasetItems(one, said).variables(),
        comment=words,
        comment_documents=documents,
        custom=one.is_non_standard == "Yes",
        has_no_data=one.has_no_data == "Yes",
        repeating=one.repeating == "Yes",
        reference=one.is_reference_data == "Yes",
        standard=standard,
        href=(leaf.href or "") if leaf else "",
        oid=one.oid or "",
    )


def _keys(one: ItemGroupDef, said: Definitions) -> tuple[str, ...]:
    numbered = (
        (whole(ref.key_sequence), item.name or "")
        for ref, item in said.index.variables(one)
        if whole(ref.key_sequence) is not None
    )
    return tuple(name for _, name in sorted(numbered, key=lambda key: key[0] or 0))


def _with_cores(study: StudySpec) -> StudySpec:
    """The study with the core of each variable: the standard's, or Req of what is mandatory."""
    cores = Cores(study)
    datasets = tuple(
        dataset.model_copy(
            update={
                "variables": tuple(
                    one.model_copy(update={"core": cores.core(dataset, one.name, bool(one.mandatory))})
                    for one in dataset.variables
                )
            }
        )
        for dataset in study.datasets
    )
    return study.model_copy(update={"datasets": datasets})
