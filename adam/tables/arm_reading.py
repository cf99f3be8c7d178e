"""Reads what a study says of its tables, if it says anything."""

from __future__ import annotations

from pathlib import Path

from adam.tables.reading import FRONT, Definitions, read_definitions

RESULTS = "results"


def said_tables(folder: Path) -> Definitions | None:
    """The definitions of a study folder, None where it has none; MappingErrors with each fault."""
    return read_definitions(folder / RESULTS) if (folder / RESULTS / FRONT).is_file() else None
