"""Errors about names that nothing has, with the nearest that there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mappings.error import MappingError, nearest
from mappings.rule import Name, pointed
from mappings.spec import DatasetSpec


def unknown_names(dataset: DatasetSpec, columns: Collection[str]) -> Iterator[MappingError]:
    """Ignored columns, ordered variables and keys of the author's own that are not there."""
    variables = {variable.name for variable in dataset.variables}
    for name in (name for name in dataset.ignored if name not in columns):
        place = f"{dataset.place}  {dataset.name}.ignored"
        yield MappingError(place, f"no column {name}", nearest(name, set(columns)))
    place = f"{dataset.place}  {dataset.name}.keys"
    if dataset.submit and dataset.own_keys and not dataset.keys:
        yield MappingError(place, "no key is named", "name the variables that make a record one")
    for what, names in (("keys", dataset.keys if dataset.own_keys else ()), ("order", dataset.order)):
        for name in (name for name in names if name not in variables):
            place = f"{dataset.place}  {dataset.name}.{what}"
            yield MappingError(place, f"{dataset.name} has no variable {name}", nearest(name, variables))


def unknown(place: str, text: str, name: Name, known: set[str], what: str) -> MappingError:
    """A name in a rule that means nothing there, pointed at."""
    guess = nearest(name.text, known - {name.text})
    problem = f"no {what} {name.text}"
    return pointed(place, text, name, f"{problem}; {guess}" if guess else problem)
