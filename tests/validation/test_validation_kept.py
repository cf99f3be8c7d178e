"""What a run is compared with, what it writes, and the commands `list` and `cases`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.validation.acceptance.folders import (
    ADSL,
    AE,
    DM,
    TABULATION,
    analysis,
    define,
    described,
    ran,
    said,
    tabulation,
    two_rules,
)
from validation.reports.json_ import schema

Capture = pytest.CaptureFixture[str]
SHARED = Path(__file__).parents[2] / ".." / "shared"
CASES = """positive 01: another word
AE
USUBJID | AETERM
01      | Cough

negative 01: the word
AE
USUBJID | AETERM
01      | Fever

expected
Dataset | Record | Variable | Value
AE      | 1      | AETERM   | {value}
"""
WAIVED = """[[waiver]]
check = "MY-1"
reason = "The site was asked."
author = "Data management"
date = "2024-01-01"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of SDTM datasets."""
    return tabulation(tmp_path / "data")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Two rules of one's own."""
    return two_rules(tmp_path / "rules")


def test_baseline(folder: Path, rules: Path, tmp_path: Path, capsys: Capture) -> None:
    only, file = ("--rules", rules, "--rules", "MY-1"), tmp_path / "kept" / "b.json"
    assert said(capsys, "run", folder, *only, "--write-baseline", file, "--quiet")[0] == 1
    same = ran(capsys, folder, *only, "--baseline", file)
    assert (same.status, same.one("MY-1")["new"]) == (0, 0)
    # Another order and another record between: the same finding; and one that is new.
    head, first, *others = AE.strip().splitlines()
    changed = "\n".join([head, *others, first, first.replace("| 1     |", "| 3     |")])
    tabulation(folder, AE=changed)
    more = ran(capsys, folder, *only, "--baseline", file)
    assert (more.status, more.one("MY-1")["count"], more.one("MY-1")["new"]) == (1, 2, 1)
    tabulation(folder, AE=AE.replace("| Headache | Headache", "| Cough    | Headache"))
    fixed = ran(capsys, folder, *only, "--baseline", file)
    assert (fixed.status, fixed.report["baseline"]["fixed"]) == (0, 1)


def test_a_baseline_renewed_in_place_is_compared_with_what_it_was(
    folder: Path, rules: Path, tmp_path: Path, capsys: Capture
) -> None:
    only, file = ("--rules", rules, "--rules", "MY-1", "--quiet"), tmp_path / "b.json"
    tabulation(folder, AE=AE.replace("| Headache | Headache", "| Cough    | Headache"))
    assert said(capsys, "run", folder, *only, "--write-baseline", file)[0] == 0
    tabulation(folder)
    assert said(capsys, "run", folder, *only, "--baseline", file, "--write-baseline", file)[0] == 1
    assert said(capsys, "run", folder, *only, "--baseline", file)[0] == 0


def test_waivers(folder: Path, rules: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "explained.toml"
    file.write_text(WAIVED, encoding="utf-8")
    words = ("--rules", rules, "--waivers", file, "--today", "2024-06-01")
    done = ran(capsys, folder, *words, "--rules", "MY-1")
    assert (done.status, done.one("MY-1")["standing"], done.one("MY-1")["fails"]) == (0, "waived", False)
    assert done.one("MY-1")["waiver"]["reason"] == "The site was asked."
    # Of a check that nobody asked for, its waiver says nothing.
    assert [one["check"] for one in ran(capsys, folder, *words, "--rules", "MY-2").report["findings"]] == ["MY-2"]


def test_reports(folder: Path, rules: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out"
    words = ("--rules", rules, "--rules", "MY-1", "--report", "html,xlsx,json,junit,sarif,md", "--out", out)
    assert said(capsys, "run", folder, *words, "--quiet")[0] == 1
    names = ["html", "json", "junit.xml", "md", "sarif", "xlsx"]
    assert sorted(one.name for one in out.iterdir()) == [f"validation-report.{name}" for name in names]
    for name in names[:-1]:
        assert "MY-1" in (out / f"validation-report.{name}").read_text(encoding="utf-8")
    assert (out / "validation-report.xlsx").read_bytes().startswith(b"PK")
    assert said(capsys, "run", folder, "--report", "md", "--quiet")[0] == 1
    assert (folder / "validation" / "validation-report.md").is_file()


def test_json_is_by_the_published_schema(folder: Path, rules: Path, capsys: Capture) -> None:
    done = ran(capsys, folder, "--rules", rules, "--annotations")
    assert not list(Draft202012Validator(schema()).iter_errors(done.report))
    assert done.report["exit"]["status"] == done.status == 1
    assert "::error file=data/ae.xpt,title=MY-1::" in done.error
    assert (
        "::error file=data/ae.xpt,title=MY-1::"
        in said(capsys, "run", folder, "--rules", rules, "--annotations", "--quiet")[1]
    )


def test_queries(folder: Path, rules: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "q.csv"
    assert said(capsys, "run", folder, "--rules", rules, "--rules", "MY-1", "--queries", file, "--quiet")[0] == 1
    head, row = file.read_text(encoding="utf-8-sig").splitlines()
    assert "MINI-01" in row
    assert len(head.split(",")) <= len(row.split(","))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_engine_of_great_expectations_finds_the_same(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path, DM=DM.replace("| 54  |", "| 54.5 |"))
    kinds = {"AGE": {"data_type": "integer"}, "ARM": {"length": 3}}
    specs = [described(name, one) for name, one in TABULATION.items() if name != "DM"]
    define(folder, described("DM", DM, variables=kinds), *specs)
    found = []
    for engine in ("native", "gx"):
        done = ran(capsys, folder, "--engine", engine)
        promises = {one["id"] for one in done.report["checks"] if one["kind"] == "promise"}
        told = [
            (
                one["check"],
                one["dataset"],
                one["variables"],
                one["count"],
                [record["record"] for record in one["records"]],
            )
            for one in done.report["findings"]
            if one["check"] in promises
        ]
        found.append((done.status, told))
    assert found[0] == found[1]
    assert {"number_not_whole", "value_too_long"} <= {one[0] for one in found[0][1]}


def test_list(rules: Path, capsys: Capture) -> None:
    status, out, _ = said(capsys, "list", "--rules", rules)
    assert status == 0
    for words in ("promise (", "check (", "conformance (", "define (", "file (", "TD-CT2001", "MY-2"):
        assert words in out
    status, out, _ = said(capsys, "list", "my-1", "--rules", rules)
    assert (status, out.splitlines()[0]) == (0, "MY-1  (conformance, error, wrong value)")
    assert "found         AETERM says Headache." in out
    assert re.search(r"known as +Sponsor MY1", out)
    status, _, error = said(capsys, "list", "TD-CT201")
    assert (status, "did you mean TD-CT20" in error) == (2, True)
    assert said(capsys, "list", "--rules", "no/such")[0] == 3
    assert "TD-CT2001" in said(capsys, "list", "CT2001")[1]  # the id others know it by


def test_list_of_cdisc(capsys: Capture) -> None:
    if not (SHARED / "open_rules" / "rules").is_dir():
        pytest.skip("CDISC's open rules do not lie beside the checkout")
    status, out, _ = said(capsys, "list", "CORE-000189", "--rules", SHARED / "open_rules" / "rules")
    assert (status, out.startswith("CORE-000189  (conformance,")) == (0, True)
    for title in ("found", "rule", "known as", "guidance", "file"):
        assert re.search(rf"^  {title} ", out, re.MULTILINE)


def test_cases(rules: Path, tmp_path: Path, capsys: Capture) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "MY-2.txt").write_text(CASES.format(value="Fever"), encoding="utf-8")
    status, out, error = said(capsys, "cases", cases, "--rules", rules)
    assert (status, out, error) == (0, "cases matched: 2 of 2\n", "")
    (cases / "MY-2.txt").write_text(CASES.format(value="Cough"), encoding="utf-8")
    (cases / "MY-9.txt").write_text(CASES.format(value="Fever"), encoding="utf-8")
    status, out, _ = said(capsys, "cases", cases, "--rules", rules)
    *others, last = out.splitlines()
    assert (status, last) == (1, "cases matched: 1 of 4")
    assert [one.split()[0] for one in others] == ["MY-2", "MY-9", "MY-9"]
    assert "1 expected and not found, as AE | 1 | AETERM | Cough" in others[0]
    assert "no rule" in others[1]
    assert said(capsys, "cases", tmp_path / "nowhere", "--rules", rules)[0] == 3
    assert said(capsys, "cases", cases, "--rules", tmp_path / "nowhere")[0] == 3


def test_analysis_datasets_know_the_tabulation_above_them(tmp_path: Path, capsys: Capture) -> None:
    above = tabulation(tmp_path / "sdtm")
    done = ran(capsys, analysis(above / "adam", ADSL=ADSL))
    assert done.report["standard"] == "ADaMIG 1.3"
    assert done.check("source_not_found")["status"] == "passed"
    alone = ran(capsys, analysis(tmp_path / "alone"))
    assert alone.check("source_not_found")["status"] == "not_run"
