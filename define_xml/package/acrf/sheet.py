"""A page laid out: lines of text, boxes, annotations and links with their places; nothing is drawn here."""

from __future__ import annotations

from dataclasses import dataclass

from define_xml.package.acrf.annotation import INK, WHITE, Annotation, Colour, Shape

WIDTH, HEIGHT, MARGIN = 595.3, 841.9, 40.0  # A4 in points
GREY: Colour = (0.38, 0.38, 0.42)
PALE: Colour = (0.92, 0.93, 0.95)


@dataclass(frozen=True)
class Line:
    """A line of text: where it begins (from the left and from the top), its font, size and colour."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: Colour = INK


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner; `round` is the radius of its corners, `edge` None has no border."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None
    edge: Colour | None = None
    round: float = 0.0


@dataclass(frozen=True)
class Stamp:
    """An annotation by its upper left corner, its shape and the colour of its dataset."""

    x: float
    y: float
    note: Annotation
    shape: Shape
    fill: Colour = WHITE


@dataclass(frozen=True)
class Link:
    """A place that leads to a page of the document."""

    x: float
    y: float
    width: float
    height: float
    page: int


Part = Line | Box | Stamp | Link


@dataclass(frozen=True)
class Sheet:
    """One page laid out: its size, and all that stands on it in the order of drawing; `y` counts from the top."""

    height: float
    parts: tuple[Part, ...]
    width: float = WIDTH
