"""A judgement as Markdown: the summary of a job on a build server, below the size it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from validation.reports.ending import ending
from validation.reports.shown import assigned, common, records, shown
from validation.reports.tally import FORMULA, Tally, tally
from validation.reports.wording import (
    GRAVITIES,
    SIGNS,
    STATUS_WORDS,
    also,
    gravity,
    identifiers,
    listed,
    place,
    placeless,
    plural,
    relative,
    since,
    whole_text,
    words,
)

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.results.findings import Found

MOST_BYTES = 1_000_000  # a build server takes 1 MiB
MOST_GROUPS = 1_000
MOST_LETTERS = 300  # of a text
_STEERING = re.compile("[^A-Za-z0-9 .,/%=-]")
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def markdown(report: Report) -> bytes:
    """The judgement in tables; the gravest groups first, as many as fit, and how many do not."""
    figures = tally(report)
    order = sorted(report.found, key=lambda one: (GRAVITIES.index(gravity(one)), -one.count, one.check.id, one.dataset))
    rows = [_row(report, one) for one in order[:MOST_GROUPS]]
    front = "\n".join([*_front(report, figures), ""])
    back = "\n".join([*_not_run(figures), ""])
    left = MOST_BYTES - len((front + back).encode()) - 2_000
    kept, size = [], 0
    for row in rows:
        size += len(row.encode()) + 1
        if size > left:
            break
        kept.append(row)
    parts = [front, *_table(kept, order), back]
    return whole_text("\n".join(parts)).encode()


def inert(text: str) -> str:
    """The text as Markdown and HTML show it and do not obey it, on one line."""
    said = _UNPRINTED.sub(lambda found: f"\\u{ord(found.group()):04x}", whole_text(text))
    said = said if len(said) <= MOST_LETTERS else said[: MOST_LETTERS - 1] + "…"
    return _STEERING.sub(lambda found: found.group() if ord(found.group()) > 126 else f"&#{ord(found.group())};", said)


def _front(report: Report, figures: Tally) -> Iterator[str]:
    judgement, end, cover = report.judgement, ending(report, figures), figures.coverage
    yield f"## {inert(relative(report, judgement.name))} {inert(judgement.standard)}".rstrip()
    yield ""
    yield f"**{'Passed' if end.status == 0 else 'Failed'}**: {inert(end.line)}"
    yield ""
    yield from _figures([f"{SIGNS[one]} {one}" for one in GRAVITIES], [figures.records[one] for one in GRAVITIES])
    most = "at most " if cover.unread else ""
    told = f"{most}{cover.percent} % = {cover.ran:,} / {cover.asked:,}" if cover.asked else "nothing was judged"
    yield f"Coverage {told} ({FORMULA})."
    if report.comparison is not None:
        yield ""
        yield f"Since the baseline {inert(since(report))}"
    for one in judgement.unread:
        yield ""
        said = " ".join(placeless(report, part) for part in (one.problem, one.remedy) if part)
        yield f"**Not read**: {_code(relative(report, one.file))} {inert(said)}"


def _figures(names: Sequence[str], counts: Sequence[int]) -> Iterator[str]:
    yield "| " + " | ".join(names) + " |"
    yield "|" + " ---: |" * len(names)
    yield "| " + " | ".join(f"{count:,}" for count in counts) + " |"
    yield ""


def _table(rows: Sequence[str], found: Sequence[Found]) -> Iterator[str]:
    if not rows:
        return
    yield "### Findings\n\n| | Where | Found | What | Check |\n| --- | --- | ---: | --- | --- |"
    yield "\n".join(rows)
    if len(rows) < len(found):
        left = sum(one.count for one in found[len(rows) :])
        yield f"\n{plural(len(found) - len(rows), 'group')} with {plural(left, 'record')} not listed here.\n"
    yield ""


def _row(report: Report, found: Found) -> str:
    grave = gravity(found)
    known = listed(identifiers(found.check), 4)
    new = f" ({found.new:,} new)" if report.comparison is not None and found.new else ""
    example = _example(report, found)
    said = inert(words(report, found)) + (f"<br>{example}" if example else "")
    if found.waiver is not None:
        said += f"<br>Waived: {inert(placeless(report, found.waiver.reason))}"
    check = _code(found.check.id) + (f"<br>{inert(known)}" if known else "")
    check += "".join(f"<br>also {_code(one)}" for one, _ in also(report, found))
    return f"| {SIGNS[grave]} {grave} | {_code(place(found))} | {found.count:,}{new} | {said} | {check} |"


def _example(report: Report, found: Found) -> str:
    values = common(report, found)
    if values:
        pairs = assigned(found, values[0][0])
        return ", ".join(f"{inert(name)} {_code(value[:80]) if value else 'is missing'}" for name, value in pairs)
    keys = [shown(report, one).key for one in records(found, 1)]
    return f"e.g. {_code(keys[0])}" if keys and keys[0] else ""


def _code(text: str) -> str:
    return f"<code>{inert(text)}</code>"


def _not_run(figures: Tally) -> Iterator[str]:
    for status in ("error", "not_run"):
        reasons = list(figures.by_reason(status).items())
        if not reasons:
            continue
        yield f"### {STATUS_WORDS[status].capitalize()}"
        yield ""
        yield "| Why | Checks |"
        yield "| --- | --- |"
        for said, checks in reasons[:100]:
            listed_ = ", ".join(_code(one) for one in list(checks)[:12])
            yield f"| {inert(said or 'no reason was given')} | {listed_}{_more(checks)} |"
        if len(reasons) > 100:
            yield f"\n{plural(len(reasons) - 100, 'reason')} more."
        yield ""


def _more(checks: dict[str, tuple[str, ...]]) -> str:
    return f" and {len(checks) - 12:,} more" if len(checks) > 12 else ""
