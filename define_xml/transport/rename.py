"""Other names for datasets and variables: in the spec, its keys and identifiers, never in the values of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pandas import DataFrame

from define_xml.transport.stream import Stream
from mappings.error import MappingError, nearest
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

_POINTS = ("RDOMAIN", "IDVAR")


def new_names(said: Sequence[str]) -> dict[str, str]:
    """Old name -> new name, of `OLD=NEW`; MappingError for what says none, or two for one."""
    names: dict[str, str] = {}
    for text in said:
        old, equals, new = (part.strip() for part in text.partition("="))
        if not (old and equals and new):
            raise MappingError("--rename", f"{text!r} says no new name", "say OLD=NEW")
        if names.setdefault(old, new) != new:
            raise MappingError("--rename", f"{old} is to be named both {names[old]} and {new}", "leave one")
    return names


def check_names(streams: Sequence[Stream], names: Mapping[str, str]) -> None:
    """MappingError for a name that nothing has, and for one that two would have afterwards."""
    datasets = [stream.spec.name for stream in streams]
    known = {one.name for stream in streams for one in stream.spec.variables}.union(datasets)
    for name in names:
        if name not in known:
            raise MappingError("--rename", f"no variable or dataset {name}", nearest(name, known))
    _check_twice(datasets, names, "two datasets")
    for stream in streams:
        _check_twice([one.name for one in stream.spec.variables], names, f"two variables of {stream.spec.name}")


def _check_twice(before: Sequence[str], names: Mapping[str, str], whose: str) -> None:
    after = [names.get(name, name) for name in before]
    for name in before:
        new = names.get(name, name)
        if name in names and after.count(new) > 1:
            raise MappingError("--rename", f"{whose} would be named {new}", "choose another name, or rename both")


def renamed(stream: Stream, names: Mapping[str, str]) -> Stream:
    """The stream with these names; keys and identifiers go with them, values of records do not."""
    columns = {one.name: names[one.name] for one in stream.spec.variables if one.name in names}

    def chunks() -> Iterator[DataFrame]:
        return (chunk.rename(columns=columns) for chunk in stream.chunks())

    spec = named(stream.spec, names.get(stream.spec.name, stream.spec.name), columns)
    return replace(stream, spec=spec, chunks=chunks if columns else stream.chunks)


def named(spec: DatasetSpec, dataset: str, names: Mapping[str, str]) -> DatasetSpec:
    """The spec of the dataset and its variables under other names; an identifier made of names is made anew."""

    def variable(one: VariableSpec) -> VariableSpec:
        new = names.get(one.name, one.name)
        made = one.oid == f"IT.{spec.name}.{one.name}"
        return one.model_copy(update={"name": new, "oid": f"IT.{dataset}.{new}" if made else one.oid})

    return spec.model_copy(
        update={
            "name": dataset,
            "domain": dataset if spec.domain == spec.name else spec.domain,
            "oid": f"IG.{dataset}" if spec.oid == f"IG.{spec.name}" else spec.oid,
            "keys": tuple(names.get(key, key) for key in spec.keys),
            "variables": tuple(map(variable, spec.variables)),
        }
    )


def still_pointed(streams: Sequence[Stream], names: Mapping[str, str]) -> Iterator[Finding]:
    """A warning for each old name that SUPP--, RELREC or CO still point by: values are nobody's to rename here."""
    for stream in streams if names else ():
        for (variable, value), count in _pointers(stream).items():
            if value in names:
                words = f"still points to {value}, which is now {names[value]}: a new name changes no values"
                yield Finding("old_name_in_values", "warning", words, stream.spec.name, variable, value, count)


def _pointers(stream: Stream) -> Counter[tuple[str, str]]:
    """How many records point by each name."""
    said = [one for one in _POINTS if stream.spec.variable(one) is not None]
    counts: Counter[tuple[str, str]] = Counter()
    for chunk in stream.chunks() if said else ():
        for variable in said:
            found = chunk[variable].value_counts()
            counts.update({(variable, str(value)): int(count) for value, count in found.items()})
    return counts
