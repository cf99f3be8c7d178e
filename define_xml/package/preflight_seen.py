"""What stands in a package on disk that FDA's technical rejection criteria ask for: read anew, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath

from lxml import etree
from pandas import DataFrame

from define_xml.package.index import XLINK
from define_xml.package.profile import Profile
from define_xml.package.sections import Submission
from define_xml.package.stf import stf_path
from define_xml.read import CAREFUL
from define_xml.transport.whole import readable
from mappings.error import InputError

# That text is not ASCII is no criterion: the judgement of the datasets tells it.
_ENCODINGS = ("ascii", "utf-8", "cp1252")
_HREFS = (f"{{{XLINK}}}href", "{http://www.w3.org/1999/xlink}href")


@dataclass(frozen=True)
class StudyTags:
    """A study tagging file: where it stands, its study-id, the tags by path, references that lead to no file."""

    path: str
    study_id: str
    tags: Mapping[str, tuple[str, ...]]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A ts.xpt: its variables, the studies it names, and its records as text, in order."""

    variables: tuple[str, ...]
    studies: tuple[str, ...]
    records: tuple[Mapping[str, str], ...]

    @property
    def simplified(self) -> bool:
        """Whether it is the short form that FDA takes for studies of old: it names no parameter in words."""
        return "TSPARM" not in self.variables


@dataclass(frozen=True)
class Seen:
    """The package on disk, read when it is asked for. A file that cannot be read is told in `unread`, by path."""

    root: Path
    submission: Submission
    profile: Profile
    unread: dict[str, str]

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The folders of the datasets: sdtm and adam."""
        return {part: self.profile.folders.place(part, self.submission.folder) for part in ("sdtm", "adam")}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All files of the study in the package, by path; the study tagging file is none of them."""
        base = self.root / PurePosixPath(self.folders["sdtm"]).parents[1]
        return tuple(sorted(one.relative_to(self.root).as_posix() for one in base.rglob("*") if one.is_file()))

    @cached_property
    def unclaimed(self) -> tuple[str, ...]:
        """Files of other studies in the package, such as site-level data, that no study tagging file names."""
        base = self.root / "m5"
        found = [one.relative_to(self.root).as_posix() for one in (base / "datasets").rglob("*") if one.is_file()]
        others = sorted(set(found) - set(self.files))
        files = sorted((base / "53-clin-stud-rep").rglob("stf-*.xml")) if others else []
        tagged = [self.tags_of(one.relative_to(self.root).as_posix()) for one in files]
        named = {path for one in tagged if one for path in one.tags}
        return tuple(one for one in others if one not in named)

    def datasets(self, part: str) -> tuple[str, ...]:
        """The transport files of a floor, parts among them."""
        front = f"{self.folders[part]}/"
        return tuple(one for one in self.files if one.startswith(front) and one.endswith(".xpt"))

    def holds(self, part: str, name: str) -> bool:
        """Whether a floor's folder has a file of exactly that name."""
        return f"{self.folders[part]}/{name}" in self.files

    def summary(self) -> Summary | None:
        """ts.xpt; None where there is none, or none that can be read."""
        return self._summary

    def studies(self, name: str, part: str = "sdtm") -> tuple[str, ...]:
        """The values of STUDYID in a dataset; none where it is not there or cannot be read."""
        found = self._read(part, name)
        return () if found is None else found.studies

    @cached_property
    def _summary(self) -> Summary | None:
        return self._read("sdtm", "ts.xpt")

    def _read(self, part: str, name: str) -> Summary | None:
        path = f"{self.folders[part]}/{name}"
        if path not in self.files or path in self.unread:
            return None
        frame = self._frame(path)
        if frame is None:
            return None
        wanted = [one for one in ("STUDYID", "TSPARMCD", "TSVAL", "TSVALNF") if one in frame]
        rows = frame[wanted].astype("object").where(frame[wanted].notna(), "").to_dict("records")
        records = tuple({str(key): str(value).rstrip() for key, value in row.items()} for row in rows)
        studies = tuple(sorted({row.get("STUDYID", "") for row in records}))
        return Summary(tuple(frame.columns), studies, records)

    def _frame(self, path: str) -> DataFrame | None:
        """The records of a transport file in the first encoding that fits; None where it cannot be read."""
        from define_xml.transport.files import read_dataset

        for encoding in _ENCODINGS:
            try:
                found = read_dataset(self.root / path, encoding=encoding).records
            except InputError as error:
                self.unread.setdefault(path, error.problem)
            else:
                self.unread.pop(path, None)
                return found
        return None

    @cached_property
    def tagging(self) -> StudyTags | None:
        """The study tagging file of the study; None where there is none, or none that can be read."""
        return self.tags_of(stf_path(self.submission, self.profile))

    def tags_of(self, path: str) -> StudyTags | None:
        """A study tagging file with its references resolved; None where it is not there or cannot be read."""
        root = self._xml(path)
        if root is None:
            return None
        index = self._xml(self.profile.folders.index)
        leaves = {} if index is None else {one.get("ID", ""): _href(one) for one in index.iter("{*}leaf")}
        tags: dict[str, tuple[str, ...]] = {}
        lost: list[str] = []
        for content in root.iter("{*}doc-content"):
            target = _target(_href(content), path, leaves)
            if not (self.root / target).is_file() or not target:
                lost.append(_href(content))
                continue
            tags[target] = (*tags.get(target, ()), *(one.get("name", "") for one in content.iter("{*}file-tag")))
        study = next((one.text or "" for one in root.iter("{*}study-id")), "")
        return StudyTags(path, study.strip(), tags, tuple(lost))

    def _xml(self, path: str) -> etree._Element | None:
        """The root of an XML file of the package; None where it is not there or cannot be read."""
        file = self.root / path
        if not file.is_file():
            return None
        with readable(file):
            content = file.read_bytes()
        try:
            return etree.fromstring(content, etree.XMLParser(**CAREFUL))
        except etree.XMLSyntaxError as error:
            self.unread[path] = f"is not well-formed XML: {str(error).splitlines()[0]}"
            return None


def _href(element: etree._Element) -> str:
    return next((element.get(name, "") for name in _HREFS if element.get(name)), "")


def _target(reference: str, path: str, leaves: Mapping[str, str]) -> str:
    """The path in the package that a reference of the study tagging file leads to; "" for none."""
    front, _, leaf = reference.partition("#")
    if leaf:
        return leaves.get(leaf, "")
    return normpath(join(dirname(path), front)) if front else ""
