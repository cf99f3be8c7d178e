"""What a build of analysis datasets has to say: of its records and values, and the checks of the built datasets."""

from __future__ import annotations

from collections.abc import Iterator

from adam.imputing import IMPUTING, collected
from adam.sources import SDTMIG, Tabulation
from define_xml.transport.folder import UNPROVEN
from mappings.catalog import load_standard
from mappings.dataset import Dataset
from mappings.distinct import as_text, spread_flag
from mappings.finding import SEVERITIES, Finding
from mappings.iso8601 import is_iso8601
from mappings.spec import DatasetSpec, StudySpec
from mappings.structures import structure
from sdtm.datasets import Build
from sdtm.findings import dropped_rows, lost_rows, repeated_keys, unfit_values, unmatched_values
from validation.checks import analysis_dataset_checks


def build_findings(built: Build, tabulation: Tabulation) -> tuple[Finding, ...]:
    """Every finding of a build, the gravest first."""
    study = built.applied.bound.study
    found = [
        *unproven_sources(tabulation),
        *lost_rows(built.ledger),
        *dropped_rows(built.ledger),
        *repeated_keys(built),
        *unmatched_values(built.ledger),
        *unfit_values(built),
        *unread_dates(built),
        *required_variables(built.datasets, study),
        *analysis_dataset_checks(built.datasets, study, tabulation.datasets),
    ]
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    return tuple(sorted(found, key=lambda one: (order[one.severity], one.check, one.dataset, one.variable, one.value)))


def unproven_sources(tabulation: Tabulation) -> Iterator[Finding]:
    """SDTM files of which nothing tells that they are whole: an analysis of fewer records would look as good.

    Other oddities of a file are of its dress, or of values that are judged where they are used.
    """
    for dataset in tabulation.datasets.values():
        yield from (finding for finding in dataset.findings if finding.check == UNPROVEN)


def unread_dates(built: Build) -> Iterator[Finding]:
    """Text that a rule for dates could not read: missing in the dataset, and therefore told."""
    applied = built.applied
    for spec in applied.bound.study.datasets:
        for variable in spec.variables:
            if variable.rule is None or variable.rule.word.text not in IMPUTING:
                continue
            source = as_text(collected(applied, spec.name, variable.name))
            wrong = spread_flag(lambda text: text is not None and not is_iso8601(text), source)
            counts = source[wrong.to_numpy()].astype("object").value_counts(sort=False)
            for value, count in sorted(counts.items()):
                words = "no date of ISO 8601: missing in the dataset"
                yield Finding("not_a_date", "warning", words, spec.name, variable.name, str(value), int(count))


def required_variables(datasets: tuple[Dataset, ...], study: StudySpec) -> Iterator[Finding]:
    """Variables that ADaMIG or OCCDS requires of a dataset's class, and that it lacks."""
    for dataset in datasets:
        published = structure(dataset.spec, study)
        names = [variable.name for variable in dataset.spec.variables]
        domains = dict.fromkeys(_domains(dataset.spec, study))
        for variable in published.unmet(names) if published else ():
            if domains and not any(variable.fits(class_name, domain) for domain, class_name in domains):
                continue
            words = f"required in {dataset.spec.class_name}, and not there"
            yield Finding("required_variable_absent", "warning", words, dataset.name, variable.name)


def _domains(spec: DatasetSpec, study: StudySpec) -> Iterator[tuple[str, str]]:
    """The SDTM domains that the records come from, through datasets at home, each with its class."""
    sources = {source.name: source for source in study.sources}
    for name in spec.records.names() if spec.records else ():
        made = study.dataset(name.text)
        if made is not None:
            yield from _domains(made, study)
        elif name.text in sources:
            known = load_standard(*SDTMIG).dataset(name.text)
            yield name.text, known.class_name if known else ""
