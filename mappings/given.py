"""What a word may ask for by the name of a parameter, worked out when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas import DataFrame, Series

from mappings.bound import RECORDS, Bound
from mappings.complete import SUBJECT
from mappings.lineage import described, lineage, merged_codelist
from mappings.records import TABLE
from mappings.rule import Name, Rule
from mappings.spec import Codelist, DatasetSpec, VariableSpec

if TYPE_CHECKING:
    from mappings.apply import Steps


class Given(Mapping[str, Any]):
    """What a word may ask for by the name of a parameter, worked out when it is asked."""

    def __init__(self, steps: Steps, dataset: DatasetSpec, target: VariableSpec | None, rule: Rule) -> None:
        self.steps, self.dataset, self.target, self.rule = steps, dataset, target, rule

    def __getitem__(self, name: str) -> Any:
        return ANSWERS[name](self)

    def __iter__(self) -> Any:
        return iter(ANSWERS)

    def __len__(self) -> int:
        return len(ANSWERS)

    @property
    def index(self) -> pd.Index:
        """The index of the dataset's records."""
        return self.steps.applied.records[self.dataset.name].frame.index

    def source(self) -> Series:
        """The table or source dataset that each record was made of."""
        values: Series = self.steps.applied.records[self.dataset.name].frame[TABLE]
        return values

    def keys(self) -> Any:
        """The key variables of the records, STUDYID and the target itself apart, as a frame."""
        built = self.steps.applied.variables[self.dataset.name]
        target = self.target.name if self.target else ""
        names = [key for key in self.dataset.keys if key in built and key not in {"STUDYID", target}]
        return DataFrame({key: built[key] for key in names}, index=self.index)

    def source_codelist(self) -> Codelist | None:
        """The codelist of the variable that the rule's first argument names."""
        first = self.rule.arguments[0] if self.rule.arguments else None
        if not isinstance(first, Name) or self.target is None:
            return None
        reference = self.steps.bound.references[self.dataset.name, self.target.name][first.text]
        spec = described(self.steps.bound, reference)
        return merged_codelist(self.steps.study, spec) if spec else None

    def needed(self) -> frozenset[str] | None:
        """The columns of the records that rules name; None where any may be read."""
        return needed_columns(self.steps.bound, self.dataset.name)

    def raw_tables(self) -> list[str]:
        """The raw tables that the rule's first named column can come from."""
        first = next(iter(self.rule.names()), None)
        if first is None or self.target is None:
            return []
        reference = self.steps.bound.references[self.dataset.name, self.target.name][first.text]
        return lineage(self.steps.bound, reference)


ANSWERS: dict[str, Callable[[Given], Any]] = {
    "subject": lambda given: given.steps.subject(given.dataset.name),
    "keys": lambda given: given.keys(),
    "needed": lambda given: given.needed(),
    "index": lambda given: given.index,
    "source": lambda given: given.source(),
    "codelist": lambda given: merged_codelist(given.steps.study, given.target),
    "source_codelist": lambda given: given.source_codelist(),
    "target": lambda given: given.target,
    "dataset": lambda given: given.dataset,
    "study": lambda given: given.steps.study,
    "formats": lambda given: _several(given.steps.study.table(name).dates for name in given.raw_tables()),
    "decimal": lambda given: (
        "".join(_several(given.steps.study.table(name).decimal for name in given.raw_tables())) or "."
    ),
}


def needed_columns(bound: Bound, name: str) -> frozenset[str] | None:
    """The columns of a dataset's records that its rules name, and those of the datasets that are made of it.

    None where a word reads all columns: one that does not itself ask which are needed.
    """
    dataset = bound.study.dataset(name)
    found = {
        one.column
        for (owner, _), references in bound.references.items()
        if owner == name
        for one in references.values()
        if one.kind in {"column", "name"}
    }
    if dataset is not None and not dataset.submit:
        for reader in (reader for reader, sources in bound.sources.items() if name in sources):
            beyond = needed_columns(bound, reader) if "needed" in bound.words[reader, RECORDS].asks else None
            if beyond is None:
                return None
            found |= beyond
    return frozenset({*found, SUBJECT})


def _several(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for value in values for part in value))
