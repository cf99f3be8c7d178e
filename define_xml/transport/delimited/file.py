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
from pandas import DataFrame

from define_xml.transport.cells import number_cells, text_cells
from define_xml.transport.delimited.metadata import Metadata, metadata_name, metadata_text, read_metadata
from define_xml.transport.delimited.numbers import number_texts, numbers_of
from define_xml.transport.delimited.plain import CELL, Plain
from define_xml.transport.delimited.text import Lines, header_of, known_encoding, rows_of
from define_xml.transport.described import read_file_facts
from define_xml.transport.stream import Reading, Stream, Writing, text_dtype
from define_xml.transport.submitted import submitted
from define_xml.transport.whole import readable
from mappings.dataset import FileFacts
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
Array = np.ndarray[Any, np.dtype[Any]]
_STRUCTURE = '[,"\r\n]'
# Records made into text together.
_TOGETHER = 1 << 14
# Rows read at a time: Python's own lists of texts are quicker by half while they are few.
_ROWS = 1 << 13


def csv_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The CSV file of the stream: a line of names, then a line for each record, as RFC 4180 quotes it.

    Numbers are the shortest text that gives the same double; missing is empty, special missing values are `.A`, and
    numbers that are dates stay the numbers they are. Text stands as it is, also what a spreadsheet would take for a
    formula (`=cmd()`), a number or a date: import such columns as text. Empty text is missing. InputError for what is
    no text, or no number, and for text with a NUL character.
    """
    stream = submitted(stream)
    names = [variable.name for variable in stream.spec.variables]
    alone = len(names) == 1
    yield ",".join(_quoted(_arrow.array(names, _arrow.large_string()), alone).to_pylist()).encode() + b"\n"
    count, given = 0, stream.chunks()
    while (chunk := next(given, None)) is not None:
        for start in range(0, len(chunk), _TOGETHER):
            yield _lines(stream.spec, chunk.iloc[start : start + _TOGETHER], count + start)
        count += len(chunk)
        del chunk


def _lines(spec: DatasetSpec, chunk: DataFrame, first: int) -> bytes:
    columns, alone = [], len(spec.variables) == 1
    for variable in spec.variables:
        place, column = f"{spec.name}.{variable.name}", chunk[variable.name]
        if variable.type == "Num":
            cells = number_texts(number_cells(place, column, first))
        else:
            cells = _checked(place, text_cells(place, column, first), first)
        columns.append(_quoted(cells, alone) if alone or variable.type == "Char" else cells)
    # The lines lie one after the other in Arrow's memory: that is the block.
    columns[-1] = _joined(columns[-1], _mark("\n"), _mark(""))
    lines = _joined(*columns, _mark(","))
    return _letters(lines).tobytes()


def _joined(*cells: Any) -> Any:
    """Cells side by side, the last ones between each two of the others."""
    return _compute.binary_join_element_wise(*cells)


def _letters(cells: Any) -> Array:
    """The bytes of all cells."""
    offsets = np.frombuffer(cells.buffers()[1], np.int64)[cells.offset : cells.offset + len(cells) + 1]
    data = np.frombuffer(cells.buffers()[2] or b"", np.uint8)
    return data[offsets[0] : offsets[-1]] if len(cells) else data[:0]


def _mark(text: str) -> Any:
    return _arrow.scalar(text, _arrow.large_string())


def _checked(place: str, cells: Any, first: int) -> Any:
    """The same cells; InputError for what no reader takes."""
    letters = _letters(cells)
    if letters.all() and len(letters) <= CELL:
        return cells
    wrong = _compute.or_(_compute.match_substring(cells, "\0"), _compute.greater(_compute.utf8_length(cells), CELL))
    if _compute.any(wrong).as_py():
        at = int(np.argmax(_compute.fill_null(wrong, False).to_numpy(zero_copy_only=False)))
        problem = f"a NUL character, or more than {CELL:,} characters: no line of CSV holds it"
        raise InputError(f"{place}  record {first + at + 1}", problem, "mend it by a rule, or choose another format")
    return cells


def _quoted(cells: Any, alone: bool) -> Any:
    """Cells as they stand in a line; a lone one is never blank, for a blank line is no record."""
    full = _compute.fill_null(cells, "") if cells.null_count else cells
    letters = _letters(full)
    if not alone and not any((letters == ord(mark)).any() for mark in ',"\r\n'):
        return full
    needed = _compute.match_substring_regex(full, _STRUCTURE)
    if alone:
        needed = _compute.or_(needed, _compute.equal(full, ""))
    if not _compute.any(needed).as_py():
        return full
    doubled = _compute.replace_substring(full, '"', '""')
    return _compute.if_else(needed, _joined(_mark('"'), doubled, _mark('"'), _mark("")), full)


def csv_beside(stream: Stream, writing: Writing, name: str, part: Path) -> dict[str, bytes]:
    """The file that describes the CSV file `name`, by its own name: `dm.csv-metadata.json`.

    It is CSV on the Web (W3C): types and titles for every program, and in properties of ours all that is said of the
    dataset, the header of the file that was read, the number of records (`stream.count`) and the digest of the CSV
    file, which is `part` as yet.
    """
    with readable(part), part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {metadata_name(name): metadata_text(stream, writing, name, digest)}


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
        count, read = 0, Plain(path)
        for chunk in _plain(read, reading, metadata.spec):
            yield chunk
            count += len(chunk)
            del chunk
        lines: Plain | Lines = read
        if read.odd:
            lines = Lines(path, reading.encoding)
            rows = islice(rows_of(path, lines, len(metadata.spec.variables)), count, None)
            while taken := list(islice(rows, min(reading.chunk, _ROWS))):
                yield _chunk(path, metadata.spec, taken)
                count += len(taken)
        found = list(_doubts(lines, reading, metadata, count))
        findings.extend(one for one in found if one not in findings)

    return Stream(metadata.spec, chunks, facts, metadata.count, findings)


def _plain(read: Plain, reading: Reading, spec: DatasetSpec) -> Iterator[DataFrame]:
    """The records as far as nothing is odd about them."""
    if known_encoding(read.path, reading.encoding) != "utf-8-sig":
        read.odd = True
        return
    for columns in read.blocks(len(spec.variables)):
        for start in range(0, len(columns[0]), reading.chunk):
            chunk, wrong = _frame(spec, [column.slice(start, reading.chunk) for column in columns])
            if wrong:
                read.odd = True
                return
            yield chunk
            del chunk


def _doubts(lines: Plain | Lines, reading: Reading, metadata: Metadata, count: int) -> Iterator[Finding]:
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
    texts = [_arrow.array(cells, _arrow.large_string()) for cells in zip(*(row for _, row in rows), strict=True)]
    none = _arrow.scalar(None, _arrow.large_string())
    chunk, wrong = _frame(spec, [_compute.if_else(_compute.equal(cells, ""), none, cells) for cells in texts])
    if wrong:
        name, row, problem = wrong
        raise InputError(f"{path.name}  line {rows[row][0]}  {name}", problem, "mend the cell")
    return chunk


def _frame(spec: DatasetSpec, cells: list[Any]) -> tuple[DataFrame, tuple[str, int, str] | None]:
    """The records of these texts (empty ones are missing); variable, row and problem of the first wrong number."""
    columns: dict[str, Any] = {}
    dtype: Any = text_dtype()
    for variable, texts in zip(spec.variables, cells, strict=True):
        if variable.type == "Char":
            columns[variable.name] = dtype.__from_arrow__(_arrow.chunked_array([texts]))
            continue
        columns[variable.name], wrong = numbers_of(texts)
        if wrong:
            return DataFrame(), (variable.name, *wrong)
    return DataFrame(columns, copy=False), None
