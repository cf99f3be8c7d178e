"""Compact findings (of checks, readers, builders and define.xml) as outcomes: what each check said of each dataset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mappings.dataset import Dataset
from mappings.distinct import as_text, factors
from mappings.finding import Finding
from mappings.spec import StudySpec
from validation.checks import ANALYSIS_CHECKS, CHECKS, SOURCE_CHECKS
from validation.result import CheckInfo, Hits, Kind, Outcome
from validation.results.known import check_info, checks_known, finding_info

__all__ = ["adopted", "checks_known", "judged_checks"]
Group = tuple[str, str, str, str, str]  # check, severity, dataset, variable, words
UNKNOWN = -1  # a record that is counted, and of which no more is known


# What a check of a define.xml says first: the line of the element, which moves with whatever is written before it.
LINE = re.compile(r"line (\d+): ")


def adopted(findings: Iterable[Finding], datasets: Mapping[str, Dataset], *, kind: Kind) -> tuple[Outcome, ...]:
    """The findings as outcomes, one for each check, dataset, variable and words, with all their records.

    A compact finding names its first records only: the others are found by their value where that tells them, else
    they are counted without a place. What stands on a line of a define.xml has that line for its record number.
    """
    groups: dict[Group, list[Finding]] = {}
    for one in findings:
        words = LINE.sub("", one.words, count=1) if kind == "define" else one.words
        groups.setdefault((one.check, one.severity, one.dataset, one.variable, words), []).append(one)
    return tuple(
        _outcome(group, members, datasets.get(group[2]), finding_info(members[0], kind))
        for group, members in groups.items()
    )


def judged_checks(
    floor: str, datasets: Mapping[str, Dataset], spec: StudySpec | None, others: Mapping[str, Dataset]
) -> tuple[Outcome, ...]:
    """What our checks say of the datasets: on the floor `adam` those of analysis datasets, else those of SDTM's.

    A check that found nothing has passed; one that raises is an error, never a pass; those that ask where analysis
    values come from are not run without the datasets they come from (`others`).
    """
    study = spec or _study(floor, datasets)
    given = list(datasets.values())
    own = ANALYSIS_CHECKS if floor == "adam" else CHECKS
    found = [outcome for check in own for outcome in _judged(check, (given, study), datasets)]
    for traced in SOURCE_CHECKS if floor == "adam" else ():
        if others:
            found += _judged(traced, (given, study, others), datasets)
        else:
            reason = "the SDTM datasets are not beside: name their folder with --sdtm"
            found.append(Outcome(check_info(traced), "", "not_run", reason))
    return tuple(found)


def _judged(
    check: Callable[..., Iterator[Finding]], arguments: tuple[Any, ...], datasets: Mapping[str, Dataset]
) -> Sequence[Outcome]:
    try:
        findings = list(check(*arguments))
    except Exception as error:  # a check that raises is told as one that raised, and the others run
        return [Outcome(check_info(check), "", "error", f"{type(error).__name__}: {error}")]
    return adopted(findings, datasets, kind="check") or [Outcome(check_info(check), "", "passed")]


def _study(floor: str, datasets: Mapping[str, Dataset]) -> StudySpec:
    """What the datasets say of themselves, where nobody else says anything of them."""
    own = tuple(dataset.spec for dataset in datasets.values())
    return StudySpec(floor="adam" if floor == "adam" else "sdtm", study_id="", datasets=own)


def _outcome(group: Group, members: Sequence[Finding], dataset: Dataset | None, check: CheckInfo) -> Outcome:
    *_, name, variable, words = group
    whole = [not _counts_records(one, dataset) for one in members]
    if check.kind == "define" and not any(one.records or one.count > 1 for one in members):
        return Outcome(check, name, "failed", hits=_lines(variable, members), message=words)
    variables = _columns(variable, members)
    if len(members) == 1 and whole[0]:
        value = np.array([members[0].value], dtype=object)
        return Outcome(check, name, "failed", hits=Hits(variables, None, (value,) * len(variables)), message=words)
    rows = np.concatenate([_rows(one, dataset) for one in members])
    texts = np.repeat(np.array([one.value for one in members], dtype=object), [_count(one) for one in members])
    order = np.lexsort([rows, rows < 0])
    hits = Hits(variables, rows[order], (texts[order],) * len(variables))
    return Outcome(check, name, "failed", hits=hits, message=words)


def _columns(variable: str, members: Iterable[Finding]) -> tuple[str, ...]:
    """The columns shown: the variable; a value of none (a file's name, a text of the define) is but a value."""
    if variable:
        return (variable,)
    return ("value",) if any(one.value for one in members) else ()


def _lines(variable: str, members: Sequence[Finding]) -> Hits:
    """What stands in a define.xml: known by what it is about, not by its line."""
    lines = [int(found[1]) if (found := LINE.match(one.words)) else 0 for one in members]
    values = np.array([one.value for one in members], dtype=object)
    names, columns = np.full(len(members), variable, dtype=object), _columns(variable, members)
    return Hits(columns, np.array(lines, dtype=np.intp) - 1, (values,) * len(columns), names)


def _counts_records(one: Finding, dataset: Dataset | None) -> bool:
    """Whether a finding is of records; else it is of a dataset, a variable or a file as a whole."""
    valued = bool(one.value) and dataset is not None and one.variable in dataset.records
    return bool(one.records) or one.count > 1 or valued


def _count(one: Finding) -> int:
    return max(one.count, len(one.records), 1)


def _rows(one: Finding, dataset: Dataset | None) -> NDArray[np.intp]:
    """The positions of a finding's records; UNKNOWN for those it only counts."""
    count = _count(one)
    named = np.array([number - 1 for number in one.records], dtype=np.intp)
    told = bool(one.records or one.value)
    if len(named) < count and told and dataset is not None and one.variable in dataset.records:
        codes, values = factors(as_text(dataset.records[one.variable]))
        code = {text: place for place, text in enumerate(values)}.get(one.value, -1)
        same = np.flatnonzero(codes == code).astype(np.intp)
        # As many as were counted, those that were named among them: it is these.
        if len(same) == count and np.isin(named, same).all():
            return same
    return np.concatenate([named, np.full(count - len(named), UNKNOWN, dtype=np.intp)])
