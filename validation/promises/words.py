"""How the words of a promise name codelists, conditions and values."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.finding import Severity
from mappings.spec import Codelist

_MOST = 6
# How grave a finding is, as Great Expectations says it.
GRAVITY: dict[Severity, str] = {"error": "critical", "warning": "warning", "note": "info"}


def listed(values: Sequence[object]) -> str:
    """The first few values, and how many more there are."""
    shown = ", ".join(str(value) for value in values[:_MOST])
    return f"{shown} and {len(values) - _MOST:,} more" if len(values) > _MOST else shown


def codelist_words(codelist: Codelist) -> str:
    """A codelist by its label and its code in the terminology: `Outcome of Event (C66768)`."""
    name = codelist.label or codelist.name
    return f"{name} ({codelist.code})" if codelist.code else name


# What the meta of a suite explains.
BESIDE = (
    "These columns are no variables of the dataset; validation.expectations.beside_frame makes them. "
    "'X.bytes': bytes of X in the file's encoding; 'X.decimals': decimals of the number; "
    "'X.Y.usual': 1 where the pair of X and Y is the one met most often by both; 'X.Y.before': 1 where date X is "
    "certainly before date Y; 'ADSL.X': X of the subject's record in ADSL, DM alike; 'ADSL_USUBJID_once': the "
    "subject where it has one record there; 'where_...': 1 in the records of that condition, which 'conditions' has."
)
TOLD = "Great Expectations sees no labels: these promises are judged by python -m validation run alone."
