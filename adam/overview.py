"""Datasets and variables at a glance: frames for people, counted from the records."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd
from pandas import DataFrame, Series
from pandas.api.types import is_datetime64_any_dtype, is_float_dtype, is_integer_dtype, is_timedelta64_dtype

from adam.codes import ordered_codes
from mappings.spec import DatasetSpec

_FLAG = re.compile(r"[A-Z][A-Z0-9]*R?FL")
# A transport file says no keys: the usual ones of analysis datasets are tried, in this order, and what each tells.
_KEYS = {
    "STUDYID": "", "USUBJID": "subject", "PARAMCD": "parameter", "AESEQ": "event", "CMSEQ": "medication",
    "AVISITN": "visit", "AVISIT": "visit", "ATPTN": "time", "ADT": "date", "ADTM": "moment", "ASTDT": "start",
    "DTYPE": "kind of value", "ASEQ": "record",
}  # fmt: skip
# Values are listed while they fit on a line.
_FEW, _WIDTH = 8, 60


def dataset_overview(datasets: Mapping[str, tuple[DataFrame, DatasetSpec]]) -> DataFrame:
    """One line for each: `dataset | label | structure | records | subjects | variables | keys | parameters`.

    `structure` and `keys` are what the file says (a class, if it says no structure). Where it says none, as a transport
    file, they are the first of the usual keys by which all records differ: `one record per subject, parameter, visit`.
    """
    lines = [_dataset(name, frame, spec) for name, (frame, spec) in datasets.items()]
    return DataFrame(lines).set_index("dataset")


def _dataset(name: str, frame: DataFrame, spec: DatasetSpec) -> dict[str, object]:
    codes = list(ordered_codes(frame, "PARAMCD").index) if "PARAMCD" in frame.columns else []
    keys = spec.keys or _told_apart(frame)
    return {
        "dataset": name,
        "label": spec.label,
        "structure": spec.structure or spec.class_name or _structure(keys),
        "records": len(frame),
        "subjects": frame["USUBJID"].nunique() if "USUBJID" in frame.columns else 0,
        "variables": len(frame.columns),
        "keys": ", ".join(keys),
        "parameters": ", ".join(map(str, codes)),
    }


def _told_apart(frame: DataFrame) -> tuple[str, ...]:
    """The first of the usual keys, each longer than the last, in which no two records are alike; none if all fail."""
    keys: list[str] = []
    # Who has parameters has them among the keys, even if there is but one.
    least = "PARAMCD" if "PARAMCD" in frame.columns else "USUBJID"
    for name, word in _KEYS.items():
        # AVISIT says no more than AVISITN.
        if name in frame.columns and word not in [_KEYS[key] for key in keys]:
            keys.append(name)
            if least in keys and not frame.duplicated(keys).any():
                return tuple(keys)
    return ()


def _structure(keys: tuple[str, ...]) -> str:
    words = [_KEYS[name] for name in keys if _KEYS.get(name)]
    return f"one record per {', '.join(dict.fromkeys(words))}" if words else ""


def variable_overview(frame: DataFrame, spec: DatasetSpec) -> DataFrame:
    """One line for each variable, in order: `variable | label | type | filled % | distinct | values`.

    `type` is text, flag, integer, number, date, moment or time; `filled %` the share of records with a value, to one
    digit; `values` the values themselves while they are few, else the first and the last (in order of their number),
    or the least and the greatest.
    """
    labels = {variable.name: variable.label for variable in spec.variables}
    lines = [_variable(frame, str(name), labels.get(str(name), "")) for name in frame.columns]
    columns = ["variable", "label", "type", "filled %", "distinct", "values"]
    return DataFrame(lines, columns=columns).set_index("variable")


def _variable(frame: DataFrame, name: str, label: str) -> dict[str, object]:
    column = frame[name]
    kind = kind_of(column, name)
    return {
        "variable": name,
        "label": label,
        "type": kind,
        "filled %": round(100 * float(column.notna().mean()), 1) if len(column) else 0.0,
        "distinct": column.nunique(),
        "values": _listed(frame, name) if kind in ("text", "flag") else _span(column, kind),
    }


def kind_of(column: Series, name: str) -> str:
    """What a variable holds, in a word."""
    for kind, test in (("integer", is_integer_dtype), ("number", is_float_dtype), ("time", is_timedelta64_dtype)):
        if test(column.dtype):
            return kind
    if is_datetime64_any_dtype(column.dtype):
        # A column of days has whole seconds only; one of moments has fractions of them.
        return "date" if str(column.dtype) == "datetime64[s]" else "moment"
    return "flag" if _FLAG.fullmatch(name) else "text"


def _listed(frame: DataFrame, name: str) -> str:
    """The values while they are few and fit on a line, else the first and the last."""
    values = [str(value) for value in ordered_codes(frame, name).index]
    told = " | ".join(values)
    if len(values) <= _FEW and len(told) <= _WIDTH:
        return told
    return f"{_short(values[0])} ... {_short(values[-1])}" if values else ""


def _short(value: str) -> str:
    return value if len(value) <= _WIDTH // 2 else f"{value[: _WIDTH // 2 - 3]}..."


def _span(column: Series, kind: str) -> str:
    if not column.notna().any():
        return ""
    low, high = (_told(value, kind) for value in (column.min(), column.max()))
    return low if low == high else f"{low} to {high}"


def _told(value: object, kind: str) -> str:
    if kind == "number":
        return f"{value:.10g}"
    return str(value)[:10] if kind == "date" else str(pd.Timestamp(str(value))) if kind == "moment" else str(value)
