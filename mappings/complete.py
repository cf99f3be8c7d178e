"""What the author need not write: variables the standard asks for, and the rules it implies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mappings.catalog import Standard, StandardVariable, load_standard, standards_file
from mappings.datasets import offered_variables, standard_values
from mappings.error import MappingError
from mappings.rule import Rule, parse_rule
from mappings.spec import DatasetSpec, StudySpec, VariableSpec

SUBJECT = "USUBJID"


def study_standard(study: StudySpec) -> Standard | None:
    """The tabulation standard the study follows."""
    return next((load_standard(ref.name, ref.version) for ref in study.standards if ref.name == "SDTMIG"), None)


@cache
def implied_rules(standard: str) -> tuple[tuple[str, str], ...]:
    """The rules a standard implies, in order: variable (with `--`) and rule."""
    import tomllib

    tables = tomllib.loads(standards_file("rules.toml").decode("utf-8"))
    return tuple((name, text) for name, said in tables.get(standard, {}).items() for text in _several(said))


def completed(
    dataset: DatasetSpec, study: StudySpec, columns: Mapping[str, bool], errors: list[MappingError]
) -> DatasetSpec:
    """The dataset with every variable it will have, in the standard's order.

    `columns` are the columns its records offer; True marks those that are variables of another dataset.
    """
    said = {variable.name: variable for variable in dataset.variables}
    offered = _offered(dataset, study)
    shared = _shared(dataset, study, said, offered, columns)
    if not dataset.submit:
        return dataset.model_copy(update={"variables": (*shared.values(), *dataset.variables)})
    found = {**_carried(dataset, said, offered, columns), **shared, **said}
    found |= _implied(dataset, study, found, offered)
    for name, published in offered.items():
        if name in found or name in dataset.omitted or published.core not in {"Req", "Exp"}:
            continue
        found[name] = _variable(dataset, published, None)
        if published.core == "Req":
            place = f"{dataset.place}  {dataset.name}.{name}"
            errors.append(MappingError(place, f"{name} is required and has no rule", f"say  {name} = '...'"))
    order = {name: place for place, name in enumerate(offered)}
    ordered = sorted(found.values(), key=lambda variable: order.get(variable.name, len(order)))
    return dataset.model_copy(update={"variables": tuple(ordered)})


def _offered(dataset: DatasetSpec, study: StudySpec) -> dict[str, StandardVariable]:
    standard = study_standard(study)
    if standard is None or not dataset.submit:
        return {}
    published = standard.dataset(dataset.domain)
    return offered_variables(standard, published, dataset.domain, dataset.class_name)


def _carried(
    dataset: DatasetSpec,
    said: Mapping[str, VariableSpec],
    offered: Mapping[str, StandardVariable],
    columns: Mapping[str, bool],
) -> dict[str, VariableSpec]:
    """Variables that come with the records of another dataset, under their own name."""
    names = [name for name in offered if columns.get(name) and name not in said and name not in dataset.omitted]
    return {name: _variable(dataset, offered[name], f"assign({name})") for name in names}


def _shared(
    dataset: DatasetSpec,
    study: StudySpec,
    said: Mapping[str, VariableSpec],
    offered: Mapping[str, StandardVariable],
    columns: Mapping[str, bool],
) -> dict[str, VariableSpec]:
    """The study's own rules for all datasets, where the columns they name are there."""
    found: dict[str, VariableSpec] = {}
    for name, rule in study.shared.items():
        known = name in offered or not dataset.submit
        if not known or name in said or columns.get(name) or name in dataset.omitted:
            continue
        if all(
            "." in part.text or part.text in columns or part.text in said or part.text in found for part in rule.names()
        ):
            published = offered.get(name)
            found[name] = _variable(dataset, published, rule) if published else _home(dataset, name, rule)
    return found


def _implied(
    dataset: DatasetSpec, study: StudySpec, found: Mapping[str, VariableSpec], offered: Mapping[str, StandardVariable]
) -> dict[str, VariableSpec]:
    """The standard's own rules (--DY, --SEQ, EPOCH ...), where what they name is there."""
    added: dict[str, VariableSpec] = {}
    for pattern, text in implied_rules("SDTMIG"):
        name = pattern.replace("--", dataset.domain)
        if name not in offered or name in found or name in added or name in dataset.omitted:
            continue
        rule = parse_rule(text.replace("--", dataset.domain), f"{dataset.place}  {dataset.name}.{name}")
        if all(_there(part.text, dataset, study, {**found, **added}) for part in rule.names()):
            added[name] = _variable(dataset, offered[name], rule)
    return added


def _there(name: str, dataset: DatasetSpec, study: StudySpec, found: Mapping[str, VariableSpec]) -> bool:
    if "." not in name:
        return name in found
    other, _, _ = name.partition(".")
    return other != dataset.name and study.dataset(other) is not None


def _variable(dataset: DatasetSpec, published: StandardVariable, rule: Rule | str | None) -> VariableSpec:
    place = f"{dataset.place}  {dataset.name}.{published.name}"
    values: dict[str, Any] = {**standard_values(published), "name": published.name, "place": place}
    return VariableSpec(**values, rule=parse_rule(rule, place) if isinstance(rule, str) else rule)


def _home(dataset: DatasetSpec, name: str, rule: Rule) -> VariableSpec:
    place = f"{dataset.place}  {dataset.name}.{name}"
    return VariableSpec(name=name, label="", type="Char", rule=rule, submit=False, place=place)


def _several(said: str | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else said
