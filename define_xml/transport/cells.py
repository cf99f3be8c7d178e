"""The columns of a chunk as Arrow text or doubles, whatever pandas holds them in; what is neither is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import Series

from mappings.distinct import factors
from mappings.error import InputError

# pyarrow ships no types.
_arrow: Any = pa
Array = np.ndarray[Any, np.dtype[Any]]
# Integers up to here are the same as doubles.
EXACT = 2**53
_WIDEST = 80


def text_cells(place: str, column: Series, first: int) -> Any:
    """The text as an Arrow array, missing values null; InputError (records count from `first` + 1) for what is none."""
    try:
        return arrow_text(place, column, first)
    except UnicodeEncodeError:
        record, value = next(
            (record, value) for record, value in enumerate(column.tolist(), first + 1) if _is_broken(value)
        )
        problem = f"{value[:60]!a} holds half of a pair of code units: it is no Unicode text"
        remedy = "declare the encoding of the file it came from, or mend the value"
        raise InputError(f"{place}  record {record}", problem, remedy) from None


def arrow_text(place: str, column: Series, first: int) -> Any:
    """As `text_cells`, but UnicodeEncodeError where bytes of no encoding were kept (`surrogateescape`)."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return text_array(place, column, first).cast(_arrow.large_string())
    codes, words = factors(column)
    labels = text_labels(place, words, codes, first)
    return _text_of(labels, codes).take(_arrow.array(codes, mask=codes < 0))


def _text_of(labels: list[str], codes: Array) -> Any:
    try:
        return _arrow.array(labels, _arrow.large_string())
    except UnicodeEncodeError:
        # What no record has need be no text.
        used = set(codes.tolist())
        return _arrow.array(
            [label if at in used else "" for at, label in enumerate(labels)], _arrow.large_string()
        )  # fmt: skip


def _is_broken(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value)


def text_array(place: str, column: Series, before: int) -> Any:
    """The text of a column (no categories) in Arrow's memory; InputError for the first value that is no text.

    UnicodeEncodeError where bytes of no encoding were kept (`surrogateescape`).
    """
    if isinstance(column.dtype, pd.StringDtype) or _is_arrow_text(column):
        return _single(_arrow.array(column, from_pandas=True))
    objects = column.astype("object").to_numpy()
    try:
        # Asked for text, Arrow takes bytes for it; left alone it says what they are.
        cells = _arrow.array(objects, from_pandas=True)
    except (_arrow.ArrowException, OverflowError):
        cells = None
    if cells is None or not _is_text(cells.type):
        refuse_others(place, column.tolist(), before)
        cells = _arrow.array(objects, _arrow.large_string(), from_pandas=True)
    return _single(cells)


def text_labels(place: str, labels: list[Any], codes: Array, before: int) -> list[str]:
    """The categories of a column as text; InputError for the first record whose category is none."""
    if pd.api.types.infer_dtype(labels, skipna=True) in ("string", "empty"):
        return labels
    every = [*labels, None]
    refuse_others(place, [every[code] for code in codes.tolist()], before)
    # What no record has may be anything.
    return [label if isinstance(label, str) else "" for label in labels]


def refuse_others(place: str, values: Sequence[Any], before: int) -> None:
    """InputError for the first value that is no text."""
    if pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return
    for record, value in enumerate(values, before + 1):
        if not isinstance(value, str) and not is_missing(value):
            problem = f"{_shown(value)} is no text, and the variable is Char"
            raise InputError(f"{place}  record {record}", problem, "make it text by a rule, or say type Num")


def _shown(value: object) -> str:
    """The value in a few words: Python refuses to write the longest integers."""
    if isinstance(value, int) and value.bit_length() > 256:
        return f"an integer of {value.bit_length():,} bits"
    words = repr(value)
    return words if len(words) <= _WIDEST else f"{words[:_WIDEST]}..."


def is_missing(value: object) -> bool:
    """Whether it is None, NaN or one of pandas' own; a list is a value."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _is_arrow_text(column: Series) -> bool:
    if not isinstance(column.dtype, pd.ArrowDtype):
        return False
    kind: Any = column.dtype.pyarrow_dtype
    return _is_text(kind.value_type if _arrow.types.is_dictionary(kind) else kind)


def _is_text(kind: Any) -> bool:
    return bool(_arrow.types.is_string(kind) or _arrow.types.is_large_string(kind))


def _single(cells: Any) -> Any:
    if isinstance(cells, _arrow.ChunkedArray):
        chunks = cells.chunks
        cells = chunks[0] if len(chunks) == 1 else _arrow.concat_arrays(chunks or [_arrow.array([], cells.type)])
    return cells if _is_text(cells.type) else cells.cast(_arrow.large_string())


def number_cells(place: str, column: Series, first: int) -> Array:
    """The numbers as doubles, missing values NaN (those that bear a letter keep it).

    InputError (records count from `first` + 1) for what is no number, booleans and fractions among them, and for
    numbers that a double would round.
    """
    if column.dtype == np.float64:
        return column.to_numpy()
    if not _is_numeric(column):
        # A column of missing values is one of numbers.
        values = enumerate(column.tolist(), first + 1)
        return np.array([_number(place, record, value) for record, value in values], dtype=np.float64)
    if pd.api.types.is_integer_dtype(column.dtype):
        refuse_large(place, column, first)
    doubles = np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
    if isinstance(column.dtype, np.dtype) and column.dtype.itemsize > 8:
        exact = column.to_numpy()
        rounded = (doubles != exact) & ~np.isnan(exact)
        if rounded.any():
            at = int(np.argmax(rounded))
            raise _rounded(f"{place}  record {first + at + 1}", exact[at])
    return doubles


def _is_numeric(column: Series) -> bool:
    """Whether all its values are integers or floats of one width."""
    kinds: Any = pd.api.types
    # Categories, too, say the kind of what they hold, but `to_numpy` of them takes no mark for missing values.
    if isinstance(column.dtype, pd.CategoricalDtype) or not kinds.is_numeric_dtype(column.dtype):
        return False
    return not kinds.is_bool_dtype(column.dtype) and getattr(column.dtype, "kind", "") in "iuf"


def refuse_large(place: str, whole: Series, first: int) -> None:
    """InputError for the first integer that a double may round."""
    # Compared as integers: as a double 2**53 + 1 is 2**53.
    large = ((whole > EXACT) | (whole < -EXACT)).to_numpy(dtype=bool, na_value=False)
    if large.any():
        at = int(np.argmax(large))
        raise _rounded(f"{place}  record {first + at + 1}", whole.iloc[at])


def _number(place: str, record: int, value: Any) -> float:
    if is_missing(value):
        # A float may bear the letter of a special missing value.
        return value if isinstance(value, float) else np.nan
    if not isinstance(value, int | float | np.integer | np.floating) or isinstance(value, bool):
        problem = f"{_shown(value)} is no number, and the variable is Num"
        raise InputError(f"{place}  record {record}", problem, "make it a number by a rule, or say type Char")
    if isinstance(value, int | np.integer) and abs(int(value)) > EXACT:
        raise _rounded(f"{place}  record {record}", value)
    if isinstance(value, np.longdouble) and float(value) != value and value == value:
        raise _rounded(f"{place}  record {record}", value)
    return float(value)


def _rounded(place: str, value: Any) -> InputError:
    if isinstance(value, np.floating):
        problem = f"{value} has more digits than a double holds: it would be rounded"
        return InputError(place, problem, "round it by a rule")
    problem = f"{_shown(int(value))} is beyond 2**53: as a number it would be rounded"
    return InputError(place, problem, "make it text: identifiers are no numbers")
