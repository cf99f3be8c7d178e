"""SDTM datasets to ADaM datasets: load the study, read what its rules name, bind, apply, finish."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from adam.sources import Tabulation, open_tabulation
from adam.words import study_words
from mappings.bind import bind
from mappings.bound import Bound, bound_for, mentioned, tables_used
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

    @cached_property
    def own_tables(self) -> tuple[tuple[str, Records], ...]:
        """The study's look-up tables: those of both floors, and those that lie beside the analysis datasets."""
        from sdtm.sources.study import own_tables

        return (*own_tables(self.folder / "tables"), *own_tables(self.folder / "adam"))


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
    tables = {
        name: table
        for name, table in with_absent(study.said, _tables(study, used, mentioned(bound))).items()
        if name in used
    }
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


def _tables(study: Study, used: Collection[str], columns: Collection[str] | None = None) -> dict[str, Records]:
    """The study's own tables, and these of the SDTM datasets with these columns."""
    found = study.tabulation.tables(used, columns)
    for name, records in study.own_tables:
        if name in found or name in study.tabulation.streams:
            place = f"{study.folder.name}/adam"
            raise MappingError(place, f"there are two tables {name}", "rename one of the files")
        found[name] = records
    return found
