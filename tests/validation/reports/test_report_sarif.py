"""SARIF: the shape of 2.1.0, the forges' limits, and results that are the same in every run."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.validation.reports.given import LABEL, clean, compared, large, report
from validation.reports.report import Options, Report
from validation.reports.sarif import MOST_BYTES, MOST_RESULTS, sarif

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
ADDRESS = {"type": "string", "pattern": r"^(?!/|[A-Za-z][A-Za-z0-9+.-]*:|.*\\|.*[ #])"}  # relative, percent-encoded
# What SARIF 2.1.0 (OASIS, 3.13 to 3.58) asks of the parts we write.
SHAPE = {
    "type": "object", "required": ["version", "runs"], "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"}, "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "type": "object", "required": ["tool", "results"], "additionalProperties": False,
            "properties": {
                "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                    "type": "object", "required": ["name", "rules"], "properties": {
                        "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
                    },
                }}},
                "automationDetails": {"type": "object", "required": ["id"]},
                "columnKind": {"enum": ["unicodeCodePoints", "utf16CodeUnits"]},
                "invocations": {"type": "array", "items": {"type": "object", "required": ["executionSuccessful"]}},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                "properties": {"type": "object"},
            },
        },
        "rule": {
            "type": "object", "required": ["id", "shortDescription", "fullDescription", "help"], "properties": {
                "shortDescription": TEXT, "fullDescription": TEXT, "help": TEXT,
                "defaultConfiguration": {"properties": {"level": {"enum": ["none", "note", "warning", "error"]}}},
                "properties": {"properties": {"tags": {"type": "array", "maxItems": 20, "uniqueItems": True}}},
            },
        },
        "result": {
            "type": "object", "required": ["ruleId", "message", "locations", "partialFingerprints", "suppressions"],
            "properties": {
                "level": {"enum": ["none", "note", "warning", "error"]}, "message": TEXT,
                "kind": {"enum": ["pass", "fail"]}, "ruleIndex": {"type": "integer", "minimum": -1},
                "baselineState": {"enum": ["new", "unchanged", "updated", "absent"]},
                "occurrenceCount": {"type": "integer", "minimum": 1},
                "suppressions": {"type": "array", "items": {"required": ["kind"], "properties": {
                    "kind": {"enum": ["inSource", "external"]},
                    "status": {"enum": ["accepted", "underReview", "rejected"]},
                }}},
                "locations": {"type": "array", "minItems": 1, "maxItems": 10, "items": {"properties": {
                    "physicalLocation": {"required": ["artifactLocation", "region"], "properties": {
                        "artifactLocation": {"properties": {"uri": ADDRESS}},
                        "region": {"properties": {"startLine": {"type": "integer", "minimum": 1}}},
                    }},
                }}},
            },
        },
    },
}  # fmt: skip
REPORTS = {
    "made": report(), "keys": report(values="keys"), "clean": clean(), "large": large(60, 10, 2),
    "compared": compared(new={"CORE-000001": 1}, fixed=2), "folder": report(folder="data/sdtm/"),
}  # fmt: skip


def run(said: Report) -> Any:
    """The only run of a report."""
    return json.loads(sarif(said))["runs"][0]


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_of_the_shape(name: str) -> None:
    Draft202012Validator(SHAPE).validate(json.loads(sarif(REPORTS[name])))


def test_a_result_is_a_check_a_dataset_and_variables_never_a_record() -> None:
    held = run(report())["results"]
    assert [(one["ruleId"], one["level"], one["occurrenceCount"]) for one in held] == [
        ("CORE-000001", "error", 3), ("DM.AGE.required", "error", 2), ("TD-SD0007", "warning", 1),
        ("odd_text", "warning", 18), ("TD-SD0012", "note", 1),
    ]  # fmt: skip
    names = [one["fullyQualifiedName"] for one in held[0]["locations"][0]["logicalLocations"]]
    assert names == ["AE", "AE.AESTDTC", "AE.AEENDTC"]


def test_each_result_names_its_rule_by_place() -> None:
    said = run(report())
    rules = said["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in said["results"]] == [one["ruleId"] for one in said["results"]]
    assert "CG0041" in rules[0]["help"]["text"]


def test_fingerprints_are_the_ids_of_the_groups() -> None:
    held = [one["partialFingerprints"]["findingId/v1"] for one in run(report())["results"]]
    assert sorted(held) == sorted(one.id for one in report().found)


def test_waivers_are_suppressions() -> None:
    held = {one["ruleId"]: one["suppressions"] for one in run(report())["results"]}
    assert held.pop(LABEL.id) == [{
        "kind": "external", "status": "accepted", "justification": "The sponsor's label was agreed with the agency.",
    }]  # fmt: skip
    assert set(map(str, held.values())) == {"[]"}


def test_the_baseline_gives_each_result_a_state() -> None:
    held = {
        one["ruleId"]: one["baselineState"]
        for one in run(compared(new={"CORE-000001": 1, "TD-SD0007": 1}, fixed=2))["results"]
    }
    assert held == {
        "CORE-000001": "updated", "TD-SD0007": "new", "DM.AGE.required": "unchanged", "odd_text": "unchanged",
        "TD-SD0012": "unchanged", "CORE-000999": "absent",
    }  # fmt: skip
    assert not [one for one in run(report())["results"] if "baselineState" in one]


def test_what_did_not_run_is_a_notification() -> None:
    invocation = run(report())["invocations"][0]
    assert invocation["exitCode"] == 4
    assert invocation["executionSuccessful"] is False
    assert [one["descriptor"]["id"] for one in invocation["toolExecutionNotifications"]] == [
        "not-read",
        "not-run",
        "error",
    ]
    assert run(clean())["invocations"][0]["executionSuccessful"] is True


def test_addresses_are_relative_and_below_the_folder() -> None:
    def addresses(folder: str) -> set[str]:
        said = replace(report(), options=Options(folder=folder))
        held = (one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run(said)["results"])
        return set(held)

    assert addresses("") == {"ae.xpt", "dm.xpt", "sub%20folder/zz%231.xpt"}
    assert addresses("data/sdtm") == {"data/sdtm/ae.xpt", "data/sdtm/dm.xpt", "data/sdtm/sub%20folder/zz%231.xpt"}
    rooted = "/".join(("", "home", "jane", "sdtm"))
    assert addresses(rooted) == {"sdtm/ae.xpt", "sdtm/dm.xpt", "sdtm/sub%20folder/zz%231.xpt"}


@pytest.mark.parametrize(
    ("rules", "datasets", "results"), [(100, 40, 4_000), (200, 30, 200), (12, 500, 12)], ids=["fit", "by-check", "wide"]
)
def test_more_than_a_forge_shows_is_joined(rules: int, datasets: int, results: int) -> None:
    said = large(rules, datasets, 1)
    content = sarif(said)
    held = json.loads(content)["runs"][0]
    assert len(held["results"]) == results <= MOST_RESULTS
    assert sum(one["occurrenceCount"] for one in held["results"]) == rules * datasets
    assert len({one["partialFingerprints"]["findingId/v1"] for one in held["results"]}) == results
    assert len(content) < MOST_BYTES


def test_long_words_are_cut_before_a_file_is_too_large() -> None:
    said = large(1_500, 1, 1)
    long = tuple(replace(one, words="long " * 4_000) for one in said.found)
    assert len(sarif(replace(said, found=long))) < MOST_BYTES


def test_no_value_of_a_record_is_told() -> None:
    content = sarif(replace(report(), options=Options(values="keys"))).decode()
    for hidden in ("2014-01", "gotcha", "54 years", "Mr. Smith", "01-701"):
        assert hidden not in content
