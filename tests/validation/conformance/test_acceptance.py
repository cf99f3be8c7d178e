"""Tests of bad content, one for each row of what a user expects to be told (terminology E, SDTM content F)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mappings.terminology import load_terminology
from validation.conformance.judge import judge
from validation.conformance.layout import read_cases
from validation.conformance.library import study_of
from validation.conformance.own import own_rules
from validation.conformance.rule import ConformanceRule
from validation.conformance.table import Study
from validation.reading import read_folder
from validation.result import Outcome

SHARED = Path(__file__).parents[3] / ".." / "shared" / "realdata"
# A row, the rules that tell it, and the data; F4, F5, F7, F9, F10 and F13 are told by checks and promises.
ROWS: tuple[tuple[str, str, str], ...] = (
    ("E2-older", "TD-CT2011", "TS\nTSPARMCD | TSVCDREF | TSVCDVER\nADAPT | CDISC CT | 2020-12-18"),
    ("E2-newer", "TD-CT2012", "TS\nTSPARMCD | TSVCDREF | TSVCDVER\nADAPT | CDISC CT | 2026-03-27"),
    ("E3-case", "TD-CT2010", "DM\nUSUBJID | SEX\n01 | m"),
    ("E3-blank", "TD-CT2010", 'DM\nUSUBJID | SEX\n01 | " M"'),
    ("E4-closed", "TD-CT2001", "DM\nUSUBJID | SEX\n01 | W"),
    ("E4-open", "TD-CT2002", "CM\nDOMAIN | USUBJID | CMROUTE\nCM | 01 | BY LUCK"),
    ("E5", "TD-CT2009", "QS\nDOMAIN | USUBJID | QSCAT\nQS | 01 | CDLQ"),
    ("F1-absent", "TD-FDA1734A", "DM\nUSUBJID\n01"),
    ("F1-record", "TD-FDA1734B", "TS\nTSPARMCD | TSVAL\nTITLE | X"),
    ("F1-year", "TD-FDA1734C", "TS\nTSPARMCD | TSVAL\nSSTDTC | 2024"),
    ("F1-zeros", "TD-FDA1734C", "TS\nTSPARMCD | TSVAL\nSSTDTC | 2024-1-5"),
    ("F1-nothing", "TD-FDA1734D", "TS\nTSPARMCD | TSVAL | TSVALNF\nSSTDTC | |"),
    ("F1-twice", "TD-FDA1734F", "TS\nSTUDYID | TSPARMCD | TSVAL\nS | SSTDTC | 2024-01-05\nS | SSTDTC | 2024-01-06"),
    ("F1-both", "TD-FDA1734E", "TS\nTSPARMCD | TSVAL | TSVALNF\nSSTDTC | 2024-01-05 | NA"),
    ("F2", "TD-FDA1738A", "TS\nSTUDYID | TSPARMCD\nS1 | SSTDTC\n\nDM\nSTUDYID | USUBJID\nS2 | 01"),
    ("F3-absent", "TD-FDA1736A", "AE\nUSUBJID\n01"),
    ("F3-adsl", "TD-FDA1736C", "ADAE\nUSUBJID\n01"),
    ("F3-named", "TD-FDA1736B", "DM | Demographics | file dm_v2.xpt\nUSUBJID\n01"),
    ("F6", "TD-SD5801", 'SUPPAE\nRDOMAIN | USUBJID | IDVAR | IDVARVAL\nAE | 01 | AESEQ | " 1"'),
    ("F8-none", "TD-SD0006", "VS\nDOMAIN | USUBJID | VSTESTCD | VSSTRESC | VSLOBXFL | VSDTC\n"
     "VS | 01 | PULSE | 66 | | 2024\n"
     "\nDM\nUSUBJID | RFXSTDTC\n01 | 2025-01-01"),
    ("F11", "TD-SD1116", "QSPH\nDOMAIN | QSORRES:Char:9\nQS | A\n\nQSSL\nDOMAIN | QSORRES:Char:8\nQS | B"),
    ("F12-label", "TD-SD0063", 'DM\nSEX "Gender"\nF'),
    ("F12-type", "TD-SD0055", "DM\nAGE\n54"),
    ("F12-length", "TD-FDA2011", "DM\nSEX:Char:200\nF"),
    ("F15-null", "TD-SD1149", "DM\nUSUBJID | DTHFL\n01 |"),
    ("F15-unexpected", "TD-SD0058", "AE\nDOMAIN | AETERM | AEXTRA\nAE | X | Y"),
)  # fmt: skip


@cache
def rules() -> dict[str, ConformanceRule]:
    """Our own rules by id."""
    return {rule.id: rule for rule in own_rules()}


def study(folder: Path, text: str, rule: ConformanceRule) -> Study:
    """The study of a case's tables."""
    standard = rule.authorities[0].standard
    version = "1.3" if standard == "ADaMIG" else "3.4"
    content = f"negative 01: bad\nstandard {standard} {version}\n{text}\n"
    (folder / f"{rule.id}.txt").write_text(content, encoding="utf-8")
    (case,) = read_cases(folder)
    return case.study


def told(outcomes: Iterator[Outcome] | tuple[Outcome, ...]) -> set[str]:
    """What the rule said: the statuses of its outcomes."""
    return {one.status for one in outcomes}


@pytest.mark.parametrize(("row", "rule_id", "text"), ROWS, ids=[row for row, *_ in ROWS])
def test_bad_content_is_told(tmp_path: Path, row: str, rule_id: str, text: str) -> None:
    rule = rules()[rule_id]
    assert "failed" in told(judge([rule], study(tmp_path, text, rule)))


def test_domains_of_ones_own_of_four_letters_and_of_associated_persons_are_accepted(tmp_path: Path) -> None:
    text = "XE\nSTUDYID | DOMAIN | USUBJID | XESEQ:Num | XETERM\nS | XE | 01 | 1 | A\n\n"
    text += "QSPH\nSTUDYID | DOMAIN | USUBJID | QSSEQ:Num | QSTESTCD | QSTEST | QSCAT\nS | QS | 01 | 1 | A | B | C\n\n"
    text += "APMH\nSTUDYID | DOMAIN | APID | MHSEQ:Num | MHTERM\nS | APMH | 01 | 1 | A"
    whole = study(tmp_path, text, rules()["TD-SD0058"])
    shapes = ("TD-SD0055", "TD-SD0056", "TD-SD0058", "TD-SD5811", "TD-FDA2001", "TD-FDA2003")
    outcomes = judge([rules()[one] for one in shapes], whole)
    odd = [(one.check.id, one.dataset, one.reason) for one in outcomes if one.status in ("failed", "error")]
    assert not odd


def test_without_terminology_rules_of_terminology_are_not_run(tmp_path: Path) -> None:
    chosen = [rule for rule in rules().values() if rule.id.startswith("TD-CT") and rule.id not in WITHOUT]
    text = "TS\nDOMAIN | TSPARMCD | TSPARM | TSVAL | TSVALCD | TSVCDREF | TSVCDVER\n"
    text += "TS | SEXPOP | X | X | C1 | CDISC | 2024\n"
    text += "\nDS\nDOMAIN | DSCAT | DSDECOD\nDS | DISPOSITION EVENT | X\n\nVS\nDOMAIN | VSTESTCD | VSTEST\nVS | A | B"
    whole = study(tmp_path, text, rules()["TD-CT2001"])
    bare = Study(whole.tables, whole.standard, whole.version)
    for rule in chosen:
        assert told(judge([rule], bare)) - {"not_applicable"} == {"not_run"}, rule.id


WITHOUT = frozenset({"TD-CT2015"})  # asks no terminology: a flag is Y or missing
PILOT = {"TD-CT2006", "TD-CT2010", "TD-SD5101", "TD-FDA1734B"}
SAMPLE = {"TD-SD0009", "TD-SD0055"}


@pytest.mark.parametrize(
    ("folder", "version", "errors"),
    [("cdiscpilot01/sdtm", "3.4", PILOT), ("msg_sdtm33/xpt", "3.3", SAMPLE)],
    ids=["pilot", "msg"],
)
def test_public_studies_are_judged_to_the_end_and_errors_are_those_judged_by_hand(
    folder: str, version: str, errors: set[str]
) -> None:
    if not (SHARED / folder).is_dir():
        pytest.skip("the public studies do not lie beside the checkout")
    read = read_folder(SHARED / folder)
    release = {"sdtmct-2025-03-28": load_terminology("SDTM", "2025-03-28")}
    whole = study_of(read.datasets.values(), "SDTMIG", version, terminology=release)
    own = [rule for rule in rules().values() if rule.applies("SDTMIG", version)]
    outcomes = judge(own, whole)
    assert not [one for one in outcomes if one.status == "error"]
    found = {one.check.id for one in outcomes if one.status == "failed" and one.check.severity == "error"}
    assert found == errors
