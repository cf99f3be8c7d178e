"""Operators for the names, labels, types and formats of analysis variables: among themselves, to ADSL and the guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from mappings.catalog import StandardDataset, StandardVariable, load_standard, standard_versions
from mappings.patterns import is_pattern
from mappings.sas_dates import calendar_kind
from validation.conformance.column import Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.subject_level import named_dataset, names_like
from validation.conformance.rule import NotRun
from validation.conformance.table import VariableFacts

GUIDE = "GUIDE"
FACTS: dict[str, Callable[[VariableFacts | StandardVariable], str]] = {
    "variable_label": lambda facts: facts.label,
    "variable_data_type": lambda facts: facts.type,
    "variable_format": lambda facts: _format(getattr(facts, "format", "")),
}


def no_variable_like(on: On) -> bool:
    """Whether no variable of the dataset has a name that matches the expression whole."""
    return not names_like(on.table, str(on.condition.value))


def predecessor_not_exists(on: On) -> bool:
    """Whether the variable's name has a number above 1 and the dataset lacks the one before: TRT03P without TRT02P."""
    found = re.search(r"\d+", on.name)
    if found is None or int(found[0]) < 2 or on.name not in on.table.columns:
        return False
    before = f"{int(found[0]) - 1:0{len(found[0])}}"
    return on.name[: found.start()] + before + on.name[found.end() :] not in on.table.columns


def format_is_no(on: On) -> Mask:
    """Variables (as rows) whose SAS format shows no date, time or datetime, whichever the condition names."""
    kind = str(on.condition.value)
    return on.target.where(lambda format_: calendar_kind(str(format_)) != kind, missing=True)


def differs_in(on: On) -> Mask:
    """Variables (as rows) of which another dataset, or the guide, says something else: another label, type or format.

    `dataset` is the name of a dataset, or GUIDE for what ADaMIG and OCCDS publish of the variable; a variable that is
    unknown there is not judged.
    """
    if on.name not in FACTS:
        raise NotRun(f"differs_in compares {', '.join(FACTS)}, not {on.name}")
    fact, names, own = FACTS[on.name], on.column("variable_name").cells(), on.target.cells()
    if on.option("dataset", "ADSL") == GUIDE:
        guide = _guide(on)
        said = [{fact(one) for one in published(name, guide)} for name in names]
    else:
        facts = {one.name: one for one in named_dataset(on).variables}
        said = [{fact(facts[name])} if name in facts else set() for name in names]
    same = [_format(text) if on.name == "variable_format" else text for text in own]
    return np.array([bool(words) and text not in words for words, text in zip(said, same, strict=True)], dtype=bool)


def not_a_label_of_guide(on: On) -> Mask:
    """Variables (as rows) of the guide whose label is none that it gives them; patterns' labels are filled in first.

    A variable that comes from SDTM may keep the label it has there (ADaMIG 1.3, 3.1.1).
    """
    guide, names, own = _guide(on), on.column("variable_name").cells(), on.target.cells()
    labels = [{one.label for one in published(name, guide) if not one.label_note} for name in names]
    wrong = [bool(said) and text not in said for said, text in zip(labels, own, strict=True)]
    kept = (odd and text == tabulated_label(name) for odd, name, text in zip(wrong, names, own, strict=True))
    return np.array([odd and not keeps for odd, keeps in zip(wrong, kept, strict=True)], dtype=bool)


def _guide(on: On) -> str:
    """The version of ADaMIG the study follows; NotRun if it is not shipped: another says other things."""
    shipped = standard_versions()["ADaMIG"]
    if on.study.version not in shipped:
        raise NotRun(f"the variables of ADaMIG {on.study.version} are not shipped, those of {', '.join(shipped)} are")
    return on.study.version


@cache
def published(name: str, version: str) -> tuple[StandardVariable, ...]:
    """What ADaMIG and OCCDS 1.1 say of the variable: once for each structure that has it under a name of its own.

    Names made of a star (`*DT`) fit any variable and say nothing of this one.
    """
    found = (one for structure in _structures(version) if (one := structure.variable(name)))
    return tuple(one for one in found if "*" not in one.pattern and "--" not in one.pattern and not is_pattern(name))


@cache
def tabulated_label(name: str) -> str:
    """The label that SDTMIG 3.4 gives the variable in the domain its name begins with, or in DM; else nothing."""
    guide = load_standard("SDTMIG", "3.4")
    domains = (guide.dataset(domain) for domain in (name[:2], "DM"))
    found = (one for domain in domains if domain and (one := domain.variable(name)))
    return next((one.label for one in found), "")


@cache
def _structures(version: str) -> tuple[StandardDataset, ...]:
    return (*load_standard("ADaMIG", version).datasets, *load_standard("OCCDS", "1.1").datasets)


def _format(text: str) -> str:
    """A SAS format without the dot that one writer adds and another leaves out."""
    return text.strip().upper().rstrip(".")


NAMING: dict[str, Callable[[On], Mask | bool]] = {
    "no_variable_like": no_variable_like,
    "predecessor_not_exists": predecessor_not_exists,
    "format_is_no": format_is_no,
    "differs_in": differs_in,
    "not_a_label_of_guide": not_a_label_of_guide,
}
