"""Lines of styled text for a screen: no control character, no command of a build server, no line too long."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 100
Piece = tuple[str, str]  # text, style ("" for none)
Line = tuple[Piece, ...]
# Escape sequences steer terminals; marks of direction turn what follows; separators break lines.
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """The text with what a terminal or a build server would obey written out."""
    shown = _UNPRINTED.sub(lambda found: _written(found.group()), text)
    return shown.replace("##[", "#\\x23[").replace("::", ":\\x3a") if "##[" in shown or "::" in shown else shown


def _written(letter: str) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(letter) or (
        f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\u{ord(letter):04x}"
    )


def cut(text: str, width: int) -> str:
    """The text, or its front and an ellipsis."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def line(*pieces: Piece) -> Line:
    """One line, cut at the width."""
    left, made = WIDTH, []
    for text, style in pieces:
        said = cut(plain(text), left)
        left -= len(said)
        made.append((said, style))
    return tuple(made)


def prose(text: str, indent: int = 0, style: str = "", first: str = "") -> list[Line]:
    """The text wrapped, indented; `first` stands in the indent of the first line."""
    front = " " * indent
    wrapped = textwrap.wrap(
        plain(" ".join(text.split())), WIDTH - indent, break_on_hyphens=False, drop_whitespace=True
    )  # fmt: skip
    return [
        ((first.ljust(indent) if place == 0 else front, ""), (one, style))
        for place, one in enumerate(wrapped or ([""] if first else []))
    ]


def aligned(rows: Sequence[Sequence[str]], right: Iterable[int], widths: Sequence[int], style: str) -> list[Line]:
    """A table: its first row is the heading; columns as wide as their cells, at most as wide as said."""
    right = set(right)
    cells = [[cut(plain(cell), most) for cell, most in zip(row, widths, strict=True)] for row in rows]
    wide = [max(len(row[place]) for row in cells) for place in range(len(widths))]
    made: list[Line] = []
    for number, row in enumerate(cells):
        said = "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, wide, strict=True))
        )
        made.append(((cut(said.rstrip(), WIDTH), "" if number else style),))
    return made


def unstyled(lines: Iterable[Line]) -> str:
    """The lines as plain text."""
    return "".join("".join(text for text, _ in one).rstrip() + "\n" for one in lines)


def styled(lines: Iterable[Line]) -> str:
    """The lines with the terminal's colours, as many as it says it has."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    held = StringIO()
    console = Console(file=held, force_terminal=True, width=WIDTH + 1, highlight=False, markup=False, emoji=False)
    for one in lines:
        console.print(Text.assemble(*one), soft_wrap=True)
    return held.getvalue()
