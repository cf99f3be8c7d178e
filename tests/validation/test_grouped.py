"""Findings show values as the owner of the data knows them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from validation.checks.grouped import wrong_records


@pytest.mark.parametrize(
    ("format_", "number", "shown"),
    [
        ("DATE9.", 21556, "2019-01-07"),
        ("E8601DA10.", -1, "1959-12-31"),
        ("DATETIME20.", 86_400 * 21556 + 61, "2019-01-07T00:01:01"),
        ("TIME8.", 61, "61"),
        ("", 21556, "21556"),
        ("DATE9.", 0.5, "0.5"),
        ("DATE9.", np.nan, ""),
    ],
)
def test_dates_are_shown_as_dates(format_: str, number: float, shown: str) -> None:
    ended = VariableSpec(name="AENDT", label="", type="Num", format=format_)
    spec = DatasetSpec(name="ADAE", label="", domain="ADAE", variables=(ended,))
    dataset = Dataset(spec, pd.DataFrame({"AENDT": [number]}))
    assert [one.value for one in wrong_records(dataset, "AENDT", np.array([True]), "wrong")] == [shown]
