"""Checks of what the file says of itself: the ODM element, the study, the metadata, the stylesheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from define_xml.checks.check import NEW, Told, allowed, check, told
from define_xml.checks.reviewed import Reviewed
from define_xml.document.fields import Element
from define_xml.document.items import ItemGroupDef, ItemRef
from define_xml.document.values import CodeListItem, EnumeratedItem

ODM = "ODM 1.3.2, ODM"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
ODM_VERSIONS = {"1.0": ("1.2", "1.2.1"), "2.0": ("1.3.2",), "2.1": ("1.3.2",)}


@check("error", ODM)
def file_oid_missing(reviewed: Reviewed) -> Iterator[Told]:
    """The file has no FileOID."""
    if not (reviewed.define.file_oid or "").strip():
        yield told(reviewed.define, "FileOID is missing: give the file an identifier that no other version of it has")


@check("error", "Define-XML 2.1, ODM")
def odm_version_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """ODMVersion is not the one this version of Define-XML extends."""
    known = ODM_VERSIONS.get(reviewed.declared, ())
    said = (reviewed.original or reviewed.define).odm_version
    if said not in known:
        yield told(reviewed.define, f"ODMVersion is {said or 'missing'}; {allowed(said or '', known)}", said)


@check("error", ODM)
def file_type_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """FileType is not Snapshot."""
    said = reviewed.define.file_type
    if said != "Snapshot":
        yield told(reviewed.define, f"FileType is {said or 'missing'}; a define.xml is a Snapshot", said)


@check("error", ODM)
def creation_time_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """CreationDateTime is missing, or no date and time of ISO 8601."""
    said = reviewed.define.creation_date_time or ""
    if not _is_time(said):
        shown = f"{said!r} is no date and time" if said else "missing"
        yield told(reviewed.define, f"CreationDateTime: {shown}; write it as 2024-05-31T12:00:00", said)


@check("error", "Define-XML 2.1, ODM", NEW)
def context_missing(reviewed: Reviewed) -> Iterator[Told]:
    """def:Context says neither Submission nor Other."""
    said = reviewed.define.context
    if said not in {"Submission", "Other"}:
        yield told(reviewed.define, f"def:Context is {said or 'missing'}; allowed: Other, Submission", said)


@check("error", "Define-XML 2.1, MetaDataVersion")
def define_version_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """def:DefineVersion is missing, or of another version than the namespace."""
    said = (reviewed.original or reviewed.define).metadata.define_version or ""
    patch = "0" if reviewed.declared != "2.1" else r"(0|[1-9]\d*)"
    if not re.fullmatch(re.escape(reviewed.declared) + rf"\.{patch}", said):
        problem = f"def:DefineVersion is {said or 'missing'}, the namespace is that of {reviewed.declared}"
        yield told(reviewed.define.metadata, f"{problem}; say {reviewed.declared}.n, as the schema's release", said)


@check("error", "Define-XML 2.1, GlobalVariables")
def study_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """StudyName, StudyDescription or ProtocolName is missing or blank."""
    study = reviewed.define.study
    names = study.names if study else None
    for attribute in ("study_name", "study_description", "protocol_name"):
        if not (getattr(names, attribute, None) or "").strip():
            element = attribute.title().replace("_", "")
            yield told(names or study or reviewed.define, f"{element} is missing: reviewers know the study by it")


@check("error", "Define-XML 2.1, MetaDataVersion")
def metadata_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """The metadata has no Name."""
    if not (reviewed.define.metadata.name or "").strip():
        yield told(reviewed.define.metadata, "Name of the MetaDataVersion is missing")


@check("error", "Define-XML 2.1, ItemGroupDef")
def no_dataset(reviewed: Reviewed) -> Iterator[Told]:
    """The file describes no dataset."""
    if not reviewed.define.metadata.datasets:
        yield told(reviewed.define.metadata, "there is no ItemGroupDef: a define.xml describes at least one dataset")


@check("error", "Define-XML 2.1, stylesheet")
def stylesheet_name_odd(reviewed: Reviewed) -> Iterator[Told]:
    """The xml-stylesheet line names no .xsl file beside the define.xml."""
    said = reviewed.define.stylesheet
    if said and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.xslt?", said):
        yield told(reviewed.define, f"xml-stylesheet names {said!r}; name an .xsl file in the same folder", said)


@check("error", "Define-XML 2.1, 4.9")
def yes_or_no_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """Mandatory, Repeating or IsReferenceData is neither Yes nor No."""
    for dataset in reviewed.of(ItemGroupDef):
        yield from _not_among(dataset, ("repeating", "is_reference_data"), ("No", "Yes"))
    for ref in reviewed.of(ItemRef):
        yield from _not_among(ref, ("mandatory",), ("No", "Yes"))


@check("error", "Define-XML 2.1, def:HasNoData, def:IsNonStandard, def:ExtendedValue")
def yes_only_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A flag that may only be Yes is something else."""
    for kind in (ItemGroupDef, ItemRef):
        for one in reviewed.of(kind):
            yield from _not_among(one, ("has_no_data", "is_non_standard"), ("Yes",))
    for codelist in reviewed.define.metadata.codelists:
        yield from _not_among(codelist, ("is_non_standard",), ("Yes",))
    for term in (*reviewed.of(CodeListItem), *reviewed.of(EnumeratedItem)):
        yield from _not_among(term, ("extended_value",), ("Yes",))


def _not_among(element: Element, attributes: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Told]:
    for attribute in attributes:
        said = getattr(element, attribute)
        if said is not None and said not in known:
            name = attribute.title().replace("_", "")
            remedy = "; leave it out where it is not so" if known == ("Yes",) else ""
            yield told(element, f"{name} is {said!r}; allowed: {', '.join(known)}{remedy}", said)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return bool(TIME.fullmatch(text))


CHECKS = (
    file_oid_missing,
    odm_version_wrong,
    file_type_wrong,
    creation_time_wrong,
    context_missing,
    define_version_wrong,
    study_name_missing,
    metadata_name_missing,
    no_dataset,
    stylesheet_name_odd,
    yes_or_no_wrong,
    yes_only_wrong,
)
