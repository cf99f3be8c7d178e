"""Records as the text of JSON, column by column: nothing is looked at twice, no row is made in between."""

from __future__ import annotations

import json.encoder
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pandas import DataFrame, Series

from define_xml.transport.cells import EXACT, number_cells, text_cells
from define_xml.transport.dataset_json.columns import Column
from define_xml.transport.dataset_json.dates import iso_texts
from define_xml.transport.notes import RECORDS, Notes
from mappings.error import InputError
from mappings.missing import letters_of

# pyarrow ships no types.
_compute: Any = compute
Floats = np.ndarray[Any, np.dtype[np.float64]]

_TEXT = pa.large_string()
# Whole numbers of so few digits are written without a point; what is longer is no count of anything.
_SHORT = 1e15
_WHOLE = re.compile(r"-?[1-9]\d{0,14}\.0|0\.0")
_escaped: Any = json.encoder.encode_basestring


@dataclass(frozen=True)
class Spot:
    """Where we are: the file that is read (none while one is written), the first record of a chunk, what is noted."""

    file: str
    first: int
    lenient: bool
    notes: Notes

    def error(self, column: Column, wrong: Any, problem: str, remedy: str) -> InputError:
        """The error at the first record that is wrong."""
        record = self.first + int(np.argmax(np.asarray(wrong)))
        return InputError(f"{self.place(column)}  record {record}", problem, remedy)

    def place(self, column: Column) -> str:
        """`dm.json  DM.X` while it is read, `DM.X` while it is written."""
        return f"{self.file}  {self.notes.dataset}.{column.name}".lstrip()


def rows_text(columns: Sequence[Column], chunk: DataFrame, spot: Spot, end: str) -> bytes:
    """The records as rows of JSON, `["S1",1,null]`, each followed by `end`."""
    if not columns or not len(chunk):
        return ("[]" + end).encode() * len(chunk)
    parts: list[Any] = []
    literal = "["
    for number, column in enumerate(columns):
        cells, quoted = cells_text(column, chunk[column.name], spot)
        literal += "," * (number > 0) + '"' * quoted
        parts += [pa.scalar(literal, _TEXT), cells]
        literal = '"' * quoted
    parts += [pa.scalar(f"{literal}]{end}", _TEXT), pa.scalar("", _TEXT)]
    rows = _compute.binary_join_element_wise(*parts)
    return content(rows)


def content(cells: Any) -> bytes:
    """All letters of an Arrow text, one after another."""
    raw = letters(cells)
    return b"" if raw is None else raw.tobytes()


def letters(cells: Any) -> Any:
    """The bytes of an Arrow text as they lie in memory; None if there are none."""
    if isinstance(cells, pa.ChunkedArray):
        cells = joined(cells)
    _, places, data = cells.buffers()
    if data is None or not len(cells):
        return None
    wide = pa.types.is_large_string(cells.type)
    ends = np.frombuffer(places, dtype=np.int64 if wide else np.int32)[cells.offset : cells.offset + len(cells) + 1]
    return np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]


def cells_text(column: Column, series: Series, spot: Spot) -> tuple[Any, bool]:
    """The cells as text for a row of JSON, and whether quotes still belong around them."""
    if column.is_text:
        return _escape(_measured(column, written_text(column, series, spot), spot)), True
    values = _numbers(column, series, spot)
    if column.cells == "boolean":
        return _booleans(column, values, spot), False
    if column.cells in ("integer", "number"):
        return _numerals(column, values, spot), False
    return _quoted(column, values, spot), False


def written_text(column: Column, series: Series, spot: Spot) -> Any:
    """The text as one Arrow array, missing as null; InputError for what is no text."""
    return text_cells(spot.place(column), series, spot.first - 1)


def joined(cells: Any) -> Any:
    """An Arrow text in one piece."""
    # What `combine_chunks` gives is not the same in all versions.
    return pa.concat_arrays(cells.chunks) if cells.num_chunks else pa.array([], type=_TEXT)


def _measured(column: Column, cells: Any, spot: Spot) -> Any:
    """The cells, with none longer than is said; `lenient` notes it."""
    said = column.length
    if said is None or (_compute.max(_compute.binary_length(cells)).as_py() or 0) <= said:
        return cells
    sizes = _compute.fill_null(_compute.utf8_length(cells), 0).to_numpy(zero_copy_only=False)
    places = np.flatnonzero(sizes > said)
    if len(places) and not spot.lenient:
        problem = f"a value of {sizes[places[0]]} characters; the spec says length {said}"
        raise spot.error(column, sizes > said, problem, "say a larger length, or shorten the value by a rule")
    words = f"longer than the {said} characters the spec says"
    for place in places.tolist():
        spot.notes.add(("too_long", "error", words), column.name, cells[place].as_py()[:200], [spot.first + place], 1)
    return cells


def _escape(cells: Any) -> Any:
    """The text as it stands between the quotes of JSON; missing is empty."""
    raw = letters(cells)
    if raw is None or not raw.size or not _special(raw):
        return _compute.fill_null(cells, "") if cells.null_count else cells
    coded = cells.dictionary_encode()
    words = pa.array([_escaped(word)[1:-1] for word in coded.dictionary.to_pylist()], type=_TEXT)
    return _compute.fill_null(words.take(coded.indices), "")


def _special(raw: Any) -> bool:
    """Whether quote, backslash or a control character is among them."""
    return bool(raw.min() < 0x20 or (raw == 0x22).any() or (raw == 0x5C).any())


def _numbers(column: Column, series: Series, spot: Spot) -> Floats:
    """The values as doubles; InputError for what is none, or would be another number as a double."""
    values = np.ascontiguousarray(number_cells(spot.place(column), series, spot.first - 1))
    _check_infinite(column, values, spot)
    _check_letters(column, values, spot)
    return values


def _check_infinite(column: Column, values: Floats, spot: Spot) -> None:
    wrong = np.isinf(values)
    if wrong.any():
        problem = f"{values[int(np.argmax(wrong))]} has no place in Dataset-JSON"
        raise spot.error(column, wrong, problem, "set it missing, or mend it, by a rule")


def _check_letters(column: Column, values: Floats, spot: Spot) -> None:
    if not np.isnan(values).any():
        return
    borne = letters_of(values)
    if borne.any() and not spot.lenient:
        problem = _special_missing(int(borne[int(np.argmax(borne > 0))]))
        raise spot.error(column, borne > 0, problem, "write it as null: --lenient")
    for letter in sorted(set(borne.tolist()) - {0}):
        places = np.flatnonzero(borne == letter)
        records = (places[:RECORDS] + spot.first).tolist()
        words = f"{_special_missing(letter)}: written as null"
        spot.notes.add(("special_missing_lost", "warning", words), column.name, f".{chr(letter)}", records, len(places))


def _special_missing(letter: int) -> str:
    return f"the special missing value .{chr(letter)} has no place in Dataset-JSON"


def _booleans(column: Column, values: Floats, spot: Spot) -> Any:
    known = np.isnan(values) | (values == 0) | (values == 1)
    if not known.all():
        problem = f"{values[int(np.argmin(known))]:g} is neither 1 (true) nor 0 (false)"
        raise spot.error(column, ~known, problem, f"say columns.{column.name}.dataType = integer")
    codes: Any = pa.array(np.where(np.isnan(values), 2, values == 1).astype(np.int64))
    return pa.array(["false", "true", "null"], type=_TEXT).take(codes)


def _numerals(column: Column, values: Floats, spot: Spot) -> Any:
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)
    whole = (known == np.trunc(known)) & (np.abs(known) <= EXACT)
    if column.cells == "integer" and not whole.all():
        problem = f"{float(known[int(np.argmin(whole))])!r} is no integer up to 2**53, and the variable is one"
        raise spot.error(column, ~whole, problem, "say data type float, or mend the value by a rule")
    if column.cells == "integer" or (whole.all() and _is_short(known)):
        cells = pa.array(known.astype(np.int64), mask=missing if missing.any() else None).cast(_TEXT)
        return _compute.fill_null(cells, "null") if missing.any() else cells
    coded, distinct = distinct_doubles(values)
    return pa.array(numerals(distinct), type=_TEXT).take(coded)


def _is_short(values: Floats) -> bool:
    """Whether each whole number is written without a point, as `numerals` does it."""
    return bool((np.abs(values) < _SHORT).all()) and not (np.signbit(values) & (values == 0)).any()


def distinct_doubles(values: Floats) -> tuple[Any, Floats]:
    """Codes and the doubles they stand for, told apart by their bits: 0.0 and -0.0 are two."""
    coded = pa.array(values.view(np.int64)).dictionary_encode()
    return coded.indices, coded.dictionary.to_numpy(zero_copy_only=False).view(np.float64)


def numerals(values: Floats) -> list[str]:
    """The shortest texts that give the same doubles: whole numbers without a point, `-0.0` with its sign."""
    texts = ["null" if text == "nan" else text for text in map(repr, values.tolist())]
    return [text[:-2] if text.endswith(".0") and _WHOLE.fullmatch(text) else text for text in texts]


def _quoted(column: Column, values: Floats, spot: Spot) -> Any:
    """Decimals, and SAS dates as ISO 8601, each in its quotes; missing is null."""
    coded, distinct = distinct_doubles(values)
    known = distinct[~np.isnan(distinct)]
    texts = _decimals(known) if column.cells == "decimal" else iso_texts(_kind(column), known)
    told = dict(zip(known.view(np.int64).tolist(), texts, strict=True))
    for bits, text in told.items():
        if text is None:
            raise _no_date(column, values, bits, spot)
    every = zip(np.isnan(distinct).tolist(), distinct.view(np.int64).tolist(), strict=True)
    words = ["null" if missing else f'"{told[bits]}"' for missing, bits in every]
    return pa.array(words, type=_TEXT).take(coded)


def _kind(column: Column) -> Any:
    return column.cells


def _decimals(values: Floats) -> list[str | None]:
    return [format(Decimal(text), "f") for text in numerals(values)]


def _no_date(column: Column, values: Floats, bits: int, spot: Spot) -> InputError:
    wrong = values.view(np.int64) == bits
    value = float(values[int(np.argmax(wrong))])
    shown = f"format {column.display_format}" if column.display_format else "type"
    problem = f"{value!r} is no {column.cells} that ISO 8601 can write, and its {shown} says {column.cells}"
    remedy = f"mend it by a rule, or write the numbers as they are: columns.{column.name}.dataType = float"
    return spot.error(column, wrong, problem, remedy)
