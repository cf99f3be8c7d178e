"""What describing a study stands on: its rules bound, and the pages of its CRF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from define_xml.describe.crf_pages import CrfPages, crf_pages
from define_xml.describe.methods import completed, method_name, rule_method
from define_xml.describe.origins import rule_origins, way_origins
from mappings.bound import Bound
from mappings.origins import Way
from mappings.spec import DatasetSpec, VariableSpec
from mappings.statement import MethodSpec, OriginSpec


class Setting:
    """The bound rules of a study and the rows of its data dictionary: who says where values come from."""

    def __init__(self, bound: Bound, dictionary: Sequence[Mapping[str, str]] = ()) -> None:
        self.bound, self._dictionary = bound, dictionary

    @cached_property
    def crf(self) -> CrfPages:
        """The pages of the annotated CRF."""
        return crf_pages(self.bound.study, self._dictionary)

    def variable(self, dataset: DatasetSpec, variable: VariableSpec) -> VariableSpec:
        """The variable with its origins and, if it is derived, its method; of any dataset, at home or not."""
        origins = rule_origins(self.bound, self.crf, dataset.name, variable)
        derived = any(one.type == "Derived" for one in origins)
        made = rule_method(self.bound, self.crf, dataset.name, variable) if derived else None
        method = completed(variable.method, made, method_name(variable)) if variable.method else made
        return variable.model_copy(update={"origins": origins, "method": method})

    def column(self, table: str, column: str) -> tuple[OriginSpec, ...]:
        """The origin of a raw column, with the pages of the form that ask for it."""
        kind = "Assigned" if self.bound.study.table(table).source == "Sponsor" else "Collected"
        return way_origins(self.bound, self.crf, Way(kind, frozenset({(table, column)})))


def variable_origins(setting: Setting, dataset: str, variable: str) -> tuple[OriginSpec, ...]:
    """The origins of a variable by name; none of one that is not there."""
    home = setting.bound.study.dataset(dataset)
    spec = home.variable(variable) if home else None
    return setting.variable(home, spec).origins if home is not None and spec is not None else ()


def variable_method(setting: Setting, dataset: str, variable: str) -> MethodSpec | None:
    """The method of a variable by name; None of one that is not derived, or not there."""
    home = setting.bound.study.dataset(dataset)
    spec = home.variable(variable) if home else None
    return setting.variable(home, spec).method if home is not None and spec is not None else None
