"""What both reviewer's guides share: cover, introduction, protocol, conformance, files, and the figures of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from define_xml.package.facts import Facts, Floor
from define_xml.package.guides.paper import Gap, Grid, Paper, Paragraph, Section
from define_xml.package.guides.shared_columns import filled_columns
from define_xml.package.guides.shared_conformance import conformance
from define_xml.package.guides.shared_figures import counted, figures, floors, number
from define_xml.package.guides.shared_files import directory, tree
from define_xml.package.guides.shared_standards import acronyms, dictionaries, standards
from define_xml.package.guides.shared_told import Told, told

__all__ = [
    "Told", "acronyms", "conformance", "counted", "cover", "dictionaries", "directory", "figures", "filled_columns",
    "floors", "introduction", "number", "protocol_title", "standards", "told", "tree",
]  # fmt: skip

# Trial summary parameters that name a protocol, and what the table calls them (SDTMIG 3.4, 7.4.2).
PROTOCOL = (
    ("TITLE", "Protocol title"), ("REGID", "Registry identifiers"), ("SPONSOR", "Sponsor"), ("TPHASE", "Phase"),
    ("INDIC", "Indication"), ("SSTDTC", "Study start"), ("SENDTC", "Study end"), ("DCUTDTC", "Data cut-off"),
    ("DCUTDESC", "Cut-off described"),
)  # fmt: skip


def cover(facts: Facts, told: Told, title: str, subject: str, sections: Sequence[Section]) -> Paper:
    """The guide as a paper: what its cover says, and the notice that `## notice` gives each page."""
    spec = facts.sdtm.spec
    said = (
        ("Study", spec.study_id),
        ("Protocol", spec.protocol),
        ("Title", _first(facts, "TITLE") or spec.name),
        ("Sponsor", _first(facts, "SPONSOR") or facts.settings.package.sponsor),
        ("Data cut-off", _first(facts, "DCUTDTC") or spec.cutoff),
        ("Prepared for", facts.profile.title),
    )
    notice = " ".join(block.text for block in told.optional("notice") if isinstance(block, Paragraph))
    return Paper(
        title=title, study=spec.study_id, subject=subject, sections=tuple(sections),
        cover=tuple((name, value) for name, value in said if value), notice=notice,
    )  # fmt: skip


def _first(facts: Facts, code: str) -> str:
    return next(iter(facts.parameter(code)), "")


def introduction(facts: Facts, told: Told, guide: str, floors: Iterable[Floor], sections: Sequence[Section]) -> Section:
    """Purpose (`## purpose`), acronyms that occur in `sections`, inventory of standards; `guide` is its full name."""
    what = "analysis" if told.file == facts.settings.guides.adrg else "tabulation"
    purpose = Paragraph(
        f"This document gives context for the {what} datasets and terminology of study {facts.sdtm.spec.study_id}, "
        "beyond what define.xml says. Its tables are generated from the datasets, define.xml, the records of the "
        "build and the report of the judgement; the text between them was written for the study."
    )
    asks = f"Why this {guide} was written and anything that a reader should know before the first table."
    beginning = Section("Purpose", (purpose, *told.blocks("purpose", asks)), key="purpose")
    inventory = standards(facts, floors)
    words = acronyms(facts, (beginning, inventory, *sections))
    return Section("Introduction", sections=(beginning, words, inventory), key="introduction")


def protocol_title(facts: Facts) -> Section:
    """Number and title of the protocol, its registries and dates; a study without a title has a gap."""
    spec = facts.sdtm.spec
    found = (("Study", spec.study_id), ("Protocol number", spec.protocol), *(
        (words, "; ".join(one for one in facts.parameter(code) if one)) for code, words in PROTOCOL
    ))  # fmt: skip
    versions = ("Protocol versions", ", ".join(_versions(facts)))
    rows = tuple((name, value) for name, value in (*found, versions) if value)
    grid = Grid("The protocol", ("Item", "Value"), rows, widths=(1, 3), source="ts.xpt, ti.xpt and define.xml")
    asked = Gap("TITLE", "ts.csv", "The title of the protocol: trial summary parameter TITLE.")
    return Section("Protocol Number and Title", (grid, *(() if _first(facts, "TITLE") else (asked,))), key="protocol")


def _versions(facts: Facts) -> list[str]:
    """Protocol versions that criteria are of (TI.TIVERS)."""
    return sorted({row.get("TIVERS", "") for row in facts.trial.get("TI", ())} - {""})
