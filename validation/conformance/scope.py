"""Which datasets a rule is about: by domain, class, structure, use case."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from mappings.catalog import standards_file
from validation.conformance import library
from validation.conformance.rule import Choice, ConformanceRule, Scope
from validation.conformance.table import Study, Table

EVERY = "ALL"
STRUCTURES = (library.ADSL, library.BDS, library.OCCDS, "DEVICE LEVEL ANALYSIS DATASET", library.OTHER)
USE_CASES = "tig-use-cases.csv"
_FIRST: WeakKeyDictionary[Table, dict[str, str]] = WeakKeyDictionary()


def in_scope(rule: ConformanceRule, table: Table, study: Study) -> str:
    """Why a dataset is not what the rule is about; an empty text if it is."""
    scope = rule.scope
    name = table.name
    if not _use(scope, table, study):
        return f"{name} is in none of the use cases {', '.join(scope.use_cases) or '(none)'}"
    if not _structure(scope.data_structures, table):
        return f"{name} is of another data structure ({structure_of(table)})"
    if not _domain(scope, table):
        return f"{name} is not among the domains"
    if not _class(scope.classes, table):
        return f"{name} is of another class ({table.class_name or 'unknown'})"
    if not _entity(scope.entities, table):
        return f"{name} is not among the entities"
    return ""


def first(table: Table, name: str) -> str:
    """The first record's value of a variable, as text; "" if there is none."""
    known = _FIRST.setdefault(table, {})
    if name not in known:
        column = table.columns.get(name)
        there = column is not None and len(column) > 0 and column.codes[0] >= 0
        known[name] = str(column.texts[column.codes[0]]) if column is not None and there else ""
    return known[name]


def is_supplement(table: Table) -> bool:
    """Whether the dataset holds supplemental qualifiers."""
    return table.name.startswith(("SUPP", "SQ"))


def is_of_associated(table: Table) -> bool:
    """Whether the dataset is about associated persons: AP--, or the supplement of one."""
    if is_supplement(table):
        related = first(table, "RDOMAIN")
        return len(related) == 4 and related.startswith("AP")
    return "APID" in table.columns or table.name.startswith("AP")


def whole_name(table: Table) -> str:
    """The name of the dataset of which this may be a part: QS for QSPH, SUPPQS for SUPPQSPH."""
    if domain := first(table, "DOMAIN"):
        return domain
    related = first(table, "RDOMAIN") if is_supplement(table) else ""
    return ("SUPP" if table.name.startswith("SUPP") else "SQ") + related if related else table.name


def structure_of(table: Table) -> str:
    """The ADaM structure: as its class says, else by its name and variables."""
    said = table.class_name.upper()
    return said if said in STRUCTURES else library.structure_of(table)


def _structure(choice: Choice, table: Table) -> bool:
    """Whether the data structure is taken in."""
    if not (choice.include or choice.exclude) or EVERY in choice.include:
        return True
    found = structure_of(table)
    return (not choice.include or found in choice.include) and found not in choice.exclude


def _domain(scope: Scope, table: Table) -> bool:
    """Whether the domain is taken in; parts of a split dataset as `include_split_datasets` says."""
    choice, split = scope.domains, scope.include_split
    parted = table.name != whole_name(table)
    if split is False and parted:
        return False
    excluded = bool(choice.exclude) and _listed(choice.exclude, table, whole_name(table))
    if split is True and parted and not excluded:
        return True
    included = _listed(choice.include, table) if choice.include else not (split is True and not parted)
    return included and not excluded


def _listed(words: tuple[str, ...], table: Table, *more: str) -> bool:
    """Whether one of the words means this dataset: a domain, a name, ALL, SUPP--, SQ--, AP--, APFA--."""
    names = {first(table, "DOMAIN"), table.name, *more} - {""}
    if EVERY in words or names & set(words):
        return True
    if is_supplement(table) and {"SUPP--", "SQ--"} & set(words):
        return True
    return is_of_associated(table) and bool({"AP--", "APFA--"} & set(words))


def _class(choice: Choice, table: Table) -> bool:
    """Whether the class is taken in; findings about are findings."""
    if EVERY in choice.include:
        return True
    found = table.class_name.upper().replace("-", " ")
    names = {found, "FINDINGS"} if found == "FINDINGS ABOUT" else {found}
    if choice.include and not names & set(choice.include):
        return False
    return not (found and names & set(choice.exclude))


def _entity(choice: Choice, table: Table) -> bool:
    """Whether the entity is taken in."""
    if not choice.include and not choice.exclude:
        return True
    names = {table.name, EVERY}
    return bool(names & set(choice.include)) and not names & set(choice.exclude)


def _use(scope: Scope, table: Table, study: Study) -> bool:
    """Whether the dataset is in a use case of the rule; only TIG has use cases."""
    if study.standard.upper() != "TIG":
        return True
    substandard = study.substandard.upper()
    domain = (first(table, "RDOMAIN") if is_supplement(table) else first(table, "DOMAIN")) or table.name
    if substandard == "ADAM" and table.name.startswith("AD"):
        return "ANALYSIS" in scope.use_cases
    places = _uses().get(domain, frozenset())
    if any((substandard, use) in places for use in scope.use_cases):
        return True
    if places:
        return False
    chosen = _chosen_use(study)
    return not chosen or chosen in scope.use_cases


@cache
def _uses() -> Mapping[str, frozenset[tuple[str, str]]]:
    """Domain -> the substandards and use cases of TIG 1.0 it belongs to."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in csv.DictReader(standards_file(USE_CASES).decode("utf-8").splitlines()):
        found.setdefault(row["domain"], set()).add((row["substandard"], row["use_case"]))
    return {domain: frozenset(places) for domain, places in found.items()}


def _chosen_use(study: Any) -> str:
    """The use case the user named for domains of their own."""
    return str(getattr(study, "use_case", "") or study.dictionaries.get("use case", ""))
