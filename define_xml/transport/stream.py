"""A dataset some records at a time: what every format reads into and writes from, so that size is no limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from mappings.dataset import Dataset, FileFacts
from mappings.finding import Finding
from mappings.spec import DatasetSpec, StudySpec

# Records at a time: large enough that numpy's cost for a call is nothing, small enough for a processor's cache.
CHUNK = 1 << 16


@dataclass(frozen=True)
class Reading:
    """How to read: the encoding that is declared, what is forgiven, and what is known of the file beforehand."""

    encoding: str = "ascii"
    lenient: bool = False
    member: str = ""
    count: int | None = None
    chunk: int = CHUNK


@dataclass(frozen=True)
class Writing:
    """How to write: the time the file bears, its encoding, and what the format's header may say.

    With no `created`, the time of the file that was read is kept. `about` are header fields by name, over those that
    were read; `study` gives the identifiers that a dataset shares with define.xml.
    """

    created: datetime | None = None
    modified: datetime | None = None
    encoding: str = "ascii"
    lenient: bool = False
    about: dict[str, str] = field(default_factory=dict)
    study: StudySpec | None = None


@dataclass(frozen=True)
class Stream:
    """A dataset in chunks: its spec as found, the facts of its file, and its records, as often as they are asked for.

    `chunks()` begins anew each time. What is odd in the records is noted in `findings` while they are read: after a
    whole pass the list is complete, and a second pass adds nothing. `count` is the number of records where the format
    tells it beforehand.
    """

    spec: DatasetSpec
    chunks: Callable[[], Iterator[DataFrame]]
    file: FileFacts | None = None
    count: int | None = None
    findings: list[Finding] = field(default_factory=list)


def streamed(dataset: Dataset, chunk: int = CHUNK) -> Stream:
    """The dataset in memory as a stream."""

    def chunks() -> Iterator[DataFrame]:
        for start in range(0, len(dataset.records), chunk):
            yield dataset.records.iloc[start : start + chunk]

    return Stream(dataset.spec, chunks, dataset.file, len(dataset.records), list(dataset.findings))


def whole(stream: Stream) -> Dataset:
    """The stream read to its end, as one dataset."""
    chunks = list(stream.chunks())
    if len(chunks) == 1:
        return Dataset(stream.spec, chunks[0].reset_index(drop=True), stream.file, tuple(stream.findings))
    count = sum(map(len, chunks))
    pieces = {name: [chunk[name] for chunk in chunks] for name in (chunks[0].columns if chunks else ())}
    chunks.clear()
    # Column by column, and each let go, so that not all of them are in memory twice.
    columns = {name: pd.concat(pieces.pop(name), ignore_index=True) for name in list(pieces)}
    # Without variables there are records still: the index alone counts them.
    records = DataFrame(columns, copy=False) if columns else DataFrame(empty(stream.spec), pd.RangeIndex(count))
    return Dataset(stream.spec, records, stream.file, tuple(stream.findings))


def empty(spec: DatasetSpec) -> dict[str, pd.Series]:
    """No records: one empty column for each variable."""
    kinds: dict[str, Any] = {"Char": text_dtype(), "Num": np.dtype(np.float64)}
    return {variable.name: pd.Series([], dtype=kinds[variable.type]) for variable in spec.variables}


def text_dtype() -> Any:
    """Text in Arrow's memory with NaN for missing: the `str` of pandas 3, by the name that each version knows."""
    # pandas 2.2 knows this kind of text as "pyarrow_numpy", later versions by what marks its missing values.
    old = tuple(int(part) for part in pd.__version__.split(".")[:2]) < (2, 3)
    storage: Any = "pyarrow_numpy" if old else "pyarrow"
    return pd.StringDtype(storage) if old else pd.StringDtype(storage, na_value=np.nan)
