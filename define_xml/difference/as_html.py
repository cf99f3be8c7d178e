"""The changes as one page that any browser opens: no script, nothing from outside, light and dark, fit to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from define_xml.difference.as_html_style import STYLE
from define_xml.difference.changes import KINDS, Change
from define_xml.difference.grouped import chapters, summary
from define_xml.difference.words import marked

if TYPE_CHECKING:
    from define_xml.difference.compared import Difference

SIGNS = {"added": "+", "removed": "\u2212", "renamed": "\u2192", "moved": "\u21c5", "changed": "\u2260"}
FORM = "Only written otherwise"
# A control character is no character of HTML; its name is shown for it.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def as_html(difference: Difference, old_name: str = "", new_name: str = "") -> str:
    """The page; the names are those of the files, if they are to be shown."""
    found = list(chapters(difference))
    parts = [*_front(difference, [title for title, _ in found], (old_name, new_name)), "<main>"]
    for title, changes in found:
        parts += _chapter(title, changes)
    if difference.form:
        items = "".join(f"<li>{_plain(one)}</li>" for one in difference.form)
        parts.append(f'<section id="{_slug(FORM)}"><h2>{FORM}</h2><ul>{items}</ul></section>')
    parts += ["</main>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _front(difference: Difference, titles: list[str], names: tuple[str, str]) -> Iterator[str]:
    title = "What changed in define.xml"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="color-scheme" content="light dark">\n<title>{title}</title>'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>"
    sides = zip(("old", "new"), names, (difference.old, difference.new), strict=True)
    shown = "".join(f"<dt>{side}</dt><dd>{_side(name, about)}</dd>" for side, name, about in sides)
    yield f'<dl class="sides">{shown}</dl>'
    told = summary(difference)
    tiles = "".join(_tile(kind, difference.count(kind)) for kind in KINDS)
    yield f'<div class="sum"><dl>{tiles}</dl><p>{escape(told[:1].upper() + told[1:])}.</p></div>'
    named = [*titles, *([FORM] if difference.form else [])]
    links = "".join(f'<li><a href="#{_slug(one)}">{escape(one)}</a></li>' for one in named)
    yield f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n</header>' if links else "</header>"


def _side(name: str, about: str) -> str:
    return f"<strong>{_plain(name)}</strong> {_plain(about)}" if name else _plain(about)


def _tile(kind: str, count: int) -> str:
    return f'<div class="{kind if count else "none"}"><dt>{kind}</dt><dd>{count}</dd></div>'


def _chapter(title: str, changes: list[Change]) -> Iterator[str]:
    name = _slug(title)
    yield f'<section id="{name}">\n<h2>{escape(title)}</h2>'
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Change", "Where", "What", "Old", "New"))
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    yield from map(_row, changes)
    yield "</tbody></table></div></section>"


def _row(one: Change) -> str:
    old, new = marked(_shown(one.old), _shown(one.new))
    badge = f'<span class="badge {one.change}"><span aria-hidden="true">{SIGNS[one.change]}</span> {one.change}</span>'
    what = escape(one.what) or escape(one.thing)
    follows = f'<p class="follows">{escape(one.consequence)}</p>' if one.consequence else ""
    texts = f"<td>{_value(old)}</td><td>{_value(new)}</td>"
    place = f'<th scope="row">{_plain(one.place)}{_also(one)}</th>'
    return f'<tr class="{one.change}"><td>{badge}</td>{place}<td>{what}{follows}</td>{texts}</tr>'


def _also(one: Change) -> str:
    if not one.also:
        return ""
    count = len(one.also)
    places = ", ".join(map(_plain, one.also))
    return f"<details><summary>and {count} other place{'' if count == 1 else 's'}</summary>{places}</details>"


def _value(text: str) -> str:
    return f'<div class="value">{text}</div>' if text else '<span class="nothing">nothing</span>'


def _shown(text: str) -> str:
    return CONTROLS.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def _plain(text: str) -> str:
    return escape(_shown(text))


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower())
