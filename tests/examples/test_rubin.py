"""Rubin's rules against numbers worked by hand, published ones, and what they must do."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from rubin import pool
from scipy import stats


def spread(mean: float, between: float, count: int = 5) -> list[float]:
    """So many estimates with that mean and that variance."""
    steps = np.arange(count) - (count - 1) / 2
    return [float(value) for value in mean + steps * np.sqrt(between / steps.var(ddof=1))]


def test_worked_by_hand() -> None:
    # Three estimates 1, 2, 6: mean 3, B = (4 + 1 + 9) / 2 = 7. W = (1 + 2 + 3) / 3 = 2. T = 2 + 4/3 x 7 = 34/3.
    # r = (28/3) / 2 = 14/3; df = 2 x (1 + 3/14)^2 = 2 x (17/14)^2 = 289/98.
    found = pool([1, 2, 6], [1, 2, 3])
    assert (found.estimate, found.within, found.between) == (3, 2, 7)
    assert found.total == pytest.approx(34 / 3, rel=1e-14)
    assert found.relative_increase == pytest.approx(14 / 3, rel=1e-14)
    assert found.degrees == pytest.approx(289 / 98, rel=1e-14)
    # gamma = (r + 2 / (df + 3)) / (r + 1) with df + 3 = 583/98: (14/3 + 196/583) / (17/3).
    assert found.missing_information == pytest.approx((14 / 3 + 196 / 583) / (17 / 3), rel=1e-14)
    # Barnard and Rubin with 9 complete degrees: observed = 10/12 x 9 x (1 - 28/34) = 45/34; 1 / (98/289 + 34/45).
    assert pool([1, 2, 6], [1, 2, 3], 9).degrees == pytest.approx(1 / (98 / 289 + 34 / 45), rel=1e-14)


# SAS/STAT User's Guide, the MI procedure, "Getting Started": fitness of 31 men, five imputations, two means. Printed
# there: between, within, total variance; degrees of freedom (complete: 30); relative increase, fraction missing.
PUBLISHED = {
    "Oxygen": (0.056930, 0.954041, 1.022356, 25.549, 0.071606, 0.068898),
    "RunPulse": (0.922032, 3.269089, 4.375528, 15.753, 0.338455, 0.275664),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_variance_information(name: str) -> None:
    between, within, total, degrees, increase, missing = PUBLISHED[name]
    found = pool(spread(47.0, between), [within] * 5, complete_degrees=30)
    # The parts are printed to six digits after the point: what is computed from them agrees to about as many.
    assert found.total == pytest.approx(total, abs=2e-6)
    assert found.degrees == pytest.approx(degrees, abs=1e-3)
    assert found.relative_increase == pytest.approx(increase, abs=2e-6)
    assert found.missing_information == pytest.approx(missing, abs=2e-6)


def test_published_interval() -> None:
    # The same page prints for Oxygen: mean 47.094040, standard error 1.011116, 95 % limits 45.0139 and 49.1742.
    found = pool(spread(47.094040, 0.056930), [0.954041] * 5, complete_degrees=30)
    assert found.error == pytest.approx(1.011116, abs=1e-6)
    assert found.interval() == pytest.approx((45.0139, 49.1742), abs=1e-4)


def test_equal_estimates_give_the_analysis_of_complete_data() -> None:
    found = pool([2.0] * 4, [0.25] * 4)
    assert (found.error, found.degrees, found.missing_information, found.between) == (0.5, np.inf, 0, 0)
    assert found.p_value() == pytest.approx(2 * stats.norm.sf(4))
    assert found.interval(0.9) == pytest.approx((2 - 0.5 * 1.6448536, 2 + 0.5 * 1.6448536))
    # Even then, what 30 subjects leave is less than 30: (31/33) x 30.
    assert pool([2.0] * 4, [0.25] * 4, 30).degrees == pytest.approx(31 / 33 * 30)


def test_interval_and_p_value_tell_the_same() -> None:
    found = pool([0.9, 1.4, 1.1, 0.7], [0.2, 0.3, 0.25, 0.25], 40)
    low, high = found.interval(0.95)
    assert found.p_value(low) == pytest.approx(0.05)
    assert found.p_value(high) == pytest.approx(0.05)
    assert found.p_value(found.estimate) == 1


@pytest.mark.parametrize("complete", [4.0, 30.0, 1000.0])
def test_degrees_never_exceed_those_of_complete_data(complete: float) -> None:
    for between in (0.0, 1e-6, 0.1, 10.0):
        assert 0 < pool(spread(0, between, 30), [1.0] * 30, complete).degrees < complete


@pytest.mark.parametrize(
    ("estimates", "variances"), [([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([1.0, np.nan], [1.0, 1.0]), ([1, 2], [0.0, 1.0])]
)
def test_what_cannot_be_pooled_is_refused(estimates: list[float], variances: list[float]) -> None:
    with pytest.raises(ValueError, match=r"two or more|no number"):
        pool(estimates, variances)
