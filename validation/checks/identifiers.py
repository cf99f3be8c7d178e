"""Checks of what identifies a record: subjects, sequence numbers, the parents of supplemental qualifiers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import Codes, as_text, factors, groups, spread_flag
from mappings.spec import StudySpec
from mappings.where import NUMBER
from validation.checks.grouped import Mask, filled, has, wrong_records
from validation.finding import Finding, check, found

SUBJECT = "USUBJID"
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
        codes, _ = groups([_stacked(parts, name) for name in (*owners, sequence)])
        repeated = Series(codes).duplicated().to_numpy() & filled(_stacked(parts, sequence))
        words = f"repeated within {' and '.join(owners)}" if owners else "repeated"
        for part, wrong in zip(parts, _divided(repeated, parts), strict=True):
            yield from wrong_records(part, sequence, wrong, words)


@check("error", cites="SDTMIG 3.4, 8.4")
def supplemental_without_parent(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A supplemental qualifier names a record that is in its parent domain."""
    for dataset in datasets:
        # QNAM tells qualifiers from comments and relations, which may belong to no record.
        if not has(dataset, "QNAM", "RDOMAIN", SUBJECT, "IDVAR", "IDVARVAL"):
            continue
        codes, combinations = groups([as_text(dataset.records[name]) for name in ("RDOMAIN", "IDVAR")])
        for code, (domain, variable) in enumerate(combinations):
            named = codes == code
            parents = [one for one in datasets if one.spec.domain == domain and not has(one, "RDOMAIN")]
            yield from _orphans(dataset, named, parents, domain or "", variable or "")


def _orphans(
    dataset: Dataset, named: Mask, parents: Sequence[Dataset], domain: str, variable: str
) -> Iterator[Finding]:
    if not parents:
        yield from wrong_records(dataset, "RDOMAIN", named, "there is no dataset of this domain")
        return
    if variable and not all(has(parent, variable) for parent in parents):
        yield from wrong_records(dataset, "IDVAR", named, f"no variable of {domain}")
        return
    # SDTMIG 3.4, 8.4: without IDVAR the subject alone finds the record, as in SUPPDM.
    pairs = [(SUBJECT, SUBJECT), *([(variable, "IDVARVAL")] if variable else [])]
    rows = np.flatnonzero(named)
    columns = [
        _shared(_stacked(parents, above), as_text(dataset.records[below].iloc[rows]))
        for above, below in pairs
        if all(has(parent, above) for parent in parents)
    ]
    lost = np.zeros(len(named), dtype=bool)
    lost[rows] = ~_among(columns)
    what = f"no record of the subject in {domain} with this {variable}" if variable else f"no record in {domain}"
    yield from wrong_records(dataset, "IDVARVAL" if variable else SUBJECT, lost, what)


def _shared(above: Series, below: Series) -> tuple[Codes, Codes]:
    """The same codes for parents and children; numbers agree by value, text by what stands before trailing blanks."""
    numeric = pd.api.types.is_numeric_dtype(above.dtype)
    places: dict[Hashable, int] = {}
    coded = []
    # A child that names nothing (-2) is not the child of a parent that has nothing (-1).
    for column, missing in ((above, -1), (below, -2)):
        codes, values = factors(column)
        turned = [places.setdefault(_same(value, numeric), len(places)) for value in values]
        coded.append(np.array([*turned, missing], dtype=np.int64)[codes])
    return coded[0], coded[1]


def _same(value: Any, numeric: bool) -> Hashable:
    text = str(value)
    return float(text) if numeric and NUMBER.fullmatch(text) else text.rstrip()


def _among(columns: Sequence[tuple[Codes, Codes]]) -> Mask:
    """Which children are among the parents, all columns together; none if nothing identifies them."""
    if not columns:
        return np.zeros(0, dtype=bool)
    size = len(columns[0][0])
    both = [Series(np.concatenate(pair)) for pair in columns]
    codes, _ = groups(both)
    return np.isin(codes[size:], codes[:size])


def _owners(parts: Sequence[Dataset]) -> tuple[str, ...]:
    owners = tuple(name for name in OWNERS if all(has(part, name) for part in parts))
    return owners or tuple(name for name in OTHER_OWNERS if all(has(part, name) for part in parts))[:1]


def _stacked(parts: Sequence[Dataset], name: str) -> Series:
    columns = [part.records[name] for part in parts]
    if len(columns) == 1:
        return columns[0].reset_index(drop=True)
    if all(pd.api.types.is_numeric_dtype(column.dtype) for column in columns):
        return pd.concat(columns, ignore_index=True)
    return pd.concat([as_text(column).astype("object") for column in columns], ignore_index=True)


def _divided(mask: Mask, parts: Sequence[Dataset]) -> list[Mask]:
    return np.split(mask, np.cumsum([len(part.records) for part in parts])[:-1])


def _demographics(datasets: Sequence[Dataset]) -> list[Dataset]:
    return [one for one in datasets if one.spec.domain == "DM" and has(one, SUBJECT) and not has(one, "RDOMAIN")]
