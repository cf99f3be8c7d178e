"""A study as a define.xml: what the spec says, in the elements and the order of the standard."""

from __future__ import annotations

from collections.abc import Iterable

from define_xml.document.common import DocumentRef, Leaf
from define_xml.document.metadata import (
    AnnotatedCRF,
    Define,
    GlobalVariables,
    MetaDataVersion,
    Standard,
    Standards,
    Study,
    SupplementalDoc,
)
from define_xml.document.results import AnalysisResultDisplays
from define_xml.from_spec.classes import TERMINOLOGY, defined_standard
from define_xml.from_spec.codelists import code_list
from define_xml.from_spec.datasets import item_group
from define_xml.from_spec.expressible import expressible
from define_xml.from_spec.items import Items
from define_xml.from_spec.references import References
from define_xml.oids import leaf_id, metadata_oid, study_oid
from mappings.spec import StandardRef, StudySpec

DEFINE_VERSION = "2.1.9"  # the version whose schema and enumerations we hold ourselves to
SOURCE = "trial-dossier"


def define_from_spec(
    study: StudySpec,
    displays: AnalysisResultDisplays | None = None,
    *,
    created: str,
    context: str = "Submission",
) -> Define:
    """The define.xml of a complete study, Define-XML 2.1, with analysis results if there are any.

    `created` is the time of writing (ISO 8601), `context` "Submission" or "Other". MappingError for what define.xml
    cannot say (see `expressible`).
    """
    said = expressible(study)
    oid = study_oid(said)
    names = GlobalVariables(study_name=said.study_id, study_description=said.description, protocol_name=said.protocol)
    return Define(
        file_oid=f"DEFINE.{oid.removeprefix('STDY.')}.{said.floor.upper()}",
        file_type="Snapshot",
        odm_version="1.3.2",
        creation_date_time=created,
        source_system=SOURCE,
        context=context,
        study=Study(oid=oid, names=names, metadata=_metadata(said, displays)),
    )


def _metadata(study: StudySpec, displays: AnalysisResultDisplays | None) -> MetaDataVersion:
    references = References(study)
    oid = metadata_oid(study)
    comment = references.comment(study.comment, study.comment_documents, "MDV")
    standards = (
        *(_standard(ref, "IG", references) for ref in study.standards),
        *(_standard(ref, "CT", references) for ref in study.terminology),
    )
    items = Items(study, references)
    guides, packages = _by_reference(study.standards), _by_reference(study.terminology)
    datasets = tuple(item_group(dataset, study, items, guides) for dataset in study.datasets)
    codelists = tuple(code_list(one, references, packages) for one in study.codelists)
    return MetaDataVersion(
        oid=oid,
        name=f"Study {study.study_id}, Data Definitions",
        description=study.name or None,
        define_version=DEFINE_VERSION,
        comment_oid=comment,
        standards=Standards(standards=standards) if standards else None,
        annotated_crf=AnnotatedCRF(documents=crf) if (crf := _of_kind(study, "acrf")) else None,
        supplemental=SupplementalDoc(documents=more) if (more := _of_kind(study, "supplemental")) else None,
        value_lists=tuple(items.value_lists.values()),
        where_clauses=tuple(references.where_clauses.values()),
        datasets=datasets,
        items=tuple(items.defined.values()),
        codelists=codelists,
        methods=tuple(references.methods.values()),
        comments=tuple(references.comments.values()),
        leaves=tuple(Leaf(id=leaf_id(one.id), href=one.href, title=one.title) for one in study.documents),
        displays=displays,
    )


def _standard(ref: StandardRef, kind: str, references: References) -> Standard:
    package = kind == "CT" and ref.name != TERMINOLOGY
    return Standard(
        oid=ref.oid,
        name=TERMINOLOGY if kind == "CT" else defined_standard(ref.name),
        type=kind,
        publishing_set=ref.name if package else None,
        version=ref.version,
        status=ref.status,
        comment_oid=references.comment(ref.comment, ref.comment_documents, ref.oid),
    )


def _by_reference(refs: Iterable[StandardRef]) -> dict[str, str]:
    """The identifiers of standards, by whatever name they are referred to."""
    return {name: ref.oid for ref in refs for name in (ref.oid, ref.name)}


def _of_kind(study: StudySpec, kind: str) -> tuple[DocumentRef, ...]:
    return tuple(DocumentRef(leaf_id=leaf_id(one.id)) for one in study.documents if one.kind == kind)
