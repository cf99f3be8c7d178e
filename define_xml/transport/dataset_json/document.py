"""Dataset-JSON 1.1 as one document (`.json`): read and written some records at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pandas import DataFrame

from define_xml.transport.dataset_json.bytes import Source, source, start_of
from define_xml.transport.dataset_json.head import Head, Origin, head_of
from define_xml.transport.dataset_json.rows import Block
from define_xml.transport.dataset_json.split import Rows, before_rows
from define_xml.transport.dataset_json.stream import Pass, head_bytes, rows_bytes, stream_of
from define_xml.transport.dataset_json.write import planned
from define_xml.transport.stream import Reading, Stream, Writing
from define_xml.transport.submitted import submitted
from mappings.error import InputError
from mappings.finding import Finding

_NO_ROWS = b'"rows":[]'
_LAST = re.compile(rb"\]\s*\}\s*\Z")
_END = 1 << 16
_READING = Reading()


def open_json(path: Path, reading: Reading = _READING) -> Stream:
    """The dataset of the file; InputError for what is no whole Dataset-JSON 1.1.

    The rows are read when they are asked for, and before only if something that has to be known stands after them.
    """
    file = source(path)
    forgiven: list[Finding] = []
    start = start_of(file.pieces(), path.name, "a Dataset-JSON document", reading.lenient)
    if start:
        forgiven.append(Finding("damaged_header", "error", "forgiven: a byte order mark, which JSON does not allow"))
    before, rows = before_rows(file.pieces(start), path.name)
    origin = Origin(path, "json", file.size, reading)
    if rows < 0:
        head = head_of(before, origin, forgiven)
        return stream_of(head, reading.lenient, lambda one: one.frames(()))
    begin = start + rows
    early = _early(file, before, origin)
    head = early or _late(file, begin, before, origin, forgiven)
    return stream_of(head, reading.lenient, lambda one: _frames(file, begin, one, (before, origin, early is not None)))


def _early(file: Source, before: bytes, origin: Origin) -> Head | None:
    """The head, if what stands before the rows tells it all; None if that is not so, or not known yet."""
    if origin.reading.lenient or not _LAST.search(file.last(_END)):
        return None
    try:
        return head_of(before + _NO_ROWS + b"}", origin, [])
    except InputError:
        # It may be complete with what follows the rows; if not, that will be told then.
        return None


def _late(file: Source, begin: int, before: bytes, origin: Origin, forgiven: list[Finding]) -> Head:
    """The head of a document that has to be read to its end: something follows the rows, or it is cut."""
    rows = Rows(file.pieces(begin), begin, origin.name)
    for _ in rows.blocks(origin.reading.chunk):
        pass
    if rows.end < 0:
        _check_whole(rows, origin.reading.lenient)
        return head_of(before + _NO_ROWS + b"}", origin, forgiven)
    return head_of(before + _NO_ROWS + rows.tail, _after(origin, before, rows), forgiven)


def _after(origin: Origin, before: bytes, rows: Rows) -> Origin:
    joined = len(before) + len(_NO_ROWS)
    return replace(origin, gap=(joined, rows.end - joined))


def _check_whole(rows: Rows, lenient: bool) -> str:
    problem = f"the file ends within record {rows.count + 1}: it is cut"
    if not lenient:
        raise InputError(f"{rows.file}  byte {rows.at}", problem, "get it again from where it came from")
    return problem


def _frames(file: Source, begin: int, one: Pass, told: tuple[bytes, Origin, bool]) -> Iterator[DataFrame]:
    """The records. What stands after the rows is looked at here if the head was told without it."""
    before, origin, early = told
    rows = Rows(file.pieces(begin), begin, one.file)
    yield from one.frames(_whole(rows, origin.reading.chunk, one))
    if early and rows.tail.strip(b" \t\r\n") != b"}":
        head_of(before + _NO_ROWS + rows.tail, _after(origin, before, rows), [])
        raise InputError(one.file, "more is said after the rows", "get the file again")


def _whole(rows: Rows, chunk: int, one: Pass) -> Iterator[Block]:
    yield from rows.blocks(chunk)
    if rows.end < 0:
        one.forgive(_check_whole(rows, one.lenient))


def json_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The document in blocks; InputError for what it could only hold changed.

    With an unchanged dataset of a file that was written like CDISC's samples, the bytes are those of the file.
    """
    stream = submitted(stream)
    plan = planned(stream, writing, "json", noted)
    yield head_bytes(plan)[:-1] + b',"rows":['
    comma = b""
    for rows in rows_bytes(plan, stream, writing, noted, ","):
        yield comma + rows[:-1]
        comma = b","
    yield b"]}"
