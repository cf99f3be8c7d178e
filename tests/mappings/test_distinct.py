"""Work on distinct values: the same answers as row by row, called once for each combination."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from mappings.distinct import as_text, encoded, factors, groups, number_text, spread, spread_flag, spread_number, text

WORDS = st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "", " ", "NA", "é"])), max_size=30)


def test_na_and_blanks_are_values() -> None:
    column = text(["NA", "", None, ".", "None"])
    assert column.isna().tolist() == [False, False, True, False, False]


@given(WORDS)
def test_text_comes_back(values: list[str | None]) -> None:
    assert [value if isinstance(value, str) else None for value in text(values).astype("object")] == values


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([1.0, 2.0, np.nan])), min_size=1))
def test_spread_is_row_by_row(rows: list[tuple[str | None, float]]) -> None:
    left, right = text([row[0] for row in rows]), Series([row[1] for row in rows])
    asked: list[tuple[str | None, float | None]] = []

    def join(word: str | None, number: float | None) -> str | None:
        asked.append((word, number))
        return None if word is None or number is None else f"{word}{number}"

    answers = spread(join, left, right).astype("object").tolist()
    wanted = [None if a is None or np.isnan(b) else f"{a}{b}" for a, b in rows]
    assert [answer if isinstance(answer, str) else None for answer in answers] == wanted
    assert len(asked) == len(set(asked))


def test_spread_over_no_rows() -> None:
    empty = text([])
    assert len(spread(lambda value: value, empty)) == 0
    assert len(spread_number(lambda value: 1, empty)) == 0
    assert len(spread_flag(lambda value: True, empty)) == 0


def test_many_columns_do_not_overflow() -> None:
    columns = [text([str(row * (place + 1)) for row in range(2000)]) for place in range(12)]
    codes, combinations = groups(columns)
    assert len(combinations) == 2000
    assert combinations[codes[7]][0] == "7"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e21, "1" + "0" * 21),
        (2.50, "2.5"),
        (-3.25, "-3.25"),
    ],
)
def test_numbers_as_people_write_them(number: float, written: str) -> None:
    assert number_text(number) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_back(number: float) -> None:
    assert float(number_text(number)) == number


def test_numbers_become_text() -> None:
    assert as_text(Series([1.0, np.nan, 2.5])).astype("object").tolist()[::2] == ["1", "2.5"]


def test_words_that_repeat_share_a_code() -> None:
    column = encoded(np.array([0, 1, 2, -1]), ["x", "x", None], Series(range(4)).index)
    codes, words = factors(column)
    assert codes.tolist() == [0, 0, -1, -1]
    assert words == ["x"]
