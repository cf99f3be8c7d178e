"""The columns of a Parquet file: how each variable is kept, so that it is usable elsewhere and exact here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from define_xml.transport.cells import number_cells
from define_xml.transport.stream import Stream
from mappings.missing import letters_of
from mappings.sas_dates import (
    DAY,
    EPOCH_DAYS,
    FIRST_DAY,
    LAST_DAY,
    MICRO,
    calendar_count,
    calendar_kind,
    micro_count,
    sas_count,
)
from mappings.spec import DatasetSpec, VariableSpec

# pyarrow ships no types.
_arrow: Any = pa
Array = np.ndarray[Any, np.dtype[Any]]
# First and last record (from 1) of each stretch with that special missing value.
Stretches = list[list[int]]


@dataclass(frozen=True)
class Kind:
    """A way to keep numbers: the Arrow type, integers from numbers and back, and the numbers that have one."""

    arrow: Any
    encode: Callable[[Array], Array]
    decode: Callable[[Array], Array]
    low: float
    high: float
    pandas: tuple[str, str]

    def holds(self, values: Array) -> bool:
        """True if every number is given back to the bit; none of them is missing."""
        if not ((values >= self.low) & (values < self.high)).all():
            return False
        return bool((self.decode(self.encode(values)).view(np.int64) == values.view(np.int64)).all())


def _seconds(count: Array) -> Array:
    return np.asarray(count.astype(np.float64) / MICRO)


_SHIFT = EPOCH_DAYS * DAY * MICRO
# Dates that R and pandas read as dates: days and moments since 1970, and the clock of one day.
KINDS: dict[str, Kind] = {
    "integer": Kind(
        _arrow.int64(), lambda values: values.astype(np.int64), lambda count: count.astype(np.float64),
        -(2.0**53), 2.0**53 + 2, ("int64", "Int64"),
    ),
    "date": Kind(
        _arrow.date32(), lambda values: calendar_count(values.astype(np.int64)) - EPOCH_DAYS,
        lambda count: sas_count(count + EPOCH_DAYS).astype(np.float64), FIRST_DAY, LAST_DAY + 1,
        ("date", "date32[day][pyarrow]"),
    ),
    "datetime": Kind(
        _arrow.timestamp("us"), lambda values: calendar_count(micro_count(values), DAY * MICRO) - _SHIFT,
        lambda count: _seconds(sas_count(count + _SHIFT, DAY * MICRO)), FIRST_DAY * DAY, (LAST_DAY + 1) * DAY,
        ("datetime", "datetime64[us]"),
    ),
    "time": Kind(_arrow.time64("us"), micro_count, _seconds, 0, DAY, ("time", "time64[us][pyarrow]")),
}  # fmt: skip
# Where one value of a variable does not fit: the numbers as they are.
DOUBLE, TEXT = "number", "text"


@dataclass
class Survey:
    """What is to be known before the first record is written: how each variable is kept, and all special missing."""

    kept: dict[str, str]
    special: dict[str, dict[str, Stretches]] = field(default_factory=dict)
    count: int = 0


def surveyed(stream: Stream) -> Survey:
    """One pass over the numbers; text is not looked at."""
    survey = Survey({variable.name: _wish(variable) for variable in stream.spec.variables})
    numbers = [variable for variable in stream.spec.variables if variable.type == "Num"]
    for chunk in stream.chunks():
        for variable in numbers:
            place = f"{stream.spec.name}.{variable.name}"
            values = number_cells(place, chunk[variable.name], survey.count)
            _look(survey, variable.name, values)
        survey.count += len(chunk)
        del chunk
    return survey


def _wish(variable: VariableSpec) -> str:
    if variable.type == "Char":
        return TEXT
    return calendar_kind(variable.format) or ("integer" if variable.data_type == "integer" else DOUBLE)


def _look(survey: Survey, name: str, values: Array) -> None:
    missing = np.isnan(values)
    kind = KINDS.get(survey.kept[name])
    if kind is not None and not kind.holds(values[~missing]):
        survey.kept[name] = DOUBLE
    letters = letters_of(values) if missing.any() else np.empty(0, np.uint8)
    for code in np.unique(letters[letters > 0]).tolist():
        stretches = survey.special.setdefault(name, {}).setdefault(chr(code), [])
        _add(stretches, np.flatnonzero(letters == code) + survey.count + 1)


def _add(stretches: Stretches, records: Array) -> None:
    breaks = np.flatnonzero(np.diff(records) > 1)
    firsts, lasts = records[[0, *(breaks + 1)]].tolist(), records[[*breaks, -1]].tolist()
    if stretches and stretches[-1][1] == firsts[0] - 1:
        stretches[-1][1] = lasts.pop(0)
        firsts.pop(0)
    stretches.extend([first, last] for first, last in zip(firsts, lasts, strict=True))


def number_array(values: Array, kept: str) -> Any:
    """Numbers as the Arrow array of their kind, missing values null."""
    missing = np.isnan(values)
    kind = KINDS.get(kept)
    if kind is None:
        return _arrow.array(values, _arrow.float64(), mask=missing)
    count = kind.encode(np.where(missing, max(kind.low, 0.0), values))
    width = np.int32 if kept == "date" else np.int64
    return _arrow.array(count.astype(width), mask=missing).view(kind.arrow)


def arrow_type(kept: str) -> Any:
    """The Arrow type of a variable kept like that."""
    plain = {TEXT: _arrow.string(), DOUBLE: _arrow.float64()}
    return plain[kept] if kept in plain else KINDS[kept].arrow


def pandas_types(kept: str) -> tuple[str, str]:
    """What pandas calls the kind, and the dtype it shall read it as."""
    plain = {TEXT: ("unicode", "object"), DOUBLE: ("float64", "float64")}
    return plain[kept] if kept in plain else KINDS[kept].pandas


def schema(spec: DatasetSpec, survey: Survey, said: dict[str, str]) -> Any:
    """The Arrow schema; each field says label, codelist and more of its variable."""
    fields = [
        _arrow.field(one.name, arrow_type(survey.kept[one.name]), metadata=_field_facts(one)) for one in spec.variables
    ]
    return _arrow.schema(fields, metadata=said)


def _field_facts(variable: VariableSpec) -> dict[str, str]:
    facts = {
        "label": variable.label, "codelist": " ".join(variable.codelists), "OID": variable.oid,
        "format": variable.format, "length": str(variable.length or ""), "origin": variable.origin,
        "dataType": variable.data_type,
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}
