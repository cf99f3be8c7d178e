"""What a data manager reads on Monday: datasets, findings gravest first, what did not run and why, how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mappings.finding import SEVERITIES
from validation.reports.ending import ending
from validation.reports.lines import WIDTH, Line, aligned, cut, line, prose, styled, unstyled
from validation.reports.shown import Shown, assigned, common, records, shown
from validation.reports.tally import FORMULA, Tally, tally
from validation.reports.wording import (
    GRAVITIES,
    SIGNS,
    STATUS_WORDS,
    also,
    extent,
    gravity,
    identifiers,
    listed,
    numbered,
    place,
    placeless,
    plural,
    relative,
    remedy,
    since,
    words,
)

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.results.findings import Found

MOST_GROUPS = {"error": 15, "warning": 10, "note": 5, "waived": 0}  # unless --verbose
EXAMPLES = 3
MOST_KEY = 44
LEAST_KEY = 30
MOST_REASONS = 6
STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan", "waived": "dim"}


def console(report: Report, *, terminal: bool = False) -> str:
    """The judgement in lines of at most 100 letters; in colours on a terminal."""
    figures = tally(report)
    lines = [
        *_heading(report), *_datasets(report, figures), *_unread(report), *_findings(report, figures),
        *_changed(report), *_ran(report, figures), *_closing(report, figures),
    ]  # fmt: skip
    return styled(lines) if terminal else unstyled(lines)


def _heading(report: Report) -> Iterator[Line]:
    judgement = report.judgement
    name = placeless(report, relative(report, judgement.name))
    yield line((name, "bold"), (f"  {judgement.standard}" if judgement.standard else "", ""))
    said = listed(f"{key} {placeless(report, value)}" for key, value in sorted(judgement.about.items()))
    yield from prose(said, style="dim")


def _datasets(report: Report, figures: Tally) -> Iterator[Line]:
    if not report.judgement.datasets:
        return
    rows = [["dataset", "label", "records", "errors", "warnings", "notes", "waived"]]
    for one in report.judgement.datasets:
        counts = [figures.datasets.get((one.name, grave), 0) for grave in GRAVITIES]
        rows.append([one.name, one.label, f"{one.records:,}", *(f"{count:,}" if count else "-" for count in counts)])
    yield ()
    yield from aligned(rows, range(2, 7), (12, 36, 12, 10, 10, 10, 10), "bold")


def _unread(report: Report) -> Iterator[Line]:
    if not report.judgement.unread:
        return
    yield ()
    yield line((f"NOT READ  {plural(len(report.judgement.unread), 'file')}: nothing in them was judged", "bold red"))
    for one in report.judgement.unread:
        yield line((f"  {relative(report, one.file)}", "bold"))
        yield from prose(placeless(report, one.problem), 4)
        yield from prose(placeless(report, one.remedy), 4, "dim")


def _findings(report: Report, figures: Tally) -> Iterator[Line]:
    for grave in GRAVITIES:
        groups = [one for one in report.found if gravity(one) == grave]
        if not groups:
            continue
        many = f"{plural(figures.records[grave], 'finding')} in {plural(len(groups), 'group')}"
        yield ()
        name = grave.upper() if grave == "waived" else f"{grave.upper()}S"
        yield line((f"{SIGNS[grave]} {name}", STYLES[grave]), (f"  {many}", ""))
        most = len(groups) if report.options.verbose else MOST_GROUPS[grave]
        groups.sort(key=lambda group: (-group.count, group.check.id, group.dataset, group.variables))
        for one in groups[:most]:
            yield from _group(report, one, STYLES[grave])
        if len(groups) > most:
            told = f"{plural(len(groups) - most, 'group')} not listed: --verbose lists all; so does every report"
            yield line((f"  {told}", "dim"))


def _group(report: Report, found: Found, style: str) -> Iterator[Line]:
    new = f", {found.new:,} new" if report.comparison is not None and found.new else ""
    yield ()
    yield line((f"  {place(found)}", style), (f"  {extent(found)}{new}  {found.check.id}  {found.triage}", ""))
    yield from prose(words(report, found), 4)
    for text in _examples(report, found):
        yield line((f"      {text}", "dim"))
    known = [listed(identifiers(found.check), 6), placeless(report, found.guidance)]
    yield from prose("; ".join(one for one in known if one), 4, "dim")
    for check, said in also(report, found):
        yield from prose(f"also {check}: {said}", 4, "dim")
    if found.waiver is not None:
        told = f"waived: {found.waiver.reason} ({found.waiver.author}, {found.waiver.date})"
        yield from prose(told, 4)
    else:
        yield from prose(remedy(found), 7, first="    ->")


def _examples(report: Report, found: Found) -> Iterator[str]:
    most = EXAMPLES if not report.options.verbose else 10
    if report.options.values == "all" and found.count > len(found.values) > 0:
        first = {record.values: shown(report, record).key for record in reversed(found.records)}
        for values, count in common(report, found)[:most]:
            yield _told(f"{count:,} x {_values(assigned(found, values))}", first.get(values, ""))
        return
    for record in records(found, most):
        text = _record(found, shown(report, record))
        if text:
            yield text


def _record(found: Found, record: Shown) -> str:
    said = {value for _, value in record.keys}
    # What the key says already is not said again.
    left = [
        one
        for one in assigned(found, record.values)
        if one not in record.keys and not (one[0].islower() and one[1] in said)
    ]
    front = cut(record.key, MOST_KEY) or (numbered(found, record.record) if record.record else "")
    return f"{front}: {_values(left)}" if front and left else front or _values(left)


def _told(values: str, key: str) -> str:
    """The values, and in brackets the key of the first record that has them; both fit on a line."""
    # A key gives way to values, down to what tells a subject.
    room = min(MOST_KEY, max(LEAST_KEY, WIDTH - 9 - len(values)))
    front = f" ({cut(key, room)})" if key else ""
    return cut(values, WIDTH - 6 - len(front)) + front


def _values(pairs: list[tuple[str, str]]) -> str:
    most = 60 if len(pairs) < 2 else 24
    return ", ".join(f"{name} {cut(repr(value), most) if value else 'is missing'}" for name, value in pairs)


def _changed(report: Report) -> Iterator[Line]:
    if report.comparison is None:
        return
    yield ()
    yield line(("SINCE THE BASELINE  ", "bold"), (since(report), ""))
    for one in report.comparison.notes:
        yield from prose(placeless(report, one), 2, "dim")


def _ran(report: Report, figures: Tally) -> Iterator[Line]:
    yield ()
    yield line(("CHECKS  ", "bold"), (plural(len(figures.checks), "check"), ""))
    for status, said in STATUS_WORDS.items():
        if count := len(figures.stood(status)):
            yield line((f"  {count:>7,}  {said}", ""))
    for status in ("error", "not_run", *(("not_applicable",) if report.options.verbose else ())):
        yield from _reasons(report, figures, status)
    coverage = figures.coverage
    most = "at most " if coverage.unread else ""
    yield ()
    told = f"{most}{coverage.percent} % = {coverage.ran:,} / {coverage.asked:,}"
    yield line(("COVERAGE  ", "bold"), (told if coverage.asked else "nothing was judged", ""))
    yield from prose(FORMULA, 2, "dim")


def _reasons(report: Report, figures: Tally, status: str) -> Iterator[Line]:
    reasons = figures.by_reason(status)
    most = len(reasons) if report.options.verbose else MOST_REASONS
    if reasons:
        yield ()
        yield line((STATUS_WORDS[status].upper(), STYLES["error"] if status == "error" else "bold"))
    for said, checks in list(reasons.items())[:most]:
        yield from prose(said or "no reason was given", 4, first="  -")
        yield from prose(listed(checks, 0 if report.options.verbose else 6), 4, "dim")
    if len(reasons) > most:
        yield line((f"  {plural(len(reasons) - most, 'reason')} not listed: --verbose lists all", "dim"))


def _closing(report: Report, figures: Tally) -> Iterator[Line]:
    end = ending(report, figures)
    counts = [plural(figures.records[one], one) for one in SEVERITIES]
    yield ()
    yield line((listed([*counts, f"{figures.records['waived']:,} waived"]), "bold"))
    yield line((end.line, "bold green" if end.status == 0 else "bold red"))
