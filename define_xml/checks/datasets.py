"""Checks of datasets: what each must say of itself in a submission."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from define_xml.checks.check import MODERN, NEW, Told, check, repeated, told
from define_xml.checks.reviewed import ADAM, Reviewed
from define_xml.document.items import ItemGroupDef

GROUP = "Define-XML 2.1, ItemGroupDef"
SUBMISSION = "Define-XML 2.1, 4.9"
NAME = re.compile(r"[A-Z][A-Z0-9]{0,7}")
SINGLE = re.compile(r"one record per subject(\.|$)")
REFERENCE = frozenset({"TRIAL DESIGN", "STUDY REFERENCE"})


def class_of(dataset: ItemGroupDef) -> str:
    """The class of a dataset, or an empty text."""
    return (dataset.classes.name or "") if dataset.classes else ""


def holds_subjects(reviewed: Reviewed, dataset: ItemGroupDef) -> bool:
    """Whether a dataset has USUBJID."""
    return any(item.name == "USUBJID" for _, item in reviewed.variables(dataset))


@check("error", SUBMISSION)
def dataset_name_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset's name is missing, or no name of one to eight capitals and digits."""
    for one in reviewed.of(ItemGroupDef):
        if not NAME.fullmatch(one.name or ""):
            words = f"Name is {one.name or 'missing'}; a name has up to 8 capitals or digits, a capital first"
            yield told(one, words, one.name)


@check("error", GROUP)
def dataset_name_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two datasets have the same name."""
    often = repeated(one.name for one in reviewed.of(ItemGroupDef) if one.name)
    for one in reviewed.of(ItemGroupDef):
        count = often.pop(one.name or "", 0)
        if count:
            yield told(one, f"{count} datasets are named {one.name}", one.name)


@check("error", SUBMISSION)
def dataset_label_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset has no label."""
    for one in reviewed.of(ItemGroupDef):
        if not (one.description and one.description.value):
            yield told(one, "the label is missing: give it as Description")


@check("error", "SAS transport 5")
def dataset_label_long(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset's label is longer than a transport file holds."""
    for one in reviewed.of(ItemGroupDef):
        label = one.description.value if one.description else ""
        if len(label) > 40:
            yield told(one, f"the label has {len(label)} characters, a transport file holds 40", label)


@check("error", GROUP)
def structure_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset does not say what one record of it is."""
    for one in reviewed.of(ItemGroupDef):
        if not (one.structure or "").strip():
            yield told(one, 'def:Structure is missing: say what a record is, as "One record per subject"')


@check("error", GROUP)
def purpose_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """Purpose is missing, or neither Tabulation nor Analysis."""
    for one in reviewed.of(ItemGroupDef):
        if one.purpose not in {"Tabulation", "Analysis"}:
            words = f"Purpose is {one.purpose or 'missing'}; allowed: Analysis (ADaM), Tabulation (SDTM, SEND)"
            yield told(one, words, one.purpose)


@check("error", GROUP, NEW)
def purpose_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The purpose of a dataset is not that of the standard it follows."""
    for one in reviewed.of(ItemGroupDef):
        standard = reviewed.standard(one)
        name = (standard.name or "") if standard else ""
        right = "Analysis" if name.startswith(ADAM) else "Tabulation"
        if name.startswith((ADAM, "SDTM", "SEND")) and one.purpose and one.purpose != right:
            yield told(one, f"Purpose is {one.purpose}, datasets of {name} are for {right}", one.purpose)


@check("error", SUBMISSION, MODERN)
def domain_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A tabulation dataset does not say its domain."""
    for one in reviewed.of(ItemGroupDef):
        if reviewed.family(one) != ADAM and not one.domain:
            yield told(one, "Domain is missing: it is the two letters of the domain, for SUPPAE those of AE")


@check("error", GROUP)
def domain_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The name of a tabulation dataset does not begin with its domain."""
    for one in reviewed.of(ItemGroupDef):
        name = one.name or ""
        own = name.removeprefix("SUPP") if name.startswith("SUPP") else name
        parted = any(own.startswith(domain.strip()) for domain in (one.domain or "").split(",") if domain.strip())
        if reviewed.family(one) != ADAM and one.domain and not parted:
            yield told(one, f"Domain is {one.domain}; the name of a dataset (after SUPP) begins with it", one.domain)


@check("error", SUBMISSION, MODERN)
def domain_alias_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A part of a domain, or its supplemental qualifiers, does not name the domain in full."""
    for one in reviewed.of(ItemGroupDef):
        part = re.fullmatch(r"[A-Z][A-Z0-9]", one.domain or "") and one.name not in {one.domain, None}
        # Define-XML 2.0 asks for it at parts of a domain only.
        if reviewed.declared == "2.0" and (one.name or "").startswith("SUPP"):
            continue
        if reviewed.family(one) != ADAM and part and not any(a.context == "DomainDescription" for a in one.aliases):
            remedy = f'add Alias Context="DomainDescription" with the description of {one.domain}'
            yield told(one, f"{one.name} is of domain {one.domain}, and there is no alias: {remedy}")


@check("error", SUBMISSION, MODERN)
def sas_dataset_name_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """SASDatasetName is missing, or not the name of the dataset."""
    for one in reviewed.of(ItemGroupDef):
        said = one.sas_dataset_name
        if not said or (said != one.name and NAME.fullmatch(one.name or "")):
            yield told(one, f"SASDatasetName is {said or 'missing'}; it is the name of the dataset, {one.name}", said)


@check("error", GROUP)
def reference_repeats(reviewed: Reviewed) -> Iterator[Told]:
    """Reference data are said to repeat within subjects."""
    for one in reviewed.of(ItemGroupDef):
        if one.is_reference_data == "Yes" and one.repeating == "Yes":
            yield told(one, "IsReferenceData is Yes and Repeating is Yes: reference data have Repeating No")


@check("warning", GROUP)
def reference_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """Data without subjects are not said to be reference data, or data of subjects are."""
    for one in reviewed.of(ItemGroupDef):
        subjects = holds_subjects(reviewed, one)
        if one.is_reference_data == "Yes" and subjects:
            yield told(one, "IsReferenceData is Yes, and the dataset has USUBJID")
        if class_of(one) in REFERENCE and not subjects and one.is_reference_data != "Yes":
            yield told(one, f"the dataset is of class {class_of(one)}, has no subjects, and IsReferenceData is not Yes")


@check("warning", GROUP)
def repeating_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset with one record for each subject is said to repeat within subjects."""
    for one in reviewed.of(ItemGroupDef):
        single = SINGLE.match(" ".join((one.structure or "").lower().split()))
        if one.repeating == "Yes" and (single or one.name in {"DM", "ADSL"}):
            yield told(one, f"Repeating is Yes; a subject has one record ({one.structure or one.name})")


@check("error", SUBMISSION)
def archive_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset with data does not name its file."""
    for one in reviewed.of(ItemGroupDef):
        if not one.archive_location_id and one.has_no_data != "Yes":
            yield told(one, "def:ArchiveLocationID is missing: it is the ID of the dataset's leaf")


@check("error", GROUP)
def leaf_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset with data has no leaf of its own, or names another."""
    for one in reviewed.of(ItemGroupDef):
        own = one.leaf.id if one.leaf else None
        if one.archive_location_id and own != one.archive_location_id:
            words = f"the dataset's own leaf is {own or 'missing'}, def:ArchiveLocationID is {one.archive_location_id}"
            yield told(one, words, own)


@check("error", "Define-XML 2.1, def:HasNoData", NEW)
def no_data_with_file(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset without data names a file."""
    for one in reviewed.of(ItemGroupDef):
        if one.has_no_data == "Yes" and (one.archive_location_id or one.leaf):
            yield told(one, "def:HasNoData is Yes: take out def:ArchiveLocationID and def:leaf")


@check("error", "Define-XML 2.1, def:HasNoData", NEW)
def no_data_uncommented(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset without data does not say why."""
    for one in reviewed.of(ItemGroupDef):
        if one.has_no_data == "Yes" and not one.comment_oid:
            yield told(one, "def:HasNoData is Yes and there is no comment that says why")


@check("warning", "MSG 2.0")
def dataset_file_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The file of a dataset is not named as the dataset."""
    for one in reviewed.of(ItemGroupDef):
        href = (one.leaf.href or "") if one.leaf else ""
        stem = PurePosixPath(href.replace("\\", "/")).stem
        if href and stem.lower() != (one.name or "").lower():
            yield told(one, f"the file is {href}; it is named as the dataset, {(one.name or '').lower()}.xpt", href)


@check("error", GROUP)
def dataset_without_variables(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset has no variables."""
    for one in reviewed.of(ItemGroupDef):
        if not one.items:
            yield told(one, "there is no ItemRef: a dataset has variables")


@check("warning", GROUP)
def dataset_alias_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """An alias of a dataset has another context than DomainDescription, or no name."""
    for one in reviewed.of(ItemGroupDef):
        for alias in one.aliases:
            if alias.context != "DomainDescription":
                said = alias.context or "missing"
                yield told(one, f"Alias Context is {said}; allowed: DomainDescription", alias.context)
            elif not (alias.name or "").strip():
                yield told(one, "the alias DomainDescription has no Name: it is the description of the domain")


CHECKS = (
    dataset_name_wrong,
    dataset_name_repeated,
    dataset_label_missing,
    dataset_label_long,
    structure_missing,
    purpose_wrong,
    purpose_differs,
    domain_missing,
    domain_differs,
    domain_alias_missing,
    sas_dataset_name_wrong,
    reference_repeats,
    reference_wrong,
    repeating_wrong,
    archive_missing,
    leaf_missing,
    no_data_with_file,
    no_data_uncommented,
    dataset_file_differs,
    dataset_without_variables,
    dataset_alias_unknown,
)
