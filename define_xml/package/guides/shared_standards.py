"""What every guide begins with: acronyms, and the inventory of standards, terminologies, dictionaries and software."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from define_xml.package.facts import Facts, Floor
from define_xml.package.guides.paper import Block, Bullets, Gap, Grid, Listing, Paragraph, Section
from define_xml.package.guides.shared_figures import counted

WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
# What reads, computes or writes data and papers; the rest of an installation serves these.
TOUCHING = (
    "Python", "trial-dossier", "pandas", "numpy", "pyarrow", "lxml", "pyreadstat", "great-expectations", "reportlab",
    "python-docx", "pypdf",
)  # fmt: skip
PARTS = {"sdtm": "Tabulation", "adam": "Analysis"}


@cache
def _table(name: str) -> dict[str, str]:
    """A table of two columns beside this file, by its first."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {row[0]: row[1] for row in rows}


def acronyms(facts: Facts, sections: Sequence[Section]) -> Section:
    """The acronyms that occur in these sections, and what they stand for."""
    variables = {one.name for dataset in facts.sdtm.spec.datasets for one in dataset.variables}
    # ARM is a variable of DM before it is anything else; what the study itself explains is meant.
    known = {name: meaning for name, meaning in _table("acronyms").items() if name not in variables}
    known |= facts.settings.acronyms
    words = {word for section in sections for text in _texts(section) for word in WORD.findall(text)}
    # The parts of a hyphenated word count too: `BM-MSC` is one word, `FDA-specific` holds another.
    words |= {part for word in words for part in word.split("-")}
    rows = tuple((one, known[one]) for one in sorted(known, key=str.casefold) if one in words)
    grid = Grid("Acronyms used in this guide", ("Acronym", "Meaning"), rows, widths=(1, 4))
    return Section("Acronyms", (grid,), key="acronyms")


def _texts(section: Section) -> Iterator[str]:
    """Every text of a section and of those below."""
    yield section.title
    for block in section.blocks:
        yield from _of_block(block)
    for below in section.sections:
        yield from _texts(below)


def _of_block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Listing):
        yield block.text
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Grid):
        yield from (block.title, *block.headings, *(cell for row in block.rows for cell in row))
    elif isinstance(block, Gap):
        yield block.asks


def standards(facts: Facts, floors: Iterable[Floor]) -> Section:
    """The standards, terminologies and dictionaries of these floors with their versions, and the software used."""
    several = tuple(floors)
    rows = tuple(dict.fromkeys(row for floor in several for row in _rows(facts, floor)))
    inventory = Grid(
        "Standards and dictionaries", ("Standard or dictionary", "Version used", "Used for"), rows,
        widths=(5, 2, 4), source="define.xml and ts.xpt",
    )  # fmt: skip
    title = "Study Data Standards and Dictionary Inventory"
    return Section(title, (inventory, *_software(facts)), key="standards")


def _software(facts: Facts) -> Iterator[Block]:
    """What touches the data and the papers, by version; what these need is counted and stands in a file of its own."""
    shown = tuple(one for one in facts.software if one[0] in TOUCHING)
    if shown:
        title = "Software that made and judged the datasets"
        yield Grid(title, ("Software", "Version"), shown, widths=(3, 2), source="environment.txt")
    if others := len(facts.software) - len(shown):
        several = counted(others, "further package")
        yield Paragraph(f"`environment.txt`, among the programs, has the versions of {several} that they need.")


def _rows(facts: Facts, floor: Floor) -> Iterator[tuple[str, str, str]]:
    """Model, guide, terminology, define.xml, dictionaries, and references of the trial summary."""
    part = f"{PARTS[floor.part]} datasets"
    if floor.part == "sdtm":
        for version in facts.parameter("SDTMVER"):
            yield standard_name("SDTM"), version, part
    for one in floor.spec.standards:
        yield standard_name(one.name), one.version, part
    for one in floor.spec.terminology:
        name = "Define-XML" if one.name.upper() == "DEFINE-XML" else one.name
        use = "define.xml" if name == "Define-XML" else part
        yield f"CDISC Controlled Terminology: {name}", one.version, use
    yield standard_name("DEFINE-XML"), floor.define_version, f"define.xml of the {part.lower()}"
    yield from dictionaries(floor)
    if floor.part == "sdtm":
        yield from _references(facts)


def standard_name(name: str) -> str:
    """The full name of a standard that define.xml names in short."""
    return {key.upper(): full for key, full in _table("standards").items()}.get(name.upper(), name)


def dictionaries(floor: Floor) -> Iterator[tuple[str, str, str]]:
    """External dictionaries, their version, and how many variables are coded with each."""
    found: dict[tuple[str, str], set[str]] = {
        (one.name, one.version): set(one.variables) for one in floor.spec.dictionaries
    }
    coded = {one.name: (one.dictionary, one.version) for one in floor.spec.codelists if one.dictionary}
    for dataset in floor.spec.datasets:
        for variable in dataset.variables:
            for key in (coded[name] for name in variable.codelists if name in coded):
                found.setdefault(key, set()).add(f"{dataset.name}.{variable.name}")
    for (name, version), variables in sorted(found.items()):
        yield f"Dictionary: {name}", version or "not said", f"{counted(len(variables), 'variable')}: {_in(variables)}"


def _in(variables: Iterable[str]) -> str:
    return ", ".join(sorted({one.partition(".")[0] for one in variables}))


def _references(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """What the trial summary codes its values with; TSVCDREF, TSVCDVER."""
    found: dict[tuple[str, str], int] = {}
    for row in facts.trial.get("TS", ()):
        if reference := row.get("TSVCDREF", ""):
            key = (reference, row.get("TSVCDVER", ""))
            found[key] = found.get(key, 0) + 1
    for (name, version), count in found.items():
        yield f"Reference: {name}", version or "without version", f"{counted(count, 'value')} of TS"
