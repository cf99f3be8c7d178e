"""What a build of analysis datasets has to say: of its records and values, and the checks of the built datasets."""

from __future__ import annotations

from collections.abc import Iterator

from adam.sources import Tabulation
from mappings.analysis import structure
from mappings.dataset import Dataset
from mappings.finding import SEVERITIES, Finding
from mappings.spec import StudySpec
from sdtm.datasets import Build
from sdtm.findings import dropped_rows, lost_rows, repeated_keys, unfit_values, unmatched_values


def build_findings(built: Build, tabulation: Tabulation) -> tuple[Finding, ...]:
    """Every finding of a build, the gravest first."""
    study = built.applied.bound.study
    found = [
        *lost_rows(built.ledger),
        *dropped_rows(built.ledger),
        *repeated_keys(built),
        *unmatched_values(built.ledger),
        *unfit_values(built),
        *required_variables(built.datasets, study),
    ]
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    return tuple(sorted(found, key=lambda one: (order[one.severity], one.check, one.dataset, one.variable, one.value)))


def required_variables(datasets: tuple[Dataset, ...], study: StudySpec) -> Iterator[Finding]:
    """Variables that ADaMIG or OCCDS requires of a dataset's class, and that it lacks."""
    for dataset in datasets:
        published = structure(dataset.spec, study)
        names = [variable.name for variable in dataset.spec.variables]
        for variable in published.unmet(names) if published else ():
            words = f"required in {dataset.spec.class_name}, and not there"
            yield Finding("required_variable_absent", "warning", words, dataset.name, variable.name)
