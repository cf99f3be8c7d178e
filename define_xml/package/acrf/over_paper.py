"""Annotations put on the pages of a user's PDF: an overlay is drawn for each page and merged over it by pypdf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from define_xml.package.acrf.annotation import WHITE, draw_annotation, fill_of
from define_xml.package.acrf.drawing import draw_sheet, new_canvas
from define_xml.package.acrf.frame import Frame
from define_xml.package.acrf.over_open import resources
from define_xml.package.acrf.over_places import Placed
from define_xml.package.acrf.sheet import Link, Sheet

BOXES = ("mediabox", "cropbox", "trimbox", "bleedbox", "artbox")
BOX_KEYS = ("/TrimBox", "/BleedBox", "/ArtBox")


@dataclass(frozen=True)
class Overlay:
    """What is drawn over one page: annotations in seen coordinates, the datasets in the order of their colours.

    `left_open` says how many states of drawing the page below ends that it never began, and begins without an end.
    """

    page: int
    frame: Frame
    wider: float
    placed: tuple[Placed, ...]
    datasets: tuple[str, ...]
    left_open: tuple[int, int] = (0, 0)


def overlaid(reader: Any, overlays: Sequence[Overlay], sheets: Sequence[Sheet], study: str) -> Any:
    """A pypdf writer with all of the reader's document, annotations over its pages, and the sheets after the last.

    `sheets` are the table of contents; its links lead to pages of the document.
    """
    from pypdf import PdfReader, PdfWriter

    drawn = PdfReader(BytesIO(_drawn(overlays, sheets, study)))
    writer = PdfWriter(clone_from=reader)
    for one, over in zip(overlays, drawn.pages, strict=False):
        _merge(writer.pages[one.page - 1], over, one)
    for sheet, page in zip(sheets, drawn.pages[len(overlays) :], strict=True):
        writer.add_page(page)
        _link(writer, sheet)
    return writer


def _drawn(overlays: Sequence[Overlay], sheets: Sequence[Sheet], study: str) -> bytes:
    """A PDF with a page for each overlay, in the coordinates of the page below it, and one for each sheet."""
    canvas = new_canvas(study)
    for one in overlays:
        frame = one.frame.widened(one.wider)
        canvas.setPageSize((frame.right - frame.left, frame.top - frame.bottom))
        # Widening moves no point that is seen: the matrix of the page as it was holds.
        canvas.transform(*one.frame.matrix)
        fills = fill_of(one.datasets)
        for each in one.placed:
            corner = (each.box[0], each.box[3])
            draw_annotation(canvas, each.note, each.shape, corner, fills.get(each.note.dataset, WHITE))
        canvas.showPage()
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        draw_sheet(canvas, sheet, links=False)
        canvas.showPage()
    content: bytes = canvas.getpdfdata()
    return content


def _merge(page: Any, over: Any, one: Overlay) -> None:
    """Lays the overlay over the page; the page is made wider if the overlay is."""
    from pypdf.generic import NameObject, RectangleObject

    frame = one.frame.widened(one.wider)
    shown = (frame.left, frame.bottom, frame.right, frame.top)
    for box in BOXES:
        setattr(over, box, RectangleObject(shown))
    if one.wider:
        media = [float(side) for side in page.mediabox]
        low, high = map(min, zip(media[:2], shown[:2], strict=True)), map(max, zip(media[2:], shown[2:], strict=True))
        page[NameObject("/MediaBox")] = RectangleObject((*low, *high))
        page[NameObject("/CropBox")] = RectangleObject(shown)
        for key in BOX_KEYS:
            page.pop(key, None)
    _own(page)
    if any(one.left_open):
        _balance(page, one.left_open)
    page.merge_page(over)
    page.compress_content_streams()


def _own(page: Any) -> None:
    """Gives the page resources of its own: pages share them, and each would be given the fonts of all overlays."""
    from pypdf.generic import DictionaryObject, NameObject

    own = DictionaryObject(resources(page))
    for kind, named in list(own.items()):
        if isinstance(named.get_object(), DictionaryObject):
            own[NameObject(kind)] = DictionaryObject(named.get_object())
    page[NameObject("/Resources")] = own


def _balance(page: Any, left_open: tuple[int, int]) -> None:
    """Ends what the page's own drawing has begun and not ended: else its last state would move what comes over it."""
    from pypdf.generic import NameObject

    content = page.get_contents()
    content.set_data(b"q\n" * left_open[0] + content.get_data() + b"\n" + b"Q\n" * left_open[1])
    page[NameObject("/Contents")] = content


def _link(writer: Any, sheet: Sheet) -> None:
    """Makes the links of the sheet that is the writer's last page."""
    from pypdf.annotations import Link as PageLink
    from pypdf.generic import Fit

    last = len(writer.pages) - 1
    for part in sheet.parts:
        if isinstance(part, Link):
            top = sheet.height - part.y
            box = (part.x, top - part.height, part.x + part.width, top)
            note = PageLink(rect=box, target_page_index=part.page - 1, fit=Fit.fit(), border=[0, 0, 0])
            writer.add_annotation(last, note)


def finished(writer: Any, said: Mapping[str, str]) -> bytes:
    """The document as bytes, without what nothing refers to; its particulars are `said` and nothing else."""
    from pypdf import PdfReader, PdfWriter

    first = BytesIO()
    writer.metadata = None
    writer.write(first)
    # A copy holds what is referred to: what was taken away is not left in the file.
    copy = PdfWriter(clone_from=PdfReader(first))
    copy.metadata = None
    # FDA Portable Document Format Specifications: no version before 1.4.
    copy.pdf_header = max(str(copy.pdf_header), "%PDF-1.4")
    copy.add_metadata({f"/{key}": words for key, words in said.items()})
    last = BytesIO()
    copy.write(last)
    return last.getvalue()
