"""The summary of a job and its annotations: read, not obeyed; as large as a build server takes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validation.reports.given import clean, compared, large, report
from validation.reports.annotations import MOST, annotation_lines
from validation.reports.markdown import MOST_BYTES, inert, markdown
from validation.reports.report import Options


def test_the_summary_has_figures_findings_and_what_did_not_run() -> None:
    said = markdown(report()).decode()
    assert "| 5 | 19 | 0 | 1 |" in said
    assert "Coverage at most 77.7 % = 7 / 9" in said
    assert "| ✗ error | <code>AE.AESTDTC, AEENDTC</code> | 3 | Start date is after the end date.<br>" in said
    assert "### Did not run" in said
    assert "<code>CORE-000700</code>" in said
    assert "Waived: The sponsor&#39;s label was agreed with the agency." in said


def test_a_clean_run_passes() -> None:
    said = markdown(clean()).decode()
    assert "**Passed**: exit 0" in said
    assert "### Findings" not in said


def test_what_is_new_is_told() -> None:
    said = markdown(compared(new={"CORE-000001": 2}, fixed=1)).decode()
    assert "Since the baseline baseline.json&#58; 2 new, 1 fixed, 23 as before" in said
    assert "| 3 (2 new) |" in said


@given(st.text())
def test_no_text_is_obeyed(text: str) -> None:
    said = inert(text)
    assert not re.search(r"[`*_\[\]<>|~\\@!\n\r]|(?<!&)#", said)
    assert len(said.splitlines()) <= 1


def test_tables_keep_their_columns_whatever_values_say() -> None:
    for line in markdown(report()).decode().splitlines():
        if line.startswith(("| ✗ error | <", "| ! warning | <", "| ~ waived | <")):
            assert line.count(" | ") == 4


def test_the_summary_is_as_large_as_a_build_server_takes() -> None:
    said = large(100, 30, 1)
    long = tuple(replace(one, words="a | long word " * 900) for one in said.found)
    content = markdown(replace(said, found=long))
    assert len(content) < MOST_BYTES
    left = re.search(r"([\d,]+) groups with ([\d,]+) records not listed here", content.decode())
    assert left
    assert content.decode().count("\n| ") + int(left[1].replace(",", "")) >= 3_000


@pytest.mark.parametrize("level", ["keys", "none"])
def test_values_are_not_there_where_they_may_not_be_told(level: Any) -> None:
    said = replace(report(), options=Options(values=level))
    content = markdown(said).decode() + annotation_lines(said)
    for hidden in ("2014-01", "gotcha", "54 years", "Mr. Smith"):
        assert hidden not in content
    assert ("01-701-1015" in content) == (level == "keys")


def test_annotations_are_lines_a_build_server_reads() -> None:
    assert annotation_lines(report(folder="data/sdtm")).splitlines() == [
        "::error file=data/sdtm/ts.xpt,title=not read::ts.xpt could not be read whole: cut inside record 34",
        "::error file=data/sdtm/ae.xpt,title=CORE-000001::AE.AESTDTC, AEENDTC: Start date is after the end date. "
        "(3 records)",
        "::error file=data/sdtm/dm.xpt,title=DM.AGE.required::DM.AGE: AGE is empty for 54 years. (2 records)",
        "::warning file=data/sdtm/sub folder/zz#1.xpt,title=odd_text::ZZ.ODD: Text with <b>letters</b> & signs | that "
        "`mean` something. (18 records)",
        "::warning file=data/sdtm/dm.xpt,title=TD-SD0007::DM.SEX: The value is no term of its codelist. (1 record)",
    ]


def test_no_more_annotations_than_a_forge_shows() -> None:
    lines = annotation_lines(large(60, 2, 1)).splitlines()
    assert [sum(one.startswith(f"::{kind} ") for one in lines) for kind in ("error", "warning", "notice")] == [MOST] * 3
    assert lines[MOST - 1] == "::error title=more errors::31 groups more: see the reports"


@given(st.text())
def test_no_text_begins_an_annotation_of_its_own(text: str) -> None:
    said = report()
    told = replace(said, found=(replace(said.found[0], words=text, variables=(text,)),))
    lines = annotation_lines(told).split("\n")
    assert len(lines) == 3
    assert "\r" not in lines[1]
