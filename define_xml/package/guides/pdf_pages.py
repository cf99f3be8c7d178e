"""Pages of the PDF: what stands at head and foot, upright and on their side, bookmarks and the contents' entries."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from define_xml.package.guides import look
from define_xml.package.guides.inline import Run
from define_xml.package.guides.letters import printable
from define_xml.package.guides.numbering import Laid
from define_xml.package.guides.pdf_styles import markup, styles


def document(into: io.BytesIO, laid: Laid) -> Any:
    """A document template that draws a paper's pages into the stream; `multiBuild` it."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    paper = laid.paper
    told = _with_headings(BaseDocTemplate)(
        into, pagesize=look.PAGE, invariant=1, lang=look.LANGUAGE, pageCompression=1, allowSplitting=1,
        title=_title(laid), subject=printable(paper.subject), author="", creator="trial-dossier", producer="reportlab",
    )  # fmt: skip
    told.laid, told.pages = laid, 0
    upright, side = look.PAGE, (look.PAGE[1], look.PAGE[0])
    for name, size, furnished in (("cover", upright, False), ("upright", upright, True), ("side", side, True)):
        inside = size[0] - 2 * look.MARGIN, size[1] - look.TOP - look.BOTTOM
        frame = Frame(look.MARGIN, look.BOTTOM, *inside, 0, 0, 0, 0, id=name)
        drawn = partial(_furniture, size=size) if furnished else _opened
        told.addPageTemplates(PageTemplate(id=name, frames=[frame], onPage=drawn, pagesize=size))
    return told


def _title(laid: Laid) -> str:
    parts = [laid.paper.study, laid.paper.title]
    return printable(" - ".join(one for one in parts if one))


def _with_headings(base: Any) -> Any:
    """The document template, with headings that enter contents and bookmarks."""

    class WithHeadings(base):  # type: ignore[misc]
        """A document that follows its headings."""

        def afterFlowable(self, flowable: Any) -> None:  # reportlab's name
            """A heading was drawn: its bookmark, its entry in the contents."""
            heading = getattr(flowable, "heading", None)
            if heading is None:
                return
            # Bookmarks and links keep the reader's zoom, and lead to the heading itself.
            top = self.frame._y + flowable.height + 6
            self.canv.bookmarkPage(heading.anchor, fit="XYZ", left=0, top=top, zoom=0)
            said = printable(f"{heading.number}  {heading.title}")
            self.canv.addOutlineEntry(said, heading.anchor, heading.level - 1, closed=heading.level > 1)
            if heading.level <= 3:
                entry = markup([Run(f"{heading.number}  {heading.title}")])
                self.notify("TOCEntry", (heading.level - 1, entry, self.page, heading.anchor))

        def afterPage(self) -> None:  # reportlab's name
            """The last page's number is the total of the next pass."""
            self.pages: int = max(self.pages, self.page)

    return WithHeadings


def _opened(canvas: Any, document: Any) -> None:
    """The cover: how a reader opens the file, and a band above."""
    from reportlab.lib.colors import HexColor

    canvas.showOutline()
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setFillColor(HexColor(f"#{look.HEAD}"))
    canvas.rect(0, look.PAGE[1] - 12, look.PAGE[0], 12, stroke=0, fill=1)


def _furniture(canvas: Any, document: Any, size: tuple[float, float]) -> None:
    """Head and foot of a page."""
    from reportlab.lib.colors import HexColor

    laid: Laid = document.laid
    breadth, height = size
    left, right = look.MARGIN, breadth - look.MARGIN
    canvas.saveState()
    canvas.setFont("Helvetica", look.FURNITURE)
    canvas.setFillColor(HexColor(f"#{look.QUIET}"))
    canvas.setStrokeColor(HexColor(f"#{look.RULE}"))
    canvas.setLineWidth(0.4)
    told = _furnished(laid.running, right - left)
    told.drawOn(canvas, left, height - look.TOP + 24)
    canvas.line(left, height - look.TOP + 18, right, height - look.TOP + 18)
    canvas.line(left, look.BOTTOM - 16, right, look.BOTTOM - 16)
    told = _furnished(laid.paper.notice, right - left - 90)
    told.drawOn(canvas, left, look.BOTTOM - 20 - told.height)
    canvas.drawRightString(right, look.BOTTOM - 28, f"Page {document.page} of {document.pages}")
    canvas.restoreState()


def _furnished(text: str, breadth: float) -> Any:
    """Text in small letters, in as many lines as it needs; those of a head grow upwards."""
    from reportlab.platypus import Paragraph

    told = Paragraph(markup([Run(text)]), styles()["furniture"])
    told.wrap(breadth, look.TOP)
    return told
