"""Tests of groups and joins by codes, against what pandas and plain Python say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.conformance.column import Column, encoded
from validation.conformance.grouping import firsts, grouped, joined_rows, paired, shared, stacked

WORDS = st.lists(st.sampled_from(["", "A", "B", "1", "01", "2"]), max_size=12)
NUMBERS = st.lists(st.sampled_from([None, 1.0, 2.0, 0.5]), max_size=12)


def cells(column: Column) -> list[str]:
    return list(column.cells())


@given(WORDS, WORDS)
def test_records_are_in_one_group_when_their_keys_agree(first: list[str], second: list[str]) -> None:
    size = min(len(first), len(second))
    ids, groups = grouped([encoded(first[:size]), encoded(second[:size])], size)
    pairs = list(zip(first[:size], second[:size], strict=True))
    assert groups == len(set(pairs))
    assert [int(one) for one in ids] == [list(dict.fromkeys(pairs)).index(pair) for pair in pairs]


def test_without_columns_all_records_are_one_group() -> None:
    ids, groups = grouped([], 3)
    assert (ids.tolist(), groups) == ([0, 0, 0], 1)
    assert grouped([], 0)[1] == 0


@given(WORDS, WORDS)
def test_texts_share_a_code_when_they_are_equal(left: list[str], right: list[str]) -> None:
    ours, theirs = shared(encoded(left), encoded(right))
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            assert bool(ours[i] == theirs[j]) is (one == other)


@given(WORDS, NUMBERS)
def test_a_number_shares_the_code_of_a_text_that_says_it(words: list[str], numbers: list[float | None]) -> None:
    said = {"": None, "1": 1.0, "01": 1.0, "2": 2.0}
    for left, right in (
        (encoded(words), encoded(numbers, number=True)),
        (encoded(numbers, number=True), encoded(words)),
    ):
        ours, theirs = shared(left, right)
        texts, values = (ours, theirs) if not left.number else (theirs, ours)
        for i, word in enumerate(words):
            for j, value in enumerate(numbers):
                assert bool(texts[i] == values[j]) is (said.get(word, "no number") == value)


@given(WORDS, WORDS, st.booleans())
def test_a_join_has_every_pair_once_in_the_order_of_the_left(left: list[str], right: list[str], keep: bool) -> None:
    ids = paired([encoded(left)], [encoded(right)], (len(left), len(right)))
    ours, theirs = joined_rows(*ids, keep_left=keep)
    wanted = []
    for i, one in enumerate(left):
        partners = [j for j, other in enumerate(right) if one == other]
        wanted += [(i, j) for j in partners or ([-1] if keep else [])]
    assert list(zip(ours.tolist(), theirs.tolist(), strict=True)) == wanted


@given(WORDS)
def test_the_first_record_of_each_group(values: list[str]) -> None:
    ids, groups = grouped([encoded(values)], len(values))
    assert firsts(ids, groups).tolist() == [values.index(one) for one in dict.fromkeys(values)]


@pytest.mark.parametrize(
    ("parts", "number", "wanted"),
    [
        ((["A", ""], ["B", "A"]), False, ["A", "", "B", "A"]),
        ((["A"], None), False, ["A", "", ""]),
        (([1.0, None], [2.0]), True, ["1", "", "2"]),
        (([1.5], ["x"]), False, ["1.5", "x"]),
    ],
    ids=["texts", "a part without the column", "numbers", "a number over a text"],
)
def test_columns_one_below_the_other(parts: tuple[Any, ...], number: bool, wanted: list[str]) -> None:
    columns = [encoded(one, number=isinstance(one[0], float)) if one else None for one in parts]
    made = stacked(columns, [len(one) if one else 2 for one in parts])
    assert cells(made) == wanted
    assert made.number is number


def test_a_million_records_join_without_a_loop_over_them() -> None:
    subjects = Column(
        np.arange(1_000_000, dtype=np.int32) % 1000, np.array([str(n) for n in range(1000)], dtype=object)
    )
    others = encoded([str(n) for n in range(1000)])
    ours, theirs = joined_rows(*paired([subjects], [others], (1_000_000, 1000)))
    assert len(ours) == 1_000_000
    assert (theirs == subjects.codes).all()
