"""A reviewer's guide as content: sections of paragraphs, lists and tables, before it becomes DOCX or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """Running text; `**bold**`, `*slanted*`, `` `code` `` and `[#key]`, a link to a section, are understood.

    Text of the data goes through `inline.plain`, which keeps its signs as they are.
    """

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list, each item like a paragraph."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: its title, its headings, and rows of plain text as wide as the headings.

    `widths` are shares of the page; `right` the places of columns of numbers; `source` says what file the figures are
    of. A table of many columns asks for a page on its side with `wide`. With `marked`, cells are text with marks, like
    that of a Paragraph. `links` say which text in the first column is a link to the section of which key.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    right: tuple[int, ...] = ()
    source: str = ""
    wide: bool = False
    marked: bool = False
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Listing:
    """Lines of fixed width, kept as they are: a tree of folders, a rule."""

    text: str


@dataclass(frozen=True)
class Gap:
    """A text that only a person can write, and that nobody wrote: marked in the paper, counted by the command.

    `key` is the heading it is awaited under, `file` the narrative file, `asks` what it should say.
    """

    key: str
    file: str
    asks: str


Block = Paragraph | Bullets | Grid | Listing | Gap


@dataclass(frozen=True)
class Section:
    """A section; its number comes from where it stands. `key` is a short name for links: `2.1` or `domain-AE`."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    key: str = ""
    appendix: bool = False  # lettered instead of numbered; top level only

    def all_blocks(self) -> Iterator[Block]:
        """The blocks of this section and of those below."""
        yield from self.blocks
        for section in self.sections:
            yield from section.all_blocks()


@dataclass(frozen=True)
class Paper:
    """A whole guide: what stands on its cover, and its sections. `notice` is printed on the cover and on each page."""

    title: str
    study: str
    subject: str
    sections: tuple[Section, ...]
    cover: tuple[tuple[str, str], ...] = ()  # "Protocol" -> "..."
    notice: str = ""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The texts that are missing."""
        return tuple(block for section in self.sections for block in section.all_blocks() if isinstance(block, Gap))
