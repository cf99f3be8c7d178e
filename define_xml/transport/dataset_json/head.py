"""What stands before the records of Dataset-JSON, read strictly: spec, facts of the file, number of records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from define_xml.transport.dataset_json.columns import MOMENTS, Column, column_of, column_said, unsaid, variable_said
from define_xml.transport.stream import Reading
from mappings.dataset import FileFacts
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec

# What of the head is text of the file's own, in the order of CDISC's samples.
BEFORE = (
    "datasetJSONCreationDateTime", "datasetJSONVersion", "fileOID", "dbLastModifiedDateTime", "originator",
    "sourceSystem.name", "sourceSystem.version", "studyOID", "metaDataVersionOID", "metaDataRef",
)  # fmt: skip
FORMATS = ("json", "ndjson", "dsjc")


@dataclass(frozen=True)
class Head:
    """A file's columns and spec, its facts, how many records it says it has, and what is odd about all this."""

    columns: tuple[Column, ...]
    spec: DatasetSpec
    file: FileFacts
    count: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Origin:
    """The file that a head was read from, and how."""

    path: Path
    format: str
    size: int
    reading: Reading
    # From there on in the text of the head, so many bytes of the file were left out: its rows.
    gap: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def head_of(raw: bytes, origin: Origin, forgiven: list[Finding]) -> Head:
    """The head that the text says; InputError for what is no Dataset-JSON 1.1."""
    told = _parsed(raw, origin, forgiven)
    if not isinstance(told, dict):
        raise InputError(origin.name, "no object: Dataset-JSON begins with {", "is it a Dataset-JSON file?")
    _check_version(told, origin.name)
    if told.get("rows"):
        problem = "rows among what stands before the rows"
        raise InputError(origin.name, problem, "has the file the suffix of its form: .json, .ndjson, .dsjc?")
    told = _known_only(told, origin, forgiven)
    check_schema(told, origin.name)
    columns = tuple(column_said(column) for column in told["columns"])
    _check_columns(columns, origin.name, told["name"])
    _check_asked(told, origin)
    keyed = sorted((column for column in columns if column.key is not None), key=lambda column: column.key or 0)
    spec = DatasetSpec(
        name=told["name"],
        label=told["label"],
        domain=told["name"],
        keys=tuple(column.name for column in keyed),
        variables=tuple(variable_said(column) for column in columns),
        oid=told["itemGroupOID"],
    )
    file = FileFacts(origin.name, origin.format, origin.size, "utf-8", _about(told, columns, spec))
    return Head(columns, spec, file, int(told["records"]), (*forgiven, *_odd(told, columns)))


def _parsed(raw: bytes, origin: Origin, forgiven: list[Finding]) -> Any:
    """The document, with nothing in it twice and no number that JSON does not know."""
    place, text = origin.name, decoded(raw, origin.name)
    begin = len(text) - len(text.lstrip(" \t\r\n"))
    try:
        told, end = _loaded(text, begin, origin, forgiven)
    except json.JSONDecodeError as error:
        where = f"{place}  byte {_byte(text, error.pos, origin)}"
        raise InputError(where, f"no JSON: {why_no_json(error)}", "the file is cut or damaged: get it again") from None
    except RecursionError:
        raise InputError(place, "nested too deeply to be Dataset-JSON", "is it a Dataset-JSON file?") from None
    except ValueError as error:
        # Python reads no integer of more than some thousand digits.
        raise InputError(place, f"a number that cannot be read: {error}", "is it a Dataset-JSON file?") from None
    if text[end:].strip(" \t\r\n"):
        problem = f"more after the end of the document, from byte {_byte(text, end, origin)} on"
        if not origin.reading.lenient:
            raise InputError(place, problem, "get the file again, or read without it: --lenient")
        forgiven.append(Finding("trailing_bytes", "error", f"forgiven: {problem}"))
    return told


def _loaded(text: str, begin: int, origin: Origin, forgiven: list[Finding]) -> tuple[Any, int]:
    """The document and where it ends; `lenient` takes control characters as they are."""
    hooks: Any = {"object_pairs_hook": _object(origin.name), "parse_constant": _constant(origin.name)}
    try:
        return json.JSONDecoder(**hooks).raw_decode(text, begin)
    except json.JSONDecodeError as error:
        if not origin.reading.lenient or not is_control(error):
            raise
        words = f"forgiven: {why_no_json(error)} (byte {_byte(text, error.pos, origin)})"
        found = json.JSONDecoder(**hooks, strict=False).raw_decode(text, begin)
    forgiven.append(Finding("damaged_header", "error", words))
    return found


def is_control(error: json.JSONDecodeError) -> bool:
    """Whether it is a control character that stands in text as it is, which JSON does not allow.  # RFC 8259, 7"""
    return error.msg.startswith("Invalid control character")


def why_no_json(error: json.JSONDecodeError) -> str:
    """The reason in words."""
    if is_control(error):
        return f"byte {ord(error.doc[error.pos]):02X}, a control character, is not escaped"
    return error.msg


def _byte(text: str, place: int, origin: Origin) -> int:
    """The number of a byte in the file, from 0 on."""
    at = len(text[:place].encode())
    return at + (origin.gap[1] if at >= origin.gap[0] else 0)


def decoded(raw: bytes, place: str) -> str:
    """The bytes as text."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = f"byte {raw[error.start]:02X} is no UTF-8"
        remedy = "Dataset-JSON is UTF-8: have the file written anew in it"
        raise InputError(f"{place}  byte {error.start}", problem, remedy) from None


def _object(place: str) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        told = dict(pairs)
        if len(told) < len(pairs):
            twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
            raise InputError(place, f"{twice[:60]} is said twice in one object", "say it once")
        return told

    return made


def _constant(place: str) -> Callable[[str], Any]:
    def refuse(word: str) -> Any:
        raise InputError(place, f"{word} is no JSON", "write missing numbers as null")

    return refuse


def _check_version(told: Mapping[str, Any], place: str) -> None:
    version = told.get("datasetJSONVersion")
    old = {"clinicalData", "referenceData"} & told.keys()
    if old or str(version).startswith("1.0"):
        shown = version if isinstance(version, str) else "1.0"
        problem = f"Dataset-JSON {shown[:20]}, which lays a file out in another way; this reads 1.1"
        raise InputError(place, problem, "have it written as Dataset-JSON 1.1")
    if isinstance(version, str) and not (version == "1.1" or version.startswith("1.1.")):
        raise InputError(place, f"Dataset-JSON {version[:20]}; this reads 1.1", "have it written as Dataset-JSON 1.1")


def _known_only(told: dict[str, Any], origin: Origin, forgiven: list[Finding]) -> dict[str, Any]:
    """The head without attributes that version 1.1 does not know, which its schema refuses."""
    more = [name for name in told if name not in schema()["properties"]]
    if more and not origin.reading.lenient:
        problem = f"Dataset-JSON 1.1 knows no attribute {more[0][:60]}"
        raise InputError(origin.name, problem, "take it out, or read without it: --lenient")
    for name in more:
        words = f"forgiven: Dataset-JSON 1.1 knows no attribute {name[:60]}; it is left out"
        forgiven.append(Finding("unknown_attribute", "error", words, str(told.get("name", ""))))
    return {name: value for name, value in told.items() if name not in more}


@cache
def schema() -> Any:
    """Our schema of what stands around the records."""
    return json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))


@cache
def _validator() -> Any:
    # 0.2 s to import: only who reads or writes Dataset-JSON waits for it.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def check_schema(told: Mapping[str, Any], place: str) -> None:
    """InputError at the first attribute that the schema refuses."""
    error = next(iter(sorted(_validator().iter_errors(told), key=lambda one: [str(part) for part in one.path])), None)
    if error is not None:
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        where = f"{place}  {path.lstrip('.')}" if path else place
        raise InputError(where, f"not Dataset-JSON 1.1: {error.message[:200]}", "have the file written as it says")


def _check_columns(columns: tuple[Column, ...], place: str, dataset: str) -> None:
    seen = {""}
    for number, column in enumerate(columns, 1):
        if column.name in seen:
            problem = f"a second column {column.name}" if column.name else "a column without a name"
            raise InputError(f"{place}  column {number}", problem, "give each column a name of its own")
        seen.add(column.name)
        pair = (column.data_type, column.target)
        moment = column.data_type in ("date", "datetime", "time") and column.target == "integer"
        if column.target and not moment and pair != ("decimal", "decimal"):
            problem = f"Dataset-JSON knows no {column.data_type} that becomes {column.target}"
            remedy = "dates become integer, decimal becomes decimal"
            raise InputError(f"{place}  {dataset}.{column.name}", problem, remedy)


def _check_asked(told: Mapping[str, Any], origin: Origin) -> None:
    reading = origin.reading
    if reading.member and reading.member != told["name"]:
        problem = f"the file holds {told['name']}, not {reading.member}"
        raise InputError(origin.name, problem, "a Dataset-JSON file holds one dataset")
    if reading.count is not None and reading.count != told["records"]:
        problem = f"{told['records']:,} records; {reading.count:,} are to be there"
        raise InputError(origin.name, problem, "get the file again from where it came from")


def _about(told: Mapping[str, Any], columns: tuple[Column, ...], spec: DatasetSpec) -> dict[str, str]:
    flat = {**told, **{f"sourceSystem.{name}": value for name, value in told.get("sourceSystem", {}).items()}}
    about = {name: flat[name] for name in BEFORE if name in flat}
    for column, variable in zip(columns, spec.variables, strict=True):
        about |= unsaid(column, column_of(spec, variable))
    return about


def _odd(told: Mapping[str, Any], columns: tuple[Column, ...]) -> list[Finding]:
    """What is odd in the head; of names, label and size is told where files are opened, whatever their format."""
    found = [] if told["records"] else [Finding("no_records", "warning", "the dataset has no records", told["name"])]
    for column in columns:
        if column.cells in MOMENTS and not column.display_format:
            words = f"each {column.cells} becomes a number as SAS counts, and no format says that it is one"
            found.append(Finding("date_without_format", "warning", words, told["name"], column.name))
    return found
