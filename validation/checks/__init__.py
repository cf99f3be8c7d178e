"""Checks: what neither the spec nor a conformance rule can say; all of them, in one tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mappings.dataset import Dataset
from mappings.spec import StudySpec
from validation.checks import analysis, identifiers, parameters, relations, results, timing, traced, values
from validation.finding import Check, Finding

__all__ = ["ANALYSIS_CHECKS", "CHECKS", "SOURCE_CHECKS", "analysis_dataset_checks", "built_dataset_checks"]

DatasetsCheck = Callable[[Sequence[Dataset], StudySpec], Iterator[Finding]]
SourcesCheck = Callable[[Sequence[Dataset], StudySpec, Mapping[str, Dataset]], Iterator[Finding]]


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
    timing.study_day_wrong,
    identifiers.subject_not_in_dm,
    identifiers.subject_repeated_in_dm,
    identifiers.sequence_repeated,
    each(identifiers.sequence_not_integer),
    relations.supplemental_without_parent,
    relations.relation_without_record,
    each(results.result_without_standard_form),
    each(results.unit_not_converted),
    each(results.result_without_unit),
    each(results.not_done_with_result),
    each(results.baseline_flag_repeated),
)


ANALYSIS_CHECKS: tuple[DatasetsCheck, ...] = (
    each(values.required_value_missing),
    each(values.control_character),
    analysis.subject_not_in_adsl,
    analysis.subject_repeated_in_adsl,
    each(identifiers.sequence_not_integer),
    each(analysis.analysis_sequence_repeated),
    analysis.treatment_not_of_subject,
    each(analysis.analysis_day_zero),
    analysis.analysis_day_wrong,
    each(analysis.analysis_end_before_start),
    each(parameters.parameter_not_one_to_one),
    each(parameters.visit_not_one_to_one),
    each(parameters.value_not_one_to_one),
    each(parameters.baseline_repeated),
    each(parameters.baseline_missing),
    each(parameters.base_not_of_baseline),
    each(parameters.change_wrong),
    each(parameters.percent_change_wrong),
)
# Those that ask where analysis values come from.
SOURCE_CHECKS: tuple[SourcesCheck, ...] = (
    traced.source_not_found,
    traced.source_half_named,
    traced.value_without_source,
)


def built_dataset_checks(datasets: Sequence[Dataset], study: StudySpec) -> Iterator[Finding]:
    """The findings of every check over the datasets, check by check in the order of CHECKS."""
    for check in CHECKS:
        yield from check(datasets, study)


def analysis_dataset_checks(
    datasets: Sequence[Dataset], study: StudySpec, sources: Mapping[str, Dataset]
) -> Iterator[Finding]:
    """The findings of every check over analysis datasets and the SDTM datasets (by name) they were built from."""
    for check in ANALYSIS_CHECKS:
        yield from check(datasets, study)
    for traced_check in SOURCE_CHECKS:
        yield from traced_check(datasets, study, sources)
