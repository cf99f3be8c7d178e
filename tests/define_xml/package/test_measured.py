"""Hashes of a file and of its parts, whatever its size."""

from __future__ import annotations

import os
from hashlib import md5, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.package.measured import hash_of, measured, part_size, parts_of

SIZES = st.one_of(
    st.integers(0, 20_000), st.sampled_from([4096, 8192, 4096 * 64, 4096 * 64 + 1, (1 << 20) + 7, 3 << 20])
)


@given(size=SIZES, first=st.integers(0, 30_000))
def test_parts_are_the_file_and_the_hashes_are_those_of_hashlib(
    tmp_path_factory: pytest.TempPathFactory, size: int, first: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "measured.bin"
    content = (sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]
    path.write_bytes(content)
    found = measured(path)
    assert (found.bytes, found.sha256, found.md5) == (
        size, sha256(content).hexdigest(), md5(content, usedforsecurity=False).hexdigest(),
    )  # fmt: skip
    pieces = [content[start : start + found.part] for start in range(0, size, found.part)]
    hashes = tuple(sha256(piece).hexdigest()[:16] for piece in pieces)
    assert parts_of(path, found.part) == hashes
    assert found.parts == (hashes if size > found.part else ())
    assert hash_of(path, first) == sha256(content[:first]).hexdigest()


@given(st.integers(0, 1 << 50))
def test_a_file_has_at_most_64_parts_of_at_least_4096_bytes(size: int) -> None:
    part = part_size(size)
    assert part >= 4096
    assert part & (part - 1) == 0
    assert part * 64 >= size
    assert part == 4096 or part // 2 * 64 < size


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "", "none"):
        with pytest.raises(OSError, match=r"no plain file|Too many|No such|directory"):
            measured(tmp_path / name)
