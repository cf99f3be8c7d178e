"""What was found, by check: the check explained once, and below it each group down to its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from define_xml.page.markup import count, joined, quoted, text
from validation.reports.allotted import allotted
from validation.reports.page.explained import explained, known
from validation.reports.page.front import sign
from validation.reports.shown import Shown, common, held, records, shown
from validation.reports.tally import Tally
from validation.reports.wording import GRAVITIES, also, extent, gravity, listed, placeless, remedy, variables, words

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.results.findings import Found

# Of a page of 5 MB: what records and their values may take, and how many are ever drawn.
MOST_LETTERS = 4_000_000
LEAST_LETTERS = 200_000
MOST_DRAWN = 40_000
MOST_VALUES = 10
MOST_CELL = 300
SHORT = 24
Drawn = tuple[list[str], list[str]]  # values, records


def findings(report: Report, figures: Tally) -> Iterator[str]:
    """The section: checks gravest first, then by how many records they found."""
    yield "<section id=~findings class=part><h2>Findings</h2>"
    if not report.found:
        yield "<p>Nothing was found by what ran.</section>"
        return
    by_check: dict[tuple[int, str, str], list[Found]] = {}
    for one in report.found:
        by_check.setdefault((GRAVITIES.index(gravity(one)), one.check.id, one.check.kind), []).append(one)
    ordered = sorted(by_check.items(), key=lambda each: (each[0][0], -sum(one.count for one in each[1]), each[0][1:]))
    groups = [one for _, held_ in ordered for one in held_]
    fronts = [_front(report, one) for one in groups]
    heads = [_head(report, held_) for _, held_ in ordered]
    drawn = _drawn(report, groups, sum(map(len, fronts)) + sum(map(len, heads)))
    place = 0
    for head, (_, held_) in zip(heads, ordered, strict=True):
        yield head
        for one in held_:
            yield _group(report, one, fronts[place], drawn[place])
            place += 1
        yield "</section>"
    yield "</section>"


def _head(report: Report, groups: Sequence[Found]) -> str:
    first, check = groups[0], groups[0].check
    many = count(sum(one.count for one in groups), "record") if len(groups) > 1 else extent(first)
    about = [many, count(len({one.dataset for one in groups}), "dataset"), first.triage, *known(check)]
    said = text(placeless(report, check.message) or check.id)
    meta = "".join(f"<li>{text(one)}" for one in about)
    return (
        f"<section class=check data-s={gravity(first)} data-t={quoted(first.triage)}>"
        f"<h3>{sign(gravity(first))} <code>{text(check.id)}</code> {said}</h3><ul class=meta>{meta}</ul>"
        f"<details class=why><summary>What it means, and what to do</summary>{explained(report, check, remedy(first))}"
        "</details>"
    )


def _front(report: Report, one: Found) -> str:
    said = listed(variables(one), 8)
    names = f" <code>{text(said)}</code>" if said else ""
    new = f" <em>{one.new:,} new</em>" if report.comparison is not None and one.new else ""
    return f"<b>{text(one.dataset or 'folder')}</b>{names} {extent(one)}{new}"


def _group(report: Report, one: Found, front: str, drawn: Drawn) -> str:
    own = words(report, one)
    said = f"<p>{text(own)}" if own != placeless(report, one.check.message) else ""
    said += "".join(f"<p>Also <code>{text(check)}</code>: {text(told)}" for check, told in also(report, one))
    waiver = one.waiver
    if waiver is not None:
        until = f", until {text(waiver.expires)}" if waiver.expires else ""
        said += (
            f"<p>Waived: {text(placeless(report, waiver.reason))} ({text(waiver.author)}, {text(waiver.date)}{until})"
        )
    values, rows = drawn
    left = one.count - len(rows)
    new = " data-n" if report.comparison is not None and one.new else ""
    if not rows and not values and not said:
        return f"<p class=g{new}>{front}"
    inside = said + _values(values) + _records(one, rows, left)
    return f"<details class=g{new}><summary>{front}</summary>{inside}</details>"


def _values(values: list[str]) -> str:
    return f"<p class=soft>Found most<ul class=vals>{''.join(values)}</ul>" if values else ""


def _records(one: Found, rows: list[str], left: int) -> str:
    if not rows:
        return f"<p class=soft>{count(left, 'record')} not listed here." if held(one) else ""
    heads = "".join(f"<th scope=col>{text(name)}" for name in (*one.evidence.keys.names, *one.variables))
    number = "Line" if one.check.kind == "define" else "No."
    more = f"<p class=soft>… and {left:,} more, not listed here." if left else ""
    label = quoted(f"Records: {one.check.id} {one.dataset} {listed(one.variables, 4)}")
    return (
        f"<div class=r tabindex=0 role=group aria-label={label}><table><thead><tr><th scope=col>{number}{heads}<tbody>"
        f"{''.join(rows)}</table></div>{more}"
    )


def _drawn(report: Report, groups: Sequence[Found], taken: int) -> list[Drawn]:
    """For each group the values and records that fit."""
    most = allotted([held(one) for one in groups], MOST_DRAWN, lambda place, number: number)
    drawn = [_content(report, one, number) for one, number in zip(groups, most, strict=True)]
    limit = max(MOST_LETTERS - taken, LEAST_LETTERS)

    def size(place: int, number: int) -> int:
        values, rows = drawn[place]
        shown_ = sums[place][min(number, len(rows))] + (300 if number else 0)
        return shown_ + (sum(map(len, values)) if number >= MOST_VALUES else 0)

    sums = [_sums([len(row) for row in rows]) for _, rows in drawn]
    kept = allotted([len(rows) for _, rows in drawn], limit, size)
    # Few records of each are shown without the values they have most.
    least = min(
        (number for number, (_, rows) in zip(kept, drawn, strict=True) if number < len(rows)), default=MOST_VALUES
    )
    return [
        (values if least >= MOST_VALUES else [], rows[:number])
        for number, (values, rows) in zip(kept, drawn, strict=True)
    ]


def _sums(sizes: Sequence[int]) -> list[int]:
    made = [0]
    for size in sizes:
        made.append(made[-1] + size)
    return made


def _content(report: Report, one: Found, most: int) -> Drawn:
    names, width = one.evidence.keys.names, len(one.variables)
    rows = [_row(shown(report, record), names, width) for record in records(one, most)]
    # A value that each record has for itself is told by the records.
    counted = common(report, one)[:MOST_VALUES] if most >= MOST_VALUES else ()
    telling = bool(counted) and counted[0][1] > 1
    return [f"<li>{number:,} &times; {_pairs(one, said)}" for said, number in counted] if telling else [], rows


def _pairs(one: Found, values: Sequence[str]) -> str:
    if len(one.variables) == 1:
        return _value(values[0])
    return joined([f"{text(name)} {_value(value)}" for name, value in zip(one.variables, values, strict=False)], ", ")


def _row(record: Shown, keys: Sequence[str], width: int) -> str:
    said = dict(record.keys)
    # What is short is not broken: 01-701-1015, 2014-01-03.
    cells = [text(one) if len(one) <= SHORT else _value(one) for one in (said.get(name, "") for name in keys)]
    cells += [_value(value) for value in record.values] or [""] * width
    mark = f" <em>{record.status}</em>" if record.status in {"new", "changed"} else ""
    return "<tr>" + "".join(f"<td>{cell}" for cell in (f"{record.record or ''}{mark}", *cells))


def _value(value: str) -> str:
    if not value:
        return "<i>missing</i>"
    return f"<q>{text(value)}</q>" if len(value) <= MOST_CELL else f"<q>{text(value[:MOST_CELL])}…</q>"
