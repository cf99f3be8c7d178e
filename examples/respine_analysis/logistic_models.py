"""Logistic models: of one outcome per subject, and of repeated outcomes with a random intercept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from mixed_models import cells
from pandas import DataFrame
from scipy import optimize, special, stats

Array = np.ndarray[Any, np.dtype[Any]]
# Points of the adaptive Gauss-Hermite quadrature. Subjects that always or never respond are common, their intercepts
# far from normal: where these spread over 3 logits, 15 points leave an error that stops the search, 61 do not.
POINTS = 61


@dataclass(frozen=True)
class LogisticFit:
    """Log odds coefficients and their covariance; with random intercept its standard deviation, else 0."""

    coefficients: Array
    covariance: Array
    spread: float
    spread_error: float
    log_likelihood: float


def logistic(outcome: Array, design: Array) -> LogisticFit:
    """The maximum likelihood fit of a logistic model, one outcome (0 or 1) for each record, by statsmodels."""
    from statsmodels.discrete.discrete_model import Logit

    fitted = Logit(np.asarray(outcome, dtype=float), design).fit(disp=False, method="newton", maxiter=100, tol=1e-12)
    if not fitted.mle_retvals["converged"]:
        raise ValueError("the logistic model did not converge: perhaps an arm has only responders, or none")
    return LogisticFit(np.asarray(fitted.params), np.asarray(fitted.cov_params()), 0.0, 0.0, float(fitted.llf))


def mixed_logistic(outcome: Array, design: Array, subjects: Array) -> LogisticFit:
    """The maximum likelihood fit of a logistic model with one normal intercept for each subject.

    The integral over the intercept is an adaptive Gauss-Hermite quadrature around each subject's most probable value.
    Where the likelihood is highest with no spread at all, it is the model without intercepts.
    """
    model = _Integrated(np.asarray(outcome, dtype=float), design, pd.factorize(np.asarray(subjects))[0])
    alike = logistic(outcome, design)
    start = np.append(alike.coefficients, 0.0)
    found = optimize.minimize(model.cost, start, jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 500})
    # BFGS may stop for want of digits; what counts is that the slope is nothing.
    if np.abs(found.jac).max() > 1e-3:
        raise ValueError("the logistic mixed model did not converge")
    # Subjects that do not differ: the spread is 0, and its logarithm no number.
    if -found.fun < alike.log_likelihood + 1e-6:
        return alike
    covariance = np.linalg.inv(_curvature(model, found.x))
    spread = float(np.exp(found.x[-1]))
    error = spread * float(np.sqrt(covariance[-1, -1]))
    return LogisticFit(found.x[:-1], covariance[:-1, :-1], spread, error, -float(found.fun))


def _curvature(model: _Integrated, point: Array) -> Array:
    """The second derivatives of the cost, by central differences of its slope."""
    step = 1e-4
    rows = [
        (model.cost(point + step * one)[1] - model.cost(point - step * one)[1]) / (2 * step)
        for one in np.eye(len(point))
    ]
    return np.asarray((np.array(rows) + np.array(rows).T) / 2)


@dataclass(frozen=True)
class _Integrated:
    """The log-likelihood of a logistic model, the intercepts of the subjects integrated out."""

    outcome: Array
    design: Array
    subject: Array

    def cost(self, point: Array) -> tuple[float, Array]:
        """Minus the log-likelihood and its slope, at the coefficients and the log of the intercepts' spread."""
        fixed, spread = self.design @ point[:-1], float(np.exp(point[-1]))
        centre, width = self._mode(fixed, spread)
        nodes, weights = np.polynomial.hermite_e.hermegauss(POINTS)
        # Standardised intercepts, a row for each subject and a column for each node.
        u = centre[:, None] + width[:, None] * nodes
        odds = fixed[:, None] + spread * u[self.subject]
        each = self.outcome[:, None] * odds - np.logaddexp(0, odds)
        parts = self._by_subject(each) - u**2 / 2 + nodes**2 / 2 + np.log(weights * width[:, None])
        whole = special.logsumexp(parts, axis=1)
        share = np.exp(parts - whole[:, None])[self.subject]
        left = (self.outcome[:, None] - special.expit(odds)) * share
        slope = np.append(self.design.T @ left.sum(axis=1), spread * float((left * u[self.subject]).sum()))
        constant = len(centre) * np.log(2 * np.pi) / 2
        return -float(whole.sum() - constant), -slope

    def _mode(self, fixed: Array, spread: float) -> tuple[Array, Array]:
        """Each subject's most probable standardised intercept, and the width of its distribution around it."""
        u = np.zeros(int(self.subject.max()) + 1)
        for _ in range(50):
            chance = special.expit(fixed + spread * u[self.subject])
            slope = spread * self._by_subject(self.outcome - chance) - u
            curved = spread**2 * self._by_subject(chance * (1 - chance)) + 1
            # The function is concave with curvature 1 at least: a step of bounded length cannot overshoot for long.
            step = np.clip(slope / curved, -2, 2)
            u = u + step
            if np.abs(step).max() < 1e-12:
                break
        chance = special.expit(fixed + spread * u[self.subject])
        return u, 1 / np.sqrt(spread**2 * self._by_subject(chance * (1 - chance)) + 1)

    def _by_subject(self, values: Array) -> Array:
        count = int(self.subject.max()) + 1
        if values.ndim == 1:
            return np.bincount(self.subject, weights=values, minlength=count)
        return np.column_stack([np.bincount(self.subject, weights=one, minlength=count) for one in values.T])


def proportions(records: DataFrame, arms: tuple[str, str], visits: Sequence[str]) -> DataFrame:
    """One line for each visit: responders and records of each arm, and the adjusted difference of proportions.

    `records` has `subject | arm | visit | value` (0 or 1). The proportions are those of a subject whose intercept is 0,
    from a logistic mixed model with arm x visit; the error of their difference is the delta method's.
    """
    known = records[records["value"].notna()].reset_index(drop=True)
    design, columns = cells(known, arms, visits)
    fit = mixed_logistic(known["value"].to_numpy(dtype=float), design, known["subject"].to_numpy())
    lines = []
    for visit in visits:
        line: dict[str, object] = {"visit": visit}
        for arm in arms:
            values = known["value"][(known["arm"] == arm) & (known["visit"] == visit)].astype(float)
            line |= {f"n {arm}": int(values.sum()), f"N {arm}": len(values), f"% {arm}": 100 * values.mean()}
        at = [columns[arm, visit] for arm in arms]
        chance = special.expit(fit.coefficients[at])
        slope = chance * (1 - chance) * [1, -1]
        error = float(np.sqrt(slope @ fit.covariance[np.ix_(at, at)] @ slope))
        difference = float(chance[0] - chance[1])
        line |= {"difference": difference, "difference_error": error}
        line |= {"difference_p": float(2 * stats.norm.sf(abs(difference) / error))}
        lines.append(line)
    return DataFrame(lines)
