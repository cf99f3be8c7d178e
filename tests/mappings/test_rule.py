"""The grammar of rules: what it reads, what it refuses, and how it points."""

from __future__ import annotations

import ast
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.error import MappingError
from mappings.rule import Name, Rule, parse_rule, underlined


def test_one_call_with_names_constants_lists_and_pairs() -> None:
    rule = parse_rule('lookup([visit, "x"], tv.visit, -1.5, keep=None, words={"1": "Y", "2": other})')
    assert rule.word.text == "lookup"
    first, second, third = rule.arguments
    assert isinstance(first, tuple)
    assert isinstance(first[0], Name)
    assert (first[0].text, first[1]) == ("visit", "x")
    assert isinstance(second, Name)
    assert second.text == "tv.visit"
    assert third == -1.5
    assert [name.text for name in rule.names()] == ["visit", "tv.visit", "other"]
    assert str(rule).startswith("lookup(")


def test_a_name_knows_where_it_stands_also_after_letters_of_several_bytes() -> None:
    rule = parse_rule('joined("é", söte, b)')
    name = rule.names()[1]
    assert rule.text[name.start : name.end] == "b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("assign", "assign\n    ~~~~~~ a rule is one call\n    for example  assign(assign)"),
        ("elapsed(a, b) + 1", "a rule is one call\n    no operators: words compute, one step in one variable"),
        ("assign(upper(x))", "assign(upper(x))\n           ~~~~~~~~ a call inside a call"),
        ("assign(a + b)", "assign(a + b)\n           ~~~~~ no operators in a rule"),
        ("assign(a if b else c)", "no operators in a rule"),
        ("assign(a == 1)", "conditions stand in `where`"),
        ("assign(**x)", "`**` has no meaning in a rule"),
        ("assign(*x)", "Starred has no meaning in a rule"),
        ("assign(lambda: 1)", "Lambda has no meaning in a rule"),
        ("assign({x: 1})", "the left side of a pair is a text in quotes"),
        ('assign({"a": 1, "a": 2})', "'a' is said twice"),
        ("assign(a b)", "invalid syntax"),
        ("assign(", "was never closed"),
        ("a.b(x)", "a rule begins with the name of an algorithm"),
        ("", "the rule is empty"),
        ("assign(\0)", "NUL"),
        ("assign(b'x')", "Constant has no meaning in a rule"),
    ],
)
def test_what_is_no_rule_is_refused_and_pointed_at(text: str, shown: str) -> None:
    with pytest.raises(MappingError) as error:
        parse_rule(text, "dm.toml  DM.SEX")
    assert str(error.value).startswith("dm.toml  DM.SEX\n")
    assert shown in str(error.value)


def test_a_rule_is_never_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("builtins.eval", called)
    monkeypatch.setattr("builtins.exec", called)
    assert parse_rule("assign(\"__import__('os')\")").arguments == ("__import__('os')",)


def test_depth_beyond_reason_is_an_error_not_a_crash() -> None:
    with pytest.raises(MappingError):
        parse_rule("assign(" + "[" * 5000 + "]" * 5000 + ")")


@given(st.text(max_size=60))
def test_any_text_gives_a_rule_or_a_mapping_error(text: str) -> None:
    with suppress(MappingError):
        rule = parse_rule(text, "place")
        assert isinstance(rule, Rule)
        assert isinstance(ast.parse(rule.text, mode="eval").body, ast.Call)


@given(
    st.lists(
        st.one_of(st.integers(-9999, 9999), st.text("ab' \"\\é", max_size=8), st.booleans(), st.none()), max_size=5
    )
)
def test_constants_survive_the_grammar(values: list[object]) -> None:
    rule = parse_rule(f"word({', '.join(repr(value) for value in values)})")
    assert list(rule.arguments) == values


def test_the_tildes_stay_on_their_line() -> None:
    assert underlined("one\ntwo three", 8, 13, "here") == "two three\n    ~~~~~ here"
