"""Section 7 of the guide: the programs: which file makes which dataset or table, of what, with which software."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.facts import Facts, Program
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number

OWN = ("Python", "trial-dossier")


def programs(facts: Facts, said: Told) -> Section:
    """Programs of the analysis datasets, of the tables, of tabulation, and what goes with them; macros."""
    groups = _groups(facts)
    sections = [
        Section(title, (*said.optional(key), _grid(title, several)), key=key)
        for title, key, several in groups
        if several
    ]
    return Section(
        "Submission of Programs",
        tuple(_how(facts, said)),
        (*sections, Section("Macro Programs", tuple(_macros(facts, said)), key="macros")),
        key="programs",
    )


def _how(facts: Facts, said: Told) -> Iterator[Block]:
    versions = dict(facts.software)
    used = " and ".join(f"{name} {versions[name]}" for name in OWN if name in versions)
    if facts.programs:
        yield Paragraph(
            f"The datasets are made by {used or 'trial-dossier'} from the rules in the {number(len(facts.programs))} "
            "files listed here. A file of rules is plain text: for each dataset one rule for its records and one for "
            "each variable. The versions of all software are listed in [#standards] and in environment.txt, and "
            "readme.txt tells how the files become the study folder again."
        )
    else:
        yield Paragraph("No program is part of this submission.")
    yield from said.optional("programs")


def _groups(facts: Facts) -> tuple[tuple[str, str, tuple[Program, ...]], ...]:
    """Title, key and files of each group, in the order of the guide."""
    extra = set(facts.settings.programs)
    by = {"adam": "datasets", "results": "outputs", "sdtm": "tabulation"}
    groups: dict[str, list[Program]] = {}
    for one in facts.programs:
        part = one.origin.partition("/")[0]
        kind = "further" if one.origin in extra else by.get(part, "other") if one.origin.endswith(".toml") else "other"
        groups.setdefault(kind, []).append(one)
    titles = (
        ("Analysis Dataset Programs", "datasets"), ("Analysis Output Programs", "outputs"),
        ("Further Programs", "further"), ("Tabulation Dataset Programs", "tabulation"),
        ("Look-up Tables, Settings and Lists", "other"),
    )  # fmt: skip
    return tuple((title, f"programs-{kind}", tuple(groups.get(kind, ()))) for title, kind in titles)


def _grid(title: str, several: tuple[Program, ...]) -> Grid:
    rows = tuple((one.file, one.origin, one.purpose, ", ".join(one.reads), ", ".join(one.makes)) for one in several)
    headings = ("File", "In the study folder", "What it is", "Reads", "Makes")
    kept = [place for place in range(len(headings)) if place < 3 or any(row[place] for row in rows)]
    widths = (2.2, 2.2, 4, 3, 1.8)
    return Grid(
        title, tuple(headings[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows),
        tuple(widths[place] for place in kept), source="the programs themselves", wide=True,
    )  # fmt: skip


def _macros(facts: Facts, said: Told) -> Iterator[Block]:
    own = [one.file for one in facts.programs if one.origin == "algorithms.py"]
    words = "The rules call algorithms of trial-dossier by name; they call no macro."
    if own:
        words += f" Algorithms of the study's own are in {own[0]}."
    yield Paragraph(words)
    yield from said.optional("macros")
