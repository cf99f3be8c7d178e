"""All tables of a study: its raw exports, its own look-up tables, and files kept apart for unblinding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mappings.error import InputError, MappingError, nearest
from mappings.records import Records
from mappings.spec import StudySpec, TableSpec
from sdtm.sources.csv import read_csv
from sdtm.sources.folder import read_sources


def read_all(
    study: StudySpec, folder: Path, raw: Path | None = None, unblind: Sequence[Path] = ()
) -> dict[str, Records]:
    """Every table under its name; a name that stands for two files is an error."""
    tables = read_sources(raw or folder / "raw", study)
    # A bare name means the file of the study, wherever that is installed; a path means what it says.
    found = [folder / path if len(path.parts) == 1 and not path.exists() else path for path in unblind]
    for name, records in [*own_tables(folder / "tables"), *_unblinded(found, study)]:
        if name in tables:
            raise MappingError(f"{folder.name}/tables", f"there are two tables {name}", "rename one of the files")
        tables[name] = records
    return tables


def own_tables(folder: Path) -> list[tuple[str, Records]]:
    """The study's own tables: UTF-8, comma, empty is missing, whatever the raw exports are like."""
    return [(path.stem, read_csv(path, TableSpec())) for path in sorted(folder.glob("*.csv"))]


def _unblinded(paths: Sequence[Path], study: StudySpec) -> list[tuple[str, Records]]:
    """The tables that a blinded build does not read; each must be declared optional in study.toml."""
    found = []
    for path in paths:
        optional = sorted(name for name, table in study.tables.items() if table.optional)
        if path.stem not in optional:
            remedy = nearest(path.stem, optional) or f"study.toml declares: {', '.join(optional) or 'none'}"
            raise MappingError("--unblind", f"no optional table is called {path.stem}", remedy)
        records = read_csv(path, study.table(path.stem))
        lost = [column for column in study.table(path.stem).columns if column not in records.columns]
        if lost:
            raise InputError(path.name, f"no column {lost[0]}", nearest(lost[0], records.columns))
        found.append((path.stem, records))
    return found
