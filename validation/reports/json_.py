"""A judgement as JSON, by the schema that lies beside this file; the same judgement gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from validation.reports.allotted import allotted
from validation.reports.ending import ending, fails
from validation.reports.shown import common, held, records, shown
from validation.reports.tally import FORMULA, Asked, Tally, tally
from validation.reports.wording import GRAVITIES, also, gravity, placeless, relative, remedy, whole_text, words

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.result import CheckInfo
    from validation.results.findings import Found, Waiver

VERSION = "1.0"


@cache
def schema() -> dict[str, Any]:
    """The published schema of the report (JSON Schema 2020-12)."""
    place = files(__name__.rpartition(".")[0]).joinpath("schema/validation-report.schema.json")
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


def json_report(report: Report) -> bytes:
    """The whole judgement as one JSON object, in UTF-8."""
    return (whole_text(json.dumps(said(report), indent=1, ensure_ascii=False)) + "\n").encode()


def said(report: Report) -> dict[str, Any]:
    """The judgement as an object of the schema."""
    judgement, figures = report.judgement, tally(report)
    end = ending(report, figures)
    most = allotted([held(one) for one in report.found], report.options.rows, lambda place, count: count)
    return {
        "format": "trial-dossier validation report",
        "version": VERSION,
        "name": relative(report, judgement.name),
        "standard": judgement.standard,
        "created": report.options.created or None,
        "about": {key: placeless(report, value) for key, value in sorted(judgement.about.items())},
        "values": report.options.values,
        "exit": {
            "status": end.status, "words": end.words, "fail_on": report.options.fail_on,
            "keep_going": report.options.keep_going,
        },
        "summary": _summary(figures),
        "coverage": _coverage(figures),
        "datasets": [_dataset(report, figures, place) for place in range(len(judgement.datasets))],
        "unread": [
            {"file": relative(report, one.file), "problem": placeless(report, one.problem),
             "remedy": placeless(report, one.remedy)}
            for one in judgement.unread
        ],
        "findings": [_found(report, one, count) for one, count in zip(report.found, most, strict=True)],
        "checks": [_check(report, one) for one in figures.checks],
        "baseline": _baseline(report),
        "waivers": [_waiver(report, one) for one in report.waivers],
    }  # fmt: skip


def _summary(figures: Tally) -> dict[str, Any]:
    return {
        "findings": {one: {"groups": figures.groups[one], "records": figures.records[one]} for one in GRAVITIES},
        "triage": dict(figures.triage),
        "checks": {
            one: len(figures.stood(one)) for one in ("passed", "failed", "not_applicable", "not_run", "error")
        },
    }  # fmt: skip


def _coverage(figures: Tally) -> dict[str, Any]:
    cover = figures.coverage
    percent = float(cover.percent) if cover.asked else None
    return {
        "ran": cover.ran, "asked": cover.asked, "percent": percent, "unread_files": cover.unread, "formula": FORMULA,
    }  # fmt: skip


def _dataset(report: Report, figures: Tally, place: int) -> dict[str, Any]:
    one = report.judgement.datasets[place]
    return {
        "name": one.name, "label": one.label, "class": one.class_name, "file": relative(report, one.file),
        "records": one.records, "variables": one.variables,
        "findings": {grave: figures.datasets.get((one.name, grave), 0) for grave in GRAVITIES},
    }  # fmt: skip


def _found(report: Report, one: Found, most: int) -> dict[str, Any]:
    listed = [shown(report, record) for record in records(one, most)]
    return {
        "id": one.id, "check": one.check.id, "dataset": one.dataset,
        "variables": list(one.variables),
        "severity": one.severity, "standing": gravity(one), "triage": one.triage, "message": words(report, one),
        "also": [{"check": check, "message": told} for check, told in also(report, one)],
        "remedy": remedy(one), "fails": fails(report, one), "count": one.count,
        "new": None if report.comparison is None else one.new,
        "values": [
            {"values": list(values), "count": count} for values, count in common(report, one)[: max(most, 1)]],
        "records": [
            {"id": record.identity, "record": record.record or None, "keys": dict(record.keys),
             "values": list(record.values), "status": record.status or None}
            for record in listed
        ],
        "waiver": None if one.waiver is None else _waiver(report, one.waiver),
    }  # fmt: skip


def _waiver(report: Report, waiver: Waiver) -> dict[str, Any]:
    return {
        "check": waiver.check, "dataset": waiver.dataset, "variable": waiver.variable,
        "reason": placeless(report, waiver.reason), "author": waiver.author, "date": waiver.date,
        "expires": waiver.expires or None,
    }  # fmt: skip


def _check(report: Report, asked: Asked) -> dict[str, Any]:
    return {
        **about(report, asked.check), "status": asked.status, "found": asked.found,
        "outcomes": [
            {"status": one.status, "reason": one.reason, "datasets": [name for name in one.datasets if name]}
            for one in asked.stands
        ],
    }  # fmt: skip


def about(report: Report, check: CheckInfo) -> dict[str, Any]:
    """What a check is, and what it stands on."""
    return {
        "id": check.id, "kind": check.kind, "severity": check.severity, "triage": check.triage,
        "message": placeless(report, check.message), "description": placeless(report, check.description),
        "standard": check.standard, "executability": check.executability, "source": relative(report, check.source),
        "identifiers": _each(check.identifiers, "organization", "id"),
        "cited": _each(check.cited, "document", "section", "item", "text"),
    }  # fmt: skip


def _each(given: Iterable[object], *names: str) -> list[dict[str, str]]:
    return [{name: str(getattr(one, name)) for name in names} for one in given]


def _baseline(report: Report) -> dict[str, Any] | None:
    known = report.comparison
    if known is None:
        return None
    return {
        "file": relative(report, known.name), "new": known.new, "changed": known.changed, "fixed": known.fixed,
        "same": known.same, "unjudged": known.unjudged, "notes": [placeless(report, str(one)) for one in known.notes],
        "fixed_groups": [
            {"id": one.id, "check": one.check, "dataset": one.dataset, "variables": list(one.variables),
             "message": placeless(report, one.words), "count": one.count}
            for one in known.fixed_groups
        ],
    }  # fmt: skip
