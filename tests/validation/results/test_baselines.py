"""A run against a baseline: new, changed, fixed and the same, and nothing taken for fixed that was not looked at."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.error import InputError, MappingError
from tests.validation.results.drawn import CHECK, WRONG, Records, frame, judged, record, records
from validation.result import DatasetFacts, Hits, Judgement, Outcome, Status
from validation.results.baseline import Comparison, baseline_bytes, compared, parse_baseline
from validation.results.findings import counted, found


def against(before: Judgement, after: Judgement) -> Comparison:
    baseline = parse_baseline(baseline_bytes(found(before), before), "baseline.json")
    return compared(found(after), baseline, after)


def figures(one: Comparison) -> tuple[int, int, int, int, int]:
    return one.new, one.changed, one.same, one.fixed, one.unjudged


def wrong(said: Records) -> Records:
    return [one for one in said if one[2] in WRONG]


@given(records, st.randoms(use_true_random=False))
def test_the_same_run_is_all_the_same(said: Records, chance: st.DataObject) -> None:
    moved = list(said)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    assert figures(against(judged(frame(said)), judged(frame(moved)))) == (0, 0, len(wrong(said)), 0, 0)


@given(records, st.randoms(use_true_random=False))
def test_the_same_findings_give_the_same_bytes(said: Records, chance: st.DataObject) -> None:
    moved = list(said)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    one, other = judged(frame(said)), judged(frame(moved))
    assert baseline_bytes(found(one), one) == baseline_bytes(found(other), other)


@given(records, records)
def test_every_finding_has_one_status(before: Records, after: Records) -> None:
    if not before or not after:
        return
    one = against(judged(frame(before)), judged(frame(after)))
    new, changed, same, fixed, unjudged = figures(one)
    assert new + changed + same == len(wrong(after)) == sum(each.count for each in one.found)
    assert changed + same + fixed + unjudged == len(wrong(before))
    assert sum(each.new for each in one.found) == new + changed == counted(one.found, "error", new=True)
    assert sum(each.count for each in one.fixed_groups) == fixed


@given(records, st.data())
def test_what_is_mended_is_fixed_and_nothing_else_moves(said: Records, data: st.DataObject) -> None:
    mended = [data.draw(st.booleans()) and one[2] in WRONG for one in said]
    after = [(one[0], one[1], "good" if done else one[2]) for one, done in zip(said, mended, strict=True)]
    count = sum(mended)
    assert figures(against(judged(frame(said)), judged(frame(after)))) == (0, 0, len(wrong(said)) - count, count, 0)


@given(records, record)
def test_one_more_wrong_record_is_new(said: Records, more: tuple[str, int, str]) -> None:
    after = [*said, ("03-009", more[1], "bad")]
    result = against(judged(frame(said or [more])), judged(frame([*(said or [more]), after[-1]])))
    assert figures(result) == (1, 0, len(wrong(said or [more])), 0, 0)
    assert [each.keys[0] for one in result.found for each in one.records if each.status == "new"] == [
        ("USUBJID", "03-009")
    ]


def test_another_wrong_value_is_changed() -> None:
    result = against(judged(frame([("01-001", 1, "bad")])), judged(frame([("01-001", 1, "worse")])))
    assert figures(result) == (0, 1, 0, 0, 0)
    assert [each.status for each in result.found[0].records] == ["changed"]


def test_what_is_new_is_shown_first() -> None:
    before, more = [("01-001", number, "bad") for number in range(1, 9)], [("01-002", 1, "bad")]
    done = against(judged(frame(before)), judged(frame([*before, *more])))
    assert [each.status for each in done.found[0].records[:2]] == ["new", "same"]


def test_another_study_is_refused() -> None:
    before = judged(frame([("01-001", 1, "bad")]))
    after = judged(frame([("01-001", 1, "bad")]).assign(STUDYID="S2"))
    with pytest.raises(MappingError, match="is the baseline of study 'S1', and this is 'S2'"):
        against(before, after)


@pytest.mark.parametrize("status", ["not_run", "error"])
def test_a_check_that_did_not_run_has_fixed_nothing(status: Status) -> None:
    before = judged(frame([("01-001", 1, "bad"), ("01-002", 1, "bad")]))
    result = against(before, replace(before, outcomes=(Outcome(CHECK, "AE", status, "why"),)))
    assert figures(result) == (0, 0, 0, 0, 2)
    assert result.notes == ("2 findings of the baseline are of checks that did not run now: they are not fixed",)


def test_a_check_or_a_dataset_that_is_not_there_has_fixed_nothing() -> None:
    before = judged(frame([("01-001", 1, "bad")]))
    assert figures(against(before, replace(before, outcomes=())))[3:] == (0, 1)
    passed = Outcome(CHECK, "CM", "passed")
    assert figures(against(before, replace(before, outcomes=(passed,), datasets=(DatasetFacts("CM"),))))[3:] == (0, 1)
    assert figures(against(before, replace(before, outcomes=(passed,))))[3:] == (1, 0)


def test_a_builder_tells_nothing_where_it_finds_nothing() -> None:
    builder = replace(CHECK, id="row_lost", kind="check")
    before = judged(frame([("01-001", 1, "bad")]), check=builder)
    result = against(before, replace(before, outcomes=()))
    assert figures(result) == (0, 0, 0, 1, 0)
    assert [(one.check, one.dataset, one.variables, one.count) for one in result.fixed_groups] == [
        ("row_lost", "AE", ("AETERM",), 1)
    ]


def test_other_keys_and_another_program_are_said() -> None:
    data = frame([("01-001", 1, "bad")])
    before = judged(data, about={"program": "trial-dossier 0.1"})
    after = judged(data, keys=["USUBJID"], about={"program": "trial-dossier 0.2"})
    result = against(before, after)
    assert figures(result) == (1, 0, 0, 1, 0)
    assert result.notes == (
        "the baseline was written by trial-dossier 0.1",
        "AE: records were known by USUBJID, AESEQ, now by USUBJID: findings of TD-SD0001 count as new",
    )


def test_findings_of_a_dataset_as_a_whole_and_of_uncounted_records() -> None:
    data = frame([("01-001", 1, "good")])
    values = np.array(["bad"] * 3, dtype=object)
    whole = Outcome(CHECK, "AE", "failed", hits=Hits((), None, ()))
    some = Outcome(CHECK, "AE", "failed", hits=Hits(("AETERM",), np.array([-1, -1, -1]), (values,)))
    fewer = Outcome(CHECK, "AE", "failed", hits=Hits(("AETERM",), np.array([-1]), (values[:1],)))
    before, after = replace(judged(data), outcomes=(whole, some)), replace(judged(data), outcomes=(whole, fewer))
    assert figures(against(before, after)) == (0, 0, 2, 2, 0)


def test_a_baseline_holds_no_value_of_a_subject() -> None:
    judgement = judged(frame([("01-001", 1, "worse")]))
    content = baseline_bytes(found(judgement), judgement).decode()
    assert "01-001" not in content
    assert "worse" not in content
    assert "No value of a subject" in json.loads(content)["holds"]


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", InputError, "cannot be read as a baseline"),
        (b"\xff\xfe", InputError, "cannot be read as a baseline"),
        (b"[]", InputError, "is no baseline"),
        (b"{}", InputError, "is no baseline"),
        (b'{"baseline": 1}', InputError, "is no whole baseline"),
        (b'{"baseline": 1, "study": "S", "program": "", "datasets": [], "groups": [3]}', InputError, "no whole"),
        (b'{"baseline": 2}', MappingError, "format 2; this program knows format 1"),
        (b"[" * 100_000, InputError, "cannot be read as a baseline"),
    ],
    ids=["empty", "no_text", "list", "no_format", "cut", "no_group", "newer", "deep"],
)
def test_what_is_no_baseline(content: bytes, kind: type[MappingError], words: str) -> None:
    with pytest.raises(kind, match=words) as raised:
        parse_baseline(content, "baseline.json")
    assert raised.value.place == "baseline.json"
    assert type(raised.value) is kind
    assert raised.value.remedy
