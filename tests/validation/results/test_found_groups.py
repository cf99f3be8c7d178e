"""Findings in groups: true counts, capped records, ids that stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec
from tests.validation.results.drawn import CHECK, WRONG, Records, frame, judged, records, told
from validation.result import CheckInfo, Cited, Hits, Judgement, Outcome
from validation.results.findings import counted, found


def texts(*values: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(values, dtype=object)


def outcome(check: CheckInfo, dataset: str, *variables: str, words: str = "", status: str = "failed") -> Outcome:
    hits = Hits(variables, None, tuple(texts("x") for _ in variables))
    return Outcome(check, dataset, status, hits=hits, message=words)  # type: ignore[arg-type]


def judgement(*outcomes: Outcome) -> Judgement:
    return Judgement("S1", "SDTMIG 3.4", (), outcomes)


@given(records)
def test_counts_are_true_and_records_are_capped(said: Records) -> None:
    wrong = [term for *_, term in said if term in WRONG]
    groups = found(judged(frame(said)), cap=2)
    assert sum(one.count for one in groups) == len(wrong)
    for one in groups:
        assert len(one.records) == min(2, len(wrong))
        assert dict(one.values) == {(term,): wrong.count(term) for term in wrong}
        assert [each.record for each in one.records] == sorted(each.record for each in one.records)


@given(records)
def test_the_id_of_a_group_depends_on_nothing_it_holds(said: Records) -> None:
    fixed = told(frame([("01-001", 1, "bad")]))[0].id
    assert {one.id for one in told(frame(said))} <= {fixed}


def test_groups_are_told_apart_by_check_dataset_variables_and_words() -> None:
    other = replace(CHECK, id="TD-SD0002", severity="warning")
    outcomes = [
        outcome(other, "AE", "AETERM"), outcome(CHECK, "CM", "CMTRT"), outcome(CHECK, "AE", "AETERM"),
        outcome(CHECK, "AE", "AETERM", "AEDECOD"), outcome(CHECK, "AE", "AETERM", words="another thing"),
    ]  # fmt: skip
    groups = found(judgement(*outcomes))
    assert len({one.id for one in groups}) == len(outcomes)
    assert [(one.severity, one.dataset, len(one.variables)) for one in groups] == [
        ("error", "AE", 1), ("error", "AE", 1), ("error", "AE", 2), ("error", "CM", 1), ("warning", "AE", 1)
    ]  # fmt: skip
    assert {one.id for one in found(judgement(*outcomes[::-1]))} == {one.id for one in groups}


def test_a_count_in_the_words_does_not_change_the_id() -> None:
    ids = {
        words: found(judgement(outcome(CHECK, "AE", words=words)))[0].id
        for words in ("3 of 1,200 records", "17 of 2 records", "3 of C66731", "3 of C66732", "until 2024-01-01")
    }
    assert ids["3 of 1,200 records"] == ids["17 of 2 records"]
    assert len(set(ids.values())) == 4


def test_what_did_not_fail_is_no_finding() -> None:
    outcomes = [outcome(CHECK, "AE", status=status) for status in ("passed", "not_run", "not_applicable", "error")]
    assert found(judgement(*outcomes)) == ()


def test_a_dataset_as_a_whole() -> None:
    one = found(judgement(outcome(CHECK, "AE", "AETERM")))[0]
    assert (one.count, one.values) == (1, ((("x",), 1),))
    assert [(each.record, each.keys, each.subject, each.values) for each in one.records] == [(0, (), "", ("x",))]


def test_rows_that_are_variables_are_known_by_their_names() -> None:
    data = frame([("01-001", 1, "good"), ("01-002", 1, "good"), ("01-002", 2, "good")])
    names = texts("AETERM", "AESEQ")
    moved = [np.array([3, 2]), np.array([0, 1])]
    shown = []
    for rows in moved:
        hits = Hits(("variable_label",), rows.astype(np.intp), (texts("Term", "Seq"),), names)
        told_of = found(replace(judged(data), outcomes=(Outcome(CHECK, "AE", "failed", hits=hits),)))[0]
        shown.append({each.keys: each.identity for each in told_of.records})
    assert shown[0] == shown[1]
    assert list(shown[0]) == [(("variable", "AESEQ"),), (("variable", "AETERM"),)]


def test_records_nobody_knows_the_place_of_are_counted() -> None:
    hits = Hits(("AETERM",), np.array([0, -1, -1]), (texts("bad", "bad", "bad"),))
    data = frame([("01-001", 1, "bad")])
    one = found(replace(judged(data), outcomes=(Outcome(CHECK, "AE", "failed", hits=hits),)))[0]
    assert one.count == 3
    assert [(each.record, each.subject) for each in one.records] == [(1, "01-001"), (0, ""), (0, "")]
    assert len({each.identity for each in one.records}) == 3


@pytest.mark.parametrize(
    ("cited", "sentence"),
    [
        ((), ""),
        ((Cited("SDTMIG 3.4", "4.4", "Table 1", "An end is none."),), "An end is none. (SDTMIG 3.4, 4.4, Table 1)"),
        ((Cited("SDTMIG 3.4", "4.4.4"),), "SDTMIG 3.4, 4.4.4"),
        ((Cited("", text="Only words."),), "Only words."),
    ],
    ids=["nothing", "whole", "no_text", "no_place"],
)  # fmt: skip
def test_the_sentence_of_guidance(cited: tuple[Cited, ...], sentence: str) -> None:
    assert found(judgement(outcome(replace(CHECK, cited=cited), "AE")))[0].guidance == sentence


def test_what_the_gate_counts() -> None:
    ids = zip(("error", "warning", "note"), (1, 2, 3), strict=True)
    outcomes = [
        outcome(replace(CHECK, id=f"X{turn}", severity=severity), "AE")  # type: ignore[arg-type]
        for severity, count in ids
        for turn in [count]
    ]
    groups = found(judgement(*outcomes))
    assert [counted(groups, word) for word in ("error", "warning", "note", "never")] == [1, 2, 3, 0]


def test_a_million_records() -> None:
    size = 1_000_000
    rows = np.arange(size)
    data = DataFrame({"USUBJID": np.char.add("S", (rows // 50).astype(str)), "AESEQ": rows % 50 + 1.0})
    terms = np.array(["bad", "worse"], dtype=object)[rows % 2]
    held = Dataset(DatasetSpec(name="AE", label="", domain="AE"), data)
    hits = Hits(("AETERM",), rows, (terms,))
    given_ = Judgement("S1", "SDTMIG 3.4", (), (Outcome(CHECK, "AE", "failed", hits=hits),), data={"AE": held})
    one = found(given_, cap=5)[0]
    assert (one.count, len(one.records)) == (size, 5)
    assert one.values == ((("bad",), size // 2), (("worse",), size // 2))
    assert len(np.unique(one.evidence.marks)) == size
