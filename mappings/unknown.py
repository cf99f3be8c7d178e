"""Errors about names: that nothing has, that two things have, that belong elsewhere; with the nearest that there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mappings.error import MappingError, nearest
from mappings.rule import Name, pointed
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.where import Where


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
        place = f"{dataset.place}  {dataset.name}.{what}"
        for name in (name for name in names if name not in variables):
            yield MappingError(place, f"{dataset.name} has no variable {name}", nearest(name, variables))
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield MappingError(place, f"{name} is named {names.count(name)} times", "name it once")
    for name in (name for name in dataset.keys if dataset.submit and dataset.own_keys):
        variable = dataset.variable(name)
        if variable is not None and not variable.submit:
            place = f"{dataset.place}  {dataset.name}.keys"
            yield MappingError(place, f"{name} stays at home", "a key is a variable of the dataset as submitted")


def taken_names(study: StudySpec, tables: Collection[str]) -> Iterator[MappingError]:
    """Datasets made here that bear the name of a table that is read."""
    for dataset in sorted(study.datasets, key=lambda one: one.name):
        if dataset.name in tables and study.floor == "sdtm":
            problem = f"the raw table {dataset.name} has the name of a dataset"
            yield MappingError(study.place, problem, "rename the file, or the dataset that stays at home")
        elif dataset.name in tables:
            problem = f"{dataset.name} is the name of a dataset or table that is read"
            yield MappingError(dataset.place, problem, "give the one that is made here a name of its own")


def trusted(found: DatasetSpec | None, name: str, wanted: Sequence[str]) -> DatasetSpec:
    """A dataset with an error of its own as if it had every variable that is wanted, so that none follows from it."""
    spec = found or DatasetSpec(name=name, label="", domain=name)
    lost = [one for one in wanted if one != "*" and spec.variable(one) is None]
    more = [VariableSpec(name=one, label=one, type="Char") for one in lost]
    return spec.model_copy(update={"variables": (*spec.variables, *more)})


def circle(dataset: DatasetSpec, names: Sequence[str]) -> MappingError:
    """Datasets whose records, or predecessors, come from each other."""
    problem = f"these records wait for each other: {' -> '.join(names)}"
    return MappingError(dataset.place, problem, "let one of them come from what is read, or bring values by a rule")


def foreign_name(place: str, where: Where, name: Name) -> MappingError:
    """A column of another dataset in a condition, which judges record by record."""
    remedy = f"bring it to the records:  NAME = {{rule = 'subject_value({name.text})', submit = false}}"
    return pointed(place, str(where), name, f"{name.text} is no column of these records", remedy)


def absent(name: Name, what: str, study: StudySpec, tables: Collection[str]) -> str:
    """What helps where a rule of analysis names an SDTM dataset that is not there."""
    front = name.text.partition(".")[0]
    known = front in tables or study.dataset(front) is not None
    column = what == "column" and "." not in name.text
    if known or column or study.floor == "sdtm":
        return ""
    if not front.isupper():
        return f"a look-up table is a file beside the datasets:  adam/{front}.csv"
    return f"no file of that name was read; if it may be absent, say in study.toml  [sources.{front}]  columns = [...]"


def unknown(place: str, text: str, name: Name, known: set[str], what: str, *, remedy: str = "") -> MappingError:
    """A name in a rule that means nothing there, pointed at."""
    guess = nearest(name.text, known - {name.text})
    problem = f"no {what} {name.text}"
    return pointed(place, text, name, f"{problem}; {guess}" if guess else problem, "" if guess else remedy)
