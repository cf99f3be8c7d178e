"""A study folder and the standards it names, read as one statement: the StudySpec."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mappings.analysis import analysis_spec
from mappings.catalog import load_standard
from mappings.complete import implied_rules, study_standard
from mappings.datasets import dataset_spec, offered_variables, rule
from mappings.error import InputError, MappingError, MappingErrors
from mappings.iso8601 import is_iso8601
from mappings.remarks import comment_fields, source_named, study_documents, unknown_documents
from mappings.said import DatasetEntry, Reading, ReleaseEntry, StudyFile, TableEntry, checked, read_text, read_toml
from mappings.spec import Codelist, DatasetSpec, DictionarySpec, Floor, StandardRef, StudySpec, TableSpec
from mappings.structures import coded_sources, likely_codelists, named_datasets, source_codelists
from mappings.terms import releases, sponsor_terms, study_codelists

# By floor: the standard its datasets follow, the version to begin with, and the terminology.
NEEDED: dict[Floor, tuple[str, str, str]] = {"sdtm": ("SDTMIG", "3.4", "SDTM"), "adam": ("ADaMIG", "1.3", "ADaM")}
Sources = Callable[[Collection[str]], Sequence[DatasetSpec]]
HELPER = re.compile(r"[A-Z][A-Z0-9_]*")


def load_study(
    folder: Path,
    errors: list[MappingError] | None = None,
    *,
    floor: Floor = "sdtm",
    sources: Sources = lambda named: (),
) -> StudySpec:
    """The study said in a folder: study.toml, sdtm/*.toml (or adam/*.toml), terminology.csv. Every error in one report.

    Who goes on to bind the study gives a list for the errors: they then stand in one report with those of binding.
    `sources` gives the SDTM datasets, of those that the rules of analysis datasets name, that are there.
    """
    place = f"{folder.name}/study.toml"
    if not (folder / "study.toml").is_file():
        raise InputError(place, "there is no study.toml", "name a study folder, or stand in one")
    reading = Reading()
    file = checked(StudyFile, read_toml(folder / "study.toml", place), place, reading)
    if file is None:
        raise MappingErrors(reading.errors)
    study = _study(file, floor, place, reading)
    if not _standards_known(study, place, reading):
        raise MappingErrors(reading.errors)
    datasets, unread = _datasets(folder, study, reading)
    own = tuple(sorted(path.stem for path in (folder / "tables").glob("*.csv")))
    study = study.model_copy(update={"datasets": datasets, "unread": unread, "own_tables": own})
    reading.errors.extend(unknown_documents(study))
    study = study.model_copy(update={"sources": coded_sources(study, sources(named_datasets(study)))})
    codelists = _codelists(folder, study, reading)
    if reading.errors and errors is None:
        raise MappingErrors(reading.errors)
    if errors is not None:
        errors.extend(reading.errors)
    return study.model_copy(update={"codelists": codelists, "notes": tuple(reading.notes)})


def _study(file: StudyFile, floor: Floor, place: str, reading: Reading) -> StudySpec:
    if file.study.cutoff and not (len(file.study.cutoff) == len("2023-06-30") and is_iso8601(file.study.cutoff)):
        problem = f"{file.study.cutoff} is no day of the calendar"
        reading.errors.append(MappingError(f"{place}  study.cutoff", problem, 'for example  cutoff = "2023-06-30"'))
    if not file.study.id.strip() or not (file.study.id.isascii() and file.study.id.isprintable()):
        problem = f"{file.study.id!r} cannot be a STUDYID"
        reading.errors.append(MappingError(f"{place}  study.id", problem, "plain letters, digits and signs"))
    shared = {name: rule(text, f"{place}  variables.{name}", reading) for name, text in file.variables.items()}
    for name, said in file.tables.items():
        source_named(said.source, f"{place}  tables.{name}.source", reading)
    # What is said of raw tables, and rules over them, is no matter of analysis.
    absent = {name: TableSpec(optional=True, columns=tuple(said.columns)) for name, said in file.sources.items()}
    return StudySpec(
        floor=floor,
        study_id=file.study.id,
        name=file.study.name,
        protocol=file.study.protocol,
        description=file.study.description,
        cutoff=file.study.cutoff,
        standards=tuple(StandardRef(name=name, version=version) for name, version in file.standards.items()),
        terminology=tuple(_release(name, said) for name, said in file.terminology.items()),
        documents=study_documents(file.documents, floor, place, reading),
        dictionaries=tuple(
            DictionarySpec(**{"name": name, **said.model_dump(), "variables": tuple(said.variables)})
            for name, said in file.dictionaries.items()
        ),
        **comment_fields(file.study.comment),
        tables=absent if floor == "adam" else {name: _table(name, file.tables) for name in file.tables},
        shared={} if floor == "adam" else {name: said for name, said in shared.items() if said is not None},
        place=place,
    )


def _table(name: str, entries: Mapping[str, TableEntry]) -> TableSpec:
    """What is said of a table, over what is said of all tables under "*"."""
    shared = entries["*"].model_dump(exclude_unset=True) if "*" in entries else {}
    return TableSpec(**{**shared, **entries[name].model_dump(exclude_unset=True)})


def _release(name: str, said: str | ReleaseEntry) -> StandardRef:
    if isinstance(said, str):
        return StandardRef(name=name, version=said)
    return StandardRef(name=name, version=said.version, path=said.path)


def _standards_known(study: StudySpec, place: str, reading: Reading) -> bool:
    """Whether every standard the study names is known, and those this floor cannot do without are named."""
    for ref in study.standards:
        try:
            load_standard(ref.name, ref.version)
        except MappingError as error:
            reading.errors.append(MappingError(f"{place}  standards.{ref.name}", error.problem, error.remedy))
            return False
    standard, version, terms = NEEDED[study.floor]
    if not any(ref.name == terms for ref in study.terminology):
        remedy = f'under [terminology] say  {terms} = "2025-03-28"'
        problem = f"the study names no release of {terms} controlled terminology"
        reading.errors.append(MappingError(place, problem, remedy))
        return False
    if study.standard(standard) is None:
        remedy = f'under [standards] say  {standard} = "{version}"'
        reading.errors.append(MappingError(place, f"the study names no version of {standard}", remedy))
        return False
    return True


def _datasets(folder: Path, study: StudySpec, reading: Reading) -> tuple[tuple[DatasetSpec, ...], tuple[str, ...]]:
    """The datasets that could be read, and the names of those that could not."""
    files = sorted((folder / study.floor).glob("*.toml"), key=lambda path: path.name)
    if not files:
        remedy = f"for example  {'dm' if study.floor == 'sdtm' else 'adsl'}.toml"
        reading.errors.append(MappingError(f"{folder.name}/{study.floor}", "there is no dataset file", remedy))
    found: dict[str, DatasetSpec] = {}
    unread: list[str] = []
    for path in files:
        place = f"{folder.name}/{study.floor}/{path.name}"
        specs = _file_datasets(path, place, study, reading, unread)
        for spec in specs:
            if spec.name in found:
                problem = f"{spec.name} is said in {found[spec.name].place} too"
                reading.errors.append(MappingError(spec.place, problem, "two rules for one target: rename or drop one"))
            else:
                found[spec.name] = spec
    return tuple(found.values()), tuple(unread)


def _file_datasets(path: Path, place: str, study: StudySpec, reading: Reading, unread: list[str]) -> list[DatasetSpec]:
    """The dataset of a file, and its helpers, which stay at home; those that cannot be read go into `unread`."""
    try:
        said = read_toml(path, place)
    except MappingError as error:
        reading.errors.append(error)
        unread.append(path.stem.upper())
        return []
    entry = checked(DatasetEntry, said, place, reading, path.stem.upper())
    if entry is None:
        helpers = said.get("helpers")
        unread.extend([path.stem.upper(), *(helpers if isinstance(helpers, dict) else ())])
        return []
    if study.floor == "sdtm" and (entry.predecessors or entry.order or entry.subclass):
        problem = "predecessors, order and subclass are said of analysis datasets only"
        reading.errors.append(MappingError(f"{place}  {path.stem.upper()}", problem))
    found = [_dataset_spec(entry, path.stem, place, study, reading)]
    for name, helper in entry.helpers.items():
        if not HELPER.fullmatch(name) or helper.helpers:
            remedy = "capital letters, digits and _; a helper has no helpers of its own"
            reading.errors.append(MappingError(f"{place}  helpers.{name}", f"{name} cannot be a helper", remedy))
            unread.append(name)
            continue
        for key in sorted({"name", "submit"} & helper.model_fields_set):
            remedy = "its table names it, and it stays at home"
            reading.errors.append(MappingError(f"{place}  helpers.{name}.{key}", f"a helper says no {key}", remedy))
        at_home = helper.model_copy(update={"submit": False, "name": name})
        found.append(_dataset_spec(at_home, name, f"{place}  helpers", study, reading))
    return found


def _dataset_spec(entry: DatasetEntry, stem: str, place: str, study: StudySpec, reading: Reading) -> DatasetSpec:
    if study.floor == "adam":
        return analysis_spec(entry, stem, place, study, reading)
    return dataset_spec(entry, stem, place, study_standard(study), reading)


def _codelists(folder: Path, study: StudySpec, reading: Reading) -> tuple[Codelist, ...]:
    place = f"{folder.name}/terminology.csv"
    sponsored = sponsor_terms(folder / "terminology.csv", place, reading)
    try:
        published = releases(study.terminology, folder)
    except InputError:
        raise
    except MappingError as error:
        reading.errors.append(MappingError(f"{study.place}  terminology", error.problem, error.remedy))
        return ()
    elsewhere = _elsewhere(folder, sponsored, study)
    return study_codelists(_wanted(study), sponsored, published, place, reading, elsewhere=elsewhere)


def _elsewhere(folder: Path, sponsored: Iterable[str], study: StudySpec) -> set[str]:
    """The sponsor codelists that the datasets of the other floor may use: for ADaM any, for SDTM those named there."""
    if study.floor == "adam":
        return set(sponsored)
    said = "".join(read_text(path, path.name) for path in sorted((folder / "adam").glob("*.toml")))
    return {name for name in sponsored if f'"{name}"' in said}


def _wanted(study: StudySpec) -> dict[str, str]:
    """The codelists that variables name, and the place of the first that names each."""
    wanted: dict[str, str] = {}
    for dataset in study.datasets:
        for variable in dataset.variables:
            for name in (*variable.codelists, *(value.codelist for value in variable.values if value.codelist)):
                wanted.setdefault(name, variable.place)
    for dataset in study.datasets:
        if dataset.submit:
            for name, place in _likely_codelists(dataset, study):
                wanted.setdefault(name, place)
    for name, place in source_codelists(study):
        wanted.setdefault(name, place)
    return wanted


def _likely_codelists(dataset: DatasetSpec, study: StudySpec) -> Iterator[tuple[str, str]]:
    """The codelists of variables that may come without being said here: implied, shared, or carried from others."""
    standard = study_standard(study)
    if study.floor == "adam" or standard is None:
        yield from likely_codelists(dataset, study)
        return
    offered = offered_variables(standard, standard.dataset(dataset.domain), dataset.domain, dataset.class_name)
    implied = [name.replace("--", dataset.domain) for name, _ in implied_rules("SDTMIG")]
    others = [variable.name for other in study.datasets if not other.submit for variable in other.variables]
    # What the standard expects comes without being said, and what a word for related records makes bears its name.
    expected = [name for name, one in offered.items() if one.core in {"Req", "Exp"} or dataset.domain == "RELREC"]
    for variable in (*study.shared, *implied, *others, *expected):
        if variable in offered:
            yield from ((name, f"{dataset.place}  {dataset.name}.{variable}") for name in offered[variable].codelists)
