"""CSV for eyes (UTF-8, comma, LF), and the description beside it with which it is read back exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pandas import DataFrame, Series

from define_xml.transport.cells import number_cells, text_cells
from define_xml.transport.delimited.metadata import Metadata, metadata_name, metadata_text, read_metadata
from define_xml.transport.delimited.numbers import number_texts, numbers_of
from define_xml.transport.delimited.text import Lines, header_of, rows_of
from define_xml.transport.described import read_file_facts
from define_xml.transport.stream import CHUNK, Reading, Stream, Writing, text_dtype
from mappings.dataset import FileFacts
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
_STRUCTURE = '[,"\r\n]'
# What a cell may have, so that the reader of Python's library reads it.
_LONGEST = 131_072
# Rows read at a time: Python's own lists of texts are quicker by half while they are few.
_ROWS = 1 << 13


def csv_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The CSV file of the stream: a line of names, then a line for each record, as RFC 4180 quotes it.

    Numbers are the shortest text that gives the same double; missing is empty, special missing values are `.A`, and
    numbers that are dates stay the numbers they are. Text stands as it is, also what a spreadsheet would take for a
    formula (`=cmd()`), a number or a date: import such columns as text. Empty text is missing. InputError for what is
    no text, or no number, and for text with a NUL character.
    """
    names = [variable.name for variable in stream.spec.variables]
    alone = len(names) == 1
    yield ",".join(_quoted(_arrow.array(names, _arrow.large_string()), alone).to_pylist()).encode() + b"\n"
    count = 0
    for chunk in stream.chunks():
        for start in range(0, len(chunk), CHUNK):
            yield _lines(stream.spec, chunk.iloc[start : start + CHUNK], count + start)
        count += len(chunk)


def _lines(spec: DatasetSpec, chunk: DataFrame, first: int) -> bytes:
    columns, alone = [], len(spec.variables) == 1
    for variable in spec.variables:
        place, column = f"{spec.name}.{variable.name}", chunk[variable.name]
        if variable.type == "Num":
            cells = _arrow.array(
                number_texts(number_cells(place, column, first, variable.format)), _arrow.large_string()
            )
        else:
            cells = _checked(place, text_cells(place, column, first), first)
        columns.append(_quoted(cells, alone) if alone or variable.type == "Char" else cells)
    # The lines lie one after the other in Arrow's memory: that is the block.
    columns[-1] = _joined(columns[-1], _mark("\n"), _mark(""))
    lines = _joined(*columns, _mark(","))
    offsets = np.frombuffer(lines.buffers()[1], np.int64)[lines.offset : lines.offset + len(lines) + 1]
    return bytes(lines.buffers()[2][offsets[0] : offsets[-1]])


def _joined(*cells: Any) -> Any:
    """Cells side by side, the last ones between each two of the others."""
    return _compute.binary_join_element_wise(*cells)


def _mark(text: str) -> Any:
    return _arrow.scalar(text, _arrow.large_string())


def _checked(place: str, cells: Any, first: int) -> Any:
    """The same cells; InputError for what no reader takes."""
    wrong = _compute.or_(_compute.match_substring(cells, "\0"), _compute.greater(_compute.utf8_length(cells), _LONGEST))
    if _compute.any(wrong).as_py():
        at = int(np.argmax(_compute.fill_null(wrong, False).to_numpy(zero_copy_only=False)))
        problem = f"a NUL character, or more than {_LONGEST:,} characters: no line of CSV holds it"
        raise InputError(f"{place}  record {first + at + 1}", problem, "mend it by a rule, or choose another format")
    return cells


def _quoted(cells: Any, alone: bool) -> Any:
    """Cells as they stand in a line; a lone one is never blank, for a blank line is no record."""
    full = _compute.fill_null(cells, "")
    needed = _compute.match_substring_regex(full, _STRUCTURE)
    if alone:
        needed = _compute.or_(needed, _compute.equal(full, ""))
    if not _compute.any(needed).as_py():
        return full
    doubled = _compute.replace_substring(full, '"', '""')
    return _compute.if_else(needed, _joined(_mark('"'), doubled, _mark('"'), _mark("")), full)


def csv_beside(stream: Stream, writing: Writing, name: str = "") -> dict[str, bytes]:
    """The file that describes the CSV file `name` (`dm.csv` for DM), by its own name: `dm.csv-metadata.json`.

    It is CSV on the Web (W3C): types and titles for every program, and in properties of ours all that is said of the
    dataset, the header of the file that was read, the number of records and the digest of the CSV file. The stream is
    read to its end for that.
    """
    name = name or f"{stream.spec.name.lower()}.csv"
    digest, count = hashlib.sha256(), 0

    def counted() -> Iterator[DataFrame]:
        nonlocal count
        for chunk in stream.chunks():
            count += len(chunk)
            yield chunk

    for block in csv_blocks(Stream(stream.spec, counted), writing, []):
        digest.update(block)
    return {metadata_name(name): metadata_text(stream, writing, name, (count, digest.hexdigest()))}


def open_csv(path: Path, reading: Reading | None = None) -> Stream:
    """The file as a stream: with the description beside it as it was, without one as text and with a finding.

    It is UTF-8, unless another encoding is declared. InputError, with the line, for rows of another length, blank
    lines, quotes that are not closed, names that are missing or there twice, bytes of another encoding, NUL, and cells
    that are no number where one is described.
    """
    reading = reading or Reading()
    header, size = header_of(path, reading.encoding)
    metadata = read_metadata(path, header)
    name = path.name.split(".")[0].upper()
    findings: list[Finding] = []
    if metadata is None:
        words = f"no {metadata_name(path.name)} beside it: all its columns are text"
        findings.append(Finding("no_metadata", "warning", words, name))
        plain = tuple(VariableSpec(name=one, label="", type="Char") for one in header)
        metadata = Metadata(DatasetSpec(name=name, label="", domain=name, variables=plain))
    facts = read_file_facts(metadata.file, path, "csv", size)
    return _stream(path, reading, metadata, facts, findings)


def _stream(path: Path, reading: Reading, metadata: Metadata, facts: FileFacts, findings: list[Finding]) -> Stream:
    def chunks() -> Iterator[DataFrame]:
        first, lines = 0, Lines(path, reading.encoding)
        rows = rows_of(path, lines, len(metadata.spec.variables))
        while taken := list(islice(rows, min(reading.chunk, _ROWS))):
            yield _chunk(path, metadata.spec, taken)
            first += len(taken)
        found = list(_doubts(lines, reading, metadata, first))
        findings.extend(one for one in found if one not in findings)

    return Stream(metadata.spec, chunks, facts, metadata.count, findings)


def _doubts(lines: Lines, reading: Reading, metadata: Metadata, count: int) -> Iterator[Finding]:
    """What is odd about all that was read; InputError for another number of records than is said."""
    path = lines.path
    name = metadata.spec.name
    if not count:
        yield Finding("no_records", "warning", "no records", name)
    if reading.count not in (None, count):
        problem = f"it holds {count:,} records; {reading.count:,} are expected"
        raise InputError(path.name, problem, "give the number that is right, or write the file again")
    if metadata.count is not None and count != metadata.count:
        problem = f"{count:,} records, and {metadata_name(path.name)} says {metadata.count:,}"
        if not reading.lenient:
            remedy = "it is cut or was changed: write it again, or read it as it is: --lenient"
            raise InputError(path.name, problem, remedy)
        yield Finding("cut_record", "error", f"forgiven: {problem}", name)
    elif metadata.digest and lines.digest() != metadata.digest:
        words = f"changed since {metadata_name(path.name)} was written"
        yield Finding("changed_file", "warning", words, name)
    elif not metadata.digest and not lines.ended and reading.count is None:
        words = "its last line has no end: nothing tells whether it is whole"
        yield Finding("completeness_unproven", "warning", words, name)


def _chunk(path: Path, spec: DatasetSpec, rows: list[tuple[int, list[str]]]) -> DataFrame:
    cells = list(zip(*(row for _, row in rows), strict=True))
    dtype: Any = text_dtype()
    columns: dict[str, Any] = {}
    for variable, texts in zip(spec.variables, cells, strict=True):
        if variable.type == "Num":
            columns[variable.name] = numbers_of(texts, f"{path.name}  {variable.name}", rows)
        else:
            columns[variable.name] = _text(texts, dtype)
    return DataFrame(columns, copy=False)


def _text(texts: tuple[str, ...], dtype: Any) -> Series:
    """The cells as text, empty ones missing."""
    cells = _arrow.array(texts, _arrow.large_string())
    cells = _compute.if_else(_compute.equal(cells, ""), _arrow.scalar(None, _arrow.large_string()), cells)
    return Series(dtype.__from_arrow__(_arrow.chunked_array([cells])))
