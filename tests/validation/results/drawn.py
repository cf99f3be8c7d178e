"""Small studies drawn by hypothesis, and judgements of them: one check that dislikes some words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec
from validation.result import CheckInfo, DatasetFacts, Hits, Judgement, Outcome
from validation.results.findings import Found, found

WRONG = frozenset({"bad", "worse", ""})
CHECK = CheckInfo("TD-SD0001", "conformance", "error", "The term is none.")
Records = list[tuple[str, int, str]]

record = st.tuples(
    st.sampled_from(["01-001", "01-002", "02-001"]),
    st.integers(1, 4),
    st.sampled_from(["good", "fine", *sorted(WRONG)]),
)
records = st.lists(record, max_size=12)


def frame(said: Records) -> DataFrame:
    """The records of AE."""
    columns = list(zip(*said, strict=True)) or [(), (), ()]
    return DataFrame(
        {
            "STUDYID": ["S1"] * len(said),
            "USUBJID": list(columns[0]),
            "AESEQ": np.array(columns[1], dtype="float64"),
            "AETERM": list(columns[2]),
        }
    )


def judged(
    data: DataFrame, *, keys: Sequence[str] = (), check: CheckInfo = CHECK, name: str = "AE", **more: Any
) -> Judgement:
    """The judgement of these records: every wrong term is a hit."""
    rows = np.flatnonzero(data["AETERM"].isin(WRONG).to_numpy()).astype(np.intp)
    terms = data["AETERM"].to_numpy(dtype=object)[rows]
    outcome = Outcome(check, name, "failed" if len(rows) else "passed", hits=Hits(("AETERM",), rows, (terms,)))
    dataset = Dataset(DatasetSpec(name=name, label="", domain=name[:2], keys=tuple(keys)), data)
    facts = (DatasetFacts(name, records=len(data)),)
    return replace(Judgement("S1", "SDTMIG 3.4", facts, (outcome,), data={name: dataset}), **more)


def told(data: DataFrame, **more: Any) -> tuple[Found, ...]:
    """What is found in these records, all of them shown."""
    return found(judged(data, **more), cap=10_000)


def known(groups: Sequence[Found]) -> list[tuple[object, ...]]:
    """What is known of each record but for its place in the file, in no order."""
    return sorted(
        (one.id, each.identity, each.keys, each.subject, each.values) for one in groups for each in one.records
    )
