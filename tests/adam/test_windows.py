"""What the words for analysis windows promise: the window of a day, the record taken, and why the others are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from adam.algorithms.windows import window, window_choice, window_distance, window_reason
from adam.cuts import on_cut
from mappings.distinct import text
from mappings.error import MappingError
from mappings.spec import VariableSpec
from tests.table import table

PLAN = table("""
    param | low | high | label    | number | target
          |     | 1    | Baseline | 2      | 1
          | 2   | 60   | Month 1  | 4      | 30
          | 61  | 135  | Month 3  | 5      | 91
    LAB   |     | 1    | Baseline | 2      | 1
    LAB   | 2   |      | After    | 3      |
""")
OWN = [PLAN[name].iloc[:3] for name in ("low", "high", "label", "number", "target")]


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def expect(frame: DataFrame, answer: Series, column: str) -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


def numeric(name: str) -> VariableSpec:
    """A numeric variable, to be filled."""
    return VariableSpec(name=name, label=name, type="Num", data_type="integer")


def test_the_window_of_a_day() -> None:
    day = Series([-30.0, 1.0, 2.0, 60.0, 61.0, 135.0, 136.0, np.nan])
    low, high, label, number, _ = OWN
    names = ["Baseline", "Baseline", "Month 1", "Month 1", "Month 3", "Month 3", None, None]
    assert shown(window(day, low, high, label, target=None)) == names
    numbers = window(day, low, high, number, target=numeric("AVISITN"))
    assert shown(numbers) == [2.0, 2.0, 4.0, 4.0, 5.0, 5.0, None, None]
    cut = on_cut("window", [day, low, high, label], {"target": None})
    assert cut is not None
    assert cut.tolist() == [False, True, True, True, True, True, False, False]


def test_windows_of_their_own_for_some_values() -> None:
    day, param = Series([70.0, 70.0, 1.0, 70.0]), text(["LAB", "VAS", "LAB", None])
    ends, options = (PLAN["low"], PLAN["high"]), {"by": param, "windows_by": PLAN["param"]}
    assert shown(window(day, *ends, PLAN["label"], **options, target=None)) == [
        "After",
        "Month 3",
        "Baseline",
        "Month 3",
    ]
    targets = window(day, *ends, PLAN["target"], **options, target=numeric("AWTARGET"))
    assert shown(targets) == [None, 91.0, 1.0, 91.0]
    cut = on_cut("window", [day, *ends, PLAN["label"]], options)
    assert cut is not None
    assert cut.tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("lows", "highs", "problem"),
    [
        (["1", "10"], ["10", "20"], r"\[1, 10\] in row 1 and \[10, 20\] in row 2 overlap"),
        (["1", None], ["10", "0"], None),
        (["1", None], ["10", "2"], "overlap"),
        (["9"], ["1"], "ends before it starts"),
        (["one"], ["10"], "'one' is no number"),
        (["1", "2"], ["10"], "two tables"),
    ],
)
def test_windows_that_cannot_be(lows: list[str], highs: list[str], problem: str | None) -> None:
    labels = text(["a"] * len(lows))
    if problem is None:
        assert shown(window(Series([1.0, -5.0]), text(lows), text(highs), labels, target=None)) == ["a", "a"]
        return
    with pytest.raises(MappingError, match=problem):
        window(Series([1.0]), text(lows), text(highs), labels, target=None)


def test_options_and_labels_that_cannot_be() -> None:
    low, high, label, *_ = OWN
    with pytest.raises(MappingError, match="without by"):
        window(Series([1.0]), low, high, label, windows_by=label, target=None)
    with pytest.raises(MappingError, match="'Baseline' is no number"):
        window(Series([1.0]), low, high, label, target=numeric("AVISITN"))
    with pytest.raises(MappingError, match="tie="):
        window_choice(Series([1.0]), Series([1.0]), by=(), tie="nearest", subject=text(["1"]))


def test_there_is_no_day_0_between_day_and_target() -> None:
    day, target = Series([-1.0, 1.0, 5.0, -3.0, np.nan, 0.5]), Series([1.0, -1.0, 8.0, -1.0, 1.0, 0.3])
    assert shown(window_distance(day, target)) == [1.0, 1.0, 3.0, 2.0, None, 0.2]
    assert shown(window_distance(day, target, day_zero=True)) == [2.0, 2.0, 3.0, 2.0, None, 0.2]


CHOSEN = table(
    """
    subject | label | day | distance | line | value | done | later | why
    1       | M1    | 28  | 2        | 1    | 50    | Y    | Y     |
    1       | M1    | 35  | 5        | 2    | 51    | Y    |       | farther from the target: 5 days against 2
    1       | M1    | 29  | 1        | 3    |       | Y    |       | no value
    1       | M1    | 30  | 0        | 4    | 52    | N    |       | not among the candidates
    1       |       | 300 |          | 5    | 53    | Y    |       | outside every window
    1       | M1    |     |          | 6    | 54    | Y    |       | no day
    1       | M9    | 270 |          | 7    | 55    | Y    |       | no target
    2       | M1    | 27  | 3        | 1    | 60    | Y    |       | as far; the later one is taken
    2       | M1    | 33  | 3        | 2    | 61    | Y    |       | same day; the last by line is taken
    2       | M1    | 33  | 3        | 3    | 62    | Y    |       | same day; last record taken
    2       | M1    | 33  | 3        | 3    | 63    | Y    | Y     |
    2       | M3    | 92  | 1        | 1    | 64    | Y    |       | farther from the target: 1 day against 0
    2       | M3    | 91  | 0        | 1    | 65    | Y    | Y     |
            | M3    | 91  | 0        | 1    | 65    | Y    |       | no subject
    """,
    "day",
    "distance",
    "line",
    "value",
)


def contest(**changed: object) -> dict[str, object]:
    """The options of a choice among the records above."""
    options = {"by": (CHOSEN["label"],), "value": CHOSEN["value"], "among": CHOSEN["done"]}
    return {**options, "subject": CHOSEN["subject"], **changed}


def test_one_record_of_each_window_and_why_not_the_others() -> None:
    columns = CHOSEN["distance"], CHOSEN["day"], CHOSEN["line"]
    expect(CHOSEN, window_choice(*columns, **contest()), "later")
    expect(CHOSEN, window_reason(*columns, window=CHOSEN["label"], **contest()), "why")


def test_ties_that_go_to_the_earlier() -> None:
    columns = CHOSEN["distance"], CHOSEN["day"], CHOSEN["line"]
    chosen = window_choice(*columns, **contest(tie="earlier"))
    assert np.flatnonzero(chosen.notna()).tolist() == [0, 7, 12]
    reasons = window_reason(*columns, **contest(tie="earlier"))
    assert shown(reasons)[7:11] == [None, *["as far; the earlier one is taken"] * 3]
    same = Series([33.0, 33.0])
    pair = {"by": (), "tie": "earlier", "subject": text(["2", "2"])}
    assert shown(window_reason(same, same, **pair)) == [None, "same day; first record taken"]


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", None]),
        st.sampled_from(["M1", "M3", None]),
        st.one_of(st.none(), st.integers(-3, 3)),
        st.one_of(st.none(), st.integers(0, 2)),
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=200, deadline=None)
@given(rows=RECORDS, tie=st.sampled_from(["later", "earlier"]))
def test_a_choice_as_a_loop_makes_it(
    rows: list[tuple[str | None, str | None, int | None, int | None]], tie: str
) -> None:
    way = 1 if tie == "later" else -1
    best: dict[tuple[str | None, str | None], tuple[float, ...]] = {}
    for place, (who, label, day, order) in enumerate(rows):
        if who is None or day is None or label is None:
            continue
        own = (-abs(day), way * day, -9 if order is None else way * order, way * place)
        best[who, label] = max(best.get((who, label), (-99.0,)), own)
    taken = {int(way * own[-1]) for own in best.values()}
    subject, label = text([row[0] for row in rows]), text([row[1] for row in rows])
    day, order = (Series([row[at] for row in rows], dtype="float64") for at in (2, 3))
    distance = Series([np.nan if row[1] is None or row[2] is None else float(abs(row[2])) for row in rows])
    options = {"by": (label,), "tie": tie, "subject": subject}
    chosen = window_choice(distance, day, order, **options)
    assert {place for place, flag in enumerate(shown(chosen)) if flag == "Y"} == taken
    why = window_reason(distance, day, order, window=label, **options)
    assert why.notna().tolist() == chosen.isna().tolist()


@settings(max_examples=100, deadline=None)
@given(
    ends=st.lists(st.integers(-20, 20), min_size=2, max_size=8, unique=True),
    days=st.lists(st.integers(-25, 25), min_size=1),
)
def test_windows_as_a_loop_finds_them(ends: list[int], days: list[int]) -> None:
    bounds = sorted(ends)
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    lows, highs = (Series([float(span[at]) for span in spans]) for at in (0, 1))
    numbers = Series(np.arange(len(spans), dtype=np.float64))
    found = window(Series(days, dtype="float64"), lows, highs, numbers, target=None)
    held = [[at for at, (low, high) in enumerate(spans) if low <= day <= high] for day in days]
    assert shown(found) == [one[0] if one else None for one in held]


def test_no_records_are_no_trouble() -> None:
    nothing, nobody = Series([], dtype="float64"), text([])
    low, high, label, *_ = OWN
    assert len(window(nothing, low, high, label, target=None)) == 0
    assert len(window(Series([1.0]), nobody, nobody, nobody, target=None)) == 1
    assert len(window_choice(nothing, nothing, nothing, by=nobody, subject=nobody)) == 0
    assert len(window_reason(nothing, nothing, by=nobody, subject=nobody)) == 0
