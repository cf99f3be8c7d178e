"""A dataset as rules see it, with its domain, class and label, and what the standard allows in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mappings.dataset import Dataset
from mappings.published import StandardVariable
from validation.conformance.column import Column
from validation.conformance.rule import NotApplicable, NotRun
from validation.conformance.standards import (
    OBSERVATIONS,
    SUPPLEMENTAL,
    Library,
    associated_persons,
    class_word,
    library,
    model_parts,
    named,
)
from validation.conformance.table import Columns, Study, Table, VariableFacts

SUPPLEMENTARY = ("SUPP", "SQ")
ADSL, BDS = "SUBJECT LEVEL ANALYSIS DATASET", "BASIC DATA STRUCTURE"
OCCDS, OTHER = "OCCURRENCE DATA STRUCTURE", "ADAM OTHER"
_OCCURRENCE = re.compile(r"(?!AD)[A-Z]{2}(TERM|DECOD|TRT|SEQ)")


def study_of(datasets: Iterable[Dataset], standard: str, version: str, **more: Any) -> Study:
    """The study of these datasets; `more` is what else Study holds (substandard, terminology, define, others)."""
    tables = {dataset.name: table_of(dataset, library(standard, version)) for dataset in datasets}
    return Study(tables, standard, version.replace("-", "."), **more)


def tables_of(datasets: Iterable[Dataset], standard: str, version: str) -> dict[str, Table]:
    """The datasets as rules see them, by name."""
    return {dataset.name: table_of(dataset, library(standard, version)) for dataset in datasets}


def table_of(dataset: Dataset, said: Library | Study) -> Table:
    """The dataset with its domain, class, label, file and variables, as found."""
    held = library(said.standard, said.version) if isinstance(said, Study) else said
    columns = Columns(dataset)
    spec = dataset.spec
    table = Table(
        name=dataset.name,
        columns=columns,
        count=len(dataset.records),
        label=spec.label,
        file=dataset.file.name if dataset.file else "",
        size=dataset.file.size if dataset.file else 0,
        variables=tuple(VariableFacts(v.name, v.label, v.type, v.length, v.format) for v in spec.variables),
    )
    return classed(table, held, spec.class_name)


def classed(table: Table, held: Library, said: str = "") -> Table:
    """The table with its domain, its class and the dataset of which it is a part; `said` is the class a spec gives."""
    domain = _first(table.columns, "DOMAIN")
    if held.family == "ADAM":
        return replace(table, domain=domain, class_name=class_word(said) or structure_of(table))
    if is_supplementary(table.name):
        parent = _first(table.columns, "RDOMAIN")
        start = next(word for word in SUPPLEMENTARY if table.name.startswith(word))
        whole = f"{start}{parent}"
        split = whole if parent and table.name != whole and table.name.startswith(whole) else ""
        return replace(table, class_name="RELATIONSHIP", split=split)
    own = domain or (table.name if held.known(table.name) and "DOMAIN" in table.columns else "")
    split = domain if domain and table.name != domain and table.name.startswith(domain) else ""
    prefix = own[2:] if own.startswith("AP") and len(own) == 4 else own
    return replace(table, domain=prefix, split=split, class_name=_class(table.columns, own or table.name, held))


def is_supplementary(name: str) -> bool:
    """Whether a dataset of that name has supplemental qualifiers."""
    return name.startswith(SUPPLEMENTARY) and len(name) > 4


def parent_of(table: Table) -> str:
    """The domain that supplemental qualifiers belong to; "" for any other dataset."""
    return _first(table.columns, "RDOMAIN") if is_supplementary(table.name) else ""


def full_domain(table: Table) -> str:
    """The value of DOMAIN: APEG where `--` stands for EG; "" where there is none."""
    return _first(table.columns, "DOMAIN") or table.domain


def structure_of(table: Table) -> str:
    """The structure of an analysis dataset, by its name and variables."""
    if table.name == "ADSL":
        return ADSL
    parameters = "PARAMCD" in table.columns or "PARAM" in table.columns
    if parameters and ("AVAL" in table.columns or "AVALC" in table.columns):
        return BDS
    if any(_OCCURRENCE.fullmatch(name) for name in table.columns):
        return OCCDS
    # One that lost its values, or the code of its parameters, is still one with parameters: rules must say so.
    return BDS if parameters else OTHER


def _first(columns: Mapping[str, Column], name: str) -> str:
    """The value of the first record that has one, as text."""
    if name not in columns:
        return ""
    column = columns[name]
    there = column.codes[column.codes >= 0]
    return str(column.texts[there[0]]).strip() if len(there) else ""


def _class(columns: Mapping[str, Column], domain: str, held: Library) -> str:
    """The class of a domain: the standard's, else by its topic variable (SDTM 2.0, 3.1)."""
    about = domain[2:] if domain.startswith("AP") and len(domain) == 4 and not held.known(domain) else domain
    known = held.class_of(about)
    if known:
        return known
    topics = {"TERM": "EVENTS", "TRT": "INTERVENTIONS"}
    found = next((word for topic, word in topics.items() if about + topic in columns), "")
    if found or about + "TESTCD" not in columns:
        return found
    return "FINDINGS ABOUT" if about + "OBJ" in columns else "FINDINGS"


def is_custom(domain: str, held: Library) -> bool:
    """Whether neither the standard nor its model has the domain."""
    if is_supplementary(domain):
        domain = domain[4:] if domain.startswith("SUPP") else domain[2:]
    about = domain[2:] if domain.startswith("AP") and len(domain) == 4 and not held.known(domain) else domain
    return not held.known(about)


def _asked(table: Table) -> str:
    """The name under which a standard describes the dataset."""
    if is_supplementary(table.name):
        return SUPPLEMENTAL
    return table.domain or table.name


def allowed(table: Table, held: Library) -> tuple[StandardVariable, ...]:
    """The variables the model allows in the dataset, by its class, in the model's order.

    The model is SDTM 2.0 for every standard: the versions that older ones implement have fewer variables, so what is
    not among these is not among theirs.
    """
    if table.class_name in OBSERVATIONS:
        identifiers, own, timing = model_parts(table.class_name)
        return named((*_of_persons(identifiers, table), *own, *timing), table.domain or table.name)
    found = held.of_model(_asked(table)) or held.table(_asked(table))
    if not found:
        raise NotRun(f"the variables of {table.name} are not among the tables held for {held.words}")
    return named(_of_persons(found, table), table.domain)


def _of_persons(found: Sequence[StandardVariable], table: Table) -> tuple[StandardVariable, ...]:
    """The variables, with those of associated persons in place of the subject where the dataset is about such."""
    if "APID" not in table.columns and not full_domain(table).startswith("AP"):
        return tuple(found)
    names = {one.name for one in found}
    persons = [one for one in associated_persons() if one.name not in names]
    return (*(one for one in found if one.name != "USUBJID"), *persons)


def published(table: Table, held: Library) -> tuple[StandardVariable, ...]:
    """The variables the standard has for the dataset, in the model's order; core "" reads as permissible.

    A domain of an observation class may have the model's variables too. NotRun where the tables are not held.
    """
    own = held.table(_asked(table))
    if table.class_name not in OBSERVATIONS:
        if not own:
            raise _not_held(table, held)
        return named(_of_persons(own, table), table.domain)
    custom = is_custom(full_domain(table) or table.name, held)
    if not own and not custom:
        raise _not_held(table, held)
    identifiers, others, timing = model_parts(table.class_name)
    prefix = table.domain or table.name
    parts = [list(named(part, prefix)) for part in (_of_persons(identifiers, table), others, timing)]
    for variable in named(_of_persons(own, table) if own else (), table.domain):
        _put(parts, variable)
    return tuple(one for part in parts for one in part)


def _not_held(table: Table, held: Library) -> Exception:
    if not table.class_name:
        return NotApplicable(f"{table.name} is no dataset of {held.words} and has no topic variable of a class")
    return NotRun(
        f"the variables of {_asked(table)} in {held.words} are not among the tables held here "
        "(SDTMIG 3.4 and 3.3 are): name a version that is"
    )


def _put(parts: list[list[StandardVariable]], variable: StandardVariable) -> None:
    """The variable in the place of the model's of that name; a new one at the end of its part."""
    for part in parts:
        for place, one in enumerate(part):
            if one.name == variable.name:
                part[place] = variable
                return
    parts[{"Identifier": 0, "Timing": 2}.get(variable.role, 1)].append(variable)
