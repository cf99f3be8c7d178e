"""A build judged: promises and our own conformance rules over the datasets it made, as findings of the build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from define_xml.transport.whole import readable
from mappings.command import CLEAN, FAULT
from mappings.dataset import Dataset
from mappings.finding import SEVERITIES, Finding, exit_code
from mappings.spec import StudySpec
from validation.result import Judgement
from validation.results.findings import Found, found
from validation.validate import Against, validate

if TYPE_CHECKING:
    import argparse

WAIVERS = "waivers.toml"  # beside the datasets
# In the study folder: one file for each floor, so that none speaks of datasets that are not there.
STUDY_WAIVERS = {"sdtm": "waivers.toml", "adam": "waivers-adam.toml"}
SHOWN = 5  # numbers of records that a finding of a build names


@dataclass(frozen=True)
class Judged:
    """What was found in a build, the same in a line of words, and the files that stand beside the datasets for it."""

    findings: tuple[Finding, ...]
    words: str
    files: Mapping[str, bytes]
    failed: bool = False  # a check raised: nothing is known of what it is about
    groups: tuple[Found, ...] = ()

    def status(self, options: argparse.Namespace) -> int:
        """The exit status where the options let the judgement decide it: 4 if a check raised, 1 for findings, or 0."""
        if options.judge != "gate":
            return CLEAN
        return FAULT if self.failed else exit_code(self.findings, options.fail_on)


def judged(
    datasets: Sequence[Dataset], spec: StudySpec, folder: Path, day: date, others: Mapping[str, Dataset] | None = None
) -> Judged:
    """The datasets of a build held against what their spec promises and our own rules; waivers of the study apply.

    `spec` is the complete one, as define.xml says it; `folder` is the study's, `day` the one on which waivers expire;
    `others` are the SDTM datasets of analysis ones.
    """
    from validation.expectations import suite_files

    judgement = validate(
        {one.name: one for one in datasets},
        Against(spec=spec, others=others or {}, parts=("promises", "conformance rules"), name=spec.study_id),
    )
    keys = {one.name: one.keys for one in spec.datasets if one.keys}
    groups = found(judgement, keys=keys)
    files = {f"expectations/{name}": content for name, content in suite_files(spec).items()}
    path = folder / STUDY_WAIVERS[spec.floor]
    if path.is_file():
        groups, files[WAIVERS] = _waived(groups, judgement, path, day, keys)
    open_ones = [one for one in groups if one.waived < one.count]
    failed = any(one.status == "error" for one in judgement.outcomes)
    return Judged(tuple(_finding(one) for one in open_ones), _words(judgement, groups), files, failed, groups)


def _waived(
    groups: tuple[Found, ...], judgement: Judgement, path: Path, day: date, keys: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Found, ...], bytes]:
    """The groups after the study's waivers, and the waivers' file as it is."""
    from validation.explained import check_ids
    from validation.results.waivers import applied, parse_waivers

    with readable(path):
        content = path.read_bytes()
    waivers = parse_waivers(content, path.name, known=check_ids())
    done, outcomes = applied(groups, waivers, judgement, day)
    more = found(replace(judgement, outcomes=outcomes), keys=keys) if outcomes else ()
    return (*done, *more), content


def _finding(one: Found) -> Finding:
    """A group as a build tells it."""
    value = one.values[0][0][0] if len(one.values) == 1 and len(one.variables) == 1 else ""
    records = tuple(record.record for record in one.records[:SHOWN] if record.record)
    variable = one.variables[0] if one.variables else ""
    cites = ", ".join(dict.fromkeys(f"{word.organization} {word.id}" for word in one.check.identifiers))
    return Finding(one.check.id, one.severity, one.words, one.dataset, variable, value, one.count, records, cites)


def _words(judgement: Judgement, groups: Sequence[Found]) -> str:
    """`judged: 412 promises and rules: 0 errors, 3 warnings, 2 notes; 4 waived; 12 not run`."""
    ran = {one.check.id for one in judgement.outcomes if one.status in ("passed", "failed")}
    left = {one.check.id for one in judgement.outcomes if one.status == "not_run"} - ran
    failed = {one.check.id for one in judgement.outcomes if one.status == "error"}
    counts = dict.fromkeys(SEVERITIES, 0)
    for one in groups:
        counts[one.severity] += one.waived < one.count
    waived = sum(one.waived == one.count for one in groups)
    said = ", ".join(f"{count:,} {severity}{'s' * (count != 1)}" for severity, count in counts.items())
    parts = [f"judged: {len(ran):,} promises and rules: {said}"]
    parts += [f"{waived:,} waived"] if waived else []
    parts += [f"{len(left):,} not run"] if left else []
    parts += [f"{len(failed):,} failed to run"] if failed else []
    return "; ".join(parts)
