"""The files of a study folder as Python values: read once, with every fault told by file and line."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mappings.entries import INNER, USES, UseEntry
from mappings.entries import DatasetEntry as DatasetEntry
from mappings.entries import ReleaseEntry as ReleaseEntry
from mappings.entries import StudyFile as StudyFile
from mappings.entries import TableEntry as TableEntry
from mappings.entries import ValueEntry as ValueEntry
from mappings.entries import VariableEntry as VariableEntry
from mappings.error import InputError, MappingError, nearest

# Word processors write these where a keyboard writes plain ones; in a rule they never mean anything else.
CURLY: dict[int, str | None] = {
    0x201C: '"', 0x201D: '"', 0x201E: '"', 0x2018: "'", 0x2019: "'", 0x00A0: " ", 0x200B: None, 0xFEFF: None,
}  # fmt: skip

# pydantic's kinds of fault in the words of somebody who writes TOML.
PLAINLY: dict[str, tuple[str, ...]] = {
    "missing": ("is not said",),
    "string_type": ("is no text", "a text stands in quotes"),
    "dict_type": ("is no table", "a table is  [name]  with lines  key = value"),
    "model_type": ("is neither a rule nor a table", "say  'word(column)'  or  {rule = 'word(column)', ...}"),
    "list_type": ("is no list", 'a list is  ["A", "B"]'),
    "bool_type": ("is neither true nor false",),
    "int_type": ("is no whole number",),
    "string_too_long": ("is one sign, not several",),
    "string_too_short": ("is one sign, not none",),
}
# What may be said in a word or in a table.
REMARKS = {
    "origin": "say  origin = \"Assigned\"  or  {type = \"Collected\", pages = \"12\"}  or a list of such tables",
    "method": "say  method = \"...\"  or  {text = \"...\", type = \"Computation\"}",
    "comment": "say  comment = \"...\"  or  {text = \"...\", documents = [...]}",
}
# pydantic tells which of several kinds it tried: `VariableEntry`, `str`, `list[str]`, `literal['*']`.
TRIED = ("str", "int", UseEntry.__name__, *sorted({one.__name__ for one in INNER.values()}))
Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Reading:
    """What came up while a study folder was read: errors for one report, and notes worth a line."""

    errors: list[MappingError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def straight(self, text: str, place: str) -> str:
        """The text of a rule with curly quotes and hard blanks made plain, which is noted."""
        plain = text.translate(CURLY).strip()
        if plain != text.strip():
            self.notes.append(f"{place}: curly quotes or hard blanks read as plain ones")
        return plain


def read_toml(path: Path, place: str) -> dict[str, Any]:
    """The tables of a TOML file; a text that is no TOML is an error with its line."""
    try:
        return tomllib.loads(read_text(path, place))
    except RecursionError:
        raise MappingError(place, "lists or tables are nested too deeply to be read") from None
    except tomllib.TOMLDecodeError as error:
        raise MappingError(place, f"not readable as TOML: {error}", _advice(path, str(error))) from None


def read_text(path: Path, place: str) -> str:
    """The file as UTF-8 text without a byte order mark."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problem = f"line {line}: byte 0x{error.object[error.start]:02x} is no UTF-8"
        raise MappingError(place, problem, "save the file as UTF-8") from None
    except OSError as error:
        raise InputError(place, f"cannot be read: {error.strerror or error}", "check the path and its rights") from None


def _advice(path: Path, problem: str) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    if any(ord(sign) in CURLY for sign in text) and "line" in problem:
        return "curly quotes cannot open or close a text: use ' or \""
    if "overwrite" in problem or "twice" in problem or "already" in problem:
        return "one target is said twice: keep one of the two"
    return "each line is  name = 'rule'  with straight quotes"


def checked(
    model: type[Model], values: dict[str, Any], place: str, reading: Reading, dataset: str = ""
) -> Model | None:
    """The values as a model, or None with each fault added to the report; `dataset` names what a file is about."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = _faults(error, model, place)
        if dataset:
            said = [(f"{place}  variables.", f"{place}  {dataset}."), (f"{place}  ", f"{place}  {dataset}.")]
            for fault in faults:
                old, new = next(pair for pair in said if fault.place.startswith(pair[0]))
                fault.place = fault.place.replace(old, new, 1)
        reading.errors.extend(faults)
        return None


def _faults(error: ValidationError, model: type[BaseModel], place: str) -> list[MappingError]:
    faults: dict[str, MappingError] = {}
    meant: set[str] = set()
    for fault in error.errors():
        keys = [key for key in map(str, fault["loc"]) if key not in TRIED and not key.startswith(("list[", "literal["))]
        where = f"{place}  {'.'.join(keys)}"
        if fault["type"] == "extra_forbidden":
            guess = nearest(keys[-1], _known(model, keys[:-1]))
            faults[where] = MappingError(where, f"nothing here is called {keys[-1]}", guess)
            meant.add(f"{place}  {'.'.join([*keys[:-1], guess.removeprefix('did you mean ').rstrip('?')])}")
        elif where not in faults and not (fault["type"] == "string_type" and fault["loc"][-1] == "str"):
            faults[where] = MappingError(where, *_plainly(fault["type"], keys, fault["msg"]))
    # What is wrong inside a table is no fault of the table: the other kinds that were tried say nothing. And a key
    # that is only misspelt is not missing too.
    deeper = {where for where in faults if any(other.startswith(f"{where}.") for other in faults)}
    return [one for where, one in faults.items() if where not in deeper | meant]


def _plainly(kind: str, keys: list[str], message: str) -> tuple[str, ...]:
    """A fault in the words of somebody who writes TOML."""
    if keys[-1] in REMARKS and kind in {"model_type", "list_type"}:
        return "is neither a text nor a table", REMARKS[keys[-1]]
    # A helper is written as a dataset is.
    kind = "dict_type" if kind == "model_type" and keys[-2:-1] == ["helpers"] else kind
    return PLAINLY.get(kind, (f"{message[0].lower()}{message[1:]}",))


def _known(model: type[BaseModel], keys: list[str]) -> list[str]:
    for before, key in zip(["", *keys], keys, strict=False):
        model = UseEntry if (before, key) in USES else INNER.get(key, model)
    return [info.alias or name for name, info in model.model_fields.items()]


def read_table(path: Path, place: str, needed: tuple[str, ...], reading: Reading) -> list[tuple[int, dict[str, str]]]:
    """The rows of a study's own CSV with the line each ends on, cells stripped of outer blanks, which is noted."""
    lines = csv.reader(read_text(path, place).splitlines(keepends=True), strict=True)
    try:
        found = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)] or [(1, [])]
    except csv.Error as error:
        reading.errors.append(MappingError(place, f"line {lines.line_num}: {error}", "check the quotes of that line"))
        return []
    header = [name.strip() for name in found[0][1]]
    lost = [name for name in needed if name not in header]
    reading.errors.extend(MappingError(place, f"no column {name}", nearest(name, header)) for name in lost)
    for number, row in found[1:]:
        if len(row) != len(header):
            reading.errors.append(MappingError(place, f"row {number} has {len(row)} cells, the header {len(header)}"))
        if any(cell != cell.strip() for cell in row):
            reading.notes.append(f"{place}: row {number}: outer blanks left out")
    whole = [(number, row) for number, row in found[1:] if len(row) == len(header) and not lost]
    return [(number, dict(zip(header, map(str.strip, row), strict=True))) for number, row in whole]
