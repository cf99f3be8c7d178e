"""Records and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from pandas import DataFrame

from mappings.spec import DatasetSpec


@dataclass(frozen=True)
class Dataset:
    """A dataset, built or read: its records (one column for each variable) and its spec."""

    spec: DatasetSpec
    records: DataFrame

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.spec.name
