"""Text as the bytes of fields: values of any length in Arrow's memory, padded to one width without a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
from pandas import Series

from mappings.error import InputError

Array = np.ndarray[Any, np.dtype[Any]]
# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
# The functions themselves: what wraps them costs as much as a block of records does.
_pad, _trim = _compute.get_function("ascii_rpad"), _compute.get_function("ascii_rtrim_whitespace")
_BLANK, _DELETE = 32, 127


class Cells(Protocol):
    """Records of one variable: the bytes of some of them, and whether bytes found in a file say the same."""

    def written(self, rows: slice) -> Array:
        """The bytes of these records, `V<width>`."""

    def same(self, rows: slice, found: Array) -> bool:
        """Whether these bytes, read again, are the values of the records."""


@dataclass(frozen=True)
class Words:
    """Text of Arrow as flat bytes: where each word begins (and the last one ends), and how long each is."""

    cells: Any
    starts: Array
    data: Array
    sizes: Array

    @property
    def plain(self) -> bool:
        """Whether all bytes are printable ASCII, and none but those within a word are blanks."""
        used = self.data[self.starts[0] : self.starts[-1]]
        if not len(used):
            return True
        lowest, highest = int(used.min()), int(used.max())
        return highest < _DELETE and (lowest > _BLANK or (lowest == _BLANK and not self._blank_edges()))

    def _blank_edges(self) -> bool:
        said = self.sizes > 0
        first, last = self.starts[:-1][said], self.starts[1:][said] - 1
        return bool((self.data[first] == _BLANK).any() or (self.data[last] == _BLANK).any())

    def part(self, rows: slice) -> Any:
        """The words of some records as an Arrow array."""
        return self.cells.slice(rows.start, rows.stop - rows.start)


@dataclass(frozen=True)
class OwnWords:
    """A word for each record, in fields of one width."""

    words: Words
    width: int

    def written(self, rows: slice) -> Array:
        """The padded bytes of these records."""
        padded = _pad.call([self.words.part(rows)], _compute.PadOptions(self.width, " "))
        return np.frombuffer(padded.buffers()[2], f"V{self.width}", len(padded), int(padded.offset) * self.width)

    def same(self, rows: slice, found: Array) -> bool:
        """Whether the bytes, without the blanks at their end, are the words (which are `plain`)."""
        return bool(_trim.call([_whole(found, self.words.cells.type)]).equals(self.words.part(rows)))


@dataclass(frozen=True)
class FullWords:
    """A word for each record, each as wide as the field: they lie there as they are to be written."""

    words: Words
    width: int

    def written(self, rows: slice) -> Array:
        """The bytes of these records."""
        start = int(self.words.starts[rows.start])
        return np.frombuffer(self.words.data, f"V{self.width}", rows.stop - rows.start, start)

    def same(self, rows: slice, found: Array) -> bool:
        """Whether the bytes are the words."""
        return bool(_whole(found, self.words.cells.type).equals(self.words.part(rows)))


@dataclass(frozen=True)
class SharedWords:
    """A number for each record, and the word of each number in a field of one width; -1 is missing."""

    words: Words
    width: int
    codes: Array
    table: Array

    def written(self, rows: slice) -> Array:
        """The padded bytes of these records."""
        return self.table.take(self.codes[rows].astype(np.intp))

    def same(self, rows: slice, found: Array) -> bool:
        """Whether the bytes are those of the words."""
        wanted = self.table[self.codes[rows]]
        return bool(np.array_equal(found.view(np.uint8), wanted.view(np.uint8)))


def shared(words: Words, width: int, codes: Array) -> SharedWords:
    """Words for records that share them; a word of no record may be longer than the field, and is cut."""
    count, widest = len(words.sizes), max(width, int(words.sizes.max(initial=0)))
    table = np.frombuffer(b" " * widest * (count + 1), np.uint8).reshape(count + 1, widest).copy()
    if count:
        fields = OwnWords(words, widest).written(slice(0, count))
        table[:count] = fields.view(np.uint8).reshape(count, widest)
    return SharedWords(words, width, codes, np.ascontiguousarray(table[:, :width]).view(f"V{width}").ravel())


def _whole(found: Array, kind: Any) -> Any:
    """Bytes of one width as an Arrow array of text."""
    starts = _even(len(found), found.itemsize, bool(_arrow.types.is_large_string(kind)))
    return _arrow.Array.from_buffers(kind, len(found), [None, starts, _arrow.py_buffer(found)])


@lru_cache(maxsize=256)
def _even(count: int, width: int, large: bool) -> Any:
    starts = np.arange(0, (count + 1) * width, width, dtype=np.int64 if large else np.int32)
    return _arrow.py_buffer(starts[: count + 1])


def words_of(cells: Any) -> Words:
    """The words of an Arrow array of text; missing ones are empty."""
    if cells.null_count:
        cells = _filled(cells)
    starts = _starts(cells)
    return Words(cells, starts, np.frombuffer(cells.buffers()[2] or b"", np.uint8), np.diff(starts))


def _filled(cells: Any) -> Any:
    """The array without marks for missing values, which are empty."""
    _, starts, data = cells.buffers()
    bare = _arrow.Array.from_buffers(cells.type, len(cells), [None, starts, data], offset=cells.offset)
    # A missing value has no bytes, whoever made the array, but nothing forbids it: Arrow, columnar format.
    hidden = np.diff(_starts(bare))[cells.is_null().to_numpy(zero_copy_only=False)]
    return cells.fill_null("") if hidden.any() else bare


def _starts(cells: Any) -> Array:
    """Where the bytes of each value begin, and where those of the last one end."""
    kind = np.int64 if _arrow.types.is_large_string(cells.type) else np.int32
    if not len(cells):
        return np.zeros(1, kind)
    return np.frombuffer(cells.buffers()[1], kind)[cells.offset : cells.offset + len(cells) + 1]


def encoded(words: Sequence[bytes]) -> Words:
    """Words that are bytes already."""
    cells = _arrow.array(words, _arrow.large_binary())
    return words_of(_arrow.Array.from_buffers(_arrow.large_string(), len(cells), cells.buffers()))


def text_array(place: str, column: Series, before: int) -> Any:
    """The text of a column (no categories) in Arrow's memory; InputError for the first value that is no text.

    UnicodeEncodeError where bytes of no encoding were kept (`surrogateescape`).
    """
    if isinstance(column.dtype, pd.StringDtype) or _is_arrow_text(column):
        return _single(_arrow.array(column, from_pandas=True))
    objects = column.astype("object").to_numpy()
    try:
        # Asked for text, Arrow takes bytes for it; left alone it says what they are.
        cells = _arrow.array(objects, from_pandas=True)
    except _arrow.ArrowException:
        cells = None
    if cells is None or not _is_text(cells.type):
        refuse_others(place, column, before)
        cells = _arrow.array(objects, _arrow.large_string(), from_pandas=True)
    return _single(cells)


def refuse_others(place: str, values: Any, before: int) -> None:
    """InputError for the first value that is no text."""
    if pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return
    for record, value in enumerate(values, before + 1):
        if not isinstance(value, str) and not is_missing(value):
            problem = f"{value!r} is no text, and the variable is Char"
            raise InputError(f"{place}  record {record}", problem, "make it text by a rule, or say type Num")


def is_missing(value: object) -> bool:
    """Whether it is None, NaN or one of pandas' own; a list is a value."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _is_arrow_text(column: Series) -> bool:
    if not isinstance(column.dtype, pd.ArrowDtype):
        return False
    kind: Any = column.dtype.pyarrow_dtype
    return _is_text(kind.value_type if _arrow.types.is_dictionary(kind) else kind)


def _is_text(kind: Any) -> bool:
    return bool(_arrow.types.is_string(kind) or _arrow.types.is_large_string(kind))


def _single(cells: Any) -> Any:
    if isinstance(cells, _arrow.ChunkedArray):
        chunks = cells.chunks
        cells = chunks[0] if len(chunks) == 1 else _arrow.concat_arrays(chunks or [_arrow.array([], cells.type)])
    return cells if _is_text(cells.type) else cells.cast(_arrow.large_string())
