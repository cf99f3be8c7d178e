"""What a package was made of, hashed: the study's spec, the raw files, the standards and the terminology."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from define_xml.package.measured import measured
from define_xml.transport.whole import readable
from mappings.catalog import shipped, standards_file
from mappings.error import MappingError
from mappings.spec import StandardRef, StudySpec


@dataclass(frozen=True)
class Source:
    """A file that something was made of: its path in its folder, size, SHA-256, and rows where they are known."""

    path: str
    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Release:
    """A standard or a terminology that the study follows, and the files it was read from.

    `kind` is `standard` or `terminology`. `files` is empty where the version is not shipped: nothing was read of it.
    """

    name: str
    version: str
    kind: str
    files: tuple[Source, ...] = ()


def sources(
    folder: Path, leave: Collection[str] = ("raw", "results"), rows: Mapping[str, int] | None = None
) -> tuple[Source, ...]:
    """The files of a folder by path, hashed. Hidden ones, and files or folders named in `leave`, are left out.

    `rows` are the rows of raw tables by their name, which is a file's name without its suffix. InputError for a file
    that cannot be read.
    """
    found = []
    with readable(folder):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not _left_out(name, leave):
                found.append(source(path, name, (rows or {}).get(path.stem)))
    return tuple(sorted(found, key=lambda one: one.path))


def source(path: Path, name: str, rows: int | None = None) -> Source:
    """One file, hashed, under that name; InputError if it cannot be read."""
    with readable(path):
        one = measured(path.resolve())
    return Source(name, one.bytes, one.sha256, rows)


def _left_out(name: str, leave: Collection[str]) -> bool:
    parts = name.split("/")
    above = {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    # What Python leaves beside the code it has read is no file of the study.
    return any(part.startswith(".") or part == "__pycache__" for part in parts) or not above.isdisjoint(leave)


def spec_hash(spec: Iterable[Source]) -> str:
    """The SHA-256 over lines of hash and path, sorted by path: what `sha256sum` writes of the same files."""
    lines = (f"{one.sha256}  {one.path}\n" for one in sorted(spec, key=lambda one: one.path))
    return sha256("".join(lines).encode()).hexdigest()


def releases(study: StudySpec, folder: Path) -> tuple[Release, ...]:
    """The standards and terminologies a study names, each with the hashes of the files it was read from.

    `folder` is the study's, for terminology that the study brings itself.
    """
    said = [("standard", ref) for ref in study.standards] + [("terminology", ref) for ref in study.terminology]
    found = {(kind, ref.name, ref.version): Release(ref.name, ref.version, kind, _read(kind, ref, folder))
             for kind, ref in said}  # fmt: skip
    return tuple(found[key] for key in sorted(found))


def _read(kind: str, ref: StandardRef, folder: Path) -> tuple[Source, ...]:
    if ref.path:
        return (source(folder / ref.path, Path(ref.path).name),)
    try:
        entry = shipped(kind, ref.name, ref.version)
    except MappingError:  # a version that is only named: its files are not here
        return ()
    names = [entry[key] for key in ("datasets", "variables", "file") if key in entry]
    return tuple(_shipped(name, standards_file(name)) for name in names)


def _shipped(name: str, content: bytes) -> Source:
    return Source(name, len(content), sha256(content).hexdigest())
