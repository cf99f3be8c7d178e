"""Rules and conditions in plain words: a table of them, and a law for every algorithm there is."""

from __future__ import annotations

import re

import pytest

from adam.words import algorithms
from define_xml.describe.phrases import rule_words
from define_xml.describe.plain_words import MANY, condition_words, value_words
from mappings.docstring import docstring
from mappings.rule import Name, parse_rule
from mappings.where import parse_where

CONDITIONS = {
    'AEOUT == "FATAL"': 'AEOUT is "FATAL"',
    'A != "x" and B.notna()': 'A is not "x" and B has a value',
    '(A == 1 or B.isna()) and C in ["x", "y"]': '(A is 1 or B is missing) and C is one of "x", "y"',
    'not (A == 1 and B == 2)': "not (A is 1 and B is 2)",
    "ASTDT >= TRTSDT": "ASTDT >= TRTSDT",
    'test.startswith("INC") and not result.isnumber()': 'test begins with "INC" and not (result is a number)',
    'A not in ["x"]': 'A is none of "x"',
}
RULES = {
    "assign(AETERM)": "Equal to AETERM.",
    'constant("DAYS")': 'The constant "DAYS".',
    'recode(x, {"1": "Y", "2": None})':
        'x in other words: "1" is "Y", "2" is missing. Other values stay as they are.',
    'first_known(a, b)': "The first that is not missing of a and b.",
    'first_known(a, b, "N")': 'a or b where not missing, else "N".',
    "lookup([a, b], [t.c, t.d], t.e)": "The value of t.e in the first row in which t.c equals a and t.d equals b.",
    "study_day(AESTDTC, DM.RFSTDTC)":
        "AESTDTC - DM.RFSTDTC + 1 where AESTDTC is on or after DM.RFSTDTC, else AESTDTC - DM.RFSTDTC. "
        "Missing where a day is not known.",
    'date(A, impute="last", level="month", maximum=E)':
        "A as a number of days since 1960-01-01. A partial date is completed to the last day it can mean; what is "
        "missing may be the month at most. A completed date lies not after E, where it can mean that day.",
    "flag_first(ASTDT, AESEQ, by=AEDECOD, among=TRTEMFL)":
        "Y on the first record of each subject and AEDECOD, among those where TRTEMFL is known (a flag: Y) in the "
        "order of ASTDT and AESEQ; else missing.",
    "improved(AVAL, BASE, percent=20, points=20)":
        "Y where AVAL is lower than BASE by at least 20 percent and 20 points, N where it is not; missing where one of "
        "them is missing.",
    "unpivot(odi, ODI0101=odi_1, ODI0102=odi_2)":
        "The records of odi, one for each test: ODI0101 (odi_1), ODI0102 (odi_2); the answer is result.",
    "age(BRTHDTC, RFICDTC)":
        "Completed years from birth to the reference date; missing where partial dates leave that open. With birth = "
        "BRTHDTC; reference = RFICDTC.",
}  # fmt: skip


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions(text: str) -> None:
    assert condition_words(parse_where(text)) == CONDITIONS[text]


@pytest.mark.parametrize("text", RULES)
def test_rules(text: str) -> None:
    rule = parse_rule(text)
    assert rule_words(rule, algorithms()[rule.word.text]) == RULES[text]


def test_a_word_nobody_knows_is_told_as_written() -> None:
    assert rule_words(parse_rule("mine(a)"), None) == "mine(a)."


def test_values_are_written_as_people_do() -> None:
    assert value_words(("A", Name("b"), 2.50, None, True, (1, 2))) == '"A", b, 2.5, none, yes, (1, 2)'
    assert value_words({"PF": Name("SF36PF")}) == '"PF": SF36PF'
    many = value_words(tuple(range(MANY + 1)))
    assert many == f"0, 1, 2, ..., {MANY} ({MANY + 1} in all)"


def examples() -> list[tuple[str, str]]:
    """Each rule that an algorithm shows as its example."""
    found = []
    for name, word in sorted(algorithms().items()):
        shown = docstring(word.function).partition("Example")[2]
        found += [(name, text.replace("\n", " ")) for text in re.findall(r"= '+([^']+)'", shown)]
    return found


def test_every_algorithm_says_what_it_does_with_what() -> None:
    told = {name for name, _ in examples()}
    assert told == set(algorithms())
    for name, text in examples():
        rule = parse_rule(text)
        words = rule_words(rule, algorithms()[name])
        assert words[-1] == ".", text
        assert "`" not in words, text
        assert ".." not in words.replace("...", ""), text
        few = len(rule.names()) <= MANY
        lost = [one.text for one in rule.names() if few and one.text not in words]
        assert lost in ([], _unsaid(name, lost)), (text, words)


def _unsaid(name: str, lost: list[str]) -> list[str]:
    """Names that a phrase may leave out: the ends of elements, how qualifiers are found: the standard says them."""
    silent = {"epoch": {"SE.SEENDTC"}, "qualifier": {"SUPPAE.QNAM", "SUPPAE.IDVARVAL", "AESEQ", "SUPPDM.QNAM"},
              "window": {"windows.paramcd"}, "window_reason": {"AVISIT"}}  # fmt: skip
    return [one for one in lost if one in silent.get(name, ())]
