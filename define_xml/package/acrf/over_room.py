"""The free room of a page: where a box can lie without covering text of the page or another box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from define_xml.package.acrf.frame import Rect

EDGE = 6.0  # from the border of the page
GAP = 2.0  # between boxes, and between a box and text
STEP = 3.0  # up or down, from one try to the next
COLUMN = 24.0  # to the left or right, from one try to the next
# What a point costs: up, where the field before stands, down, and to the right.
UP, DOWN, ALONG = 6.0, 3.0, 0.06


class Room:
    """A page as shown, filled step by step; a box is (left, bottom, right, top)."""

    def __init__(self, width: float, height: float, obstacles: Iterable[Rect] = ()) -> None:
        self.width, self.height = width, height
        self.obstacles = np.array([*obstacles], dtype=float).reshape(-1, 4)
        self.taken: list[Rect] = []

    def take(self, box: Rect) -> Rect:
        """The box, which is no longer free."""
        self.taken.append(box)
        return box

    def beside(self, x: float, top: float, size: tuple[float, float], reach: float) -> Rect | None:
        """The best free box right of a point: near its line first, then near the point; None within that reach."""
        top = min(max(top, EDGE + size[1]), self.height - EDGE)
        best: Rect | None = None
        cheapest = float("inf")
        for away in _tries(reach):
            if DOWN * abs(away) >= cheapest:
                break
            left = self._along(max(x, EDGE), top + away, size)
            if left is None:
                continue
            cost = max(UP * away, -DOWN * away) + ALONG * (left - x)
            if cost < cheapest:
                cheapest, best = cost, _box(left, top + away, size)
        return best

    def highest(self, size: tuple[float, float], depth: float) -> Rect | None:
        """The first free box from the upper left corner on, row by row, as far down as `depth` points."""
        for top in _downward(self.height - EDGE, max(self.height - depth, EDGE) + size[1]):
            left = self._along(EDGE, top, size)
            if left is not None:
                return _box(left, top, size)
        return None

    def margin(self, size: tuple[float, float], top: float) -> Rect | None:
        """The first free box at the right margin, from a height on downward, then from the top; then left of there."""
        last = self.width - EDGE - size[0]
        for left in (last - COLUMN * step for step in range(int((last - EDGE) // COLUMN) + 1)):
            column = sorted(self._across(0, left, left + size[0]), key=lambda box: -box[3])
            for start in (min(top, self.height - EDGE), self.height - EDGE):
                free = _below(column, start, size[1])
                if free - size[1] >= EDGE:
                    return _box(left, free, size)
        return None

    def forced(self, x: float, top: float, size: tuple[float, float]) -> Rect | None:
        """The box at that place, or the next one down or right of it that covers no other box; text does not count."""
        left, start = self._inside(x, top, size)
        steps = [left, *(left + COLUMN * one for one in range(1, int(self.width // COLUMN)))]
        for at in (one for one in steps if one + size[0] <= self.width - EDGE):
            for one in _downward(start, EDGE + size[1]):
                if not _hit(_box(at, one, size), self.taken):
                    return _box(at, one, size)
        return None

    def _inside(self, x: float, top: float, size: tuple[float, float]) -> tuple[float, float]:
        left = max(EDGE, min(x, self.width - EDGE - size[0]))
        return left, max(EDGE + size[1], min(top, self.height - EDGE))

    def _across(self, axis: int, low: float, high: float) -> list[Rect]:
        """What is not free between two lines: upright ones (axis 0), or level ones (axis 1)."""
        fixed = self.obstacles[(self.obstacles[:, axis] < high) & (self.obstacles[:, axis + 2] > low)]
        found = [(box[0], box[1], box[2], box[3]) for box in fixed.tolist()]
        return found + [box for box in self.taken if box[axis] < high and box[axis + 2] > low]

    def _along(self, x: float, top: float, size: tuple[float, float]) -> float | None:
        """The leftmost free place on a row, not left of x."""
        if top > self.height - EDGE or top - size[1] < EDGE:
            return None
        row = sorted(self._across(1, top - size[1] - GAP, top + GAP))
        left = x
        for box in row:
            if box[0] < left + size[0] + GAP and box[2] > left - GAP:
                left = box[2] + GAP
        # Sorted by their left edges, what was passed over cannot be met again: each step goes right.
        return left if left + size[0] <= self.width - EDGE and not _hit(_box(left, top, size), row) else None


def _box(left: float, top: float, size: tuple[float, float]) -> Rect:
    return left, top - size[1], left + size[0], top


def _below(column: Sequence[Rect], top: float, high: float) -> float:
    """The highest free place in a column, the boxes of which come from above downward, not above `top`."""
    for box in column:
        if box[1] < top + GAP and box[3] > top - high - GAP:
            top = box[1] - GAP
    return top


def _hit(box: Rect, taken: Iterable[Rect]) -> bool:
    """Whether the box covers one of the others."""
    left, bottom, right, top = box
    return any(one[0] < right and one[2] > left and one[1] < top and one[3] > bottom for one in taken)


def _tries(reach: float) -> Iterator[float]:
    """0, a step down, a step up, two steps down ..."""
    yield 0.0
    for step in range(1, int(reach / STEP) + 1):
        yield -STEP * step
        yield STEP * step


def _downward(top: float, lowest: float) -> Iterator[float]:
    if top < lowest:
        return
    count = int((top - lowest) / STEP)
    yield from (top - STEP * step for step in range(count + 1))
