"""Tables of the DOCX: heads repeated, rows whole, widths kept, the head marked as such for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from define_xml.package.guides import look
from define_xml.package.guides.docx_parts import field, made, paragraph, runs, shade, text
from define_xml.package.guides.docx_styles import TABLE
from define_xml.package.guides.inline import Run
from define_xml.package.guides.numbering import Table

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_SMALL = 15  # rows of a table that is kept on one page
_TWIPS = 20


def drawn_table(table: Table, breadth: float) -> Iterator[BaseOxmlElement]:
    """The elements of a table: caption, table, source or a little space."""
    if table.number:
        number = field("SEQ Table \\* ARABIC", str(table.number))
        front = [_bold(one) for one in (text("Table "), *number, text(". "))]
        yield paragraph("Caption", *front, text(table.title))
    widths = [round(share * breadth * _TWIPS) for share in table.widths]
    drawn = made("tbl", _properties(table, sum(widths)), made("tblGrid", *(made("gridCol", w=one) for one in widths)))
    drawn.append(_row(table, table.headings, widths, -1))
    for place, cells in enumerate(table.rows):
        drawn.append(_row(table, cells, widths, place))
    yield drawn
    yield paragraph("DossierSource", text(f"Source: {table.source}")) if table.source else paragraph("DossierSpace")


def _bold(run: BaseOxmlElement) -> BaseOxmlElement:
    """The run in bold."""
    run.insert(0, made("rPr", made("b")))
    return run


def _properties(table: Table, breadth: int) -> BaseOxmlElement:
    """What is said of the table as a whole; its title is what a screen reader tells."""
    return made(
        "tblPr", made("tblStyle", val=TABLE), made("tblW", w=breadth, type="dxa"), made("tblLayout", type="fixed"),
        made("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
        made("tblCaption", val=table.title) if table.title else None,
    )  # fmt: skip


def _row(table: Table, cells: Sequence[Sequence[Run]], widths: Sequence[int], place: int) -> BaseOxmlElement:
    """A row; the head has place -1."""
    head = place < 0
    fill = look.BAND if head else look.ZEBRA if place % 2 else ""
    last = place == len(table.rows) - 1
    together = head or (len(table.rows) <= _SMALL and not last) or (last and bool(table.source))
    row = made("tr", made("trPr", made("cantSplit"), made("tblHeader") if head else None))
    for column, told in enumerate(cells):
        more = [made("keepNext")] * together + [made("jc", val="right")] * (column in table.right)
        said = paragraph("DossierHead" if head else "DossierCell", *runs(told), more=more)
        properties = made("tcPr", made("tcW", w=widths[column], type="dxa"), shade(fill) if fill else None,
                          made("vAlign", val="bottom") if head else None)  # fmt: skip
        row.append(made("tc", properties, said))
    return row
