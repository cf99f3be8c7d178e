"""What is odd in the records, gathered while they are read: equal oddities are one finding with a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mappings.finding import Finding, Severity

# Records that a finding names, and findings of one check for one dataset.
NAMED = 20
SHOWN = 1000
_SEVERITY: dict[str, Severity] = {
    "leading_blank": "warning",
    "completeness_unproven": "warning",
    "rounded_number": "note",
    "unnormalised_number": "note",
}


@dataclass
class _Entry:
    words: str
    count: int
    records: list[int]


@dataclass
class Notes:
    """The findings of a dataset; `found` is the list that readers of the stream look at.

    `known` records were noted already, all of them when `complete`: a second pass adds nothing.
    """

    dataset: str
    order: dict[str, int]
    found: list[Finding]
    known: int = 0
    complete: bool = False
    _entries: dict[tuple[str, str, str], _Entry] = field(default_factory=dict)
    _shown: Counter[str] = field(default_factory=Counter)
    _left: Counter[str] = field(default_factory=Counter)
    _before: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = list(self.found)

    def add(self, check: str, variable: str, value: str, words: str, at: tuple[int, Sequence[int]]) -> None:
        """Notes `value`: `at` is how often it is there, and its first records."""
        count, records = at
        entry = self._entries.get((check, variable, value))
        if entry is not None:
            entry.count += count
            entry.records.extend(records[: NAMED - len(entry.records)])
        elif self._shown[check] < SHOWN:
            self._shown[check] += 1
            self._entries[check, variable, value] = _Entry(words, count, list(records[:NAMED]))
        else:
            self._left[check] += count

    def always(self, finding: Finding) -> None:
        """Notes what is said of the dataset as a whole."""
        self._before.append(finding)
        self.publish()

    def publish(self) -> None:
        """Brings `found` up to date: by variable, check and first record."""
        places = {key: (self.order.get(key[1], -1), key[0], entry.records[:1]) for key, entry in self._entries.items()}
        found = [
            Finding(
                check, _SEVERITY.get(check, "error"), entry.words, self.dataset, variable, value,
                entry.count, tuple(entry.records),
            )
            for (check, variable, value), entry in sorted(self._entries.items(), key=lambda one: places[one[0]])
        ]  # fmt: skip
        left = [
            Finding(
                check, _SEVERITY.get(check, "error"),
                f"{count:,} more values are like these {SHOWN:,} and are not shown", self.dataset, count=count,
            )
            for check, count in sorted(self._left.items())
        ]  # fmt: skip
        self.found[:] = [*self._before, *found, *left]
