"""The command that verifies a package: one line for each difference, then a line to know the package by."""

from __future__ import annotations

import argparse

from mappings.command import CLEAN, FINDINGS, INPUT

# `--help` waits for what stands here; type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from define_xml.package.difference import Difference
    from define_xml.package.manifest_read import Manifest
    from define_xml.package.verify import Verified

_SHORTEST = 12


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of `verify`."""
    command.add_argument("folder", metavar="DIR", help="the package: the folder that manifest.json is in")
    command.add_argument(
        "--fingerprint", default="", metavar="SHA256",
        help="what the package is known by, or its first twelve letters or more: an edited manifest is found out",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="the differences as JSON")


def run(options: argparse.Namespace) -> int:
    """The exit status, with the differences printed: 0 whole, 1 differences, 3 something that cannot be read."""
    from pathlib import Path

    from define_xml.package.verify import verified

    done = verified(Path(options.folder), checked_fingerprint(options.fingerprint))
    print(as_json(done) if options.json else "\n".join(screen(done)))
    if any(one.kind == "unreadable" for one in done.differences):
        return INPUT
    return FINDINGS if done.differences else CLEAN


def checked_fingerprint(text: str) -> str:
    """The fingerprint in lower case; MappingError for what can be none."""
    import re

    from mappings.error import MappingError

    said = text.strip().lower()
    if text and not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", said):
        problem = f"{text!r} is no fingerprint: it has {_SHORTEST} to 64 of the letters 0-9 and a-f"
        raise MappingError("--fingerprint", problem, "take it from the last line that package or verify wrote")
    return said


def screen(done: Verified) -> list[str]:
    """What is told on the screen."""
    wide = max((len(one.kind) for one in done.differences), default=0)
    lines = [f"{one.kind:{wide}}  {shown(one)}" for one in done.differences]
    return [*lines, *([""] if lines else []), *_closing(done)]


def shown(one: Difference) -> str:
    """A difference in words, its file first; letters that would move the cursor are written as their number."""
    text = f"{one.path}  {one.words}"
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)


def _closing(done: Verified) -> list[str]:
    said, manifest = done.manifest.said, done.manifest
    totals = said["totals"]
    size = f"{totals['files']:,} files, {totals['bytes']:,} bytes"
    held = f"{totals['datasets']:,} datasets with {totals['records']:,} records"
    whose = f"{said['study']}, profile {said['profile']}{_software(manifest)}"
    count = len(done.differences)
    if count:
        return [f"NOT as packaged: {count:,} difference{'s' * (count != 1)} ({whose}: {size})", _known_by(manifest)]
    return [f"whole: {size}, {held}, all as packaged ({whose})", _known_by(manifest)]


def _software(manifest: Manifest) -> str:
    name = next((one for one in manifest.said["software"] if one["name"] == "trial-dossier"), None)
    return f", made by trial-dossier {name['version']}" if name else ""


def _known_by(manifest: Manifest) -> str:
    return f"fingerprint {manifest.fingerprint}"


def as_json(done: Verified) -> str:
    """All of it as one JSON object."""
    import json

    manifest = done.manifest
    said = {
        "study": manifest.said["study"], "profile": manifest.said["profile"], "fingerprint": manifest.fingerprint,
        "whole": not done.differences, "totals": manifest.said["totals"],
        "differences": [
            {"kind": one.kind, "path": one.path, "other": one.other, "words": one.words} for one in done.differences
        ],
    }  # fmt: skip
    return json.dumps(said, indent=1, ensure_ascii=True)
