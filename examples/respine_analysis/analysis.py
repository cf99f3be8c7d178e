"""RESPINE analysed from its ADaM datasets: python analysis.py [FOLDER [REPORT]]; each cell stands for itself."""

# %% Where the datasets are, and where the report goes
from __future__ import annotations

import sys
from pathlib import Path

from false_discovery import corrected
from logistic_models import proportions
from mixed_models import evolution
from pandas import DataFrame, Series, concat
from primary import primary
from tables import number, table
from trial import ARMS, BASELINE, FAS, RESPONSES, SCALES, VISITS, values

import adam
from mappings.error import MappingError

SEED, IMPUTATIONS = 20181, 30
ASKED = [] if "ipykernel" in sys.modules else sys.argv[1:]
FOLDER = Path(ASKED[0] if ASKED else "build/respine")
REPORT = Path(ASKED[1]) if len(ASKED) > 1 else FOLDER / "respine_analysis.md"
LINES: list[str] = []


def say(*paragraphs: str) -> None:
    """Prints the paragraphs, and keeps them for the report."""
    for paragraph in paragraphs:
        print(paragraph, end="\n\n")
        LINES.append(paragraph)


def mean_sd(mean: float, sd: float) -> str:
    """Mean and standard deviation, or an estimate and its error, in one cell."""
    return f"{number(mean, 2)} ({number(sd, 2)})"


# %% The datasets
try:
    study = adam.load(FOLDER)
except MappingError as error:
    sys.exit(str(error))
say(
    "# RESPINE: analysis of synthetic data",
    "**Every number below comes from synthetic data.** They agree with the published tables, but no patient stands "
    "behind them: estimates, intervals and p values say nothing about the treatment, and are not the publication's.",
    *study.notes,
)
seen = study.describe().reset_index()
seen["parameters"] = [len(codes.split(", ")) if codes else 0 for codes in seen["parameters"]]
say("## Datasets", table(seen[["dataset", "label", "structure", "records", "subjects", "parameters"]]))

# %% First co-primary endpoint: responders at month 12
found, facts = primary(study, imputations=IMPUTATIONS, seed=SEED)
share = 100 * facts["incomplete subjects"] / facts["subjects"]
DIGITS = {f"% {arm}": 1 for arm in ARMS} | {"OR": 2, "low": 2, "high": 2, "degrees": 1, "missing information": 3}
say(
    "## Responders at month 12",
    "A responder's pain improved by at least 20 mm and 20 %, or the ODI by at least 20 %. Odds ratio of BM-MSC against "
    "sham with its 95 % interval, from logistic models with the arm alone.",
    table(found, DIGITS),
    f"Imputed by chained equations: {facts['imputations']} datasets, {facts['variables']} variables, of which "
    f"{facts['incomplete variables']} have missing values; {facts['incomplete subjects']} of {facts['subjects']} "
    f"subjects ({share:.0f} %) lack at least one. Seed {facts['seed']}. Where ADEFF tells the response, the rule used "
    f"on imputed values tells the same of {facts['agreeing'][0]} of {facts['agreeing'][1]} subjects.",
)


# %% Second co-primary endpoint: disc fluid content, described only
def discs(visit: str) -> DataFrame:
    """Change of the disc fluid content at a visit, by arm as treated: n, mean and standard deviation."""
    change = study.with_subjects(study.parameter("ADMRI", "DFCCHG", AVISIT=visit, ANL01FL="Y"))
    told = [change["AVAL"][change["TRT01A"] == arm].dropna() for arm in ARMS]
    size, mean, spread = ([made(one) for one in told] for made in (len, Series.mean, Series.std))
    return DataFrame({"visit": visit, "arm": ARMS, "n": size, "mean": mean, "SD": spread})


say(
    "## Change of disc fluid content, %",
    "As treated. Described, not tested: few discs were measured twice.",
    table(concat(map(discs, ("Month 12", "Month 24"))), {"mean": 2, "SD": 2}),
)


# %% Pain, disability and quality of life: linear mixed models
def scale(code: str) -> DataFrame:
    """A scale's lines: what was observed, and the differences of the arms at each visit and in change from baseline."""
    told = evolution(values(study, code, FAS), ARMS, (BASELINE, *VISITS))
    lines = DataFrame({"visit": told["visit"]})
    for arm in ARMS:
        lines[f"n {arm}"] = told[f"n {arm}"]
        lines[f"mean (SD) {arm}"] = list(map(mean_sd, told[f"mean {arm}"], told[f"SD {arm}"]))
    for name, short in (("difference", "difference"), ("change", "in change")):
        lines[f"{short} (SE)"] = list(map(mean_sd, told[name], told[f"{name}_error"]))
        lines[f"{short} p"] = told[f"{name}_p"]
        lines[f"{short} corrected p"] = corrected(told[f"{name}_p"].tolist())
    return lines


say(
    "## Pain, disability, quality of life",
    "Full analysis set, as treated. Linear mixed models (REML) with a random intercept for each subject and the fixed "
    "effects visit, arm and visit x arm, baseline being the first visit. `difference`: adjusted mean of BM-MSC less "
    "that of sham at the visit; `in change`: the same of the changes from baseline. Student's t with Satterthwaite's "
    "degrees of freedom; p values corrected over the five visits of each scale (false discovery rate).",
)
for code, (title, _) in SCALES.items():
    say(f"### {title}", table(scale(code)))


# %% Rates of improvement: logistic mixed models
def response(code: str) -> DataFrame:
    """A response's lines: what was observed, and the adjusted difference of proportions at each visit."""
    told = proportions(values(study, code, FAS), ARMS, VISITS)
    lines = DataFrame({"visit": told["visit"]})
    for arm in ARMS:
        counted = zip(told[f"n {arm}"], told[f"N {arm}"], told[f"% {arm}"], strict=True)
        lines[arm] = [f"{n}/{of} ({number(percent, 2)})" for n, of, percent in counted]
    lines["difference (SE)"] = list(map(mean_sd, told["difference"], told["difference_error"]))
    lines["difference p"] = told["difference_p"]
    lines["corrected p"] = corrected(told["difference_p"].tolist())
    return lines


say(
    "## Rates of improvement",
    "Full analysis set, as treated. Logistic mixed models with a random intercept for each subject (maximum "
    "likelihood, adaptive Gauss-Hermite quadrature) and visit x arm; the difference is that of the proportions of a "
    "subject whose intercept is 0, its error that of the delta method; p values corrected over the five visits.",
)
for code, title in RESPONSES.items():
    say(f"### {title}", table(response(code)))

# %% The report
REPORT.write_text("\n\n".join(LINES) + "\n", encoding="utf-8")
print(f"written: {REPORT.name}")
