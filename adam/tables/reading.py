"""Reads what is said of tables (`results/*.toml`), and the published figures (`results/published.csv`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from adam.tables.definitions import Cell, Output, Reporting, condition, faults
from mappings.error import InputError, MappingError, MappingErrors, nearest
from mappings.said import Reading, checked, read_table, read_toml

FRONT = "reporting.toml"
PUBLISHED = "published.csv"
KEYS = ("output", "row", "level", "visit", "group")
WORDS = ("contradiction", "remark")


@dataclass(frozen=True)
class Definitions:
    """All that is said of a study's tables and figures; every row whole, every name known."""

    reporting: Reporting
    outputs: tuple[Output, ...]


@dataclass(frozen=True)
class Printed:
    """The figures printed in one place: statistic -> text; `contradiction` says why its percentage cannot be right."""

    cell: Cell
    figures: Mapping[str, str]
    contradiction: str = ""
    remark: str = ""


def read_definitions(folder: Path) -> Definitions:
    """The definitions in a folder; MappingErrors with each fault."""
    if not (folder / FRONT).is_file():
        raise InputError(folder.name, f"holds no {FRONT}", "the tables of a study are said in  STUDY/results/")
    reading = Reading()
    reporting = checked(Reporting, read_toml(folder / FRONT, FRONT), FRONT, reading)
    outputs: dict[str, Output] = {}
    places: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        output = checked(Output, read_toml(path, path.name), path.name, reading) if path.name != FRONT else None
        if output is not None and output.id in outputs:
            reading.errors.append(MappingError(path.name, f"{output.id} is also that of {places[output.id]}"))
        elif output is not None:
            outputs[output.id], places[output.id] = output.said(), path.name
    if reporting is not None:
        reading.errors.extend(_all_faults(reporting, outputs, places))
    if reading.errors or reporting is None:
        raise MappingErrors(reading.errors)
    return Definitions(reporting, tuple(outputs[name] for name in reporting.outputs))


def _all_faults(
    reporting: Reporting, outputs: Mapping[str, Output], places: Mapping[str, str]
) -> Iterator[MappingError]:
    for name in reporting.outputs:
        if name not in outputs:
            yield MappingError(f"{FRONT}  outputs", f"no file says {name}", nearest(name, set(outputs)))
    for name in sorted(set(outputs) - set(reporting.outputs)):
        yield MappingError(places[name], f"{name} is not among the outputs of {FRONT}", "name it there")
    conditions = {f"populations.{name}": one.where for name, one in reporting.populations.items()}
    conditions |= {f"visits.{name}": text for name, text in reporting.visits.items()}
    for name, text in conditions.items():
        try:
            condition(text, f"{FRONT}  {name}")
        except MappingError as error:
            yield error
    for name, output in outputs.items():
        yield from faults(reporting, output, places[name])


def read_published(folder: Path) -> tuple[Printed, ...]:
    """The published figures as they are printed; none where the study has no such file."""
    path = folder / PUBLISHED
    if not path.is_file():
        return ()
    reading = Reading()
    rows = read_table(path, PUBLISHED, KEYS, reading)
    found: dict[Cell, Printed] = {}
    for line, row in rows:
        cell = Cell(*(row[name] for name in KEYS))
        figures = {name: text for name, text in row.items() if text and name not in (*KEYS, *WORDS)}
        reading.errors.extend(_row_faults(cell, figures, line, found))
        found[cell] = Printed(cell, figures, row.get("contradiction", ""), row.get("remark", ""))
    if reading.errors:
        raise MappingErrors(reading.errors)
    return tuple(found.values())


def _row_faults(cell: Cell, figures: Mapping[str, str], line: int, seen: Mapping[Cell, Printed]) -> list[MappingError]:
    place = f"{PUBLISHED}  row {line}"
    wrong = [
        MappingError(place, f"{name}: {text!r} is no printed number", "digits, with a point before decimals")
        for name, text in figures.items()
        if not text.removeprefix("-").replace(".", "", 1).isdecimal()
    ]
    return [*wrong, MappingError(place, f"{cell} is said twice", "keep one")] if cell in seen else wrong
