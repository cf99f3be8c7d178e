"""Where the values of a variable come from: read off its rule, through all that stays at home, to raw fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mappings.analysis import COPIES
from mappings.bound import Bound, Node, Reference
from mappings.rule import Name, Rule
from mappings.spec import DatasetSpec, VariableSpec
from mappings.turned import columns_named, presence, text_of, unpivoted

Field = tuple[str, str]  # a raw table, and a column of it
TRIAL_DESIGN = "trial design"
ORDER = ("Collected", "Predecessor", "Derived", "Assigned", "Protocol", "Not Available", "Other")
# Words whose answer is what they were given, in the same or in other words: the parameters that bring it.
CARRY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("assign", "cut", "flag", "number", "only", "part", "plain", "recode", "substring", "text", "trimmed", "upper"),
        ("source",),
    ),
    "any_of": ("flags",), "date_part": ("date",), "first_known": ("sources",), "iso8601": ("date", "time"),
    "iso8601_parts": ("year", "month", "day", "hour", "minute"), "joined": ("parts",), "lookup": ("values",),
    "subject_value": ("values",), "ticked_term": ("boxes",),
}  # fmt: skip
# "A value derived through designation, such as values from a look-up table" (Define-XML terminology, C170547).
DESIGNATE = frozenset(
    {"converted_unit", "decode", "domain", "numbered", "source_dataset", "visit_name", "visit_number"}
)
PLANNED = frozenset({"planned_day", "study_identifier"})


@dataclass(frozen=True)
class Way:
    """One way in which values come about: its kind, the raw fields behind it, and the variable that is copied."""

    kind: str
    fields: frozenset[Field] = frozenset()
    target: str = ""


def ways(bound: Bound, dataset: str, variable: str) -> tuple[Way, ...]:
    """The ways in which a variable's values come about: several where records of different making are stacked.

    None for a variable without a rule. `dataset` may be one that stays at home.
    """
    found = _Tracing(bound).variable(dataset, variable)
    home = bound.study.dataset(dataset)
    planned = home is not None and home.class_name.casefold() == TRIAL_DESIGN
    settled = _merged(_settled(way, planned) for way in found)
    # In an analysis what is assigned in some records and computed in others is computed by a rule.
    computed = bound.study.floor == "adam" and any(way.kind == "Derived" for way in settled)
    return tuple(way for way in settled if not (computed and way.kind == "Assigned"))


def column_ways(bound: Bound, dataset: str, column: str) -> tuple[Way, ...]:
    """The same of a column that the records of a dataset bring, under the name that rules know it by."""
    return _merged(_settled(way, False) for way in _Tracing(bound).column(dataset, column))


def origin(bound: Bound, dataset: DatasetSpec, variable: VariableSpec) -> str:
    """The origin in a word: what its author said; else the first of its ways, collected ones before others.

    In analysis datasets what is copied alone is a Predecessor (Define-XML 2.1, Origin). Without a rule: Assigned.
    """
    if variable.origin:
        return variable.origin
    kinds = {way.kind for way in ways(bound, dataset.name, variable.name)}
    if len(kinds) > 1:
        kinds.discard("Predecessor")
    return next((kind for kind in ORDER if kind in kinds), "Assigned")


def is_own(bound: Bound, table: str) -> bool:
    """Whether a table is the study's own: a look-up table or a plan, not raw data or an SDTM dataset."""
    if bound.study.floor == "adam":
        return table in bound.tables and all(source.name != table for source in bound.study.sources)
    return table in bound.study.own_tables


@dataclass
class _Tracing:
    """The ways found so far, by dataset and variable."""

    bound: Bound
    known: dict[Node, tuple[Way, ...]] = field(default_factory=dict)

    def variable(self, dataset: str, name: str) -> tuple[Way, ...]:
        """The ways of a variable."""
        node = (dataset, name)
        if node not in self.known:
            self.known[node] = ()  # what waits for itself is no way
            self.known[node] = _merged(self._variable(node))
        return self.known[node]

    def _variable(self, node: Node) -> Iterable[Way]:
        home = self.bound.study.dataset(node[0])
        spec = home.variable(node[1]) if home else None
        if spec is None or spec.rule is None:
            return ()
        read = frozenset(one for name in self._references(node) for way in self.name(node, name) for one in way.fields)
        if spec.origin:
            return (Way(spec.origin, read, _target(self._carried(node, spec.rule), spec.origin)),)
        word = spec.rule.word.text
        if word == "constant":
            return (Way("Derived", read) if self._chosen(node, spec) else Way("Assigned"),)
        if word in PLANNED | DESIGNATE:
            return (Way("Protocol" if word in PLANNED else "Assigned"),)
        if word == "qualifier":
            return (self._qualifier(node, spec.rule, read),)
        carried = self._carried(node, spec.rule)
        adam = self.bound.study.floor == "adam"
        chosen = adam and home is not None and home.submit and spec.where is not None and not presence(spec.where)
        if chosen or not carried:
            return (Way("Derived", read),)
        return self._together(node, spec.rule, carried, read)

    def _together(self, node: Node, rule: Rule, carried: tuple[Way, ...], read: frozenset[Field]) -> tuple[Way, ...]:
        """Values of several ways chosen by one rule: one that computes makes all of it computed."""
        several = len(_values(self.bound, rule, node)) > 1
        return (Way("Derived", read),) if several and any(way.kind == "Derived" for way in carried) else carried

    def _carried(self, node: Node, rule: Rule) -> tuple[Way, ...]:
        """The ways of what a word hands on; none for a word that computes."""
        words = COPIES if self.bound.study.floor == "adam" else CARRY
        if node not in self.bound.words:
            return ()
        if rule.word.text == "lookup" and rule.word.text not in words:
            values = [way for value in _values(self.bound, rule, node) for way in self.name(node, value.text)]
            return tuple(way for way in values if way.kind == "Own")
        if rule.word.text not in words:
            return ()
        found: list[Way] = []
        for value in _values(self.bound, rule, node):
            if isinstance(value, Name):
                found.extend(self.name(node, value.text))
            elif rule.word.text == "first_known":
                found.append(Way("Assigned"))
        return _merged(found)

    def _references(self, node: Node) -> Iterator[str]:
        yield from self.bound.references.get(node, {})

    def _chosen(self, node: Node, spec: VariableSpec) -> bool:
        """Whether a constant is the outcome of something computed: not where it goes with what is there (a unit)."""
        if spec.where is None:
            return False
        adam, names = self.bound.study.floor == "adam", [name.text for name in spec.where.names()]
        if presence(spec.where):
            # What is computed at home nobody sees: that it is missing is a finding of the rule.
            return adam and any(way.kind == "Derived" for name in names for way in self.name(node, name))
        return adam or any(way.kind == "Derived" for name in names for way in self.name(node, name))

    def _qualifier(self, node: Node, rule: Rule, read: frozenset[Field]) -> Way:
        """A supplemental qualifier: a copy of QVAL."""
        said = self.bound.words[node].signature.bind(*rule.arguments, **dict(rule.options)).arguments
        source = said.get("values")
        if not isinstance(source, Name) or not isinstance(said.get("name"), str):
            return Way("Derived", read)
        names = said.get("names")
        where = names.text.rpartition(".")[2] if isinstance(names, Name) else "QNAM"
        return Way("Predecessor", read, f"{source.text} where {where} EQ {said['name']}")

    def name(self, node: Node, name: str) -> tuple[Way, ...]:
        """The ways of what a name stands for in a rule."""
        reference = self.bound.references.get(node, {}).get(name)
        if reference is None:
            return ()
        if reference.kind == "variable":
            return self._beside(reference)
        if reference.kind == "column":
            return self.column(reference.dataset, reference.column)
        return self.elsewhere(reference.dataset, reference.column) if reference.kind == "other" else ()

    def _beside(self, reference: Reference) -> tuple[Way, ...]:
        """A variable of the same dataset: a step at home hands its ways on, one that is submitted is a source."""
        home = self.bound.study.dataset(reference.dataset)
        spec = home.variable(reference.column) if home else None
        found = self.variable(reference.dataset, reference.column)
        if home is None or spec is None or not (spec.submit and home.submit):
            return found
        if self.bound.study.floor == "adam":
            copies = bool(found) and all(way.kind == "Predecessor" for way in found)
            return found if copies else (Way("Predecessor", target=f"{home.name}.{spec.name}"),)
        if found and all(way.kind in {"Assigned", "Protocol", "Own"} for way in found):
            return found
        return (Way("Derived", frozenset(one for way in found for one in way.fields)),)

    def column(self, dataset: str, name: str) -> tuple[Way, ...]:
        """The ways of a column of a dataset's records; one that the word for the records made itself is assigned."""
        made = self._made(dataset, name)
        if made is not None:
            return made
        found = [way for source in self.bound.sources.get(dataset, ()) for way in self.elsewhere(source, name)]
        return _merged(found) or (Way("Assigned"),)

    def _made(self, dataset: str, name: str) -> tuple[Way, ...] | None:
        """The ways of a column that unpivot or pivot made; None for one that comes as it is."""
        home = self.bound.study.dataset(dataset)
        rule = home.records if home else None
        if rule is None or rule.word.text not in {"unpivot", "pivot"}:
            return None
        options = dict(rule.options)
        source = self.bound.sources[dataset][0]
        if rule.word.text == "pivot":
            value = options["value"]
            fields = frozenset(one for way in self.elsewhere(source, text_of(value)) for one in way.fields)
            return (Way("Derived", fields),) if name in columns_named(options["columns"]) else None
        if name == text_of(options.get("test", "test")):
            return (Way("Assigned"),)
        cells = [cell for cell in unpivoted(rule).get(name, ()) if cell]
        return _merged(way for cell in cells for way in self.elsewhere(source, cell)) if cells else None

    def elsewhere(self, source: str, name: str) -> tuple[Way, ...]:
        """The ways of a column of a table or of another dataset; none if it has no such column."""
        if source in self.bound.tables:
            return self._of_table(source, name)
        home = self.bound.study.dataset(source)
        if home is None:
            return ()
        spec = home.variable(name)
        if home.submit:
            adam = self.bound.study.floor == "adam"
            one = Way("Predecessor", target=f"{source}.{name}") if adam else Way("Derived")
            return (one,) if spec is not None else ()
        if spec is not None:
            return self.variable(source, name)
        return self.column(source, name) if name in self.bound.columns.get(source, {}) else ()

    def _of_table(self, table: str, name: str) -> tuple[Way, ...]:
        columns = self.bound.tables[table]
        column = next((one for one in (name, name.removeprefix(f"{table}.")) if one in columns), None)
        if column is None:
            return ()
        if is_own(self.bound, table):
            return (Way("Own"),)
        if self.bound.study.floor == "adam":
            return (Way("Predecessor", target=f"{table}.{column}"),)
        kind = "Assigned" if self.bound.study.table(table).source == "Sponsor" else "Collected"
        return (Way(kind, frozenset({(table, column)})),)


def _values(bound: Bound, rule: Rule, node: Node) -> list[Any]:
    """The arguments of a carrying word that bring its values."""
    said = bound.words[node].signature.bind(*rule.arguments, **dict(rule.options)).arguments
    found = [said[name] for name in CARRY[rule.word.text] if name in said]
    return [part for value in found for part in (value if isinstance(value, tuple) else (value,))]


def _target(carried: Iterable[Way], kind: str) -> str:
    """What an author's Predecessor copies: what the rule does."""
    return next((way.target for way in carried if way.target), "") if kind == "Predecessor" else ""


def _settled(way: Way, planned: bool) -> Way:
    """The study's own tables hold what the protocol plans, in trial design; elsewhere they are looked up in."""
    return Way("Protocol" if planned else "Assigned", way.fields) if way.kind == "Own" else way


def _merged(found: Iterable[Way]) -> tuple[Way, ...]:
    """One way of each kind and target, with all its fields; in the order of kinds."""
    fields: dict[tuple[str, str], frozenset[Field]] = {}
    for way in found:
        key = (way.kind, way.target)
        fields[key] = fields.get(key, frozenset()) | way.fields
    several = [Way(kind, read, target) for (kind, target), read in fields.items()]
    return tuple(sorted(several, key=lambda way: (_rank(way.kind), way.target)))


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)
