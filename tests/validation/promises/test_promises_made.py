"""What a spec promises: which promises are made of which words of it."""

from __future__ import annotations

import pytest

from mappings.spec import Codelist, DatasetSpec, StudySpec, Term, VariableSpec
from tests.validation.promises.promised import ADLB, ADSL, ANALYSIS, DM, LB, TABULATION, char, num
from validation.promises import PROMISES, promises_of
from validation.promises.promise import Promise


def said(dataset: DatasetSpec, study: StudySpec, *variables: str) -> list[str]:
    """The promises of a dataset that look at one of these variables first."""
    made = promises_of(dataset, study)
    return [one.name.removeprefix(f"{dataset.name}.") for one in made if _first(one) in variables]


def _first(promise: Promise) -> str:
    return promise.variables[0] if promise.variables else ""


def of(variable: VariableSpec, study: StudySpec | None = None, *, domain: str = "AE") -> set[str]:
    """The kinds of promises of a variable alone."""
    spec = DatasetSpec(name=domain, label="", domain=domain, variables=(variable,))
    return {one.id for one in promises_of(spec, study or StudySpec(study_id="S1")) if one.variables == (variable.name,)}


WHOLE = {"variable_absent", "type_unlike_spec", "variable_label_unlike_spec"}


def test_a_dataset_promises_itself_its_keys_and_its_constants() -> None:
    assert said(DM, TABULATION, "", "STUDYID", "DOMAIN", "USUBJID") == [
        "DM dataset_absent", "DM dataset_label_unlike_spec", "DM variable_unsaid_in_spec", "DM variable_out_of_order",
        "USUBJID keys_repeated", "STUDYID study_unlike_spec", "DOMAIN constant_wrong",
        "STUDYID variable_absent", "STUDYID type_unlike_spec", "STUDYID variable_label_unlike_spec",
        "STUDYID mandatory_value_missing", "DOMAIN variable_absent", "DOMAIN type_unlike_spec",
        "DOMAIN variable_label_unlike_spec", "USUBJID variable_absent", "USUBJID type_unlike_spec",
        "USUBJID variable_label_unlike_spec", "USUBJID mandatory_value_missing",
    ]  # fmt: skip


def test_values_of_some_records_are_promised_with_their_condition() -> None:
    assert said(LB, TABULATION, "LBORRES")[3:] == [
        "LBORRES value_too_long", 'LBORRES number_malformed where LBTESTCD == "CNT"',
        'LBORRES value_too_long where LBTESTCD == "CNT"',
        'LBORRES mandatory_value_missing where LBTESTCD == "NEG" and LBSEQ in (1, 2, 3)',
        'LBORRES value_outside_codelist where LBTESTCD == "NEG" and LBSEQ in (1, 2, 3)',
        'LBORRES number_malformed where LBTESTCD not in ("CNT", "NEG") or LBTESTCD.isna()',
        'LBORRES date_malformed where LBTESTCD == "DAY"',
    ]  # fmt: skip


def test_relations_are_promised_of_the_second_name() -> None:
    relations = {"pair_not_one_to_one", "end_precedes_start", "subject_unknown", "value_unlike_source"}
    made = [one.name for spec in (DM, LB) for one in promises_of(spec, TABULATION) if one.id in relations]
    assert made == [
        "DM.RFENDTC end_precedes_start with RFSTDTC", "LB.LBTEST pair_not_one_to_one with LBTESTCD",
        "LB.LBENDTC end_precedes_start with LBDTC", "LB.USUBJID subject_unknown",
    ]  # fmt: skip
    made = [one.name for spec in (ADSL, ADLB) for one in promises_of(spec, ANALYSIS) if one.id in relations]
    assert made == [
        "ADSL.TRT01PN pair_not_one_to_one with TRT01P", "ADSL.TRTEDT end_precedes_start with TRTSDT",
        "ADSL.USUBJID subject_unknown", "ADSL.AGE value_unlike_source", "ADSL.SEX value_unlike_source",
        "ADLB.PARAM pair_not_one_to_one with PARAMCD", "ADLB.AVISIT pair_not_one_to_one with AVISITN",
        "ADLB.ADT end_precedes_start with STARTDT", "ADLB.USUBJID subject_unknown",
        "ADLB.AGE value_unlike_source", "ADLB.SEX value_unlike_source",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "more"),
    [
        (char("AETERM", core="Req"), {"mandatory_value_missing"}),
        (char("AETERM", core="Req", mandatory=False), set()),
        (char("AETERM", 200), {"value_too_long"}),
        (char("AESTDTC", data_type="datetime"), {"date_malformed"}),
        (char("AETERM", data_type="integer"), set()),
        (num("AESEQ", "integer"), {"number_not_whole", "sequence_not_positive"}),
        (num("AESTDY", "integer"), {"number_not_whole", "day_zero"}),
        (num("AEDUR", digits=2), {"too_many_decimals"}),
        (num("ASTDT", "integer", format="DATE9."), {"number_not_whole", "date_out_of_calendar"}),
        (num("ATM", "integer", format="TIME8."), {"number_not_whole"}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_variable_is_promised(variable: VariableSpec, more: set[str]) -> None:
    assert of(variable) == WHOLE | more


def test_required_says_less_in_analysis_datasets() -> None:
    analysis = StudySpec(study_id="S1", floor="adam")
    assert "mandatory_value_missing" not in of(char("AETERM", core="Req"), analysis)
    assert "mandatory_value_missing" in of(char("PARAMCD", core="Req"), analysis)


def test_what_stays_at_home_or_has_no_data_promises_nothing_but_that() -> None:
    assert of(char("AETERM", submit=False)) == set()
    assert of(char("AETERM", supplemental=True)) == set()
    assert of(char("AETERM", has_no_data=True, core="Req")) == {"value_where_none_is_said"}
    assert promises_of(DM.model_copy(update={"submit": False}), TABULATION) == ()
    assert promises_of(DM.model_copy(update={"has_no_data": True}), TABULATION) == ()


@pytest.mark.parametrize(
    ("codelist", "check"),
    [
        (Codelist(name="C", terms=(Term(value="A"),)), "value_outside_codelist"),
        (Codelist(name="C", extensible=True, terms=(Term(value="A"),)), "value_extends_codelist"),
        (Codelist(name="C"), ""),
        (Codelist(name="C", dictionary="MedDRA", terms=(Term(value="A"),)), ""),
    ],
)
def test_a_codelist_is_promised_as_it_may_be_extended(codelist: Codelist, check: str) -> None:
    study = StudySpec(study_id="S1", codelists=(codelist,))
    assert of(char("AEX", codelists=("C",)), study) == WHOLE | ({check} if check else set())
    # Of numbers there are no terms that are none.
    assert of(num("AEX", "text", codelists=("C",)), study) == WHOLE


def test_a_study_folder_does_not_say_all_variables_yet() -> None:
    unfinished = DM.model_copy(update={"place": "sdtm/dm.toml"})
    gone = {one.id for one in promises_of(DM, TABULATION)} - {one.id for one in promises_of(unfinished, TABULATION)}
    assert gone == {"variable_unsaid_in_spec", "variable_out_of_order"}


def test_every_promise_is_of_a_kind_that_is_explained_and_has_a_name_of_its_own() -> None:
    known = {one.id for one in PROMISES}
    assert len(known) == len(PROMISES)
    assert all(one.message and one.cited and one.kind == "promise" for one in PROMISES)
    made = [one for study in (TABULATION, ANALYSIS) for spec in study.datasets for one in promises_of(spec, study)]
    assert {one.id for one in made} == known
    assert len({one.name for one in made}) == len(made)
    assert all(one.words and one.dataset for one in made)
