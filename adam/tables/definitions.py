"""What a study says of its tables and figures: populations, groups, visits, rows; models of the files in `results/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from adam.tables.methods import METHODS
from mappings.error import MappingError, nearest
from mappings.where import Where, parse_where

TOTAL = "ALL"
Reason = Literal["SPECIFIED IN PROTOCOL", "SPECIFIED IN SAP", "DATA DRIVEN", "REQUESTED BY REGULATORY AGENCY"]
Purpose = Literal["PRIMARY OUTCOME MEASURE", "SECONDARY OUTCOME MEASURE", "EXPLORATORY OUTCOME MEASURE"]


class Cell(NamedTuple):
    """Where a group of figures stands: output, row, level of the row, visit, group."""

    output: str
    row: str
    level: str
    visit: str
    group: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.output, f"{self.row}.{self.level}".strip("."), *self[3:]) if part)


class Entry(BaseModel):
    """What a file may say; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Population(Entry):
    """A set of subjects: those of ADSL for which a condition holds, or all."""

    label: str
    where: str = ""


class Group(Entry):
    """A group of a grouping, or a level of a row: the values that make it; none: missing."""

    id: str
    label: str
    values: tuple[str | int | float, ...]


class Grouping(Entry):
    """A variable of ADSL that parts the subjects."""

    label: str
    variable: str
    groups: tuple[Group, ...]


class Saying(Entry):
    """What is said about an output beside its figures, and why."""

    output: str
    what: str
    reason: str


class Source(Entry):
    """The document the figures are compared with."""

    id: str
    label: str


class Row(Entry):
    """One line of a table, or several where it has levels; what it leaves out, the table says."""

    id: str
    label: str
    method: str
    section: str = ""
    dataset: str = ""
    where: str = ""
    variable: str = ""
    values: tuple[str | int | float, ...] = ()
    levels: tuple[Group, ...] = ()
    denominator: str = ""
    population: str = ""
    groups: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    decimals: int | None = Field(default=None, ge=0, le=9)
    exactly: int | None = Field(default=None, ge=1)
    purpose: Purpose | None = None
    documentation: str = ""
    range: tuple[float, float] | None = None
    better: Literal["", "lower", "higher"] = ""

    def parts(self) -> tuple[Group | None, ...]:
        """The levels; one nameless level where only `values` are said; None where every record counts."""
        if self.levels:
            return self.levels
        return (Group(id="", label=self.label, values=self.values),) if self.values else (None,)


class Box(Entry):
    """A box of the flow chart: one for all, or one for each group; aside: beside the way, not on it."""

    id: str
    lines: tuple[str, ...]
    heading: str = ""
    split: bool = False
    aside: bool = False


class Axis(Entry):
    """Where the visits stand on the axis of a course over time."""

    title: str
    places: dict[str, float]


class Output(Entry):
    """A table or a figure."""

    id: str
    title: str
    population: str
    grouping: str
    dataset: str
    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    reason: Reason
    purpose: Purpose
    documentation: str = ""
    visit: str = ""
    visits: tuple[str, ...] = ()
    decimals: int = Field(default=0, ge=0, le=9)
    footnotes: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    axis: Axis | None = None

    def said(self) -> Output:
        """The output with every row whole: what a row leaves out is that of the table."""
        rows = tuple(
            row.model_copy(update={
                "dataset": row.dataset or self.dataset, "population": row.population or self.population,
                "groups": row.groups or self.groups, "visits": row.visits or self.visits,
                "decimals": self.decimals if row.decimals is None else row.decimals,
                "purpose": row.purpose or self.purpose, "documentation": row.documentation or self.documentation,
            })
            for row in self.rows
        )  # fmt: skip
        return self.model_copy(update={"rows": rows})


class Reporting(Entry):
    """Everything the outputs of a study share, and the outputs in order."""

    id: str
    title: str
    source: Source
    populations: dict[str, Population]
    groupings: dict[str, Grouping]
    outputs: tuple[str, ...]
    visits: dict[str, str] = Field(default_factory=dict)
    notice: str = ""
    subject: str = "USUBJID"
    subjects: str = "ADSL"
    visit: str = "AVISIT"
    not_determined: tuple[Saying, ...] = ()
    disagreements: tuple[Saying, ...] = ()

    def label(self, grouping: str, group: str) -> str:
        """The words of a group."""
        labels = {one.id: one.label for one in self.groupings[grouping].groups}
        return labels.get(group, "All")


def cells(output: Output, row: Row) -> Iterator[tuple[Cell, Group | None]]:
    """The cells of a row in the order of a table, with the level of each."""
    for part in row.parts():
        for visit in row.visits or (output.visit,):
            for group in row.groups:
                yield Cell(output.id, row.id, part.id if part else "", visit, group), part


def condition(text: str, place: str) -> Where | None:
    """The condition in the text, None for an empty one; MappingError if it is none."""
    return parse_where(text, place) if text else None


def faults(reporting: Reporting, output: Output, place: str) -> Iterator[MappingError]:
    """What is wrong with an output: names that nothing bears, conditions that are none."""
    yield from _unknown(f"{place}  grouping", output.grouping, reporting.groupings)
    grouping = reporting.groupings.get(output.grouping)
    groups = {TOTAL, *(one.id for one in grouping.groups)} if grouping else set(output.groups)
    yield from _twice(place, [row.id for row in output.rows])
    for row in output.rows:
        line = f"{place}  {row.id}"
        yield from _unknown(f"{line}.method", row.method, METHODS)
        yield from _unknown(f"{line}.population", row.population, reporting.populations)
        for group in row.groups:
            yield from _unknown(f"{line}.groups", group, groups)
        for visit in row.visits:
            yield from _unknown(f"{line}.visits", visit, reporting.visits)
        yield from _twice(f"{line}.levels", [one.id for one in row.levels])
        yield from _needs(row, line)


def _needs(row: Row, line: str) -> Iterator[MappingError]:
    """What the method of a row cannot do without."""
    method = METHODS.get(row.method)
    if method and not row.variable and (method.numeric or row.levels or row.values):
        yield MappingError(f"{line}.variable", "is not said", f"{row.method} needs the variable of its values")
    if method and row.method == "proportion" and not (row.levels or row.values):
        yield MappingError(f"{line}.values", "are not said", 'the values that count, for example  values = ["Y"]')
    for name in ("where", "denominator"):
        try:
            condition(getattr(row, name), f"{line}.{name}")
        except MappingError as error:
            yield error


def _unknown(place: str, name: str, known: Iterable[str]) -> Iterator[MappingError]:
    names = set(known)
    if name not in names:
        remedy = nearest(name, names) or f"there are {', '.join(sorted(names))}"
        yield MappingError(place, f"nothing is called {name}", remedy)


def _twice(place: str, names: list[str]) -> Iterator[MappingError]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield MappingError(place, f"{name} is said twice", "each row and each level needs an id of its own")
