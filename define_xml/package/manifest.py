"""The manifest of a package: every file with its hashes, what the datasets hold, and what all of it was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from define_xml.package.manifest_sources import Release, Source, spec_hash
from define_xml.package.measured import measured
from define_xml.package.placed import Placed
from define_xml.package.walked import FILE, walked
from define_xml.transport.whole import readable
from mappings.error import InputError

NAME, FORMAT, VERSION = "manifest.json", "trial-dossier package manifest", "1.0"
FINGERPRINT = "fingerprint"


@dataclass(frozen=True)
class About:
    """What a manifest says beside the files: whose package it is, and what it was made with and of.

    `software` are names and versions; `spec` and `inputs` are the files of the study and of the raw export.
    """

    study: str
    profile: str
    software: tuple[tuple[str, str], ...] = ()
    releases: tuple[Release, ...] = ()
    spec: tuple[Source, ...] = ()
    inputs: tuple[Source, ...] = ()


def manifest_bytes(root: Path, placed: Sequence[Placed], about: About) -> bytes:
    """manifest.json of the finished package below `root`; the same files and words give the same bytes.

    InputError for a file of the package that is not there, for one below `root` that nobody placed, and for a dataset
    that cannot be read.
    """
    files = _whole_tree(root, placed)
    entries = [_entry(root, files[path]) for path in sorted(files)]
    datasets = [one["dataset"] for one in entries if one["kind"] == "dataset" and "dataset" in one]
    said = {
        "format": {"name": FORMAT, "version": VERSION},
        "study": about.study,
        "profile": about.profile,
        "software": [{"name": name, "version": version} for name, version in about.software],
        "releases": [_release(one) for one in about.releases],
        "spec": {"sha256": spec_hash(about.spec), "files": [_source(one) for one in about.spec]},
        "inputs": [_source(one) for one in about.inputs],
        "files": entries,
        "totals": {
            "files": len(entries), "bytes": sum(one["bytes"] for one in entries), "datasets": len(datasets),
            "records": sum(one["records"] for one in datasets),
        },
    }  # fmt: skip
    return canonical({**said, FINGERPRINT: fingerprint(said)})


def canonical(said: Mapping[str, Any]) -> bytes:
    """The statements as JSON, each in one way only: keys sorted, a line for each, plain ASCII, LF at the end."""
    return (json.dumps(said, sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False) + "\n").encode("ascii")


def fingerprint(said: Mapping[str, Any]) -> str:
    """The SHA-256 of all the statements, but for the fingerprint itself: one line that stands for the package."""
    return sha256(canonical({key: value for key, value in said.items() if key != FINGERPRINT})).hexdigest()


def counted(path: Path, lenient: bool = False) -> dict[str, Any]:
    """What the file of a dataset holds: name, label, records, variables; InputError if it cannot be read.

    `lenient` counts the whole records of a damaged file.
    """
    from define_xml.transport.files import open_dataset
    from define_xml.transport.stream import Reading

    stream = open_dataset(path, Reading(lenient=lenient))
    records = stream.count if stream.count is not None else sum(len(chunk) for chunk in stream.chunks())
    return {
        "name": stream.spec.name, "label": stream.spec.label, "records": records,
        "variables": len(stream.spec.variables),
    }  # fmt: skip


def _whole_tree(root: Path, placed: Sequence[Placed]) -> dict[str, Placed]:
    """The files by path; InputError where what was placed is not what is there."""
    files = {one.path: one for one in placed if one.path != NAME}
    found = walked(root)
    there = {path for path, one in found.items() if one.kind == FILE and path != NAME}
    lost, strange = sorted(files.keys() - there), sorted(there - files.keys())
    if lost:
        raise InputError(lost[0], "is a file of the package and was not written", "make the package again")
    if strange:
        remedy = "nobody placed it: take it out, or name it among the programs in package.toml"
        raise InputError(strange[0], "is no file of the package", remedy)
    return files


def _entry(root: Path, placed: Placed) -> dict[str, Any]:
    path = root / placed.path
    with readable(path):
        found = measured(path)
    entry: dict[str, Any] = {
        "path": placed.path, "kind": placed.kind, "bytes": found.bytes, "sha256": found.sha256, "md5": found.md5,
    }  # fmt: skip
    entry |= {key: value for key in ("part", "title", "tag") if (value := getattr(placed, key))}
    if found.parts:
        entry["parts"] = {"bytes": found.part, "sha256_begins": " ".join(found.parts)}
    if placed.kind in {"dataset", "split"}:
        entry["dataset"] = counted(path)
    return entry


def _source(one: Source) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if value is not None}


def _release(one: Release) -> dict[str, Any]:
    files = [_source(file) for file in one.files]
    return {"name": one.name, "version": one.version, "kind": one.kind, "files": files}
