"""Rules of a draft: those a method carried; of the others what their origin lets one think."""

from __future__ import annotations

import re
from collections import Counter
from keyword import iskeyword

from define_xml.draft.at_home import Drafted, drafted
from define_xml.draft.ground import DECIDE
from mappings.complete import implied_rules
from mappings.rule import parse_rule
from mappings.spec import DatasetSpec, VariableSpec

_SOURCE = re.compile(r"\s*([A-Z][A-Z0-9]{1,7})\.([A-Z][A-Z0-9_]{0,7})\s*", re.ASCII)
SUBJECTS = ("ADSL", "DM")


def drafted_rule(variable: VariableSpec, dataset: DatasetSpec, *, source: str, implied: bool) -> Drafted:
    """The rule of a variable: its own if it was carried, a copy of its predecessor, the standard's, else a column.

    `source` is the dataset the records are of; `implied` says whether the tabulation standard implies rules here.
    """
    if variable.rule is not None:
        return drafted(variable.rule, variable.where)
    predecessor = _predecessor(variable)
    if predecessor is not None and predecessor[0] != dataset.name:
        table, column = predecessor
        text = f"assign({column})" if table == source else f"subject_value({table}.{column})"
        return Drafted(text, remark=f"as its predecessor; {DECIDE}")
    rule = _implied(variable.name, dataset) if implied else ""
    if rule:
        return Drafted(rule, remark="as the standard implies")
    return Drafted(f"assign({variable.name})", remark=DECIDE)


def _predecessor(variable: VariableSpec) -> tuple[str, str] | None:
    """Dataset and variable that an origin names, or a method that says nothing else (`DM.SEX`)."""
    found = next((match for one in variable.origins if (match := _SOURCE.fullmatch(one.text))), None)
    if found is None and variable.method is not None:
        found = _SOURCE.fullmatch(variable.method.text)
    return (found[1], found[2]) if found else None


def _implied(name: str, dataset: DatasetSpec) -> str:
    """The first rule that the standard implies for the variable, of which every variable of the dataset is there."""
    there = {one.name for one in dataset.variables}
    for published, text in implied_rules("SDTMIG"):
        if published.replace("--", dataset.domain) == name:
            rule = text.replace("--", dataset.domain)
            names = [one.text for one in parse_rule(rule).names()]
            if all("." in one or one in there for one in names):
                return rule
    return ""


def records_source(dataset: DatasetSpec) -> str:
    """The dataset that most predecessors of an analysis dataset are of; subjects' only where there is no other."""
    found = Counter(
        match[1]
        for variable in dataset.variables
        for one in variable.origins
        if one.type == "Predecessor" and (match := _SOURCE.match(one.text))
    )
    others = [name for name, _ in found.most_common() if name not in SUBJECTS and name != dataset.name]
    subjects = [name for name in ("DM", "ADSL") if found[name] and name != dataset.name]
    return next(iter([*others, *subjects]), "")


def table_name(name: str) -> str:
    """What a raw table is called, so that a rule can name it."""
    small = name.lower()
    return f"{small}_" if iskeyword(small) else small
