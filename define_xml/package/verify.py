"""Whether a package is as its manifest says: every file that is not, named, with what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from define_xml.package.difference import Difference
from define_xml.package.manifest import NAME
from define_xml.package.manifest_read import Manifest, read_manifest
from define_xml.package.verify_content import content_differences
from define_xml.package.verify_pairs import Contents, pairs
from define_xml.package.verify_tree import tree_differences
from define_xml.package.walked import UNREADABLE, Seen, walked
from mappings.error import InputError

_SHOWN = 8


@dataclass(frozen=True)
class Verified:
    """The manifest, and the differences by path."""

    manifest: Manifest
    differences: tuple[Difference, ...]


def verify(root: Path, fingerprint: str = "") -> tuple[Difference, ...]:
    """How the package below `root` differs from its manifest, by path; nothing where it is whole. See `verified`."""
    return verified(root, fingerprint).differences


def verified(root: Path, fingerprint: str = "") -> Verified:
    """The manifest of the package below `root` and how the package differs from it, by path.

    `fingerprint` is what the package is known by, or its beginning. Permissions and times are no part of a package.
    InputError where the manifest is missing, damaged or edited, and where the folder cannot be read.
    """
    there = _walked(root)
    manifest = read_manifest(root, there)
    found = tuple(sorted({*_of_manifest(manifest, fingerprint), *_differences(root, manifest, there)}))
    if not manifest.sealed:
        raise _edited(manifest, found)
    return Verified(manifest, found)


def _walked(root: Path) -> dict[str, Seen]:
    if not root.is_dir():
        problem = "is a file, no folder" if root.exists() else "there is no such folder"
        raise InputError(root.name or "DIR", problem, f"name the folder that {NAME} stands in")
    there = walked(root)
    if "" in there:
        raise InputError(root.name or "DIR", f"cannot be read: {there[''].reason}", "check its permissions")
    return there


def _differences(root: Path, manifest: Manifest, there: Mapping[str, Seen]) -> set[Difference]:
    contents = Contents(root, manifest.files, {path: one for path, one in there.items() if path != NAME})
    paired = pairs(contents)
    told = {one.path for one in paired} | {one.other for one in paired}
    return {
        *paired,
        *content_differences(contents, told),
        *tree_differences(contents, told),
        *(Difference(path, "unreadable", f"cannot be read: {words}") for path, words in contents.unread.items()),
        *(
            Difference(path, "unreadable", f"cannot be read: {one.reason}")
            for path, one in there.items()
            if one.kind == UNREADABLE
        ),
    }


def _of_manifest(manifest: Manifest, fingerprint: str) -> list[Difference]:
    found = []
    if not manifest.plain:
        words = "says the same in other bytes: line ends, blanks or order were changed"
        found.append(Difference(NAME, "changed", words))
    if fingerprint and not manifest.fingerprint.startswith(fingerprint.lower()):
        words = f"has the fingerprint {manifest.fingerprint}: this is another package than the one you know"
        found.append(Difference(NAME, "fingerprint", words))
    return found


def _edited(manifest: Manifest, found: tuple[Difference, ...]) -> InputError:
    """The error of a manifest that was edited, with the files that it now says something else of."""
    lines = [
        "was edited after the package was made:",
        f"it says its fingerprint is {manifest.fingerprint},",
        f"its statements give         {manifest.found}",
    ]
    entries = [f"{one.path}: {one.kind}, {one.words}" for one in found if one.path != NAME]
    if entries:
        more = [f"and {len(entries) - _SHOWN} more"] if len(entries) > _SHOWN else []
        lines += ["held against the files, it is not so of:", *(f"  {one}" for one in [*entries[:_SHOWN], *more])]
    else:
        lines.append("what it says of the files is so: the edit is in its other statements")
    return InputError(NAME, "\n".join(lines), "take the manifest from where the package came from")
