"""The formats of datasets, by suffix: who reads and writes each, and what it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from define_xml.transport.proof import Kept
from define_xml.transport.stream import Reading, Stream, Writing
from mappings.error import MappingError, nearest
from mappings.finding import Finding


@dataclass(frozen=True)
class Format:
    """A format: its name in words, the functions of this folder that read and write it, and what it keeps.

    `beside` gives the files that go with one of it, if there are such. `proved` is what takes each value out of its
    bytes again while it writes them: the bytes being on the disk, its records need not be read back once more.
    """

    words: str
    opens: str
    blocks: str
    kept: Kept
    beside: str = ""
    proved: bool = False

    def open(self, path: Path, reading: Reading) -> Stream:
        """The file as a stream."""
        found: Stream = _function(self.opens)(path, reading)
        return found

    def write(self, stream: Stream, writing: Writing, noted: list[Finding]) -> Iterator[bytes]:
        """The file's bytes; what is odd is noted."""
        blocks: Iterator[bytes] = _function(self.blocks)(stream, writing, noted)
        return blocks

    def company(self, stream: Stream, writing: Writing, name: str, part: Path) -> dict[str, bytes]:
        """The files that go with the file of that name, by their names; `part` is that file as yet."""
        found: dict[str, bytes] = _function(self.beside)(stream, writing, name, part) if self.beside else {}
        return found


# Suffix -> format. A new one is a file with `open_...` and `..._blocks`, and a line here; it is imported when used.
FORMATS: dict[str, Format] = {
    "xpt": Format(
        "a transport file", "xpt.read.open_xpt", "xpt.write.xpt_blocks", Kept(blanks=False, empty=False), proved=True
    ),
    "json": Format(
        "a Dataset-JSON file", "dataset_json.document.open_json", "dataset_json.document.json_blocks",
        Kept(empty=False, letters=False),
    ),
    "ndjson": Format(
        "a Dataset-JSON file", "dataset_json.lines.open_ndjson", "dataset_json.lines.ndjson_blocks",
        Kept(empty=False, letters=False),
    ),
    "dsjc": Format(
        "a compressed Dataset-JSON file", "dataset_json.lines.open_dsjc", "dataset_json.lines.dsjc_blocks",
        Kept(empty=False, letters=False),
    ),
    "parquet": Format("a Parquet file", "parquet.file.open_parquet", "parquet.file.parquet_blocks", Kept()),
    "csv": Format(
        "a CSV file", "delimited.file.open_csv", "delimited.file.csv_blocks", Kept(empty=False, about=False),
        "delimited.file.csv_beside",
    ),
}  # fmt: skip
# Read only: names that SAS programs give to files of version 8.
ALSO = {"v8xpt": "xpt", "xpt8": "xpt"}


def _function(place: str) -> Any:
    """The function of that name, in `folder.file.function` of this folder."""
    home, _, name = place.rpartition(".")
    return getattr(import_module(f"define_xml.transport.{home}"), name)


def format_of(path: Path) -> str:
    """The format of a file by its suffix; MappingError for a suffix that none has."""
    suffix = path.suffix.lower()[1:]
    suffix = ALSO.get(suffix, suffix)
    if suffix not in FORMATS:
        problem = f"no format has the suffix .{suffix}" if suffix else "a name without a suffix tells no format"
        raise MappingError(path.name, problem, nearest(suffix, tuple(FORMATS)) or f"formats are {', '.join(FORMATS)}")
    return suffix


def check_formats(formats: Sequence[str], place: str = "--format") -> None:
    """MappingError for a format nobody knows."""
    for name in formats:
        if name not in FORMATS:
            remedy = nearest(name, tuple(FORMATS)) or f"say {', '.join(FORMATS)}"
            raise MappingError(place, f"no format {name}", remedy)


def is_folder(path: Path) -> bool:
    """True for a folder, unless it bears the name of a file: reading that tells what is wrong."""
    return path.is_dir() and path.suffix.lower()[1:] not in (*FORMATS, *ALSO)
