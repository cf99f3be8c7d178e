"""Bad terminology, dictionaries, specs and waivers at the command line: list E of what a user expects to be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings import catalog, terminology
from mappings.spec import Codelist, Term
from sdtm.__main__ import main as sdtm
from tests.folder import AE as SPEC
from tests.folder import STUDY, TERMS, write_study
from tests.validation.acceptance.folders import (
    AE,
    DM,
    TABULATION,
    TS,
    define,
    described,
    ran,
    said,
    tabulation,
)

Capture = pytest.CaptureFixture[str]
WAIVER = """[[waiver]]
check = "TD-CT2001"
dataset = "DM"
reason = "Collected so; the site was asked."
author = "Data management"
date = "2024-01-01"
"""
MEDICINE = """
STUDYID | DOMAIN | USUBJID | CMSEQ | CMTRT   | CMROUTE
MINI    | CM     | MINI-01 | 1     | Aspirin | BY LUCK
"""
RELEASES = """
STUDYID | DOMAIN | TSSEQ | TSPARMCD | TSPARM                      | TSVAL | TSVALNF | TSVALCD | TSVCDREF | TSVCDVER
MINI    | TS     | 1     | ADDON    | Added on to Existing Treatments | N |         | C49487  | CDISC CT | {day}
"""
DICTIONARY = """Core: {Id: MY-0001, Status: Published, Version: '1'}
Scope: {Classes: {Include: [ALL]}, Domains: {Include: [AE]}}
Rule Type: Record Data
Sensitivity: Record
Operations:
  - {id: $coded, operator: valid_meddra_term_references, name: AEDECOD}
Check:
  all:
    - {name: $coded, operator: equal_to, value: false}
Outcome: {Message: AEDECOD is no preferred term of MedDRA.}
Authorities:
  - Organization: Sponsor
    Standards:
      - Name: SDTMIG
        Version: '3.4'
        References: [{Rule Identifier: {Id: MY1, Version: '1'}}]
"""


def sex(value: str) -> str:
    """DM, the first subject's SEX another."""
    return DM.replace("| F   |", f"| {value} |")


def test_e1_a_release_that_is_not_there_ends_the_run(tmp_path: Path, capsys: Capture) -> None:
    status, out, error = said(capsys, "run", tabulation(tmp_path), "--ct", "sdtmct-1999-01-01")
    assert (status, out) == (3, "")
    assert "no terminology sdtmct-1999-01-01" in error
    assert "shipped: SDTM 2025-03-28" in error


def test_e1_a_shipped_release_that_is_damaged_ends_the_run(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = catalog.standards_file
    monkeypatch.setattr(terminology, "standards_file", lambda name: whole(name)[:-40])
    terminology._shipped.cache_clear()
    try:
        status, _, _ = said(capsys, "run", tabulation(tmp_path))
    finally:
        monkeypatch.undo()
        terminology._shipped.cache_clear()
    assert status in (3, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "sdtm-2025-09-26.txt"), (b"Code\tName\nC1\tx\n", "sdtm-2025-09-26.txt")],
    ids=["0", "cut"],
)
def test_e1_a_release_brought_and_not_whole_ends_the_run(
    content: bytes, words: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "sdtm-2025-09-26.txt"
    file.write_bytes(content)
    status, out, error = said(capsys, "run", tabulation(tmp_path / "data"), "--ct", file)
    assert (status, out) == (3, "")
    assert words in error


@pytest.mark.parametrize(
    ("day", "check", "severity"), [("2026-03-27", "TD-CT2012", "warning"), ("2020-12-18", "TD-CT2011", "note")]
)
def test_e2_another_release_than_ts_says(day: str, check: str, severity: str, tmp_path: Path, capsys: Capture) -> None:
    one = ran(capsys, tabulation(tmp_path, TS=RELEASES.format(day=day))).one(check)
    assert (one["dataset"], one["severity"]) == ("TS", severity)
    assert one["values"] == [{"values": ["CDISC CT", day], "count": 1}]
    assert one["records"][0]["keys"]["TSPARMCD"] == "ADDON"


def test_e2_the_release_that_is_judged_by_is_no_finding(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, TS=RELEASES.format(day="2025-03-28")))
    assert not done.found("TD-CT2011")
    assert not done.found("TD-CT2012")


@pytest.mark.parametrize(("value", "shown"), [("f", "f"), ('" F"', " F")], ids=["case", "blank"])
def test_e3_a_term_in_other_case_or_with_blanks(value: str, shown: str, tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, DM=sex(value)))
    one = done.one("TD-CT2010", "DM", "SEX")
    assert (done.status, one["count"]) == (1, 1)
    assert one["values"] == [{"values": [shown], "count": 1}]
    assert one["records"][0]["keys"] == {"USUBJID": "MINI-01"}
    assert not done.found("TD-CT2001")


def test_e4_a_closed_list_is_an_error_and_an_open_one_a_warning(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path, DM=sex("W"), CM=MEDICINE)
    done = ran(capsys, folder)
    closed, opened = done.one("TD-CT2001", "DM", "SEX"), done.one("TD-CT2002", "CM", "CMROUTE")
    assert (closed["severity"], opened["severity"]) == ("error", "warning")
    assert [one["values"] for one in (*closed["values"], *opened["values"])] == [["W"], ["BY LUCK"]]
    assert ran(capsys, folder, "--rules", "TD-CT2001").status == 1
    assert ran(capsys, folder, "--rules", "TD-CT2002").status == 0
    assert ran(capsys, folder, "--rules", "TD-CT2002", "--fail-on", "warning").status == 1


def test_e4_a_term_that_define_xml_adds_to_an_open_list_is_no_finding(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path, CM=MEDICINE)
    route = Codelist(
        name="ROUTE", label="Route", code="C66729", extensible=True, terms=(Term(value="BY LUCK", extended=True),)
    )
    spec = described("CM", MEDICINE, variables={"CMROUTE": {"codelists": ("ROUTE",)}})
    define(folder, *(described(name, one) for name, one in TABULATION.items()), spec, codelists=(route,))
    assert not ran(capsys, folder).found("TD-CT2002", "CM")


def test_e5_a_retired_term(tmp_path: Path, capsys: Capture) -> None:
    questions = "STUDYID | DOMAIN | USUBJID | QSSEQ | QSTESTCD | QSTEST | QSCAT\nMINI|QS|MINI-01|1|T1|T 1|{}\n"
    one = ran(capsys, tabulation(tmp_path / "was", QS=questions.format("CDLQ"))).one("TD-CT2009", "QS", "QSCAT")
    assert one["values"][0]["values"] == ["CDLQ", "CDLQI"]
    assert "later release" in one["message"]
    assert not ran(capsys, tabulation(tmp_path / "now", QS=questions.format("CDLQI"))).found("TD-CT2009")


def test_e6_a_dictionary_nobody_named_is_not_run_and_seen(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "MY-0001.yml").write_text(DICTIONARY, encoding="utf-8")
    folder = tabulation(tmp_path / "data")
    words = ("--rules", tmp_path / "MY-0001.yml", "--rules", "MY-0001")
    done = ran(capsys, folder, *words)
    assert done.status == 0
    assert done.report["summary"]["checks"]["not_run"] == 1
    assert done.report["summary"]["checks"]["passed"] == 0
    check = done.check("MY-0001")
    assert check["status"] == "not_run"
    assert "MedDRA" in check["outcomes"][0]["reason"]
    _, out, _ = said(capsys, "run", folder, *words)
    assert "DID NOT RUN" in out
    assert "1 check did not run and is no pass" in out


BAD_SPECS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a variable the standard has not": (SPEC.replace("AEDECOD", "AEDECODE"), ("AEDECODE", "AEDECOD")),
    "two rules, one target": (SPEC + "AETERM = 'assign(term)'\n", ("ae.toml", "line 9", "one target is said twice")),
    "a circle": (
        SPEC.replace("AETERM = 'assign(term)'", "AETERM = 'assign(AEDECOD)'").replace(
            "AEDECOD = 'assign(term)'", "AEDECOD = 'assign(AETERM)'"
        ),
        ("AETERM", "AEDECOD", "wait for each other"),
    ),
}


@pytest.mark.parametrize("name", BAD_SPECS, ids=["target", "twice", "circle"])
def test_e7_a_spec_that_contradicts_itself(name: str, tmp_path: Path, capsys: Capture) -> None:
    content, words = BAD_SPECS[name]
    folder = write_study(tmp_path / "mini", {"sdtm/ae.toml": content})
    for line in (["check", str(folder)], ["build", str(folder), "--out", str(tmp_path / "out")]):
        assert sdtm(line) == 2
        error = capsys.readouterr().err
        assert not [word for word in words if word not in error], error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("said", "near"),
    [("asign(term)", "did you mean assign?"), ("assign(trem)", "did you mean term?")],
    ids=["word", "column"],
)
def test_e8_an_unknown_word_and_the_nearest(said: str, near: str, tmp_path: Path, capsys: Capture) -> None:
    content = SPEC.replace("AEDECOD = 'assign(term)'", f"AEDECOD = '{said}'")
    assert sdtm(["check", str(write_study(tmp_path / "mini", {"sdtm/ae.toml": content}))]) == 2
    error = capsys.readouterr().err
    assert near in error
    assert "AE.AEDECOD" in error


def test_e9_trailing_blanks_and_smart_quotes_in_a_spec(tmp_path: Path, capsys: Capture) -> None:
    blanks = {"sdtm/ae.toml": SPEC.replace("\n", "  \n"), "study.toml": STUDY.replace("\n", " \n")}
    assert sdtm(["check", str(write_study(tmp_path / "blanks", blanks))]) == 0
    capsys.readouterr()
    smart = {"sdtm/ae.toml": SPEC.replace("'assign(term)'", "\u2018assign(term)\u2019", 1)}
    assert sdtm(["check", str(write_study(tmp_path / "smart", smart))]) == 2
    assert "ae.toml" in capsys.readouterr().err
    terms = {"terminology.csv": TERMS.replace("SEX,F,,2", "SEX , F,, 2 ")}
    assert sdtm(["check", str(write_study(tmp_path / "terms", terms))]) in (0, 2)


def test_e10_an_unknown_rule_is_a_usage_error(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path)
    status, out, error = said(capsys, "run", folder, "--rules", "CORE-999999")
    assert (status, out) == (2, "")
    assert "there is no rule or check CORE-999999" in error
    status, out, error = said(capsys, "run", folder, "--rules", "study_day_zer")
    assert (status, out) == (2, "")
    assert "did you mean study_day_zero?" in error


def test_e11_a_waiver_that_covers_nothing_is_a_finding(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path)
    (folder / "waivers.toml").write_text(WAIVER, encoding="utf-8")
    one = ran(capsys, folder, "--today", "2024-06-01").one("waiver_unused")
    assert one["severity"] == "warning"
    assert "the waiver of TD-CT2001 DM covers nothing" in one["message"]
    assert one["values"][0]["values"] == ["waivers.toml line 1"]


def test_e11_an_expired_waiver_is_a_finding_and_covers_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path, DM=sex("W"))
    (folder / "waivers.toml").write_text(WAIVER + 'expires = "2024-05-31"\n', encoding="utf-8")
    held = ran(capsys, folder, "--today", "2024-05-31", "--rules", "TD-CT2001")
    assert (held.status, held.one("TD-CT2001")["standing"]) == (0, "waived")
    gone = ran(capsys, folder, "--today", "2024-06-01", "--rules", "TD-CT2001")
    assert (gone.status, gone.one("TD-CT2001")["standing"]) == (1, "error")
    assert "expired on 2024-05-31" in gone.one("waiver_expired")["message"]


@pytest.mark.parametrize("left", ["reason", "author", "date", "check"])
def test_e12_a_waiver_without_its_words_is_refused(left: str, tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path, DM=sex("W"))
    kept = [line for line in WAIVER.splitlines(keepends=True) if not line.startswith(left)]
    (folder / "waivers.toml").write_text("".join(kept), encoding="utf-8")
    status, out, error = said(capsys, "run", folder)
    assert (status, out) == (2, "")
    assert "waivers.toml line 1" in error
    assert left in error


def test_the_folder_that_others_are_changed_from(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, DM=DM, AE=AE, TS=TS))
    assert [one["check"] for one in done.report["findings"] if one["severity"] == "error"] == ["TD-FDA1736E"]
