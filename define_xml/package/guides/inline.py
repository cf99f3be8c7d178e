"""Running text of a paper: `**bold**`, `*slanted*`, `` `code` `` and references to sections, as runs of one look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from define_xml.package.guides.letters import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SIGNS = re.compile(r"([\\`*\[\]{}])")
_REFERENCE = re.compile(r"\[#([A-Za-z0-9][\w.-]*)\]")


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look. With `to`, the text stands for the section of that key."""

    text: str
    bold: bool = False
    slanted: bool = False
    code: bool = False
    to: str = ""


def plain(text: str) -> str:
    """The text so written that it stands in a Paragraph or an item as it is, whatever signs it holds."""
    return _SIGNS.sub(r"\\\1", text)


def runs(text: str) -> tuple[Run, ...]:
    r"""The runs of a text; `[#key]` refers to a section, a `\` before a sign keeps it as it is."""
    found: list[Run] = []
    look = Run("")
    # A line of its own ends no paragraph here: line breaks are blanks.
    for token in _grammar().parseInline(clean(text).replace("\n", " "))[0].children or ():
        look = _turned(look, token)
        if token.type.startswith(("strong_", "em_")) and not token.markup.startswith("_"):
            continue
        if token.type == "code_inline":
            found.append(replace(look, text=token.content, code=True))
        elif token.type == "text":
            found += _referring(replace(look, text=token.content))
        else:  # a sign that was escaped, or an underscore, which is no mark here
            found.append(replace(look, text=token.content or token.markup))
    return _joined(found)


def words(text: str) -> str:
    """The text without its marks, as it reads."""
    return "".join(one.text for one in runs(text))


def _turned(look: Run, token: Token) -> Run:
    """The look after an opening or closing mark."""
    if token.markup.startswith("_"):
        return look
    if token.type in {"strong_open", "strong_close"}:
        return replace(look, bold=token.type == "strong_open")
    if token.type in {"em_open", "em_close"}:
        return replace(look, slanted=token.type == "em_open")
    return look


def _referring(run: Run) -> list[Run]:
    """A run cut at its references."""
    pieces = _REFERENCE.split(run.text)
    cut = (replace(run, text="", to=one) if place % 2 else replace(run, text=one) for place, one in enumerate(pieces))
    return [one for one in cut if one.text or one.to]


def _joined(found: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours of the same look as one."""
    told: list[Run] = []
    for one in found:
        if told and not one.to and replace(told[-1], text=one.text) == one:
            told[-1] = replace(one, text=told[-1].text + one.text)
        elif one.text or one.to:
            told.append(one)
    return tuple(told)


@cache
def _grammar() -> MarkdownIt:
    """CommonMark's emphasis, code and escapes, nothing else; escaped signs stay tokens of their own."""
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["emphasis", "backticks", "escape"]).disable(["text_join"])
