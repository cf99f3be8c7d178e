"""Operators that ask whether a text is a date, a stretch of time or a duration as SDTM writes ISO 8601."""

from __future__ import annotations

from collections.abc import Callable

from mappings.iso8601 import DATE, is_duration, is_iso8601
from validation.conformance.column import Mask
from validation.conformance.operators.on import On


def not_iso8601_date(on: On) -> Mask:
    """Where a value is written as no date, date and time, or interval is; an impossible day is written rightly."""
    return on.target.where(lambda value: not _is_date(str(value)) and not _written_right(str(value)))


def impossible_date(on: On) -> Mask:
    """Where a value is written as a date is, but no such day or time is, or its interval is reversed."""
    return on.target.where(lambda value: not _is_date(str(value)) and _written_right(str(value)))


def not_iso8601_duration(on: On) -> Mask:
    """Where a value is no duration of ISO 8601, as P3D or -PT90M."""
    return on.target.where(lambda value: not is_duration(str(value)))


ISO8601: dict[str, Callable[[On], Mask]] = {
    "not_iso8601_date": not_iso8601_date,
    "impossible_date": impossible_date,
    "not_iso8601_duration": not_iso8601_duration,
}


def _is_date(text: str) -> bool:
    return is_iso8601(text) and not is_duration(text)


def _written_right(text: str) -> bool:
    """Whether each side of the solidus looks like a date; how far it is known is written without trailing hyphens."""
    sides = text.split("/")
    dates = [side for side in sides if not is_duration(side)]
    return len(sides) <= 2 and bool(dates) and all(DATE.fullmatch(side) and side[-1:] != "-" for side in dates)
