"""The rejection pre-flight: FDA's technical rejection criteria answered with evidence, and the filled self-check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from define_xml.package.guides.paper import Paper
from define_xml.package.preflight_criteria import (
    CHAIN,
    MET,
    NOT_ASKED,
    NOT_MET,
    SIMPLIFIED_UNTIL,
    TS_SECTIONS,
    Criterion,
    Evidence,
    criteria,
    start_of,
    wanted_tags,
)
from define_xml.package.preflight_paper import SOURCE, self_check
from define_xml.package.preflight_seen import Seen
from define_xml.package.profile import Profile
from define_xml.package.sections import Submission
from mappings.error import MappingError

FORMAT, VERSION = "trial-dossier rejection pre-flight", "1.0"
UNKNOWN = "1737"


@dataclass(frozen=True)
class Check:
    """A line of the self-check: what is asked, the answer, and what it was read in."""

    asked: str
    answer: str
    source: str


@dataclass(frozen=True)
class TaggedFile:
    """A transport file or define.xml: its path, its tags, the tag it should have."""

    path: str
    tags: str
    wanted: str


@dataclass(frozen=True)
class Preflight:
    """The answers: each criterion, the self-check, the files with their tags, references of STF that lead nowhere."""

    submission: Submission
    criteria: tuple[Criterion, ...]
    checks: tuple[Check, ...]
    files: tuple[TaggedFile, ...]
    lost: tuple[str, ...] = ()

    @property
    def green(self) -> bool:
        """Whether every criterion that can be judged is met or not asked of this study, and every reference leads."""
        judged = [one.answer for one in self.criteria if one.number != UNKNOWN]
        return not self.lost and all(answer in (MET, NOT_ASKED) for answer in judged)

    @property
    def stopped(self) -> str:
        """The criterion at which FDA's gateway stops; "" where it does not."""
        return next((one.number for one in self.criteria if one.number in CHAIN and one.answer == NOT_MET), "")

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        counts = {answer: len([one for one in self.criteria if one.answer == answer]) for answer in (MET, NOT_MET)}
        told = f"{counts[MET]} met, {counts[NOT_MET]} not met"
        told += f"; references of the study tagging file that lead to no file: {len(self.lost)}" if self.lost else ""
        if self.stopped:
            return f"FDA's gateway would reject at criterion {self.stopped}: {told}"
        if self.green:
            rest = [one.number for one in self.criteria if one.answer == NOT_ASKED]
            unasked = f"{' and '.join(rest)} not asked of this study, " if rest else ""
            return f"green: {told}; {unasked}{UNKNOWN} not judged"
        return f"not green: {told}"

    def json_bytes(self) -> bytes:
        """All of it as JSON: sorted, the same for the same package."""
        about = {"study": self.submission.study_id, "section": self.submission.section}
        told = {
            "format": FORMAT, "version": VERSION, **about, "green": self.green, "stopped_at": self.stopped or None,
            "words": self.words, "source": SOURCE, "criteria": [asdict(one) for one in self.criteria],
            "self_check": [asdict(one) for one in self.checks], "files": [asdict(one) for one in self.files],
            "lost_references": list(self.lost),
        }  # fmt: skip
        return f"{json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True)}\n".encode()

    def paper(self) -> Paper:
        """All of it as a paper: the outcome, the self-check, each criterion with its evidence, files and tags."""
        return self_check(self)


def preflight(root: Path, submission: Submission, profile: Profile) -> Preflight:
    """FDA's criteria answered for the package that stands on disk below `root`.

    All is read anew from the files themselves: ts.xpt, dm.xpt, adsl.xpt, the study tagging file and the index.
    MappingError for a profile that FDA's criteria do not decide about.
    """
    if not profile.rejection:
        problem = f"FDA's technical rejection criteria do not decide at {profile.id}"
        raise MappingError("profile", problem, "make the package for fda")
    seen = Seen(root, submission, profile, {})
    answers = criteria(seen)
    lost = seen.tagging.lost if seen.tagging else ()
    return Preflight(submission, answers, tuple(_checks(seen, answers)), tuple(_files(seen)), lost)


def _checks(seen: Seen, answers: tuple[Criterion, ...]) -> Iterator[Check]:
    """The lines of the self-check, in the order in which the worksheet asks."""
    by = {one.number: one for one in answers}
    folder, tagging = seen.folders["sdtm"], seen.tagging
    ts = f"{folder}/ts.xpt"
    summary = seen.summary()
    stf = tagging.path if tagging else "-"
    yield Check("Study (study-id)", tagging.study_id if tagging else "no study tagging file", stf)
    section = seen.submission.section
    yield Check("Section of module 5", section, stf)
    yield Check("Is ts.xpt asked for in this section?", _yes(bool(TS_SECTIONS.fullmatch(section))), stf)
    kind = "no" if summary is None else f"yes, {'simplified' if summary.simplified else 'full'}"
    yield Check("Is ts.xpt there?", kind, ts)
    told = [one for one in by["1734"].evidence if one.words.startswith("SSTDTC")]
    yield Check("Study start (SSTDTC)", "; ".join(one.value or one.words for one in told) or "not told", ts)
    yield Check("Is STUDYID of ts.xpt the study-id?", _same(summary is not None and tagging is not None, by), stf)
    start = start_of(summary)
    yield Check(f"Did it start after {SIMPLIFIED_UNTIL}?", _yes(start > SIMPLIFIED_UNTIL) if start else "not known", ts)
    for part, name in (("sdtm", "dm.xpt"), ("sdtm", "define.xml"), ("adam", "adsl.xpt"), ("adam", "define.xml")):
        words = f"Is {name} there ({'tabulation' if part == 'sdtm' else 'analysis'})?"
        yield Check(words, _yes(seen.holds(part, name)), f"{seen.folders[part]}/{name}")
    yield Check("Are all files named by the study tagging file?", _plainly(by["1789"]), stf)
    yield Check("Are all file-tags those of the standard?", _plainly(by["1735"]), stf)


def _same(comparable: bool, by: dict[str, Criterion]) -> str:
    """Whether the study-id was found equal, in whichever criterion compares it."""
    compared: list[Evidence] = [
        told for number in ("1734", "1738") for told in by[number].evidence if told.words.startswith("study-id")
    ]
    if not comparable or not compared:
        return "not compared"
    return _yes(not any(one.wrong for one in compared))


def _plainly(one: Criterion) -> str:
    return {MET: "yes", NOT_MET: "no"}.get(one.answer, one.answer)


def _yes(right: bool) -> str:
    return "yes" if right else "no"


def _files(seen: Seen) -> Iterator[TaggedFile]:
    tags = seen.tagging.tags if seen.tagging else {}
    for path, wanted in sorted(wanted_tags(seen).items()):
        yield TaggedFile(path, ", ".join(tags.get(path, ())) or "none", wanted)
