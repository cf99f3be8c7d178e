"""A linear mixed model with random intercept: restricted maximum likelihood, contrasts with Satterthwaite's degrees."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame
from scipy import stats

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Contrast:
    """A combination of coefficients: its estimate, standard error, degrees of freedom and two-sided p value."""

    estimate: float
    error: float
    degrees: float
    p_value: float


@dataclass(frozen=True)
class LinearFit:
    """A fitted model: coefficients, their covariance, the variance between and within subjects, -2 x log-likelihood."""

    coefficients: Array
    covariance: Array
    between: float
    within: float
    deviance: float
    _slopes: tuple[Array, Array]
    _variances: Array

    def contrast(self, weights: Sequence[float]) -> Contrast:
        """The weighted sum of the coefficients, tested against 0 with Satterthwaite's degrees of freedom.

        Its variance v depends on the two variance components: 2 v^2 / (g' A g), g being the slopes of v and A the
        inverse of their restricted information (Giesbrecht and Burns 1985).
        """
        along = np.asarray(weights, dtype=float)
        variance = float(along @ self.covariance @ along)
        slopes = np.array([along @ slope @ along for slope in self._slopes])
        degrees = float(2 * variance**2 / (slopes @ self._variances @ slopes))
        estimate, error = float(along @ self.coefficients), float(np.sqrt(variance))
        return Contrast(estimate, error, degrees, float(2 * stats.t.sf(abs(estimate) / error, degrees)))


def random_intercept(outcome: Array, design: Array, subjects: Array) -> LinearFit:
    """The model outcome = design x coefficients + one normal intercept for each subject + normal error, by REML.

    The variance components are statsmodels'; the rest is the algebra of generalised least squares, with matrices of the
    size of the data: for trials of thousands of records, not millions.
    """
    between, within, deviance = _variance_components(outcome, design, subjects)
    of_subject = (np.asarray(subjects)[:, None] == np.asarray(subjects)[None, :]).astype(float)
    inverse = np.linalg.inv(within * np.eye(len(outcome)) + between * of_subject)
    weighted = inverse @ design
    covariance = np.linalg.inv(design.T @ weighted)
    coefficients = covariance @ weighted.T @ outcome
    # dC/dv = C X' V^-1 (dV/dv) V^-1 X C; dV/dv is the blocks of the subjects for one component, else the identity.
    sandwiched = [weighted.T @ part @ weighted for part in (of_subject, np.eye(len(outcome)))]
    slopes = covariance @ sandwiched[0] @ covariance, covariance @ sandwiched[1] @ covariance
    projected = inverse - weighted @ covariance @ weighted.T
    parts = projected @ of_subject, projected
    information = np.array([[np.sum(one * other.T) / 2 for other in parts] for one in parts])
    return LinearFit(coefficients, covariance, between, within, deviance, slopes, np.linalg.inv(information))


def _variance_components(outcome: Array, design: Array, subjects: Array) -> tuple[float, float, float]:
    """The variances between and within subjects, and -2 x the restricted log-likelihood."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    with warnings.catch_warnings():
        # A variance on its boundary is a result, not a fault: it is shown in the table as 0.
        warnings.simplefilter("ignore")
        fitted = MixedLM(outcome, design, groups=subjects).fit(reml=True, method=["lbfgs", "bfgs"], gtol=1e-10)
    if not fitted.converged:
        raise ValueError("the mixed model did not converge")
    return float(np.asarray(fitted.cov_re)[0, 0]), float(fitted.scale), -2 * float(fitted.llf)


def cells(records: DataFrame, arms: Sequence[str], visits: Sequence[str]) -> tuple[Array, dict[tuple[str, str], int]]:
    """The design of arm x visit with one column for each cell, and the column of each: the mean of that cell.

    It spans the same space as visit + arm + visit x arm, and needs no reference level.
    """
    columns = {(arm, visit): at for at, (arm, visit) in enumerate((arm, visit) for arm in arms for visit in visits)}
    design = np.zeros((len(records), len(columns)))
    for (arm, visit), at in columns.items():
        design[((records["arm"] == arm) & (records["visit"] == visit)).to_numpy(), at] = 1
    empty = [name for name, at in columns.items() if not design[:, at].any()]
    if empty or not design.any(axis=1).all():
        raise ValueError(f"cells without records: {empty}" if empty else "a record of another arm or visit")
    return design, columns


def evolution(records: DataFrame, arms: tuple[str, str], visits: Sequence[str]) -> DataFrame:
    """One line for each visit after the first: n, mean and SD of each arm, and what the mixed model says of the arms.

    `records` has `subject | arm | visit | value`, one line for each value. `difference` is the first arm's adjusted
    mean less the second's at that visit, `change` the difference of their changes from the first visit, each with
    `_error`, `_degrees` and `_p`. P values are as they come: correct them by outcome.
    """
    known = records[records["value"].notna()].reset_index(drop=True)
    design, columns = cells(known, arms, visits)
    fit = random_intercept(known["value"].to_numpy(dtype=float), design, pd.factorize(known["subject"])[0])
    lines = []
    for visit in visits[1:]:
        line: dict[str, object] = {"visit": visit}
        for arm in arms:
            values = known["value"][(known["arm"] == arm) & (known["visit"] == visit)].astype(float)
            line |= {f"n {arm}": len(values), f"mean {arm}": values.mean(), f"SD {arm}": values.std()}
        at_visit = _weights(columns, arms, visit)
        for name, weights in (("difference", at_visit), ("change", at_visit - _weights(columns, arms, visits[0]))):
            line |= _told(name, fit.contrast(list(weights)))
        lines.append(line)
    return DataFrame(lines)


def _weights(columns: dict[tuple[str, str], int], arms: tuple[str, str], visit: str) -> Array:
    """The first arm less the second, at that visit."""
    weights = np.zeros(len(columns))
    weights[columns[arms[0], visit]], weights[columns[arms[1], visit]] = 1, -1
    return weights


def _told(name: str, contrast: Contrast) -> dict[str, Any]:
    return {
        name: contrast.estimate, f"{name}_error": contrast.error,
        f"{name}_degrees": contrast.degrees, f"{name}_p": contrast.p_value,
    }  # fmt: skip
