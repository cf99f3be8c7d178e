"""A study folder and the standards it names, read as one statement: the StudySpec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from mappings.catalog import Standard, load_standard
from mappings.complete import implied_rules, study_standard
from mappings.datasets import dataset_spec, offered_variables, rule
from mappings.error import InputError, MappingError, MappingErrors
from mappings.iso8601 import is_iso8601
from mappings.said import DatasetEntry, Reading, ReleaseEntry, StudyFile, TableEntry, checked, read_toml
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, TableSpec
from mappings.terms import releases, sponsor_terms, study_codelists


def load_study(folder: Path, errors: list[MappingError] | None = None) -> StudySpec:
    """The study said in a folder: study.toml, sdtm/*.toml, terminology.csv. Every error in one report.

    Who goes on to bind the study gives a list for the errors: they then stand in one report with those of binding.
    """
    place = f"{folder.name}/study.toml"
    if not (folder / "study.toml").is_file():
        raise InputError(place, "there is no study.toml", "name a study folder, or stand in one")
    reading = Reading()
    file = checked(StudyFile, read_toml(folder / "study.toml", place), place, reading)
    if file is None:
        raise MappingErrors(reading.errors)
    study = _study(file, place, reading)
    standard = _standard(study, place, reading)
    if standard is None:
        raise MappingErrors(reading.errors)
    datasets, unread = _datasets(folder, standard, reading)
    study = study.model_copy(update={"datasets": datasets, "unread": unread})
    codelists = _codelists(folder, study, reading)
    if reading.errors and errors is None:
        raise MappingErrors(reading.errors)
    if errors is not None:
        errors.extend(reading.errors)
    return study.model_copy(update={"codelists": codelists, "notes": tuple(reading.notes)})


def _study(file: StudyFile, place: str, reading: Reading) -> StudySpec:
    if file.study.cutoff and not (len(file.study.cutoff) == len("2023-06-30") and is_iso8601(file.study.cutoff)):
        problem = f"{file.study.cutoff} is no day of the calendar"
        reading.errors.append(MappingError(f"{place}  study.cutoff", problem, 'for example  cutoff = "2023-06-30"'))
    if not file.study.id.strip() or not (file.study.id.isascii() and file.study.id.isprintable()):
        problem = f"{file.study.id!r} cannot be a STUDYID"
        reading.errors.append(MappingError(f"{place}  study.id", problem, "plain letters, digits and signs"))
    shared = {name: rule(text, f"{place}  variables.{name}", reading) for name, text in file.variables.items()}
    return StudySpec(
        study_id=file.study.id,
        name=file.study.name,
        protocol=file.study.protocol,
        description=file.study.description,
        cutoff=file.study.cutoff,
        standards=tuple(StandardRef(name=name, version=version) for name, version in file.standards.items()),
        terminology=tuple(_release(name, said) for name, said in file.terminology.items()),
        tables={name: _table(name, file.tables) for name in file.tables},
        shared={name: said for name, said in shared.items() if said is not None},
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


def _standard(study: StudySpec, place: str, reading: Reading) -> Standard | None:
    """The tabulation standard; every standard the study names must be known."""
    for ref in study.standards:
        try:
            load_standard(ref.name, ref.version)
        except MappingError as error:
            reading.errors.append(MappingError(f"{place}  standards.{ref.name}", error.problem, error.remedy))
            return None
    if not any(ref.name == "SDTM" for ref in study.terminology):
        remedy = 'under [terminology] say  SDTM = "2025-03-28"'
        reading.errors.append(MappingError(place, "the study names no release of SDTM controlled terminology", remedy))
        return None
    if not any(ref.name == "SDTMIG" for ref in study.standards):
        remedy = 'under [standards] say  SDTMIG = "3.4"'
        reading.errors.append(MappingError(place, "the study names no version of SDTMIG", remedy))
        return None
    return study_standard(study)


def _datasets(folder: Path, standard: Standard, reading: Reading) -> tuple[tuple[DatasetSpec, ...], tuple[str, ...]]:
    """The datasets that could be read, and the names of those that could not."""
    files = sorted((folder / "sdtm").glob("*.toml"), key=lambda path: path.name)
    if not files:
        reading.errors.append(MappingError(f"{folder.name}/sdtm", "there is no dataset file", "for example  dm.toml"))
    found: dict[str, DatasetSpec] = {}
    unread: list[str] = []
    for path in files:
        place = f"{folder.name}/sdtm/{path.name}"
        spec = _dataset(path, place, standard, reading)
        if spec is None:
            unread.append(path.stem.upper())
        elif spec.name in found:
            problem = f"{spec.name} is said in {found[spec.name].place} too"
            reading.errors.append(MappingError(place, problem, "two rules for one target: keep one file"))
        else:
            found[spec.name] = spec
    return tuple(found.values()), tuple(unread)


def _dataset(path: Path, place: str, standard: Standard, reading: Reading) -> DatasetSpec | None:
    try:
        said = read_toml(path, place)
    except MappingError as error:
        reading.errors.append(error)
        return None
    entry = checked(DatasetEntry, said, place, reading, path.stem.upper())
    return None if entry is None else dataset_spec(entry, path.stem, place, standard, reading)


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
    return study_codelists(_wanted(study), sponsored, published, place, reading)


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
    return wanted


def _likely_codelists(dataset: DatasetSpec, study: StudySpec) -> Iterator[tuple[str, str]]:
    """The codelists of variables that may come without being said here: implied, shared, or carried from others."""
    standard = study_standard(study)
    if standard is None:
        return
    offered = offered_variables(standard, standard.dataset(dataset.domain), dataset.domain, dataset.class_name)
    implied = [name.replace("--", dataset.domain) for name, _ in implied_rules("SDTMIG")]
    others = [variable.name for other in study.datasets if not other.submit for variable in other.variables]
    for variable in (*study.shared, *implied, *others):
        if variable in offered:
            yield from ((name, f"{dataset.place}  {dataset.name}.{variable}") for name in offered[variable].codelists)
