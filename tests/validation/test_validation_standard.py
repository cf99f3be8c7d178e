"""What nobody can judge by, rules of no version or no spec, is told as not run, never left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validation.acceptance.folders import ran, tabulation
from validation.conformance.own import own_rules
from validation.promises import PROMISES

Shown = pytest.CaptureFixture[str]


@pytest.mark.parametrize(("standard", "words"), [
    ("SDTMIG 3.1.2", "no rule is written for SDTMIG 3.1.2: --standard 'SDTMIG 3.4' asks those of another version"),
    ("FOOIG 9.9", "no rule is written for FOOIG 9.9: see --standard"),
])  # fmt: skip
def test_rules_of_no_version_are_not_run(standard: str, words: str, tmp_path: Path, capsys: Shown) -> None:
    done = ran(capsys, tabulation(tmp_path), "--standard", standard)
    own = {one.id for one in own_rules("sdtm")}
    left = [one for one in done.report["checks"] if one["status"] == "not_run" and one["id"] in own]
    assert len(left) > 200
    assert words in str(left[0])
    assert done.report["coverage"]["percent"] < 50


def test_rules_of_the_version_are_run(tmp_path: Path, capsys: Shown) -> None:
    done = ran(capsys, tabulation(tmp_path), "--standard", "SDTMIG 3.4")
    assert not [one for one in done.report["checks"] if "no rule is written" in str(one)]


@pytest.mark.parametrize("name", ["TD-AD0005", "MY-0001", "MY-0002"])
def test_a_rule_asked_for_by_name_is_told_as_not_run(name: str, tmp_path: Path, capsys: Shown) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    authority = "Authorities: [{Organization: O, Standards: [{Name: %s, Version: '3.4'}]}]"
    check = "Check: {all: [{name: STUDYID, operator: matches_regex, value: '%s'}]}"
    for rule, standard, pattern in (("MY-0001", "SENDIG", "^A"), ("MY-0002", "SDTMIG", "^(A+)+$")):
        said = (f"Core: {{Id: {rule}}}", authority % standard, check % pattern, "Outcome: {Message: Told.}",
                "Scope: {Domains: {Include: [ALL]}}")  # fmt: skip
        (rules / f"{rule}.yml").write_text("\n".join(said), encoding="utf-8")
    done = ran(capsys, tabulation(tmp_path / "data"), "--rules", rules, "--rules", name)
    assert [(one["id"], one["status"]) for one in done.report["checks"]] == [(name, "not_run")]
    words = "repeats a repeat" if name == "MY-0002" else "it is not for SDTMIG 3.4"
    assert words in str(done.report["checks"])


@pytest.mark.parametrize("only", [(), ("--rules", "value_too_long")], ids=["all", "one"])
def test_without_a_spec_each_promise_is_told_as_not_run(only: tuple[str, ...], tmp_path: Path, capsys: Shown) -> None:
    done = ran(capsys, tabulation(tmp_path), *only)
    promises = {one["id"]: one for one in done.report["checks"] if one["kind"] == "promise"}
    assert set(promises) == ({"value_too_long"} if only else {one.id for one in PROMISES})
    assert {one["status"] for one in promises.values()} == {"not_run"}
    reasons = {told["reason"] for one in promises.values() for told in one["outcomes"]}
    assert reasons == {"no spec says what is promised: there is no define.xml beside the data, and no --study"}
