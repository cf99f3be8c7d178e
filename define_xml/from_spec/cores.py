"""How much a standard asks for a variable: define.xml says only whether it is mandatory."""

from __future__ import annotations

from collections.abc import Mapping

from mappings.catalog import load_standard
from mappings.datasets import offered_variables
from mappings.error import MappingError
from mappings.published import StandardVariable
from mappings.spec import Core, DatasetSpec, StudySpec
from mappings.structures import published_variable, structure


class Cores:
    """The core of each variable of a study's datasets, by the versions of the standards that are shipped."""

    def __init__(self, study: StudySpec) -> None:
        self._study = study
        self._offered: dict[str, Mapping[str, StandardVariable]] = {}

    def core(self, dataset: DatasetSpec, name: str, mandatory: bool) -> Core:
        """What the standard says; where it says nothing, Req of what is mandatory."""
        try:
            published = self._published(dataset, name)
        except MappingError:  # the study follows a version that is not shipped
            published = None
        if published is None:
            return "Req" if mandatory else ""
        core: Core = published.core if published.core in {"Req", "Cond", "Exp", "Perm"} else "Model"  # type: ignore[assignment]
        return core

    def _published(self, dataset: DatasetSpec, name: str) -> StandardVariable | None:
        if self._study.floor == "adam":
            return published_variable(name, structure(dataset, self._study), self._study)
        if dataset.name not in self._offered:
            self._offered[dataset.name] = self._tabulated(dataset)
        return self._offered[dataset.name].get(name)

    def _tabulated(self, dataset: DatasetSpec) -> Mapping[str, StandardVariable]:
        ref = self._study.standard("SDTMIG")
        if ref is None:
            return {}
        standard = load_standard(ref.name, ref.version)
        if dataset.name.startswith("SUPP") and len(dataset.name) > len("SUPP"):
            return {one.name: one for one in standard.supplemental(dataset.name.removeprefix("SUPP")).variables}
        return offered_variables(standard, standard.dataset(dataset.domain), dataset.domain, dataset.class_name)
