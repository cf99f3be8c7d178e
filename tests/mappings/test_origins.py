"""Where values come from, read off rules: one small study, a rule in each case, and the way its values come about."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.bound import Bound
from mappings.origins import Way, origin, ways
from tests.folder import AE, STUDY, write_study

TABLES = {
    "raw/events.csv": "subject,term,started,seen,code\n01-001,Headache,05-JAN-2019,1,2\n",
    "raw/lines.csv": "subject,note\n01-001,x\n",
    "raw/list.csv": "subject,arm\n01-001,A\n",
    "tables/plan.csv": "code,NAME\n2,TWO\n",
}
LIST = '\n[tables.list]\nsource = "Sponsor"\n'
LOOKED_UP = "lookup(subject, lines.subject, lines.note)"
CASES = {
    "a column": ("assign(term)", "Collected", {("events", "term")}),
    "a column in other words": ("recode(seen, {\"1\": \"Y\"})", "Collected", {("events", "seen")}),
    "a column of another form": (LOOKED_UP, "Collected", {("lines", "note")}),
    "two columns": ("joined(term, code)", "Collected", {("events", "term"), ("events", "code")}),
    "a table of the study's own": ("lookup(code, plan.code, plan.NAME)", "Assigned", set()),
    "what the sponsor keeps": ("lookup(subject, list.subject, list.arm)", "Assigned", {("list", "arm")}),
    "a constant": ('constant("X")', "Assigned", set()),
    "a variable beside it": ("upper(AETERM)", "Derived", {("events", "term")}),
    "another dataset": ("subject_value(DM.RFSTDTC)", "Derived", set()),
    "a word that computes": ("not_done(term)", "Derived", {("events", "term")}),
    "the first of two": ('first_known(code, "9")', "Collected", {("events", "code")}),
}


def bound_study(folder: Path, rule: str, more: str = "") -> Bound:
    """The small study with AESPID made by that rule, bound."""
    from sdtm.datasets import build_study

    changed = {**TABLES, "study.toml": STUDY + LIST, "sdtm/ae.toml": f"{AE}AESPID = {rule}\n{more}"}
    return build_study(write_study(folder, changed)).applied.bound


def one(bound: Bound, name: str = "AESPID") -> tuple[str, tuple[Way, ...]]:
    """The origin of a variable of AE in a word, and its ways."""
    dataset = bound.study.dataset("AE")
    assert dataset is not None
    variable = dataset.variable(name)
    assert variable is not None
    return origin(bound, dataset, variable), ways(bound, "AE", name)


@pytest.mark.parametrize("name", CASES)
def test_a_rule_tells_the_origin(tmp_path: Path, name: str) -> None:
    rule, kind, fields = CASES[name]
    word, found = one(bound_study(tmp_path / "s", f"'{rule}'" if '"' in rule else f'"{rule}"'))
    assert word == kind
    assert {field for way in found if way.kind == kind for field in way.fields} == fields


def test_a_step_at_home_hands_its_way_on(tmp_path: Path) -> None:
    home = "step = {rule = 'assign(code)', submit = false}\n"
    word, found = one(bound_study(tmp_path / "s", "'text(step)'", home))
    assert (word, found) == ("Collected", (Way("Collected", frozenset({("events", "code")})),))


def test_a_constant_goes_with_what_is_there_or_with_what_is_computed(tmp_path: Path) -> None:
    asked = {"AETERM.notna()": "Assigned", 'code == "2"': "Assigned", "day > 1": "Derived"}
    for number, (where, kind) in enumerate(asked.items()):
        day = "day = {rule = 'study_day(AESTDTC, DM.RFSTDTC)', submit = false}\n"
        rule = f"{{rule = 'constant(\"Y\")', where = '{where}'}}"
        assert one(bound_study(tmp_path / str(number), rule, day))[0] == kind, where


def test_records_of_different_making_have_several_ways(tmp_path: Path) -> None:
    stacked = """records = 'stack(ONE, TWO)'
keys = ["STUDYID", "USUBJID", "AETERM"]
[variables]
AETERM = 'assign(AETERM)'
AEDECOD = 'assign(AETERM)'
"""
    home = "name = '{}'\nrecords = 'rows({})'\nsubmit = false\n[variables]\nAETERM = '{}'\n"
    changed = {
        **TABLES,
        "sdtm/ae.toml": stacked,
        "sdtm/one.toml": home.format("ONE", "events", "assign(term)"),
        "sdtm/two.toml": home.format("TWO", "lines", 'constant("NOTE")'),
    }
    from sdtm.datasets import build_study

    bound = build_study(write_study(tmp_path / "s", changed)).applied.bound
    word, found = one(bound, "AETERM")
    assert word == "Collected"
    assert found == (Way("Collected", frozenset({("events", "term")})), Way("Assigned"))


def test_what_an_author_says_stands(tmp_path: Path) -> None:
    word, found = one(bound_study(tmp_path / "s", "{rule = 'assign(code)', origin = \"Derived\"}"))
    assert (word, [way.kind for way in found]) == ("Derived", ["Derived"])


def test_trial_design_is_of_the_protocol(tmp_path: Path) -> None:
    from sdtm.datasets import build_study

    rules = "".join(f"{name} = 'assign({name})'\n" for name in ("ETCD", "ELEMENT", "TESTRL"))
    te = f"records = 'rows(te)'\n[variables]\n{rules}"
    changed = {"sdtm/te.toml": te, "tables/te.csv": "ETCD,ELEMENT,TESTRL\nSCR,Screening,Consent\n"}
    bound = build_study(write_study(tmp_path / "s", changed)).applied.bound
    assert ways(bound, "TE", "ELEMENT") == (Way("Protocol"),)
