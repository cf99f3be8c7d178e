"""A judgement as JUnit XML: a suite for each dataset, a case for each check that was asked of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from validation.reports.ending import fails
from validation.reports.shown import assigned, common, records, shown
from validation.reports.wording import gravity, place, placeless, plural, reason, relative, words

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.result import Outcome
    from validation.results.findings import Found

EXAMPLES = 5
# What XML 1.0 cannot hold.
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Groups = Mapping[tuple[str, str, str], list["Found"]]


def junit(report: Report) -> bytes:
    """A failure is what fails the run; lesser findings are told in the case; what did not run is skipped, with why."""
    groups: dict[tuple[str, str, str], list[Found]] = {}
    for found in report.found:
        groups.setdefault((found.check.kind, found.check.id, found.dataset), []).append(found)
    suites: dict[str, list[Outcome]] = {}
    for outcome in report.judgement.outcomes:
        suites.setdefault(outcome.dataset, []).append(outcome)
    parts, counts = [], Counter[str]()
    for name, outcomes in sorted(suites.items()):
        parts.append(_suite(report, name, outcomes, groups, counts))
    parts.append(_unread(report, counts))
    head = f'<testsuites name="{_quoted(relative(report, report.judgement.name))}"{_counts(counts)}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{"".join(parts)}</testsuites>\n'.encode()


def _suite(report: Report, name: str, outcomes: list[Outcome], groups: Groups, all_counts: Counter[str]) -> str:
    counts: Counter[str] = Counter()
    # A check asked of several variables is one case for the dataset.
    asked: dict[tuple[str, str], list[Outcome]] = {}
    for one in outcomes:
        asked.setdefault((one.check.kind, one.check.id), []).append(one)
    cases = [_case(report, name, same, groups.get((*key, name), []), counts) for key, same in asked.items()]
    all_counts.update(counts)
    return f'<testsuite name="{_quoted(name or "folder")}"{_counts(counts)}>\n{"".join(cases)}</testsuite>\n'


def _counts(counts: Counter[str]) -> str:
    return "".join(f' {name}="{counts[name]}"' for name in ("tests", "failures", "errors", "skipped"))


def _case(report: Report, dataset: str, outcomes: list[Outcome], groups: list[Found], counts: Counter[str]) -> str:
    check = outcomes[0].check
    about = f"{check.standard or check.kind}.{dataset or 'folder'}".replace(" ", "-")
    name = f"{check.id}: {placeless(report, check.message)}"
    front = f'<testcase classname="{_quoted(about)}" name="{_quoted(name)}"'
    counts["tests"] += 1
    statuses = {one.status: one for one in outcomes}
    if "error" in statuses:
        counts["errors"] += 1
        inside = f'<error type="error" message="{_quoted(_why(report, statuses["error"]))}"/>'
    elif failing := [one for one in groups if fails(report, one)]:
        counts["failures"] += 1
        inside = _failure(report, failing)
    elif groups:
        inside = f"<system-out>{_text(_told(report, groups))}</system-out>"
    elif "passed" in statuses or "failed" in statuses:
        return f"{front}/>\n"
    else:
        counts["skipped"] += 1
        inside = f'<skipped message="{_quoted(_why(report, outcomes[0]))}"/>'
    return f"{front}>{inside}</testcase>\n"


def _why(report: Report, outcome: Outcome) -> str:
    said = reason(report, outcome.status, outcome.reason)
    return f"{outcome.status.replace('_', ' ')}: {said}" if said else outcome.status.replace("_", " ")


def _failure(report: Report, groups: list[Found]) -> str:
    many = sum(one.count for one in groups)
    told = f"{plural(many, groups[0].severity)}: {words(report, groups[0])}"
    return (
        f'<failure type="{groups[0].severity}" message="{_quoted(told)}">{_text(_told(report, groups))}</failure>'
    )  # fmt: skip


def _told(report: Report, groups: list[Found]) -> str:
    return "\n".join(line for one in groups for line in _lines(report, one))


def _lines(report: Report, found: Found) -> Iterator[str]:
    yield f"{gravity(found)}: {place(found)}: {words(report, found)} ({plural(found.count, 'record')}, {found.id})"
    if found.waiver is not None:
        yield f"  waived: {placeless(report, found.waiver.reason)}"
    if report.options.values == "all":
        for values, count in common(report, found)[:EXAMPLES]:
            yield f"  {count:,} x " + ", ".join(f"{name}={value!r}" for name, value in assigned(found, values))
    else:
        keys = (shown(report, record).key for record in records(found, EXAMPLES))
        yield from (f"  {key}" for key in keys if key)


def _unread(report: Report, counts: Counter[str]) -> str:
    unread = report.judgement.unread
    if not unread:
        return ""
    counts["tests"] += len(unread)
    counts["errors"] += len(unread)
    cases = []
    for one in unread:
        told = "; ".join(placeless(report, said) for said in (one.problem, one.remedy) if said)
        name = _quoted(relative(report, one.file))
        cases.append(
            f'<testcase classname="files" name="{name}"><error type="unread" message="{_quoted(told)}"/></testcase>\n'
        )
    own = Counter({"tests": len(unread), "errors": len(unread)})
    return f'<testsuite name="files"{_counts(own)}>\n{"".join(cases)}</testsuite>\n'


def _text(said: str) -> str:
    return escape(_UNHELD.sub("\ufffd", said), {"\r": "&#13;"})


def _quoted(said: str) -> str:
    marks = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
    return escape(_UNHELD.sub("\ufffd", said), marks)
