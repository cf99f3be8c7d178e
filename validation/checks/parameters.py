"""Checks of parameters and their values: what must go one to one, baselines, and changes from them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mappings.dataset import Dataset
from mappings.distinct import Codes
from mappings.spec import StudySpec
from validation.checks.grouped import (
    SUBJECT,
    Mask,
    coded,
    filled,
    has,
    numbers,
    said,
    wrong_groups,
    wrong_records,
)
from validation.finding import Finding, check, found

# What two doubles may differ by, computed in another order: a part of the larger of the values they come from.
TOLERANCE = 1e-8


@check("error", cites="ADaMIG 1.3, 3.3.4.1")
def parameter_not_one_to_one(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """PARAM goes one to one with PARAMCD, and so does PARAMN."""
    for name in ("PARAM", "PARAMN"):
        if has(dataset, "PARAMCD", name):
            wrong = _ambiguous(dataset, name, "PARAMCD")
            yield from wrong_records(dataset, name, wrong, "not one to one with PARAMCD", by="PARAMCD")


@check("error", cites="ADaMIG 1.3, 3.3.3")
def visit_not_one_to_one(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """AVISIT goes one to one with AVISITN within a parameter, where both are filled."""
    if has(dataset, "PARAMCD", "AVISIT", "AVISITN"):
        wrong = _ambiguous(dataset, "AVISIT", "AVISITN", "PARAMCD")
        yield from wrong_records(dataset, "AVISIT", wrong, "not one to one with AVISITN", by="PARAMCD")


@check("error", cites="ADaMIG 1.3, 3.3.4.1")
def value_not_one_to_one(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """AVALC goes one to one with AVAL within a parameter, where both are filled."""
    if has(dataset, "PARAMCD", "AVAL", "AVALC"):
        wrong = _ambiguous(dataset, "AVALC", "AVAL", "PARAMCD")
        yield from wrong_records(dataset, "AVALC", wrong, "not one to one with AVAL", by="PARAMCD")


@check("error", cites="ADaMIG 1.3, 3.3.8")
def baseline_repeated(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A subject has one baseline record for a parameter, or for each BASETYPE of it."""
    if has(dataset, SUBJECT, "PARAMCD", "ABLFL"):
        flagged, group = said(dataset, "ABLFL", "Y"), _subject_parameter(dataset)
        wrong = np.zeros(len(flagged), dtype=bool)
        wrong[flagged] = pd.Series(group[flagged]).duplicated().to_numpy()
        yield from wrong_groups(dataset, "ABLFL", wrong, "a second baseline of the subject", by="PARAMCD")


@check("error", cites="ADaMIG 1.3, 3.3.4.1")
def baseline_missing(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """Where BASE or BASEC is filled, the subject has a baseline record for the parameter, or for its BASETYPE."""
    if not has(dataset, SUBJECT, "PARAMCD"):
        return
    based = np.zeros(len(dataset.records), dtype=bool)
    for name in ("BASE", "BASEC"):
        based |= filled(dataset.records[name]) if has(dataset, name) else False
    if has(dataset, "ABLFL"):
        flagged, group = said(dataset, "ABLFL", "Y"), _subject_parameter(dataset)
        wrong = based & ~np.isin(group, group[flagged])
        yield from wrong_groups(dataset, "ABLFL", wrong, "no baseline record, though BASE is filled", by="PARAMCD")
    elif based.any():
        yield found("there is no ABLFL, though BASE is filled", dataset.name, "ABLFL", count=int(based.sum()))


@check("error", cites="ADaMIG 1.3, 3.3.4.1")
def base_not_of_baseline(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """BASE is AVAL of the baseline record of its subject, parameter and BASETYPE, and BASEC is AVALC.

    Numbers may differ by 1e-8 of the larger one. A subject with two baselines of a parameter is another check's.
    """
    if not has(dataset, SUBJECT, "PARAMCD", "ABLFL"):
        return
    rows, group = np.flatnonzero(said(dataset, "ABLFL", "Y")), _subject_parameter(dataset)
    single = np.bincount(group[rows], minlength=int(group.max(initial=0)) + 1) == 1
    place = np.zeros(len(single), dtype=np.int64)
    place[group[rows]] = rows
    for name, value in (("BASE", "AVAL"), ("BASEC", "AVALC")):
        if has(dataset, name, value):
            judged = filled(dataset.records[name]) & single[group]
            differ = _differ(dataset, name, value, place[group])
            yield from wrong_groups(dataset, name, judged & differ, f"not {value} where ABLFL is Y", by="PARAMCD")


@check("error", cites="ADaMIG 1.3, 3.3.4.1")
def change_wrong(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """CHG is AVAL - BASE, up to 1e-8 of the larger of the two."""
    if has(dataset, "PARAMCD", "CHG", "AVAL", "BASE"):
        change, value, base = (numbers(dataset.records[name]) for name in ("CHG", "AVAL", "BASE"))
        # NaN, where AVAL or BASE is missing, is near to nothing.
        near = np.abs(change - (value - base)) <= TOLERANCE * np.maximum(np.abs(value), np.abs(base))
        yield from wrong_groups(dataset, "CHG", ~np.isnan(change) & ~near, "not AVAL - BASE", by="PARAMCD")


@check("error", cites="ADaMIG 1.3, 3.3.4.1")
def percent_change_wrong(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """PCHG is 100 * (AVAL - BASE) / BASE, the base with its sign or without.

    PCHG * BASE may differ by 1e-8 of the larger of 100 * AVAL and 100 * BASE. A base of 0 has no percent change.
    """
    if has(dataset, "PARAMCD", "PCHG", "AVAL", "BASE"):
        change, value, base = (numbers(dataset.records[name]) for name in ("PCHG", "AVAL", "BASE"))
        part, allowed = 100 * (value - base), 100 * TOLERANCE * np.maximum(np.abs(value), np.abs(base))
        near = (np.abs(change * base - part) <= allowed) | (np.abs(change * np.abs(base) - part) <= allowed)
        wrong = ~np.isnan(change) & ~(near & (base != 0))
        yield from wrong_groups(dataset, "PCHG", wrong, "not 100 * (AVAL - BASE) / BASE", by="PARAMCD")


def _subject_parameter(dataset: Dataset) -> Codes:
    named = (SUBJECT, "PARAMCD", *(("BASETYPE",) if has(dataset, "BASETYPE") else ()))
    return coded(dataset, *named)


def _differ(dataset: Dataset, name: str, value: str, place: Codes) -> Mask:
    """Which records have another value than the one the record at `place` has as `value`."""
    one, other = dataset.records[name], dataset.records[value]
    if pd.api.types.is_numeric_dtype(one.dtype) and pd.api.types.is_numeric_dtype(other.dtype):
        left, right = numbers(one), numbers(other)[place]
        return np.asarray(~(np.abs(left - right) <= TOLERANCE * np.maximum(np.abs(left), np.abs(right))))
    texts = pd.concat([one.astype("object"), other.astype("object")], ignore_index=True)
    codes = pd.factorize(texts.str.rstrip())[0]
    return np.asarray(codes[: len(one)] != codes[len(one) :][place])


def _ambiguous(dataset: Dataset, one: str, other: str, *within: str) -> Mask:
    """Which records have values of the two variables that go together less often than one of them with another value.

    Records where one of them is missing are not judged.
    """
    both = np.flatnonzero(filled(dataset.records[one]) & filled(dataset.records[other]))
    left, right, pair = (coded(dataset, *within, *names)[both] for names in ((one,), (other,), (one, other)))
    pairs, first, which, counts = np.unique(pair, return_index=True, return_inverse=True, return_counts=True)
    # The pair met most often is right; of those met equally often, the first.
    order = np.lexsort((first, -counts))
    usual = np.ones(len(pairs), dtype=bool)
    for side in (left, right):
        best = order[np.unique(side[first][order], return_index=True)[1]]
        usual &= np.isin(np.arange(len(pairs)), best)
    wrong = np.zeros(len(dataset.records), dtype=bool)
    wrong[both] = ~usual[which]
    return wrong
