"""SAS transport files, version 5: a dataset written whole or not at all, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from define_xml.transport.columns import Array, Bytes, coded, number_part, record_of, text_part
from define_xml.transport.ibm import from_ibm
from define_xml.transport.namestr import CARD, MEMBER, Field, check_names, header, read_header
from define_xml.transport.whole import readable, whole_files
from mappings.dataset import Dataset
from mappings.distinct import factors
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec

_BLOCK = 1 << 16


def write_xpt(dataset: Dataset, path: Path, created: datetime, encoding: str = "ascii") -> None:
    """The dataset as a transport file at the path, read back and compared before it takes its name.

    Text is padded with blanks, so blanks at its end are not kept and empty text is missing. InputError, with nothing
    written, for whatever the file could only hold changed.
    """
    blocks = xpt_blocks(dataset, created, encoding)
    with whole_files(path.parent) as draft:
        part = draft(path.name, blocks)
        compare(dataset, read_xpt(part, encoding), path.name)


def xpt_bytes(dataset: Dataset, created: datetime, encoding: str = "ascii") -> bytes:
    """The transport file of the dataset, as bytes."""
    return b"".join(xpt_blocks(dataset, created, encoding))


def xpt_blocks(dataset: Dataset, created: datetime, encoding: str = "ascii") -> Iterator[bytes]:
    """The transport file in blocks of 65,536 records; all errors come now, before the first block is asked for."""
    _check_encoding(dataset.name, encoding)
    variables = submitted(dataset)
    check_names(dataset.spec, variables, encoding)
    fields: list[Field] = []
    parts: list[Bytes] = []
    for variable in variables:
        place, column = f"{dataset.name}.{variable.name}", dataset.records[variable.name]
        width, part = (
            text_part(place, variable, column, encoding) if variable.type == "Char" else number_part(place, column)
        )
        at = fields[-1].at + fields[-1].width if fields else 0
        fields.append(Field(variable.name, variable.label, variable.type == "Char", width, at, variable.format))
        parts.append(part)
    _check_last(dataset, fields)
    return _blocks(header(dataset.spec, fields, created, encoding), fields, parts, len(dataset.records))


def submitted(dataset: Dataset) -> list[VariableSpec]:
    """The variables that leave the house: all but those with `submit = false` and those that live in SUPP--."""
    variables = [variable for variable in dataset.spec.variables if variable.submit and not variable.supplemental]
    known = {variable.name for variable in dataset.spec.variables}
    columns = [name for name in dataset.records.columns if not str(name).startswith("#")]
    for name in columns:
        if name not in known:
            raise InputError(
                f"{dataset.name}.{name}", "a column the spec says nothing of", "describe it, or leave it out"
            )
    for variable in variables:
        if columns.count(variable.name) != 1:
            problem = f"{columns.count(variable.name)} columns of that name in the records"
            raise InputError(
                f"{dataset.name}.{variable.name}", problem, "build one column for each variable of the spec"
            )
    return variables


def _check_encoding(place: str, encoding: str) -> None:
    try:
        plain = " A".encode(encoding) == b" A"
    except LookupError:
        plain = False
    if not plain:
        raise MappingError(
            place, f"transport files cannot be written in {encoding}", 'say "ascii", "cp1252" or "utf-8"'
        )


def _blocks(head: bytes, fields: list[Field], parts: list[Bytes], count: int) -> Iterator[bytes]:
    layout = _layout(fields)
    yield head
    for start in range(0, count, _BLOCK):
        rows = slice(start, min(start + _BLOCK, count))
        block = np.empty(rows.stop - rows.start, dtype=layout)
        for field, part in zip(fields, parts, strict=True):
            block[field.name] = part(rows)
        yield block.tobytes()
    yield b" " * (-(count * layout.itemsize) % CARD)


def _layout(fields: list[Field]) -> np.dtype[Any]:
    return np.dtype([(field.name, f"V{field.width}") for field in fields])


def _check_last(dataset: Dataset, fields: list[Field]) -> None:
    """A blank last record cannot be told from padding, where records are shorter than 80 bytes."""  # TS-140
    blank_is_possible = sum(field.width for field in fields) < CARD and all(field.text for field in fields)
    if not blank_is_possible or not len(dataset.records):
        return
    last = dataset.records.iloc[-1]
    if all(pd.isna(last[field.name]) or not str(last[field.name]).strip(" ") for field in fields):
        problem = "all its variables are blank, and it is the last: readers would take it for padding"
        raise InputError(f"{dataset.name}  record {len(dataset.records)}", problem, "leave the record out by a rule")


def read_xpt(path: Path, encoding: str = "ascii") -> Dataset:
    """The dataset of a transport file, as found: text without the blanks at its end, missing values NA.

    Special missing values (.A to .Z, ._) are missing as well. InputError for a file that is cut, damaged, of version
    8, or not in the encoding.
    """
    with readable(path), path.open("rb") as file:
        data = file.read()
    name, label, fields, start = read_header(data, path.name, encoding)
    records = _records(data, fields, start, path.name)
    columns = {field.name: _column(records, field, path.name, encoding) for field in fields}
    variables = tuple(
        VariableSpec(
            name=field.name, label=field.label, type="Char" if field.text else "Num", length=field.width,
            data_type="text" if field.text else "float", format=field.format,
        )
        for field in fields
    )  # fmt: skip
    return Dataset(DatasetSpec(name=name, label=label, domain=name, variables=variables), DataFrame(columns))


def _records(data: bytes, fields: list[Field], start: int, place: str) -> Array:
    second = data.find(MEMBER[:48], start)
    if second >= 0 and second % CARD == 0:
        raise InputError(
            f"{place}  byte {second}", "a second dataset begins here", "give each dataset a file of its own"
        )
    layout = _layout(fields)
    size = len(data) - start
    count, rest = divmod(size, layout.itemsize)
    if len(data) % CARD or rest >= CARD or data[len(data) - rest :].strip(b" "):
        problem = f"the file ends within record {count + 1}"
        raise InputError(f"{place}  byte {len(data)}", problem, "it is cut or damaged: write or send it again")
    # Fewer than 80 bytes are padding: blank records there are none. # TS-140
    least = -(-(size - CARD + 1) // layout.itemsize)
    ends = start + np.arange(count, max(least, 0), -1) * layout.itemsize
    for end in ends[: CARD // layout.itemsize].tolist():
        if data[end - layout.itemsize : end].strip(b" "):
            break
        count -= 1
    return np.frombuffer(data, dtype=layout, count=count, offset=start)


def _column(records: Array, field: Field, place: str, encoding: str) -> Series:
    raw = np.ascontiguousarray(records[field.name])
    if not field.text:
        # TS-140: a number of fewer bytes lacks the last ones of eight.
        full = np.zeros((len(raw), 8), dtype=np.uint8)
        full[:, : field.width] = raw.view(np.uint8).reshape(len(raw), field.width)
        return Series(from_ibm(full.view(">u8").ravel().astype(np.uint64)))
    codes, words = _distinct(raw, field.width)
    texts = _texts(words, codes, f"{place}  {field.name}", encoding)
    kept = np.array([text != "" for text in texts], dtype=bool)
    turn = np.where(kept, np.cumsum(kept) - 1, -1)
    categories = pd.Index([text for text in texts if text], dtype="object")
    return Series(pd.Categorical.from_codes(turn[codes], categories=categories))


def _distinct(raw: Array, width: int) -> tuple[Array, list[bytes]]:
    """Codes, and the distinct cells they stand for."""
    import pyarrow as pa

    arrow: Any = pa
    cells = arrow.FixedSizeBinaryArray.from_buffers(arrow.binary(width), len(raw), [None, arrow.py_buffer(raw)])
    found = cells.dictionary_encode()
    return found.indices.to_numpy(), found.dictionary.to_pylist()


def _texts(words: list[bytes], codes: Array, place: str, encoding: str) -> list[str]:
    """The words decoded, without the blanks at their end."""
    together = b"".join(words)
    if together.isascii():
        # All encodings a transport file may be in agree on these bytes.
        width, text = len(words[0]) if words else 1, together.decode("ascii")
        return [text[at : at + width].rstrip(" ") for at in range(0, len(text), width)]
    return [_decoded(word, code, codes, place, encoding) for code, word in enumerate(words)]


def _decoded(word: bytes, code: int, codes: Array, place: str, encoding: str) -> str:
    try:
        return word.decode(encoding).rstrip(" ")
    except UnicodeDecodeError as error:
        problem = f"byte {word[error.start]:02X} is no {encoding} text"
        raise InputError(f"{place}  record {record_of(codes, code)}", problem, "read it in another encoding") from None


def compare(dataset: Dataset, found: Dataset, place: str) -> None:
    """InputError if what was read back is not what was to be written."""
    variables = submitted(dataset)
    names = [variable.name for variable in found.spec.variables]
    if names != [variable.name for variable in variables] or len(found.records) != len(dataset.records):
        raise InputError(place, "read back, it has other variables or another number of records", "this is our fault")
    for variable in variables:
        differ = (_texts_differ if variable.type == "Char" else _numbers_differ)(
            dataset.records[variable.name], found.records[variable.name]
        )
        if differ.any():
            record = int(np.argmax(differ)) + 1
            raise InputError(
                f"{place}  {variable.name}  record {record}", "read back, the value differs", "the disk is at fault"
            )


def _numbers_differ(wanted: Series, found: Series) -> Array:
    left, right = wanted.to_numpy(dtype=np.float64, na_value=np.nan), found.to_numpy()
    return np.asarray((left != right) & ~(np.isnan(left) & np.isnan(right)))


def _texts_differ(wanted: Series, found: Series) -> Array:
    codes, words = coded("", wanted)
    found_codes, found_words = factors(found)
    places = {word: place for place, word in enumerate(found_words)}
    turn = np.array([*(places.get(word.rstrip(" "), -1) for word in words), -1], dtype=np.int64)
    return np.asarray(turn[codes] != found_codes)
