"""The subjects of a study by site and arm, and what of them is counted: screened, enrolled, left, events, deaths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame

from mappings.error import MappingError

Group = tuple[str, str]  # site, arm
Frames = Mapping[str, DataFrame]

# SDTMIG before 3.4 wrote into ARMCD why a subject has no arm. # SDTMIG 3.3, 5.2
_NO_ARM = frozenset({"SCRNFAIL", "NOTASSGN"})
_STAYED = frozenset({"COMPLETED", "SCREEN FAILURE"})
# What each dataset's counts are called.
OF_DATASET = {
    "DS": ("discontinued",), "AE": ("nonserious", "serious"), "DV": ("deviations",),
}  # fmt: skip


@dataclass(frozen=True)
class Subjects:
    """Each subject's site, and of those enrolled site and arm; an arm not known (blinded) is ""."""

    sites: Mapping[str, str]
    groups: Mapping[str, Group]

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms there are, in order; one that is not known if there is none."""
        return tuple(sorted({arm for _, arm in self.groups.values()})) or ("",)


def subjects_of(frames: Frames) -> Subjects:
    """The subjects of DM; MappingError without it."""
    if "DM" not in frames:
        raise MappingError("clinsite", "there is no dataset DM", "site-level data are made of the subjects of DM")
    frame = frames["DM"]
    names, sites, arms = (texts(frame, name) for name in ("USUBJID", "SITEID", "ARM"))
    codes, reasons = texts(frame, "ARMCD"), texts(frame, "ARMNRS")
    groups = {
        name: (site, arm)
        for name, site, arm, code, reason in zip(names, sites, arms, codes, reasons, strict=True)
        # Without an arm and without a reason for it, the arm is hidden: the build is blinded.
        if code not in _NO_ARM and (arm or not reason)
    }
    return Subjects(dict(zip(names, sites, strict=True)), groups)


def counts_of(subjects: Subjects, frames: Frames) -> dict[str, Counter[Group]]:
    """What is counted, by rule and then by site and arm; a rule whose dataset is not there has no counts."""
    found = {
        "enrolled": Counter(subjects.groups.values()),
        "screened": Counter((site, "") for site in subjects.sites.values()),
        "deaths": Counter(subjects.groups[one] for one in _dead(frames) if one in subjects.groups),
    }
    if "DS" in frames:
        left = {name for name, gone in _by_subject(frames["DS"], _left(frames["DS"])) if gone}
        found["discontinued"] = Counter(subjects.groups[one] for one in left if one in subjects.groups)
    if "AE" in frames:
        serious = _equal(frames["AE"], "AESER", "Y")
        found["serious"] = _records(subjects, frames["AE"], serious & ~_fatal(frames["AE"]))
        found["nonserious"] = _records(subjects, frames["AE"], ~serious)
    if "DV" in frames:
        found["deviations"] = _records(subjects, frames["DV"], np.ones(len(frames["DV"]), dtype=bool))
    return found


def texts(frame: DataFrame, name: str) -> list[str]:
    """A variable as text, "" where it is missing or not there."""
    if name not in frame.columns:
        return [""] * len(frame)
    column = frame[name]
    return [value.strip() if isinstance(value, str) else "" for value in column.astype("object")]


def _equal(frame: DataFrame, name: str, wanted: str) -> np.ndarray:
    return np.array([value == wanted for value in texts(frame, name)], dtype=bool)


def _by_subject(frame: DataFrame, mask: Iterable[bool]) -> Iterator[tuple[str, bool]]:
    yield from zip(texts(frame, "USUBJID"), mask, strict=True)


def _records(subjects: Subjects, frame: DataFrame, mask: np.ndarray) -> Counter[Group]:
    """The records where the mask holds, of subjects that have an arm."""
    return Counter(subjects.groups[name] for name, held in _by_subject(frame, mask) if held and name in subjects.groups)


def _left(frame: DataFrame) -> Iterator[bool]:
    """For each record of DS whether the subject left the study by it."""
    rows = zip(*(texts(frame, name) for name in ("DSCAT", "DSSCAT", "DSDECOD")), strict=True)
    for category, finer, term in rows:
        of_study = category == "DISPOSITION EVENT" and finer in {"", "STUDY PARTICIPATION"}
        yield of_study and term not in _STAYED


def _fatal(frame: DataFrame) -> np.ndarray:
    fatal: np.ndarray = _equal(frame, "AESDTH", "Y") | _equal(frame, "AEOUT", "FATAL")
    return fatal


def _dead(frames: Frames) -> set[str]:
    found = {name for name, dead in _by_subject(frames["DM"], _equal(frames["DM"], "DTHFL", "Y")) if dead}
    if "AE" in frames:
        found |= {name for name, dead in _by_subject(frames["AE"], _fatal(frames["AE"])) if dead}
    if "DS" in frames:
        found |= {name for name, dead in _by_subject(frames["DS"], _equal(frames["DS"], "DSDECOD", "DEATH")) if dead}
    return found


def moved(subjects: Subjects, frames: Frames) -> dict[str, int]:
    """How many subjects another dataset gives another site than DM, by dataset."""
    found = {}
    for name in ("ADSL", "SV"):
        if name in frames and "SITEID" in frames[name].columns:
            rows = zip(texts(frames[name], "USUBJID"), texts(frames[name], "SITEID"), strict=True)
            other = {one for one, site in rows if site and subjects.sites.get(one, site) != site}
            found[name] = len(other)
    return {name: count for name, count in found.items() if count}
