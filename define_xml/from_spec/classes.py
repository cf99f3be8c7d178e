"""Classes and standards: the names the house uses, and those of Define-XML."""

from __future__ import annotations

from functools import cache

from mappings.catalog import load_standard, standard_versions
from mappings.error import MappingError
from mappings.spec import DatasetSpec, Floor, StudySpec

# Define-XML 2.1, 5.3.9.1 and MSG 2.0: tabulation datasets stand in this order of classes, within one by name.
TABULATION = (
    "TRIAL DESIGN", "SPECIAL PURPOSE", "INTERVENTIONS", "EVENTS", "FINDINGS", "FINDINGS ABOUT", "RELATIONSHIP",
    "STUDY REFERENCE",
)  # fmt: skip
ANALYSIS = ("SUBJECT LEVEL ANALYSIS DATASET", "BASIC DATA STRUCTURE", "OCCURRENCE DATA STRUCTURE")
REFERENCE = frozenset({"TRIAL DESIGN", "STUDY REFERENCE", "REFERENCE DATA STRUCTURE"})
STANDARDS = {"OCCDS": "ADaM-OCCDSIG"}  # the house's name -> Define-XML's
# Define-XML 2.0 and 1.0 had names of their own.
_HOUSE = {
    **{defined: name for name, defined in STANDARDS.items()}, "SDTM-IG": "SDTMIG", "CDISC SDTM": "SDTMIG",
    "ADaM-IG": "ADaMIG", "CDISC ADaM": "ADaMIG",
}  # fmt: skip
TERMINOLOGY = "CDISC/NCI"
# Variables that say whose record it is.
_SUBJECTS = frozenset({"STUDYID", "USUBJID", "RSUBJID", "SUBJID", "APID"})


def defined_class(class_name: str) -> str:
    """`SPECIAL PURPOSE` of `Special-Purpose`."""
    return " ".join(class_name.upper().replace("-", " ").split())


def house_class(class_name: str, floor: Floor) -> str:
    """`Special-Purpose` of `SPECIAL PURPOSE`, as the tabulation standard says it; analysis classes are capitals."""
    return _published_classes().get(defined_class(class_name), class_name) if floor == "sdtm" else class_name


@cache
def _published_classes() -> dict[str, str]:
    names = {
        dataset.class_name
        for version in standard_versions().get("SDTMIG", ())
        for dataset in load_standard("SDTMIG", version).datasets
    }
    return {defined_class(name): name for name in sorted(names)}


def defined_standard(name: str) -> str:
    """`ADaM-OCCDSIG` of `OCCDS`."""
    return STANDARDS.get(name, name)


def house_standard(name: str) -> str:
    """`OCCDS` of `ADaM-OCCDSIG`, `SDTMIG` of `SDTM-IG`."""
    return _HOUSE.get(name, name)


def place_in_order(dataset: DatasetSpec, floor: Floor) -> tuple[bool, int, str]:
    """Where a dataset stands: ADSL first, then by class, then by name."""
    order = TABULATION if floor == "sdtm" else ANALYSIS
    family = defined_class(dataset.class_name)
    return dataset.name != "ADSL", order.index(family) if family in order else len(order), dataset.name


def followed(dataset: DatasetSpec, study: StudySpec) -> str:
    """The standard the dataset follows: what is said; none of a domain of the sponsor's own; else the floor's."""
    if dataset.standard or (dataset.custom and study.floor == "sdtm"):
        return dataset.standard
    names = [ref.name for ref in study.standards]
    wanted = ["SDTMIG"] if study.floor == "sdtm" else ["ADaMIG"]
    if defined_class(dataset.class_name) == "OCCURRENCE DATA STRUCTURE":
        wanted.insert(0, "OCCDS")
    return next((name for name in [*wanted, *names[:1]] if name in names), "")


def is_reference(dataset: DatasetSpec) -> bool:
    """Whether the dataset is about the trial and not about subjects."""
    return defined_class(dataset.class_name) in REFERENCE and dataset.variable("USUBJID") is None


def repeats(dataset: DatasetSpec) -> bool:
    """Whether a subject can have several records."""
    one = " ".join(dataset.structure.casefold().split()).rstrip(".") == "one record per subject"
    return not (one or (bool(dataset.keys) and set(dataset.keys) <= _SUBJECTS))


def published_label(domain: str, study: StudySpec) -> str:
    """What a domain is called: by the study's own dataset, else by the standard."""
    own = next((one.label for one in study.datasets if one.name == domain), "")
    ref = study.standard("SDTMIG")
    if own or ref is None:
        return own
    try:
        published = load_standard(ref.name, ref.version).dataset(domain)
    except MappingError:  # another version than those shipped says nothing here
        return ""
    return published.label if published else ""
