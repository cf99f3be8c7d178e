"""The pre-flight as a paper: the outcome, the filled self-check, each criterion with its evidence, files and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from define_xml.package.guides.paper import Grid, Paper, Paragraph, Section
from define_xml.package.preflight_criteria import Criterion

if TYPE_CHECKING:
    from define_xml.package.preflight import Preflight

SOURCE = (
    "Technical Rejection Criteria for Study Data (FDA, 22 January 2019) and its self-check worksheet, in our own words."
    " The wording of criterion 1737 was not at hand, so it is not judged."
)
BEHIND = "FDA's gateway stops at an earlier criterion and does not look at this one."


def self_check(flown: Preflight) -> Paper:
    """The paper of a pre-flight; it has no gap, for a person adds nothing to it."""
    study = flown.submission
    shorten = _Shortened(study.folder)
    cover = (("Study", study.study_id), ("Section", study.section), ("Outcome", flown.words))
    sections = (
        Section("Outcome", (Paragraph(f"**{flown.words}**"), Paragraph(SOURCE), _answers(flown))),
        Section("Self-check", (Paragraph(shorten.legend), _asked(flown, shorten))),
        Section("Evidence", sections=tuple(_evidence(one, shorten) for one in flown.criteria)),
        Section("Files and file-tags", (_tags(flown, shorten),)),
    )
    title = "Self-Check for the Technical Rejection Criteria"
    return Paper(title, study.study_id, "FDA study data, module 5", sections, cover)


class _Shortened:
    """Paths as they are shown: from the study's folder of datasets; the study tagging file by its name."""

    def __init__(self, folder: str) -> None:
        self.front = f"m5/datasets/{folder}/"
        self.legend = (
            f"Paths are those below `{self.front.rstrip('/')}`; the study tagging file stands in the study's folder of"
            " its section below `m5/53-clin-stud-rep`."
        )

    def __call__(self, path: str) -> str:
        name = path.rpartition("/")[2]
        return name if name.startswith("stf-") else path.removeprefix(self.front)


def _answers(flown: Preflight) -> Grid:
    rows = tuple(
        (one.number, one.severity, one.asks, one.answer if one.reached else f"{one.answer} (not looked at)")
        for one in flown.criteria
    )
    headings = ("Criterion", "Severity", "What it asks", "Answer")
    return Grid("The criteria, in the order in which they are looked at", headings, rows)


def _asked(flown: Preflight, shorten: _Shortened) -> Grid:
    rows = tuple((one.asked, one.answer, shorten(one.source)) for one in flown.checks)
    return Grid("Self-check of the study", ("Asked", "Answer", "Read in"), rows)


def _evidence(one: Criterion, shorten: _Shortened) -> Section:
    rows = tuple(
        (
            shorten(told.file) or "-", str(told.record or ""), told.value,
            f"{'NOT MET: ' if told.wrong else ''}{told.words}",
        )
        for told in one.evidence
    )  # fmt: skip
    grid = Grid(f"Criterion {one.number}: {one.answer}", ("File", "Record", "Value", "What was seen"), rows, right=(1,))
    asks = (Paragraph(one.asks), *(() if one.reached else (Paragraph(BEHIND),)))
    return Section(f"Criterion {one.number}", (*asks, grid), key=f"criterion-{one.number}")


def _tags(flown: Preflight, shorten: _Shortened) -> Grid:
    rows = tuple(
        (shorten(one.path), one.tags, "yes" if one.wanted in one.tags.split(", ") else "no") for one in flown.files
    )
    return Grid("Transport files and define.xml", ("File", "File-tag", "Right"), rows)
