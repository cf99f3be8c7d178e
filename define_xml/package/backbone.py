"""The drafts of an eCTD's backbone that a package has: a study tagging file for each study, and the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from define_xml.package.index import OUTSIDE, index_bytes
from define_xml.package.placed import Placed
from define_xml.package.profile import Profile
from define_xml.package.sections import BIMO_SECTION, BIMO_STUDY, Submission, headings
from define_xml.package.settings import Settings
from define_xml.package.stf import check_control, stf_bytes, stf_path

SITE_LEVEL = "Site-level data for the planning of inspections"


def with_backbone(placed: Sequence[Placed], submission: Submission, profile: Profile) -> tuple[Placed, ...]:
    """The files with the study tagging files and the index that the profile asks for; earlier drafts give way.

    The index has the checksum of every file, so it is made last.
    """
    own = [one for one in placed if one.kind not in ("tagging", "index")]
    if not profile.folders.tagging:
        return tuple(own)
    files = [one for one in own if one.kind not in OUTSIDE]
    sites = replace(submission, study_id=BIMO_STUDY, folder=BIMO_STUDY, section=BIMO_SECTION, title=SITE_LEVEL)
    sites = replace(sites, control="")
    drafts = [_tagging([one for one in files if one.part != "bimo"], submission, profile)]
    if any(one.part == "bimo" for one in files):
        drafts.append(_tagging([one for one in files if one.part == "bimo"], sites, profile, "bimo"))
    if profile.folders.index:
        sections = {"": submission.section} | ({"bimo": BIMO_SECTION} if len(drafts) > 1 else {})
        content = index_bytes([*own, *drafts], sections, submission.indication)
        drafts.append(Placed(profile.folders.index, "index", content, title="Draft of the eCTD's index"))
    return tuple(sorted([*own, *drafts], key=lambda one: one.path))


def check_said(settings: Settings, profile: Profile) -> None:
    """MappingError for a section or a kind of control that no backbone can have: told before anything is built."""
    if profile.folders.tagging:
        headings(settings.package.section)
        check_control(settings.package.control)


def _tagging(files: Sequence[Placed], submission: Submission, profile: Profile, part: str = "") -> Placed:
    """The study tagging file of these files; `part` is bimo for that of the sites."""
    content = stf_bytes(files, submission, profile)
    path = stf_path(submission, profile)
    title = f"Study tagging file of {submission.study_id}"
    return Placed(path, "tagging", content, "bimo" if part else "", title)
