"""Courses over time as a drawing: one panel for each row, means with bars of one standard deviation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adam.tables.compute import Results
from adam.tables.definitions import Axis, Cell, Output, Reporting, Row
from adam.tables.numbers import plain, printed
from adam.tables.svg import box, dot, drawing, line, path, words

WIDTH, HEIGHT, LEFT, TOP = 470.0, 300.0, 46.0, 64.0
INNER, DEEP = 396.0, 214.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)
KINDS = ("a", "b")


@dataclass(frozen=True)
class _Point:
    """One mean: where on the axis, mean, deviation, and its words."""

    place: float
    mean: float
    deviation: float
    told: str


def evolution(said: Reporting, output: Output, results: Results, axis: Axis) -> str:
    """The SVG: two panels beside each other, groups in the order of the output."""
    rows = -(-len(output.rows) // 2)
    size = (2 * WIDTH + 20, TOP + rows * (HEIGHT + 10) + 10)
    shapes = [box((0, 0), size, "paper", 0), *_legend(said, output)]
    sentences = []
    for at, row in enumerate(output.rows):
        courses = [list(_course(said, output, row, group, results=results, axis=axis)) for group in output.groups]
        shapes += _Panel(row, axis, (10 + at % 2 * WIDTH, TOP + at // 2 * (HEIGHT + 10)), courses).shapes()
        sentences += [course[-1].told for course in courses if course]
    told = f"{' '.join(output.footnotes)} Last visit: {'; '.join(sentences)}."
    return drawing(f"{output.id.lower()}", size, (output.title, told), shapes)


def _legend(said: Reporting, output: Output) -> Iterator[str]:
    yield words(output.title, (16, 28), "title")
    for at, group in enumerate(output.groups):
        kind, left = KINDS[at % 2], 16 + at * 120.0
        yield line((left, 47), (left + 30, 47), kind)
        yield dot((left + 15, 47), f"{kind} dot", said.label(output.grouping, group), square=at % 2 == 1)
        yield words(said.label(output.grouping, group), (left + 38, 51.5))


def _course(said: Reporting, output: Output, row: Row, group: str, *, results: Results, axis: Axis) -> Iterator[_Point]:
    label = said.label(output.grouping, group)
    for visit in row.visits:
        found = results[Cell(output.id, row.id, "", visit, group)]
        mean, deviation, digits = found["mean"], found["sd"], row.decimals or 0
        if mean is None or visit not in axis.places:
            continue
        told = f"{row.label}, {label}, {visit}: {printed(mean, digits)} ± {printed(deviation, digits)}"
        spread = float(deviation) if deviation is not None else 0.0
        yield _Point(axis.places[visit], float(mean), spread, f"{told} (N = {plain(found['N'])})")


@dataclass(frozen=True)
class _Panel:
    """One row's courses in a frame with axes."""

    row: Row
    axis: Axis
    corner: tuple[float, float]
    courses: list[list[_Point]]

    def shapes(self) -> Iterator[str]:
        """Everything in the frame, from back to front."""
        left, top = self.corner
        yield words(self.row.label, (left + LEFT, top + 18), "strong")
        if self.row.better:
            yield words(f"{self.row.better} is better", (left + LEFT + INNER, top + 18), "soft small end")
        yield from self._scale()
        shift = (len(self.courses) - 1) / 2
        for at, course in enumerate(self.courses):
            yield from self._drawn(course, KINDS[at % 2], (at - shift) * 5)

    def _scale(self) -> Iterator[str]:
        left, top = self.corner
        low, high = self._range()
        step = next((step for step in STEPS if (high - low) / step <= 6), high - low)
        ticks = [low + step * n for n in range(int((high - low) / step) + 1)]
        for tick in ticks:
            level = self._down(tick)
            yield line((left + LEFT, level), (left + LEFT + INNER, level), "grid")
            yield words(f"{tick:g}", (left + LEFT - 8, level + 4), "soft small end")
        foot = top + 30 + DEEP
        yield line((left + LEFT, foot), (left + LEFT + INNER, foot), "axis")
        for place in sorted(set(self.axis.places.values())):
            yield line((self._right(place), foot), (self._right(place), foot + 5), "axis")
            yield words(f"{place:g}", (self._right(place), foot + 18), "soft small middle")
        yield words(self.axis.title, (left + LEFT + INNER / 2, foot + 36), "soft small middle")

    def _drawn(self, course: list[_Point], kind: str, shift: float) -> Iterator[str]:
        low, high = self._range()
        for point in course:
            x = self._right(point.place) + shift
            ends = max(point.mean - point.deviation, low), min(point.mean + point.deviation, high)
            yield line((x, self._down(ends[0])), (x, self._down(ends[1])), f"{kind} bar")
            for end in ends:
                yield line((x - 4, self._down(end)), (x + 4, self._down(end)), f"{kind} bar")
        if course:
            yield path([(self._right(point.place) + shift, self._down(point.mean)) for point in course], kind)
        for point in course:
            place = self._right(point.place) + shift, self._down(point.mean)
            yield dot(place, f"{kind} dot", point.told, square=kind == "b")

    def _range(self) -> tuple[float, float]:
        if self.row.range:
            return self.row.range
        points = [point for course in self.courses for point in course]
        ends = [point.mean + sign * point.deviation for point in points for sign in (-1, 1)] or [0.0, 1.0]
        return min(ends), max(max(ends), min(ends) + 1)

    def _right(self, place: float) -> float:
        last = max(self.axis.places.values()) or 1.0
        return self.corner[0] + LEFT + 10 + place / last * (INNER - 20)

    def _down(self, value: float) -> float:
        low, high = self._range()
        return self.corner[1] + 30 + DEEP - (value - low) / (high - low) * DEEP
