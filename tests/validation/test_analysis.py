"""Every check of analysis datasets, with records that pass and records that fail; and a million of them."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.distinct import encoded
from mappings.spec import StudySpec
from tests.validation.analysis_cases import ADSL, PASS, SOURCES, analysis
from tests.validation.analysis_wrong import FAIL
from tests.validation.check_cases import FAIL as COLLECTED
from validation.checks import ANALYSIS_CHECKS, SOURCE_CHECKS, analysis_dataset_checks
from validation.checks.analysis import sas_days
from validation.finding import Finding

STUDY = StudySpec(study_id="S1")
NAMES = [check.__name__ for check in (*ANALYSIS_CHECKS, *SOURCE_CHECKS)]
# Those that judge a dataset of any kind have their cases among the built ones.
OWN = [name for name in NAMES if name in PASS]


def findings(*datasets: Dataset, check: str = "") -> list[Finding]:
    """What that check finds, or all of them."""
    found = list(analysis_dataset_checks(datasets, STUDY, SOURCES))
    assert all(one.words and one.cites for one in found)
    return [one for one in found if check in ("", one.check)]


def told(found: list[Finding]) -> list[tuple[str, str, str, int, tuple[int, ...]]]:
    """Severity, place, value, count and records of findings."""
    return [(one.severity, one.place, one.value, one.count, one.records) for one in found]


def test_every_check_is_explained_and_has_its_cases() -> None:
    assert sorted(PASS) == sorted(FAIL)
    assert set(NAMES) <= {*PASS, *COLLECTED}
    assert set(PASS) <= set(NAMES)
    for check in (*ANALYSIS_CHECKS, *SOURCE_CHECKS):
        assert (check.__doc__ or "").splitlines()[0].rstrip().endswith(".")


@pytest.mark.parametrize("name", OWN)
def test_a_check_is_silent_where_nothing_is_wrong(name: str) -> None:
    assert findings(*PASS[name], check=name) == []


@pytest.mark.parametrize("name", OWN)
def test_a_check_says_what_is_wrong_and_where(name: str) -> None:
    datasets, expected = FAIL[name]
    assert told(findings(*datasets, check=name)) == expected


def test_required_of_analysis_is_the_variable_not_its_values() -> None:
    """An event that goes on has no end, and a flag no value but Y: ADaM's Req is about the variable."""
    events = analysis("ADAE", "USUBJID | AENDT | TRTEMFL\nS1-1 | | Y\n | 21600 |")
    required = tuple(one.model_copy(update={"core": "Req"}) for one in events.spec.variables)
    events = Dataset(events.spec.model_copy(update={"variables": required}), events.records)
    for floor, variables in (("adam", ["USUBJID"]), ("sdtm", ["USUBJID", "AENDT", "TRTEMFL"])):
        study = STUDY.model_copy(update={"floor": floor})
        found = [one for one in analysis_dataset_checks([events], study, {}) if one.check == "required_value_missing"]
        assert [one.variable for one in found] == variables


def test_words_say_the_parameter() -> None:
    datasets, _ = FAIL["change_wrong"]
    assert [one.words for one in findings(*datasets, check="change_wrong")] == [
        "not AVAL - BASE (PARAMCD A)", "not AVAL - BASE (PARAMCD B)"
    ]  # fmt: skip


def test_without_adsl_each_dataset_is_told_once() -> None:
    found = findings(analysis("ADVS", "USUBJID\nS1-1\nS1-2"), check="subject_not_in_adsl")
    assert [(one.place, one.count) for one in found] == [("ADVS.USUBJID", 2)]


def test_datasets_without_records_or_variables_are_no_fault() -> None:
    for datasets in [*PASS.values(), *(datasets for datasets, _ in FAIL.values())]:
        empty = [Dataset(one.spec, one.records.iloc[:0]) for one in datasets]
        bare = [Dataset(one.spec, DataFrame(index=one.records.index)) for one in datasets]
        assert findings(*empty) == []
        assert findings(*bare) == []


def test_one_tenth_that_no_double_is_is_no_change() -> None:
    drawing = "USUBJID | PARAMCD | ABLFL | AVAL | BASE | CHG\nS1-1 | A | Y | 0.3 | 0.3 |\nS1-1 | A | | 0.1 | 0.3 | -0.2"
    given = analysis("ADVS", drawing)
    assert 0.1 - 0.3 != -0.2
    assert findings(ADSL, given, check="change_wrong") == []


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([pd.Timestamp("2020-03-26"), pd.NaT], dtype="datetime64[s]"),
        pd.Series([22000.0, np.nan]),
        pd.Series(["2020-03-26", None], dtype="object"),
    ],
    ids=["dates", "numbers", "text"],
)
def test_days_of_dates_however_they_are_held(values: pd.Series) -> None:
    assert (date(2020, 3, 26) - date(1960, 1, 1)).days == 22000
    found = sas_days(values)
    assert found[0] == 22000
    assert np.isnan(found[1])


def test_a_million_records_take_seconds() -> None:
    """Clean data; nothing is found, and no loop goes over records."""
    subjects, visits = 10_000, 100
    codes = np.repeat(np.arange(subjects), visits)
    visit = np.tile(np.arange(visits), subjects)
    value = np.random.default_rng(1).normal(100, 10, subjects * visits).round(1)
    base = np.repeat(value[::visits], visits)
    index = pd.RangeIndex(len(value))
    records = DataFrame(
        {
            "USUBJID": encoded(codes, [f"S1-{one}" for one in range(subjects)], index),
            "PARAMCD": encoded(np.zeros(len(value), np.int64), ["A"], index),
            "AVISIT": encoded(visit, [f"Visit {one}" for one in range(visits)], index),
            "AVISITN": visit.astype(float), "AVAL": value, "BASE": base, "CHG": value - base,
            "PCHG": 100 * (value - base) / base, "ABLFL": encoded(np.where(visit == 0, 0, -1), ["Y"], index),
            "ASEQ": visit + 1.0, "VSSEQ": visit + 1.0, "ADT": 22000.0 + visit, "ADY": visit + 1.0,
        }
    )  # fmt: skip
    spec = analysis("ADVS", " | ".join(map(str, records))).spec
    known = [f"S1-{one}" for one in range(subjects)]
    levels = DataFrame({"USUBJID": known, "TRTSDT": np.full(subjects, 22000.0)})
    adsl = Dataset(analysis("ADSL", "USUBJID | TRTSDT").spec, levels)
    source = Dataset(SOURCES["VS"].spec, records[["USUBJID", "VSSEQ"]])
    start = time.perf_counter()
    assert list(analysis_dataset_checks([adsl, Dataset(spec, records)], STUDY, {"VS": source})) == []
    assert time.perf_counter() - start < 60
