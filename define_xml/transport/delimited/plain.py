"""CSV in which nothing is odd, read by Arrow: exactly what the strict reader finds (`text.py`), or no answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from define_xml.transport.whole import readable

# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
_TEXT: Any = pa.large_string()
Array = np.ndarray[Any, np.dtype[Any]]
# Bytes read at a time; a longer record has a quote that is not closed, or needs the strict reader's care.
_BLOCK, _LONGEST = 1 << 21, 1 << 23
# What a cell may have, so that the reader of Python's library reads it.
CELL = 131_072
_QUOTE, _END = ord('"'), ord("\n")
_BORDERS = np.frombuffer(b',\n"', np.uint8)


class Plain:
    """The records of a UTF-8 file; if `odd` is set at their end, the strict reader has to begin anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ended, self.odd = True, False
        self._digest = hashlib.sha256()

    def digest(self) -> str:
        """SHA-256 of the bytes that were read."""
        return self._digest.hexdigest()

    def blocks(self, width: int) -> Iterator[list[Any]]:
        """The text of each column, missing where it is empty, some records at a time."""
        with readable(self.path), self.path.open("rb") as file:
            for raw, count in self._records(file):
                columns = _columns(raw, count, width)
                if columns is None:
                    self.odd = True
                    return
                yield columns

    def _records(self, file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
        """Whole records behind the header, and how many they are; 0 for what is none."""
        rest, headed = b"", False
        for piece in self._pieces(file):
            rest += piece
            if not headed:
                header, end, rest = rest.partition(b"\n")
                # Python's reader takes a quote within a cell that has none around it.
                if b'"' in header or b"\r" in header[:-1]:
                    yield b"", 0
                headed = bool(end)
                rest = rest if end else header
            ends = _ends(rest if headed else b"")
            if len(ends):
                yield rest[: ends[-1] + 1], len(ends)
                rest = rest[ends[-1] + 1 :]
            elif len(rest) > _LONGEST:
                break
        if rest:
            yield b"", 0

    def _pieces(self, file: IO[bytes]) -> Iterator[bytes]:
        """The bytes of the file, with an end for its last line."""
        last = b"\n"
        while piece := file.read(_BLOCK):
            self._digest.update(piece)
            last = piece[-1:]
            yield piece
        self.ended = last == b"\n"
        if not self.ended:
            yield b"\n"


def _ends(raw: bytes) -> Array:
    """Where records end: at the ends of lines that are not within quotes."""
    letters = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(letters == _END)
    if b'"' not in raw:
        return ends
    return np.asarray(ends[np.searchsorted(np.flatnonzero(letters == _QUOTE), ends) % 2 == 0])


def _columns(raw: bytes, count: int, width: int) -> list[Any] | None:
    """The cells of so many records; None where Arrow may find other ones than the strict reader."""
    from pyarrow import csv

    quoted = b'"' in raw
    if b"\r" in raw and not quoted:
        raw = raw.replace(b"\r\n", b"\n")
    blank = raw[:1] == b"\n" or b"\n\n" in raw
    if not count or blank or b"\r" in raw or b"\0" in raw or (quoted and not _closed(raw)):
        return None
    names = [str(number) for number in range(width)]
    try:
        table = csv.read_csv(
            _arrow.BufferReader(raw),
            read_options=csv.ReadOptions(column_names=names, block_size=len(raw) + 1, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=quoted),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, _TEXT), null_values=[""], strings_can_be_null=True,
            ),
        )  # fmt: skip
    except _arrow.ArrowInvalid:
        return None
    columns = [_arrow.concat_arrays(column.chunks) for column in table.columns]
    longest = max(_compute.max(_compute.binary_length(column)).as_py() or 0 for column in columns)
    return columns if table.num_rows == count and longest <= CELL else None


def _closed(raw: bytes) -> bool:
    """Whether each quote that opens a cell follows a border, and each that closes it stands before one.

    Of a doubled quote the first one closes, and the second one opens again: so they take turns.
    """
    letters = np.frombuffer(b"\n" + raw, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    opened, closed = quotes[::2], quotes[1::2]
    return bool(np.isin(letters[opened - 1], _BORDERS).all() and np.isin(letters[closed + 1], _BORDERS).all())
