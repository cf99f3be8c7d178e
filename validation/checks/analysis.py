"""Checks of analysis datasets as a whole: subjects, sequence numbers, treatments and days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import as_text, factors, spread_flag, spread_number
from mappings.iso8601 import day_number
from mappings.sas_dates import DAY, EPOCH_DAYS
from mappings.spec import StudySpec
from validation.checks.grouped import (
    SUBJECT,
    Mask,
    Numbers,
    coded,
    filled,
    has,
    numbers,
    of_subject,
    wrong_records,
)
from validation.checks.relations import among
from validation.finding import Finding, check, found

# Days counted from the start of treatment, and the dates they count.
DAYS = (("ADY", "ADT"), ("ASTDY", "ASTDT"), ("AENDY", "AENDT"))
# What does not come after what, in days or in seconds.
SPANS = (
    ("ASTDT", "AENDT"), ("ASTDTM", "AENDTM"), ("TRTSDT", "TRTEDT"), ("TRTSDTM", "TRTEDTM"), ("STARTDT", "ADT"),
    ("STARTDTM", "ADTM"),
)  # fmt: skip
_FIRST_DAY = day_number("1960-01-01") or 0


@check("error", cites="ADaMIG 1.3, 2.3.1")
def subject_not_in_adsl(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """Every subject of an analysis dataset has a record in ADSL."""
    subjects = _subject_level(datasets)
    for dataset in datasets:
        if dataset is subjects or not has(dataset, SUBJECT) or not len(dataset.records):
            continue
        if subjects is None:
            words = "there is no ADSL to find the subjects in"
            yield found(words, dataset.name, SUBJECT, count=len(dataset.records))
            continue
        known = set(as_text(subjects.records[SUBJECT]).dropna().unique())
        stray = spread_flag(
            lambda value, known=known: value is not None and value not in known, as_text(dataset.records[SUBJECT])
        )
        yield from wrong_records(dataset, SUBJECT, stray.to_numpy(), "no subject of ADSL")


@check("error", cites="ADaMIG 1.3, 2.3.1")
def subject_repeated_in_adsl(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A subject has one record in ADSL."""
    dataset = _subject_level(datasets)
    if dataset is not None:
        codes, _ = factors(dataset.records[SUBJECT])
        repeated = Series(codes).duplicated().to_numpy() & (codes >= 0)
        yield from wrong_records(dataset, SUBJECT, repeated, "a second record of this subject")


@check("error", cites="ADaMIG 1.3, 3.3.1")
def analysis_sequence_repeated(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """ASEQ occurs once for a subject in an analysis dataset."""
    if has(dataset, SUBJECT, "ASEQ"):
        repeated = Series(coded(dataset, SUBJECT, "ASEQ")).duplicated().to_numpy() & filled(dataset.records["ASEQ"])
        yield from wrong_records(dataset, "ASEQ", repeated, "repeated within USUBJID")


@check("error", cites="ADaMIG 1.3, 3.3.2")
def treatment_not_of_subject(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """The treatment of a record, TRTA or TRTP, is one of the subject's in ADSL: TRT01A, TRT02A, ..., or TRT01P, ..."""
    subjects = _subject_level(datasets)
    if subjects is None:
        return
    for name in ("TRTA", "TRTP"):
        pattern = re.compile(rf"TRT\d\d{name[-1]}")
        periods = [str(one) for one in subjects.records if pattern.fullmatch(str(one))]
        for dataset in datasets if periods else ():
            if dataset is subjects or not has(dataset, SUBJECT, name):
                continue
            columns = [as_text(dataset.records[SUBJECT]), as_text(dataset.records[name])]
            wrong = filled(dataset.records[name])
            for period in periods:
                wrong &= ~among([subjects.records[SUBJECT], subjects.records[period]], columns)
            yield from wrong_records(dataset, name, wrong, f"not the subject's in ADSL ({', '.join(periods)})")


@check("error", cites="ADaMIG 1.3, 3.3.3")
def analysis_day_zero(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """There is no analysis day 0: the day before day 1 is day -1."""
    for name, _ in DAYS:
        if has(dataset, name):
            yield from wrong_records(dataset, name, numbers(dataset.records[name]) == 0, "there is no day 0")


@check("warning", cites="ADaMIG 1.3, 3.3.3")
def analysis_day_wrong(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """ADY, ASTDY and AENDY count from TRTSDT, which is day 1 (the day before is -1), where both are known.

    TRTSDT is that of the record, else that of ADSL. A warning, for a study may count from another day and say so.
    """
    subjects = _subject_level(datasets)
    starts: dict[str, float] = {}
    if subjects is not None and has(subjects, "TRTSDT"):
        starts = dict(zip(subjects.records[SUBJECT], sas_days(subjects.records["TRTSDT"]), strict=True))
    for dataset in datasets:
        for name, dated in DAYS:
            if has(dataset, SUBJECT, name, dated):
                own = has(dataset, "TRTSDT")
                start = sas_days(dataset.records["TRTSDT"]) if own else of_subject(dataset, starts)
                since = sas_days(dataset.records[dated]) - start
                day = numbers(dataset.records[name])
                wrong = np.isfinite(day) & np.isfinite(since) & (day != 0) & (day != since + (since >= 0))
                yield from wrong_records(dataset, name, wrong, f"not the day that {dated} is, counted from TRTSDT")


@check("warning", cites="ADaMIG 1.3, 3.3.3")
def analysis_end_before_start(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """AENDT does not come before ASTDT, nor ADT before STARTDT, nor TRTEDT before TRTSDT (in ADSL); nor do times."""
    for start, end in SPANS:
        if has(dataset, start, end) and (dataset.name == "ADSL" or not start.startswith("TRTS")):
            wrong = _before(dataset.records[end], dataset.records[start])
            yield from wrong_records(dataset, end, wrong, f"before {start}")


def sas_days(values: Series) -> Numbers:
    """Days since 1960-01-01 of dates that are held as numbers, as dates of pandas, or as text; NaN for others."""
    if getattr(values.dtype, "kind", "") == "M":
        return _counted(values) // DAY
    if pd.api.types.is_numeric_dtype(values.dtype):
        return numbers(values)
    return spread_number(day_number, as_text(values)).to_numpy() - _FIRST_DAY


def _counted(values: Series) -> Numbers:
    """Seconds since 1960-01-01."""
    moments = values.to_numpy().astype("M8[s]")
    seconds = moments.astype(np.int64) + EPOCH_DAYS * DAY
    return np.where(np.isnat(moments), np.nan, seconds.astype(np.float64))


def _before(one: Series, other: Series) -> Mask:
    if getattr(one.dtype, "kind", "") == getattr(other.dtype, "kind", "") == "M":
        return np.asarray(_counted(one) < _counted(other))
    return np.asarray(sas_days(one) < sas_days(other))


def _subject_level(datasets: Sequence[Dataset]) -> Dataset | None:
    return next((one for one in datasets if one.name == "ADSL" and has(one, SUBJECT)), None)
