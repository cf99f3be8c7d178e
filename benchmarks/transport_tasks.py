"""What `transport.py` measures: each task prepares its data, tries itself on little of it, and gives one call."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
from laboratory import Kind, laboratory, laboratory_blocks, laboratory_spec
from pandas import DataFrame

from define_xml.transport.files import open_dataset, read_dataset, write_dataset
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Stream, Writing, streamed
from mappings.dataset import Dataset

# The header's times; no clock is asked.
WRITING = Writing(created=datetime(2026, 1, 1))
TRIED = 1000
Call = Callable[[], object]
# What a call has to say of the chunk it went by, in bytes; 0 where there is none.
Prepared = tuple[Call, float]


def cost_of(task: str, rows: int, folder: Path) -> dict[str, float]:
    """Seconds, CPU seconds, most memory above the state before and the chunk, in bytes, of the task's call."""
    verb, *words = task.split()
    # Imports and first calls are not what is measured.
    VERBS[verb](words, TRIED, tried(folder))[0]()
    call, chunk = VERBS[verb](words, rows, folder)
    freed()
    before = memory("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    kept = call()
    cost = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = memory("VmHWM") - before
    given = float(kept) if isinstance(kept, int) else 0.0
    return {**cost, "peak": peak + chunk, "chunk": chunk or given}


def tried(folder: Path) -> Path:
    """A folder in which each file that tasks have left so far is there with few records."""
    trial = folder / "tried"
    trial.mkdir(exist_ok=True)
    few = Dataset(laboratory_spec(), laboratory(TRIED))
    for path in folder.glob("*/lb.*"):
        if path.parent != trial and not (trial / path.parent.name / path.name).exists():
            write_dataset(few, home(trial, path.parent.name, path.suffix[1:]), WRITING)
    return trial


def home(folder: Path, who: str, suffix: str) -> Path:
    """Where a task leaves its file."""
    (folder / who).mkdir(exist_ok=True)
    return folder / who / f"lb.{suffix}"


def freed() -> None:
    """Memory that preparation left to the allocators goes back to the system, and the mark of most memory falls."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")


def memory(field: str) -> float:
    """VmRSS or VmHWM of this process in bytes; where there is no /proc, the most that it ever had."""
    with suppress(OSError):
        found = re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())
        return float(found[1]) * 1024 if found else 0.0
    import resource

    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def write(words: list[str], rows: int, folder: Path) -> Prepared:
    """Ours, to a file: made durable, read back, compared, renamed."""
    format_, kind = words
    path = home(folder, "ours", format_)
    path.unlink(missing_ok=True)
    frame = laboratory(rows, _kind(kind))
    return partial(write_dataset, Dataset(laboratory_spec(), frame), path, WRITING), 0.0


def blocks(words: list[str], rows: int, folder: Path) -> Prepared:
    """Ours, the bytes alone, in chunks to a file that is neither made durable nor read back."""
    return partial(_blocks, streamed(Dataset(laboratory_spec(), laboratory(rows))), words[0], folder), 0.0


def _blocks(given: Stream, format_: str, folder: Path) -> None:
    with (folder / f"blocks.{format_}").open("wb") as file:
        for block in FORMATS[format_].write(given, WRITING, []):
            file.write(block)


def _kind(word: str) -> Kind:
    kinds: dict[str, Kind] = {"str": "str", "object": "object", "category": "category"}
    return kinds[word]


def read(words: list[str], rows: int, folder: Path) -> Prepared:
    """Ours, to a frame."""
    return lambda: _length(read_dataset(home(folder, "ours", words[0])).records, rows), 0.0


def _length(records: DataFrame, rows: int) -> None:
    if len(records) != rows:
        raise SystemExit(f"{len(records)} records were read of {rows}")


def stream(words: list[str], rows: int, folder: Path) -> Prepared:
    """Ours, chunk by chunk; the chunk that is given, or the largest one that is handed out, is told in bytes."""
    if words[0] == "read":
        return lambda: _largest(open_dataset(home(folder, "streamed", "xpt")).chunks()), 0.0
    chunk = next(laboratory_blocks(rows))
    whole, rest = divmod(rows, len(chunk))

    def chunks() -> Iterator[DataFrame]:
        for _ in range(whole):
            yield chunk
        if rest:
            yield chunk.iloc[:rest]

    given = Stream(laboratory_spec(), chunks, count=rows)
    size = float(chunk.memory_usage(deep=True).sum())
    if words[0] == "blocks":
        return partial(_blocks, given, words[1], folder), size
    return partial(write_dataset, given, home(folder, "streamed", words[1]), WRITING), size


def _largest(chunks: Iterator[DataFrame]) -> int:
    largest = 0
    # Each chunk is let go before the next one is asked for.
    while (chunk := next(chunks, None)) is not None:
        largest = max(largest, int(chunk.memory_usage(deep=True).sum()))
        del chunk
    return largest


def plain(words: list[str], rows: int, folder: Path) -> Prepared:
    """The bytes of our transport file to another file, made durable: no writer can be faster."""
    data = home(folder, "ours", "xpt").read_bytes()

    def call() -> None:
        with (folder / "plain.bin").open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    return call, 0.0


def pyreadstat(words: list[str], rows: int, folder: Path) -> Prepared:
    """pyreadstat: a frame to a file that it neither makes durable nor reads back, or a file to a frame."""
    import pyreadstat as witness

    if words[0] == "read":
        return lambda: _length(witness.read_xport(home(folder, "ours", "xpt"))[0], rows), 0.0
    frame = laboratory(rows, _kind(words[1]))
    spec = laboratory_spec()
    labels: list[str | None] = [variable.label for variable in spec.variables]
    path = str(folder / "pyreadstat.xpt")
    return (
        lambda: witness.write_xport(
            frame, path, file_label=spec.label, column_labels=labels, table_name="LB", file_format_version=5
        )
    ), 0.0


def pandas(words: list[str], rows: int, folder: Path) -> Prepared:
    """pandas' own readers and writers."""
    if words[0] == "read":
        encoding = "ascii" if "text" in words else None
        return lambda: _length(pd.read_sas(home(folder, "ours", "xpt"), format="xport", encoding=encoding), rows), 0.0
    if words[0] == "read_parquet":
        return lambda: _length(pd.read_parquet(home(folder, "ours", "parquet")), rows), 0.0
    frame = laboratory(rows)
    if words[0] == "to_csv":
        return lambda: frame.to_csv(folder / "pandas.csv", index=False), 0.0
    return lambda: frame.to_parquet(folder / "pandas.parquet", index=False), 0.0


def loop(words: list[str], rows: int, folder: Path) -> Prepared:
    """JSON by the standard library, one line for each record."""
    if words[0] == "loads":
        return partial(_loads, home(folder, "ours", "ndjson"), rows), 0.0
    return partial(_dumps, laboratory(rows), folder / "loop.ndjson"), 0.0


def _dumps(frame: DataFrame, path: Path) -> None:
    columns = [frame[name].astype("object").where(frame[name].notna(), None).tolist() for name in frame]
    with path.open("w", encoding="utf-8") as file:
        for row in zip(*columns, strict=True):
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _loads(path: Path, rows: int) -> None:
    with path.open(encoding="utf-8") as file:
        names = [item["name"] for item in json.loads(next(file))["columns"]]
        _length(DataFrame([json.loads(line) for line in file], columns=names), rows)


def inputs(words: list[str], rows: int, folder: Path) -> Prepared:
    """What whole processes begin with: a Parquet file to load, a transport file to read."""
    frame = laboratory(rows)
    frame.to_parquet(folder / "input.parquet", index=False)
    return partial(write_dataset, Dataset(laboratory_spec(), frame), home(folder, "ours", "xpt"), WRITING), 0.0


VERBS: dict[str, Callable[[list[str], int, Path], Prepared]] = {
    "write": write,
    "blocks": blocks,
    "read": read,
    "stream": stream,
    "plain": plain,
    "pyreadstat": pyreadstat,
    "pandas": pandas,
    "loop": loop,
    "inputs": inputs,
}
