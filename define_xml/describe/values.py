"""Value level: what is said of a variable's values test by test, where that is more than can be said of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from define_xml.describe.answers import Answers, answer_list
from define_xml.describe.conditions import Pair, Words, all_equal, named
from define_xml.describe.item_sources import Asked, Made, Source, item_sources
from define_xml.describe.numbers import widths
from define_xml.describe.observed import Observed, met, observed, rows_of
from define_xml.describe.permitted import permitted_of_test
from define_xml.describe.possible import Possible
from define_xml.describe.splits import splitting
from mappings.bound import Bound
from mappings.dataset import Dataset
from mappings.distinct import Codes, factors, groups, number_text
from mappings.records import Records
from mappings.spec import Codelist, DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.statement import DataType, OriginSpec
from mappings.trace import origin

# By the variable that bears the code of a test: its text, and the variables whose values mean something else by test.
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("--TESTCD", "--TEST", ("--ORRES", "--ORRESU", "--STRESC", "--STRESN", "--STRESU")),
    ("TSPARMCD", "TSPARM", ("TSVAL",)),
    ("QNAM", "QLABEL", ("QVAL",)),
    ("PARAMCD", "PARAM", ("AVAL", "AVALC")),
)
# What these hold is nothing without the code beside it: they have a list whatever it says.
ALWAYS = frozenset({"TSVAL", "QVAL"})
COLLECTED = ("ORRES", "AVAL", "AVALC")  # where a test's values come from is told of these


@dataclass(frozen=True)
class Item:
    """The records of one value-level item: the condition that names them, where they stand, what they hold."""

    pairs: tuple[Pair, ...]
    label: str
    rows: Codes
    observed: Observed

    @property
    def code(self) -> str:
        """The code of the test."""
        return str(self.pairs[0][1])

    @property
    def name(self) -> str:
        """`VASPAIN`, or `ALAB.SCREEN` where the test is split."""
        return ".".join(value if isinstance(value, str) else number_text(value) for _, value in self.pairs)


@dataclass
class Describing:
    """Who knows what, while a study's values are described; `made` are the codelists that came of it."""

    study: StudySpec
    bound: Bound
    possible: Possible
    words: Words | None
    made: dict[str, Codelist] = field(default_factory=dict)


def with_values(
    study: StudySpec,
    datasets: Sequence[Dataset],
    bound: Bound,
    words: Words | None = None,
    tables: Mapping[str, Records] | None = None,
) -> StudySpec:
    """The study with value-level metadata: results by test, TSVAL by parameter, QVAL by qualifier, AVAL by PARAMCD.

    Each record with a value is met by exactly one item. A variable gets a list if its items differ from each other, or
    from it, in data type, codelist, origin, method or comment; what differs in length alone says no more than the
    variable does. What the author said stands, and is completed. `words` tells of origins and methods; without it items
    have the type of their origin alone. `tables` are the study's own look-up tables, for the answers they list.
    """
    describing = Describing(study, bound, Possible(bound, tables), words)
    records = {dataset.name: dataset for dataset in datasets}
    found = tuple(
        _described(describing, spec, records[spec.name]) if spec.name in records else spec for spec in study.datasets
    )
    known = {codelist.name for codelist in study.codelists}
    made = tuple(codelist for name, codelist in describing.made.items() if name not in known)
    return study.model_copy(update={"datasets": found, "codelists": (*study.codelists, *made)})


def _described(describing: Describing, spec: DatasetSpec, dataset: Dataset) -> DatasetSpec:
    """The dataset with the value lists of its variables."""
    home = describing.bound.study.dataset(spec.name)
    found = {variable.name: _measured(variable, dataset, home) for variable in spec.variables}
    listed_by: set[str] = set()
    for code, text, targets in LISTED:
        coded, named = (name.replace("--", spec.domain) for name in (code, text))
        if coded not in found or coded not in dataset.records.columns:
            continue
        listed = _Listed(describing, spec, dataset, coded, named)
        for target in (name.replace("--", spec.domain) for name in targets):
            if target in found and target in dataset.records.columns:
                values = listed.values(found[target])
                found[target] = found[target].model_copy(update={"values": values})
                listed_by.add(target)
    for name in {name for name, one in found.items() if one.values} - listed_by:
        found[name] = found[name].model_copy(update={"values": tuple(_completed(found[name], dataset))})
    return spec.model_copy(update={"variables": tuple(found.values())})


def _measured(variable: VariableSpec, dataset: Dataset, home: DatasetSpec | None) -> VariableSpec:
    """The variable; if it is a number of which its author says neither, with length and decimals as in use."""
    said = home.variable(variable.name) if home else None
    if variable.data_type not in {"integer", "float"} or (said and (said.length or said.digits)):
        return variable
    codes, numbers = factors(dataset.records[variable.name])
    if not len(numbers) or not (codes >= 0).any():
        return variable
    length, digits = widths(numbers)
    return variable.model_copy(update={"length": length, "digits": digits if variable.data_type == "float" else None})


def _completed(variable: VariableSpec, dataset: Dataset) -> Iterator[ValueSpec]:
    """What the author said of values, with type and length as they turn out; of no record at all, nothing is said."""
    for value in variable.values:
        column = dataset.records[variable.name][met(value.where, dataset.spec, dataset.records)]
        seen = observed(column)
        if seen.values:
            kind = value.type or (variable.data_type if value.codelist else _data_type(variable, seen, False))
            yield value.model_copy(update={
                "type": kind, "length": value.length or seen.length, "digits": _digits(kind, value.digits, seen),
                "name": value.name or named(value.where), "label": value.label or variable.label,
            })  # fmt: skip


def _data_type(variable: VariableSpec, seen: Observed, dated: bool) -> DataType:
    if variable.type == "Num":
        return seen.data_type if variable.data_type in {"integer", "float"} else variable.data_type
    return seen.narrowed(dated)


def _digits(kind: DataType, said: int | None, seen: Observed) -> int | None:
    return (said or seen.digits) if kind == "float" else None


class _Listed:
    """The value lists of one dataset, by the code of its tests."""

    def __init__(self, describing: Describing, spec: DatasetSpec, dataset: Dataset, coded: str, named: str) -> None:
        self.describing, self.spec, self.dataset, self.coded, self.named = describing, spec, dataset, coded, named
        self.home = describing.bound.study.dataset(spec.name.removeprefix("SUPP") if coded == "QNAM" else spec.name)
        self.splits = splitting(spec, dataset.records, coded)

    def values(self, variable: VariableSpec) -> tuple[ValueSpec, ...]:
        """The list of a variable, with what its author said first; empty if it says no more than the variable."""
        covered = np.zeros(len(self.dataset.records), dtype=bool)
        said: dict[str, ValueSpec] = {}
        for value in variable.values:
            covered |= met(value.where, self.spec, self.dataset.records).to_numpy()
            said[value.where.text] = value
        items: list[tuple[Item, ValueSpec]] = []
        for item in self._items(variable):
            text = all_equal(item.pairs).text
            if text in said or not covered[item.rows].any():
                items.append((item, self._item(variable, item, said.pop(text, None))))
        rest = variable.model_copy(update={"values": tuple(said.values())})
        needed = variable.name in ALWAYS or bool(variable.values) or self._says_more(variable, items)
        return (*_completed(rest, self.dataset), *(value for _, value in items)) if needed else ()

    def _items(self, variable: VariableSpec) -> Iterator[Item]:
        """Each test that has values, split where its values are of several kinds."""
        records = self.dataset.records
        filled = np.flatnonzero(records[variable.name].notna().to_numpy())
        codes, found = groups([records[self.coded].iloc[filled]])
        parts = sorted(zip((str(code) for (code,) in found), rows_of(codes, len(found)), strict=True))
        for code, places in ((code, filled[places]) for code, places in parts if code != "None"):
            split = self.splits.get(code)
            if split is None:
                yield self._measured(variable, ((self.coded, code),), places)
                continue
            inner, values = groups([records[split].iloc[places]])
            for (value,), rows in zip(values, rows_of(inner, len(values)), strict=True):
                yield self._measured(variable, ((self.coded, code), (split, value)), places[rows])

    def _measured(self, variable: VariableSpec, pairs: tuple[Pair, ...], rows: Codes) -> Item:
        records = self.dataset.records
        text = records[self.named].iloc[rows[0]] if self.named in records.columns else ""
        label = ", ".join([text if isinstance(text, str) else "", *(str(value) for _, value in pairs[1:])])
        return Item(pairs, label, rows, observed(records[variable.name].iloc[rows]))

    def _lists(self, item: Item, variable: VariableSpec) -> Codelist | None:
        """The codelist of an item's values, if they are answers of a list; the study has it from then on."""
        study = self.describing.study
        test = (self.coded, item.code, item.name)
        answers = Answers(self.dataset, self.home or self.spec, variable, test, item.rows, item.observed.values)
        found = answer_list(self.describing.possible, study, answers)
        if found is not None and study.codelist(found.name) is None:
            self.describing.made[found.name] = found
        return found

    def _item(self, variable: VariableSpec, item: Item, said: ValueSpec | None) -> ValueSpec:
        """What is said of the item: by its author, else by what it is made of, else by its values."""
        codelist, told = self._lists(item, variable), self._source(variable, item)
        value = said or ValueSpec(where=all_equal(item.pairs))
        name = value.codelist or (codelist.name if codelist else None)
        kind = value.type or self._kind(variable, item, told, codelist if value.codelist is None else None)
        return value.model_copy(update={
            "type": kind, "length": value.length or item.observed.length,
            "digits": _digits(kind, value.digits, item.observed), "codelist": name,
            "label": value.label or item.label, "name": value.name or item.name,
            "origins": value.origins or told.origins, "method": value.method or told.method,
            "comment": value.comment or told.comment, "mandatory": value.mandatory or variable.core == "Req",
        })  # fmt: skip

    def _kind(
        self, variable: VariableSpec, item: Item, told: VariableSpec, codelist: Codelist | None
    ) -> DataType:
        """The data type of an item: of its codelist, else as its values look."""
        if self.coded == "QNAM":
            # A qualifier that looks like a number is one only if its author says so.
            seen = item.observed.narrowed(dated=True)
            return told.data_type if told.type == "Num" else "text" if seen in {"integer", "float"} else seen
        if codelist is not None and variable.type == "Char":
            return "integer" if codelist.data_type == "integer" else "text"
        kind = _data_type(variable, item.observed, variable.name in ALWAYS)
        # A version that looks like a number is none: 3.10 is not 3.1.
        return "text" if kind == "float" and variable.name == "TSVAL" and item.code.endswith("VER") else kind

    def _source(self, variable: VariableSpec, item: Item) -> VariableSpec:
        """The variable that the item is made of, with its origin; one that says nothing if the item says no more."""
        words, home, silent = self.describing.words, self.home, VariableSpec(name=item.name, label="", type="Char")
        if self.coded == "QNAM":
            made = home.variable(item.code) if home else None
            return self._told(home, made) if home and made else silent
        target = home.variable(variable.name) if home and variable.name.endswith(COLLECTED) else None
        if home is None or target is None or words is None:
            return silent
        pairs = tuple((name, str(value)) for name, value in item.pairs)
        sources = item_sources(self.describing.possible, Made(home, target), pairs)
        told = [self._words(words, one, silent) for one in sources if one.place != f"{home.name}.{target.name}"]
        return told[0] if told and all(one == told[0] for one in told) else silent

    def _words(self, words: Words, source: Source, silent: VariableSpec) -> VariableSpec:
        """What is told of where an item's values come from."""
        if isinstance(source, Asked):
            return silent.model_copy(update={"origins": words.column(source.table, source.column)})
        return words.variable(source.dataset, source.variable)

    def _told(self, dataset: DatasetSpec, variable: VariableSpec) -> VariableSpec:
        if self.describing.words is not None:
            return self.describing.words.variable(dataset, variable)
        said = origin(self.describing.bound, dataset, variable)
        return variable.model_copy(update={"origins": variable.origins or (OriginSpec(type=said),)})

    def _says_more(self, variable: VariableSpec, items: Sequence[tuple[Item, ValueSpec]]) -> bool:
        """Whether the items differ from each other or from the variable in more than length."""
        said = {_facts(value, variable) for _, value in items}
        lists = {self._permitted(variable, value, item.observed.values) for item, value in items}
        return said != {(variable.data_type, (), None, "")} or len(lists - {()}) > 1 or (
            bool(lists - {()}) and not variable.codelists)

    def _permitted(self, variable: VariableSpec, value: ValueSpec, values: tuple[str, ...]) -> tuple[str, ...]:
        """The terms that an item's codelist permits it, whose values those are."""
        name = value.codelist or ""
        codelist = self.describing.made.get(name) or self.describing.study.codelist(name)
        if codelist is None or self.home is None:
            return ()
        if name in self.describing.made:
            return codelist.values()
        found = permitted_of_test(self.describing.possible, self.home, variable, codelist, values)
        return tuple(term.value for term in found)


def _facts(item: ValueSpec, variable: VariableSpec) -> tuple[object, ...]:
    """What an item says beside its codelist; what the variable says too is left out."""
    same, method = item.origins == variable.origins, item.method if item.method != variable.method else None
    return item.type, () if same else item.origins, method, item.comment
