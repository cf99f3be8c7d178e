"""A paper laid out: sections and tables numbered, runs with their links, stretches of pages upright and on their side.

Both renderers draw what stands here, so DOCX and PDF say the same words in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from define_xml.package.guides.inline import Run, runs
from define_xml.package.guides.letters import clean
from define_xml.package.guides.paper import Block, Bullets, Grid, Listing, Paper, Paragraph, Section
from define_xml.package.guides.widths import shares
from mappings.error import MappingError, nearest

AWAITED = "TO BE WRITTEN:"
DEEPEST = 5
_LITTLE = 1400  # letters that may move to a page on its side with the table they belong to
_BETWEEN = 2600  # letters between two tables on their side that are not worth a page upright


@dataclass(frozen=True)
class Heading:
    """The head of a section: its number ("2.1", "Appendix A"), title, level from 1, and its name as a link's end."""

    number: str
    title: str
    level: int
    anchor: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Item:
    """An item of a list; `number` is 0 where the list has no numbers. `first` begins a list."""

    runs: tuple[Run, ...]
    number: int
    first: bool


@dataclass(frozen=True)
class Table:
    """A table: caption, headings and cells as runs, widths as shares of 1; `number` is 0 without a title."""

    number: int
    title: str
    headings: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int]
    source: str

    @property
    def label(self) -> str:
        """What stands before the title: `Table 3.`"""
        return f"Table {self.number}."


@dataclass(frozen=True)
class Lines:
    """Lines of fixed width."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """A mark where a text is awaited: what it should say, and where to write it."""

    asks: str
    where: str


Element = Heading | Text | Item | Table | Lines | Missing


@dataclass(frozen=True)
class Stretch:
    """Elements on pages of one kind: upright, or on their side."""

    wide: bool
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Laid:
    """A paper ready to be drawn. `contents` are its headings; links point to anchors."""

    paper: Paper
    contents: tuple[Heading, ...]
    stretches: tuple[Stretch, ...]

    @property
    def running(self) -> str:
        """What stands at the head of each page."""
        return clean(f"{self.paper.study} | {self.paper.title}" if self.paper.study else self.paper.title)


def laid_out(paper: Paper) -> Laid:
    """The paper numbered and laid out. A link to no section, a row not as wide as its headings: MappingError."""
    numbered = tuple(_numbered(paper.sections))
    contents = tuple(heading for _, heading in numbered)
    links = {section.key: heading for section, heading in numbered if section.key}
    links = {heading.number: heading for heading in contents} | links
    laying = _Laying(paper.title, links)
    parts = [laying.part(section, heading) for section, heading in numbered]
    return Laid(paper, contents, _stretches([part for told in parts for part in told]))


def _numbered(sections: Sequence[Section], front: str = "", level: int = 1) -> Iterator[tuple[Section, Heading]]:
    """Each section and its heading, in the order of the paper. Appendices are lettered from A."""
    plain, lettered = 0, 0
    for section in sections:
        appendix = level == 1 and section.appendix
        plain, lettered = (plain, lettered + 1) if appendix else (plain + 1, lettered)
        number = _letters(lettered) if appendix else f"{front}{plain}"
        said = f"Appendix {number}" if appendix else number
        anchor = "s_" + number.replace(".", "_")
        yield section, Heading(said, clean(section.title), min(level, DEEPEST), anchor)
        yield from _numbered(section.sections, f"{number}.", level + 1)


def _letters(place: int) -> str:
    """A, B ... Z, AA, AB ..."""
    front, last = divmod(place - 1, 26)
    return (_letters(front) if front else "") + chr(ord("A") + last)


class _Laying:
    """Blocks become elements; tables are counted on the way."""

    def __init__(self, title: str, links: Mapping[str, Heading]) -> None:
        self.title, self.links, self.tables = title, links, 0

    def part(self, section: Section, heading: Heading) -> list[tuple[bool, list[Element]]]:
        """The elements of a section without those below it, as (wide, elements) in order."""
        told: list[tuple[bool, list[Element]]] = [(False, [heading])]
        for block in section.blocks:
            wide = isinstance(block, Grid) and block.wide
            elements = list(self.elements(block))
            if wide == told[-1][0]:
                told[-1][1].extend(elements)
            else:
                told.append((wide, elements))
        return _gathered(told)

    def elements(self, block: Block) -> Iterator[Element]:
        """What a block is drawn as."""
        if isinstance(block, Paragraph):
            yield Text(self.linked(block.text))
        elif isinstance(block, Bullets):
            for place, item in enumerate(block.items):
                yield Item(self.linked(item), place + 1 if block.numbered else 0, place == 0)
        elif isinstance(block, Grid):
            yield self.table(block)
        elif isinstance(block, Listing):
            yield Lines(tuple(clean(block.text).rstrip("\n").split("\n")))
        else:
            where = f"{block.file}, below ## {block.key}" if block.file else block.key
            yield Missing(clean(block.asks), clean(where))

    def linked(self, text: str) -> tuple[Run, ...]:
        """The runs of a text, references in words."""
        return tuple(self.reference(one) if one.to else one for one in runs(text))

    def reference(self, run: Run) -> Run:
        """A reference with its words and the anchor it points to."""
        if run.to not in self.links:
            raise MappingError(self.title, f"no section of the key {run.to}", nearest(run.to, set(self.links)))
        heading = self.links[run.to]
        said = heading.number if heading.number.startswith("Appendix") else f"section {heading.number}"
        return replace(run, text=said, to=heading.anchor)

    def table(self, grid: Grid) -> Table:
        """A table with its number; each cell as runs."""
        self.tables += bool(grid.title)
        wrong = [place for place, row in enumerate(grid.rows, 1) if len(row) != len(grid.headings)]
        if wrong or not grid.headings:
            problem = f"row {wrong[0]} is not as wide as the headings" if wrong else "a table without headings"
            place = f"{self.title}  {grid.title or 'table'}"
            raise MappingError(place, problem, "give each row a text for each heading")
        return Table(
            number=self.tables if grid.title else 0,
            title=clean(grid.title),
            headings=tuple(self.cell(grid, one) for one in grid.headings),
            rows=tuple(self.row(grid, row) for row in grid.rows) or _empty(len(grid.headings)),
            widths=shares(grid),
            right=frozenset(grid.right),
            source=clean(grid.source),
        )

    def row(self, grid: Grid, row: Sequence[str]) -> tuple[tuple[Run, ...], ...]:
        """The cells of a row; the first may be a link."""
        cells = tuple(self.cell(grid, one) for one in row)
        to = dict(grid.links).get(row[0])
        if to is None:
            return cells
        anchor = self.reference(Run("", to=to)).to
        return (tuple(replace(one, to=anchor) for one in cells[0]), *cells[1:])

    def cell(self, grid: Grid, text: str) -> tuple[Run, ...]:
        """The runs of a cell."""
        if grid.marked:
            return self.linked(text)
        return (Run(clean(text)),) if text else ()


def _empty(width: int) -> tuple[tuple[tuple[Run, ...], ...], ...]:
    """The row of a table that has none."""
    return (((Run("None", slanted=True),), *(() for _ in range(width - 1))),)


def _gathered(parts: list[tuple[bool, list[Element]]]) -> list[tuple[bool, list[Element]]]:
    """A section's parts, little text before and after a wide table moved to the table's page."""
    if not any(wide for wide, _ in parts):
        return parts
    told: list[tuple[bool, list[Element]]] = []
    for part_wide, elements in parts:
        wide = part_wide or (_length(elements) <= _LITTLE and not any(isinstance(one, Table) for one in elements))
        if told and told[-1][0] == wide:
            told[-1][1].extend(elements)
        else:
            told.append((wide, list(elements)))
    return told


def _length(elements: Sequence[Element]) -> int:
    """Letters of the elements; lines and rows are told as letters of the room they take."""
    lines = sum(len(line) + 60 for one in elements if isinstance(one, Lines) for line in one.lines)
    rows = sum(len(one.rows) + 2 for one in elements if isinstance(one, Table)) * 120
    spoken = [one for one in elements if isinstance(one, Text | Item)]
    return lines + rows + sum(len(run.text) + 40 for one in spoken for run in one.runs)


def _stretches(parts: Sequence[tuple[bool, list[Element]]]) -> tuple[Stretch, ...]:
    """Neighbours of one kind as one stretch; a little between two wide stretches stays on their pages."""
    told = _joined(parts)
    for place in range(1, len(told) - 1):
        if told[place - 1][0] and told[place + 1][0] and _length(told[place][1]) <= _BETWEEN:
            told[place] = (True, told[place][1])
    return tuple(Stretch(wide, tuple(elements)) for wide, elements in _joined(told))


def _joined(parts: Sequence[tuple[bool, list[Element]]]) -> list[tuple[bool, list[Element]]]:
    """Neighbours of one kind as one; headings right before a wide table go with it."""
    told: list[tuple[bool, list[Element]]] = []
    for wide, elements in parts:
        moved: list[Element] = []
        while wide and told and not told[-1][0] and told[-1][1] and isinstance(told[-1][1][-1], Heading):
            moved.insert(0, told[-1][1].pop())
        if told and not told[-1][1]:
            told.pop()
        if told and told[-1][0] == wide:
            told[-1][1].extend([*moved, *elements])
        else:
            told.append((wide, [*moved, *elements]))
    return told
