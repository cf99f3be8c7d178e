"""Rows of JSON as records: as CSV where that is proved to say the same, else by the standard library, never half."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
from pandas import DataFrame

from define_xml.transport.dataset_json.cells import numbers_of, series_of, texts_of
from define_xml.transport.dataset_json.columns import Column
from define_xml.transport.dataset_json.head import is_control, why_no_json
from define_xml.transport.dataset_json.text import Spot, content, joined
from define_xml.transport.notes import Said
from mappings.error import InputError

# pyarrow ships no types.
_compute: Any = compute
_TEXT = pa.large_string()
_QUOTE, _NOTHING = pa.scalar('"', _TEXT), pa.scalar("", _TEXT)
# JSON's numbers, short enough to be integers that a double holds; more than 17 digits are looked at one by one.
_NUMBER = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?$"
_DIGITS = 17
_ZEROS = (b"-0,", b"-0]", b"-0 ", b"-0\t", b"-0\r", b"-0\n")


class Rounded(float):
    """A number with more digits than a double tells apart."""


@dataclass(frozen=True)
class Block:
    """Some rows: their text with a line for each (or one by one), and where each is in the file."""

    raw: bytes | None
    rows: Sequence[bytes]
    # Of a row's number, and of a byte in the row.
    place: Callable[[int, int], str]

    @cached_property
    def parts(self) -> Sequence[bytes]:
        """The rows one by one."""
        return self.rows if self.raw is None else self.raw.split(b"\n")


def rows_frame(columns: Sequence[Column], block: Block, spot: Spot) -> DataFrame:
    """The records that the rows say; InputError for a row that is none, and for a cell of another type."""
    arrays = _as_csv(columns, block.raw) if block.raw is not None and columns else None
    if arrays is None:
        with _uncollected():
            cells = list(zip(*_rows(columns, block, spot), strict=True))
            arrays = [
                texts_of(column, values, spot) if _quoted(column) else numbers_of(column, values, spot)
                for column, values in zip(columns, cells, strict=False)
            ]
    if not columns:
        return DataFrame(index=pd.RangeIndex(len(block.parts)))
    found = {column.name: series_of(column, array, spot) for column, array in zip(columns, arrays, strict=True)}
    return DataFrame(found)


def _quoted(column: Column) -> bool:
    return column.cells not in ("number", "integer", "boolean")


def _as_csv(columns: Sequence[Column], raw: bytes) -> list[Any] | None:
    """Text and numbers by column; None if the rows are not proved to be exactly what was understood."""
    if b"\\" in raw or raw[:1] != b"[" or raw[-1:] != b"]":
        return None
    from pyarrow import csv

    names = [str(number) for number in range(len(columns))]
    lines = _bare(raw)
    if lines is None:
        return None
    source: Any = pa.BufferReader(lines)
    try:
        table = csv.read_csv(
            source,
            read_options=csv.ReadOptions(column_names=names, block_size=len(lines) + 1, use_threads=False),
            parse_options=csv.ParseOptions(double_quote=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, _TEXT), null_values=["null"], strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    cells = [joined(column) for column in table.columns]
    if not _said_again(columns, cells, raw):
        return None
    arrays = [one if _quoted(column) else _numbers(column, one) for column, one in zip(columns, cells, strict=True)]
    return None if any(one is None for one in arrays) else arrays


def _bare(raw: bytes) -> bytes | None:
    """The rows without their brackets: empty lines stand in their place, which CSV passes over."""
    letters = np.frombuffer(raw, dtype=np.uint8).copy()
    ends = np.flatnonzero(letters == 0x0A)
    between = (letters[ends - 1] == 0x5D).all() and (letters[ends + 1] == 0x5B).all()
    # Other control characters may not stand in JSON's text as they are.
    if not between or np.count_nonzero(letters < 0x20) != len(ends):
        return None
    for places in (ends - 1, ends + 1, [0, -1]):
        letters[places] = 0x0A
    return letters.tobytes()


def _said_again(columns: Sequence[Column], cells: list[Any], raw: bytes) -> bool:
    """Whether what was understood, written as JSON, gives the same bytes: only then was nothing overlooked."""
    # No text holds a quote: then each has two around it, and nothing is to be escaped.
    quotes = np.count_nonzero(np.frombuffer(raw, dtype=np.uint8) == 0x22)
    texts = sum(len(one) - one.null_count for column, one in zip(columns, cells, strict=True) if _quoted(column))
    parts: list[Any] = []
    literal = "["
    for number, (column, one) in enumerate(zip(columns, cells, strict=True)):
        quoted = _quoted(column)
        if one.null_count:
            shown = _compute.binary_join_element_wise(_QUOTE, one, _QUOTE, _NOTHING) if quoted else one
            one, quoted = _compute.fill_null(shown, "null"), False
        literal += "," * (number > 0) + '"' * quoted
        parts += [pa.scalar(literal, _TEXT), one]
        literal = '"' * quoted
    parts += [pa.scalar(f"{literal}]\n", _TEXT), _NOTHING]
    again = content(_compute.binary_join_element_wise(*parts))
    return quotes == 2 * texts and len(again) == len(raw) + 1 and again.startswith(raw)


def _numbers(column: Column, cells: Any) -> Any:
    """The doubles of a column of numbers; None where one needs a closer look."""
    coded = cells.dictionary_encode()
    words = coded.dictionary
    if column.cells == "boolean":
        known = {"true": 1.0, "false": 0.0}
        found = [known.get(word) for word in words.to_pylist()]
        return None if None in found else _spread(found, coded)
    if not _compute.all(_compute.match_substring_regex(words, _NUMBER), min_count=0).as_py():
        return None
    long = words.filter(_compute.greater(_compute.binary_length(words), _DIGITS + 1)).to_pylist()
    if any(digits(word) > _DIGITS for word in long):
        return None
    found = words.cast(pa.float64()).to_numpy(zero_copy_only=False)
    whole = column.cells != "integer" or bool((found == np.trunc(found)).all())
    return _spread(found, coded) if whole and np.isfinite(found).all() else None


def _spread(found: Any, coded: Any) -> Any:
    return pa.array(found, pa.float64()).take(coded.indices).to_numpy(zero_copy_only=False)


def digits(number: str) -> int:
    """How many digits of a number's text say something."""
    return len(re.split("[eE]", number)[0].replace(".", "").lstrip("-0"))


@contextmanager
def _uncollected() -> Iterator[None]:
    # Half of the time goes into looking for circles among millions of new lists, which cannot have any.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _rows(columns: Sequence[Column], block: Block, spot: Spot) -> list[list[Any]]:
    parts = block.parts
    rows: list[list[Any]] | None = None
    if all(part[:1] == b"[" and part[-1:] == b"]" for part in parts):
        lines = b",\n".join(parts)
        rows = _loaded(b"[" + lines + b"]", hard=_is_hard(lines))
    if rows is None or len(rows) != len(parts) or not {*map(type, rows)} <= {list}:
        # Something is wrong, or laid out in another way: one by one, so that the error has its place.
        rows = [_row(part, number, block, spot) for number, part in enumerate(parts)]
    if not {*map(len, rows)} <= {len(columns)}:
        raise _other_length(columns, rows, block, spot)
    return rows


def _is_hard(raw: bytes) -> bool:
    """Whether a number may be one that Python reads as another: sixteen digits together, or a zero with a sign."""
    figures = (np.frombuffer(raw, dtype=np.uint8) - np.uint8(0x2E)) < 12
    for step in (1, 2, 4, 8):
        figures = figures[:-step] & figures[step:]
    return bool(figures.any()) or any(zero in raw for zero in _ZEROS)


def _loaded(raw: bytes, hard: bool, strict: bool = True) -> Any:
    """The document; None if it is none."""
    hooks: Any = {"parse_int": _integer, "parse_float": _float} if hard else {}
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refused, strict=strict, **hooks)
    except (ValueError, RecursionError):
        return None


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _integer(text: str) -> float | int:
    return -0.0 if text == "-0" else int(text)


def _float(text: str) -> float:
    value = float(text)
    few = (
        len(text) <= _DIGITS
        or digits(text) <= _DIGITS
        or not np.isfinite(value)
        or Decimal(text) == Decimal(repr(value))
    )
    return value if few else Rounded(text)


def _row(part: bytes, number: int, block: Block, spot: Spot) -> list[Any]:
    place = f"{spot.file}  {block.place(number, 0)}"
    try:
        row = _one(part.decode("utf-8"), number, spot)
    except UnicodeDecodeError as error:
        problem = f"byte {part[error.start]:02X} at {error.start + 1} of the row is no UTF-8"
        raise InputError(place, problem, "Dataset-JSON is UTF-8: have the file written anew in it") from None
    except json.JSONDecodeError as error:
        at = len(error.doc[: error.pos].encode())
        # A row that is laid out wrongly is told where it begins, a byte that is wrong where it is.
        place = f"{spot.file}  {block.place(number, at if is_control(error) else 0)}"
        problem = f"record {spot.first + number} is no JSON: {why_no_json(error)} (at {at + 1} of the row)"
        raise InputError(place, problem, "the file is cut or damaged: get it again") from None
    except ValueError as error:
        problem = f"record {spot.first + number}: {error}"
        raise InputError(place, problem, "missing is null, and no double has so many digits") from None
    except RecursionError:
        raise InputError(place, f"record {spot.first + number} is nested too deeply", "a row is a flat array") from None
    if not isinstance(row, list):
        raise InputError(place, f"record {spot.first + number} is no array", "a row is an array of values")
    return row


def _one(text: str, number: int, spot: Spot) -> Any:
    """What the row says; `lenient` takes control characters as they are, and notes it."""
    hooks: Any = {"parse_constant": _refused, "parse_int": _integer, "parse_float": _float}
    try:
        return json.loads(text, **hooks)
    except json.JSONDecodeError as error:
        if not spot.lenient or not is_control(error):
            raise
    row = json.loads(text, **hooks, strict=False)
    said: Said = ("damaged_text", "error", "forgiven: control characters in text are not escaped")
    spot.notes.add(said, "", "", [spot.first + number], 1)
    return row


def _other_length(columns: Sequence[Column], rows: list[list[Any]], block: Block, spot: Spot) -> InputError:
    number = next(place for place, row in enumerate(rows) if len(row) != len(columns))
    problem = f"record {spot.first + number} has {len(rows[number])} values; there are {len(columns)} columns"
    return InputError(f"{spot.file}  {block.place(number, 0)}", problem, "the file is damaged: get it again")


def is_row(part: bytes) -> bool:
    """Whether the text is a whole array."""
    return isinstance(_loaded(part, hard=True, strict=False), list)
