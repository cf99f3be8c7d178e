"""A pass over the records of a transport file: its bytes in pieces, each made columns, chunk by chunk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from pandas import DataFrame, Series

from define_xml.transport.looks import check_regular
from define_xml.transport.notes import Notes
from define_xml.transport.stream import Reading, text_dtype
from define_xml.transport.whole import readable
from define_xml.transport.xpt.cells import Cells, Column, arrow, number_cells, number_words, text_cells
from define_xml.transport.xpt.extent import Extent, second_member, unproven
from define_xml.transport.xpt.header import CARD, MARK, MEMBER, Header
from define_xml.transport.xpt.ibm import Floats
from mappings.error import InputError

# Bytes of records at a time: what is made of them stays in the processor's cache.
_PIECE = 1 << 21
# Records at a time, at the least: below, the cost of calls is all.
_LEAST = 1 << 10
# Size, time of the last change, and which file it is.
Facts = tuple[int, int, int, int]


@dataclass(frozen=True)
class Source:
    """The file, how to read it, its header, where its records are, and what the system said when it was opened."""

    path: Path
    reading: Reading
    header: Header
    found: Extent
    facts: Facts


def opened(path: Path) -> IO[bytes]:
    """The open file; InputError for what is none, before anything waits for it."""
    check_regular(path, "a transport file")
    return path.open("rb", buffering=0)


def facts_of(file: IO[bytes]) -> Facts:
    """What the system says of the open file."""
    said = os.fstat(file.fileno())
    return said.st_size, said.st_mtime_ns, said.st_ino, said.st_dev


def chunks(source: Source, notes: Notes) -> Iterator[DataFrame]:
    """The records from the first to the last, `reading.chunk` at a time; InputError if the file changes meanwhile."""
    count, size = source.found.count, max(1, source.reading.chunk)
    with readable(source.path):
        file = opened(source.path)
    with file:
        records = _Pass(source, file, notes)
        for start in range(0, count, size):
            # No name for the chunk here: it is the reader's alone, who may let it go.
            yield records.frame(start, min(size, count - start))
        records.end()


class _Pass:
    """The records in file order."""

    def __init__(self, source: Source, file: IO[bytes], notes: Notes) -> None:
        self.source, self.file, self.notes = source, file, notes
        self.width = source.header.width
        self.layout = _layout(source.header)
        self.texts, self.numbers = _columns(source, True), _columns(source, False)
        chunk = max(1, min(source.reading.chunk, source.found.count))
        self.rows = max(1, min(chunk, _PIECE // self.width, max(_LEAST, chunk // 8)))
        # The 80 bytes before a piece are kept: a further dataset's header may begin in them.
        self.buffer = bytearray(CARD + self.rows * self.width)
        self.filled = CARD
        self.begins_blank = False
        self._check_unchanged()
        file.seek(source.found.start)

    def frame(self, start: int, count: int) -> DataFrame:
        """The records after the first `start`."""
        numbers = np.empty((len(self.numbers), count))
        texts: list[list[Any]] = [[] for _ in self.texts]
        for at in range(0, count, self.rows):
            block = self._read(min(self.rows, count - at))
            self._mark(start + at)
            numbers[:, at : at + len(block)] = self._numbers(block)
            for column, pieces in zip(self.texts, texts, strict=True):
                # Copied, for the buffer will be filled again.
                pieces.append(text_cells(block[column.variable].copy(), column))
        self._check_unchanged()
        self._note(start + count)
        values: dict[str, Any] = dict(zip((column.variable for column in self.numbers), numbers, strict=True))
        values |= {column.variable: _text(pieces) for column, pieces in zip(self.texts, texts, strict=True)}
        return DataFrame({field.name: values[field.name] for field in self.source.header.fields}, copy=False)

    def _mark(self, known: int) -> None:
        """Tells the columns where in the file they are."""
        for column in (*self.numbers, *self.texts):
            column.first, column.notes = known + 1, self.notes if known >= self.notes.known else None

    def _numbers(self, block: Cells) -> Floats:
        words = np.empty((len(self.numbers), len(block)), dtype=np.uint64)
        for column, row in zip(self.numbers, words, strict=True):
            number_words(block[column.variable], row)
        return number_cells(words, self.numbers)

    def end(self) -> None:
        """Notes what can be said when all records were seen."""
        self._check_unchanged()
        told = self.notes.complete or any(note.check == "completeness_unproven" for note in self.notes.found)
        if self.begins_blank and self.source.reading.count is None and not told:
            blanks = self.source.found.padding
            words = f"records begin with {blanks} blanks, and the {blanks} after the last one may be such a record"
            self.notes.always(unproven(self.source.header.name, words))
        self.notes.complete = True

    def _note(self, known: int) -> None:
        if known > self.notes.known:
            self.notes.known = known
            self.notes.publish()

    def _read(self, count: int) -> Cells:
        size = count * self.width
        at = self.file.tell()
        self.buffer[:CARD] = self.buffer[self.filled - CARD : self.filled]
        self.filled = CARD + size
        self._fill(memoryview(self.buffer)[CARD : self.filled])
        self._refuse_second(at - CARD)
        if self.source.found.padding and not self.begins_blank:
            block = np.frombuffer(self.buffer, dtype=np.uint8, count=size, offset=CARD).reshape(count, self.width)
            rows = np.flatnonzero(block[:, 0] == 32)
            blank = block[rows, : self.source.found.padding] == 32
            self.begins_blank = bool(blank.all(axis=1).any())
        return np.frombuffer(self.buffer, dtype=self.layout, count=count, offset=CARD)

    def _fill(self, view: memoryview) -> None:
        done = 0
        with readable(self.source.path):
            while done < len(view):
                got: int = self.file.readinto(view[done:])  # type: ignore[attr-defined]
                if not got:
                    raise self._changed()
                done += got

    def _refuse_second(self, at: int) -> None:
        """InputError for the header of a further dataset; the buffer begins at byte `at` of the file."""
        mark = MEMBER[:MARK]
        place = self.buffer.find(mark, 0, self.filled)
        while place >= 0:
            if (at + place) % CARD == 0:
                name = bytes(self.buffer[place + 2 * CARD + 8 : place + 2 * CARD + 16])
                other = at + place, name.decode("ascii", "replace").strip()
                raise second_member(self.source.path.name, self.source.header.name, other)
            place = self.buffer.find(mark, place + 1, self.filled)

    def _check_unchanged(self) -> None:
        if facts_of(self.file) != self.source.facts:
            raise self._changed()

    def _changed(self) -> InputError:
        problem = "the file changed while it was read"
        return InputError(self.source.path.name, problem, "read it again when nobody writes to it")


def _layout(header: Header) -> np.dtype[Any]:
    """A record: numbers of eight bytes are words, all else is bytes."""
    words = {field.name: ">u8" for field in header.fields if not field.text and field.width == 8}
    return np.dtype([(field.name, words.get(field.name, f"V{field.width}")) for field in header.fields])


def _columns(source: Source, text: bool) -> list[Column]:
    place = f"{source.path.name}  {source.header.name}"
    reading, fields = source.reading, [field for field in source.header.fields if field.text == text]
    return [Column(place, field.name, field.width, reading.encoding, reading.lenient) for field in fields]


def _text(pieces: list[Any]) -> Any:
    """A column of text in Arrow's memory; Python's text where Arrow cannot keep it."""
    if any(isinstance(piece, np.ndarray) for piece in pieces):
        plain = [piece if isinstance(piece, np.ndarray) else _plain(piece) for piece in pieces]
        # Of this type, or pandas would try to make it Arrow's.
        return Series(np.concatenate(plain), dtype="object")
    return text_dtype().__from_arrow__(arrow.chunked_array(pieces, arrow.large_string()))


def _plain(texts: Any) -> Any:
    return np.array([np.nan if text is None else text for text in texts.to_pylist()], dtype=object)
