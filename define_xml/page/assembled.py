"""A define.xml as one page that any browser opens from disk: nothing from outside, readable without its script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from define_xml.document.metadata import Define
from define_xml.page.arranged import Arranged, arranged
from define_xml.page.assets import asset
from define_xml.page.codelists import codelists
from define_xml.page.datasets import datasets
from define_xml.page.definitions import comments, methods, rest
from define_xml.page.front import contents, findings_section, study, title
from define_xml.page.markup import text
from define_xml.page.results import results
from define_xml.versions import as_version
from mappings.finding import Finding

if TYPE_CHECKING:
    from define_xml.checks.beside.observed import Observed


def page(define: Define, observed: Observed | None = None, findings: Sequence[Finding] = ()) -> bytes:
    """The whole page in UTF-8; the same define, facts and findings give the same bytes.

    `observed` sets what the data hold beside what is declared; `findings` are listed and marked at their places.
    """
    view = arranged(as_version(define, "2.1"), observed, findings)
    parts = [*_head(view), *_body(view, findings)]
    return ("\n".join(part for part in parts if part) + "\n").encode("utf-8", errors="replace")


def _head(view: Arranged) -> Iterator[str]:
    style, script = asset("page.css"), asset("page.js")
    # Whatever a define.xml says, no other script runs and nothing is fetched.
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    yield "<!doctype html>"
    yield '<html lang=en><head><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1">'
    yield f"<meta http-equiv=Content-Security-Policy content=\"{policy}; form-action 'none'\">"
    yield '<meta name=color-scheme content="light dark"><meta name=generator content=trial-dossier>'
    yield f"<title>{text(title(view))} · define.xml</title>"
    yield f"<style>{style}</style>"
    yield "</head>"


def _body(view: Arranged, findings: Sequence[Finding]) -> Iterator[str]:
    yield "<body><a href=#~main class=skip>Skip to the content</a>"
    yield f"<header id=~bar><a href=#~study class=home>{text(title(view))}</a></header>"
    yield from contents(view, findings)
    yield "<main id=~main tabindex=-1>"
    yield from study(view)
    yield from findings_section(view, findings)
    yield from datasets(view)
    yield from codelists(view)
    yield from methods(view)
    yield from comments(view)
    yield from results(view)
    yield from rest(view)
    yield f"</main><script>{asset('page.js')}</script></body></html>"
