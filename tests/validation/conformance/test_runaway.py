"""Regular expressions that may try without end are known before they are tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from validation.conformance.own import own_rules
from validation.conformance.read import read_rules
from validation.conformance.rule import conditions
from validation.conformance.runaway import runs_away

ENDLESS = ("(a+)+$", "^(([A-Z])+)+!$", "(a*)*b", "(?:x|a+)+$", "((ab)*c?)*d", "([a-z]+-?)*!", "x(?=(a+)+b)", "(a{2,})+")
PLAIN = ("", "a+b+", "^[A-Z]{2,8}$", "(a+,)*b", "(ab)+", "([0-9]{2})*", "^(-?[0-9]+)(\\.[0-9]+)?$", "(a|b)+", "(a?)b*")
RULES = Path(__file__).parents[3] / ".." / "shared/open_rules/rules"


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_repeat_of_repeats_runs_away(pattern: str) -> None:
    assert runs_away(pattern)


@pytest.mark.parametrize("pattern", PLAIN)
def test_others_do_not(pattern: str) -> None:
    assert not runs_away(pattern)


def test_what_is_no_expression_is_said() -> None:
    with pytest.raises(re.error):
        runs_away("(a")


def test_no_rule_of_ours_is_refused_for_it() -> None:
    assert [one.id for one in own_rules() if one.broken] == []


@pytest.mark.skipif(not RULES.is_dir(), reason="the open rules are not beside the checkout")
def test_no_open_rule_is_refused_for_it() -> None:
    rules = read_rules(RULES)
    assert sum("regex" in one.operator for rule in rules for one in conditions(rule.check)) > 20
    assert [one.id for one in rules if "repeats a repeat" in one.broken] == []
