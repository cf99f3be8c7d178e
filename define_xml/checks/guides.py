"""What the implementation guide that a dataset follows publishes of it, where that version is shipped here."""

from __future__ import annotations

import re
from functools import lru_cache

from define_xml.checks.datasets import class_of
from define_xml.checks.held import GUIDES, is_held
from define_xml.checks.reviewed import ADAM, Reviewed, Use
from define_xml.document.items import ItemGroupDef
from define_xml.document.metadata import Standard
from mappings.catalog import Standard as Guide
from mappings.catalog import StandardDataset, StandardVariable, load_standard, standard_versions
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StandardRef, StudySpec
from mappings.structures import published_variable, structure

Known = dict[str, StandardVariable]


def guide_of(reviewed: Reviewed, dataset: ItemGroupDef) -> Guide | None:
    """The guide of a tabulation dataset."""
    said = reviewed.standard(dataset)
    if said is None or not is_held(said) or dataset.is_non_standard == "Yes" or said.name != "SDTMIG":
        return None
    return load_standard("SDTMIG", said.version or "")


def published_dataset(reviewed: Reviewed, dataset: ItemGroupDef) -> StandardDataset | None:
    """What is published under the name of a dataset, of the domain it is part of, or of its structure."""
    return _published(reviewed)[id(dataset)]


@lru_cache(maxsize=1)
def _published(reviewed: Reviewed) -> dict[int, StandardDataset | None]:
    """What is published of each dataset, looked up once."""
    return {id(one): _looked_up(reviewed, one) for one in reviewed.define.metadata.datasets}


def _looked_up(reviewed: Reviewed, dataset: ItemGroupDef) -> StandardDataset | None:
    if reviewed.family(dataset) == ADAM:
        study = analysis_study(reviewed, dataset)
        return structure(_spec(dataset), study) if study else None
    guide = guide_of(reviewed, dataset)
    if guide is None:
        return None
    name = dataset.name or ""
    if name.startswith("SUPP"):
        return _supplemental(guide, name)
    part = name.startswith(dataset.domain or "-") and len(name) <= 4
    return guide.dataset(name) or (guide.dataset(dataset.domain or "") if part else None)


@lru_cache(maxsize=1)
def known_variables(reviewed: Reviewed) -> tuple[tuple[Use, StandardVariable], ...]:
    """Every variable that the guide of its dataset publishes, and that is not said to be non-standard."""
    asked = (use for use in reviewed.variables_used if use.ref.is_non_standard != "Yes")
    found = ((use, known_variable(reviewed, use.dataset, use.item.name or "")) for use in asked)
    return tuple((use, known) for use, known in found if known is not None)


def known_variable(reviewed: Reviewed, dataset: ItemGroupDef, name: str) -> StandardVariable | None:
    """What the guide says of a variable in such a dataset, or in any dataset of its class; None if nothing."""
    published = published_dataset(reviewed, dataset)
    if reviewed.family(dataset) == ADAM:
        study = analysis_study(reviewed, dataset)
        return published_variable(name, published, study) if study else None
    own = published.variable(name) if published else None
    return own or class_variables(reviewed, dataset).get(name)


def class_variables(reviewed: Reviewed, dataset: ItemGroupDef) -> Known:
    """The variables that the class of a tabulation dataset permits, by name."""
    guide, class_name = guide_of(reviewed, dataset), class_of(dataset).title()
    if guide is None or not re.fullmatch(r"[A-Z][A-Z0-9]", dataset.domain or ""):
        return {}
    try:
        return {one.name: one for one in guide.class_variables(class_name, dataset.domain or "")}
    except MappingError:
        return {}  # a class that is no general observation class permits what is published, and no more


def meant(reviewed: Reviewed, dataset: ItemGroupDef, variable: StandardVariable) -> bool:
    """Whether a published variable is for such a dataset: some of OCCDS are for the records of certain domains only."""
    if not variable.only and not variable.never:
        return True
    guide = load_standard("SDTMIG", max(standard_versions()["SDTMIG"]))
    found = (guide.dataset(domain) for domain in _sources(reviewed, dataset))
    return any(variable.fits(one.class_name, one.name) for one in found if one is not None)


def _sources(reviewed: Reviewed, dataset: ItemGroupDef) -> set[str]:
    """The domains that the predecessors of an analysis dataset name: AE of AE.AETERM."""
    texts = (
        origin.description.value
        for _, item in reviewed.variables(dataset)
        for origin in item.origins
        if origin.type == "Predecessor" and origin.description
    )
    return {name for text in texts for name in re.findall(r"\b([A-Z][A-Z0-9])\.\1", text)}


def analysis_study(reviewed: Reviewed, dataset: ItemGroupDef) -> StudySpec | None:
    """The guides of the file as a spec names them; None where the dataset's own is not shipped here."""
    own = reviewed.standard(dataset)
    if dataset.is_non_standard == "Yes" or own is None or not is_held(own):
        return None
    refs = tuple(_ref(one) for one in reviewed.implementation_guides if is_held(one))
    return StudySpec(floor="adam", study_id="-", standards=refs)


def _ref(standard: Standard) -> StandardRef:
    return StandardRef(name=GUIDES[standard.name or ""], version=standard.version or "")


def _spec(dataset: ItemGroupDef) -> DatasetSpec:
    subclasses = dataset.classes.subclasses if dataset.classes else ()
    subclass = (subclasses[0].name or "") if subclasses else ""
    return DatasetSpec(name=dataset.name or "-", label="", domain="", class_name=class_of(dataset), subclass=subclass)


def _supplemental(guide: Guide, name: str) -> StandardDataset | None:
    try:
        return guide.supplemental(name.removeprefix("SUPP"))
    except MappingError:
        return None
