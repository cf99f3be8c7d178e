"""The tables as one page that any browser opens: no script, nothing from outside, light and dark, fit to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from adam.tables.comparison import Comparison
from adam.tables.definitions import Reporting, Saying
from adam.tables.page_style import STYLE
from adam.tables.sheets import Entry, Line, Notes, Sheet

MARKS = {
    "matched": ("✓", "matches what was printed"),
    "explained": ("≈", "differs; explained in the notes"),
    "different": ("✗", "differs from what was printed"),
    "absent": ("✗", "not computed"),
}


def page(
    said: Reporting, shown: Sequence[Sheet], comparison: Comparison, notes: Notes, drawings: Mapping[str, str]
) -> str:
    """The whole page; `drawings` are the SVGs of figures by output."""
    parts = [*_front(said, shown, comparison), "<main>"]
    parts += [part for sheet in shown for part in _sheet(sheet, drawings.get(sheet.output.id, ""))]
    parts += _listed("notes", "Notes", _notes(notes))
    parts += _listed("disagreements", "The paper against itself", _sayings(said.disagreements))
    parts += _listed("undetermined", "Printed, not determined by these data", _sayings(said.not_determined))
    parts += ["</main>", f"<footer><p>{escape(said.notice)}</p></footer>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _front(said: Reporting, shown: Sequence[Sheet], comparison: Comparison) -> Iterator[str]:
    title = escape(said.title)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="color-scheme" content="light dark">\n<title>{title}</title>'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>"
    if said.notice:
        yield f'<p class="notice">{escape(said.notice)}</p>'
    if comparison.cells:
        yield from _summary(said, comparison)
    links = "".join(f'<li><a href="#{_slug(one.output.id)}">{escape(one.output.title)}</a></li>' for one in shown)
    yield f'<nav aria-label="Contents"><ol>{links}</ol></nav>\n</header>'


def _summary(said: Reporting, comparison: Comparison) -> Iterator[str]:
    total = len(comparison.cells)
    counts = {
        "matched": len(comparison.of("matched")),
        "explained": len(comparison.of("explained")),
        "different": len(comparison.of("different", "absent")),
    }
    yield f'<div class="sum" role="group" aria-label="{escape(comparison.summary)}"><dl>'
    for name, count in counts.items():
        yield f'<div class="{name if count else "none"}"><dt>{name}</dt><dd>{count}</dd></div>'
    yield f'<div><dt>printed figures</dt><dd>{total}</dd></div></dl><div class="meter" aria-hidden="true">'
    yield "".join(f'<i class="{name}" style="flex:{count}"></i>' for name, count in counts.items() if count)
    yield f"</div><p>Computed from ADaM datasets alone, beside the figures of {escape(said.source.label)}.</p></div>"


def _sheet(sheet: Sheet, drawing: str) -> Iterator[str]:
    name, title = _slug(sheet.output.id), escape(sheet.output.title)
    yield f'<section id="{name}" aria-labelledby="{name}-head">\n<h2 id="{name}-head">{title}</h2>'
    if drawing:
        yield f'<figure class="drawing" tabindex="0" aria-label="{title}">{drawing}</figure>'
        yield "<details><summary>Figures of the drawing</summary>"
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{title}"><table>'
    yield from _head(sheet)
    yield from (_line(sheet, line) for line in sheet.lines)
    yield "</tbody></table></div>"
    if drawing:
        yield "</details>"
    yield from (f'<p class="foot">{escape(note)}</p>' for note in sheet.output.footnotes)
    yield "</section>"


def _head(sheet: Sheet) -> Iterator[str]:
    span = 2 if sheet.compared else 1
    front = '<th scope="col" rowspan="2"><span class="hidden">Row</span></th>'
    heads = "".join(f'<th scope="colgroup" colspan="{span}">{escape(label)}</th>' for _, label in sheet.columns)
    inner = '<th scope="col">computed</th>' + ('<th scope="col">printed</th>' if sheet.compared else "")
    yield f'<caption class="hidden">{escape(sheet.output.title)}</caption>'
    yield f"<thead><tr>{front}{heads}</tr><tr>{inner * len(sheet.columns)}</tr></thead>\n<tbody>"


def _line(sheet: Sheet, line: Line) -> str:
    if not line.entries:
        width = 1 + len(sheet.columns) * (2 if sheet.compared else 1)
        return f'<tr class="head"><th scope="rowgroup" colspan="{width}">{escape(line.label)}</th></tr>'
    label = f'<th scope="row"{" class=inside" if line.inside else ""}>{escape(line.label)}</th>'
    cells = "".join(_entry(entry, sheet.compared) for entry in line.entries)
    return f"<tr>{label}{cells}</tr>"


def _entry(entry: Entry, compared: bool) -> str:
    computed = f'<td class="own">{escape(entry.computed)}</td>'
    if not compared:
        return computed
    if entry.status is None:
        return f'{computed}<td class="other"></td>'
    mark, words = MARKS[entry.status]
    notes = "".join(f'<a class="note" href="#note-{one}" aria-label="note {one}">{one}</a>' for one in entry.notes)
    told = f'<span class="mark {entry.status}" role="img" aria-label="{words}" title="{words}">{mark}</span>'
    return f'{computed}<td class="other">{escape(entry.printed)} {told}{notes}</td>'


def _notes(notes: Notes) -> Iterator[str]:
    for at, text in enumerate(notes.words, 1):
        yield f'<li id="note-{at}">{escape(text[:1].upper() + text[1:])}.</li>'


def _sayings(sayings: Iterable[Saying]) -> Iterator[str]:
    for one in sayings:
        link = f'<a href="#{_slug(one.output)}">{escape(one.output)}</a>'
        reason = escape(one.reason[:1].upper() + one.reason[1:])
        yield f"<li><strong>{link} {escape(one.what)}.</strong> {reason}.</li>"


def _listed(name: str, title: str, items: Iterable[str]) -> list[str]:
    told = "\n".join(items)
    return [f'<section id="{name}"><h2>{title}</h2><ol>\n{told}\n</ol></section>'] if told else []


def _slug(name: str) -> str:
    return f"out-{name.lower()}"
