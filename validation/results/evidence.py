"""The records of a finding as arrays: where they stand, what they are known by, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.result import Hits
from validation.results.keys import Keyed, Marks, Rows, hashed_texts, mark, mixed


@dataclass(frozen=True, eq=False)
class Evidence:
    """All records of a group, as arrays of one length: positions (None: the dataset), keys, values and numbers.

    `marks` are made of the keys, `fingerprints` of the values; `occurrences` count those of one key, in the order of
    their fingerprints; `statuses` are places in `findings.STATUSES`.
    """

    rows: Rows | None
    keys: Keyed
    values: tuple[NDArray[np.object_], ...]
    marks: Marks
    fingerprints: Marks
    occurrences: NDArray[np.int64]
    statuses: NDArray[np.int8]

    def take(self, places: NDArray[Any]) -> Evidence:
        """Of these records."""
        return Evidence(
            None if self.rows is None else self.rows[places], self.keys.take(places),
            tuple(one[places] for one in self.values), self.marks[places], self.fingerprints[places],
            self.occurrences[places], self.statuses[places],
        )  # fmt: skip

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The record numbers, from 1; 0 where there is none."""
        return np.zeros(len(self.marks), dtype=np.int64) if self.rows is None else self.rows.astype(np.int64) + 1


def evidence_of(hits: Hits, keys: Keyed, group: str) -> Evidence:
    """What a check found as arrays; the numbers of records are those of their keys in this group."""
    values = tuple(np.atleast_1d(np.asarray(one, dtype=object)) for one in hits.values)
    marks, fingerprints = keys.marks(mark(group)), np.zeros(keys.count, dtype=np.uint64)
    for one in values:
        fingerprints = mixed(fingerprints, hashed_texts(one))
    statuses = np.zeros(keys.count, dtype=np.int8)
    return Evidence(hits.rows, keys, values, marks, fingerprints, occurrences(marks, fingerprints), statuses)


def occurrences(marks: Marks, fingerprints: Marks) -> NDArray[np.int64]:
    """For each record how many of the same key come before it, in the order of what they say: never of their rows."""
    order = np.lexsort([fingerprints, marks])
    ordered = marks[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))[: len(ordered)]
    lengths = np.diff(np.append(starts, len(ordered)))
    found = np.empty(len(marks), dtype=np.int64)
    found[order] = np.arange(len(marks)) - np.repeat(starts, lengths)
    return found


def identities(evidence: Evidence, places: NDArray[Any]) -> list[str]:
    """For each of these records what it is known by in every run: sixteen digits."""
    marks, counts = evidence.marks[places].copy(), evidence.occurrences[places].astype(np.uint64)
    again = counts > 0
    marks[again] = mixed(marks[again], counts[again])
    return [f"{one:016x}" for one in marks.tolist()]
