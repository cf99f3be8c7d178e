"""The text of a file: its bytes in the encoding that was declared, or an error that says where they do not fit."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mappings.error import InputError, MappingError, nearest

BLOCK = 1 << 22
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_LIKELY = ("utf-8", "cp1252", "shift_jis", "euc_jp")
_KNOWN = ("utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1252", "latin-1", "shift_jis",
          "euc_jp", "euc_kr", "gb18030", "big5")  # fmt: skip
_LINE_END = re.compile(r"\r\n|\r|\n")


def known_encoding(encoding: str, place: str) -> str:
    """The codec's own name of a text encoding; MappingError if there is none of that name."""
    try:
        "".encode(encoding)
    except LookupError:
        remedy = nearest(encoding, _KNOWN) or 'say encoding = "utf-8", "cp1252", "shift_jis" ...'
        raise MappingError(place, f"no text encoding {encoding}", remedy) from None
    return codecs.lookup(encoding).name


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What the system refuses, as an InputError."""
    try:
        yield
    except OSError as error:
        raise InputError(
            path.name, f"cannot be read: {error.strerror or error}", "check the path and its permissions"
        ) from None


def utf8_blocks(path: Path, encoding: str, size: int = BLOCK) -> Iterator[bytes]:
    """The file as UTF-8 in blocks, without a byte-order mark; InputError for bytes that do not fit, and for NUL."""
    name = known_encoding(encoding, path.name)
    with readable(path), path.open("rb") as file:
        _check_start(path, name, file.read(4))
        file.seek(0)
        decoder, read, first = codecs.getincrementaldecoder(name)("strict"), 0, True
        for block in iter(lambda: file.read(size), b""):
            read += len(block)
            text = _decoded(decoder, block, read, path, name)
            raw = block if name == "utf-8" else text.encode()
            raw, first = raw.removeprefix(codecs.BOM_UTF8) if first else raw, False
            if b"\0" in raw:
                raise _nul(path, name)
            yield raw
        _decoded(decoder, b"", read, path, name)


class Utf8File(io.RawIOBase):
    """A file in any encoding that reads as UTF-8."""

    def __init__(self, path: Path, encoding: str, size: int = BLOCK) -> None:
        super().__init__()
        self._blocks, self._rest = utf8_blocks(path, encoding, size), memoryview(b"")

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # typeshed wants a private buffer type
        """Fills the target, as far as one block goes; 0 at the end."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _decoded(decoder: codecs.IncrementalDecoder, block: bytes, read: int, path: Path, encoding: str) -> str:
    try:
        return decoder.decode(block, final=not block)
    except UnicodeDecodeError as error:
        raise _misfit(path, encoding, read - len(error.object) + error.start, error.object[error.start]) from None


def _check_start(path: Path, encoding: str, start: bytes) -> None:
    """A byte-order mark says what the file is; UTF-16 without one says not which byte comes first."""
    found = next((name for mark, name in _BOMS if start.startswith(mark)), None)
    if found and not encoding.replace("_", "-").startswith(found):
        problem = f"begins with the byte-order mark of {found.upper()}; declared is {encoding}"
        raise InputError(path.name, problem, f'declare encoding = "{found}"')
    if found is None and encoding in ("utf-16", "utf-32") and start:
        problem = f"declared is {encoding}, but the file has no byte-order mark"
        raise InputError(path.name, problem, f'declare encoding = "{encoding}-le" or "{encoding}-be"')


def _misfit(path: Path, encoding: str, offset: int, byte: int) -> InputError:
    line, column = _position(path, encoding, offset)
    place = f"{path.name}  line {line}, column {column}"
    fits = [name for name in _LIKELY if name != encoding and _fits(path, name)]
    samples = [f'encoding = "{name}" would read it as {_sample(path, name, offset)!r}' for name in fits]
    remedy = "\n    ".join(samples) or "no usual encoding reads the whole file: ask who exported it"
    return InputError(place, f"byte {byte:02X} is no {encoding} text", remedy)


def _nul(path: Path, encoding: str) -> InputError:
    line, column = _position(path, encoding, None)
    with path.open("rb") as file:
        start = file.read(64)
    # Latin letters in UTF-16 have every other byte NUL.
    wide = next((name for first, name in ((1, "utf-16-le"), (0, "utf-16-be")) if not any(start[first::2])), None)
    remedy = (
        f'it looks like UTF-16: declare encoding = "{wide}"'
        if wide
        else "the file is damaged, or no text: export it again"
    )
    return InputError(f"{path.name}  line {line}, column {column}", "a NUL byte (00)", remedy)


def _position(path: Path, encoding: str, end: int | None) -> tuple[int, int]:
    """Line and column where the byte at `end`, or else the first NUL, stands."""
    decoder, line, column, left, returned = codecs.getincrementaldecoder(encoding)("strict"), 1, 1, end, False
    with path.open("rb") as file:
        while block := file.read(BLOCK if left is None else min(BLOCK, left)):
            left = None if left is None else left - len(block)
            text = decoder.decode(block)
            # The two halves of CR LF may lie in two blocks; a byte-order mark is no column.
            text = text.removeprefix("\n") if returned else text
            text = text.removeprefix("\ufeff") if (line, column) == (1, 1) else text
            before, nul, _ = text.partition("\0") if end is None else (text, "", "")
            *ended, last = _LINE_END.split(before)
            line, column = line + len(ended), len(last) + (1 if ended else column)
            returned = before.endswith("\r") or (returned and not before)
            if nul:
                break
    return line, column


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            for block in iter(lambda: file.read(BLOCK), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sample(path: Path, encoding: str, offset: int) -> str:
    """The word around a byte, as that encoding reads it."""
    with path.open("rb") as file:
        file.seek(max(0, offset - 200))
        before = re.split(rb"[\s,;|\"]", file.read(min(offset, 200)))[-1]
        after = re.split(rb"[\s,;|\"]", file.read(200))[0]
    return (before + after).decode(encoding, errors="replace")[:24]
