"""SF-36 answers of every subject and visit, solved on item level for the published component scores."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from synthetic import efficacy_targets as targets
from synthetic.efficacy_scores import Key, Scores
from synthetic.efficacy_sf36_items import CHOICES, INDEX, NAMES, SCALES, Answers, components, scale_score
from synthetic.efficacy_targets import FOLLOW_UP
from synthetic.solve import Target, definition5, outside
from synthetic.spine import ARMS, Subject

SCALE_OF = {INDEX[name]: number for number, scale in enumerate(SCALES) for name in scale.items}
BETTER_IS_LOW = frozenset(INDEX[name] for scale in SCALES for name in scale.reverse)
#: Questionnaires answered, in addition to the absent ones, by fewer subjects than attended: whole booklets not
#: handed in, and booklets with two of the three role-emotional items left out (no component score).
NOT_HANDED_IN = {("SHAM", "M6"): 1, ("SHAM", "M12"): 1}
NOT_SCORABLE = {("BM-MSC", "M6"): 1, ("SHAM", "M6"): 1}
Cost = Callable[[list[float], list[float]], float]


@dataclass
class Booklet:
    """One filled questionnaire, its scale scores and the component scores they make."""

    answers: Answers
    scales: list[float | None]
    pcs: float
    mcs: float

    @classmethod
    def of(cls, answers: Answers) -> Booklet:
        """The booklet with these answers, which must make component scores."""
        scales = [scale_score(scale, answers) for scale in SCALES]
        pcs, mcs = components(scales) or (50.0, 50.0)
        return cls(answers, scales, pcs, mcs)

    def changed(self, rng: Random) -> Booklet:
        """The booklet with one answer moved by one place."""
        index = rng.choice(tuple(SCALE_OF))
        answer = self.answers[index]
        if answer is None:
            return self
        answers = list(self.answers)
        answers[index] = min(max(answer + rng.choice((-1, 1)), 1), CHOICES[index])
        scales = list(self.scales)
        scales[SCALE_OF[index]] = scale_score(SCALES[SCALE_OF[index]], answers)
        pcs, mcs = components(scales) or (self.pcs, self.mcs)
        return Booklet(answers, scales, pcs, mcs)

    def distance(self, pcs: float, mcs: float) -> float:
        """How far the component scores are from wanted ones."""
        return abs(self.pcs - pcs) + abs(self.mcs - mcs)


def answers(subjects: Sequence[Subject], found: Scores, seed: int) -> dict[Key, Answers]:
    """The answers by subject and visit; the baseline under BASE. Attended visits without an entry were not filled."""
    kept = [subject for subject in subjects if subject.arm]
    rng = Random(f"{seed}:sf36:minds")
    minds = {subject.subject: rng.gauss(0, 1) for subject in kept}
    filled: dict[Key, Answers] = {}
    for arm in ARMS:
        own = [subject for subject in kept if subject.arm == arm]
        filled |= _baseline(own, arm, found, minds, Random(f"{seed}:sf36:{arm}"))
        for visit in FOLLOW_UP:
            seen = [s for s in kept if s.received == arm and s.full_analysis and visit in s.visits]
            filled |= _follow_up(seen, (arm, visit), found, minds, Random(f"{seed}:sf36:{arm}:{visit}"))
    for subject in (one for one in kept if not one.full_analysis):
        for visit in (visit for visit in FOLLOW_UP if visit in subject.visits):
            filled[subject.subject, visit] = _wandered(filled[subject.subject, "BASE"], rng)
    return filled


def _wandered(answers: Answers, rng: Random) -> Answers:
    """Some answers changed at random, for booklets no published number depends on."""
    booklet = Booklet.of(list(answers))
    for _ in range(25):
        booklet = booklet.changed(rng)
    return booklet.answers


def _wishes(keys: Sequence[Key], found: Scores, minds: dict[str, float], rng: Random) -> list[tuple[float, float]]:
    """Standardised physical and mental wishes: less pain and disability, better health."""
    pain = _standard([found.vas.get(key, 45) for key in keys])
    disability = _standard([found.odi.get(key, 400) for key in keys])
    body = [-0.4 * v - 0.6 * o + 0.6 * rng.gauss(0, 1) for v, o in zip(pain, disability, strict=True)]
    mind = [
        -0.25 * v - 0.25 * o + 0.7 * minds[key[0]] + 0.4 * rng.gauss(0, 1)
        for key, v, o in zip(keys, pain, disability, strict=True)
    ]
    return list(zip(_standard(body), _standard(mind), strict=True))


def _standard(values: Sequence[float]) -> list[float]:
    """The values less their mean, over their SD."""
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
    return [(value - mean) / spread for value in values]


def _blank(rng: Random, answers: Answers) -> None:
    """One item left unanswered in some booklets: never one that the scoring of another item needs."""
    if rng.random() < 0.06:
        answers[INDEX[rng.choice(("2", "3b", "3h", "9d", "9i", "11b", "4c", "3j"))]] = None


def _first_answers(pcs: float, mcs: float, rng: Random) -> Answers:
    """Answers of someone with about these component scores."""
    body, mind = (pcs - 50) / 10, (mcs - 50) / 10
    answers: Answers = [3] * len(NAMES)
    for scale in SCALES:
        physical = scale.pcs > 0.1
        level = scale.norm[0] + scale.norm[1] * (0.85 * body + 0.15 * mind if physical else 0.2 * body + 0.8 * mind)
        for name in scale.items:
            index = INDEX[name]
            share = min(max(level / 100 + rng.gauss(0, 0.12), 0), 0.999)
            step = int(rng.random() < share) if CHOICES[index] == 2 else int(share * CHOICES[index])
            answers[index] = CHOICES[index] - step if index in BETTER_IS_LOW else 1 + step
    answers[INDEX["2"]] = rng.choices((1, 2, 3, 4, 5), (1, 2, 5, 3, 1))[0]
    _blank(rng, answers)
    return answers


def _booklet(pcs: float, mcs: float, rng: Random) -> Booklet:
    """A booklet within half a point of wanted component scores, where 400 tries allow."""
    booklet = Booklet.of(_first_answers(pcs, mcs, rng))
    far = booklet.distance(pcs, mcs)
    for _ in range(400):
        if far < 0.5:
            break
        trial = booklet.changed(rng)
        if trial.distance(pcs, mcs) < far:
            booklet, far = trial, trial.distance(pcs, mcs)
    return booklet


def _settle(booklets: list[Booklet], cost: Cost, rng: Random) -> None:
    """The booklets, changed answer by answer until the group's component scores cost nothing."""
    now = cost([b.pcs for b in booklets], [b.mcs for b in booklets])
    for _ in range(60_000):
        if now == 0:
            return
        trial = list(booklets)
        for index in rng.sample(range(len(booklets)), rng.choice((1, 2, 2, 3))):
            trial[index] = trial[index].changed(rng)
        new = cost([b.pcs for b in trial], [b.mcs for b in trial])
        if new <= now or rng.random() < 0.001:
            booklets[:], now = trial, new
    raise ValueError(f"SF-36 answers do not reach the published scores, {now:.3g} away; change the seed")


def _moment_cost(values: list[float], target: Target) -> float:
    """Distance of mean and SD from the printed ones."""
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return outside(mean, target.mean_interval()) + outside(variance**0.5, target.sd_interval())


def _follow_up(
    seen: Sequence[Subject], cell: Key, found: Scores, minds: dict[str, float], rng: Random
) -> dict[Key, Answers]:
    """The answers of an arm as treated at one visit."""
    keys = [(subject.subject, cell[1]) for subject in seen]
    lone = found.no_odi | found.no_vas
    absent = {key for key in keys if key in lone and cell[1] in ("M1", "M3")}
    open_keys = [key for key in keys if key not in absent]
    rng.shuffle(open_keys)
    first = NOT_HANDED_IN.get(cell, 0)
    blanks = open_keys[first : first + NOT_SCORABLE.get(cell, 0)]
    keys = [key for key in keys if key in set(open_keys[first:])]
    scored = [key for key in keys if key not in blanks]
    pcs, mcs = targets.PCS[cell], targets.MCS[cell]
    wishes = _wishes(keys, found, minds, rng)
    booklets = [_booklet(pcs.mean + pcs.sd * p, mcs.mean + mcs.sd * m, rng) for p, m in wishes]
    filled = dict(zip(keys, booklets, strict=True))
    group = [filled[key] for key in scored]
    _settle(group, lambda p, m: _moment_cost(p, pcs) + _moment_cost(m, mcs), rng)
    for key in blanks:
        filled[key].answers[INDEX["5a"]] = filled[key].answers[INDEX["5c"]] = None
    filled |= dict(zip(scored, group, strict=True))
    return {key: booklet.answers for key, booklet in filled.items()}


def _quantile_cost(values: list[float], quartiles: tuple[float, float, float]) -> float:
    """Distance of the quartiles from the printed ones."""
    shares = zip(quartiles, (0.25, 0.5, 0.75), strict=True)
    return sum(outside(definition5(values, share), (wanted - 0.045, wanted + 0.045)) for wanted, share in shares)


def _by_rank(ranks: Sequence[float], quartiles: tuple[float, float, float]) -> list[float]:
    """Values in the order of the given ones, spread so that the quartiles are about as wanted."""
    low, middle, high = quartiles
    marks = (low - 1.4 * (middle - low) - 4, low, middle, high, high + 1.1 * (high - middle) + 3)
    ordered = sorted(ranks)
    values = []
    for rank in ranks:
        share = 4 * (bisect(ordered, rank) - 0.5) / len(ranks)
        part = int(share)
        values.append(marks[part] + (share - part) * (marks[part + 1] - marks[part]))
    return values


def _baseline(
    own: Sequence[Subject], arm: str, found: Scores, minds: dict[str, float], rng: Random
) -> dict[Key, Answers]:
    """The answers of a randomised arm at baseline."""
    keys = [(subject.subject, "BASE") for subject in own]
    wishes = _wishes(keys, found, minds, rng)
    pcs, mcs = targets.BASELINE_PCS[arm], targets.BASELINE_MCS[arm]
    physical = _by_rank([body for body, _ in wishes], pcs)
    mental = _by_rank([mind for _, mind in wishes], mcs)
    booklets = [_booklet(p, m, rng) for p, m in zip(physical, mental, strict=True)]
    _settle(booklets, lambda p, m: _quantile_cost(p, pcs) + _quantile_cost(m, mcs), rng)
    return {key: booklet.answers for key, booklet in zip(keys, booklets, strict=True)}
