"""The 36 items of the SF-36 version 1, how they make eight scales, and the two component scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Answers = list[int | None]

NAMES = (
    *("1", "2"),
    *("3a", "3b", "3c", "3d", "3e", "3f", "3g", "3h", "3i", "3j"),
    *("4a", "4b", "4c", "4d", "5a", "5b", "5c", "6", "7", "8"),
    *("9a", "9b", "9c", "9d", "9e", "9f", "9g", "9h", "9i", "10", "11a", "11b", "11c", "11d"),
)
INDEX = {name: index for index, name in enumerate(NAMES)}


def choices(name: str) -> int:
    """How many answers an item offers."""
    if name in ("7",) or name.startswith("9"):
        return 6
    return {"3": 3, "4": 2, "5": 2}.get(name[0], 5)


CHOICES = tuple(choices(name) for name in NAMES)


@dataclass(frozen=True)
class Scale:
    """One of the eight scales: items, those scored in reverse, population norm and component weights."""

    name: str
    items: tuple[str, ...]
    reverse: tuple[str, ...]
    norm: tuple[float, float]
    pcs: float
    mcs: float


# Population norms and weights: US general population 1990.
SCALES = (
    Scale("PF", NAMES[2:12], (), (84.52404, 22.89490), 0.42402, -0.22999),
    Scale("RP", ("4a", "4b", "4c", "4d"), (), (81.19907, 33.79729), 0.35119, -0.12329),
    Scale("BP", ("7", "8"), ("7", "8"), (75.49196, 23.55879), 0.31754, -0.09731),
    Scale("GH", ("1", "11a", "11b", "11c", "11d"), ("1", "11b", "11d"), (72.21316, 20.16964), 0.24954, -0.01571),
    Scale("VT", ("9a", "9e", "9g", "9i"), ("9a", "9e"), (61.05453, 20.86942), 0.02877, 0.23534),
    Scale("SF", ("6", "10"), ("6",), (83.59753, 22.37642), -0.00753, 0.26876),
    Scale("RE", ("5a", "5b", "5c"), (), (81.29467, 33.02717), -0.19206, 0.43407),
    Scale("MH", ("9b", "9c", "9d", "9f", "9h"), ("9d", "9h"), (74.84212, 18.01189), -0.22069, 0.48581),
)
HEALTH = (5.0, 4.4, 3.4, 2.0, 1.0)
PAIN = (6.0, 5.4, 4.2, 3.1, 2.2, 1.0)


def _recoded(name: str, answers: Answers, reverse: bool) -> float | None:
    """One answer so that more is better; item 8 depends on item 7."""
    answer = answers[INDEX[name]]
    if answer is None:
        return None
    if name == "1":
        return HEALTH[answer - 1]
    if name == "7":
        return PAIN[answer - 1]
    if name == "8":
        return 6.0 if answer == 1 and answers[INDEX["7"]] == 1 else 6.0 - answer
    return float(CHOICES[INDEX[name]] + 1 - answer) if reverse else float(answer)


def scale_score(scale: Scale, answers: Answers) -> float | None:
    """A scale from 0 to 100, by the half-scale rule; None when fewer than half of its items are answered."""
    values = [_recoded(name, answers, name in scale.reverse) for name in scale.items]
    given = [value for value in values if value is not None]
    if 2 * len(given) < len(values):
        return None
    highest = sum(6 if name == "8" else CHOICES[INDEX[name]] for name in scale.items)
    raw = sum(given) * len(values) / len(given)
    return 100 * (raw - len(values)) / (highest - len(values))


def components(scales: Sequence[float | None]) -> tuple[float, float] | None:
    """Physical and mental component score; None when a scale is missing."""
    pcs = mcs = 50.0
    for scale, score in zip(SCALES, scales, strict=True):
        if score is None:
            return None
        z = (score - scale.norm[0]) / scale.norm[1]
        pcs += 10 * scale.pcs * z
        mcs += 10 * scale.mcs * z
    return pcs, mcs
