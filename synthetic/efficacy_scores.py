"""Pain VAS and ODI of every subject and visit, solved so that all published counts, means and SDs hold at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from synthetic import efficacy_targets as targets
from synthetic.efficacy_targets import FOLLOW_UP, ODI_SCALE, Counts
from synthetic.solve import settle
from synthetic.spine import ARMS, Subject

FULL = 360
"""A whole ODI section sum s of k answered sections counts FULL * s / k units of 1/18 point."""

Key = tuple[str, str]


@dataclass
class Scores:
    """VAS in mm, ODI in units of 1/18 point with the number of answered sections; keys are (subject, visit)."""

    vas: dict[Key, int] = field(default_factory=dict)
    odi: dict[Key, int] = field(default_factory=dict)
    answered: dict[Key, int] = field(default_factory=dict)
    no_vas: set[Key] = field(default_factory=set)
    no_odi: set[Key] = field(default_factory=set)

    def section_sum(self, key: Key) -> int:
        """The sum of the answered ODI sections."""
        return self.odi[key] * self.answered[key] // FULL


def scores(subjects: Sequence[Subject], seed: int) -> Scores:
    """VAS and ODI of all randomised subjects; the baseline is kept under the visit code BASE."""
    found = Scores()
    rng = Random(f"{seed}:scores:baseline")
    kept = [subject for subject in subjects if subject.arm]
    traits = {subject.subject: rng.gauss(0, 1) for subject in kept}
    for arm in ARMS:
        _baseline([subject for subject in kept if subject.arm == arm], arm, found, rng)
    for arm in ARMS:
        for visit in FOLLOW_UP:
            seen = [s for s in kept if s.received == arm and s.full_analysis and visit in s.visits]
            _follow_up(seen, visit, traits, found, Random(f"{seed}:scores:{arm}:{visit}"))
    _outside(kept, found, Random(f"{seed}:scores:outside"))
    return found


def _sections(rng: Random) -> int:
    """How many ODI sections are answered: nearly always all ten."""
    return rng.choices((10, 9, 8), (90, 9, 1))[0]


def _units(answered: int, lowest: int = 0, highest: int = 41) -> list[int]:
    """All ODI values with so many sections answered, from one section sum to below another."""
    return [FULL * total // answered for total in range(lowest, min(highest, 5 * answered + 1))]


def _baseline(own: Sequence[Subject], arm: str, found: Scores, rng: Random) -> None:
    """Baseline VAS and ODI of a randomised arm."""
    severity = [rng.gauss(0, 1) for _ in own]
    target = targets.BASELINE_VAS[arm]
    wanted = [target.mean + target.sd * (0.6 * z + 0.8 * rng.gauss(0, 1)) for z in severity]
    # Without a day 0 the screening value is the baseline, and at screening pain had to be at least 40.
    domains = [range(24, 97) if subject.injected else range(45, 90) for subject in own]
    for subject, value in zip(own, settle(wanted, domains, target, rng), strict=True):
        found.vas[subject.subject, "BASE"] = value
    order = sorted(range(len(own)), key=lambda index: 0.7 * severity[index] + 0.7 * rng.gauss(0, 1))
    answered, sections = _category_domains(arm, rng)
    odi = targets.BASELINE_ODI[arm]
    normal = sorted(rng.gauss(odi.mean, odi.sd) * ODI_SCALE for _ in own)
    for index, count, value in zip(order, answered, settle(normal, sections, odi, rng), strict=True):
        key = own[index].subject, "BASE"
        found.odi[key], found.answered[key] = value, count


def _category_domains(arm: str, rng: Random) -> tuple[list[int], list[list[int]]]:
    """Answered sections and possible values per rank: each in its ODI category, one in BM-MSC between two."""
    answered: list[int] = []
    domains: list[list[int]] = []
    for (low, high), count in zip(targets.ODI_CATEGORIES, targets.CATEGORY_COUNTS[arm], strict=True):
        for _ in range(count):
            sections = _sections(rng)
            inside = [value for value in _units(sections, 1) if low * 36 <= value <= high * 36]
            answered.append(sections)
            domains.append(inside)
        if arm == "BM-MSC" and high == 14:
            # 13 points in 9 sections are 14.4 of 50: above "5-14" and below "15-24".
            answered.append(9)
            domains.append([FULL * 13 // 9])
    return answered, domains


@dataclass(frozen=True)
class Box:
    """A kind of answer to treatment: which VAS and which ODI values it allows, given the baseline."""

    vas: list[int]
    odi: list[int]


def _boxes(label: str, base_vas: int, base_odi: int, answered: int) -> list[Box]:
    """The ways to be of a kind: B both MCIDs, V or N (with R: responder) VAS only or none, O ODI only."""
    ten = [value for value in _units(answered) if base_odi - value >= 180]
    less = [value for value in _units(answered) if base_odi - value < 180]
    relative = [value for value in less if 10 * value <= 8 * base_odi]
    not_relative = [value for value in less if 10 * value > 8 * base_odi]
    thirty = [value for value in range(101) if 10 * value <= 7 * base_vas]
    small = [value for value in range(101) if 10 * value > 7 * base_vas]
    sure = [value for value in ten if 10 * value <= 8 * base_odi]
    ways = {
        "B": [(thirty, sure)],
        "O": [(small, sure)],
        "VR": [(_twenty(thirty, base_vas, True), less), (thirty, relative)],
        "V": [(_twenty(thirty, base_vas, False), not_relative)],
        "NR": [(_twenty(small, base_vas, True), less), (small, relative)],
        "N": [(_twenty(small, base_vas, False), not_relative)],
    }
    return [Box(vas, odi) for vas, odi in ways[label] if vas and odi]


def _twenty(values: list[int], base: int, improved: bool) -> list[int]:
    """The VAS values that are (or are not) at least 20 mm and 20% below the baseline."""
    return [value for value in values if (value <= base - 20 and 10 * value <= 8 * base) == improved]


def _distance(values: list[int], wanted: float) -> float:
    """How far a wanted value lies outside the span of the values."""
    return max(0.0, values[0] - wanted, wanted - values[-1])


def _follow_up(own: Sequence[Subject], visit: str, traits: dict[str, float], found: Scores, rng: Random) -> None:
    """VAS and ODI of an arm as treated at one visit."""
    cell = (own[0].received or "", visit)
    vas, odi = targets.VAS[cell], targets.ODI[cell]
    want_vas = [_bent(vas.mean + vas.sd * z) for z in _standing(own, found.vas, traits, rng)]
    want_odi = [odi.scale * _bent(odi.mean + odi.sd * z) for z in _standing(own, found.odi, traits, rng)]
    answered = [_sections(rng) for _ in own]
    apart = _apart(own, cell, found, want_vas)
    boxes = _kinds(_Cell(own, found, answered, want_vas, want_odi), cell, apart)
    lone = own[apart].subject if apart is not None else ""
    vas_at = [i for i, s in enumerate(own) if not (s.subject == lone and visit != "M1")]
    odi_at = [i for i, s in enumerate(own) if not (s.subject == lone and visit == "M1")]
    solved = settle([want_vas[i] for i in vas_at], [boxes[i].vas for i in vas_at], vas, rng)
    found.vas |= {(own[i].subject, visit): value for i, value in zip(vas_at, solved, strict=True)}
    solved = settle([want_odi[i] for i in odi_at], [boxes[i].odi for i in odi_at], odi, rng)
    for i, value in zip(odi_at, solved, strict=True):
        found.odi[own[i].subject, visit], found.answered[own[i].subject, visit] = value, answered[i]
    if lone:
        (found.no_odi if visit == "M1" else found.no_vas).add((lone, visit))


def _bent(value: float) -> float:
    """A wish bent into 0 to 100, so that few land on the very ends."""
    if value < 8:
        return 8 * math.exp((value - 8) / 12)
    return value if value < 92 else 100 - 8 * math.exp((92 - value) / 12)


def _standing(own: Sequence[Subject], values: dict[Key, int], traits: dict[str, float], rng: Random) -> list[float]:
    """Standardised wishes: what a subject had at baseline, how it responds, and chance."""
    base = [values[subject.subject, "BASE"] for subject in own]
    mean = sum(base) / len(base)
    spread = (sum((value - mean) ** 2 for value in base) / len(base)) ** 0.5
    raw = [
        0.45 * (value - mean) / spread + 0.7 * traits[subject.subject] + 0.5 * rng.gauss(0, 1)
        for subject, value in zip(own, base, strict=True)
    ]
    middle = sum(raw) / len(raw)
    width = (sum((value - middle) ** 2 for value in raw) / len(raw)) ** 0.5
    return [(value - middle) / width for value in raw]


def _apart(own: Sequence[Subject], cell: Key, found: Scores, want_vas: list[float]) -> int | None:
    """The sham subject with only one of VAS and ODI: no ODI at month 1, no VAS at months 3 and 6."""
    if cell not in (("SHAM", "M1"), ("SHAM", "M3"), ("SHAM", "M6")):
        return None
    taken = {subject for subject, _ in found.no_vas | found.no_odi}
    bases = [found.vas[subject.subject, "BASE"] for subject in own]
    free = [i for i, s in enumerate(own) if s.subject not in taken and 40 <= bases[i] <= 60]
    return min(free, key=lambda i: abs(want_vas[i] - 0.67 * bases[i]))


@dataclass(frozen=True)
class _Cell:
    """One arm at one visit: its subjects, what they had, what is wanted."""

    own: Sequence[Subject]
    found: Scores
    answered: list[int]
    want_vas: list[float]
    want_odi: list[float]

    def best(self, index: int, label: str) -> tuple[float, Box | None]:
        """The cheapest way for a subject to be of a kind: its cost in SDs, and what it allows."""
        base = self.own[index].subject, "BASE"
        cost: float = 1e6
        found: Box | None = None
        for box in _boxes(label, self.found.vas[base], self.found.odi[base], self.answered[index]):
            far = _distance(box.vas, self.want_vas[index]) / 25 + _distance(box.odi, self.want_odi[index]) / 270
            if far < cost:
                cost, found = far, box
        return cost, found


def _labels(counts: Counts, size: int, one_sided: bool) -> list[str]:
    """How many subjects of each kind make up the published counts."""
    vas_only = counts.vas - one_sided - counts.both
    odi_only = counts.odi - counts.both
    more = counts.responder - counts.odi
    vas_responders = min(vas_only, more)
    labels = ["B"] * counts.both + ["O"] * odi_only + ["VR"] * vas_responders
    labels += ["V"] * (vas_only - vas_responders) + ["NR"] * (more - vas_responders)
    return labels + ["N"] * (size - len(labels))


def _kinds(cell: _Cell, name: Key, apart: int | None) -> list[Box]:
    """What each subject may have, so that every published count holds and the wishes are hurt least."""
    size = len(cell.own)
    at = [index for index in range(size) if index != apart]
    labels = _labels(targets.COUNTS[name], len(at), name == ("SHAM", "M1"))
    costs = [{label: cell.best(index, label)[0] for label in set(labels)} for index in at]
    order = sorted(range(len(at)), key=lambda place: costs[place]["B"])
    kinds = dict(zip(order, labels, strict=True))
    improved = True
    while improved:
        improved = False
        for second, first in sorted(combinations(range(len(at)), 2), key=lambda pair: (pair[1], pair[0])):
            a, b = kinds[first], kinds[second]
            gain = costs[first][a] + costs[second][b] - costs[first][b] - costs[second][a]
            if gain > 1e-9:
                kinds[first], kinds[second], improved = b, a, True
    boxes: list[Box] = [Box([0], [0])] * size
    for place, index in enumerate(at):
        box = cell.best(index, kinds[place])[1]
        if box is None:
            raise ValueError(f"{name}: {cell.own[index].subject} cannot be of kind {kinds[place]}; change the seed")
        boxes[index] = box
    if apart is not None:
        boxes[apart] = _lone_box(cell, apart, name[1])
    return boxes


def _lone_box(cell: _Cell, index: int, visit: str) -> Box:
    """Values of the one-sided subject: undecided as a responder under any reading of missing values."""
    base = cell.own[index].subject, "BASE"
    vas, odi = cell.found.vas[base], cell.found.odi[base]
    kind = "V" if visit == "M1" else "N"
    return _boxes(kind, vas, odi, cell.answered[index])[0]


def _outside(kept: Sequence[Subject], found: Scores, rng: Random) -> None:
    """Values of the subjects outside the full analysis set, which no published number depends on."""
    for subject in kept:
        for visit in FOLLOW_UP:
            if subject.full_analysis or visit not in subject.visits:
                continue
            key = subject.subject, visit
            found.vas[key] = max(5, found.vas[subject.subject, "BASE"] - rng.randint(0, 25))
            found.odi[key] = max(36, found.odi[subject.subject, "BASE"] // 36 * 36 - 36 * rng.randint(0, 6))
            found.answered[key] = 10
