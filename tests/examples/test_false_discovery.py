"""The false discovery rate against numbers worked by hand and the example of Benjamini and Hochberg."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from false_discovery import corrected
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

# Benjamini and Hochberg (1995), section 4: fifteen p values of a trial; at a rate of 0.05 four are discoveries.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_worked_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.5: times 4, 2, 4/3, 1 gives 0.04, 0.04, 0.04, 0.5.
    assert corrected([0.02, 0.5, 0.01, 0.03]) == pytest.approx([0.04, 0.5, 0.04, 0.04])
    # 0.04 x 2/1 = 0.08 is more than 0.05 x 2/2: what is smaller cannot become larger than what is larger.
    assert corrected([0.04, 0.05]) == pytest.approx([0.05, 0.05])
    assert corrected([0.3]) == [0.3]
    assert corrected([]) == []


def test_published_example() -> None:
    found = corrected(PUBLISHED)
    assert [value <= 0.05 for value in found] == [True] * 4 + [False] * 11
    # The fourth: 15/4 x 0.0095 = 0.035625; the fifth: 15/5 x 0.0201 = 0.0603; 15/9 x 0.0459 = 0.0765 is larger.
    assert found[3:5] == pytest.approx([0.035625, 0.0603])


def test_missing_p_values_stay_and_do_not_count() -> None:
    found = corrected([0.02, float("nan"), 0.01])
    assert found[::2] == pytest.approx([0.02, 0.02])
    assert np.isnan(found[1])


@given(P_VALUES)
def test_it_is_statsmodels(values: list[float]) -> None:
    assert corrected(values) == pytest.approx(list(multipletests(values, method="fdr_bh")[1]), abs=1e-15)


@given(P_VALUES)
def test_order_stays_and_nothing_becomes_smaller(values: list[float]) -> None:
    found = np.array(corrected(values))
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert (found >= np.array(values) - 1e-12).all()
    assert (found <= 1).all()


def test_what_is_no_p_value_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0 or above 1"):
        corrected([0.5, 1.5])
