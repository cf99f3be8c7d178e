"""What of a dataset leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pandas import DataFrame

from define_xml.transport.stream import Stream, streamed
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.spec import VariableSpec


def submitted(dataset: Dataset | Stream) -> Stream:
    """The records that leave the house: without `submit = false` variables and those that live in SUPP--."""
    stream = streamed(dataset) if isinstance(dataset, Dataset) else dataset
    variables = tuple(one for one in stream.spec.variables if one.submit and not one.supplemental)
    known = {variable.name for variable in stream.spec.variables}
    names = [variable.name for variable in variables]
    spec = stream.spec.model_copy(update={"variables": variables})

    def chunks() -> Iterator[DataFrame]:
        for chunk in stream.chunks():
            _check_columns(stream.spec.name, chunk, variables, known)
            yield chunk if list(chunk.columns) == names else chunk[names]

    if isinstance(dataset, Dataset):
        _check_columns(spec.name, dataset.records, variables, known)
    return replace(stream, spec=spec, chunks=chunks)


def _check_columns(place: str, records: DataFrame, variables: tuple[VariableSpec, ...], known: set[str]) -> None:
    columns = [str(name) for name in records.columns if not str(name).startswith("#")]
    for name in columns:
        if name not in known:
            problem = "a column the spec says nothing of"
            raise InputError(f"{place}.{name}", problem, "describe it, or leave it out")
    for variable in variables:
        if columns.count(variable.name) != 1:
            problem = f"{columns.count(variable.name)} columns of that name in the records"
            remedy = "build one column for each variable of the spec"
            raise InputError(f"{place}.{variable.name}", problem, remedy)
