"""What the columns of any Parquet file are here: text, or numbers as SAS counts; what is neither is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pandas import Series

from define_xml.transport.cells import refuse_large
from define_xml.transport.stream import text_dtype
from mappings.error import InputError
from mappings.sas_dates import DAY, EPOCH_DAYS, MICRO, UNITS, has_no_day, micro_count, sas_count
from mappings.spec import VariableSpec

# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
_types: Any = pa.types
Array = np.ndarray[Any, np.dtype[Any]]
# An Arrow array, where it stands, and the number of records before it -> doubles, missing values NaN.
Numbers = Callable[[Any, str, int], Array]

_UTC = ("UTC", "Etc/UTC", "GMT", "+00:00", "Z")


def described(field: Any, place: str) -> VariableSpec:
    """The variable of a column that only its type describes; InputError if no variable can hold the type.

    Text, also dictionary-encoded, and columns without any value are Char. All the others are Num: whole numbers (truth
    values as 0 and 1), floats and decimals; dates, moments (without a zone, or of UTC) and times in a SAS format.
    """
    kind, said = field.type, _facts(field, place)
    if is_text(kind):
        return VariableSpec(name=field.name, type="Char", **said)
    if not _is_number(kind):
        problem = f"its type is {kind}, and a variable holds text or numbers"
        raise InputError(f"{place}  {field.name}", problem, "write it as text, numbers or dates")
    whole = _types.is_integer(kind) or _types.is_boolean(kind) or _types.is_date(kind)
    formats = {"format": _format(kind)} if _format(kind) else {}
    return VariableSpec(name=field.name, type="Num", data_type="integer" if whole else "float", **{**said, **formats})


def _facts(field: Any, place: str) -> dict[str, Any]:
    """What a field says of itself that any program may have written there."""
    said = {key: value for key, value in (field.metadata or {}).items() if key == b"label"}
    try:
        return {"label": "", **{key.decode(): value.decode() for key, value in said.items()}}
    except UnicodeDecodeError:
        raise InputError(f"{place}  {field.name}", "its label is no UTF-8 text", "write the file again") from None


def is_text(kind: Any) -> bool:
    """True for the Arrow types of text, also dictionary-encoded, and of columns that have no value at all."""
    if _types.is_dictionary(kind):
        return is_text(kind.value_type) and not _types.is_null(kind.value_type)
    view = getattr(_types, "is_string_view", lambda one: False)
    return bool(_types.is_string(kind) or _types.is_large_string(kind) or _types.is_null(kind) or view(kind))


def _is_number(kind: Any) -> bool:
    if _types.is_timestamp(kind):
        return kind.tz is None or kind.tz in _UTC
    known = (_types.is_integer, _types.is_floating, _types.is_boolean, _types.is_decimal, _types.is_date,
             _types.is_time, _types.is_duration)  # fmt: skip
    return any(is_kind(kind) for is_kind in known)


def _format(kind: Any) -> str:
    if _types.is_date(kind):
        return "DATE9."
    if _types.is_timestamp(kind):
        return "DATETIME20."
    return "TIME8." if _types.is_time(kind) or _types.is_duration(kind) else ""


def text_values(cells: Any, place: str) -> Series:
    """The text of a column; InputError for bytes that are none."""
    try:
        cells.validate(full=True)
        dtype: Any = text_dtype()
        return Series(dtype.__from_arrow__(_arrow.chunked_array([cells.cast(_arrow.large_string())])))
    except (_arrow.ArrowInvalid, UnicodeDecodeError):
        raise InputError(place, "a value is no UTF-8 text", "the file is damaged: write or send it again") from None


def number_values(cells: Any, place: str, first: int) -> Array:
    """The numbers of a column as doubles, missing values NaN; InputError for the first that a double cannot hold."""
    kind = cells.type
    tests: tuple[tuple[Callable[[Any], bool], Numbers], ...] = (
        (_types.is_floating, _floats), (_types.is_integer, _integers), (_types.is_decimal, _decimals),
        (_types.is_date, _dates), (_types.is_boolean, _truths),
    )  # fmt: skip
    read = next((read for is_kind, read in tests if is_kind(kind)), _moments)
    return read(cells, place, first)


def _floats(cells: Any, place: str, first: int) -> Array:
    values = cells.to_numpy(zero_copy_only=False).astype(np.float64)
    # No letter is borne by a NaN that another program made.
    return np.where(np.isnan(values), np.nan, values)


def _integers(cells: Any, place: str, first: int) -> Array:
    values = _filled(cells, np.int64 if not _types.is_uint64(cells.type) else np.uint64)
    refuse_large(place, Series(values), first)
    return _missing(cells, values.astype(np.float64))


def _truths(cells: Any, place: str, first: int) -> Array:
    return _integers(cells.cast(_arrow.int8()), place, first)


def _dates(cells: Any, place: str, first: int) -> Array:
    wide = _types.is_date64(cells.type)
    count = _filled(cells.view(_arrow.int64() if wide else _arrow.int32()), np.int64)
    days, rest = np.divmod(count, DAY * 1000 if wide else 1)
    _refuse(_unknown(days + EPOCH_DAYS, cells) | (rest != 0), cells, place, first)
    return _missing(cells, sas_count(days + EPOCH_DAYS).astype(np.float64))


def _unknown(count: Array, cells: Any, size: int = 1) -> Array:
    return np.asarray(has_no_day(count, size) & cells.is_valid().to_numpy(zero_copy_only=False))


def _moments(cells: Any, place: str, first: int) -> Array:
    """Timestamps, times and durations: seconds, whose microseconds the double gives back."""
    kind = cells.type
    count = _filled(cells.view(_arrow.int32() if _types.is_time32(kind) else _arrow.int64()), np.int64)
    seconds, rest = np.divmod(count, UNITS[kind.unit])
    micro, finer = np.divmod(rest * MICRO, UNITS[kind.unit])
    # All that follows is exact below this size, about 300,000 years.
    wild = np.abs(seconds) > 9_000_000_000_000
    whole = np.where(wild, 0, seconds)
    if _types.is_timestamp(kind):
        whole = whole + EPOCH_DAYS * DAY
        wild |= _unknown(whole, cells, DAY)
        whole = sas_count(whole, DAY)
    values = (whole * MICRO + micro) / MICRO
    _refuse(wild | (finer != 0) | (micro_count(values) != whole * MICRO + micro), cells, place, first)
    return _missing(cells, values)


def _decimals(cells: Any, place: str, first: int) -> Array:
    coded = cells.dictionary_encode()
    words = coded.dictionary.to_pylist()
    numbers = np.array([*(float(word) for word in words), np.nan])
    rounded = [Decimal(repr(number)) != word for number, word in zip(numbers.tolist(), words, strict=False)]
    codes = _filled(coded.indices, np.int64, -1)
    _refuse(np.array([*rounded, False], dtype=bool)[codes], cells, place, first)
    return np.asarray(numbers[codes])


def _filled(cells: Any, dtype: Any, missing: int = 0) -> Array:
    full = _compute.fill_null(cells, _arrow.scalar(missing, cells.type))
    return np.asarray(full.to_numpy(zero_copy_only=False)).astype(dtype)


def _missing(cells: Any, values: Array) -> Array:
    nulls = cells.is_null().to_numpy(zero_copy_only=False)
    return np.where(nulls, np.nan, values)


def _refuse(wrong: Array, cells: Any, place: str, first: int) -> None:
    if wrong.any():
        at = int(np.argmax(wrong))
        problem = f"{_shown(cells[at])} is finer or larger than a number holds, or no day that SAS knows"
        raise InputError(f"{place}  record {first + at + 1}", problem, "round it, or write it as text")


def _shown(cell: Any) -> str:
    # Not every moment that Arrow holds is one that Python shows.
    return str(cell.cast(_arrow.string()))
