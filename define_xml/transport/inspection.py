"""What a file of a dataset says of itself, what is in it, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from define_xml.transport.cells import number_cells
from define_xml.transport.files import dataset_paths, open_dataset
from define_xml.transport.folder import check_links
from define_xml.transport.formats import format_of
from define_xml.transport.split import longest_text
from define_xml.transport.stream import Reading, Stream
from define_xml.transport.times import times_of
from define_xml.transport.xpt.header import PIVOT, moment
from mappings.error import InputError
from mappings.finding import Finding
from mappings.missing import letters_of
from mappings.spec import VariableSpec

_AS_IT_IS = Reading()


@dataclass(frozen=True)
class VariableFacts:
    """A variable as found: what is declared of it, and what its values are like.

    `length` is what the file declares and `used` the longest text, in bytes; `missing` counts missing values of any
    kind, `special` those with a letter; `least` and `greatest` are of numbers.
    """

    name: str
    label: str
    type: str
    data_type: str
    oid: str
    format: str
    informat: str
    length: int | None
    used: int | None
    missing: int
    special: Mapping[str, int]
    least: float | None
    greatest: float | None


@dataclass(frozen=True)
class Inspection:
    """A file: its header, its dataset, the variables, the first records, and what is odd. These names are published."""

    file: str
    format: str
    bytes: int
    encoding: str
    created: str
    modified: str
    header: Mapping[str, str]
    dataset: str
    label: str
    type: str
    oid: str
    records: int
    record_length: int | None
    variables: tuple[VariableFacts, ...]
    first_records: tuple[tuple[str | float | None, ...], ...]
    findings: tuple[Finding, ...]


@dataclass
class _Seen:
    """What was seen of a variable so far."""

    used: int = 0
    missing: int = 0
    special: dict[str, int] = field(default_factory=dict)
    least: float = np.inf
    greatest: float = -np.inf


def inspect(path: Path, reading: Reading = _AS_IT_IS, records: int = 5) -> Inspection:
    """The facts of the file, which is read to its end; InputError if it cannot be."""
    return _inspected(path, open_dataset(path, reading), reading, records)


def inspect_folder(
    folder: Path, reading: Reading = _AS_IT_IS, records: int = 5, formats: Sequence[str] = ()
) -> tuple[list[Inspection], list[InputError]]:
    """The facts of each file that can be read, and why the others cannot be."""
    found: list[Inspection] = []
    streams: dict[str, Stream] = {}
    errors: list[InputError] = []
    for path in dataset_paths(folder, formats):
        try:
            stream = open_dataset(path, reading)
            found.append(_inspected(path, stream, reading, records))
            streams[path.name] = stream
        except InputError as error:
            errors.append(error)
    try:
        check_links(streams)
    except InputError as error:
        errors.append(error)
    return found, errors


def _inspected(path: Path, stream: Stream, reading: Reading, records: int) -> Inspection:
    name = stream.file.format if stream.file is not None and stream.file.format == "xpt8" else format_of(path)
    encoding = reading.encoding if name in ("xpt", "xpt8") else "utf-8"
    seen = {one.name: _Seen() for one in stream.spec.variables}
    first: list[DataFrame] = []
    count = 0
    for chunk in stream.chunks():
        for one in stream.spec.variables:
            (_see_text if one.type == "Char" else _see_numbers)(seen[one.name], chunk[one.name], encoding)
        if count < records:
            first.append(chunk.iloc[: records - count])
        count += len(chunk)
    created, modified = times_of(stream.file)
    about = dict(stream.file.about) if stream.file is not None else {}
    lengths = [one.length for one in stream.spec.variables]
    return Inspection(
        file=path.name, format=name, bytes=path.stat().st_size,
        encoding=encoding, created=_iso(created),
        modified=_iso(modified), header=about, dataset=stream.spec.name, label=stream.spec.label,
        type=stream.spec.sas_type, oid=stream.spec.oid, records=count,
        record_length=sum(one or 0 for one in lengths) if name in ("xpt", "xpt8") else None,
        variables=tuple(_facts(one, seen[one.name]) for one in stream.spec.variables),
        first_records=tuple(row for chunk in first for row in _rows(chunk, stream)),
        findings=(*stream.findings, *_centuries(stream.spec.name, name, about)),
    )  # fmt: skip


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


def _centuries(dataset: str, name: str, about: Mapping[str, str]) -> Iterator[Finding]:
    """A note for each time of which the file does not say the century."""
    texts = dict.fromkeys(about.get(key, "") for key in ("created", "modified"))
    for text in texts if name in ("xpt", "xpt8") else ():
        found = moment(text)
        if found is not None:
            words = f"{text} is taken for {found.year}: two digits from {PIVOT} on are 19.., below 20.."
            yield Finding("two_digit_year", "note", words, dataset, value=text)


def _see_text(seen: _Seen, column: Series, encoding: str) -> None:
    seen.missing += int(column.isna().sum())
    seen.used = max(seen.used, longest_text(column, encoding))


def _see_numbers(seen: _Seen, column: Series, encoding: str) -> None:
    values = number_cells("", column, 0)
    gone = np.isnan(values)
    if gone.any():
        seen.missing += int(gone.sum())
        letters, counts = np.unique(letters_of(values[gone]), return_counts=True)
        for letter, count in zip(letters.tolist(), counts.tolist(), strict=True):
            if letter:
                name = f".{chr(letter)}"
                seen.special[name] = seen.special.get(name, 0) + count
    if not gone.all():
        seen.least = min(seen.least, float(np.nanmin(values)))
        seen.greatest = max(seen.greatest, float(np.nanmax(values)))


def _facts(one: VariableSpec, seen: _Seen) -> VariableFacts:
    text = one.type == "Char"
    known = np.isfinite(seen.least)
    return VariableFacts(
        name=one.name, label=one.label, type=one.type, data_type=one.data_type, oid=one.oid, format=one.format,
        informat=one.informat, length=one.length, used=seen.used if text else None, missing=seen.missing,
        special=dict(sorted(seen.special.items())), least=seen.least if known else None,
        greatest=seen.greatest if known else None,
    )  # fmt: skip


def _rows(chunk: DataFrame, stream: Stream) -> Iterator[tuple[str | float | None, ...]]:
    columns = [_cells(chunk[one.name], one.type == "Char") for one in stream.spec.variables]
    return zip(*columns, strict=True)


def _cells(column: Series, text: bool) -> list[Any]:
    if text:
        return [None if pd.isna(value) else str(value) for value in column.tolist()]
    values = number_cells("", column, 0)
    letters = letters_of(values)
    return [
        f".{chr(letter)}" if letter else None if np.isnan(value) else float(value)
        for value, letter in zip(values, letters, strict=True)
    ]
