"""Tests that our own rules find what their cases say, and that no rule could be another without a case noticing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from zlib import crc32

import pytest

from validation.conformance.cases import result_of
from validation.conformance.layout import Case, read_cases
from validation.conformance.own import CASES, own_rules
from validation.conformance.rule import All, AnyOf, Check, Condition, ConformanceRule, Not

Mutant = tuple[str, Check]
RULES = {rule.id: rule for rule in own_rules()}
# One rule of so many is mutated where time is short; which, does not change from run to run.
SAMPLE = 16
EVIDENCE = 2  # cases of each kind that a rule has at least
# A longer list loses one half, then the other; a shorter one each member in turn.
LONG = 8
# Says that a word is no variable's name: it matters only to data that have a variable called Y or DEATH.
GUARDS = ("value_is_literal",)
# Mutations that change nothing a rule can find, and why: (rule, mutation) -> reason.
EQUIVALENT: dict[tuple[str, str], str] = {}


@cache
def cases() -> dict[str, list[Case]]:
    """The cases of our own rules, by rule."""
    found: dict[str, list[Case]] = {}
    for case in read_cases(CASES):
        found.setdefault(case.rule, []).append(case)
    return found


def mutants(check: Check) -> Iterator[Mutant]:
    """Every check that differs from this one in a single place, and what was done to it."""
    if isinstance(check, Condition):
        yield f"not {check.name} {check.operator}", Not(check)
        yield from ((f"{check.name} {check.operator}: {words}", other) for words, other in _other_words(check))
    elif isinstance(check, Not):
        yield "not dropped", check.part
        yield from ((words, Not(part)) for words, part in mutants(check.part))
    else:
        yield from _of_branch(check)


def _of_branch(check: All | AnyOf) -> Iterator[Mutant]:
    """One part left out, all and any exchanged, one part mutated."""
    parts = check.parts
    if len(parts) > 1:
        yield f"any of {len(parts)}" if isinstance(check, All) else f"all of {len(parts)}", _exchanged(check)
        for place, part in enumerate(parts):
            yield f"without {_said(part)}", replace(check, parts=parts[:place] + parts[place + 1 :])
    for place, part in enumerate(parts):
        for words, other in mutants(part):
            yield words, replace(check, parts=(*parts[:place], other, *parts[place + 1 :]))


def _exchanged(check: All | AnyOf) -> Check:
    return AnyOf(check.parts) if isinstance(check, All) else All(check.parts)


def _said(check: Check) -> str:
    """The first condition of a check, in words."""
    while not isinstance(check, Condition):
        check = check.part if isinstance(check, Not) else check.parts[0]
    return f"{check.name} {check.operator} {check.value if check.value is not None else ''}".strip()


def _other_words(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition with another literal: its value, or a field beside it."""
    for words, value in _others(condition.value):
        yield f"value {words}", replace(condition, value=value)
    for name, option in sorted(condition.options.items()):
        if name in GUARDS:
            continue
        for words, value in _others(option):
            yield f"{name} {words}", replace(condition, options={**condition.options, name: value})


def _others(value: Any) -> Iterator[tuple[str, Any]]:
    """Values that differ from this one: a list less some of its members, a flag turned, a number or word changed."""
    if isinstance(value, bool):
        yield f"{not value}", not value
    elif isinstance(value, (int, float)):
        yield f"{value + 1}", value + 1
    elif isinstance(value, str):
        yield f"{value}Q", f"{value}Q"
    elif isinstance(value, (list, tuple)):
        step = 1 if len(value) <= LONG else (len(value) + 1) // 2
        for place in range(0, len(value) if len(value) > 1 else 0, step):
            left = [*value[:place], *value[place + step :]]
            yield f"less {', '.join(map(str, value[place : place + step]))}", left


def survivors(rule: ConformanceRule) -> list[str]:
    """The mutations of a rule that no case of it notices, and that are not said to change nothing."""
    given = cases().get(rule.id, [])
    found = ((words, replace(rule, check=check)) for words, check in mutants(rule.check))
    return [words for words, other in found if _unnoticed(other, given) and (rule.id, words) not in EQUIVALENT]


def _unnoticed(rule: ConformanceRule, given: Iterable[Case]) -> bool:
    return all(result_of(case, rule).status == "matched" for case in given)


def sampled(rule_ids: Iterable[str]) -> list[str]:
    """One in so many of these, always the same."""
    return [one for one in rule_ids if crc32(one.encode()) % SAMPLE == 0]


@pytest.mark.parametrize("rule_id", RULES)
def test_every_case_of_a_rule_finds_exactly_what_it_says(rule_id: str) -> None:
    """Datasets, records, variables and values; a case that could not be judged is none that matched."""
    results = [result_of(case, RULES[rule_id]) for case in cases()[rule_id]]
    assert [one for one in results if one.status != "matched"] == []


def test_a_rule_has_cases_that_find_something_and_cases_that_do_not() -> None:
    """At least two of each kind, and what a case is called is what it does."""
    kinds = {rule_id: Counter(one.name.partition("/")[0] for one in given) for rule_id, given in cases().items()}
    assert {rule_id for rule_id, kind in kinds.items() if min(kind["positive"], kind["negative"]) < EVIDENCE} == set()
    misnamed = [one.place for given in cases().values() for one in given if bool(one.expected) != _finds(one)]
    assert misnamed == []


def _finds(case: Case) -> bool:
    """Whether the case is called one that finds something."""
    return case.name.startswith("negative/")


def test_every_case_belongs_to_a_rule() -> None:
    """A file of cases is named after its rule, so that none is left behind when a rule goes."""
    assert set(cases()) == set(RULES)


@pytest.mark.parametrize("rule_id", sampled(RULES))
def test_a_mutation_of_a_sampled_rule_is_noticed(rule_id: str) -> None:
    """A condition dropped or turned round, all for any, another literal: some case comes out differently."""
    assert survivors(RULES[rule_id]) == []


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", RULES)
def test_a_mutation_of_any_rule_is_noticed(rule_id: str) -> None:
    """The same of all rules."""
    assert survivors(RULES[rule_id]) == []


def test_what_is_said_to_change_nothing_is_a_mutation_that_nobody_notices() -> None:
    """A reason outlives neither its rule nor the case that was missing."""
    stale = [
        (rule_id, words)
        for rule_id, words in EQUIVALENT
        if not any(
            words == made and _unnoticed(replace(RULES[rule_id], check=check), cases()[rule_id])
            for made, check in mutants(RULES[rule_id].check)
        )
    ]
    assert stale == []
