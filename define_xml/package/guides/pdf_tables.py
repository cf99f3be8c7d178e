"""Tables of the PDF: heads repeated on each page, words broken where a path may break, cells drawn as plain lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from define_xml.package.guides import look
from define_xml.package.guides.inline import Run
from define_xml.package.guides.letters import standard
from define_xml.package.guides.numbering import Table
from define_xml.package.guides.pdf_lines import lines
from define_xml.package.guides.pdf_styles import markup, styles

_PAD = 4.0
_AIR = (3.0, 3.5)  # above and below the text of a cell
_LEADING = look.CELL * 1.24
_SMALL, _WHOLE = 16, 240.0  # rows and points of a table that is not broken over pages
_MOST, _PART = 0.8, 0.12  # a row higher than that share of a page is cut to parts of that share
_HEAD = 0.4  # a head higher than that share is not repeated


def drawn_table(table: Table, wide: bool) -> list[Any]:
    """The flowables of a table: its caption, then the table, with its source as the last row."""
    from reportlab.platypus import LongTable, Paragraph

    drawing = _Drawing(table, wide)
    grid = LongTable(drawing.rows, colWidths=drawing.widths, repeatRows=drawing.repeated, hAlign="LEFT", spaceAfter=12)
    grid.setStyle(drawing.style())
    grid.needs = drawing.needs()
    caption = f"<b>{table.label}</b> {markup([Run(table.title)])}"
    told = [Paragraph(caption, styles()["caption"])] if table.number else []
    return [*told, grid]


class _Drawing:
    """The rows of a table as reportlab draws them; one that would not fit a page is cut to rows that do."""

    def __init__(self, table: Table, wide: bool) -> None:
        self.table, self.page = table, look.height(wide)
        self.widths = [share * look.breadth(wide) for share in table.widths]
        self.rows: list[list[Any]] = []
        self.ends: list[int] = []  # the last of the rows that a row of the table became
        self.add(_row(table, table.headings, self.widths, "head"))
        self.repeated = int(len(self.rows) == 1 and _height(self.rows[0], self.widths) < self.page * _HEAD)
        self.heads = len(self.rows)
        for cells in table.rows:
            self.add(_row(table, cells, self.widths, "cell"))
        self.sourced = len(self.rows)
        if table.source:
            self.rows += [[one, *("" for _ in self.widths[1:])] for one in _source(table.source, look.breadth(wide))]

    def add(self, row: list[Any]) -> None:
        """Add a row, in parts if it is as high as a page."""
        while row and _height(row, self.widths) > self.page * _MOST:
            first, row = _cut(row, self.widths, self.page * _PART)
            self.rows.append(first)
        self.rows.append(row)
        self.ends.append(len(self.rows) - 1)

    def needs(self) -> float:
        """Points that must be left on a page to begin: small tables stay whole, of large ones head and 3 rows."""
        whole = sum(_height(row, self.widths) for row in self.rows[:_SMALL])
        if len(self.rows) < _SMALL and whole <= _WHOLE:
            return whole
        return sum(_height(row, self.widths) for row in self.rows[: self.heads + 3])

    def style(self) -> Any:
        """Hairlines between rows, a tinted head, every second row shaded a little; the source quiet, without lines."""
        from reportlab.lib.colors import HexColor, white
        from reportlab.platypus import TableStyle

        head, quiet = HexColor(f"#{look.HEAD}"), HexColor(f"#{look.QUIET}")
        first, last = self.heads, self.sourced - 1
        told: list[tuple[Any, ...]] = [
            ("FONT", (0, first), (-1, -1), "Helvetica", look.CELL, _LEADING),
            ("FONT", (0, 0), (-1, first - 1), "Helvetica-Bold", look.CELL, _LEADING),
            ("TEXTCOLOR", (0, 0), (-1, first - 1), head),
            ("TEXTCOLOR", (0, first), (-1, last), HexColor(f"#{look.INK}")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("VALIGN", (0, 0), (-1, first - 1), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
            ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
            ("TOPPADDING", (0, 0), (-1, last), _AIR[0]),
            ("BOTTOMPADDING", (0, 0), (-1, last), _AIR[1]),
            ("BACKGROUND", (0, 0), (-1, first - 1), HexColor(f"#{look.BAND}")),
            ("ROWBACKGROUNDS", (0, first), (-1, last), [white, HexColor(f"#{look.ZEBRA}")]),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, head),
            ("LINEBELOW", (0, first - 1), (-1, first - 1), 0.6, head),
            ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 0.3, HexColor(f"#{look.RULE}")),
        ]
        told += [("LINEBELOW", (0, start), (-1, end), 0.3, HexColor(f"#{look.RULE}")) for start, end in self.ruled()]
        told += [("ALIGN", (column, 0), (column, last), "RIGHT") for column in sorted(self.table.right)]
        if self.table.source:
            below = (0, self.sourced), (-1, -1)
            told += [("SPAN", (0, row), (-1, row)) for row in range(self.sourced, len(self.rows))]
            told += [("TEXTCOLOR", *below, quiet), ("FONTSIZE", *below, look.SMALL)]
            told += [(f"{side}PADDING", *below, 1.5) for side in ("TOP", "BOTTOM")]
        told.append(("NOSPLIT", (0, self.ending()), (-1, min(last + 4, len(self.rows) - 1))))
        return TableStyle(told)

    def ending(self) -> int:
        """The first of the last rows that stay together with the source: three, if they are not high."""
        first, last = self.heads, self.sourced - 1
        high = sum(_height(row, self.widths) for row in self.rows[max(first, last - 2) : self.sourced])
        return max(first, last - 2) if high < self.page * _HEAD / 2 else last

    def ruled(self) -> list[tuple[int, int]]:
        """Stretches of rows with a line below each: all but those that go on in the next."""
        told: list[tuple[int, int]] = []
        for row in self.ends[1:]:
            if told and told[-1][1] == row - 1:
                told[-1] = (told[-1][0], row)
            else:
                told.append((row, row))
        return told


def _source(source: str, breadth: float) -> list[Any]:
    """What the figures of a table are of, in lines, or in one cell where letters need another font."""
    from reportlab.platypus import Paragraph

    said = f"Source: {source}"
    if _standard(said):
        return list(lines(said, "Helvetica", look.SMALL, breadth - 2 * _PAD))
    return [Paragraph(markup([Run(said)]), styles()["source"])]


def _row(table: Table, cells: Sequence[Sequence[Run]], widths: Sequence[float], style: str) -> list[Any]:
    """The cells of a row as reportlab draws them."""
    return [
        _cell(runs, widths[column] - 2 * _PAD, f"{style}-right" if column in table.right else style)
        for column, runs in enumerate(cells)
    ]


def _cell(runs: Sequence[Run], width: float, style: str) -> Any:
    """A cell: plain lines where one font and one look are enough, which draw fast, else a paragraph."""
    from reportlab.platypus import Paragraph

    if all(one == Run(one.text) and _standard(one.text) for one in runs):
        face = "Helvetica-Bold" if style.startswith("head") else "Helvetica"
        return "\n".join(lines("".join(one.text for one in runs), face, look.CELL, width))
    return Paragraph(markup(runs), styles()[style])


def _standard(text: str) -> bool:
    """True for letters that the standard fonts have."""
    return (text.isascii() and text.isprintable()) or all(standard(letter) for letter in text)


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Points a row needs."""
    told = [
        (one.count("\n") + 1) * _LEADING if isinstance(one, str) else one.wrap(width - 2 * _PAD, 10_000.0)[1]
        for one, width in zip(row, widths, strict=True)
    ]
    return sum(_AIR) + float(max(told))


def _cut(row: Sequence[Any], widths: Sequence[float], height: float) -> tuple[list[Any], list[Any]]:
    """A row in two: what fits the height, and the rest; an empty rest where nothing is left."""
    cut = [_cut_cell(one, width - 2 * _PAD, height) for one, width in zip(row, widths, strict=True)]
    rest = [one for _, one in cut]
    return [one for one, _ in cut], rest if any(one != "" for one in rest) else []


def _cut_cell(cell: Any, width: float, height: float) -> tuple[Any, Any]:
    """A cell in two."""
    if isinstance(cell, str):
        told, most = cell.split("\n"), int(height // _LEADING)
        return "\n".join(told[:most]), "\n".join(told[most:])
    parts = cell.split(width, height)
    return (parts[0], parts[1]) if len(parts) > 1 else (cell, "")
