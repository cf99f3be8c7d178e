"""Damaged files by the thousand: each is refused in words, or read for exactly what its bytes say. No third way."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from define_xml.transport.files import open_dataset
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Reading, Writing, streamed, whole
from mappings.error import MappingError
from tests.define_xml.laws import LAWS, shapes
from tests.define_xml.mutations import ANY, CARDS, WORDS, Damage, mutated

SECONDS, MEMORY = 10, 2 << 30
KINDS: Mapping[str, Mapping[str, Damage]] = {
    "xpt": CARDS, "json": WORDS, "ndjson": WORDS, "dsjc": ANY, "parquet": ANY, "csv": WORDS,
}  # fmt: skip
# Format, shape, how many of the 10,000.
PLAN = (
    *(("xpt", shape, 750) for shape in ("few", "many", "numbers", "text", "card", "wide", "one")),
    *(("json", shape, 375) for shape in ("few", "numbers", "wide", "words")),
    ("ndjson", "few", 250), ("ndjson", "numbers", 250), ("ndjson", "wide", 250), ("ndjson", "words", 300),
    ("csv", "few", 250), ("csv", "numbers", 250), ("csv", "card", 200), ("csv", "words", 350),
    *(("dsjc", shape, 250) for shape in ("few", "numbers")),
    ("parquet", "few", 250), ("parquet", "numbers", 200), ("parquet", "wide", 200),
)  # fmt: skip
# No file damaged so is any longer one sound dataset.
ALWAYS_REFUSED = {
    "xpt": {"noise appended", "nuls appended", "doubled", "member appended"},
    "dsjc": set(ANY),
    "parquet": {"noise appended", "nuls appended", "cut"},
}


@cache
def sound(name: str, shape: str) -> bytes:
    """The sound file of a format and a shape."""
    dataset = shapes()[shape]
    utf_8 = "ascii" if name == "xpt" else "utf-8"
    writing = Writing(datetime(2021, 3, 4, 5, 6, 7), encoding=utf_8, lenient=name in {"json", "ndjson", "dsjc"})
    return b"".join(FORMATS[name].write(streamed(dataset), writing, []))


def refusal(error: MappingError, path: Path) -> str:
    """`refused`, if the error says where, what and what to do."""
    assert error.place.startswith(path.name), f"place {error.place}"
    assert error.problem
    assert error.remedy
    return "refused"


def outcome(name: str, path: Path, reading: Reading, data: bytes) -> str:
    """`refused` in words; `forgiven`, and said so; or what the law of the format says of what was read."""
    try:
        dataset = whole(open_dataset(path, reading))
    except MappingError as error:
        return refusal(error, path)
    if reading.lenient and any(finding.words.startswith("forgiven: ") for finding in dataset.findings):
        return "forgiven"
    assert reading.count in (None, len(dataset.records)), "another number of records than was told"
    return LAWS[name](dataset, data)


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Two gigabytes above what is in use now, and no more."""
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextlib.contextmanager
def prompt() -> Iterator[None]:
    """Ten seconds, and no more, where the system knows alarms."""

    def late(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judged(name: str, shape: str, count: int, folder: Path) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How many files of each kind came to which end, strictly read; and every fault, to be made again."""
    seed, records = sound(name, shape), len(shapes()[shape].records)
    counted: Counter[tuple[str, str]] = Counter()
    faults: list[str] = []
    path = folder / f"xx.{name}"
    for one in mutated(seed, KINDS[name], count, f"{name} {shape}"):
        assert one.data != seed, f"{one.kind} {one.number} changes nothing"
        path.write_bytes(one.data)
        for reading in (Reading(), Reading(lenient=True), Reading(count=records)):
            try:
                with prompt():
                    end = outcome(name, path, reading, one.data)
            except Exception as error:  # whatever is no refusal is a fault
                end = "fault"
                faults.append(f"{name} {shape} {one.kind} {one.number} {reading}: {type(error).__name__}: {error}")
            if reading == Reading():
                counted[one.kind, end] += 1
    return counted, faults


def check(name: str, shape: str, count: int, folder: Path) -> None:
    """No fault, and each kind of damage came to the end it must."""
    with bounded():
        counted, faults = judged(name, shape, count, folder)
    print(f"{name} {shape}", *(f"  {kind:20} {end:10} {n}" for (kind, end), n in sorted(counted.items())), sep="\n")
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:20])
    assert counted.total() == count
    accepted = {kind for (kind, end), n in counted.items() if n and end != "refused"}
    assert not accepted & ALWAYS_REFUSED.get(name, set())
    assert sum(n for (_, end), n in counted.items() if end == "refused") > count / 5
    # Compressed and column files bear check sums; in the others some damage makes another sound file.
    assert accepted or name in {"dsjc", "parquet"}


@pytest.mark.parametrize(("name", "shape", "count"), PLAN)
def test_a_sample_of_damaged_files(name: str, shape: str, count: int, tmp_path: Path) -> None:
    check(name, shape, count // 25, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "shape", "count"), PLAN)
def test_ten_thousand_damaged_files(name: str, shape: str, count: int, tmp_path: Path) -> None:
    check(name, shape, count, tmp_path)


def test_there_are_ten_thousand_and_a_sample_has_every_kind() -> None:
    assert sum(count for _, _, count in PLAN) == 10_000
    for name, kinds in KINDS.items():
        counts = [count // 25 for other, _, count in PLAN if other == name]
        assert sum(counts) >= len(kinds)


@pytest.mark.parametrize(("name", "shape", "count"), PLAN)
def test_the_sound_files_are_accepted(name: str, shape: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / f"xx.{name}"
    path.write_bytes(sound(name, shape))
    assert outcome(name, path, Reading(count=len(shapes()[shape].records)), sound(name, shape)) in {"faithful", "told"}
