"""The records as Great Expectations is given them, row by row in plain pandas, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from define_xml.checks.beside.kinds import digits
from mappings.distinct import number_text
from mappings.iso8601 import compare
from validation.promises import promise as said
from validation.promises.answer import Judged
from validation.promises.expected import Expected, once, selecting
from validation.promises.held import SUBJECT, Held
from validation.promises.promise import Promise


def plain_frame(held: Held) -> DataFrame:
    """Text as Python's own (blank is None, no blanks at the end), numbers as float64, an index from 0."""
    columns = {name: _plain(held.dataset.records[name]) for name in held.names}
    return DataFrame(columns, index=pd.RangeIndex(held.count))


def _plain(series: Series) -> Series:
    if pd.api.types.is_numeric_dtype(series.dtype) and not isinstance(series.dtype, pd.CategoricalDtype):
        return Series(series.to_numpy(dtype="float64", na_value=float("nan")))
    texts = [None if pd.isna(value) else str(value).rstrip() or None for value in series]
    return Series(texts, dtype="object")


def with_beside(frame: DataFrame, wanted: Iterable[tuple[Promise, Expected]], held: Held, judged: Judged) -> DataFrame:
    """The frame and the columns that these expectations look at beside its own."""
    made: dict[str, Series] = {}
    for promise, one in wanted:
        if set(one.beside) - set(made) and type(promise.demand) in _BESIDE:
            made |= _BESIDE[type(promise.demand)](frame, promise, held, judged)
        if promise.where is not None and selecting(promise.where) in set(one.beside) - set(made):
            mask = promise.where.mask({one.text: _read(frame, one.text, judged) for one in promise.where.names()})
            made[selecting(promise.where)] = Series(mask.astype("float64"))
    return DataFrame({**{str(name): frame[name] for name in frame.columns}, **made})


def _read(frame: DataFrame, name: str, judged: Judged) -> Series:
    """A column of the frame; of `DM.COUNTRY` what the record of the same subject has there."""
    dataset, _, variable = name.partition(".")
    home = judged.home(dataset) if variable else None
    if home is None:
        return frame[name]
    theirs = plain_frame(home).set_index(SUBJECT)[variable]
    there = frame[SUBJECT].map(theirs)
    return Series([None if pd.isna(one) else one for one in there], dtype=theirs.dtype)


def _bytes(frame: DataFrame, promise: Promise, held: Held, judged: Judged) -> dict[str, Series]:
    name = promise.variables[0]
    counted = [None if one is None else len(one.encode(held.encoding, errors="replace")) for one in frame[name]]
    return {f"{name}.bytes": Series(counted, dtype="float64")}


def _decimals(frame: DataFrame, promise: Promise, held: Held, judged: Judged) -> dict[str, Series]:
    name = promise.variables[0]
    counted = [None if pd.isna(one) else digits(number_text(one))[1] for one in frame[name]]
    return {f"{name}.decimals": Series(counted, dtype="float64")}


def _usual(frame: DataFrame, promise: Promise, held: Held, judged: Judged) -> dict[str, Series]:
    """1 for the pairs met most often by both of their values, 0 for others, missing where one value is."""
    demand: Any = promise.demand
    one, other = promise.variables
    within = list(demand.within)
    known = frame[frame[one].notna() & frame[other].notna()]
    # A group of records without a value is a group.
    groups = known[within].fillna("").astype(str)
    keyed = DataFrame({"within": list(zip(*(groups[name] for name in within), strict=True)) if within else ""},
                      index=known.index)  # fmt: skip
    keyed["one"], keyed["other"], keyed["row"] = known[one], known[other], known.index
    pairs = keyed.groupby(["within", "one", "other"], sort=False)["row"].agg(["size", "min"]).reset_index()
    pairs = pairs.sort_values(["size", "min"], ascending=[False, True])
    best = [set(pairs.drop_duplicates(["within", side]).index) for side in ("one", "other")]
    usual = {(row.within, row.one, row.other) for row in pairs[pairs.index.isin(best[0] & best[1])].itertuples()}
    verdicts = [float(triple in usual) for triple in zip(keyed["within"], keyed["one"], keyed["other"], strict=True)]
    column = Series(verdicts, index=known.index, dtype="float64").reindex(frame.index)
    return {".".join((one, other, "usual", *within)): column}


def _before(frame: DataFrame, promise: Promise, held: Held, judged: Judged) -> dict[str, Series]:
    demand: Any = promise.demand
    end, start = promise.variables
    if demand.number:
        return {}
    pairs = zip(frame[end], frame[start], strict=True)
    verdicts = [None if last is None or first is None else compare(last, first) == "before" for last, first in pairs]
    return {f"{end}.{start}.before": Series(verdicts, dtype="float64")}


def _known(frame: DataFrame, promise: Promise, held: Held, judged: Judged) -> dict[str, Series]:
    demand: Any = promise.demand
    home = judged.home(demand.dataset)
    there = set(plain_frame(home)[demand.variable].dropna()) if home else set()
    values = [one if one in there else None for one in frame[promise.variables[0]]]
    return {f"{demand.dataset}.{demand.variable}": Series(values, dtype="object")}


def _same(frame: DataFrame, promise: Promise, held: Held, judged: Judged) -> dict[str, Series]:
    demand: Any = promise.demand
    home = judged.home(demand.dataset)
    if home is None:
        return {}
    theirs = plain_frame(home)
    single = theirs[theirs[SUBJECT].notna() & ~theirs[SUBJECT].duplicated(keep=False)].set_index(SUBJECT)
    subjects = [one if one in single.index else None for one in frame[SUBJECT]]
    column = frame[SUBJECT].map(single[demand.variable] if demand.variable != SUBJECT else single.index.to_series())
    name = f"{demand.dataset}.{demand.variable}"
    if theirs[demand.variable].dtype == object:
        column = Series([None if pd.isna(one) else one for one in column], dtype="object")
    return {name: column, once(demand.dataset): Series(subjects, dtype="object")}


_BESIDE: dict[type, Callable[[DataFrame, Promise, Held, Judged], dict[str, Series]]] = {
    said.Bytes: _bytes,
    said.Decimals: _decimals,
    said.OneToOne: _usual,
    said.NotBefore: _before,
    said.Known: _known,
    said.Same: _same,
}
