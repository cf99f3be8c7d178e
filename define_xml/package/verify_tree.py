"""Names of a package under which nothing stands, or something that is no file; and what nobody packaged."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from define_xml.package.difference import Difference
from define_xml.package.manifest import NAME
from define_xml.package.manifest_read import folders_above
from define_xml.package.verify_pairs import Contents
from define_xml.package.walked import FILE, FOLDER, UNREADABLE

# What systems leave behind in a folder that somebody looked into.
_LEFTOVERS = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".directory", "__macosx"})


def tree_differences(contents: Contents, told: Collection[str]) -> Iterator[Difference]:
    """Missing, replaced and extra; not those that are told already."""
    yield from (_missing(contents, path) for path in contents.missing if path not in told)
    yield from _replaced(contents)
    yield from (_extra(contents, path) for path in contents.extra if path not in told)
    yield from _strange(contents)


def _missing(contents: Contents, path: str) -> Difference:
    above = next((one for one in folders_above(path) if one not in contents.there), "")
    closed = next((one for one in folders_above(path) if _is_other(contents, one)), "")
    if closed:
        return Difference(path, "missing", f"{closed} is a {contents.there[closed].kind} now, no folder")
    return Difference(path, "missing", f"with its folder {above}" if above else "is not there")


def _is_other(contents: Contents, path: str) -> bool:
    return path in contents.there and contents.there[path].kind != FOLDER


def _replaced(contents: Contents) -> Iterator[Difference]:
    for path in contents.said:
        seen = contents.there.get(path)
        if seen is not None and seen.kind not in {FILE, UNREADABLE}:
            yield Difference(path, "replaced", f"is a {seen.kind} now; it was a file")
    for path in contents.folders:
        seen = contents.there.get(path)
        # A plain file there is an extra one, or one that was renamed.
        if seen is not None and seen.kind not in {FILE, FOLDER, UNREADABLE}:
            yield Difference(path, "replaced", f"is a {seen.kind} now; it was a folder")


def _extra(contents: Contents, path: str) -> Difference:
    return Difference(path, "extra", _told_of(contents, path))


def _told_of(contents: Contents, path: str) -> str:
    """Why an extra file may be there."""
    name = path.rpartition("/")[2].casefold()
    twin = NAME if path.casefold() == NAME else contents.folded.get(path.casefold(), "")
    if twin:
        return f"differs from {twin} in case only: a system that does not tell case apart holds one of them"
    if name == NAME:
        return "is a second manifest; the one that counts stands at the top"
    if not _LEFTOVERS.isdisjoint(path.casefold().split("/")):
        return "was left by an operating system"
    if path in contents.folders:
        return "is a file where a folder was"
    home = contents.home(path)
    if home:
        return f"is a copy of {home}"
    size = contents.there[path].bytes
    return f"nobody packaged it, {size:,} byte{'s' * (size != 1)}"


def _strange(contents: Contents) -> Iterator[Difference]:
    """Folders with nothing in them, links and pipes that the package does not have."""
    known = {*contents.said, *contents.folders}
    for path, seen in contents.there.items():
        if path in known or seen.kind in {FILE, UNREADABLE}:
            continue
        if seen.kind == FOLDER and seen.empty:
            yield Difference(path, "extra", "is a folder with nothing in it")
        elif seen.kind != FOLDER:
            yield Difference(path, "extra", f"is a {seen.kind}; a package has plain files alone")
