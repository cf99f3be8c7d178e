"""Pages of the DOCX: sections upright and on their side, what stands at head and foot."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from define_xml.package.guides import look
from define_xml.package.guides.docx_parts import edge, field, made, text
from define_xml.package.guides.letters import clean
from define_xml.package.guides.numbering import Laid

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_TWIPS = 20


def set_pages(document: Document, laid: Laid, parts: Sequence[tuple[bool, Sequence[BaseOxmlElement]]]) -> None:
    """Fill the document with parts, each (wide, elements) on new pages; the first is the cover, without furniture."""
    body = document.element.body
    for child in list(body):
        body.remove(child)
    references: dict[bool, list[BaseOxmlElement]] = {}
    for place, (wide, elements) in enumerate(parts):
        body.extend(elements)
        section = _section(wide)
        if place == len(parts) - 1:
            body.append(section)
        else:
            # The last paragraph of a section says what its pages are.
            body[-1].get_or_add_pPr().append(section)
        if place and wide not in references:
            references[wide] = _furnished(document, laid, wide)
        for one in reversed(references[wide] if place else []):
            section.insert(0, deepcopy(one))


def _section(wide: bool) -> BaseOxmlElement:
    """The properties of pages that begin anew."""
    breadth, height = (round(one * _TWIPS) for one in (reversed(look.PAGE) if wide else look.PAGE))
    size = made("pgSz", w=breadth, h=height, orient="landscape") if wide else made("pgSz", w=breadth, h=height)
    side, top, bottom = (round(one * _TWIPS) for one in (look.MARGIN, look.TOP, look.BOTTOM))
    margins = made("pgMar", top=top, right=side, bottom=bottom, left=side, header=640, footer=560, gutter=0)
    return made("sectPr", made("type", val="nextPage"), size, margins)


def _furnished(document: Document, laid: Laid, wide: bool) -> list[BaseOxmlElement]:
    """References to a head and a foot as broad as the pages, made here."""
    from docx.oxml.ns import qn

    told = []
    header, head_id = document.part.add_header_part()  # type: ignore[no-untyped-call]
    footer, foot_id = document.part.add_footer_part()  # type: ignore[no-untyped-call]
    end = made("tabs", made("tab", val="clear", pos=4320), made("tab", val="clear", pos=8640),
               made("tab", val="right", pos=round(look.breadth(wide) * _TWIPS)))  # fmt: skip
    pages = [text("Page "), *field("PAGE", "1"), text(" of "), *field("NUMPAGES", "1")]
    foot = [text(clean(laid.paper.notice)), made("r", made("tab")), *pages]
    for part, style, inside, side in (
        (header, "Header", [text(laid.running)], "bottom"),
        (footer, "Footer", foot, "top"),
    ):
        for child in list(part.element):
            part.element.remove(child)
        properties = made("pPr", made("pStyle", val=style), made("pBdr", edge(side, look.RULE, 4, 6)), deepcopy(end))
        part.element.append(made("p", properties, *inside))
    for kind, key in (("headerReference", head_id), ("footerReference", foot_id)):
        reference = made(kind, type="default")
        reference.set(qn("r:id"), key)
        told.append(reference)
    return told
