"""What stands before the records of Dataset-JSON, written: what the spec, the study and the file's facts say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from define_xml.oids import dataset_oid, metadata_oid, study_oid
from define_xml.transport.dataset_json.columns import BY_VALUE, MOMENTS, Column, column_of, told_otherwise
from define_xml.transport.dataset_json.dates import kind_of_text
from define_xml.transport.dataset_json.head import BEFORE, FORMATS, check_schema
from define_xml.transport.dataset_json.text import Spot, written_text
from define_xml.transport.notes import Notes
from define_xml.transport.stream import Stream, Writing
from mappings.error import InputError
from mappings.finding import Finding

VERSION = "1.1.0"


@dataclass(frozen=True)
class Plan:
    """What is to be written: the file's name, its head without rows, its columns, and how many records follow."""

    file: str
    head: dict[str, Any]
    columns: tuple[Column, ...]
    count: int


def planned(stream: Stream, writing: Writing, format_: str, noted: list[Finding]) -> Plan:
    """The head, complete. Where the number of records or the type of a date is not known, the records are read once."""
    spec, file = stream.spec, f"{stream.spec.name.lower()}.{format_}"
    about = _about(stream, writing)
    columns = tuple(told_otherwise(column_of(spec, variable), variable, about) for variable in spec.variables)
    asked = {
        column.name
        for column, variable in zip(columns, spec.variables, strict=True)
        if column.is_text and (column.data_type in MOMENTS or variable.data_type in BY_VALUE)
    }
    count = stream.count
    if asked or count is None:
        count, kinds = _looked_at(stream, columns, asked)
        columns = tuple(_settled(column, kinds[column.name]) if column.name in asked else column for column in columns)
    head = {
        **_identified(about, file),
        "itemGroupOID": dataset_oid(spec),
        "records": count,
        "name": spec.name,
        "label": spec.label,
        "columns": [column.said() for column in columns],
    }
    check_schema(head, file)
    noted.extend(_unheld(stream))
    return Plan(file, head, columns, count)


def _about(stream: Stream, writing: Writing) -> dict[str, str]:
    """The file's facts: what is asked for, over the study's identifiers, over those of a file of this kind."""
    found = dict(stream.file.about) if stream.file is not None and stream.file.format in FORMATS else {}
    if writing.study is not None:
        found |= {"studyOID": study_oid(writing.study), "metaDataVersionOID": metadata_oid(writing.study)}
    if writing.modified is not None:
        found["dbLastModifiedDateTime"] = _moment(writing.modified)
    found |= writing.about
    if writing.created is not None:
        found["datasetJSONCreationDateTime"] = _moment(writing.created)
    return found


def _moment(time: datetime) -> str:
    return time.isoformat(timespec="auto")


def _identified(about: Mapping[str, str], file: str) -> dict[str, Any]:
    if "datasetJSONCreationDateTime" not in about:
        remedy = "say when it is created: --created, or SOURCE_DATE_EPOCH"
        raise InputError(file, "Dataset-JSON says when it was created, and nobody has said it", remedy)
    told: dict[str, Any] = {}
    for name in BEFORE:
        value = about.get(name, VERSION if name == "datasetJSONVersion" else None)
        if value is not None and name.startswith("sourceSystem."):
            told.setdefault("sourceSystem", {})[name.removeprefix("sourceSystem.")] = value
        elif value is not None:
            told[name] = value
    return told


def _looked_at(stream: Stream, columns: tuple[Column, ...], asked: set[str]) -> tuple[int, dict[str, set[str]]]:
    """The number of records, and what the dates of each column are: `date`, `datetime`, `time`, or empty for others."""
    count = 0
    kinds: dict[str, set[str]] = {name: set() for name in asked}
    given = stream.chunks()
    while (chunk := next(given, None)) is not None:
        spot = Spot("", count + 1, False, Notes(stream.spec.name))
        for column in columns:
            # One that is no date once is none.
            if column.name in asked and "" not in kinds[column.name]:
                words = written_text(column, chunk[column.name], spot).unique().to_pylist()
                kinds[column.name] |= {kind_of_text(word) or "" for word in words if word}
        count += len(chunk)
        # Let go before the next one is made: two of them are twice the memory.
        del chunk
    return count, kinds


def _settled(column: Column, kinds: set[str]) -> Column:
    """A date only if every value is one: partial dates are text (as CDISC's samples have it)."""
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    # Clock times alone are typed so only where somebody has said it.
    if kind == "time" and column.data_type != "time":
        kind = ""
    return replace(column, data_type=kind or "string") if kinds else column


def _unheld(stream: Stream) -> list[Finding]:
    """What the spec says and Dataset-JSON has no place for, where it is another thing than usual."""
    name, found = stream.spec.name, []
    for variable in stream.spec.variables:
        if variable.informat:
            found.append((variable.name, f"informat {variable.informat}"))
        if variable.type == "Num" and variable.length not in (None, 8):
            found.append((variable.name, f"a number of {variable.length} bytes"))
    if stream.spec.sas_type:
        found.append(("", f"dataset type {stream.spec.sas_type}"))
    return [
        Finding("not_held", "note", f"Dataset-JSON has no place for it: {words}", name, variable)
        for variable, words in found
    ]
