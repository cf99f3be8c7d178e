"""Text into HTML: everything a define.xml says is text, and only harmless links are links."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from define_xml.document.common import Description

# HTML lets attribute values of these characters stand without quotes; a page of thousands of rows is smaller for it.
_BARE = re.compile(r"[A-Za-z0-9._#:~/*-]*[A-Za-z0-9._#:~*-]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Control characters that XML may hold and HTML may not.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def text(value: str | None) -> str:
    """The text, safe between tags."""
    return escape(_FORBIDDEN.sub("\ufffd", value or ""), quote=False)


def quoted(value: str | None) -> str:
    """The text as the value of an attribute, in quotes where HTML asks for them."""
    said = _FORBIDDEN.sub("\ufffd", value or "")
    return said if _BARE.fullmatch(said) else f'"{escape(said)}"'


def fragment(anchor: str) -> str:
    """The address of a place on the page, as the value of an attribute."""
    return quoted("#" + quote(anchor, safe="!$'()*+,;:@/?~-._=&"))


def link(anchor: str, words: str) -> str:
    """A link to a place on the page; `words` is text."""
    return f"<a href={fragment(anchor)}>{text(words)}</a>"


def harmless(address: str | None) -> bool:
    """Whether a link may lead there: a place relative to this file, or http(s); never a script, data or a machine."""
    said = (address or "").strip()
    if not said or _CONTROL.search(said) or "\\" in said or said.startswith("/"):
        return False
    scheme = _SCHEME.match(said)
    return scheme is None or scheme.group().lower() in {"http:", "https:"}


def outward(address: str | None, words: str, after: str = "") -> str:
    """A link to a file or page outside (`after`: `#page=3`), or plain text with a mark if it must not be followed."""
    if not address:
        return text(words)
    if not harmless(address):
        return f"{text(words)} <span class=bad>no link: {text(address)}</span>"
    return f"<a href={quoted(address.strip() + after)}>{text(words)}</a>"


def told(description: Description | None) -> str:
    """All texts of a description, line ends kept: the English first, each other in its own language."""
    if description is None:
        return ""
    ordered = sorted(description.texts, key=lambda one: not (one.lang or "en").lower().startswith("en"))
    parts = [_in_language(one.value, one.lang or "") for one in ordered if one.value.strip()]
    return "<br>".join(parts)


def _in_language(value: str, language: str) -> str:
    lines = "\n".join(line.strip() for line in value.strip().splitlines())
    if not language or language.lower().startswith("en"):
        return text(lines)
    return f"<span lang={quoted(language)}>{text(lines)}</span>"


def count(number: int, one: str, many: str = "") -> str:
    """`1 variable`, `2,500 variables`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(parts: list[str], between: str) -> str:
    """The parts that say something, with something between."""
    return between.join(part for part in parts if part)
