"""Checks of values whatever they mean: those that must be there, and signs that nobody can see."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.dataset import Dataset
from mappings.distinct import factors, spread_flag
from mappings.spec import StudySpec
from validation.checks.grouped import filled, wrong_records
from validation.finding import Finding, check

# ADaMIG 1.3, 3.1: "Req" says that the variable is there; its values may be missing, but for whose and what they are.
NEVER_MISSING = frozenset({"STUDYID", "USUBJID", "PARAM", "PARAMCD"})


@check("error", cites="SDTMIG 3.4, 4.1.5; ADaMIG 1.3, 3.1")
def required_value_missing(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """A required variable has a value in every record; of analysis datasets only what says whose and which it is."""
    for variable in dataset.spec.variables:
        held = study.floor == "sdtm" or variable.name in NEVER_MISSING
        if variable.core == "Req" and held and variable.name in dataset.records:
            wrong = ~filled(dataset.records[variable.name])
            yield from wrong_records(dataset, variable.name, wrong, "missing, though the variable is required")


@check("warning", cites="FDA Study Data Technical Conformance Guide, 3.3")
def control_character(dataset: Dataset, study: StudySpec) -> Iterator[Finding]:
    """Text holds signs that can be seen: no tabs, line ends or other control characters."""
    for variable in dataset.spec.variables:
        if variable.type == "Char" and variable.name in dataset.records:
            if all(map(str.isprintable, factors(dataset.records[variable.name])[1])):
                continue
            wrong = spread_flag(_controlled, dataset.records[variable.name]).to_numpy()
            yield from wrong_records(dataset, variable.name, wrong, "holds a tab, a line end or the like")


def _controlled(text: str | None) -> bool:
    return text is not None and any(sign < " " or sign == "\x7f" for sign in text)
