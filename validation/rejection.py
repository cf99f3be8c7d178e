"""FDA's technical rejection criteria that no rule about datasets can say: define.xml, file tags, their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mappings.dataset import Dataset
from validation.result import CheckInfo, Cited, Hits, Identifier, Outcome
from validation.tagging import Tagging

TAGS = {"sdtm": "data-tabulation-dataset-sdtm", "send": "data-tabulation-dataset-send", "adam": "analysis-dataset-adam"}
DEFINE_TAGS = {
    "sdtm": "data-tabulation-data-definition",
    "send": "data-tabulation-data-definition",
    "adam": "analysis-data-definition",
}
# What FDA's gateway looks at first; what stands behind a criterion that failed is not looked at.
CHAIN = ("1789", "1734", "1735", "1736")
DOCUMENT = Cited("FDA Technical Rejection Criteria for Study Data")
NO_TAGGING = (
    "no study tagging file (stf-*.xml) lies in the folder or above it, nor one of the study below m5:"
    " it comes with the eCTD sequence"
)


def _info(number: str, suffix: str, message: str) -> CheckInfo:
    return CheckInfo(
        id=f"TD-FDA{number}{suffix}",
        kind="file",
        severity="error",
        message=message,
        triage="missing required" if number in ("1736", "1789") else "wrong value",
        identifiers=(Identifier("FDA", f"TRC{number}"),),
        cited=(DOCUMENT,),
    )


UNTAGGED = _info("1789", "", "The study tagging file does not name the file.")
TAG_WRONG = _info("1735", "", "The study tagging file gives the file no tag, or not the one of its kind.")
NO_DEFINE = _info("1736", "E", "There is no define.xml beside the datasets.")
OTHER_STUDY = _info("1738", "B", "The study-id of the study tagging file is not STUDYID of the data.")
REJECTION_CHECKS = (UNTAGGED, TAG_WRONG, NO_DEFINE, OTHER_STUDY)


@dataclass(frozen=True)
class Submitted:
    """What is submitted: the names of files by dataset, whether there is a define.xml, ids of studies, the tags.

    `floor` is sdtm, send or adam; `unread` says why a study tagging file could not be read.
    """

    files: tuple[str, ...]
    define: bool
    studies: tuple[str, ...]
    floor: str = "sdtm"
    tagging: Tagging | None = None
    unread: str = ""


def submitted(
    datasets: Mapping[str, Dataset], floor: str, define: bool, tagging: Tagging | None = None, unread: str = ""
) -> Submitted:
    """What is submitted in a folder of these datasets; those in no file yet have the names they will have."""
    files = tuple(one.file.name if one.file else f"{one.name.lower()}.xpt" for one in datasets.values())
    told = [one for name in ("TS", "DM", "ADSL") if (one := datasets.get(name)) and "STUDYID" in one.records]
    values = told[0].records["STUDYID"].dropna().unique().tolist() if told else []
    return Submitted(files, define, tuple(sorted({str(one).rstrip() for one in values})), floor, tagging, unread)


def rejections(given: Submitted) -> tuple[Outcome, ...]:
    """What the criteria about files, tags and define.xml say of a submission, one outcome for each."""
    absent = Hits(("define.xml",), None, (np.array(["Not in folder"], dtype=object),))
    found = [_outcome(NO_DEFINE, None if given.define else absent)]
    tagged = given.tagging
    if tagged is None:
        reason = given.unread or NO_TAGGING
        return (*found, *(Outcome(check, "", "not_run", reason) for check in (UNTAGGED, TAG_WRONG, OTHER_STUDY)))
    files = [*given.files, *(["define.xml"] if given.define else [])]
    named = {name.lower(): tags for name, tags in tagged.tags.items()}
    unnamed = [(name, "") for name in files if name.lower() not in named]
    told = [(name, named[name.lower()]) for name in files if name.lower() in named]
    wrong = [(name, ", ".join(tags)) for name, tags in told if _wanted(name, given.floor) not in tags]
    other = bool(given.studies) and tagged.study_id not in given.studies
    return (
        *found,
        _outcome(UNTAGGED, _files(unnamed)),
        _outcome(TAG_WRONG, _files(wrong)),
        _outcome(OTHER_STUDY, _files([(tagged.study_id, ", ".join(given.studies))] * other, "study-id", "STUDYID")),
    )


def first_rejected(outcomes: Iterable[Outcome]) -> str:
    """The criterion at which FDA's gateway stops, in words; "" where none fails.

    The order is 1789, 1734, 1735, 1736: what stands behind the one that failed is not looked at.
    """
    failed = {one.id[3:] for outcome in outcomes if outcome.status == "failed" for one in _criteria(outcome)}
    stopped = next((number for number in CHAIN if number in failed), "")
    if not stopped:
        return ""
    behind = CHAIN[CHAIN.index(stopped) + 1 :]
    more = f"; {' and '.join(behind)} are not looked at before it is met" if len(behind) > 1 else ""
    more = more or (f"; {behind[0]} is not looked at before it is met" if behind else "")
    return f"FDA's gateway rejects at criterion {stopped}{more}"


def _criteria(outcome: Outcome) -> list[Identifier]:
    known: Sequence[Identifier] = outcome.check.identifiers
    return [one for one in known if one.id.startswith("TRC") and outcome.check.severity == "error"]


def _wanted(file: str, floor: str) -> str:
    return (DEFINE_TAGS if file.lower() == "define.xml" else TAGS)[floor]


def _files(rows: list[tuple[str, str]], *names: str) -> Hits | None:
    """Files and what is said of them, as one finding of the submission."""
    if not rows:
        return None
    texts = ["; ".join(row[place] for row in rows if row[place]) for place in (0, 1)]
    values = tuple(np.array([text], dtype=object) for text in texts)
    return Hits(names or ("file", "tag"), None, values)


def _outcome(check: CheckInfo, hits: Hits | None) -> Outcome:
    passed = Outcome(check, "", "passed")
    return passed if hits is None else replace(passed, status="failed", hits=hits)
