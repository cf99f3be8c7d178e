"""The guide of the analysis: its sections, figures from the data, gaps, what it refuses; RESPINE's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.package.analysis_facts import analysis_facts
from define_xml.package.guides.adrg import adrg
from define_xml.package.guides.docx import docx_bytes
from define_xml.package.guides.paper import Grid, Section
from define_xml.package.guides.pdf import pdf_bytes
from define_xml.package.rule_files import rule_files
from mappings.error import MappingError, MappingErrors
from tests.define_xml.package.example_analysis import DRAWN, LISTINGS, NARRATIVE, RESULTS, drawn, guide_facts
from tests.define_xml.package.paper_parts import grid, headings, section, texts
from tests.process import STUDY

HEADINGS = """
Introduction
    Purpose
    Acronyms
    Study Data Standards and Dictionary Inventory
    Source Data Used for Analysis Dataset Creation
Protocol Description
    Protocol Number and Title
    Protocol Design in Relation to ADaM Concepts
Analysis Considerations Related to Multiple Analysis Datasets
    Core Variables
    Treatment Variables
    Subject Issues that Require Special Analysis Rules
    Use of Visit Windowing, Unscheduled Visits, and Record Selection
    Imputation and Derivation Methods
Analysis Data Creation and Processing Issues
    Split Datasets
    Data Dependencies
    Intermediate Datasets
Analysis Dataset Descriptions
    Overview
    Analysis Datasets
        ADSL: Label of ADSL
        ADVS: Label of ADVS
        ADAE: Label of ADAE
        ADTTE: Label of ADTTE
Data Conformance Summary
    Conformance Inputs
    Issues Summary
    Additional Conformance Details
Submission of Programs
    Analysis Dataset Programs
    Analysis Output Programs
    Tabulation Dataset Programs
    Look-up Tables, Settings and Lists
    Macro Programs
Directory Structure
Analysis Results
"""
ASKED = ("purpose", "design", "treatment", "subjects", "windows", "imputation", "overview")


def keyed(sections: tuple[Section, ...]) -> Iterator[str]:
    """The keys of the sections and of those below."""
    for one in sections:
        yield one.key
        yield from keyed(one.sections)


def test_headings() -> None:
    paper = adrg(guide_facts())
    assert "\n".join(headings(paper.sections)) == HEADINGS.strip()
    assert paper.gaps == ()
    assert (paper.title, paper.study, paper.notice) == ("Analysis Data Reviewer's Guide", "ALPHA", "Made for tests.")
    keys = [*keyed(paper.sections)]
    assert all(keys)
    assert len({*keys}) == len(keys)


def test_rows_fit() -> None:
    """Every row of every table is as wide as its headings, and says its source or none."""
    for one in adrg(guide_facts()).sections:
        for block in one.all_blocks():
            if isinstance(block, Grid):
                assert {len(row) for row in block.rows} <= {len(block.headings)}, block.title
                assert all(place < len(block.headings) for place in block.right)
                assert len(block.widths) in (0, len(block.headings))


@pytest.mark.parametrize("key", ASKED)
def test_missing_text(key: str) -> None:
    """Without a text the guide marks the gap, and names file and heading."""
    lines = NARRATIVE.split(f"## {key}\n")
    left = lines[0] + "##" + lines[1].partition("\n##")[2] if "\n##" in lines[1] else lines[0]
    gaps = adrg(guide_facts(narrative={"adrg": left})).gaps
    assert [(one.key, one.file) for one in gaps] == [(key, "guides/adrg.md")]


def test_no_narrative() -> None:
    assert [one.key for one in adrg(guide_facts(narrative={})).gaps] == list(ASKED)


def test_figures_in_text() -> None:
    paper = adrg(guide_facts())
    assert "It explains 5 weights of 4 subjects." in texts(section(paper, "purpose"))
    assert texts(section(paper, "subjects")) == "1 subject received the other product; 2 dates."
    assert "All objectives; 1 event and 2 censored." in texts(section(paper, "overview"))


def test_figures_follow_the_data() -> None:
    """One weight less, and every figure that hangs on it says so."""
    lines = DRAWN["ADVS"].strip().splitlines()
    found = drawn(ADVS="\n".join(line for line in lines if "farther" not in line))
    before, after = adrg(guide_facts()), adrg(guide_facts(found))
    assert "It explains 4 weights" in texts(section(after, "purpose"))
    title = "Parameters of ADVS (chosen: ANL01FL is Y)"
    assert grid(before, title).rows[0] == ("WEIGHT", "", "5", "2", "2", "3")
    assert grid(after, title).rows[0] == ("WEIGHT", "", "4", "2", "2", "3")
    assert [row[7] for row in grid(after, "Analysis datasets").rows] == ["5", "5", "3", "3"]
    with pytest.raises(StopIteration):
        grid(after, "Why records were not chosen")


def test_core() -> None:
    paper = adrg(guide_facts())
    words = texts(section(paper, "core"))
    assert "carries: USUBJID." in words
    assert "have other values in some records: ADAE: AGE." in words
    assert grid(paper, "Variables of ADSL in other datasets").rows == (
        ("USUBJID", "Label of USUBJID", "Core", "all"), ("AGE", "Label of AGE", "", "ADVS, ADAE"),
    )  # fmt: skip


def test_treatment() -> None:
    paper = adrg(guide_facts())
    values = grid(paper, "Treatment variables: records, and subjects in brackets")
    assert values.headings == ("Dataset", "Variable", "Label", "Active", "Sham", "(missing)")
    assert ("ADSL", "TRT01A", "Label of TRT01A", "1 (1)", "2 (2)", "2 (2)") in values.rows
    assert ("ADVS", "TRTP", "Label of TRTP", "6 (2)", "", "") in values.rows
    assert {row[1] for row in grid(paper, "Treatment variables and arms").rows} == {"Yes, for every subject"}
    assert grid(paper, "Subjects who received another treatment").rows == (("Active", "Sham", "1"),)


def test_many_treatments() -> None:
    """Where a study has many, they stand in one column."""
    rows = "\n".join(f"S-{place} | Arm {place} | Arm {place}" for place in range(7))
    paper = adrg(guide_facts(drawn(ADSL=f"USUBJID | ARM | TRT01P\n{rows}"), narrative={}))
    values = grid(paper, "Treatment variables: records, and subjects in brackets")
    assert values.headings == ("Dataset", "Variable", "Label", "Values")
    assert values.rows[0][3].startswith("Arm 0: 1 (1); Arm 1: 1 (1); ")


def test_windows_and_imputation() -> None:
    paper = adrg(guide_facts())
    assert [row[1] for row in grid(paper, "Windows and selection").rows] == ["Yes: ADVS", "Yes: 1", "Yes: ADVS"]
    assert grid(paper, "Analysis visits").rows[2] == ("ADVS", "Week 4", "4", "15", "43", "", "2", "1")
    assert grid(paper, "Records chosen").rows == (("ADVS", "ANL01FL", "Label of ANL01FL", "4", "2"),)
    imputed = grid(paper, "Dates and times of which a part was imputed").rows
    assert imputed == (("ADAE", "ASTDTF", "Label of ASTDTF", 'date(A, impute="first")', "2"),)
    assert grid(paper, "Values exactly on a cut").rows[0][3] == "1"
    assert grid(paper, "Values that another imputation would change").rows[0][3:] == ("ADAE.ASTDT", "1")


def test_nothing_imputed_no_visits() -> None:
    """What is not there is said in words, and asks for no text."""
    found = [one for one in drawn() if one.name in ("ADSL", "ADTTE")]
    counted = analysis_facts(found, (), {}, {})
    paper = adrg(guide_facts(found, analysis=counted, narrative={}, programs=()))
    assert texts(section(paper, "windows")) == "No dataset has analysis visits."
    assert texts(section(paper, "imputation")) == "No date and no value of an analysis dataset is imputed."
    assert texts(section(paper, "intermediate")) == "There are no intermediate datasets."
    assert texts(section(paper, "programs")) == "No program is part of this submission."
    assert "No table and no figure" in texts(section(paper, "results"))
    assert [one.key for one in paper.gaps] == ["purpose", "design", "treatment", "subjects", "overview"]


def test_dependencies() -> None:
    paper = adrg(guide_facts())
    assert "follows from it: ADSL; then ADAE, ADVS; then ADTTE." in texts(section(paper, "dependencies"))
    assert grid(paper, "Dependencies").rows[0] == ("1", "ADSL", "5", "DM (5)", "", "DM, EX, windows")
    assert grid(paper, "Dependencies").rows[3] == ("3", "ADTTE", "3", "DM (3)", "ADSL, ADVS", "")
    assert grid(paper, "Intermediate datasets").rows == (("DOSED", "ADSL", "rows(EX)", "EXDOSE > 0", "adam/adsl.toml"),)
    assert [row[0] for row in grid(paper, "SDTM datasets that are read").rows] == ["DM", "AE", "QS"]
    assert [row[0] for row in grid(paper, "Look-up tables that are read").rows] == ["EX", "windows"]


def test_split() -> None:
    facts = guide_facts()
    assert facts.adam is not None
    first, *others = facts.adam.datasets
    split = replace(facts.adam, datasets=(replace(first, parts=("adsl1.xpt", "adsl2.xpt")), *others))
    assert grid(adrg(replace(facts, adam=split)), "Datasets in parts").rows == (
        ("ADSL", "adsl.xpt", "adsl1.xpt, adsl2.xpt", "4,000"),
    )


def test_datasets() -> None:
    paper = adrg(guide_facts())
    overview = grid(paper, "Analysis datasets")
    assert [(row[0], row[4]) for row in overview.rows] == [("ADSL", ""), ("ADVS", "Yes"), ("ADAE", ""), ("ADTTE", "")]
    assert overview.links[1] == ("ADVS", "dataset-ADVS")
    assert r"A \*comment\* on ADVS." in texts(section(paper, "dataset-ADVS"))
    assert grid(paper, "ADVS at a glance").rows[-1] == ("Program", "adam-advs.txt")
    assert grid(paper, "Events and censoring in ADTTE").rows == (
        ("TTLOSS", "no (0)", "LOSS", "1"), ("TTLOSS", "yes (1)", "LAST VISIT", "2"),
    )  # fmt: skip
    assert ("Does ADSL hold screen failures?", "Yes: 1 of 5 subjects were not randomised") in grid(
        paper, "Content of the datasets"
    ).rows


def test_programs_and_results() -> None:
    paper = adrg(guide_facts())
    assert "trial-dossier 0.1.0" in texts(section(paper, "programs"))
    rows = grid(paper, "Analysis Dataset Programs").rows
    assert rows == (("adam-advs.txt", "adam/advs.toml", "Rules of ADVS", "ADSL, QS", "ADVS"),)
    assert [row[0] for row in grid(paper, "Analysis Output Programs").rows] == ["results-t1.txt"]
    assert grid(paper, "Tables and figures").rows[0][:4] == ("T1", "Table 1", "ADVS, ADAE", "Safety set")


def test_no_analysis() -> None:
    with pytest.raises(MappingError, match="no analysis datasets to describe"):
        adrg(guide_facts(adam=None))


def test_heading_nobody_asks_for() -> None:
    with pytest.raises(MappingErrors, match=r"no section dataset-ADVSS[\s\S]*did you mean dataset-ADVS\?"):
        adrg(guide_facts(narrative={"adrg": NARRATIVE.replace("dataset-ADVS", "dataset-ADVSS")}))


def test_unknown_figure() -> None:
    with pytest.raises(MappingError, match=r"ADVS\.WEIGHT\.records"):
        adrg(guide_facts(narrative={"adrg": NARRATIVE.replace("ADVS.WEIGHT.records", "ADVS.WEIGTH.records")}))


def test_both_papers() -> None:
    """Both files are made, twice the same."""
    paper = adrg(guide_facts())
    assert pdf_bytes(paper) == pdf_bytes(adrg(guide_facts()))
    assert docx_bytes(paper)[:2] == b"PK"


def test_rules_of_respine() -> None:
    """The rules of RESPINE, read for the guide: the order of building, and one intermediate dataset for three."""
    found = rule_files(STUDY, "adam")
    counted = analysis_facts(drawn(), found, LISTINGS, RESULTS)
    paper = adrg(guide_facts(analysis=counted))
    words = texts(section(paper, "dependencies"))
    assert "ADSL; then ADAE, ADCM, ADEFF, ADIS, ADMRI, ADQS; then ADTTE." in words
    booklets = next(row for row in grid(paper, "Intermediate datasets").rows if row[0] == "BOOKLETS")
    assert booklets[1] == "ADEFF, ADQS, ADSL"
    assert booklets[2].endswith(" ...")


def test_narrative_of_respine() -> None:
    """RESPINE tells all that the guide asks for, says that its data are synthetic, and types no count."""
    text = (Path(STUDY) / "guides" / "adrg.md").read_text(encoding="utf-8")
    assert {f"## {key}" for key in (*ASKED, "notice")} <= {*text.splitlines()}
    assert "**synthetic**" in text
    assert not [
        word for word in ("114", "113", "112", "152", "488", "58", "56") if word in text.replace("{", " ").split()
    ]
