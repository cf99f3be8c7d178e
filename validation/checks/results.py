"""Checks of results: standard forms, units, and tests that were not done."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import as_text, factors, spread_flag
from mappings.spec import StudySpec
from mappings.where import NUMBER
from validation.checks.grouped import SUBJECT, Mask, coded, filled, has, said, wrong_groups, wrong_records
from validation.finding import Finding, check

# What tells results of one test apart.
IDENTIFYING = (
    "CAT", "SCAT", "GRPID", "OBJ", "TSTDTL", "TSTOPO", "TSTCND", "BDAGNT", "SPEC", "ANTREG", "METHOD", "LOC", "LAT",
    "DIR", "PORTOT", "POS", "TPT", "TPTREF", "REPNUM", "EVAL", "EVALID",
)  # fmt: skip


@check("warning", cites="SDTMIG 3.4, 4.5.1.1")
def result_without_standard_form(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A collected result has a standard form, in --STRESC."""
    collected, standard, test = _names(dataset, "ORRES", "STRESC", "TESTCD")
    if has(dataset, collected, standard):
        wrong = _filled(dataset, collected) & ~_filled(dataset, standard)
        yield from wrong_records(dataset, standard, wrong, f"missing, though {collected} is filled", by=test)


@check("warning", cites="SDTMIG 3.4, 4.5.1.1")
def unit_not_converted(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A number in a unit has a standard number, where its test has standard numbers at all."""
    collected, unit, standard, test = _names(dataset, "ORRES", "ORRESU", "STRESN", "TESTCD")
    if has(dataset, collected, unit, standard, test):
        missing = _numeric(dataset, collected) & _filled(dataset, unit) & ~_filled(dataset, standard)
        wrong = missing & _elsewhere(dataset, test, standard)
        words = f"no {standard}, though other records of the test have one"
        yield from wrong_records(dataset, unit, wrong, words, by=test)


@check("warning", cites="SDTMIG 3.4, 4.5.1.1")
def result_without_unit(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A number has a unit, where its test has units at all."""
    collected, unit, standard, test = _names(dataset, "ORRES", "ORRESU", "STRESU", "TESTCD")
    if has(dataset, collected, unit, standard, test):
        missing = _numeric(dataset, collected) & ~_filled(dataset, unit)
        wrong = missing & _elsewhere(dataset, test, standard)
        words = f"missing, though {collected} is a number and the test has units"
        yield from wrong_records(dataset, unit, wrong, words, by=test)


@check("error", cites="SDTMIG 3.4, 4.5.1.2")
def not_done_with_result(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A test that was not done has no result."""
    (status,) = _names(dataset, "STAT")
    if not has(dataset, status):
        return
    left: Mask = spread_flag(lambda value: value == "NOT DONE", as_text(dataset.records[status])).to_numpy()
    for name in _names(dataset, "ORRES", "STRESC", "STRESN"):
        if has(dataset, name):
            # A record is told once, by the first result it has.
            yield from wrong_records(dataset, name, left & _filled(dataset, name), f"{status} says NOT DONE")
            left = left & ~_filled(dataset, name)


@check("warning", cites="SDTMIG 3.4, 6.3, --LOBXFL and --BLFL")
def baseline_flag_repeated(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A subject has one flagged baseline for a test, as its specimen, method, place, position and evaluator tell it.

    The keys of the dataset tell tests apart too, but for those of time.
    """
    if not has(dataset, SUBJECT, *_names(dataset, "TESTCD")):
        return
    test, *others = _names(dataset, "TESTCD", *IDENTIFYING)
    keys = [key for key in dataset.spec.keys if not key.startswith("VISIT") and not key.endswith(("SEQ", "DTC", "DY"))]
    identified = [name for name in dict.fromkeys([test, *others, "FOCID", *keys]) if has(dataset, name)]
    for flag in (name for name in _names(dataset, "LOBXFL", "BLFL") if has(dataset, name)):
        rows = np.flatnonzero(said(dataset, flag, "Y"))
        wrong = np.zeros(len(dataset.records), dtype=bool)
        wrong[rows] = Series(coded(dataset, SUBJECT, *identified)[rows]).duplicated().to_numpy()
        yield from wrong_groups(dataset, flag, wrong, "a second baseline of the subject", by=test)


def _names(dataset: Dataset, *suffixes: str) -> tuple[str, ...]:
    return tuple(f"{dataset.spec.domain}{suffix}" for suffix in suffixes)


def _filled(dataset: Dataset, name: str) -> Mask:
    return filled(dataset.records[name])


def _numeric(dataset: Dataset, name: str) -> Mask:
    values = as_text(dataset.records[name])
    return spread_flag(lambda value: value is not None and NUMBER.fullmatch(value) is not None, values).to_numpy()


def _elsewhere(dataset: Dataset, test: str, variable: str) -> Mask:
    """Which records belong to a test that has this variable filled in some record."""
    codes, tests = factors(dataset.records[test])
    known = np.zeros(len(tests) + 1, dtype=bool)
    known[codes[_filled(dataset, variable)]] = True
    known[-1] = False  # records without a test (code -1) know nothing of each other
    return known[codes]
