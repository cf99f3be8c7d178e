"""The standards and terminologies that a define.xml names: those its datasets follow, and Define-XML's own."""

from __future__ import annotations

from mappings.catalog import terminology_versions
from mappings.spec import Floor, StandardRef, StudySpec

FOLLOWED: dict[Floor, frozenset[str]] = {"sdtm": frozenset({"SDTMIG"}), "adam": frozenset({"ADaMIG", "OCCDS"})}
# Classes, origins and the like are words of this terminology.
DEFINE = "DEFINE-XML"


def followed_standards(study: StudySpec) -> tuple[StandardRef, ...]:
    """The standards of the study's floor; those nobody ships or that are of the other floor are left out."""
    other = FOLLOWED["adam" if study.floor == "sdtm" else "sdtm"]
    return tuple(ref for ref in study.standards if ref.name not in other)


def named_terminologies(study: StudySpec) -> tuple[StandardRef, ...]:
    """The study's terminologies that its floor can use, and Define-XML's: as said, else the release that is shipped."""
    kept = [ref for ref in study.terminology if ref.name != "ADaM" or study.floor == "adam"]
    versions = terminology_versions().get(DEFINE, ())
    if versions and all(ref.name != DEFINE for ref in kept):
        kept.append(StandardRef(name=DEFINE, version=versions[-1]))
    return tuple(kept)
