"""Every check, with records that pass and records that fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from tests.validation.check_cases import dataset
from tests.validation.further_cases import FAIL, PASS
from validation.checks import CHECKS, built_dataset_checks
from validation.checks.grouped import FIRST
from validation.finding import Finding

STUDY = StudySpec(study_id="S1", cutoff="2023-06-30")
NAMES = [check.__name__ for check in CHECKS]


def findings(check: str, *datasets: Dataset, study: StudySpec = STUDY) -> list[Finding]:
    """What that check finds, after a look that all of them bear its name."""
    found = [one for one in built_dataset_checks(datasets, study) if one.check == check]
    assert all(one.words and one.cites for one in found)
    return found


def told(found: list[Finding]) -> list[tuple[str, str, str, int, tuple[int, ...]]]:
    """Severity, place, value, count and records of findings."""
    return [(one.severity, one.place, one.value, one.count, one.records) for one in found]


def test_every_check_is_explained_and_has_its_cases() -> None:
    assert sorted(PASS) == sorted(FAIL) == sorted(NAMES)
    assert all((check.__doc__ or "").strip().endswith(".") for check in CHECKS)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_is_silent_where_nothing_is_wrong(name: str) -> None:
    assert findings(name, *PASS[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_check_says_what_is_wrong_and_where(name: str) -> None:
    datasets, expected = FAIL[name]
    assert told(findings(name, *datasets)) == expected


def test_words_name_what_equal_values_differ_in() -> None:
    datasets, _ = FAIL["result_without_standard_form"]
    words = [one.words.partition(" (")[2] for one in findings("result_without_standard_form", *datasets)]
    assert words == ["LBTESTCD HGB)", "LBTESTCD K)"]


def test_without_dm_each_dataset_is_told_once() -> None:
    found = findings("subject_not_in_dm", dataset("AE", "USUBJID\nS1-1\nS1-2"), dataset("CM", "USUBJID\nS1-1"))
    assert [(one.place, one.count) for one in found] == [("AE.USUBJID", 2), ("CM.USUBJID", 1)]


def test_a_date_that_is_a_number_is_no_text_to_judge() -> None:
    number = VariableSpec(name="AESTDTN", label="Start", type="Num", data_type="date")
    spec = DatasetSpec(name="AE", label="AE", domain="AE", variables=(number,))
    assert findings("date_not_iso8601", Dataset(spec, DataFrame({"AESTDTN": [21915.0]}))) == []


def test_keys_of_the_dataset_tell_results_apart_but_for_those_of_time() -> None:
    drawing = "USUBJID | LBTESTCD | LBNAM | VISITNUM | LBLOBXFL\nS1-1 | K | ONE | 1 | Y\nS1-1 | K | TWO | 2 | Y"
    given = dataset("LB", drawing)
    assert [one.count for one in findings("baseline_flag_repeated", given)] == [1]
    for key, found in (("LBNAM", []), ("VISITNUM", [1])):
        said = given.spec.model_copy(update={"keys": ("USUBJID", "LBTESTCD", key)})
        counts = [one.count for one in findings("baseline_flag_repeated", Dataset(said, given.records))]
        assert counts == found


def test_without_a_cutoff_no_date_is_late() -> None:
    datasets, _ = FAIL["date_after_cutoff"]
    assert findings("date_after_cutoff", *datasets, study=StudySpec(study_id="S1")) == []


def test_datasets_without_records_or_variables_are_no_fault() -> None:
    cases = [*PASS.values(), *(datasets for datasets, _ in FAIL.values())]
    for datasets in cases:
        empty = [Dataset(one.spec, one.records.iloc[:0]) for one in datasets]
        bare = [Dataset(one.spec, DataFrame(index=one.records.index)) for one in datasets]
        assert list(built_dataset_checks(empty, STUDY)) == []
        assert list(built_dataset_checks(bare, STUDY)) == []


@given(st.lists(st.tuples(st.sampled_from(["S1-1", "S1-2"]), st.integers(1, 4)), max_size=60))
def test_repeated_sequences_are_counted_whole(pairs: list[tuple[str, int]]) -> None:
    drawing = "USUBJID | AESEQ\n" + "\n".join(f"{subject} | {number}" for subject, number in pairs)
    found = findings("sequence_repeated", dataset("AE", drawing))
    assert sum(one.count for one in found) == len(pairs) - len(set(pairs))
    assert all(len(one.records) == min(one.count, FIRST) for one in found)
    assert all(list(one.records) == sorted(one.records) for one in found)
    assert [one.value for one in found] == list(dict.fromkeys(one.value for one in found))
