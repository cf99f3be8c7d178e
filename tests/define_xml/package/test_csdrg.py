"""The guide of the tabulation: its sections, its figures from the data, its gaps, and what it refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from define_xml.package.facts import Facts
from define_xml.package.guides.csdrg import csdrg
from define_xml.package.guides.docx import docx_bytes
from define_xml.package.guides.paper import Grid
from define_xml.package.guides.pdf import pdf_bytes
from mappings.error import MappingError, MappingErrors
from tests.define_xml.package.example_facts import CSDRG, explained, facts, frames
from tests.define_xml.package.paper_parts import answers, grid, headings, section, texts

HEADINGS = """
Introduction
    Purpose
    Acronyms
    Study Data Standards and Dictionary Inventory
Protocol Description
    Protocol Number and Title
    Protocol Design
    Trial Design Datasets
        TI: Trial Inclusion/Exclusion Criteria
        TS: Trial Summary
Subject Data Description
    Overview
    Traceability Flow
    Annotated CRF
    SDTM Subject Domains
        DM: Demographics
        AE: Adverse Events
        DS: Disposition
        QS: Questionnaires
Data Conformance Summary
    Conformance Inputs
    Issues Summary
    Additional Conformance Details
Inclusion and Exclusion Criteria
Directory Structure
"""


def without_open_issues(**changes: Any) -> Facts:
    """The example, with every issue explained."""
    found = facts(**changes)
    return replace(found, sdtm=replace(found.sdtm, judged=explained()))


def test_sections() -> None:
    """The sections that a reviewer expects, in their order; appendices last."""
    paper = csdrg(facts())
    assert list(headings(paper.sections)) == HEADINGS.strip("\n").splitlines()
    assert [one.title for one in paper.sections if one.appendix] == [
        "Inclusion and Exclusion Criteria", "Directory Structure"
    ]  # fmt: skip


def test_cover_and_notice() -> None:
    """The cover says the protocol and its title, the notice is the narrative's."""
    paper = csdrg(facts())
    assert dict(paper.cover)["Title"] == "Drug X beside placebo"
    assert dict(paper.cover)["Protocol"] == "ALPHA-01"
    assert (paper.study, paper.notice) == ("ALPHA", "Made for tests.")


def test_figures_of_the_narrative() -> None:
    """Figures in braces are those of the data; a doubled brace is a brace."""
    paper = csdrg(facts())
    assert "It explains 3 events of ALPHA" in texts(section(paper, "purpose"))
    assert "Braces: { and }" in texts(section(paper, "design"))
    assert "2 records have the flag" in texts(section(paper, "domain-AE"))


@pytest.mark.parametrize(
    ("title", "row"),
    [
        ("Standards and dictionaries", ("Dictionary: MedDRA", "27.0", "1 variable: AE")),
        ("The protocol", ("Protocol versions", "1, 2")),
        ("Arms by epoch: the elements of each", ("Drug X", "X", "Screening", "Treatment X")),
        ("Trial summary", ("PCLAS", "Pharmacologic Class", "(NA)", "", "")),
        ("Criteria by version of the protocol", ("1", "INCLUSION", "1")),
        ("Subjects", ("Treated otherwise than assigned", "1")),
        ("Subjects by arm", ("Placebo", "Y", "1", "0")),
        ("Milestones and dispositions", ("DISPOSITION EVENT", "COMPLETED", "2")),
        ("From tables to datasets", ("events", "4", "1", "AE 3", "2", "")),
        ("From tables to datasets", ("people", "4", "0", "none", "0", "AE, 1 intermediate step")),
        ("From datasets to tables", ("AE", "3", "events (3)", "people")),
        ("What gives no record", ("events", "AE", "does not meet: status != 2", "1")),
        ("Collected columns that are not submitted", ("events", "initials", "identifies the subject")),
        ("Collected data and their pages", ("Investigator", "1", "1")),
        ("Collected data and their pages", ("Vendor", "1", "0")),
        ("Subject domains", ("AE", "Adverse Events", "Events", "", "Yes", "QS")),
        ("Subject domains", ("QS", "Questionnaires", "Findings", "efficacy", "", "AE")),
        ("Variables of DM without a value", ("DTHFL", "Label of DTHFL", "not collected", "Nobody *died*.")),
        ("Non-standard variables of AE, in SUPPAE", ("AETRTEM", "Treatment Emergent Flag", "Derived", "2")),
        ("Records of QS by category", ("DIARY", "PAIN, SLEEP", "2")),
        ("Inputs of the judgement", ("Software", "trial-dossier 0.1.0")),
        ("Inputs of the judgement", ("Checks that ran", "1,202, of them 2 with findings")),
        ("Checks that did not run", ("TD-9", "no file was found")),
        ("Issues", ("DM", "TD-1; CDISC C1", "does not fit", "error", "1", "It is so. (Stat, 2021-02-03)")),
        ("Issues", ("AE", "TD-2; FDA F2", "AETERM: is odd", "warning", "2", "OPEN: no explanation")),
        ("Criteria", ("E1", "EXCLUSION", "Is < 18 & pregnant", "1")),
    ],
    ids=lambda said: said if isinstance(said, str) else said[0],
)
def test_tables(title: str, row: tuple[str, ...]) -> None:
    """A row of each table, as it looks."""
    assert row in grid(csdrg(facts()), title).rows


def test_every_table_of_figures_has_a_source() -> None:
    """A table says the file that its figures are of; acronyms and file names are no figures."""
    tables = [block for one in csdrg(facts()).sections for block in one.all_blocks() if isinstance(block, Grid)]
    unsaid = [one.title for one in tables if not one.source]
    assert [one for one in unsaid if not one.startswith("Files in ")] == ["Acronyms used in this guide"]


def test_structures() -> None:
    """Each subject dataset with structure, keys, records, subjects, variables, file and size."""
    found = {row[0]: row for row in grid(csdrg(facts()), "Structure, keys and size of the datasets").rows}
    assert found["AE"] == ("AE", "One record per AE", "STUDYID, USUBJID", "3", "2", "3", "ae.xpt", "1,003")
    assert set(found) == {"DM", "AE", "DS", "QS", "SUPPAE", "RELREC"}


def test_figures_follow_the_data() -> None:
    """One more event is one more in every figure that counts it."""
    data = frames()
    data["AE"] = data["AE"].iloc[[0, 1, 2, 2]]
    paper = csdrg(facts(data))
    assert "It explains 4 events" in texts(section(paper, "purpose"))
    assert answers(paper, "Structure, keys and size of the datasets", 3)["AE"] == "4"
    assert ("AE", "4", "events (4)", "people") in grid(paper, "From datasets to tables").rows


def test_account_that_does_not_add_up() -> None:
    """Records that the ledger does not explain are said, not passed over."""
    said = "do not add up"
    assert said not in texts(section(csdrg(facts()), "traceability"))
    data = frames()
    found = facts(data)
    datasets = tuple(replace(one, records=9) if one.name == "AE" else one for one in found.sdtm.datasets)
    paper = csdrg(replace(found, sdtm=replace(found.sdtm, datasets=datasets)))
    assert "do not add up to those in the file of AE" in texts(section(paper, "traceability"))


def test_comment_keeps_its_signs() -> None:
    """A star in a comment of the mapping is a star in the guide."""
    from define_xml.package.guides.inline import words

    assert words(texts(section(csdrg(facts()), "domain-AE")).splitlines()[0]) == "One line for each *event*."


def test_acronyms_occur() -> None:
    """Acronyms that occur and no others; a variable's name is none; one that the study says counts when it is used."""
    names = [row[0] for row in grid(csdrg(facts()), "Acronyms used in this guide").rows]
    assert "CRF" in names
    assert not {"ARM", "PMDA", "XYZ"} & set(names)
    text = CSDRG.replace("Coded with", "Coded by XYZ-rules with")
    said = answers(csdrg(facts(narrative={"csdrg": text})), "Acronyms used in this guide")
    assert said["XYZ"] == "Extra Yellow Zebra"


@pytest.mark.parametrize("key", ["purpose", "design", "overview"])
def test_missing_narrative_is_a_gap(key: str) -> None:
    """A text that nobody wrote is counted and marked under its heading, and nothing is written in its place."""
    text = re.sub(rf"## {key}\n.*?(?=\n## |\Z)", "", CSDRG, flags=re.DOTALL)
    paper = csdrg(without_open_issues(narrative={"csdrg": text}))
    assert [(gap.key, gap.file) for gap in paper.gaps] == [(key, "guides/csdrg.md")]
    assert paper.gaps[0] in section(paper, key).blocks


def test_no_narrative_at_all() -> None:
    """Without a file each text that is needed is a gap, and the tables stand."""
    paper = csdrg(without_open_issues(narrative={}))
    assert sorted(gap.key for gap in paper.gaps) == ["design", "overview", "purpose"]
    assert grid(paper, "Subjects").rows


def test_complete_guide_has_no_gap() -> None:
    """With the narrative written and the issues explained nothing is missing."""
    assert csdrg(without_open_issues()).gaps == ()


def test_open_issue_is_a_gap() -> None:
    """An issue that no waiver explains is marked in the table and counted."""
    gaps = csdrg(facts()).gaps
    assert [gap.key for gap in gaps] == ["issue-TD-2"]
    assert gaps[0].asks == "Explain 2 findings of TD-2 (warning) in AE, or correct them."


def test_issue_explained_by_the_narrative() -> None:
    """A text under `## issue-...` explains what no waiver does."""
    text = CSDRG + "\n## issue-TD-2\n\nIt was meant.\n"
    paper = csdrg(facts(narrative={"csdrg": text}))
    assert paper.gaps == ()
    assert "It was meant." in texts(section(paper, "conformance-details"))
    assert ("AE", "TD-2; FDA F2", "AETERM: is odd", "warning", "2", "See the additional details.") in grid(
        paper, "Issues"
    ).rows


def test_partly_explained_issue() -> None:
    """A group that is waived in part says of how many, and stays open."""
    found = facts()
    issues = tuple(
        replace(one, count=5, waived=3, reason="Three.") if one.check == "TD-2" else one
        for one in found.sdtm.judged.issues
    )
    judged = replace(found.sdtm.judged, issues=issues)
    paper = csdrg(replace(found, sdtm=replace(found.sdtm, judged=judged)))
    cells = [row[-1] for row in grid(paper, "Issues").rows]
    assert "3 of 5: Three. The others: OPEN: no explanation" in cells
    assert paper.gaps[0].asks.startswith("Explain 2 findings")


def test_unmapped_column_is_a_gap() -> None:
    """A collected column that nobody mapped and nobody explained is asked for."""
    found = without_open_issues()
    ledger = dict(found.sdtm.ledger) | {"unmapped": {"events": ["colour", "smell"]}}
    paper = csdrg(replace(found, sdtm=replace(found.sdtm, ledger=ledger)))
    assert [gap.asks for gap in paper.gaps] == ["Why colour, smell of table events are not submitted; or map them."]


def test_table_that_is_submitted_nowhere() -> None:
    """Rows of a table that gives no record and is not looked up are not used; lost ones are asked for."""
    found = without_open_issues()
    form = {"table": "donors", "rows": 48, "used": 0, "left_out": 0, "lost": 2, "supplemental": 0, "dropped": [],
            "records": {}, "looked_up": []}  # fmt: skip
    forms: Any = found.sdtm.ledger["forms"]
    ledger = dict(found.sdtm.ledger) | {"forms": [*forms, form]}
    paper = csdrg(replace(found, sdtm=replace(found.sdtm, ledger=ledger)))
    assert ("donors", "48", "48", "none", "0", "") in grid(paper, "From tables to datasets").rows
    assert "49 of the rows are in no dataset" in texts(section(paper, "traceability"))
    told = answers(paper, "Questions of a reviewer")
    assert told["Are the submitted data a part of the collected data?"].startswith("Yes: 49 rows and 1 column ")
    assert [gap.key for gap in paper.gaps] == ["lost-donors"]


def test_text_beyond_ascii() -> None:
    """Variables with such text are named and asked about; without any the guide says so."""
    assert "All text of these datasets is plain ASCII." in texts(section(csdrg(facts()), "conformance-details"))
    data = frames()
    data["AE"] = data["AE"].assign(AETERM=["H\xe9matome", "Fever", "Cough"])
    found = facts(data)
    paper = csdrg(replace(found, sdtm=replace(found.sdtm, judged=explained())))
    assert "Text beyond ASCII stands in AE.AETERM." in texts(section(paper, "conformance-details"))
    assert [gap.key for gap in paper.gaps] == ["characters"]


def test_blinded() -> None:
    """Arms that TA does not have are told as a mask."""
    data = frames()
    data["DM"] = data["DM"].assign(ARMCD=["BLINDED", "BLINDED", "BLINDED", ""])
    told = answers(csdrg(facts(data)), "Questions of a reviewer")
    assert "Treated otherwise than assigned" not in answers(csdrg(facts(data)), "Subjects")
    assert told["Are the subjects' arms unblinded?"] == "No: BLINDED stands in DM instead of an arm of TA."


def test_without_what_a_study_may_lack() -> None:
    """No analysis, no trial design, no CRF, no ledger, no figures: the guide stands and says what is missing."""
    found = without_open_issues(adam=None, trial={}, acrf_pages=0, tabulation=None, counts={})
    found = replace(
        found, sdtm=replace(found.sdtm, ledger={}), narrative={"csdrg": "## notice\n\nFor tests.\n"}, placed=()
    )
    paper = csdrg(found)
    assert sorted(gap.key for gap in paper.gaps) == ["TITLE", "acrf", "design", "overview", "purpose", "traceability"]
    told = answers(paper, "Questions of a reviewer")
    assert told["Were the analysis datasets made of these datasets?"] == "The package has no analysis datasets."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("## desing\n\nTwo arms.\n", "did you mean design?"),
        ("## design\n\nSee {AE.recods}.\n", "did you mean AE.records?"),
        ("## domain-XX\n\nWords.\n", "no section domain-XX"),
    ],
    ids=["heading", "figure", "dataset"],
)
def test_refused_narrative(text: str, words: str) -> None:
    """A heading that no section asks for, and a figure that there is none of, are errors with file and line."""
    with pytest.raises((MappingError, MappingErrors)) as error:
        csdrg(facts(narrative={"csdrg": text}))
    assert words in str(error.value)
    assert "guides/csdrg.md" in str(error.value)


def test_both_papers_are_made() -> None:
    """The guide becomes PDF and DOCX, the same bytes each time."""
    paper = csdrg(facts())
    assert pdf_bytes(paper) == pdf_bytes(csdrg(facts()))
    assert docx_bytes(paper) == docx_bytes(csdrg(facts()))
