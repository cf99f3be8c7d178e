"""The command that computes the tables of a study and prints them beside what was published."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.command import CLEAN, FINDINGS

if TYPE_CHECKING:
    from adam.tables.comparison import Comparison
    from adam.tables.compute import Results
    from adam.tables.reading import Definitions

FORMATS = ("html", "md", "json")
RESULTS = "results"
MOST = 20  # figures of one kind told on the screen; the page has all


def run(options: argparse.Namespace) -> int:
    """Compute the tables and figures of a study from its ADaM datasets, and compare them with those published."""
    from adam.loaded import load
    from adam.tables.comparison import compare
    from adam.tables.compute import compute, empty_groups
    from adam.tables.reading import read_definitions, read_published
    from adam.tables.terminal import aligned
    from define_xml.transport.files import check_output

    formats = chosen(options.format)
    check_output(options.out)
    folder = options.study / RESULTS
    definitions, published = read_definitions(folder), read_published(folder)
    frames = {name: dataset.records for name, dataset in load(options.data).datasets.items()}
    results = compute(definitions, frames)
    comparison = compare(results, published)
    whole = Made(definitions, results, comparison)
    made = files(whole, formats)
    write(options.out, made)
    if not options.quiet:
        page = made.get("tables.md") or files(whole, ("md",))["tables.md"]
        print(f"{aligned(page)}\n")
    where = f"{', '.join(sorted(made))} in {options.out.as_posix()}"
    for text in [*empty_groups(definitions, frames), *told(comparison), where, comparison.summary]:
        print(text)
    return CLEAN if comparison.whole else FINDINGS


@dataclass(frozen=True)
class Made:
    """All that the files are written from."""

    definitions: Definitions
    results: Results
    comparison: Comparison


def chosen(formats: str | Sequence[str] | None) -> tuple[str, ...]:
    """The formats asked for; all if none are; MappingError for one nobody writes."""
    from mappings.error import MappingError, nearest

    named = formats.split(",") if isinstance(formats, str) else list(formats or FORMATS)
    asked = tuple(dict.fromkeys(one.strip() for one in named if one.strip()))
    for one in asked:
        if one not in FORMATS:
            remedy = nearest(one, FORMATS) or f"the formats are {', '.join(FORMATS)}"
            raise MappingError("--format", f"nobody writes {one}", remedy)
    return asked


def files(made: Made, formats: Iterable[str]) -> dict[str, str]:
    """Name -> text of every file; the drawings always."""
    from adam.tables.ars import reporting_event
    from adam.tables.evolution import evolution
    from adam.tables.flow import flow
    from adam.tables.markdown import markdown
    from adam.tables.page import page
    from adam.tables.sheets import Notes, sheets

    said, notes = made.definitions.reporting, Notes()
    shown = sheets(made.definitions, made.results, made.comparison, notes)
    drawings = {one.id: flow(said, one, made.results) for one in made.definitions.outputs if one.boxes}
    for one in made.definitions.outputs:
        if one.axis:
            drawings[one.id] = evolution(said, one, made.results, one.axis)
    names = {one: f"figure{one.removeprefix('F')}.svg" for one in drawings}
    found = {names[one]: text for one, text in drawings.items()}
    if "html" in formats:
        found["tables.html"] = page(said, shown, made.comparison, notes, drawings)
    if "md" in formats:
        found["tables.md"] = markdown(said, shown, made.comparison, notes)
    if "json" in formats:
        tables = [name for name in sorted(found) if not name.endswith(".svg")]
        where = {one.id: (*tables, *filter(None, (names.get(one.id),))) for one in made.definitions.outputs}
        event = reporting_event(made.definitions, made.results, where)
        found["results.json"] = json.dumps(event, indent=1, ensure_ascii=False) + "\n"
    return found


def write(folder: Path, found: Mapping[str, str]) -> None:
    """The files into the folder: all of them or none."""
    from define_xml.transport.whole import locked, whole_files, writable

    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder), whole_files(folder) as draft:
        for name, text in found.items():
            draft(name, [text.encode()])


def told(comparison: Comparison) -> list[str]:
    """What the screen says before its closing line: each output's count, and figures that are not simply matched."""
    lines = []
    for output in dict.fromkeys(one.cell.output for one in comparison.cells):
        own = [one for one in comparison.cells if one.cell.output == output]
        matched = sum(one.status == "matched" for one in own)
        lines.append(f"{output:<8}{matched:>5} of {len(own):>4} matched")
    for status in ("explained", "different", "absent"):
        figures = [f"{status}: {one}" for one in comparison.cells if one.status == status]
        lines += figures[:MOST]
        if len(figures) > MOST:
            lines.append(f"{status}: and {len(figures) - MOST} more in tables.html")
    return lines
