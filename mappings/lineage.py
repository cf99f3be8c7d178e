"""What a reference leads to: the variable it describes, the codelist of that, the raw tables behind it."""

from __future__ import annotations

from mappings.bound import Bound, Reference
from mappings.spec import Codelist, StudySpec, VariableSpec


def merged_codelist(study: StudySpec, variable: VariableSpec | None) -> Codelist | None:
    """The codelists of a variable as one."""
    names = variable.codelists if variable else ()
    found = [codelist for name in names if (codelist := study.codelist(name)) is not None]
    if len(found) < 2:
        return found[0] if found else None
    terms = {term.value: term for codelist in reversed(found) for term in codelist.terms}
    extensible = any(codelist.extensible for codelist in found)
    return Codelist(name="+".join(names), extensible=extensible, terms=tuple(terms.values()))


def described(bound: Bound, reference: Reference) -> VariableSpec | None:
    """What is said of the variable a reference leads to, here or in the dataset the records come from."""
    dataset = bound.study.described(reference.dataset)
    if reference.kind != "column":
        return dataset.variable(reference.column) if dataset else None
    for source in bound.sources.get(reference.dataset, ()):
        found = bound.study.described(source)
        if found and found.variable(reference.column):
            return found.variable(reference.column)
    return None


def lineage(bound: Bound, reference: Reference) -> list[str]:
    """The raw tables a column can come from: those that have it, else all that its records come from."""
    if reference.dataset in bound.tables:
        return [reference.dataset]
    tables = raw_sources(bound, reference.dataset)
    return [name for name in tables if reference.column.rpartition(".")[2] in bound.tables[name]] or tables


def raw_sources(bound: Bound, dataset: str) -> list[str]:
    """The raw tables that a dataset's records come from, through other datasets too."""
    found: dict[str, None] = {}
    for source in bound.sources.get(dataset, ()):
        found |= dict.fromkeys([source] if source in bound.tables else raw_sources(bound, source))
    return list(found)
