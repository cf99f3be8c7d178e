"""What the words for groups of subjects promise: numbers that stand for texts, and the smallest part of a group."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.groups import fewest_subjects, numbered
from mappings.distinct import text
from mappings.error import MappingError
from tests.table import table

ROW = st.tuples(*[st.sampled_from(letters) for letters in (["A", "B", "C", None], ["1", "2", None], ["x", "y", None])])


def shown(answer: Series) -> list[float | None]:
    return [None if math.isnan(value) else value for value in answer.tolist()]


def test_numbers_that_stand_for_texts() -> None:
    severity = text(["SEVERE", None, "MILD", "mild", ""])
    assert shown(numbered(severity, {"MILD": 1, "SEVERE": 2.5})) == [2.5, None, 1, None, None]
    assert shown(numbered(Series([1.0, 2.0, np.nan]), {"1": 10})) == [10, None, None]


@pytest.mark.parametrize("numbers", [{}, "MILD", {"MILD": "1"}, {"MILD": True}, {"MILD": None}])
def test_a_table_of_numbers_is_wanted(numbers: dict[str, float]) -> None:
    with pytest.raises(MappingError, match="wants a table of numbers"):
        numbered(text(["MILD"]), numbers)


def test_the_smallest_part_of_a_group() -> None:
    frame = table(
        """
        who | site | arm | fewest
        1   | A    | x   | 1
        2   | A    | x   | 1
        3   | A    | y   | 1
        4   | B    | x   | 0
        5   | B    | x   | 0
        6   |      | y   |
        7   | C    |     | 0
        8   | D    | x   | 1
        8   | D    | y   | 1
        8   | D    | y   | 1
        """,
        "fewest",
    )
    found = fewest_subjects(frame["site"], frame["arm"], subject=frame["who"])
    assert shown(found) == shown(frame["fewest"])
    # An arm that none of the records has is no arm of theirs, though the column knows its name.
    part = frame.iloc[:2]
    assert shown(fewest_subjects(part["site"], part["arm"], subject=part["who"])) == [2, 2]


def test_nothing_to_count() -> None:
    nothing = text([None, None])
    assert shown(fewest_subjects(text(["A", None]), nothing, subject=text(["1", "2"]))) == [None, None]
    assert shown(fewest_subjects(text([]), text([]), subject=text([]))) == []


@given(st.lists(ROW, max_size=12))
def test_a_second_count(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    whole = {row for row in rows if None not in row}
    counts = Counter((site, arm) for site, _, arm in whole)
    arms = {arm for _, _, arm in rows if arm}
    expected = [min((counts[site, arm] for arm in arms), default=None) if site else None for site, _, _ in rows]
    columns = [text(list(column)) for column in zip(*rows, strict=True)] or [text([])] * 3
    assert shown(fewest_subjects(columns[0], columns[2], subject=columns[1])) == expected


def test_a_million_records() -> None:
    draw = np.random.default_rng(1)
    site, arm, who = (text([f"{n}" for n in draw.integers(0, top, 1000)]) for top in (50, 4, 900))
    rows = np.tile(np.arange(1000), 1000)
    columns = [column.take(rows).reset_index(drop=True) for column in (site, arm, who)]
    found = fewest_subjects(columns[0], columns[1], subject=columns[2])
    assert len(found) == 1_000_000
    assert (found[:1000].to_numpy() == fewest_subjects(site, arm, subject=who).to_numpy()).all()
