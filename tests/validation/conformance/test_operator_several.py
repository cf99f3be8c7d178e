"""Tests of the operators over several variables or records, over signs of a text, and over dates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mappings.iso8601 import is_duration, parse
from validation.conformance.column import encoded
from validation.conformance.operators.iso8601 import ISO8601
from validation.conformance.operators.on import On
from validation.conformance.operators.several import SEVERAL, pairs
from validation.conformance.operators.signs import SIGNS
from validation.conformance.rule import Condition, NotApplicable
from validation.conformance.table import Study, Table

VALUES = some.lists(some.sampled_from(["A", "B", None]), min_size=1, max_size=14)
OPERATORS = {**SEVERAL, **SIGNS, **ISO8601}


def asked(word: str, columns: dict[str, list[Any]], name: str, value: Any = None, **options: Any) -> list[bool]:
    """What an operator answers of a table of these columns."""
    made = {variable: encoded(values) for variable, values in columns.items()}
    table = Table("EX", made, len(next(iter(columns.values()))))
    mask: list[bool] = OPERATORS[word](On(table, Study({}), Condition(word, name, value, options))).tolist()
    return mask


def test_none_of_several_says_the_word() -> None:
    columns = {"A": ["Y", "N", None], "B": [None, "y", "N"]}
    assert asked("none_says", columns, "A", ["A", "B", "C"]) == [False, True, True]
    assert asked("none_says", columns, "A", ["B"], says="N") == [True, True, False]
    with pytest.raises(NotApplicable, match="has none of C, D"):
        asked("none_says", columns, "A", ["C", "D"])


def test_none_of_several_is_filled() -> None:
    columns = {"A": ["x", None, None], "B": [None, "y", None]}
    assert asked("none_filled", columns, "A", ["B", "C"]) == [False, False, True]
    assert asked("none_filled", columns, "A", ["C"]) == [False, True, True]
    with pytest.raises(NotApplicable):
        asked("none_filled", columns, "C", ["A"])


@given(VALUES, some.data())
def test_a_record_is_repeated_if_an_earlier_one_is_the_same(first: list[Any], data: Any) -> None:
    second = data.draw(some.lists(some.sampled_from(["1", "2", None]), min_size=len(first), max_size=len(first)))
    expected = [
        one is not None and (one, two) in list(zip(first, second, strict=True))[:place]
        for place, (one, two) in enumerate(zip(first, second, strict=True))
    ]
    assert asked("is_repeated", {"A": first, "B": second}, "A", ["B", "ABSENT"]) == expected


def test_many_variables_are_combined_without_overflow() -> None:
    columns = {f"V{place}": [str(row % (place + 2)) for row in range(120)] for place in range(60)}
    assert not any(asked("is_repeated", columns, "V0", list(columns)))
    doubled = {name: values + values[:1] for name, values in columns.items()}
    assert asked("is_repeated", doubled, "V0", list(columns)) == [False] * 120 + [True]


PERIODS: dict[str, list[Any]] = {
    "WHO": ["1", "1", "1", "2", "2", "3"],
    "START": ["2024-01-01", "2024-02-01", "2024-01-20", "2024-01-01", None, "2024"],
    "END": ["2024-01-15", None, "2024-02-02", "2024-01-02", "2024-05-05", "2025"],
}


def test_a_period_begins_when_the_one_before_has_ended() -> None:
    found = asked("starts_before_end_of_previous", PERIODS, "START", "END", within=["WHO"])
    assert found == [False, True, False, False, False, False]


@given(some.permutations(range(6)))
def test_periods_are_the_same_in_any_order_of_records(order: list[int]) -> None:
    moved = {name: [values[place] for place in order] for name, values in PERIODS.items()}
    found = asked("starts_before_end_of_previous", moved, "START", "END", within=["WHO"])
    assert [order[place] for place, one in enumerate(found) if one] == [1]


@given(VALUES, some.data())
def test_pairs_ask_what_each_record_would(left: list[Any], data: Any) -> None:
    right = data.draw(some.lists(some.sampled_from(["A", "C", None]), min_size=len(left), max_size=len(left)))
    expected = [one is not None and two is not None and one != two for one, two in zip(left, right, strict=True)]
    assert pairs(encoded(left), encoded(right), lambda one, two: one != two).tolist() == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Term (Verbatim) [1] {x}", False), ("", False), ("Term (Verbatim", True), ("Test]", True),
        ("a (b [c) d]", True), ("Subject's", True), ("the 'word'", False), ('a "quote', True), ("{", True),
    ],
    ids=["pairs", "none", "open", "closed", "crossed", "apostrophe", "quotes", "quote", "brace"],
)  # fmt: skip
def test_signs_come_in_pairs(text: str, wrong: bool) -> None:
    assert asked("unbalanced_signs", {"A": [text or None]}, "A") == [wrong]


DATES = (
    "2024-01-31", "2024", "--12-15", "2024-02-30", "2024-13", "2024-01-31T24:00", "31JAN2024", "P3D", "2024-01-01/P3D",
    "2024-02-01/2024-01-01", "2024-01-01/2024-02-01/2024-03-01", "2024--", "/", "2024-1-5",
)  # fmt: skip


def test_form_and_calendar_are_told_apart() -> None:
    forms = asked("not_iso8601_date", {"A": list(DATES)}, "A")
    days = asked("impossible_date", {"A": list(DATES)}, "A")
    assert [one for one, wrong in zip(DATES, forms, strict=True) if wrong] == [
        "31JAN2024", "P3D", "2024-01-01/2024-02-01/2024-03-01", "2024--", "/", "2024-1-5",
    ]  # fmt: skip
    assert [one for one, wrong in zip(DATES, days, strict=True) if wrong] == [
        "2024-02-30", "2024-13", "2024-01-31T24:00", "2024-02-01/2024-01-01",
    ]  # fmt: skip


@given(some.from_regex(r"[0-9T:/PD-]{1,16}", fullmatch=True))
def test_a_date_is_wrong_in_one_way_at_most_and_right_where_it_is_read(text: str) -> None:
    form, day = (asked(word, {"A": [text]}, "A")[0] for word in ("not_iso8601_date", "impossible_date"))
    assert not (form and day)
    if parse(text) is not None:
        assert not form
        assert not day
    assert asked("not_iso8601_duration", {"A": [text]}, "A") == [not is_duration(text)]
