"""Related records: beside a field that links records of one dataset to another, what RELREC says of them."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.acrf.annotation import Annotation
from mappings.bound import RECORDS, Bound
from mappings.origins import Field, ways
from mappings.rule import Name
from mappings.spec import DatasetSpec

Side = tuple[str, str]  # a dataset, and its variable that carries the link


def link_notes(bound: Bound) -> dict[Field, tuple[Annotation, ...]]:
    """By raw field, the relationships that its values make: `RELREC when CMLNKID = AELNKID`.

    Read off the rules `related` and `dataset_relation` of the study's RELREC; a link that is derived of no raw field
    stands beside none. The first dataset of a rule is the one the others are related to.
    """
    found: dict[Field, dict[Annotation, None]] = {}
    for dataset in _relating(bound, bound.study.dataset("RELREC")):
        sides = _sides(bound, dataset)
        for place, (home, variable) in enumerate(sides):
            others = [other for _, other in sides[1:]] if place == 0 else [sides[0][1]]
            told = Annotation(f"RELREC when {variable} = {', '.join(others)}", "RELREC", "relrec")
            for field in sorted({one for way in ways(bound, home, variable) for one in way.fields}):
                _add(found, field, told, mirrored=place > 0 and len(sides) == 2)
    return {field: tuple(notes) for field, notes in found.items()}


def _relating(bound: Bound, dataset: DatasetSpec | None) -> Iterator[DatasetSpec]:
    """The dataset and all that stays at home and is stacked to make it; nothing if it is not submitted itself."""
    seen, waiting = set[str](), [dataset] if dataset is not None and dataset.submit else []
    while waiting:
        one = waiting.pop(0)
        if one.name not in seen:
            seen.add(one.name)
            yield one
            inner = (bound.study.dataset(name) for name in bound.sources.get(one.name, ()))
            waiting += [source for source in inner if source is not None and not source.submit]


def _add(found: dict[Field, dict[Annotation, None]], field: Field, told: Annotation, mirrored: bool) -> None:
    """Adds the note, unless it says of the same field what the other side has said already."""
    notes = found.setdefault(field, {})
    left, _, right = told.text.removeprefix("RELREC when ").partition(" = ")
    if not (mirrored and any(one.text == f"RELREC when {right} = {left}" for one in notes)):
        notes[told] = None


def _sides(bound: Bound, dataset: DatasetSpec) -> list[Side]:
    """The sides of the relationship that a records rule makes."""
    rule = dataset.records
    if rule is not None and rule.word.text == "related":
        names = [one.text for one in rule.arguments if isinstance(one, Name)][::2]
        return list(_links(bound, dataset, names))
    if rule is not None and rule.word.text == "dataset_relation":
        members = dict(rule.options).get("members", rule.arguments[1] if len(rule.arguments) > 1 else ())
        several = members if isinstance(members, tuple) else ()
        return [(str(one[0]), str(one[1])) for one in several if isinstance(one, tuple) and len(one) > 1]
    return []


def _links(bound: Bound, dataset: DatasetSpec, names: list[str]) -> Iterator[Side]:
    references = bound.references.get((dataset.name, RECORDS), {})
    for name in names:
        reference = references.get(name)
        if reference is not None:
            yield reference.dataset, reference.column
