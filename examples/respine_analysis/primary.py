"""The first co-primary endpoint: responders at month 12, by arm, with and without imputation of what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
from imputation import Kind, impute
from logistic_models import logistic
from pandas import DataFrame, Series
from rubin import pool
from scipy import stats
from trial import ARMS, BASELINE, FAS, ITT, VISITS, by_subject, values

from adam.analysis import Analysis

VISIT = "Month 12"
# Pain and ODI are scores with few values: an imputed one is one that occurs. Component scores have a normal error.
KINDS: dict[str, Kind] = {
    "body mass index": "matched",
    "smoker": "logistic",
    "education": "matched",
    "employed": "logistic",
    **{f"{code} {visit}": "matched" for code in ("VASPAIN", "ODIPCT") for visit in (BASELINE, *VISITS)},
    **{f"{code} {visit}": "linear" for code in ("SF36PCS", "SF36MCS") for visit in (BASELINE, *VISITS)},
}


def responders(pain: Series, pain_then: Series, odi: Series, odi_then: Series) -> Series:
    """Whether pain improved by at least 20 mm and 20 %, or ODI by at least 20 %; baseline first, then the visit.

    Shares are compared as products, with room for the last digits of a percentage: 24 of 30 is 20 % less.
    """
    room = 1e-9
    pain_better = (pain - pain_then >= 20 - room) & (5 * (pain - pain_then) >= pain - room) & (pain > 0)
    return pain_better | ((5 * (odi - odi_then) >= odi - room) & (odi > 0))


def responders_of(frame: DataFrame, visit: str = VISIT) -> Series:
    """The responders among the lines of `by_subject`."""
    columns = [f"{code} {when}" for code in ("VASPAIN", "ODIPCT") for when in (BASELINE, visit)]
    return responders(*(frame[name] for name in columns))


def imputed_analysis(study: Analysis, *, imputations: int = 30, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The primary analysis as a line of the report, and facts about the imputation.

    All randomised subjects by randomised arm; pain and ODI imputed, response told from them; a logistic model with the
    arm alone in each dataset; the log odds ratio pooled by Rubin's rules, with subjects less two as complete degrees.
    """
    frame = by_subject(study)
    datasets = impute(frame, KINDS, imputations=imputations, seed=seed)
    design = np.column_stack([np.ones(len(frame)), frame["arm"]])
    outcomes = [responders_of(dataset).to_numpy(dtype=float) for dataset in datasets]
    fits = [logistic(outcome, design) for outcome in outcomes]
    found = pool([fit.coefficients[1] for fit in fits], [fit.covariance[1, 1] for fit in fits], len(frame) - 2)
    low, high = found.interval()
    mean = np.mean(outcomes, axis=0)
    line = _line("ITT, as randomised, imputed", frame["arm"].to_numpy() == 1, mean)
    line |= {"OR": np.exp(found.estimate), "low": np.exp(low), "high": np.exp(high), "p": found.p_value()}
    line |= {"degrees": found.degrees, "missing information": found.missing_information}
    gaps = frame.isna().to_numpy()
    facts = {
        "subjects": len(frame),
        "variables": frame.shape[1],
        "incomplete variables": int(gaps.any(axis=0).sum()),
        "incomplete subjects": int(gaps.any(axis=1).sum()),
        "imputations": imputations,
        "seed": seed,
        "agreeing": agreement(study, frame),
    }
    return line, facts


def agreement(study: Analysis, frame: DataFrame) -> tuple[int, int]:
    """Of how many subjects with RESP in ADEFF at the visit the rule used here tells the same, and of how many."""
    responses = values(study, "RESP", ITT, "TRT01P")
    known = responses[responses["visit"] == VISIT].set_index("subject")["value"]
    told = responders_of(frame).astype(float).reindex(known.index)
    return int((told == known).sum()), len(known)


def observed_analysis(study: Analysis, title: str, population: str, arm: str) -> dict[str, Any]:
    """The same model on the records that are there, with no imputation, as a line of the report."""
    known = values(study, "RESP", population, arm)
    known = known[known["visit"] == VISIT]
    first = (known["arm"] == ARMS[0]).to_numpy()
    outcome = known["value"].to_numpy(dtype=float)
    fit = logistic(outcome, np.column_stack([np.ones(len(known)), first.astype(float)]))
    estimate, error = float(fit.coefficients[1]), float(np.sqrt(fit.covariance[1, 1]))
    half = float(stats.norm.ppf(0.975)) * error
    line = _line(title, first, outcome)
    line |= {"OR": np.exp(estimate), "low": np.exp(estimate - half), "high": np.exp(estimate + half)}
    line |= {"p": float(2 * stats.norm.sf(abs(estimate) / error))}
    return line | {"degrees": np.inf, "missing information": np.nan}


def _line(title: str, first: Any, outcome: Any) -> dict[str, Any]:
    """The analysis' name, and subjects and share of responders of each arm."""
    line: dict[str, Any] = {"analysis": title}
    for name, here in zip(ARMS, (first, ~first), strict=True):
        line |= {f"N {name}": int(here.sum()), f"% {name}": 100 * float(outcome[here].mean())}
    return line


def primary(study: Analysis, *, imputations: int = 30, seed: int) -> tuple[DataFrame, dict[str, Any]]:
    """The primary analysis and its sensitivity analyses, a line each, and facts about the imputation."""
    line, facts = imputed_analysis(study, imputations=imputations, seed=seed)
    others = [
        observed_analysis(study, "FAS, as treated, observed", FAS, "TRT01A"),
        observed_analysis(study, "FAS, as randomised, observed", FAS, "TRT01P"),
        observed_analysis(study, "ITT, as randomised, observed", ITT, "TRT01P"),
    ]
    return DataFrame([line, *others]), facts
