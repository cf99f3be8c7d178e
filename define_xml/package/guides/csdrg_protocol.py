"""The protocol in the tabulation guide: its design with arms, elements and visits, and the trial design datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from define_xml.package.facts import Facts
from define_xml.package.guides.inline import plain
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number, protocol_title

# What a dataset of the trial design holds; SDTMIG 3.4, section 7.
HOLDS = {
    "TA": "The arms, and the elements that a subject of each passes through, in order",
    "TE": "The elements, with the rules by which each begins and ends",
    "TV": "The planned visits, with the rules by which each begins and ends",
    "TI": "The criteria of inclusion and exclusion, by version of the protocol",
    "TS": "The trial in parameters and values",
    "TD": "The schedule of disease assessments",
    "TM": "The disease milestones",
    "TX": "The trial sets",
}
Rows = Sequence[Mapping[str, str]]


def protocol(facts: Facts, told: Told) -> Section:
    """Protocol description: number and title, design, trial design datasets."""
    return Section(
        "Protocol Description",
        sections=(
            protocol_title(facts),
            Section("Protocol Design", tuple(_design(facts, told)), key="design"),
            Section("Trial Design Datasets", tuple(_overview(facts)), tuple(_datasets(facts, told)), "trial-design"),
        ),
        key="protocol-description",
    )


def _design(facts: Facts, told: Told) -> Iterator[Block]:
    yield from told.blocks("design", "The design of the trial in words: arms, blinding, visits, endpoints.")
    trial = facts.trial
    if rows := trial.get("TA"):
        epochs = list(dict.fromkeys(row.get("EPOCH", "") for row in rows))
        yield Grid(
            "Arms by epoch: the elements of each", ("Arm", "Code", *epochs), tuple(_arms(rows, epochs)), source="ta.xpt"
        )
    for grid in (_elements(trial.get("TE", ())), _visits(trial.get("TV", ()))):
        if grid.rows:
            yield grid


def _arms(rows: Rows, epochs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """A row for each arm, a column for each epoch; the elements in their order."""
    names = dict.fromkeys((row.get("ARM", ""), row.get("ARMCD", "")) for row in rows)
    for name, code in names:
        of_arm = [row for row in rows if row.get("ARMCD", "") == code]
        cells = (", then ".join(_element(row) for row in of_arm if row.get("EPOCH", "") == epoch) for epoch in epochs)
        yield (name, code, *cells)


def _element(row: Mapping[str, str]) -> str:
    branch = row.get("TABRANCH", "")
    return f"{row.get('ELEMENT', '')} ({branch})" if branch else row.get("ELEMENT", "")


def _elements(rows: Rows) -> Grid:
    headings = ("Element", "Code", "Begins", "Ends", "Duration")
    names = ("ELEMENT", "ETCD", "TESTRL", "TEENRL", "TEDUR")
    return _grid("Elements", headings, rows, names, widths=(2, 1, 3.5, 3.5, 1.1), source="te.xpt")


def _visits(rows: Rows) -> Grid:
    headings = ("Visit", "Number", "Planned day", "Begins", "Ends")
    names = ("VISIT", "VISITNUM", "VISITDY", "TVSTRL", "TVENRL")
    return _grid(
        "Planned visits", headings, rows, names, widths=(1.5, 1.1, 1.2, 3.3, 3.2), source="tv.xpt", right=(1, 2)
    )


def _grid(
    title: str,
    headings: tuple[str, ...],
    rows: Rows,
    names: tuple[str, ...],
    *,
    source: str,
    widths: tuple[float, ...] = (),
    right: tuple[int, ...] = (),
) -> Grid:
    """The rows of a dataset as a table, the named variables in order."""
    cells = tuple(tuple(row.get(name, "") for name in names) for row in rows)
    return Grid(title, headings, cells, widths, right, source)


def _overview(facts: Facts) -> Iterator[Block]:
    present = [one for one in facts.sdtm.datasets if one.name in HOLDS]
    rows = tuple((one.name, one.spec.label, HOLDS[one.name], number(one.records)) for one in present)
    yield Grid(
        "Trial design datasets", ("Dataset", "Label", "What it holds", "Records"), rows,
        widths=(1, 2.5, 5, 1), right=(3,), source="the transport files",
    )  # fmt: skip
    absent = [name for name in ("TA", "TE", "TV", "TI", "TS") if not any(one.name == name for one in present)]
    if absent:
        yield Paragraph(f"Not submitted: {', '.join(absent)}.")


def _datasets(facts: Facts, told: Told) -> Iterator[Section]:
    """A section for each trial design dataset of which something is to be said."""
    for one in facts.sdtm.datasets:
        if one.name not in HOLDS:
            continue
        said = (Paragraph(plain(one.spec.comment)),) if one.spec.comment else ()
        blocks = (*said, *told.optional(f"domain-{one.name}"), *_content(facts, one.name))
        if blocks:
            yield Section(f"{one.name}: {one.spec.label}", blocks, key=f"domain-{one.name}")


def _content(facts: Facts, name: str) -> Iterator[Block]:
    if name == "TI":
        yield from _criteria_counted(facts.trial.get("TI", ()))
    if name == "TS":
        yield _summary(facts.trial.get("TS", ()))


def _criteria_counted(rows: Rows) -> Iterator[Block]:
    """How many criteria of each kind every version of the protocol has."""
    kinds = dict.fromkeys((row.get("TIVERS", ""), row.get("IECAT", "")) for row in sorted(rows, key=_as_in_protocol))
    counted = tuple(
        (version or "not said", kind, number(sum(_is(row, version, kind) for row in rows))) for version, kind in kinds
    )
    yield Grid(
        "Criteria by version of the protocol", ("Version", "Category", "Criteria"), counted, right=(2,), source="ti.xpt"
    )


def _is(row: Mapping[str, str], version: str, kind: str) -> bool:
    return row.get("TIVERS", "") == version and row.get("IECAT", "") == kind


def _summary(rows: Rows) -> Grid:
    """The trial summary; where there is no value, its null flavour."""
    headings = ("Parameter", "Name", "Value", "Code", "Reference")
    cells = tuple(
        (
            row.get("TSPARMCD", ""), row.get("TSPARM", ""), row.get("TSVAL", "") or _flavour(row),
            row.get("TSVALCD", ""), f"{row.get('TSVCDREF', '')} {row.get('TSVCDVER', '')}".strip(),
        )
        for row in rows
    )  # fmt: skip
    return Grid("Trial summary", headings, cells, (1.7, 2.5, 3.9, 1.9, 2.3), source="ts.xpt")


def _flavour(row: Mapping[str, str]) -> str:
    flavour = row.get("TSVALNF", "")
    return f"({flavour})" if flavour else ""


def criteria(facts: Facts) -> Section:
    """Appendix: the criteria of inclusion and exclusion, word by word."""
    rows = sorted(facts.trial.get("TI", ()), key=_as_in_protocol)
    if not rows:
        words = (Paragraph("The package has no dataset of criteria (TI)."),)
        return Section("Inclusion and Exclusion Criteria", words, key="criteria", appendix=True)
    headings, names = ("Criterion", "Category", "Text", "Version"), ("IETESTCD", "IECAT", "IETEST", "TIVERS")
    grid = _grid("Criteria", headings, rows, names, source="ti.xpt")
    return Section("Inclusion and Exclusion Criteria", (grid,), key="criteria", appendix=True)


def _as_in_protocol(row: Mapping[str, str]) -> tuple[str, bool]:
    """By version, inclusion first; within that in the order of the file."""
    return row.get("TIVERS", ""), row.get("IECAT", "") != "INCLUSION"
