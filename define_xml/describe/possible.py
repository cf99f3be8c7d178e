"""What can occur: the texts that rules can give a variable, read off the rules and never off a single record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pandas import DataFrame

from mappings.bound import RECORDS, Bound, Node, Reference
from mappings.distinct import as_text, factors
from mappings.records import Records
from mappings.rule import Name, Rule
from mappings.spec import DatasetSpec, VariableSpec
from mappings.where import Comparison, Logic, Where

Group = tuple[str, ...]  # texts one rule can give, in the order it says them
# Words that hand on what their names hold; `lookup` hands on what its last one holds.
CHANGED = {"upper": str.upper}
HANDED = frozenset({"assign", "text", "plain", "standard_text", "first_known", "subject_value", "only", *CHANGED})
ANSWERS = frozenset({"value", "otherwise"})  # options that say what the answer is: flag(box, value="N")
SAYING = frozenset({"constant", "first_known", "recode", "category", "relative", "ticked_term"})


class Possible:
    """What the rules of a bound study can give, variable by variable; asked again, it does not look again."""

    def __init__(self, bound: Bound, tables: Mapping[str, Records] | None = None) -> None:
        self.bound, self.tables = bound, tables or {}
        self.known: dict[Node, tuple[Group, ...]] = {}
        self.asked: dict[str, Mapping[str, Mapping[str, str]]] = {}  # what `asked_codes` found
        self.sources: dict[object, tuple[object, ...]] = {}  # what `item_sources` found

    def groups(self, dataset: str, variable: str) -> tuple[Group, ...]:
        """The texts that rules say for the variable, together if one rule says them; in the order of the rules."""
        node = (dataset, variable)
        if node not in self.known:
            self.known[node] = ()  # rules of records may meet themselves again
            spec = self.bound.study.dataset(dataset)
            found = spec.variable(variable) if spec else None
            if spec and found and found.rule:
                self.known[node] = tuple(dict.fromkeys(group for group in self._of(spec, found, found.rule) if group))
        return self.known[node]

    def texts(self, dataset: str, variable: str) -> frozenset[str]:
        """All of them."""
        return frozenset(text for group in self.groups(dataset, variable) for text in group)

    def codes(self, dataset: str, column: str) -> frozenset[str] | None:
        """The codes that a variable of tests, or a column of records, can have; None if no rule says them."""
        spec = self.bound.study.dataset(dataset)
        variable = spec.variable(column) if spec else None
        if spec is None:
            return None
        if variable is None:
            return self._record_codes(spec, column)
        if variable.rule and variable.rule.word.text == "assign" and not variable.codelists:
            for name in variable.rule.names():
                meant = self.bound.references.get((dataset, column), {}).get(name.text)
                if meant and meant.kind == "column":
                    return self._record_codes(spec, meant.column)
        return self.texts(dataset, column) or None

    def listed(self, key: str, column: str, value: str) -> tuple[str, ...]:
        """The keys (`table.column`) that a table of the study lists for a value of another of its columns."""
        table, _, name = key.partition(".")
        frame = self.tables[table].frame if table in self.tables else DataFrame()
        wanted = column.partition(".")[2]
        if not {name, wanted} <= set(frame.columns):
            return ()
        pairs = zip(as_text(frame[name]).astype("object"), as_text(frame[wanted]).astype("object"), strict=True)
        return tuple(dict.fromkeys(one for one, other in pairs if other == value and isinstance(one, str)))

    def _record_codes(self, dataset: DatasetSpec, column: str) -> frozenset[str] | None:
        """The same of a column of the dataset's records: what its `where` asks for, else what it is made of."""
        asked = frozenset(wanted(dataset.where, {column})) if dataset.where else frozenset()
        turned = unpivoted(self.bound, dataset)
        if asked or (turned and column == turned.test):
            return asked or frozenset(turned.cells if turned else ())
        found: set[str] = set()
        for source in self.bound.sources.get(dataset.name, ()):
            codes = self.codes(source, column)
            if codes is None:
                return None
            found |= codes
        return frozenset(found) or None

    def _of(self, dataset: DatasetSpec, variable: VariableSpec, rule: Rule) -> Iterator[Group]:
        word = rule.word.text
        if word == "assign":
            yield self._collected(dataset, variable)
        said = [*rule.arguments, *(value for name, value in rule.options if name in ANSWERS)]
        if word in SAYING:
            yield from (_texts(one) for one in said)
        else:
            yield from self._by_options(dataset, variable, rule)
        names = rule.names()[-1:] if word == "lookup" else rule.names() if word in HANDED else ()
        for name in names:
            for group in self._meant((dataset.name, variable.name), name):
                yield tuple(CHANGED[word](text) for text in group) if word in CHANGED else group

    def _by_options(self, dataset: DatasetSpec, variable: VariableSpec, rule: Rule) -> Iterator[Group]:
        """What an option says the answer is, or the word itself where the author does not."""
        found = self.bound.words.get((dataset.name, variable.name))
        said = dict(rule.options)
        for name, one in found.signature.parameters.items() if found else ():
            if name in ANSWERS:
                yield _texts(said.get(name, one.default))

    def _collected(self, dataset: DatasetSpec, variable: VariableSpec) -> Group:
        """The terms that collected words mean, where raw values are matched with the variable's codelist."""
        lists = [self.bound.study.codelist(name) for name in variable.codelists]
        return tuple(term.value for one in lists if one for term in one.terms if term.collected)

    def _meant(self, node: Node, name: Name) -> Iterator[Group]:
        reference = self.bound.references.get(node, {}).get(name.text)
        if reference is None:
            return
        if reference.kind == "variable" or (reference.kind == "other" and reference.dataset not in self.bound.tables):
            yield from self.groups(reference.dataset, reference.column)
        elif reference.kind == "column":
            yield from self._of_records(reference)
        elif reference.dataset in self.tables:
            yield self._of_table(reference)

    def _of_table(self, reference: Reference) -> Group:
        """Every text of a table's column: what a look-up can find."""
        frame = self.tables[reference.dataset].frame
        return tuple(str(word) for word in factors(as_text(frame[reference.column]))[1])

    def _of_records(self, reference: Reference) -> Iterator[Group]:
        """What a column of the records can hold: the tests they are made of, or a variable of their sources."""
        dataset = self.bound.study.dataset(reference.dataset)
        if dataset is None or dataset.records is None:
            return
        asked = unpivoted(self.bound, dataset)
        if asked and reference.column == asked.test:
            yield tuple(asked.cells)
        cells = [said.get(reference.column) for said in asked.cells.values()] if asked else []
        pairs = [(asked.table, cell) for cell in cells if asked and cell]
        for source, column in pairs or [(one, reference.column) for one in self.bound.sources.get(dataset.name, ())]:
            yield from self._of_source(source, column)

    def _of_source(self, source: str, column: str) -> Iterator[Group]:
        """What a variable of a dataset at home can hold, or a column of its records."""
        dataset = self.bound.study.dataset(source)
        if dataset is None:
            return
        if dataset.variable(column) is not None:
            yield from self.groups(source, column)
        else:
            yield from self._of_records(Reference("column", source, column))


class Unpivoted:
    """What an unpivoting rule says: the table, the column of tests, and for each test the cells by filled column."""

    def __init__(self, table: str, test: str, cells: Mapping[str, Mapping[str, str | None]]) -> None:
        self.table, self.test, self.cells = table, test, cells


def unpivoted(bound: Bound, dataset: DatasetSpec) -> Unpivoted | None:
    """The dataset's records as a table turned about, if its rule turns one; None for any other."""
    rule, word = dataset.records, bound.words.get((dataset.name, RECORDS))
    if rule is None or word is None or word.name not in {"unpivot", "checked"} or not rule.arguments:
        return None
    said, own = dict(rule.options), set(word.signature.parameters)
    filled = _texts(said.get("into", ())) or (_text(said.get("value", "result")),)
    tests = {name: _cells(value) for name, value in said.items() if name not in own or name == "columns"}
    cells = {test: dict(zip(filled, found, strict=False)) for test, found in tests.items()}
    return Unpivoted(_text(rule.arguments[0]), _text(said.get("test", "test")), cells)


def wanted(where: Where, names: set[str]) -> Iterator[str]:
    """The texts that a condition asks one of these names to be; nothing if it is no plain `and` of comparisons."""
    node = where.node
    for part in node.parts if isinstance(node, Logic) and node.sign == "and" else (node,):
        if isinstance(part, Comparison) and part.left.text in names and part.sign in {"==", "in"}:
            yield from _texts(part.right)


def _cells(said: Any) -> tuple[str | None, ...]:
    several = said if isinstance(said, tuple) else (said,)
    return tuple(None if one is None else _text(one) for one in several)


def _text(said: Any) -> str:
    return said.text if isinstance(said, Name) else str(said)


def _texts(said: Any) -> Group:
    """The texts in an argument: of a {table} what its keys become."""
    if isinstance(said, str):
        return (said,) if said else ()
    if isinstance(said, dict):
        return tuple(text for value in said.values() for text in _texts(value))
    if isinstance(said, tuple):
        return tuple(text for value in said for text in _texts(value))
    return ()
