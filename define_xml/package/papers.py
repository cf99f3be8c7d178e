"""The papers of a package: both guides as PDF in the tree and as DOCX beside it, and what nobody has written yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from define_xml.package.facts import Facts
from define_xml.package.guides.paper import Gap


@dataclass(frozen=True)
class Papers:
    """The guides by the names of their files, what lies beside the submission, and the gaps by guide."""

    guides: Mapping[str, bytes]
    review: Mapping[str, bytes]
    gaps: Mapping[str, tuple[Gap, ...]]

    @property
    def missing(self) -> int:
        """How many texts are missing, of all guides."""
        return sum(map(len, self.gaps.values()))


def papers(facts: Facts) -> Papers:
    """The guides that the study needs, each as PDF and as DOCX of the same content."""
    from define_xml.package.guides.adrg import adrg
    from define_xml.package.guides.csdrg import csdrg
    from define_xml.package.guides.docx import docx_bytes
    from define_xml.package.guides.pdf import pdf_bytes

    names = facts.profile.names
    made = {names.csdrg: csdrg(facts)} | ({names.adrg: adrg(facts)} if facts.adam else {})
    return Papers(
        guides={name: pdf_bytes(paper) for name, paper in made.items()},
        review={f"{name.rpartition('.')[0]}.docx": docx_bytes(paper) for name, paper in made.items()},
        gaps={name: paper.gaps for name, paper in made.items()},
    )
