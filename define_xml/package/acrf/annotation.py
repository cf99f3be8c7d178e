"""An annotation of the CRF: its text, whose it is, how it looks; its colour, its lines, its box on a canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from define_xml.package.acrf.letters import BOLD, PLAIN, Measure, broken, shown, widest

Look = Literal["domain", "variable", "not_submitted", "note", "relrec"]
Colour = tuple[float, float, float]

NOT_SUBMITTED = "[NOT SUBMITTED]"
INK: Colour = (0.07, 0.07, 0.12)
RED: Colour = (0.66, 0.05, 0.05)
WHITE: Colour = (1.0, 1.0, 1.0)
# SDTM Metadata Submission Guidelines 2.0: the datasets of a page take blue, yellow, green and orange in turn; four hues
# follow. The shades are ours: with the usual ones, yellow and green look the same without the red cones (distance 0.04
# in sRGB), with these no two of the eight come nearer than 0.11 without the red or the green cones.
FILLS: tuple[Colour, ...] = (
    (0.75, 1.0, 1.0), (1.0, 1.0, 0.52), (0.45, 0.92, 0.62), (1.0, 0.66, 0.5),
    (0.86, 0.77, 1.0), (1.0, 0.84, 0.9), (0.68, 0.74, 0.88), (0.78, 0.86, 0.75),
)  # fmt: skip
DASHES: dict[Look, tuple[float, ...]] = {"note": (2.4, 1.6)}
LEADING, PADDING = 1.2, 0.45  # of the size of letters: from line to line, and from the border to the text


@dataclass(frozen=True)
class Annotation:
    """One annotation: its text, the dataset it is of (empty: of several or none), and how it looks.

    `domain` names a dataset of the page (bold); `variable` is what an answer becomes; `note` is what belongs to the
    field or form but is not collected there (dashed); `not_submitted` and `relrec` say so.
    """

    text: str
    dataset: str = ""
    look: Look = "variable"


@dataclass(frozen=True)
class Shape:
    """An annotation broken into lines: the size of its letters, and the width and height of its box in points."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float


def domain_note(name: str, label: str) -> Annotation:
    """The annotation that names a dataset: `DM (Demographics)`."""
    return Annotation(f"{name} ({label})" if label else name, name, "domain")


def not_submitted() -> Annotation:
    """The annotation of a field that no submitted variable holds."""
    return Annotation(NOT_SUBMITTED, "", "not_submitted")


def fill_of(datasets: Sequence[str]) -> dict[str, Colour]:
    """The colour of each dataset of a page, in the order they are given; more than eight begin anew."""
    return {name: FILLS[place % len(FILLS)] for place, name in enumerate(dict.fromkeys(datasets))}


def font_of(note: Annotation) -> str:
    """The font of an annotation: domains are bold, variables are not."""
    return BOLD if note.look == "domain" else PLAIN


def shaped(note: Annotation, width: float, size: float, measure: Measure) -> Shape:
    """The annotation in lines, its box no wider than `width` points.

    A word that alone is wider makes the letters smaller, down to six points, so that names stay whole to be searched.
    """
    font = font_of(note)
    longest = max((measure(word, font, 1) for word in note.text.split()), default=0.0)
    if longest:
        size = max(min(size, 0.999 * width / (longest + 2 * PADDING)), min(size, 6.0))
    inner = width - 2 * PADDING * size
    lines = _lines(note.text, font, size, inner, measure)
    wide = min(widest(lines, font, size, measure) + 2 * PADDING * size, width)
    return Shape(lines, size, wide, size * (LEADING * len(lines) + 0.4))


def _lines(text: str, font: str, size: float, width: float, measure: Measure) -> tuple[str, ...]:
    """The text in lines, broken before `and` rather than within a condition where that fits."""
    lines = list[str]()
    for part in " ".join(text.split()).replace(" and ", "\n and ").split("\n"):
        joined = f"{lines[-1]}{part}" if lines else part
        if lines and measure(joined, font, size) <= width:
            lines[-1] = joined
        else:
            lines += broken(part, font, size, width, measure)
    return tuple(lines)


def draw_annotation(
    canvas: Any, note: Annotation, shape: Shape, corner: tuple[float, float], fill: Colour = WHITE
) -> None:
    """Draws the box on a reportlab canvas; `corner` is its upper left one, in points from the lower left of the page.

    The lines stand in one text object one after the other, so that a reader of the text finds them in one piece.
    """
    left, top = corner
    ink = RED if note.look == "not_submitted" else INK
    canvas.saveState()
    canvas.setLineWidth(0.7)
    canvas.setStrokeColorRGB(*ink)
    canvas.setFillColorRGB(*(WHITE if note.look == "not_submitted" else fill))
    if note.look in DASHES:
        canvas.setDash(list(DASHES[note.look]))
    canvas.rect(left, top - shape.height, shape.width, shape.height, stroke=1, fill=1)
    canvas.setFillColorRGB(*ink)
    words = canvas.beginText(left + PADDING * shape.size, top - shape.size * 1.08)
    words.setFont(font_of(note), shape.size, shape.size * LEADING)
    for line in shape.lines:
        words.textLine(shown(line))
    canvas.drawText(words)
    canvas.restoreState()
