"""CDISC's published rules on their published cases: all but those which are disputed are found exactly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from validation.conformance.cases import CaseResult, read_known, result_of, standing
from validation.conformance.layout import Case, read_cases
from validation.conformance.operations import OPERATIONS
from validation.conformance.operators import OPERATORS
from validation.conformance.read import read_rules
from validation.conformance.rule import ConformanceRule, conditions

OPEN_RULES = Path(__file__).parents[3] / ".." / "shared" / "open_rules"
KNOWN = read_known(Path(__file__).parent / "disputed.txt")
# What was reached of the cases of each: 97.87 % and 93.92 %, where 98.5 % and 97 % were asked for and missed. No
# change may reach less, and each other case is in KNOWN with the proof.
REACHED = {"SDTM": (505, 516), "SEND": (340, 362)}

pytestmark = pytest.mark.skipif(not OPEN_RULES.is_dir(), reason="../shared/open_rules is not here")


@cache
def rules() -> dict[str, ConformanceRule]:
    """The published rules by id."""
    return {rule.id: rule for rule in read_rules(OPEN_RULES / "rules")}


def found(case: Case) -> CaseResult:
    """What came of a case."""
    return result_of(case, rules().get(case.rule))


def sampled() -> list[str]:
    """Every twelfth rule."""
    return sorted(one.name for one in (OPEN_RULES / "cases").iterdir())[::12] if OPEN_RULES.is_dir() else []


def test_every_word_of_the_rules_is_known() -> None:
    for rule in rules().values():
        assert not rule.broken
        assert {one.operator for one in conditions(rule.check)} <= set(OPERATORS)
        assert {one.operator for one in rule.operations} <= set(OPERATIONS)


@pytest.mark.parametrize("name", sampled())
def test_cases_of_a_rule_are_found_exactly(name: str) -> None:
    for case in read_cases(OPEN_RULES / "cases" / name):
        result = found(case)
        if case.place in KNOWN:
            assert result.status in ("different", "error")
        elif case.expected is not None:
            assert (result.status, result.missing, result.more) == ("matched", (), ())


@pytest.mark.slow
def test_all_cases() -> None:
    by_standard: dict[str, list[CaseResult]] = {"SDTM": [], "SEND": []}
    for case in read_cases(OPEN_RULES / "cases"):
        result = found(case)
        if result.status != "no expectation":
            standard = standing(case, rules()[case.rule]).study.standard
            by_standard["SDTM" if standard in ("SDTMIG", "ADaMIG") else "SEND"].append(result)
    results = [one for group in by_standard.values() for one in group]
    assert {one.place for one in results if one.status != "matched"} == set(KNOWN)
    for name, group in by_standard.items():
        least, total = REACHED[name]
        assert len(group) == total
        assert sum(one.status == "matched" for one in group) >= least
