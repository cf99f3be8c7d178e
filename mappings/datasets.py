"""A dataset file and the standard, put together: what is said of one dataset."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args

from mappings.catalog import OBSERVATION_CLASSES, Standard, StandardDataset, StandardVariable
from mappings.error import MappingError, nearest
from mappings.remarks import comment_fields, method_fields, origin_fields
from mappings.rule import Rule, parse_rule
from mappings.said import DatasetEntry, Reading, ValueEntry, VariableEntry
from mappings.spec import DatasetSpec, ValueSpec, VariableSpec
from mappings.statement import DataType, OriginSpec
from mappings.where import Where, conjunction, parse_where

NAME = re.compile(r"[A-Z][A-Z0-9_]{0,7}")
Parsed = TypeVar("Parsed")
Fault = tuple[str, str]  # problem and remedy
Misplaced = Callable[[DatasetSpec, VariableSpec, StandardVariable | None], list[Fault]]
LABEL_LENGTH = 40  # SAS transport, version 5


def dataset_spec(
    entry: DatasetEntry, stem: str, place: str, standard: Standard | None, reading: Reading
) -> DatasetSpec:
    """The dataset with its author's variables; what the standard adds comes when names are bound."""
    name = entry.name or stem.upper()
    domain = entry.domain or (name if standard and standard.dataset(name) else name[:2])
    published = standard.dataset(domain) if standard and (entry.submit or entry.domain) else None
    offered = offered_variables(standard, published, domain, entry.class_)
    spec = DatasetSpec(
        name=name,
        label=entry.label or (published.label if published else ""),
        domain=domain,
        class_name=entry.class_ or (published.class_name if published else ""),
        structure=entry.structure or (published.structure if published else ""),
        keys=tuple(entry.keys if entry.keys is not None else published.keys if published else ()),
        own_keys=entry.keys is not None,
        records=rule(entry.records, f"{place}  {name}.records", reading),
        where=condition(entry.where, f"{place}  {name}.where", reading),
        ignored=entry.ignored,
        omitted=tuple(entry.omitted),
        submit=entry.submit,
        **comment_fields(entry.comment),
        custom=published is None,
        place=place,
    )
    _judge_dataset(spec, entry, standard, reading)
    for name in sorted(set(entry.omitted) - set(offered)):
        guess = nearest(name, set(offered))
        reading.errors.append(MappingError(f"{place}  {spec.name}.omitted", f"the standard has no {name} here", guess))
    variables = [
        variable_spec(spec, target, said, offered.get(target), reading) for target, said in entry.variables.items()
    ]
    return spec.model_copy(update={"variables": tuple(variables)})


def offered_variables(
    standard: Standard | None, published: StandardDataset | None, domain: str, class_name: str | None
) -> dict[str, StandardVariable]:
    """The variables the standard knows for the dataset: the implementation guide's, and the model's for its class."""
    if standard is None:
        return {}
    known = {variable.name: variable for variable in published.variables} if published else {}
    family = class_name or (published.class_name if published else "")
    model = standard.class_variables(family, domain) if family in OBSERVATION_CLASSES and len(domain) == 2 else ()
    # SDTMIG 3.4, 2.6: a variable of the model stands where the model has it, after the ones before it.
    names, place = list(known), 0
    for variable in model:
        if variable.name in known:
            place = max(place, names.index(variable.name) + 1)
        else:
            names.insert(place, variable.name)
            place += 1
    found = {**{variable.name: variable for variable in model}, **known}
    return {name: found[name] for name in names}


def variable_spec(
    dataset: DatasetSpec,
    name: str,
    said: str | VariableEntry,
    published: StandardVariable | None,
    reading: Reading,
    *,
    misplaced: Misplaced | None = None,
) -> VariableSpec:
    """One variable: what its author says, over what the standard says.

    `misplaced` tells what is wrong with a variable of that name in such a dataset; SDTM's own rules if it is left out.
    """
    place = f"{dataset.place}  {dataset.name}.{name}"
    entry = VariableEntry(rule=said) if isinstance(said, str) else said
    base = standard_values(published) if published else _own_values(entry)
    update: dict[str, Any] = {
        "rule": rule(entry.rule, place, reading) if entry.rule is not None else None,
        "where": condition(entry.where, place, reading),
        "values": tuple(value for said in entry.values if (value := _value(said, place, reading))),
        "submit": entry.submit and dataset.submit,
        "place": place,
    }
    for key in ("label", "length", "digits", "format", "core", "role"):
        if getattr(entry, key) is not None:
            update[key] = getattr(entry, key)
    for key in ("supplemental", "evaluator", "mandatory", "has_no_data"):
        update[key] = getattr(entry, key)
    update |= _remarks(entry, place, reading)
    if entry.type is not None:
        update |= _typed(entry.type, place, reading)
    if entry.codelist is not None:
        update["codelists"] = (entry.codelist,) if isinstance(entry.codelist, str) else tuple(entry.codelist)
    spec = VariableSpec(**{**base, "name": name, **update})
    faults = [*_faults(dataset, spec, entry), *(misplaced or _misplaced)(dataset, spec, published)]
    reading.errors.extend(MappingError(spec.place, problem, remedy) for problem, remedy in faults)
    return spec


def standard_values(published: StandardVariable) -> dict[str, Any]:
    """What the standard says of a variable, as fields of a VariableSpec."""
    described = published.described.casefold()
    kind = "text" if published.type == "Char" else "float"
    if "iso 8601 duration" in described and "datetime" not in described:
        kind = "durationDatetime"
    elif "iso 8601" in described:
        kind = "partialDatetime"
    return {
        "label": published.label, "type": published.type, "data_type": kind, "role": published.role,
        "core": published.core or "Model", "codelists": published.codelists,
    }  # fmt: skip


def rule(text: str | None, place: str, reading: Reading) -> Rule | None:
    """The rule in the text, or None with the error in the report."""
    return _read(text, place, reading, parse_rule)


def condition(text: str | None, place: str, reading: Reading) -> Where | None:
    """The condition in the text, or None with the error in the report."""
    return _read(text, place, reading, parse_where)


def _read(text: str | None, place: str, reading: Reading, parse: Callable[[str, str], Parsed]) -> Parsed | None:
    if text is None:
        return None
    try:
        return parse(reading.straight(text, place), place)
    except MappingError as error:
        reading.errors.append(error)
        return None


def _value(entry: ValueEntry, place: str, reading: Reading) -> ValueSpec | None:
    where = condition(entry.where, place, reading)
    if where is None:
        return None
    try:
        conjunction(where, place)
    except MappingError as error:
        reading.errors.append(error)
    kind = _typed(entry.type, place, reading)["data_type"] if entry.type else None
    said = entry.model_dump(include={"length", "codelist", "label", "digits", "format", "mandatory", "has_no_data"})
    remarks = _remarks(entry, place, reading)
    if word := remarks.pop("origin", ""):
        remarks.setdefault("origins", (OriginSpec(type=word),))
    return ValueSpec(where=where, type=cast("DataType | None", kind), **said, **remarks)


def _remarks(entry: VariableEntry | ValueEntry, place: str, reading: Reading) -> dict[str, Any]:
    """What is said for define.xml alone."""
    return {
        **origin_fields(entry.origin, place, reading),
        **method_fields(entry.method, place, reading),
        **comment_fields(entry.comment),
    }


def _own_values(entry: VariableEntry) -> dict[str, Any]:
    return {"label": entry.label or "", "type": "Char", "data_type": "text"}


def _typed(kind: str, place: str, reading: Reading) -> dict[str, str]:
    """CDISC's data type, and the type of the transport file it needs."""
    kinds = {"Char": "text", "Num": "float", **{name: name for name in get_args(DataType)}}
    if kind not in kinds:
        reading.errors.append(MappingError(place, f"type: no type {kind}", nearest(kind, list(kinds))))
    data_type = kinds.get(kind, "text")
    return {"data_type": data_type, "type": "Num" if data_type in {"integer", "float"} else "Char"}


def _judge_dataset(spec: DatasetSpec, entry: DatasetEntry, standard: Standard | None, reading: Reading) -> None:
    if spec.submit and not NAME.fullmatch(spec.name):
        reading.errors.append(
            MappingError(spec.place, f"{spec.name} is no dataset name", "capital letters and digits, at most 8")
        )
    if spec.submit and spec.custom and not entry.class_:
        known = [dataset.name for dataset in standard.datasets] if standard else []
        remedy = " ".join([nearest(spec.domain, known), "a domain of your own says its class and label"]).strip()
        reading.errors.append(MappingError(spec.place, f"{spec.domain} is no domain of the standard", remedy))
    if spec.submit and not spec.label:
        reading.errors.append(MappingError(spec.place, f"{spec.name} has no label", 'say  label = "..."'))
    if spec.submit and spec.class_name and spec.class_name not in _classes(standard):
        remedy = nearest(spec.class_name, _classes(standard)) or f"one of {', '.join(sorted(_classes(standard)))}"
        reading.errors.append(MappingError(spec.place, f"there is no class {spec.class_name}", remedy))
    if len(spec.label) > LABEL_LENGTH:
        reading.errors.append(
            MappingError(spec.place, f"the label of {spec.name} has {len(spec.label)} characters", "at most 40")
        )


def _classes(standard: Standard | None) -> set[str]:
    """The classes a dataset can be of."""
    return {*OBSERVATION_CLASSES, *(dataset.class_name for dataset in (standard.datasets if standard else ()))}


def _misplaced(dataset: DatasetSpec, spec: VariableSpec, published: StandardVariable | None) -> list[Fault]:
    """What SDTM says against a variable of that name in the dataset: it belongs there, or is supplemental."""
    if not (spec.submit and dataset.submit):
        return []
    if not spec.supplemental and published is None:
        remedy = "supplemental = true sends it to SUPP--, submit = false keeps it at home"
        return [(f"{dataset.domain} has no variable {spec.name}", remedy)]
    if spec.supplemental and published is not None and published.core in {"Req", "Exp"}:
        return [(f"{spec.name} belongs to {dataset.name} itself", "leave supplemental out")]
    return []


def _faults(dataset: DatasetSpec, spec: VariableSpec, entry: VariableEntry) -> list[Fault]:
    """What no file could hold or no reader would understand, whatever the standard."""
    faults: list[Fault] = []
    delivered = spec.submit and dataset.submit
    if entry.rule is None and not entry.has_no_data:
        faults.append(("says no rule", "say  rule = '...'"))
    if delivered and not NAME.fullmatch(spec.name):
        faults.append((f"{spec.name} is no variable name", "capital letters, digits and _, at most 8, a letter first"))
    if delivered and not spec.label:
        faults.append((f"{spec.name} has no label", 'a variable of your own says  label = "..."'))
    if delivered and not (spec.label.isascii() and spec.label.isprintable()):
        faults.append(("the label is not in plain letters", "a transport file is ASCII"))
    if len(spec.label) > LABEL_LENGTH:
        faults.append((f"the label has {len(spec.label)} characters", "at most 40"))
    return faults
