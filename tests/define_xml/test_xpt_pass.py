"""Files that are none, that change while they are read, or that are huge."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pyarrow
import pytest

from define_xml.transport.files import open_dataset
from define_xml.transport.stream import Reading, Stream
from define_xml.transport.xpt.read import open_xpt, read_xpt
from mappings.error import InputError
from tests.define_xml.xpt_files import (
    START,
    WHOLE,
    checks,
    field,
    packed,
    write,
)


def test_a2_a26_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "dm.xpt").mkdir()
    os.mkfifo(tmp_path / "pipe.xpt")
    (tmp_path / "loop.xpt").symlink_to(tmp_path / "loop.xpt")
    for name, words in (
        ("dm", "a folder, no file"),
        ("pipe", "no regular file: a pipe"),
        ("loop", "cannot be read: Too many"),
        ("none", "cannot be read: No such"),
    ):
        with pytest.raises(InputError, match=words):
            open_xpt(tmp_path / f"{name}.xpt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the system's owner may read all")
def test_a26_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        open_xpt(path)


def changed(stream: Stream) -> bool:
    """Whether the next pass says that the file changed."""
    try:
        list(stream.chunks())
    except InputError as error:
        return error.problem == "the file changed while it was read"
    return False


def test_a27_a_file_that_changes(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    stream = open_xpt(path, Reading(chunk=10))
    assert not changed(stream)
    chunks = stream.chunks()
    next(chunks)
    with path.open("r+b") as file:
        file.truncate(START + 500)
    with pytest.raises(InputError, match="the file changed while it was read"):
        list(chunks)
    assert changed(stream)
    stream = open_xpt(write(tmp_path, WHOLE), Reading(chunk=10))
    os.utime(path, ns=(1, 1))
    assert changed(stream)
    stream = open_xpt(path)
    write(tmp_path, WHOLE, "new.xpt").replace(path)
    assert changed(stream)


# Size.


def test_a12_many_variables(tmp_path: Path) -> None:
    fields = [field(f"V{at}", 1) for at in range(9999)]
    found = read_xpt(write(tmp_path, packed(fields, [["x"] * 9999] * 2)))
    assert found.records.shape == (2, 9999)


def sparse(folder: Path, size: int) -> Path:
    """A file of one number a record, zeros for the most part."""
    path = write(folder, packed([field("A", 8, text=False)], []))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + size)
    return path


def test_a25_a_huge_file_opens_at_once(tmp_path: Path) -> None:
    path = sparse(tmp_path, 80 * 70_000_000)
    stream = open_dataset(path)
    assert stream.count == 700_000_000
    large = stream.findings[0]
    assert checks(stream.findings) == ["too_large", "completeness_unproven"]
    assert large.words.startswith("the file has 5,600,")
    assert large.words.endswith("split it: python -m define_xml convert vs.xpt OUT/ --split-size 5GB")
    assert len(next(stream.chunks())) == 65536


def test_memory_is_bounded(tmp_path: Path) -> None:
    fields = [field("A", 60), field("B", 40), *(field(f"N{at}", 8, text=False) for at in range(5))]
    block = packed(fields, [[f"{at:060}", f"value {at % 90}", *[at / 7] * 5] for at in range(4000)])
    start = len(packed(fields, []))
    path = tmp_path / "vs.xpt"
    with path.open("wb") as file:
        file.write(block[:start])
        for _ in range(50):
            file.write(block[start : start + 4000 * 140])
    stream = open_xpt(path, Reading(chunk=20_000))
    one = int(next(stream.chunks()).memory_usage(index=False).sum())
    tracemalloc.start()
    arrow = pyarrow.total_allocated_bytes()
    count = most = 0
    for chunk in stream.chunks():
        count += len(chunk)
        most = max(most, pyarrow.total_allocated_bytes() - arrow)
        del chunk
    assert count == 200_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak + most < 2 * one
