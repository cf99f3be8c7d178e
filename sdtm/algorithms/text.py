"""Words for text: joined, taken apart, made fit for a transport file, read as a number."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.distinct import as_text, encoded, number_text, spread, spread_number
from mappings.error import MappingError

# What stands for what in ASCII. Superscripts, fractions and the degree sign have no entry on purpose:
# 10³ is not 103, and 1½ is not 11/2.
ASCII_LETTERS = {
    "A": "ÀÁÂÃÄÅĀĂĄ", "C": "ÇĆĈĊČ", "D": "ÐĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ", "I": "ÌÍÎÏĨĪĬĮİ",
    "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽĿŁ", "N": "ÑŃŅŇ", "O": "ÒÓÔÕÖØŌŎŐ", "R": "ŔŖŘ", "S": "ŚŜŞŠȘ", "T": "ŢŤŦȚ",
    "U": "ÙÚÛÜŨŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ", "AE": "Æ", "OE": "Œ", "TH": "Þ", "SS": "ẞ",
    "a": "àáâãäåāăą", "c": "çćĉċč", "d": "ðďđ", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı",
    "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņň", "o": "òóôõöøōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț",
    "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž", "ae": "æ", "oe": "œ", "th": "þ", "ss": "ß",
}  # fmt: skip
ASCII_MARKS = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4", '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", " ": "\u00a0\u2007\u2009\u202f", "...": "\u2026",
    "+/-": "\u00b1", "<=": "\u2264", ">=": "\u2265", "x": "\u00d7", "u": "\u00b5\u03bc", "*": "\u2022",
    # A letter typed as base and accent loses the accent; marks without width vanish.
    "": "".join(map(chr, range(0x0300, 0x0370))) + "\u200b\ufeff\u00ad",
}  # fmt: skip
PLAIN = str.maketrans({mark: to for to, marks in [*ASCII_LETTERS.items(), *ASCII_MARKS.items()] for mark in marks})


def text(source: Series) -> Series:
    """The value as collected; a number as people write it.

    Example:
        QSORRES = 'text(result)'
    """
    return as_text(source)


def joined(*parts: Any, separator: str = "", whole: bool = False, index: pd.Index) -> Series:
    """The parts written one after the other; missing parts are left out.

    Constants may stand among the columns. Missing where every column is missing; with whole=True where any is.

    Example:
        USUBJID = 'joined("RESPINE", subject, separator="-", whole=True)'
    """
    if not parts or not isinstance(separator, str):
        problem = "joined wants parts, and a separator in quotes"
        raise MappingError("", problem, 'for example  joined("RESPINE", subject, separator="-")')
    fixed = [None if isinstance(part, Series) else _fixed(part) for part in parts]
    columns = [as_text(part) for part in parts if isinstance(part, Series)]
    if not columns:
        return encoded(np.zeros(len(index), dtype=np.int64), [separator.join(map(str, fixed))], index)

    def one(*found: str | None) -> str | None:
        missing = [value is None for value in found]
        if all(missing) or (whole and any(missing)):
            return None
        values = iter(found)
        words = [next(values) if word is None else word for word in fixed]
        return separator.join(word for word in words if word is not None)

    return spread(one, *columns)


def upper(source: Series) -> Series:
    """The value in capital letters.

    Example:
        AETERM = 'upper(term)'
    """
    return spread(lambda value: None if value is None else value.upper(), as_text(source))


def trimmed(source: Series) -> Series:
    """The value without blanks before and after it; missing where nothing else was there.

    Example:
        CMTRT = 'trimmed(drug)'
    """
    return spread(lambda value: None if value is None else value.strip() or None, as_text(source))


def part(source: Series, separator: str, position: int) -> Series:
    """One piece of a text divided by a separator, counted from 1 (-1: the last); missing where it is not there.

    Example:
        SITEID = 'part(subject, "-", 1)'
    """
    if not isinstance(separator, str) or not separator or not _whole(position) or position == 0:
        problem = f"part({separator!r}, {position!r}) names no piece"
        raise MappingError("", problem, 'for example  part(subject, "-", 1)')

    def one(value: str | None) -> str | None:
        pieces = [] if value is None else value.split(separator)
        at = position - 1 if position > 0 else len(pieces) + position
        return pieces[at] or None if 0 <= at < len(pieces) else None

    return spread(one, as_text(source))


def substring(source: Series, first: int, last: int | None = None) -> Series:
    """The characters from the first to the last place, counted from 1 (to the end, if no last is said).

    Example:
        SITEID = 'substring(subject, 1, 2)'
    """
    if not _whole(first) or first < 1 or (last is not None and (not _whole(last) or last < first)):
        raise MappingError("", f"no characters from {first!r} to {last!r}", "places count from 1, the last included")
    return spread(lambda value: None if value is None else value[first - 1 : last] or None, as_text(source))


def cut(source: Series, length: int, piece: int) -> Series:
    """One piece of a long text cut at blanks into pieces of at most `length` bytes (UTF-8); missing beyond the end.

    The blank at a cut is left out, so that the pieces joined by blanks give the text; a single word longer than a
    piece is cut inside.

    Example:
        COVAL1 = 'cut(comment, 200, 2)'
    """
    # SDTMIG 3.4, 4.5.3.2: text over 200 characters goes on in further variables, split between words.
    if not _whole(length) or length < 4 or not _whole(piece) or piece < 1:
        raise MappingError("", f"cut({length!r}, {piece!r}) names no piece", "for example  cut(comment, 200, 1)")

    def one(value: str | None) -> str | None:
        rest = value or ""
        for _ in range(piece - 1):
            rest = _cut_once(rest, length)[1]
        answer = _cut_once(rest, length)[0]
        return answer if answer.strip() else None

    return spread(one, as_text(source))


def plain(source: Series) -> Series:
    """The value in ASCII letters and marks: accents and typographic marks replaced by their plain counterparts.

    What has no counterpart stays as it is, for the transport file to refuse by name.

    Example:
        AETERM = 'plain(term)'
    """
    return spread(lambda value: None if value is None else value.translate(PLAIN), as_text(source))


def number(source: Series, *, decimal: str) -> Series:
    """The value as a number, by the decimal sign declared for its table; missing where the text is no number.

    Thousands are never guessed: `1,000` is one where the comma is declared as decimal sign, else no number.

    Example:
        AGE = 'number(age_years)'
    """
    if pd.api.types.is_numeric_dtype(source.dtype):
        return source.astype("float64")
    signs = "".join(re.escape(sign) for sign in decimal or ".")
    written = re.compile(rf"\s*([-+]?)(?=[\d{signs}]*\d)(\d*)(?:[{signs}](\d*))?(?:[eE]([-+]?\d+))?\s*", re.ASCII)

    def one(value: str | None) -> float | None:
        found = None if value is None else written.fullmatch(value)
        if found is None:
            return None
        sign, whole, fraction, power = (group or "" for group in found.groups())
        answer = float(f"{sign}{whole or 0}.{fraction or 0}e{power or 0}")
        return answer if math.isfinite(answer) else None

    return spread_number(one, source)


def _cut_once(value: str, length: int) -> tuple[str, str]:
    """As much of the text as fits, and the rest."""
    raw = value.encode()
    if len(raw) <= length:
        return value, ""
    head = raw[:length].decode(errors="ignore")
    # The blank itself may be the first character that no longer fits. Of several blanks the first goes, for
    # blanks at the end of a value are lost in a transport file.
    before = value[: value.rfind(" ", 0, len(head) + 1)].rstrip(" ") if " " in value[: len(head) + 1] else ""
    return (before, value[len(before) + 1 :]) if before else (head, value[len(head) :])


def _fixed(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | tuple | dict):
        raise MappingError("", f"{value!r} cannot be joined", "a part is a column, a text in quotes or a number")
    return number_text(value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
