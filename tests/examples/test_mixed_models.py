"""The linear mixed model against a published fit, and against sums of squares worked out for balanced data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("statsmodels", reason="install the extra: pip install 'trial-dossier[analysis]'")

from mixed_models import cells, evolution, random_intercept
from scipy import stats

# Potthoff and Roy (1964): distance from the pituitary to the pterygomaxillary fissure in mm, at 8, 10, 12 and 14 years.
BOYS = """
26 25 29 31 | 21.5 22.5 23 26.5 | 23 22.5 24 27.5 | 25.5 27.5 26.5 27 | 20 23.5 22.5 26 | 24.5 25.5 27 28.5
22 22 24.5 26.5 | 24 21.5 24.5 25.5 | 23 20.5 31 26 | 27.5 28 31 31.5 | 23 23 23.5 25 | 21.5 23.5 24 28
17 24.5 26 29.5 | 22.5 25.5 25.5 26 | 23 24.5 26 30 | 22 21.5 23.5 25
"""
GIRLS = """
21 20 21.5 23 | 21 21.5 24 25.5 | 20.5 24 24.5 26 | 23.5 24.5 25 26.5 | 21.5 23 22.5 23.5 | 20 21 21 22.5
21.5 22.5 23 25 | 23 23 23.5 24 | 20 21 22 21.5 | 16.5 19 19 19.5 | 24.5 25 28 28
"""
AGES = ("8", "10", "12", "14")


def children(drawing: str) -> np.ndarray:
    """A row for each child."""
    lines = drawing.strip().replace("\n", "|").split("|")
    return np.array([[float(word) for word in line.split()] for line in lines])


def long(boys: np.ndarray, girls: np.ndarray) -> pd.DataFrame:
    """`subject | arm | visit | value`, girls first arm."""
    rows = [
        (f"{arm}{at}", arm, visit, value)
        for arm, values in (("girls", girls), ("boys", boys))
        for at, line in enumerate(values)
        for visit, value in zip(AGES, line, strict=True)
    ]
    return pd.DataFrame(rows, columns=["subject", "arm", "visit", "value"])


def growth() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance; intercept, age, girl, age x girl; child."""
    boys, girls = children(BOYS), children(GIRLS)
    girl = np.repeat([0.0, 1.0], [boys.size, girls.size])
    age = np.tile([8.0, 10.0, 12.0, 14.0], len(boys) + len(girls))
    design = np.column_stack([np.ones(len(age)), age, girl, age * girl])
    return np.concatenate([boys.ravel(), girls.ravel()]), design, np.repeat(np.arange(27), 4)


def test_a_published_fit() -> None:
    # Pinheiro and Bates (2000), Orthodont: lme(distance ~ age * Sex, random = ~ 1 | Subject), REML. Printed by R:
    # 16.340625 (0.981), 0.784375 (0.0775), 1.032102 (1.537), -0.304830 (0.1214); SD 1.816214 and 1.386382;
    # restricted log-likelihood -216.8786.
    fit = random_intercept(*growth())
    assert fit.coefficients == pytest.approx([16.340625, 0.784375, 1.032102, -0.304830], abs=1e-6)
    told = [fit.contrast(list(one)) for one in np.eye(4)]
    assert [one.error for one in told] == pytest.approx([0.9813122, 0.0775011, 1.5374208, 0.1214209], abs=2e-5)
    assert (np.sqrt(fit.between), np.sqrt(fit.within)) == pytest.approx((1.816214, 1.386382), abs=1e-4)
    assert fit.deviance == pytest.approx(2 * 216.8786, abs=1e-3)
    # Within children: 27 x 4 values - 27 children - 2 slopes = 79 degrees, exactly.
    assert [told[1].degrees, told[3].degrees] == pytest.approx([79, 79], abs=1e-6)
    # lmerTest tells 103.99 for intercept and sex.
    assert [told[0].degrees, told[2].degrees] == pytest.approx([103.99, 103.99], abs=0.01)
    assert told[3].p_value == pytest.approx(2 * stats.t.sf(0.3048295 / 0.1214209, 79), rel=1e-3)


def test_balanced_data_are_the_split_plot_analysis_of_variance() -> None:
    # Arm x age, every child at every age: REML gives the mean squares back. Within error: child x age within arms,
    # (27 - 2) x (4 - 1) = 75 degrees; between: children within arms, 25 degrees.
    boys, girls = children(BOYS), children(GIRLS)
    inside = sum(float(_residuals(values).ravel() @ _residuals(values).ravel()) for values in (boys, girls)) / 75
    among = sum(4 * float(((values.mean(axis=1) - values.mean()) ** 2).sum()) for values in (boys, girls)) / 25
    known = long(boys, girls)
    design, columns = cells(known, ("girls", "boys"), AGES)
    fit = random_intercept(known["value"].to_numpy(), design, pd.factorize(known["subject"])[0])
    assert fit.within == pytest.approx(inside, rel=1e-5)
    assert fit.between == pytest.approx((among - inside) / 4, rel=1e-4)
    assert fit.coefficients[columns["boys", "12"]] == pytest.approx(boys[:, 2].mean(), abs=1e-9)


def _residuals(values: np.ndarray) -> np.ndarray:
    """What is left when children and ages are taken away."""
    return np.asarray(values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean())


def test_differences_and_changes_of_balanced_data() -> None:
    boys, girls = children(BOYS), children(GIRLS)
    found = evolution(long(boys, girls), ("girls", "boys"), AGES)
    assert list(found["visit"]) == ["10", "12", "14"]
    assert found["difference"].tolist() == pytest.approx(list(girls.mean(axis=0)[1:] - boys.mean(axis=0)[1:]))
    moved = [values.mean(axis=0)[1:] - values.mean(axis=0)[0] for values in (girls, boys)]
    assert found["change"].tolist() == pytest.approx(list(moved[0] - moved[1]))
    # A difference of changes is free of the children: variance 2 x (1/11 + 1/16) x within error, with 75 degrees.
    inside = sum(float(_residuals(values).ravel() @ _residuals(values).ravel()) for values in (boys, girls)) / 75
    error = np.sqrt(2 * (1 / 11 + 1 / 16) * inside)
    assert found["change_error"].tolist() == pytest.approx([error] * 3, rel=1e-5)
    assert found["change_degrees"].tolist() == pytest.approx([75] * 3, abs=1e-6)
    assert found["change_p"].tolist() == pytest.approx(
        [2 * stats.t.sf(abs(value) / error, 75) for value in found["change"]], rel=1e-4
    )
    assert found["n girls"].tolist() == [11] * 3
    assert found["SD boys"].tolist() == pytest.approx(list(boys.std(axis=0, ddof=1)[1:]))


def test_a_missing_value_leaves_out_itself_only() -> None:
    known = long(children(BOYS), children(GIRLS))
    known.loc[3, "value"] = np.nan
    found = evolution(known, ("girls", "boys"), AGES)
    assert found["n girls"].tolist() == [11, 11, 10]
    # The child's other values speak for the missing one: the adjusted difference is not the difference of means.
    assert abs(found["difference"].iloc[2] - (found["mean girls"] - found["mean boys"]).iloc[2]) > 0.01


def test_the_order_of_the_records_is_nothing() -> None:
    known = long(children(BOYS), children(GIRLS))
    one, other = (evolution(frame, ("girls", "boys"), AGES) for frame in (known, known.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(one, other, rtol=1e-4)


def test_cells_without_records_are_refused() -> None:
    known = long(children(BOYS), children(GIRLS))
    with pytest.raises(ValueError, match="cells without records"):
        cells(known, ("girls", "boys"), [*AGES, "16"])
    with pytest.raises(ValueError, match="another arm or visit"):
        cells(known, ("girls", "boys"), AGES[:3])
