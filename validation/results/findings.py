"""Findings in groups, one for a check, dataset, variables and words; each of their records known by its key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mappings.distinct import combined
from mappings.finding import SEVERITIES, Severity
from validation.result import CheckInfo, Hits, Judgement, Outcome, Triage
from validation.results.alike import folded_groups
from validation.results.evidence import Evidence, evidence_of, identities
from validation.results.keys import Keyed, keyed, mark, named

CAP = 100  # records of a group that are shown; its count is that of all
VALUES = 25  # distinct values of a group that are shown
Status = Literal["", "new", "changed", "same"]
_COUNT = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*(?![\w-])")
STATUSES: tuple[Status, ...] = ("", "new", "changed", "same")


@dataclass(frozen=True)
class Waiver:
    """What somebody decided not to mend: where, why, who and when (dates as ISO 8601 says them).

    One that is `standing` may cover nothing: it is kept for another build of the same study.
    """

    check: str
    reason: str
    author: str
    date: str
    dataset: str = ""
    variable: str = ""
    value: tuple[str, ...] = ()
    record: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expires: str = ""
    place: str = ""
    standing: bool = False

    @property
    def covers(self) -> tuple[str, ...]:
        """What it is about, as texts: the same as long as only its reason, author and dates are edited."""
        record = [f"{name}={value}" for name, values in sorted(self.record.items()) for value in values]
        return (self.check, self.dataset, self.variable, *self.value, *record)


@dataclass(frozen=True)
class RecordFound:
    """One record of a finding. `identity` is the same in every run, wherever the record stands in its file.

    `record` is its number in the file from 1, for display only; 0 for a dataset as a whole, and for a record of which
    no more is known. `status` is what a baseline says of it; "changed" is the same record with another value.
    """

    identity: str
    keys: tuple[tuple[str, str], ...]
    subject: str
    record: int
    values: tuple[str, ...]
    status: Status = ""
    waived: bool = False


@dataclass(frozen=True, eq=False)
class Found:
    """What one check found in one dataset and said in the same words; whole if waived, or not waived at all.

    `group` is the same for what a waiver covers of a group and for what it leaves; `id` is of this one alone. What
    checks of other kinds say of the same variable in the same records is `folded` into it.
    """

    group: str
    check: CheckInfo
    dataset: str
    variables: tuple[str, ...]
    words: str
    evidence: Evidence
    cap: int = CAP
    waiver: Waiver | None = None
    folded: tuple[Found, ...] = ()

    @property
    def alike(self) -> tuple[str, ...]:
        """The ids of checks of other kinds that say this too; what they say is in `folded`."""
        return tuple(one.check.id for one in self.folded)

    @property
    def id(self) -> str:
        """Twelve digits that are the same in every run, however many records there are."""
        return f"{mark(self.group, *self.waiver.covers):016x}"[:12] if self.waiver else self.group

    @property
    def severity(self) -> Severity:
        """How grave it is, waived or not."""
        return self.check.severity

    @property
    def standing(self) -> Severity | Literal["waived"]:
        """How grave it is as it stands: "waived" if somebody took it on himself."""
        return "waived" if self.waiver else self.check.severity

    @property
    def triage(self) -> Triage:
        """What kind of thing is wrong."""
        return self.check.triage

    @property
    def guidance(self) -> str:
        """The sentence of guidance the check stands on, with its place; "" if it cites none."""
        for cited in self.check.cited:
            place = ", ".join(part for part in (cited.document, cited.section, cited.item) if part)
            if cited.text or place:
                return f"{cited.text} ({place})" if cited.text and place else cited.text or place
        return ""

    @property
    def count(self) -> int:
        """How many records, all told."""
        return len(self.evidence.marks)

    @property
    def waived(self) -> int:
        """How many of them are waived."""
        return self.count if self.waiver else 0

    @cached_property
    def new(self) -> int:
        """How many of them no baseline knows as they are: the new and the changed ones."""
        return int(np.isin(self.evidence.statuses, (1, 2)).sum())

    @cached_property
    def records(self) -> tuple[RecordFound, ...]:
        """The first records by their place in the file, up to the cap: what is new before what is known."""
        evidence = self.evidence
        # A record nobody knows the place of comes last; one of which nothing at all is known is but counted.
        order = np.lexsort([evidence.numbers, evidence.numbers == 0, evidence.statuses])
        if evidence.rows is not None and not self.variables:
            order = order[evidence.numbers[order] > 0]
        return tuple(_record(self, evidence, order[: self.cap]))

    @cached_property
    def values(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """The distinct values of the variables with their counts, the most frequent first."""
        columns = self.evidence.values
        if not columns or not self.count:
            return ()
        parts = [pd.factorize(column) for column in columns]
        codes = combined([(code.astype(np.int64), len(words)) for code, words in parts], self.count)
        first = np.unique(codes, return_index=True)[1]
        counts = np.bincount(codes)
        told = [(tuple(str(column[at]) for column in columns), int(counts[codes[at]])) for at in first.tolist()]
        return tuple(sorted(told, key=lambda one: (-one[1], one[0]))[:VALUES])

    def part(self, places: NDArray[Any]) -> Found:
        """The finding of these of its records."""
        folded = tuple(one.part(places) for one in self.folded)
        return replace(self, evidence=self.evidence.take(places), folded=folded)

    def with_statuses(self, statuses: NDArray[np.int8]) -> Found:
        """The finding with what a baseline says of each of its records."""
        return replace(self, evidence=replace(self.evidence, statuses=statuses))


def found(
    judgement: Judgement, *, keys: Mapping[str, Sequence[str]] | None = None, cap: int = CAP
) -> tuple[Found, ...]:
    """What a judgement found, in groups: the gravest first, then by dataset, check and variables.

    `keys` are the key variables by dataset that a define.xml says, where the datasets' specs say none. Of each group
    at most `cap` records are shown; its count is of all. What several kinds of check say alike is told once.
    """
    told: dict[str, Found] = {}
    for outcome in judgement.outcomes:
        if outcome.status == "failed" and outcome.hits is not None and len(outcome.hits):
            one = _group(outcome, outcome.hits, judgement, dict(keys or {}), told)
            told[one.group] = replace(one, cap=cap)
    return ordered(folded_groups(tuple(told.values())))


def ordered(found: Iterable[Found]) -> tuple[Found, ...]:
    """The gravest first, then by dataset, check, variables and words."""
    return tuple(sorted(found, key=_order))


def counted(found: Iterable[Found], fail_on: str, *, new: bool = False) -> int:
    """How many findings are as grave as `fail_on` or graver and not waived; of them the new ones only, if asked."""
    grave = [str(one) for one in SEVERITIES]
    grave = grave[: grave.index(fail_on) + 1] if fail_on in grave else []
    return sum(one.new if new else one.count for one in found if one.standing in grave)


def _order(one: Found) -> tuple[int, str, str, tuple[str, ...], str, bool, str]:
    waived = one.waiver is not None
    return SEVERITIES.index(one.severity), one.dataset, one.check.id, one.variables, one.words, waived, one.id


def _group(
    outcome: Outcome, hits: Hits, judgement: Judgement, keys: Mapping[str, Sequence[str]], told: Mapping[str, Found]
) -> Found:
    check, dataset = outcome.check, outcome.dataset
    name = group_id(check.id, dataset, hits.variables, outcome.message, told)
    return Found(
        name, check, dataset, hits.variables, outcome.message or check.message,
        evidence_of(hits, _keys(hits, judgement.data.get(dataset), keys.get(dataset, ())), name),
    )  # fmt: skip


def group_id(check: str, dataset: str, variables: Sequence[str], words: str, told: Mapping[str, Any] = {}) -> str:
    """The id of a group, none of those told: twelve digits that depend on what it is, not on how many it has."""
    # What outcomes say beyond their check's message may hold counts, and these come and go.
    said = [_COUNT.sub("#", words)] if words else []
    parts, turn = [check, dataset, *variables, *said], 1
    while (name := f"{mark(*parts, *(['again'] * (turn - 1))):016x}"[:12]) in told:
        turn += 1
    return name


def _keys(hits: Hits, dataset: Any, said: Sequence[str]) -> Keyed:
    if hits.rows is None:
        return Keyed(1)
    if hits.names is not None:
        return named("variable", hits.names)
    return keyed(dataset, hits.rows, said)


def _record(one: Found, evidence: Evidence, order: NDArray[Any]) -> list[RecordFound]:
    known = zip(
        identities(evidence, order), evidence.keys.texts(order), evidence.keys.subjects(order),
        evidence.numbers[order].tolist(), evidence.statuses[order].tolist(), order.tolist(), strict=True,
    )  # fmt: skip
    return [
        RecordFound(
            identity, keys, subject, number, tuple(str(column[at]) for column in evidence.values),
            STATUSES[status], one.waiver is not None,
        )
        for identity, keys, subject, number, status, at in known
    ]  # fmt: skip
