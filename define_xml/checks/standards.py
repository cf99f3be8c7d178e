"""Checks of the standards a define.xml says it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import NEW, Told, allowed, check, repeated, told
from define_xml.checks.held import is_held, published_words
from define_xml.checks.reviewed import Reviewed
from define_xml.document.metadata import Standard

STANDARD = "Define-XML 2.1, def:Standard"
TERMINOLOGY = "CDISC/NCI"
# Releases of the implementation guides; what is not listed here is not judged.
VERSIONS = {
    "SDTMIG": ("3.1.1", "3.1.2", "3.1.3", "3.2", "3.3", "3.4"),
    "SDTMIG-MD": ("1.0", "1.1"),
    "SDTMIG-AP": ("1.0",),
    "ADaMIG": ("1.0", "1.1", "1.2", "1.3"),
    "ADaM-OCCDSIG": ("1.0", "1.1"),
    "ADaMIG-MD": ("1.0",),
    "ADaMIG-NCA": ("1.0",),
    "SENDIG": ("3.0", "3.1", "3.1.1"),
}


@check("error", STANDARD, NEW)
def standards_missing(reviewed: Reviewed) -> Iterator[Told]:
    """No implementation guide is named."""
    if not reviewed.implementation_guides:
        remedy = 'name one in def:Standards, for example Name="SDTMIG" Type="IG" Version="3.4"'
        yield told(reviewed.define.metadata, f"no standard of Type IG: {remedy}")


@check("warning", STANDARD, NEW)
def terminology_missing(reviewed: Reviewed) -> Iterator[Told]:
    """No release of controlled terminology is named."""
    if not any(one.type == "CT" for one in reviewed.standards.values()):
        remedy = 'name one in def:Standards, for example Name="CDISC/NCI" Type="CT" PublishingSet="SDTM"'
        yield told(reviewed.define.metadata, f"no standard of Type CT: {remedy}")


@check("error", STANDARD, NEW)
def standard_name_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A standard has no name that CDISC gives."""
    yield from _outside(reviewed, "name", "STDNAM")


@check("error", STANDARD, NEW)
def standard_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The Type of a standard is neither IG nor CT."""
    yield from _outside(reviewed, "type", "STDTYP")


@check("error", STANDARD, NEW)
def standard_type_differs(reviewed: Reviewed) -> Iterator[Told]:
    """Terminology says it is an implementation guide, or the reverse."""
    for one in reviewed.of(Standard):
        if one.type in {"IG", "CT"} and (one.name == TERMINOLOGY) != (one.type == "CT"):
            right = "CT" if one.name == TERMINOLOGY else "IG"
            yield told(one, f"{one.name} has Type {one.type}; its Type is {right}", one.type)


@check("error", STANDARD, NEW)
def standard_version_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A standard has no version."""
    for one in reviewed.of(Standard):
        if not (one.version or "").strip():
            yield told(one, f"Version of {one.name or 'the standard'} is missing")


@check("warning", STANDARD, NEW)
def standard_version_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A standard has no such version."""
    for one in reviewed.of(Standard):
        known = VERSIONS.get(one.name or "", ())
        if one.version and known and one.version not in known:
            yield told(one, f"{one.name} has no version {one.version}; {allowed(one.version, known)}", one.version)


@check("error", STANDARD, NEW)
def terminology_version_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """The version of terminology is no date of a release."""
    for one in reviewed.of(Standard):
        if one.type == "CT" and one.version and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d", one.version):
            yield told(one, f"version {one.version!r} is no date: NCI's releases are named as 2025-03-28", one.version)


@check("warning", STANDARD, NEW)
def standard_status_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The Status of a standard is missing or no word of the terminology."""
    for one in reviewed.of(Standard):
        # The schema writes Final, the terminology FINAL.
        known = [word.title() for word in published_words("STDSTAT")]
        said = one.status or ""
        if said not in known and said not in published_words("STDSTAT"):
            yield told(one, f"Status is {said or 'missing'}; {allowed(said, known)}", said)


@check("error", STANDARD, NEW)
def publishing_set_missing(reviewed: Reviewed) -> Iterator[Told]:
    """Terminology does not say of which set it is, or names no set of CDISC's."""
    known = published_words("CTSTDTYP")
    for one in reviewed.of(Standard):
        if one.type == "CT" and one.publishing_set not in known:
            said = one.publishing_set or ""
            yield told(one, f"PublishingSet is {said or 'missing'}; {allowed(said, known)}", said)


@check("error", STANDARD, NEW)
def publishing_set_needless(reviewed: Reviewed) -> Iterator[Told]:
    """An implementation guide names a set of terminology."""
    for one in reviewed.of(Standard):
        if one.type == "IG" and one.publishing_set is not None:
            yield told(one, f"{one.name} is no terminology and has no PublishingSet", one.publishing_set)


@check("warning", STANDARD, NEW)
def standard_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """The same standard is named more than once."""
    said = [(one, f"{one.name} {one.publishing_set or ''} {one.version}") for one in reviewed.of(Standard)]
    often = repeated(words for _, words in said)
    for one, words in said:
        if often.pop(words, 0):
            yield told(one, f"{' '.join(words.split())} is named more than once")


@check("warning", "Define-XML 2.1, def:Standards")
def standards_mixed(reviewed: Reviewed) -> Iterator[Told]:
    """Tabulation and analysis datasets stand in one file."""
    purposes = {one.purpose: one for one in reviewed.define.metadata.datasets}
    if {"Tabulation", "Analysis"} <= set(purposes):
        one = purposes["Analysis"]
        yield told(one, "a dataset of Purpose Analysis beside those of Tabulation: each has a define.xml of its own")


@check("note", "Define-XML 2.1, def:Standards", NEW)
def standard_not_checked(reviewed: Reviewed) -> Iterator[Told]:
    """A standard is of a version that is not shipped here, so that nothing was held against it."""
    for one in reviewed.of(Standard):
        if one.name in published_words("STDNAM") and one.version and not is_held(one):
            said = " ".join(filter(None, (one.name, one.publishing_set, one.version)))
            words = f"not checked against {said}: this version is not shipped here"
            yield told(one, words, one.version)


@check("error", "Define-XML 2.0, MetaDataVersion", ("1.0", "2.0"))
def standard_of_metadata_missing(reviewed: Reviewed) -> Iterator[Told]:
    """def:StandardName or def:StandardVersion of the metadata is missing (Define-XML before 2.1)."""
    metadata = (reviewed.original or reviewed.define).metadata
    for name, said in (("StandardName", metadata.standard_name), ("StandardVersion", metadata.standard_version)):
        if not (said or "").strip():
            yield told(metadata, f"def:{name} is missing")


@check("warning", "Define-XML 2.0, MetaDataVersion", ("2.0",))
def standard_of_metadata_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """def:StandardName of the metadata is no name of Define-XML 2.0's."""
    metadata = (reviewed.original or reviewed.define).metadata
    known = ("ADaM-IG", "SDTM-IG", "SEND-IG")
    if metadata.standard_name and metadata.standard_name not in known:
        words = f"def:StandardName is {metadata.standard_name!r}; {allowed(metadata.standard_name, known)}"
        yield told(metadata, words, metadata.standard_name)


def _outside(reviewed: Reviewed, attribute: str, codelist: str) -> Iterator[Told]:
    known = published_words(codelist)
    for one in reviewed.of(Standard):
        said = getattr(one, attribute)
        if said not in known:
            yield told(one, f"{attribute.title()} is {said or 'missing'}; {allowed(said or '', known)}", said)


CHECKS = (
    standards_missing,
    terminology_missing,
    standard_name_unknown,
    standard_type_unknown,
    standard_type_differs,
    standard_version_missing,
    standard_version_unknown,
    terminology_version_wrong,
    standard_status_unknown,
    publishing_set_missing,
    publishing_set_needless,
    standard_repeated,
    standards_mixed,
    standard_not_checked,
    standard_of_metadata_missing,
    standard_of_metadata_unknown,
)
