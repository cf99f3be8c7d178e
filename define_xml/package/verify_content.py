"""Files of a package under their own names that hold something else: what of them is still as it was packaged."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from define_xml.package.difference import Difference, DifferenceKind
from define_xml.package.manifest import counted
from define_xml.package.manifest_read import Entry
from define_xml.package.measured import hash_of, parts_of
from define_xml.package.verify_pairs import Contents
from mappings.error import InputError

_SHOWN = 3


def content_differences(contents: Contents, told: Collection[str]) -> Iterator[Difference]:
    """The files whose content is another, and whole ones that hold another number of records than is said of them."""
    for path in contents.differing:
        if path not in told:
            try:
                yield _changed(contents, path)
            except OSError as error:
                contents.unread[path] = error.strerror or str(error)
    for path in sorted(contents.whole):
        words = _miscounted(contents, path)
        if words:
            yield Difference(path, "miscounted", words)


def _changed(contents: Contents, path: str) -> Difference:
    entry, size = contents.said[path], contents.there[path].bytes
    home = contents.home(path)
    if home:
        return Difference(path, "changed", f"holds the content of {home}", home)
    if size < entry.bytes:
        kind, words = _shorter(contents, entry, size)
    elif size > entry.bytes:
        kind, words = _longer(contents, entry, size)
    else:
        kind, words = "changed", f"same size, {size:,} bytes; {_where(contents, entry)}"
    return Difference(path, kind, f"{words}{_records(contents, entry)}")


def _shorter(contents: Contents, entry: Entry, size: int) -> tuple[DifferenceKind, str]:
    words = f"{size:,} of {entry.bytes:,} bytes are left"
    if not size:
        return "truncated", f"{words}: the file is empty"
    kept = _kept(contents, entry)
    if entry.part and kept < size // entry.part:
        return "changed", f"{words}; {_where(contents, entry)}"
    proved = f", the first {kept * entry.part:,} as packaged" if kept else ""
    return "truncated", f"{words}{proved}"


def _kept(contents: Contents, entry: Entry) -> int:
    """How many parts from the beginning on are as packaged."""
    if not entry.part:
        return 0
    now = parts_of(contents.root / entry.path, entry.part)
    return next((number for number, (one, was) in enumerate(zip(now, entry.parts, strict=False)) if one != was),
                min(len(now), len(entry.parts)))  # fmt: skip


def _longer(contents: Contents, entry: Entry, size: int) -> tuple[DifferenceKind, str]:
    more = size - entry.bytes
    if hash_of(contents.root / entry.path, entry.bytes) == entry.sha256:
        words = f"{more:,} byte{'s' * (more != 1)} more than packaged at the end"
        return "lengthened", f"{words}; the first {entry.bytes:,} as packaged"
    return "changed", f"{size:,} bytes, packaged were {entry.bytes:,}; {_where(contents, entry)}"


def _where(contents: Contents, entry: Entry) -> str:
    """The bytes that are others, as far as the hashes of parts tell."""
    if not entry.part:
        return "other content"
    now = parts_of(contents.root / entry.path, entry.part)
    other = [number for number, (one, was) in enumerate(zip(now, entry.parts, strict=False)) if one != was]
    if len(other) == len(entry.parts):
        return "other content from beginning to end"
    # Parts that stand side by side are one range.
    runs = [[number for _, number in run] for _, run in groupby(enumerate(other), lambda pair: pair[1] - pair[0])]
    ranges = [f"{run[0] * entry.part + 1:,} to {min((run[-1] + 1) * entry.part, entry.bytes):,}" for run in runs]
    more = f" and {len(ranges) - _SHOWN} more places" if len(ranges) > _SHOWN else ""
    return f"other content within bytes {', '.join(ranges[:_SHOWN])}{more}"


def _records(contents: Contents, entry: Entry) -> str:
    """For a dataset, how many records can be read of it now."""
    if entry.records is None:
        return ""
    try:
        now = counted(contents.root / entry.path, lenient=True)
    except InputError:
        return f"; none of its {entry.records:,} records can be read"
    whole = " whole" if contents.there[entry.path].bytes < entry.bytes else ""
    if now["records"] == entry.records:
        return f"; it has its {entry.records:,} records"
    return f"; {now['records']:,}{whole} records, packaged were {entry.records:,}"


def _miscounted(contents: Contents, path: str) -> str:
    """What is said wrongly of a dataset that is whole; "" where it is right, or nothing is said."""
    entry = contents.said[path]
    if entry.records is None:
        return ""
    try:
        now = counted(contents.root / path)
    except InputError as error:
        return f"is as packaged, and no dataset that can be read: {error.problem.splitlines()[0]}"
    if (now["records"], now["variables"]) == (entry.records, entry.variables):
        return ""
    said = f"the manifest says {entry.records:,} and {entry.variables:,}"
    return f"holds {now['records']:,} records of {now['variables']:,} variables; {said}"
