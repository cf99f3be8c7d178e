"""Dates as a site writes them, whole or partial, the days they may mean, and the onset periods of Table 4."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from random import Random

from synthetic.forms import MONTHS, crf_date

# First day after injection of each period: a month is 30.4375 days, periods are half open.
STARTS = {"BASELINE": None, "M0": 0, "M1": 31, "M3": 92, "M6": 183, "M12": 366}
LAST_DAY = 730
RULE = (
    "onset period rule: months of 30.4375 days after the injection, half open (day 0-30, 31-91, 92-182, 183-365, "
    "366-730; any day before the injection is screening to baseline); an event with a partial date is placed if every "
    "possible day of that date lies in one period, else it has no period"
)


def month_only(day: date) -> str:
    """The date without its day: UN-JAN-2019."""
    return f"UN-{MONTHS[day.month - 1]}-{day.year}"


def remembered(day: date, before: date, rng: Random) -> str:
    """A past date as a subject remembers it, in any case all of it before a given day."""
    texts = (f"UN-UNK-{day.year}", f"{day.year}", month_only(day), crf_date(day))
    text = rng.choices(texts, (3, 2, 4, 2))[0]
    span = possible(text)
    return text if span and span[1] < before else crf_date(day)


def possible(text: str) -> tuple[date, date] | None:
    """The first and last day a written date may mean; None if it means nothing."""
    parts = text.split("-")
    if not text or not parts[-1].isdigit():
        return None
    year = int(parts[-1])
    if len(parts) == 1 or parts[1] == "UNK":
        return date(year, 1, 1), date(year, 12, 31)
    month = MONTHS.index(parts[1]) + 1
    if parts[0] == "UN":
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = date(year, month, int(parts[0]))
    return day, day


def period_of_day(day: date, injected: date) -> str:
    """The onset period of a known day."""
    since = (day - injected).days
    if since < 0:
        return "BASELINE"
    return [name for name, start in STARTS.items() if start is not None and start <= since][-1]


def period_of(text: str, injected: date) -> str | None:
    """The onset period of a date as written, None if its possible days lie in more than one."""
    span = possible(text)
    if span is None:
        return None
    first, last = (period_of_day(day, injected) for day in span)
    return first if first == last else None


def period_window(name: str, consent: date, injected: date, ended: date) -> tuple[date, date] | None:
    """First and last day of a period that this subject lived through in the study; None if there is none."""
    names = list(STARTS)
    if name == "BASELINE":
        first, last = consent, injected - timedelta(days=1)
    else:
        following = names[names.index(name) + 1 :]
        after = STARTS[following[0]] if following else LAST_DAY + 1
        first = injected + timedelta(days=STARTS[name] or 0)
        last = injected + timedelta(days=(after or 0) - 1)
    last = min(last, ended, injected + timedelta(days=LAST_DAY))
    return (first, last) if first <= last else None
