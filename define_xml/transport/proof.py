"""Proof that a file says what was to be written: read back and compared, some records at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pandas import DataFrame, Series

from define_xml.transport.cells import arrow_text, is_missing, number_cells
from define_xml.transport.stream import Stream
from mappings.error import InputError
from mappings.missing import SPECIAL, letters_of, tagged
from mappings.spec import VariableSpec

# pyarrow ships no types.
_compute: Any = compute
LARGE: Any = pa.large_string()
_FAULT = "this is our fault: report it; the files that were there are unchanged"
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Kept:
    """What a format keeps: blanks at the end of text; empty text; which special missing value; types and labels."""

    blanks: bool = True
    empty: bool = True
    letters: bool = True
    about: bool = True


def counted(stream: Stream) -> tuple[Stream, Callable[[], int]]:
    """The same stream, and what tells how many records its last pass has given so far."""
    count = 0

    def chunks() -> Iterator[DataFrame]:
        nonlocal count
        count, given = 0, stream.chunks()
        while (chunk := next(given, None)) is not None:
            count += len(chunk)
            yield chunk
            # Two chunks are twice the memory: one is let go before the next is made, here as below.
            del chunk

    return replace(stream, chunks=chunks), lambda: count


@contextmanager
def read_back(part: Path, name: str) -> Iterator[None]:
    """What is found wrong with a draft, as an InputError about the file of that name that it is to be."""
    try:
        yield
    except InputError as error:
        if not error.place.startswith(part.name):
            raise
        place = name + error.place.removeprefix(part.name)
        raise InputError(place, f"read back: {error.problem}", _FAULT) from None


def compare(wanted: Stream, found: Stream, place: str, kept: Kept) -> int:
    """The number of records; InputError if what was read back is not what was to be written."""
    compare_heads(wanted, found, place, kept)
    count = 0
    for one, other in _paired(wanted.chunks(), found.chunks()):
        if one is None or other is None:
            raise InputError(place, "read back, it has another number of records", _FAULT)
        for variable in wanted.spec.variables:
            differ = _differences(variable, one[variable.name], other[variable.name], kept)
            if differ is not None and differ.any():
                record = count + int(np.argmax(differ)) + 1
                raise InputError(
                    f"{place}  {variable.name}  record {record}", "read back, the value differs", "the disk is at fault"
                )
        count += len(one)
        del one, other
    return count


def compare_heads(wanted: Stream, found: Stream, place: str, kept: Kept) -> None:
    """InputError unless the file has the variables that were to be written, and as many records."""
    said, told = (
        [(one.name, *((one.label, one.type) if kept.about else ())) for one in stream.spec.variables]
        for stream in (wanted, found)
    )
    if said != told:
        raise InputError(place, "read back, its variables differ", _FAULT)
    if wanted.count is not None and found.count not in (None, wanted.count):
        raise InputError(place, "read back, it has another number of records", _FAULT)


def _paired(
    wanted: Iterator[DataFrame], found: Iterator[DataFrame]
) -> Iterator[tuple[DataFrame | None, DataFrame | None]]:
    """Records of both, as many of the one as of the other; None where one side has ended before the other."""
    one, other = _next(wanted, None), _next(found, None)
    while one is not None and other is not None:
        size = min(len(one), len(other))
        yield (one if len(one) == size else one.iloc[:size]), (other if len(other) == size else other.iloc[:size])
        one, other = _rest(one, size), _rest(other, size)
        one, other = _next(wanted, one), _next(found, other)
    if one is not None or other is not None:
        yield one, other


def _rest(chunk: DataFrame, size: int) -> DataFrame | None:
    return chunk.iloc[size:] if len(chunk) > size else None


def _next(chunks: Iterator[DataFrame], rest: DataFrame | None) -> DataFrame | None:
    """What is left of a chunk, or else the next one that has records."""
    while rest is None or not len(rest):
        rest = next(chunks, None)
        if rest is None:
            return None
    return rest


def _differences(variable: VariableSpec, wanted: Series, found: Series, kept: Kept) -> Array | None:
    """Which records differ; None if none does."""
    if variable.type == "Num":
        one = number_cells(variable.name, wanted, 0)
        other = number_cells(variable.name, found, 0) if kept.about else _said_numbers(found)
        return _numbers_differ(one, other, kept.letters)
    try:
        left, right = texts(wanted), texts(found)
        if left.equals(right):
            return None
        left, right = stripped(left, kept), stripped(right, kept)
    except UnicodeEncodeError:
        # Bytes kept as they were are no text that Arrow holds.
        left, right = _bytes(wanted, kept), _bytes(found, kept)
    unequal = _compute.fill_null(_compute.not_equal(left, right), False)
    one_missing = _compute.xor(_compute.is_null(left), _compute.is_null(right))
    return np.asarray(_compute.or_(unequal, one_missing))


def _said_numbers(column: Series) -> Array:
    """The numbers that texts say: nothing is missing, `.A` a special missing value."""
    coded = texts(column).dictionary_encode()
    words = coded.dictionary.to_pylist()
    special = [len(word) == 2 and word[0] == "." and word[1] in SPECIAL for word in words]
    letters = np.array([ord(word[1]) if odd else 0 for word, odd in zip(words, special, strict=True)], dtype=np.uint8)
    said = [float(word) if word and not odd else np.nan for word, odd in zip(words, special, strict=True)]
    values = np.append(np.where(special, tagged(letters), np.array(said, dtype=np.float64)), np.nan)
    return np.asarray(values[coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)])


def _numbers_differ(wanted: Array, found: Array, letters: bool) -> Array | None:
    if np.array_equal(np.ascontiguousarray(wanted).view(np.int64), np.ascontiguousarray(found).view(np.int64)):
        return None
    differ = (wanted != found) & ~(np.isnan(wanted) & np.isnan(found))
    if letters and np.isnan(wanted).any():
        differ |= letters_of(wanted) != letters_of(found)
    return np.asarray(differ)


def texts(column: Series) -> Any:
    """The text as an Arrow array."""
    return arrow_text("", column, 0)


def stripped(cells: Any, kept: Kept) -> Any:
    """The cells as a format keeps them."""
    if not kept.blanks:
        cells = _compute.utf8_rtrim(cells, characters=" ")
    return cells if kept.empty else _compute.if_else(_compute.equal(cells, ""), pa.scalar(None, LARGE), cells)


def _bytes(column: Series, kept: Kept) -> Any:
    cells = [None if is_missing(text) else str(text) for text in column.tolist()]
    if not kept.blanks:
        cells = [text and text.rstrip(" ") for text in cells]
    full = [text if kept.empty else text or None for text in cells]
    return pa.array([None if text is None else text.encode("utf-8", "surrogatepass") for text in full], pa.binary())
