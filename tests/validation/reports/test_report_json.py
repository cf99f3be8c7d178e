"""The JSON report: every one by the published schema, and the schema closed against what it does not know."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.validation.reports.given import HOSTILE, clean, compared, large, report
from validation.reports.json_ import json_report, schema
from validation.reports.report import Options, Report

REPORTS = {
    "all": report(), "keys": report(values="keys"), "none": report(values="none"), "clean": clean(),
    "compared": compared(new={"CORE-000001": 2}, fixed=3), "large": large(30, 10, 5),
    "dated": report(created="2026-01-05"), "going": report(keep_going=True, fail_on="note"),
}  # fmt: skip


def told(said: Report) -> Any:
    """The report, read back."""
    return json.loads(json_report(said))


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_by_the_schema(name: str) -> None:
    Draft202012Validator(schema()).validate(told(REPORTS[name]))


def test_the_schema_is_a_schema_and_says_what_each_member_is() -> None:
    Draft202012Validator.check_schema(schema())

    def unexplained(part: Any, path: str) -> list[str]:
        own = [] if {"description", "$ref", "anyOf", "const"} & set(part) else [path]
        return own + [
            one for name, each in part.get("properties", {}).items() for one in unexplained(each, f"{path}/{name}")
        ]

    assert unexplained(schema(), "") == []


@pytest.mark.parametrize(
    ("place", "value"),
    [(("exit", "status"), 2), (("values",), "some"), (("findings", 0, "severity"), "grave"), (("more",), 1),
     (("findings", 0, "id"), "XYZ"), (("coverage", "percent"), 101), (("checks", 0, "status"), "skipped")],
    ids=["exit", "values", "severity", "more", "id", "percent", "status"],
)  # fmt: skip
def test_the_schema_refuses_what_is_wrong(place: tuple[Any, ...], value: Any) -> None:
    held = told(report())
    inside = held
    for part in place[:-1]:
        inside = inside[part]
    inside[place[-1]] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(held)


def test_values_come_back_as_they_were() -> None:
    found = next(one for one in told(report())["findings"] if one["check"] == "odd_text")
    values = [one["values"][0] for one in found["records"]]
    assert values == [one.replace("\ud800", "\ufffd") for one in HOSTILE]


def test_keys_and_numbers_tell_a_record() -> None:
    found = next(one for one in told(report())["findings"] if one["check"] == "CORE-000001")
    assert [(one["record"], one["keys"]) for one in found["records"]] == [
        (1, {"USUBJID": "01-701-1015", "AESEQ": "1"}), (3, {"USUBJID": "01-701-1023", "AESEQ": "1"}),
        (4, {"USUBJID": "<b>é", "AESEQ": "2"}),
    ]  # fmt: skip
    assert found["values"][0] == {"values": ["2014-01-03", "2014-01-01"], "count": 2}
    whole = next(one for one in told(report())["findings"] if one["check"] == "TD-SD0012")
    assert whole["records"][0]["record"] is None
    assert whole["standing"] == "waived"
    assert whole["fails"] is False


@pytest.mark.parametrize("level", ["keys", "none"])
def test_values_are_not_there_where_they_may_not_be_shown(level: Any) -> None:
    said = json_report(report(values=level)).decode()
    for hidden in ("2014-01", "gotcha", "54 years", "Mr. Smith", "Demography"):
        assert hidden not in said
    assert ("01-701-1015" in said) == (level == "keys")


def test_what_the_baseline_says_is_told() -> None:
    held = told(compared(new={"CORE-000001": 2}, fixed=3))
    assert held["baseline"]["fixed"] == 3
    assert held["baseline"]["fixed_groups"][0]["check"] == "CORE-000999"
    found = next(one for one in held["findings"] if one["check"] == "CORE-000001")
    assert found["new"] == 2
    assert [one["status"] for one in found["records"]] == ["new", "new", "same"]


def test_no_more_records_are_listed_than_asked_for_and_the_count_is_of_all() -> None:
    said = large(10, 10, 50)
    held = told(replace(said, options=Options(rows=500)))
    assert sum(len(one["records"]) for one in held["findings"]) == 500
    assert {one["count"] for one in held["findings"]} == {50}
