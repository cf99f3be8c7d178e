"""Parquet, for those who analyse in Python or R: dates are dates there, and here no fact and no bit is lost."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pandas import DataFrame

from define_xml.transport.cells import number_cells, text_cells
from define_xml.transport.described import read_file_facts
from define_xml.transport.parquet.columns import Survey, number_array, schema, surveyed
from define_xml.transport.parquet.said import (
    Description,
    Special,
    found_spec,
    metadata,
    read_description,
    special_missing,
)
from define_xml.transport.parquet.seal import checked_ends, sealed
from define_xml.transport.parquet.types import is_text, number_values, text_values
from define_xml.transport.stream import CHUNK, Reading, Stream, Writing
from define_xml.transport.submitted import submitted
from mappings.error import InputError
from mappings.finding import Finding
from mappings.missing import tagged
from mappings.spec import VariableSpec

# pyarrow ships no types.
_arrow: Any = pa
# Said one by one, so that a new default of pyarrow changes no byte: snappy and pages of version 1 are what all readers
# know, checksums tell damage. The version of pyarrow stands in the file (`created_by`) and is no choice of ours.
_OPTIONS: dict[str, Any] = {
    "version": "2.6", "data_page_version": "1.0", "compression": "snappy", "use_dictionary": True,
    "write_statistics": True, "store_schema": True, "write_page_checksum": True, "write_page_index": False,
    "data_page_size": 1 << 20, "dictionary_pagesize_limit": 1 << 20, "write_batch_size": 1024,
}  # fmt: skip


def parquet_blocks(stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
    """The Parquet file of the stream in blocks, one for each group of 65,536 records; same input, same bytes.

    Text is text (dictionary-encoded in the file), numbers are float64, or int64 where the spec says integer and all
    are whole. Numbers in a SAS format of dates, datetimes or times are date32, timestamp[us] or time64[us] if each
    value is given back to the bit, else float64. Missing is null. All else stands in the schema's metadata: under
    `trial_dossier` the spec, the header of the file that was read, and which missing values are special ones; under
    `pandas` and `PANDAS_ATTRS` what pandas takes dtypes and `DataFrame.attrs` from; under each field its label.
    The stream is read twice. InputError for what is no text, or no number.
    """
    import pyarrow.parquet as parquet

    stream = submitted(stream)
    survey = surveyed(stream)
    wanted = schema(stream.spec, survey, metadata(stream, survey, writing))
    sink, digest = _Sink(), hashlib.sha256()
    writer = parquet.ParquetWriter(_arrow.PythonFile(sink, mode="w"), wanted, **_OPTIONS)
    for table in _groups(stream, survey, wanted):
        writer.write_table(table, row_group_size=CHUNK)
        digest.update(block := sink.taken())
        yield block
    writer.close()
    yield sealed(sink.taken(), digest)


class _Sink(io.RawIOBase):
    """Takes what is written, and gives it away."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(self.parts[-1])

    def taken(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def _groups(stream: Stream, survey: Survey, wanted: Any) -> Iterator[Any]:
    """The records in tables of 65,536, however they come, so that chunks leave no trace in the file."""
    rest, count = wanted.empty_table(), 0
    for chunk in stream.chunks():
        columns = [_cells(stream, variable, survey, chunk, count) for variable in stream.spec.variables]
        rest = _arrow.concat_tables([rest, _arrow.Table.from_arrays(columns, schema=wanted)])
        count += len(chunk)
        del chunk, columns
        while rest.num_rows >= CHUNK:
            yield rest.slice(0, CHUNK).combine_chunks()
            rest = rest.slice(CHUNK)
    if count != survey.count:
        raise InputError(stream.spec.name, f"{survey.count} records at first, {count} later", "leave the source alone")
    if rest.num_rows:
        yield rest.combine_chunks()


def _cells(stream: Stream, variable: VariableSpec, survey: Survey, chunk: DataFrame, count: int) -> Any:
    place, column = f"{stream.spec.name}.{variable.name}", chunk[variable.name]
    if variable.type == "Char":
        return text_cells(place, column, count).cast(_arrow.string())
    return number_array(number_cells(place, column, count), survey.kept[variable.name])


@dataclass(frozen=True)
class _Found:
    """A file: its columns, their number of records, and what it says of itself."""

    path: Path
    columns: Any
    count: int
    description: Description


def open_parquet(path: Path, reading: Reading | None = None) -> Stream:
    """The file as a stream: as it was before it became Parquet, or, for a file of another program, by its types.

    InputError for what is damaged, cut or no Parquet, for columns that are neither text nor numbers, and for numbers a
    double cannot hold. `file` has name and size of this file; its format, encoding and header fields are those of the
    file the records came from, where that is told, so that they can be written again.
    """
    reading = reading or Reading()
    size, footer = checked_ends(path)
    found = _found(path, footer)
    if reading.count not in (None, found.count):
        problem = f"it holds {found.count:,} records; {reading.count:,} are expected"
        raise InputError(path.name, problem, "give the number that is right, or write the file again")
    name = path.name.split(".")[0].upper()
    findings = [_forgiven(path, problem, reading, name) for problem in found.description.problems]
    if not found.description.facts:
        words = "nothing describes its columns but their names and types"
        findings.append(Finding("no_metadata", "warning", words, name))
    if not found.count:
        findings.append(Finding("no_records", "warning", "no records", name))
    spec = found_spec(found.description, found.columns, path.name, name)
    facts = read_file_facts(found.description.facts.get("file", {}), path, "parquet", size)
    special = special_missing(found.description, found.count)

    def chunks() -> Iterator[DataFrame]:
        for chunk, problems in _chunks(found, special, reading.chunk):
            told = [_forgiven(path, problem, reading, spec.name) for problem in problems]
            findings.extend(finding for finding in told if finding not in findings)
            yield chunk

    return Stream(spec, chunks, facts, found.count, findings)


def _forgiven(path: Path, problem: str, reading: Reading, name: str) -> Finding:
    """A finding where much is forgiven; else InputError."""
    if not reading.lenient:
        remedy = "another program changed it: write it again from its source, or read it as it is: --lenient"
        raise InputError(path.name, problem, remedy)
    return Finding("damaged_header", "error", f"forgiven: {problem}", name)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The file for reading; what pyarrow says of damage, as an InputError."""
    import pyarrow.parquet as parquet

    try:
        with parquet.ParquetFile(str(path), pre_buffer=False, page_checksum_verification=True) as file:
            yield file
    except (OSError, _arrow.ArrowException, UnicodeDecodeError, OverflowError, MemoryError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:100]
        raise InputError(path.name, f"the file is damaged: {said}", "write or send it again") from None


def _found(path: Path, footer: bytes) -> _Found:
    with _opened(path) as file:
        columns, count = file.schema_arrow, file.metadata.num_rows
        names = [str(name) for name in columns.names]
        description = read_description(columns, count, footer)
    for name in names:
        _check_name(path, name, names.count(name))
    if not names:
        raise InputError(path.name, "it has no column", "a dataset has at least one")
    return _Found(path, columns, count, description)


def _check_name(path: Path, name: str, times: int) -> None:
    if times > 1:
        raise InputError(f"{path.name}  {name}", f"{times} columns have this name", "give each a name of its own")
    if name.startswith("__index_level_"):
        raise InputError(f"{path.name}  {name}", "the index of a pandas frame", "write it again with index=False")
    if not name.strip() or name.startswith("#"):
        raise InputError(f"{path.name}  {name!r}", "no name of a variable", "name the column otherwise")


def _chunks(found: _Found, special: dict[str, Special], size: int) -> Iterator[tuple[DataFrame, list[str]]]:
    """The records in chunks, each with what its special missing values do not fit."""
    first = 0
    with _opened(found.path) as file:
        if not file.schema_arrow.equals(found.columns) or file.metadata.num_rows != found.count:
            raise InputError(found.path.name, "changed while it was being read", "wait until it is written, and repeat")
        for batch in file.iter_batches(batch_size=size):
            yield _chunk(found, special, batch, first)
            first += batch.num_rows
    if first != found.count:
        problem = f"{first} records, and its end says {found.count}"
        raise InputError(found.path.name, problem, "it is damaged: write or send it again")


def _chunk(found: _Found, special: dict[str, Special], batch: Any, first: int) -> tuple[DataFrame, list[str]]:
    columns: dict[str, Any] = {}
    problems: list[str] = []
    for name, cells in zip(found.columns.names, batch.columns, strict=True):
        columns[name] = _column(found, name, cells, first)
        if name in special:
            problems += _marked(columns[name], name, special[name], first)
    return DataFrame(columns, copy=False), problems


def _column(found: _Found, name: str, cells: Any, first: int) -> Any:
    place = f"{found.path.name}  {name}"
    return text_values(cells, place) if is_text(cells.type) else number_values(cells, place, first)


def _marked(values: np.ndarray[Any, Any], name: str, special: Special, first: int) -> list[str]:
    """Puts special missing values in their places; what is wrong where a number stands in such a place."""
    letters = special.letters(first, len(values))
    borne = letters > 0
    filled = borne & ~np.isnan(values)
    if filled.any():
        return [f"column {name}, record {first + int(np.argmax(filled)) + 1}: a number, described as special missing"]
    values[borne] = tagged(letters[borne])
    return []
