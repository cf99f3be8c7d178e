"""Reads a manifest: whole, in the form that is published, naming only files below its own folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from define_xml.package.manifest import FINGERPRINT, FORMAT, NAME, VERSION, canonical, fingerprint
from define_xml.package.measured import plain_file
from define_xml.package.walked import FILE, Seen
from mappings.error import InputError

_AGAIN = "take the manifest from where the package came from, or make the package again"
# A path leads out of the folder by its root, a drive, `..`; `\` is a border of folders elsewhere.
_BAD = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.{0,2}(/|$)|[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """A file as the manifest says it is; `records` and `variables` are None of what is no dataset."""

    path: str
    bytes: int
    sha256: str
    part: int = 0
    parts: tuple[str, ...] = ()
    records: int | None = None
    variables: int | None = None


@dataclass(frozen=True)
class Manifest:
    """A manifest as read: its files by path, whether its own fingerprint fits, and whether its bytes are as written."""

    said: Mapping[str, Any]
    files: Mapping[str, Entry]
    fingerprint: str
    found: str  # the fingerprint that its statements give
    plain: bool  # whether the bytes are those that a package is given

    @property
    def sealed(self) -> bool:
        """Whether nobody edited it since its fingerprint was taken."""
        return self.fingerprint == self.found


def read_manifest(root: Path, there: Mapping[str, Seen]) -> Manifest:
    """The manifest of the package below `root`, where `there` is what lies there.

    InputError where there is none, or it is no plain file, no JSON, not in the published form, or names a path outside.
    """
    content = _content(root, there)
    said = _parsed(content)
    _check_form(said)
    files = _files(said["files"])
    found = fingerprint(said)
    return Manifest(said, files, said[FINGERPRINT], found, content == canonical(said))


def _content(root: Path, there: Mapping[str, Seen]) -> bytes:
    seen = there.get(NAME)
    if seen is None:
        other = next((path for path in there if path.casefold() == NAME), "")
        problem = f"is not there; {other} is, and names are in lower case" if other else "is not there"
        raise InputError(NAME, f"{problem}: without it nothing tells what the package was", _AGAIN)
    if seen.kind != FILE:
        raise InputError(NAME, f"is a {seen.kind}, no file", _AGAIN)
    try:
        with plain_file(root / NAME) as file:
            return file.read()
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(NAME, problem, "check its permissions and the disk") from None


def _parsed(content: bytes) -> dict[str, Any]:
    if not content:
        raise InputError(NAME, "is empty", _AGAIN)
    try:
        said = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"{NAME}  line {error.lineno}, column {error.colno}"
        raise InputError(place, f"damaged, no whole JSON: {error.msg}", _AGAIN) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{NAME}  byte {error.start + 1}", "damaged: no UTF-8", _AGAIN) from None
    except RecursionError:
        raise InputError(NAME, "damaged: nested too deeply to be read", _AGAIN) from None
    except ValueError as error:
        raise InputError(NAME, f"damaged: {error}", _AGAIN) from None
    if not isinstance(said, dict):
        raise InputError(NAME, "is JSON, but no manifest of a package", _AGAIN)
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{max(names, key=names.count)} is said twice")
    return said


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _check_form(said: Mapping[str, Any]) -> None:
    """InputError where it is not in the published form, with the place of the first fault."""
    form = said.get("format")
    version = form.get("version") if isinstance(form, dict) and form.get("name") == FORMAT else None
    if isinstance(version, str) and version != VERSION:
        problem = f"is of version {version} of its form; this program reads {VERSION}"
        raise InputError(NAME, problem, "verify the package with the version of trial-dossier that made it")
    faults = sorted(_form().iter_errors(said), key=lambda one: [str(part) for part in one.absolute_path])
    if faults:
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in faults[0].absolute_path)
        problem = f"damaged: {faults[0].message[:200]}"
        raise InputError(f"{NAME}  {place.lstrip('.')}".rstrip(), problem, _AGAIN)


@cache
def _form() -> Any:
    """What the published form asks."""
    from jsonschema import Draft202012Validator

    text = (Path(__file__).parent / "manifest.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _files(said: list[Mapping[str, Any]]) -> dict[str, Entry]:
    """The files by path; InputError for a path that leads elsewhere, or stands there twice."""
    files: dict[str, Entry] = {}
    for number, one in enumerate(said):
        place, path = f"{NAME}  files[{number}].path", one["path"]
        if _BAD.search(path):
            raise InputError(place, f"{path!r} does not lead to a file below the package; refused", _AGAIN)
        if path in files or path == NAME:
            raise InputError(place, f"{path} {'stands there twice' if path in files else 'is the manifest'}", _AGAIN)
        files[path] = _entry(one)
    folder = next((path for path in files if not files.keys().isdisjoint(folders_above(path))), "")
    if folder:
        above = next(name for name in folders_above(folder) if name in files)
        raise InputError(f"{NAME}  files", f"{above} is a file, and a folder above {folder}", _AGAIN)
    return files


def _entry(one: Mapping[str, Any]) -> Entry:
    parts, dataset = one.get("parts", {}), one.get("dataset", {})
    return Entry(
        one["path"], one["bytes"], one["sha256"], parts.get("bytes", 0),
        tuple(parts.get("sha256_begins", "").split()), dataset.get("records"), dataset.get("variables"),
    )  # fmt: skip


def folders_above(path: str) -> Iterable[str]:
    """The folders that a path leads through, the uppermost first."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
