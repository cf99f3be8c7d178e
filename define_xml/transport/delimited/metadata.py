"""The description beside a CSV file: CSV on the Web (W3C), and the spec in properties of ours."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from define_xml.transport.described import Facts, dataset_facts, file_facts, read_spec, variable_facts
from define_xml.transport.stream import Stream, Writing
from define_xml.transport.whole import readable
from mappings.error import InputError
from mappings.missing import SPECIAL
from mappings.spec import DatasetSpec, VariableSpec

# Absolute names, for CSV on the Web knows no prefixes but its own.
_OURS = "urn:trial-dossier:"
_VERSION = 1
_CONTEXT = "http://www.w3.org/ns/csvw"
_DIALECT = {"encoding": "utf-8", "delimiter": ",", "lineTerminators": ["\n"], "quoteChar": '"', "doubleQuote": True}
_NULLS = ["", *(f".{letter}" for letter in SPECIAL)]
_WHOLE = (
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
)  # fmt: skip
_NUMBERS = ("number", "double", "float", "decimal")


@dataclass(frozen=True)
class Metadata:
    """What a description says: the spec, whose header it was, the number of records, the digest of the CSV file."""

    spec: DatasetSpec
    file: Facts = field(default_factory=dict)
    count: int | None = None
    digest: str = ""


def metadata_name(name: str) -> str:
    """The name of the description of the CSV file with that name."""
    # CSV on the Web, 5.3: the default location.
    return f"{name}-metadata.json"


def metadata_text(stream: Stream, writing: Writing, name: str, digest: str) -> bytes:
    """The description of the CSV file with that name and digest, which has the records of the stream."""
    facts = file_facts(stream, writing)
    about = facts.pop("about", {})
    said: Facts = {
        "@context": _CONTEXT,
        "url": name,
        "dialect": _DIALECT,
        f"{_OURS}version": _VERSION,
        f"{_OURS}records": stream.count,
        f"{_OURS}sha256": digest,
        **{f"{_OURS}dataset:{key}": value for key, value in dataset_facts(stream.spec).items()},
        **{f"{_OURS}file:{key}": value for key, value in facts.items()},
        **{f"{_OURS}about:{key}": text for key, text in about.items()},
    }
    head = ",\n".join(f"  {_json(key)}: {_json(value)}" for key, value in said.items())
    columns = ",\n".join(f"      {_json(_column(variable))}" for variable in stream.spec.variables)
    return f'{{\n{head},\n  "tableSchema": {{\n    "columns": [\n{columns}\n    ]\n  }}\n}}\n'.encode()


def _column(variable: VariableSpec) -> Facts:
    facts = variable_facts(variable)
    name, label = facts.pop("name"), facts.pop("label", "")
    kind = "string" if variable.type == "Char" else "integer" if variable.data_type == "integer" else "double"
    said: Facts = {"name": name, "titles": [name, label] if label else [name], "datatype": kind}
    if variable.type == "Num":
        said["null"] = _NULLS
    return {**said, **{f"{_OURS}{key}": value for key, value in facts.items()}}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_metadata(path: Path, header: list[str]) -> Metadata | None:
    """What is said beside the CSV file with these names; None if nothing is. InputError if it is not of this file."""
    beside = path.with_name(metadata_name(path.name))
    if not beside.is_file():
        return None
    with readable(beside):
        content = beside.read_bytes()
    try:
        said = json.loads(content)
        columns = [dict(one) for one in said["tableSchema"]["columns"]]
        names = [str(one["name"]) for one in columns]
    except (ValueError, KeyError, TypeError, RecursionError):
        problem = "no description of a table as CSV on the Web has it"
        raise InputError(beside.name, problem, "write both files again, or take it away") from None
    if names != header:
        problem = f"it describes {_first_other(names, header)}"
        raise InputError(beside.name, problem, "it is of another file: write both again, or take it away")
    return _read(said, columns, path, beside.name)


def _first_other(names: list[str], header: list[str]) -> str:
    for place, (name, other) in enumerate(zip(names, header, strict=False), 1):
        if name != other:
            return f"column {place} as {name}, and it is named {other}"
    return f"{len(names)} columns, and there are {len(header)}"


def _read(said: Facts, columns: list[Facts], path: Path, place: str) -> Metadata:
    ours = {key.removeprefix(_OURS): value for key, value in said.items() if key.startswith(_OURS)}
    if ours.get("version", _VERSION) != _VERSION:
        raise InputError(place, f"a description of version {ours['version']}; known is {_VERSION}", "write both again")
    dataset = {"name": path.name.split(".")[0].upper(), **_below(ours, "dataset:")}
    file = {**_below(ours, "file:"), **({"about": about} if (about := _below(ours, "about:")) else {})}
    count, digest = ours.get("records"), ours.get("sha256", "")
    if not isinstance(count, int | None) or isinstance(count, bool) or not isinstance(digest, str):
        raise InputError(place, "records or sha256 is damaged", "write both files again, or take it away")
    return Metadata(read_spec(dataset, [_variable(one) for one in columns], place), file, count, digest)


def _below(facts: Facts, front: str) -> Facts:
    return {key.removeprefix(front): value for key, value in facts.items() if key.startswith(front)}


def _variable(column: Facts) -> Facts:
    """The facts of a column: ours, or what any description in this form tells."""
    label = _label(column.get("titles", []), column["name"])
    kind: Any = column.get("datatype", "string")
    kind = kind.get("base", "string") if isinstance(kind, dict) else kind
    facts: Facts = {"name": column["name"], "label": label, "type": "Char"}
    if kind in _NUMBERS or kind in _WHOLE:
        facts.update(type="Num", data_type="integer" if kind in _WHOLE else "float")
    return {**facts, **{key.removeprefix(_OURS): value for key, value in column.items() if key.startswith(_OURS)}}


def _label(titles: Any, name: str) -> Any:
    """The title that is no repetition of the name in the header line; of several languages, the first."""
    if isinstance(titles, dict):
        titles = next(iter(titles.values()), [])
    titles = titles if isinstance(titles, list) else [titles]
    return titles[-1] if titles and titles != [name] else ""
