"""Answers from the standard: which variables a dataset must, should or may have, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mappings.published import StandardVariable
from validation.conformance.column import Column, encoded
from validation.conformance.library import allowed, full_domain, is_custom, published
from validation.conformance.operations.asked import Answer, Asked, column_of
from validation.conformance.rule import NotApplicable, NotRun
from validation.conformance.standards import OBSERVATIONS, class_word
from validation.conformance.table import Table
from validation.conformance.whole import dataset_named

CORES = {"Required": "Req", "Expected": "Exp", "Permissible": "Perm"}
# What the library calls it -> what we call it.
FACTS: dict[str, Callable[[StandardVariable], Any]] = {
    "name": lambda one: one.name,
    "label": lambda one: one.label,
    "role": lambda one: one.role,
    "core": lambda one: one.core or "Perm",
    "simpleDatatype": lambda one: one.type,
    "type": lambda one: one.type,
    "ordinal": lambda one: str(one.order),
    "describedValueDomain": lambda one: one.described,
    "ccode": lambda one: one.codelists[0] if one.codelists else "",
    "has_codelist": lambda one: bool(one.codelists),
}


def required_variables(on: Asked) -> Answer:
    """The names of the variables the standard requires in the dataset."""
    return _of_core(on, "Req")


def expected_variables(on: Asked) -> Answer:
    """The names of the variables the standard expects in the dataset."""
    return _of_core(on, "Exp")


def permissible_variables(on: Asked) -> Answer:
    """The names of the variables the standard permits in the dataset."""
    return _of_core(on, "Perm")


def _of_core(on: Asked, core: str) -> Answer:
    table = _asked_of(on)
    variables = published(table, on.library)
    known = on.library.whole_tables or is_custom(full_domain(table) or table.name, on.library)
    if not known and not (core == "Req" and any(one.core == "Req" for one in variables)):
        raise NotRun(
            f"which variables of {table.name} are {core} in {on.library.words} is not among the tables held here "
            "(SDTMIG 3.4 and 3.3 are)"
        )
    return _names(one for one in variables if (one.core or "Perm") == core)


def _asked_of(on: Asked) -> Table:
    return on.unfiltered if on.operation.domain else on.dataset


def _names(variables: Iterable[StandardVariable]) -> list[str]:
    return list(dict.fromkeys(one.name for one in variables))


def get_column_order_from_library(on: Asked) -> Answer:
    """The variables the standard has for the dataset, in order; those of a role, core ... if one is asked for."""
    table = _asked_of(on)
    variables = published(table, on.library)
    if not on.library.whole_tables:
        raise NotRun(
            f"the order of the variables of {table.name} in {on.library.words} is not among the tables held here "
            "(SDTMIG 3.4 and 3.3 are)"
        )
    return _names(_chosen(on, variables))


def _chosen(on: Asked, variables: Sequence[StandardVariable]) -> Sequence[StandardVariable]:
    """The variables of which the library says what is asked for."""
    key, value = str(on.option("key_name") or ""), on.option("key_value")
    if not key:
        return variables
    if key not in FACTS:
        raise NotRun(f"the library says no {key} of variables here: {', '.join(FACTS)}")
    asked = CORES.get(str(value), value) if key == "core" else value
    return [one for one in variables if FACTS[key](one) == asked]


def get_model_column_order(on: Asked) -> Answer:
    """The variables the model allows the dataset, by its class, in the model's order."""
    return _names(allowed(_asked_of(on), on.library))


def get_model_filtered_variables(on: Asked) -> Answer:
    """Those variables the model allows the dataset that have a role, type ... that is asked for."""
    return _names(_chosen(on, allowed(_asked_of(on), on.library)))


def get_dataset_filtered_variables(on: Asked) -> Answer:
    """The variables of the dataset that have a role, core ... in the standard; else, where not held, in the model."""
    table = _asked_of(on)
    held = on.library.whole_tables or table.class_name not in OBSERVATIONS
    variables = published(table, on.library) if held else allowed(table, on.library)
    return [name for name in _names(_chosen(on, variables)) if name in table.columns]


def get_parent_model_column_order(on: Asked) -> Answer:
    """For each record the variables the model allows the dataset that RDOMAIN names."""
    return column_of(on.table, "RDOMAIN").mapped(lambda name: _of_parent(on, str(name)))


def _of_parent(on: Asked, name: str) -> tuple[str, ...]:
    parent = dataset_named(on.study, name)
    if parent is None:
        raise NotApplicable(f"the study has no dataset {name}, which RDOMAIN names")
    return tuple(_names(allowed(parent, on.library)))


def standard_domains(on: Asked) -> Answer:
    """All domains of the standard and its model, sorted."""
    return sorted(on.library.domains())


def get_library_class_domains(on: Asked) -> Answer:
    """The domains of a class (domain_class) of the standard, sorted; all without one."""
    asked = class_word(str(on.option("domain_class") or ""))
    domains = on.library.domains(model=False)
    return sorted(name for name in domains if not asked or on.library.class_of(name) == asked)


def variable_names(on: Asked) -> Answer:
    """The names of all variables of the standard's datasets, sorted."""
    if not on.library.whole_tables:
        raise NotRun(f"the variables of {on.library.words} are not among the tables held here (SDTMIG 3.4 and 3.3 are)")
    return sorted({one.name for name in on.library.domains(model=False) for one in on.library.table(name)})


def name_referenced_variable_metadata(on: Asked) -> Answer:
    """For each record what the standard says of the variable that it names: $id_label, $id_role ..."""
    return _referenced(on, "name")


def label_referenced_variable_metadata(on: Asked) -> Answer:
    """For each record what the standard says of the variable whose label it gives: $id_name, $id_role ..."""
    return _referenced(on, "label")


def _referenced(on: Asked, by: str) -> dict[str, Column]:
    said = on.target if on.operation.domain else column_of(on.table, on.name)
    found = {FACTS[by](one): one for one in reversed(published(on.dataset, on.library))}
    known = [found.get(str(value)) for value in said.texts]
    return {
        f"{on.operation.id}_{fact}": encoded([tell(one) if one is not None else "" for one in known]).take(said.codes)
        for fact, tell in FACTS.items()
    }
