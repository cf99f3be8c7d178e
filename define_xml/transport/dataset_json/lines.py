"""Dataset-JSON 1.1 line by line: the head, then a row on each line (`.ndjson`), and the same compressed (`.dsjc`)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from pandas import DataFrame

from define_xml.transport.dataset_json.bytes import LONGEST, Forgive, source, start_of
from define_xml.transport.dataset_json.head import Origin, head_of
from define_xml.transport.dataset_json.rows import Block, is_row
from define_xml.transport.dataset_json.stream import Pass, head_bytes, rows_bytes, stream_of
from define_xml.transport.dataset_json.write import planned
from define_xml.transport.stream import Reading, Stream, Writing
from define_xml.transport.submitted import submitted
from mappings.error import InputError
from mappings.finding import Finding

_READING = Reading()
# Bytes of lines looked at together, like the rows of one document.
_TOGETHER = 1 << 23
Bytes = Callable[[Forgive | None], Iterator[bytes]]


def open_ndjson(path: Path, reading: Reading = _READING) -> Stream:
    """The dataset of the file; InputError for what is no Dataset-JSON 1.1 in lines. Rows are read when asked for."""
    file = source(path)
    return _open(lambda _: file.pieces(), Origin(path, "ndjson", file.size, reading))


def open_dsjc(path: Path, reading: Reading = _READING) -> Stream:
    """The dataset of the compressed file; InputError for what is none. Rows are read when asked for."""
    file = source(path)
    return _open(file.inflated, Origin(path, "dsjc", file.size, reading))


def _open(pieces: Bytes, origin: Origin) -> Stream:
    reading, forgiven = origin.reading, list[Finding]()
    start = start_of(pieces(_silent), origin.name, "the first line of Dataset-JSON", reading.lenient)
    if start:
        forgiven.append(Finding("damaged_header", "error", "forgiven: a byte order mark, which JSON does not allow"))
    first, size = _first_line(pieces(_silent), origin.name)
    head = head_of(first[start:], origin, forgiven)
    return stream_of(head, reading.lenient, lambda one: _frames(pieces, size, one, reading.chunk))


def _silent(problem: str) -> None:
    """The head alone is asked for: that the file is cut is said when its records are."""


def _first_line(pieces: Iterator[bytes], place: str) -> tuple[bytes, int]:
    """The first line, and how many bytes it takes with its end."""
    buffer = b""
    for piece in pieces:
        buffer += piece
        line, end, _ = buffer.partition(b"\n")
        if end or len(buffer) > LONGEST:
            break
    line, end, _ = buffer.partition(b"\n")
    if len(line) > LONGEST:
        raise InputError(place, f"a first line of more than {LONGEST:,} bytes", "is it a Dataset-JSON file?")
    return line, len(line) + len(end)


def _frames(pieces: Bytes, skipped: int, one: Pass, chunk: int) -> Iterator[DataFrame]:
    text = pieces(one.forgive if one.lenient else None)
    yield from one.frames(_blocks(_after(text, skipped), one, chunk))


def _after(pieces: Iterator[bytes], skipped: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[skipped:]
        skipped = max(skipped - len(piece), 0)


def _blocks(pieces: Iterator[bytes], one: Pass, limit: int) -> Iterator[Block]:
    """Whole lines, at most so many at a time. The first record is on line 2."""
    line = 2
    for raw, count in _lines(pieces, one, limit):
        lines = raw.replace(b"\r\n", b"\n").removesuffix(b"\r") if b"\r" in raw else raw
        yield Block(lines, (), partial(_line, line))
        line += count


def _line(first: int, number: int, _: int) -> str:
    return f"line {first + number:,}"


def _lines(pieces: Iterable[bytes], one: Pass, limit: int) -> Iterator[tuple[bytes, int]]:
    """Lines without the end of the last one, and how many they are."""
    buffer = b""
    for piece in pieces:
        buffer += piece
        if len(buffer) > LONGEST and b"\n" not in buffer:
            raise InputError(one.file, f"a line of more than {LONGEST:,} bytes", "is it a Dataset-JSON file?")
        if len(buffer) >= _TOGETHER:
            buffer = yield from _taken(buffer, limit)
    buffer = yield from _taken(buffer, limit)
    if buffer and one.lenient and not is_row(buffer):
        one.forgive("the last line is cut")
    elif buffer:
        yield buffer, 1


def _taken(buffer: bytes, limit: int) -> Generator[tuple[bytes, int], None, bytes]:
    """All whole lines, at most so many at a time; what is left is given back."""
    ends = np.flatnonzero(np.frombuffer(buffer, dtype=np.uint8) == 0x0A) + 1
    start = 0
    for first in range(0, len(ends), limit):
        some = ends[first : first + limit]
        yield buffer[start : int(some[-1]) - 1], len(some)
        start = int(some[-1])
    return buffer[start:]


def ndjson_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The file in blocks, each line ended; InputError for what it could only hold changed."""
    return _written(stream, writing, "ndjson", noted)


def dsjc_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The compressed file in blocks (zlib, RFC 1950); InputError for what it could only hold changed."""
    deflater = zlib.compressobj()
    for block in _written(stream, writing, "dsjc", noted):
        yield deflater.compress(block)
    yield deflater.flush()


def _written(stream: Stream, writing: Writing, format_: str, noted: list[Finding]) -> Iterator[bytes]:
    stream = submitted(stream)
    plan = planned(stream, writing, format_, noted)
    yield head_bytes(plan) + b"\n"
    yield from rows_bytes(plan, stream, writing, noted, "\n")
