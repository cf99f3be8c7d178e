"""The datasets in the tabulation guide: the tables of all of them, and a section for each that needs a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from define_xml.package.facts import DatasetFacts, Facts
from define_xml.package.guides.csdrg_protocol import HOLDS
from define_xml.package.guides.inline import plain
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, filled_columns, number
from mappings.spec import VariableSpec
from mappings.statement import OriginSpec

ORIGINS = {"Not Available": "not collected"}


def domains(facts: Facts, told: Told) -> Section:
    """Subject domains: classes, relations, structure, keys and records of all; then the notes of each dataset."""
    subjects = tuple(one for one in facts.sdtm.datasets if one.name not in HOLDS)
    sections = tuple(
        section for one in subjects if not _supplemental(one) and (section := _section(facts, told, one)).blocks
    )
    links = tuple((one.key.removeprefix("domain-"), one.key) for one in sections)
    blocks = (*told.optional("domains"), replace(_classes(facts, subjects), links=links), _structures(subjects))
    return Section("SDTM Subject Domains", blocks, sections, key="domains")


def _supplemental(one: DatasetFacts) -> bool:
    """Whether a dataset holds non-standard variables of another; they are told there."""
    return one.name.startswith("SUPP") or one.name.startswith("SQ")


def _classes(facts: Facts, subjects: tuple[DatasetFacts, ...]) -> Grid:
    headings = ("Dataset", "Label", "Class", "Used for", "SUPP", "Related by RELREC", "Custom")
    names = {one.name for one in subjects}
    domains = [one for one in subjects if not _supplemental(one)]
    rows = tuple(_class(facts, one, names) for one in domains)
    grid = Grid("Subject domains", headings, rows, (1, 3.2, 1.9, 1.2, 0.8, 1.8, 1), source="define.xml and relrec.xpt")
    return filled_columns(grid)


def _class(facts: Facts, one: DatasetFacts, names: set[str]) -> tuple[str, ...]:
    spec = one.spec
    kind = f"{spec.class_name}: {spec.subclass}" if spec.subclass else spec.class_name
    supp = "Yes" if names & {f"SUPP{one.name}", f"SQ{one.name}"} else ""
    use, custom = facts.settings.guides.use.get(one.name, ""), "Yes" if spec.custom else ""
    return (one.name, spec.label, kind, use, supp, _related(facts, one), custom)


def _related(facts: Facts, one: DatasetFacts) -> str:
    return ", ".join(facts.tabulation.related.get(one.name, ())) if facts.tabulation else ""


def _structures(subjects: tuple[DatasetFacts, ...]) -> Grid:
    headings = ("Dataset", "Structure", "Keys", "Records", "Subjects", "Variables", "File", "Bytes")
    rows = tuple(
        (
            one.name, one.spec.structure, ", ".join(one.spec.keys), number(one.records),
            "" if one.subjects is None else number(one.subjects), number(one.variables), one.file, number(one.bytes),
        )
        for one in subjects
    )  # fmt: skip
    widths = (1, 3, 3.4, 0.9, 0.9, 0.9, 1.2, 1.1)
    return Grid(
        "Structure, keys and size of the datasets", headings, rows, widths, (3, 4, 5, 7),
        source="define.xml and the transport files", wide=True,
    )  # fmt: skip


def _section(facts: Facts, told: Told, one: DatasetFacts) -> Section:
    """What is said of a dataset: the mapping's comment, the narrative, then what the data show."""
    comment = (Paragraph(plain(one.spec.comment)),) if one.spec.comment else ()
    blocks = (*comment, *told.optional(f"domain-{one.name}"), *_shown(facts, one))
    return Section(f"{one.name}: {one.spec.label}", blocks, key=f"domain-{one.name}")


def _shown(facts: Facts, one: DatasetFacts) -> Iterator[Block]:
    name = one.name
    yield from _categories(facts, name)
    yield from _qualifiers(facts, name)
    values = tuple(variable for variable in one.spec.variables if variable.values)
    if values:
        told = ", ".join(f"{variable.name} ({number(len(variable.values))})" for variable in values)
        yield Paragraph(f"Value-level metadata in define.xml, with the number of conditions: {told}.")
    empty = tuple(_empty(variable) for variable in one.spec.variables if variable.has_no_data)
    if empty:
        yield Grid(
            f"Variables of {name} without a value", ("Variable", "Label", "Origin", "Comment"), empty,
            (1.1, 2.4, 1.2, 4), source="define.xml",
        )  # fmt: skip
    if one.parts:
        files = ", ".join(f"`{part}`" for part in one.parts)
        yield Paragraph(f"The dataset is larger than the limit and is delivered in parts as well: {files}.")


def _empty(variable: VariableSpec) -> tuple[str, ...]:
    return (variable.name, variable.label, _origin(variable.origins), variable.comment)


def _origin(origins: tuple[OriginSpec, ...]) -> str:
    return ", ".join(ORIGINS.get(one.type, one.type.lower()) for one in origins)


def _categories(facts: Facts, name: str) -> Iterator[Block]:
    found = facts.tabulation.categories_of(name) if facts.tabulation else ()
    if not found or (len(found) == 1 and not found[0].category and not found[0].tests):
        return
    rows = tuple(
        (one.category or (one.subcategory and "(none)"), one.subcategory, _tests(one.tests), number(one.records))
        for one in found
    )
    titled = f"Records of {name} by {'category' if any(row[0] for row in rows) else 'test'}"
    headings = ("Category", "Subcategory", "Tests", "Records")
    grid = Grid(titled, headings, rows, (2.2, 2.2, 5, 0.9), (3,), f"{name.lower()}.xpt")
    yield filled_columns(grid)


def _tests(tests: tuple[str, ...]) -> str:
    """The codes of tests; of very many the number and the ends."""
    if len(tests) > 14:
        return f"{len(tests)} tests, {tests[0]} to {tests[-1]}"
    return ", ".join(tests)


def _qualifiers(facts: Facts, name: str) -> Iterator[Block]:
    found = facts.tabulation.qualifiers_of(name) if facts.tabulation else ()
    if found:
        rows = tuple((one.name, one.label, one.origin, one.evaluator, number(one.records)) for one in found)
        headings = ("QNAM", "Label", "Origin", "Evaluator", "Records")
        title, source = f"Non-standard variables of {name}, in SUPP{name}", f"supp{name.lower()}.xpt"
        yield filled_columns(Grid(title, headings, rows, (1.2, 3.6, 1.2, 1.8, 0.9), (4,), source))
