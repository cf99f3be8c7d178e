"""Missing values filled in several times by chained equations (fully conditional specification), properly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from pandas import DataFrame

Array = np.ndarray[Any, np.dtype[Any]]
Kind = Literal["linear", "matched", "logistic"]
# Of records that are alike one is drawn: five is the usual compromise between bias and repetition.
DONORS = 5
# Keeps the equations solvable where predictors nearly repeat each other; a hundred-thousandth of their variance.
RIDGE = 1e-5
NEWTON_STEPS = 30


def impute(
    frame: DataFrame, kinds: Mapping[str, Kind], *, imputations: int = 30, cycles: int = 10, seed: int
) -> list[DataFrame]:
    """The frame as often as asked, each time with its missing values drawn anew; what was observed never changes.

    Each incomplete column is predicted from all others, in turn, `cycles` times over. `kinds` says how, of every
    incomplete column: `linear` (a normal error), `matched` (the value of a record whose prediction is near: only values
    that occur), `logistic` (0 or 1). The coefficients of each prediction are drawn from their posterior, so that the
    imputed values bear their uncertainty (Rubin 1987). All columns are numeric. The same seed gives the same values,
    and the first ten of thirty are the ten.
    """
    values = frame.to_numpy(dtype=np.float64, na_value=np.nan)
    missing = np.isnan(values)
    _check(frame, kinds, missing)
    # Columns with few gaps first: they can lean on more that was observed.
    turn = [int(at) for at in np.argsort(missing.sum(axis=0), kind="stable") if missing[:, at].any()]
    draws = {at: _DRAWS[kinds[str(frame.columns[at])]] for at in turn}
    found = []
    for child in np.random.SeedSequence(seed).spawn(imputations):
        chance = np.random.default_rng(child)
        full = _started(values, missing, chance)
        for _ in range(cycles):
            for at in turn:
                full[missing[:, at], at] = _drawn(full, at, missing[:, at], draws[at], chance)
        found.append(DataFrame(full, index=frame.index, columns=frame.columns))
    return found


def _check(frame: DataFrame, kinds: Mapping[str, Kind], missing: Array) -> None:
    for at, name in enumerate(frame.columns):
        if not missing[:, at].any():
            continue
        if name not in kinds:
            raise ValueError(f"{name} has missing values, and nobody says how to impute it: {', '.join(_DRAWS)}")
        if missing[:, at].all():
            raise ValueError(f"{name} has no value at all: nothing can be learned from it")
        if kinds[name] == "logistic" and not set(frame[name].dropna().astype(float)) <= {0.0, 1.0}:
            raise ValueError(f"{name} is to be imputed as 0 or 1, but has other values")


def _started(values: Array, missing: Array, chance: np.random.Generator) -> Array:
    """The values with gaps filled by values of the same column, drawn at random."""
    full = values.copy()
    for at in np.flatnonzero(missing.any(axis=0)):
        gaps = missing[:, at]
        full[gaps, at] = chance.choice(values[~gaps, at], size=int(gaps.sum()))
    return full


Draw = Callable[[Array, Array, Array, np.random.Generator], Array]


def _drawn(full: Array, at: int, gaps: Array, draw: Draw, chance: np.random.Generator) -> Array:
    """New values for the gaps of one column, predicted from the other columns."""
    others = np.delete(full, at, axis=1)
    spread = others.std(axis=0)
    scaled = (others - others.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(full)), scaled[:, spread > 0]])
    return draw(full[~gaps, at], design[~gaps], design[gaps], chance)


def _posterior(observed: Array, design: Array, chance: np.random.Generator) -> tuple[Array, Array, float]:
    """Least squares coefficients, a draw of them, and a draw of the residual standard deviation."""
    inner = design.T @ design
    inverse = np.linalg.inv(inner + RIDGE * np.diag(np.diag(inner)))
    best = inverse @ design.T @ observed
    left = observed - design @ best
    degrees = max(len(observed) - design.shape[1], 1)
    sigma = float(np.sqrt(left @ left / chance.chisquare(degrees)))
    root = np.linalg.cholesky((inverse + inverse.T) / 2)
    return best, best + sigma * root @ chance.standard_normal(len(best)), sigma


def _linear(observed: Array, design: Array, wanted: Array, chance: np.random.Generator) -> Array:
    _, drawn, sigma = _posterior(observed, design, chance)
    return np.asarray(wanted @ drawn + sigma * chance.standard_normal(len(wanted)))


def _matched(observed: Array, design: Array, wanted: Array, chance: np.random.Generator) -> Array:
    # Donors by the best coefficients, receivers by drawn ones ("type 1"): without the draw, matching is not proper.
    best, drawn, _ = _posterior(observed, design, chance)
    apart = np.abs((wanted @ drawn)[:, None] - (design @ best)[None, :])
    # Equal distances are frequent where values are round: chance orders them, not the order of the file.
    apart = apart + np.spacing(apart.max()) * chance.random(apart.shape)
    near = np.argsort(apart, axis=1, kind="stable")[:, :DONORS]
    picked = chance.integers(near.shape[1], size=len(wanted))
    return np.asarray(observed[near[np.arange(len(wanted)), picked]])


def _logistic(observed: Array, design: Array, wanted: Array, chance: np.random.Generator) -> Array:
    outcome, rows, weights = _augmented(observed, design)
    best, inverse = _weighted_logistic(outcome, rows, weights)
    drawn = best + np.linalg.cholesky((inverse + inverse.T) / 2) @ chance.standard_normal(len(best))
    return (chance.random(len(wanted)) < 1 / (1 + np.exp(-np.clip(wanted @ drawn, -700, 700)))).astype(np.float64)


def _augmented(observed: Array, design: Array) -> tuple[Array, Array, Array]:
    """Outcome, rows and weights with a few light rows added, so that no coefficient runs away.

    White, Daniel and Royston (2010): for each predictor its mean plus and minus a standard deviation, once with each
    outcome, together of the weight of as many records as there are coefficients.
    """
    centre, spread = design.mean(axis=0), design.std(axis=0)
    steps = np.diag(spread)[1:]
    added = np.tile(np.vstack([centre + steps, centre - steps]), (2, 1))
    outcome = np.repeat([0.0, 1.0], len(added) // 2)
    weights = np.full(len(added), design.shape[1] / max(len(added), 1))
    weights = np.concatenate([np.ones(len(observed)), weights])
    return np.concatenate([observed, outcome]), np.vstack([design, added]), weights


def _weighted_logistic(outcome: Array, design: Array, weights: Array) -> tuple[Array, Array]:
    """The coefficients of a weighted logistic model, and the inverse of their information, by Newton's steps."""
    best = np.zeros(design.shape[1])
    for _ in range(NEWTON_STEPS):
        chance_of_one = 1 / (1 + np.exp(-np.clip(design @ best, -30, 30)))
        curved = weights * chance_of_one * (1 - chance_of_one)
        inner = (design * curved[:, None]).T @ design
        inverse = np.linalg.inv(inner + RIDGE * np.diag(np.diag(inner)))
        step = inverse @ (design.T @ (weights * (outcome - chance_of_one)))
        best = best + step
        if np.abs(step).max() < 1e-8:
            break
    return best, inverse


_DRAWS: dict[str, Draw] = {"linear": _linear, "matched": _matched, "logistic": _logistic}
