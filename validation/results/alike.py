"""The same thing said by checks of several kinds, told once: a rule, a promise and a check that see one wrong value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mappings.finding import SEVERITIES

if TYPE_CHECKING:
    from validation.results.findings import Found

# Who speaks for the others: a published rule is known to reviewers, a promise to who wrote the spec.
SPEAKING = ("conformance", "promise", "check", "define", "file")
LOOK = "worth a look"


def folded_groups(found: Sequence[Found]) -> Iterator[Found]:
    """The groups, of those of different kinds that are alike only the one that speaks, with the others folded in.

    Alike are groups of one dataset with the same records, the same first variable (or the same ones in another order)
    and the same triage; what is alike to one that was folded is too. The one that speaks is as grave as the gravest
    of them; none of its own kind is folded: two rules are two findings.
    """
    places: dict[tuple[str, bytes], list[Found]] = {}
    for one in found:
        rows = one.evidence.rows
        if rows is not None and len(rows) and (rows >= 0).all() and _of_values(one):
            places.setdefault((one.dataset, np.sort(rows).tobytes()), []).append(one)
        else:
            yield one
    for same in places.values():
        yield from _folded(sorted(same, key=lambda one: (SPEAKING.index(one.check.kind), one.check.id, one.group)))


def _folded(same: Iterable[Found]) -> Iterator[Found]:
    """Groups with the same records, those that speak first: each takes in those that say the same after it."""
    left = list(same)
    while left:
        speaking, *left = left
        others: list[Found] = []
        for one in left:
            own = one.check.kind == speaking.check.kind
            if not own and any(_alike(told, one) for told in (speaking, *others)):
                others.append(one)
        left = [one for one in left if one not in others]
        yield _speaking(speaking, others) if others else speaking


def _of_values(one: Found) -> bool:
    """Whether it is of values in records of data: not of variables, not of the lines of a define.xml."""
    return bool(one.variables) and one.evidence.keys.names != ("variable",)


def _alike(one: Found, other: Found) -> bool:
    first = one.variables[0] == other.variables[0] or set(one.variables) == set(other.variables)
    return first and (one.triage == other.triage or LOOK in (one.triage, other.triage))


def _speaking(one: Found, others: Sequence[Found]) -> Found:
    """The group that speaks, the others folded in with their records in its order."""
    rows = one.evidence.rows
    assert rows is not None
    rank = np.argsort(np.argsort(rows, kind="stable"), kind="stable")
    folded = []
    for other in others:
        own = other.evidence.rows
        assert own is not None
        folded.append(replace(other, evidence=other.evidence.take(np.argsort(own, kind="stable")[rank])))
    gravest = min((each.severity for each in (one, *others)), key=SEVERITIES.index)
    return replace(one, check=replace(one.check, severity=gravest), folded=tuple(folded))
