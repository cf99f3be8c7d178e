"""A baseline: what was found when it was written, so that a run can say what is new since, fixed, and the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mappings.distinct import factors
from mappings.error import InputError, MappingError
from validation.result import Judgement
from validation.results.findings import Found, ordered
from validation.results.keys import Marks, mixed
from validation.results.matching import matched

FORMAT = 1
HOLDS = (
    "For each finding: the check, dataset, variables and words, and of each record two hashes, of its key and of its"
    " values. No value of a subject can be read here; who has the data can tell which record a hash is of."
)
JUDGED = frozenset({"passed", "failed", "not_applicable"})
NEW, CHANGED, SAME = 1, 2, 3  # places in findings.STATUSES


@dataclass(frozen=True, eq=False)
class Known:
    """A group of findings as a baseline holds it, its records as numbers of their keys and of their values.

    `told_by` is the group that spoke for it, "" if it was told itself.
    """

    id: str
    check: str
    kind: str
    dataset: str
    variables: tuple[str, ...]
    words: str
    keys: tuple[str, ...]
    marks: Marks
    fingerprints: Marks
    told_by: str = ""


@dataclass(frozen=True)
class Baseline:
    """What a baseline file says: of which study and datasets it is, by which program, and all that was found."""

    name: str
    study: str
    program: str
    datasets: tuple[str, ...]
    groups: Mapping[str, Known]


@dataclass(frozen=True)
class FixedGroup:
    """Findings of a baseline that are no more: their check ran, and did not find them."""

    id: str
    check: str
    dataset: str
    variables: tuple[str, ...]
    words: str
    count: int


@dataclass(frozen=True)
class Comparison:
    """A run against a baseline, in records: new, changed (the same record with another value), the same, and fixed.

    `unjudged` are those of the baseline whose check did not run now: neither fixed nor the same. `found` are the
    findings with a status for each record, `notes` what is to be known of the comparison.
    """

    name: str
    found: tuple[Found, ...]
    new: int = 0
    changed: int = 0
    same: int = 0
    fixed: int = 0
    unjudged: int = 0
    fixed_groups: tuple[FixedGroup, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)


def study_of(judgement: Judgement) -> str:
    """The study that was judged: what its datasets say in STUDYID, else the judgement's own name."""
    for dataset in judgement.data.values():
        if "STUDYID" in dataset.records and len(dataset.records):
            codes, values = factors(dataset.records["STUDYID"])
            used = sorted({str(values[code]).rstrip() for code in np.unique(codes[codes >= 0]).tolist()})
            if used:
                return ", ".join(used)
    return judgement.name


def baseline_bytes(found: Iterable[Found], judgement: Judgement) -> bytes:
    """A baseline file of these findings, waived or not: JSON, the same bytes for the same findings."""
    said = {
        "baseline": FORMAT,
        "holds": HOLDS,
        "study": study_of(judgement),
        "program": judgement.about.get("program", ""),
        "datasets": sorted(one.name for one in judgement.datasets),
        "groups": [said for parts in _groups(found) for said in _all_said(parts)],
    }
    return f"{json.dumps(said, indent=1, ensure_ascii=False)}\n".encode("utf-8", "replace")


def _groups(found: Iterable[Found]) -> list[tuple[Found, ...]]:
    """The parts of each group together, in the order of their ids."""
    parts = sorted(found, key=lambda one: (one.group, one.id))
    return [tuple(own) for _, own in groupby(parts, key=lambda one: one.group)]


def _folded(parts: Sequence[Found]) -> list[tuple[Found, ...]]:
    """The groups that the parts of a group speak for, each with its own parts."""
    return [tuple(own) for own in zip(*(one.folded for one in parts), strict=True)]


def _all_said(parts: Sequence[Found]) -> Iterable[dict[str, Any]]:
    """A group, and those it speaks for: what comes apart later is not new."""
    yield _said(parts)
    for folded in _folded(parts):
        yield {**_said(folded), "told_by": parts[0].group}


def _said(parts: Sequence[Found]) -> dict[str, Any]:
    one, (marks, fingerprints) = parts[0], _numbers(parts)
    order = np.lexsort([fingerprints, marks])
    pairs = zip(marks[order].tolist(), fingerprints[order].tolist(), strict=True)
    return {
        "id": one.group,
        "check": one.check.id,
        "kind": one.check.kind,
        "severity": one.severity,
        "dataset": one.dataset,
        "variables": list(one.variables),
        "words": one.words,
        "keys": list(_identifying(one)),
        "records": [f"{mark:016x} {value:08x}" for mark, value in pairs],
    }


def _identifying(one: Found) -> tuple[str, ...]:
    return one.evidence.keys.names[: one.evidence.keys.identifying]


def _numbers(parts: Sequence[Found]) -> tuple[Marks, Marks]:
    """The numbers of keys and of values of all parts of a group; half a number is enough to see a value change."""
    fingerprints = np.concatenate([one.evidence.fingerprints for one in parts])
    return np.concatenate([one.evidence.marks for one in parts]), fingerprints >> np.uint64(32)


def parse_baseline(content: bytes, name: str) -> Baseline:
    """The baseline in a file; InputError for what is none, MappingError for one of a format we do not know."""
    remedy = "write it anew from a run, and look at what changed"
    try:
        said = json.loads(content.decode("utf-8"))
        if not isinstance(said, dict) or "baseline" not in said:
            raise InputError(name, "is no baseline: it does not say which format it has", remedy)
        if said["baseline"] != FORMAT:
            problem = f"is a baseline of format {said['baseline']!r}; this program knows format {FORMAT}"
            raise MappingError(name, problem, "use the version that wrote it, or write it anew from a run")
        known = [_known(one) for one in said["groups"]]
        datasets = tuple(str(one) for one in said["datasets"])
        return Baseline(name, str(said["study"]), str(said["program"]), datasets, {one.id: one for one in known})
    except (ValueError, RecursionError) as error:
        raise InputError(name, f"cannot be read as a baseline: {_first_line(error)}", remedy) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(name, f"is no whole baseline: {_first_line(error)} is missing or wrong", remedy) from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unknown"])[0]


def _known(said: Mapping[str, Any]) -> Known:
    marks = np.array([int(one[:16], 16) for one in said["records"]], dtype=np.uint64)
    fingerprints = np.array([int(one[17:], 16) for one in said["records"]], dtype=np.uint64)
    return Known(
        str(said["id"]), str(said["check"]), str(said["kind"]), str(said["dataset"]), tuple(said["variables"]),
        str(said["words"]), tuple(said["keys"]), marks, fingerprints, str(said.get("told_by", "")),
    )  # fmt: skip


def compared(found: Iterable[Found], baseline: Baseline, judgement: Judgement) -> Comparison:
    """The findings of a run with what a baseline knows of each; MappingError for a baseline of another study."""
    study = study_of(judgement)
    if study != baseline.study:
        problem = f"is the baseline of study {baseline.study!r}, and this is {study!r}"
        raise MappingError(baseline.name, problem, "name the baseline of this study, or write one")
    told: list[Found] = []
    notes, rest = list(_notes(baseline, judgement)), dict(baseline.groups)
    fixed: list[FixedGroup] = []
    unjudged = 0
    for parts in _groups(found):
        statuses = np.full(sum(one.count for one in parts), NEW, dtype=np.int8)
        for group in (parts, *_folded(parts)):
            known = rest.pop(group[0].group, None)
            if known is not None:
                # What any check that says this has said before is not new.
                stated, gone = _stated(group, known)
                statuses = np.maximum(statuses, stated)
                fixed.extend(_fixed(known, gone))
                notes.extend(_other_keys(known, group[0]))
        told.extend(_split(parts, statuses))
    judged = _judged(judgement, baseline)
    for known in (one for one in rest.values() if not one.told_by):
        if judged(known):
            fixed.extend(_fixed(known, len(known.marks)))
        else:
            unjudged += len(known.marks)
    return _summed(baseline.name, ordered(told), fixed, unjudged, notes)


def _summed(
    name: str, found: tuple[Found, ...], fixed: Iterable[FixedGroup], unjudged: int, notes: list[str]
) -> Comparison:
    statuses = np.concatenate([np.zeros(0, dtype=np.int8), *(one.evidence.statuses for one in found)])
    counts = np.bincount(statuses, minlength=4).tolist()
    gone = tuple(sorted(fixed, key=lambda one: (one.dataset, one.check, one.variables, one.words, one.id)))
    if unjudged:
        notes.append(f"{unjudged} findings of the baseline are of checks that did not run now: they are not fixed")
    return Comparison(
        name, found, counts[NEW], counts[CHANGED], counts[SAME], sum(one.count for one in gone), unjudged, gone,
        tuple(notes),
    )  # fmt: skip


def _notes(baseline: Baseline, judgement: Judgement) -> Iterable[str]:
    program = judgement.about.get("program", "")
    if baseline.program != program:
        yield f"the baseline was written by {baseline.program or 'a program that did not say its name'}"


def _other_keys(known: Known, one: Found) -> Iterable[str]:
    now = _identifying(one)
    if known.keys != now:
        then, here = ", ".join(known.keys) or "no key", ", ".join(now) or "no key"
        yield f"{known.dataset}: records were known by {then}, now by {here}: findings of {known.check} count as new"


def _fixed(known: Known, count: int) -> Iterable[FixedGroup]:
    if count and not known.told_by:
        yield FixedGroup(known.id, known.check, known.dataset, known.variables, known.words, count)


def _judged(judgement: Judgement, baseline: Baseline) -> Any:
    """Whether what a baseline knows was looked at again: only then is what is not found fixed."""
    ran: dict[str, set[str]] = {}
    for outcome in judgement.outcomes:
        ran.setdefault(outcome.check.id, set()).add("ran" if outcome.status in JUDGED else outcome.dataset)
    absent = set(baseline.datasets) - {one.name for one in judgement.datasets}

    def judged(known: Known) -> bool:
        said = ran.get(known.check, set())
        if known.dataset in absent or {known.dataset, ""} & (said - {"ran"}):
            return False
        # Builders, readers and checks tell what they find, and nothing where they find nothing.
        return "ran" in said or known.kind not in {"conformance", "promise"}

    return judged


def _stated(parts: Sequence[Found], known: Known) -> tuple[NDArray[np.int8], int]:
    """A status for each record of the parts of a group, and how many of the known ones are gone."""
    marks, fingerprints = _numbers(parts)
    statuses = np.full(len(marks), NEW, dtype=np.int8)
    same, kept = matched(mixed(marks, fingerprints), mixed(known.marks, known.fingerprints))
    left, lost = np.flatnonzero(~same), np.flatnonzero(~kept)
    changed, still = matched(marks[left], known.marks[lost])
    statuses[same] = SAME
    statuses[left[changed]] = CHANGED
    return statuses, int((~still).sum())


def _split(parts: Sequence[Found], statuses: NDArray[np.int8]) -> list[Found]:
    """The parts of a group, each with the statuses of its own records."""
    split = np.split(statuses, np.cumsum([one.count for one in parts])[:-1])
    return [one.with_statuses(own) for one, own in zip(parts, split, strict=True)]
