"""Variables coded with an external dictionary: the study says which, and which version."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.error import MappingError, nearest
from mappings.spec import Codelist, DatasetSpec, DictionarySpec, StudySpec

SAID = {"version", "href", "comment"}


def with_dictionaries(study: StudySpec, dictionaries: Iterable[DictionarySpec]) -> StudySpec:
    """The study with a codelist for each dictionary, which its variables have in place of any other.

    MappingError for a variable that no dataset has; a dictionary none of whose datasets is here is left out.
    """
    for one in dictionaries:
        known = {f"{dataset.name}.{variable.name}" for dataset in study.datasets for variable in dataset.variables}
        named = {name for name in one.variables if name.partition(".")[0] in {each.name for each in study.datasets}}
        for name in sorted(named - known):
            place = f"{study.place}  dictionaries.{one.name}.variables"
            raise MappingError(place, f"no variable {name}", nearest(name, known))
        if named:
            codelist = Codelist(name=one.name, label=one.name, dictionary=one.name, **one.model_dump(include=SAID))
            datasets = tuple(_coded(dataset, named, one.name) for dataset in study.datasets)
            study = study.model_copy(update={"datasets": datasets, "codelists": (*study.codelists, codelist)})
    return study


def _coded(dataset: DatasetSpec, named: Iterable[str], codelist: str) -> DatasetSpec:
    wanted = {name.partition(".")[2] for name in named if name.partition(".")[0] == dataset.name}
    if not wanted:
        return dataset
    variables = tuple(
        one.model_copy(update={"codelists": (codelist,)}) if one.name in wanted else one for one in dataset.variables
    )
    return dataset.model_copy(update={"variables": variables})
