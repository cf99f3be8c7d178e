"""What several kinds of check say of the same records is in every report that people read, and in JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.validation.reports.given import report
from validation.reports.console import console
from validation.reports.json_ import json_report
from validation.reports.markdown import markdown
from validation.reports.page.assembled import page
from validation.reports.report import Report
from validation.reports.shown import assigned
from validation.reports.wording import extent, numbered, place


def folded() -> Report:
    """A report of one group that another check says too."""
    said = report()
    first = next(one for one in said.found if one.dataset == "AE")
    other = replace(first, check=replace(first.check, id="TOLD_ALSO", message="a second voice"), words="a second voice")
    return replace(said, found=(replace(first, folded=(other,)),))


def test_what_was_folded_is_told() -> None:
    said = folded()
    assert "also TOLD_ALSO: a second voice" in console(said)
    assert "<p>Also <code>TOLD_ALSO</code>: a second voice" in page(said).decode()
    assert "also <code>TOLD&#95;ALSO</code>" in markdown(said).decode()
    (found,) = json.loads(json_report(said))["findings"]
    assert found["also"] == [{"check": "TOLD_ALSO", "message": "a second voice"}]


def test_a_line_of_a_define_is_no_record() -> None:
    first = next(one for one in report().found if one.dataset == "AE")
    define = replace(first, check=replace(first.check, kind="define"))
    assert (numbered(first, 1200), numbered(define, 1200)) == ("record 1,200", "line 1,200")
    assert extent(define).split()[1] in {"place", "places"}


def test_a_dataset_is_no_variable_of_itself() -> None:
    first = next(one for one in report().found if one.dataset == "AE")
    named = replace(first, variables=("AE",))
    assert place(named) == "AE"
    assert assigned(named, ("Events",)) == [("label", "Events")]
    absent = replace(named, check=replace(named.check, id="dataset_absent"))
    assert assigned(absent, ("",)) == []
