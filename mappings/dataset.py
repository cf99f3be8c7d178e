"""Records and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pandas import DataFrame

from mappings.finding import Finding
from mappings.spec import DatasetSpec


@dataclass(frozen=True)
class FileFacts:
    """What a file said of itself, beyond any spec: its format, size and times, and the format's own header fields."""

    name: str
    format: str
    size: int = 0
    encoding: str = "ascii"
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Dataset:
    """A dataset, built or read: its records (one column for each variable) and its spec.

    One that was read has the spec *as found*, the facts of its file, and what was found odd in it.
    """

    spec: DatasetSpec
    records: DataFrame
    file: FileFacts | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.spec.name

    def __repr__(self) -> str:
        """On one line what it is; a frame and a spec of twenty thousand letters help nobody at a prompt."""
        label = f" ({self.spec.label})" if self.spec.label else ""
        said = f"{len(self.records):,} records, {len(self.spec.variables)} variables"
        odd = f", {len(self.findings)} findings" if self.findings else ""
        return f"<Dataset {self.name}{label}: {said}{odd}{f', of {self.file.name}' if self.file else ''}>"

    def frame(self, dates: bool | Literal["all"] = True) -> DataFrame:
        """The records for analysis: variables in order, dates where SAS has numbers; see `mappings.frame.frame`."""
        from mappings.frame import frame

        return frame(self, dates)
