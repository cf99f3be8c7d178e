"""The figures of every table, computed from ADaM datasets by what is said of the tables, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pandas import DataFrame, Series
from pandas.api.types import is_numeric_dtype

from adam.tables.definitions import Cell, Group, Output, Reporting, Row, cells, condition
from adam.tables.methods import METHODS, Codes, Mask, Selection, Statistics
from adam.tables.reading import Definitions
from mappings.distinct import factors, number_text
from mappings.error import InputError, MappingError, nearest

Results = Mapping[Cell, Statistics]


def compute(definitions: Definitions, frames: Mapping[str, DataFrame]) -> Results:
    """The statistics of each cell, exact; `frames` are the records of the ADaM datasets by name."""
    reporting = definitions.reporting
    _refuse_lacking(definitions, frames)
    subjects = _Subjects(reporting, frames[reporting.subjects])
    found: dict[Cell, Statistics] = {}
    for output in definitions.outputs:
        for row in output.rows:
            found |= _row(output, row, _Records(frames[row.dataset], f"{output.id}.{row.id}", row.dataset), subjects)
    return found


def empty_groups(definitions: Definitions, frames: Mapping[str, DataFrame]) -> list[str]:
    """The groups no subject belongs to, in words, with the values that are there: blinded datasets have such."""
    reporting = definitions.reporting
    subjects = _Records(frames[reporting.subjects], "groupings", reporting.subjects)
    told = []
    for grouping in reporting.groupings.values():
        codes, values = factors(subjects.column(grouping.variable))
        there = ", ".join(sorted({_word(values[code]) for code in codes if code >= 0})) or "none"
        empty = [
            one.label for one in grouping.groups if one.values and not subjects.among(grouping.variable, one).any()
        ]
        if empty:
            place = f"{reporting.subjects}.{grouping.variable}"
            told.append(f"no subject of {' or '.join(empty)} in {place} (it holds: {there}); are the data blinded?")
    return told


def _refuse_lacking(definitions: Definitions, frames: Mapping[str, DataFrame]) -> None:
    wanted = {row.dataset for output in definitions.outputs for row in output.rows} | {definitions.reporting.subjects}
    lacking = sorted(wanted - set(frames))
    if lacking:
        problem = f"no dataset {', '.join(lacking)}; there are {', '.join(sorted(frames)) or 'none'}"
        raise InputError("tables", problem, "build them first: python -m adam build, or say where they are: --data DIR")


@dataclass(frozen=True)
class _Records:
    """The records of a dataset, and which row of a table asks for them."""

    frame: DataFrame
    place: str
    dataset: str

    def column(self, name: str) -> Series:
        """A variable; MappingError if the dataset has none of the name."""
        if name not in self.frame.columns:
            known = [str(column) for column in self.frame.columns]
            raise MappingError(self.place, f"{self.dataset} has no variable {name}", nearest(name, known))
        return self.frame[name]

    def mask(self, text: str) -> Mask:
        """The records for which a condition holds; all for an empty one."""
        where = condition(text, self.place)
        if where is None:
            return np.ones(len(self.frame), dtype=bool)
        return where.mask({name.text: self.column(name.text) for name in where.names()})

    def among(self, variable: str, group: Group) -> Mask:
        """The records whose variable has a value of the group; of a group without values: those where it is missing."""
        codes, values = factors(self.column(variable))
        if not group.values:
            return codes < 0
        wanted = {_word(value) for value in group.values}
        return np.array([*(_word(value) in wanted for value in values), False], dtype=bool)[codes]

    def numbers(self, variable: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A variable as numbers; MappingError if it is text."""
        column = self.column(variable)
        if not is_numeric_dtype(column.dtype):
            raise MappingError(self.place, f"{self.dataset}.{variable} is text, not numbers", "name the numeric one")
        return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _word(value: Any) -> str:
    """One writing for what is one value: 4, 4.0 and "4"."""
    return value if isinstance(value, str) else number_text(float(value))


class _Subjects:
    """Who belongs to which population and group, as ADSL says."""

    def __init__(self, reporting: Reporting, frame: DataFrame) -> None:
        records = _Records(frame, reporting.id, reporting.subjects)
        self.name, self.reporting, self.records = reporting.subject, reporting, records
        codes, words = factors(records.column(reporting.subject))
        self.places = {words[code]: place for place, code in enumerate(codes.tolist()) if code >= 0}
        if len(self.places) != len(frame):
            problem = f"{len(frame)} records of {len(self.places)} subjects"
            raise InputError(reporting.subjects, problem, f"{reporting.subjects} has one record for each subject")

    def rows(self, records: _Records) -> tuple[Codes, Codes]:
        """For each record: the code of its subject, and the subject's place in ADSL (-1: not there)."""
        codes, words = factors(records.column(self.name))
        places = np.array([*(self.places.get(word, -1) for word in words), -1], dtype=np.int64)
        return codes, places[codes]

    def population(self, name: str) -> Mask:
        """For each subject of ADSL, and for none: whether it belongs."""
        records = replace(self.records, place=f"populations.{name}")
        return np.append(records.mask(self.reporting.populations[name].where), False)

    def group(self, grouping: str, name: str) -> Mask:
        """For each subject of ADSL, and for none: whether it is of the group; everyone is of all."""
        said = self.reporting.groupings[grouping]
        chosen = next((group for group in said.groups if group.id == name), None)
        if chosen is None:
            return np.ones(len(self.places) + 1, dtype=bool)
        records = replace(self.records, place=f"groupings.{grouping}")
        return np.append(records.among(said.variable, chosen), False)


def _row(output: Output, row: Row, records: _Records, subjects: _Subjects) -> dict[Cell, Statistics]:
    """The statistics of all cells of a row."""
    codes, places = subjects.rows(records)
    base = records.mask(row.where) & subjects.population(row.population)[places]
    groups = {name: subjects.group(output.grouping, name)[places] for name in row.groups}
    visits = {name: records.mask(subjects.reporting.visits[name]) for name in row.visits}
    method = METHODS[row.method]
    values = records.numbers(row.variable) if method.numeric else np.full(len(codes), np.nan)
    counted = records.mask(_denominator(row))
    found: dict[Cell, Statistics] = {}
    for cell, part in cells(output, row):
        chosen = base & groups[cell.group] & visits.get(cell.visit, True)
        member = chosen if part is None else chosen & records.among(row.variable, part)
        picked = Selection(codes, member, chosen & counted, values, row.exactly)
        found[cell] = method.compute(picked)
    return found


def _denominator(row: Row) -> str:
    """Who counts: as the row says, else whose value is known."""
    known = f"{row.variable}.notna()" if row.variable and row.method == "proportion" else ""
    return row.denominator or known
