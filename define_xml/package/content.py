"""The content of placed files, in blocks: size, checksum, and the files themselves below a root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from define_xml.package.placed import Placed
from define_xml.transport.whole import readable, writable
from mappings.error import InputError

_BLOCK = 1 << 20


def blocks(content: bytes | Path) -> Iterator[bytes]:
    """The bytes of a file, block by block; InputError if the file cannot be read."""
    if isinstance(content, bytes):
        yield content
        return
    with readable(content), content.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def size_of(content: bytes | Path) -> int:
    """How many bytes it has."""
    if isinstance(content, bytes):
        return len(content)
    with readable(content):
        return content.stat().st_size


def md5_of(content: bytes | Path) -> str:
    """The MD5 checksum in hexadecimal: what an eCTD's index asks for, no protection against anybody."""
    digest = hashlib.md5(usedforsecurity=False)
    for block in blocks(content):
        digest.update(block)
    return digest.hexdigest()


def write_placed(placed: Iterable[Placed], root: Path) -> None:
    """Every file in its place below `root`, its folders made; InputError if one cannot be read or written.

    A file that is there gives way; what a path names outside of the root is refused before anything is written.
    """
    files = tuple(placed)
    for one in files:
        if one.path.startswith("/") or ".." in one.path.split("/"):
            raise InputError(one.path, "leads out of the package", "name a place in it")
    for one in files:
        target = root / one.path
        with writable(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.writelines(blocks(one.content))
