"""Cases read in both layouts, and what is said of each: matched, different, known."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.error import InputError
from validation.conformance.cases import read_known, run_cases
from validation.conformance.layout import read_cases
from validation.conformance.layout_text import read_text

RULE = """
Core: {Id: T-1, Status: Published}
Authorities: [{Organization: FDA, Standards: [{Name: SDTMIG, Version: "3.3"}]}]
Check: {all: [{name: --TERM, operator: empty}]}
Outcome: {Message: missing, Output Variables: [--TERM, --SEQ, --MODIFY]}
Rule Type: Record Data
Sensitivity: Record
"""
TEXT = """
positive 01: a term
AE | Adverse Events | file ae_v2.xpt
USUBJID:Char:8 "Subject" | AESEQ:Num | AETERM | ADT:Num:8 "Date" [DATE9.]
01      | 1         | HEADACHE |
02      | 2.5       | " a|b"   | 10

negative 01: none
standard SDTMIG 3.3
terminology none
AE
DOMAIN | AESEQ:Num | AETERM
AE     | 1         |
AE     | 2         | x
sdtm
DM
USUBJID
01

expected
Dataset | Record | Variable | Value
AE      | 1      | AETERM   |
AE      | 1      | AESEQ    | 1
AE      | 1      | AEMODIFY | Not in dataset
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with one rule."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "T-1.yml").write_text(RULE, encoding="utf-8")
    return folder


def folder_case(tmp_path: Path, answer: str | None, env: str = "PRODUCT=SDTMIG\nVERSION=3-4\n") -> Path:
    """A folder with one case in CDISC's layout."""
    data = tmp_path / "cases" / "T-1" / "negative" / "01" / "data"
    data.mkdir(parents=True)
    (data / ".env").write_text(env, encoding="utf-8")
    (data / "_datasets.csv").write_text("Filename,Label\nae,Adverse Events\n", encoding="utf-8")
    facts = (
        "dataset,variable,label,type,length\nae,DOMAIN,Domain,Char,2\nae,AESEQ,Sequence,Num,8\nae,AETERM,Term,Char,9\n"
    )
    (data / "_variables.csv").write_text(facts, encoding="utf-8")
    (data / "ae.csv").write_text("DOMAIN,AESEQ,AETERM\nAE,1,\nAE,2,x\n", encoding="utf-8")
    if answer is not None:
        (data.parent / "results").mkdir()
        text = "Dataset,Record,Variable,Value\n" + answer
        (data.parent / "results" / "results.csv").write_text(text, encoding="utf-8")
    return tmp_path / "cases"


def test_our_layout_is_read_as_it_looks(tmp_path: Path) -> None:
    (tmp_path / "T-1.txt").write_text(TEXT, encoding="utf-8")
    positive, negative = read_cases(tmp_path)
    one = positive.study.tables["AE"]
    assert (positive.place, positive.expected, positive.study.standard) == ("T-1 positive/01", (), "SDTMIG")
    assert (one.label, one.file, one.count, one.domain) == ("Adverse Events", "ae_v2.xpt", 2, "")
    assert [(v.name, v.type, v.length, v.label, v.format) for v in one.variables] == [
        ("USUBJID", "Char", 8, "Subject", ""), ("AESEQ", "Num", None, "", ""), ("AETERM", "Char", None, "", ""),
        ("ADT", "Num", 8, "Date", "DATE9."),
    ]  # fmt: skip
    assert one.columns["AESEQ"].cells().tolist() == ["1", "2.5"]
    assert one.columns["AETERM"].cells().tolist() == ["HEADACHE", " a|b"]
    assert (negative.study.version, dict(negative.study.terminology)) == ("3.3", {})
    assert list(negative.study.others) == ["DM"]
    assert negative.expected is not None
    assert negative.expected[2] == ("AE", "1", "AEMODIFY", "Not in dataset")


def test_our_cases_are_run(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "T-1.txt").write_text(TEXT, encoding="utf-8")
    report = run_cases(tmp_path, rules)
    assert (report.matched, report.total) == (2, 2)
    assert list(report.lines()) == ["cases matched: 2 of 2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AE\nUSUBJID\n", "line 1\n.*before the first case"),
        ("positive 01: x\nAE\nUSUBJID:Text\n", "line 3\n.*is no variable"),
        ("positive 01: x\nAE\nUSUBJID\n01 | 2\n", "line 4\n.*2 cells, the header 1"),
        ("positive 01: x\nexpected\nDataset | Record | Variable | Value\nAE | 1\n", "line 4\n.*Dataset"),
    ],
    ids=["begin", "header", "cells", "expected"],
)
def test_a_case_that_cannot_be_read_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(read_text(text, "T-1.txt"))


def test_bytes_and_blanks_in_quotes() -> None:
    case = next(iter(read_text('positive 01\nTS\nTSVAL\n" caf\\xe9 "\n"x|y"\n', "T.txt")))
    assert case.tables[0].rows == [[" caf\xe9 "], ["x|y"]]


ANSWER = "AE,1,AETERM,\nAE,1,AESEQ,1\nAE,1,AEMODIFY,Not in dataset\n"


@pytest.mark.parametrize(
    ("answer", "status", "missing", "more"),
    [
        (ANSWER, "matched", 0, 0),
        (ANSWER.replace("AESEQ,1", "AESEQ,1.0").replace("AETERM,", "AETERM,null"), "matched", 0, 0),
        (ANSWER + "SE,,,\n", "matched", 0, 0),
        (ANSWER.replace("AESEQ,1", "AESEQ,2"), "different", 1, 1),
        (ANSWER.replace("AE,1,AETERM,\n", ""), "different", 0, 1),
        ("", "different", 0, 3),
        ("AE,1,AETERM,\nAE,1,AESEQ,1\n", "different", 0, 1),
        ("AE,1,AETERM,\n", "different", 0, 2),
        (None, "no expectation", 0, 0),
    ],
    ids=["same", "written-otherwise", "nothing-found", "value", "line", "empty", "absent", "absent-and-more", "none"],
)
def test_a_folder_of_cdisc_is_run(
    tmp_path: Path, rules: Path, answer: str | None, status: str, missing: int, more: int
) -> None:
    report = run_cases(folder_case(tmp_path, answer), rules)
    one = report.results[0]
    assert (one.place, one.status, len(one.missing), len(one.more)) == ("T-1 negative/01", status, missing, more)
    assert report.total == (answer is not None)
    assert report.matched == (status == "matched")
    assert list(report.lines())[-1] == f"cases matched: {report.matched} of {report.total}"


def test_a_known_difference_is_told_and_never_counted(tmp_path: Path, rules: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("# why\nT-1 negative/01 | the data say otherwise\n", encoding="utf-8")
    report = run_cases(folder_case(tmp_path, ""), rules, known)
    assert (report.matched, report.total) == (0, 1)
    assert list(report.lines()) == [
        "T-1 negative/01  different       known: the data say otherwise", "cases matched: 0 of 1",
    ]  # fmt: skip
    assert read_known(known) == {"T-1 negative/01": "the data say otherwise"}


def test_a_case_without_a_rule_and_one_that_cannot_be_run(tmp_path: Path, rules: Path) -> None:
    cases = folder_case(tmp_path, "")
    (rules / "T-1.yml").write_text(RULE.replace("empty", "smells"), encoding="utf-8")
    assert run_cases(cases, rules).results[0].status == "error"
    (rules / "T-1.yml").write_text(RULE.replace("T-1", "T-2"), encoding="utf-8")
    report = run_cases(cases, rules)
    assert (report.results[0].status, report.matched, report.total) == ("no rule", 0, 1)


@pytest.mark.parametrize(
    ("env", "standard"),
    [
        ("PRODUCT=SDTMIG\nVERSION=3-4\n", ("SDTMIG", "3.4")), ("VERSION=3-1PRODUCT=sendig\n", ("SENDIG", "3.1")),
        ("", ("SDTMIG", "3.4")), ("PRODUCT=ADAMIG\nVERSION=\n", ("ADaMIG", "3.4")),
    ],
)  # fmt: skip
def test_the_standard_of_a_case(tmp_path: Path, env: str, standard: tuple[str, str]) -> None:
    case = next(read_cases(folder_case(tmp_path, "", env)))
    assert (case.study.standard, case.study.version) == standard
    assert case.settled is ("3-" in env)


def test_a_case_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path, rules: Path) -> None:
    cases = folder_case(tmp_path, ANSWER)
    broken = cases / "T-1" / "negative" / "02" / "data"
    broken.mkdir(parents=True)
    (broken / "define.xml").write_text("<ODM", encoding="utf-8")
    report = run_cases(cases, rules)
    assert [(one.place, one.status) for one in report.results] == [
        ("T-1 negative/01", "matched"), ("T-1 negative/02", "unreadable"),
    ]  # fmt: skip
    assert (report.matched, report.total) == (1, 2)


def test_the_terminology_a_case_names(tmp_path: Path) -> None:
    shipped = "sdtmct-2025-03-28"
    said = f"PRODUCT=SDTMIG\nVERSION=3-4\nCT={shipped},sdtmct-1999-01-01\n"
    case = next(read_cases(folder_case(tmp_path, "", said)))
    assert list(case.study.terminology) == [shipped]


def test_no_folder_is_told(tmp_path: Path, rules: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        run_cases(tmp_path / "none", rules)
