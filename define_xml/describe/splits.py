"""Tests whose values are of several kinds: which further variable tells the kinds apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pandas import DataFrame

from define_xml.describe.observed import DECIMAL, Observed, observed, rows_of
from mappings.distinct import groups
from mappings.spec import DatasetSpec

# Who, when and which one: these tell records apart, not kinds of results.
NO_KIND = ("STUDYID", "USUBJID", "DOMAIN", "SEQ", "SPID", "GRPID", "REFID", "VISITNUM", "VISIT", "DTC", "TPTNUM", "DY")


def splitting(spec: DatasetSpec, records: DataFrame, coded: str) -> dict[str, str]:
    """By code of a test whose results are numbers and words both: the key variable by which each is one of the two.

    Only where the dataset has such a key, filled in each of the test's records; other tests are not mentioned.
    """
    result = next((name for name in (f"{spec.domain}ORRES", f"{spec.domain}STRESC") if name in records.columns), None)
    if result is None or coded == "QNAM":
        return {}
    filled = records[records[result].notna()]
    codes, found = groups([filled[coded]])
    keys = [key for key in spec.keys if key in records.columns and key != coded and not key.endswith(NO_KIND)]
    said = zip((str(code) for (code,) in found), rows_of(codes, len(found)), strict=True)
    chosen = ((code, _by(filled.iloc[rows], result, keys)) for code, rows in said)
    return {code: key for code, key in chosen if key is not None}


def _by(records: DataFrame, result: str, keys: list[str]) -> str | None:
    """The first key that tells numbers from words; None if all results are of one kind, or none does."""
    if not _mixed(observed(records[result])):
        return None
    return next((key for key in keys if all(not _mixed(one) for one in _parts(records, result, key))), None)


def _parts(records: DataFrame, result: str, key: str) -> Iterator[Observed]:
    """The results by value of the key; all of them together if it is missing somewhere, for then it tells nothing."""
    codes, found = groups([records[key]])
    whole = records[key].isna().any() or not isinstance(records[key].dtype, pd.CategoricalDtype)
    for rows in [np.arange(len(records))] if whole else rows_of(codes, len(found)):
        yield observed(records[result].iloc[rows])


def _mixed(seen: Observed) -> bool:
    """Whether some values are numbers and some are not."""
    numbers = [value for value in seen.values if DECIMAL.fullmatch(value)]
    return 0 < len(numbers) < len(seen.values)


