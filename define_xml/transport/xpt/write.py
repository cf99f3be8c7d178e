"""SAS transport files, version 5, written some records at a time: exactly what was given, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pandas import DataFrame

from define_xml.transport.notes import Notes
from define_xml.transport.stream import Stream, Writing, streamed
from define_xml.transport.submitted import submitted
from define_xml.transport.whole import whole_files
from define_xml.transport.xpt.card import CARD, check_encoding
from define_xml.transport.xpt.header import Field, Header, pack_header
from define_xml.transport.xpt.number import NumberField
from define_xml.transport.xpt.said import check_said, header_about
from define_xml.transport.xpt.text import LONGEST, Policy, TextField
from define_xml.transport.xpt.words import Array, Cells
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import VariableSpec

# Bytes at a time: what a processor's cache holds, so that a record's fields are put beside each other there.
_BLOCK = 3 << 18
# Records looked at together, so that what is made of them stays small beside a chunk.
_SLICE = 1 << 14
Column = tuple[VariableSpec, TextField | NumberField]


def write_xpt(
    dataset: Dataset | Stream,
    path: Path,
    writing: Writing = Writing(),  # noqa: B008 - it is frozen
) -> list[Finding]:
    """What is odd about the transport file now at the path: written whole and proved, or not at all.

    Text is padded with blanks, so blanks at its end are not kept (a note says where), and empty text is missing.
    InputError, with nothing written, for whatever the file could only hold changed.
    """  # fmt: skip
    noted: list[Finding] = []
    with whole_files(path.parent) as draft:
        draft(path.name, xpt_blocks(_stream(dataset), writing, noted))
    return noted


def xpt_bytes(dataset: Dataset | Stream, writing: Writing = Writing()) -> bytes:  # noqa: B008 - it is frozen
    """The transport file of the dataset, as bytes."""
    return b"".join(xpt_blocks(_stream(dataset), writing, []))


def _stream(dataset: Dataset | Stream) -> Stream:
    return dataset if isinstance(dataset, Stream) else streamed(dataset)


def xpt_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The transport file in blocks; `noted` is complete when the last one was given.

    What the spec alone tells is refused now, what the records tell when their block is asked for. The records are
    gone through once more beforehand where the spec says no length for some text.
    """
    stream, name = submitted(stream), stream.spec.name
    check_encoding(name, writing.encoding)
    variables = stream.spec.variables
    check_said(stream, variables, writing.encoding, noted)
    policy = Policy(writing.encoding, writing.lenient, Notes(name))
    columns = [_column(name, variable, policy) for variable in variables]
    return _blocks(stream, columns, policy, header_about(stream, writing), noted)


def _blocks(
    stream: Stream, columns: list[Column], policy: Policy, about: dict[str, str], noted: list[Finding]
) -> Iterator[bytes]:
    spec = stream.spec
    _find_widths(stream, columns)
    fields: list[Field] = []
    for variable, writer in columns:
        at = fields[-1].at + fields[-1].width if fields else 0
        fields.append(
            Field(
                variable.name, variable.label, variable.type == "Char", writer.width, at, variable.format,
                variable.informat, variable.justify,
            )
        )  # fmt: skip
    yield pack_header(Header(spec.name, spec.label, spec.sas_type, tuple(fields), about), policy.encoding)
    yield from _records(stream, columns)
    order = {variable.name: place for place, (variable, _) in enumerate(columns)}
    found = policy.notes.findings()
    noted.extend(sorted(found, key=lambda one: (order.get(one.variable, len(order)), one.check, one.records[:1])))


def _column(dataset: str, variable: VariableSpec, policy: Policy) -> Column:
    place = f"{dataset}.{variable.name}"
    if variable.type == "Num":
        return variable, NumberField(place, variable.length or 8)
    return variable, TextField(place, variable.name, variable.length or 0, policy)


def _find_widths(stream: Stream, columns: list[Column]) -> None:
    """Makes text without a width as wide as its longest value, and at least one byte."""
    unknown: dict[str, TextField] = {
        variable.name: writer
        for variable, writer in columns
        if isinstance(writer, TextField) and not 1 <= writer.width <= LONGEST
    }
    longest, before = dict.fromkeys(unknown, 1), 0
    for chunk in stream.chunks() if unknown else ():
        for name, writer in unknown.items():
            longest[name] = max(longest[name], writer.longest(chunk[name], before))
        before += len(chunk)
    for name, writer in unknown.items():
        if writer.width > LONGEST:
            problem = f"{writer.width} bytes; a transport file holds {LONGEST}"
            raise InputError(writer.place, problem, "say a shorter length: no value is that long")
        writer.width = longest[name]


def _records(stream: Stream, columns: list[Column]) -> Iterator[bytes]:
    """The records, and the padding after them."""
    layout = np.dtype([(variable.name, f"V{writer.width}") for variable, writer in columns])
    some, before = max(1 << 11, min(1 << 14, _BLOCK // layout.itemsize)), 0
    block = np.empty(some, layout)
    last = b""
    for chunk in _sliced(stream):
        parts = [(variable.name, writer.cells(chunk[variable.name], before)) for variable, writer in columns]
        for start in range(0, len(chunk), some):
            rows = slice(start, min(start + some, len(chunk)))
            records = block[: rows.stop - rows.start]
            for name, cells in parts:
                records[name] = cells.written(rows)
            _prove(stream.spec.name, records, parts, rows)
            last = records[-1].tobytes()
            yield records.tobytes()
        before += len(chunk)
        del chunk, parts
    if last and layout.itemsize < CARD and not last.strip(b" "):
        # TS-140: records are padded with blanks to 80 bytes, and nothing says how many records there are.
        problem = "all its variables are blank, and it is the last: readers would take it for padding"
        raise InputError(f"{stream.spec.name}  record {before}", problem, "leave the record out by a rule")
    yield b" " * (-(before * layout.itemsize) % CARD)


def _sliced(stream: Stream) -> Iterator[DataFrame]:
    """The records in chunks of no more than `_SLICE`."""
    given = stream.chunks()
    while (chunk := next(given, None)) is not None:
        for start in range(0, len(chunk), _SLICE):
            yield chunk.iloc[start : start + _SLICE]
        # Let go before the next one is made.
        del chunk


def _prove(place: str, records: Array, parts: list[tuple[str, Cells]], rows: slice) -> None:
    """InputError unless what is taken out of the records again is what was put in."""
    for name, cells in parts:
        if not cells.same(rows, np.ascontiguousarray(records[name])):
            problem = "taken out of its record again, a value differs"
            raise InputError(f"{place}.{name}", problem, "this is our fault: report it; nothing was written")
