"""What the words for questionnaires promise: ODI, SF-36 scales and components, against a plain second scoring."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from adam.algorithms import questionnaires
from adam.algorithms.questionnaires import (
    norm_component,
    odi_percent,
    odi_total50,
    scale_score,
    sf36_item,
    sf36_raw,
    sf36_scale,
)
from mappings.distinct import text
from mappings.engine import call
from mappings.error import MappingError
from mappings.rule import parse_rule
from mappings.vocabulary import check_call, vocabulary
from tests.table import table

NORMS = table("""
    scale | mean     | sd       | pcs      | mcs
    PF    | 84.52404 | 22.89490 | 0.42402  | -0.22999
    RP    | 81.19907 | 33.79729 | 0.35119  | -0.12329
    BP    | 75.49196 | 23.55879 | 0.31754  | -0.09731
    GH    | 72.21316 | 20.16964 | 0.24954  | -0.01571
    VT    | 61.05453 | 20.86942 | 0.02877  | 0.23534
    SF    | 83.59753 | 22.37642 | -0.00753 | 0.26876
    RE    | 81.29467 | 33.02717 | -0.19206 | 0.43407
    MH    | 74.84212 | 18.01189 | -0.22069 | 0.48581
""")
SCALES = NORMS["scale"].tolist()
# For each scale: answers that say the best and the worst health, in the order of the form.
BEST = {"PF": [3] * 10, "RP": [2] * 4, "BP": [1, 1], "GH": [1, 5, 1, 5, 1], "VT": [1, 1, 6, 6], "SF": [1, 5],
        "RE": [2] * 3, "MH": [6, 6, 1, 6, 1], "HT": [1]}  # fmt: skip
WORST = {"PF": [1] * 10, "RP": [1] * 4, "BP": [6, 5], "GH": [5, 1, 5, 1, 5], "VT": [6, 6, 1, 1], "SF": [5, 1],
         "RE": [1] * 3, "MH": [1, 1, 6, 1, 6], "HT": [5]}  # fmt: skip


def column(*values: float | None) -> Series:
    return Series([math.nan if value is None else value for value in values], dtype="float64")


def shown(answer: Series) -> list[float | None]:
    return [None if math.isnan(value) else value for value in answer.tolist()]


def component(scores: dict[str, Series], weights: str, norms: DataFrame = NORMS) -> Series:
    return norm_component(scores, norms["scale"], norms["mean"], norms["sd"], norms[weights])


def rows_of(*rows: list[int | None]) -> list[Series]:
    return [column(*values) for values in zip(*rows, strict=True)]


def test_the_odi_counts_answered_sections_only() -> None:
    sections = rows_of(
        [5, 5, 5, 5, 5, 5, 5, 5, 5, 5],
        [1, 2, 3, 0, 1, 2, 3, None, 0, 1],
        [None] * 10,
        [2] + [None] * 9,
        [1, 6, 1, -1, 1, 1, 1, 1, 1, 1],
    )
    # 13 of 45; six and -1 are on no form, so that 8 of 40 remain.
    assert shown(odi_percent(*sections)) == [100, 1300 / 45, None, 40, 20]
    assert shown(odi_total50(*sections)) == [50, 650 / 45, None, 20, 10]
    assert shown(odi_percent(*sections, at_least=8)) == [100, 1300 / 45, None, None, 20]
    with pytest.raises(MappingError, match="at_least=11 is no number of sections"):
        odi_percent(*sections, at_least=11)
    with pytest.raises(MappingError, match="names no section"):
        odi_total50()


def test_an_answer_that_is_no_whole_number_is_none() -> None:
    assert shown(odi_percent(column(2.5, 2), column(1, 2))) == [20, 40]
    assert shown(sf36_item("1", column(1.5, 0, 6, 2, None))) == [None, None, None, 4.4, None]


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(-1, 6)), min_size=10, max_size=10), min_size=1, max_size=8))
@settings(max_examples=50)
def test_the_odi_is_a_fraction_rounded_once(rows: list[list[int | None]]) -> None:
    meant = []
    for row in rows:
        answers = [one for one in row if one is not None and 0 <= one <= 5]
        meant.append(float(Fraction(100 * sum(answers), 5 * len(answers))) if answers else None)
    assert shown(odi_percent(*rows_of(*rows))) == meant
    assert shown(odi_total50(*rows_of(*rows))) == [None if one is None else one / 2 for one in meant]


@pytest.mark.parametrize("scale", list(BEST))
def test_best_health_is_100_and_worst_0(scale: str) -> None:
    answers = rows_of(BEST[scale], WORST[scale])
    assert sf36_scale(scale, *answers).tolist() == [100, 0]
    assert sf36_raw(scale, *answers).tolist()[1] == len(answers)


def test_what_answers_count() -> None:
    one_to_six = column(1, 2, 3, 4, 5, 6)
    assert shown(sf36_item("7", one_to_six)) == [6, 5.4, 4.2, 3.1, 2.2, 1]
    assert shown(sf36_item("1", one_to_six)) == [5, 4.4, 3.4, 2, 1, None]
    assert shown(sf36_item("9a", one_to_six)) == [6, 5, 4, 3, 2, 1]
    assert shown(sf36_item("9b", one_to_six)) == [1, 2, 3, 4, 5, 6]
    assert shown(sf36_item("6", one_to_six)) == [5, 4, 3, 2, 1, None]
    assert shown(sf36_item("10", one_to_six)) == [1, 2, 3, 4, 5, None]
    assert shown(sf36_item("3a", one_to_six)) == [1, 2, 3, None, None, None]
    assert shown(sf36_item("11b", one_to_six)) == [5, 4, 3, 2, 1, None]
    # Item 8 alone, and beside each answer to item 7.
    work = column(1, 2, 3, 4, 5)
    assert shown(sf36_item("8", work)) == [6, 4.75, 3.5, 2.25, 1]
    assert shown(sf36_item("8", work, pain=column(*[None] * 5))) == [6, 4.75, 3.5, 2.25, 1]
    assert shown(sf36_item("8", work, pain=column(*[1] * 5))) == [6, 4, 3, 2, 1]
    assert shown(sf36_item("8", work, pain=column(*[2] * 5))) == [5, 4, 3, 2, 1]


def test_bodily_pain_by_hand() -> None:
    answers = rows_of([1, 1], [2, 1], [4, 3], [None, 3], [3, None], [None, None])
    # (5.4 + 5 - 2) / 10, (3.1 + 3 - 2) / 10, (3.5 - 1) / 5, (4.2 - 1) / 5.
    assert shown(sf36_scale("BP", *answers)) == [100, 84, 41, 50, 64, None]
    assert shown(sf36_raw("BP", *answers)) == [12, 10.4, 6.1, 7, 8.4, None]


def test_half_of_the_items_must_be_answered() -> None:
    mental = rows_of([1, 1, None, None, None], [3, 3, 3, None, None], [3, 3, 4, 3, 4])
    assert shown(sf36_scale("MH", *mental)) == [None, 140 / 3, 40]
    assert shown(sf36_raw("RP", *rows_of([1, 2, None, None], [2, None, None, None]))) == [6, None]


def test_general_health_is_decimal_arithmetic() -> None:
    # 4.4 + 4 + 2 + 3 + 5 = 18.4 of 5 to 25; 3.4 alone with two others answered: (3.4 + 3 + 3) / 3.
    answers = rows_of([2, 4, 4, 3, 1], [3, 3, 3, None, None])
    assert shown(sf36_scale("GH", *answers)) == [67, 160 / 3]


def plain_score(scale: str, row: list[int | None]) -> float | None:
    """The score as the manual tells it, item by item, with fractions."""
    turned = {"SF": "6", "VT": "9a 9e", "MH": "9d 9h", "GH": "11b 11d"}
    forms = {"PF": 3, "RP": 2, "RE": 2, "GH": 5, "VT": 6, "SF": 5, "MH": 6, "BP": 6}
    names = {"GH": "1 11a 11b 11c 11d", "VT": "9a 9e 9g 9i", "SF": "6 10", "MH": "9b 9c 9d 9f 9h", "BP": "7 8"}
    most, worth = forms[scale], []
    for at, answer in enumerate(row):
        name = names[scale].split()[at] if scale in names else ""
        if answer is None:
            continue
        if name == "1":
            worth.append(Fraction(["5", "4.4", "3.4", "2", "1"][answer - 1]))
        elif name == "7":
            worth.append(Fraction(["6", "5.4", "4.2", "3.1", "2.2", "1"][answer - 1]))
        elif name == "8" and row[0] is None:
            worth.append(Fraction(["6", "4.75", "3.5", "2.25", "1"][answer - 1]))
        elif name == "8":
            worth.append(Fraction(6 if answer == 1 and row[0] == 1 else 6 - answer))
        else:
            worth.append(Fraction(most + 1 - answer if name in turned.get(scale, "").split() else answer))
    if 2 * len(worth) < len(row):
        return None
    raw = sum(worth) * len(row) / len(worth)
    return float((raw - len(row)) / (len(row) * (most - 1)) * 100)


ITEMS = {scale: len(answers) for scale, answers in BEST.items() if scale != "HT"}
CHOICES = {"PF": [3] * 10, "RP": [2] * 4, "BP": [6, 5], "GH": [5] * 5, "VT": [6] * 4, "SF": [5] * 2, "RE": [2] * 3,
           "MH": [6] * 5}  # fmt: skip


@pytest.mark.parametrize("scale", SCALES)
@given(data=st.data())
@settings(max_examples=25)
def test_scales_agree_with_a_plain_scoring(scale: str, data: st.DataObject) -> None:
    row = st.tuples(*[st.one_of(st.none(), st.integers(1, most)) for most in CHOICES[scale]]).map(list)
    rows = data.draw(st.lists(row, min_size=1, max_size=10))
    assert shown(sf36_scale(scale, *rows_of(*rows))) == [plain_score(scale, one) for one in rows]


@pytest.mark.parametrize("word", [sf36_raw, sf36_scale])
def test_a_scale_wants_its_items(word: object) -> None:
    assert callable(word)
    with pytest.raises(MappingError, match=r"(?s)wants 2 answers, not 1.*7, 8"):
        word("BP", column(1))
    with pytest.raises(MappingError, match="no scale 'PAIN'"):
        word("PAIN", column(1))
    with pytest.raises(MappingError, match="no item '12'"):
        sf36_item("12", column(1))
    with pytest.raises(MappingError, match="item 7 does not depend on pain"):
        sf36_item("7", column(1), pain=column(1))


def test_a_score_of_any_items() -> None:
    items = rows_of([1, 2, 4, None], [1, None, None, None], [4, 4, 4, 4])
    # (7 / 3 - 1) / 3; on a scale where more is worse the other way round.
    assert shown(scale_score(*items, lowest=1, highest=4)) == [400 / 9, None, 100]
    assert shown(scale_score(*items, lowest=4, highest=1)) == [500 / 9, None, 0]
    assert shown(scale_score(column(0.3), lowest=0.1, highest=0.5)) == [50]
    with pytest.raises(MappingError, match="lowest and highest are both 1"):
        scale_score(*items, lowest=1, highest=1)
    with pytest.raises(MappingError, match="names no item"):
        scale_score(lowest=0, highest=1)


@pytest.mark.parametrize("weights", ["pcs", "mcs"])
def test_the_mean_of_the_norm_has_component_50(weights: str) -> None:
    means = {row["scale"]: column(float(row["mean"])) for _, row in NORMS.astype("object").iterrows()}
    assert component(means, weights).tolist() == [50]


def test_a_component_needs_every_scale() -> None:
    scores = {name: column(50, 50) for name in SCALES}
    scores["MH"] = column(50, None)
    assert shown(component(scores, "pcs"))[1] is None
    assert scores["PF"].index.tolist() == component(scores, "pcs").index.tolist()


@given(st.lists(st.tuples(*[st.sampled_from([k * 100 / n for n in (3, 7, 16, 20) for k in range(n + 1)])] * 8),
                min_size=1, max_size=20))  # fmt: skip
@settings(max_examples=40)
def test_components_are_fractions_rounded_once(rows: list[tuple[float, ...]]) -> None:
    scores = dict(zip(SCALES, [column(*values) for values in zip(*rows, strict=True)], strict=True))
    meant = []
    for row in rows:
        parts = NORMS.astype("object").itertuples(index=False)
        z = [(Fraction(repr(score)) - Fraction(one.mean)) / Fraction(one.sd) * Fraction(one.mcs)
             for score, one in zip(row, parts, strict=True)]  # fmt: skip
        meant.append(float(50 + 10 * sum(z)))
    assert component(scores, "mcs").tolist() == meant


def test_a_rule_names_scores_and_norms() -> None:
    rule = parse_rule('norm_component({"A": SCOREA}, norms.scale, norms.mean, norms.sd, norms.pcs, centre=100)')
    columns = {"SCOREA": column(12.5), "norms.scale": text(["A"]), "norms.mean": text(["10"]), "norms.sd": text(["5"]),
               "norms.pcs": text(["2"])}  # fmt: skip
    word = check_call(rule, vocabulary([questionnaires]), "AVAL")
    assert call(word, rule, lambda name: columns[name.text], {}, "AVAL").tolist() == [110]


def test_norms_are_a_table_of_the_study() -> None:
    scores = {name: column(50) for name in SCALES}
    other = NORMS.assign(mean=text(["50"] * 8), sd=text(["10"] * 8), one=text(["0.1"] * 8))
    # Other norms, other answers: nothing is known in the code.
    assert component(scores, "one", other).tolist() == [50]
    assert component({name: column(60) for name in SCALES}, "one", other).tolist() == [58]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scale": "PF RP BP GH VT SF RE RE"}, "a scale has two rows"),
        ({"scale": "PF RP BP GH VT SF RE XX"}, "name each scale of the table once"),
        ({"sd": "0 1 1 1 1 1 1 1"}, "the standard deviation of PF is 0"),
        ({"mcs": "a 1 1 1 1 1 1 1"}, "the norms of PF are no numbers"),
    ],
)
def test_norms_that_cannot_be_meant(change: dict[str, str], words: str) -> None:
    norms = NORMS.assign(**{name: text(values.split()) for name, values in change.items()})
    with pytest.raises(MappingError, match=words):
        component({name: column(50) for name in SCALES}, "mcs", norms)


def test_norms_that_lack_a_figure() -> None:
    norms = NORMS.assign(mcs=text([None, *["1"] * 7]))
    with pytest.raises(MappingError, match="the norms of PF are no numbers"):
        component({name: column(50) for name in SCALES}, "mcs", norms)
    with pytest.raises(MappingError, match="the scores are no table of columns"):
        norm_component(column(1), *[NORMS[name] for name in ("scale", "mean", "sd", "pcs")])  # type: ignore[arg-type]


def test_no_records_are_no_scores() -> None:
    none = Series(np.empty(0))
    assert len(odi_percent(none, none)) == len(sf36_scale("SF", none, none)) == 0
    assert len(component(dict.fromkeys(SCALES, none), "pcs")) == 0
