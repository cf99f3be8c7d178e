"""Waivers: what they must say, what they cover, and that nothing is ever gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.error import MappingError, MappingErrors
from tests.validation.results.drawn import WRONG, Records, frame, judged, records
from validation.result import Judgement, Outcome
from validation.results.baseline import baseline_bytes, compared, parse_baseline
from validation.results.findings import Found, Waiver, counted, found
from validation.results.waivers import applied, parse_waivers

TODAY = date(2026, 11, 22)
KNOWN = frozenset({"TD-SD0001", "TD-SD0002"})
WHOLE = """
[[waiver]]
check = "TD-SD0001"
reason = "agreed"
author = "data management"
date = 2026-01-31
"""


def waiver(**more: object) -> Waiver:
    return Waiver("TD-SD0001", "agreed", "data management", "2026-01-31", **more)  # type: ignore[arg-type]


def waive(judgement: Judgement, *waivers: Waiver) -> tuple[Sequence[Found], Sequence[Outcome]]:
    return applied(found(judgement, cap=10_000), waivers, judgement, TODAY)


def test_all_that_a_waiver_may_say() -> None:
    text = """# decided in the data review meeting
[[waiver]]
check = "TD-SD0001"
dataset = "AE"
variable = "AETERM"
value = ["bad", 9]
record = {USUBJID = "01-001", AESEQ = 3, AESTDTC = 2024-01-31}
reason = \"\"\"The form offers no other
answer.\"\"\"
author = "data management"
date = "2026-01-31"
expires = 2026-12-31
"""
    assert parse_waivers(text.encode(), "waivers.toml", KNOWN) == (
        Waiver(
            "TD-SD0001", "The form offers no other\nanswer.", "data management", "2026-01-31", "AE", "AETERM",
            ("bad", "9"), {"USUBJID": ("01-001",), "AESEQ": ("3",), "AESTDTC": ("2024-01-31",)}, "2026-12-31",
            "waivers.toml line 2",
        ),
    )  # fmt: skip
    assert parse_waivers(b"", "waivers.toml") == ()
    assert parse_waivers(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(), "waivers.toml", KNOWN) == (
        replace(waiver(), place="waivers.toml line 2"),
    )


@pytest.mark.parametrize(
    ("old", "new", "problem", "remedy"),
    [
        ('reason = "agreed"\n', "", "a waiver without reason", 'say reason = "...": a reviewer has to be able'),
        ('"agreed"', '"  "', "a waiver without reason", "say reason"),
        ('"agreed"', '" - "', "a waiver without reason", "say reason"),
        ('author = "data management"\n', "", "a waiver without author", "say author"),
        ("date = 2026-01-31\n", "", "a waiver without date", "say date = 2026-11-22"),
        ('check = "TD-SD0001"\n', "", "a waiver without check", "say check"),
        ('"TD-SD0001"', '"TD-SD001"', "there is no check TD-SD001", "did you mean TD-SD0001?"),
        ('"TD-SD0001"', "7", "check is no text", 'say check = "..."'),
        ("date = 2026-01-31", 'date = "31 January"', "date '31 January' is no date", "say date = 2026-11-22"),
        ("date = 2026-01-31", "date = 2026", "date 2026 is no date", "say date"),
        ("author", "auther", "a waiver has no auther", "did you mean author?"),
        ("date = 2026-01-31", "date = 2026-01-31\nrecord = 3", "record is no table", "say record = {USUBJID"),
        ("date = 2026-01-31", "date = 2026-01-31\nvalue = true", "value is neither text nor number", "say value"),
        ("date = 2026-01-31", "date = 2026-01-31\nrecord = {A = []}", "record.A has no value", "leave it out"),
        ("date = 2026-01-31", "date = 2026-01-31\nexpires = 2025-01-01", "it expires on 2025-01-01", "mend one"),
        ("date = 2026-01-31", "date = 2026-01-31\nstanding = 1", "standing is neither", "say standing = true"),
    ],
    ids=[
        "no_reason", "blank_reason", "dash_reason", "no_author", "no_date", "no_check", "unknown_check", "number_check",
        "text_date", "year", "unknown_field", "record", "value", "no_record", "expires_before", "standing",
    ],
)  # fmt: skip
def test_what_a_waiver_may_not_say(old: str, new: str, problem: str, remedy: str) -> None:
    assert old in WHOLE
    text = f"{WHOLE}\n{WHOLE.replace(old, new)}"
    with pytest.raises(MappingError) as raised:
        parse_waivers(text.encode(), "waivers.toml", KNOWN)
    assert raised.value.place == "waivers.toml line 9"
    assert problem in raised.value.problem
    assert remedy in raised.value.remedy


def test_all_faults_in_one_report() -> None:
    text = WHOLE.replace("author", "auther") + WHOLE.replace("agreed", "")
    with pytest.raises(MappingErrors) as raised:
        parse_waivers(text.encode(), "waivers.toml", KNOWN)
    assert [error.place for error in raised.value.errors] == ["waivers.toml line 2", "waivers.toml line 8"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[[waiver]\n", "not readable as TOML"),
        (b"waiver = 3", "no list of tables"),
        (b"[waiver]\ncheck = 'A'", "no list of tables"),
        (b"waiver = [1]", "no list of tables"),
        (b"[[waivers]]\ncheck = 'A'", "waivers: not known here"),
        (b"\n\xff", "line 2 is no UTF-8"),
    ],
    ids=["cut", "number", "table", "numbers", "other_name", "no_text"],
)
def test_what_is_no_file_of_waivers(content: bytes, problem: str) -> None:
    with pytest.raises(MappingError) as raised:
        parse_waivers(content, "waivers.toml")
    assert (raised.value.place, problem in raised.value.problem) == ("waivers.toml", True)
    assert raised.value.remedy


COVERS: dict[str, tuple[dict[str, object], list[int]]] = {
    "check": ({}, [1, 2, 3, 4]),
    "dataset": ({"dataset": "AE"}, [1, 2, 3, 4]),
    "other_dataset": ({"dataset": "CM"}, []),
    "variable": ({"variable": "AETERM"}, [1, 2, 3, 4]),
    "other_variable": ({"variable": "AEDECOD"}, []),
    "value": ({"value": ("bad",)}, [1, 3]),
    "values": ({"value": ("bad", "worse")}, [1, 2, 3]),
    "missing": ({"value": ("",)}, [4]),
    "record": ({"record": {"USUBJID": ("01-001",)}}, [1, 2]),
    "number": ({"record": {"USUBJID": ("01-001",), "AESEQ": ("2",)}}, [2]),
    "records": ({"record": {"USUBJID": ("01-001", "01-002")}}, [1, 2, 3, 4]),
    "no_key": ({"record": {"VISIT": ("V2",)}}, [3, 4]),
    "not_there": ({"record": {"NOVAR": ("V2",)}}, []),
    "value_of_record": ({"value": ("bad",), "record": {"USUBJID": ("01-002",)}}, [3]),
}


@pytest.mark.parametrize("name", COVERS)
def test_what_a_waiver_covers(name: str) -> None:
    said, covered = COVERS[name]
    data = frame([("01-001", 1, "bad"), ("01-001", 2, "worse"), ("01-002", 1, "bad"), ("01-002", 2, "")])
    groups, _ = waive(judged(data.assign(VISIT=["V1", "V1", "V2", "V2"])), waiver(**said))
    assert [each.record for one in groups for each in one.records if each.waived] == covered
    assert sum(one.count for one in groups) == 4
    assert sum(one.waived for one in groups) == len(covered)
    assert len({one.id for one in groups}) == len(groups)
    assert counted(groups, "error") == 4 - len(covered)


@given(records, st.sets(st.sampled_from(sorted(WRONG))), st.sampled_from(["", "2026-11-21", "2026-11-22"]))
def test_nothing_is_ever_gone(said: Records, values: set[str], expires: str) -> None:
    plain = found(judged(frame(said)), cap=10_000)
    waivers = [waiver(value=(one,), expires=expires) for one in sorted(values)]
    groups, outcomes = waive(judged(frame(said)), *waivers)

    def all_of(parts: Sequence[Found]) -> list[tuple[str, str, tuple[str, ...]]]:
        return sorted((one.group, each.identity, each.values) for one in parts for each in one.records)

    assert all_of(groups) == all_of(plain)
    covered = sum(term in values for *_, term in said) if expires != "2026-11-21" else 0
    assert sum(one.waived for one in groups) == covered
    assert counted(groups, "error") == sum(one.count for one in plain) - covered
    expired = [one for one in outcomes if one.check.id == "waiver_expired"]
    assert len(expired) == (len(values) if expires == "2026-11-21" else 0)
    assert all(one.standing == "waived" for one in groups if one.waiver)


@given(records)
def test_waivers_do_not_touch_a_baseline(said: Records) -> None:
    judgement = judged(frame(said))
    groups, _ = waive(judgement, waiver(value=("bad",)))
    content = baseline_bytes(found(judgement), judgement)
    assert baseline_bytes(groups, judgement) == content
    result = compared(groups, parse_baseline(content, "b"), judgement)
    assert (result.new, result.changed, result.fixed) == (0, 0, 0)
    assert [one.waived for one in result.found] == [one.waived for one in groups]


def test_the_first_waiver_that_covers_a_record_has_it() -> None:
    judgement = judged(frame([("01-001", 1, "bad"), ("01-002", 1, "worse")]))
    groups, outcomes = waive(judgement, waiver(value=("bad",)), replace(waiver(), reason="all"), waiver(dataset="AE"))
    assert {one.waiver.reason: one.values for one in groups if one.waiver} == {
        "agreed": ((("bad",), 1),),
        "all": ((("worse",), 1),),
    }
    assert [one.message for one in outcomes] == [
        "the waiver of TD-SD0001 AE covers nothing that was found: remove it, or mend what it is about"
    ]


def test_expired_and_unused_waivers_are_findings() -> None:
    judgement = judged(frame([("01-001", 1, "bad")]))
    waivers = (
        waiver(expires="2026-11-21", place="waivers.toml line 1"),
        waiver(value=("worse",), place="waivers.toml line 7"),
        replace(waiver(), check="TD-SD0002", place="waivers.toml line 13"),
    )
    groups, outcomes = waive(judgement, *waivers)
    assert [one.standing for one in groups] == ["error"]
    assert [(one.check.id, one.check.severity, one.message) for one in outcomes] == [
        ("waiver_expired", "warning", "the waiver of TD-SD0001 expired on 2026-11-21: it waives nothing any more"),
        (
            "waiver_unused", "warning",
            "the waiver of TD-SD0001 covers nothing that was found: remove it, or mend what it is about",
        ),
        (
            "waiver_unused", "note",
            "whether the waiver of TD-SD0002 is still needed cannot be told: its check did not run here",
        ),
    ]  # fmt: skip
    shown = found(replace(judgement, outcomes=tuple(outcomes)))
    assert sorted(one.records[0].values[0] for one in shown) == [
        "waivers.toml line 1", "waivers.toml line 13", "waivers.toml line 7"
    ]  # fmt: skip


def test_a_standing_waiver_may_cover_nothing_and_still_expires() -> None:
    judgement = judged(frame([("01-001", 1, "good")]))
    assert waive(judgement, waiver(standing=True))[1] == ()
    assert [one.check.id for one in waive(judgement, waiver(standing=True, expires="2026-01-31"))[1]] == [
        "waiver_expired"
    ]
    said = parse_waivers(f"{WHOLE}standing = true".encode(), "waivers.toml", KNOWN)
    assert [one.standing for one in said] == [True]
