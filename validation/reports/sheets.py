"""Sheets as an XLSX file: text is text and never a formula; the same sheets give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int | float | None
MOST_ROWS = 1_048_576
MOST_LETTERS = 32_767  # of a cell, in UTF-16 units
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STEP = 1 << 20
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_UNHELD = re.compile("[\ud800-\udfff\ufffe\uffff]")
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "text": {"valign": "top", "text_wrap": True},
    "heading": {"valign": "top", "text_wrap": True, "bold": True, "bg_color": "#E6EEF7"},
    # A spreadsheet leaves `=1+1` alone until somebody edits the cell; the mark keeps it text even then.
    "quoted": {"valign": "top", "text_wrap": True, "quote_prefix": True},
    "figure": {"valign": "top", "num_format": "#,##0"},
}
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet: columns with their widths, and `size` rows below the heading; without headings, no filter."""

    name: str
    columns: tuple[tuple[str, int], ...]
    size: int
    rows: Iterable[Sequence[Cell]]

    @property
    def headed(self) -> bool:
        """Whether the columns have headings: then they stay in view, and a filter lies over all rows."""
        return any(name for name, _ in self.columns)


def workbook_bytes(sheets: Sequence[Sheet], title: str, created: str = "") -> bytes:
    """The sheets as an XLSX file; `created` is a time as ISO 8601 says it, or nothing."""
    import xlsxwriter

    held = BytesIO()
    with xlsxwriter.Workbook(held, _OPTIONS) as book:
        day = datetime.fromisoformat(created) if created else datetime(*_EPOCH)
        book.set_properties({"title": cell_text(title), "author": "trial-dossier", "created": day})
        formats = {name: book.add_format(dict(said)) for name, said in _FORMATS.items()}
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return _steady(held.getvalue(), bool(created))


@lru_cache(maxsize=10_000)
def cell_text(text: str) -> str:
    """The text as a cell bears it: of a text too long for a cell the front, and how long it is."""
    text = _UNHELD.sub("\ufffd", text)
    if len(text) > MOST_LETTERS // 2 and len(text.encode("utf-16-le")) // 2 > MOST_LETTERS - 1:
        text = f"{text[: MOST_LETTERS // 2 - 100]}… ({len(text):,} letters)"
    # XlsxWriter takes what stands between these marks for XML of its own and writes it as it is.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _write(made: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    for place, (_, width) in enumerate(sheet.columns):
        made.set_column(place, place, width)
    first = int(sheet.headed)
    if sheet.headed:
        made.freeze_panes(1, 0)
        made.repeat_rows(0)
        made.autofilter(0, 0, sheet.size, len(sheet.columns) - 1)
        for place, (name, _) in enumerate(sheet.columns):
            made.write_string(0, place, name, formats["heading"])
    made.set_landscape()
    made.fit_to_pages(1, 0)
    count = 0
    for count, row in enumerate(sheet.rows, 1):
        _row(made, count - 1 + first, row, formats)
    if count != sheet.size:
        raise ValueError(f"{sheet.name}: {count} rows, said {sheet.size}")


def _row(made: Any, number: int, row: Sequence[Cell], formats: Mapping[str, Any]) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                kind = "quoted" if cell[0] in "=+-@\t\r\n" else "text"
                made.write_string(number, place, cell_text(cell), formats[kind])
        elif cell is not None:
            made.write_number(number, place, cell, formats["figure"])


def _steady(content: bytes, timed: bool) -> bytes:
    """The same parts without what hangs on the machine: times, permissions, its system; no time nobody said."""
    held = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(held, "w", ZIP_DEFLATED) as made:
        for name in source.namelist():
            _copy(source, made, name, timed)
    return held.getvalue()


def _copy(source: ZipFile, made: ZipFile, name: str, timed: bool) -> None:
    info = ZipInfo(name, _EPOCH)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
    with source.open(name) as part, made.open(info, "w") as copy:
        if name == "docProps/core.xml" and not timed:
            copy.write(_TIMES.sub(b"", part.read()))
        while block := part.read(_STEP):
            copy.write(block)
