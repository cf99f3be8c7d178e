"""What paths of a package are refused: letters, lengths, and names that one system or another takes for the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from define_xml.package.profile import Limits

# Names that Windows gives to devices, with whatever suffix.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


@dataclass(frozen=True)
class Refused:
    """A path that may not stand in the package: what is wrong with it, and what to do."""

    path: str
    problem: str
    remedy: str


def refused(paths: Iterable[str], limits: Limits, free: Iterable[str] = ()) -> tuple[Refused, ...]:
    """The paths that may not stand in a package, each with its reason, in the order of the paths.

    A path is relative to the root, with `/`. Those that are `free` lie beside the submission: lengths and letters are
    theirs, but no two may be one file on any system.
    """
    held, others = tuple(paths), tuple(free)
    single = [one for path in held for one in _path(path, limits)]
    return (*single, *_same((*held, *others)))


def _path(path: str, limits: Limits) -> Iterator[Refused]:
    """What is wrong with one path by itself."""
    if len(path) > limits.path:
        problem = f"the path has {len(path)} characters; {limits.path} are allowed"
        yield Refused(path, problem, "shorten the study's folder (package.folder in package.toml) or the file's name")
    *folders, name = path.split("/")
    for folder in dict.fromkeys(folders):
        if not re.fullmatch(limits.folder_letters, folder):
            yield Refused(path, f"the folder {folder!r} has letters that are not allowed", _allowed(limits))
    if len(name) > limits.name:
        problem = f"the name has {len(name)} characters; {limits.name} are allowed"
        yield Refused(path, problem, "shorten the name")
    if not re.fullmatch(limits.letters, name):
        yield Refused(path, f"the name {name!r} has letters that are not allowed", _allowed(limits))
    if any(_DEVICE.fullmatch(one) for one in (*folders, name)):
        yield Refused(path, "Windows keeps that name for a device", "choose another name")


def _allowed(limits: Limits) -> str:
    return f"a file's name is of the form {limits.letters}, a folder's {limits.folder_letters}"


def _same(paths: Sequence[str]) -> Iterator[Refused]:
    """Paths that are one, on this system or on another, and files that stand where a folder must."""
    spelt: dict[str, list[str]] = {}
    for path in paths:
        spelt.setdefault(path.casefold(), []).append(path)
    for several in spelt.values():
        different = list(dict.fromkeys(several))
        if len(different) > 1:
            problem = f"{' and '.join(different)} differ in case only: on other systems they are one file"
            yield Refused(different[0], problem, "give each a name of its own")
        elif len(several) > 1:
            yield Refused(several[0], f"{len(several)} sources ask for this place", "give each a name of its own")
    yield from _inside(spelt)


def _inside(spelt: dict[str, list[str]]) -> Iterator[Refused]:
    """Files where a folder must be, and folders whose names differ in case only."""
    folders: dict[str, str] = {}
    for several in spelt.values():
        path = several[0]
        for end in [place for place, letter in enumerate(path) if letter == "/"]:
            folder = path[:end]
            known = folders.setdefault(folder.casefold(), folder)
            if known != folder:
                problem = f"the folders {known} and {folder} differ in case only: on other systems they are one"
                yield Refused(path, problem, "give each a name of its own")
    for key, folder in folders.items():
        if key in spelt:
            yield Refused(spelt[key][0], f"a file stands where the folder {folder} must", "give the file another name")
