"""Laws of imputation, against a second implementation that tries every day of the calendar."""

from __future__ import annotations

import datetime as clock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.dates import date, date_flag, date_of, date_text, datetime, time_flag
from adam.partial_dates import as_count, counted, parts_of, split
from mappings.distinct import text
from mappings.iso8601 import parse_date

DAY_ZERO = clock.date(1960, 1, 1)
DATES = st.dates(clock.date(1999, 12, 1), clock.date(2001, 2, 28))
CUTS = st.sampled_from([None, 4, 7, 10, 13, 16, 19])
RULES = st.sampled_from(["first", "last"])
SOURCES = st.one_of(
    st.builds(
        lambda day, second, cut: cut and f"{day}T{clock.timedelta(seconds=second)!s:0>8}"[:cut],
        DATES,
        st.integers(0, 86399),
        CUTS,
    ),
    st.builds(lambda day: f"{day:%Y}---{day:%d}", DATES),
    st.sampled_from(
        ["", "2000-13", "2000-02-30", "2000-02-29", "2001-02-29", "--02-29", "UNKNOWN", "2000-02-01T24:00"]
    ),
)


def number(day: clock.date) -> int:
    return (day - DAY_ZERO).days


def agrees(source: str, day: clock.date, preserve: bool) -> bool:
    """Whether the day is one that the text may mean: its own parts, up to the first gap unless they are preserved."""
    found = parse_date(source)
    assert found is not None
    told = found.parts[:3] if preserve else (*found.known[:3], None, None)
    return all(part in (None, own) for part, own in zip(told, (day.year, day.month, day.day), strict=False))


def slow_date(source: str | None, rule: str, bound: clock.date | None, preserve: bool) -> int | None:
    """The first or last day of the calendar that agrees, moved to the bound if that agrees too."""
    found = parse_date(source or "")
    if found is None or found.year is None:
        return None
    start = clock.date(found.year, 1, 1)
    fits = [day for n in range(366) if agrees(str(found), day := start + clock.timedelta(n), preserve)]
    fits = [day for day in fits if day.year == found.year]
    if bound in fits:
        fits = [day for day in fits if (day >= bound if rule == "first" else day <= bound)]
    return number(fits[0] if rule == "first" else fits[-1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SOURCES, st.none() | DATES), min_size=1, max_size=8), RULES, st.booleans())
def test_a_date_is_the_first_or_last_day_it_may_mean_within_its_bound(
    rows: list[tuple[str | None, clock.date | None]], rule: str, preserve: bool
) -> None:
    source = text([one for one, _ in rows])
    bound = Series([np.nan if day is None else number(day) for _, day in rows], dtype=float)
    side = "minimum" if rule == "first" else "maximum"
    options = {side: bound, "impute": rule, "level": "month", "preserve": preserve}
    answer = date(source, **options)  # type: ignore[arg-type]
    meant = [slow_date(one, rule, day, preserve) for one, day in rows]
    assert answer.astype("object").where(answer.notna(), None).tolist() == meant
    # The moment agrees with the date, and the flags with what either of them had to add.
    moment = datetime(source, time=rule, **options)  # type: ignore[arg-type]
    assert date_of(moment).equals(answer)
    flags = date_flag(source, answer)
    assert flags.equals(date_flag(source, moment))
    for (one, _), flag, timed, found in zip(rows, flags, time_flag(source, moment), answer, strict=True):
        parts = parse_date(one or "")
        if np.isnan(found) or parts is None:
            assert not isinstance(flag, str)
            continue
        assert (flag if isinstance(flag, str) else None) == {1: "M", 2: "D"}.get(
            parts.parts[:3].index(None) if None in parts.parts[:3] else 9
        )
        assert isinstance(timed, str) == (len(parts.known) < 6)


@settings(max_examples=200, deadline=None)
@given(st.lists(SOURCES | st.text("0129-T:Z. ", max_size=20) | st.text(max_size=20), max_size=10))
def test_the_parts_of_many_texts_are_those_of_each(words: list[str | None]) -> None:
    plain = [word for word in words if word is not None]
    table, wrong = parts_of(plain)
    assert len(table) == len(wrong) == len(plain) + 1
    for word, row, bad in zip(plain, table, wrong, strict=False):
        found = parse_date(word)
        assert bad == (found is None and bool(word.strip()))
        parts = (None,) * 6 if found is None else found.parts
        assert [None if np.isnan(part) else int(part) for part in row] == list(parts)


@given(st.lists(st.integers(-138_061, 2_936_547), min_size=1))
def test_days_there_and_back(numbers: list[int]) -> None:
    days = Series(numbers, dtype=float)
    assert counted(split(days.to_numpy(), seconds=False)).tolist() == numbers
    assert date(date_text(days)).tolist() == numbers
    shown = [(DAY_ZERO + clock.timedelta(day)).isoformat() for day in numbers if day < 740_000]
    assert date_text(Series([float(day) for day in numbers if day < 740_000])).tolist() == shown


def test_whether_a_column_counts_days_or_seconds() -> None:
    days, seconds = Series([19_000.0, np.nan]), Series([19_000.0 * 86400, np.nan])
    assert as_count(days, seconds=False)[0] == as_count(seconds, seconds=False)[0] == 19_000
    assert as_count(days, seconds=True, last=True)[0] == 19_000 * 86400 + 86399
    # Seconds of January 1960 look like days, unless their name says what they are.
    assert as_count(Series([86400.0], name="BRTHDTM"), seconds=False)[0] == 1
    assert as_count(text(["2012-01-08", "2012-01", "2012-01-08T10:30"]), seconds=True).tolist()[::2] == [
        19_000 * 86400,
        19_000 * 86400 + 37_800,
    ]
