"""Files of a package that took another's name or place: renamed, moved, swapped; found by what they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from define_xml.package.difference import Difference
from define_xml.package.manifest_read import Entry, folders_above
from define_xml.package.measured import hash_of
from define_xml.package.walked import FILE, Seen


@dataclass(frozen=True, eq=False)
class Contents:
    """What the manifest says of the files below `root`, what lies there, and, read when it is asked for, what it holds.

    `unread` takes the files that could not be read, and why.
    """

    root: Path
    said: Mapping[str, Entry]
    there: Mapping[str, Seen]
    unread: dict[str, str] = field(default_factory=dict)
    _hashes: dict[str, str] = field(default_factory=dict)

    def hash(self, path: str) -> str:
        """The SHA-256 of a file; "" if it cannot be read."""
        if path not in self._hashes:
            try:
                self._hashes[path] = hash_of(self.root / path)
            except OSError as error:
                self._hashes[path] = ""
                self.unread[path] = error.strerror or str(error)
        return self._hashes[path]

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The files under their names that hold something else than they should."""
        named = [path for path in self.said if path in self.there and self.there[path].kind == FILE]
        return tuple(path for path in named if self.hash(path) not in {"", self.said[path].sha256})

    @cached_property
    def whole(self) -> frozenset[str]:
        """The files that are as the manifest says."""
        return frozenset(path for path in self.said if self._hashes_fit(path))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The names under which nothing stands."""
        return tuple(path for path in self.said if path not in self.there)

    @cached_property
    def extra(self) -> tuple[str, ...]:
        """The files that the manifest does not name."""
        return tuple(path for path, one in self.there.items() if one.kind == FILE and path not in self.said)

    @cached_property
    def homes(self) -> dict[str, list[str]]:
        """The names that a content has in the manifest, by its hash."""
        homes: dict[str, list[str]] = {}
        for path in sorted(self.said):
            homes.setdefault(self.said[path].sha256, []).append(path)
        return homes

    @cached_property
    def sizes(self) -> frozenset[int]:
        """The sizes that files of the package have: no other file can hold what one of them held."""
        return frozenset(one.bytes for one in self.said.values())

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders that the package has."""
        return frozenset(above for path in self.said for above in folders_above(path))

    @cached_property
    def folded(self) -> dict[str, str]:
        """The names of the package by what they are where case does not count."""
        return {path.casefold(): path for path in self.said}

    def home(self, path: str) -> str:
        """Another file of the package that holds, by the manifest, what this one holds; "" if none does."""
        if self.there[path].bytes not in self.sizes:
            return ""
        return next((home for home in self.homes.get(self.hash(path), []) if home != path), "")

    def _hashes_fit(self, path: str) -> bool:
        seen = self.there.get(path)
        return seen is not None and seen.kind == FILE and self.hash(path) == self.said[path].sha256


def pairs(contents: Contents) -> list[Difference]:
    """The files that were renamed, moved or swapped with another; each is in one difference."""
    return [*_swapped(contents), *_renamed(contents)]


def _swapped(contents: Contents) -> list[Difference]:
    found: list[Difference] = []
    told: set[str] = set()
    for path in contents.differing:
        for other in contents.homes.get(contents.hash(path), []):
            back = other in contents.differing and contents.hash(other) == contents.said[path].sha256
            if back and told.isdisjoint({path, other}):
                words = f"and {other} hold each other's content"
                found.append(Difference(path, "swapped", words, other))
                told |= {path, other}
    return found


def _renamed(contents: Contents) -> list[Difference]:
    """Each missing file with an extra one of its name but for the case, or else of its content."""
    found: list[Difference] = []
    taken: set[str] = set()
    near = {path.casefold(): path for path in reversed(contents.extra)}
    for path in contents.missing:
        now = near.get(path.casefold(), "")
        if now and now not in taken:
            taken.add(now)
            found.append(_recased(contents, path, now))
    told = {one.path for one in found}
    free = _by_content(contents, taken)
    for path in contents.missing:
        same = free.get(contents.said[path].sha256, []) if path not in told else []
        if same:
            now = min(same, key=lambda one: _distance(path, one))
            same.remove(now)
            found.append(Difference(path, "renamed", f"{_verb(path, now)} {_near(path, now)}", now))
    return found


def _by_content(contents: Contents, taken: Collection[str]) -> dict[str, list[str]]:
    """The extra files by what they hold, of those that can hold what is missing."""
    sizes = {contents.said[path].bytes for path in contents.missing}
    found: dict[str, list[str]] = {}
    for path in contents.extra:
        if path not in taken and contents.there[path].bytes in sizes:
            found.setdefault(contents.hash(path), []).append(path)
    return found


def _holds(contents: Contents, extra: str, path: str) -> bool:
    entry = contents.said[path]
    return contents.there[extra].bytes == entry.bytes and contents.hash(extra) == entry.sha256


def _recased(contents: Contents, path: str, now: str) -> Difference:
    changed = "" if _holds(contents, now, path) else ", and its content changed"
    return Difference(path, "recased", f"is called {_near(path, now)} now, in letters of other case{changed}", now)


def _verb(path: str, now: str) -> str:
    folder, _, name = path.rpartition("/")
    other, _, named = now.rpartition("/")
    if name == named:
        return "was moved to"
    return "was renamed to" if folder == other else "was moved and renamed to"


def _near(path: str, now: str) -> str:
    """The new name; alone, where the folder is the same."""
    folder, _, name = now.rpartition("/")
    return name if folder == path.rpartition("/")[0] else now


def _distance(path: str, now: str) -> tuple[bool, bool, str]:
    """The same name in another folder is nearer than another name in the same folder."""
    folder, _, name = path.rpartition("/")
    other, _, named = now.rpartition("/")
    return name != named, folder != other, now
