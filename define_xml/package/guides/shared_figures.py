"""The figures that a narrative may name in braces: counts of datasets and subjects, trial summary, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.package.facts import DatasetFacts, Facts, Floor


def figures(facts: Facts) -> dict[str, str]:
    """By the name used in a text, the figure as it is printed: `AE.records`, `counts.screened`, `TS.TITLE`.

    A name that two figures would have has none: a text that says it is refused, and nobody guesses which was meant.
    """
    found: dict[str, set[str]] = {}
    for key, value in _all(facts):
        found.setdefault(_name(key), set()).add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}


def _all(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "study.id", facts.sdtm.spec.study_id
    yield "study.protocol", facts.sdtm.spec.protocol
    yield "acrf.pages", number(facts.acrf_pages)
    yield "profile.title", facts.profile.title
    for floor in floors(facts):
        yield from _of_floor(floor)
    for name, count in facts.counts.items():
        yield f"counts.{name}", number(count)
    yield from _of_tabulation(facts)
    for code in dict.fromkeys(row.get("TSPARMCD", "") for row in facts.trial.get("TS", ())):
        yield f"TS.{code}", ", ".join(one for one in facts.parameter(code) if one)


def _name(key: str) -> str:
    """A figure's name as a text may write it: letters, digits, points, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", key)


def floors(facts: Facts) -> tuple[Floor, ...]:
    """Tabulation, and analysis if there is one."""
    return (facts.sdtm,) if facts.adam is None else (facts.sdtm, facts.adam)


def number(count: int) -> str:
    """A count with its thousands set off."""
    return f"{count:,}"


def counted(count: int, word: str) -> str:
    """A count with its noun, which is in the plural unless it is one."""
    return f"{number(count)} {word}" if count == 1 else f"{number(count)} {word}s"


def _of_floor(floor: Floor) -> Iterator[tuple[str, str]]:
    yield f"{floor.part}.datasets", number(len(floor.datasets))
    yield f"{floor.part}.records", number(sum(one.records for one in floor.datasets))
    yield f"terminology.{floor.part}", floor.judged.terminology
    for standard in floor.spec.standards:
        yield f"{standard.name}.version", standard.version
    for issue in floor.judged.issues:
        yield f"{floor.part}.{issue.check}.{issue.dataset}", number(issue.count)
    for dataset in floor.datasets:
        yield from _of_dataset(dataset)


def _of_dataset(dataset: DatasetFacts) -> Iterator[tuple[str, str]]:
    yield f"{dataset.name}.records", number(dataset.records)
    yield f"{dataset.name}.variables", number(dataset.variables)
    yield f"{dataset.name}.parts", number(len(dataset.parts))
    if dataset.subjects is not None:
        yield f"{dataset.name}.subjects", number(dataset.subjects)
    for table, count in dataset.made_of:
        yield f"{dataset.name}.from.{table}", number(count)


def _of_tabulation(facts: Facts) -> Iterator[tuple[str, str]]:
    """Arms, categories and non-standard variables: `arms.MSC.assigned`, `QS.PAIN_VAS`, `AE.AETRTEM`."""
    found = facts.tabulation
    if found is None:
        return
    for arm in found.arms:
        yield f"arms.{arm.code}.assigned", number(arm.assigned)
        yield f"arms.{arm.code}.treated", number(arm.treated)
    for one in found.categories:
        if one.category and not one.subcategory:
            yield f"{one.dataset}.{one.category}", number(one.records)
    for qualifier in found.qualifiers:
        yield f"{qualifier.parent}.{qualifier.name}", number(qualifier.records)
    for event in found.dispositions:
        yield f"DS.{event.term}", number(event.subjects)
