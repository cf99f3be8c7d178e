"""The annotated case report form as a PDF: our own rendering of each form, annotated, with outline and contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from define_xml.package.acrf.annotation import Colour, draw_annotation
from define_xml.package.acrf.bookmarks import Bookmark, outline
from define_xml.package.acrf.constants import form_constants
from define_xml.package.acrf.contents import contents_sheets
from define_xml.package.acrf.layout import laid_out
from define_xml.package.acrf.letters import PLAIN, letters, measured, shown
from define_xml.package.acrf.notes import field_notes
from define_xml.package.acrf.pages import pages_shown
from define_xml.package.acrf.sheet import Box, Line, Link, Sheet, Stamp
from define_xml.package.acrf.visits import form_visits
from mappings.bound import Bound
from mappings.error import MappingError
from mappings.records import Records
from mappings.spec import StudySpec


def acrf_pdf(
    said: StudySpec,
    bound: Bound,
    dictionary: Sequence[Mapping[str, str]],
    tables: Mapping[str, Records] | None = None,
) -> bytes:
    """The annotated CRF as a PDF; the same input gives the same bytes.

    Page n is page n of the data dictionary, which `said` (the study described) refers to; the table of contents comes
    after the last. `tables` are the raw tables, for the bookmarks by visit. Letters that the embedded fonts do not
    have are written as their code point. MappingError without the package reportlab, and where the dictionary names no
    page.
    """
    pages = pages_shown(said, dictionary, field_notes(bound, tables), form_constants(bound))
    if not pages:
        remedy = "a column `page` says where each field stands"
        raise MappingError("data_dictionary.csv", "no field has a page: there is no annotated CRF to make", remedy)
    canvas, labels, last = new_canvas(said.study_id), {one.name: one.label for one in said.datasets}, len(pages)
    head = f"{said.study_id}   Annotated case report form"
    tree = outline(pages, labels, form_visits(bound, tables or {}, dictionary), last + 1)
    sheets = [laid_out(page, head, labels, measured, last + 1) for page in pages]
    for number, sheet in enumerate([*sheets, *contents_sheets(tree, head, measured)], 1):
        _page(canvas, sheet, number, tree)
    for place, mark in enumerate(tree):
        canvas.addOutlineEntry(shown(mark.title), f"mark-{place}", mark.level, closed=mark.level > 0)
    canvas.showOutline()
    stream: BytesIO = canvas._filename
    canvas.save()
    return stream.getvalue()


def new_canvas(study: str) -> Any:
    """An empty document without a clock in it: its title and language are set, its fonts are known."""
    letters()
    from reportlab.pdfgen.canvas import Canvas

    # FDA, Portable Document Format Specifications: versions 1.4 to 1.7.
    canvas = Canvas(BytesIO(), invariant=1, pageCompression=1, lang="en", initialFontName=PLAIN, pdfVersion=(1, 4))
    canvas.setTitle(f"Annotated case report form, {shown(study)}")
    canvas.setSubject("The fields of the case report form and the SDTM variables they become")
    canvas.setAuthor("")
    canvas.setCreator("trial-dossier")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def _page(canvas: Any, sheet: Sheet, number: int, tree: Sequence[Bookmark]) -> None:
    """One page on paper, with the places that outline and links lead to."""
    canvas.setPageSize((sheet.width, sheet.height))
    canvas.bookmarkPage(f"page-{number}")
    # An entry of the outline is known by its key: each has one of its own, set while its page is drawn.
    for place, mark in enumerate(tree):
        if mark.page == number:
            canvas.bookmarkPage(f"mark-{place}")
    draw_sheet(canvas, sheet)
    canvas.showPage()


def draw_sheet(canvas: Any, sheet: Sheet, *, links: bool = True) -> None:
    """Draws all that stands on a page; `links` lead to the places `page-1`, `page-2` ... of the same document."""
    for part in sheet.parts:
        match part:
            case Line():
                _line(canvas, part, sheet.height)
            case Box():
                _box(canvas, part, sheet.height)
            case Stamp():
                draw_annotation(canvas, part.note, part.shape, (part.x, sheet.height - part.y), part.fill)
            case Link() if links:
                bottom = sheet.height - part.y - part.height
                corners = (part.x, bottom, part.x + part.width, bottom + part.height)
                canvas.linkAbsolute("", f"page-{part.page}", corners, Border="[0 0 0]")


def _line(canvas: Any, line: Line, height: float) -> None:
    canvas.setFillColorRGB(*line.colour)
    canvas.setFont(line.font, line.size)
    canvas.drawString(line.x, height - line.y, shown(line.text))


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
