"""Raw tables to SDTM datasets: bind the study, apply its rules, finish."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mappings.apply import Applied, apply_rules
from mappings.bind import bind
from mappings.bound import Bound
from mappings.dataset import Dataset
from mappings.engine import empty_records
from mappings.error import MappingError, MappingErrors
from mappings.records import Records, column_names
from mappings.spec import StudySpec
from mappings.trace import Ledger, ledger
from mappings.vocabulary import Vocabulary
from sdtm.finish import Finished, finish


@dataclass(frozen=True)
class Build:
    """What a build gives: the datasets, the ledger of the raw export, and what finishing found."""

    datasets: tuple[Dataset, ...]
    ledger: Ledger
    finished: Finished
    applied: Applied


def build_datasets(
    study: StudySpec,
    sources: Mapping[str, Records],
    words: Vocabulary,
    progress: Callable[[str], None] = lambda name: None,
    *,
    errors: Sequence[MappingError] = (),
) -> Build:
    """Every SDTM dataset of the study from its raw tables; `errors` are those found when the study was read."""
    tables = with_absent(study, sources)
    bound = bind(study, column_names(tables), words, errors)
    return build_bound(bound, tables, set(tables) - set(sources), progress)


def build_bound(
    bound: Bound, tables: Mapping[str, Records], absent: Collection[str], progress: Callable[[str], None]
) -> Build:
    """Every dataset of a bound study; `absent` are the tables that were not brought."""
    applied = apply_rules(bound, tables, progress)
    finished = finish(applied)
    told = ledger(applied, finished.provenance, absent)
    return Build(finished.datasets, told, finished, applied)


def build_study(folder: Path, raw: Path | None = None, unblind: Sequence[Path] = ()) -> Build:
    """The SDTM datasets of a study folder, in one line of Python: `sdtm.build(Path("mappings/respine"))`."""
    from mappings.study import load_study
    from sdtm.sources import read_all
    from sdtm.words import study_words

    errors: list[MappingError] = []
    study = load_study(folder, errors)
    sources = with_errors(errors, lambda: read_all(study, folder, raw, unblind))
    return build_datasets(study, sources, study_words(folder), errors=errors)


def with_errors(errors: Sequence[MappingError], read: Callable[[], dict[str, Records]]) -> dict[str, Records]:
    """The tables; if they cannot be read, errors of the study come first: they may be the reason."""
    try:
        return read()
    except MappingError:
        if errors:
            raise MappingErrors(list(errors)) from None
        raise


def with_absent(study: StudySpec, sources: Mapping[str, Records]) -> dict[str, Records]:
    """The tables, and each optional one that was not brought as a table without rows."""
    absent = [name for name, table in study.tables.items() if table.optional and name not in sources]
    return {**sources, **{name: empty_records(study.table(name).columns, name) for name in absent}}
