"""The headings of an eCTD's module 5 and the file-tags of its study tagging files, read from ectd/*.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mappings.error import MappingError, nearest

_DATA = Path(__file__).parent / "ectd"
# What a study tagging file may say of the control in section 5.3.5.1: ICH STF 2.6.1.
CONTROLS = (
    "placebo", "no-treatment", "dose-response-without-placebo", "active-control-without-placebo", "external",
)  # fmt: skip
BIMO_STUDY, BIMO_SECTION = "bimo", "5.3.5.4"


@dataclass(frozen=True)
class Submission:
    """What the backbone says of a study: its id in the data, its title, its folder, its section of module 5.

    `control` is one of `CONTROLS`, "" where nobody said it; `indication` is named by headings that need one.
    """

    study_id: str
    title: str
    folder: str
    section: str
    indication: str = ""
    control: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of the index: its number, its folder, its element, and the attribute it needs, if any."""

    section: str
    folder: str
    element: str
    needs: str


@dataclass(frozen=True)
class FileTag:
    """A file-tag: who defines it (us, ich), what it is for, and where that was read."""

    tag: str
    info_type: str
    use: str
    source: str


def headings(section: str) -> tuple[Heading, ...]:
    """The headings from module 5 down to a section of studies; MappingError for a section that holds none."""
    known = _headings()
    parts = section.split(".")
    chain = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    studies = [one for one in known if not any(other.startswith(f"{one}.") for other in known)]
    if section not in studies:
        remedy = nearest(section, studies) or f"choose one of {', '.join(studies)}"
        raise MappingError("package.toml  package.section", f"{section!r} is no section for reports of a study", remedy)
    return tuple(known[one] for one in chain)


def section_folder(section: str) -> str:
    """The folder of a section below m5: `53-clin-stud-rep/535-.../5351-...`."""
    return "/".join(one.folder for one in headings(section)[1:])


@cache
def file_tags() -> Mapping[str, FileTag]:
    """The file-tags that are known here, by name."""
    rows = _rows("file_tags.csv")
    return {row["tag"]: FileTag(row["tag"], row["info_type"], row["for"], row["source"]) for row in rows}


@cache
def _headings() -> Mapping[str, Heading]:
    rows = _rows("sections.csv")
    # 5.3 itself stands in 5: a chain has each number that a section begins with.
    return {row["section"]: Heading(row["section"], row["folder"], row["element"], row["needs"]) for row in rows}


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
