"""The annotated CRF in the tabulation guide: its pages, its conventions, and the references that were proved."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.facts import Facts
from define_xml.package.guides.paper import Block, Bullets, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number
from mappings.spec import StudySpec
from mappings.statement import OriginSpec

# Metadata Submission Guidelines 2.0, section 3: what a reader of the annotated pages has to know.
CONVENTIONS = (
    "The datasets of a page stand at its head with their labels, `DM (Demographics)`, each in the colour of its "
    "variables.",
    "A variable stands beside the field that it is collected in; `VSORRES when VSTESTCD = WEIGHT` tells for which "
    "records.",
    "A supplemental qualifier is annotated with its dataset: `NAME in SUPPDM`. Records that are related say so: "
    "`RELREC when ...`.",
    "A field that no dataset holds is marked `[NOT SUBMITTED]`.",
    "A dashed border marks what belongs to a field or form and is not collected there: constants, assigned and derived "
    "values.",
    "The bookmarks lead to the pages by visit and by form; a table of contents stands at the end.",
)


def crf(facts: Facts, told: Told) -> Section:
    """Annotated CRF: pages, conventions, page references of define.xml and how many of them were proved."""
    return Section("Annotated CRF", tuple(_blocks(facts, told)), key="acrf")


def _blocks(facts: Facts, told: Told) -> Iterator[Block]:
    if not facts.acrf_pages:
        yield Paragraph("The package has no annotated CRF.")
        yield from told.blocks("acrf", "Why the package has no annotated CRF.")
        return
    yield Paragraph(
        f"`{facts.profile.names.acrf}` has {number(facts.acrf_pages)} pages. Its annotations are made from the same "
        "rules as the datasets. These conventions hold:"
    )
    yield Bullets(CONVENTIONS)
    yield from told.optional("acrf")
    headings = ("Source", "Variables and values of origin Collected", "With a page of the annotated CRF")
    yield Grid("Collected data and their pages", headings, tuple(_pages(facts.sdtm.spec)), (2, 2, 2), (1, 2),
               "define.xml")  # fmt: skip
    if any(one.source == "Vendor" and one.type == "Collected" for one in _origins(facts.sdtm.spec)):
        yield Paragraph("What a vendor transferred stands on no page of the CRF.")
    proved, asked = facts.proved
    if asked:
        yield Paragraph(
            f"Each reference was looked up by machine in the text of its page: {number(proved)} of {number(asked)} "
            "have the annotation there that define.xml promises."
        )


def _pages(spec: StudySpec) -> Iterator[tuple[str, str, str]]:
    """By source of the data: the collected variables and values, and those of them with a page."""
    collected = [one for one in _origins(spec) if one.type == "Collected"]
    for source in sorted({one.source for one in collected}):
        several = [one for one in collected if one.source == source]
        paged = [one for one in several if any(use.pages for use in one.documents)]
        yield source or "not said", number(len(several)), number(len(paged))


def _origins(spec: StudySpec) -> Iterator[OriginSpec]:
    """The origins of variables and of their values."""
    for dataset in spec.datasets:
        for variable in dataset.variables:
            yield from variable.origins
            for value in variable.values:
                yield from value.origins
