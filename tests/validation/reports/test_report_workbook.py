"""The workbook, read back by openpyxl: sheets, filters, text that stays text, totals that are true."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from tests.validation.reports.given import HOSTILE, clean, large, report
from validation.reports.report import Options, Report
from validation.reports.sheets import MOST_LETTERS, Sheet, cell_text, workbook_bytes
from validation.reports.workbook import workbook

NAMES = ["Validation Summary", "Dataset Summary", "Issue Summary", "Details", "Rules", "Not run"]


def opened(said: Report) -> Workbook:
    """The workbook of a report, read back."""
    return load_workbook(BytesIO(workbook(said)))


def rows(said: Report, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings."""
    heads, *held = opened(said)[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in held]


def test_sheets_are_those_reviewers_know() -> None:
    book = opened(report())
    assert book.sheetnames == NAMES
    heads = [cell.value for cell in next(book["Details"].iter_rows())]
    assert heads[:10] == [
        "Domain", "Record", "Count", "Variables", "Values", "Check ID", "Publisher ID", "Message", "Category",
        "Severity",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES[1:])
def test_headings_stay_in_view_and_the_filter_lies_over_all_rows(name: str) -> None:
    sheet = opened(report())[name]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.max_row > 1


def test_text_stays_text() -> None:
    found = [one for one in rows(report(), "Details") if one["Check ID"] == "odd_text"]
    # XlsxWriter takes text between <r> and </r> for its own XML; a blank behind it is the price.
    expected = [one.replace("\ud800", "\ufffd") + (" " if one == "<r>&</r>" else "") for one in HOSTILE]
    assert [unescape(one["Values"]) for one in found] == expected
    for sheet in opened(report()):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_text_that_a_hand_could_turn_into_a_formula_is_marked() -> None:
    sheet = opened(report())["Details"]
    marked = {cell.value for row in sheet.iter_rows() for cell in row if cell.style and cell.quotePrefix}
    assert {"=cmd|' /C calc'!A0", "+1", "-1", "@x", "@someone #1"} <= marked


def test_no_sheet_holds_a_formula_or_a_link() -> None:
    with ZipFile(BytesIO(workbook(report()))) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            assert not re.search(r"<f[ >]|<hyperlink|externalLink", content)


def test_counts_add_up_to_the_true_total() -> None:
    said = large(3, 2, 500, cap=20)
    held = rows(said, "Details")
    assert sum(one["Count"] for one in held) == 3 * 2 * 500
    assert len(held) == 6 * 21
    assert held[20]["Values"] == "… and 480 more records, not listed"


def test_the_row_limit_is_kept_and_nothing_forgotten() -> None:
    said = replace(large(10, 5, 40), options=Options(rows=120))
    held = rows(said, "Details")
    assert len(held) <= 120
    assert sum(one["Count"] for one in held) == 10 * 5 * 40
    few = replace(said, options=Options(rows=20))
    last = rows(few, "Details")[-1]
    assert len(rows(few, "Details")) == 20
    assert last["Values"] == "31 groups more: see Issue Summary"
    assert sum(one["Count"] for one in rows(few, "Details")) == 10 * 5 * 40
    assert len(rows(few, "Issue Summary")) == 50


def test_what_did_not_run_has_a_sheet_of_its_own() -> None:
    held = [(one["Check ID"], one["Status"], one["Reason"], one["Datasets"]) for one in rows(report(), "Not run")]
    assert held == [
        ("CORE-000900", "raised an error", "ValueError: could not convert string to float: 'Mr. Smith'", "AE"),
        ("CORE-000700", "did not run", "MedDRA is not configured: name it with --meddra", "AE"),
        ("CORE-000700", "nothing to judge", "the dataset has no AEDECOD", "DM"),
        ("CORE-000800", "nothing to judge", "no dataset TX", "GLOBAL"),
    ]


def test_rules_are_explained_with_the_ids_others_know() -> None:
    rule = rows(report(), "Rules")[0]
    assert rule["Publisher ID"] == "CG0041, FDAB034"
    assert rule["Guidance"] == "SDTMIG 3.4, 4.4.4\nAn end date is on or after its start date."
    assert rule["Found"] == 3


def test_datasets_have_their_counts_and_what_was_not_read_is_said() -> None:
    held = rows(report(), "Dataset Summary")
    assert [(one["Domain"], one["Errors"], one["Warnings"], one["Waived"]) for one in held[1:4]] == [
        ("AE", 3, 0, 0), ("DM", 2, 1, 1), ("ZZ", 0, 18, 0),
    ]  # fmt: skip
    assert held[-1]["Label"] == "NOT READ: cut inside record 34"


@pytest.mark.parametrize("level", ["keys", "none"])
def test_values_are_not_there_where_they_may_not_be_listed(level: Any) -> None:
    with ZipFile(BytesIO(workbook(report(values=level)))) as archive:
        said = "".join(archive.read(name).decode() for name in archive.namelist())
    for hidden in ("2014-01", "gotcha", "54 years", "Mr. Smith"):
        assert hidden not in said
    assert ("01-701-1015" in said) == (level == "keys")


def test_the_time_of_making_is_told_only_where_it_was_said() -> None:
    for said, expected in ((report(), b""), (report(created="2026-01-05T10:00:00"), b"2026-01-05T10:00:00Z")):
        with ZipFile(BytesIO(workbook(said))) as archive:
            core = archive.read("docProps/core.xml")
            assert (b"dcterms:created" in core) == bool(expected)
            assert expected in core
            assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_clean_run_has_all_sheets() -> None:
    assert opened(clean()).sheetnames == NAMES


@given(st.text())
def test_a_cell_bears_any_text(text: str) -> None:
    content = workbook_bytes([Sheet("Any", (("Text", 10),), 1, [(text,)])], text)
    held = load_workbook(BytesIO(content))["Any"]["A2"]
    assert held.data_type in {"s", "n"}
    assert unescape(held.value or "").strip() == cell_text(text).replace("\r", "\r").strip()


@pytest.mark.parametrize("letter", ["a", "\U0001f9ec"], ids=["one-unit", "two-units"])
def test_a_text_too_long_for_a_cell_is_cut_and_its_length_told(letter: str) -> None:
    said = cell_text(letter * 40_000)
    assert len(said.encode("utf-16-le")) // 2 <= MOST_LETTERS
    assert said.endswith("… (40,000 letters)")
    fits = letter * ((MOST_LETTERS - 1) // len(letter.encode("utf-16-le")) * 2)
    assert cell_text(fits) == fits


def test_a_sheet_has_as_many_rows_as_it_says() -> None:
    with pytest.raises(ValueError, match="Few: 1 rows, said 2"):
        workbook_bytes([Sheet("Few", (("Text", 10),), 2, [("one",)])], "x")


def test_records_of_which_nothing_is_known_are_counted() -> None:
    said = report()
    first = next(one for one in said.found if one.dataset == "AE")
    unknown = np.full(first.count, -1, dtype=np.intp)
    bare = replace(first, variables=(), evidence=replace(first.evidence, rows=unknown, values=()))
    held = rows(replace(said, found=(bare,)), "Details")
    assert [(one["Record"], one["Count"], one["Values"]) for one in held] == [(None, 3, "3 records, not listed")]
