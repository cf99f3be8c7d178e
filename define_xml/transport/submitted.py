"""What of a dataset leaves the house: its own variables, and dates as the numbers that SAS counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from pandas import DataFrame, Series

from define_xml.transport.stream import Stream, streamed
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.sas_dates import holds_moments, to_sas
from mappings.spec import VariableSpec


def submitted(dataset: Dataset | Stream) -> Stream:
    """The records that leave the house: without `submit = false` variables and those that live in SUPP--.

    Dates and times that a Num variable holds as such are numbers from here on, so that no format need know of them;
    InputError for those that SAS cannot count, or whose variable has no format of dates or times.
    """
    stream = streamed(dataset) if isinstance(dataset, Dataset) else dataset
    variables = tuple(one for one in stream.spec.variables if one.submit and not one.supplemental)
    known = {variable.name for variable in stream.spec.variables}
    spec = stream.spec.model_copy(update={"variables": variables})

    def chunks() -> Iterator[DataFrame]:
        before, given, kinds = 0, stream.chunks(), _Kinds(stream.spec.name)
        while (chunk := next(given, None)) is not None:
            _check_columns(stream.spec.name, chunk, variables, known)
            chunk = _counted(_chosen(chunk, variables), variables, before, kinds)
            before += len(chunk)
            yield chunk
            # Let go before the next one is made: two of them are twice the memory.
            del chunk

    if isinstance(dataset, Dataset):
        _check_columns(spec.name, dataset.records, variables, known)
    return replace(stream, spec=spec, chunks=chunks)


def _chosen(records: DataFrame, variables: tuple[VariableSpec, ...]) -> DataFrame:
    names = [variable.name for variable in variables]
    return records if list(records.columns) == names else records[names]


@dataclass
class _Kinds:
    """Whether each variable held dates or times (True) or numbers in the chunks before, if it has had a value."""

    dataset: str
    moments: dict[str, bool] = field(default_factory=dict)

    def are_moments(self, name: str, column: Series, before: int) -> bool:
        """Whether the column holds dates or times; InputError if the chunks before held the other kind."""
        are = column.dtype != np.float64 and holds_moments(column)
        known = self.moments.get(name)
        if known == are or (known is None and not column.notna().any()):
            return are
        if known is not None and (there := column.notna().to_numpy()).any():
            row = int(np.argmax(there))
            was, now = ("dates or times", "no such") if known else ("numbers", "a date or time")
            problem = f"{column.iloc[row]!r} is {now}, and the records before have {was}"
            remedy = "make them all of one kind by a rule"
            raise InputError(f"{self.dataset}.{name}  record {before + row + 1}", problem, remedy)
        self.moments[name] = are if known is None else known
        return are


def _counted(records: DataFrame, variables: tuple[VariableSpec, ...], before: int, kinds: _Kinds) -> DataFrame:
    """The records with dates and times as numbers; themselves where there are none."""
    moments = {
        one.name: to_sas(f"{kinds.dataset}.{one.name}", records[one.name], one.format, before)
        for one in variables
        if one.type == "Num" and kinds.are_moments(one.name, records[one.name], before)
    }
    return records.assign(**moments) if moments else records


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
