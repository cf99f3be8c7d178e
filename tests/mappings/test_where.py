"""Conditions on records: their grammar, and what they mean for missing values, numbers and text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from mappings.distinct import text
from mappings.error import MappingError
from mappings.where import Where, conjunction, parse_where

COLUMNS = {
    "visit": text(["SCR", "D0", None, "M12"]),
    "score": text(["7", "07.0", None, "x"]),
    "dose": Series([1.0, 2.5, float("nan"), 10.0]),
    "date": text(["2019-01-02", "2019-01-10", None, "2020-01-01"]),
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('visit == "D0"', "0100"),
        ('visit != "D0"', "1011"),
        ('visit in ["SCR", "M12"]', "1001"),
        ('visit not in ["SCR", "M12"]', "0110"),
        ("visit.isna()", "0010"),
        ("visit.notna()", "1101"),
        ('visit.startswith("M")', "0001"),
        ('visit.endswith("0")', "0100"),
        ('visit.contains("C")', "1000"),
        ("score == 7", "1100"),
        ('score == "7"', "1000"),
        ("score.isnumber()", "1100"),
        ("score > 6", "1100"),
        ("dose >= 2.5", "0101"),
        ("1 < dose <= 10", "0101"),
        ("5 > dose", "1100"),
        ('date < "2019-01-10"', "1000"),
        ("not dose > 2", "1010"),
        ('visit == "SCR" or dose == 10 and score == "x"', "1001"),
        ("dose == 10.0", "0001"),
        ("score == dose", "0000"),
    ],
)
def test_what_a_condition_holds_for(condition: str, holds: str) -> None:
    assert "".join(str(int(value)) for value in parse_where(condition).mask(COLUMNS)) == holds


@pytest.mark.parametrize(
    ("text_", "shown"),
    [
        ("visit", "not a condition"),
        ("f(visit)", "no calls in a condition"),
        ("visit.upper()", "no test .upper()"),
        ('visit.startswith("a", "b")', ".startswith() takes one text"),
        ("visit.isna(1)", ".isna() takes nothing"),
        ("visit is None", "`is` compares objects"),
        ("visit == None", "None is no value of a record"),
        ('visit in "D0"', "`in` wants a list"),
        ("visit in other", "`in` wants a list"),
        ("1 == 2", "a comparison begins with a column"),
        ("a == b + 1", "not a plain value"),
        ("__import__('os').system('x')", "no test .system()"),
    ],
)
def test_what_is_no_condition(text_: str, shown: str) -> None:
    with pytest.raises(MappingError) as error:
        parse_where(text_, "ae.toml  AE.where")
    assert shown in str(error.value)


def test_the_names_of_a_condition() -> None:
    assert [name.text for name in parse_where("a == 1 and not (b.isna() or a < c)").names()] == ["a", "b", "a", "c"]


def test_a_value_level_condition_is_a_conjunction() -> None:
    found = conjunction(parse_where('a == "x" and b in ["y", "z"]'), "place")
    assert [(one.left.text, one.sign, one.right) for one in found] == [("a", "==", "x"), ("b", "in", ("y", "z"))]
    with pytest.raises(MappingError, match="joined by `and`"):
        conjunction(parse_where('a == "x" or b == "y"'), "place")


@given(st.lists(st.one_of(st.none(), st.sampled_from(["1", "2", "01", "x", ""])), min_size=1))
def test_not_is_the_other_half(values: list[str | None]) -> None:
    columns = {"a": text(values)}
    for condition in ("a == 1", 'a == "1"', "a < 2", "a.isna()", 'a in ["x"]'):
        held = parse_where(condition).mask(columns)
        assert (parse_where(f"not {condition}").mask(columns) == ~held).all()


@given(st.text(max_size=40))
def test_any_text_is_a_condition_or_a_mapping_error(said: str) -> None:
    with suppress(MappingError):
        assert isinstance(parse_where(said), Where)
