"""Supplemental qualifiers of a define.xml as variables of their parent, as a study folder says them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.from_spec.conditions import clauses
from define_xml.from_spec.expressions import rule_in
from mappings.datasets import NAME
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec

_NAME = re.compile(r"SUPP[A-Z][A-Z0-9]{1,3}", re.ASCII)


def is_supplemental(dataset: DatasetSpec) -> bool:
    """Whether the dataset holds supplemental qualifiers."""
    return _NAME.fullmatch(dataset.name) is not None and dataset.variable("QNAM") is not None


def qualifiers(parent: DatasetSpec, study: StudySpec, taken: set[str]) -> Iterator[VariableSpec]:
    """The supplemental qualifiers of a dataset by value level, else by the list of QNAM."""
    dataset = study.dataset(f"SUPP{parent.name}")
    if dataset is None or not is_supplemental(dataset):
        return
    for variable in _described(dataset, study):
        if variable.name not in taken and NAME.fullmatch(variable.name):
            taken.add(variable.name)
            yield variable


def _described(dataset: DatasetSpec, study: StudySpec) -> Iterator[VariableSpec]:
    meant = _meanings(dataset, study)
    value = dataset.variable("QVAL")
    for one in value.values if value else ():
        for name in _names(one):
            yield _variable(name, one, meant.get(name, ""))
    for name, label in meant.items():
        yield VariableSpec(name=name, label=label, type="Char")


def _meanings(dataset: DatasetSpec, study: StudySpec) -> dict[str, str]:
    """What each QNAM means, by its codelist."""
    named = dataset.variable("QNAM")
    codelist = study.codelist(named.codelists[0]) if named and named.codelists else None
    return {term.value: term.decode for term in codelist.terms} if codelist else {}


def _names(value: ValueSpec) -> list[str]:
    """The QNAMs that the condition of a value means."""
    try:
        found = clauses(value.where, value.oid)
    except MappingError:
        return []
    return [
        name
        for clause in found
        for one in clause
        if one.name.rpartition(".")[2] == "QNAM" and one.comparator in {"EQ", "IN"}
        for name in one.values
    ]


def _variable(name: str, value: ValueSpec, label: str) -> VariableSpec:
    rule, where = rule_in(value.method) or (None, None)
    return VariableSpec(
        name=name, label=value.label or label, type="Char", data_type=value.type or "text", length=value.length,
        codelists=(value.codelist,) if value.codelist else (), digits=value.digits, format=value.format,
        origins=value.origins, method=value.method, comment=value.comment, comment_documents=value.comment_documents,
        rule=rule, where=where,
    )  # fmt: skip
