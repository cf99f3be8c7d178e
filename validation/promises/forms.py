"""The forms of text that the spec promises, as regular expressions that every engine reads alike."""

from __future__ import annotations

import re
from functools import cache

# No look-around and no \d: engines differ in the one, and in the other take digits of all scripts.
_YEAR = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
# Of the years that are multiples of 4 only those centuries that are multiples of 400.
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_LONG, _SHORT = "(?:0[13578]|1[02])", "(?:0[469]|11)"
_TO_28, _TO_29, _TO_30, _TO_31 = (
    "(?:0[1-9]|1[0-9]|2[0-8])", "(?:0[1-9]|[12][0-9])", "(?:0[1-9]|[12][0-9]|30)", "(?:0[1-9]|[12][0-9]|3[01])",
)  # fmt: skip
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY_OF_MONTH = f"(?:{_LONG}-{_TO_31}|{_SHORT}-{_TO_30}|02-{_TO_28})"
_DAY = f"(?:{_YEAR}-{_DAY_OF_MONTH}|{_LEAP}-02-29)"
# Without a year the 29th of February may be meant; without a month the 31st may be.
_NO_YEAR = f"--(?:{_LONG}-{_TO_31}|{_SHORT}-{_TO_30}|02-{_TO_29})"
_NO_MONTH = f"(?:{_YEAR}|-)---{_TO_31}"
_UNTIMED = f"(?:{_YEAR}|(?:{_YEAR}|-)-{_MONTH}|{_DAY}|{_NO_YEAR}|{_NO_MONTH})"
# SDTMIG 3.4, 4.4.2: before a time each part of the date has its place.
_BEFORE_TIME = f"(?:{_DAY}|{_NO_YEAR}|{_NO_MONTH}|(?:{_YEAR}|-)-{_MONTH}--|(?:{_YEAR}|-)----)"
_HOUR, _SIXTY = "(?:[01][0-9]|2[0-3])", "[0-5][0-9]"
_ZONE = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_CLOCK = f"(?:{_HOUR}|(?:{_HOUR}|-):{_SIXTY}|(?:{_HOUR}|-):(?:{_SIXTY}|-):{_SIXTY}(?:\\.[0-9]+)?)"
_KNOWN_CLOCK = f"{_HOUR}:{_SIXTY}(?::(?:{_SIXTY}(?:\\.[0-9]+)?))?"
_PARTIAL = f"(?:{_UNTIMED}|{_BEFORE_TIME}T{_CLOCK}{_ZONE})"
_BLANK = "[ \\t\\n\\r\\f\\v]*"
_TIME_ZONE = "(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_TIME = f"{_HOUR}:{_SIXTY}(?::{_SIXTY}(?:\\.[0-9]+)?)?{_TIME_ZONE}"


def _amounts(units: str) -> str:
    """Amounts of these units in their order, at least one of them; a fraction in the last alone."""
    found = []
    for place, unit in enumerate(units):
        before = "".join(f"(?:[0-9]+{one})?" for one in units[:place])
        found.append(f"{before}[0-9]+(?:\\.[0-9]+)?{unit}")
    return f"(?:{'|'.join(found)})"


_WHOLE_DAYS = "(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
_DURATION = f"-?P(?:[0-9]+(?:\\.[0-9]+)?W|{_amounts('YMD')}|{_WHOLE_DAYS}T{_amounts('HMS')})"
# Define-XML 2.1, 4.3.1: the data types that say how text is written.
FORMS: dict[str, str] = {
    "date": _DAY,
    "datetime": f"{_DAY}T{_KNOWN_CLOCK}{_ZONE}",
    "time": _TIME,
    "partialDate": _UNTIMED,
    "partialTime": f"(?:{_HOUR}|{_TIME})",
    "partialDatetime": _PARTIAL,
    "incompleteDatetime": _PARTIAL,
    "durationDatetime": _DURATION,
    "intervalDatetime": f"{_PARTIAL}/{_PARTIAL}",
    "integer": f"{_BLANK}[-+]?[0-9]+{_BLANK}",
    "float": f"{_BLANK}[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?{_BLANK}",
}
NUMBERS = frozenset({"integer", "float"})


@cache
def matcher(regex: str) -> re.Pattern[str]:
    """The regular expression, made once."""
    return re.compile(regex)
