"""Words for time: dates as ISO 8601, study days, ages, durations; nothing is said that is not certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.date_columns import Mask, orders
from mappings.date_formats import MONTHS, UNKNOWN
from mappings.distinct import Codes, as_text, encoded, factors, spread, spread_number
from mappings.error import MappingError
from mappings.iso8601 import (
    Dated,
    PartialDate,
    clock_between,
    date_reader,
    day_number,
    days_between,
    parse,
    parse_date,
)
from mappings.records import of_subject

TIMES = ("hh:mm", "hh:mm:ss")


def iso8601(
    date: Series, time: Series | None = None, *, formats: tuple[str, ...], format: str | tuple[str, ...] | None = None
) -> Series:
    """The collected date (and time) in ISO 8601, with the parts that are known and no others.

    It is read by the formats declared for its table (`dates` in study.toml), or by `format`. A time is read as hh:mm,
    hh:mm:ss, or a declared format of a time. What cannot be read passes unchanged, date and time as collected.

    Example:
        AESTDTC = 'iso8601(start_date)'
        LBDTC = 'iso8601(sample_date, sample_time, format="DD/MM/YYYY")'
    """
    declared = formats if format is None else (format,) if isinstance(format, str) else tuple(format)
    clocks = [text for text in declared if not any(part in text for part in ("YY", "MM", "DD"))]
    dates = [text for text in declared if text not in clocks]
    date_reader(clocks)  # a format that cannot be read is an error of its own
    if not dates:
        remedy = 'say dates = ["DD-MMM-YYYY"] in study.toml under [tables.NAME], or format="DD-MMM-YYYY" in the rule'
        raise MappingError("", "no date format is declared for this column", remedy)
    read_date, read_time = date_reader(dates), date_reader([*clocks, *TIMES])

    def read(collected: str | None, clock: str | None = None) -> str | None:
        known = [text for text in (collected, clock) if text is not None and text.strip()]
        day = read_date(collected) if collected in known else ""
        hour = read_time(clock) if clock is not None and clock in known else ""
        return _combined(day, hour, " ".join(known)) or None

    return spread(read, as_text(date)) if time is None else spread(read, as_text(date), as_text(time))


def iso8601_parts(
    year: Series, month: Series, day: Series, hour: Series | None = None, minute: Series | None = None
) -> Series:
    """The date in ISO 8601 made of parts collected apart, with the parts that are known and no others.

    A month may be a number or an English name. Parts that make no date pass unchanged, joined by `-`.

    Example:
        MHSTDTC = 'iso8601_parts(start_year, start_month, start_day)'
    """
    columns = [as_text(column) for column in (year, month, day, hour, minute) if column is not None]
    return spread(_from_parts, *columns)


def study_day(date: Series, start: Series, *, subject: Series) -> Series:
    """The day of the date counted from the subject's reference start: 1 is the start itself, -1 the day before.

    Missing unless both days are fully known.

    Example:
        AESTDY = 'study_day(AESTDTC, DM.RFSTDTC)'
    """
    # SDTMIG 3.4, 4.4.4: there is no day 0.
    days = spread_number(day_number, as_text(date)) - spread_number(day_number, as_text(_of_record(start, subject)))
    return days + (days >= 0)


def earliest(*dates: Series, subject: Series) -> Series:
    """The earliest of all the subject's dates.

    Complete dates decide; partial ones only where the subject has no complete date. Of dates that may be the same
    moment the less precise is taken. Dates without a year, and texts that are no dates, take no part.

    Example:
        RFSTDTC = 'earliest(EX.EXSTDTC)'
    """
    return _outermost(dates, subject, lambda found: (_microseconds(found.earliest), len(found.known)))


def latest(*dates: Series, subject: Series) -> Series:
    """The latest of all the subject's dates.

    Complete dates decide; partial ones only where the subject has no complete date. Of dates that may be the same
    moment the less precise is taken. Dates without a year, and texts that are no dates, take no part.

    Example:
        RFPENDTC = 'latest(DS.DSSTDTC, SV.SVENDTC, AE.AEENDTC)'
    """
    return _outermost(dates, subject, lambda found: (-_microseconds(found.latest), len(found.known)))


def age(birth: Series, reference: Series, *, subject: Series) -> Series:
    """Completed years from birth to the reference date; missing where partial dates leave that open.

    Example:
        AGE = 'age(BRTHDTC, RFICDTC)'
    """
    return spread_number(_age, as_text(birth), as_text(_of_record(reference, subject)))


def duration(start: Series, end: Series) -> Series:
    """The time from start to end as an ISO 8601 duration: to the minute if both tell it, else in days.

    Missing unless both days are fully known; seconds are told where both tell them.

    Example:
        AEDUR = 'duration(AESTDTC, AEENDTC)'
    """
    return spread(_duration, as_text(start), as_text(end))


def date_part(date: Series) -> Series:
    """The date without its time; a text that is no date stays as it is.

    Example:
        SVSTDTC = 'date_part(VSDTC)'
    """
    return spread(_date_part, as_text(date))


def relative(date: Series, reference: Series, end: Series | None = None, *, subject: Series) -> Series:
    """Whether the date is BEFORE, COINCIDENT with or AFTER the reference date, or DURING a period; if certain.

    With an end, the reference is the period from `reference` to `end`, both included: BEFORE, DURING or AFTER.

    Example:
        CMENRTPT = 'relative(CMENDTC, CMENTPT)'
        CMSTRF = 'relative(CMSTDTC, DM.RFSTDTC, DM.RFENDTC)'
    """
    # SDTMIG 3.4, 4.4.7
    first = orders(date, _of_record(reference, subject))
    if end is None:
        answers = [first.before & ~first.same & ~first.after, first.same & ~first.before & ~first.after]
        answers.append(first.after & ~first.before & ~first.same)
        return _named(answers, ["BEFORE", "COINCIDENT", "AFTER"], date.index)
    last = orders(date, _of_record(end, subject))
    before, after = first.before & ~first.same & ~first.after, last.after & ~last.same & ~last.before
    inside = (first.same | first.after) & ~first.before & (last.same | last.before) & ~last.after
    return _named([before, after & ~before, inside], ["BEFORE", "AFTER", "DURING"], date.index)


def _of_record(values: Series, subject: Series) -> Series:
    """A column of this dataset as it is; a column labelled by subject as the value of each record's subject."""
    if values.index.equals(subject.index):
        return values
    if isinstance(values.index, pd.RangeIndex):
        raise MappingError("", f"{values.name} has no subjects", "name a column of a dataset or table with subjects")
    return of_subject(values, subject)


def _combined(day: str | None, clock: str | None, collected: str) -> str:
    """Day and clock in one; the collected text where either was not read, or where two clocks disagree."""
    if day is None or clock is None:
        return collected
    date, time = parse_date(day), parse_date(clock)
    if date is None or time is None:
        return day or clock
    told = replace(date, hour=time.hour, minute=time.minute, second=time.second)
    return str(told) if date == date.without_time or date == told else collected


def _from_parts(*texts: str | None) -> str | None:
    try:
        found = PartialDate(*(_part(place, text or "") for place, text in enumerate(texts)))  # type: ignore[arg-type]
        if found.valid:
            return str(found) or None
    except ValueError:
        pass
    return "-".join(text for text in texts if text)


def _part(place: int, text: str) -> int | None:
    word = text.strip().upper()
    if not word or word in UNKNOWN:
        return None
    names = [name for name in MONTHS if place == 1 and word in {name, name[:3]}]
    if names:
        return MONTHS.index(names[0]) + 1
    if not re.fullmatch(r"\d\d?" if place else r"\d{4}", word, re.ASCII):
        raise ValueError(text)
    return int(word)


def _microseconds(moment: datetime | None) -> int:
    since = (moment or datetime.min) - datetime.min
    return (since.days * 86400 + since.seconds) * 10**6 + since.microseconds


def _ranks(words: Sequence[str], key: Callable[[Dated], tuple[Any, ...]]) -> Codes:
    """The rank of each text by the key of its date; -1 for what is no date or has no year."""
    keys: list[tuple[Any, ...] | None] = []
    for word in words:
        found = parse(word)
        keys.append(None if found is None or found.earliest is None or found.latest is None else key(found))
    places = {key: rank for rank, key in enumerate(sorted({key for key in keys if key is not None}))}
    return np.array([-1 if key is None else places[key] for key in keys], dtype=np.int64)


def _outermost(columns: tuple[Series, ...], subject: Series, key: Callable[[Dated], tuple[Any, ...]]) -> Series:
    """For each record the text of its subject that comes first by the key, complete dates before partial ones."""
    people, names = factors(subject)
    places, texts, words = [], [], list[str]()
    for column in columns:
        codes, values = factors(as_text(column))
        own = column.index.equals(subject.index)
        places.append(people if own else pd.Index(names, dtype="object").get_indexer(column.index))
        texts.append(np.where(codes >= 0, codes + len(words), -1))
        words += values
    ranks = np.append(_ranks(words, lambda found: (not found.complete, *key(found), str(found))), -1)
    person, rank = np.concatenate(places), ranks[np.concatenate(texts)]
    known = (person >= 0) & (rank >= 0)
    best = np.full(len(names) + 1, len(words), dtype=np.int64)
    np.minimum.at(best, person[known], rank[known])
    by_rank = {int(place): word for place, word in zip(ranks, words, strict=False) if place >= 0}
    picked = np.where(best < len(words), best, -1)[people]
    return encoded(picked, [by_rank.get(place) for place in range(len(words))], subject.index)


def _age(birth: str | None, reference: str | None) -> int | None:
    born, at = parse(birth or ""), parse(reference or "")
    if born is None or at is None or not (born.earliest and born.latest and at.earliest and at.latest):
        return None
    least, most = _years(born.latest, at.earliest), _years(born.earliest, at.latest)
    return least if least == most else None


def _years(birth: datetime, at: datetime) -> int:
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


def _duration(start: str | None, end: str | None) -> str | None:
    elapsed = clock_between(start, end)
    if elapsed is None:
        days = days_between(start, end)
        return None if days is None else f"{'-' if days < 0 else ''}P{abs(days)}D"
    minutes, seconds = divmod(abs(elapsed).seconds, 60)
    amounts = ((abs(elapsed).days, "D"), (minutes // 60, "H"), (minutes % 60, "M"), (seconds, "S"))
    day, *clock = (f"{amount}{unit}" if amount else "" for amount, unit in amounts)
    sign = "-" if elapsed.days < 0 else ""
    return f"{sign}P{day}T{''.join(clock)}".rstrip("T") if day or any(clock) else "PT0M"


def _date_part(text: str | None) -> str | None:
    date = parse(text or "")
    if date is None:
        return text
    if isinstance(date, PartialDate):
        return str(date.without_time) or None
    return f"{date.start.without_time}/{date.end.without_time}"


def _named(answers: list[Mask], words: list[str], index: pd.Index) -> Series:
    """The word of the answer that holds for each record; missing where none does."""
    codes = np.full(len(index), -1, dtype=np.int64)
    for place, answer in enumerate(answers):
        codes[answer] = place
    return encoded(codes, words, index)
