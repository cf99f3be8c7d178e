"""The rows of a CSV text, each with the line it begins on; a row that has no clear cells is refused with its line."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from define_xml.transport.looks import looks_like
from define_xml.transport.whole import readable
from mappings.error import InputError, MappingError

_BLOCK = 1 << 20


class Lines:
    """The lines of a file as text, ends and all; after the last one: the digest, and whether that line had an end."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path, self.encoding = path, known_encoding(path, encoding)
        self.ended = True
        self._digest = hashlib.sha256()

    def digest(self) -> str:
        """SHA-256 of the bytes that were read."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[str]:
        with readable(self.path), self.path.open("rb") as file:
            bytes_ = io.BufferedReader(_Digested(file, self._digest), _BLOCK)
            try:
                yield from self._checked(io.TextIOWrapper(bytes_, encoding=self.encoding, newline=""))
            except UnicodeDecodeError:
                raise _misfit(self.path, self.encoding) from None

    def _checked(self, text: IO[str]) -> Iterator[str]:
        for number, line in enumerate(text, 1):
            if "\0" in line:
                raise InputError(f"{self.path.name}  line {number}", "a NUL character", "it is damaged, or no text")
            self.ended = line.endswith(("\n", "\r"))
            yield line


class _Digested(io.RawIOBase):
    """A file whose bytes are added to a digest while they are read."""

    def __init__(self, file: IO[bytes], digest: Any) -> None:
        self.file, self.digest = file, digest

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        count = self.file.readinto(target)  # type: ignore[attr-defined]
        self.digest.update(memoryview(target)[:count])
        return int(count)


def known_encoding(path: Path, encoding: str) -> str:
    """The codec: UTF-8, with or without a byte-order mark, unless another one that keeps ASCII is declared."""
    try:
        plain = ' ,"A\n'.encode(encoding) == b' ,"A\n'
        name = codecs.lookup(encoding).name
    except LookupError:
        plain, name = False, ""
    if not plain:
        raise MappingError(path.name, f"CSV cannot be read in {encoding}", 'say "utf-8", or for example "cp1252"')
    return "utf-8-sig" if name in ("ascii", "utf-8") else name


def _misfit(path: Path, encoding: str) -> InputError:
    """Where the first byte stands that is none of the encoding."""
    decoder, line = codecs.getincrementaldecoder(encoding)("strict"), 1
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            try:
                line += decoder.decode(block).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                name = encoding.removesuffix("-sig")
                problem = f"byte {error.object[error.start]:02X} is no {name} text"
                return InputError(f"{path.name}  line {line}", problem, "declare its encoding: --encoding cp1252")
    return InputError(f"{path.name}  line {line}", "it ends within a letter", "it is cut: write or send it again")


def header_of(path: Path, encoding: str) -> tuple[list[str], int]:
    """The names of the columns, and the size of the file; InputError for a file that cannot be CSV."""
    with readable(path), path.open("rb") as file:
        start = file.read(1 << 16)
        size = file.seek(0, io.SEEK_END)
    if not size:
        raise InputError(path.name, "the file is empty: not even a header", "write or send it again")
    looks = looks_like(start)
    if looks and looks not in ("CSV text", "plain text") and (b"\0" in start or looks != "a JSON file"):
        raise InputError(path.name, f"no CSV file; it looks like {looks}", "give a CSV file")
    row = next(_parsed(path, Lines(path, encoding)), (1, [""]))[1]
    _check_names(f"{path.name}  line 1", row)
    return row, size


def _check_names(place: str, names: list[str]) -> None:
    blank = [str(number) for number, name in enumerate(names, 1) if not name.strip()]
    if blank or not names:
        raise InputError(place, f"column {', '.join(blank) or '1'} has no name", "the first line names every column")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(place, f"more than one column is named {twice[0]}", "give each column a name of its own")
    hidden = [name for name in names if name.startswith("#")]
    if hidden:
        raise InputError(place, f"column {hidden[0]}: a name cannot begin with #", "name the column otherwise")


def rows_of(path: Path, lines: Lines, width: int) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row below the header."""
    rows = _parsed(path, lines)
    next(rows, None)
    for line, row in rows:
        if not row:
            raise InputError(f"{path.name}  line {line}", "a blank line", 'take it out; a lone missing value is ""')
        if len(row) != width:
            told, remedy = f"{len(row)} cells, and the first line names {width}", "put quotes around cells with commas"
            raise InputError(f"{path.name}  line {line}", told, remedy)
        yield line, row


def _parsed(path: Path, lines: Lines) -> Iterator[tuple[int, list[str]]]:
    reader, begun = csv.reader(iter(lines), strict=True), 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise InputError(f"{path.name}  line {begun}", *_irregular(str(error))) from None
        if row is None:
            return
        yield begun, row
        begun = reader.line_num + 1


def _irregular(said: str) -> tuple[str, str]:
    if "limit" in said:
        return "a cell of more than 131,072 characters, or a quote that is not closed", "mend the row"
    if "end of data" in said:
        return "a quote that is not closed", "the file is cut, or a quote within a cell is not doubled"
    return "a quote within a cell that is not doubled", 'write "" for " within quotes'
