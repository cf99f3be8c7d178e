"""What several kinds of check say of the same records is told once, and nothing of it is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec
from tests.validation.results.drawn import frame
from validation.result import CheckInfo, DatasetFacts, Hits, Judgement, Outcome, Triage
from validation.results.baseline import Comparison, baseline_bytes, compared, parse_baseline
from validation.results.findings import Found, Waiver, counted, found
from validation.results.waivers import applied

RULE = CheckInfo("TD-CT2001", "conformance", "warning", "The value is no term of its codelist.")
OTHER = replace(RULE, id="TD-SD0009", message="The value is too long.")
PROMISE = CheckInfo("value_outside_codelist", "promise", "error", "The value is no term that is promised.")
CHECK = CheckInfo("value_not_in_codelist", "check", "note", "No term.")
DATA = frame([("01-001", 1, "bad"), ("01-001", 2, "worse"), ("01-002", 1, "good")])


def hit(check: CheckInfo, rows: Sequence[int], *variables: str) -> Outcome:
    names = variables or ("AETERM",)
    values = DATA["AETERM"].to_numpy(dtype=object)[list(rows)]
    return Outcome(check, "AE", "failed", hits=Hits(names, np.array(rows, dtype=np.intp), (values,) * len(names)))


def judged(*outcomes: Outcome) -> Judgement:
    held = Dataset(DatasetSpec(name="AE", label="", domain="AE"), DATA)
    return Judgement("S1", "SDTMIG 3.4", (DatasetFacts("AE"),), outcomes, data={"AE": held})


def told(*outcomes: Outcome) -> list[tuple[str, tuple[str, ...], str, int]]:
    return [(one.check.id, one.alike, one.severity, one.count) for one in found(judged(*outcomes))]


def test_the_rule_speaks_and_is_as_grave_as_the_gravest() -> None:
    outcomes = [hit(CHECK, [1, 0]), hit(PROMISE, [0, 1]), hit(RULE, [0, 1])]
    wanted = [("TD-CT2001", ("value_outside_codelist", "value_not_in_codelist"), "error", 2)]
    assert told(*outcomes) == told(*outcomes[::-1]) == wanted
    (one,) = found(judged(*outcomes))
    assert [each.words for each in one.folded] == ["The value is no term that is promised.", "No term."]
    # The records of what was folded stand in the order of those that speak.
    assert [each.evidence.rows.tolist() for each in one.folded if each.evidence.rows is not None] == [[0, 1], [0, 1]]
    assert [each.evidence.values[0].tolist() for each in one.folded] == [["bad", "worse"]] * 2


APART: dict[str, tuple[Outcome, Outcome]] = {
    "one_kind": (hit(RULE, [0, 1]), hit(OTHER, [0, 1])),
    "other_records": (hit(RULE, [0, 1]), hit(PROMISE, [0])),
    "other_variable": (hit(RULE, [0, 1]), hit(PROMISE, [0, 1], "AEDECOD")),
    "other_triage": (hit(RULE, [0]), hit(replace(PROMISE, triage="missing required"), [0])),
    "unknown_records": (hit(RULE, [0, -1]), hit(PROMISE, [0, -1])),
    "other_dataset": (hit(RULE, [0]), replace(hit(PROMISE, [0]), dataset="CM")),
    "whole_dataset": (
        Outcome(RULE, "AE", "failed", hits=Hits(("AETERM",), None, (np.array(["x"], dtype=object),))),
        Outcome(PROMISE, "AE", "failed", hits=Hits(("AETERM",), None, (np.array(["x"], dtype=object),))),
    ),
}


@pytest.mark.parametrize("name", APART)
def test_what_is_not_the_same_stays_apart(name: str) -> None:
    assert sorted(one[0] for one in told(*APART[name])) == sorted(one.check.id for one in APART[name])


@pytest.mark.parametrize("triage", ["worth a look", "wrong value"])
def test_variables_in_another_order_are_the_same(triage: Triage) -> None:
    promise = replace(PROMISE, triage=triage)
    assert len(told(hit(RULE, [0], "AESTDTC", "AEENDTC"), hit(promise, [0], "AEENDTC", "AESTDTC"))) == 1


def test_what_is_alike_to_one_that_was_folded_is_folded() -> None:
    outcomes = [
        hit(RULE, [0], "ASTDT", "AENDT"), hit(PROMISE, [0], "AENDT", "ASTDT"), hit(CHECK, [0], "AENDT"),
    ]  # fmt: skip
    assert told(*outcomes) == [("TD-CT2001", ("value_outside_codelist", "value_not_in_codelist"), "error", 1)]


def test_of_two_rules_the_first_speaks_for_the_promise() -> None:
    assert told(hit(OTHER, [0]), hit(RULE, [0]), hit(PROMISE, [0])) == [
        ("TD-CT2001", ("value_outside_codelist",), "error", 1),
        ("TD-SD0009", (), "warning", 1),
    ]


@pytest.mark.parametrize("check", [RULE, PROMISE, CHECK], ids=["rule", "promise", "check"])
def test_a_waiver_of_any_of_them_covers(check: CheckInfo) -> None:
    judgement = judged(hit(CHECK, [1, 0]), hit(PROMISE, [0, 1]), hit(RULE, [0, 1]))
    waiver = Waiver(check.id, "agreed", "somebody", "2026-01-31", value=("worse",))
    groups, outcomes = applied(found(judgement), [waiver], judgement, date(2026, 11, 22))
    assert outcomes == ()
    assert [(one.standing, [each.record for each in one.records], len(one.alike)) for one in groups] == [
        ("error", [1], 2), ("waived", [2], 2)
    ]  # fmt: skip
    assert counted(groups, "note") == 1


def against(before: Judgement, after: Judgement) -> Comparison:
    return compared(found(after), parse_baseline(baseline_bytes(found(before), before), "b"), after)


def figures(one: Comparison) -> tuple[int, int, int, int, int]:
    return one.new, one.changed, one.same, one.fixed, one.unjudged


def statuses(found: Sequence[Found]) -> dict[str, list[str]]:
    return {one.check.id: [each.status for each in one.records] for one in found}


def test_a_group_that_comes_apart_is_not_new() -> None:
    together = judged(hit(RULE, [0]), hit(PROMISE, [0]))
    apart = judged(hit(RULE, [0]), hit(PROMISE, [0, 1]))
    result = against(together, apart)
    assert statuses(result.found) == {"TD-CT2001": ["same"], "value_outside_codelist": ["new", "same"]}
    assert figures(result) == (1, 0, 2, 0, 0)
    assert figures(against(together, together)) == (0, 0, 1, 0, 0)


def test_groups_that_come_together_are_not_new() -> None:
    alone = judged(hit(PROMISE, [0]))
    both = judged(hit(RULE, [0]), hit(PROMISE, [0]))
    assert figures(against(alone, both)) == (0, 0, 1, 0, 0)
    assert figures(against(judged(hit(RULE, [0]), hit(PROMISE, [0, 1])), both)) == (0, 0, 1, 1, 0)


def test_groups_that_are_gone_together_are_fixed_once() -> None:
    both = judged(hit(RULE, [0, 1]), hit(PROMISE, [0, 1]))
    passed = judged(Outcome(RULE, "AE", "passed"), Outcome(PROMISE, "AE", "passed"))
    assert figures(against(both, passed)) == (0, 0, 0, 2, 0)
