"""The cells of a column, read: each of its column's type, missing as missing, dates of SAS as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pandas import Series

from define_xml.transport.cells import EXACT
from define_xml.transport.dataset_json.columns import MOMENTS, Column
from define_xml.transport.dataset_json.dates import exactly, kind_of_text, sas_number
from define_xml.transport.dataset_json.text import Spot, letters
from define_xml.transport.notes import RECORDS, Said
from define_xml.transport.stream import text_dtype
from mappings.error import InputError

# pyarrow ships no types.
_compute: Any = compute
_TEXT = pa.large_string()
_NONE = type(None)
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_CONTROL = r"[\x00-\x1f\x7f]"
_JSON = {str: "text", int: "a number", float: "a number", bool: "true or false", dict: "an object", list: "an array"}


def texts_of(column: Column, values: Sequence[Any], spot: Spot) -> Any:
    """The text as an Arrow array; InputError for a cell that is none."""
    if not {*map(type, values)} <= {str, _NONE}:
        raise _other_type(column, values, (str, _NONE), spot)
    try:
        return pa.array(values, type=_TEXT)
    except UnicodeEncodeError:
        wrong = [value is not None and any("\ud800" <= letter <= "\udfff" for letter in value) for value in values]
        problem = "half of a pair of code units (\\ud800 to \\udfff): it is no Unicode text"
        raise spot.error(column, wrong, problem, "the file is damaged: have it written anew") from None


def numbers_of(column: Column, values: Sequence[Any], spot: Spot) -> Any:
    """The numbers as doubles; InputError for a cell that is none, or that a double cannot hold."""
    types = {*map(type, values)} - {_NONE}
    known = (bool,) if column.cells == "boolean" else tuple(one for one in types if issubclass(one, int | float))
    if not types <= {*known} - ({bool} if column.cells != "boolean" else set()):
        allowed = (bool, _NONE) if column.cells == "boolean" else (int, float, _NONE)
        raise _other_type(column, values, allowed, spot)
    if int in types:
        _check_integers(column, values, spot)
    found = np.array(values, dtype=np.float64)
    if np.isinf(found).any():
        raise spot.error(column, np.isinf(found), "a number too large for any double", "the file is damaged")
    if types - {int, float, bool}:
        _note_rounded(column, [isinstance(value, float) and type(value) is not float for value in values], values, spot)
    missing = np.isnan(found)
    if column.cells == "integer" and not (missing | (found == np.trunc(found))).all():
        wrong = ~(missing | (found == np.trunc(found)))
        problem = f"{values[int(np.argmax(wrong))]!r} is no integer, as its column says"
        raise spot.error(column, wrong, problem, "have the column typed float")
    if column.cells == "integer" and (np.abs(found) > EXACT).any():
        raise spot.error(column, np.abs(found) > EXACT, "an integer beyond 2**53", "have it written as text")
    return found


def _check_integers(column: Column, values: Sequence[Any], spot: Spot) -> None:
    integers = [value for value in values if value.__class__ is int]
    if min(integers) >= -EXACT and max(integers) <= EXACT:
        return
    large = [isinstance(value, int) and not -EXACT <= value <= EXACT for value in values]
    # A float may be written without point or exponent: then the integer is exactly a double.
    free = column.cells == "number"
    wrong = [one and not (free and _is_double(value)) for one, value in zip(large, values, strict=True)]
    if any(wrong):
        problem = f"{str(values[wrong.index(True)])[:40]} is beyond 2**53, and no double is equal to it"
        raise spot.error(column, wrong, problem, "have it written as text: decimal")


def _is_double(value: int) -> bool:
    try:
        return float(value) == value
    except OverflowError:
        return False


def _other_type(column: Column, values: Sequence[Any], allowed: tuple[type, ...], spot: Spot) -> InputError:
    wrong = [not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed) for value in values]
    cell = values[wrong.index(True)]
    shown = repr(cell)[:60] if isinstance(cell, str | int | float) else _JSON[type(cell)]
    problem = f"{shown} in a column of type {column.data_type}"
    return spot.error(column, wrong, problem, "have the file written as its columns say")


def series_of(column: Column, array: Any, spot: Spot) -> Series:
    """The column of the frame: text with missing for empty, or doubles."""
    if isinstance(array, np.ndarray):
        return Series(array)
    cells = array
    if _compute.any(_compute.equal(_compute.binary_length(cells), 0)).as_py():
        cells = _compute.if_else(_compute.equal(cells, ""), pa.scalar(None, _TEXT), cells)
    if not column.is_text:
        return Series(_converted(column, cells, spot))
    _look_at(column, cells, spot)
    text: Series = Series(text_dtype().__from_arrow__(cells))
    return text


def _look_at(column: Column, cells: Any, spot: Spot) -> None:
    """Notes what is odd in text: longer than said, control characters, dates that are none."""
    said = column.length
    if said is not None and (_compute.max(_compute.binary_length(cells)).as_py() or 0) > said:
        words = f"longer than the {said} characters its column says"
        _note(column, cells, _compute.greater(_compute.utf8_length(cells), said), ("too_long", "error", words), spot)
    raw = letters(cells)
    if raw is not None and raw.size and (raw.min() < 0x20 or (raw == 0x7F).any()):
        control = _compute.fill_null(_compute.match_substring_regex(cells, _CONTROL), False)
        _note_controls(column, cells.filter(control), np.flatnonzero(np.asarray(control)), spot)
    if column.data_type in MOMENTS:
        coded = cells.dictionary_encode()
        wrong = [kind_of_text(word) != column.data_type for word in coded.dictionary.to_pylist()]
        if any(wrong):
            words = f"no complete {column.data_type}, as its column says"
            chosen = pa.array(wrong).take(coded.indices)
            _note(column, cells, chosen, ("incomplete_date", "warning", words), spot)


def _note(column: Column, cells: Any, wrong: Any, said: Said, spot: Spot) -> None:
    places = np.flatnonzero(np.asarray(_compute.fill_null(wrong, False)))
    _note_each(column, cells.take(pa.array(places)).to_pylist(), places, said, spot)


def _note_controls(column: Column, cells: Any, places: Any, spot: Spot) -> None:
    """A control character is told by its byte, and shown so in the text."""
    found: dict[str, list[int]] = {}
    for text, place in zip(cells.to_pylist(), places.tolist(), strict=True):
        found.setdefault(text, []).append(spot.first + place)
    for text, records in found.items():
        bytes_ = " ".join(dict.fromkeys(f"{ord(letter):02X}" for letter in re.findall(_CONTROL, text)))
        said: Said = ("control_character", "error", f"byte {bytes_} is a control character")
        shown = re.sub(_CONTROL, lambda one: f"\\x{ord(one[0]):02X}", text)
        spot.notes.add(said, column.name, shown[:200], records[:RECORDS], len(records))


def _note_each(column: Column, shown: Sequence[str], places: Any, said: Said, spot: Spot) -> None:
    found: dict[str, list[int]] = {}
    for text, place in zip(shown, places.tolist(), strict=True):
        found.setdefault(text, []).append(spot.first + place)
    for text, records in found.items():
        spot.notes.add(said, column.name, text[:200], records[:RECORDS], len(records))


def _note_rounded(column: Column, wrong: Sequence[bool], values: Sequence[Any], spot: Spot) -> None:
    said: Said = ("rounded_number", "note", "more digits than a double holds: rounded")
    places = np.flatnonzero(np.array(wrong))
    _note_each(column, [repr(values[place]) for place in places.tolist()], places, said, spot)


def _converted(column: Column, cells: Any, spot: Spot) -> Any:
    """Decimals and dates, which JSON writes as text, as numbers."""
    coded = cells.dictionary_encode()
    words = coded.dictionary.to_pylist()
    found = [_number(column, word) for word in words]
    codes = coded.indices.fill_null(-1).to_numpy()
    for code, one in enumerate(found):
        if one is None or not np.isfinite(one[0]):
            problem = f"{words[code][:60]!r} is no {column.data_type} that a number can stand for"
            raise spot.error(column, codes == code, problem, "have the file written as its columns say")
        if not one[1]:
            said: Said = ("rounded_number", "note", f"more digits than a double holds: read as {one[0]!r}")
            places = np.flatnonzero(codes == code)
            _note_each(column, [words[code]] * len(places), places, said, spot)
    values = np.array([*(one[0] for one in found if one), np.nan])
    return values[codes]


def _number(column: Column, word: str) -> tuple[float, bool] | None:
    if column.cells == "decimal":
        return exactly(Decimal(word)) if _DECIMAL.fullmatch(word) else None
    return next((sas_number(kind, word) for kind in MOMENTS if kind == column.cells), None)
