"""One finished dataset as define.xml tells it: its variables with origins, methods and comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from define_xml.describe.setting import Setting
from mappings.complete import SUBJECT
from mappings.dataset import Dataset
from mappings.spec import Core, DatasetSpec, StudySpec, VariableSpec
from mappings.statement import OriginSpec
from mappings.structures import published_variable, structure

ASSIGNED = OriginSpec(type="Assigned", source="Sponsor")
NOT_COLLECTED = "The standard expects this variable; the study has no values of it."
ALL_MISSING = "No record has a value."
EMPTY_QUALIFIERS = {
    "IDVAR": "The qualifiers are of the subject, whose only record needs no other identifier.",
    "IDVARVAL": "The qualifiers are of the subject, whose only record needs no other identifier.",
    "QEVAL": "No qualifier is a subjective judgement.",
}
# SDTMIG 3.4, 8.4: what says to which record a qualifier belongs, and what it is called, nobody collected.
QUALIFIERS = frozenset({"RDOMAIN", "IDVAR", "IDVARVAL", "QNAM", "QLABEL", "QORIG", "QEVAL"})


def described_dataset(setting: Setting, built: Dataset) -> DatasetSpec:
    """The dataset with its final variables, each with what its rule tells of it."""
    study = setting.bound.study
    said = study.dataset(built.name)
    told = _told(setting, said) if said is not None else _supplemental(setting, built)
    source = said or built.spec
    variables = tuple(_variable(study, source, one, told(one), built) for one in built.spec.variables)
    names = {one.name for one in variables}
    return built.spec.model_copy(
        update={
            "variables": variables,
            "keys": tuple(key for key in built.spec.keys if key in names),
            "comment": source.comment,
            "comment_documents": source.comment_documents,
        }
    )


def _told(setting: Setting, said: DatasetSpec) -> Callable[[VariableSpec], VariableSpec]:
    def told(one: VariableSpec) -> VariableSpec:
        bound = said.variable(one.name) or one
        return setting.variable(said, bound)

    return told


def _supplemental(setting: Setting, built: Dataset) -> Callable[[VariableSpec], VariableSpec]:
    """The variables of a SUPP-- dataset: the subject as its parent says, QVAL by qualifier, the rest assigned."""
    parent = setting.bound.study.dataset(built.name.removeprefix("SUPP"))

    def told(one: VariableSpec) -> VariableSpec:
        if one.name in QUALIFIERS:
            return one.model_copy(update={"origins": (ASSIGNED,)})
        own = parent.variable(one.name) if parent and one.name in {"STUDYID", SUBJECT} else None
        return setting.variable(parent, own) if parent and own else one

    return told


def _variable(
    study: StudySpec, dataset: DatasetSpec, built: VariableSpec, told: VariableSpec, records: Dataset
) -> VariableSpec:
    filled = records.records[built.name].notna()
    empty = len(filled) > 0 and not bool(filled.any())
    comment = told.comment or (_why_empty(study, dataset, built) if empty or built.has_no_data else "")
    update: Mapping[str, object] = {
        "origins": told.origins,
        "method": told.method,
        "comment": comment,
        "comment_documents": told.comment_documents,
        "mandatory": _mandatory(study, dataset, built) and bool(filled.all()),
        "has_no_data": built.has_no_data or empty,
    }
    return built.model_copy(update=update)


def _why_empty(study: StudySpec, dataset: DatasetSpec, variable: VariableSpec) -> str:
    """Why no record has a value, as far as the rules tell (Define-XML 2.1: without data there is a comment)."""
    if study.dataset(dataset.name) is None:
        return EMPTY_QUALIFIERS.get(variable.name, ALL_MISSING)
    return NOT_COLLECTED if variable.rule is None else ALL_MISSING


def _mandatory(study: StudySpec, dataset: DatasetSpec, variable: VariableSpec) -> bool:
    if variable.mandatory is not None:
        return variable.mandatory
    core: Core | str = variable.core
    if study.floor == "adam":
        # ADaMIG 1.3, 3.1: required means that the variable is there.
        published = published_variable(variable.name, structure(dataset, study), study)
        core = variable.core or (published.core if published else "")
    return core == "Req"
