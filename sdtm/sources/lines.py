"""Where the rows of a delimited text begin: each row's line, quoted line ends and blank lines counted."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mappings.error import InputError

Numbers = np.ndarray[Any, np.dtype[np.int64]]
_LF, _CR, _QUOTE = 10, 13, 34


@dataclass
class Layout:
    """The line each row begins on (header first), the bytes of the longest row, and whether quotes are regular."""

    delimiter: int
    one_column: bool
    regular: bool = True
    longest: int = 0
    parts: list[Numbers] = field(default_factory=list)
    # Where the scan stands: the line it has reached, and the row that is still open (its line, its bytes so far).
    line: int = 1
    open_line: int = 1
    open_bytes: int = 0
    quoted: bool = False

    @property
    def lines(self) -> Numbers:
        """The line each row begins on, the header first."""
        return np.concatenate(self.parts) if self.parts else np.empty(0, dtype=np.int64)


def scan(blocks: Iterable[bytes], delimiter: str, one_column: bool) -> Layout:
    """The layout of a text given as UTF-8 blocks; a blank line is a row only in a table of one column."""
    layout = Layout(ord(delimiter), one_column)
    for piece in _pieces(blocks):
        _add(layout, piece)
    layout.regular = layout.regular and not layout.quoted
    return layout


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, each piece ending where a line ends (the last one where the text ends)."""
    rest = b""
    for block in blocks:
        whole = rest + block
        # A CR at the very end may be half of CR LF.
        cut = whole.rfind(b"\n") + 1 or whole.rfind(b"\r", 0, len(whole) - 1) + 1
        if cut:
            yield whole[:cut]
        rest = whole[cut:]
    if rest:
        yield rest


def _add(layout: Layout, piece: bytes) -> None:
    data = np.frombuffer(piece, dtype=np.uint8)
    ends = _line_ends(piece, data)
    quotes = np.flatnonzero(data == _QUOTE) if b'"' in piece else np.empty(0, dtype=np.int64)
    if len(quotes):
        layout.regular = layout.regular and _regular(layout, data, quotes)
    # Where the text ends without a line end, its last byte ends the line, and may be a quote: hence `right`.
    inside = (np.searchsorted(quotes, ends, side="right") + layout.quoted) % 2 == 1
    rows = np.flatnonzero(~inside)
    if len(rows):
        _add_rows(layout, data, ends, rows)
    else:
        layout.open_bytes += len(piece)
    layout.line += len(ends)
    layout.quoted = (len(quotes) + layout.quoted) % 2 == 1


def _add_rows(layout: Layout, data: np.ndarray[Any, np.dtype[np.uint8]], ends: Numbers, rows: Numbers) -> None:
    begins = np.concatenate([[0], ends[rows[:-1]] + 1])
    lines = np.concatenate([[layout.open_line], layout.line + rows[:-1] + 1])
    sizes = ends[rows] + 1 - begins
    sizes[0] += layout.open_bytes
    layout.longest = max(layout.longest, int(sizes.max()))
    blank = (data[begins] == _LF) | (data[begins] == _CR)
    blank[0] &= not layout.quoted
    layout.parts.append((lines if layout.one_column else lines[~blank]).astype(np.int64))
    layout.open_line = layout.line + int(rows[-1]) + 1
    layout.open_bytes = len(data) - int(ends[rows[-1]]) - 1


def _line_ends(piece: bytes, data: np.ndarray[Any, np.dtype[np.uint8]]) -> Numbers:
    """Position of the last byte of each line end: LF, CR LF or CR; the end of the text ends a line too."""
    ends = np.flatnonzero(data == _LF)
    if b"\r" in piece:
        returns = np.flatnonzero(data == _CR)
        alone = returns[data[np.minimum(returns + 1, len(data) - 1)] != _LF]
        ends = np.sort(np.concatenate([ends, alone])) if len(alone) else ends
    return ends if piece[-1] in (_LF, _CR) else np.append(ends, len(data) - 1)


def _regular(layout: Layout, data: np.ndarray[Any, np.dtype[np.uint8]], quotes: Numbers) -> bool:
    """Every quote opens a cell, closes one, or is doubled."""  # RFC 4180, 2.5 to 2.7
    first = int(layout.quoted)
    opening, closing = quotes[first::2], quotes[1 - first :: 2]
    before = data[opening[opening > 0] - 1]
    after = data[closing[closing < len(data) - 1] + 1]
    return all(bool(np.isin(side, [layout.delimiter, _LF, _CR, _QUOTE]).all()) for side in (before, after))


def exact_lines(name: str, text: Iterable[str], delimiter: str, width: int) -> Numbers:
    """The line each row begins on, found row by row; InputError for the first row that has no clear cells."""
    reader, begun = csv.reader(text, delimiter=delimiter, strict=True), 1
    lines: list[int] = []
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            problem = "a quote is opened and not closed, or text follows a closing quote, in the row that begins here"
            raise InputError(
                f"{name}  line {begun}", problem, 'close the quote; a quote inside a cell is written ""'
            ) from None
        if row is None:
            return np.array(lines, dtype=np.int64)
        if row or width == 1:
            _check_width(f"{name}  line {begun}", row, width)
            lines.append(begun)
        begun = reader.line_num + 1


def _check_width(place: str, row: list[str], width: int) -> None:
    if row and len(row) != width:
        problem = f"{len(row)} cells where the header has {width}"
        raise InputError(place, problem, "quote cells that hold the delimiter, or mend the export")
