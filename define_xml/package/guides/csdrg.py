"""The clinical study data reviewer's guide: what a reviewer reads beside the tabulation datasets and define.xml."""

from __future__ import annotations

from dataclasses import replace

from define_xml.package.facts import Facts
from define_xml.package.guides.csdrg_crf import crf
from define_xml.package.guides.csdrg_domains import domains
from define_xml.package.guides.csdrg_flow import flow
from define_xml.package.guides.csdrg_overview import overview
from define_xml.package.guides.csdrg_protocol import criteria, protocol
from define_xml.package.guides.paper import Paper, Section
from define_xml.package.guides.shared import conformance, cover, directory, introduction, told

TITLE = "Clinical Study Data Reviewer's Guide"


def csdrg(facts: Facts) -> Paper:
    """The guide of the tabulation datasets; texts that nobody wrote are its gaps.

    MappingErrors for a narrative that cannot be read, or whose headings no section asks for.
    """
    words = told(facts, "csdrg")
    subject_data = Section(
        "Subject Data Description",
        sections=(overview(facts, words), flow(facts, words), crf(facts, words), domains(facts, words)),
        key="subject-data",
    )
    body = (
        protocol(facts, words),
        subject_data,
        conformance(facts, facts.sdtm, words),
        criteria(facts),
        replace(directory(facts, "sdtm", ""), appendix=True),
    )
    first = introduction(facts, words, TITLE, (facts.sdtm,), body)
    paper = cover(facts, words, TITLE, "Tabulation datasets", (first, *body))
    words.finish()
    return paper
