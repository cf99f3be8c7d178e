"""Section 4 of the guide: how the analysis datasets are made: split files, dependencies, intermediate datasets."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.analysis_facts import AnalysisFacts
from define_xml.package.facts import Floor
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number
from define_xml.package.rule_files import order_of_building, sources, used_for

RULES = "rules of the study"
LONGEST = 260  # letters of a rule that a table shows


def creation(floor: Floor, analysis: AnalysisFacts, said: Told) -> Section:
    """Split datasets, data dependencies with the order of building, intermediate datasets."""
    return Section(
        "Analysis Data Creation and Processing Issues",
        sections=(
            Section("Split Datasets", tuple(_split(floor, said)), key="split"),
            Section("Data Dependencies", tuple(_dependencies(floor, analysis, said)), key="dependencies"),
            Section("Intermediate Datasets", tuple(_intermediate(analysis, said)), key="intermediate"),
        ),
        key="creation",
    )


def _split(floor: Floor, said: Told) -> Iterator[Block]:
    split = [one for one in floor.datasets if one.parts]
    if split:
        rows = tuple((one.name, one.file, ", ".join(one.parts), number(one.bytes)) for one in split)
        headings = ("Dataset", "File", "Parts", "Bytes of the whole")
        yield Grid("Datasets in parts", headings, rows, (1, 1.4, 4, 1.4), right=(3,), source="the datasets")
    else:
        yield Paragraph("No analysis dataset is split: each is below the limit of size.")
    yield from said.optional("split")


def _dependencies(floor: Floor, analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    steps = order_of_building(analysis.rules)
    order = "; then ".join(", ".join(step) for step in steps)
    yield Paragraph(
        "Which dataset is made of which is read off the rules: every name that a rule mentions, through intermediate "
        f"datasets. The order of building follows from it: {order}."
    )
    yield from said.optional("dependencies")
    found = {one.name: one for one in floor.datasets}
    rows = []
    for place, step in enumerate(steps, 1):
        for name in (one for one in step if one in found):
            reads = sources(name, analysis.rules)
            made = ", ".join(f"{table} ({number(count)})" for table, count in found[name].made_of)
            ours = ", ".join(one for one in reads if one in found)
            others = ", ".join(one for one in reads if one not in found)
            rows.append((str(place), name, number(found[name].records), made, ours, others))
    headings = (
        "Step",
        "Dataset",
        "Records",
        "Records traced to SDTM",
        "Reads of ADaM",
        "Reads of SDTM and look-up tables",
    )
    yield Grid("Dependencies", headings, tuple(rows), (0.6, 1, 1, 2, 1.6, 4.5), right=(0, 2),
               source="rules of the study; ledger.json of the ADaM build", wide=True)  # fmt: skip


def _intermediate(analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    home = [one for one in analysis.rules if not one.submit]
    if not home:
        yield Paragraph("There are no intermediate datasets.")
        yield from said.optional("intermediate")
        return
    yield Paragraph(
        f"{number(len(home))} intermediate datasets exist while the datasets are built and are not submitted. Each is "
        "defined by a rule for its records among the programs; the table gives that rule, or its beginning."
    )
    yield from said.optional("intermediate")
    rows = tuple(
        (one.name, ", ".join(used_for(one.name, analysis.rules)), _short(one.rule), one.where, one.file) for one in home
    )
    headings = ("Name", "Made for", "Rule for its records", "Only where", "File")
    yield Grid("Intermediate datasets", headings, rows, (1.6, 1.6, 5, 3, 1.9), source=RULES, wide=True)


def _short(rule: str) -> str:
    """The rule, or its beginning up to a blank."""
    return rule if len(rule) <= LONGEST else f"{rule[:LONGEST].rpartition(' ')[0]} ..."
