"""A document of Dataset-JSON taken apart while it is read: what stands around its rows, and its rows in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from define_xml.transport.dataset_json.bytes import LONGEST
from define_xml.transport.dataset_json.rows import Block
from mappings.error import InputError

Array = np.ndarray[Any, np.dtype[Any]]

# A whole text, a bracket, or a text that does not end; and what makes a text the name of an array.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|"', re.DOTALL)
_ARRAY = re.compile(rb"\s*+:\s*+\[")
_OPENS, _BRACKET, _BRACE = 0x5B, 0x5D, 0x7B
# Bytes of rows looked at together.
_TOGETHER = 1 << 22


def before_rows(pieces: Iterator[bytes], place: str) -> tuple[bytes, int]:
    """What stands before the rows' name, and where the rows begin: -1 for a document without rows."""
    buffer, wanted = b"", 0
    for piece in pieces:
        buffer += piece
        if len(buffer) < min(wanted, LONGEST):
            continue
        found = _rows_in(buffer)
        if found is not None:
            return buffer[: found[0]], found[1]
        if len(buffer) > LONGEST:
            problem = f"no rows within the first {LONGEST:,} bytes"
            raise InputError(place, problem, "is it a Dataset-JSON file?")
        wanted = 2 * len(buffer)
    found = _rows_in(buffer)
    return (buffer, -1) if found is None else (buffer[: found[0]], found[1])


def _rows_in(buffer: bytes) -> tuple[int, int] | None:
    depth = 0
    for token in _TOKEN.finditer(buffer):
        text = token.group()
        if text == b'"':
            return None
        if text in b"{[":
            depth += 1
        elif text in b"}]":
            depth -= 1
        elif depth == 1 and text == b'"rows"':
            array = _ARRAY.match(buffer, token.end())
            if array is not None:
                return token.start(), array.end()
    return None


@dataclass
class Rows:
    """The rows of a document from `at` on; when all were taken, where they end and what stands after them."""

    pieces: Iterator[bytes]
    at: int
    file: str
    count: int = 0
    end: int = -1
    tail: bytes = b""
    buffer: bytes = field(default=b"", repr=False)

    def blocks(self, limit: int) -> Iterator[Block]:
        """The rows, at most so many at a time; InputError for what is no array of values."""
        for piece in self.pieces:
            self.buffer += piece
            if len(self.buffer) >= _TOGETHER:
                yield from self._taken(limit)
                if self.end >= 0:
                    break
        if self.end < 0:
            yield from self._taken(limit)
        for piece in self.pieces:
            self.tail += piece
            if len(self.tail) > LONGEST:
                raise InputError(self.file, f"more than {LONGEST:,} bytes after the rows", "get the file again")

    def _taken(self, limit: int) -> Iterator[Block]:
        """All whole rows of the buffer; what is left of it stays."""
        letters = np.frombuffer(self.buffer, dtype=np.uint8)
        marks = _brackets(self.buffer, letters)
        kinds = letters[marks]
        wrong = np.flatnonzero(kinds != np.where(np.arange(len(marks)) % 2, _BRACKET, _OPENS))
        stop = int(wrong[0]) if len(wrong) else len(marks)
        opens, closes = marks[: stop // 2 * 2 : 2], marks[1 : stop // 2 * 2 : 2]
        self._check_gaps(letters, opens, closes)
        used = int(closes[-1]) + 1 if len(closes) else 0
        if len(wrong):
            used = self._stopped(letters, int(marks[stop]), used, len(closes))
        elif len(self.buffer) - used > LONGEST:
            raise InputError(self._place(used), f"a record of more than {LONGEST:,} bytes", "is it a dataset?")
        yield from self._blocks(letters, opens, closes, limit)
        self.at += used
        self.buffer = self.buffer[used:]
        if self.end >= 0:
            self.tail, self.buffer = self.buffer, b""

    def _check_gaps(self, letters: Array, opens: Array, closes: Array) -> None:
        """Between two rows stands a comma, before the first nothing."""
        if not len(opens):
            return
        first = self.buffer[: int(opens[0])].strip(b" \t\r\n")
        gaps = opens[1:] - closes[:-1]
        commas = (gaps == 2) & (letters[closes[:-1] + 1] == 0x2C)
        odd = [(int(closes[place]) + 1, int(opens[place + 1])) for place in np.flatnonzero(~commas)]
        wrong = [0] if first != (b"," if self.count else b"") else []
        wrong += [start for start, end in odd if self.buffer[start:end].strip(b" \t\r\n") != b","]
        if wrong:
            raise InputError(self._place(wrong[0]), "no comma, or more than one, between two rows", _DAMAGED)

    def _stopped(self, letters: Array, at: int, used: int, rows: int) -> int:
        """Where the array of rows ends; InputError if it is something else that stops it."""
        number = self.count + rows + 1
        between = self.buffer[used:at].strip(b" \t\r\n")
        if letters[at] == _BRACKET and not between:
            self.end = self.at + at + 1
            return at + 1
        inside = letters[used:at].tobytes().lstrip(b", \t\r\n").startswith(b"[")
        problem = "holds more than values, or does not end" if inside else "is no array"
        remedy = "a row is a flat array of values: the file is damaged"
        raise InputError(self._place(at), f"record {number} {problem}", remedy)

    def _blocks(self, letters: Array, opens: Array, closes: Array, limit: int) -> Iterator[Block]:
        lines = _as_lines(self.buffer, letters, opens, closes)
        for start in range(0, len(opens), limit):
            ours, ends = opens[start : start + limit], closes[start : start + limit] + 1
            at = self.at + ours

            def place(number: int, more: int, at: Array = at) -> str:
                return f"byte {int(at[number]) + more}"

            if lines is None:
                rows = [self.buffer[one:end] for one, end in zip(ours.tolist(), ends.tolist(), strict=True)]
                yield Block(None, rows, place)
            else:
                yield Block(lines[int(ours[0]) : int(ends[-1])], (), place)
            self.count += len(ours)

    def _place(self, at: int) -> str:
        return f"{self.file}  byte {self.at + at}"


_DAMAGED = "the file is damaged: get it again"


def _brackets(buffer: bytes, letters: Array) -> Array:
    """Where brackets and braces stand that are no part of text; the buffer begins outside of text."""
    quotes = letters == 0x22
    if b"\\" in buffer:
        quotes[_escaped(letters)] = False
    inside = np.bitwise_xor.accumulate(quotes.view(np.uint8))
    lower = letters | 0x20
    return np.flatnonzero(((lower == 0x7B) | (lower == 0x7D)) & (inside == 0))


def _escaped(letters: Array) -> Array:
    """The places after an odd run of backslashes."""
    strokes = np.flatnonzero(letters == 0x5C)
    starts = np.flatnonzero(np.diff(strokes, prepend=-2) != 1)
    ends = np.append(starts[1:], len(strokes)) - 1
    after = strokes[ends] + 1
    odd = (strokes[ends] - strokes[starts]) % 2 == 0
    return np.asarray(after[odd & (after < len(letters))])


def _as_lines(buffer: bytes, letters: Array, opens: Array, closes: Array) -> bytes | None:
    """The buffer with each row on a line of its own; None where rows are laid out over lines."""
    if not len(opens) or b"\n" in buffer or (opens[1:] - closes[:-1] != 2).any():
        return None
    lines = letters.copy()
    lines[closes[:-1] + 1] = 0x0A
    return lines.tobytes()
