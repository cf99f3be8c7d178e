"""The words that impute dates: which dates were collected whole, how a result is shown, and what else could be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from pandas import Series

from adam.algorithms.dates import date_text
from mappings.apply import Applied
from mappings.distinct import as_text, spread, spread_flag
from mappings.iso8601 import is_iso8601
from mappings.rule import Rule

WAYS = ("first", "mid", "last")
DAY, SECOND = len("2019-07-18"), len("2019-07-18T15:25:40")
DAY_SECONDS = 86_400


def _moments(seconds: Series) -> Series:
    """The datetimes as ISO 8601 text."""
    days = date_text((seconds // DAY_SECONDS).astype("float64"))
    rest = seconds % DAY_SECONDS

    def joined(day: str | None, left: float | None) -> str | None:
        if day is None or left is None:
            return None
        hours, minutes = divmod(int(left) // 60, 60)
        return f"{day}T{hours:02}:{minutes:02}:{int(left) % 60:02}"

    return spread(joined, days, rest)


# The words, and how their results are shown.
IMPUTING: dict[str, Callable[[Series], Series]] = {"date": date_text, "datetime": _moments}


def collected(applied: Applied, dataset: str, variable: str) -> Series:
    """What was collected of an imputed date: the first argument of its rule, by place or by name."""
    arguments, options = applied.said(dataset, variable)
    source: Series = arguments[0] if arguments else options["source"]
    return source


def collected_whole(source: Series, word: str) -> np.ndarray:
    """Whether nothing needs to be imputed: the day is known, for a datetime the second too."""
    needed = DAY if word == "date" else SECOND
    flags = spread_flag(
        lambda text: text is not None and len(text) >= needed and is_iso8601(text) and "--" not in text, as_text(source)
    )
    return flags.to_numpy(dtype=bool)


def alternatives(rule: Rule) -> Iterator[tuple[Rule, str]]:
    """The rule with each other way to impute, and what is said instead; none for a rule that imputes no date part."""
    said = dict(rule.options).get("impute")
    if not said:
        return
    for way in WAYS:
        if way != said:
            options = tuple((name, way if name == "impute" else value) for name, value in rule.options)
            yield replace(rule, options=options), f'impute="{way}"'
