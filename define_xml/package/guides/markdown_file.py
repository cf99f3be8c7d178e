"""The Markdown of a narrative: headings, paragraphs, lists, tables and lines of fixed width; the rest is refused.

Both renderers must be able to show what is written, so what they cannot show is told with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from mappings.error import MappingError, MappingErrors

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

Kind = Literal["paragraph", "bullets", "numbers", "table", "lines"]
_HEADING = re.compile(r"(?P<key>[A-Za-z0-9][\w.-]*)(?:\s*:\s*(?P<title>\S.*))?")
_CAPTION = re.compile(r"Table:\s+(?P<title>\S.*)", re.DOTALL)
_BLOCKS = {
    "blockquote": ("a quotation", "write it as a paragraph, with quotation marks"),
    "hr": ("a line across", "leave it out: sections are told apart by their headings"),
    "html_block": ("HTML", "write Markdown; a comment, <!-- ... -->, stands on lines of its own"),
    "code_block": ("an indented block", "begin the line at the left; lines of fixed width stand between ``` and ```"),
}
_INLINE = {
    "link": ("a link", "write the address as text, or [#key] for a section of the guide"),
    "image": ("a picture", "say it in words: guides hold no pictures"),
    "html_inline": ("HTML", "write Markdown: **bold**, *slanted*, `code`"),
    "hardbreak": ("a line break inside a paragraph", "begin a new paragraph, or a list"),
    "entity": ("a letter written as an entity", "write the letter itself: files are UTF-8"),
    "_": ("_ as a mark", "write *slanted* or **bold**; a name with underscores stands as `code`"),
}


@dataclass(frozen=True)
class Said:
    """A text of the file, with its marks, and the line it begins in."""

    text: str
    line: int


@dataclass(frozen=True)
class Piece:
    """A block of the file. Texts of a table are its cells row by row, `columns` of them in each, the headings first."""

    kind: Kind
    texts: tuple[Said, ...]
    columns: int = 0
    right: tuple[int, ...] = ()
    title: Said | None = None


@dataclass
class Written:
    """What stands below a heading."""

    key: str
    title: str
    line: int
    pieces: list[Piece] = field(default_factory=list)


def read_sections(text: str, file: str) -> dict[str, Written]:
    """The sections of a narrative by key; all that cannot be shown in one MappingErrors."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    environment: dict[str, dict[str, dict[str, list[int]]]] = {}
    # Escapes and entities stay tokens of their own, so that entities are seen.
    grammar = MarkdownIt("commonmark").enable(["table"]).disable(["text_join"])
    reading = _Reading(file)
    for node in SyntaxTreeNode(grammar.parse(text.removeprefix("\ufeff"), environment)).children:
        reading.block(node)
    for reference in environment.get("references", {}).values():
        reading.refuse(reference["map"][0] + 1, f"a guide cannot show {_INLINE['link'][0]}", _INLINE["link"][1])
    reading.caption_without_table()
    if reading.errors:
        raise MappingErrors(sorted(reading.errors, key=_line))
    return reading.sections


def _line(error: MappingError) -> int:
    return int(error.place.rpartition(":")[2])


class _Reading:
    """A file as far as it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sections: dict[str, Written] = {}
        self.errors: list[MappingError] = []
        self.open: Written | None = None
        self.caption: Said | None = None

    def refuse(self, line: int, problem: str, remedy: str) -> None:
        """Keep what is wrong in a line."""
        self.errors.append(MappingError(f"{self.file}:{line}", problem, remedy))

    def block(self, node: SyntaxTreeNode) -> None:
        """Read a block of the file."""
        line = node.map[0] + 1 if node.map else 1
        if node.type == "html_block" and re.fullmatch(r"<!--.*?-->\s*", node.content, re.DOTALL):
            return  # a note of writers to each other
        if node.type != "table":
            self.caption_without_table()
        if node.type == "heading":
            self.heading(node, line)
        elif node.type in _BLOCKS:
            self.refuse(line, f"a guide cannot show {_BLOCKS[node.type][0]}", _BLOCKS[node.type][1])
        elif self.open is None:
            self.refuse(line, "a text below no heading", "begin with ## key, the section it belongs to")
            self.open = Written("", "", line)
        else:
            self.open.pieces.extend(self.pieces(node, line))

    def heading(self, node: SyntaxTreeNode, line: int) -> None:
        """A heading: `# title` of the file, else `## key` or `## key: title`."""
        said = node.children[0].content.strip()
        if node.tag == "h1" and not self.sections and self.open is None:
            return
        found = _HEADING.fullmatch(said)
        if node.tag != "h2" or found is None:
            self.refuse(line, f"{said!r} is no heading of a section", "write ## key or ## key: title; no other levels")
            self.open = Written("", "", line)
            return
        self.open = Written(found["key"], found["title"] or "", line)
        if found["key"] in self.sections:
            first = self.sections[found["key"]].line
            self.refuse(line, f"a second heading {found['key']}; the first is in line {first}", "write all below one")
            return
        self.sections[found["key"]] = self.open

    def pieces(self, node: SyntaxTreeNode, line: int) -> Iterator[Piece]:
        """A block below a heading."""
        if node.type == "paragraph":
            yield from self.paragraph(self.inline(node.children[0]))
        elif node.type in {"bullet_list", "ordered_list"}:
            yield self.listed(node, line)
        elif node.type == "table":
            yield self.table(node)
        elif node.type == "fence":
            yield Piece("lines", (Said(node.content.rstrip("\n"), line + 1),))

    def paragraph(self, said: Said) -> Iterator[Piece]:
        """A paragraph; `Table: title` is the title of the table that follows."""
        if found := _CAPTION.fullmatch(said.text):
            self.caption = Said(found["title"], said.line)
        else:
            yield Piece("paragraph", (said,))

    def caption_without_table(self) -> None:
        """A title must be followed by its table."""
        if self.caption is not None:
            self.refuse(self.caption.line, "the title of a table, and no table follows", "write the table right below")
        self.caption = None

    def listed(self, node: SyntaxTreeNode, line: int) -> Piece:
        """A list, whose items are one paragraph each."""
        if node.attrs.get("start", 1) != 1:
            self.refuse(line, "a list that does not begin with 1", "begin with 1.")
        texts = []
        for item in node.children:
            begins = item.map[0] + 1 if item.map else line
            if [one.type for one in item.children] == ["paragraph"]:
                texts.append(self.inline(item.children[0].children[0]))
            elif item.children:
                self.refuse(begins, "an item of more than a paragraph", "one paragraph for an item; no list in a list")
            else:
                self.refuse(begins, "an item without a text", "write it or take it away")
        return Piece("numbers" if node.type == "ordered_list" else "bullets", tuple(texts))

    def table(self, node: SyntaxTreeNode) -> Piece:
        """A table; a column with `---:` is one of numbers."""
        rows = [row for part in node.children for row in part.children]
        texts = []
        for row in rows:
            line = row.map[0] + 1 if row.map else 1
            texts += [self.inline(cell.children[0], line) if cell.children else Said("", line) for cell in row.children]
        heads = rows[0].children
        right = [place for place, one in enumerate(heads) if "right" in str(one.attrs.get("style", ""))]
        title, self.caption = self.caption, None
        return Piece("table", tuple(texts), len(heads), tuple(right), title)

    def inline(self, node: SyntaxTreeNode, line: int = 0) -> Said:
        """A text; marks that a guide does not know are told."""
        begins = node.map[0] + 1 if node.map else line
        now = begins
        for one in node.walk(include_self=False):
            kind = one.type
            if kind == "text_special" and one.info == "entity":
                kind = "entity"
            elif kind in {"em", "strong"} and one.markup.startswith("_"):
                kind = "_"
            if kind in _INLINE:
                self.refuse(now, f"a guide cannot show {_INLINE[kind][0]}", _INLINE[kind][1])
            now += kind in {"softbreak", "hardbreak"}
        return Said(node.content, begins)
