"""The values of a transport file's variables, a column of bytes at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute

from define_xml.transport.notes import RECORDS, Notes, Said
from define_xml.transport.xpt.card import escaped, undecoded
from define_xml.transport.xpt.ibm import Floats, Mask, Words, from_ibm, rounded, unnormalised
from mappings.error import InputError

# pyarrow ships no types.
arrow: Any = pyarrow
compute: Any = pyarrow.compute
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
# The values of a variable as they lie in the file, each one element.
Cells = np.ndarray[Any, np.dtype[Any]]
Rows = np.ndarray[Any, np.dtype[np.intp]]
_BLANK = 0x20
_SIDE = 64
# A number of so many bytes, all blanks.
_BLANKS = [np.uint64(int.from_bytes((b" " * width).ljust(8, b"\0"), "big")) for width in range(9)]


@dataclass
class Column:
    """Which variable is read, from which record on, and how; `notes` is None where all was noted before."""

    place: str
    variable: str
    width: int
    encoding: str
    lenient: bool
    first: int = 1
    notes: Notes | None = None

    def error(self, row: int, problem: str, remedy: str) -> InputError:
        """The error of a row of the cells."""
        return InputError(f"{self.place}.{self.variable}  record {self.first + row}", problem, remedy)


def text_cells(raw: Cells, column: Column) -> Any:
    """The text as an Arrow array, without the blanks at its end; blank is missing.

    An object array where bytes that the encoding does not know were forgiven: Arrow keeps no such text.
    """
    cells = raw.view(np.uint8).reshape(len(raw), raw.dtype.itemsize)
    low, top = _extremes(cells)
    written = np.flatnonzero((low != _BLANK) | (top != _BLANK))
    if not len(written):
        return arrow.nulls(len(raw), arrow.large_string())
    if low.min() < _BLANK or top.max() > 126:
        _note_controls(cells, column)
    if written[-1] + 1 < cells.shape[1]:
        # What is blank in every value is left out beforehand.
        raw = _first(raw, int(written[-1]) + 1)
        cells = raw.view(np.uint8).reshape(len(raw), raw.dtype.itemsize)
    texts = _unpadded(raw, cells, low) if top.max() < 128 else _decoded(raw, cells, column)
    if column.notes is not None and low[0] <= _BLANK:
        _note_leading(cells, texts, column)
    return texts


def _unpadded(raw: Cells, cells: Bytes, low: Bytes) -> Any:
    """The values without the blanks at their end, null where they are blank; `low` is the lowest byte at each place."""
    if low[cells.shape[1] - 1] > _BLANK:
        return _strings(raw, None, 0)
    if low[0] > _BLANK:
        return _trimmed(raw)
    blank = cells[:, -1] == _BLANK
    count = int(np.count_nonzero(blank))
    if np.count_nonzero(cells[:, 0] == _BLANK) != count or (cells[blank] != _BLANK).any():
        return _without_empty(_trimmed(raw))
    # Every value is as wide as the others, or nothing at all.
    return _strings(raw, ~blank, count)


def _strings(raw: Cells, full: Mask | None, empty: int) -> Any:
    known = None if full is None else arrow.py_buffer(np.packbits(full, bitorder="little"))
    buffers = [known, _offsets(len(raw), raw.dtype.itemsize), arrow.py_buffer(raw)]
    return arrow.Array.from_buffers(arrow.large_string(), len(raw), buffers, empty)


def _trimmed(raw: Cells) -> Any:
    return compute.ascii_rtrim(_strings(raw, None, 0), characters=" ")


def _extremes(cells: Bytes) -> tuple[Bytes, Bytes]:
    """The lowest and the highest byte at each place of the values."""
    count, width = cells.shape
    # Some rows side by side: numpy is fast along rows only if they are long.
    even = count - count % _SIDE
    rows = cells[:even].reshape(even // _SIDE, _SIDE * width) if even else cells
    low, top = (extreme(axis=0).reshape(-1, width) for extreme in (rows.min, rows.max))
    if even and even < count:
        low, top = np.concatenate([low, cells[even:]]), np.concatenate([top, cells[even:]])
    return low.min(axis=0), top.max(axis=0)


def _first(raw: Cells, width: int) -> Cells:
    """The first bytes of each value."""
    kind = np.dtype({"names": ["kept"], "formats": [f"V{width}"], "itemsize": raw.dtype.itemsize})
    return np.ascontiguousarray(raw.view(kind)["kept"])


@lru_cache(maxsize=32)
def _offsets(count: int, width: int) -> Any:
    return arrow.py_buffer(np.arange(count + 1, dtype=np.int64) * width)


def _without_empty(texts: Any) -> Any:
    """The same text, null where it is empty."""
    _, places, data = texts.buffers()
    ends = np.frombuffer(places, dtype=np.int64)[: len(texts) + 1]
    full = ends[1:] != ends[:-1]
    empty = len(texts) - int(np.count_nonzero(full))
    if not empty:
        return texts
    known = arrow.py_buffer(np.packbits(full, bitorder="little"))
    return arrow.Array.from_buffers(texts.type, len(texts), [known, places, data], empty)


def _note_leading(cells: Bytes, texts: Any, column: Column) -> None:
    first = cells[:, 0] == _BLANK
    if not isinstance(texts, np.ndarray) and np.count_nonzero(first) == texts.null_count:
        return
    rows = np.flatnonzero(first)
    _note(cells, rows[(cells[rows] != _BLANK).any(axis=1)], column, "leading_blank")


def _note_controls(cells: Bytes, column: Column) -> None:
    if column.notes is not None:
        odd = ((cells < _BLANK) | (cells == 127)).any(axis=1)
        _note(cells, np.flatnonzero(odd), column, "control_character")


def _note(cells: Bytes, rows: Rows, column: Column, check: str) -> None:
    """Notes each distinct value of the rows."""
    if column.notes is None:
        return
    for value, at in _distinct(cells, rows, column.first):
        column.notes.add(_said(check, value, column.encoding), column.variable, escaped(value), *at)


def _said(check: str, value: bytes, encoding: str) -> Said:
    if check == "leading_blank":
        return check, "warning", "the value begins with a blank"
    if check == "control_character":
        shown = _hex(byte for byte in value if byte < 32 or byte == 127)
        return check, "error", f"byte {shown} is a control character"
    shown = _hex(byte for byte in value if byte > 127)
    if check == "wrong_encoding":
        return check, "error", f"forgiven: byte {shown} is no {encoding} text; it is kept as it is"
    return check, "error", f"byte {shown} is no ASCII text; it is read as {encoding}"


def _hex(codes: Iterator[int]) -> str:
    return " ".join(f"{byte:02X}" for byte in dict.fromkeys(codes))


def _distinct(cells: Bytes, rows: Rows, first: int) -> Iterator[tuple[bytes, tuple[list[int], int]]]:
    """Each value of the rows, its first records, and how often it is there."""
    if not len(rows):
        return
    chosen = np.ascontiguousarray(cells[rows])
    kind = arrow.binary(cells.shape[1])
    found = arrow.Array.from_buffers(kind, len(rows), [None, arrow.py_buffer(chosen)]).dictionary_encode()
    codes = found.indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes))
    start = 0
    for value, end in zip(found.dictionary.to_pylist(), ends.tolist(), strict=True):
        yield value.rstrip(b" "), ((rows[order[start : min(end, start + RECORDS)]] + first).tolist(), end - start)
        start = end


def _decoded(raw: Cells, cells: Bytes, column: Column) -> Any:
    """The text of a column with bytes above 127."""
    rows = np.flatnonzero((cells > 127).any(axis=1))
    values = [cells[row].tobytes().rstrip(b" ") for row in rows.tolist()]
    known: dict[bytes, str] = {}
    for row, value in zip(rows.tolist(), values, strict=True):
        if value not in known:
            known[value] = _decode(value, row, column)
    wrong = np.array([not known[value].isprintable() and _borne(known[value]) for value in values], dtype=bool)
    _note(cells, rows[~wrong], column, "not_ascii")
    _note(cells, rows[wrong], column, "wrong_encoding")
    if column.encoding == "utf-8" and not wrong.any():
        return _without_empty(_trimmed(raw))
    found = arrow.Array.from_buffers(arrow.large_binary(), len(raw), _trimmed(raw).buffers()).to_pylist()
    words = [known.get(value) or value.decode("ascii") if value else None for value in found]
    if not wrong.any():
        return arrow.array(words, arrow.large_string())
    return np.array([np.nan if word is None else word for word in words], dtype=object)


def _decode(value: bytes, row: int, column: Column) -> str:
    try:
        return value.decode(column.encoding)
    except UnicodeDecodeError as error:
        if column.lenient:
            return value.decode(column.encoding, "surrogateescape")
        problem = f"byte {value[error.start]:02X} is no {column.encoding} text"
        raise column.error(row, problem, undecoded(column.encoding)) from None


def _borne(text: str) -> bool:
    """Whether the text bears bytes as they were, in Python's way."""
    return any(0xDC80 <= ord(letter) <= 0xDCFF for letter in text)


def number_cells(words: Words, columns: Sequence[Column]) -> Floats:
    """The numbers of some variables, a row for each; special missing values are NaN that bears a letter."""
    shape = words.shape
    values = from_ibm(words.reshape(-1)).reshape(shape)
    for width in {column.width for column in columns}:
        if (words == _BLANKS[width]).any():
            _forgive_blank(words, values, columns)
    if columns and columns[0].notes is not None:
        for check, odd in (("rounded_number", rounded), ("unnormalised_number", unnormalised)):
            found = odd(words.reshape(-1)).reshape(shape)
            for place in np.flatnonzero(found.any(axis=1)).tolist():
                _note_numbers(found[place], (words[place], values[place], columns[place]), check)
    return values


def number_words(cells: Cells, words: Words) -> None:
    """Fills `words` with numbers of 2 to 8 bytes."""
    if cells.dtype.itemsize == 8:
        words[:] = cells
        return
    # TS-140: a number of fewer bytes lacks the last ones of eight.
    full = np.zeros((len(cells), 8), dtype=np.uint8)
    full[:, : cells.dtype.itemsize] = cells.copy().view(np.uint8).reshape(len(cells), cells.dtype.itemsize)
    words[:] = full.reshape(-1).view(">u8")


def _forgive_blank(words: Words, values: Floats, columns: Sequence[Column]) -> None:
    for row, number, column in zip(words, values, columns, strict=True):
        rows = np.flatnonzero(row == _BLANKS[column.width])
        if len(rows) and not column.lenient:
            problem = "blanks where a number should be: the padding of a file, or damage"
            raise column.error(int(rows[0]), problem, "the file is damaged, or two files in one: send it again")
        number[rows] = np.nan
        if len(rows) and column.notes is not None:
            said: Said = ("blank_number", "error", "forgiven: blanks where a number should be; it is read as missing")
            column.notes.add(said, column.variable, "", (rows[:RECORDS] + column.first).tolist(), len(rows))


def _note_numbers(odd: Mask, of: tuple[Words, Floats, Column], check: str) -> None:
    words_, values, column = of
    rows = np.flatnonzero(odd & (words_ != _BLANKS[column.width]))
    if column.notes is None or not len(rows):
        return
    found, codes, counts = np.unique(values[rows], return_inverse=True, return_counts=True)
    order, end = np.argsort(codes, kind="stable"), 0
    words = {
        "rounded_number": "the number has more than the 53 bits of a double: it is rounded to the nearest",
        "unnormalised_number": "the number is written with leading zeros: written again its bytes differ",
    }[check]
    for number, count in zip(found.tolist(), counts.tolist(), strict=True):
        records = (rows[order[end : end + min(count, RECORDS)]] + column.first).tolist()
        column.notes.add((check, "note", words), column.variable, repr(number), records, count)
        end += count
