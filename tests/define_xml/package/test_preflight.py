"""FDA's technical rejection criteria: each fails alone, in its chain, with evidence, and passes on a good package."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.package.guides.paper import Grid
from define_xml.package.placed import Placed
from define_xml.package.preflight import Preflight, preflight
from define_xml.package.preflight_criteria import CHAIN, FLAVORS
from define_xml.package.profile import load_profile
from define_xml.package.sections import Submission
from define_xml.transport.files import write_dataset
from define_xml.transport.stream import Writing
from mappings.error import MappingError
from tests.define_xml.package.broken_packages import BROKEN, STF, removed, replaced, rewritten, short
from tests.define_xml.package.small_builds import ADAM, SDTM, SUBMISSION, dataset, make_package, subjects, summary

FDA = load_profile("fda")


def answers(found: Preflight) -> dict[str, str]:
    """The answer of each criterion."""
    return {one.number: one.answer for one in found.criteria}


def answered(root: Path, submission: Submission = SUBMISSION) -> Preflight:
    """The pre-flight of a package for FDA."""
    return preflight(root, submission, FDA)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A good package."""
    return make_package(tmp_path)


def test_a_good_package_is_green_with_evidence_for_each_answer(root: Path) -> None:
    found = answered(root)
    assert found.green
    assert found.stopped == ""
    assert found.words == "green: 4 met, 0 not met; 1738 not asked of this study, 1737 not judged"
    assert list(answers(found).items()) == [
        ("1789", "met"), ("1734", "met"), ("1735", "met"), ("1736", "met"), ("1737", "not judged"),
        ("1738", "not asked"),
    ]  # fmt: skip
    told = {one.number: one.evidence for one in found.criteria}
    assert all(told.values())
    [start] = [one for one in told["1734"] if one.words.startswith("SSTDTC")]
    assert (start.file, start.record, start.value) == (f"{SDTM}/ts.xpt", 1, "2018-04-17")
    assert [one.words for one in told["1789"]] == ["names 10 of the study's 10 files"]


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_found_where_it_is_and_nowhere_else(root: Path, name: str) -> None:
    broken = BROKEN[name]
    broken.spoil(root)
    found = answered(root)
    assert not found.green
    assert tuple(one.number for one in found.criteria if one.answer == "not met") == broken.numbers
    wrong = [told for one in found.criteria for told in one.evidence if told.wrong]
    assert any(broken.words in told.words for told in wrong)
    assert str(root) not in found.json_bytes().decode()


def test_what_stands_behind_the_first_that_failed_is_not_reached(root: Path) -> None:
    replaced(STF, '"data-tabulation-data-definition"', '"annotated-crf"')(root)
    rewritten("TS", summary(""))(root)
    found = answered(root)
    assert found.stopped == "1734"
    assert found.words == "FDA's gateway would reject at criterion 1734: 2 met, 2 not met"
    assert {one.number for one in found.criteria if not one.reached} == {"1735", "1736"}


@pytest.mark.parametrize(
    ("number", "name"), [("1789", "untagged"), ("1734", "date"), ("1735", "tag"), ("1736", "nodm")]
)
def test_the_chain_has_its_order(root: Path, number: str, name: str) -> None:
    BROKEN[name].spoil(root)
    found = answered(root)
    assert found.stopped == number
    assert [one.number for one in found.criteria if not one.reached] == list(CHAIN[CHAIN.index(number) + 1 :])


def test_without_a_study_tagging_file_tags_are_not_judged_and_nothing_is_green(root: Path) -> None:
    removed(STF)(root)
    found = answered(root)
    assert answers(found) | {"1734": "", "1736": ""} == {
        "1789": "not met", "1734": "", "1735": "not judged", "1736": "", "1737": "not judged", "1738": "not asked",
    }  # fmt: skip
    assert found.stopped == "1789"
    assert {one.answer for one in found.checks if one.asked.startswith("Study (")} == {"no study tagging file"}


@pytest.mark.parametrize("path", [STF, "index.xml"])
def test_xml_that_is_cut_off_is_never_green(root: Path, path: str) -> None:
    (root / path).write_bytes((root / path).read_bytes()[:300])
    found = answered(root)
    assert found.stopped == "1789"
    assert not found.green


@pytest.mark.parametrize("flavor", sorted(FLAVORS))
def test_a_null_flavor_stands_for_a_start_that_is_not_told(root: Path, flavor: str) -> None:
    rewritten("TS", summary("", flavor))(root)
    found = answered(root)
    assert found.green
    [line] = [one for one in found.checks if one.asked == "Study start (SSTDTC)"]
    assert line.answer == flavor


@pytest.mark.parametrize(
    ("start", "rows", "expected"),
    [
        ("2016-12-17", (), {"1734": "met", "1736": "not asked"}),
        ("2017-12-17", (), {"1734": "met", "1736": "met"}),
        ("2017-12-18", (), {"1734": "not met", "1736": "met"}),
        ("2016-12-17", short("2016-12-17"), {"1734": "not met", "1736": "not asked"}),
    ],
    ids=["old", "ind", "new", "records"],
)
def test_the_simplified_ts_is_for_studies_of_old(
    root: Path, start: str, rows: list[dict[str, str]], expected: dict[str, str]
) -> None:
    rewritten("TS", short(start, rows))(root)
    found = answers(answered(root))
    assert {number: found[number] for number in expected} == expected


def test_a_simplified_ts_has_all_four_variables(root: Path) -> None:
    rewritten("TS", [{"STUDYID": "ALPHA", "TSPARMCD": "SSTDTC", "TSVAL": "2010-01-01"}])(root)
    wrong = [told.words for one in answered(root).criteria for told in one.evidence if told.wrong]
    assert wrong == ["a simplified TS lacks TSVALNF"]


def test_of_studies_that_started_later_the_study_id_is_compared_in_1738(root: Path) -> None:
    rewritten("TS", summary("2023-03-16"))(root)
    assert answers(answered(root))["1738"] == "met"
    rewritten("TS", summary("2023-03-15"))(root)
    assert answers(answered(root))["1738"] == "not asked"


def test_sections_without_ts_do_not_ask_for_it(tmp_path: Path) -> None:
    elsewhere = replace(SUBMISSION, section="5.3.5.4")
    root = make_package(tmp_path, elsewhere)
    rewritten("TS", summary("soon"))(root)
    found = answered(root, elsewhere)
    assert answers(found)["1734"] == "not asked"
    assert found.green


def test_a_package_without_analysis_needs_no_adsl(root: Path) -> None:
    names = [one.name for one in (root / ADAM).iterdir()]
    removed(*(f"{ADAM}/{name}" for name in names))(root)
    found = answers(answered(root))
    assert (found["1736"], found["1789"]) == ("met", "met")


def test_files_of_other_studies_are_named_by_a_study_tagging_file_too(tmp_path: Path) -> None:
    path = "m5/datasets/bimo/site-level/clinsite.xpt"
    root = make_package(tmp_path, more=[Placed(path, "dataset", b"x", "bimo", "Sites", "data-listing-dataset")])
    assert answered(root).green
    (root / "m5/datasets/bimo/site-level/notes.txt").write_bytes(b"x")
    [first, *_] = answered(root).criteria
    assert [one.file for one in first.evidence if one.wrong] == ["m5/datasets/bimo/site-level/notes.txt"]


def test_a_reference_that_leads_nowhere_is_no_criterion_and_not_green(root: Path) -> None:
    removed(f"{ADAM}/define.html")(root)
    found = answered(root)
    assert "not met" not in answers(found).values()
    assert not found.green
    assert len(found.lost) == 1
    assert found.words == "not green: 4 met, 0 not met; references of the study tagging file that lead to no file: 1"


def test_text_that_is_not_ascii_is_read(root: Path) -> None:
    rows = [{**one, "TSVAL": one["TSVAL"].replace("small", "\u00e9tude")} for one in summary()]
    for encoding in ("utf-8", "cp1252"):
        write_dataset(dataset("TS", rows), root / SDTM / "ts.xpt", Writing(encoding=encoding))
        assert answers(answered(root))["1734"] == "met"


def test_a_dataset_that_cannot_be_read_does_not_count_as_there(root: Path) -> None:
    (root / SDTM / "dm.xpt").write_bytes(b"")
    wrong = [told for one in answered(root).criteria for told in one.evidence if told.wrong]
    assert [(one.file, one.words) for one in wrong] == [(f"{SDTM}/dm.xpt", "cannot be read: the file is empty")]


def test_other_authorities_have_no_such_criteria(root: Path) -> None:
    with pytest.raises(MappingError, match="do not decide at pmda"):
        preflight(root, SUBMISSION, load_profile("pmda"))


def test_the_json_is_the_same_each_time_and_tells_all(root: Path) -> None:
    first, second = answered(root).json_bytes(), answered(root).json_bytes()
    assert first == second
    told = json.loads(first)
    assert (told["green"], told["stopped_at"], told["study"], told["section"]) == (True, None, "ALPHA", "5.3.5.1")
    assert [one["number"] for one in told["criteria"]] == [*CHAIN, "1737", "1738"]
    assert {one["path"]: one["tags"] for one in told["files"]} == {
        f"{ADAM}/adsl.xpt": "analysis-dataset-adam", f"{ADAM}/define.xml": "analysis-data-definition",
        f"{SDTM}/define.xml": "data-tabulation-data-definition", f"{SDTM}/dm.xpt": "data-tabulation-dataset-sdtm",
        f"{SDTM}/ts.xpt": "data-tabulation-dataset-sdtm",
    }  # fmt: skip


def test_the_self_check_answers_what_the_worksheet_asks(root: Path) -> None:
    told = [(one.asked, one.answer) for one in answered(root).checks]
    assert told == [
        ("Study (study-id)", "ALPHA"), ("Section of module 5", "5.3.5.1"),
        ("Is ts.xpt asked for in this section?", "yes"), ("Is ts.xpt there?", "yes, full"),
        ("Study start (SSTDTC)", "2018-04-17"), ("Is STUDYID of ts.xpt the study-id?", "yes"),
        ("Did it start after 2016-12-17?", "yes"), ("Is dm.xpt there (tabulation)?", "yes"),
        ("Is define.xml there (tabulation)?", "yes"), ("Is adsl.xpt there (analysis)?", "yes"),
        ("Is define.xml there (analysis)?", "yes"), ("Are all files named by the study tagging file?", "yes"),
        ("Are all file-tags those of the standard?", "yes"),
    ]  # fmt: skip


def test_the_paper_holds_the_self_check_the_evidence_and_no_gap(root: Path) -> None:
    rewritten("TS", summary(study="BETA"))(root)
    rewritten("DM", subjects("BETA"))(root)
    paper = answered(root).paper()
    assert paper.gaps == ()
    assert ("Outcome", "FDA's gateway would reject at criterion 1734: 3 met, 1 not met") in paper.cover
    grids = list(grids_of(block for section in paper.sections for block in section.all_blocks()))
    assert all(len(row) == len(grid.headings) for grid in grids for row in grid.rows)
    cells = [row for grid in grids for row in grid.rows]
    assert ("stf-alpha.xml", "", "ALPHA", "NOT MET: study-id, not STUDYID of TS") in cells
    assert ("1735", "High", "Transport files and define.xml have the file-tags of their standard.",
            "met (not looked at)") in cells  # fmt: skip
    assert ("Is STUDYID of ts.xpt the study-id?", "no", "stf-alpha.xml") in cells


def grids_of(blocks: Iterable[object]) -> Iterable[Grid]:
    """The tables among the blocks of a paper."""
    return (block for block in blocks if isinstance(block, Grid))
