"""What an annotated CRF says beside each field: the variables that its answer becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from define_xml.describe.item_sources import Asked, Made, Source, item_sources
from define_xml.describe.possible import Possible, unpivoted
from define_xml.describe.tested import asked_codes
from define_xml.package.acrf.annotation import Annotation
from define_xml.package.acrf.relrec import link_notes
from mappings.bound import Bound
from mappings.lineage import lineage
from mappings.origins import Field, Way, column_ways, origin, ways
from mappings.records import Records
from mappings.spec import DatasetSpec, VariableSpec

FEW = 3  # derived variables named beside a field that is submitted in none


@dataclass
class _Found:
    """What is found of one field: variables it becomes, tests it answers, what is derived from it, what reads it."""

    notes: dict[Annotation, None] = field(default_factory=dict)
    tests: dict[Annotation, None] = field(default_factory=dict)
    derived: dict[Annotation, None] = field(default_factory=dict)
    read: dict[Annotation, None] = field(default_factory=dict)


def field_notes(bound: Bound, tables: Mapping[str, Records] | None = None) -> dict[Field, tuple[Annotation, ...]]:
    """The annotations of every raw column that some submitted variable holds or is derived from.

    A result of a test says so: `VSORRES when VSTESTCD = HEIGHT`; a supplemental qualifier where it stands: `AETRTEM in
    SUPPAE`; records that it relates, `RELREC when CMLNKID = AELNKID`. A column that is read only for other variables
    says which, as a note that it is not collected as such; one that nothing reads has no entry.
    """
    possible, found = Possible(bound, tables), dict[Field, _Found]()
    for dataset in bound.study.datasets:
        for variable in dataset.variables if dataset.submit else ():
            if variable.submit and variable.rule is not None:
                _note(possible, dataset, variable, found)
    told = {place: _once(_told(one)) for place, one in found.items()}
    linked = link_notes(bound)
    return {place: (*told.get(place, ()), *linked.get(place, ())) for place in {**told, **linked}}


def _told(found: _Found) -> Iterator[Annotation]:
    """The annotations in order: whole variables, results by test, else what is read for other variables."""
    yield from found.notes
    yield from found.tests
    if not found.notes and not found.tests:
        yield from found.derived or found.read


def _once(found: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Each text once; what several datasets say is of none of them. Of what is derived a few are enough."""
    homes: dict[str, dict[Annotation, None]] = {}
    for one in found:
        homes.setdefault(one.text, {})[one] = None
    notes = [_shared(list(several)) for several in homes.values()]
    direct = [one for one in notes if one.look != "note"]
    return tuple(direct or notes[:FEW])


def _shared(several: Sequence[Annotation]) -> Annotation:
    first, names = several[0], {one.dataset for one in several}
    return first if len(names) == 1 else replace(first, dataset="")


def _note(possible: Possible, dataset: DatasetSpec, variable: VariableSpec, found: dict[Field, _Found]) -> None:
    """Adds what one variable says of the fields behind it."""
    said = f"{variable.name} in SUPP{dataset.name}" if variable.supplemental else variable.name
    told = _tests(possible, dataset, variable, found)
    for way in ways(possible.bound, dataset.name, variable.name):
        for place in way.fields - told:
            one = found.setdefault(place, _Found())
            if way.kind == "Collected":
                one.notes[Annotation(said, dataset.name)] = None
            else:
                one.derived[Annotation(f"{said} ({way.kind.lower()})", dataset.name, "note")] = None
    for place in _read(possible.bound, dataset, variable):
        kind = origin(possible.bound, dataset, variable).lower()
        found.setdefault(place, _Found()).read[Annotation(f"{said} ({kind})", dataset.name, "note")] = None


def _read(bound: Bound, dataset: DatasetSpec, variable: VariableSpec) -> Iterator[Field]:
    """The raw columns that the variable's own rule names, under their own name."""
    for reference in bound.references.get((dataset.name, variable.name), {}).values():
        for table in lineage(bound, reference) if reference.kind in {"column", "other"} else ():
            if reference.column in bound.tables.get(table, ()):
                yield table, reference.column


def _tests(
    possible: Possible, dataset: DatasetSpec, variable: VariableSpec, found: dict[Field, _Found]
) -> frozenset[Field]:
    """Adds the tests whose results a variable holds, and returns the fields that answer them."""
    coded = f"{dataset.domain}TESTCD"
    if variable.name != f"{dataset.domain}ORRES" or dataset.variable(coded) is None:
        return frozenset()
    told: set[Field] = set()
    for code in sorted(possible.codes(dataset.name, coded) or ()):
        for source in item_sources(possible, Made(dataset, variable), ((coded, code),)):
            for place in _fields(possible, source):
                condition = " and ".join([f"{coded} = {code}", *_qualified(possible, dataset, coded, source)])
                note = Annotation(f"{variable.name} when {condition}", dataset.name)
                found.setdefault(place, _Found()).tests[note] = None
                told.add(place)
    return frozenset(told)


def _qualified(possible: Possible, dataset: DatasetSpec, coded: str, source: Source) -> Iterator[str]:
    """What the test says of the other keys, where tests differ in it: `MKANTREG = NUCLEUS PULPOSUS`."""
    home = possible.bound.study.dataset(source.turned)
    tests = asked_codes(possible, home) if home else {}
    said = tests.get(source.test, {})
    for key in dataset.keys:
        if key in said and key != coded and len({one.get(key) for one in tests.values()}) > 1:
            yield f"{key} = {said[key]}"


def _fields(possible: Possible, source: Source) -> tuple[Field, ...]:
    """The fields that hold a source's values, or that its rule recodes."""
    if isinstance(source, Asked):
        return ((source.table, source.column),)
    collected = _collected(ways(possible.bound, source.dataset.name, source.variable.name))
    home = possible.bound.study.dataset(source.turned)
    turned = unpivoted(possible.bound, home) if home else None
    if turned is None:
        return tuple(sorted(collected))
    cells = [cell for cell in turned.cells[source.test].values() if cell]
    return tuple(sorted({one for cell in cells for one in _cell(possible.bound, turned.table, cell)} & collected))


def _cell(bound: Bound, source: str, column: str) -> Iterable[Field]:
    """The raw fields of a column that an unpivoting rule names."""
    if source in bound.tables:
        return ((source, column),)
    home = bound.study.dataset(source)
    if home is not None and home.variable(column) is not None:
        return _collected(ways(bound, source, column))
    return _collected(column_ways(bound, source, column))


def _collected(found: Iterable[Way]) -> frozenset[Field]:
    return frozenset(one for way in found if way.kind == "Collected" for one in way.fields)
