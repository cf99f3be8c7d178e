"""Occurrence flags: the first, last and worst record of each subject."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from adam.algorithms.flags import flag_first, flag_last, flag_worst
from mappings.distinct import text
from mappings.error import MappingError
from tests.adam.drawn import DAY, NUMBER, WHO, WORD, column, labelled, plain
from tests.table import table

EVENTS = table(
    """
    USUBJID | ASTDT | AESEQ | AEBODSYS | ASEVN | TRTEMFL | AESER | FIRST | SOC | SERIOUS | WORST | LAST
    A       | 5     | 2     | skin     | 2     | Y       | N     | Y     | Y   |         |       |
    A       | 5     | 3     | skin     | 3     | Y       | Y     |       |     | Y       | Y     |
    A       | 1     | 1     | skin     | 3     | N       | Y     |       |     |         |       |
    A       |       | 4     | heart    | 3     | Y       | Y     |       | Y   |         |       |
    A       | 6     | 5     |          | 1     | Y       | U     |       | Y   |         |       | Y
    B       |       | 1     | heart    |       | Y       | N     | Y     | Y   |         | Y     | Y
    C       | 1     | 1     | heart    | 2     | N       | Y     |       |     |         |       |
            | 1     | 1     | heart    | 2     | Y       | Y     |       |     |         |       |
    """,
    "ASTDT",
    "AESEQ",
    "ASEVN",
)
WHOSE = EVENTS["USUBJID"]
ORDER = (EVENTS["ASTDT"], EVENTS["AESEQ"])
EMERGENT, SERIOUS = EVENTS["TRTEMFL"], EVENTS["AESER"]


def shown(frame: DataFrame, name: str) -> list[Any]:
    return plain(frame[name])


def test_occurrence_flags() -> None:
    soc, severity = EVENTS["AEBODSYS"], EVENTS["ASEVN"]
    found = {
        "FIRST": flag_first(*ORDER, among=EMERGENT, subject=WHOSE),
        "SOC": flag_first(*ORDER, by=soc, among=EMERGENT, subject=WHOSE),
        "SERIOUS": flag_first(*ORDER, among=(EMERGENT, SERIOUS), subject=WHOSE),
        "WORST": flag_worst(severity, *ORDER, among=EMERGENT, subject=WHOSE),
        "LAST": flag_last(*ORDER, among=EMERGENT, subject=WHOSE),
    }
    assert {name: plain(flags) for name, flags in found.items()} == {name: shown(EVENTS, name) for name in found}


def test_without_order_the_records_stay_in_theirs() -> None:
    assert plain(flag_first(subject=WHOSE)) == ["Y", None, None, None, None, "Y", "Y", None]
    assert plain(flag_last(subject=WHOSE)) == [None, None, None, None, "Y", "Y", "Y", None]


def test_the_lowest_value_and_the_first_of_equals() -> None:
    value, subject = column([2, 1, None, 1], True), text(["A"] * 4)
    assert plain(flag_worst(value, highest=False, subject=subject)) == [None, "Y", None, None]
    assert plain(flag_worst(value, column([1, 5, 1, 4], True), highest=False, subject=subject))[3] == "Y"


def test_a_column_among_counts_where_it_has_a_value_and_a_zero_is_one() -> None:
    value, subject = column([None, 0, 1], True), text(["A"] * 3)
    assert plain(flag_first(among=value, subject=subject)) == [None, "Y", None]
    assert plain(flag_first(among=text(["", " ", "x"]), subject=subject)) == [None, None, "Y"]


def test_a_column_of_adsl_can_choose() -> None:
    safe = labelled(table("USUBJID | SAFFL\nA | N\nB | Y"), "SAFFL", "ADSL")
    assert plain(flag_first(among=safe, subject=WHOSE)) == [None] * 5 + ["Y", None, None]


def test_no_records() -> None:
    assert len(flag_first(column([], True), by=text([]), among=text([]), subject=text([]))) == 0


def test_what_an_author_did_wrong_is_told() -> None:
    with pytest.raises(MappingError, match="by wants columns, not 'AEBODSYS'"):
        flag_first(*ORDER, by="AEBODSYS", subject=WHOSE)
    with pytest.raises(MappingError, match="flag_worst wants numbers"):
        flag_worst(EVENTS["AESER"], *ORDER, subject=WHOSE)


# A second, slow implementation.

ROWS = st.lists(st.tuples(WHO, WORD, DAY, NUMBER, WORD), max_size=10)


def slow_flags(rows: list[Any], places: list[int], signs: list[int], last: bool) -> list[str | None]:
    """Y on the row of each group (0 and 1) that is first by the numbers at the places, greatest first by sign -1."""
    flags: list[str | None] = [None] * len(rows)
    for group in {row[:2] for row in rows if row[0] is not None}:
        at = [n for n, row in enumerate(rows) if row[:2] == group and (row[4] or " ").strip() not in ("", "N")]
        for place, sign in zip(places, signs, strict=True):
            known = [n for n in at if rows[n][place] is not None]
            if known:
                best = min(sign * rows[n][place] for n in known)
                at = [n for n in known if sign * rows[n][place] == best]
        if at:
            flags[at[-1] if last else at[0]] = "Y"
    return flags


@settings(deadline=None)  # the machine may be busy
@given(ROWS)
def test_flags_are_those_of_the_slow_way(rows: list[Any]) -> None:
    subject, group, among = (column([row[at] for row in rows], False) for at in (0, 1, 4))
    day, number = (column([row[at] for row in rows], True) for at in (2, 3))
    options: dict[str, Any] = {"by": group, "among": among, "subject": subject}
    assert plain(flag_first(day, number, **options)) == slow_flags(rows, [2, 3], [1, 1], False)
    assert plain(flag_last(day, number, **options)) == slow_flags(rows, [2, 3], [-1, -1], True)
    assert plain(flag_worst(number, day, **options)) == slow_flags(rows, [3, 2], [-1, 1], False)
    assert plain(flag_worst(number, day, highest=False, **options)) == slow_flags(rows, [3, 2], [1, 1], False)
