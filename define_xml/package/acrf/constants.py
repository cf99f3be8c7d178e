"""What a form says without asking: the variables of its records that have one value, whatever is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from define_xml.package.acrf.annotation import Annotation
from mappings.bound import Bound
from mappings.lineage import raw_sources
from mappings.spec import DatasetSpec, VariableSpec
from mappings.where import Check, Logic, Node


@dataclass(frozen=True)
class Constant:
    """What is said of a form as a whole; `beside` is the variable that must have a value for it, empty if none."""

    note: Annotation
    beside: str = ""


def form_constants(bound: Bound) -> dict[str, tuple[Constant, ...]]:
    """By form (raw table), the constants of the submitted records made of it: `QSCAT = PAIN VAS`, `VSORRESU = cm`.

    A constant under a condition is told only if the condition asks for nothing but that values are there.
    """
    found: dict[str, dict[Annotation, str]] = {}
    for dataset in bound.study.datasets:
        for home, variable in _constants(bound, dataset, dataset) if dataset.submit else ():
            told = Annotation(f"{_said(dataset, variable)} = {_value(variable)}", dataset.name, "note")
            for form in raw_sources(bound, home.name):
                found.setdefault(form, {}).setdefault(told, _beside(variable))
    return {form: tuple(Constant(*one) for one in notes.items()) for form, notes in found.items()}


def _constants(bound: Bound, dataset: DatasetSpec, home: DatasetSpec) -> Iterator[tuple[DatasetSpec, VariableSpec]]:
    """The constants of a dataset's records, and of those of the datasets that are stacked to make it."""
    for variable in home.variables:
        outer = dataset.variable(variable.name)
        if outer is not None and outer.submit and _is_constant(variable) and _passed(home, outer):
            yield home, variable
    if home.records is not None and home.records.word.text == "stack":
        inner = (bound.study.dataset(name) for name in bound.sources.get(home.name, ()))
        for one in (one for one in inner if one is not None and not one.submit):
            yield from _constants(bound, dataset, one)


def _is_constant(variable: VariableSpec) -> bool:
    rule = variable.rule
    if rule is None or rule.word.text != "constant" or len(rule.arguments) != 1:
        return False
    return not isinstance(rule.arguments[0], tuple | dict) and (variable.where is None or _there(variable.where.node))


def _passed(home: DatasetSpec, outer: VariableSpec) -> bool:
    """Whether the submitted variable takes over what the stacked records say of it."""
    if home.variable(outer.name) is outer or outer.rule is None:
        return True
    return outer.rule.word.text == "assign" and [name.text for name in outer.rule.names()] == [outer.name]


def _said(dataset: DatasetSpec, variable: VariableSpec) -> str:
    outer = dataset.variable(variable.name)
    return f"{variable.name} in SUPP{dataset.name}" if outer and outer.supplemental else variable.name


def _there(node: Node) -> bool:
    """Whether a condition asks only that values are there."""
    if isinstance(node, Logic):
        return node.sign == "and" and all(_there(part) for part in node.parts)
    return isinstance(node, Check) and node.test == "notna"


def _beside(variable: VariableSpec) -> str:
    return next((name.text for name in variable.where.names()), "") if variable.where else ""


def _value(variable: VariableSpec) -> str:
    return " ".join(str(variable.rule.arguments[0]).split()) if variable.rule else ""
