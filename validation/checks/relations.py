"""Checks of what points to records of other datasets: supplemental qualifiers, relations and comments."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import Codes, as_text, combined, factors, groups
from mappings.spec import StudySpec
from mappings.where import NUMBER
from validation.checks.grouped import SUBJECT, Mask, filled, has, wrong_records
from validation.finding import Finding, check

POINTER = ("RDOMAIN", "IDVAR", "IDVARVAL")


@check("error", cites="SDTMIG 3.4, 8.4")
def supplemental_without_parent(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A supplemental qualifier names a record that is in its parent domain."""
    for dataset in datasets:
        # QNAM tells qualifiers from comments and relations, which may belong to no record.
        if has(dataset, "QNAM", SUBJECT, *POINTER):
            yield from _lost(datasets, dataset, np.ones(len(dataset.records), dtype=bool))


@check("error", cites="SDTMIG 3.4, 8.2 and 8.5")
def relation_without_record(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A relation or a comment that names a record, or a variable of a dataset, finds it there."""
    for dataset in datasets:
        if not has(dataset, *POINTER) or has(dataset, "QNAM"):
            continue
        # What says no domain belongs to the subject; what says no value, to a whole dataset.
        named = filled(dataset.records["RDOMAIN"])
        yield from _lost(datasets, dataset, named & filled(dataset.records["IDVARVAL"]))
        yield from _unknown(datasets, dataset, named & ~filled(dataset.records["IDVARVAL"]))


def _lost(datasets: Sequence[Dataset], dataset: Dataset, pointing: Mask) -> Iterator[Finding]:
    """The records among those pointing that point to none."""
    for named, domain, variable in _pointers(dataset, pointing):
        parents = _parents(datasets, domain)
        yield from _orphans(dataset, named, parents, domain, variable)


def _unknown(datasets: Sequence[Dataset], dataset: Dataset, pointing: Mask) -> Iterator[Finding]:
    """The records among those pointing to a whole dataset that is not there, or has no such variable."""
    for named, domain, variable in _pointers(dataset, pointing):
        parents = _parents(datasets, domain)
        if not parents:
            yield from wrong_records(dataset, "RDOMAIN", named, "there is no dataset of this domain")
        elif variable and not any(has(parent, variable) for parent in parents):
            yield from wrong_records(dataset, "IDVAR", named, f"no variable of {domain}")


def _pointers(dataset: Dataset, pointing: Mask) -> Iterator[tuple[Mask, str, str]]:
    """The records for each domain and variable that is pointed to."""
    codes, combinations = groups([as_text(dataset.records[name]) for name in ("RDOMAIN", "IDVAR")])
    for code, (domain, variable) in enumerate(combinations):
        named = (codes == code) & pointing
        if named.any():
            yield named, (domain or "").rstrip(), (variable or "").rstrip()


def _parents(datasets: Sequence[Dataset], domain: str) -> list[Dataset]:
    return [one for one in datasets if one.spec.domain == domain and not has(one, "RDOMAIN")]


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
    lost = np.zeros(len(named), dtype=bool)
    # A relation of pools or devices names no subject.
    known = filled(dataset.records[SUBJECT]) if has(dataset, SUBJECT) else lost
    for rows, by in ((named & known, pairs), (named & ~known, pairs if has(dataset, "QNAM") else pairs[1:])):
        usable = [(above, below) for above, below in by if all(has(parent, above) for parent in parents)]
        # What nothing identifies is found nowhere.
        lost |= rows if not usable else False
        if usable and rows.any():
            lost[rows] = ~among(
                [stacked(parents, above) for above, _ in usable],
                [as_text(dataset.records[below].iloc[np.flatnonzero(rows)]) for _, below in usable],
            )
    what = f"no record of the subject in {domain} with this {variable}" if variable else f"no record in {domain}"
    yield from wrong_records(dataset, "IDVARVAL" if variable else SUBJECT, lost, what)


def among(above: Sequence[Series], below: Sequence[Series]) -> Mask:
    """Which records of the columns `below` have their values, all together, in a record of the columns `above`.

    Numbers agree by value, text by what stands before trailing blanks; what is missing agrees with nothing.
    """
    size = len(above[0])
    both = [_shared(one, other) for one, other in zip(above, below, strict=True)]
    codes = combined(both, size + len(below[0]))
    return np.isin(codes[size:], codes[:size])


def _shared(above: Series, below: Series) -> tuple[Codes, int]:
    """The same codes for parents and children, one below the other, and how many values there are."""
    numeric = pd.api.types.is_numeric_dtype(above.dtype)
    places: dict[Hashable, int] = {}
    coded = []
    # A child that names nothing is not the child of a parent that has nothing.
    nothing: Hashable = ("nothing",)
    for column, missing in ((above, -1), (below, places.setdefault(nothing, 0))):
        codes, values = factors(column)
        turned = [places.setdefault(_same(value, numeric), len(places)) for value in values]
        coded.append(np.array([*turned, missing], dtype=np.int64)[codes])
    return np.concatenate(coded), len(places)


def _same(value: Any, numeric: bool) -> Hashable:
    text = str(value)
    return float(text) if numeric and NUMBER.fullmatch(text) else text.rstrip()


def stacked(parts: Sequence[Dataset], name: str) -> Series:
    """A variable of several datasets, one below the other; text where one of them has text."""
    columns = [part.records[name] for part in parts]
    if len(columns) == 1:
        return columns[0].reset_index(drop=True)
    if all(pd.api.types.is_numeric_dtype(column.dtype) for column in columns):
        return pd.concat(columns, ignore_index=True)
    return pd.concat([as_text(column).astype("object") for column in columns], ignore_index=True)
