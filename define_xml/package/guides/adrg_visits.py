"""Section 3.4 of the guide: how analysis visits are assigned, and which record of several is analysed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from define_xml.package.analysis_facts import CHOSEN, WINDOW, AnalysisDataset, AnalysisFacts
from define_xml.package.facts import Floor
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number

SOURCE = "the datasets"
REASONS = 20  # how many reasons of a record that was not chosen are shown; the others are counted


def visits(floor: Floor, analysis: AnalysisFacts, said: Told) -> Section:
    """Windows, unscheduled visits, selection; told plainly where no dataset has analysis visits."""
    visited = [one for one in analysis.datasets if one.window_columns]
    title = "Use of Visit Windowing, Unscheduled Visits, and Record Selection"
    if not visited:
        return Section(title, (Paragraph("No dataset has analysis visits."), *said.optional("windows")), key="windows")
    asks = "How visits are assigned, what becomes of unscheduled visits, and which record of a visit is analysed."
    blocks = (_answers(visited), *said.blocks("windows", asks), _windows(visited))
    return Section(title, (*blocks, *_chosen(floor, analysis), *_not_chosen(analysis)), key="windows")


def _answers(visited: Sequence[AnalysisDataset]) -> Grid:
    windowed = [one.name for one in visited if {"AWLO", "AWHI", "AWTARGET"} & {*one.window_columns}]
    chosen = [one.name for one in visited if any(CHOSEN.fullmatch(flag) for flag in one.flags)]
    unplaced = sum(one.no_visit for one in visited)
    rows = (
        ("Was windowing used?", f"Yes: {', '.join(windowed)}" if windowed else "No"),
        ("Are there records without an analysis visit?", f"Yes: {number(unplaced)}" if unplaced else "No"),
        ("Is there a flag for the records that are analysed?", f"Yes: {', '.join(chosen)}" if chosen else "No"),
    )
    return Grid("Windows and selection", ("Question", "Answer"), rows, (3, 2), source=SOURCE)


def _windows(visited: Sequence[AnalysisDataset]) -> Grid:
    rows = []
    for one in visited:
        for counted in one.windows:
            said = dict(zip(one.window_columns, counted.values, strict=True))
            told = [said.get(name, "") for name in WINDOW]
            rows.append((one.name, *told, number(counted.records), number(counted.subjects)))
    headings = ("Dataset", "Visit", "Number", "First day", "Last day", "Target", "Records", "Subjects")
    widths = (1.1, 1.6, 1, 1, 1, 1, 1.1, 1.1)
    return Grid("Analysis visits", headings, tuple(rows), widths, right=(2, 3, 4, 5, 6, 7), source=SOURCE)


def _chosen(floor: Floor, analysis: AnalysisFacts) -> Iterator[Block]:
    """How many records each flag of selection takes."""
    rows = []
    for one in analysis.datasets:
        found = floor.dataset(one.name)
        for flag, counted in one.flags.items():
            if found and CHOSEN.fullmatch(flag):
                variable = found.spec.variable(flag)
                left = number(found.records - counted.records)
                rows.append((one.name, flag, variable.label if variable else "", number(counted.records), left))
    if rows:
        headings = ("Dataset", "Flag", "Label", "Records with Y", "Others")
        yield Grid("Records chosen", headings, tuple(rows), (1, 1, 3, 1.2, 1), right=(3, 4), source=SOURCE)


def _not_chosen(analysis: AnalysisFacts) -> Iterator[Block]:
    """Why others were not, where a variable tells it."""
    reasons = [(one.name, counted) for one in analysis.datasets for counted in one.not_chosen]
    reasons.sort(key=lambda one: (one[0], -one[1].records, one[1].values))
    rows = [(name, counted.values[0], number(counted.records)) for name, counted in reasons[:REASONS]]
    if len(reasons) > REASONS:
        rows.append(("", f"{number(len(reasons) - REASONS)} further reasons", ""))
    if rows:
        headings = ("Dataset", "Reason", "Records")
        yield Grid("Why records were not chosen", headings, tuple(rows), (1, 5, 1), right=(2,), source=SOURCE)
