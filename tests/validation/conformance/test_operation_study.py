"""Tests of what operations answer from the study, its standard, other answers and define.xml."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.conformance.drawn_study import answer, dataset, operation, rule, study
from validation.conformance.operations import OPERATIONS, answers
from validation.conformance.rule import ConformanceRule, NotApplicable, NotRun

AE = dataset("AE", "STUDYID|DOMAIN|USUBJID|AESEQ#|AELNKID|AETERM\nS|AE|01|1||RASH")
LB = dataset("LB", "STUDYID|DOMAIN|USUBJID|LBSEQ#|LBLNKID|LBDTC|VISITNUM#\nS|LB|01|1|x|2020|1")
SUPPAE = dataset("SUPPAE", "STUDYID|RDOMAIN|USUBJID|IDVAR|QNAM\nS|AE|01||AETERM\nS|AE|01||OWN")
ZB = dataset("ZB", "STUDYID|DOMAIN|USUBJID|ZBTESTCD|ZBORRES\nS|ZB|01|A|1")
WHOLE = study(AE, LB, SUPPAE, ZB)


def ask(word: str, table: Any = AE, name: str = "", **fields: Any) -> Any:
    """What is answered for AE of this study."""
    return answer(word, table, WHOLE, name, **fields)


def test_the_datasets_of_the_study() -> None:
    assert ask("dataset_names") == ["AE", "LB", "SUPPAE", "ZB"]
    assert ask("study_domains") == ["AE", "LB", None, "ZB"]


def test_variables_of_datasets() -> None:
    assert ask("variable_exists", name="AETERM") is True
    assert ask("variable_exists", name="--TERM") is True
    assert ask("variable_exists", name="AETERM", domain="LB") is False
    assert ask("variable_count", name="--LNKID") == 2.0
    assert ask("variable_count", name="--DTC") == 1.0
    assert ask("variable_is_null", name="AELNKID") is True
    assert ask("variable_is_null", name="AETERM") is False
    assert ask("variable_is_null", name="NOSUCH") is True
    assert ask("variable_value_count", name="USUBJID") == {"01": 4}
    assert ask("get_column_order_from_dataset") == ["STUDYID", "DOMAIN", "USUBJID", "AESEQ", "AELNKID", "AETERM"]


def test_what_is_known_of_a_dataset() -> None:
    assert ask("extract_metadata", name="dataset_name") == "AE"
    assert ask("extract_metadata", name="dataset_label") == "AE label"
    assert ask("extract_metadata", name="dataset_location") == "ae.xpt"
    assert ask("extract_metadata", name="record_count") == 1.0
    with pytest.raises(NotApplicable, match="nothing is known of datasets by the name colour"):
        ask("extract_metadata", name="colour")


def test_what_the_standard_says_of_a_domain() -> None:
    assert ask("domain_label") == "Adverse Events"
    assert ask("domain_label", ZB) == ""
    assert [ask("domain_is_custom", one) for one in (AE, LB, SUPPAE, ZB)] == [False, False, False, True]
    assert ask("related_domain_is_custom", SUPPAE) is False
    assert ask("related_domain_is_custom", dataset("SUPPZB", "RDOMAIN\nZB")) is True
    assert {"AE", "TT", "POOLDEF"} <= set(ask("standard_domains"))
    assert ask("get_library_class_domains", domain_class="Findings About") == ["FA", "SR"]


def test_variables_of_the_standard_by_core() -> None:
    assert ask("required_variables") == ["STUDYID", "DOMAIN", "USUBJID", "AESEQ", "AETERM", "AEDECOD"]
    assert ask("expected_variables", SUPPAE) == ["IDVAR", "IDVARVAL", "QEVAL"]
    assert "AESPID" in ask("permissible_variables")
    assert ask("required_variables", ZB) == []


def test_the_order_of_the_standard_is_the_models_with_what_the_guide_adds() -> None:
    order = ask("get_column_order_from_library", LB)
    assert order[:5] == ["STUDYID", "DOMAIN", "USUBJID", "POOLID", "SPDEVID"]
    assert order.index("LBTESTCD") < order.index("LBORRES") < order.index("VISITNUM") < order.index("LBDTC")
    events = dataset("FA", "DOMAIN|FATESTCD\nFA|A")
    about = answer("get_column_order_from_library", events, study(events))
    assert about[about.index("FATEST") + 1] == "FAOBJ"
    visits = dataset("SV", "DOMAIN|USUBJID\nSV|1")
    assert answer("get_column_order_from_library", visits, study(visits))[3:6] == ["VISITNUM", "VISIT", "SVPRESP"]


def test_variables_the_model_allows() -> None:
    allowed = ask("get_model_column_order")
    assert {"AETERM", "VISITNUM", "AESTDTC", "FETUSID"} <= set(allowed)
    assert "AETESTCD" not in allowed
    assert ask("get_model_column_order", ZB)[:3] == ["STUDYID", "DOMAIN", "USUBJID"]
    assert "ZBORRES" in ask("get_model_column_order", ZB)
    persons = dataset("APEG", "DOMAIN|APID|EGTESTCD\nAPEG|1|A")
    about = answer("get_model_column_order", persons, study(persons))
    assert {"APID", "RSUBJID", "SREL", "EGTESTCD"} <= set(about)
    assert "USUBJID" not in about
    assert ask("get_parent_model_column_order", SUPPAE) == [tuple(allowed)] * 2


def test_variables_by_role() -> None:
    timing = ask("get_model_filtered_variables", LB, key_name="role", key_value="Timing")
    assert {"LBDTC", "VISITNUM", "LBSTDTC"} <= set(timing)
    assert "LBSEQ" not in timing
    assert ask("get_dataset_filtered_variables", LB, key_name="role", key_value="Timing") == ["VISITNUM", "LBDTC"]
    assert ask("get_dataset_filtered_variables", LB, key_name="core", key_value="Required") == [
        "STUDYID",
        "DOMAIN",
        "USUBJID",
        "LBSEQ",
    ]
    with pytest.raises(NotRun, match="says no colour"):
        ask("get_model_filtered_variables", LB, key_name="colour", key_value="red")


def test_what_the_standard_says_of_variables_that_records_name() -> None:
    said = rule(operations=(operation("name_referenced_variable_metadata", "IDVAR", id="$v"),))
    table = dataset("AE", "DOMAIN|IDVAR\nAE|AESEQ\nAE|NOSUCH")
    found = answers(said, table, study(table))
    assert list(found["$v_label"].cells()) == ["Sequence Number", ""]
    assert list(found["$v_role"].cells()) == ["Identifier", ""]
    by_label = rule(operations=(operation("label_referenced_variable_metadata", "IDVAR", id="$v"),))
    labelled = dataset("AE", "DOMAIN|IDVAR\nAE|Sequence Number")
    assert list(answers(by_label, labelled, study(labelled))["$v_name"].cells()) == ["AESEQ"]


def test_a_standard_that_is_not_held_is_not_run() -> None:
    weights = dataset("BW", "DOMAIN|USUBJID|BWTESTCD\nBW|1|A", "SENDIG", "3.1")
    whole = study(weights, standard="SENDIG", version="3.1")
    for word in ("required_variables", "expected_variables", "get_column_order_from_library", "variable_names"):
        with pytest.raises(NotRun, match=r"SENDIG 3\.1"):
            answer(word, weights, whole)
    assert answer("domain_label", weights, whole) == "Body Weight"
    assert "BWTESTCD" in answer("get_model_column_order", weights, whole)
    assert answer("get_dataset_filtered_variables", weights, whole, key_name="role", key_value="Identifier") == [
        "DOMAIN",
        "USUBJID",
    ]


def test_parts_of_a_text() -> None:
    table = dataset("PP", "DOMAIN|PPSPEC\nPP|PLASMA;URINE\nPP|SERUM\nPP|")
    assert answer("split_by", table, study(table), "PPSPEC", delimiter=";") == [("PLASMA", "URINE"), ("SERUM",), None]
    with pytest.raises(NotApplicable, match="delimiter"):
        answer("split_by", table, study(table), "PPSPEC")


def test_a_map_answers_by_its_first_fitting_line() -> None:
    table = dataset("AE", "DOMAIN|AESEV|AESEQ#\nAE|MILD|1\nAE|SEVERE|1\nAE||2")
    lines = [{"AESEV": "MILD", "AESEQ": 1, "output": "low"}, {"AESEV": "SEVERE", "AESEQ": 1, "output": "high"}]
    assert answer("map", table, study(table), map=lines) == ["low", "high", None]
    assert answer("map", table, study(table), map=[{"output": 7}]) == 7


@pytest.mark.parametrize(
    ("insensitive", "wanted"),
    [(True, ["A", "D"]), (False, ["A", "C", "D"])],
    ids=["as sets", "in order"],
)
def test_a_difference_of_lists(insensitive: bool, wanted: list[str]) -> None:
    said = rule(
        operations=(
            operation("map", id="$a", map=[{"output": ["A", "B", "C", "B", "D"]}]),
            operation("map", id="$b", map=[{"output": ["B", "B", "C"]}]),
            operation("minus", "$a", id="$c", subtract="$b", order_insensitive=insensitive),
        )
    )
    assert answers(said, AE, WHOLE)["$c"] == wanted


def test_a_word_nobody_knows_is_not_run() -> None:
    with pytest.raises(NotRun, match="there is no operation regex_find_replace here"):
        ask("regex_find_replace")


@pytest.mark.parametrize(
    "word", [word for word in OPERATIONS if "meddra" in word or "dictionary" in word or "whodrug" in word]
)
def test_dictionaries_are_not_shipped(word: str) -> None:
    with pytest.raises(NotRun, match="licensed"):
        ask(word)


def test_operations_of_the_given_rules_are_all_known() -> None:
    from pathlib import Path

    from validation.conformance.read import read_rules

    folder = Path(__file__).parents[3] / ".." / "shared" / "open_rules" / "rules"
    if not folder.is_dir():
        pytest.skip("no open rules beside the checkout")
    given: tuple[ConformanceRule, ...] = read_rules(folder)
    assert {one.operator for found in given for one in found.operations} <= set(OPERATIONS)
