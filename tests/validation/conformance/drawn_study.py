"""Studies drawn as text: a line of names, then one for each record; `NAME#` is a number, an empty cell is missing."""

from __future__ import annotations

from typing import Any

from validation.conformance.column import Column, encoded
from validation.conformance.library import classed
from validation.conformance.operations import answers
from validation.conformance.rule import All, ConformanceRule, Match, Operation
from validation.conformance.standards import library
from validation.conformance.table import Study, Table, VariableFacts


def dataset(name: str, drawing: str, standard: str = "SDTMIG", version: str = "3.4", **labels: str) -> Table:
    """The dataset of a drawing, with its domain and class."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    columns, facts = {}, []
    for place, heading in enumerate(head):
        variable, number = heading.rstrip("#"), heading.endswith("#")
        cells = [line[place] for line in lines]
        columns[variable] = encoded([float(one) if number and one else one for one in cells], number=number)
        facts.append(VariableFacts(variable, labels.get(variable, ""), "Num" if number else "Char", 8))
    table = Table(name, columns, len(lines), label=f"{name} label", file=f"{name.lower()}.xpt", variables=tuple(facts))
    return classed(table, library(standard, version))


def study(*tables: Table, standard: str = "SDTMIG", version: str = "3.4", **more: Any) -> Study:
    """The study of these datasets."""
    return Study({table.name: table for table in tables}, standard, version, **more)


def rule(*matches: Match, operations: tuple[Operation, ...] = (), **more: Any) -> ConformanceRule:
    """A rule with nothing but what is matched and computed."""
    return ConformanceRule("TEST", All(()), matches=matches, operations=operations, **more)


def operation(word: str, name: str = "", **fields: Any) -> Operation:
    """An operation as its file would say it."""
    domain = fields.get("domain", "")
    return Operation(fields.pop("id", "$it"), word, name, domain, fields)


def answer(word: str, table: Table, whole: Study, name: str = "", **fields: Any) -> Any:
    """What an operation answers for a table: a value, a list, or a list of the records' values."""
    found = answers(rule(operations=(operation(word, name, **fields),)), table, whole)["$it"]
    return records(found) if isinstance(found, Column) else found


def records(column: Column) -> list[Any]:
    """Each record's value; None where it is missing."""
    return [None if code < 0 else column.values[code] for code in column.codes]


def shown(table: Table, *names: str) -> list[tuple[str, ...]]:
    """The records of a table as texts, in these columns."""
    return list(zip(*(table.columns[name].cells() for name in names), strict=True))
