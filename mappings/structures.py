"""The structures of ADaMIG and OCCDS that analysis datasets follow, and the datasets and codelists their rules name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mappings.catalog import StandardDataset as Structure
from mappings.catalog import StandardVariable, load_standard
from mappings.error import MappingError, nearest
from mappings.said import DatasetEntry, Reading
from mappings.spec import DatasetSpec, StudySpec

OTHER = "ADAM OTHER"
SUBJECT_LEVEL = "SUBJECT LEVEL ANALYSIS DATASET"
BASIC = "BASIC DATA STRUCTURE"
OCCURRENCE = "OCCURRENCE DATA STRUCTURE"
# ADaMIG 1.3, 3.3.1: the treatment of a record; OCCDS 1.1, 3.2.2 takes them over.
TREATMENT = re.compile(r"TRT[PA](G[1-9])?N?")


def structure(dataset: DatasetSpec, study: StudySpec) -> Structure | None:
    """The published structure of an analysis dataset: ADSL, BDS, TTE, OCCDS, or OCCDS of one domain."""
    if not dataset.submit:
        return None
    return _by_class(study).get((dataset.class_name, dataset.subclass))


def published_variable(name: str, published: Structure | None, study: StudySpec) -> StandardVariable | None:
    """What the standards say of a variable in such a dataset: its own structure, else ADSL's; of treatments BDS's.

    A pattern with a star (`*DT`) fits many names: one that ADSL publishes means what it means there.
    """
    own = published.variable(name) if published else None
    if published is None or (own is not None and "*" not in own.pattern):
        return own
    subjects, basic = (_by_class(study).get((family, "")) for family in (SUBJECT_LEVEL, BASIC))
    borrowed = subjects.variable(name) if subjects else None
    if borrowed is None and basic is not None and TREATMENT.fullmatch(name):
        borrowed = basic.variable(name)
    return borrowed or own


def named_datasets(study: StudySpec) -> frozenset[str]:
    """The names that the rules of the study may mean a dataset by: before a dot, or alone in a rule for records."""
    found: set[str] = set()
    for dataset in study.datasets:
        found |= set(dataset.predecessors)
        found |= {part.text.partition(".")[0] for part in (dataset.records.names() if dataset.records else ())}
        for variable in dataset.variables:
            names = variable.rule.names() if variable.rule else ()
            found |= {part.text.partition(".")[0] for part in names if "." in part.text}
    return frozenset(found)


def coded_sources(study: StudySpec, sources: Iterable[DatasetSpec]) -> tuple[DatasetSpec, ...]:
    """The SDTM datasets with the codelists that the SDTMIG gives their variables, where the study names it."""
    ref = study.standard("SDTMIG")
    if ref is None or not any(release.name == "SDTM" for release in study.terminology):
        return tuple(sources)
    standard = load_standard(ref.name, ref.version)
    return tuple(
        _coded(source, standard.dataset(source.name) or standard.dataset(source.name[:2])) for source in sources
    )


def _coded(source: DatasetSpec, published: Structure | None) -> DatasetSpec:
    if published is None:
        return source
    known = {variable.name: variable for variable in published.variables}
    variables = [
        one.model_copy(update={"codelists": known[one.name].codelists, "role": known[one.name].role})
        if one.name in known and not one.codelists
        else one
        for one in source.variables
    ]
    return source.model_copy(update={"variables": tuple(variables)})


def likely_codelists(dataset: DatasetSpec, study: StudySpec) -> Iterator[tuple[str, str]]:
    """The codelists of variables that may come without being said here: copied, or carried from a dataset at home."""
    published = structure(dataset, study)
    names = {variable.name for other in study.datasets if not other.submit for variable in other.variables}
    for name in sorted(names):
        found = published_variable(name, published, study)
        place = f"{dataset.place}  {dataset.name}.{name}"
        yield from ((codelist, place) for codelist in (found.codelists if found else ()))


def source_codelists(study: StudySpec) -> Iterator[tuple[str, str]]:
    """The codelists of the SDTM datasets' variables, which copies of them keep."""
    for source in study.sources:
        for variable in source.variables:
            yield from ((codelist, f"{source.name}.{variable.name}") for codelist in variable.codelists)


def chosen_structure(
    name: str, entry: DatasetEntry, place: str, study: StudySpec, reading: Reading
) -> Structure | None:
    """The structure an author's class and subclass say; an error in the report where there is none such."""
    known = _by_class(study)
    class_name = entry.class_ or (SUBJECT_LEVEL if name == "ADSL" else "")
    if class_name == OTHER:
        return None
    found = known.get((class_name, entry.subclass))
    if found is None:
        classes = sorted({said for said, _ in known} | {OTHER})
        said = f"{class_name} {entry.subclass}".strip()
        problem = f"there is no class {said}" if said else f"{name} says no class"
        subclasses = ", ".join(sub for one, sub in known if one == class_name and sub)
        remedy = f"subclass: {subclasses or 'none'}"
        if class_name == OCCURRENCE and class_name not in classes:
            remedy = 'it is of OCCDS: in study.toml, under [standards], say  OCCDS = "1.1"'
        elif class_name not in classes:
            remedy = nearest(class_name, classes) or f"class: one of {', '.join(classes)}"
        reading.errors.append(MappingError(f"{place}  {name}", problem, remedy))
    return found


def structures(study: StudySpec) -> tuple[Structure, ...]:
    """Every structure that the standards of the study publish."""
    return tuple(_by_class(study).values())


def _by_class(study: StudySpec) -> dict[tuple[str, str], Structure]:
    """The published structures by class and subclass; OCCDS where the study names it."""
    found: dict[tuple[str, str], Structure] = {}
    for ref in study.standards:
        if ref.name in {"ADaMIG", "OCCDS"}:
            for dataset in load_standard(ref.name, ref.version).datasets:
                found[dataset.class_name, dataset.subclass] = dataset
    return found
