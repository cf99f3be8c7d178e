"""The primary analysis: who is a responder, what is imputed, and what it gives when nothing is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from primary import KINDS, agreement, imputed_analysis, observed_analysis, primary, responders
from trial import by_subject, values

from adam.loaded import load
from tests.examples.made import study_folder

# pain before, pain then, ODI before, ODI then, responder
CASES = """
60  40  30 30    yes  20 mm and 33 %
60  41  30 30    no   19 mm
100 80  30 30    yes  20 mm and 20 %, exactly
100 81  30 30    no   19 mm of 100
60  60  30 24    yes  ODI by 20 %, exactly
60  60  30 24.1  no   a little less
60  60  33.333333333333336 26.666666666666668  yes  15 of 45 points, then 12
60  60  31.11111111111111  26.666666666666668  no   14 of 45 points, then 12: 14 %
60  90  30 20    yes  ODI alone is enough
20  0   30 30    yes  20 mm and all of it
0   0   0  0     no   nothing to improve
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_who_is_a_responder(case: str) -> None:
    *numbers, told = case.split()[:5]
    columns = (pd.Series([float(one)]) for one in numbers)
    assert responders(*columns).tolist() == [told == "yes"]


def test_one_line_for_each_randomised_subject(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path))
    frame = by_subject(study)
    assert len(frame) == 60
    assert frame["arm"].sum() == 30
    assert (frame.dtypes == "float64").all()
    assert set(frame.columns[frame.isna().any()]) <= set(KINDS)
    assert frame.loc[["R-003", "R-007"], ["smoker", "body mass index"]].isna().all().all()
    first = study.parameter("ADEFF", "VASPAIN", AVISIT="Month 12").set_index("USUBJID")["AVAL"]
    pd.testing.assert_series_equal(frame["VASPAIN Month 12"].dropna(), first.sort_index(), check_names=False)


def test_what_adsl_lacks_or_nobody_knows_is_refused(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path))
    whole = study.ADSL
    study._frames["ADSL"] = whole.drop(columns=["BMIBL", "VASBL"])
    with pytest.raises(ValueError, match="ADSL has no BMIBL, VASBL"):
        by_subject(study)
    study._frames["ADSL"] = whole.assign(EDUCLVL=whole["EDUCLVL"].replace("College", "college"))
    with pytest.raises(ValueError, match=r"ADSL\.EDUCLVL has college; known are Primary school"):
        by_subject(study)


def test_with_nothing_missing_the_imputed_analysis_is_the_observed_one(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path, missing=0))
    imputed, facts = imputed_analysis(study, imputations=3, seed=1)
    observed = observed_analysis(study, "observed", "ITTFL", "TRT01P")
    assert (facts["incomplete subjects"], facts["agreeing"]) == (0, (60, 60))
    same = ["N BM-MSC", "% BM-MSC", "N Sham", "% Sham", "OR"]
    assert [imputed[name] for name in same] == pytest.approx([observed[name] for name in same])
    assert imputed["missing information"] == 0
    # In closed form, a/b against c/d; Student's t with (59/61) x 58 degrees instead of the normal distribution.
    known = values(study, "RESP", "ITTFL", "TRT01P").query("visit == 'Month 12'")
    a, c = (int(known["value"][known["arm"] == arm].sum()) for arm in ("BM-MSC", "Sham"))
    b, d = 30 - a, 30 - c
    assert observed["OR"] == pytest.approx(a * d / (b * c))
    assert imputed["degrees"] == pytest.approx(59 / 61 * 58)
    half = 1.959964 * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert np.log(observed["high"] / observed["OR"]) == pytest.approx(half, rel=1e-5)
    assert imputed["high"] > observed["high"]


def test_what_is_missing_costs_and_the_seed_decides(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path))
    found, facts = primary(study, imputations=4, seed=5)
    assert list(found["analysis"]) == [
        "ITT, as randomised, imputed", "FAS, as treated, observed", "FAS, as randomised, observed",
        "ITT, as randomised, observed",
    ]  # fmt: skip
    assert found["N BM-MSC"].tolist()[0] == 30
    assert (found["N BM-MSC"].iloc[1:] < 30).all()
    assert 0 < found["missing information"].iloc[0] < 1
    assert found["degrees"].iloc[0] < 58
    assert (found["low"] < found["OR"]).all()
    assert (found["OR"] < found["high"]).all()
    assert facts["agreeing"][0] == facts["agreeing"][1] == (found["N BM-MSC"] + found["N Sham"]).iloc[3]
    pd.testing.assert_frame_equal(found, primary(study, imputations=4, seed=5)[0])
    assert primary(study, imputations=4, seed=6)[0]["OR"].iloc[0] != found["OR"].iloc[0]


def test_a_response_told_otherwise_is_counted(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path))
    frame = by_subject(study)
    told, of = agreement(study, frame)
    subject = values(study, "RESP", "ITTFL").query("visit == 'Month 12'")["subject"].iloc[0]
    answer = responders(*(pd.Series([frame.loc[subject, one]]) for one in (
        "VASPAIN Baseline", "VASPAIN Month 12", "ODIPCT Baseline", "ODIPCT Month 12",
    ))).iloc[0]  # fmt: skip
    frame.loc[subject, ["VASPAIN Month 12", "ODIPCT Month 12"]] = [99, 99] if answer else [0, 0]
    assert agreement(study, frame) == (told - 1, of)


def test_two_records_to_be_analysed_are_refused(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path))
    study._frames["ADEFF"] = pd.concat([study.ADEFF, study.ADEFF.iloc[[0]]], ignore_index=True)
    with pytest.raises(ValueError, match="two records to be analysed of R-000, Baseline"):
        values(study, "VASPAIN", "ITTFL")
