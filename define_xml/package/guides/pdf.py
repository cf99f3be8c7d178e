"""A paper as PDF: cover, contents with page numbers, bookmarks that are the sections, tables that break well."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from define_xml.package.guides import look
from define_xml.package.guides.inline import Run
from define_xml.package.guides.letters import printable
from define_xml.package.guides.numbering import (
    AWAITED,
    Element,
    Heading,
    Item,
    Laid,
    Lines,
    Missing,
    Stretch,
    Table,
    Text,
    laid_out,
)
from define_xml.package.guides.paper import Paper
from define_xml.package.guides.pdf_lines import lines
from define_xml.package.guides.pdf_pages import document
from define_xml.package.guides.pdf_styles import markup, styles
from define_xml.package.guides.pdf_tables import drawn_table

CONTENTS = "Contents"


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as a PDF 1.4: searchable, bookmarks shown at first, the same bytes for the same paper.

    MappingError for a reference to a section that there is none of, and for a table with a row of other width.
    """
    laid = laid_out(paper)
    told = io.BytesIO()
    document(told, laid).multiBuild(list(_story(laid)))
    return told.getvalue()


def _story(laid: Laid) -> Iterator[Any]:
    """All that is drawn, in order."""
    from reportlab.platypus import NextPageTemplate, PageBreak, Paragraph, TableStyle
    from reportlab.platypus.tableofcontents import TableOfContents

    yield from _cover(laid.paper)
    yield NextPageTemplate("upright")
    yield PageBreak()
    yield Paragraph(CONTENTS, styles()["contents"])
    contents = TableOfContents(dotsMinLevel=0, rightColumnWidth=26)
    sides = ("LEFT", "RIGHT", "TOP", "BOTTOM")
    contents.tableStyle = TableStyle([(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in sides])
    contents.levelStyles = [styles()[f"contents{level}"] for level in (1, 2, 3)]
    yield contents
    for stretch in laid.stretches:
        yield NextPageTemplate("side" if stretch.wide else "upright")
        yield PageBreak()
        yield from _together([told for element in stretch.elements for told in _drawn(element, stretch)])


def _together(flowables: list[Any]) -> Iterator[Any]:
    """The flowables; a heading or caption starts a new page where not even the beginning of the next fits below it."""
    from reportlab.platypus import CondPageBreak

    needed = [0.0] * (len(flowables) + 1)
    for place in reversed(range(len(flowables))):
        one = flowables[place]
        # Some lines of text, or the head and the first row of a table.
        needed[place] = min(getattr(one, "needs", 42.0), 300.0)
        if _leads(one):
            needed[place] = one.style.spaceBefore + one.style.leading + one.style.spaceAfter + needed[place + 1]
    for place, one in enumerate(flowables):
        if not place or not _leads(flowables[place - 1]):
            yield CondPageBreak(needed[place])
        yield one


def _leads(flowable: Any) -> bool:
    """True for what must not stand alone at the foot of a page."""
    return hasattr(flowable, "style") and flowable.style.name.startswith(("heading", "caption"))


def _cover(paper: Paper) -> Iterator[Any]:
    """Title, study, subject, what is to be known at once, and the notice."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import HRFlowable, Paragraph, Spacer

    def said(text: str, style: str) -> Any:
        return Paragraph(markup([Run(text)]), styles()[style])

    yield Spacer(1, 130)
    yield said(paper.title, "title")
    yield HRFlowable(width="100%", thickness=1.6, color=HexColor(f"#{look.HEAD}"), spaceBefore=2, spaceAfter=16)
    yield said(paper.study, "study")
    yield said(paper.subject, "subject")
    if paper.cover:
        yield _facts(paper.cover)
    if paper.notice:
        yield Spacer(1, 26)
        yield _notice(paper.notice)


def _facts(cover: tuple[tuple[str, str], ...]) -> Any:
    """The facts of the cover, names quiet at the left."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Paragraph, TableStyle
    from reportlab.platypus import Table as Drawn

    rows = [
        [Paragraph(markup([Run(name)]), styles()["fact-name"]), Paragraph(markup([Run(fact)]), styles()["fact"])]
        for name, fact in cover
    ]
    breadth = look.breadth(False)
    rule = ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor(f"#{look.RULE}"))
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    air = [("TOPPADDING", (0, 0), (-1, -1), 5), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)]
    return Drawn(rows, colWidths=[breadth * 0.3, breadth * 0.7], style=TableStyle([rule, *plain, *air]), hAlign="LEFT")


def _notice(notice: str) -> Any:
    """The notice in a tinted box."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Paragraph, TableStyle
    from reportlab.platypus import Table as Drawn

    tinted = ("BACKGROUND", (0, 0), (-1, -1), HexColor(f"#{look.NOTICE}"))
    edge = ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(f"#{look.NOTICE_EDGE}"))
    air = [(f"{side}PADDING", (0, 0), (-1, -1), 9) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    said = Paragraph(markup([Run(notice)]), styles()["notice"])
    return Drawn([[said]], colWidths=[look.breadth(False)], style=TableStyle([tinted, edge, *air]), hAlign="LEFT")


def _drawn(element: Element, stretch: Stretch) -> Iterator[Any]:
    """The flowables of an element."""
    from reportlab.platypus import Paragraph

    if isinstance(element, Heading):
        yield _heading(element)
    elif isinstance(element, Text):
        yield Paragraph(markup(element.runs), styles()["body"])
    elif isinstance(element, Item):
        mark = f"{element.number}." if element.number else "\u2022"
        # A paragraph without a letter would be drawn without its mark.
        yield Paragraph(markup(element.runs) or "&nbsp;", styles()["item"], bulletText=mark)
    elif isinstance(element, Table):
        yield from drawn_table(element, stretch.wide)
    elif isinstance(element, Lines):
        yield from _fixed(element, stretch)
    elif isinstance(element, Missing):
        said = markup([Run(f"{AWAITED} ", bold=True), Run(element.asks), Run(f" ({element.where})")])
        yield Paragraph(said, styles()["gap"])


def _heading(heading: Heading) -> Any:
    """A heading that knows its place in contents and bookmarks; see pdf_pages."""
    from reportlab.platypus import Paragraph

    told = Paragraph(markup([Run(f"{heading.number}  {heading.title}")]), styles()[f"heading{heading.level}"])
    told.heading = heading
    return told


def _fixed(listing: Lines, stretch: Stretch) -> Iterator[Any]:
    """Lines of fixed width; one too long goes on below."""
    from reportlab.platypus import XPreformatted

    breadth = look.breadth(stretch.wide)
    told: list[str] = []
    for line in listing.lines:
        indent = len(line) - len(line.lstrip(" "))
        front = " " * min(indent, 40)
        broken = lines(printable(line.strip(" ")), "Courier", look.CODE, breadth - 5.4 * (len(front) + 4))
        told += [front + ("    " if place else "") + one for place, one in enumerate(broken)]
    yield XPreformatted("\n".join(markup([Run(line)]) for line in told), styles()["listing"])
