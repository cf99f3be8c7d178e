"""Checks of what identifies a record: subjects and sequence numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import as_text, factors, groups, spread_flag
from mappings.spec import StudySpec
from validation.checks.grouped import SUBJECT, Mask, filled, has, numbers, wrong_records
from validation.checks.relations import stacked
from validation.finding import Finding, check, found

# Who a sequence number counts for: the subject or pool; where a dataset has neither, the first of the others.
OWNERS = (SUBJECT, "POOLID")
OTHER_OWNERS = ("APID", "SPDEVID", "NHOID", "TSPARMCD")


@check("error", cites="SDTMIG 3.4, 5.2")
def subject_not_in_dm(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """Every subject of a dataset has a record in DM."""
    demographics = _demographics(datasets)
    for dataset in datasets:
        if dataset.spec.domain == "DM" or not has(dataset, SUBJECT) or not len(dataset.records):
            continue
        if not demographics:
            yield found("there is no DM to find the subjects in", dataset.name, SUBJECT, count=len(dataset.records))
            continue
        known = {subject for one in demographics for subject in as_text(one.records[SUBJECT]).dropna().unique()}
        subjects = as_text(dataset.records[SUBJECT])
        stray = spread_flag(lambda value, known=known: value is not None and value not in known, subjects)
        yield from wrong_records(dataset, SUBJECT, stray.to_numpy(), "no subject of DM")


@check("error", cites="SDTMIG 3.4, 5.2")
def subject_repeated_in_dm(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A subject has one record in DM."""
    for dataset in _demographics(datasets):
        codes, _ = factors(dataset.records[SUBJECT])
        repeated = Series(codes).duplicated().to_numpy() & (codes >= 0)
        yield from wrong_records(dataset, SUBJECT, repeated, "a second record of this subject")


@check("error", cites="SDTMIG 3.4, 4.1.7")
def sequence_repeated(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A sequence number occurs once for a subject in a domain, also where the domain is split over datasets."""
    for domain in dict.fromkeys(dataset.spec.domain for dataset in datasets):
        sequence = f"{domain}SEQ"
        parts = [dataset for dataset in datasets if dataset.spec.domain == domain and has(dataset, sequence)]
        if not parts:
            continue
        owners = _owners(parts)
        codes, _ = groups([stacked(parts, name) for name in (*owners, sequence)])
        repeated = Series(codes).duplicated().to_numpy() & filled(stacked(parts, sequence))
        words = f"repeated within {' and '.join(owners)}" if owners else "repeated"
        for part, wrong in zip(parts, _divided(repeated, parts), strict=True):
            yield from wrong_records(part, sequence, wrong, words)


@check("error", cites="SDTMIG 3.4, 4.1.7")
def sequence_not_integer(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A sequence number is a positive whole number."""
    for name in (f"{dataset.spec.domain}SEQ", "ASEQ"):
        if has(dataset, name):
            values = numbers(dataset.records[name])
            with np.errstate(invalid="ignore"):
                wrong = filled(dataset.records[name]) & ~((values > 0) & (values == np.floor(values)))
            yield from wrong_records(dataset, name, wrong, "no positive whole number")


def _owners(parts: Sequence[Dataset]) -> tuple[str, ...]:
    owners = tuple(name for name in OWNERS if all(has(part, name) for part in parts))
    return owners or tuple(name for name in OTHER_OWNERS if all(has(part, name) for part in parts))[:1]


def _divided(mask: Mask, parts: Sequence[Dataset]) -> list[Mask]:
    return np.split(mask, np.cumsum([len(part.records) for part in parts])[:-1])


def _demographics(datasets: Sequence[Dataset]) -> list[Dataset]:
    return [one for one in datasets if one.spec.domain == "DM" and has(one, SUBJECT) and not has(one, "RDOMAIN")]
