"""A page as a reader shows it: its size, and the way between its own coordinates and those that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]  # left, bottom, right, top

SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
SMALLEST_SIDE = 36.0


@dataclass(frozen=True)
class Frame:
    """What is shown of a page, in its own coordinates, and by how many degrees clockwise it is turned.

    Seen coordinates have their origin at the lower left corner of what is shown, as it is shown.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.turn in (90, 270) else (wide, high)

    @property
    def matrix(self) -> Matrix:
        """From seen coordinates to those of the page."""
        return {
            0: (1.0, 0.0, 0.0, 1.0, self.left, self.bottom),
            90: (0.0, 1.0, -1.0, 0.0, self.right, self.bottom),
            180: (-1.0, 0.0, 0.0, -1.0, self.right, self.top),
            270: (0.0, -1.0, 1.0, 0.0, self.left, self.top),
        }[self.turn]

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is seen."""
        return {
            0: (x - self.left, y - self.bottom),
            90: (y - self.bottom, self.right - x),
            180: (self.right - x, self.top - y),
            270: (self.top - y, x - self.left),
        }[self.turn]

    def seen_box(self, corners: Sequence[float]) -> Rect:
        """A rectangle of the page, by two corners in any order, as it is seen."""
        one, other = self.seen(corners[0], corners[1]), self.seen(corners[2], corners[3])
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def widened(self, more: float) -> Frame:
        """The frame with a strip added at the right as it is seen; what is seen where does not change."""
        side = {0: "right", 90: "top", 180: "left", 270: "bottom"}[self.turn]
        sign = 1.0 if self.turn in (0, 90) else -1.0
        return replace(self, **{side: getattr(self, side) + sign * more})


def frame_of(page: Any) -> Frame:
    """The frame of a pypdf page: its crop box within its media box. ValueError where nothing of it can be shown."""
    media, crop = page.mediabox, page.cropbox
    left, bottom = max(float(media.left), float(crop.left)), max(float(media.bottom), float(crop.bottom))
    right, top = min(float(media.right), float(crop.right)), min(float(media.top), float(crop.top))
    # PDF 32000-1, 14.11.2: a crop box beside the media box shows nothing; readers then show the media box.
    if right - left < SMALLEST_SIDE or top - bottom < SMALLEST_SIDE:
        left, bottom, right, top = (float(side) for side in (media.left, media.bottom, media.right, media.top))
    if right - left < SMALLEST_SIDE or top - bottom < SMALLEST_SIDE:
        raise ValueError(f"its size is {right - left:g} by {top - bottom:g} points")
    turn = int(page.rotation or 0) % 360
    return Frame(left, bottom, right, top, turn if turn in (90, 180, 270) else 0)


def product(first: Sequence[float], then: Sequence[float]) -> Matrix:
    """What it is to go the way of one matrix, and then of another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
