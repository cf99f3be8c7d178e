"""What lies in the folder of a finished build: what define.xml names, what else the build wrote, what is foreign."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from define_xml.document.metadata import Define
from define_xml.package.gather import read_json
from define_xml.package.placed import Part
from define_xml.transport.formats import ALSO, FORMATS
from define_xml.transport.whole import LOCK, readable
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import StudySpec

DEFINE, PAGE, LEDGER = "define.xml", "define.html", "ledger.json"
BUILD = {"sdtm": "python -m sdtm build", "adam": "python -m adam build"}
# What the commands write beside the datasets and is not submitted.
# A lock may stay behind a run that ended well, on Windows.
_BESIDE = frozenset({DEFINE, PAGE, LEDGER, LOCK, "listings.json", "waivers.toml"})
_FOLDERS = frozenset({"expectations", "validation", "tables", "adam"})
_DRAFT = re.compile(r"\..+\.\d+(\.old)?\.part")
_SHOWN = 8


@dataclass(frozen=True)
class Inventory:
    """A build's folder: its define.xml read, the file of each dataset, all names there, and what is not packaged."""

    part: Part
    folder: Path
    define: Define
    spec: StudySpec
    datasets: Mapping[str, str]  # dataset -> file
    names: frozenset[str]
    findings: tuple[Finding, ...]


def inventory(part: Part, folder: Path) -> Inventory:
    """What lies in the folder of a finished build of `part`.

    InputError for a folder that holds links or devices, drafts of a run that did not end, no define.xml or ledger, or
    a define.xml that names datasets which are not there.
    """
    from define_xml.read import read_define
    from define_xml.to_spec import spec_from_define

    entries = _entries(folder)
    _refuse_unfinished(part, folder, entries)
    define = read_define(folder / DEFINE)
    spec = spec_from_define(define)
    datasets = {one.name: one.href or f"{one.name.lower()}.xpt" for one in spec.datasets if not one.has_no_data}
    _refuse_absent(part, folder, datasets, entries)
    named = {*datasets.values(), *(one.href for one in spec.documents), define.stylesheet}
    _refuse_twins(folder, {*named, DEFINE, PAGE}, entries)
    foreign = [name for name in entries if name not in named and not _known(name, entries[name], datasets)]
    findings = tuple(_foreign(part, name, entries[name]) for name in foreign)
    files = frozenset(name for name, mode in entries.items() if stat.S_ISREG(mode))
    return Inventory(part, folder, define, spec, datasets, files, findings)


def _entries(folder: Path) -> dict[str, int]:
    """The names in the folder and their modes; InputError where one is neither a file nor a folder."""
    if not folder.is_dir():
        raise InputError(folder.name, "there is no such folder of a build", "build first, or check the path")
    with readable(folder):
        found = {path.name: path.lstat().st_mode for path in sorted(folder.iterdir())}
    odd = [name for name, mode in found.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))]
    if odd:
        told = ", ".join(f"{name} ({'a link' if stat.S_ISLNK(found[name]) else 'no regular file'})" for name in odd)
        problem = f"holds what cannot be packaged: {told}"
        raise InputError(folder.name, problem, "take it away, or put the file itself in its place")
    return found


def _refuse_unfinished(part: Part, folder: Path, entries: Mapping[str, int]) -> None:
    """InputError for a build that did not end, or that made some of its datasets only."""
    drafts = [name for name in entries if _DRAFT.fullmatch(name)]
    if drafts:
        problem = f"the build did not end: {', '.join(drafts)} is left of it"
        raise InputError(folder.name, problem, f"wait for it, or build again: {BUILD[part]}")
    for name in (DEFINE, LEDGER):
        if name not in entries:
            problem = f"is no finished build: there is no {name}"
            remedy = f"build all datasets: {BUILD[part]}, without --only and --define none"
            raise InputError(folder.name, problem, remedy)
    told = read_json(folder / LEDGER).get("findings", ())
    if any(isinstance(one, dict) and one.get("check") == "define_not_renewed" for one in told):
        problem = "is no finished build: the last run made some datasets only, and define.xml is of an earlier one"
        raise InputError(folder.name, problem, f"build all datasets: {BUILD[part]}, without --only")


def _refuse_absent(part: Part, folder: Path, datasets: Mapping[str, str], entries: Mapping[str, int]) -> None:
    """InputError for datasets that are not transport files, or not there."""
    other = sorted(file for file in datasets.values() if not re.fullmatch(r"[^/\\]+\.xpt", file))
    if other:
        problem = f"define.xml names {_listed(other)}: a package has transport files, beside define.xml"
        raise InputError(folder.name, problem, f"build with --format xpt first: {BUILD[part]}")
    absent = sorted(file for file in datasets.values() if not stat.S_ISREG(entries.get(file, 0)))
    if absent:
        folded = {name.casefold(): name for name in entries}
        twins = [folded[file.casefold()] for file in absent if file.casefold() in folded]
        remedy = f"{', '.join(twins)} is spelt otherwise: names are in lower case" if twins else BUILD[part]
        raise InputError(folder.name, f"define.xml names {_listed(absent)}, not there", remedy)


def _refuse_twins(folder: Path, packaged: set[str], entries: Mapping[str, int]) -> None:
    """InputError for names that differ from that of a packaged file in case only."""
    spelt = {name.casefold(): name for name in packaged if name in entries}
    twins = [(spelt[name.casefold()], name) for name in entries if spelt.get(name.casefold(), name) != name]
    if twins:
        told = ", ".join(f"{one} and {other}" for one, other in twins)
        problem = f"{told} differ in case only: on other systems they are one file"
        raise InputError(folder.name, problem, "take one of them away")


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _known(name: str, mode: int, datasets: Mapping[str, str]) -> bool:
    """Whether a build or a judgement writes a file or folder of that name."""
    if stat.S_ISDIR(mode):
        return name in _FOLDERS
    stem, _, suffix = name.partition(".")
    other = suffix in (*FORMATS, *ALSO, "ndjson.json") and suffix != "xpt"
    return name in _BESIDE or (other and stem.upper() in datasets)


def _foreign(part: Part, name: str, mode: int) -> Finding:
    """A file or folder that no build wrote there; a dataset among them is the graver."""
    if name.lower().endswith(".xpt"):
        words = "a dataset that define.xml does not name: it is not packaged"
        return Finding("not_packaged", "error", words, f"{part}/{name}")
    kind = "folder" if stat.S_ISDIR(mode) else "file"
    words = f"a {kind} that is not of the build: it is not packaged"
    return Finding("not_packaged", "warning", words, f"{part}/{name}")
