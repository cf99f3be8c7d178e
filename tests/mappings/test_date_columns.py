"""Columns of dates compare as their dates do, one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.date_columns import orders, possible_days
from mappings.distinct import text
from mappings.iso8601 import parse, possible_orders

DATES = [
    None, "unknown", "2019", "2019-03", "2019-03-10", "2019-03-11", "2019---10", "--03-10", "2019-03-10T09",
    "2019-03-10T09:30",
    "2019-03-10T10:30", "2019-03-10T09:30:15", "2019-03-10T09:30:16", "2019-03-10T-:30", "2019-03-10T09:30Z",
    "2019-03-10T10:30+01:00", "2019-03-11T00:30+14:00", "2019-03-10T09+01:00", "2019-03--T10:30",
    "2019-03-10/2019-03-12",
    "2019-02/2019-03-09", "-----T10:30",
]  # fmt: skip
PAIRS = [(left, right) for left in DATES for right in DATES]


def test_every_pair_of_shapes_compares_as_one_by_one() -> None:
    found = orders(text([left for left, _ in PAIRS]), text([right for _, right in PAIRS]))
    columns = {-1: found.before, 0: found.same, 1: found.after}
    for place, (left, right) in enumerate(PAIRS):
        one, other = parse(left or ""), parse(right or "")
        meant = possible_orders(one, other) if one and other else frozenset()
        assert {order for order, mask in columns.items() if mask[place]} == meant, (left, right)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(DATES), st.sampled_from(DATES)), max_size=8))
def test_turned_around_before_is_after(pairs: list[tuple[str | None, str | None]]) -> None:
    left, right = text([one for one, _ in pairs]), text([other for _, other in pairs])
    there, back = orders(left, right), orders(right, left)
    assert there.before.tolist() == back.after.tolist()
    assert there.same.tolist() == back.same.tolist()


def test_possible_days() -> None:
    low, high = possible_days(text(["0001-01-01", "2019-02", "--02-01", "unknown", None]))
    assert (high - low).tolist()[:2] == [0, 27]
    assert low[0] == 1
    assert np.isnan(low[2:]).all()
    assert np.isnan(high[2:]).all()
