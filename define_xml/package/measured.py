"""A file's size and hashes, read block by block: of the whole, and of its parts, so that a change can be placed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5, sha256
from pathlib import Path
from typing import IO

# A part has at least this many bytes, and a file at most that many parts: a power of two of bytes each.
_LEAST, _MOST = 1 << 12, 64
# Bytes read at a time, a power of two.
_STEP = 1 << 20
# Letters kept of a part's SHA-256. It only tells where a file changed; that it changed, the whole hash tells.
_KEPT = 16


@dataclass(frozen=True)
class Measured:
    """The bytes of a file, its SHA-256 and MD5, and the beginnings of the SHA-256 of each of its parts.

    `part` is the size of a part in bytes; a file of one part has no `parts`. The last part may be shorter.
    """

    bytes: int
    sha256: str
    md5: str
    part: int
    parts: tuple[str, ...]


def part_size(size: int) -> int:
    """The bytes of a part of a file of that size."""
    part = _LEAST
    while part * _MOST < size:
        part *= 2
    return part


def measured(path: Path) -> Measured:
    """Size and hashes of a file; OSError as the system gives it, and for what is no plain file."""
    whole, other = sha256(), md5(usedforsecurity=False)
    with plain_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        for block in _blocks(file):
            whole.update(block)
            other.update(block)
        found = file.tell()
        file.seek(0)
        parts = tuple(_parts(file, part_size(size))) if size > part_size(size) else ()
    return Measured(found, whole.hexdigest(), other.hexdigest(), part_size(size), parts)


def hash_of(path: Path, first: int | None = None) -> str:
    """The SHA-256 of a file, or of its first bytes; OSError as the system gives it, and for what is no plain file."""
    found = sha256()
    with plain_file(path) as file:
        for block in _blocks(file, first):
            found.update(block)
    return found.hexdigest()


def parts_of(path: Path, part: int) -> tuple[str, ...]:
    """The beginnings of the SHA-256 of the parts of a file, each of that many bytes but for the last."""
    with plain_file(path) as file:
        return tuple(_parts(file, part))


def plain_file(path: Path) -> IO[bytes]:
    """The file opened to be read, and nothing else: no link is followed, and no pipe waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    number = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(0, "no plain file", str(path))
    return os.fdopen(number, "rb", buffering=0)


def _blocks(file: IO[bytes], first: int | None = None) -> Iterator[bytes]:
    left = first
    while block := file.read(_STEP if left is None else min(_STEP, left)):
        yield block
        left = None if left is None else left - len(block)


def _parts(file: IO[bytes], size: int) -> Iterator[str]:
    """The hash of each part. Blocks and parts are powers of two: one holds a whole number of the other."""
    found, held = sha256(), 0
    while block := file.read(min(_STEP, size - held)):
        found.update(block)
        held += len(block)
        if held == size:
            yield found.hexdigest()[:_KEPT]
            found, held = sha256(), 0
    if held:
        yield found.hexdigest()[:_KEPT]
