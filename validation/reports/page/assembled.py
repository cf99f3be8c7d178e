"""The whole page: nothing from outside, readable without its script; the same report gives the same bytes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from define_xml.page.markup import text
from validation.reports.page.assets import script, style
from validation.reports.page.checks import checks, left_out
from validation.reports.page.front import contents, datasets, summary, title
from validation.reports.page.groups import findings
from validation.reports.tally import Tally, tally
from validation.reports.wording import whole_text

if TYPE_CHECKING:
    from validation.reports.report import Report


def page(report: Report) -> bytes:
    """The judgement as one HTML file in UTF-8, at most 5 MB where there are at most 30,000 groups."""
    figures = tally(report)
    parts = [*_head(report), *_body(report, figures)]
    return (whole_text("\n".join(part for part in parts if part)) + "\n").encode()


def _head(report: Report) -> Iterator[str]:
    # Whatever the data say, no other script runs and nothing is fetched.
    digest = b64encode(sha256(script().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    yield "<!doctype html>"
    yield '<html lang=en><head><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1">'
    yield f"<meta http-equiv=Content-Security-Policy content=\"{policy}; form-action 'none'\">"
    yield '<meta name=color-scheme content="light dark"><meta name=generator content=trial-dossier>'
    yield f"<title>{text(title(report))} · validation</title><style>{style()}</style></head>"


def _body(report: Report, figures: Tally) -> Iterator[str]:
    yield "<body><a href=#~main class=skip>Skip to the content</a>"
    yield f"<header id=~bar><a href=#~study class=home>{text(title(report))}</a></header>"
    yield from contents(report, figures)
    yield "<main id=~main tabindex=-1>"
    yield from summary(report, figures)
    yield from findings(report, figures)
    yield from datasets(report, figures)
    yield from left_out(report, figures)
    yield from checks(report, figures)
    yield f"</main><script>{script()}</script></body></html>"
