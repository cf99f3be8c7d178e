"""Text as the bytes of fields: values of any length in Arrow's memory, padded to one width without a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

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
