"""Rules said in their order: one graph over every variable of the study, and the columns that come of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from mappings import elsewhere
from mappings.bound import RECORDS, Bound, Node, Reference
from mappings.complete import SUBJECT
from mappings.engine import blank, call, column, hidden, value_of
from mappings.error import MappingError
from mappings.given import Given
from mappings.records import Records
from mappings.rule import Name
from mappings.spec import DatasetSpec, StudySpec
from mappings.vocabulary import table_arguments

Progress = Callable[[str], None]


@dataclass
class Applied:
    """What the rules gave: for each dataset its records as they came, and its variables."""

    bound: Bound
    tables: Mapping[str, Records]
    records: dict[str, Records] = field(default_factory=dict)
    variables: dict[str, dict[str, Series]] = field(default_factory=dict)

    def column(self, dataset: str, variable: str, name: Name) -> Series:
        """What a name in a variable's rule stood for."""
        values: Series = Steps(self).meaning((dataset, variable), name)
        return values

    def said(self, dataset: str, variable: str) -> tuple[list[Any], dict[str, Any]]:
        """What the arguments and options of a variable's rule stood for."""
        spec = self.bound.study.dataset(dataset)
        rule = target.rule if spec and (target := spec.variable(variable)) else None
        if rule is None:
            return [], {}
        steps = Steps(self)

        def meaning(name: Name) -> Any:
            return steps.meaning((dataset, variable), name)

        arguments = [value_of(argument, meaning) for argument in rule.arguments]
        return arguments, {name: value_of(argument, meaning) for name, argument in rule.options}

    def frame(self, name: str) -> DataFrame:
        """The dataset's variables, with the provenance of each record."""
        frame = self.records[name].frame
        hidden_columns = {column: frame[column] for column in frame.columns if column.startswith("#")}
        dataset = self.bound.study.dataset(name)
        order = [variable.name for variable in dataset.variables] if dataset else []
        return DataFrame({**{key: self.variables[name][key] for key in order}, **hidden_columns}, index=frame.index)


def order(bound: Bound) -> tuple[Node, ...]:
    """Every node after all it needs; rules that wait for each other are an error with their chain."""
    sorter: TopologicalSorter[Node] = TopologicalSorter()
    for node in sorted(bound.needs):
        sorter.add(node, *sorted(bound.needs[node] - {node}))
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        chain = [_node_name(node) for node in reversed(error.args[1])]
        dataset = bound.study.dataset(error.args[1][0][0])
        place = dataset.place if dataset else bound.study.place
        problem = f"these rules wait for each other: {' -> '.join(chain)}"
        raise MappingError(place, problem, "let one of them read a raw column, or a dataset of its own") from None


def apply_rules(bound: Bound, tables: Mapping[str, Records], progress: Progress = lambda name: None) -> Applied:
    """Every rule of the study applied to the raw tables; `progress` hears each dataset's name as its records begin."""
    applied = Applied(bound, tables)
    steps = Steps(applied)
    for name, variable in order(bound):
        if variable == RECORDS:
            progress(name)
            applied.records[name] = steps.records(name)
            applied.variables[name] = {}
        else:
            applied.variables[name][variable] = steps.variable(name, variable)
    return applied


def waiting_for(bound: Bound, changed: Collection[Node]) -> frozenset[Node]:
    """The nodes that say another thing once these do: themselves, and all that need them, however far."""
    readers: dict[Node, set[Node]] = {}
    for node, needed in bound.needs.items():
        for one in needed:
            readers.setdefault(one, set()).add(node)
    found, new = set(changed), set(changed)
    while new:
        new = {reader for node in new for reader in readers.get(node, ())} - found
        found |= new
    return frozenset(found)


def applied_again(applied: Applied, study: StudySpec, changed: Collection[Node]) -> Applied:
    """The same build under a study in which the rules of these variables say something else with the same names.

    Only what waits for them is worked out again.
    """
    bound = replace(applied.bound, study=study)
    again = Applied(bound, applied.tables, dict(applied.records), {})
    dirty = waiting_for(bound, changed)
    for name, built in applied.variables.items():
        again.variables[name] = {key: values for key, values in built.items() if (name, key) not in dirty}
    steps = Steps(again)
    for name, variable in (node for node in order(bound) if node in dirty):
        if variable == RECORDS:
            again.records[name] = steps.records(name)
        else:
            again.variables[name][variable] = steps.variable(name, variable)
    return again


class Steps:
    """One rule at a time: what its names mean, what its word asks for, what it answers."""

    def __init__(self, applied: Applied) -> None:
        self.applied = applied
        self.bound: Bound = applied.bound
        self.study: StudySpec = applied.bound.study
        self.labels: dict[str, pd.Index | None] = {}

    def dataset(self, name: str) -> DatasetSpec:
        """What is said of a dataset."""
        found = self.study.dataset(name)
        assert found is not None, name
        return found

    def records(self, name: str) -> Records:
        """The records of a dataset: its word's answer, less those its `where` leaves out."""
        dataset, node = self.dataset(name), (name, RECORDS)
        place = f"{dataset.place}  {name}.records"
        assert dataset.records is not None
        given = Given(self, dataset, None, dataset.records)
        word = self.bound.words[node]
        tables = table_arguments(dataset.records, word)

        def meaning(said: Name) -> Any:
            return self.table(said.text) if said in tables else self.meaning(node, said)

        answer = call(word, dataset.records, meaning, given, place)
        records: Records = answer
        if dataset.where is None:
            return records
        columns = {said.text: records.frame[said.text] for said in dataset.where.names()}
        return records.keep(dataset.where.mask(columns), f"not where: {dataset.where}")

    def variable(self, name: str, variable: str) -> Series:
        """One variable of a dataset; missing where its `where` does not hold, and everywhere without a rule."""
        dataset, node = self.dataset(name), (name, variable)
        spec = dataset.variable(variable)
        assert spec is not None
        index = self.applied.records[name].frame.index
        if spec.rule is None:
            return blank(spec.type, index)
        given = Given(self, dataset, spec, spec.rule)
        word, kinds = self.bound.words[node], {said.kind for said in self.bound.references[node].values()}
        said_by = elsewhere.answer if "other" in kinds else call
        answer = said_by(word, spec.rule, lambda said: self.meaning(node, said), given, spec.place)
        values = column(answer, index, spec.rule, spec.place)
        if spec.where is None:
            return values
        columns = {said.text: self.meaning(node, said) for said in spec.where.names()}
        return hidden(values, spec.where.mask(columns))

    def meaning(self, node: Node, name: Name) -> Any:
        """What a name stands for at a node."""
        reference = self.bound.references[node][name.text]
        return MEANINGS[reference.kind](self, node, reference)

    def table(self, name: str) -> Records:
        """A raw table, or a built dataset as the source of another."""
        if name in self.applied.tables:
            return self.applied.tables[name]
        frame = self.applied.frame(name)
        if self.dataset(name).submit:
            return Records(frame, name=name)
        beside = self.applied.records[name].frame
        extra = {key: beside[key] for key in beside.columns if key not in frame.columns}
        return Records(pd.concat([frame, DataFrame(extra, index=frame.index)], axis=1), name=name)

    def other(self, node: Node, reference: Reference) -> Series:
        """A column of another dataset or table, labelled by subject if it has subjects."""
        if reference.dataset in self.applied.tables:
            values = self.applied.tables[reference.dataset].frame[reference.column]
        else:
            built = self.applied.variables[reference.dataset]
            beside = self.applied.records[reference.dataset].frame
            values = built[reference.column] if reference.column in built else beside[reference.column]
        labels = self.subject_labels(reference.dataset) if node[1] != SUBJECT else None
        name = f"{reference.dataset}.{reference.column}"
        rows = elsewhere.shifted(len(values)) if labels is None and self.study.floor == "adam" else values.index
        return Series(values.array, index=rows if labels is None else labels, name=name)

    def subject_labels(self, name: str) -> pd.Index | None:
        """The USUBJID of each record of a dataset or row of a table; None if it has no subjects."""
        if name not in self.labels:
            subjects = self.subject(name)
            self.labels[name] = None if subjects is None else pd.Index(subjects.astype("object"), name=SUBJECT)
        return self.labels[name]

    def subject(self, name: str) -> Series | None:
        """USUBJID by record of a dataset, or by row of a raw table through the study's own rule."""
        if name in self.applied.tables:
            return self._table_subject(name)
        if SUBJECT in self.applied.variables[name]:
            return self.applied.variables[name][SUBJECT]
        frame = self.applied.records[name].frame
        return frame[SUBJECT] if SUBJECT in frame.columns else None

    def _table_subject(self, name: str) -> Series | None:
        rule = self.study.shared.get(SUBJECT)
        frame = self.applied.tables[name].frame
        if self.study.floor == "adam":
            return frame.get(SUBJECT)
        if rule is None or not all(self._at_hand(said.text, frame) for said in rule.names()):
            return None
        given = {"index": frame.index, "study": self.study, "codelist": None}
        place = f"{self.study.place}  variables.{SUBJECT}"
        answer = call(self.bound.shared[SUBJECT], rule, lambda said: self._raw(said.text, frame), given, place)
        return column(answer, frame.index, rule, place)

    def _at_hand(self, text: str, frame: DataFrame) -> bool:
        """Whether a name means a column of the table, or of another raw table."""
        front, _, name = text.partition(".")
        return text in frame.columns or name in self.bound.tables.get(front, ())

    def _raw(self, text: str, frame: DataFrame) -> Series:
        """That column; one of another table is not labelled by subject, since it says who the subjects are."""
        if text in frame.columns:
            return frame[text]
        front, _, name = text.partition(".")
        return self.applied.tables[front].frame[name]


MEANINGS: dict[str, Callable[[Steps, Node, Reference], Any]] = {
    "variable": lambda steps, node, reference: steps.applied.variables[reference.dataset][reference.column],
    "column": lambda steps, node, reference: steps.applied.records[reference.dataset].frame[reference.column],
    "other": lambda steps, node, reference: steps.other(node, reference),
    "name": lambda steps, node, reference: reference.column,
}


def _node_name(node: Node) -> str:
    return f"{node[0]} records" if node[1] == RECORDS else f"{node[0]}.{node[1]}"
