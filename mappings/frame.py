"""A dataset as people analyse it: a DataFrame with dates where SAS has numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.distinct import factors
from mappings.error import MappingError
from mappings.iso8601 import parse_date
from mappings.spec import VariableSpec

if TYPE_CHECKING:
    from mappings.dataset import Dataset

Calendar = Literal["date", "datetime", "time", ""]
Array = np.ndarray[Any, np.dtype[Any]]

_SEPARATED = {"DDMMYY": "BCDNPS", "MMDDYY": "BCDNPS", "YYMMDD": "BCDNPS", "MMYY": "CDNPS", "YYMM": "CDNPS",
              "YYQ": "CDNPS", "YYQR": "CDNPS"}  # fmt: skip
# SAS formats by what their numbers count: days since 1960-01-01.
_DATES = """
    DATE DAY DOWNAME JULDAY JULIAN MINGUO MONNAME MONTH MONYY NENGO HDATE HEBDATE PDJULG PDJULI QTR QTRR WEEKDATE
    WEEKDATX WEEKDAY WEEKU WEEKV WEEKW WORDDATE WORDDATX YEAR YYMON YYQZ B8601DA E8601DA IS8601DA
    NLDATE NLDATEL NLDATEM NLDATEMD NLDATEMDL NLDATEMDM NLDATEMDS NLDATEMN NLDATES NLDATEW NLDATEWN NLDATEYM NLDATEYML
    NLDATEYMM NLDATEYMS NLDATEYQ NLDATEYQL NLDATEYQM NLDATEYQS NLDATEYR NLDATEYW
"""
# Seconds since 1960-01-01T00:00:00.
_DATETIMES = """
    DATETIME DATEAMPM DTDATE DTMONYY DTWKDATX DTYEAR DTYYQC MDYAMPM
    B8601DN B8601DT B8601DX B8601DZ B8601LX E8601DN E8601DT E8601DX E8601DZ E8601LX IS8601DN IS8601DT IS8601DZ
    NLDATM NLDATMAP NLDATMDT NLDATML NLDATMM NLDATMMD NLDATMMDL NLDATMMDM NLDATMMDS NLDATMMN NLDATMS NLDATMTM NLDATMTZ
    NLDATMW NLDATMWN NLDATMWZ NLDATMYM NLDATMYML NLDATMYMM NLDATMYMS NLDATMYQ NLDATMYQL NLDATMYQM NLDATMYQS NLDATMYR
    NLDATMYW NLDATMZ
"""
# Seconds: of a clock, or of a stretch of time. TOD shows the clock of datetimes too, and cannot tell which it has.
_TIMES = """
    TIME TIMEAMPM HHMM HOUR MMSS TOD B8601LZ B8601TM B8601TX B8601TZ E8601LZ E8601TM E8601TX E8601TZ IS8601LZ IS8601TM
    IS8601TZ NLTIMAP NLTIME
"""
# EURDFDE and its like, with the language for EUR.
_LANGUAGES = """
    AFR CAT CRO CSY DAN DES DEU ENG ESP EUR FIN FRA FRS HUN ITA MAC NLD NOR POL PTG RUS SLO SVE
"""
_LOCAL_DATES = ("DD", "DE", "DN", "DWN", "MN", "MY", "WDX", "WKX")
FAMILIES: dict[str, Calendar] = {
    **dict.fromkeys(_DATES.split(), "date"),
    **dict.fromkeys((name + mark for name, marks in _SEPARATED.items() for mark in ("", *marks)), "date"),
    **dict.fromkeys(_DATETIMES.split(), "datetime"),
    **dict.fromkeys(_TIMES.split(), "time"),
    **dict.fromkeys((f"{language}DF{name}" for language in _LANGUAGES.split() for name in _LOCAL_DATES), "date"),
    **dict.fromkeys((f"{language}DFDT" for language in _LANGUAGES.split()), "datetime"),
}
_FAMILY = re.compile(r"([A-Z0-9_]*[A-Z_])\d*\.?\d*", re.IGNORECASE | re.ASCII)

# Days between the first of 1960, where SAS begins, and of 1970, where everybody else does.
EPOCH_DAYS = 3653
DAY = 86_400
MICRO = 1_000_000
# SAS knows dates from 1582-01-01, Python up to 9999-12-31.
FIRST_DAY, LAST_DAY = -138_061, 2_936_547
# To SAS the years 4000 and 8000 are no leap years: days of the calendar that it does not count.
_NO_DAYS = np.array([(date(year, 2, 29) - date(1960, 1, 1)).days for year in (4000, 8000)])
_LONGEST = 1e12
_DTC = re.compile(r".*DTC")


def calendar_kind(format_: str) -> Calendar:
    """What numbers of that SAS format count: `date` (days), `datetime` or `time` (seconds), or nothing of the kind."""
    found = _FAMILY.fullmatch(format_.strip())
    return FAMILIES.get(found[1].upper(), "") if found else ""


def frame(dataset: Dataset, dates: bool | Literal["all"] = True) -> DataFrame:
    """The records for analysis: one column for each variable in the order of the spec, no others, index from 0.

    - Text is pandas' own text, missing values NaN.
    - Numbers are float64, special missing values plain NaN; variables of data type integer are Int64, if all are whole.
    - Numbers with a SAS format of the calendar (`FAMILIES`) become dates: datetime64[s] for days, datetime64[us] for
      moments, timedelta64[us] for times. A variable with a value that is none (half a day, a year before 1582 or after
      9999) stays a column of numbers, whole: nothing is dropped. `dates=False` leaves all of them numbers.
    - `dates="all"` also puts `AESTDTC_date` after each text variable with ISO 8601 dates: datetime64[us] where year,
      month and day are known (with the clock if it tells hour and minute, and names no zone), else NaT. The text stays.
    - `attrs` have name and label of the dataset, and the labels and formats of its variables.
    """
    columns: dict[str, Series] = {}
    variables = [variable for variable in dataset.spec.variables if variable.submit and not variable.supplemental]
    for variable in variables:
        if variable.name not in dataset.records.columns:
            problem = "no column of that name in the records"
            raise MappingError(f"{dataset.name}.{variable.name}", problem, "build it, or leave it out of the spec")
        column = dataset.records[variable.name].reset_index(drop=True)
        columns[variable.name] = _numbers(variable, column, dates) if variable.type == "Num" else _text(column)
        if dates == "all" and _tells_dates(variable):
            columns[f"{variable.name}_date"] = _days(columns[variable.name])
    records = DataFrame(columns, index=pd.RangeIndex(len(dataset.records)))
    records.attrs = {
        "name": dataset.name,
        "label": dataset.spec.label,
        "labels": {variable.name: variable.label for variable in variables},
        "formats": {variable.name: variable.format for variable in variables if variable.format},
    }
    return records


def _text(column: Series) -> Series:
    usual: Any = Series(["a"]).dtype
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("object")
    return column.where(column.notna(), np.nan).astype(usual)


def _numbers(variable: VariableSpec, column: Series, dates: object) -> Series:
    if column.dtype.kind in "mM":
        # Somebody has put dates there already.
        return column
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    # A NaN of our own may bear the letter of a special missing value; here all are alike.
    values = np.where(np.isnan(values), np.nan, values)
    kind = calendar_kind(variable.format) if dates else ""
    moments = from_sas(values, kind) if kind else None
    if moments is not None:
        return Series(moments)
    if variable.data_type == "integer" and not calendar_kind(variable.format) and _whole(values):
        return Series(values).astype("Int64")
    return Series(values)


def _whole(values: Array) -> bool:
    known = values[~np.isnan(values)]
    return bool(((known == np.floor(known)) & (np.abs(known) <= 2**53)).all())


def calendar_count(count: Array, size: int = 1) -> Array:
    """What SAS counts since 1960-01-01 as the calendar counts it; integers, so many a day as `size` says."""
    days, rest = np.divmod(count, size)
    # The second day that is left out makes the number of all later ones smaller, once more.
    return np.asarray((days + np.searchsorted(_NO_DAYS - [0, 1], days, side="right")) * size + rest)


def sas_count(count: Array, size: int = 1) -> Array:
    """What the calendar counts since 1960-01-01 as SAS counts it; the inverse of `calendar_count`."""
    days, rest = np.divmod(count, size)
    return np.asarray((days - np.searchsorted(_NO_DAYS, days)) * size + rest)


def has_no_day(count: Array, size: int = 1) -> Array:
    """Which of the calendar's moments SAS has no number for: before 1582, after 9999, 29 February of 4000 and 8000."""
    days = np.floor_divide(count, size)
    return np.isin(days, _NO_DAYS) | (days < FIRST_DAY) | (days > LAST_DAY + len(_NO_DAYS))


def from_sas(values: Array, kind: Calendar) -> Array | None:
    """SAS numbers as datetime64[s], datetime64[us] or timedelta64[us], to the microsecond; None if one is no such."""
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)
    size = DAY if kind == "datetime" else 1
    low, high = (-_LONGEST, _LONGEST) if kind == "time" else (FIRST_DAY * size, (LAST_DAY + 1) * size)
    if not ((known >= low) & (known < high)).all():
        return None
    whole = np.floor(known)
    if kind == "date":
        days = calendar_count(whole.astype(np.int64))
        return _marked((days - EPOCH_DAYS) * DAY, missing, "M8[s]") if (whole == known).all() else None
    count = micro_count(known)
    if kind == "time":
        return _marked(count, missing, "m8[us]")
    return _marked(calendar_count(count, DAY * MICRO) - EPOCH_DAYS * DAY * MICRO, missing, "M8[us]")


def micro_count(seconds: Array) -> Array:
    """Seconds as whole microseconds, the nearest."""
    # Taken apart first: the fraction of a second is exact, and so is its number of microseconds.
    whole = np.floor(seconds)
    return np.asarray(whole.astype(np.int64) * MICRO + np.rint((seconds - whole) * MICRO).astype(np.int64))


def _marked(count: Array, missing: Array, dtype: str) -> Array:
    moments = count.astype(np.int64).view(dtype)
    moments[missing] = np.array("NaT", dtype=dtype)
    return moments


def _tells_dates(variable: VariableSpec) -> bool:
    dated = variable.data_type in ("date", "datetime", "partialDatetime") or _DTC.fullmatch(variable.name)
    return variable.type == "Char" and bool(dated)


def _days(column: Series) -> Series:
    """The moments of ISO 8601 texts whose day is known, as datetime64[us]; NaT for the others."""
    codes, words = factors(column)
    # The last one is for the code of missing values, -1.
    return Series(np.array([*(_moment(word) for word in words), None], dtype="M8[us]")[codes])


def _moment(text: str) -> datetime | None:
    found = parse_date(text)
    if found is None or not found.complete:
        return None
    clock = len(found.known) > 4 and not found.zone
    return found.earliest if clock else found.without_time.earliest
