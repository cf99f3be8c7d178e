"""A finding: what is wrong with data, in words. Readers, builders' reports and checks all speak in findings."""

from __future__ import annotations

from collections.abc import Iterable
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


def exit_code(findings: Iterable[Finding], fail_on: str) -> int:
    """1 if a finding is as grave as `fail_on` or graver, else 0; `never` is graver than all."""
    if fail_on == "never":
        return 0
    grave: tuple[str, ...] = SEVERITIES[: [str(one) for one in SEVERITIES].index(fail_on) + 1]
    return int(any(one.severity in grave for one in findings))


def told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without those that say again of a value what was said of it, as the writers of two formats do."""
    told: dict[object, Finding] = {}
    for one in findings:
        told.setdefault((one.check, one.dataset, one.variable, one.value) if one.value else one, one)
    return tuple(told.values())
