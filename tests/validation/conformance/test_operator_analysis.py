"""Tests of the operators on groups of records, baselines and computed values."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.validation.conformance.analysis_words import asked, drawn
from validation.conformance.column import encoded
from validation.conformance.rule import NotApplicable
from validation.conformance.table import Table

FEW = some.lists(
    some.tuples(some.sampled_from(["A", "B", None]), some.sampled_from([1.0, 2.0, 3.0, None])), max_size=12
)


def of_pairs(pairs: list[tuple[str | None, float | None]]) -> Table:
    """A dataset of a text and a number."""
    columns = {"ONE": encoded([one for one, _ in pairs]), "TWO": encoded([two for _, two in pairs], number=True)}
    return Table("ADLB", columns, len(pairs))


def test_the_value_met_less_often_varies() -> None:
    """The others are as most are."""
    table = drawn("ADLB", "PARAMCD | PARAM\nALT | a\nALT | a\nALT | b\nAST | c")
    assert asked("varies_within", table, "PARAM", "PARAMCD") == [0, 0, 1, 0]


def test_of_values_met_equally_often_all_vary() -> None:
    """Nobody knows which of them is right."""
    table = drawn("ADLB", "AVISITN# | AVISIT | PARAMCD\n1 | a | X\n1 | b | X\n1 | b | Y\n1 | | X")
    assert asked("varies_within", table, "AVISIT", "AVISITN", within="PARAMCD") == [1, 1, 0, 0]


def test_two_of_three_values_may_be_met_most_often() -> None:
    """Then the third varies as well."""
    table = drawn("ADLB", "N# | T\n1 | a\n1 | a\n1 | b\n1 | b\n1 | c")
    assert asked("varies_within", table, "T", "N") == [1, 1, 1, 1, 1]


def test_what_is_missing_does_not_vary() -> None:
    """On either side, and in what it is within."""
    table = drawn("ADLB", "G | N# | T\nx | 1 | a\nx | 1 |\nx | | b\n | 1 | c\nx | 1 | a")
    assert asked("varies_within", table, "T", ["N", "G"]) == [0, 0, 0, 0, 0]


def test_a_variable_that_is_not_there_is_not_judged() -> None:
    """Neither the variable nor what it goes with."""
    table = drawn("ADLB", "N# | T\n1 | a")
    with pytest.raises(NotApplicable, match="AVISIT"):
        asked("varies_within", table, "AVISIT", "N")
    with pytest.raises(NotApplicable, match="AVISITN"):
        asked("varies_within", table, "T", "AVISITN")


@given(FEW)
def test_varying_is_what_counting_says(pairs: list[tuple[str | None, float | None]]) -> None:
    """A record varies if another value of its group is met as often or more often."""
    counts = Counter(pair for pair in pairs if None not in pair)

    def varies(pair: tuple[str | None, float | None]) -> bool:
        others = [count for other, count in counts.items() if other[1] == pair[1]]
        top = max(others, default=0)
        return None not in pair and len(others) > 1 and (counts[pair] < top or others.count(top) > 1)

    assert asked("varies_within", of_pairs(pairs), "ONE", "TWO") == [int(varies(pair)) for pair in pairs]


def test_a_group_says_it_nowhere() -> None:
    """N is not Y, and a flag of another group is not the group's; without the variable nobody says it."""
    table = drawn("ADLB", "USUBJID | ABLFL\n01 | Y\n01 |\n02 | N\n02 |\n | ")
    assert asked("says_nowhere_within", table, "ABLFL", "Y", within=["USUBJID"]) == [0, 0, 1, 1, 1]
    assert asked("says_nowhere_within", table, "ANL01FL", "Y", within=["USUBJID"]) == [1, 1, 1, 1, 1]


def test_missing_where_others_of_the_group_are_filled() -> None:
    """A group that is missing throughout is in order."""
    table = drawn("ADLB", "PARAMCD | BASETYPE\nALT | a\nALT |\nAST |\nAST |")
    assert asked("missing_unlike_others_within", table, "BASETYPE", within="PARAMCD") == [0, 1, 0, 0]


BASELINES = """
USUBJID | AVAL# | BASE# | ABLFL
01      | 5     | 5     | Y
01      | 7     | 7     |
01      | 7     |       |
02      | 3     | 9     |
03      | 1     | 1     | Y
03      | 2     | 2     | Y
04      |       | 4     | Y
"""


def test_the_value_of_the_flagged_record() -> None:
    """Not judged: a missing value, a group without a flag, a group with two; a flagged record without value differs."""
    table = drawn("ADLB", BASELINES)
    found = asked("differs_from_flagged", table, "BASE", "AVAL", flag="ABLFL", flag_value="Y", within=["USUBJID"])
    assert found == [0, 1, 0, 0, 0, 0, 1]


def test_texts_are_compared_as_they_are() -> None:
    """Letter by letter."""
    table = drawn("ADLB", "USUBJID | ANRIND | BNRIND | ABLFL\n01 | HIGH | HIGH | Y\n01 | LOW | High |")
    found = asked("differs_from_flagged", table, "BNRIND", "ANRIND", flag="ABLFL", within=["USUBJID"])
    assert found == [0, 1]


def test_a_difference() -> None:
    """Filled where it cannot be computed is wrong; missing where it can is not."""
    table = drawn("ADLB", "AVAL# | BASE# | CHG#\n5 | 3 | 2\n5 | 3 | -2\n5 | | 2\n5 | 3 |\n0.3 | 0.1 | 0.2")
    assert asked("is_not_difference_of", table, "CHG", ["AVAL", "BASE"]) == [0, 1, 1, 0, 0]
    assert asked("is_not_difference_of", table, "CHG", ["BASE", "AVAL"]) == [1, 0, 1, 0, 1]


def test_a_percent_change() -> None:
    """Of 0 there is none."""
    table = drawn("ADLB", "AVAL# | BASE# | PCHG#\n12 | 10 | 20\n12 | 10 | 0.2\n12 | 0 | 0\n-5 | -10 | -50\n12 | 10 |")
    assert asked("is_not_percent_change_of", table, "PCHG", ["AVAL", "BASE"]) == [0, 1, 1, 0, 0]


def test_a_ratio() -> None:
    """Judged where all three are known; by 0 nothing is divided."""
    table = drawn("ADLB", "AVAL# | BASE# | R#\n5 | 10 | 0.5\n5 | 10 | 2\n5 | | 2\n5 | 0 | 0\n5 | 10 |\n0 | 4 | 0")
    assert asked("is_not_ratio_of", table, "R", ["AVAL", "BASE"]) == [0, 1, 0, 1, 0, 0]


def test_a_tolerance_is_a_part_of_the_larger_value() -> None:
    """As wide as the condition says."""
    table = drawn("ADLB", "AVAL# | BASE# | CHG#\n1000 | 1 | 999.05\n1000 | 1 | 999.2")
    assert asked("is_not_difference_of", table, "CHG", ["AVAL", "BASE"], tolerance=1e-4) == [0, 1]
    assert asked("is_not_difference_of", table, "CHG", ["AVAL", "BASE"]) == [1, 1]


def test_what_is_no_number_is_no_result() -> None:
    """A text that says a number is one."""
    table = drawn("ADLB", "AVAL | BASE# | CHG\n5 | 3 | 2\n5 | 3 | x\nx | 3 | 2")
    assert asked("is_not_difference_of", table, "CHG", ["AVAL", "BASE"]) == [0, 1, 1]


@given(
    some.lists(some.tuples(*[some.integers(-(10**9), 10**9).map(lambda one: one / 1000)] * 2), min_size=1, max_size=8)
)
def test_what_was_computed_is_what_it_should_be(pairs: list[tuple[float, float]]) -> None:
    """Whatever the values, computed in the same way or in another order."""
    names = {
        "A": [a for a, _ in pairs],
        "B": [b for _, b in pairs],
        "D": [-(b - a) for a, b in pairs],
        "P": [100 * (a / b - 1) if abs(b) > 1e-3 else None for a, b in pairs],
        "R": [a * (1 / b) if abs(b) > 1e-3 else None for a, b in pairs],
    }
    table = Table("ADLB", {name: encoded(values, number=True) for name, values in names.items()}, len(pairs))
    assert asked("is_not_difference_of", table, "D", ["A", "B"]) == [0] * len(pairs)
    assert asked("is_not_percent_change_of", table, "P", ["A", "B"]) == [0] * len(pairs)
    assert asked("is_not_ratio_of", table, "R", ["A", "B"]) == [0] * len(pairs)


def test_a_dataset_without_records_has_nothing_wrong() -> None:
    """Each word answers with no record."""
    table = drawn("ADLB", "USUBJID | PARAMCD | AVAL# | BASE# | CHG# | ABLFL")
    assert asked("varies_within", table, "CHG", "AVAL") == []
    assert asked("says_nowhere_within", table, "ABLFL", "Y", within="USUBJID") == []
    assert asked("differs_from_flagged", table, "BASE", "AVAL", flag="ABLFL", within="USUBJID") == []
    assert asked("is_not_difference_of", table, "CHG", ["AVAL", "BASE"]) == []
    assert asked("is_not_ratio_of", table, "CHG", ["AVAL", "BASE"]) == []
