"""Every check that was asked, explained, and what became of it; what did not run, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from define_xml.page.markup import count, joined, text
from validation.reports.page.explained import explained, known
from validation.reports.page.front import sign
from validation.reports.tally import Asked, Tally
from validation.reports.wording import STATUS_WORDS, listed, placeless, plural

if TYPE_CHECKING:
    from validation.reports.report import Report

MOST_NAMES = 12
SIGNS = {"passed": "✓", "failed": "✗", "not_applicable": "·", "not_run": "?", "error": "‼"}


def left_out(report: Report, figures: Tally) -> Iterator[str]:
    """What raised an error, what did not run, what had nothing to judge: each reason with its checks."""
    yield "<section id=~left class=part><h2>Did not run</h2>"
    for status in ("error", "not_run"):
        reasons = figures.by_reason(status)
        if reasons:
            yield f"<h3 class={'error' if status == 'error' else 'warning'}>{STATUS_WORDS[status].capitalize()}</h3>"
            yield from _reasons(reasons)
    if not figures.by_reason("error") and not figures.by_reason("not_run"):
        yield "<p>All that was asked ran."
    reasons = figures.by_reason("not_applicable")
    if reasons:
        many = len({check for checks in reasons.values() for check in checks})
        yield f"<details><summary>{count(many, 'check')} had nothing to judge in some datasets</summary>"
        yield from _reasons(reasons)
        yield "</details>"
    yield "</section>"


def _reasons(reasons: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    yield "<dl class=why>"
    for said, checks in reasons.items():
        named = ", ".join(
            f"<code>{text(name)}</code>{_where(names)}" for name, names in list(checks.items())[:MOST_NAMES]
        )
        more = (
            f" and {len(checks) - MOST_NAMES:,} more, marked in the list of checks" if len(checks) > MOST_NAMES else ""
        )
        yield f"<div><dt>{text(said or 'No reason was given')}<dd>{plural(len(checks), 'check')}: {named}{more}</div>"
    yield "</dl>"


def _where(datasets: tuple[str, ...]) -> str:
    names = [one for one in datasets if one]
    return f" ({text(listed(names, 6))})" if names else ""


def checks(report: Report, figures: Tally) -> Iterator[str]:
    """All checks by id."""
    if not figures.checks:
        return
    heads = "".join(
        f"<th scope=col>{one}" for one in ("Check", "What is wrong when it finds something", "What became of it")
    )
    yield "<section id=~checks class=part><h2>Checks</h2><table class=checks aria-label=Checks>"
    yield f"<thead><tr>{heads}<tbody>"
    yield from (_row(report, one) for one in figures.checks)
    yield "</table></section>"


def _row(report: Report, asked: Asked) -> str:
    check = asked.check
    # What found something is explained where its findings are.
    more = "" if asked.found else f"<details><summary>More</summary>{explained(report, check)}</details>"
    ids = joined([text(one) for one in known(check)], ", ")
    said = text(placeless(report, check.message))
    return (
        f"<tr><th scope=row>{text(check.id)}{f'<small>{ids}</small>' if ids else ''}"
        f"<td>{said} <small>{sign(check.severity)} · {check.triage}</small>{more}<td>{_became(asked)}"
    )


def _became(asked: Asked) -> str:
    parts = []
    for one in asked.stands:
        names = [name for name in one.datasets if name]
        where = f" in {len(names):,} datasets" if len(names) > 6 else f" in {text(', '.join(names))}" if names else ""
        found = f", {plural(asked.found, 'record')}" if one.status == "failed" else ""
        parts.append(f"<li class={one.status}>{SIGNS[one.status]} {STATUS_WORDS[one.status]}{found}{where}")
    # The same said of other datasets for another reason is not said twice.
    return f"<ul>{''.join(dict.fromkeys(parts))}</ul>"
