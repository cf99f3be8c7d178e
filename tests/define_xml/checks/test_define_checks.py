"""Every check of a define.xml finds what it is for, where it stands, and nothing in a define without fault."""

from __future__ import annotations

import re
from collections import Counter
from types import ModuleType

import pytest

from define_xml.checks import CHECKS, check_define, explained, run
from define_xml.checks.check import Check
from define_xml.checks.run import reviewed_define
from define_xml.document.metadata import Define
from define_xml.versions import as_version
from define_xml.write import define_bytes
from mappings.finding import SEVERITIES
from tests.define_xml.checks import cases_datasets, cases_document, cases_values, cases_words
from tests.define_xml.checks.analysis_example import analysis
from tests.define_xml.checks.example import tabulation

PARTS = (cases_document.CASES, cases_datasets.CASES, cases_values.CASES, cases_words.CASES)
CASES: dict[str, Define] = {name: define for part in PARTS for name, define in part.items()}
NAMES = [one.name for one in CHECKS]


@pytest.mark.parametrize("define", [tabulation(), analysis()], ids=["tabulation", "analysis"])
def test_a_define_without_fault_has_no_findings_of_ours_nor_of_the_schema(define: Define) -> None:
    assert check_define(define, define_bytes(define, version="2.1", stylesheet="define2-1.xsl")) == ()


@pytest.mark.parametrize("define", [tabulation(), analysis()], ids=["tabulation", "analysis"])
def test_a_define_without_fault_has_none_in_its_older_form_either(define: Define) -> None:
    assert check_define(as_version(define, "2.0")) == ()


def test_there_are_enough_checks_and_each_is_named_once() -> None:
    assert len(CHECKS) >= 110
    assert not [name for name, count in Counter(NAMES).items() if count > 1]


def test_every_check_has_a_case_and_every_case_a_check() -> None:
    assert sorted(CASES) == sorted(NAMES)
    assert sum(map(len, PARTS)) == len(CASES)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_finds_what_it_is_for(name: str) -> None:
    check = next(one for one in CHECKS if one.name == name)
    found = list(check(reviewed_define(CASES[name])))
    assert found, f"{name} finds nothing in its case"
    assert {finding.severity for finding in found} == {check.severity}
    assert all(finding.words and finding.place and finding.cites for finding in found)


def test_every_check_is_explained_in_a_sentence_and_cites_what_it_rests_on() -> None:
    for name, severity, what, cites in explained():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert severity in SEVERITIES
        assert re.fullmatch(r"[A-Zd].{10,118}\.", what), name
        assert cites, name


def test_every_check_of_a_file_is_listed() -> None:
    files = [part for part in vars(run).values() if isinstance(part, ModuleType)]
    written = {one.name for part in files for one in vars(part).values() if isinstance(one, Check)}
    assert written == set(NAMES)
