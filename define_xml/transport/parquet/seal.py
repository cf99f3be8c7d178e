"""The seal of a Parquet file: a digest of all its other bytes, so that damage is found before anything is parsed."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import IO, Any

from define_xml.transport.looks import looks_like
from define_xml.transport.whole import readable
from mappings.error import InputError

_MAGIC = b"PAR1"
# The length of the footer, and the magic number again.
_TAIL = 8
# A footer points to its columns by their offsets, so that readers do not look at what lies between. # Parquet format
_SEAL = b"trial_dossier seal 1"
_SIZE = len(_SEAL) + hashlib.sha256().digest_size
_BLOCK = 1 << 20


def sealed(end: bytes, digest: Any) -> bytes:
    """The end of a file with the seal before its footer; `digest` has taken up all that stands before `end`."""
    at = len(end) - _TAIL - int.from_bytes(end[-_TAIL:-4], "little")
    digest.update(end)
    return b"".join([end[:at], _SEAL, digest.digest(), end[at:]])


def checked_ends(path: Path) -> tuple[int, bytes]:
    """The size of the file, and its footer; InputError for what is no whole Parquet file, or whose seal is broken.

    Files of other programs have no seal: of them only the ends are looked at.
    """
    with readable(path), path.open("rb") as file:
        start = file.read(1 << 16)
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - _TAIL, 0))
        tail = file.read(_TAIL)
        # A damaged length may be any number.
        length = min(int.from_bytes(tail[:4], "little"), size)
        file.seek(max(size - _TAIL - length, 0))
        footer = file.read(length)
        _check(path.name, start, tail, size - length)
        if _broken(file, size - _TAIL - length, footer + tail):
            problem = "the file is damaged: its bytes are not those that were written"
            raise InputError(path.name, problem, "write or send it again")
    return size, footer


def _check(place: str, start: bytes, tail: bytes, rest: int) -> None:
    if not start:
        raise InputError(place, "the file is empty", "write or send it again")
    if not start.startswith(_MAGIC):
        looks = "an encrypted Parquet file" if start.startswith(b"PARE") else looks_like(start)
        problem = f"no Parquet file; it looks like {looks}" if looks else "no Parquet file"
        raise InputError(place, problem, "give a Parquet file")
    if tail[4:] != _MAGIC or rest < len(_MAGIC) + _TAIL:
        raise InputError(place, "the file is cut: its end is missing", "write or send it again")


def _broken(file: IO[bytes], at: int, end: bytes) -> bool:
    """Whether a seal stands before the footer, and the bytes around it are others than those it was made of."""
    file.seek(max(at - _SIZE, 0))
    seal = file.read(_SIZE)
    if not seal.startswith(_SEAL):
        return False
    digest, left = hashlib.sha256(), at - _SIZE
    file.seek(0)
    while block := file.read(min(_BLOCK, left)):
        digest.update(block)
        left -= len(block)
    digest.update(end)
    return digest.digest() != seal[len(_SEAL) :]
