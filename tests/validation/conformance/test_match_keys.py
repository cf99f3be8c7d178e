"""Tests of Match Datasets by keys: which records stand beside which, and what their columns are called."""

from __future__ import annotations

import pytest

from tests.validation.conformance.drawn_study import dataset, rule, shown, study
from validation.conformance.match import matched
from validation.conformance.rule import All, Condition, ConformanceRule, Match, NotApplicable, NotRun

DM = dataset(
    "DM",
    """
    STUDYID | DOMAIN | USUBJID | RFSTDTC    | AGE#
    S       | DM     | 01      | 2020-01-01 | 40
    S       | DM     | 02      |            | 50
    """,
)
AE = dataset(
    "AE",
    """
    STUDYID | DOMAIN | USUBJID | AESEQ# | AETERM | AGE#
    S       | AE     | 02      | 1      | HEAD   | 1
    S       | AE     | 03      | 1      | FOOT   | 2
    S       | AE     | 02      | 2      | HAND   | 3
    """,
)


def test_records_without_a_partner_are_left_out() -> None:
    found = matched(rule(Match("DM", ("USUBJID",))), AE, study(DM, AE))
    assert shown(found, "USUBJID", "AETERM", "RFSTDTC") == [("02", "HEAD", ""), ("02", "HAND", "")]
    assert found.rows is not None
    assert found.rows.tolist() == [0, 2]


def test_a_left_join_keeps_them_and_says_so() -> None:
    found = matched(rule(Match("DM", ("USUBJID",), join_type="left")), AE, study(DM, AE))
    assert shown(found, "AETERM", "AGE.DM", "_merge_DM") == [
        ("HEAD", "50", "both"),
        ("FOOT", "", "left_only"),
        ("HAND", "50", "both"),
    ]


def test_a_name_that_both_have_is_the_datasets_own() -> None:
    found = matched(rule(Match("DM", ("USUBJID",))), AE, study(DM, AE))
    assert shown(found, "AGE", "AGE.DM", "DM.AGE", "DM.RFSTDTC", "DM.USUBJID") == [
        ("1", "50", "50", "", "02"),
        ("3", "50", "50", "", "02"),
    ]
    assert "AGE.DM" in list(found.columns)
    assert "DM.AGE" not in list(found.columns)
    assert "DM.NOSUCH" not in found.columns


def test_a_column_the_rule_names_as_the_others_is_not_this_datasets() -> None:
    check = All((Condition("empty", "RFSTDTC"), Condition("not_equal_to", "AETERM", "DM.RFSTDTC")))
    found = matched(ConformanceRule("T", check, matches=(Match("DM", ("USUBJID",)),)), AE, study(DM, AE))
    assert "RFSTDTC" not in found.columns
    assert shown(found, "DM.RFSTDTC") == [("",), ("",)]


def test_every_partner_gives_a_row() -> None:
    found = matched(rule(Match("AE", ("USUBJID",))), DM, study(DM, AE))
    assert shown(found, "USUBJID", "AESEQ") == [("02", "1"), ("02", "2")]
    assert found.rows is not None
    assert found.rows.tolist() == [1, 1]


def test_keys_of_different_names_and_with_dashes() -> None:
    seen = dataset("SV", "DOMAIN | SUBJ | SVSEQ#\nSV | 02 | 2\nSV | 02 | 1")
    found = matched(rule(Match("SV", (("USUBJID", "SUBJ"), "--SEQ"))), AE, study(AE, seen))
    assert shown(found, "USUBJID", "SUBJ", "AESEQ", "SVSEQ") == [("02", "02", "1", "1"), ("02", "02", "2", "2")]


def test_two_datasets_in_turn_keep_the_names_of_both() -> None:
    seen = dataset("SV", "DOMAIN | USUBJID | VISIT\nSV | 02 | DAY 1")
    found = matched(rule(Match("DM", ("USUBJID",)), Match("SV", ("USUBJID",))), AE, study(AE, DM, seen))
    assert shown(found, "AETERM", "DM.AGE", "SV.VISIT", "VISIT") == [
        ("HEAD", "50", "DAY 1", "DAY 1"),
        ("HAND", "50", "DAY 1", "DAY 1"),
    ]


def test_what_is_not_there_and_the_dataset_itself_change_nothing() -> None:
    assert matched(rule(Match("EX", ("USUBJID",))), AE, study(AE)) is AE
    assert matched(rule(Match("AE", ("USUBJID",))), AE, study(AE)) is AE


def test_a_key_that_is_missing_is_no_finding() -> None:
    with pytest.raises(NotApplicable, match="AE has no variable VISITNUM to match by"):
        matched(rule(Match("DM", ("VISITNUM",))), AE, study(DM, AE))


@pytest.mark.parametrize(
    ("match", "words"),
    [(Match("DM"), "has no keys"), (Match("DM", ("USUBJID",), join_type="outer"), "no join type outer")],
)
def test_what_nobody_can_join_is_not_run(match: Match, words: str) -> None:
    with pytest.raises(NotRun, match=words):
        matched(rule(match), AE, study(DM, AE))


def test_analysis_datasets_find_tabulation_datasets_beside_them() -> None:
    adsl = dataset("ADSL", "USUBJID | AGE#\n02 | 51", "ADaMIG", "1.3")
    joined = rule(Match("DM", ("USUBJID",)))
    found = matched(joined, adsl, study(adsl, standard="ADaMIG", version="1.3", others={"DM": DM}))
    assert shown(found, "AGE", "AGE.DM", "DM.AGE") == [("51", "50", "50")]
    with pytest.raises(NotRun, match="--sdtm"):
        matched(joined, adsl, study(adsl, standard="ADaMIG", version="1.3"))


def test_a_split_dataset_is_matched_whole() -> None:
    parts = [dataset(f"QS{part}", f"DOMAIN | USUBJID | QSTESTCD\nQS | 02 | {part}") for part in ("PH", "FT")]
    found = matched(rule(Match("QS", ("USUBJID",))), DM, study(DM, *parts))
    assert shown(found, "USUBJID", "QSTESTCD") == [("02", "PH"), ("02", "FT")]


def test_rules_that_match_the_same_share_the_table() -> None:
    whole = study(DM, AE)
    first = matched(rule(Match("DM", ("USUBJID",))), AE, whole)
    assert matched(rule(Match("DM", ("USUBJID",))), AE, whole) is first
    matched(rule(Match("AE", ("USUBJID",))), DM, whole)
    assert shown(matched(rule(Match("DM", ("USUBJID",))), AE, whole), "AETERM") == [("HEAD",), ("HAND",)]
    other = study(AE, dataset("DM", "DOMAIN | USUBJID\nDM | 03"))
    assert shown(matched(rule(Match("DM", ("USUBJID",))), AE, other), "AETERM") == [("FOOT",)]


def test_what_was_joined_goes_with_its_study() -> None:
    import gc
    from weakref import ref

    events = dataset("AE", "DOMAIN|USUBJID|AETERM\nAE|02|HEAD")
    whole = study(events, DM)
    joined = ref(matched(rule(Match("DM", ("USUBJID",)), Match("EX", ("USUBJID",))), events, whole))
    assert joined() is not None
    gone = ref(events)
    del events, whole
    gc.collect()
    assert (gone(), joined()) == (None, None)
