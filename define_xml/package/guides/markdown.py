"""The narrative of a guide: a Markdown file, its sections by key, as blocks of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from define_xml.package.guides.figures import filled, filled_lines
from define_xml.package.guides.inline import words
from define_xml.package.guides.markdown_file import Piece, Said, Written, read_sections
from define_xml.package.guides.paper import Block, Bullets, Gap, Grid, Listing, Paragraph
from mappings.error import MappingError, nearest

# A text that says that it is not written yet: `TODO`, `TBD: who`, `...`
_MARK = re.compile(r"(?:TODO|TBD|TBC|FIXME|XXX)\b[\s:.-]*(?P<asks>.*)", re.DOTALL)
_ALONE = re.compile(r"(?:to ?do|tbd|tbc)[.:]?|\.{3,}|\u2026|\?+", re.IGNORECASE)


@dataclass(frozen=True)
class Narrative:
    """What stands below the headings of a narrative file, by key."""

    file: str
    sections: Mapping[str, Written]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the file has headings for, in its order."""
        return tuple(self.sections)

    def title(self, key: str) -> str:
        """The free title after a key, `## key: title`, or an empty text."""
        return self.sections[key].title if key in self.sections else ""

    def blocks(self, key: str, figures: Mapping[str, str], asks: str = "") -> tuple[Block, ...]:
        """The blocks below a key, figures set in; what is not written is a Gap that asks for it.

        Without a heading of that key: one Gap, or nothing if nothing is asked. MappingError, with file and line, for a
        figure that there is none of.
        """
        section = self.sections.get(key)
        if section is None:
            return (Gap(key, self.file, asks),) if asks else ()
        telling = _Telling(self.file, key, figures, asks)
        told = tuple(block for piece in section.pieces for block in telling.piece(piece))
        return told or (telling.gap(),)

    def unused(self, asked: Iterable[str]) -> tuple[MappingError, ...]:
        """An error for each heading that the guide has no section for, with the nearest key it has one for."""
        known = set(asked)
        free = known - set(self.keys)
        return tuple(
            MappingError(f"{self.file}:{one.line}", f"the guide has no section {key}", nearest(key, free))
            for key, one in self.sections.items()
            if key not in known
        )


def narrative(text: str, place: str) -> Narrative:
    """The narrative in a Markdown text; `place` is the name of its file. MappingErrors for what no guide can show."""
    return Narrative(place, read_sections(text, place))


class _Telling:
    """Pieces of a section become blocks."""

    def __init__(self, file: str, key: str, figures: Mapping[str, str], asks: str) -> None:
        self.file, self.key, self.figures, self.asks = file, key, figures, asks

    def gap(self, asks: str = "") -> Gap:
        """A text that is awaited here."""
        return Gap(self.key, self.file, " ".join(asks.split()) or self.asks or "the text of this section")

    def filled(self, said: Said) -> str:
        """A text with its figures."""
        return filled(said.text, self.figures, self.file, said.line)

    def piece(self, piece: Piece) -> Iterator[Block]:
        """The block of a piece, and a Gap for each text in it that is not written."""
        awaited = [asks for asks in map(_awaited, piece.texts) if asks is not None]
        written = tuple(one for one in piece.texts if _awaited(one) is None)
        if piece.kind == "table":
            yield self.table(piece)
        elif piece.kind == "lines":
            yield from (Listing(filled_lines(one.text, self.figures, self.file, one.line)) for one in written)
        elif piece.kind == "paragraph":
            yield from (Paragraph(self.filled(one)) for one in written)
        elif written:
            yield Bullets(tuple(self.filled(one) for one in written), numbered=piece.kind == "numbers")
        yield from (self.gap(asks) for asks in awaited)

    def table(self, piece: Piece) -> Grid:
        """A table, its cells with marks."""
        cells = [self.filled(one) for one in piece.texts]
        rows = [tuple(cells[place : place + piece.columns]) for place in range(0, len(cells), piece.columns)]
        title = words(self.filled(piece.title)) if piece.title else ""
        return Grid(title, rows[0], tuple(rows[1:]), right=piece.right, marked=True)


def _awaited(said: Said) -> str | None:
    """What a text asks for that is not written; None for one that is."""
    text = said.text.strip("*_` \n")
    if found := _MARK.fullmatch(text):
        return found["asks"]
    return "" if _ALONE.fullmatch(text) else None
