"""Bad content of SDTM and ADaM datasets at the command line: list F of what a user expects to be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validation.acceptance.folders import (
    ADSL,
    AE,
    DM,
    TS,
    analysis,
    ran,
    tabulation,
)

Capture = pytest.CaptureFixture[str]
SUPP = """
STUDYID | RDOMAIN | USUBJID | IDVAR | IDVARVAL | QNAM    | QLABEL             | QVAL | QORIG   | QEVAL
MINI    | AE      | MINI-01 | AESEQ | {value}  | AETRTEM | Treatment Emergent | Y    | Derived |
"""
RELATED = """
STUDYID | RDOMAIN | USUBJID | IDVAR | IDVARVAL | RELTYPE | RELID
MINI    | AE      | MINI-01 | AESEQ | {value}  |         | R1
MINI    | AE      | MINI-01 | AESEQ | 2        |         | R1
"""
VS = """
STUDYID | DOMAIN | USUBJID | VSSEQ | VSTESTCD | VSTEST     | VSORRES | VSORRESU  | VSSTRESC | VSLOBXFL | VSDTC
MINI    | VS     | MINI-01 | 1     | PULSE    | Pulse Rate | 60      | beats/min | 60       | {first}  | 2024-01-02
MINI    | VS     | MINI-01 | 2     | PULSE    | Pulse Rate | 62      | beats/min | 62       | {second} | 2024-01-04
MINI    | VS     | MINI-02 | 1     | PULSE    | Pulse Rate | 70      | beats/min | 70       | Y        | 2024-02-04
"""
ADVS = """
STUDYID | USUBJID | PARAMCD | PARAM | AVISIT   | AVISITN# | AVAL | BASE# | CHG# | ABLFL | SRCDOM | SRCVAR | SRCSEQ#
MINI    | MINI-01 | PULSE   | Pulse | Baseline | 0        | 62   | 62    |      | Y     | VS     | VSSEQ  | 2
MINI    | MINI-01 | PULSE   | Pulse | Week 2   | 2        | 66   | 62    | 4    |       | VS     | VSSEQ  | 1
MINI    | MINI-02 | PULSE   | Pulse | Baseline | 0        | 70   | 70    |      | Y     | VS     | VSSEQ  | 1
"""
WEEK_2 = {"USUBJID": "MINI-01", "PARAMCD": "PULSE", "AVISITN": "2", "AVISIT": "Week 2"}


def started(value: str, flavor: str = "") -> str:
    """TS, with this as its study start date."""
    return TS.replace("| 2024-01-02 |", f"| {value} | {flavor}")


STARTS: dict[str, tuple[str | None, str, str]] = {
    "absent": (None, "TD-FDA1734A", "There is no dataset TS."),
    "record": ("\n".join(one for one in TS.splitlines() if "SSTDTC" not in one), "TD-FDA1734B", "no record of SSTDTC"),
    "year": (started("2024"), "TD-FDA1734C", "not written yyyy-mm-dd"),
    "zeros": (started("2024-1-5"), "TD-FDA1734C", "not written yyyy-mm-dd"),
    "no-day": (started("2024-02-30"), "TD-FDA1734C", "there is no such day"),
    "nothing": (started(""), "TD-FDA1734D", "TSVALNF is no null flavor"),
    "both": (started("2024-01-02", "NA"), "TD-FDA1734E", "both filled"),
    "twice": (TS + "MINI|TS|2|SSTDTC|Study Start Date|2024-01-03|\n", "TD-FDA1734F", "a second record of SSTDTC"),
}


@pytest.mark.parametrize("case", STARTS)
def test_f1_study_start(case: str, tmp_path: Path, capsys: Capture) -> None:
    content, check, words = STARTS[case]
    done = ran(capsys, tabulation(tmp_path, TS=content))
    one = done.one(check)
    assert (done.status, one["severity"], one["count"]) == (1, "error", 1)
    assert words in one["message"]
    told = [one["check"] for one in done.report["findings"] if one["check"].startswith("TD-FDA1734")]
    assert told == [check]


@pytest.mark.parametrize("content", [TS, started("", "NAV")], ids=["day", "flavor"])
def test_f1_a_study_start_that_is_said(content: str, tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, TS=content))
    assert not [one for one in done.report["findings"] if one["check"].startswith("TD-FDA1734")]


def test_f2_ts_of_another_study(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, TS=TS.replace("MINI", "OTHER")))
    one = done.one("TD-FDA1738A", "TS", "STUDYID")
    assert (done.status, one["count"], one["values"]) == (1, 2, [{"values": ["OTHER"], "count": 2}])


def test_f3_dm_absent(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, DM=None))
    assert (done.status, done.one("TD-FDA1736A")["severity"]) == (1, "error")


def test_f3_dm_in_a_file_of_another_name(tmp_path: Path, capsys: Capture) -> None:
    folder = tabulation(tmp_path)
    (folder / "dm.xpt").rename(folder / "dm_v2.xpt")
    done = ran(capsys, folder)
    assert done.status == 1
    assert "dm.xpt" in done.one("TD-FDA1736B")["message"]
    assert done.one("name_differs", "DM")["severity"] == "error"


def test_f3_adsl_absent(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, analysis(tmp_path, ADSL=None, ADVS=ADVS))
    assert (done.status, done.one("TD-FDA1736C")["severity"]) == (1, "error")


IDENTIFIERS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "subject": ({"DM": DM.replace("MINI-02 |", "MINI-01 |")}, "subject_repeated_in_dm", "DM", "USUBJID"),
    "sequence": ({"AE": AE.replace("MINI-01 | 2 ", "MINI-01 | 1 ")}, "sequence_repeated", "AE", "AESEQ"),
    "fraction": ({"AE": AE.replace("MINI-01 | 2 ", "MINI-01 | 1.5 ")}, "sequence_not_integer", "AE", "AESEQ"),
}


@pytest.mark.parametrize("case", IDENTIFIERS)
def test_f4_identifiers(case: str, tmp_path: Path, capsys: Capture) -> None:
    changed, check, dataset, variable = IDENTIFIERS[case]
    done = ran(capsys, tabulation(tmp_path, **changed))
    one = done.one(check, dataset, variable)
    assert (done.status, one["severity"], one["count"]) == (1, "error", 1)
    assert one["records"][0]["keys"]["USUBJID"] == "MINI-01"


def test_f4_a_subject_twice_in_adsl(tmp_path: Path, capsys: Capture) -> None:
    one = ran(capsys, analysis(tmp_path, ADSL=ADSL.replace("MINI-02", "MINI-01"))).one("TD-AD0054", "ADSL")
    assert one["values"] == [{"values": ["MINI-01"], "count": 2}]


def test_f5_a_subject_nobody_knows(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path / "sdtm", AE=AE.replace("MINI-02", "MINI-09")))
    one = done.one("subject_not_in_dm", "AE", "USUBJID")
    assert (done.status, one["values"]) == (1, [{"values": ["MINI-09"], "count": 1}])
    done = ran(capsys, analysis(tmp_path / "adam", ADVS=ADVS.replace("MINI-02", "MINI-09")))
    one = done.one("TD-AD0256", "ADVS", "USUBJID")
    assert (done.status, one["values"]) == (1, [{"values": ["MINI-09"], "count": 1}])


def test_f6_what_points_to_nothing(tmp_path: Path, capsys: Capture) -> None:
    changed = {"SUPPAE": SUPP.format(value=9), "RELREC": RELATED.format(value=9)}
    done = ran(capsys, tabulation(tmp_path, **changed))
    assert done.status == 1
    for check, dataset in (("supplemental_without_parent", "SUPPAE"), ("relation_without_record", "RELREC")):
        one = done.one(check, dataset)
        assert (one["severity"], one["count"]) == ("error", 1)
        assert one["records"][0]["keys"]["IDVARVAL"] == "9"


@pytest.mark.parametrize("value", ["1", '"1 "', "1.0"], ids=["plain", "padded", "decimal"])
def test_f6_padding_is_no_difference(value: str, tmp_path: Path, capsys: Capture) -> None:
    changed = {"SUPPAE": SUPP.format(value=value), "RELREC": RELATED.format(value=value)}
    done = ran(capsys, tabulation(tmp_path, **changed))
    pointing = ("supplemental_without_parent", "relation_without_record", "TD-SD5801", "leading_blank")
    assert not [one for one in done.report["findings"] if one["check"] in pointing]


def test_f6_a_leading_blank_is_told_as_such(tmp_path: Path, capsys: Capture) -> None:
    done = ran(capsys, tabulation(tmp_path, SUPPAE=SUPP.format(value='" 1"')))
    assert done.one("TD-SD5801", "SUPPAE")["values"] == [{"values": ["AESEQ", " 1"], "count": 1}]
    assert not done.found("supplemental_without_parent")
    # What a reader tells can be asked for by its name, as a waiver does.
    alone = ran(capsys, tmp_path, "--rules", "leading_blank", "--fail-on", "warning")
    assert (alone.status, alone.one("leading_blank", "SUPPAE")["count"]) == (1, 1)


def test_f7_study_days(tmp_path: Path, capsys: Capture) -> None:
    zero = ran(capsys, tabulation(tmp_path / "zero", AE=AE.replace("| -1     |", "| 0      |")))
    one = zero.one("study_day_zero", "AE", "AESTDY")
    assert (zero.status, one["records"][0]["keys"]) == (1, {"USUBJID": "MINI-01", "AESEQ": "2"})
    wrong = ran(capsys, tabulation(tmp_path / "wrong", AE=AE.replace("| -1     |", "| 4      |")))
    one = wrong.one("study_day_wrong", "AE", "AESTDY")
    assert (wrong.status, one["values"]) == (1, [{"values": ["4"], "count": 1}])
    right = ran(capsys, tabulation(tmp_path / "right"))
    assert not right.found("study_day_wrong") + right.found("study_day_zero")


def test_f8_baseline_flags_of_sdtm(tmp_path: Path, capsys: Capture) -> None:
    none = ran(capsys, tabulation(tmp_path / "none", VS=VS.format(first="", second="")))
    assert none.one("TD-SD0006", "VS")["values"] == [{"values": ["MINI-01"], "count": 2}]
    two = ran(capsys, tabulation(tmp_path / "two", VS=VS.format(first="Y", second="Y")))
    assert two.one("baseline_flag_repeated", "VS")["records"][0]["keys"] == {"USUBJID": "MINI-01", "VSSEQ": "2"}
    good = ran(capsys, tabulation(tmp_path / "good", VS=VS.format(first="", second="Y")))
    assert not good.found("baseline_flag_repeated") + good.found("TD-SD0006")


def test_f8_baseline_flags_of_adam(tmp_path: Path, capsys: Capture) -> None:
    none = ran(capsys, analysis(tmp_path / "none", ADVS=ADVS.replace("| Y     |", "|       |")))
    assert (none.status, none.one("TD-AD0127", "ADVS")["count"]) == (1, 3)
    two = ran(capsys, analysis(tmp_path / "two", ADVS=ADVS.replace("| 4    |       |", "| 4    | Y     |")))
    assert (two.status, two.one("TD-AD0155", "ADVS")["count"]) == (1, 2)
    good = ran(capsys, analysis(tmp_path / "good", ADVS=ADVS))
    assert not good.found("TD-AD0127") + good.found("TD-AD0155")


def test_f9_change_is_value_less_base_within_a_tolerance(tmp_path: Path, capsys: Capture) -> None:
    wrong = ran(capsys, analysis(tmp_path / "wrong", ADVS=ADVS.replace("| 4    |", "| 4.1  |")))
    one = wrong.one("TD-AD0223", "ADVS")
    assert (wrong.status, one["values"]) == (1, [{"values": ["66", "62", "4.1"], "count": 1}])
    assert one["records"][0]["keys"] == WEEK_2
    noise = ADVS.replace("| 66   |", "| 66.3 |").replace("| 4    |", "| 4.299999999999997 |")
    assert not ran(capsys, analysis(tmp_path / "noise", ADVS=noise)).found("TD-AD0223")


def test_f9_value_and_text_are_one_to_one(tmp_path: Path, capsys: Capture) -> None:
    texts = (
        "STUDYID | USUBJID | PARAMCD | PARAM | AVAL | AVALC\nMINI|MINI-01|X|X test|1|YES\nMINI|MINI-02|X|X test|1|{}\n"
    )
    bad = ran(capsys, analysis(tmp_path / "bad", ADX=texts.format("NO")))
    assert (bad.status, bad.one("value_not_one_to_one", "ADX")["count"]) == (1, 1)
    assert not ran(capsys, analysis(tmp_path / "good", ADX=texts.format("YES"))).found("value_not_one_to_one")


def test_f10_a_value_without_its_source(tmp_path: Path, capsys: Capture) -> None:
    sdtm = tabulation(tmp_path / "sdtm", VS=VS.format(first="", second="Y"))
    good = analysis(tmp_path / "good", ADVS=ADVS)
    bad = analysis(
        tmp_path / "bad", ADVS=ADVS.replace("| 4    |       | VS     | VSSEQ  | 1", "| 4 | | VS | VSSEQ | 9")
    )
    done = ran(capsys, bad, "--sdtm", sdtm)
    one = done.one("source_not_found", "ADVS", "SRCSEQ")
    assert (done.status, one["values"][0]["values"], one["records"][0]["keys"]) == (1, ["9"], WEEK_2)
    assert not ran(capsys, good, "--sdtm", sdtm).found("source_not_found")
    without = ran(capsys, bad).check("source_not_found")
    assert (without["status"], "--sdtm" in without["outcomes"][0]["reason"]) == ("not_run", True)
