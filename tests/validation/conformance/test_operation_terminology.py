"""Tests of what operations answer from controlled terminology."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from mappings.terminology import Terminology, load_terminology
from tests.validation.conformance.drawn_study import answer, dataset, study
from validation.conformance.rule import NotRun

TS = dataset(
    "TS",
    """
    DOMAIN | TSVCDREF | TSVCDVER   | CODE    | TERM
    TS     | CDISC    | 2025-03-28 | C66731  | m
    TS     | CDISC CT | 2025-03-28 | C66731  | NOSUCH
    TS     | SNOMED   | 2025-03-28 | C66731  | F
    TS     | CDISC    |            |         | F
    """,
)


@cache
def release() -> Terminology:
    return load_terminology("SDTM", "2025-03-28")


def ask(word: str, *, chosen: bool = True, **fields: Any) -> Any:
    """What is answered for TS, with the shipped release of SDTM terminology."""
    name = fields.pop("name", "")
    packages = {"sdtmct-2025-03-28": release()} if chosen else {}
    return answer(word, TS, study(TS, terminology=packages), name, **fields)


def test_terms_and_codelists() -> None:
    assert ask("codelist_terms", codelists=["SEX"], level="term", returntype="value")[:2] == ["F", "INTERSEX"]
    assert "C20197" in ask("codelist_terms", codelists=["sex"], level="term", returntype="code")
    assert "Male" in ask("codelist_terms", codelists=["C66731"], level="term", returntype="pref_term")
    assert ask("codelist_terms", codelists=["SEX"], level="codelist", returntype="code") == ["C66731"]
    assert ask("codelist_terms", codelists=["SEX", "AGEU"], level="codelist", returntype="value") == ["SEX", "AGEU"]


def test_whether_a_list_may_be_extended() -> None:
    assert ask("codelist_extensible", codelist="NY") is False
    assert ask("codelist_extensible", codelist="UNIT") is True


def test_terms_in_the_release_that_a_record_names() -> None:
    fields: dict[str, Any] = {"ct_package_type": "SDTM", "version": "TSVCDVER", "codelist_code": "CODE"}
    assert ask("codelist_terms", term_value="TERM", **fields) == ["C20197", None, "C16576", None]
    assert ask("codelist_terms", term_value="TERM", returntype="pref_term", **fields) == ["Male", None, "Female", None]
    assert ask("codelist_extensible", **fields) == [False, False, False, None]
    constant = {**fields, "codelist_code": "C66742"}
    assert ask("codelist_extensible", **constant) == [False, False, False, None]


def test_attributes_of_the_release_that_a_record_names() -> None:
    found = ask("get_codelist_attributes", name="TSVCDREF", version="TSVCDVER", ct_attribute="Codelist Value")
    assert "SEX" in found[0]
    assert found[0] == found[1]
    assert found[2:] == [(), ()]
    codes = ask("get_codelist_attributes", name="TSVCDREF", version="TSVCDVER", ct_attribute="Term CCODE")
    assert "C20197" in codes[0]
    with pytest.raises(NotRun, match="no Colour"):
        ask("get_codelist_attributes", name="TSVCDREF", version="TSVCDVER", ct_attribute="Colour")


def test_dates_of_releases() -> None:
    assert ask("valid_codelist_dates") == ["2025-03-28"]
    assert ask("valid_codelist_dates", chosen=False, ct_package_types=["ADaM"]) == ["2025-03-28"]
    with pytest.raises(NotRun, match="CDASH"):
        ask("valid_codelist_dates", ct_package_types=["CDASH"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"chosen": False, "codelists": ["SEX"]}, "no controlled terminology was chosen"),
        ({"codelists": ["NOSUCH"]}, "no codelist NOSUCH"),
        ({"codelists": ["SPEC"], "ct_package_type": "SEND"}, "of SEND terminology no release was chosen"),
        (
            {"version": "TSVCDVER", "codelist_code": "CODE", "ct_package_type": "SEND", "term_value": "TERM"},
            "SEND terminology 2025-03-28, which is not here",
        ),
    ],
    ids=["none chosen", "no such list", "another kind", "named by the data"],
)
def test_what_is_missing_is_never_a_pass(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(NotRun, match=words):
        ask("codelist_terms", **fields)
