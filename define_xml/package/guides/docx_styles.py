"""Styles of the DOCX: those of Word under their own names, in the look of our papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from define_xml.package.guides import look
from define_xml.package.guides.docx_parts import FIXED, edge, made, shade

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle

FONT = "Arial"
TABLE = "DossierTable"
_ORDER = ("keepNext", "keepLines", "widowControl", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "outlineLvl")


@dataclass(frozen=True)
class _Style:
    """How a style looks; points before and after."""

    name: str
    size: float
    color: str = look.INK
    bold: bool = False
    before: float = 0
    after: float = 0
    indent: float = 0
    keep: bool = False
    font: str = FONT
    line: float = 1.15


_HEADINGS = tuple(
    _Style(f"Heading {level}", size, look.HEAD, bold=True, before=before, after=9 if level == 1 else 6, keep=True)
    for level, (size, before) in enumerate(zip(look.HEADINGS, (20, 15, 12, 10, 10), strict=True), 1)
)
_STYLES = (
    _Style("Normal", look.BODY, after=7),
    *_HEADINGS,
    _Style("Title", 27, look.HEAD, True, 130, 16, line=1.05),
    _Style("Subtitle", 15, after=3),
    _Style("Caption", look.SMALL + 0.5, look.HEAD, before=8, after=4, keep=True),
    _Style("List Bullet", look.BODY, after=4),
    _Style("List Number", look.BODY, after=4),
    _Style("Header", look.FURNITURE, look.QUIET),
    _Style("Footer", look.FURNITURE, look.QUIET),
    _Style("Dossier Subject", 12, look.QUIET, after=20),
    _Style("Dossier Fact", look.BODY),
    _Style("Dossier Notice", look.BODY, before=30, after=7, indent=12),
    _Style("Dossier Contents", look.HEADINGS[0], look.HEAD, True, after=12, keep=True),
    _Style("toc 1", look.BODY, look.HEAD, bold=True, before=6, line=1.05),
    _Style("toc 2", look.BODY - 0.5, before=1, indent=14, line=1.0),
    _Style("toc 3", look.BODY - 1, look.QUIET, indent=32, line=1.0),
    _Style("Dossier Cell", look.CELL, line=1.05),
    _Style("Dossier Head", look.CELL, look.HEAD, True, keep=True, line=1.05),
    _Style("Dossier Source", look.SMALL, look.QUIET, before=3, after=12),
    _Style("Dossier Space", 4, after=4),
    _Style("Dossier Listing", look.CODE, font=FIXED, line=1.0),
    _Style("Dossier Gap", look.BODY, before=10, after=14, indent=5),
)


def set_styles(document: Document) -> None:
    """Give the document the styles of our papers, and take away those nobody uses."""
    styles = document.styles.element
    for style in styles.xpath("w:style[@w:type='table'][not(@w:default)]"):
        styles.remove(style)
    for told in _STYLES:
        _look(_style(document, told.name), told)
    styles.append(_table())
    for language in styles.xpath("w:docDefaults//w:lang"):
        language.getparent().replace(language, made("lang", val=look.LANGUAGE))
    _boxed(document, "Title", [edge("bottom", look.HEAD, 12, 8)])
    # Borders of the background's colour are the air around the text.
    air = [edge(side, look.NOTICE, 4, 7) for side in ("bottom", "right")]
    edges = [edge("top", look.NOTICE, 4, 7), edge("left", look.NOTICE_EDGE, 24, 7), *air]
    _boxed(document, "Dossier Notice", [*edges, shade(look.NOTICE)])
    around = [edge(side, look.GAP, 4, 4) for side in ("top", "left", "bottom", "right")]
    _boxed(document, "Dossier Gap", [*around, shade(look.GAP)])


def _style(document: Document, name: str) -> ParagraphStyle:
    """The style of that name, made if there is none."""
    from docx.enum.style import WD_STYLE_TYPE

    known = name in [one.name for one in document.styles]
    kind = WD_STYLE_TYPE.PARAGRAPH
    style: ParagraphStyle = (
        document.styles[name] if known else document.styles.add_style(name, kind, builtin=name.startswith("toc"))
    )
    if not known:
        style.element.styleId = name.title().replace(" ", "").replace("Toc", "TOC")  # as Word itself has them
        style.base_style = document.styles["Normal"]
    return style


def _look(style: ParagraphStyle, told: _Style) -> None:
    """Set a style as told; what the template says of it goes first."""
    from docx.shared import Pt, RGBColor

    for part in style.element.xpath("w:rPr | w:pPr[not(w:numPr)] | w:pPr/w:contextualSpacing"):
        part.getparent().remove(part)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(told.size), told.bold, RGBColor.from_string(told.color)
    fonts = made("rFonts", ascii=told.font, hAnsi=told.font, cs=told.font, eastAsia=told.font)
    style.element.get_or_add_rPr().insert(0, fonts)
    set_by = style.paragraph_format
    set_by.space_before, set_by.space_after, set_by.line_spacing = Pt(told.before), Pt(told.after), told.line
    set_by.keep_with_next, set_by.widow_control = told.keep, True
    if told.indent:
        set_by.left_indent, set_by.right_indent = Pt(told.indent), Pt(0 if told.name.startswith("toc") else told.indent)
    if told.name.startswith("Heading"):
        style.element.get_or_add_pPr().append(made("outlineLvl", val=int(told.name[-1]) - 1))


def _boxed(document: Document, name: str, parts: list[BaseOxmlElement]) -> None:
    """Give a style its borders and its background, where the schema wants them."""
    properties = document.styles[name].element.get_or_add_pPr()
    borders = [one for one in parts if not one.tag.endswith("}shd")]
    properties.extend([made("pBdr", *borders), *(one for one in parts if one.tag.endswith("}shd"))])
    properties.extend(sorted(properties, key=lambda one: _ORDER.index(one.tag.rpartition("}")[2])))


def _table() -> BaseOxmlElement:
    """The style of tables: hairlines between rows, stronger ones around the head."""
    borders = made(
        "tblBorders", edge("top", look.HEAD, 6), edge("bottom", look.RULE, 4), edge("insideH", look.RULE, 4)
    )  # fmt: skip
    air = made("tblCellMar", *(made(side, w=wide, type="dxa") for side, wide in
                               (("top", 50), ("left", 80), ("bottom", 50), ("right", 80))))  # fmt: skip
    cells = made("tcPr", made("tcBorders", edge("bottom", look.HEAD, 6)), shade(look.BAND))
    head = made("tblStylePr", cells, type="firstRow")
    return made(
        "style", made("name", val="Dossier Table"), made("basedOn", val="TableNormal"), made("uiPriority", val=99),
        made("tblPr", borders, air), head, type="table", customStyle=1, styleId=TABLE,
    )  # fmt: skip
