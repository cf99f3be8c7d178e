"""The way of the subjects through a study as a drawing: boxes with computed numbers, from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adam.tables.compute import Results
from adam.tables.definitions import TOTAL, Box, Cell, Output, Reporting
from adam.tables.numbers import printed
from adam.tables.svg import box, drawing, line, path, words
from mappings.error import MappingError

# Widths of a group's box, of a middle one; height of a text line; the way between boxes; inner and outer edges.
WIDE, MIDDLE, STEP, GAP, PAD, EDGE = 372.0, 250.0, 21.0, 34.0, 13.0, 20.0
BRANCH, TOP = 56.0, 50.0
PLACE = re.compile(r"\{([A-Z0-9_]+)(?:\.([A-Z0-9_]+))?\}")


@dataclass(frozen=True)
class _Drawn:
    """A box with its words and place."""

    lines: Sequence[str]
    corner: tuple[float, float]
    width: float
    edge: str = ""

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.corner[0] + self.width / 2

    @property
    def height(self) -> float:
        """From the upper edge to the lower one."""
        return 2 * PAD + STEP * len(self.lines) - 6

    @property
    def foot(self) -> float:
        """The lower edge."""
        return self.corner[1] + self.height

    def shapes(self) -> Iterator[str]:
        """The box and its words; the first line stands out."""
        left, top = self.corner
        yield box(self.corner, (self.width, self.height), "box")
        if self.edge:
            yield line((left, top + 5), (left, self.foot - 5), self.edge)
        for at, text in enumerate(self.lines):
            indent = 12 if text.startswith("·") else 0
            yield words(text, (left + PAD + indent, top + PAD + 11 + at * STEP), "" if at else "strong")


def flow(said: Reporting, output: Output, results: Results) -> str:
    """The SVG: boxes of everyone in the middle, boxes of each group beside each other below."""
    chart = _Chart(said, output, results)
    shapes: list[str] = []
    told: list[str] = []
    above: list[_Drawn] = []
    top = TOP
    for one in output.boxes:
        drawn = chart.tier(one, top + (BRANCH - GAP if one.heading else 0))
        shapes += _aside(above, drawn[0]) if one.aside else _ways(above, drawn)
        shapes += _heading(one.heading, chart.width / 2, drawn[0].corner[1] - BRANCH / 2)
        shapes += [shape for each in drawn for shape in each.shapes()]
        told += [text.removeprefix("· ") for each in drawn for text in each.lines]
        above = above if one.aside else drawn
        top = max(each.foot for each in drawn) + GAP
    size = (chart.width, top - GAP + EDGE)
    front = [box((0, 0), size, "paper", 0), words(output.title, (EDGE, 28), "title")]
    return drawing(output.id.lower(), size, (output.title, f"{'; '.join(told)}."), [*front, *shapes])


@dataclass(frozen=True)
class _Chart:
    """What the boxes are made of."""

    said: Reporting
    output: Output
    results: Results

    @property
    def groups(self) -> list[str]:
        """The groups that have a column."""
        return [group for group in self.output.groups if group != TOTAL]

    @property
    def width(self) -> float:
        """From edge to edge."""
        return max(len(self.groups), 2) * (WIDE + EDGE) + EDGE

    def tier(self, one: Box, top: float) -> list[_Drawn]:
        """The boxes of one height: one for each group, or one for everyone, in the middle or beside."""
        if one.split:
            return [
                _Drawn(self.lines(one, group), (EDGE + at * (WIDE + EDGE), top), WIDE, f"edge-{'ab'[at % 2]}")
                for at, group in enumerate(self.groups)
            ]
        left = self.width / 2 + 60 if one.aside else (self.width - MIDDLE) / 2
        return [_Drawn(self.lines(one, TOTAL), (left, top), MIDDLE)]

    def lines(self, one: Box, group: str) -> list[str]:
        """The words of a box with the numbers of a group."""
        return [PLACE.sub(lambda found: self.figure(found, group), text) for text in one.lines]

    def figure(self, found: re.Match[str], group: str) -> str:
        """The number of a row, or the words of the group."""
        row, level = found[1], found[2] or ""
        if row == "GROUP":
            return self.said.label(self.output.grouping, group)
        statistics = self.results.get(Cell(self.output.id, row, level, "", group))
        if statistics is None or "n" not in statistics:
            problem = f"{found[0]} is no number of subjects of {group}"
            remedy = "name a row of method subjects, {ROW} or {ROW.LEVEL}"
            raise MappingError(f"{self.output.id}  boxes", problem, remedy)
        return printed(statistics["n"], 0)


def _ways(above: list[_Drawn], below: list[_Drawn]) -> Iterator[str]:
    """Arrows from the boxes above to those below: one to one, or one to all."""
    sources = above if len(above) == len(below) else above * len(below)
    for start, end in zip(sources, below, strict=False):
        turn = end.corner[1] - BRANCH / 2
        corners = [] if start.middle == end.middle else [(start.middle, turn), (end.middle, turn)]
        yield path([(start.middle, start.foot), *corners, (end.middle, end.corner[1] - 6)], "way")
        yield _head((end.middle, end.corner[1]), down=True)


def _aside(above: list[_Drawn], beside: _Drawn) -> Iterator[str]:
    """An arrow from the way that leaves the box above to the box beside it."""
    start, level = above[0], beside.corner[1] + beside.height / 2
    yield path([(start.middle, level), (beside.corner[0] - 6, level)], "way")
    yield _head((beside.corner[0], level), down=False)


def _head(tip: tuple[float, float], down: bool) -> str:
    """The head of an arrow."""
    x, y = tip
    ends = [(x - 4, y - 8), (x + 4, y - 8)] if down else [(x - 8, y - 4), (x - 8, y + 4)]
    return path([tip, *ends], "head")


def _heading(text: str, middle: float, level: float) -> Iterator[str]:
    """The name of a part of the way."""
    if text:
        width = 8 * len(text) + 28.0
        yield box((middle - width / 2, level - 12), (width, 24), "pill", 12)
        yield words(text, (middle, level + 4.5), "strong middle")
