"""SDTM datasets to ADaM datasets: load the study, read what its rules name, bind, apply, finish."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from adam.sources import Tabulation, open_tabulation
from adam.words import study_words
from mappings.bind import bind
from mappings.bound import Bound, bound_for, tables_used
from mappings.error import MappingError
from mappings.records import Records, column_names
from mappings.spec import DatasetSpec, StudySpec
from mappings.study import load_study
from sdtm.datasets import Build, build_bound, with_absent


@dataclass
class Study:
    """A study's analysis, loaded: what is said, the SDTM datasets its rules name, and the errors found so far."""

    folder: Path
    said: StudySpec
    tabulation: Tabulation
    errors: list[MappingError]


def load_analysis(folder: Path, sdtm: Path, encoding: str = "ascii") -> Study:
    """The analysis datasets said in a study folder, and the SDTM datasets that their rules name."""
    errors: list[MappingError] = []
    read: list[Tabulation] = []

    def sources(named: Collection[str]) -> Sequence[DatasetSpec]:
        read.append(open_tabulation(sdtm, named, encoding))
        return read[0].specs

    said = load_study(folder, errors, floor="adam", sources=sources)
    return Study(folder, said, read[0], errors)


def build_datasets(
    study: Study, progress: Callable[[str], None] = lambda name: None, only: Collection[str] = ()
) -> Build:
    """Every ADaM dataset of the study; of those named only, these and what they are made of."""
    bound = bind_analysis(study)
    if only:
        bound = bound_for(bound, only)
    used = tables_used(bound)
    tables = {name: table for name, table in with_absent(study.said, _tables(study, used)).items() if name in used}
    absent = {name for name in used if name in study.said.tables and name not in study.tabulation.streams}
    return build_bound(bound, tables, absent, progress)


def build_study(folder: Path, sdtm: Path, *, encoding: str = "ascii") -> Build:
    """The ADaM datasets of a study folder in a line: `adam.build(Path("mappings/respine"), Path("build/respine"))`."""
    return build_datasets(load_analysis(folder, sdtm, encoding))


def bind_analysis(study: Study) -> Bound:
    """The study with every name of its rules bound; else every error in one report."""
    found = {spec.name: tuple(one.name for one in spec.variables) for spec in study.tabulation.specs}
    tables = {**column_names(with_absent(study.said, _tables(study, ()))), **found}
    return bind(study.said, tables, study_words(study.folder), study.errors)


def _tables(study: Study, used: Collection[str]) -> dict[str, Records]:
    """The study's own tables, and these of the SDTM datasets."""
    from sdtm.sources.study import own_tables

    found = study.tabulation.tables(used)
    # `tables/` is of both floors; what lies beside the analysis datasets is theirs alone, and no oversight of SDTM's.
    for name, records in [*own_tables(study.folder / "tables"), *own_tables(study.folder / "adam")]:
        if name in found or name in study.tabulation.streams:
            place = f"{study.folder.name}/adam"
            raise MappingError(place, f"there are two tables {name}", "rename one of the files")
        found[name] = records
    return found
