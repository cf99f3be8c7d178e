"""What a file looks like before anybody reads it: what kind of thing it is, and what its first bytes say."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from define_xml.transport.whole import readable
from mappings.error import InputError

_KINDS = (
    (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip
# Magic numbers, the longest and surest first.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\0" * 12 + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011"), "a SAS7BDAT file"),
    (b"**COMPRESSED** **COMPRESSED**", "a SAS CPORT file"),
    ("HEADER RECORD".encode("cp037"), "a transport file in EBCDIC: it was sent as text, not as binary"),
    (b"\xef\xbb\xbfHEADER RECORD", "a transport file that was saved as text, with a byte-order mark"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "an old Excel workbook (XLS)"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"$FL2", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"ARROW1", "an Arrow file"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"BZh", "a bzip2 file"),
)
_SEPARATED = re.compile(rb"[^,;\t|\r\n]*[,;\t|][^\r\n]*[\r\n]")


def looks_like(data: bytes) -> str:
    """What the file looks like, with its article; an empty text if nobody knows."""
    if data.startswith(b"PK\x03\x04"):
        workbook = b"xl/" in data[:65536] or b"[Content_Types].xml" in data[:65536]
        return "an Excel workbook (XLSX)" if workbook else "a ZIP file"
    for magic, words in _MAGIC:
        if data.startswith(magic):
            return words
    return _text_like(data)


def _text_like(data: bytes) -> str:
    start = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16 text"
    if start[:14].lower() == b"<!doctype html" or start[:5].lower() == b"<html":
        return "an HTML page"
    if start[:1] == b"<":
        return "an XML file"
    if start[:1] in (b"{", b"["):
        return "a JSON file"
    if not start or any(byte < 32 and byte not in b"\t\r\n\f" for byte in start):
        return ""
    return "CSV text" if _SEPARATED.match(start + b"\n") else "plain text"


def refuse_other(data: bytes, place: str, card: bytes) -> None:
    """InputError for a file that does not begin with the card, nor nearly so, and what it looks like."""
    if not data:
        raise InputError(place, "the file is empty", "write or send it again")
    if data[20:25] in (b"LIBV8", b"LIBV9"):
        problem = f"a SAS transport file of version {chr(data[24])}; agencies take version 5"
        raise InputError(place, problem, f"convert it: python -m define_xml convert {place} OUT.xpt")
    near = sum(one == other for one, other in zip(data, card, strict=False))
    # A damaged card is told with the byte that is wrong, by who reads it.
    if near >= min(len(data), 60):
        return
    looks = looks_like(data)
    problem = f"no SAS transport file; it looks like {looks}" if looks else "no SAS transport file"
    raise InputError(place, problem, "give a version 5 transport file")


def check_regular(path: Path, wanted: str) -> None:
    """InputError for what is no file, before anything waits for it."""
    with readable(path):
        mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise InputError(path.name, "a folder, no file", f"give {wanted}")
    for is_kind, words in _KINDS:
        if is_kind(mode):
            raise InputError(path.name, f"no regular file: {words}", "give a file")


def start_of(path: Path, size: int) -> bytes:
    """The first bytes of a file."""
    with readable(path), path.open("rb") as file:
        return file.read(size)


def in_lines(path: Path) -> bool:
    """Whether a .json file has its metadata alone on the first line, as NDJSON: `ae.ndjson.json`."""
    if path.name.lower().endswith(".ndjson.json"):
        return True
    first, _, rest = start_of(path, 1 << 20).partition(b"\n")
    return first.rstrip().endswith(b"}") and b'"rows"' not in first and rest.lstrip()[:1] == b"["


def other_json(path: Path) -> bool:
    """True for JSON that is plainly no dataset, as `ledger.json`; a damaged or empty file is one to be told of."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    if path.name.lower().endswith("-metadata.json"):
        return True
    start = start_of(path, 1 << 16).lstrip()
    return start[:1] in (b"{", b"[") and b"datasetJSONVersion" not in start and b"itemGroupOID" not in start
