"""What a report counts: findings by gravity and dataset, checks by what became of them, and how much was covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.reports.wording import GRAVITIES, gravity, reason
from validation.result import CheckInfo, Outcome

if TYPE_CHECKING:
    from validation.reports.report import Report

# The gravest thing that became of a check on any dataset is what became of it.
WORST = ("error", "failed", "not_run", "passed", "not_applicable")
FORMULA = "ran / (ran + did not run + raised an error), in pairs of check and dataset; nothing to judge is left out"


@dataclass(frozen=True)
class Stand:
    """What became of a check on some datasets: the same status for the same reason."""

    status: str
    reason: str
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A check, the gravest thing that became of it, and what became of it on which datasets."""

    check: CheckInfo
    status: str
    stands: tuple[Stand, ...]
    found: int


@dataclass(frozen=True)
class Coverage:
    """How many pairs of check and dataset were evaluated, of those that could have been."""

    ran: int
    asked: int
    unread: int

    @property
    def percent(self) -> str:
        """With one decimal, cut and not rounded: 100.0 is said only of all; `-` where nothing was asked."""
        if not self.asked:
            return "-"
        tenths = self.ran * 1000 // self.asked
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class Tally:
    """All figures of a report."""

    groups: Mapping[str, int]  # gravity -> groups
    records: Mapping[str, int]  # gravity -> records
    triage: Mapping[str, int]  # triage -> records, waived ones left out
    datasets: Mapping[tuple[str, str], int]  # (dataset, gravity) -> records
    checks: tuple[Asked, ...]
    coverage: Coverage

    def stood(self, status: str) -> tuple[Asked, ...]:
        """The checks with this status."""
        return tuple(one for one in self.checks if one.status == status)

    def by_reason(self, status: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """Reason -> check id -> datasets, the reason of most pairs first."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for asked in self.checks:
            for stand in asked.stands:
                if stand.status == status:
                    found.setdefault(stand.reason, {})[asked.check.id] = stand.datasets
        weights = {said: sum(max(len(one), 1) for one in checks.values()) for said, checks in found.items()}
        return {said: found[said] for said in sorted(found, key=lambda one: (-weights[one], one))}


def tally(report: Report) -> Tally:
    """The figures of a report."""
    groups: Counter[str] = Counter()
    records: Counter[str] = Counter()
    triage: Counter[str] = Counter()
    datasets: Counter[tuple[str, str]] = Counter()
    for found in report.found:
        grave = gravity(found)
        groups[grave] += 1
        records[grave] += found.count
        datasets[found.dataset, grave] += found.count
        if grave != "waived":
            triage[found.triage] += found.count
    counts = {one: groups[one] for one in GRAVITIES}
    return Tally(
        counts, {one: records[one] for one in GRAVITIES}, dict(sorted(triage.items())), dict(datasets),
        _asked(report), _coverage(report),
    )  # fmt: skip


def _coverage(report: Report) -> Coverage:
    counts = Counter(one.status for one in report.judgement.outcomes)
    ran = counts["passed"] + counts["failed"]
    return Coverage(ran, ran + counts["not_run"] + counts["error"], len(report.judgement.unread))


def _asked(report: Report) -> tuple[Asked, ...]:
    # A check of files and one of define.xml may have the same name.
    outcomes: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in report.judgement.outcomes:
        outcomes.setdefault((outcome.check.id, outcome.check.kind), []).append(outcome)
    found: Counter[tuple[str, str]] = Counter()
    for one in report.found:
        found[one.check.id, one.check.kind] += one.count
    made = []
    for check, held in sorted(outcomes.items()):
        statuses = {one.status for one in held}
        worst = next(one for one in WORST if one in statuses)
        made.append(Asked(held[0].check, worst, _stands(report, held), found[check]))
    return tuple(made)


def _stands(report: Report, outcomes: list[Outcome]) -> tuple[Stand, ...]:
    held: dict[tuple[int, str], dict[str, None]] = {}
    for one in outcomes:
        said = reason(report, one.status, one.reason)
        held.setdefault((WORST.index(one.status), said), {})[one.dataset] = None
    return tuple(Stand(WORST[place], said, tuple(sorted(names))) for (place, said), names in sorted(held.items()))
