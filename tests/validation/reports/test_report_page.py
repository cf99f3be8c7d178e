"""The page as text: whole without its script, nothing from outside, everything escaped, small enough."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from tests.validation.reports.given import HOSTILE, clean, compared, large, report
from validation.reports.page.assembled import page
from validation.reports.report import Options, Report


def read(said: Report) -> Any:
    """The page as a parser reads it."""
    return html.document_fromstring(page(said).decode())


def told(said: Report) -> str:
    """What the page says, without style and script."""
    root = read(said)
    for part in root.xpath("//style | //script"):
        part.drop_tree()
    return " ".join(root.text_content().split())


def test_everything_is_told_without_the_script() -> None:
    said = told(report())
    for words in (
        "exit 4 1 check raised an error", "at most 77.7 % = 7 / 9", "Not read: 1 file", "ts.xpt", "Adverse Events",
        "transfer the file again", "Start date is after the end date.", "CG0041", "01-701-1015", "2014-01-03",
        "An end date is on or after its start date.", "SDTMIG 3.4, 4.4.4", "2 checks had nothing to judge",
        "Waived: The sponsor's label was agreed with the agency. (J. Doe, 2026-01-05",
        "MedDRA is not configured: name it with --meddra",
    ):  # fmt: skip
        assert words in said


def test_hostile_values_are_text() -> None:
    root = read(report())
    values = [one.text_content() for one in root.xpath("//div[@class='r']//q")]
    unprinted = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
    for value in HOSTILE:
        assert unprinted.sub("\ufffd", value) in values
    assert len(root.xpath("//script")) == 1
    assert not root.xpath("//a[starts-with(@href, 'javascript:')] | //img | //iframe | //link | //object | //form")
    assert not [name for part in root.iter() for name in part.attrib if name.startswith("on")]


def test_nothing_is_fetched_and_no_other_script_runs() -> None:
    content = page(report()).decode()
    root = read(report())
    assert not re.findall(r"(?:src|href)=[\"']?(?!#)[^\s>]+", re.sub(r"(?s)<(style|script)>.*?</\1>", "", content))
    assert not re.findall(r"url\(|@import|https?://", content)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'sha256-" in policy


def test_checks_stand_gravest_first() -> None:
    root = read(report())
    assert [one.get("data-s") for one in root.xpath("//section[@class='check']")] == [
        "error", "error", "warning", "warning", "waived",
    ]  # fmt: skip


def test_a_record_has_its_keys_and_values_under_their_names() -> None:
    table = read(report()).xpath("//div[@class='r']//table")[0]
    rows = [[cell.text_content() for cell in row.iter("th", "td")] for row in table.iter("tr")]
    assert rows == [
        ["No.", "USUBJID", "AESEQ", "AESTDTC", "AEENDTC"],
        ["1", "01-701-1015", "1", "2014-01-03", "2014-01-01"],
        ["3", "01-701-1023", "1", "2014-01-03", "2014-01-01"],
        ["4", "<b>é", "2", "2014-01-03", "2013"],
    ]


def test_ids_are_unique_and_lead_somewhere() -> None:
    root = read(report())
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in root.xpath("//a/@href")} <= set(ids)


@pytest.mark.parametrize("level", ["keys", "none"])
def test_values_are_not_there_where_they_may_not_be_read(level: Any) -> None:
    content = page(report(values=level)).decode()
    for hidden in ("2014-01", "gotcha", "54 years", "Mr. Smith", "Demography"):
        assert hidden not in content
    assert ("01-701-1015" in content) == (level == "keys")


def test_a_clean_run_says_so() -> None:
    said = told(clean())
    assert "exit 0" in said
    assert "Nothing was found by what ran." in said
    assert "All that was asked ran." in said


def test_nothing_judged_is_told_as_that() -> None:
    said = replace(clean(), judgement=replace(clean().judgement, outcomes=()))
    assert "Coverage Nothing was judged." in told(said)


def test_the_baseline_is_told_with_what_is_new() -> None:
    said = compared(new={"CORE-000001": 1}, fixed=2)
    assert "baseline.json: 1 new, 2 fixed, 24 as beforeAs of <now>." in told(said)
    root = read(said)
    assert root.xpath("//details[@data-n]/summary/em/text()") == ["1 new"]
    assert root.xpath("//td/em/text()") == ["new"]


@pytest.mark.parametrize(
    ("rules", "records", "failing"),
    [(15, 60, 1), (100, 300, 20), pytest.param(500, 100, 5, marks=pytest.mark.slow)],
    ids=["all-fail", "some-fail", "500"],
)  # fmt: skip
def test_a_page_of_many_rules_and_datasets_is_small(rules: int, records: int, failing: int) -> None:
    said = large(rules, 60, records, failing=failing)
    content = page(said)
    assert len(content) < 5_000_000
    root = html.document_fromstring(content.decode())
    heads = [one.text_content() for one in root.xpath("//summary[b] | //p[@class='g']")]
    assert len([one for one in heads if f"{records} records" in one]) == len(said.found)


def test_what_is_not_listed_is_counted() -> None:
    said = large(2, 2, 5_000)
    assert told(said).count("… and 4,900 more, not listed here.") == 4


def test_the_most_frequent_values_come_before_the_records() -> None:
    said = read(large(1, 1, 1_994))
    assert [one.text_content() for one in said.xpath("//ul[@class='vals']/li")][:2] == ["2 × value 0", "2 × value 1"]  # noqa: RUF001


def test_a_line_of_define_xml_is_called_one() -> None:
    said = report()
    first = next(one for one in said.found if one.dataset == "AE")
    told_ = replace(said, found=(replace(first, check=replace(first.check, kind="define")),), options=Options())
    assert read(told_).xpath("//div[@class='r']//th/text()")[0] == "Line"
