"""Values carried from record to record, against a search that looks at every other record."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from adam.algorithms import imputed
from adam.algorithms.imputed import carried_forward
from mappings.records import JOINED, Records, table_records
from mappings.rule import parse_rule
from mappings.vocabulary import check_call, table_arguments, vocabulary


def made_of(name: str, frame: DataFrame) -> Records:
    """A table whose numbers are numbers, as a dataset's are."""
    numeric = {one: frame[one] for one in frame.columns if frame[one].dtype == "float64"}
    return Records(table_records(name, frame).frame.assign(**numeric), name=name)


WHEN, MUCH = (st.one_of(st.none(), st.integers(0, most)) for most in (5, 9))
ROWS = st.tuples(st.sampled_from("ab"), WHEN, MUCH, st.sampled_from(["Y", None, None]))
Row = tuple[str, int | None, int | None, str | None]


def giver(rows: Sequence[Row], at: int, method: str, base: tuple[bool, bool]) -> int | None:
    """The row whose value a row gets, found by looking at every other."""
    who, when, much, _ = rows[at]
    if much is not None or when is None:
        return None
    line = sorted((row[1], place) for place, row in enumerate(rows) if row[0] == who and row[1] is not None)
    flagged = [one for one in line if rows[one[1]][3] == "Y"]
    start = flagged[-1] if flagged else None
    if base[0] and (start is None or (when, at) <= start):
        return None
    others = [one for one in line if rows[one[1]][2] is not None]
    if base[0] and start is not None:
        others = [one for one in others if (one >= start if base[1] else one > start)]
    before, after = (
        [one for one in others if side(one)] for side in (lambda o: o < (when, at), lambda o: o > (when, at))
    )
    if method == "NOCB":
        return after[0][1] if after else None
    if method == "BLOCF":
        return start[1] if start in before and start is not None else None
    if not before:
        return None
    if method == "LOCF":
        return before[-1][1]
    top = (max if method == "WOCF" else min)(rows[one[1]][2] for one in before)
    return next(one[1] for one in reversed(before) if rows[one[1]][2] == top)


@pytest.mark.parametrize("method", ["LOCF", "NOCB", "BLOCF", "WOCF", "BOCF"])
@given(rows=st.lists(ROWS, min_size=1, max_size=14), base=st.tuples(st.booleans(), st.booleans()))
@settings(max_examples=60)
def test_every_value_is_carried_from_where_a_plain_search_finds_it(
    method: str, rows: list[Row], base: tuple[bool, bool]
) -> None:
    base = (base[0] or method == "BLOCF", base[1] or not base[0] or method == "BLOCF")
    frame = DataFrame(rows, columns=["who", "when", "much", "flag"]).astype({"when": "float64", "much": "float64"})
    options = {"worst": "highest"} if method in {"WOCF", "BOCF"} else {}
    made = carried_forward(
        made_of("t", frame), by="who", order="when", value="much", method=method,
        baseline="flag" if base[0] else "", from_baseline=base[1], **options,
    )  # fmt: skip
    found = [None if math.isnan(row) else int(row) - 2 for row in made.frame[f"{JOINED}t"].tolist()]
    assert found == [giver(rows, at, method, base) for at in range(len(rows))]
    meant = [rows[at][2] if found[at] is None else rows[found[at]][2] for at in range(len(rows))]
    assert [None if math.isnan(one) else one for one in made.frame["much"].tolist()] == meant


@pytest.mark.parametrize("schedule", ["", "visits, "])
def test_a_rule_may_name_a_schedule_or_none(schedule: str) -> None:
    rule = parse_rule(f"carried_forward(EFF, {schedule}by=[USUBJID, PARAMCD], order=AVISITN, value=AVAL)")
    word = check_call(rule, vocabulary([imputed]), "ADEFF.records")
    assert word.records
    assert [name.text for name in table_arguments(rule, word)] == ["EFF", *(["visits"] if schedule else [])]
