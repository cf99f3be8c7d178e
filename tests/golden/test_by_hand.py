"""Records of every oddity of the raw export against the tables beside this file, which were written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sdtm.datasets import Build
from tests.golden.raw import Record

Filled = Callable[[Build, str], list[Record]]
TABLES = sorted(path.stem for path in Path(__file__).parent.glob("*.txt"))


@dataclass
class Section:
    """One table: which build, which records of it, and what they hold."""

    build: str
    layout: str
    chosen: str
    same: Record = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def records(self) -> list[Record]:
        """The records, filled variables alone."""
        rows = self.rows if "line" in self.layout else [list(row) for row in zip(*self.rows, strict=True)]
        names, *cells = rows
        found = [self.same | dict(zip(names, row, strict=True)) for row in cells]
        return [{name: value for name, value in one.items() if value and name != "variable"} for one in found]


def sections(name: str) -> Iterator[Section]:
    """The tables of a file: `== build, layout; chosen`, lines `same NAME=value`, a header, a line for each row."""
    section = None
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            if section:
                yield section
            head, _, chosen = line[3:].partition("; ")
            build, _, layout = head.partition(", ")
            section = Section(build, layout, chosen)
        elif section and line.startswith("same "):
            section.same |= pairs(line[5:])
        elif section and line.strip() and not line.startswith("#"):
            section.rows.append([cell.strip() for cell in line.split("|")])
    assert section
    yield section


def pairs(text: str) -> Record:
    """`A=1, B=2`."""
    return dict(pair.split("=", 1) for pair in text.split(", "))


@pytest.mark.parametrize("name", TABLES)
def test_by_hand(name: str, blinded: Build, unblinded: Build, filled: Filled) -> None:
    """Whole records, and no other records of what a table says it holds."""
    for section in sections(name):
        built = filled(blinded if section.build == "blinded" else unblinded, name.upper())
        assert section.records
        if "line" in section.layout:
            wanted = pairs(section.chosen)
            assert [one for one in built if wanted.items() <= one.items()] == section.records, section.chosen
        else:
            for record in section.records:
                keys = {key: record[key] for key in ("USUBJID", f"{name.upper()}SEQ") if key in record}
                assert [one for one in built if keys.items() <= one.items()] == [record], keys
            for subject in section.chosen.removeprefix("whole subjects: ").split():
                count = sum(one["USUBJID"] == f"RESPINE-{subject}" for one in section.records)
                assert sum(one["USUBJID"] == f"RESPINE-{subject}" for one in built) == count > 0, subject


def test_every_oddity_has_a_table() -> None:
    """The oddities listed in the raw export's README that change a record, by a subject who has each."""
    text = "".join((Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8") for name in TABLES)
    subjects = """01-001 01-010 01-007 03-011 01-003 01-014 01-015 06-007 02-009 02-002 01-019 05-009 05-004 03-023
        01-031 03-026 04-008 01-036 05-003 03-027 01-005 04-002 01-017 02-014 03-017"""
    assert [subject for subject in subjects.split() if f"RESPINE-{subject}" not in text] == []
