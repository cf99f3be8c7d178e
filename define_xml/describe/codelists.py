"""The codelists as used: each variable with controlled values gets one list, of what can occur for that use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from define_xml.describe.observed import INTEGER, met, observed
from define_xml.describe.pairs import paired_lists
from define_xml.describe.permitted import permitted, permitted_of_test
from define_xml.describe.possible import Possible
from define_xml.describe.published import Published
from mappings.bound import Bound
from mappings.dataset import Dataset
from mappings.lineage import merged_codelist
from mappings.records import Records
from mappings.spec import Codelist, DatasetSpec, StudySpec, Term, ValueSpec, VariableSpec

LISTED_TYPES = frozenset({"text", "integer", "float"})  # Define-XML 2.1, 5.3.11: no codelists on dates and times
SHOWN = 40  # letters of the values that a list's label shows


@dataclass(frozen=True)
class Use:
    """One use of a codelist: where, the list it is taken from, and what it permits there."""

    dataset: str
    variable: str
    item: str
    codelist: Codelist
    label: str = ""

    @property
    def place(self) -> str:
        """`VS.VSORRESU`, or `VS.VSORRESU.HEIGHT` for a value-level item."""
        return ".".join(filter(None, (self.dataset, self.variable, self.item)))


def with_codelists(
    study: StudySpec, datasets: Sequence[Dataset], bound: Bound, tables: Mapping[str, Records] | None = None
) -> StudySpec:
    """The study with the codelists its variables and value-level items use, each limited to what can occur there.

    What can occur is what the rules can give, what a collected word means, and what occurs; several lists of a variable
    become one. A list keeps its name where all uses permit the same, else it is named for the first that permits so
    (`NY.AE.AESER`); equal lists are one. Codes that stand beside their text (VISITNUM and VISIT) become lists, with the
    text as decode. External dictionaries stay as they are, in a twin for each data type. Dates have none.
    """
    listing = _Listing(study, bound, Possible(bound, tables), {dataset.name: dataset for dataset in datasets})
    uses = tuple(listing.uses())
    names, codelists = _named(uses, listing.published)
    found = tuple(_renamed(dataset, names) for dataset in study.datasets)
    return study.model_copy(update={"datasets": found, "codelists": codelists})


@dataclass(frozen=True)
class _Listing:
    """The uses of codelists in a study."""

    study: StudySpec
    bound: Bound
    possible: Possible
    records: Mapping[str, Dataset]

    @cached_property
    def published(self) -> Published:
        """The releases of terminology that the study names."""
        return Published(self.study.terminology)

    def uses(self) -> Iterator[Use]:
        """Every use, dataset by dataset, variable by variable, the variable before its items."""
        pairs = paired_lists(self.study, self.records)
        for dataset in self.study.datasets:
            for variable in dataset.variables:
                if variable.data_type in LISTED_TYPES:
                    yield from self._of_variable(dataset, variable, pairs.get((dataset.name, variable.name)))
                yield from self._of_items(dataset, variable)

    def _of_variable(self, dataset: DatasetSpec, variable: VariableSpec, paired: Codelist | None) -> Iterator[Use]:
        codelist = merged_codelist(self.study, variable) or self._unread(variable) or paired
        if codelist is None:
            return
        if codelist is not paired and not codelist.dictionary:
            home, values = self._home(dataset), self._values(dataset, variable, None)
            terms = permitted(self.possible, home, variable, codelist, values)
            codelist = _limited(self._only(variable, terms) or codelist, terms, dataset, variable)
        if codelist.terms or codelist.dictionary:
            yield Use(dataset.name, variable.name, "", _typed(codelist, variable.data_type), variable.label)

    def _unread(self, variable: VariableSpec) -> Codelist | None:
        """A published list that no rule needed: the variable has none, as the standard gives it."""
        return self.published.short_list(variable.codelists[0]) if len(variable.codelists) == 1 else None

    def _only(self, variable: VariableSpec, terms: tuple[Term, ...]) -> Codelist | None:
        """Of several lists of a variable the one that has all that is permitted, if one has."""
        wanted = {term.value for term in terms}
        several = [found for name in variable.codelists if (found := self.study.codelist(name)) is not None]
        return next((one for one in several if wanted <= set(one.values())), None)

    def _of_items(self, dataset: DatasetSpec, variable: VariableSpec) -> Iterator[Use]:
        for place, value in enumerate(variable.values, 1):
            codelist = self.study.codelist(value.codelist) if value.codelist else None
            kind = value.type or variable.data_type
            if codelist is None or kind not in LISTED_TYPES:
                continue
            if self.bound.study.codelist(codelist.name) is not None:
                codelist = _limited(codelist, self._of_test(dataset, variable, value, codelist), dataset, variable)
            if codelist.terms or codelist.dictionary:
                item = value.name or str(place)
                yield Use(dataset.name, variable.name, item, _typed(codelist, kind), value.label or variable.label)

    def _of_test(
        self, dataset: DatasetSpec, variable: VariableSpec, value: ValueSpec, codelist: Codelist
    ) -> tuple[Term, ...]:
        values = self._values(dataset, variable, value)
        parent = self.bound.study.dataset(dataset.name.removeprefix("SUPP")) if variable.name == "QVAL" else None
        qualifier = parent.variable(value.name) if parent else None
        if parent is not None and qualifier is not None:
            return permitted(self.possible, parent, qualifier, codelist, values)
        return permitted_of_test(self.possible, self._home(dataset), variable, codelist, values)

    def _home(self, dataset: DatasetSpec) -> DatasetSpec:
        return self.bound.study.dataset(dataset.name) or dataset

    def _values(self, dataset: DatasetSpec, variable: VariableSpec, value: ValueSpec | None) -> tuple[str, ...]:
        """The values that occur, in all records or in those of an item."""
        built = self.records.get(dataset.name)
        if built is None or variable.name not in built.records.columns:
            return ()
        column = built.records[variable.name]
        return observed(column if value is None else column[met(value.where, dataset, built.records)]).values


def _limited(codelist: Codelist, terms: tuple[Term, ...], dataset: DatasetSpec, variable: VariableSpec) -> Codelist:
    """The list with these terms, each with what it means where that says more than the term does."""
    # The text of a code needs no decode, for the code beside it is decoded by it; the code always has one.
    text = dataset.variable(f"{variable.name}CD") is not None and variable.name != "TSVAL"
    said = any(term.decode.casefold() not in ("", term.value.casefold()) for term in terms)
    more = said or variable.name.endswith("CD")
    spoken = more and not text
    own = not codelist.code and "+" not in codelist.name
    codelist = codelist if "+" not in codelist.name else codelist.model_copy(update={"label": variable.label})
    kept = tuple(
        term.model_copy(update={
            "decode": (term.decode or term.value) if spoken else "", "order": place if own else None,
            "collected": (), "synonyms": (), "extended": term.extended and bool(codelist.code),
        })
        for place, term in enumerate(terms, 1)
    )  # fmt: skip
    return codelist.model_copy(update={"terms": kept})


def _typed(codelist: Codelist, kind: str) -> Codelist:
    """The list for a variable of that type, which may hold fewer of its terms."""
    terms = codelist.terms
    if kind == "integer":
        terms = tuple(term for term in terms if INTEGER.fullmatch(term.value))
    return codelist.model_copy(update={"data_type": kind, "terms": terms})


Key = tuple[str, str, tuple[tuple[str, str], ...]]


def _key(use: Use) -> Key:
    """What makes two uses one list: whose terms, of which type, which ones, meaning what."""
    codelist = use.codelist
    terms = tuple((term.value, term.decode) for term in codelist.terms)
    return codelist.code or codelist.dictionary, codelist.data_type, terms


def _named(uses: Sequence[Use], published: Published) -> tuple[dict[str, str], tuple[Codelist, ...]]:
    """For each place the name of its list, and the lists in the order of their first use."""
    firsts: dict[Key, Use] = {}
    for use in uses:
        firsts.setdefault(_key(use), use)
    shorts = {key: _short(use, published) for key, use in firsts.items()}
    counts = {short: sum(one == short for one in shorts.values()) for short in shorts.values()}
    named: dict[Key, Codelist] = {}
    for key, use in firsts.items():
        short = shorts[key]
        name = short if counts[short] == 1 else f"{short}.{use.place}"
        named[key] = use.codelist.model_copy(update={
            "name": name, "label": _label(use, counts[short] == 1), "standard": published.standard(use.codelist.code),
        })  # fmt: skip
    return {use.place: named[_key(use)].name for use in uses}, tuple(named.values())


def _short(use: Use, published: Published) -> str:
    """What a list is called while nothing else is called so: CDISC's short name, else the study's, else the place."""
    codelist = use.codelist
    if codelist.dictionary:
        return codelist.name if codelist.data_type == "text" else f"{codelist.name}.{codelist.data_type}"
    if codelist.code:
        return published.short(codelist.code) or codelist.name
    return use.variable if "+" in codelist.name else codelist.name


def _label(use: Use, only: bool) -> str:
    """What the list is, and of a part of a list which one."""
    codelist = use.codelist
    whole = codelist.label or (use.label if codelist.name in (use.variable, "") else f"{use.label}: {codelist.name}")
    if only or "." in codelist.name:
        return whole
    values = ", ".join(codelist.values())
    return f"{whole} ({values if len(values) <= SHOWN else use.place})"


def _renamed(dataset: DatasetSpec, names: Mapping[str, str]) -> DatasetSpec:
    """The dataset with its variables and items pointing to the lists as used."""
    return dataset.model_copy(update={"variables": tuple(_pointing(dataset, one, names) for one in dataset.variables)})


def _pointing(dataset: DatasetSpec, variable: VariableSpec, names: Mapping[str, str]) -> VariableSpec:
    place = f"{dataset.name}.{variable.name}"
    found: Callable[[str], str | None] = names.get
    values = tuple(
        value.model_copy(update={"codelist": found(f"{place}.{value.name or number}")})
        for number, value in enumerate(variable.values, 1)
    )
    own = found(place)
    return variable.model_copy(update={"codelists": (own,) if own else (), "values": values})
