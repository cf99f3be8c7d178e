"""The head of the page: how it ended, the figures, the coverage, what was not read, the datasets; the contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from define_xml.page.markup import count, joined, text
from validation.reports.ending import ending
from validation.reports.tally import FORMULA, Tally
from validation.reports.wording import GRAVITIES, SIGNS, STATUS_WORDS, placeless, relative, since

if TYPE_CHECKING:
    from validation.reports.report import Report

SHOWN = {
    "all": "", "keys": "Values are not shown: this report names records by their keys alone.",
    "none": "Keys and values are not shown: records are known by their number and identity.",
}  # fmt: skip
MANY = {"error": "errors", "warning": "warnings", "note": "notes", "waived": "waived"}


def title(report: Report) -> str:
    """What the page is called."""
    return relative(report, report.judgement.name) or "validation"


def contents(report: Report, figures: Tally) -> Iterator[str]:
    """The contents: every section, with how many it holds."""
    left = sum(len(figures.by_reason(one)) for one in ("error", "not_run"))
    parts = [
        ("study", "Summary", 0), ("findings", "Findings", len(report.found)),
        ("datasets", "Datasets", len(report.judgement.datasets)), ("left", "Did not run", left),
        ("checks", "Checks", len(figures.checks)),
    ]  # fmt: skip
    yield "<nav id=~contents aria-label=Contents>"
    yield "".join(
        f"<a href=#~{name}>{words}{f' <span>{number:,}</span>' if name != 'study' else ''}</a>"
        for name, words, number in parts
    )
    yield "</nav>"


def summary(report: Report, figures: Tally) -> Iterator[str]:
    """How it ended, in words and figures."""
    judgement, end = report.judgement, ending(report, figures)
    kind = "good" if end.status == 0 else "error"
    yield f"<section id=~study><h1>{text(title(report))}</h1><p class=lead>{text(judgement.standard)}"
    yield f"<p class=end><b class={kind}>exit {end.status}</b> {text(end.words)}"
    yield f"<p class=soft>{SHOWN[report.options.values]}" if SHOWN[report.options.values] else ""
    yield f"<ul class=figures>{''.join(_figures(figures))}</ul>"
    yield from _unread(report)
    yield from _coverage(figures)
    facts = [("Created", text(report.options.created)), *_since(report)]
    facts += [(text(key).capitalize(), text(placeless(report, said))) for key, said in sorted(judgement.about.items())]
    held = "".join(f"<div><dt>{name}<dd>{said}</div>" for name, said in facts if said)
    yield f"<dl class=facts>{held}</dl>" if held else ""
    yield "</section>"


def _figures(figures: Tally) -> Iterator[str]:
    for grave in GRAVITIES:
        groups = count(figures.groups[grave], "group") if figures.groups[grave] else "none"
        sign = f"<b class={grave}>{figures.records[grave]:,}</b>"
        yield f"<li>{sign} {MANY[grave]}<small>{groups}</small>"


def _unread(report: Report) -> Iterator[str]:
    if report.judgement.unread:
        yield f"<div class=unread><h2>Not read: {count(len(report.judgement.unread), 'file')}</h2>"
        yield "<p>Nothing in them was judged.<ul>"
        for one in report.judgement.unread:
            said = joined([text(placeless(report, one.problem)), text(placeless(report, one.remedy))], "<br>")
            yield f"<li><b>{text(relative(report, one.file))}</b> {said}"
        yield "</ul></div>"


def _coverage(figures: Tally) -> Iterator[str]:
    cover = figures.coverage
    if not cover.asked:
        yield "<p class=cover><b>Coverage</b> Nothing was judged."
        return
    most = "at most " if cover.unread else ""
    yield f"<div class=cover><p><b>Coverage</b> {most}{cover.percent} % = {cover.ran:,} / {cover.asked:,}"
    yield f'<div class=gauge aria-hidden=true><i style="width:{cover.percent}%"></i></div>'
    yield f"<small>{text(FORMULA)}</small>"
    stood = (
        f"<li><b>{len(figures.stood(one)):,}</b> {said}" for one, said in STATUS_WORDS.items() if figures.stood(one)
    )
    yield f"<ul class=meta>{''.join(stood)}</ul></div>"


def _since(report: Report) -> list[tuple[str, str]]:
    if report.comparison is None:
        return []
    notes = [text(placeless(report, one)) for one in report.comparison.notes]
    return [("Baseline", joined([text(since(report)), *notes], "<br>"))]


def datasets(report: Report, figures: Tally) -> Iterator[str]:
    """What was judged, with what was found in it."""
    if not report.judgement.datasets:
        return
    names = ("Dataset", "Label", "Class", "File", "Records", "Errors", "Warnings", "Notes", "Waived")
    heads = "".join(f"<th scope=col>{one}" for one in names)
    yield "<section id=~datasets class=part><h2>Datasets</h2><table class=dsets aria-label=Datasets>"
    yield f"<thead><tr>{heads}<tbody>"
    for one in report.judgement.datasets:
        about = (text(one.label), text(one.class_name), text(relative(report, one.file)), f"{one.records:,}")
        counts = ((grave, figures.datasets.get((one.name, grave), 0)) for grave in GRAVITIES)
        cells = (
            f"<td class={grave} data-name={MANY[grave]}>{number:,}" if number else "<td>" for grave, number in counts
        )
        yield f"<tr><th scope=row>{text(one.name)}<td>{'<td>'.join(about)}{''.join(cells)}"
    yield "</table></section>"


def sign(grave: str) -> str:
    """A gravity with its sign."""
    return f"<span class={grave}><b aria-hidden=true>{SIGNS[grave]}</b> {grave}</span>"
