"""The bytes of a file some at a time: a plain file, as it was when it was opened, or one that is decompressed."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from define_xml.transport.looks import check_regular
from define_xml.transport.whole import readable
from mappings.error import InputError

PIECE = 1 << 22
# No head and no record of a study is longer: what is longer is no dataset, and memory stays bounded.
LONGEST = 1 << 26

Forgive = Callable[[str], None]
_STARTS = (
    (b"\xef\xbb\xbf", "a byte order mark, which JSON does not allow"),
    (b"\xff\xfe", "UTF-16; Dataset-JSON is UTF-8"),
    (b"\xfe\xff", "UTF-16; Dataset-JSON is UTF-8"),
    (b"PK", "a ZIP file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"HEADER RECORD", "a SAS transport file"),
    (b"PAR1", "a Parquet file"),
    (b"<", "an XML file"),
    (b"[", "JSON, but no object"),
    (b'"', "CSV or a piece of JSON"),
)
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Source:
    """A plain file, and what the system said of it when it was opened."""

    path: Path
    size: int
    state: tuple[int, ...]

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """The file's bytes from there on; InputError if it is another one by the end."""
        with readable(self.path), self.path.open("rb") as file:
            self._check(file.fileno())
            file.seek(start)
            while piece := file.read(PIECE):
                yield piece
            self._check(file.fileno())

    def last(self, count: int) -> bytes:
        """The file's last bytes."""
        with readable(self.path), self.path.open("rb") as file:
            file.seek(max(self.size - count, 0))
            return file.read(count)

    def inflated(self, forgive: Forgive | None = None) -> Iterator[bytes]:
        """The decompressed bytes, never more than a few pieces in memory; `forgive` is told of a file that is cut."""
        try:
            yield from _inflated(self)
        except EOFError:
            problem = "the compressed data end too early: the file is cut"
            if forgive is None:
                raise InputError(self.path.name, problem, "get it again from where it came from") from None
            forgive(problem)

    def _check(self, number: int) -> None:
        if _state(os.fstat(number)) != self.state:
            remedy = "wait until it is written, and read it again"
            raise InputError(self.path.name, "the file changes while it is read", remedy)


def source(path: Path) -> Source:
    """The file at the path; InputError for what is none, or is empty."""
    check_regular(path, "a Dataset-JSON file")
    with readable(path):
        found = path.stat()
    if not found.st_size:
        raise InputError(path.name, "empty file", "get it again from where it came from")
    return Source(path, found.st_size, _state(found))


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def start_of(pieces: Iterator[bytes], place: str, wanted: str, lenient: bool) -> int:
    """Where the text begins; InputError if it begins like something that is no JSON object.

    `lenient` passes over a byte order mark.
    """
    first = next(pieces, b"")
    if first.lstrip(b" \t\r\n").startswith(b"{"):
        return 0
    if lenient and first.startswith(BOM):
        return len(BOM)
    told = next((words for start, words in _STARTS if first.startswith(start)), "no JSON object")
    raise InputError(place, f"{told}, where {wanted} was to begin", "is it the right file, with the right suffix?")


def _inflated(file: Source) -> Iterator[bytes]:
    name = file.path.name
    inflater = zlib.decompressobj()
    try:
        for piece in file.pieces():
            rest = piece
            while rest and not inflater.eof:
                yield inflater.decompress(rest, PIECE)
                rest = inflater.unconsumed_tail
            if inflater.eof and (rest or inflater.unused_data):
                raise InputError(name, "more bytes after the end of the compressed data", "get the file again")
        while not inflater.eof:
            more = inflater.decompress(inflater.unconsumed_tail, PIECE)
            if not more:
                break
            yield more
    except zlib.error as error:
        problem = f"not compressed as Dataset-JSON says (zlib): {error}"
        raise InputError(name, problem, "is it a .dsjc file? If so it is damaged: get it again") from None
    if not inflater.eof:
        raise EOFError
