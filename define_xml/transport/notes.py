"""What is odd in records, gathered while they are read or written: equal oddities are one finding with a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mappings.finding import Finding, Severity

# Records that a finding names, and findings of one check about one dataset.
RECORDS = 20
FINDINGS = 1_000
# Check, severity and words of a finding.
Said = tuple[str, Severity, str]


@dataclass
class _Entry:
    said: Said
    count: int = 0
    records: list[int] = field(default_factory=list)


@dataclass
class Notes:
    """What was noted of a dataset; `found` is the list that readers of a stream look at, where there is one.

    With an `order` of the variables findings are told in it, else as they were met. `known` records were noted
    already, all of them when `complete`: a second pass adds nothing.
    """

    dataset: str
    order: Mapping[str, int] | None = None
    found: list[Finding] = field(default_factory=list)
    known: int = 0
    complete: bool = False
    _entries: dict[tuple[str, str, str], _Entry] = field(default_factory=dict)
    _left: dict[str, tuple[Severity, int]] = field(default_factory=dict)
    _shown: Counter[str] = field(default_factory=Counter)
    _before: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = list(self.found)

    def add(self, said: Said, variable: str, value: str, records: Sequence[int], count: int) -> None:
        """Notes a value: the first of its records, and how often it is there."""
        check, severity, _ = said
        entry = self._entries.get((check, variable, value))
        if entry is None and self._shown[check] >= FINDINGS:
            self._left[check] = severity, self._left.get(check, (severity, 0))[1] + count
            return
        if entry is None:
            self._shown[check] += 1
            entry = self._entries[check, variable, value] = _Entry(said)
        entry.count += count
        entry.records.extend(records[: RECORDS - len(entry.records)])

    def always(self, finding: Finding) -> None:
        """Notes what is said of the dataset as a whole."""
        self._before.append(finding)
        self.publish()

    def publish(self) -> None:
        """Brings `found` up to date."""
        self.found[:] = [*self._before, *self.findings()]

    def findings(self) -> list[Finding]:
        """What was noted; what was left out is counted."""
        entries = [(check, variable, value, entry) for (check, variable, value), entry in self._entries.items()]
        if self.order is not None:
            order = self.order
            entries.sort(key=lambda one: (order.get(one[1], -1), one[0], one[3].records[:1]))
        found = [
            Finding(check, one.said[1], one.said[2], self.dataset, variable, value, one.count, tuple(one.records))
            for check, variable, value, one in entries
        ]
        left = [
            Finding(check, severity, _left_out(count), self.dataset, count=count)
            for check, (severity, count) in sorted(self._left.items())
        ]
        return [*found, *left]


def _left_out(count: int) -> str:
    return f"{count:,} more values are like these {FINDINGS:,} and are not shown"
