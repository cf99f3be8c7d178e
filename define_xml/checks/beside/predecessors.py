"""Predecessors: the variable that a value was copied from is there, in this define or in the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from define_xml.checks.beside.clauses import comparisons
from define_xml.checks.beside.held import Held
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemRef
from define_xml.document.metadata import Define
from mappings.dataset import Dataset
from mappings.finding import Finding

_TARGET = re.compile(r"\b([A-Z][A-Z0-9]{1,7})\.([A-Z_][A-Z0-9_]{0,7})\b")
_QUALIFIER = "QNAM"
Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Sources:
    """The variables of each dataset that values may come from; `told` if the datasets before this define are known."""

    names: Names = field(default_factory=dict)
    told: bool = False


def names_of_define(define: Define) -> Names:
    """The variables of each dataset; a supplemental one has its qualifiers too."""
    index = Index(define)
    found: dict[str, frozenset[str]] = {}
    for group in define.metadata.datasets:
        variables = [item for _, item in index.variables(group)]
        names = {item.name or "" for item in variables}
        for item in variables:
            values = index.value_list(item) if item.name == "QVAL" else None
            names |= set(_qualifiers(index, values.items) if values else ())
        found[group.name or ""] = frozenset(names)
    return found


def _qualifiers(index: Index, refs: Iterable[ItemRef]) -> Iterator[str]:
    """The names that the conditions of a supplemental dataset say."""
    return (value for item, check in comparisons(index, refs) if item.name == _QUALIFIER for value in check.values)


def names_of_data(datasets: Iterable[Dataset]) -> Names:
    """The variables of each dataset; a supplemental one has its qualifiers too."""
    found: dict[str, frozenset[str]] = {}
    for dataset in datasets:
        names = {variable.name for variable in dataset.spec.variables}
        if _QUALIFIER in names:
            names |= {str(word).rstrip() for word in dataset.records[_QUALIFIER].dropna().unique()}
        found[dataset.name] = frozenset(names)
    return found


def together(*found: Names) -> Names:
    """All of them; of a dataset in several, the variables of each."""
    every = sorted({name for one in found for name in one})
    return {name: frozenset().union(*(one.get(name, frozenset()) for one in found)) for name in every}


def predecessor_absent(define: Define, sources: Sources) -> Iterator[Finding]:
    """A predecessor is named that no dataset has."""
    for place, item, target in named(define):
        dataset, variable = target
        known = sources.names.get(dataset)
        if known is None and not sources.told:
            continue
        if known is None or variable not in known:
            problem = f"there is no dataset {dataset}" if known is None else f"{dataset} has no variable {variable}"
            words = f"its predecessor is {dataset}.{variable}, and {problem}"
            yield Finding(
                "predecessor_absent", "error", words, place, item.name or "", cites="Define-XML 2.1, 5.3.11.3"
            )


def untold(define: Define, sources: Sources) -> int:
    """How many predecessors cannot be looked up, for nobody told of their datasets."""
    return 0 if sources.told else sum(target[0] not in sources.names for _, _, target in named(define))


def named(define: Define) -> Iterator[tuple[str, ItemDef, tuple[str, str]]]:
    """Dataset, variable or value-level item, and the (dataset, variable) that its predecessor names."""
    index = Index(define)
    for group in define.metadata.datasets:
        for _, item in index.variables(group):
            values = index.value_list(item)
            inner = index.variables(values) if values is not None else ()
            for one in (item, *(value for _, value in inner)):
                yield from ((group.name or "", one, target) for target in _targets(one))


def _targets(item: ItemDef) -> Iterator[tuple[str, str]]:
    for origin in item.origins:
        if (origin.type or "").casefold() == "predecessor" and origin.description is not None:
            # What follows is a condition on the records, `SUPPAE.QVAL where QNAM EQ X`.
            said = re.split(r"(?i)\bwhere\b", origin.description.value)[0]
            yield from ((dataset, variable) for dataset, variable in _TARGET.findall(said))


def with_own(held: Iterable[Held], define: Define, before: Names | None) -> Sources:
    """Where values may come from: the datasets of this define, their data, and those before it if they are known."""
    own = together(names_of_define(define), names_of_data(one.dataset for one in held))
    return Sources(together(own, before or {}), before is not None)
