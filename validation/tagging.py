"""Reads the study tagging file (STF) of a submission, and the index its references point into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lxml import etree

from define_xml.read import CAREFUL
from define_xml.transport.looks import check_regular
from define_xml.transport.whole import readable
from mappings.error import InputError

HREF = "{http://www.w3.org/1999/xlink}href"
LEVELS = 8  # an eCTD has m5/datasets/STUDY/tabulations/sdtm below the sequence


@dataclass(frozen=True)
class Tagging:
    """What a study tagging file says: the study's id, and the tags of each file by its name."""

    file: str
    study_id: str
    tags: Mapping[str, tuple[str, ...]]
    lost: tuple[str, ...] = field(default=())  # references that no leaf of the index answers


def found_tagging(folder: Path) -> Path | None:
    """The study tagging file (stf-*.xml) of a folder of datasets, or of one above it; None if there is none."""
    for place in _upwards(folder):
        files = sorted(place.glob("stf-*.xml"))
        if files:
            return files[0]
    return None


def read_tagging(path: Path) -> Tagging:
    """What a study tagging file says; InputError if it, or the index.xml above it, cannot be read whole."""
    root = _root(path)
    leaves = _leaves(path.parent)
    tags: dict[str, tuple[str, ...]] = {}
    lost: list[str] = []
    for content in _named(root, "doc-content"):
        reference = content.get(HREF, "")
        name = _file(reference, leaves)
        if not name:
            lost.append(reference)
            continue
        said = tuple(tag.get("name", "") for tag in _named(content, "file-tag"))
        tags[name] = (*tags.get(name, ()), *said)
    study = next((one.text or "" for one in _named(root, "study-id")), "")
    return Tagging(path.name, study.strip(), tags, tuple(lost))


def _file(reference: str, leaves: Mapping[str, str]) -> str:
    """The name of the file that a reference means: of the leaf it names in an index, or its own; "" if none."""
    path, _, leaf = reference.partition("#")
    return PurePosixPath(leaves.get(leaf, "") if leaf else path).name


def _leaves(folder: Path) -> dict[str, str]:
    """The files of the leaves of the next index.xml above, by their ids."""
    for place in _upwards(folder):
        if (place / "index.xml").is_file():
            return {leaf.get("ID", ""): leaf.get(HREF, "") for leaf in _named(_root(place / "index.xml"), "leaf")}
    return {}


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
