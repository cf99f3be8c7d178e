"""A folder of raw exports as tables."""

from __future__ import annotations

from pathlib import Path

from mappings.error import InputError
from mappings.records import Records
from mappings.spec import StudySpec, TableSpec
from sdtm.sources.csv import read_csv

DICTIONARY = "data_dictionary.csv"


def read_sources(folder: Path, study: StudySpec) -> dict[str, Records]:
    """The tables of a raw folder by name, in the order of their names.

    Every `*.csv` is a table but the data dictionary and hidden files; `study.tables` says how each is written, its
    entry `*` how all others are. InputError for a folder without tables, and for names that differ only in case.
    """
    paths = _tables(folder)
    others = study.tables.get("*", TableSpec())
    return {path.stem: read_csv(path, study.tables.get(path.stem, others)) for path in paths}


def _tables(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() == ".csv" and not path.name.startswith(".")]
    except OSError as error:
        problem = f"the raw folder cannot be read: {error.strerror or error}"
        raise InputError(folder.name, problem, "say where the raw exports are: --raw DIR") from None
    paths = sorted(path for path in found if path.name != DICTIONARY)
    if not paths:
        raise InputError(folder.name, "no *.csv in the raw folder", "say where the raw exports are: --raw DIR")
    seen: dict[str, Path] = {}
    for path in paths:
        other = seen.setdefault(path.stem.casefold(), path)
        if other is not path:
            problem = f"{other.name} and {path.name} differ only in case"
            raise InputError(folder.name, problem, "give each table a name of its own")
    return paths
