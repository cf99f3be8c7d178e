"""Words for questionnaires: Oswestry Disability Index, SF-36 (version 1), scale scores, norm-based components."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from pandas import Series

from adam.exact import exactly, numbers
from adam.weighted import weighted_sum
from mappings.date_columns import Mask, Numbers
from mappings.distinct import as_text
from mappings.error import MappingError

ODI_HIGHEST = 5  # each section is answered by one of six statements, 0 to 5
# SF-36 version 1: what each answer (1, 2, 3 ...) counts, by item of the form.
AS_IS = {choices: tuple(float(one) for one in range(1, choices + 1)) for choices in (2, 3, 5, 6)}
REVERSED = {choices: tuple(reversed(counts)) for choices, counts in AS_IS.items()}
GENERAL_HEALTH = (5.0, 4.4, 3.4, 2.0, 1.0)
PAIN = (6.0, 5.4, 4.2, 3.1, 2.2, 1.0)
PAIN_AT_WORK = (5.0, 4.0, 3.0, 2.0, 1.0)  # item 8 beside an item 7 that was answered; 6 where both are without pain
PAIN_AT_WORK_ALONE = (6.0, 4.75, 3.5, 2.25, 1.0)
SF36: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {
    "PF": tuple((f"3{letter}", AS_IS[3]) for letter in "abcdefghij"),
    "RP": tuple((f"4{letter}", AS_IS[2]) for letter in "abcd"),
    "BP": (("7", PAIN), ("8", PAIN_AT_WORK_ALONE)),
    "GH": (("1", GENERAL_HEALTH), ("11a", AS_IS[5]), ("11b", REVERSED[5]), ("11c", AS_IS[5]), ("11d", REVERSED[5])),
    "VT": (("9a", REVERSED[6]), ("9e", REVERSED[6]), ("9g", AS_IS[6]), ("9i", AS_IS[6])),
    "SF": (("6", REVERSED[5]), ("10", AS_IS[5])),
    "RE": tuple((f"5{letter}", AS_IS[2]) for letter in "abc"),
    "MH": (("9b", AS_IS[6]), ("9c", AS_IS[6]), ("9d", REVERSED[6]), ("9f", AS_IS[6]), ("9h", REVERSED[6])),
    "HT": (("2", REVERSED[5]),),
}
SF36_LOWEST = 1


def odi_percent(*sections: Series, at_least: int = 1) -> Series:
    """The Oswestry Disability Index in percent: the sum over five times the number of sections answered.

    Each section counts 0 to 5; anything else is no answer. Missing if fewer than `at_least` sections are answered.
    Rounded once.

    Example:
        AVAL = 'odi_percent(ODI0101, ODI0102, ODI0103, ODI0104, ODI0105, ODI0106, ODI0107, ODI0108, ODI0109, ODI0110)'
    """
    return _odi("odi_percent", sections, at_least, 100)


def odi_total50(*sections: Series, at_least: int = 1) -> Series:
    """The Oswestry Disability Index as points of 50: half of its percentage, so that unanswered sections do not count.

    Each section counts 0 to 5; anything else is no answer. Missing if fewer than `at_least` sections are answered.
    Rounded once.

    Example:
        AVAL = 'odi_total50(ODI0101, ODI0102, ODI0103, ODI0104, ODI0105, ODI0106, ODI0107, ODI0108, ODI0109, ODI0110)'
    """
    return _odi("odi_total50", sections, at_least, 50)


def sf36_item(item: str, answer: Series, *, pain: Series | None = None) -> Series:
    """What an answer on the SF-36 form (version 1) counts in its scale: recoded, and reversed where more is worse.

    `item` is its number on the form: "1", "3a", "11d". Item 8 counts by the answer to item 7 (`pain`), where there is
    one. An answer that the form does not offer is none.

    Example:
        AVAL = 'sf36_item("8", SF36108, pain=SF36107)'
    """
    counts = {name: worth for items in SF36.values() for name, worth in items}
    if item not in counts:
        raise MappingError("", f"the SF-36 has no item {item!r}", f"one of {', '.join(sorted(counts))}")
    if pain is not None and item != "8":
        raise MappingError("", f"item {item} does not depend on pain", f'say  sf36_item("{item}", answer)')
    cells = numbers(answer)
    worth = _worth(cells, counts[item])
    if pain is not None:
        worth = _pain_at_work(numbers(pain), cells)
    return Series(worth, index=answer.index)


def sf36_raw(scale: str, *answers: Series) -> Series:
    """The raw sum of an SF-36 scale (version 1) from the answers on the form, an unanswered item taken as the mean.

    The answers stand in the order of the form: PF 3a-3j, RP 4a-4d, BP 7 8, GH 1 11a-11d, VT 9a 9e 9g 9i, SF 6 10,
    RE 5a-5c, MH 9b 9c 9d 9f 9h, HT 2. Missing if fewer than half of the items are answered. Rounded once.

    Example:
        AVAL = 'sf36_raw("BP", SF36107, SF36108)'
    """
    cells, _ = _sf36("sf36_raw", scale, answers)
    answered, enough = _half(cells)
    raw = exactly(lambda count, *worth: len(answers) * sum(worth) / count, answered, *_filled(cells))
    return Series(np.where(enough, raw, np.nan), index=answers[0].index)


def sf36_scale(scale: str, *answers: Series) -> Series:
    """The score, 0 to 100, of an SF-36 scale (version 1) from the answers on the form.

    Recoded, reversed where more is worse, summed; an unanswered item is taken as the mean of those answered if at
    least half are. The answers stand in the order of the form, as for `sf36_raw`. Rounded once, at the end.

    Example:
        AVAL = 'sf36_scale("GH", SF36101, SF36111A, SF36111B, SF36111C, SF36111D)'
    """
    cells, highest = _sf36("sf36_scale", scale, answers)
    return Series(_transformed(cells, SF36_LOWEST, highest), index=answers[0].index)


def scale_score(*items: Series, lowest: float, highest: float) -> Series:
    """The score, 0 to 100, of items that each count from `lowest` to `highest`, unanswered ones taken as the mean.

    Missing if fewer than half of the items are answered. For a scale on which more is worse say the bounds the other
    way round. Decimal arithmetic, rounded once.

    Example:
        AVAL = 'scale_score(ITEM1, ITEM2, ITEM3, ITEM4, lowest=1, highest=4)'
    """
    if not items:
        raise MappingError(
            "", "scale_score names no item", "for example  scale_score(ITEM1, ITEM2, lowest=1, highest=4)"
        )
    if _said(lowest) == _said(highest):
        raise MappingError("", f"lowest and highest are both {lowest}", "say what one item can count, from and to")
    return Series(_transformed(_beside(items), lowest, highest), index=items[0].index)


def norm_component(
    scores: dict[str, Series], scales: Series, means: Series, sds: Series, weights: Series, *,
    centre: float = 50, spread: float = 10,
) -> Series:  # fmt: skip
    """The norm-based component of scale scores: 50 + 10 x the weighted sum of (score - mean) / standard deviation.

    The figures come from a table of the study, a row for each scale; `scores` says which variable is which scale, and
    has all scales of the table. Missing if one score is missing. Exact, rounded once.

    Example:
        AVAL = 'norm_component({"PF": PF, "MH": MH}, sf36_norms.scale, sf36_norms.mean, sf36_norms.sd, sf36_norms.pcs)'
    """
    if isinstance(scores, dict) and not scores:
        raise MappingError("", "norm_component names no scale", 'for example  norm_component({"PF": SF36PF, ...}, ...)')
    norms = _norms(scores, scales, (means, sds, weights))
    factors = {name: _said(spread) * weight / sd for name, (_, sd, weight) in norms.items()}
    constant = _said(centre) - sum((factors[name] * norms[name][0] for name in norms), Fraction(0))
    columns = [numbers(scores[name]) for name in norms]
    answer = weighted_sum(columns, list(factors.values()), constant)
    return Series(answer, index=next(iter(scores.values())).index)


def _odi(word: str, sections: tuple[Series, ...], at_least: int, full: int) -> Series:
    if not sections:
        raise MappingError("", f"{word} names no section", f"for example  {word}(ODI0101, ODI0102)")
    if isinstance(at_least, bool) or not isinstance(at_least, int) or not 1 <= at_least <= len(sections):
        problem = f"at_least={at_least!r} is no number of sections"
        raise MappingError("", problem, f"a whole number from 1 to {len(sections)}")
    cells = _beside(sections)
    offered = (cells == np.floor(cells)) & (cells >= 0) & (cells <= ODI_HIGHEST)
    answered = offered.sum(axis=1).astype(np.float64)
    total = np.where(offered, cells, 0.0).sum(axis=1)
    enough = Series(np.where(answered >= at_least, answered, np.nan), index=sections[0].index)
    return exactly(lambda points, count: full * points / (ODI_HIGHEST * count), Series(total), enough).set_axis(
        sections[0].index
    )


def _sf36(word: str, scale: str, answers: tuple[Series, ...]) -> tuple[Numbers, float]:
    """What the answers count, and the most that each can."""
    if scale not in SF36:
        raise MappingError("", f"the SF-36 has no scale {scale!r}", f"one of {', '.join(SF36)}")
    items = SF36[scale]
    if len(answers) != len(items):
        order = ", ".join(name for name, _ in items)
        problem = f"{word}({scale!r}) wants {len(items)} answers, not {len(answers)}"
        raise MappingError("", problem, f"name the items in the order of the form: {order}")
    cells = _beside(answers)
    worth = [_worth(cells[:, at], counts) for at, (_, counts) in enumerate(items)]
    if scale == "BP":
        worth[1] = _pain_at_work(cells[:, 0], cells[:, 1])
    return np.column_stack(worth), max(items[0][1])


def _worth(answer: Numbers, counts: tuple[float, ...]) -> Numbers:
    """What each answer counts; missing for one that the form does not offer."""
    offered = (answer == np.floor(answer)) & (answer >= 1) & (answer <= len(counts))
    return np.array([np.nan, *counts])[np.where(offered, answer, 0).astype(np.int64)]


def _pain_at_work(pain: Numbers, answer: Numbers) -> Numbers:
    """What item 8 counts beside item 7."""
    known = ~np.isnan(_worth(pain, PAIN))
    beside = np.where((pain == 1) & (answer == 1), PAIN[0], _worth(answer, PAIN_AT_WORK))
    return np.where(known, beside, _worth(answer, PAIN_AT_WORK_ALONE))


def _beside(columns: tuple[Series, ...]) -> Numbers:
    """The columns side by side: rows x columns."""
    return np.column_stack([numbers(column) for column in columns])


def _filled(cells: Numbers) -> list[Series]:
    """The columns with 0 for what is missing: it adds nothing to a sum."""
    return [Series(column) for column in np.where(np.isnan(cells), 0.0, cells).T]


def _half(cells: Numbers) -> tuple[Series, Mask]:
    """How many items are answered, and whether they are half or more."""
    answered = (~np.isnan(cells)).sum(axis=1).astype(np.float64)
    return Series(answered), (2 * answered >= cells.shape[1]) & (answered > 0)


def _transformed(cells: Numbers, low: float, high: float) -> Numbers:
    """100 x (mean of the answered - low) / (high - low): with the mean for the others, the score of the sum."""
    answered, enough = _half(cells)
    span = float(_said(high) - _said(low))
    score = exactly(lambda count, *worth: 100 * (sum(worth) - low * count) / (span * count), answered, *_filled(cells))
    return np.where(enough, score, np.nan)


def _said(value: Any) -> Fraction:
    """A number said in a rule, as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MappingError("", f"{value!r} is no number", "say a number, for example  lowest=1")
    return Fraction(repr(value))


def _norms(
    scores: Any, scales: Series, figures: tuple[Series, Series, Series]
) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """Mean, standard deviation and weight of each scale, as the table writes them; the scales are those of the rule."""
    if not isinstance(scores, dict) or not all(isinstance(one, Series) for one in scores.values()):
        raise MappingError("", "the scores are no table of columns", 'for example  {"PF": PF, "RP": RP}')
    columns = [as_text(column).astype("object").tolist() for column in (scales, *figures)]
    rows = [row for row in zip(*columns, strict=True) if isinstance(row[0], str)]
    names = [row[0] for row in rows]
    if len(set(names)) < len(names):
        raise MappingError("", f"a scale has two rows in the table of norms: {', '.join(names)}", "keep one of them")
    if set(names) != set(scores):
        problem = f"the table of norms has the scales {', '.join(names) or 'none'}, the rule {', '.join(scores)}"
        raise MappingError("", problem, "name each scale of the table once")
    return {name: _figures(name, row) for name, *row in rows}


def _figures(name: str, row: list[Any]) -> tuple[Fraction, Fraction, Fraction]:
    try:
        mean, sd, weight = (Fraction(str(cell)) for cell in row)
    except (ValueError, ZeroDivisionError):
        problem = f"the norms of {name} are no numbers: {', '.join(map(str, row))}"
        raise MappingError("", problem, "write mean, standard deviation and weight with a decimal point") from None
    if sd <= 0:
        raise MappingError("", f"the standard deviation of {name} is {row[1]}", "it is above 0")
    return mean, sd, weight
