"""Rules as formal expressions and conditions as where clauses, both ways."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from define_xml.from_spec.conditions import Compared, clauses, comparisons, suffix, where_of
from define_xml.from_spec.expressions import code_in, expression, rule_code, rule_in, rule_of, steps_of
from define_xml.from_spec.texts import described_words, description, lines, one_line
from mappings.error import MappingError
from mappings.rule import parse_rule
from mappings.statement import ExpressionSpec, MethodSpec
from mappings.where import parse_where

rules = st.sampled_from([
    "assign(x)", 'recode(a, {"1": "Y",\n   "0": "N"})', 'constant("\\nwhere x")', 'joined("a = b(c)", "where ")',
]).map(parse_rule)  # fmt: skip
conditions = st.none() | st.sampled_from(['a == 1 and b in ["\\nwhere"]', "(x.isna()\n or y.notna())"]).map(parse_where)
step_names = st.sampled_from(["a", "PEOPLE", "PEOPLE.born"])


@given(rules, conditions, st.lists(st.tuples(step_names, rules, conditions), max_size=3, unique_by=lambda one: one[0]))
def test_a_rule_comes_back_from_its_code(rule: object, where: object, steps: list[tuple[str, object, object]]) -> None:
    code = rule_code(rule, where, steps)  # type: ignore[arg-type]
    assert rule_of(code) == (rule, where)
    assert steps_of(code) == {name: (one, condition) for name, one, condition in steps}


@pytest.mark.parametrize(
    ("code", "rule", "where"),
    [
        ("assign(x)", "assign(x)", None),
        ("assign(x)\nwhere y == 1", "assign(x)", "y == 1"),
        ("y = assign(x)\nassign(y)", "assign(y)", None),
        ("y = assign(x)\nwhere x > 1\nassign(y)\nwhere y < 3", "assign(y)", "y < 3"),
        ("y = assign(x)\nZ = assign(y)", "assign(y)", None),
    ],
)
def test_the_last_rule_is_the_variables_own(code: str, rule: str, where: str | None) -> None:
    found = rule_of(code)
    assert found
    assert (str(found[0]), str(found[1]) if found[1] else None) == (rule, where)


@pytest.mark.parametrize("code", ["", "x", "x = y;", "if a then b", "assign(x) where y == 1", "assign(x)\nwhere y ="])
def test_other_code_is_no_rule(code: str) -> None:
    assert rule_of(code) is None
    assert steps_of(code) == {}


def test_only_our_own_language_is_read() -> None:
    foreign = ExpressionSpec(context="SAS", code="assign(x)")
    assert rule_in(None) is None
    assert rule_in(MethodSpec(name="", text="", expressions=(foreign,))) is None
    method = MethodSpec(name="", text="", expressions=(foreign, expression(parse_rule("assign(y)"))))
    assert code_in(method) == "assign(y)"


NAMES = ["SEX", "AGE"]
texts = st.sampled_from(["F", "M", "a b", 'say "no"', "é\\"])
numbers = st.sampled_from(["1", "-2", "0.5", "18"])


@st.composite
def comparison(draw: st.DrawFn) -> str:
    """A comparison with values of the variable's kind, or a test for what is missing."""
    name = draw(st.sampled_from(NAMES))
    value = numbers if name == "AGE" else texts.map(lambda text: json.dumps(text, ensure_ascii=False))
    sign = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "isna", "notna"]))
    if sign.endswith("na"):
        return f"{name}.{sign}()"
    return f"{name} {sign} [{draw(value)}, {draw(value)}]" if sign.endswith("in") else f"{name} {sign} {draw(value)}"


both = st.lists(comparison(), min_size=1, max_size=3).map(" and ".join)
either = st.lists(both, min_size=1, max_size=3).map(" or ".join)
records = st.lists(st.tuples(st.none() | texts, st.none() | numbers.map(float)), min_size=1, max_size=6)


@given(either, records)
def test_a_where_clause_means_the_same_records(text: str, rows: list[tuple[str | None, float | None]]) -> None:
    where = parse_where(text)
    again = where_of(clauses(where, "here"), lambda name: name == "AGE")
    columns = {name: Series([row[place] for row in rows], dtype=object) for place, name in enumerate(NAMES)}
    assert again.mask(columns).tolist() == where.mask(columns).tolist()
    assert clauses(again, "here") == clauses(where, "here")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('QSTESTCD == "VASPAIN"', "VASPAIN"),
        ('QSTESTCD == "A" and VISITNUM >= 2', "A.GE.2"),
        ('QSTESTCD in ["A", "B"] or X != "C"', "A-B-NE.C"),
        ("X.isna()", "EQ.missing"),
        ("X.notna()", "NE.missing"),
        ("1 < X", "GT.1"),
    ],
)
def test_what_is_meant_as_a_name(text: str, name: str) -> None:
    assert suffix(clauses(parse_where(text), "here")) == name


def test_numbers_are_numbers_where_the_variable_is_one() -> None:
    clause = (Compared("A", "IN", ("1", "2.50", "x", "0012345678901234567890")),)
    assert comparisons(clause, lambda name: True) == 'A in [1, 2.5, "x", "0012345678901234567890"]'
    assert comparisons(clause[:1], lambda name: False).startswith('A in ["1", "2.50"')
    assert where_of([clause], lambda name: True).text == comparisons(clause, lambda name: True)
    assert comparisons((Compared("A", "EQ", ("",)), Compared("B", "GE", ("2",))), str.islower) == 'A == "" and B >= "2"'


def test_what_no_where_clause_says_is_told_with_its_place() -> None:
    with pytest.raises(MappingError, match=r"AE\.AETERM\n.*no where clause can say  X == Y"):
        clauses(parse_where("X == Y"), "AE.AETERM")


def test_texts() -> None:
    assert one_line(" two\n\u00a0 words ") == "two words"
    assert lines("\r\n  first  line\r\n\n\tsecond\r") == "first line\n\nsecond"
    assert description("") is None
    assert described_words(description("a  b\n c")) == "a b\nc"
    assert described_words(None) == ""
