"""Checks: what neither the spec nor a conformance rule can say; all of them, in one tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mappings.dataset import Dataset
from mappings.spec import StudySpec
from validation.checks import identifiers, results, timing, values
from validation.finding import Check, Finding

__all__ = ["CHECKS", "built_dataset_checks"]

DatasetsCheck = Callable[[Sequence[Dataset], StudySpec], Iterator[Finding]]


def each(check: Check) -> DatasetsCheck:
    """A check of one dataset, applied to each of them."""

    def applied(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
        for dataset in datasets:
            yield from check(dataset, study)

    applied.__name__, applied.__doc__ = check.__name__, check.__doc__
    return applied


CHECKS: tuple[DatasetsCheck, ...] = (
    each(values.required_value_missing),
    each(values.control_character),
    each(timing.date_not_iso8601),
    each(timing.end_before_start),
    each(timing.date_after_cutoff),
    each(timing.study_day_zero),
    identifiers.subject_not_in_dm,
    identifiers.subject_repeated_in_dm,
    identifiers.sequence_repeated,
    identifiers.supplemental_without_parent,
    each(results.result_without_standard_form),
    each(results.unit_not_converted),
    each(results.result_without_unit),
    each(results.not_done_with_result),
)


def built_dataset_checks(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """The findings of every check over the datasets, check by check in the order of CHECKS."""
    for check in CHECKS:
        yield from check(datasets, study)
