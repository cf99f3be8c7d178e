"""Where the annotations of a page go: at places given, beside the labels of their fields, or in the right margin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from define_xml.package.acrf.annotation import Annotation, Shape, domain_note, shaped
from define_xml.package.acrf.frame import Rect
from define_xml.package.acrf.letters import measured
from define_xml.package.acrf.over_anchors import Anchor
from define_xml.package.acrf.over_room import EDGE, GAP, Room
from define_xml.package.acrf.pages import PageShown
from mappings.origins import Field

WIDEST = 200.0  # points that an annotation takes before it breaks, where the dictionary says no width
STRIP = 214.0  # by which a page without room is made wider
HEAD = 0.2  # of the height of a page: how far down the names of datasets may stand
BASE = 1.08  # from the top of a box to its first baseline, in sizes of letters
# The size of variables, of domains, and how far up or down an annotation may stand from its field.
TRIES = ((9.0, 12.0, 15.0), (8.0, 10.0, 15.0), (7.0, 9.0, 18.0), (7.0, 9.0, 30.0))
STRIPS = 40


@dataclass(frozen=True)
class Placed:
    """An annotation where it will be drawn: the box in seen coordinates."""

    note: Annotation
    shape: Shape
    box: Rect


@dataclass(frozen=True)
class Arranged:
    """The annotations of a page, all placed; by how much the page is wider; fields whose place was taken."""

    placed: tuple[Placed, ...]
    wider: float = 0.0
    moved: tuple[Field, ...] = ()


class _Full(Exception):
    """There is no room left for an annotation: the next try has smaller letters or a wider page."""


def arranged(
    page: PageShown,
    labels: Mapping[str, str],
    places: Sequence[Anchor],
    size: tuple[float, float],
    obstacles: Sequence[Rect],
) -> Arranged:
    """Every annotation of the page: none over another, none outside, none over text but at a place that is given.

    `size` is the page's as shown, `labels` are the datasets'. First in large letters, then in smaller ones; where even
    these find no room, the page is wider at its right.
    """
    tries = [(one, 0.0) for one in TRIES] + [(TRIES[1], STRIP * count) for count in range(1, STRIPS)]
    for sizes, wider in tries:
        room = Room(size[0] + wider, size[1], obstacles)
        try:
            made = _Page(room, sizes, wider)
            made.fill(page, labels, places)
        except _Full:
            continue
        return Arranged(tuple(made.placed), wider, tuple(made.moved))
    raise ValueError(f"its {sum(len(one.shown.notes) for one in places):,} annotations find no room")


@dataclass
class _Page:
    """Places the annotations of one page, in letters of one size; _Full where one finds no room."""

    room: Room
    sizes: tuple[float, float, float]
    wider: float = 0.0
    placed: list[Placed] = field(default_factory=list)
    moved: list[Field] = field(default_factory=list)

    def fill(self, page: PageShown, labels: Mapping[str, str], places: Sequence[Anchor]) -> None:
        """Given places first, then the head of the page, then labels found, then what is left."""
        for one in places:
            if one.given is not None:
                self._given(one)
        self._head([domain_note(name, labels.get(name, "")) for name in page.datasets], self.sizes[1])
        self._head([*page.notes, *(note for form in page.forms for note in form.notes)], self.sizes[0])
        for one in places:
            if one.given is None and one.found is not None:
                self._found(one)
        top = self.room.height
        for one in places:
            if one.given is None and one.found is None:
                top = self._margin(one.shown.notes, top, one.width)

    def _shape(self, note: Annotation, size: float, width: float = 0.0) -> Shape:
        """The annotation in lines; wider than is usual where it would be higher than the page."""
        most = self.room.width - 2 * EDGE
        wide = min(width or WIDEST, most)
        shape = shaped(note, wide, size, measured)
        while shape.height > self.room.height - 2 * EDGE and wide < most:
            wide = min(wide * 1.5, most)
            shape = shaped(note, wide, size, measured)
        return shape

    def _take(self, note: Annotation, shape: Shape, box: Rect | None) -> Rect:
        if box is None:
            raise _Full
        self.placed.append(Placed(note, shape, self.room.take(box)))
        return box

    def _given(self, one: Anchor) -> None:
        """At the place given, one beside the other as far as they fit, then below."""
        assert one.given is not None
        x, top, lowest = one.given.x, one.given.y + BASE * self.sizes[0], self.room.height
        for place, note in enumerate(one.shown.notes):
            shape = self._shape(note, self.sizes[0], one.width)
            if place and x + shape.width > self.room.width - EDGE:
                x, top = one.given.x, lowest - GAP
            box = self._take(note, shape, self.room.forced(x, top, (shape.width, shape.height)))
            if abs(box[0] - x) > 1 or abs(box[3] - top) > 1:
                self.moved.append(one.key)
            x, top, lowest = box[2] + GAP, box[3], min(lowest, box[1])

    def _head(self, notes: Iterable[Annotation], size: float) -> None:
        for note in notes:
            shape = self._shape(note, size, min(WIDEST * 1.7, self.room.width - 2 * EDGE))
            asked = (shape.width, shape.height)
            self._take(note, shape, self.room.highest(asked, self.room.height * HEAD) or self._beyond(shape))

    def _beyond(self, shape: Shape) -> Rect | None:
        return self.room.margin((shape.width, shape.height), self.room.height)

    def _found(self, one: Anchor) -> None:
        """Right of the label, or in the margin on its height."""
        assert one.found is not None
        for note in one.shown.notes:
            shape = self._shape(note, self.sizes[0], one.width)
            top = one.found.y + BASE * shape.size
            x = one.found.end + GAP + 0.3 * one.found.size
            asked = (shape.width, shape.height)
            beside = self.room.beside(x, top, asked, self.sizes[2])
            # On a page that is wider already there is room at the margin.
            self._take(note, shape, beside or (self.room.margin(asked, top) if self.wider else None))

    def _margin(self, notes: Sequence[Annotation], top: float, width: float) -> float:
        """At the right margin, and the height at which the next ones go on."""
        for note in notes:
            shape = self._shape(note, self.sizes[0], width)
            top = self._take(note, shape, self.room.margin((shape.width, shape.height), top))[1] - GAP
        return top
