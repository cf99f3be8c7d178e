"""What a subject's other records say: first, last, extremes, counts and totals."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.select import (
    subject_count,
    subject_distinct,
    subject_first,
    subject_has,
    subject_largest,
    subject_last,
    subject_smallest,
    subject_total,
)
from mappings.distinct import text
from mappings.error import MappingError
from tests.adam.drawn import FIGURE, NUMBER, THEM, WHO, WORD, column, labelled, of, plain
from tests.table import table

# B has no date on its first row, D no date at all, Z is in no other dataset, and of F only a blank is known.
DOSES = table(
    """
    USUBJID | EXSTDTC    | EXSEQ | EXDOSE | EXTRT
    A       | 2014-01-09 | 2     | 54     | XAN
    A       | 2014-01-02 | 1     | 0      | PBO
    A       | 2014-01-02 | 3     | 81     | HIGH
    B       |            | 1     | 5      | XAN
    B       | 2014-03-01 | 2     |        | PBO
    D       |            | 1     | 7      | XAN
    D       |            | 2     | 8      | PBO
    F       | 2014-05-01 | 1     |        | " "
    """,
    "EXSEQ",
    "EXDOSE",
)
SUBJECTS = text(["A", "A", "B", "D", "F", "Z", None])


def ex(name: str) -> Series:
    return labelled(DOSES, name)


def test_the_first_record_in_file_order_and_in_the_order_of_columns() -> None:
    assert plain(subject_first(ex("EXDOSE"), subject=SUBJECTS)) == [54, 54, 5, 7, None, None, None]
    by_date = subject_first(ex("EXDOSE"), ex("EXSTDTC"), subject=SUBJECTS)
    assert plain(by_date) == [0, 0, None, 7, None, None, None]
    # Equal dates: the sequence decides.
    backwards = subject_last(ex("EXTRT"), ex("EXSTDTC"), ex("EXSEQ"), subject=SUBJECTS)
    assert plain(backwards) == ["XAN", "XAN", "PBO", "PBO", " ", None, None]


def test_of_equal_records_the_first_one_is_first_and_the_last_one_last() -> None:
    same = of("EX", ["A", "A", "A"], column([1, 1, 1], True))
    value = of("EX", ["A", "A", "A"], text(["x", "y", "z"]))
    assert plain(subject_first(value, same, subject=text(["A"]))) == ["x"]
    assert plain(subject_last(value, same, subject=text(["A"]))) == ["z"]


def test_a_missing_order_value_wins_only_where_nothing_is_known() -> None:
    sequence = [subject_first(ex("EXSEQ"), ex("EXSTDTC"), subject=SUBJECTS),
                subject_last(ex("EXSEQ"), ex("EXSTDTC"), subject=SUBJECTS)]  # fmt: skip
    assert [plain(one)[2:4] for one in sequence] == [[2, 1], [2, 2]]


def test_text_that_is_all_numbers_goes_by_size() -> None:
    line = of("EX", ["A", "A"], text(["10", "9"]))
    assert plain(subject_first(line, line, subject=text(["A"]))) == ["9"]


def test_columns_of_this_dataset_are_told_by_subject_too() -> None:
    subject, day = text(["A", "B", "A"]), column([5, 1, 2], True)
    assert plain(subject_first(day, day, subject=subject)) == [2, 1, 2]
    assert plain(subject_count(day, subject=subject)) == [2, 1, 2]


def test_extremes_of_several_columns_here_and_elsewhere() -> None:
    own = column([1, 2, 3, None, None, None, 4], True)
    largest = subject_largest(own, ex("EXDOSE"), ex("EXSEQ"), subject=SUBJECTS)
    assert plain(largest) == [81, 81, 5, 8, 1, None, None]
    assert plain(subject_smallest(own, ex("EXDOSE"), subject=SUBJECTS)) == [0, 0, 3, 7, None, None, None]


def test_counts_flags_and_distinct_values() -> None:
    assert plain(subject_has(ex("EXTRT"), otherwise="N", subject=SUBJECTS)) == ["Y", "Y", "Y", "Y", "N", "N", "N"]
    assert plain(subject_has(ex("EXDOSE"), value="DOSED", subject=SUBJECTS)) == ["DOSED"] * 4 + [None] * 3
    assert plain(subject_count(ex("EXTRT"), subject=SUBJECTS)) == [3, 3, 2, 2, 0, 0, None]
    assert plain(subject_distinct(ex("EXSTDTC"), subject=SUBJECTS)) == [2, 2, 1, 0, 1, 0, None]


def test_a_total_is_exact_on_the_digits_collected() -> None:
    who = ["A"] * 10 + ["B"] * 3
    total = subject_total(of("EX", who, column([0.1] * 10 + [0.1, 0.2, None], True)), subject=text(["A", "B", "C"]))
    assert plain(total) == [1.0, 0.3, None]
    assert plain(subject_total(of("EX", ["A", "A"], column([1e300, 1e-3], True)), subject=text(["A"]))) == [1e300]


def test_a_tagged_missing_value_is_plain_missing_in_what_is_derived() -> None:
    from mappings.missing import letters_of, tagged

    letter = of("EX", ["A"], Series(tagged(np.array([ord("A")], dtype=np.uint8))))
    for word in (subject_smallest, subject_largest, subject_total):
        assert letters_of(word(letter, subject=text(["A"])).to_numpy()).tolist() == [0]
    # A value that is copied keeps what was said of it.
    assert letters_of(subject_first(letter, subject=text(["A"])).to_numpy()).tolist() == [ord("A")]


def test_no_records_and_no_other_records() -> None:
    nobody = text([])
    assert len(subject_first(ex("EXTRT"), ex("EXSTDTC"), subject=nobody)) == 0
    assert len(subject_total(ex("EXDOSE"), subject=nobody)) == 0
    nothing = of("EX", [], text([]))
    assert plain(subject_first(nothing, nothing, subject=SUBJECTS)) == [None] * 7
    assert plain(subject_count(nothing, subject=SUBJECTS)) == [0] * 6 + [None]
    assert plain(subject_distinct(nothing, subject=SUBJECTS)) == [0] * 6 + [None]
    assert plain(subject_total(of("EX", [], column([], True)), subject=SUBJECTS)) == [None] * 7


def test_labels_that_are_a_category_mean_the_same() -> None:
    coded = ex("EXDOSE")
    coded.index = pd.CategoricalIndex(coded.index)
    assert plain(subject_count(coded, subject=SUBJECTS)) == plain(subject_count(ex("EXDOSE"), subject=SUBJECTS))


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: subject_first(ex("EXDOSE"), labelled(DOSES[:2], "EXSEQ", "DS"), subject=SUBJECTS), "two datasets"),
        (lambda: subject_first(Series([1.0, 2.0], name="tv.DAY"), subject=SUBJECTS), "tv.DAY has no subjects"),
        (lambda: subject_smallest(ex("EXSTDTC"), subject=SUBJECTS), "wants numbers, and EX.EXSTDTC is text"),
        (lambda: subject_total(ex("EXTRT"), subject=SUBJECTS), "wants numbers, and EX.EXTRT is text"),
        (lambda: subject_smallest(subject=SUBJECTS), "subject_smallest names no column"),
    ],
)
def test_what_an_author_did_wrong_is_told(call: Any, problem: str) -> None:
    with pytest.raises(MappingError) as told:
        call()
    assert problem in told.value.problem
    assert told.value.remedy


# A second, slow implementation: rows in Python, nothing shared with the first.

ROWS = st.lists(st.tuples(THEM, NUMBER, WORD, NUMBER, FIGURE), max_size=9)


def slow_key(number: float | None, word: str | None) -> list[tuple[bool, Any]]:
    return [(number is None, number or 0), (word is None, float(word or 0))]


def slow_choice(rows: list[Any], who: str | None, last: bool) -> Any:
    """The value of the first or last row: missing never wins, equal rows stay in their order."""
    mine = [row for row in rows if row[0] == who and who is not None]
    for place in (3, 4):
        known = [row for row in mine if row[place] is not None]
        mine = known or mine
        sizes = [float(row[place] or 0) for row in mine]
        wanted = (max if last else min)(sizes, default=0.0)
        mine = [row for row, size in zip(mine, sizes, strict=True) if size == wanted]
    return (mine[-1] if last else mine[0])[2] if mine else None


@settings(deadline=None)  # the machine may be busy
@given(ROWS, st.lists(WHO, max_size=6), st.booleans())
def test_first_and_last_are_those_of_the_slow_way(rows: list[Any], who: list[str | None], last: bool) -> None:
    other = [of("EX", [row[0] for row in rows], column([row[at] for row in rows], at % 2 == 1)) for at in range(1, 5)]
    word = subject_last if last else subject_first
    found = plain(word(other[1], other[2], other[3], subject=text(who)))
    assert found == [slow_choice(rows, one, last) for one in who]


@settings(deadline=None)  # the machine may be busy
@given(ROWS, st.lists(WHO, max_size=6))
def test_counts_and_extremes_are_those_of_the_slow_way(rows: list[Any], who: list[str | None]) -> None:
    labels = [row[0] for row in rows]
    first, words, second = (of("EX", labels, column([row[at] for row in rows], at != 2)) for at in (1, 2, 3))
    subject = text(who)
    mine = [[row for row in rows if one is not None and row[0] == one] for one in who]
    numbers = [[value for row in some for value in (row[1], row[3]) if value is not None] for some in mine]
    said = [[row[2] for row in some if row[2] is not None and row[2].strip()] for some in mine]
    none = [one is None for one in who]
    assert plain(subject_smallest(first, second, subject=subject)) == [min(some, default=None) for some in numbers]
    assert plain(subject_largest(first, second, subject=subject)) == [max(some, default=None) for some in numbers]
    counts = [None if gone else len(some) for gone, some in zip(none, said, strict=True)]
    assert plain(subject_count(words, subject=subject)) == counts
    distinct = [None if gone else len(set(some)) for gone, some in zip(none, said, strict=True)]
    assert plain(subject_distinct(words, subject=subject)) == distinct
    has = ["Y" if count else "N" for count in counts]
    assert plain(subject_has(words, otherwise="N", subject=subject)) == has


DECIMALS = st.one_of(
    st.decimals(-1000, 1000, places=3).map(float),
    st.floats(-1e17, 1e17, allow_nan=False),
    st.floats(-1e-5, 1e-5, allow_nan=False),
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), DECIMALS), min_size=1, max_size=8))
def test_a_total_is_the_decimal_sum_rounded_once(rows: list[tuple[str, float]]) -> None:
    total = subject_total(of("EX", [who for who, _ in rows], column([v for _, v in rows], True)), subject=text(["A"]))
    mine = [Decimal(repr(value)) for who, value in rows if who == "A"]
    with localcontext() as context:
        context.prec = 400
        assert plain(total) == [float(sum(mine)) if mine else None]
