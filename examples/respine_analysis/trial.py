"""RESPINE's analysis datasets as the models take them: one line for each value, or one for each subject."""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame, Series

from adam.analysis import Analysis

ARMS = ("BM-MSC", "Sham")
BASELINE = "Baseline"
VISITS = ("Month 1", "Month 3", "Month 6", "Month 12", "Month 24")
# Parameter -> its name in the report, and the variable of ADSL with its value at baseline.
SCALES = {
    "VASPAIN": ("Pain VAS, mm", "VASBL"),
    "ODIPCT": ("ODI, 0-100", "ODIPCTBL"),
    "SF36MCS": ("SF-36, mental component", "MCSBL"),
    "SF36PCS": ("SF-36, physical component", "PCSBL"),
}
RESPONSES = {
    "RESP": "Responder (first co-primary endpoint)",
    "MCIDVAS": "Pain VAS improved by 30 %",
    "MCIDODI": "ODI improved by 10 points",
    "MCIDBOTH": "Pain VAS by 30 % and ODI by 10 points",
}
# Years at school of each educational level, as the publication's Table 1 gives them: an order with distances.
YEARS = {"Primary school": 5, "Secondary school": 9, "College": 12, "License": 15, "Master": 17, "Doctor": 20}
# What the imputation takes from ADSL besides the scales.
COVARIATES = ("TRT01P", "AGE", "SEX", "BMIBL", "SMOKFL", "EDUCLVL", "EMPLSTAT", "NSG1BLFL", "GR2BLFL")
ITT, FAS = "ITTFL", "FASFL"


def values(study: Analysis, code: str, population: str, arm: str = "TRT01A") -> DataFrame:
    """`subject | arm | visit | value` of one parameter of ADEFF, the records analysed, of the subjects of a population.

    Population and arm are variables of ADSL. The arm is what was given (TRT01A) or what was drawn by lot (TRT01P).
    """
    records = study.with_subjects(study.parameter("ADEFF", code, ANL01FL="Y")[["USUBJID", "AVISIT", "AVAL"]])
    kept = records[(records[population] == "Y") & records["AVISIT"].isin([BASELINE, *VISITS]) & records["AVAL"].notna()]
    frame = kept[["USUBJID", arm, "AVISIT", "AVAL"]].set_axis(["subject", "arm", "visit", "value"], axis=1)
    twice = frame[frame.duplicated(["subject", "visit"])]
    if len(twice):
        subject, visit = twice.iloc[0][["subject", "visit"]]
        raise ValueError(f"ADEFF {code}: two records to be analysed of {subject}, {visit}")
    return frame.reset_index(drop=True)


def by_subject(study: Analysis) -> DataFrame:
    """One line for each subject of the intention-to-treat set, all numbers: arm, baseline, each scale at each visit.

    `arm` is 1 for BM-MSC, as randomised. Sick leave is left out: it was asked of 67 subjects, for others there is
    nothing to impute. Columns of visits are `VASPAIN Month 12`.
    """
    adsl = study.ADSL
    wanted = [ITT, *COVARIATES, *(variable for _, variable in SCALES.values())]
    if lacking := [name for name in wanted if name not in adsl.columns]:
        raise ValueError(f"ADSL has no {', '.join(lacking)}: the imputation model takes them from there")
    strange = set(adsl["EDUCLVL"].dropna()) - set(YEARS)
    if strange:
        raise ValueError(f"ADSL.EDUCLVL has {', '.join(sorted(strange))}; known are {', '.join(YEARS)}")
    adsl = adsl[adsl[ITT] == "Y"].set_index("USUBJID").sort_index()
    employed = adsl["EMPLSTAT"].str.contains("employment", case=False).astype("float64")
    frame = DataFrame(
        {
            "arm": (adsl["TRT01P"] == ARMS[0]).astype("float64"),
            "age": adsl["AGE"],
            "female": _one(adsl["SEX"], "F"),
            "body mass index": adsl["BMIBL"],
            "smoker": _one(adsl["SMOKFL"], "Y"),
            "education": adsl["EDUCLVL"].map(YEARS),
            "employed": employed.where(adsl["EMPLSTAT"].notna()),
            "NSAID or step 1": _one(adsl["NSG1BLFL"], "Y"),
            "step 2": _one(adsl["GR2BLFL"], "Y"),
            **{f"{code} {BASELINE}": adsl[variable] for code, (_, variable) in SCALES.items()},
        }
    )
    wide = [_wide(study, code) for code in SCALES]
    return pd.concat([frame, *(one.reindex(frame.index) for one in wide)], axis=1).astype("float64")


def _one(column: Series, value: str) -> Series:
    """1 where it is that value, 0 where it is another, missing where it is missing."""
    return (column == value).astype("float64").where(column.notna())


def _wide(study: Analysis, code: str) -> DataFrame:
    frame = values(study, code, ITT, "TRT01P").pivot(index="subject", columns="visit", values="value")
    return frame.reindex(columns=list(VISITS)).add_prefix(f"{code} ")
