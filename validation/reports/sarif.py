"""A judgement as SARIF 2.1.0, within what forges take: one result for a check, dataset and variables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from validation.reports.ending import ending
from validation.reports.tally import Asked, tally
from validation.reports.wording import (
    address,
    gravity,
    identifiers,
    listed,
    place,
    placeless,
    plural,
    reason,
    relative,
    remedy,
    sources,
    variables,
    whole_text,
    words,
)

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.result import CheckInfo
    from validation.results.findings import Found

# A forge shows the first 5,000 results, takes 25,000 results and rules, and a file of 10 MB.
MOST_RESULTS = 5_000
MOST_RULES = 25_000
MOST_BYTES = 10_000_000
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# In order of what is given up when the file is too large: letters of a text, then results.
_SIZES = ((1_000, MOST_RESULTS), (300, MOST_RESULTS), (120, 2_500), (80, 1_000), (80, 100))


def sarif(report: Report) -> bytes:
    """One run. Where there are more results than a forge shows, those of a check and dataset, or check, are one."""
    for letters, most in _SIZES:
        content = whole_text(json.dumps(_log(report, letters, most), ensure_ascii=False, separators=(",", ":")))
        made = content.encode() + b"\n"
        if len(made) < MOST_BYTES:
            return made
    raise ValueError("the report cannot be made as small as a forge takes it")


def _log(report: Report, letters: int, most: int) -> dict[str, Any]:
    figures = tally(report)
    end = ending(report, figures)
    checks = [one for one in figures.checks if one.status not in {"passed", "not_applicable"}]
    # Two checks of one name and different kinds are one rule.
    named = {one.check.id: one for one in sorted(checks, key=lambda one: one.found)}
    rules = [_rule(report, named[name], letters) for name in sorted(named)][:MOST_RULES]
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    groups = _merged(report.found, most)
    results = [_result(report, one, places, letters) for one in groups[:most]]
    absent = list(_absent(report, places, letters))[: most - len(results)]
    run = {
        "tool": {"driver": {
            "name": "trial-dossier", "rules": rules,
            "properties": {key: placeless(report, value) for key, value in sorted(report.judgement.about.items())},
        }},
        "automationDetails": {"id": f"validation/{report.judgement.standard or 'datasets'}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": end.status in {0, 1}, "exitCode": end.status, "exitCodeDescription": end.words,
            "toolExecutionNotifications": list(_notifications(report, checks, letters))[:most],
        }],
        "results": [*results, *absent],
        "properties": _properties(report, groups, results),
    }  # fmt: skip
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _properties(report: Report, groups: Sequence[Sequence[Found]], results: Sequence[object]) -> dict[str, Any]:
    cover = tally(report).coverage
    return {
        "coverage": f"{cover.percent} % = {cover.ran} / {cover.asked}",
        "groups": len(report.found), "records": sum(one.count for one in report.found),
        "resultsNotListed": len(groups) - len(results),
    }  # fmt: skip


def _rule(report: Report, asked: Asked, letters: int) -> dict[str, Any]:
    check = asked.check
    known = listed([*identifiers(check), *sources(check)], 8)
    description = placeless(report, check.description or check.message)
    help_ = "\n".join(one for one in (description, *(cited.text for cited in check.cited), known) if one)
    return {
        "id": check.id,
        "shortDescription": {"text": _cut(placeless(report, check.message) or check.id, letters)},
        "fullDescription": {"text": _cut(description or check.id, letters)},
        "help": {"text": _cut(help_ or check.id, letters)},
        "defaultConfiguration": {"level": check.severity},
        "properties": {"tags": [one for one in (check.kind, check.triage, check.standard) if one]},
    }  # fmt: skip


def _merged(found: Sequence[Found], most: int) -> list[list[Found]]:
    """The groups as results: each alone; where that is too many, those of a check and dataset, or of a check."""
    ordered = sorted(found, key=lambda one: ("error", "warning", "note", "waived").index(gravity(one)))
    for turn in range(3):
        held: dict[tuple[str, ...], list[Found]] = {}
        for one in ordered:
            key = (one.id, one.check.id, one.dataset, gravity(one))
            held.setdefault((key, key[1:], key[1:2] + key[3:])[turn], []).append(one)
        if len(held) <= most or turn == 2:
            return list(held.values())
    return []


def _result(report: Report, groups: Sequence[Found], places: dict[str, int], letters: int) -> dict[str, Any]:
    first, many = groups[0], sum(one.count for one in groups)
    where = place(first) if len(groups) == 1 else listed(dict.fromkeys(one.dataset for one in groups if one.dataset), 8)
    told = f"{where}: {words(report, first)} ({plural(many, 'record')})"
    # A result that stands for several is known by its check, and by the dataset if they are all of one.
    datasets = {one.dataset for one in groups}
    known = first.id if len(groups) == 1 else _digest(first.check.id, *datasets if len(datasets) == 1 else ())
    made: dict[str, Any] = {
        "ruleId": first.check.id, "ruleIndex": places.get(first.check.id, -1), "level": first.severity,
        "message": {"text": _cut(told, letters)}, "locations": [_location(report, first)],
        "partialFingerprints": {"findingId/v1": known},
        "occurrenceCount": many,
        "suppressions": [_suppression(report, first, letters)] if gravity(first) == "waived" else [],
        "properties": {"triage": first.triage, "remedy": remedy(first), "groups": len(groups)},
    }  # fmt: skip
    if report.comparison is not None:
        made["baselineState"] = "new" if sum(one.new for one in groups) == many else (
            "updated" if any(one.new for one in groups) else "unchanged"
        )  # fmt: skip
    return made


def _suppression(report: Report, found: Found, letters: int) -> dict[str, Any]:
    told = placeless(report, found.waiver.reason) if found.waiver else ""
    return {"kind": "external", "status": "accepted", "justification": _cut(told, letters)}


def _location(report: Report, found: Found) -> dict[str, Any]:
    lines = [one.record for one in found.records if one.record] if found.check.kind == "define" else []
    file = "define.xml" if found.check.kind == "define" else ""
    return _place(report, found.dataset, variables(found), file, min(lines, default=1))


def _place(report: Report, dataset: str, names: Sequence[str], file: str = "", start: int = 1) -> dict[str, Any]:
    # Datasets have no lines; forges want one.
    physical = {"artifactLocation": {"uri": quote(address(report, dataset, file))}, "region": {"startLine": start}}
    logical = [{"name": name, "fullyQualifiedName": f"{dataset}.{name}", "kind": "member"} for name in names[:8]]
    if dataset:
        logical.insert(0, {"name": dataset, "fullyQualifiedName": dataset, "kind": "resource"})
    return {"physicalLocation": physical, "logicalLocations": logical}


def _absent(report: Report, places: dict[str, int], letters: int) -> Iterator[dict[str, Any]]:
    """What the baseline knows and this run does not."""
    for one in report.comparison.fixed_groups if report.comparison is not None else ():
        told = f"{one.dataset}: {placeless(report, one.words)}, no longer found"
        yield {
            "ruleId": one.check, "ruleIndex": places.get(one.check, -1), "level": "none", "kind": "pass",
            "message": {"text": _cut(told, letters)}, "locations": [_place(report, one.dataset, one.variables)],
            "partialFingerprints": {"findingId/v1": one.id}, "suppressions": [], "baselineState": "absent",
        }  # fmt: skip


def _notifications(report: Report, checks: Sequence[Asked], letters: int) -> Iterator[dict[str, Any]]:
    for one in report.judgement.unread:
        told = f"{relative(report, one.file)}: {placeless(report, one.problem)}"
        yield {"level": "error", "message": {"text": _cut(told, letters)}, "descriptor": {"id": "not-read"}}
    for asked in checks:
        yield from _not_run(report, asked.check, asked, letters)


def _not_run(report: Report, check: CheckInfo, asked: Asked, letters: int) -> Iterator[dict[str, Any]]:
    for stand in asked.stands:
        if stand.status in {"error", "not_run"}:
            told = f"{check.id} ({listed((one for one in stand.datasets if one), 8) or 'all'}): "
            said = reason(report, stand.status, stand.reason) or stand.status.replace("_", " ")
            level = "error" if stand.status == "error" else "warning"
            yield {
                "level": level, "message": {"text": _cut(told + said, letters)},
                "descriptor": {"id": stand.status.replace("_", "-")}, "associatedRule": {"id": check.id},
            }  # fmt: skip


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(errors="replace"), digest_size=8).hexdigest()
