"""A paper as DOCX: real headings, contents already filled, captions, links; the same bytes for the same paper."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from define_xml.package.guides import look
from define_xml.package.guides.docx_pages import set_pages
from define_xml.package.guides.docx_parts import (
    bookmarked,
    edge,
    field_begin,
    field_end,
    link,
    made,
    paragraph,
    runs,
    text,
)
from define_xml.package.guides.docx_styles import set_styles
from define_xml.package.guides.docx_tables import drawn_table
from define_xml.package.guides.letters import clean
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

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

CONTENTS = "Contents"
# Parts of python-docx's template that are no part of a paper: a picture of the template, who made it, its old styles.
_DROPPED = ("/thumbnail", "/extended-properties", "/stylesWithEffects", "/customXml")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx_bytes(paper: Paper) -> bytes:
    """The paper as a Word document: no author, no clock, no field that asks to be updated.

    MappingError for a reference to a section that there is none of, and for a table with a row of other width.
    """
    import docx

    laid = laid_out(paper)
    document = docx.Document()
    _emptied(document, laid)
    set_styles(document)
    drawing = _Drawing(document)
    parts = [(False, list(_cover(paper))), (False, list(_contents(laid)))]
    parts += [(one.wide, list(drawing.stretch(one))) for one in laid.stretches]
    set_pages(document, laid, parts)
    return _repacked(document)


def _emptied(document: Document, laid: Laid) -> None:
    """The template without its properties and the parts we do not need; the title is all that is said of the file."""
    package = document.part.package
    for holder in (document.part.rels, package.rels):
        for key in [key for key, one in holder.items() if one.reltype.endswith(_DROPPED)]:
            del holder[key]
    properties = document.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    paper = laid.paper
    properties.title = clean(" - ".join(one for one in (paper.study, paper.title) if one))[:255]
    properties.subject, properties.language = clean(paper.subject)[:255], look.LANGUAGE
    settings = document.settings.element
    for child in settings.xpath("w:rsids | w:savePreviewPicture | w:themeFontLang | w:proofState | w:zoom"):
        settings.remove(child)
    for mode in settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        mode.getparent().replace(mode, made("compatSetting", name="compatibilityMode",
                                            uri="http://schemas.microsoft.com/office/word", val=15))  # fmt: skip


def _cover(paper: Paper) -> Iterator[BaseOxmlElement]:
    """Title, study, subject, what is to be known at once, and the notice."""
    yield paragraph("Title", text(clean(paper.title)))
    yield paragraph("Subtitle", text(clean(paper.study)))
    yield paragraph("DossierSubject", text(clean(paper.subject)))
    if paper.cover:
        yield _facts(paper.cover)
    yield paragraph("DossierNotice", text(clean(paper.notice))) if paper.notice else paragraph("DossierSpace")


def _facts(cover: tuple[tuple[str, str], ...]) -> BaseOxmlElement:
    """The facts of the cover, names quiet at the left."""
    breadth = round(look.breadth(False) * 20)
    widths = (round(breadth * 0.3), breadth - round(breadth * 0.3))
    borders = made("tblBorders", *(edge(side, look.RULE, 4) for side in ("bottom", "insideH")))
    air = made("tblCellMar", *(made(side, w=wide, type="dxa") for side, wide in
                               (("top", 90), ("left", 0), ("bottom", 90), ("right", 80))))  # fmt: skip
    table = made(
        "tbl", made("tblPr", made("tblW", w=breadth, type="dxa"), borders, made("tblLayout", type="fixed"), air,
                    made("tblLook", val="0000"), made("tblCaption", val="At a glance")),
        made("tblGrid", *(made("gridCol", w=one) for one in widths)),
    )  # fmt: skip
    for name, fact in cover:
        said = (text(clean(name), color=look.QUIET), text(clean(fact)))
        cells = [made("tc", made("tcPr", made("tcW", w=wide, type="dxa")), paragraph("DossierFact", one))
                 for wide, one in zip(widths, said, strict=True)]  # fmt: skip
        table.append(made("tr", made("trPr", made("cantSplit")), *cells))
    return table


def _contents(laid: Laid) -> Iterator[BaseOxmlElement]:
    """The contents as Word itself would fill them, as links without page numbers: those only Word's layout knows."""
    yield paragraph("DossierContents", text(CONTENTS))
    shown = [one for one in laid.contents if one.level <= 3]
    for place, one in enumerate(shown):
        front = [] if place else field_begin('TOC \\o "1-3" \\n \\h \\z \\u')
        entry = link(one.anchor, text(f"{one.number}  {one.title}"))
        end = [field_end()] if place == len(shown) - 1 else []
        yield paragraph(f"TOC{one.level}", *front, entry, *end)
    # Without a paragraph after the field, LibreOffice loses the page number of this page.
    yield paragraph("DossierSpace")


class _Drawing:
    """Elements of a paper become those of a document; bookmarks and lists are counted on the way."""

    def __init__(self, document: Document) -> None:
        self.numbering = document.part.numbering_part.element
        self.abstract = _abstract(document)
        self.bookmarks, self.list = 0, 0

    def stretch(self, stretch: Stretch) -> Iterator[BaseOxmlElement]:
        """The elements of a stretch of pages."""
        for element in stretch.elements:
            yield from self.drawn(element, look.breadth(stretch.wide))

    def drawn(self, element: Element, breadth: float) -> Iterator[BaseOxmlElement]:
        """What an element is drawn as."""
        if isinstance(element, Heading):
            yield self.heading(element)
        elif isinstance(element, Text):
            yield paragraph("Normal", *runs(element.runs))
        elif isinstance(element, Item):
            yield self.item(element)
        elif isinstance(element, Table):
            yield from drawn_table(element, breadth)
        elif isinstance(element, Lines):
            yield from (paragraph("DossierListing", text(line)) for line in element.lines)
            yield paragraph("DossierSpace")
        elif isinstance(element, Missing):
            said = text(f"{element.asks} ({element.where})")
            yield paragraph("DossierGap", text(f"{AWAITED} ", bold=True), said)

    def heading(self, heading: Heading) -> BaseOxmlElement:
        """A heading with its bookmark."""
        self.bookmarks += 1
        said = text(f"{heading.number}  {heading.title}")
        return paragraph(f"Heading{heading.level}", *bookmarked(heading.anchor, self.bookmarks, said))

    def item(self, item: Item) -> BaseOxmlElement:
        """An item; each numbered list begins with 1."""
        if not item.number:
            return paragraph("ListBullet", *runs(item.runs))
        if item.first:
            begun = self.numbering.add_num(self.abstract)
            begun.add_lvlOverride(ilvl=0).add_startOverride(1)
            self.list = begun.numId
        own = made("numPr", made("ilvl", val=0), made("numId", val=self.list))
        return paragraph("ListNumber", *runs(item.runs), more=[own])


def _abstract(document: Document) -> int:
    """The definition of numbers that the style of numbered lists has."""
    used = document.styles["List Number"].element.xpath("w:pPr/w:numPr/w:numId/@w:val")[0]
    return int(document.part.numbering_part.element.xpath(f"w:num[@w:numId='{used}']/w:abstractNumId/@w:val")[0])


def _repacked(document: Document) -> bytes:
    """The document's bytes, without the clock that a zip file bears."""
    written, told = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as made_by, zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in made_by.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            packed.writestr(entry, made_by.read(name))
    return told.getvalue()
