"""The annotated case report form: our own rendering of each form, and beside each field the variables it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from define_xml.package.acrf_layout import WIDTH, Box, Colour, Line, Measure, Sheet, laid_out
from define_xml.package.acrf_notes import field_notes
from define_xml.package.acrf_pages import PageShown, pages_shown
from define_xml.package.acrf_visits import form_visits
from mappings.bound import Bound
from mappings.error import MappingError
from mappings.records import Records
from mappings.spec import StudySpec


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: how deep it stands, what it says, the page it leads to."""

    level: int
    title: str
    page: int


def acrf_pdf(
    said: StudySpec,
    bound: Bound,
    dictionary: Sequence[Mapping[str, str]],
    tables: Mapping[str, Records] | None = None,
) -> bytes:
    """The annotated CRF as a PDF; the same input gives the same bytes.

    Page n is page n of the data dictionary, which `said` (the study described) refers to. `tables` are the raw tables,
    for the bookmarks by visit. Letters outside Latin are written as their code point: the fonts of every PDF reader
    have no others. MappingError without the package reportlab, and where the dictionary names no page.
    """
    pages = pages_shown(said, dictionary, field_notes(bound, tables))
    if not pages:
        remedy = "a column `page` says where each field stands"
        raise MappingError("data_dictionary.csv", "no field has a page: there is no annotated CRF to make", remedy)
    canvas, measure = _canvas(said)
    labels = {dataset.name: dataset.label for dataset in said.datasets}
    head = f"{said.study_id}   Annotated case report form"
    tree = _tree(pages, labels, form_visits(bound, tables or {}))
    for page in pages:
        # A bookmark is known by its key: each has one of its own, set while its page is drawn.
        for place, mark in enumerate(tree):
            if mark.page == page.number:
                canvas.bookmarkPage(f"mark-{place}")
        _draw(canvas, laid_out(page, head, labels, measure))
    for place, mark in enumerate(tree):
        canvas.addOutlineEntry(_latin(mark.title), f"mark-{place}", mark.level, closed=mark.level > 0)
    canvas.showOutline()
    stream: BytesIO = canvas._filename
    canvas.save()
    return stream.getvalue()


def _canvas(said: StudySpec) -> tuple[Any, Measure]:
    """An empty document without a clock in it, and what measures text."""
    try:
        from reportlab.pdfbase.pdfmetrics import stringWidth
        from reportlab.pdfgen.canvas import Canvas
    except ImportError:
        raise MappingError("acrf.pdf", "the package reportlab is not installed", "pip install reportlab") from None
    canvas = Canvas(BytesIO(), invariant=1, pageCompression=1, lang="en")
    canvas.setTitle(f"Annotated case report form, {_latin(said.study_id)}")
    canvas.setSubject("The fields of the case report form and the SDTM variables they become")
    canvas.setAuthor("")
    canvas.setCreator("trial-dossier")


    @cache
    def measure(text: str, font: str, size: float) -> float:
        return float(stringWidth(_latin(text), font, size))

    return canvas, measure


def _draw(canvas: Any, sheet: Sheet) -> None:
    """One page on paper."""
    canvas.setPageSize((WIDTH, sheet.height))
    for part in sheet.parts:
        if isinstance(part, Box):
            _box(canvas, part, sheet.height)
        else:
            _line(canvas, part, sheet.height)
    canvas.showPage()


def _line(canvas: Any, line: Line, height: float) -> None:
    canvas.setFillColorRGB(*line.colour)
    canvas.setFont(line.font, line.size)
    canvas.drawString(line.x, height - line.y, _latin(line.text))


def _box(canvas: Any, box: Box, height: float) -> None:
    none: Colour = (0.0, 0.0, 0.0)
    canvas.setLineWidth(0.6)
    canvas.setStrokeColorRGB(*(box.edge or none))
    canvas.setFillColorRGB(*(box.fill or none))
    bottom, stroke, fill = height - box.y - box.height, int(box.edge is not None), int(box.fill is not None)
    if box.round:
        canvas.roundRect(box.x, bottom, box.width, box.height, box.round, stroke=stroke, fill=fill)
    else:
        canvas.rect(box.x, bottom, box.width, box.height, stroke=stroke, fill=fill)


def _tree(
    pages: Sequence[PageShown], labels: Mapping[str, str], visits: Mapping[str, Sequence[str]]
) -> list[Bookmark]:
    """Three trees: by visit, by form, by dataset (SDTM Metadata Submission Guidelines 2.0 ask for the first two)."""
    forms = {form.name: (page.number, form.title) for page in reversed(pages) for form in page.forms}
    tree: list[Bookmark] = []
    for visit, several in visits.items():
        there = sorted(forms[name] for name in several if name in forms)
        if there:
            tree += [Bookmark(1, visit, there[0][0]), *(Bookmark(2, title, number) for number, title in there)]
    tree = [Bookmark(0, "Visits", 1), *tree] if tree else []
    tree += [Bookmark(0, "Forms", 1), *(Bookmark(1, title, number) for number, title in sorted(forms.values()))]
    homes = {name: page.number for page in reversed(pages) for name in page.datasets}
    tree += [Bookmark(0, "Datasets", 1)] if homes else []
    return [*tree, *(Bookmark(1, f"{name} {labels.get(name, '')}", homes[name]) for name in sorted(homes))]


def _latin(text: str) -> str:
    """The text in the letters that the fonts of every reader have; others as `<U+03A9>`, so that none is lost."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if _printable(one) else f"<U+{ord(one):04X}>" for one in text)


def _printable(one: str) -> bool:
    try:
        return bool(one.encode("cp1252")) and one.isprintable()
    except UnicodeEncodeError:
        return False
