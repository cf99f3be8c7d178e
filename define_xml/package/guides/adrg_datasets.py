"""Section 5 of the guide: the analysis datasets one by one: what they hold, parameters, flags, criteria, events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from define_xml.package.analysis_facts import AnalysisDataset, AnalysisFacts, Parameter
from define_xml.package.facts import DatasetFacts, Facts, Floor
from define_xml.package.guides.adrg_multiple import labelled
from define_xml.package.guides.inline import plain
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, filled_columns, number


def descriptions(facts: Facts, floor: Floor, analysis: AnalysisFacts, said: Told) -> Section:
    """The overview with a table of all datasets, then a section for each."""
    asks = "Whether the datasets support all objectives of protocol and analysis plan, and which objective each serves."
    several = tuple(
        Section(
            f"{one.name}: {one.spec.label}",
            tuple(_dataset(facts, floor, one, analysis, said)),
            key=f"dataset-{one.name}",
        )
        for one in floor.datasets
    )
    return Section(
        "Analysis Dataset Descriptions",
        sections=(
            Section("Overview", (*said.blocks("overview", asks), *_questions(floor, analysis)), key="overview"),
            Section("Analysis Datasets", (_overview(facts, floor, analysis),), several, key="datasets"),
        ),
        key="descriptions",
    )


def _questions(floor: Floor, analysis: AnalysisFacts) -> Iterator[Block]:
    outputs = len(analysis.outputs)
    screened = analysis.dataset("ADSL")
    adsl = floor.dataset("ADSL")
    rows = []
    if adsl and screened and "RANDFL" in screened.populations:
        left = adsl.records - screened.populations["RANDFL"]
        answer = f"Yes: {number(left)} of {number(adsl.records)} subjects were not randomised" if left else "No"
        rows.append(("Does ADSL hold screen failures?", answer))
    named = list(dict.fromkeys(name for one in analysis.outputs for name in one.datasets))
    used = [one.name for one in floor.datasets if one.name in named]
    if outputs:
        rows.append(("Datasets that tables and figures are made of", ", ".join(used)))
        rows.append(("Datasets that no table of this package uses", ", ".join(
            one.name for one in floor.datasets if one.name not in named) or "none"))  # fmt: skip
    if rows:
        yield Grid(
            "Content of the datasets",
            ("Question", "Answer"),
            tuple(rows),
            (2, 3),
            source="the datasets and results.json",
        )


def _overview(facts: Facts, floor: Floor, analysis: AnalysisFacts) -> Grid:
    primary = {name for one in analysis.outputs for name in one.primary}
    rows = tuple(
        (one.name, one.spec.label, _class(one), facts.settings.guides.use.get(one.name, ""),
         "Yes" if one.name in primary else "", one.spec.structure, ", ".join(one.spec.keys), number(one.records),
         number(one.subjects) if one.subjects is not None else "")
        for one in floor.datasets
    )  # fmt: skip
    headings = (
        "Dataset", "Label", "Class", "Used for", "Primary objective", "Structure", "Keys", "Records", "Subjects",
    )  # fmt: skip
    return Grid("Analysis datasets", headings, rows, (1.1, 2.1, 2, 1.2, 1.2, 2.4, 2.8, 1.1, 1.1), right=(7, 8),
                source="define.xml, the datasets and results.json", wide=True,
                links=tuple((one.name, f"dataset-{one.name}") for one in floor.datasets))  # fmt: skip


def _class(one: DatasetFacts) -> str:
    return "; ".join(part for part in (one.spec.class_name, one.spec.subclass) if part)


def _dataset(facts: Facts, floor: Floor, one: DatasetFacts, analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    if one.spec.comment:
        yield Paragraph(plain(one.spec.comment))
    yield from said.optional(f"dataset-{one.name}")
    yield _particulars(facts, one)
    found = analysis.dataset(one.name)
    if found is not None:
        yield from _counts(floor, found)


def _particulars(facts: Facts, one: DatasetFacts) -> Grid:
    made = [
        program.file for program in facts.programs if one.name in program.makes and program.origin.startswith("adam/")
    ]
    rows = (
        ("Structure", one.spec.structure),
        ("Class", _class(one)),
        ("Keys", ", ".join(one.spec.keys)),
        ("Records, variables", f"{number(one.records)}, {number(one.variables)}"),
        ("Subjects", number(one.subjects) if one.subjects is not None else ""),
        ("File", f"{one.file}, {number(one.bytes)} bytes"),
        ("Program", ", ".join(made)),
        ("Used for", facts.settings.guides.use.get(one.name, "")),
    )
    said = tuple(row for row in rows if row[1])
    return Grid(f"{one.name} at a glance", ("Item", "Value"), said, (1, 4), source=f"define.xml and {one.file}")


def _counts(floor: Floor, one: AnalysisDataset) -> Iterator[Grid]:
    """The tables of one dataset, those of them that have anything to show."""
    for grid in (_parameters(one), _criteria(one), _events(one), _populations(floor, one), _flags(floor, one)):
        if grid.rows:
            yield grid


def _parameters(dataset: AnalysisDataset) -> Grid:
    rows = tuple((one.code, one.label, one.category, one.kind, *_numbers(one)) for one in dataset.parameters)
    headings = ("Code", "Parameter", "Category", "Type", "Records", "Subjects", "Baseline", "Chosen")
    title = f"Parameters of {dataset.name}" + (" (chosen: ANL01FL is Y)" if "ANL01FL" in dataset.flags else "")
    widths = (56, 150, 100, 54, 50, 52, 54, 50)
    grid = filled_columns(Grid(title, headings, rows, widths, right=(4, 5, 6, 7), source=_file(dataset)))
    return replace(grid, wide=len(grid.headings) == len(headings))


def _numbers(one: Parameter) -> tuple[str, ...]:
    counts = (one.records, one.subjects, one.baselines, one.chosen)
    return tuple("" if count is None else number(count) for count in counts)


def _criteria(one: AnalysisDataset) -> Grid:
    rows = tuple((*found.values, number(found.records), number(found.subjects)) for found in one.criteria)
    headings = ("Parameter", "Criterion", "Met", "Records", "Subjects")
    return filled_columns(Grid(f"Criteria of {one.name}", headings, rows, right=(3, 4), source=_file(one)))


def _events(one: AnalysisDataset) -> Grid:
    rows = tuple(_event(found.values, number(found.subjects)) for found in one.events)
    headings = ("Parameter", "Censored", "What happened", "Subjects")
    return filled_columns(Grid(f"Events and censoring in {one.name}", headings, rows, right=(3,), source=_file(one)))


def _event(values: tuple[str, ...], subjects: str) -> tuple[str, ...]:
    """PARAMCD, CNSR and EVNTDESC, as far as they are there."""
    code = values[0] if not values[0].isdigit() else ""
    rest = values[1:] if code else values
    censored = "no (0)" if rest[0] == "0" else f"yes ({rest[0]})"
    return code, censored, rest[1] if len(rest) > 1 else "", subjects


def _populations(floor: Floor, one: AnalysisDataset) -> Grid:
    rows = tuple((flag, labelled(floor, one.name, flag), number(count)) for flag, count in one.populations.items())
    headings = ("Flag", "Label", "Subjects with Y")
    return Grid(f"Populations in {one.name}", headings, rows, (1, 4, 1.2), (2,), _file(one))


def _flags(floor: Floor, one: AnalysisDataset) -> Grid:
    rows = tuple(
        (flag, labelled(floor, one.name, flag), number(found.records), number(found.subjects))
        for flag, found in one.flags.items()
    )
    headings = ("Flag", "Label", "Records with Y", "Subjects")
    return Grid(f"Further flags of {one.name}", headings, rows, (1, 4, 1.2, 1), (2, 3), _file(one))


def _file(one: AnalysisDataset) -> str:
    return f"{one.name.lower()}.xpt"
