"""Compact findings as outcomes: nothing is lost, and a check that raises or cannot run is no pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec
from validation import checks
from validation.result import Judgement
from validation.results import adopt
from validation.results.adopt import adopted, checks_known, judged_checks
from validation.results.findings import found

AE = Dataset(
    DatasetSpec(
        name="AE",
        label="",
        domain="AE",
        variables=tuple(VariableSpec(name=name, label="", type="Char") for name in ("AESTDTC", "AEENDTC")),
    ),
    DataFrame(
        {
            "USUBJID": ["1"] * 9,
            "AESEQ": [float(number) for number in range(1, 10)],
            "AETERM": ["bad"] * 7 + ["worse", "good"],
            "AESTDTC": ["2024-01-02"] * 9,
            "AEENDTC": ["2024-01-03"] * 8 + ["2024-01-01"],
        }
    ),
)


def groups(*findings: Finding, kind: Any = "check") -> list[tuple[int, list[int], tuple[Any, ...]]]:
    outcomes = adopted(findings, {"AE": AE}, kind=kind)
    told = found(Judgement("S", "", (), outcomes, data={"AE": AE}))
    return [(one.count, [each.record for each in one.records], one.values) for one in told]


def finding(value: str = "", count: int = 1, records: tuple[int, ...] = (), variable: str = "AETERM") -> Finding:
    return Finding("term_bad", "error", "no term", "AE", variable, value, count, records)


CASES: dict[str, tuple[Finding, tuple[int, list[int], tuple[Any, ...]]]] = {
    "all_named": (finding("worse", 1, (8,)), (1, [8], ((("worse",), 1),))),
    "found_by_value": (finding("bad", 7, (1, 2, 3, 4, 5)), (7, [1, 2, 3, 4, 5, 6, 7], ((("bad",), 7),))),
    "found_by_value_alone": (finding("worse", 1), (1, [8], ((("worse",), 1),))),
    "only_some_of_the_value": (finding("bad", 6, (1, 2, 3)), (6, [1, 2, 3, 0, 0, 0], ((("bad",), 6),))),
    "counted": (finding(count=4, variable=""), (4, [], ())),
    "a_variable": (finding(), (1, [0], ((("",), 1),))),
    "a_dataset": (finding(variable=""), (1, [0], ())),
    "a_text": (finding("x.xpt", variable=""), (1, [0], ((("x.xpt",), 1),))),
    "no_such_value": (finding("gone", 1), (1, [0], ((("gone",), 1),))),
}


@pytest.mark.parametrize("name", CASES)
def test_a_compact_finding(name: str) -> None:
    one, wanted = CASES[name]
    assert groups(one) == [wanted]


def test_values_of_one_kind_are_one_group() -> None:
    assert groups(finding("worse", 1, (8,)), finding("bad", 7, (1, 2, 3, 4, 5))) == [
        (8, [1, 2, 3, 4, 5, 6, 7, 8], ((("bad",), 7), (("worse",), 1)))
    ]


def test_what_a_check_is_comes_with_it() -> None:
    one = Finding(
        "end_before_start", "warning", "before AESTDTC", "AE", "AEENDTC", "2024-01-01", 1, (9,), "SDTMIG 3.4, 4.4"
    )
    (outcome,) = adopted([one], {"AE": AE}, kind="check")
    assert (outcome.check.id, outcome.check.kind, outcome.check.severity) == ("end_before_start", "check", "warning")
    assert (outcome.check.message, outcome.message) == ("end before start", "before AESTDTC")
    assert outcome.check.description == "An end does not come before its start, as far as both are known."
    assert [(cited.document, cited.section) for cited in outcome.check.cited] == [("SDTMIG 3.4", "4.4")]


def test_the_line_of_a_define_is_its_place_and_not_what_it_is_known_by() -> None:
    def told(line: int) -> tuple[str, str, int]:
        one = Finding("label_missing", "error", f"line {line}: no label", "AE", "AETERM", "IT.AE.AETERM")
        outcomes = adopted([one], {"AE": AE}, kind="define")
        group = found(Judgement("S", "", (), outcomes, data={"AE": AE}))[0]
        (record,) = group.records
        assert (group.words, record.keys, record.values) == ("no label", (("variable", "AETERM"),), ("IT.AE.AETERM",))
        return group.id, record.identity, record.record

    first, moved = told(12), told(345)
    assert (first[:2], first[2], moved[2]) == (moved[:2], 12, 345)


def test_checks_that_ran() -> None:
    outcomes = judged_checks("sdtm", {"AE": AE}, None, {})
    failed = [(one.check.id, one.dataset) for one in outcomes if one.status == "failed"]
    assert ("end_before_start", "AE") in failed
    passed = {one.check.id for one in outcomes if one.status == "passed"}
    assert passed | {name for name, _ in failed} == {one.__name__ for one in checks.CHECKS}
    assert all(one.dataset == "" and one.hits is None for one in outcomes if one.status == "passed")


def test_a_check_that_raises_has_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(datasets: object, study: object) -> Iterator[Finding]:
        """Nothing is broken."""
        raise ZeroDivisionError("by nothing")
        yield

    monkeypatch.setattr(adopt, "CHECKS", (broken, *checks.CHECKS[:1]))
    assert [(one.check.id, one.status, one.reason) for one in judged_checks("sdtm", {"AE": AE}, None, {})] == [
        ("broken", "error", "ZeroDivisionError: by nothing"),
        (checks.CHECKS[0].__name__, "passed", ""),
    ]


def test_what_asks_for_sources_does_not_run_without_them() -> None:
    outcomes = judged_checks("adam", {"AE": AE}, None, {})
    not_run = {one.check.id: one.reason for one in outcomes if one.status == "not_run"}
    assert set(not_run) == {one.__name__ for one in checks.SOURCE_CHECKS}
    assert set(not_run.values()) == {"the SDTM datasets are not beside: name their folder with --sdtm"}
    with_sources = judged_checks("adam", {"AE": AE}, None, {"AE": AE})
    assert not [one for one in with_sources if one.status == "not_run"]


def test_every_check_is_explained() -> None:
    known = checks_known()
    assert len({(one.kind, one.id) for one in known}) == len(known) > 100
    assert not [one.id for one in known if not (one.description and one.message)]
    severities = {one.id: one.severity for one in known if one.kind == "check"}
    assert (severities["end_before_start"], severities["value_without_source"]) == ("warning", "note")
    ours = {one.__name__ for one in (*checks.CHECKS, *checks.ANALYSIS_CHECKS, *checks.SOURCE_CHECKS)}
    assert ours == set(severities)
