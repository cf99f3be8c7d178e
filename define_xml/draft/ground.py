"""What a draft stands on: the study as read, the standards that are shipped, and what became of its codelists."""

from __future__ import annotations

from dataclasses import dataclass, field

from define_xml.draft.at_home import AtHome, at_home
from define_xml.draft.codelists import Codelists, drafted_codelists
from mappings.catalog import Standard, load_standard, standard_versions, terminology_versions
from mappings.spec import Floor, StandardRef, StudySpec
from mappings.structures import OCCURRENCE
from mappings.terminology import Terminology, load_terminology

# By floor: the standards a study folder names, and the packages of terminology, the one it cannot do without first.
STANDARDS: dict[Floor, tuple[str, ...]] = {"sdtm": ("SDTMIG",), "adam": ("ADaMIG", "OCCDS")}
PACKAGES: dict[Floor, tuple[str, ...]] = {"sdtm": ("SDTM",), "adam": ("ADaM", "SDTM")}
DECIDE = "drafted: decide"


@dataclass
class Ground:
    """The study as its define.xml says it (`study`), following standards that are shipped (`followed`)."""

    study: StudySpec
    followed: StudySpec
    codelists: Codelists
    standard: Standard | None
    home: AtHome
    remarks: list[str] = field(default_factory=list)

    @property
    def documents(self) -> frozenset[str]:
        """The documents that can be referred to."""
        return frozenset(one.id for one in self.followed.documents)


def ground_of(study: StudySpec) -> Ground:
    """What a draft of the study stands on."""
    remarks: list[str] = []
    standards = tuple(_shipped(name, study.standards, standard_versions(), remarks) for name in _standards(study))
    packages = tuple(
        _shipped(name, study.terminology, terminology_versions(), remarks) for name in PACKAGES[study.floor]
    )
    others = [one for one in (*study.standards, *study.terminology) if one.name not in _known(standards, packages)]
    remarks.extend(f"the define.xml names {one.name} {one.version} too; a study folder does not" for one in others)
    documents = tuple(one for one in study.documents if not leads_away(one.href))
    followed = study.model_copy(update={"standards": standards, "terminology": packages, "documents": documents})
    releases: list[Terminology] = [load_terminology(one.name, one.version) for one in packages]
    sdtm = next((load_standard(one.name, one.version) for one in standards if one.name == "SDTMIG"), None)
    return Ground(study, followed, drafted_codelists(study, releases), sdtm, at_home(study), [*remarks, *study.notes])


def _standards(study: StudySpec) -> tuple[str, ...]:
    """The standards named; that of occurrences only where a dataset is one or the define.xml names it."""
    occurrences = any(one.class_name == OCCURRENCE for one in study.datasets) or study.standard("OCCDS") is not None
    return tuple(name for name in STANDARDS[study.floor] if name != "OCCDS" or occurrences)


def _known(*refs: tuple[StandardRef, ...]) -> set[str]:
    return {one.name for group in refs for one in group}


def _shipped(
    name: str, said: tuple[StandardRef, ...], shipped: dict[str, tuple[str, ...]], remarks: list[str]
) -> StandardRef:
    """The version the study follows if it is shipped, else the newest that is; that is remarked."""
    wanted = next((one.version for one in said if one.name == name), "")
    versions = sorted(shipped[name], key=_numbers)
    if wanted in versions:
        return StandardRef(name=name, version=wanted)
    told = f"{name} {wanted}" if wanted else f"no version of {name}"
    remarks.append(f"the define.xml names {told}; drafted with {versions[-1]}: decide")
    return StandardRef(name=name, version=versions[-1])


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.replace("-", ".").split(".") if part.isdecimal()]


def leads_away(file: str) -> bool:
    """Whether a file is not beside the datasets."""
    return not file.strip() or file.startswith("/") or "\\" in file or ":" in file or ".." in file.split("/")
