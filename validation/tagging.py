"""Reads the study tagging file (STF) of a submission, and the index its references point into."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lxml import etree

from define_xml.read import CAREFUL
from define_xml.transport.looks import check_regular
from define_xml.transport.whole import readable
from mappings.error import InputError

# The second is the address that ICH's document types name, with its c after w3.
HREFS = ("{http://www.w3.org/1999/xlink}href", "{http://www.w3c.org/1999/xlink}href")
LEVELS = 8  # an eCTD has m5/datasets/STUDY/tabulations/sdtm below the sequence
REPORTS = "53-clin-stud-rep"  # where the study tagging files of module 5 stand


@dataclass(frozen=True)
class Tagging:
    """What a study tagging file says: the study's id, and the tags of each file by its name."""

    file: str
    study_id: str
    tags: Mapping[str, tuple[str, ...]]
    lost: tuple[str, ...] = field(default=())  # references that no leaf of the index answers


@dataclass(frozen=True)
class _Told:
    """A file that is named, with its tags: its name, and the path that the reference leads to."""

    name: str
    path: Path
    tags: tuple[str, ...]


def found_tagging(folder: Path) -> Path | None:
    """The study tagging file (stf-*.xml) of a folder of datasets; None if there is none.

    It stands in the folder or in one above it; or, in an eCTD, below m5/53-clin-stud-rep, where that of the study is
    the one whose folder or name is the study's folder in m5/datasets, else whose study-id is.
    """
    for place in _upwards(folder):
        files = sorted(place.glob("stf-*.xml"))
        if files:
            return files[0]
        if place.name.lower() == "m5" and (place / REPORTS).is_dir():
            return _of_study(sorted((place / REPORTS).rglob("stf-*.xml")), _study_folder(place, folder))
    return None


def _study_folder(module: Path, folder: Path) -> str:
    """The study's folder of a folder below m5: `respine` of m5/datasets/respine/tabulations/sdtm."""
    below = folder.resolve().relative_to(module).parts
    return below[1] if len(below) > 1 and below[0].lower() == "datasets" else ""


def _of_study(files: Sequence[Path], study: str) -> Path | None:
    """The file of these that is the study's; a single one is taken for it, so that what it says wrongly is seen."""
    named = [path for path in files if study and study.lower() in (path.parent.name.lower(), path.stem.lower()[4:])]
    if named:
        return named[0]
    told = [path for path in files if study and _folder_name(_study_id(path)) == _folder_name(study)]
    if told:
        return told[0]
    return files[0] if len(files) == 1 else None


def _study_id(path: Path) -> str:
    """The study-id of a study tagging file; "" of one that cannot be read."""
    try:
        return next((one.text or "" for one in _named(_root(path), "study-id")), "").strip()
    except InputError:
        return ""


def _folder_name(study: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", study.lower()).strip("-")


def read_tagging(path: Path, folder: Path | None = None) -> Tagging:
    """What a study tagging file says; InputError if it, or the index.xml above it, cannot be read whole.

    With `folder`, that of the datasets: a file of the same name elsewhere in the submission, such as the define.xml of
    the analysis datasets, is not taken for the one that lies there.
    """
    root = _root(path)
    home, leaves = _leaves(path.parent)
    told: list[_Told] = []
    lost: list[str] = []
    for content in _named(root, "doc-content"):
        reference = _href(content)
        target = _target(reference, path.parent, home, leaves)
        if target is None:
            lost.append(reference)
            continue
        said = tuple(tag.get("name", "") for tag in _named(content, "file-tag"))
        told.append(_Told(target.name, target, said))
    study = next((one.text or "" for one in _named(root, "study-id")), "")
    return Tagging(path.name, study.strip(), _tags(told, folder), tuple(lost))


def _tags(told: Sequence[_Told], folder: Path | None) -> dict[str, tuple[str, ...]]:
    """The tags by the names of files: of those in the folder, and of those that lie nowhere, by name alone."""
    tags: dict[str, tuple[str, ...]] = {}
    home = None if folder is None else _plain(folder)
    for one in told:
        # A sequence may be judged away from its files: then nothing but the name tells which is meant.
        if home is None or _plain(one.path.parent) == home or not one.path.is_file():
            tags[one.name] = (*tags.get(one.name, ()), *one.tags)
    return tags


def _plain(path: Path) -> str:
    """The path as the system knows it, without `..` and links."""
    return os.path.realpath(path)


def _target(reference: str, here: Path, home: Path, leaves: Mapping[str, str]) -> Path | None:
    """The file that a reference means: of the leaf it names in an index, or its own; None if none."""
    path, _, leaf = reference.partition("#")
    said, base = (leaves.get(leaf, ""), home) if leaf else (path, here)
    if not PurePosixPath(said).name:
        return None
    return base / said


def _leaves(folder: Path) -> tuple[Path, dict[str, str]]:
    """The next index.xml above: its folder, and the files of its leaves, by their ids."""
    for place in _upwards(folder):
        if (place / "index.xml").is_file():
            return place, {leaf.get("ID", ""): _href(leaf) for leaf in _named(_root(place / "index.xml"), "leaf")}
    return folder, {}


def _href(element: etree._Element) -> str:
    return next((element.get(name, "") for name in HREFS if element.get(name)), "")


def _upwards(folder: Path) -> Iterator[Path]:
    """The folder and those above it, nearest first."""
    whole = folder.resolve()
    yield from (whole, *whole.parents)[:LEVELS]


def _root(path: Path) -> etree._Element:
    check_regular(path, "an XML file")
    with readable(path):
        content = path.read_bytes()
    try:
        return etree.fromstring(content, etree.XMLParser(**CAREFUL))
    except etree.XMLSyntaxError as error:
        words = str(error).splitlines()[0]
        raise InputError(path.name, f"is not well-formed XML: {words}", "mend the file, or take it away") from None


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    """The elements of that local name below, whatever their namespace."""
    return [one for one in element.iter() if isinstance(one.tag, str) and etree.QName(one).localname == name]
