"""A define.xml against its data: every check of this folder that looks at records, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from define_xml.checks.beside import analyses, datasets, partition, values
from define_xml.checks.beside.held import Matched, matched
from define_xml.checks.beside.lengths import length_beyond_use
from define_xml.checks.beside.predecessors import Names, predecessor_absent, with_own
from define_xml.checks.beside.selection import parts
from define_xml.document.metadata import Define
from mappings.dataset import Dataset
from mappings.docstring import first_line
from mappings.finding import Finding

OF_ALL = (*datasets.OF_ALL, length_beyond_use)
# Every check by what it looks at; its name is its id, its first line says what is wrong.
CHECKS: tuple[Callable[..., Iterator[Finding]], ...] = (
    *OF_ALL, *datasets.CHECKS, *values.CHECKS, *partition.CHECKS, *analyses.CHECKS, predecessor_absent,
)  # fmt: skip


def check_data(define: Define, data: Iterable[Dataset], before: Names | None = None) -> tuple[Finding, ...]:
    """What the data contradict of the define (in the form of 2.1).

    `before` are the variables of the datasets that these were made of (SDTM's, for ADaM), where they are known.
    """
    return check_matched(matched(define, data), before)


def check_matched(data: Matched, before: Names | None = None) -> tuple[Finding, ...]:
    """What the data contradict, of datasets that were matched already."""
    found: list[Finding] = []
    for check in OF_ALL:
        found += check(data)
    for held in data:
        for of_dataset in datasets.CHECKS:
            found += of_dataset(held)
        for part in parts(held, data):
            for of_values in values.CHECKS:
                found += of_values(part)
        for of_clauses in partition.CHECKS:
            found += of_clauses(held, data)
        # A mask for each condition of a large dataset is much memory: none is asked for again but by an analysis.
        data.selections.clear()
    for of_results in analyses.CHECKS:
        found += of_results(data)
    found += predecessor_absent(data.define, with_own(data, data.define, before))
    return tuple(found)


EXPLAINED = {check.__name__: first_line(check) for check in CHECKS}
