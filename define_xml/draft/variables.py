"""Variables of a drafted dataset file: a table each, with what the standard does not say by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from define_xml.draft.at_home import Drafted, plain_signs
from define_xml.draft.ground import Ground
from define_xml.draft.remarks import comment, method, origin
from define_xml.draft.toml import Value, key, line, remark, rule_line
from define_xml.from_spec.conditions import clauses, comparisons
from define_xml.from_spec.expressible_variables import NUMBERS
from mappings.datasets import LABEL_LENGTH, standard_values
from mappings.published import StandardVariable
from mappings.spec import DatasetSpec, ValueSpec, VariableSpec

LONGEST = 200  # characters of a text in SAS transport, version 5
SUPPLEMENTAL, AT_HOME = ("supplemental", True), ("submit", False)
Placed = tuple[str, bool] | None
_BARE: Mapping[str, Any] = {"label": "", "data_type": "text", "role": "", "core": "", "codelists": ()}


def variable_table(
    variable: VariableSpec, rule: Drafted, published: StandardVariable | None, ground: Ground, *, placed: Placed = None
) -> list[str]:
    """The lines of `[variables.NAME]`; `placed` says where it goes if not into the dataset itself."""
    base = standard_values(published) if published is not None else dict(_BARE)
    if published is not None and published.label_note:
        base["label"] = ""
    lines = [f"[variables.{key(variable.name)}]"]
    if not variable.has_no_data:
        lines.append(rule_line("rule", rule.text, rule.remark))
        if rule.where:
            lines.append(rule_line("where", rule.where))
    if placed is not None:
        lines.append(line(*placed))
    lines += _label(variable, base["label"])
    said = _said(variable, base, ground)
    return [*lines, *(line(name, one) for name, one in said if one is not None)]


def _label(variable: VariableSpec, published: str) -> list[str]:
    """The label where the standard says another; cut to what a transport file holds, with the whole as a remark."""
    if published and variable.label in ("", published):
        return []
    short = "".join(sign for sign in variable.label if sign.isascii() and sign.isprintable())[:LABEL_LENGTH].strip()
    if not short and published:
        return []
    lines = [line("label", short or variable.name)]
    return lines if short == variable.label else [*lines, remark(f"the label in full: {variable.label or 'none'}")]


def _said(variable: VariableSpec, base: Mapping[str, Any], ground: Ground) -> Iterator[tuple[str, Value]]:
    """What a variable says beside its rule and label, where it is not what the standard says."""
    if variable.data_type != base["data_type"]:
        yield "type", variable.data_type
    yield "length", _length(variable.length) if variable.data_type == "text" else None
    yield "digits", variable.digits
    yield "format", variable.format or None
    yield "codelist", _codelist(variable, base["codelists"], ground)
    yield "role", variable.role if variable.role not in ("", base["role"]) else None
    required = bool(variable.mandatory)
    yield "mandatory", required if required != (base["core"] == "Req") else None
    yield "has_no_data", True if variable.has_no_data else None
    yield from _remarks(variable, ground)


def _remarks(one: VariableSpec | ValueSpec, ground: Ground) -> Iterator[tuple[str, Value]]:
    yield "origin", origin(one.origins, ground.documents)
    # A method that carried its rule is made of the rule again.
    carried = isinstance(one, VariableSpec) and one.rule is not None
    yield "method", None if carried else method(one.method, ground.documents)
    yield "comment", comment(one.comment, one.comment_documents, ground.documents)


def _codelist(variable: VariableSpec, published: tuple[str, ...], ground: Ground) -> Value:
    """The name of its codelist, where the standard does not give it the same."""
    name = ground.codelists.names.get(variable.codelists[0], "") if variable.codelists else ""
    if not name:
        # A standard's own list is not for a variable that the define.xml gives none, or a dictionary.
        return [] if published else None
    return None if published == (ground.codelists.codes.get(variable.codelists[0]),) else name


def _length(length: int | None) -> int | None:
    return length if length is not None and 1 <= length <= LONGEST else None


def value_tables(variable: VariableSpec, dataset: DatasetSpec, ground: Ground) -> Iterator[list[str]]:
    """The lines of each `[[variables.NAME.values]]`; one of several alternatives becomes several."""
    for value in variable.values:
        for where in _conditions(value, dataset, ground):
            said = dict(_value(value, ground))
            head = [f"[[variables.{key(variable.name)}.values]]", rule_line("where", where)]
            yield [*head, *(line(name, one) for name, one in said.items() if one is not None)]


def _conditions(value: ValueSpec, dataset: DatasetSpec, ground: Ground) -> Iterator[str]:
    def number(name: str) -> bool:
        table, _, column = name.rpartition(".")
        home = ground.study.dataset(table) if table else dataset
        found = home.variable(column) if home else None
        return found is not None and found.data_type in NUMBERS

    for clause in clauses(value.where, dataset.name):
        yield plain_signs(comparisons(clause, number))


def _value(value: ValueSpec, ground: Ground) -> Iterator[tuple[str, Value]]:
    yield "type", value.type
    yield "length", _length(value.length) if value.type == "text" else None
    yield "codelist", ground.codelists.names.get(value.codelist or "") or None
    yield "label", value.label or None
    yield "digits", value.digits
    yield "format", value.format or None
    yield "mandatory", True if value.mandatory else None
    yield "has_no_data", True if value.has_no_data else None
    yield from _remarks(value, ground)
