"""Bad shapes of datasets at the command line: rows F11 to F15 of what a user expects to be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validation.acceptance.folders import AE, DM, TABULATION, TS, define, described, drawn, ran, tabulation

Capture = pytest.CaptureFixture[str]
PART = """
STUDYID | DOMAIN | USUBJID | QSSEQ# | QSTESTCD | QSTEST | QSCAT | QSORRES
MINI    | {domain} | MINI-01 | {seq} | T1       | T 1    | C     | {result}
"""


def part(name: str, **said: str) -> object:
    """A part of QS."""
    return drawn(name, PART.format(**{"domain": "QS", "seq": "1", "result": "1", **said}), label="Questionnaires")


def test_f11_parts_of_a_split_dataset(tmp_path: Path, capsys: Capture) -> None:
    longer = part("QSCD", seq="2", result="12")
    lengths = ran(capsys, tabulation(tmp_path / "lengths", QSAB=part("QSAB"), QSCD=longer))  # type: ignore[arg-type]
    assert lengths.one("TD-SD1116", "QSAB")["values"] == [{"values": ["QSORRES", "1"], "count": 1}]
    assert lengths.one("TD-SD1116", "QSCD")["values"] == [{"values": ["QSORRES", "2"], "count": 1}]
    same = ran(capsys, tabulation(tmp_path / "same", QSAB=part("QSAB"), QSCD=part("QSCD", seq="2")))  # type: ignore[arg-type]
    assert not same.found("TD-SD1116") + same.found("TD-SD0004")


def test_f11_a_domain_that_is_not_the_dataset_s(tmp_path: Path, capsys: Capture) -> None:
    parts = {"QSAB": part("QSAB"), "QSCD": part("QSCD", domain="XX")}
    done = ran(capsys, tabulation(tmp_path / "split", **parts))  # type: ignore[arg-type]
    one = done.one("TD-SD0004", "QSCD", "DOMAIN")
    assert (done.status, one["severity"], one["values"][0]["values"][0]) == (1, "error", "XX")
    whole = ran(capsys, tabulation(tmp_path / "whole", AE=AE.replace("| AE     |", "| XX     |")))
    assert (whole.status, whole.one("TD-SD0004", "AE")["count"]) == (1, 3)
    first = ran(capsys, tabulation(tmp_path / "first", AE=AE.replace("| AE     |", "| DM     |", 1)))
    assert (first.status, first.one("TD-SD0004", "AE")["count"]) == (1, 1)


def test_f12_label_type_and_length_against_the_guide(tmp_path: Path, capsys: Capture) -> None:
    label = ran(capsys, tabulation(tmp_path / "label", DM=drawn("DM", DM, labels={"SEX": "Gender"})))
    assert label.one("TD-SD0063", "DM")["values"] == [{"values": ["SEX", "Gender", "Sex"], "count": 1}]
    numbers = DM.replace("SITEID", "SITEID#").replace("| A      |", "| 1      |")
    kind = ran(capsys, tabulation(tmp_path / "type", DM=numbers))
    one = kind.one("TD-SD0055", "DM")
    assert (kind.status, one["values"]) == (1, [{"values": ["SITEID", "Num", "Char"], "count": 1}])
    length = ran(capsys, tabulation(tmp_path / "length", DM=drawn("DM", DM, lengths={"SEX": 200})))
    assert length.one("TD-FDA2011", "DM")["values"] == [{"values": ["SEX", "200", "1"], "count": 1}]


def test_f12_label_type_length_and_order_against_define_xml(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path)
    kinds = {"SEX": {"label": "Gender"}, "SITEID": {"type": "Num", "data_type": "integer"}, "ARM": {"length": 3}}
    people = described("DM", DM, variables=kinds)
    turned = people.model_copy(update={"variables": (*people.variables[:2], *people.variables[:1:-1])})
    define(folder, turned, described("AE", AE), described("TS", TS))
    done = ran(capsys, folder)
    assert done.status == 1
    assert done.one("variable_label_unlike_spec", "DM")["severity"] == "warning"
    assert done.one("type_unlike_spec", "DM", "SITEID")["severity"] == "error"
    long = done.one("value_too_long", "DM", "ARM")
    assert (long["count"], long["values"]) == (2, [{"values": ["Injection"], "count": 2}])
    assert done.found("variable_out_of_order", "DM")
    assert not done.found("variable_out_of_order", "AE")


def test_f13_the_keys_of_define_xml(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path)
    others = [described(name, one, keys=("STUDYID", "USUBJID")) for name, one in TABULATION.items() if name == "DM"]
    define(folder, *others, described("AE", AE, keys=("USUBJID", "AETERM")), described("TS", TS, keys=("TSPARMCD",)))
    assert not ran(capsys, folder).found("keys_repeated")
    define(folder, *others, described("AE", AE, keys=("STUDYID", "USUBJID")), described("TS", TS, keys=("TSPARMCD",)))
    done = ran(capsys, folder)
    one = done.one("keys_repeated", "AE")
    assert (done.status, one["count"]) == (1, 2)
    assert "STUDYID, USUBJID" in one["message"]


def test_f14_domains_of_ones_own_are_accepted(tmp_path: Path, capsys: Capture) -> None:
    own = "STUDYID | DOMAIN | USUBJID | XESEQ# | XETERM | XEDECOD | XESTDTC\nMINI|XE|MINI-01|1|A|A|2024-02-01"
    person = "STUDYID | DOMAIN | APID | MHSEQ# | MHTERM\nMINI|APMH|MINI-01F|1|Asthma"
    done = ran(capsys, tabulation(tmp_path, XE=own, APMH=person, QSAB=part("QSAB")))  # type: ignore[arg-type]
    added = ("XE", "APMH", "QSAB")
    errors = [(one["check"], one["dataset"]) for one in done.report["findings"] if one["severity"] == "error"]
    assert not [one for one in errors if one[1] in added]
    classes = {one["name"]: one["class"] for one in done.report["datasets"]}
    assert classes["XE"].upper() == "EVENTS"
    assert classes["QSAB"].upper() == "FINDINGS"


def test_f15_variables_nobody_expects_and_expected_ones_without_a_value(tmp_path: Path, capsys: Capture) -> None:
    rows = [*AE.replace("AEENDY", "AEENDY | AEXTRA").strip().splitlines()]
    done = ran(capsys, tabulation(tmp_path / "more", AE="\n".join([rows[0], *(f"{one} | x" for one in rows[1:])])))
    one = done.one("TD-SD0058", "AE")
    assert (done.status, one["values"]) == (1, [{"values": ["AEXTRA"], "count": 1}])
    empty = ran(capsys, tabulation(tmp_path / "empty", DM=DM.replace("2024-06-05", "").replace("2024-07-05", "")))
    assert {"values": ["RFENDTC"], "count": 1} in empty.one("TD-SD1149", "DM")["values"]
    assert not ran(capsys, tabulation(tmp_path / "good")).found("TD-SD1149", "DM")
