"""The analysis data reviewer's guide: every table generated, the text between them the study's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from define_xml.package.analysis_facts import AnalysisFacts
from define_xml.package.facts import Facts, Floor
from define_xml.package.guides.adrg_creation import creation
from define_xml.package.guides.adrg_datasets import descriptions
from define_xml.package.guides.adrg_figures import analysis_figures
from define_xml.package.guides.adrg_multiple import considerations
from define_xml.package.guides.adrg_programs import programs
from define_xml.package.guides.adrg_results import results
from define_xml.package.guides.paper import Block, Grid, Paper, Paragraph, Section
from define_xml.package.guides.shared import (
    Told,
    conformance,
    cover,
    directory,
    introduction,
    number,
    protocol_title,
    told,
)
from define_xml.package.rule_files import sources
from mappings.error import MappingError

TITLE = "Analysis Data Reviewer's Guide"


def adrg(facts: Facts) -> Paper:
    """The guide to the analysis datasets, in the sections of the PHUSE template; missing text is a Gap.

    MappingError where there are no analysis datasets, and for headings of the narrative that no section asks for.
    """
    floor, analysis = facts.adam, facts.analysis
    if floor is None or analysis is None:
        raise MappingError("ADaM", "there are no analysis datasets to describe", "build them: python -m adam build")
    said = told(facts, "adrg", analysis_figures(floor, analysis))
    source = _source(facts, analysis, said)
    sections = (
        _protocol(facts, floor, analysis, said),
        considerations(floor, analysis, said),
        creation(floor, analysis, said),
        descriptions(facts, floor, analysis, said),
        conformance(facts, floor, said),
        programs(facts, said),
        directory(facts, "adam"),
        results(analysis, said),
    )
    first = introduction(facts, said, TITLE, (floor,), (source, *sections))
    first = replace(first, sections=(*first.sections, source))
    paper = cover(facts, said, TITLE, "Analysis datasets (ADaM)", (first, *sections))
    said.finish()
    return paper


def _source(facts: Facts, analysis: AnalysisFacts, said: Told) -> Section:
    """What the analysis datasets are made from: SDTM datasets and look-up tables, read off the rules."""
    reads: dict[str, list[str]] = {}
    for one in analysis.rules:
        if one.submit:
            for name in sources(one.name, analysis.rules):
                reads.setdefault(name, []).append(one.name)
    made = {one.name for one in analysis.rules}
    tabulation = {one.name: one for one in facts.sdtm.datasets}
    rows = tuple(
        (name, one.spec.label, number(one.records), ", ".join(reads[name]))
        for name, one in tabulation.items()
        if name in reads
    )
    tables = tuple(
        (name, ", ".join(reads[name])) for name in sorted(reads) if name not in tabulation | dict.fromkeys(made)
    )
    words = (
        f"The analysis datasets are made from {number(len(rows))} of the {number(len(tabulation))} SDTM datasets of "
        "this submission, and from no other data."
    )
    headings = ("Dataset", "Label", "Records", "Read for")
    blocks: list[Block] = [Paragraph(words), *said.optional("source")]
    blocks.append(
        Grid("SDTM datasets that are read", headings, rows, (1, 3, 1, 4), right=(2,), source="rules of the study")
    )
    if tables:
        words = (
            "Look-up tables of the study hold what is no data, such as windows or norms. They stand among the programs."
        )
        grid = Grid("Look-up tables that are read", ("Table", "Read for"), tables, (1, 3), source="rules of the study")
        blocks += [Paragraph(words), grid]
    return Section("Source Data Used for Analysis Dataset Creation", tuple(blocks), key="source")


def _protocol(facts: Facts, floor: Floor, analysis: AnalysisFacts, said: Told) -> Section:
    asks = "The design of the study as far as the analysis datasets hang on it: arms, periods, endpoints, populations."
    design = Section(
        "Protocol Design in Relation to ADaM Concepts",
        (*said.blocks("design", asks), *_populations(floor, analysis)),
        key="design",
    )
    return Section("Protocol Description", sections=(protocol_title(facts), design), key="protocol-description")


def _populations(floor: Floor, analysis: AnalysisFacts) -> Iterator[Block]:
    """Subjects of each population by planned treatment."""
    adsl = floor.dataset("ADSL")
    if adsl is None or not analysis.populations:
        return
    arms = list(dict.fromkeys(one.values[1] for one in analysis.populations))
    counts = {one.values: one.subjects for one in analysis.populations}
    flags = list(dict.fromkeys(one.values[0] for one in analysis.populations))
    rows = []
    for flag in flags:
        variable = adsl.spec.variable(flag)
        found = [counts.get((flag, arm), 0) for arm in arms]
        rows.append((flag, variable.label if variable else "", *(number(one) for one in found), number(sum(found))))
    headings = ("Flag", "Population", *(arm or "No treatment planned" for arm in arms), "Subjects")
    yield Grid(
        "Populations by planned treatment", headings, tuple(rows), (1, 3, *(1.0 for _ in arms), 1),
        right=tuple(range(2, len(headings))), source="adsl.xpt",
    )  # fmt: skip
