"""The folders a package is made in: beside where it goes, so that it gets there whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from define_xml.transport.whole import locked, writable
from mappings.error import InputError, MappingError

MANIFEST = "manifest.json"
SHOWN = 5


@dataclass(frozen=True)
class Workspace:
    """Where the package grows, and where what it is made from lies meanwhile."""

    tree: Path
    work: Path


@contextmanager
def workspace(out: Path) -> Iterator[Workspace]:
    """Folders to make a package in; at the end `out` is the new package, or after a fault what it was before.

    InputError where `out` holds files that belong to no package, or cannot be written.
    """
    if out.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise MappingError("--out", "the package would take the place of the folder one stands in", "name a new folder")
    check_replaceable(out)
    making = out.parent / f".{out.name}.making"
    with writable(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        making.mkdir(exist_ok=True)
    try:
        with locked(making), _cleared(making, out) as made:
            yield made
            _replace(made.tree, out, making / "old")
    finally:
        # Another process may have it; then it is not empty.
        if making.is_dir() and not any(making.iterdir()):
            making.rmdir()


@contextmanager
def _cleared(making: Path, out: Path) -> Iterator[Workspace]:
    """The two folders, new, and gone when all is done, whatever came of it."""
    try:
        yield _emptied(making, out)
    finally:
        _clear(making, out)


def check_replaceable(out: Path) -> None:
    """Nothing, if `out` is free, or empty, or a package and nothing but; InputError otherwise."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(out.name, "is no folder", "name a folder for the package: --out DIR")
    found = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir())
    if not found:
        return
    packaged = _packaged(out / MANIFEST)
    foreign = [name for name in found if name not in packaged]
    if foreign:
        named = ", ".join(foreign[:SHOWN]) + (f" and {len(foreign) - SHOWN:,} more" if len(foreign) > SHOWN else "")
        problem = f"holds what is of no package: {named}"
        raise InputError(out.name, problem, "name another folder, or take these files away: they would be lost")


def _packaged(manifest: Path) -> set[str]:
    """The files of the package that a manifest lists, itself among them; none if it is no manifest."""
    try:
        listed = json.loads(manifest.read_bytes())["files"]
        return {MANIFEST, *(str(one["path"]) for one in listed)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _emptied(making: Path, out: Path) -> Workspace:
    """New folders, what a killed run left removed; a package that it had put aside is put back."""
    if (making / "old").is_dir() and not out.exists():
        (making / "old").rename(out)
    _clear(making, out)
    made = Workspace(making / "tree", making / "work")
    with writable(out):
        made.tree.mkdir()
        made.work.mkdir()
    return made


def _replace(tree: Path, out: Path, old: Path) -> None:
    """The tree in the place of `out`; what stood there is back if that fails."""
    with writable(out):
        if out.exists():
            out.rename(old)
        try:
            tree.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise


def _clear(making: Path, out: Path) -> None:
    """Only the lock is left; a package that was put aside stays until there is one in its place."""
    for name in ("tree", "work", *(["old"] if out.exists() else [])):
        shutil.rmtree(making / name, ignore_errors=True)
