"""One result from several imputed datasets: Rubin's rules with the degrees of freedom of Barnard and Rubin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Pooled:
    """A pooled estimate: the parts of its variance, its degrees of freedom, and what missing data cost.

    `relative_increase` is r = (1 + 1/m) between / within; `missing_information` the fraction of information about the
    estimate that is missing, (r + 2 / (df + 3)) / (r + 1) with Rubin's degrees of freedom df = (m - 1)(1 + 1/r)^2.
    """

    estimate: float
    within: float
    between: float
    total: float
    degrees: float
    relative_increase: float
    missing_information: float
    imputations: int

    @property
    def error(self) -> float:
        """The standard error."""
        return float(np.sqrt(self.total))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The confidence interval of Student's t."""
        half = float(stats.t.ppf((1 + level) / 2, self.degrees)) * self.error
        return self.estimate - half, self.estimate + half

    def p_value(self, null: float = 0.0) -> float:
        """The two-sided p value of the hypothesis that the estimated value is `null`."""
        return float(2 * stats.t.sf(abs(self.estimate - null) / self.error, self.degrees))


def pool(estimates: Sequence[float], variances: Sequence[float], complete_degrees: float = np.inf) -> Pooled:
    """The pooled estimate of one number, estimated with its variance in each of m >= 2 imputed datasets.

    `complete_degrees` are the degrees of freedom the estimate would have if nothing were missing (observations less
    parameters); infinity gives Rubin's (1987) large-sample rule, a number Barnard and Rubin's (1999) correction of it,
    which never exceeds that number.
    """
    values, errors = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    if len(values) < 2 or len(values) != len(errors):
        raise ValueError(f"{len(values)} estimates and {len(errors)} variances; two or more of each, equally many")
    if not (np.isfinite(values).all() and np.isfinite(errors).all() and (errors > 0).all()):
        raise ValueError("an estimate that is no number, or a variance that is not above zero")
    count, within, between = len(values), float(errors.mean()), float(values.var(ddof=1))
    added = (1 + 1 / count) * between
    total = within + added
    increase = added / within
    large = np.inf if added == 0 else (count - 1) * (1 + 1 / increase) ** 2
    return Pooled(
        estimate=float(values.mean()),
        within=within,
        between=between,
        total=total,
        degrees=_degrees(large, added / total, complete_degrees),
        relative_increase=increase,
        missing_information=(increase + 2 / (large + 3)) / (increase + 1),
        imputations=count,
    )


def _degrees(large: float, share: float, complete: float) -> float:
    """Barnard and Rubin (1999): the harmonic sum of Rubin's degrees of freedom and of those the observed data leave.

    `share` is the part of the total variance that comes from not knowing the missing values.
    """
    if np.isinf(complete):
        return float(large)
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    return float(observed if np.isinf(large) else large * observed / (large + observed))
