"""Blank CRFs as users bring them: paper of several sizes and turns, drawn with reportlab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from define_xml.package.acrf.annotation import Annotation
from define_xml.package.acrf.over import Crf
from define_xml.package.acrf.pages import FieldShown, FormShown, PageShown
from define_xml.package.acrf.positions import Given

LABELS = {"AE": "Adverse Events", "DM": "Demographics", "VS": "Vital Signs"}


@dataclass(frozen=True)
class Paper:
    """How a page lies: its own width and height, its turn, the corner of what is shown of it, the font."""

    width: float = 595.0
    height: float = 842.0
    turn: int = 0
    crop: tuple[float, float, float, float] | None = None
    font: str = "Helvetica"

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as shown."""
        left, bottom, right, top = self.crop or (0.0, 0.0, self.width, self.height)
        wide, high = right - left, top - bottom
        return (high, wide) if self.turn in (90, 270) else (wide, high)

    def begin(self, canvas: Any) -> None:
        """Sets the page up; what is drawn then is placed from the lower left corner as shown."""
        canvas.setPageSize((self.width, self.height))
        left, bottom, right, top = self.crop or (0.0, 0.0, self.width, self.height)
        if self.crop:
            canvas.setCropBox(self.crop)
        corner = {0: (left, bottom), 90: (right, bottom), 180: (right, top), 270: (left, top)}[self.turn]
        canvas.translate(*corner)
        canvas.rotate(self.turn)


A4 = Paper()
PAPERS = {
    "A4": A4,
    "letter": Paper(612, 792, font="Times-Roman"),
    "turned 90": Paper(595, 842, 90),
    "turned 180": Paper(595, 842, 180, font="Courier"),
    "turned 270": Paper(612, 792, 270),
    "cropped": Paper(700, 900, crop=(60.0, 40.0, 640.0, 860.0)),
    "cropped and turned": Paper(700, 900, 90, crop=(60.0, 40.0, 640.0, 860.0)),
}
Drawing = Callable[[Any, Paper], None]


def pdf(*pages: tuple[Paper, Drawing]) -> bytes:
    """A PDF with those pages."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(BytesIO(), invariant=1)
    for paper, draw in pages:
        canvas.saveState()
        paper.begin(canvas)
        draw(canvas, paper)
        canvas.restoreState()
        canvas.showPage()
    return edited(canvas.getpdfdata(), lambda writer: _turn(writer, [paper for paper, _ in pages]))


def _turn(writer: Any, papers: Sequence[Paper]) -> None:
    # reportlab would turn the paper itself as well.
    for page, paper in zip(writer.pages, papers, strict=True):
        page.rotate(paper.turn)


def edited(content: bytes, change: Callable[[Any], object]) -> bytes:
    """The PDF with a change made to it by pypdf."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    change(writer)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def questions(*labels: str, step: float = 40.0) -> Drawing:
    """A form that asks these questions, one below the other, each with two boxes to tick."""

    def draw(canvas: Any, paper: Paper) -> None:
        y = paper.shown[1] - 120.0
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(50, y + 40, "CASE REPORT FORM")
        canvas.setFont(paper.font, 10)
        for label in labels:
            canvas.drawString(50, y, label)
            for x, text in ((330, "Yes"), (380, "No")):
                canvas.rect(x, y - 1, 8, 8)
                canvas.drawString(x + 12, y, text)
            y -= step

    return draw


def page(number: int, notes: Mapping[str, Sequence[str]], dataset: str = "AE", form: str = "ae") -> PageShown:
    """A page with a field for each label, and the texts that it is annotated with."""
    fields = tuple(
        FieldShown(f"field_{place}", label, "text", (), tuple(Annotation(text, dataset) for text in several))
        for place, (label, several) in enumerate(notes.items())
    )
    return PageShown(number, (FormShown(form, fields),))


def crf(*pages: PageShown, given: Given | None = None) -> Crf:
    """What is to be annotated, without visits."""
    return Crf("STUDY", pages, given or Given({}, {}), LABELS, {})
