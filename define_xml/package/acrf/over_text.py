"""Where the text of a CRF page stands: its runs as they are shown, and the fields and boxes to tick beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import Any

from define_xml.package.acrf.frame import SAME, Frame, Matrix, Rect, product
from define_xml.package.acrf.over_open import resources

TICKED = 18.0  # points: a square up to this size is a box to tick
# Fonts whose widths reportlab knows, by how others of the same widths are called; all others may be wider.
FAMILIES = {
    "Helvetica": "Helvetica", "Arial": "Helvetica", "LiberationSans": "Helvetica",
    "Times-": "Times", "TimesNewRoman": "Times", "LiberationSerif": "Times", "Courier": "Courier",
}  # fmt: skip
WIDER = 1.15
MANY_BOXES = 3000  # a page with more squares draws something else with them


@dataclass(frozen=True)
class Run:
    """A piece of text on one line: where its baseline begins, how wide it is, the size of its letters, as shown.

    The width is reckoned: right for fonts that all readers have, else right to about a tenth.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    upright: bool = True

    @property
    def box(self) -> Rect:
        """The room that the letters take."""
        if self.upright:
            return self.x, self.y - 0.25 * self.size, self.x + self.width, self.y + 0.8 * self.size
        return self.x - self.size, self.y - self.width, self.x + self.size, self.y + self.width


@dataclass(frozen=True)
class Shown:
    """What is found on a page: runs of text in the order of the file, and further rectangles that are to stay free.

    `left_open` says how many states of drawing the page ends that it never began, and begins without an end.
    """

    runs: tuple[Run, ...]
    boxes: tuple[Rect, ...]
    left_open: tuple[int, int] = (0, 0)

    @property
    def obstacles(self) -> tuple[Rect, ...]:
        """All that an annotation should not lie over."""
        return (*(run.box for run in self.runs), *self.boxes)


def shown_on(page: Any, frame: Frame) -> Shown:
    """What stands on a pypdf page, in seen coordinates."""
    taken = _Taken(frame, page)
    page.extract_text(
        visitor_text=taken.text, visitor_operand_before=taken.before, visitor_operand_after=taken.after
    )
    if not resources(page):  # then there is no text, and pypdf visits nothing
        taken.lines_only()
    squares = taken.squares if len(taken.squares) <= MANY_BOXES else []
    return Shown(tuple(taken.runs), (*squares, *_fields(page, frame)), (-taken.lowest, taken.depth - taken.lowest))


@dataclass
class _Taken:
    """Takes up what pypdf visits on a page. Inside a form that is drawn as a whole, its matrices begin anew."""

    frame: Frame
    page: Any
    runs: list[Run] = field(default_factory=list)
    squares: list[Rect] = field(default_factory=list)
    outer: list[Matrix] = field(default_factory=lambda: [SAME])
    owners: list[Any] = field(default_factory=list)
    depth: int = 0
    lowest: int = 0

    def before(self, operator: bytes, operands: Any, matrix: Any, _: Any) -> None:
        """Goes into a form; notes a box to tick."""
        if operator == b"Do" and operands:
            owner = _resource(next((one for one in reversed(self.owners) if one), self.page), "/XObject", operands[0])
            own = [float(one) for one in owner.get("/Matrix", SAME)] if owner is not None else list(SAME)
            self.outer.append(product(own, product(matrix, self.outer[-1])))
            self.owners.append(owner)
        elif operator in (b"q", b"Q") and not self.owners:
            self.depth += 1 if operator == b"q" else -1
            self.lowest = min(self.lowest, self.depth)
        elif operator == b"re" and len(operands) == 4 and len(self.squares) <= MANY_BOXES:
            x, y, wide, high = (float(one) for one in operands)
            self._square(x, y, wide, high, product(matrix, self.outer[-1]))

    def lines_only(self) -> None:
        """Counts the states of drawing of a page that draws without fonts, pictures or forms."""
        content = self.page.get_contents()
        for _, operator in content.operations if content is not None else ():
            if operator in (b"q", b"Q"):
                self.before(operator, (), SAME, SAME)

    def after(self, operator: bytes, operands: Any, _matrix: Any, _: Any) -> None:
        """Comes out of a form."""
        if operator == b"Do" and operands:
            self.outer.pop()
            self.owners.pop()

    def text(self, text: str, matrix: Any, words: Any, font: Any, size: Any) -> None:
        """Takes up one piece of text."""
        if not text.strip():
            return
        whole = product(product(words, matrix), self.outer[-1])
        start = self.frame.seen(whole[4], whole[5])
        end = self.frame.seen(whole[0] + whole[4], whole[1] + whole[5])
        along, across = hypot(whole[0], whole[1]), hypot(whole[2], whole[3])
        turned = abs(end[1] - start[1]) > 0.2 * along or end[0] < start[0]
        # The first line break belongs to what stands before; several lines in one piece come only from odd files.
        wide = _wide(text.strip("\r\n"), font, float(size)) * along
        self.runs.append(Run(text.strip("\r\n"), *start, wide, float(size) * across, not turned))

    def _square(self, x: float, y: float, wide: float, high: float, whole: Matrix) -> None:
        corners = [
            product((1, 0, 0, 1, one, other), whole)[4:] for one, other in ((x, y), (x + wide, y + high))
        ]
        box = self.frame.seen_box((*corners[0], *corners[1]))
        if 3 <= box[2] - box[0] <= TICKED and 3 <= box[3] - box[1] <= TICKED:
            self.squares.append(box)


def _wide(text: str, font: Any, size: float) -> float:
    """The width of a text in a font of every reader, or as in a wide Helvetica; other letters are as wide as high."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    said = str((font or {}).get("/BaseFont", "")).rpartition("+")[2].strip("/").replace(" ", "")
    family = next((known for start, known in FAMILIES.items() if said.startswith(start)), "")
    bold = "-Bold" if "Bold" in said else "-Roman" if family == "Times" else ""
    plain = text.encode("cp1252", "ignore").decode("cp1252")
    wide = float(stringWidth(plain, (family or "Helvetica") + bold, size)) * (1.0 if family else WIDER)
    return wide + (len(text) - len(plain)) * size


def _resource(owner: Any, kind: str, name: Any) -> Any:
    """What a page or form calls by that name, if there is something."""
    found = resources(owner).get(kind)
    named: Any = found.get_object() if found is not None else {}
    return named[name].get_object() if name in named else None


def _fields(page: Any, frame: Frame) -> Iterator[Rect]:
    """The form fields of the page that are filled on a screen."""
    for one in page.get("/Annots") or ():
        found = one.get_object()
        if found.get("/Subtype") == "/Widget" and len(found.get("/Rect", ())) == 4:
            yield frame.seen_box([float(side) for side in found["/Rect"]])
