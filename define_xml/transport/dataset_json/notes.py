"""What is odd in records, gathered while they are read or written: one finding for each variable and value."""

from __future__ import annotations

from dataclasses import dataclass, field

from mappings.finding import Finding, Severity

# Records named in a finding, and findings of one check about a dataset.
RECORDS = 20
FINDINGS = 1_000

Key = tuple[str, Severity, str, str, str]


@dataclass
class Notes:
    """Findings about one dataset, gathered record by record."""

    dataset: str
    found: dict[Key, tuple[int, list[int]]] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def add(self, said: tuple[str, Severity, str], variable: str, value: str, records: list[int], count: int) -> None:
        """Notes (check, severity, words) about a value, the first of its records and how many there are."""
        check, severity, words = said
        key = (check, severity, words, variable, value)
        if key not in self.found:
            if self.size.get(check, 0) >= FINDINGS:
                self.left[check] = self.left.get(check, 0) + count
                return
            self.size[check] = self.size.get(check, 0) + 1
        before, named = self.found.get(key, (0, []))
        self.found[key] = (before + count, [*named, *records[: RECORDS - len(named)]])

    def findings(self) -> list[Finding]:
        """What was noted, in the order in which it was met; what was left out is counted."""
        told = [
            Finding(check, severity, words, self.dataset, variable, value, count, tuple(records))
            for (check, severity, words, variable, value), (count, records) in self.found.items()
        ]
        more = [
            Finding(check, "note", f"{count} more of this kind are not listed", self.dataset, count=count)
            for check, count in self.left.items()
        ]
        return [*told, *more]
