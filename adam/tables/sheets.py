"""Tables laid out in lines and columns, computed beside printed; every page and text shows these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adam.tables.comparison import Compared, Comparison, Status, decimals
from adam.tables.compute import Results
from adam.tables.definitions import Cell, Output, Row
from adam.tables.methods import METHODS
from adam.tables.numbers import printed
from adam.tables.reading import Definitions

Figures = Mapping[tuple[Cell, str], Compared]
# The worst of a cell's figures speaks for the cell.
ORDER: tuple[Status, ...] = ("absent", "different", "explained", "matched")


@dataclass(frozen=True)
class Entry:
    """What stands in one cell: computed, printed, how they fare, and the numbers of the notes about them."""

    computed: str = ""
    printed: str = ""
    status: Status | None = None
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """A heading (no entries), or a label and an entry for each column."""

    label: str
    entries: tuple[Entry, ...] = ()
    inside: bool = False


@dataclass(frozen=True)
class Sheet:
    """An output in lines; columns are groups."""

    output: Output
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @property
    def compared(self) -> bool:
        """Whether anything of it was published."""
        return any(entry.status for line in self.lines for entry in line.entries)


@dataclass
class Notes:
    """What is said of single figures, numbered in the order they are met."""

    words: list[str] = field(default_factory=list)

    def number(self, text: str) -> int:
        """The number of a note; the same words have one number."""
        if text not in self.words:
            self.words.append(text)
        return self.words.index(text) + 1


def sheets(definitions: Definitions, results: Results, comparison: Comparison, notes: Notes) -> tuple[Sheet, ...]:
    """Every output in lines, in the order of the study; `notes` takes what is said of single figures."""
    figures = {(one.cell, one.statistic): one for one in comparison.cells}
    return tuple(_sheet(definitions, output, results, figures, notes=notes) for output in definitions.outputs)


def _sheet(definitions: Definitions, output: Output, results: Results, figures: Figures, *, notes: Notes) -> Sheet:
    used = {group for row in output.rows for group in row.groups}
    grouping = definitions.reporting.groupings[output.grouping]
    names = ["ALL", *(group.id for group in grouping.groups)]
    columns = tuple((name, definitions.reporting.label(output.grouping, name)) for name in names if name in used)
    lines: list[Line] = []
    section = ""
    for row in output.rows:
        if row.section and row.section != section:
            lines.append(Line(row.section))
        section = row.section
        lines += _lines(output, row, [_Column(name, results, figures, notes) for name, _ in columns])
    return Sheet(output, columns, tuple(lines))


@dataclass(frozen=True)
class _Column:
    """One group, and all that can be looked up for it."""

    group: str
    results: Results
    figures: Figures
    notes: Notes

    def entry(self, row: Row, cell: Cell) -> Entry:
        """The cell's figures as text; an empty entry where the row has none for the group."""
        found = self.results.get(cell)
        if found is None:
            return Entry()
        method = METHODS[row.method]
        faced = {one.id: self.figures.get((cell, one.id)) for one in method.operations}
        told = {name: one.printed for name, one in faced.items() if one}
        computed = {}
        for one in method.operations:
            digits = decimals(told[one.id]) if one.id in told else 0 if one.counts else row.decimals or 0
            computed[one.id] = printed(found[one.id], digits)
        beside = [one for one in faced.values() if one]
        status = min((one.status for one in beside), key=ORDER.index, default=None)
        words = dict.fromkeys(text for one in beside for text in (one.explanation, one.remark) if text)
        numbers = tuple(self.notes.number(text) for text in words)
        return Entry(method.show(computed), method.show(told), status, numbers)


def _lines(output: Output, row: Row, columns: list[_Column]) -> Iterator[Line]:
    """A line for each level and visit; levels stand under a heading for each visit, visits of a single figure too."""
    levels, many = bool(row.levels), len(row.visits) > 1
    if many and not levels:
        yield Line(row.label)
    for visit in row.visits or (output.visit,):
        named = f"{row.label}, {visit}" if row.visits else row.label
        if levels:
            yield Line(named)
        for part in row.parts():
            label = part.label if part and levels else visit if many else named
            cells = [Cell(output.id, row.id, part.id if part else "", visit, column.group) for column in columns]
            entries = tuple(column.entry(row, cell) for column, cell in zip(columns, cells, strict=True))
            yield Line(label, entries, inside=levels or many or bool(row.section))
