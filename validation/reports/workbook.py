"""A judgement as a workbook in the sheets reviewers know: summaries, issues, details, rules, and what did not run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from validation.reports.allotted import allotted
from validation.reports.ending import ending
from validation.reports.sheets import MOST_ROWS, Cell, Sheet, workbook_bytes
from validation.reports.shown import held, records, shown
from validation.reports.tally import FORMULA, Tally, tally
from validation.reports.wording import (
    GRAVITIES,
    STATUS_WORDS,
    also,
    gravity,
    identifiers,
    listed,
    placeless,
    plural,
    relative,
    remedy,
    since,
    sources,
    words,
)

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.results.findings import Found

LEVELS = {"all": "keys and values", "keys": "keys, no values", "none": "neither keys nor values"}
DETAILS = (
    ("Domain", 10), ("Record", 9), ("Count", 9), ("Variables", 22), ("Values", 36), ("Check ID", 16),
    ("Publisher ID", 18), ("Message", 60), ("Category", 16), ("Severity", 10), ("Keys", 36), ("Since baseline", 12),
    ("Finding ID", 18),
)  # fmt: skip


def workbook(report: Report) -> bytes:
    """The judgement as XLSX: text cells only for data; totals are true where records are not all listed."""
    figures = tally(report)
    # A row for each record shown, and one for all that are not.
    counts, most_shown = [one.count for one in report.found], [held(one) for one in report.found]
    most = allotted(most_shown, _most(report), lambda place, count: count + (count < counts[place]))
    sheets = (
        _sheet("Validation Summary", (("", 34), ("", 90)), list(_summary(report, figures))),
        _sheet("Dataset Summary", _DATASETS, list(_datasets(report, figures))),
        _sheet("Issue Summary", _ISSUES, list(_issues(report))),
        _details(report, most),
        _sheet("Rules", _RULES, list(_rules(report, figures))),
        _sheet("Not run", _NOT_RUN, list(_not_run(figures))),
    )
    return workbook_bytes(sheets, f"Validation of {relative(report, report.judgement.name)}", report.options.created)


def _sheet(name: str, columns: tuple[tuple[str, int], ...], rows: list[Sequence[Cell]]) -> Sheet:
    return Sheet(name, columns, len(rows), rows)


def _most(report: Report) -> int:
    return min(report.options.rows, MOST_ROWS - 1)


def _summary(report: Report, figures: Tally) -> Iterator[Sequence[Cell]]:
    judgement, cover = report.judgement, figures.coverage
    yield "Validation of", relative(report, judgement.name)
    yield "Standard", judgement.standard
    yield "Created", report.options.created
    for key, value in sorted(judgement.about.items()):
        yield key, placeless(report, value)
    yield "Ends with", ending(report, figures).line
    for grave in GRAVITIES:
        yield f"Findings: {grave}", f"{figures.records[grave]:,} in {plural(figures.groups[grave], 'group')}"
    for kind, count in figures.triage.items():
        yield f"Findings: {kind}", f"{count:,}"
    for status, said in STATUS_WORDS.items():
        yield f"Checks: {said}", f"{len(figures.stood(status)):,}"
    most = "at most " if cover.unread else ""
    share = f"{most}{cover.percent} % = {cover.ran:,} / {cover.asked:,}"
    yield "Coverage", share if cover.asked else "nothing was judged"
    yield "Coverage is", FORMULA
    yield "Shown of records", LEVELS[report.options.values]
    if report.comparison is not None:
        yield (
            "Since the baseline",
            "\n".join([since(report), *(placeless(report, one) for one in report.comparison.notes)]),
        )
    for one in judgement.unread:
        parts = (placeless(report, one.problem), placeless(report, one.remedy))
        yield "Not read", f"{relative(report, one.file)}: {'; '.join(part for part in parts if part)}"


_DATASETS = (
    ("Domain", 12), ("Label", 40), ("Class", 20), ("Source", 24), ("Records", 12), ("Variables", 10), ("Errors", 12),
    ("Warnings", 12), ("Notes", 12), ("Waived", 12),
)  # fmt: skip


def _datasets(report: Report, figures: Tally) -> Iterator[Sequence[Cell]]:
    yield (
        "GLOBAL", "what is about no single dataset", "", "", None, None,
        *(figures.datasets.get(("", grave), 0) for grave in GRAVITIES),
    )  # fmt: skip
    for one in report.judgement.datasets:
        counts = (figures.datasets.get((one.name, grave), 0) for grave in GRAVITIES)
        yield one.name, one.label, one.class_name, relative(report, one.file), one.records, one.variables, *counts
    for unread in report.judgement.unread:
        yield "", f"NOT READ: {placeless(report, unread.problem)}", "", relative(report, unread.file)


_ISSUES = (
    ("Domain", 12), ("Check ID", 18), ("Publisher ID", 20), ("Variables", 26), ("Message", 70), ("Severity", 10),
    ("Category", 18), ("Found", 12), ("New", 10), ("What to do", 50), ("Waiver", 50), ("Group ID", 16),
)  # fmt: skip


def _issues(report: Report) -> Iterator[Sequence[Cell]]:
    for one in report.found:
        waiver = one.waiver
        until = f", until {waiver.expires}" if waiver and waiver.expires else ""
        told = f"{placeless(report, waiver.reason)} ({waiver.author}, {waiver.date}{until})" if waiver else ""
        yield (
            one.dataset or "GLOBAL", one.check.id, listed(identifiers(one.check)), listed(one.variables),
            _said(report, one), gravity(one).title(), one.triage, one.count,
            None if report.comparison is None else one.new,
            "" if waiver else remedy(one), told, one.id,
        )  # fmt: skip


def _said(report: Report, one: Found) -> str:
    """What is wrong, and what checks of other kinds say of the same records."""
    return words(report, one) + "".join(f" Also {check}: {told}" for check, told in also(report, one))


def _details(report: Report, most: Sequence[int]) -> Sheet:
    sizes = [count + (count < one.count) for one, count in zip(report.found, most, strict=True)]
    limit = _most(report)
    if sum(sizes) <= limit:
        return Sheet("Details", DETAILS, sum(sizes), _detail_rows(report, report.found, most))
    # More groups than rows: the issue summary has them all.
    kept = report.found[: limit - 1]
    left = report.found[limit - 1 :]
    last = ("", None, sum(one.count for one in left), "", f"{plural(len(left), 'group')} more: see Issue Summary")
    rows = (*_detail_rows(report, kept, most[: limit - 1]), last)
    return Sheet("Details", DETAILS, len(rows), rows)


def _detail_rows(report: Report, groups: Sequence[Found], most: Sequence[int]) -> Iterator[Sequence[Cell]]:
    for one, count in zip(groups, most, strict=True):
        about = (
            one.check.id, listed(identifiers(one.check)), words(report, one), one.triage, gravity(one).title(),
        )  # fmt: skip
        variables = ", ".join(one.variables)
        for found in records(one, count):
            record = shown(report, found)
            # A lone value keeps its own form; of several, each is quoted where it holds a comma.
            values = record.values[0] if len(record.values) == 1 else ", ".join(map(_listed, record.values))
            place, more = record.record or None, (record.key, record.status, record.identity)
            yield one.dataset or "GLOBAL", place, 1, variables, values, *about, *more
        if count < one.count:
            left = f"{one.count - count:,} more records" if count else plural(one.count, "record")
            told = f"… and {left}, not listed" if count else f"{left}, not listed"
            yield one.dataset or "GLOBAL", None, one.count - count, variables, told, *about


def _listed(value: str) -> str:
    return f'"{value}"' if "," in value or value != value.strip() or value == "null" else value or "null"


_RULES = (
    ("Check ID", 20), ("Publisher ID", 24), ("Message", 60), ("Description", 70), ("Category", 18), ("Severity", 10),
    ("Status", 22), ("Found", 12), ("Guidance", 60), ("Standard", 16), ("Executability", 22),
)  # fmt: skip


def _rules(report: Report, figures: Tally) -> Iterator[Sequence[Cell]]:
    for asked in figures.checks:
        one = asked.check
        texts = [text for text in (cited.text for cited in one.cited) if text]
        yield (
            one.id, listed(identifiers(one)), placeless(report, one.message), placeless(report, one.description),
            one.triage, one.severity.title(), STATUS_WORDS[asked.status], asked.found,
            "\n".join([*sources(one), *texts]), one.standard, one.executability,
        )  # fmt: skip


_NOT_RUN = (("Check ID", 20), ("Severity", 10), ("Status", 22), ("Reason", 80), ("Datasets", 60), ("Message", 60))


def _not_run(figures: Tally) -> Iterator[Sequence[Cell]]:
    for status in ("error", "not_run", "not_applicable"):
        for asked in figures.checks:
            for stand in (one for one in asked.stands if one.status == status):
                names = listed(name or "GLOBAL" for name in stand.datasets)
                one = asked.check
                yield one.id, one.severity.title(), STATUS_WORDS[status], stand.reason, names, one.message
