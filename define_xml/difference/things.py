"""What a define.xml speaks of, as a tree of things with facts; and which things of two trees are the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

# Above so many things in disorder, which of two that changed places is told to have moved is left to chance of order.
EXACT = 400


@dataclass(frozen=True)
class Thing:
    """A dataset, a variable, a term: its name among its like, and what is said of it.

    `alike` are other marks by which it is known again under a new name, the surest first. `order` is its rank where
    the order means something, None where it does not.
    """

    kind: str
    name: str
    place: str
    facts: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Thing, ...] = ()
    oid: str = ""
    alike: tuple[str, ...] = ()
    order: int | None = None

    @property
    def label(self) -> str:
        """A few words about it."""
        return next((self.facts[name] for name in ("label", "title", "decode", "version") if name in self.facts), "")


Pair = tuple[Thing, Thing]


@dataclass(frozen=True)
class Matched:
    """The things of two sides that are the same, those that are gone and those that came."""

    pairs: tuple[Pair, ...]
    gone: tuple[Thing, ...]
    come: tuple[Thing, ...]


NONE = Matched((), (), ())


class Matches:
    """Which part is which, for two trees; each part has one partner at most."""

    def __init__(self, old: Thing, new: Thing) -> None:
        self.of: dict[int, Matched] = {}
        self.pairs: list[Pair] = [(old, new)]
        # The list grows while it is walked.
        for before, after in self.pairs:
            if before.parts or after.parts:
                found = self.of[id(after)] = matched(before.parts, after.parts)
                self.pairs += found.pairs

    def parts(self, new: Thing) -> Matched:
        """The parts of a thing of the new side, and those of its partner."""
        return self.of.get(id(new), NONE)


def matched(old: Sequence[Thing], new: Sequence[Thing]) -> Matched:
    """Which is which: by kind and name, then by the marks that both sides have once."""
    left, right = list(old), list(new)
    pairs = _taken(left, right, _named)
    for place in range(max((len(one.alike) for one in [*left, *right]), default=0)):
        pairs += _taken(left, right, partial(_marked, place=place))
    at = {id(one): place for place, one in enumerate(new)}
    pairs.sort(key=lambda pair: at[id(pair[1])])
    return Matched(tuple(pairs), tuple(left), tuple(right))


Keys = Callable[[Sequence[Thing]], "dict[tuple[str, ...], Thing]"]


def _taken(left: list[Thing], right: list[Thing], keys: Keys) -> list[Pair]:
    """The pairs of one key; they leave the lists."""
    if not left or not right:
        return []
    ours, theirs = keys(left), keys(right)
    pairs = [(one, theirs[key]) for key, one in ours.items() if key in theirs]
    for side, gone in ((left, {id(one) for one, _ in pairs}), (right, {id(one) for _, one in pairs})):
        side[:] = [one for one in side if id(one) not in gone]
    return pairs


def _named(things: Sequence[Thing]) -> dict[tuple[str, ...], Thing]:
    """By kind, name, and which of those of one name it is."""
    found: dict[tuple[str, ...], Thing] = {}
    times: dict[tuple[str, str], int] = {}
    for one in things:
        number = times[one.kind, one.name] = times.get((one.kind, one.name), 0) + 1
        found[one.kind, one.name, str(number)] = one
    return found


def _marked(things: Sequence[Thing], place: int) -> dict[tuple[str, ...], Thing]:
    marks = [((one.kind, one.alike[place]), one) for one in things if len(one.alike) > place and one.alike[place]]
    return _once(marks)


def _once(marks: Sequence[tuple[tuple[str, ...], Thing]]) -> dict[tuple[str, ...], Thing]:
    times: dict[tuple[str, ...], int] = {}
    for key, _ in marks:
        times[key] = times.get(key, 0) + 1
    return {key: one for key, one in marks if times[key] == 1}


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Of the same names in two orders, the fewest that must have moved; the same ones in either direction."""
    at = {name: place for place, name in enumerate(new)}
    begin, end = _ends(old, new)
    middle = list(old[begin:end])
    if not middle:
        return set()
    kept = _heaviest(middle, at) if len(middle) <= EXACT else _longest(middle, at)
    return set(middle) - kept


def _ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    begin, end = 0, len(old)
    while begin < end and old[begin] == new[begin]:
        begin += 1
    while end > begin and old[end - 1] == new[end - 1]:
        end -= 1
    return begin, end


def _heaviest(names: Sequence[str], at: Mapping[str, int]) -> set[str]:
    """The longest run in order; of several the one whose names weigh most, so that no direction is preferred."""
    rank = {name: place for place, name in enumerate(sorted(names, reverse=True))}
    weight = [(1 << len(names) + 10) + (1 << rank[name]) for name in names]
    best, before = list(weight), [-1] * len(names)
    for here, name in enumerate(names):
        for there in range(here):
            if at[names[there]] < at[name] and best[there] + weight[here] > best[here]:
                best[here], before[here] = best[there] + weight[here], there
    return set(_back(names, before, max(range(len(names)), key=best.__getitem__)))


def _longest(names: Sequence[str], at: Mapping[str, int]) -> set[str]:
    ends: list[int] = []
    places: list[int] = []
    before = [-1] * len(names)
    for here, name in enumerate(names):
        slot = bisect_left(ends, at[name])
        before[here] = places[slot - 1] if slot else -1
        ends[slot : slot + 1], places[slot : slot + 1] = [at[name]], [here]
    return set(_back(names, before, places[-1]))


def _back(names: Sequence[str], before: Sequence[int], last: int) -> Iterator[str]:
    while last >= 0:
        yield names[last]
        last = before[last]
