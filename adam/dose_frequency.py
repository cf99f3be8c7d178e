"""How often a dose is given, read from the terms of CDISC's codelist FREQ: so many a day, or one in so many days."""

from __future__ import annotations

import re

import numpy as np
from pandas import Series

from mappings.date_columns import Numbers
from mappings.distinct import as_text, factors

DAILY = ("QD", "QAM", "QPM", "QN", "QHS", "EVERY AFTERNOON", "EVERY EVENING")
NAMED = {**dict.fromkeys(DAILY, 1.0), "BID": 2.0, "TID": 3.0, "QID": 4.0, "QH": 24.0}
RARE = {"QOD": 2.0, "EVERY WEEK": 7.0, "1 TIME PER WEEK": 7.0, "ONCE": np.inf}
PER_DAY = re.compile(r"(\d+) TIMES? PER DAY", re.ASCII)
HOURS = re.compile(r"(?:Q(\d+)H|EVERY (\d+) HOURS?)", re.ASCII)
STEPS = re.compile(r"(?:Q(\d+)(D|W)|EVERY (\d+) (DAY|WEEK)S?)", re.ASCII)


def doses_a_day(frequency: str) -> float:
    """How many doses a day: 2 for BID, 0.5 for every other day, 0 for once; NaN for what is not so regular."""
    term = frequency.strip().upper()
    if term in RARE:
        return 1 / RARE[term]
    if found := PER_DAY.fullmatch(term):
        return float(found[1])
    if found := HOURS.fullmatch(term):
        hours = int(found[1] or found[2])
        # Every 36 hours is no fixed number of doses a day, nor one in so many days.
        return np.nan if not hours or (24 % hours and hours % 24) else 24 / hours
    if found := STEPS.fullmatch(term):
        step = int(found[1] or found[3]) * (7 if (found[2] or found[4]).startswith("W") else 1)
        return 1 / step if step else np.nan
    return NAMED.get(term, np.nan)


def rates(frequency: Series | None, count: int) -> Numbers:
    """Doses a day for each record; one a day where no frequency is named, NaN where it is missing or not regular."""
    if frequency is None:
        return np.ones(count)
    codes, words = factors(as_text(frequency))
    return np.array([*map(doses_a_day, words), np.nan], dtype=np.float64)[codes]


def days_apart(rate: Numbers) -> Numbers:
    """How many days lie between two doses of less than one a day; 0 for a single dose."""
    # The rate is 1 / k, and k the whole number next to its reciprocal.
    return np.rint(1 / np.where(rate > 0, rate, np.inf))


def given_within(days: Numbers, rate: Numbers) -> Numbers:
    """How many doses are given on so many days, the first on the first of them; NaN without a frequency."""
    step = days_apart(rate)
    rare = np.where(days > 0, np.where(step > 0, np.floor((days - 1) / np.maximum(step, 1)) + 1, 1), 0)
    return np.where(rate >= 1, days * rate, np.where(np.isnan(rate), np.nan, rare))
