"""Answers from the study as a whole: its datasets, their variables, what their files say."""

from __future__ import annotations

from typing import Any

from validation.conformance.column import number_text
from validation.conformance.library import full_domain, is_custom, parent_of
from validation.conformance.operations.asked import Answer, Asked
from validation.conformance.rule import NotApplicable
from validation.conformance.table import Study, Table
from validation.conformance.whole import unsplit, wholes


def study_domains(on: Asked) -> Answer:
    """The domains of the study's datasets, in their order; None for datasets without one."""
    return list(dict.fromkeys(full_domain(table) or None for table in _tables(on.study)))


def dataset_names(on: Asked) -> Answer:
    """The names of the study's datasets, sorted."""
    return sorted(table.name for table in _tables(on.study))


def _tables(study: Study) -> list[Table]:
    return list(study.tables.values())


def variable_exists(on: Asked) -> Answer:
    """Whether the dataset has the variable."""
    return on.name in on.unfiltered.columns


def variable_is_null(on: Asked) -> Answer:
    """Whether the variable has no value in any record, or is not there at all."""
    data = on.data if on.option("source") == "submission" or on.operation.domain else on.table
    return on.name not in data.columns or bool(data.columns[on.name].empty.all())


def variable_count(on: Asked) -> Answer:
    """In how many datasets of the study the variable is, `--` being each one's own domain."""
    return float(sum(_own_name(on, whole.table) in whole.table.columns for whole in wholes(on.study)))


def variable_value_count(on: Asked) -> Answer:
    """For each value of the variable in how many datasets of the study it is: a list of (value, count)."""
    counts: dict[Any, int] = {}
    for whole in wholes(on.study):
        name = _own_name(on, whole.table)
        for value in whole.table.columns[name].texts if name in whole.table.columns else ():
            counts[value] = counts.get(value, 0) + 1
    return counts


def _own_name(on: Asked, table: Table) -> str:
    return on.operation.name.replace("--", table.domain)


def extract_metadata(on: Asked) -> Answer:
    """What is said of the dataset: dataset_name, dataset_label, dataset_size, dataset_location, record_count ..."""
    facts = facts_of(on.unfiltered if on.operation.domain else on.dataset, on.study)
    if on.operation.name not in facts:
        raise NotApplicable(f"nothing is known of datasets by the name {on.operation.name}: {', '.join(facts)}")
    return facts[on.operation.name]


def facts_of(table: Table, study: Study) -> dict[str, Any]:
    """What is known of a dataset and its file, by the names rules have for it."""
    about_persons = full_domain(table).startswith("AP") and len(full_domain(table)) == 4
    return {
        "dataset_size": float(table.size),
        "dataset_location": table.file,
        "dataset_name": table.name,
        "dataset_label": table.label,
        "dataset_domain": full_domain(table),
        "domain": full_domain(table),
        "dataset_class": table.class_name,
        "record_count": float(table.count),
        "dataset_columns": tuple(table.columns),
        "dataset_is_split": unsplit(table) != table.name,
        "is_ap": about_persons or "APID" in table.columns,
        "ap_suffix": full_domain(table)[2:] if about_persons else "",
    }


def domain_label(on: Asked) -> Answer:
    """The label the standard gives the domain; "" if it has no such domain."""
    return on.library.label(on.domain or full_domain(on.dataset) or on.dataset.name)


def domain_is_custom(on: Asked) -> Answer:
    """Whether neither the standard nor its model has the domain."""
    return is_custom(on.domain or full_domain(on.dataset) or unsplit(on.dataset), on.library)


def related_domain_is_custom(on: Asked) -> Answer:
    """Whether supplemental qualifiers, or a dataset about associated persons, belong to a custom domain."""
    parent = parent_of(on.dataset) or full_domain(on.dataset)
    return bool(parent) and is_custom(parent, on.library)


def get_column_order_from_dataset(on: Asked) -> Answer:
    """The variables of the dataset, in its order."""
    return list((on.unfiltered if on.operation.domain else on.dataset).columns)


def split_by(on: Asked) -> Answer:
    """For each record the parts of its text between delimiters."""
    delimiter = str(on.option("delimiter") or "")
    if not delimiter or not on.operation.name:
        raise NotApplicable("split_by needs name and delimiter")
    return on.target.mapped(lambda value: tuple(_text(value).split(delimiter)))


def _text(value: Any) -> str:
    return number_text(value) if isinstance(value, float) else str(value)
