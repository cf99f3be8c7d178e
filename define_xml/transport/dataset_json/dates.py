"""Dates of SAS (days or seconds since 1960) as ISO 8601 text and back, without a digit lost."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Any, Literal

import numpy as np

from mappings.sas_dates import DAY, LAST_DAY, calendar_count, is_left_out, sas_count

Kind = Literal["date", "datetime", "time"]
Floats = np.ndarray[Any, np.dtype[np.float64]]

_EPOCH = date(1960, 1, 1)
# Days and seconds from 0001-01-01 to the end of 9999-12-31: what ISO 8601 writes with four digits for the year. That
# text says exactly what such a number says, so it is kept, though SAS itself prints no date before 1582.
_FIRST = (date.min - _EPOCH).days
_LIMITS: dict[Kind, tuple[int, int]] = {
    "date": (_FIRST, LAST_DAY + 1),
    "datetime": (_FIRST * DAY, (LAST_DAY + 1) * DAY),
    "time": (0, DAY),
}
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?"
_ISO: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII),
    "datetime": re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)T{_CLOCK}", re.ASCII),
    "time": re.compile(_CLOCK, re.ASCII),
}


def kind_of_text(text: str) -> Kind | None:
    """What a complete ISO 8601 text is: ODM's date (to the day), datetime and time (to the second); else None."""
    for kind, pattern in _ISO.items():
        found = pattern.fullmatch(text)
        if found:
            seconds = kind == "date" or found.group(found.re.groups - 2) is not None
            return kind if seconds and (kind == "time" or _calendar_day(found) is not None) else None
    return None


def iso_texts(kind: Kind, values: Floats) -> list[str | None]:
    """Each number (no NaN) as ISO 8601 text; None for what is no date: part of a day, a year beyond 1 to 9999."""
    low, high = _LIMITS[kind]
    fits = (values >= low) & (values < high)
    floors = np.floor(np.where(fits, values, 0.0)).astype(np.int64)
    whole = fits & (values == floors)
    texts = _whole_texts(kind, floors)
    return [
        text if plain else (None if kind == "date" or not inside else text + _fraction(float(value)))
        for text, plain, inside, value in zip(texts, whole.tolist(), fits.tolist(), values, strict=True)
    ]


def _whole_texts(kind: Kind, floors: np.ndarray[Any, np.dtype[np.int64]]) -> list[str]:
    unit: Any = "D" if kind == "date" else "s"
    if kind != "time":
        floors = calendar_count(floors, 1 if kind == "date" else DAY)
    stamps = np.datetime64("1960-01-01", unit) + floors.astype(f"timedelta64[{unit}]")
    texts: list[str] = np.datetime_as_string(stamps).tolist()
    return [text[11:] for text in texts] if kind == "time" else texts


def _fraction(value: float) -> str:
    # The shortest digits that give the same double; below zero they count from the second before.
    with localcontext() as context:
        context.prec = 1200
        exact = Decimal(repr(value))
        return format(exact - exact.to_integral_value(ROUND_FLOOR), "f")[1:]


def sas_number(kind: Kind, text: str) -> tuple[float, bool] | None:
    """The number that a complete date without a zone stands for, and whether a double holds all its digits."""
    found = _ISO[kind].fullmatch(text)
    if found is None or (kind != "date" and found.group(found.re.groups)):
        return None
    days = 0 if kind == "time" else _day(found)
    if days is None:
        return None
    if kind == "date":
        return float(days), True
    hour, minute, second, fraction = found.groups()[-5:-1]
    whole = days * DAY + int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    return exactly(_sum(whole, fraction)) if fraction else (float(whole), True)


def _sum(whole: int, fraction: str) -> Decimal:
    with localcontext() as context:
        context.prec = len(fraction) + 40
        return Decimal(whole) + Decimal(f"0.{fraction}")


def exactly(number: Decimal) -> tuple[float, bool]:
    """The double nearest to the number, and whether its shortest digits are the number's."""
    value = float(number)
    return value, Decimal(repr(value)) == number


def _calendar_day(found: re.Match[str]) -> Any:
    """The day since 1960-01-01, as the calendar counts; None if it has no such day."""
    year, month, day = (int(part) for part in found.groups()[:3])
    try:
        return np.int64((date(year, month, day) - _EPOCH).days)
    except ValueError:
        return None


def _day(found: re.Match[str]) -> int | None:
    """The same as SAS counts; None for the days that it leaves out, too."""
    days = _calendar_day(found)
    return None if days is None or is_left_out(days) else int(sas_count(days))
