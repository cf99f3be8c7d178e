"""A million findings: every report is small, its totals are true, and the workbook is valid."""

from __future__ import annotations

import json
import tracemalloc
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.validation.reports.given import large
from validation.reports.annotations import annotation_lines
from validation.reports.console import console
from validation.reports.json_ import json_report
from validation.reports.junit import junit
from validation.reports.markdown import markdown
from validation.reports.page.assembled import page
from validation.reports.report import Report
from validation.reports.sarif import sarif
from validation.reports.sheets import MOST_ROWS
from validation.reports.workbook import workbook

MILLION = 1_000_000


@pytest.fixture(scope="module")
def said() -> Report:
    """Twenty groups of fifty thousand."""
    return large(5, 4, 50_000, cap=250)


def test_the_workbook_is_valid_and_its_counts_are_true(said: Report) -> None:
    book = load_workbook(BytesIO(workbook(said)), read_only=True)
    rows = list(book["Details"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 20 * 251 < MOST_ROWS
    assert sum(row[2] for row in rows) == MILLION
    assert sum(row[7] for row in book["Issue Summary"].iter_rows(min_row=2, values_only=True)) == MILLION


def test_the_json_says_the_true_total(said: Report) -> None:
    held = json.loads(json_report(said))
    assert sum(one["count"] for one in held["findings"]) == MILLION
    assert sum(one["records"] for one in held["summary"]["findings"].values()) == MILLION


def test_sarif_says_the_true_total(said: Report) -> None:
    held = json.loads(sarif(said))["runs"][0]
    assert sum(one["occurrenceCount"] for one in held["results"]) == MILLION


def test_all_others_are_small(said: Report) -> None:
    assert len(page(said)) < 5_000_000
    assert len(markdown(said)) < 1_000_000
    assert len(junit(said)) < 1_000_000
    assert len(console(said).splitlines()) < 400
    assert len(annotation_lines(said).splitlines()) <= 30


def test_memory_does_not_grow_with_what_is_not_listed() -> None:
    def most(records: int) -> int:
        held = large(2, 2, records)
        page(held), json_report(held), sarif(held)  # what a group keeps for all its readers is made before
        tracemalloc.start()
        for made in (page, json_report, workbook, sarif, junit, markdown):
            made(held)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = most(2_000), most(200_000)
    assert many < few * 1.5 + 5_000_000
