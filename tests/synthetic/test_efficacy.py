"""Pain VAS, ODI and SF-36: every published cell recomputed from the raw forms, and the untidiness planted in them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache

import pytest

from synthetic.efficacy_sf36_items import NAMES, SCALES, components, scale_score
from tests.synthetic.reader import Cell, Number, Row, committed, compare, moments, quartiles, share

ARMS = ("BM-MSC", "SHAM")
MONTHS = {"M1": "Month 1", "M3": "Month 3", "M6": "Month 6", "M12": "Month 12", "M24": "Month 24"}
CATEGORIES = ((0, 4), (5, 14), (15, 24), (25, 34), (35, 50))
TRUNCATED = ["Table 1 | ODICAT 15-24 | Baseline | BM-MSC | pct: printed 39.6, found 39.7"]
Values = dict[tuple[str, str], Fraction]

# Norms and weights of the component scores, to five decimals: mean, SD, physical, mental.
WEIGHTS = {
    "PF": ("84.52404", "22.89490", "0.42402", "-0.22999"),
    "RP": ("81.19907", "33.79729", "0.35119", "-0.12329"),
    "BP": ("75.49196", "23.55879", "0.31754", "-0.09731"),
    "GH": ("72.21316", "20.16964", "0.24954", "-0.01571"),
    "VT": ("61.05453", "20.86942", "0.02877", "0.23534"),
    "SF": ("83.59753", "22.37642", "-0.00753", "0.26876"),
    "RE": ("81.29467", "33.02717", "-0.19206", "0.43407"),
    "MH": ("74.84212", "18.01189", "-0.22069", "0.48581"),
}
# Scale: items, and the value of each answer 1, 2, 3 ... of an item, best highest.
UP2, UP3, UP5, UP6 = "12", "123", "12345", "123456"
ITEMS: dict[str, dict[str, str]] = {
    "PF": {f"3{letter}": UP3 for letter in "abcdefghij"},
    "RP": {f"4{letter}": UP2 for letter in "abcd"},
    "GH": {"11a": UP5, "11b": UP5[::-1], "11c": UP5, "11d": UP5[::-1]},
    "VT": {"9a": UP6[::-1], "9e": UP6[::-1], "9g": UP6, "9i": UP6},
    "SF": {"6": UP5[::-1], "10": UP5},
    "RE": {f"5{letter}": UP2 for letter in "abc"},
    "MH": {"9b": UP6, "9c": UP6, "9d": UP6[::-1], "9f": UP6, "9h": UP6[::-1]},
}
GENERAL = {"1": "5.0", "2": "4.4", "3": "3.4", "4": "2.0", "5": "1.0"}
PAIN = {"1": "6.0", "2": "5.4", "3": "4.2", "4": "3.1", "5": "2.2", "6": "1.0"}


def with_baseline(values: Values) -> Values:
    """The values, with the last one before the injection (day 0, else screening) under BASE."""
    found = dict(values)
    for name, _ in values:
        base = values.get((name, "D0"), values.get((name, "SCR")))
        if base is not None:
            found[name, "BASE"] = base
    return found


@cache
def pain() -> Values:
    """Active VAS values in mm."""
    rows = [row for row in committed().form("pain_vas") if row["record_status"] == "1" and row["vas_mm"]]
    return with_baseline({(row["subject"], row["visit"]): Fraction(row["vas_mm"]) for row in rows})


@cache
def disability() -> Values:
    """ODI as exact percentages of the answered sections."""
    found: Values = {}
    for row in committed().form("odi"):
        sections = [int(row[f"odi_{n}"]) for n in range(1, 11) if row[f"odi_{n}"]]
        if sections:
            found[row["subject"], row["visit"]] = Fraction(100 * sum(sections), 5 * len(sections))
    return with_baseline(found)


def scale(values: list[Fraction | None], highest: int) -> Fraction | None:
    """A scale from 0 to 100 by the half-scale rule."""
    given = [value for value in values if value is not None]
    if 2 * len(given) < len(values):
        return None
    raw = sum(given, Fraction(0)) * len(values) / len(given)
    return 100 * (raw - len(values)) / (highest - len(values))


def eight_scales(row: Row) -> dict[str, Fraction | None]:
    """The eight scales of one booklet."""
    found: dict[str, Fraction | None] = {}
    for name, items in ITEMS.items():
        answers = [(row[f"sf_{item}"], worth) for item, worth in items.items()]
        values = [Fraction(worth[int(answer) - 1]) if answer else None for answer, worth in answers]
        highest = sum(len(worth) for worth in items.values())
        if name == "GH":
            values.append(Fraction(GENERAL[row["sf_1"]]) if row["sf_1"] else None)
            highest += 5
        found[name] = scale(values, highest)
    assert row["sf_7"]
    assert row["sf_8"]
    trouble = Fraction(6 if row["sf_7"] == row["sf_8"] == "1" else 6 - int(row["sf_8"]))
    found["BP"] = scale([Fraction(PAIN[row["sf_7"]]), trouble], 12)
    return found


@cache
def health(component: int) -> Values:
    """PCS (2) or MCS (3) of every booklet that has all eight scales."""
    found: Values = {}
    for row in committed().form("sf36"):
        if row["sf36_done"] == "0":
            continue
        scales = eight_scales(row)
        total = Fraction(50)
        for name, numbers in WEIGHTS.items():
            mean, sd, weight = Fraction(numbers[0]), Fraction(numbers[1]), Fraction(numbers[component])
            value = scales[name]
            if value is None:
                break
            total += 10 * weight * (value - mean) / sd
        else:
            found[row["subject"], row["visit"]] = total
    return with_baseline(found)


def improved_both(name: str, visit: str) -> bool | None:
    """VAS by 30% and ODI by 10 points; one clear no decides, else both must be known."""
    vas, odi = mcid_vas(name, visit), mcid_odi(name, visit)
    if vas is False or odi is False:
        return None if odi is None else False
    return None if vas is None or odi is None else True


def mcid_vas(name: str, visit: str) -> bool | None:
    """VAS improved by 30% of baseline."""
    value, base = pain().get((name, visit)), pain()[name, "BASE"]
    return None if value is None else base - value >= base * 3 / 10


def mcid_odi(name: str, visit: str) -> bool | None:
    """ODI improved by 10 points."""
    value, base = disability().get((name, visit)), disability()[name, "BASE"]
    return None if value is None else base - value >= 10


def responder(name: str, visit: str) -> bool | None:
    """VAS improved by 20% and 20 mm, or ODI by 20%; only where both were collected."""
    vas, odi = pain().get((name, visit)), disability().get((name, visit))
    if vas is None or odi is None:
        return None
    vas_base, odi_base = pain()[name, "BASE"], disability()[name, "BASE"]
    gain = vas_base - vas
    return (gain >= 20 and gain >= vas_base / 5) or odi_base - odi >= odi_base / 5


def table_2() -> dict[Cell, Number]:
    """All cells of Table 2: full analysis set, as treated."""
    computed: dict[Cell, Number] = {}
    flags = {"RESP": responder, "MCIDVAS": mcid_vas, "MCIDODI": mcid_odi, "MCIDBOTH": improved_both}
    numbers = {"VASPAIN": pain(), "ODIPCT": disability(), "SF36PCS": health(2), "SF36MCS": health(3)}
    for visit, month in MONTHS.items():
        totals: Counter[str] = Counter()
        for arm in ARMS:
            own = committed().analysed(arm)
            found: dict[str, dict[str, Number]] = {}
            for row, flag in flags.items():
                found[row] = share(yes for yes in (flag(name, visit) for name in own) if yes is not None)
            for row, values in numbers.items():
                known = [values[name, visit] for name in own if (name, visit) in values]
                totals[row] += len(known)
                found[row] = moments(known)
            for row, statistics in found.items():
                computed |= {("Table 2", row, month, arm, key): value for key, value in statistics.items()}
        computed |= {("Table 2", row, month, "ALL", "N"): total for row, total in totals.items()}
    return computed


def table_1_scores() -> dict[Cell, Number]:
    """Baseline VAS, ODI, its categories and the component scores by randomised arm."""
    computed: dict[Cell, Number] = {}
    for arm in ARMS:
        own = committed().randomised(arm)
        odi = [disability()[name, "BASE"] for name in own]
        found = {
            "VASPAIN": moments(pain()[name, "BASE"] for name in own),
            "ODIPCT": moments(odi),
            "ODITOT": moments(value / 2 for value in odi),
            "SF36PCS": quartiles(health(2)[name, "BASE"] for name in own),
            "SF36MCS": quartiles(health(3)[name, "BASE"] for name in own),
        }
        for low, high in CATEGORIES:
            found[f"ODICAT {low}-{high}"] = share(low <= value / 2 <= high for value in odi)
        for row, statistics in found.items():
            computed |= {("Table 1", row, "Baseline", arm, key): value for key, value in statistics.items()}
    return computed


def test_table_1_scores() -> None:
    assert compare("Table 1", table_1_scores()) == (54, TRUNCATED)


def test_table_2() -> None:
    assert compare("Table 2", table_2()) == (220, [])


def test_one_baseline_lies_between_two_odi_categories() -> None:
    export = committed()
    scores = {name: disability()[name, "BASE"] / 2 for name in export.arm}
    between = [name for name, score in scores.items() if not any(low <= score <= high for low, high in CATEGORIES)]
    assert [(export.arm[name], scores[name]) for name in between] == [("BM-MSC", Fraction(130, 9))]


def test_questionnaires_vary_with_each_other() -> None:
    pairs = [(key, value) for key, value in disability().items() if key in pain() and key in health(2)]
    assert correlation([float(v) for _, v in pairs], [float(pain()[k]) for k, _ in pairs]) > 0.4
    assert correlation([float(v) for _, v in pairs], [float(health(2)[k]) for k, _ in pairs]) < -0.4
    assert correlation([float(pain()[k]) for k, _ in pairs], [float(health(3)[k]) for k, _ in pairs]) < -0.1


def correlation(first: list[float], second: list[float]) -> float:
    """Pearson's correlation."""
    m1, m2 = sum(first) / len(first), sum(second) / len(second)
    both = sum((a - m1) * (b - m2) for a, b in zip(first, second, strict=True))
    return float(both / (sum((a - m1) ** 2 for a in first) * sum((b - m2) ** 2 for b in second)) ** 0.5)


def test_screening_pain_was_at_least_40_for_the_randomised() -> None:
    rows = [row for row in committed().form("pain_vas") if row["visit"] == "SCR"]
    assert len(rows) == 153
    assert all(int(row["vas_mm"]) >= 40 for row in rows if row["subject"] in committed().arm)


def test_boundary_cases_are_there() -> None:
    gains = {key: pain()[key[0], "BASE"] - value for key, value in pain().items() if key[1] in MONTHS}
    assert sum(gain == 20 for gain in gains.values()) >= 5
    points = [disability()[key[0], "BASE"] - value for key, value in disability().items() if key[1] in MONTHS]
    assert points.count(Fraction(10)) >= 5


def test_corrected_record_duplicate_row_and_unscheduled_pain() -> None:
    rows = committed().form("pain_vas")
    old = [row for row in rows if row["record_status"] == "2"]
    assert len(old) == 1
    active = [row for row in rows if row["record_status"] == "1" and row["subject"] == old[0]["subject"]]
    again = [row for row in active if row["visit"] == old[0]["visit"]]
    assert [row["vas_mm"] != old[0]["vas_mm"] for row in again] == [True]
    twice = [row for row, n in Counter(tuple(row.items()) for row in committed().form("odi")).items() if n > 1]
    assert len(twice) == 1
    assert sum(row["visit"] == "UNS" for row in rows) == 4


@pytest.mark.parametrize(("form", "prefix"), [("odi", "odi_"), ("sf36", "sf_")])
def test_items_stay_unanswered_in_some_booklets(form: str, prefix: str) -> None:
    done = [row for row in committed().form(form) if row[f"{form}_done"] == "1"]
    partly = [row for row in done if any(not v for k, v in row.items() if k.startswith(prefix) and k[-1] != "e")]
    assert 20 < len(partly) < len(done) / 5


def test_items_are_inside_their_ranges() -> None:
    for row in committed().form("odi"):
        assert {row[f"odi_{n}"] for n in range(1, 11)} <= set("012345") | {""}


def test_two_implementations_of_the_scoring_agree() -> None:
    for row in committed().form("sf36"):
        if row["sf36_done"] == "0":
            continue
        answers = [int(row[f"sf_{name}"]) if row[f"sf_{name}"] else None for name in NAMES]
        scales = [scale_score(scale, answers) for scale in SCALES]
        exact = eight_scales(row)
        for scale, score in zip(SCALES, scales, strict=True):
            wanted = exact[scale.name]
            assert score == (None if wanted is None else pytest.approx(float(wanted), abs=1e-9))
        made, key = components(scales), (row["subject"], row["visit"])
        assert (made is None) == (key not in health(2))
        assert made is None or made == pytest.approx((float(health(2)[key]), float(health(3)[key])), abs=1e-9)
