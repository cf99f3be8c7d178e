"""FDA's technical rejection criteria for study data, one by one, each answered with what the files show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from define_xml.package.preflight_seen import Seen, StudyTags, Summary
from define_xml.package.stf import stf_path

MET, NOT_MET, NOT_JUDGED, NOT_ASKED = "met", "not met", "not judged", "not asked"
# What stands behind a criterion that is not met is not looked at.
CHAIN = ("1789", "1734", "1735", "1736")
# Sections of module 5 in which a study needs ts.xpt with its start, and sections that need no study tagging file.
TS_SECTIONS = re.compile(r"5\.3\.(1\.[12]|3\.[1-4]|4(\.[12])?|5\.[12])")
UNTAGGED_SECTIONS = ("5.2", "5.3.6", "5.4")
# Studies that started later need datasets in full (NDA, BLA, ANDA); the second day is that of commercial INDs.
SIMPLIFIED_UNTIL, SIMPLIFIED_UNTIL_IND = "2016-12-17", "2017-12-17"
# For studies that started later the study-id is compared in 1738, which is medium; before, in 1734.
COMPARED_SINCE = "2023-03-15"
FLAVORS = frozenset(
    ("NI", "NINF", "ASKU", "TRC", "INV", "UNC", "NAV", "MSK", "OTH", "DER", "NASK", "NA", "PINF", "UNK", "QS")
)  # fmt: skip
DATASET_TAGS = {"sdtm": "data-tabulation-dataset-sdtm", "adam": "analysis-dataset-adam"}
DEFINE_TAGS = {"sdtm": "data-tabulation-data-definition", "adam": "analysis-data-definition"}
FLOOR_NAMES = {"sdtm": "SDTM", "adam": "ADaM"}
SUBJECTS = {"sdtm": "dm.xpt", "adam": "adsl.xpt"}
_SHORT = ("STUDYID", "TSPARMCD", "TSVAL", "TSVALNF")


@dataclass(frozen=True)
class Evidence:
    """What was seen: the file, the record in it (from 1; 0 for the file as a whole), the value, in words."""

    file: str
    words: str
    record: int = 0
    value: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Criterion:
    """One criterion: its number, how grave FDA says it is, what it asks, the answer, what the answer stands on.

    `reached` is false where FDA's gateway stops before it.
    """

    number: str
    severity: str
    asks: str
    answer: str
    evidence: tuple[Evidence, ...]
    reached: bool = True


def criteria(seen: Seen) -> tuple[Criterion, ...]:
    """Every criterion with its answer, in the order in which FDA's gateway looks at them."""
    found = [_answered(number, seen) for number in (*CHAIN, "1737", "1738")]
    stopped = next((one.number for one in found if one.number in CHAIN and one.answer == NOT_MET), "")
    behind = CHAIN[CHAIN.index(stopped) + 1 :] if stopped else ()
    return tuple(replace(one, reached=one.number not in behind) for one in found)


def _answered(number: str, seen: Seen) -> Criterion:
    severity, asks, judge = CRITERIA[number]
    answer, evidence = judge(seen)
    return Criterion(number, severity, asks, answer, evidence)


Answer = tuple[str, tuple[Evidence, ...]]


def _by(evidence: Iterator[Evidence]) -> Answer:
    """Met, if nothing of the evidence is wrong."""
    found = tuple(evidence)
    return (NOT_MET if any(one.wrong for one in found) else MET), found


def _tagged(seen: Seen) -> Answer:
    section = seen.submission.section
    if section in UNTAGGED_SECTIONS:
        return NOT_ASKED, (Evidence("", f"section {section} needs no study tagging file"),)
    if seen.tagging is None:
        return NOT_MET, (_no_tagging(seen, wrong=True),)
    return _by(_named(seen, seen.tagging))


def _no_tagging(seen: Seen, wrong: bool = False) -> Evidence:
    path = stf_path(seen.submission, seen.profile)
    words = f"the study tagging file {seen.unread[path]}" if path in seen.unread else "there is no study tagging file"
    return Evidence(path, words, wrong=wrong)


def _named(seen: Seen, tagging: StudyTags) -> Iterator[Evidence]:
    """Files that the study tagging file does not name, references that lead nowhere, and how many are named."""
    missing = [one for one in seen.files if one not in tagging.tags]
    yield from (Evidence(one, "the study tagging file does not name it", wrong=True) for one in missing)
    for one in seen.unclaimed:
        yield Evidence(one, "no study tagging file names it", wrong=True)
    for reference in tagging.lost:
        # No file is unnamed by it, so it is not this criterion that fails; the package is not green all the same.
        yield Evidence(tagging.path, "a reference leads to no file of the package", value=reference)
    named = len(seen.files) - len(missing)
    yield Evidence(tagging.path, f"names {named} of the study's {len(seen.files)} files")


def _started(seen: Seen) -> Answer:
    section = seen.submission.section
    if not TS_SECTIONS.fullmatch(section):
        return NOT_ASKED, (Evidence("", f"section {section} needs no ts.xpt"),)
    path = f"{seen.folders['sdtm']}/ts.xpt"
    summary = seen.summary()
    if summary is None:
        words = f"cannot be read: {seen.unread[path]}" if path in seen.unread else "there is no file of this name"
        return NOT_MET, (Evidence(path, words, wrong=True),)
    return _by(_start_seen(seen, summary, path))


def _start_seen(seen: Seen, summary: Summary, path: str) -> Iterator[Evidence]:
    """What ts.xpt says of the start of the study, and of which study it is."""
    kind = "simplified" if summary.simplified else "full"
    yield Evidence(path, f"a {kind} TS: records {len(summary.records)}, variables {len(summary.variables)}")
    starts = [(place, one) for place, one in enumerate(summary.records, 1) if one.get("TSPARMCD") == "SSTDTC"]
    if not starts:
        yield Evidence(path, "no record of SSTDTC tells when the study started", wrong=True)
    for place, one in starts:
        yield _start(path, place, one.get("TSVAL", ""), one.get("TSVALNF", ""))
    if len(starts) > 1:
        yield Evidence(path, "the start of the study is told more than once", starts[1][0], wrong=True)
    if summary.simplified:
        yield from _short(summary, path, start_of(summary))
    if start_of(summary) <= COMPARED_SINCE:
        yield from studies_seen(seen, summary, path)


def start_of(summary: Summary | None) -> str:
    """The day on which the study started, "" where ts.xpt tells none."""
    told = [one.get("TSVAL", "") for one in (summary.records if summary else ()) if one.get("TSPARMCD") == "SSTDTC"]
    return told[0] if told and _is_day(told[0]) else ""


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _start(path: str, place: int, value: str, flavor: str) -> Evidence:
    """One record of the start: a day, or a null flavor, not both."""
    if value and flavor:
        return Evidence(path, "SSTDTC has a value and a null flavor", place, f"{value}, {flavor}", wrong=True)
    if value:
        right = _is_day(value)
        words = "SSTDTC in TSVAL" if right else "SSTDTC in TSVAL is no day written yyyy-mm-dd"
        return Evidence(path, words, place, value, wrong=not right)
    right = flavor in FLAVORS
    words = "SSTDTC has no value, but a null flavor" if right else "SSTDTC has no value and no null flavor of ISO 21090"
    return Evidence(path, words, place, flavor, wrong=not right)


def _short(summary: Summary, path: str, start: str) -> Iterator[Evidence]:
    """The short form: four variables, one record, for studies of old only."""
    lacking = [name for name in _SHORT if name not in summary.variables]
    if lacking:
        yield Evidence(path, f"a simplified TS lacks {', '.join(lacking)}", wrong=True)
    if len(summary.records) != 1:
        yield Evidence(path, f"a simplified TS has one record, this {len(summary.records)}", wrong=True)
    if start > SIMPLIFIED_UNTIL_IND:
        words = f"a simplified TS is for studies that started by {SIMPLIFIED_UNTIL} (INDs: {SIMPLIFIED_UNTIL_IND})"
        yield Evidence(path, words, value=start, wrong=True)
    elif start > SIMPLIFIED_UNTIL:
        yield Evidence(path, f"a simplified TS after {SIMPLIFIED_UNTIL}: for commercial INDs alone", value=start)


def studies_seen(seen: Seen, summary: Summary, path: str) -> Iterator[Evidence]:
    """STUDYID of TS, beside that of DM and the study-id of the study tagging file."""
    told = ", ".join(summary.studies)
    yield Evidence(path, "STUDYID", value=told, wrong=len(summary.studies) != 1 or not told)
    subjects = seen.studies("dm.xpt")
    if subjects:
        right = set(summary.studies) <= set(subjects)
        words = "STUDYID, the same as in TS" if right else "STUDYID, not that of TS"
        yield Evidence(f"{seen.folders['sdtm']}/dm.xpt", words, value=", ".join(subjects), wrong=not right)
    if seen.tagging is not None:
        right = summary.studies == (seen.tagging.study_id,)
        words = "study-id, the same as STUDYID of TS" if right else "study-id, not STUDYID of TS"
        yield Evidence(seen.tagging.path, words, value=seen.tagging.study_id, wrong=not right)


def _right_tags(seen: Seen) -> Answer:
    if seen.tagging is None:
        return NOT_JUDGED, (_no_tagging(seen),)
    return _by(_tags_seen(seen, seen.tagging))


def wanted_tags(seen: Seen) -> dict[str, str]:
    """The file-tag that the criterion asks for, by path: of transport files and of define.xml."""
    wanted: dict[str, str] = {}
    for part, tag in DATASET_TAGS.items():
        wanted |= dict.fromkeys(seen.datasets(part), tag)
        if seen.holds(part, "define.xml"):
            wanted[f"{seen.folders[part]}/define.xml"] = DEFINE_TAGS[part]
    return wanted


def _tags_seen(seen: Seen, tagging: StudyTags) -> Iterator[Evidence]:
    """Files with another tag than that of their kind, and how many are right."""
    tags = tagging.tags
    known = {path: tag for path, tag in wanted_tags(seen).items() if path in tags}
    wrong = [path for path, tag in known.items() if tag not in tags[path]]
    for path in wrong:
        told = ", ".join(tags[path])
        yield Evidence(path, f"is to be tagged {known[path]}", value=told or "no tag", wrong=True)
    for tag in dict.fromkeys(known.values()):
        files = [path for path, one in known.items() if one == tag]
        right = len([path for path in files if path not in wrong])
        yield Evidence(tagging.path, f"{right} of {len(files)} files as they should be", value=tag)


def _described(seen: Seen) -> Answer:
    start = start_of(seen.summary())
    if start and start <= SIMPLIFIED_UNTIL:
        words = f"the study started by {SIMPLIFIED_UNTIL}: datasets in a standard are not asked for"
        return NOT_ASKED, (Evidence(f"{seen.folders['sdtm']}/ts.xpt", words, value=start),)
    return _by(_present(seen))


def _present(seen: Seen) -> Iterator[Evidence]:
    """The datasets of subjects and define.xml of each floor that is submitted."""
    for part, subjects in SUBJECTS.items():
        if part == "adam" and not seen.datasets("adam") and not seen.holds("adam", "define.xml"):
            yield Evidence(seen.folders[part], "no analysis datasets are submitted")
            continue
        yield _there(seen, part, subjects)
        yield _there(seen, part, "define.xml")


def _there(seen: Seen, part: str, name: str) -> Evidence:
    """Whether a floor has a file of that name; a dataset is read too."""
    path = f"{seen.folders[part]}/{name}"
    told = ", ".join(seen.studies(name, part)) if name.endswith(".xpt") else ""
    if not seen.holds(part, name):
        return Evidence(path, "is not there", wrong=True)
    if path in seen.unread:
        return Evidence(path, f"cannot be read: {seen.unread[path]}", wrong=True)
    return Evidence(path, "is there", value=told)


def _unknown(seen: Seen) -> Answer:
    return NOT_JUDGED, (Evidence("", "its wording was not at hand: look it up in FDA's eCTD validation criteria"),)


def _same_study(seen: Seen) -> Answer:
    summary = seen.summary()
    path = f"{seen.folders['sdtm']}/ts.xpt"
    if summary is None:
        return NOT_JUDGED, (Evidence(path, "there is no ts.xpt that can be read"),)
    start = start_of(summary)
    if start <= COMPARED_SINCE:
        told = f"the study did not start after {COMPARED_SINCE}" if start else "the start of the study is no day"
        words = f"{told}: its id is compared in 1734"
        return NOT_ASKED, (Evidence(path, words, value=start),)
    return _by(studies_seen(seen, summary, path))


Judge = Callable[[Seen], Answer]
CRITERIA: dict[str, tuple[str, str, Judge]] = {
    "1789": ("High", "A study tagging file names every file of the study.", _tagged),
    "1734": ("High", "There is ts.xpt, and its SSTDTC tells the start of the study by day or null flavor.", _started),
    "1735": ("High", "Transport files and define.xml have the file-tags of their standard.", _right_tags),
    "1736": ("High", "Beside the datasets there are dm.xpt (ADaM: adsl.xpt) and define.xml.", _described),
    "1737": ("Medium", "Its wording was not at hand.", _unknown),
    "1738": ("Medium", "STUDYID in ts.xpt is the study-id of the study tagging file.", _same_study),
}
