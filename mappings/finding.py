"""A finding: what is wrong with data, in words. Readers, builders' reports and checks all speak in findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """What is wrong: where, which value, in words; equal findings are one with a count."""

    check: str
    severity: Severity
    words: str
    dataset: str = ""
    variable: str = ""
    value: str = ""
    count: int = 1
    records: tuple[int, ...] = ()
    cites: str = ""

    @property
    def place(self) -> str:
        """`AE.AEOUT`, `AE`, or the raw table's name."""
        return f"{self.dataset}.{self.variable}" if self.variable else self.dataset
