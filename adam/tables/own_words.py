"""The definition of a result in the words it was written in: TOML that reads back as what was computed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from adam.tables.definitions import TOTAL, Entry, Output, Reporting, Row

CONTEXT = "trial-dossier"


def own_words(said: Reporting, output: Output, row: Row) -> str:
    """The row, its population, its groups and its visits."""
    lines = [*_table(f"populations.{row.population}", _said(said.populations[row.population]))]
    if set(row.groups) != {TOTAL}:
        lines += _table(f"groupings.{output.grouping}", _said(said.groupings[output.grouping]))
    if row.visits:
        lines += _table("visits", {visit: said.visits[visit] for visit in row.visits})
    return "\n".join([*lines, *_table("rows", _said(row), repeated=True)]).rstrip("\n")


def _said(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(exclude_defaults=True, exclude_none=True)


def _table(name: str, said: Mapping[str, Any], repeated: bool = False) -> Iterator[str]:
    yield f"[[{name}]]" if repeated else f"[{name}]"
    for key, value in said.items():
        yield f"{_key(key)} = {_value(value)}"
    yield ""


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)


def _text(text: str) -> str:
    # TOML's basic strings are JSON's, but for this one letter.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
