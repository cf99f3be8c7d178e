"""A study told whole: rules and finished datasets put together into all that a define.xml says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from define_xml.describe.coded import with_dictionaries
from define_xml.describe.codelists import with_codelists
from define_xml.describe.datasets import described_dataset
from define_xml.describe.methods import completed, method_name
from define_xml.describe.setting import Setting as Setting
from define_xml.describe.standards import followed_standards, named_terminologies
from define_xml.describe.values import with_values
from mappings.bound import Bound
from mappings.dataset import Dataset
from mappings.records import Records
from mappings.spec import DatasetSpec, Floor, StudySpec, VariableSpec

__all__ = ["Setting", "described_study"]


def described_study(
    bound: Bound,
    datasets: Sequence[Dataset],
    dictionary: Sequence[Mapping[str, str]] = (),
    tables: Mapping[str, Records] | None = None,
) -> StudySpec:
    """The complete spec of a build: its datasets as built, with origins, pages, methods, values, codelists, comments.

    `datasets` are the finished ones, SUPP-- among them; `dictionary` are the rows of the raw export's data dictionary;
    `tables` are those the rules were applied to, for the answers that the study's own tables list. What no define.xml
    can say, rules, places and raw tables, is left out.
    """
    setting = Setting(bound, dictionary)
    study = bound.study
    told = study.model_copy(
        update={
            "datasets": tuple(described_dataset(setting, one) for one in datasets),
            "standards": followed_standards(study),
            "terminology": named_terminologies(study),
        }
    )
    told = with_dictionaries(told, study.dictionaries)
    told = with_values(told, datasets, bound, setting, tables)
    told = with_codelists(told, datasets, bound, tables)
    return said_alone(by_value(told))


def by_value(study: StudySpec) -> StudySpec:
    """The study with origins and methods at value level alone, where every item of a variable has its own."""
    return study.model_copy(update={"datasets": tuple(_dataset_by_value(one) for one in study.datasets)})


def _dataset_by_value(dataset: DatasetSpec) -> DatasetSpec:
    return dataset.model_copy(update={"variables": tuple(_variable_by_value(one) for one in dataset.variables)})


def _variable_by_value(variable: VariableSpec) -> VariableSpec:
    if not variable.values:
        return variable
    name = method_name(variable)
    values = tuple(
        one.model_copy(update={"method": completed(one.method, None, name)}) if one.method else one
        for one in variable.values
    )
    alone = all(one.origins for one in values)
    return variable.model_copy(update={"values": values, **({"origins": (), "method": None} if alone else {})})


def said_alone(study: StudySpec) -> StudySpec:
    """The study without what only a mapping says."""
    return study.model_copy(
        update={
            "datasets": tuple(_dataset_alone(one, study.floor) for one in study.datasets),
            "sources": (), "dictionaries": (), "tables": {}, "own_tables": (), "shared": {}, "notes": (), "unread": (),
            "place": "", "cutoff": "",
        }
    )  # fmt: skip


def _dataset_alone(dataset: DatasetSpec, floor: Floor) -> DatasetSpec:
    plain = {"rule": None, "where": None, "supplemental": False, "origin": "", "evaluator": "", "place": ""}
    if floor == "adam":
        plain["role"] = ""  # roles are SDTM's: a copy of DM.SEX has none in an analysis dataset
    return dataset.model_copy(
        update={
            "variables": tuple(one.model_copy(update=plain) for one in dataset.variables), "own_keys": False,
            "records": None, "where": None, "ignored": {}, "omitted": (), "predecessors": {}, "order": (), "place": "",
        }
    )  # fmt: skip
