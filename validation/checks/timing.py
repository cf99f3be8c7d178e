"""Checks of time: dates that are none, that end before they start, that lie after the cut-off, and study days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from pandas import Series

from mappings.dataset import Dataset
from mappings.distinct import as_text, spread_flag, spread_number
from mappings.iso8601 import compare, day_number, is_duration, is_iso8601
from mappings.spec import StudySpec
from validation.checks.grouped import SUBJECT, Numbers, has, numbers, of_subject, wrong_records
from validation.finding import Finding, check

DATES = frozenset({"date", "datetime", "partialDatetime"})
# Study days, and the dates they count.
DAYS = (("DY", "DTC"), ("STDY", "STDTC"), ("ENDY", "ENDTC"))


@check("warning", cites="SDTMIG 3.4, 4.4.1 and 4.4.2")
def date_not_iso8601(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A date is written in ISO 8601, with the parts that are known."""
    for variable in dataset.spec.variables:
        if variable.type == "Char" and variable.data_type in DATES and has(dataset, variable.name):
            values = as_text(dataset.records[variable.name])
            wrong = spread_flag(lambda value: value is not None and not _is_date(value), values)
            yield from wrong_records(dataset, variable.name, wrong.to_numpy(), "no date of ISO 8601")


@check("warning", cites="SDTMIG 3.4, 4.4")
def end_before_start(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """An end does not come before its start, as far as both are known."""
    for start, end in _pairs(dataset):
        columns = [as_text(dataset.records[name]) for name in (end, start)]
        wrong = spread_flag(lambda last, first: compare(last, first) == "before", *columns)
        yield from wrong_records(dataset, end, wrong.to_numpy(), f"before {start}")


@check("warning", cites="cutoff in study.toml")
def date_after_cutoff(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """No date comes after the study's cut-off, as far as it is known."""
    if not study.cutoff:
        return
    for name in _named(dataset, "DTC"):
        late = spread_flag(lambda value: compare(value, study.cutoff) == "after", as_text(dataset.records[name]))
        yield from wrong_records(dataset, name, late.to_numpy(), f"after the cut-off {study.cutoff}")


@check("error", cites="SDTMIG 3.4, 4.4.4")
def study_day_zero(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """There is no study day 0: the day before day 1 is day -1."""
    for name in (f"{dataset.spec.domain}{suffix}" for suffix, _ in DAYS):
        if has(dataset, name):
            zero = spread_flag(lambda value: _is_zero(value), dataset.records[name])
            yield from wrong_records(dataset, name, zero.to_numpy(), "there is no day 0")


@check("error", cites="SDTMIG 3.4, 4.4.4")
def study_day_wrong(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """A study day counts from the subject's RFSTDTC, which is day 1 (the day before is -1), where both are known."""
    starts: dict[str, float] = {}
    for dataset in datasets:
        if dataset.spec.domain == "DM" and has(dataset, SUBJECT, "RFSTDTC"):
            starts |= dict(zip(dataset.records[SUBJECT], _days(dataset.records["RFSTDTC"]), strict=True))
    for dataset in datasets if starts else ():
        for name, dated in ((f"{dataset.spec.domain}{day}", f"{dataset.spec.domain}{dtc}") for day, dtc in DAYS):
            if has(dataset, SUBJECT, name, dated):
                day, since = numbers(dataset.records[name]), _days(dataset.records[dated]) - of_subject(dataset, starts)
                # Day 0 is another check's; what is not known to the day is NaN, and differs from nothing.
                wrong = np.isfinite(day) & np.isfinite(since) & (day != 0) & (day != since + (since >= 0))
                yield from wrong_records(dataset, name, wrong, f"not the day that {dated} is, counted from RFSTDTC")


def _days(dates: Series) -> Numbers:
    """The number of each day; NaN where it is not known."""
    return spread_number(day_number, as_text(dates)).to_numpy()


def _is_date(value: str) -> bool:
    # A duration alone belongs in --DUR; beside a date, after a solidus, it is an interval.
    return is_iso8601(value) and not is_duration(value)


def _is_zero(value: float | str | None) -> bool:
    try:
        return value is not None and float(value) == 0
    except ValueError:
        return False


def _named(dataset: Dataset, suffix: str) -> list[str]:
    names = (variable.name for variable in dataset.spec.variables)
    return [name for name in names if name.endswith(suffix) and has(dataset, name)]


def _pairs(dataset: Dataset) -> list[tuple[str, str]]:
    """Starts and their ends; --DTC is a start in findings alone, elsewhere it is the day of collection."""
    pairs = [(name, f"{name[:-5]}ENDTC") for name in _named(dataset, "STDTC")]
    if dataset.spec.class_name.casefold().startswith("findings"):
        pairs.append((f"{dataset.spec.domain}DTC", f"{dataset.spec.domain}ENDTC"))
    return [pair for pair in pairs if has(dataset, *pair)]
