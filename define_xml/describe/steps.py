"""The steps to a variable: all that stays at home on its way, in the order in which it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mappings.bound import RECORDS, Bound, Node, Reference
from mappings.origins import Field, is_own
from mappings.rule import Name, Rule
from mappings.spec import DatasetSpec, VariableSpec
from mappings.turned import made_by, presence, unpivoted
from mappings.vocabulary import Word
from mappings.where import Where

Written = tuple[str, str, tuple[tuple[str, Any], ...]]


@dataclass(frozen=True)
class Step:
    """One rule on the way: its name, the word it says, and where it holds."""

    name: str
    rule: Rule
    word: Word | None
    where: Where | None = None


@dataclass
class Steps:
    """The steps before a variable, and the raw fields that are read by a name without its form.

    `top` is the variable that is described. Where it only copies one at home, `source` is the one that is copied.
    """

    bound: Bound
    top: Node
    found: dict[Node, Step] = field(default_factory=dict)
    fields: set[Field] = field(default_factory=set)
    seen: set[Node] = field(default_factory=set)

    @property
    def source(self) -> Node:
        """The variable whose rule makes the values: itself, or the one at home that it copies and no others."""
        nodes = makers(self.bound, self.top)
        return nodes[0] if nodes and len({self._written(node) for node in nodes}) == 1 else self.top

    def before(self) -> tuple[Step, ...]:
        """The steps, each after those it needs."""
        self._walk(self.source)
        return tuple(self.found.values())

    def last(self) -> Step | None:
        """The rule that makes the values, under the variable's own name; None of one without a rule."""
        node = self.source
        variable = _variable(self.bound, node)
        if variable is None or variable.rule is None:
            return None
        return Step(self.top[1], variable.rule, self.bound.words.get(node), variable.where)

    def _written(self, node: Node, above: frozenset[Node] = frozenset()) -> Written:
        """The rule at a node with all it stands on at home: what is written alike on the same ground is the same."""
        variable, inner = _variable(self.bound, node), []
        for name, reference in sorted(self.bound.references.get(node, {}).items()):
            told = self._told(reference.dataset, reference.column)
            homes = () if told else _homes(self.bound, reference)
            read = {self._written(one, above | {node}) for one in homes if one not in above | {node}}
            inner.append((name, tuple(sorted(read))))
        rule, where = (str(variable.rule or ""), str(variable.where or "")) if variable else ("", "")
        return rule, where, tuple(inner)

    def _walk(self, node: Node) -> None:
        """What the rule at the node names, first."""
        for reference in self.bound.references.get(node, {}).values():
            if reference.kind == "variable":
                self._step((reference.dataset, reference.column))
            elif reference.kind == "column":
                self._column(reference)
            elif reference.kind == "other":
                self._records(reference.dataset, chosen=True)
                self._of(reference.dataset, reference.column)

    def _step(self, node: Node) -> None:
        """A variable at home becomes a step; one that is submitted is told where it stands."""
        dataset, variable = self.bound.study.dataset(node[0]), _variable(self.bound, node)
        if dataset is None or variable is None or variable.rule is None:
            return
        if node in self.seen or (variable.submit and dataset.submit) or self._told(node[0], variable.name):
            return
        self.seen.add(node)
        self._walk(node)
        name = variable.name if dataset.name == self.top[0] else f"{dataset.name}.{variable.name}"
        self.found[node] = Step(name, variable.rule, self.bound.words.get(node), variable.where)

    def _told(self, dataset: str, name: str) -> bool:
        """Whether the dataset described has that variable as its own, and so says how it is made."""
        there = _variable(self.bound, (self.top[0], name)) if dataset != self.top[0] else None
        home = self.bound.study.dataset(self.top[0])
        if there is None or name == self.top[1] or home is None or not (home.submit and there.submit):
            return False
        return there.rule is not None and _copied(there) == name

    def _column(self, reference: Reference) -> None:
        """A column of the records: what made it, in the datasets they come from."""
        dataset = self.bound.study.dataset(reference.dataset)
        if dataset is None or self._told(reference.dataset, reference.column):
            return
        given = list(_sources(self.bound, dataset, reference.column))
        if made_by(dataset, reference.column):
            self._records(dataset.name, top=True)
        elif len({self._written(node) for one in given for node in _at(self.bound, *one)}) > 1:
            for source, _ in given:
                self._records(source)
        for source, name in given:
            self._of(source, name, bare=True)

    def _of(self, source: str, name: str, *, bare: bool = False) -> None:
        """A column of a table, a field; of a dataset at home, a step, or one of its own records' columns."""
        if source in self.bound.tables:
            known = name in self.bound.tables[source] and not is_own(self.bound, source)
            if bare and known and self.bound.study.floor == "sdtm":
                self.fields.add((source, name))
            return
        dataset = self.bound.study.dataset(source)
        if dataset is None or dataset.submit:
            return
        if dataset.variable(name) is not None:
            self._step((source, name))
        elif name in self.bound.columns.get(source, {}) and (source, name) not in self.seen:
            self.seen.add((source, name))
            self._column(Reference("column", source, name))

    def _records(self, name: str, *, chosen: bool = False, top: bool = False) -> None:
        """How the records of a dataset at home come about; if they are `chosen` for a look-up, by what too."""
        dataset, node = self.bound.study.dataset(name), (name, RECORDS)
        if dataset is None or (dataset.submit and not top) or dataset.records is None or node in self.seen:
            return
        self.seen.add(node)
        for source in self.bound.sources.get(name, ()):
            self._records(source, chosen=chosen)
        if chosen and dataset.where is not None and not presence(dataset.where):
            for one in dataset.where.names():
                if not self._told(name, one.text):
                    self._column(Reference("column", name, one.text))
        self.found[node] = Step(name, dataset.records, self.bound.words.get(node), dataset.where)


def makers(bound: Bound, node: Node) -> tuple[Node, ...]:
    """The variables whose rules make the values: behind copies, in every dataset at home that the records come from.

    Empty where a copy leads to what is read, or to a submitted dataset: then it is the copy that is told.
    """
    variable = _variable(bound, node)
    name = _copied(variable) if variable is not None else ""
    if not name:
        return (node,) if variable is not None and variable.rule is not None else ()
    reference = bound.references.get(node, {}).get(name)
    if reference is None or reference.kind not in {"variable", "column"}:
        return ()
    dataset = bound.study.dataset(reference.dataset)
    if dataset is None or (reference.kind == "column" and made_by(dataset, reference.column)):
        return ()
    if reference.kind == "variable":
        found = _variable(bound, (reference.dataset, reference.column))
        return makers(bound, (dataset.name, reference.column)) if found is not None and not found.submit else ()
    several = [_at(bound, source, name) for source, name in _sources(bound, dataset, reference.column)]
    return tuple(one for nodes in several for one in nodes) if all(several) else ()


def _at(bound: Bound, source: str, name: str) -> tuple[Node, ...]:
    """The makers of a column of a dataset at home."""
    dataset = bound.study.dataset(source) if source not in bound.tables else None
    if dataset is None or dataset.submit:
        return ()
    if dataset.variable(name) is not None:
        return makers(bound, (source, name)) or ((source, name),)
    if made_by(dataset, name) or name not in bound.columns.get(source, {}):
        return ()
    several = [_at(bound, *one) for one in _sources(bound, dataset, name)]
    return tuple(one for nodes in several for one in nodes) if all(several) else ()


def _sources(bound: Bound, dataset: DatasetSpec, name: str) -> Iterator[tuple[str, str]]:
    """Where the records of a dataset have a column from: source and column; what nothing fills is left out."""
    turned = unpivoted(dataset.records) if dataset.records and dataset.records.word.text == "unpivot" else {}
    for source in bound.sources.get(dataset.name, ()):
        for cell in turned.get(name, (name,)):
            if cell and _has(bound, source, cell):
                yield source, cell


def _has(bound: Bound, source: str, name: str) -> bool:
    if source in bound.tables:
        return name in bound.tables[source]
    dataset = bound.study.dataset(source)
    known = dataset is not None and dataset.variable(name) is not None
    return known or name in bound.columns.get(source, {})


def _variable(bound: Bound, node: Node) -> VariableSpec | None:
    dataset = bound.study.dataset(node[0])
    return dataset.variable(node[1]) if dataset else None


def _copied(variable: VariableSpec) -> str:
    """The name that a rule only copies; an empty text where it does more."""
    rule = variable.rule
    if rule is None or rule.word.text != "assign" or variable.where is not None:
        return ""
    return rule.arguments[0].text if rule.arguments and isinstance(rule.arguments[0], Name) else ""


def _homes(bound: Bound, reference: Reference) -> tuple[Node, ...]:
    """The variables at home that a name leads to."""
    found = _variable(bound, (reference.dataset, reference.column))
    if reference.kind == "variable":
        return ((reference.dataset, reference.column),) if found is not None and not found.submit else ()
    dataset = bound.study.dataset(reference.dataset) if reference.kind == "column" else None
    if dataset is None:
        return ()
    return tuple(node for one in _sources(bound, dataset, reference.column) for node in _at(bound, *one))
