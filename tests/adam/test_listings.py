"""Listings of a build: what was imputed, who stands exactly on a cut, what another imputation would change."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

import pytest

from adam.datasets import build_study
from adam.imputing import alternatives, collected_whole
from adam.listings import Flip, Imputed, Listings, OnCut, listings, listings_json, summary
from define_xml import write_datasets
from mappings.distinct import text
from mappings.rule import parse_rule
from tests.analysis_folder import ADAE, ADSL, dataset, write_analysis

DATE = 'date(AESTDTC, impute="first")'


def listed(folder: Path, changed: dict[str, str | None] | None = None) -> Listings:
    """The listings of the small study."""
    write_analysis(folder, changed)
    return listings(build_study(folder, folder / "xpt").applied)


def test_what_was_imputed_and_what_would_flip(tmp_path: Path) -> None:
    found = listed(tmp_path)
    # Of three starts one is partial and gets a day: 2019-01; 2019 alone gets none at this level.
    assert found.imputed == (Imputed("ADAE", "ASTDT", "MINI-1  AESEQ 1", "2019-01", "2019-01-01", DATE),)
    # Treatment begins on 2019-01-05: an event of "2019-01" is before it or not, as one imputes.
    same = {"imputed": "ADAE.ASTDT", "rule": DATE}
    assert found.flips == (
        Flip("ADAE", "TRTEMFL", "MINI-1  AESEQ 1", "", "Y", instead='impute="last"', **same),
        Flip("ADAE", "TRTEMFL", "MINI-1  AESEQ 1", "", "Y", instead='impute="mid"', **same),
    )
    assert found.on_cut == ()


def test_who_is_exactly_on_a_cut(tmp_path: Path) -> None:
    said = ADSL + 'AGEGR1 = \'category(AGE, {"< 51": "<51", ">= 51": ">=51"})\'\n'
    found = listed(tmp_path, {"adam/adsl.toml": said})
    rule = 'category(AGE, {"< 51": "<51", ">= 51": ">=51"})'
    assert found.on_cut == (OnCut("ADSL", "AGEGR1", "MINI-2", "AGE 51", ">=51", rule),)


def test_records_that_come_or_go_with_an_imputation(tmp_path: Path) -> None:
    late = """
label = "Late events"
class = "ADAM OTHER"
records = 'rows(ADAE)'
where = 'ASTDT >= TRTSDT'
keys = ["USUBJID", "AESEQ"]

[predecessors]
ADAE = ["USUBJID", "AESEQ"]
"""
    found = listed(tmp_path, {"adam/adlate.toml": late})
    moved = [one for one in found.flips if one.dataset == "ADLATE"]
    assert [(one.record, one.value, one.otherwise) for one in moved] == [("all records", "1", "2")] * 2


def test_the_build_itself_is_as_it_was(tmp_path: Path) -> None:
    write_analysis(tmp_path)
    build = build_study(tmp_path, tmp_path / "xpt")
    before = {
        name: {key: values.copy() for key, values in one.items()} for name, one in build.applied.variables.items()
    }
    listings(build.applied)
    for name, variables in before.items():
        for key, values in variables.items():
            assert values.equals(build.applied.variables[name][key])


def test_as_json(tmp_path: Path) -> None:
    found = listed(tmp_path)
    said = json.loads(listings_json(found))
    assert [tuple(one.values()) for one in said["imputed"]] == [astuple(one) for one in found.imputed]
    assert set(said) == {"imputed", "on_cut", "flips"}


@pytest.mark.parametrize(
    ("collected", "day", "second"),
    [
        ("2019-07-18", True, False),
        ("2019-07-18T15:25:40", True, True),
        ("2019-07-18T15:25", True, False),
        ("2019-07", False, False),
        ("2019---18", False, False),
        (None, False, False),
        ("yesterday, around", False, False),
    ],
)
def test_collected_whole(collected: str | None, day: bool, second: bool) -> None:
    source = text([collected])
    assert collected_whole(source, "date").tolist() == [day]
    assert collected_whole(source, "datetime").tolist() == [second]


def test_other_ways_to_impute() -> None:
    rules = list(alternatives(parse_rule('date(AESTDTC, impute="last", level="month")')))
    assert [(dict(rule.options), words) for rule, words in rules] == [
        ({"impute": "first", "level": "month"}, 'impute="first"'),
        ({"impute": "mid", "level": "month"}, 'impute="mid"'),
    ]
    assert list(alternatives(parse_rule("date(AESTDTC)"))) == []


def test_no_dates_no_listing(tmp_path: Path) -> None:
    assert listed(tmp_path, {"adam/adae.toml": ADAE.replace(', impute="first"', "")}) == Listings((), (), ())


def test_the_order_of_records_is_that_of_numbers_and_not_of_the_input(tmp_path: Path) -> None:
    rows = [
        {"STUDYID": "MINI", "USUBJID": "MINI-1", "AESEQ": float(n), "AETERM": "A", "AESTDTC": "2019-01"}
        for n in (10, 9, 2)
    ]
    for name, given in (("one", rows), ("other", rows[::-1])):
        write_analysis(tmp_path / name)
        write_datasets([dataset("AE", given)], tmp_path / name / "xpt")
    found, other = (
        listings(build_study(tmp_path / name, tmp_path / name / "xpt").applied) for name in ("one", "other")
    )
    assert [one.record for one in found.imputed] == [f"MINI-1  AESEQ {n}" for n in (2, 9, 10)]
    assert found == other


def test_summary(tmp_path: Path) -> None:
    words = "1 date imputed, 0 values exactly on a cut, 2 that another imputation would change"
    assert summary(listed(tmp_path)) == f"listings.json: {words}"


def test_an_argument_may_be_given_by_its_name(tmp_path: Path) -> None:
    said = ADAE.replace("date(AESTDTC, ", "date(source=AESTDTC, ")
    found = listed(tmp_path, {"adam/adae.toml": said})
    assert [one.collected for one in found.imputed] == ["2019-01"]
