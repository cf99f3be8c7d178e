"""Figures of a report: coverage, what became of checks, how it ends, and how much is listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.finding import SEVERITIES
from tests.validation.reports.given import (
    AGE,
    LABEL,
    QUIET,
    SEX,
    START,
    TERMS,
    clean,
    compared,
    judgement,
    report,
    waived,
)
from validation.reports.allotted import allotted
from validation.reports.ending import ending, failed, fails
from validation.reports.report import Options, Report
from validation.reports.tally import Coverage, tally
from validation.result import STATUSES, Judgement, Outcome, Unread
from validation.results.findings import found


def ended(**options: Any) -> tuple[int, str]:
    """How the judgement made by hand ends, without what could not be judged unless asked for."""
    said = judgement()
    kept = tuple(one for one in said.outcomes if one.status != "error")
    said = replace(said, unread=(), outcomes=kept)
    told = ending(Report(said, found(said), options=Options(**options)), tally(Report(said, found(said))))
    return told.status, told.words


def test_findings_are_counted_by_gravity_and_dataset() -> None:
    figures = tally(report())
    assert figures.records == {"error": 5, "warning": 19, "note": 0, "waived": 1}
    assert figures.groups == {"error": 2, "warning": 2, "note": 0, "waived": 1}
    assert figures.triage == {"missing required": 2, "wrong value": 22}
    assert figures.datasets["DM", "error"] == 2
    assert figures.datasets["DM", "waived"] == 1
    assert ("AE", "warning") not in figures.datasets


def test_each_check_has_the_gravest_status_it_had() -> None:
    figures = tally(report())
    assert {one.check.id: one.status for one in figures.checks} == {
        "CORE-000001": "failed", "TD-SD0007": "failed", "TD-SD0012": "failed", "DM.AGE.required": "failed",
        "odd_text": "failed", "CORE-000700": "not_run", "CORE-000800": "not_applicable", "CORE-000900": "error",
        "CORE-000950": "passed",
    }  # fmt: skip
    terms = next(one for one in figures.checks if one.check.id == TERMS.id)
    assert [(one.status, one.datasets) for one in terms.stands] == [("not_run", ("AE",)), ("not_applicable", ("DM",))]


def test_two_checks_of_one_name_and_different_kinds_are_two() -> None:
    other = replace(QUIET, kind="define")
    said = Judgement("x", "", (), (Outcome(QUIET, "DM", "passed"), Outcome(other, "DM", "not_run", "no define.xml")))
    assert [(one.check.kind, one.status) for one in tally(Report(said, ())).checks] == [
        ("conformance", "passed"), ("define", "not_run"),
    ]  # fmt: skip


def test_coverage_leaves_out_what_has_nothing_to_judge_and_counts_errors_as_not_run() -> None:
    cover = tally(report()).coverage
    assert (cover.ran, cover.asked, cover.unread, cover.percent) == (7, 9, 1, "77.7")


@given(st.integers(1, 10**7), st.data())
def test_a_hundred_percent_is_said_only_of_all(asked: int, data: st.DataObject) -> None:
    ran = data.draw(st.integers(0, asked))
    percent = Coverage(ran, asked, 0).percent
    assert (percent == "100.0") == (ran == asked)
    assert 0 <= ran * 100 / asked - float(percent) < 0.1001


def test_nothing_asked_is_no_percentage() -> None:
    assert Coverage(0, 0, 0).percent == "-"


@pytest.mark.parametrize(
    ("fail_on", "status"),
    [("error", 1), ("warning", 1), ("note", 1), ("never", 0)],
    ids=["error", "warning", "note", "never"],
)
def test_findings_fail_the_run_from_the_gravity_said(fail_on: str, status: int) -> None:
    assert ended(fail_on=fail_on)[0] == status


def test_what_ends_a_run_is_told() -> None:
    assert ended()[1] == "5 errors (--fail-on error)"
    assert ended(fail_on="note")[1] == "5 errors, 19 warnings, 1 note (--fail-on note)"
    assert ended(fail_on="never")[1] == "findings fail nothing (--fail-on never); 1 check did not run and is no pass"


def test_a_check_that_raised_is_graver_than_a_file_not_read_and_that_than_findings() -> None:
    said = report()
    assert ending(said, tally(said)).status == 4
    going = replace(said, options=Options(keep_going=True))
    assert ending(going, tally(going)).status == 3
    read = replace(going, judgement=replace(going.judgement, unread=()))
    assert ending(read, tally(read)).status == 1
    none = replace(read, found=())
    told = ending(none, tally(none))
    assert told.line == (
        "exit 0: no finding as grave as error; 1 check did not run and is no pass; "
        "1 check raised an error (--keep-going)"
    )


def test_a_clean_run_ends_with_0() -> None:
    assert ending(clean(), tally(clean())).line == "exit 0: no finding as grave as error"


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_ran_is_never_told_as_a_pass(status: Any) -> None:
    said = Judgement("x", "", (), (Outcome(QUIET, "DM", status, "why"),))
    figures = tally(Report(said, ()))
    assert (figures.coverage.ran == 1) == (status in {"passed", "failed"})
    assert [len(figures.stood(one)) for one in STATUSES] == [int(one == status) for one in STATUSES]


def test_waived_findings_fail_nothing() -> None:
    said = judgement()
    groups = waived(found(said), START.id, AGE.id)
    told = Report(said, groups)
    assert failed(told) == {}
    assert tally(told).records["waived"] == 5
    assert [one.check.id for one in groups if fails(told, one)] == []


def test_only_new_findings_fail_where_a_baseline_is_given() -> None:
    said = compared(new={START.id: 1})
    assert failed(said) == {"error": 1}
    assert failed(compared(new={SEX.id: 1})) == {}
    assert failed(replace(compared(new={SEX.id: 1}), options=Options(fail_on="warning"))) == {"warning": 1}
    read = replace(said, judgement=replace(said.judgement, unread=(), outcomes=()))
    assert ending(read, tally(read)).words == "1 new error (--fail-on error)"


def test_a_waived_group_counts_as_waived_alone() -> None:
    assert LABEL.id not in {
        one.check.id for one in report().found if fails(replace(report(), options=Options(fail_on="note")), one)
    }


def test_reasons_of_most_pairs_come_first() -> None:
    outcomes = [Outcome(replace(QUIET, id=f"Q{place}"), name, "not_run", why) for place, name, why in (
        (1, "AE", "rare"), (2, "AE", "often"), (2, "DM", "often"), (3, "", "about the folder"),
    )]  # fmt: skip
    said = tally(Report(Judgement("x", "", (), tuple(outcomes), (Unread("a", "b"),)), ()))
    assert list(said.by_reason("not_run")) == ["often", "about the folder", "rare"]
    assert said.by_reason("not_run")["often"] == {"Q2": ("AE", "DM")}


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(0, 400))
def test_as_many_records_are_listed_as_fit(held: list[int], limit: int) -> None:
    kept = allotted(held, limit, lambda place, count: count)
    assert sum(kept) <= limit
    most = max(kept, default=0)
    assert kept == [min(one, most) for one in held]
    assert kept == held or sum(min(one, most + 1) for one in held) > limit


def test_severities_are_the_reports_gravities() -> None:
    assert (*SEVERITIES, "waived") == tuple(tally(clean()).records)
