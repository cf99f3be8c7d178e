"""What values turn out to be: the narrowest data type that holds them all, the longest, the decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from pandas import DataFrame, Series

from define_xml.describe.numbers import plain, widths
from mappings.distinct import Codes, factors
from mappings.error import MappingError, nearest
from mappings.spec import DatasetSpec
from mappings.statement import DataType
from mappings.where import Where

# A number that would be written the same if it were one: an identifier with leading zeros is text.
INTEGER = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)
PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
PARTIAL_TIME = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?)?)?", re.ASCII)
DURATION = re.compile(r"-?P(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)(?<![PT])", re.ASCII)
DATES: tuple[tuple[DataType, re.Pattern[str]], ...] = (
    ("date", DATE), ("datetime", DATETIME), ("partialDate", PARTIAL), ("partialDatetime", PARTIAL_TIME),
    ("durationDatetime", DURATION),
)  # fmt: skip
NUMBERS: tuple[tuple[DataType, re.Pattern[str]], ...] = (("integer", INTEGER), ("float", DECIMAL))


@dataclass(frozen=True)
class Observed:
    """What some values are together; `values` are the distinct ones as text, in order of size or letters."""

    values: tuple[str, ...]
    data_type: DataType
    length: int
    digits: int | None

    def narrowed(self, dated: bool) -> DataType:
        """The narrowest data type of text: a number, or (where dates may stand) a date; else text."""
        # A bare year is a number to the eye: it is a date only beside fuller ones.
        kinds = (*NUMBERS, *DATES) if dated else NUMBERS
        return next((kind for kind, sign in kinds if all(sign.fullmatch(value) for value in self.values)), "text")


def observed(column: Series) -> Observed:
    """What the values of a column are; numbers are integer or float with the decimals in use."""
    codes, words = factors(column)
    used = [words[code] for code in np.unique(codes[codes >= 0])]
    if all(isinstance(word, str) for word in words):
        return of_texts(cast("list[str]", used))
    texts = tuple(plain(value) for value in sorted(used))
    length, digits = widths(used)
    return Observed(texts, "float" if digits else "integer", length, digits)


def of_texts(used: Iterable[str]) -> Observed:
    """What these texts are: text, as long in bytes as the longest, with the decimals of those that are numbers."""
    texts = tuple(sorted(set(used), key=in_order))
    length = max((len(text.encode()) for text in texts), default=0)
    return Observed(texts, "text", length, decimals(texts) or None)


def decimals(texts: Sequence[str]) -> int:
    """The most digits after the point, over those texts that are numbers."""
    return max((len(text.partition(".")[2]) for text in texts if DECIMAL.fullmatch(text)), default=0)


def in_order(text: str) -> tuple[int, float, str]:
    """The key that sorts numbers by size before other texts by letters."""
    return (0, float(text), text) if DECIMAL.fullmatch(text) else (1, 0.0, text)


def met(where: Where, dataset: DatasetSpec, records: DataFrame) -> Series:
    """Whether each record meets a value-level condition; MappingError where it names no variable of the dataset."""
    strange = [name.text for name in where.names() if name.text not in records.columns]
    if strange:
        remedy = nearest(strange[0], set(records.columns)) or "name variables that are submitted"
        raise MappingError(f"{dataset.place or dataset.name}  values", f"{dataset.name} has no {strange[0]}", remedy)
    return Series(where.mask({name.text: records[name.text] for name in where.names()}), index=records.index)


def rows_of(codes: Codes, count: int) -> list[Codes]:
    """For each of so many groups the places of its records, in order."""
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes[codes >= 0], minlength=count))
    known = order[int((codes < 0).sum()) :]
    return np.split(known, ends[:-1]) if count else []
