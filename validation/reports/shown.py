"""What of a record may be shown: its keys, its values, or neither; a report never holds more than it was told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validation.reports.wording import whole_text

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.results.findings import Found, RecordFound

HIDDEN = "(not shown)"


@dataclass(frozen=True)
class Shown:
    """A record as a report may show it; `record` is its number from 1, 0 for the dataset as a whole."""

    identity: str
    record: int
    keys: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    status: str

    @property
    def key(self) -> str:
        """`USUBJID=01-701-1015 AESEQ=3`."""
        return " ".join(f"{name}={value}" for name, value in self.keys)


def records(found: Found, most: int) -> tuple[RecordFound, ...]:
    """The first records of a group, at most so many; no more are made than are asked for."""
    return found.records if most >= found.cap else replace(found, cap=most).records


def held(found: Found) -> int:
    """How many records of a group can be shown: of some no more is known than that they are."""
    evidence = found.evidence
    known = found.count if evidence.rows is None or found.variables else int((evidence.numbers > 0).sum())
    return min(known, found.cap)


def shown(report: Report, record: RecordFound) -> Shown:
    """The record as the level allows."""
    level = report.options.values
    keys = tuple((name, whole_text(value)) for name, value in record.keys) if level != "none" else ()
    values = tuple(whole_text(one) for one in record.values) if level == "all" else ()
    return Shown(record.identity, record.record, keys, values, record.status)


def common(report: Report, found: Found) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The values found most, each with how many records have it; none where values may not be shown."""
    if report.options.values != "all":
        return ()
    return tuple((tuple(whole_text(one) for one in values), count) for values, count in found.values)


def assigned(found: Found, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each variable with its value; what is said of a dataset by its name is its label, or that it is not there."""
    pairs = zip(found.variables, values, strict=False)
    if found.dataset not in found.variables:
        return list(pairs)
    named = [("label" if name == found.dataset else name, value) for name, value in pairs]
    return [] if found.check.id == "dataset_absent" else named
