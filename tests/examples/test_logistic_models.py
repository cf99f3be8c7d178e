"""Logistic models against a table worked by hand, published fits, and an integral worked out another way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from logistic_models import logistic, mixed_logistic, proportions
from scipy import integrate, special, stats

# Crowder (1978): seeds that germinated, of how many, on 21 plates; two kinds of seed, two root extracts.
GERMINATED = [10, 23, 23, 26, 17, 5, 53, 55, 32, 46, 10, 8, 10, 8, 23, 0, 3, 22, 15, 32, 3]
SEEDS = [39, 62, 81, 51, 39, 6, 74, 72, 51, 79, 13, 16, 30, 28, 45, 4, 12, 41, 30, 51, 7]
KIND = [0] * 11 + [1] * 10
EXTRACT = [0] * 5 + [1] * 6 + [0] * 5 + [1] * 5


def seeds() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One line for each seed: germinated, the design, its plate."""
    outcome = np.concatenate([[1.0] * r + [0.0] * (n - r) for r, n in zip(GERMINATED, SEEDS, strict=True)])
    kind, extract = np.repeat(KIND, SEEDS), np.repeat(EXTRACT, SEEDS)
    return outcome, np.column_stack([np.ones(len(outcome)), kind, extract, kind * extract]), np.repeat(range(21), SEEDS)


def test_two_by_two_in_closed_form() -> None:
    # 30 of 40 against 20 of 45: odds ratio 30 x 25 / (10 x 20) = 3.75, variance of its log 1/30 + 1/10 + 1/20 + 1/25.
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [30, 10, 20, 25])
    arm = np.repeat([1.0, 0.0], [40, 45])
    fit = logistic(outcome, np.column_stack([np.ones(85), arm]))
    assert np.exp(fit.coefficients[1]) == pytest.approx(3.75, rel=1e-9)
    assert fit.covariance[1, 1] == pytest.approx(1 / 30 + 1 / 10 + 1 / 20 + 1 / 25, rel=1e-6)
    assert np.exp(fit.coefficients[0]) == pytest.approx(20 / 25, rel=1e-9)


def test_a_published_fit() -> None:
    # Greene, Econometric Analysis: grades and a new way of teaching (Spector and Mazzeo 1980), logit with errors.
    from statsmodels.datasets import spector

    table = spector.load_pandas().data
    design = np.column_stack([np.ones(len(table)), table[["GPA", "TUCE", "PSI"]].to_numpy(float)])
    fit = logistic(table["GRADE"].to_numpy(float), design)
    assert fit.coefficients == pytest.approx([-13.021, 2.826, 0.095, 2.379], abs=5e-4)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx([4.931, 1.263, 0.142, 1.065], abs=5e-4)


def test_an_arm_of_responders_only_is_refused() -> None:
    outcome = np.repeat([1.0, 1.0, 0.0], [10, 5, 5])
    design = np.column_stack([np.ones(20), np.repeat([1.0, 0.0], [10, 10])])
    with pytest.raises(Exception, match=r"(?i)converge|separation|singular"):
        logistic(outcome, design)


def test_a_published_fit_with_random_intercept() -> None:
    # Breslow and Clayton (1993), the seeds by maximum likelihood: -0.548 (0.167), 0.097 (0.278), 1.337 (0.237),
    # -0.811 (0.385), spread of the plates 0.236 (0.110).
    fit = mixed_logistic(*seeds())
    assert fit.coefficients == pytest.approx([-0.548, 0.097, 1.337, -0.811], abs=6e-4)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx([0.167, 0.278, 0.237, 0.385], abs=6e-4)
    assert (fit.spread, fit.spread_error) == pytest.approx((0.236, 0.110), abs=6e-4)


def repeated() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Five outcomes of each of 100 subjects who differ widely: many always respond, many never."""
    chance = np.random.default_rng(12)
    subject, visit = np.repeat(np.arange(100), 5), np.tile(np.arange(5.0), 100)
    odds = -0.5 + 0.6 * visit + 0.8 * (subject % 2) + 3 * chance.normal(size=100)[subject]
    design = np.column_stack([np.ones(500), visit, subject % 2])
    return (chance.random(500) < special.expit(odds)).astype(float), design, subject


@pytest.mark.parametrize("data", [seeds, repeated])
def test_the_integral_is_that_of_an_adaptive_integrator(
    data: Callable[[], tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> None:
    outcome, design, subject = data()
    fit = mixed_logistic(outcome, design, subject)
    fixed = design @ fit.coefficients

    def of_subject(at: int) -> float:
        here = subject == at

        def density(u: float) -> float:
            odds = fixed[here] + fit.spread * u
            return float(np.exp((outcome[here] * odds - np.logaddexp(0, odds)).sum() + 30) * stats.norm.pdf(u))

        return float(np.log(integrate.quad(density, -9, 9, epsabs=0, epsrel=1e-10, limit=200)[0]) - 30)

    assert fit.log_likelihood == pytest.approx(sum(map(of_subject, np.unique(subject))), abs=1e-5)


def test_subjects_who_differ_widely_are_no_obstacle() -> None:
    fit = mixed_logistic(*repeated())
    assert fit.spread == pytest.approx(3, abs=2 * fit.spread_error)
    error = np.sqrt(np.diag(fit.covariance))
    assert (np.abs(fit.coefficients - [-0.5, 0.6, 0.8]) < 2.5 * error).all()


def visits(seed: int, spread: float) -> pd.DataFrame:
    """Repeated outcomes of 120 subjects at two visits, with subjects that differ."""
    chance = np.random.default_rng(seed)
    rows = []
    for at in range(120):
        arm, own = ("A", "B")[at % 2], chance.normal() * spread
        for visit, odds in (("Month 1", 0.2), ("Month 3", 0.9)):
            rows.append((f"S{at}", arm, visit, float(chance.random() < special.expit(odds + (arm == "A") + own))))
    return pd.DataFrame(rows, columns=["subject", "arm", "visit", "value"])


def test_proportions_of_subjects_alike_are_the_raw_ones() -> None:
    # Two outcomes of a subject that agree no more than by chance: the spread is 0, the proportions those observed.
    rows = [
        (f"{arm}{at}", arm, visit, float(value))
        for arm, pairs in (("A", [(1, 0), (0, 1), (1, 0), (1, 1)]), ("B", [(0, 1), (1, 0), (0, 0), (0, 1)]))
        for at, pair in enumerate(pairs)
        for visit, value in zip(("Month 1", "Month 3"), pair, strict=True)
    ]
    known = pd.DataFrame(rows, columns=["subject", "arm", "visit", "value"])
    found = proportions(known, ("A", "B"), ("Month 1", "Month 3"))
    assert found["difference"].tolist() == pytest.approx([0.5, 0.0], abs=1e-9)
    # Binomial: sqrt(3/4 x 1/4 / 4 + 1/4 x 3/4 / 4) and sqrt(2 x 1/2 x 1/2 / 4).
    assert found["difference_error"].tolist() == pytest.approx([np.sqrt(0.09375), np.sqrt(0.125)], abs=1e-9)
    assert found["n A"].tolist() == [3, 2]
    assert found["% B"].tolist() == [25, 50]


def test_a_missing_outcome_leaves_out_itself_only() -> None:
    known = visits(5, 1.0)
    known.loc[0, "value"] = np.nan
    found = proportions(known, ("A", "B"), ("Month 1", "Month 3"))
    assert found["N A"].tolist() == [59, 60]
    assert (found["difference_p"].between(0, 1)).all()
    assert (found["difference_error"] > 0).all()
