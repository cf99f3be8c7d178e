"""A package from nothing, or from finished builds: builds, tree, judgement, papers, backbone, manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from define_xml.package.asked import Asked
from define_xml.package.backbone import check_said, with_backbone
from define_xml.package.building import (
    REPORT,
    Builds,
    adam_build,
    adam_stage,
    judging_stage,
    sdtm_build,
    tables_stage,
)
from define_xml.package.collecting import Held, held_builds
from define_xml.package.content import write_placed
from define_xml.package.facts import Facts
from define_xml.package.gather import judged, read_floor, read_json
from define_xml.package.guides.docx import docx_bytes
from define_xml.package.guides.pdf import pdf_bytes
from define_xml.package.manifest import manifest_bytes
from define_xml.package.papers import Papers, papers
from define_xml.package.placed import Part, Placed
from define_xml.package.preflight import Preflight, preflight
from define_xml.package.profile import Profile, load_profile
from define_xml.package.sections import Submission
from define_xml.package.settings import Settings, load_settings, study_name
from define_xml.package.stages import run_stages
from define_xml.package.workspace import MANIFEST, Workspace, workspace
from mappings.finding import Finding

Step = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What became of it: facts, papers, every file in its place, what was odd, the manifest's fingerprint."""

    profile: Profile
    facts: Facts
    papers: Papers
    placed: tuple[Placed, ...]
    preflight: Preflight | None  # None where the profile knows no criteria of rejection
    findings: tuple[Finding, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True)
class Ground:
    """What all steps stand on."""

    asked: Asked
    settings: Settings
    profile: Profile
    room: Workspace
    step: Step


def make(asked: Asked, step: Step) -> Made:
    """The package, in its place as a whole; what stood there before is there still if anything fails."""
    settings = load_settings(asked.study)
    profile = load_profile(asked.profile or settings.package.profile)
    check_said(settings, profile)
    with workspace(asked.out) as room:
        return _made(Ground(asked, settings, profile, room, step))


def _made(ground: Ground) -> Made:
    builds = _builds(ground)
    ground.step("placing the files")
    held = held_builds(ground.asked, ground.settings, ground.profile, builds, ground.room.work)
    submission = _submission(ground, held)
    placed = with_backbone(held.tree.placed, submission, ground.profile)
    write_placed(placed, ground.room.tree)
    ground.step("judging the datasets where they stand")
    reports = _judged(ground, held, placed)
    facts = _facts(ground, held, placed, reports)
    ground.step("writing the guides")
    made = papers(facts)
    reviews = tuple(
        Placed(f"{ground.profile.folders.review}/{name}", "review", content) for name, content in made.review.items()
    )
    filled = [replace(one, content=made.guides[one.name]) if one.kind == "guide" else one for one in placed]
    whole = with_backbone([*filled, *_conformance(ground, reports), *reviews], submission, ground.profile)
    write_placed(whole, ground.room.tree)
    ground.step("listing every file")
    flown, answers = _preflight(ground, submission)
    write_placed(answers, ground.room.tree)
    return _listed(ground, held, Made(ground.profile, facts, made, (*whole, *answers), flown))


def _builds(ground: Ground) -> Builds:
    """Finished builds of both floors, and the tables."""
    asked, work = ground.asked, ground.room.work
    ground.step("building SDTM" if asked.sdtm is None else "reading the SDTM build")
    sdtm = sdtm_build(asked, ground.settings, work)
    stage = adam_stage(asked, sdtm, work)
    if stage is not None:
        ground.step("building ADaM")
        run_stages([stage])
    adam = adam_build(asked, work / "adam")
    tables = tables_stage(asked, adam, work)
    if tables is not None:
        ground.step("computing the tables")
        run_stages([tables])
    return Builds(sdtm, adam, work / "tables" if tables is not None else None)


def _submission(ground: Ground, held: Held) -> Submission:
    """What the backbone says of the study."""
    settings, design = ground.settings, held.design
    said = {code: next((row["TSVAL"] for row in design.get("TS", ()) if row.get("TSPARMCD") == code), "")
            for code in ("TITLE", "INDIC")}  # fmt: skip
    return Submission(
        held.study_id, said["TITLE"] or held.study_id, study_name(settings, held.study_id),
        settings.package.section, said["INDIC"], settings.package.control,
    )  # fmt: skip


def _judged(ground: Ground, held: Held, placed: Sequence[Placed]) -> Mapping[Part, Path]:
    """The folders with the reports of the judgement, by floor; both judgements run side by side."""
    homes: dict[Part, Path] = {
        one.part: (ground.room.tree / one.path).parent for one in placed if one.kind == "define" and one.part != "bimo"
    }
    found: dict[Part, Path] = {part: ground.room.work / f"judged-{part}" for part in homes}
    run_stages([judging_stage(ground.asked, part, homes[part], homes["sdtm"], found[part]) for part in homes])
    return found


def _conformance(ground: Ground, reports: Mapping[Part, Path]) -> list[Placed]:
    """The reports of the judgement, beside the submission."""
    return [
        Placed(f"{ground.profile.folders.review}/conformance-{part}{path.suffix}", "review", path)
        for part, folder in reports.items()
        for path in sorted(folder.iterdir())
    ]


def _facts(ground: Ground, held: Held, placed: tuple[Placed, ...], reports: Mapping[Part, Path]) -> Facts:
    """What the papers say, of what lies in the tree now."""
    floors = {
        part: read_floor(
            part, folder, held.datasets[part],
            judged(read_json(reports[part] / REPORT), ground.profile.rejection), held.tree.parts,
        )
        for part, folder in held.folders.items()
    }
    return Facts(
        settings=ground.settings, profile=ground.profile, sdtm=floors["sdtm"], adam=floors.get("adam"),
        trial=held.design, placed=placed, programs=held.programs, software=held.software, narrative=held.narrative,
        counts=held.tabulation.counts, outputs=held.outputs, acrf_pages=held.pages, proved=held.proved,
        tabulation=held.tabulation, analysis=held.analysis,
    )  # fmt: skip


def _preflight(ground: Ground, submission: Submission) -> tuple[Preflight | None, tuple[Placed, ...]]:
    """FDA's criteria of rejection answered, of the finished tree; and the filled self-check beside it."""
    if not ground.profile.rejection:
        return None, ()
    flown = preflight(ground.room.tree, submission, ground.profile)
    paper, home = flown.paper(), ground.profile.folders.review
    files = {"pdf": pdf_bytes(paper), "docx": docx_bytes(paper), "json": flown.json_bytes()}
    return flown, tuple(Placed(f"{home}/self-check.{name}", "review", content) for name, content in files.items())


def _listed(ground: Ground, held: Held, made: Made) -> Made:
    """The manifest written, last of all."""
    content = manifest_bytes(ground.room.tree, made.placed, held.about)
    write_placed([Placed(MANIFEST, "manifest", content)], ground.room.tree)
    whole = (*made.placed, Placed(MANIFEST, "manifest", content))
    found = (*held.tree.findings, *held.missing)
    return replace(made, placed=whole, findings=found, fingerprint=str(json.loads(content)["fingerprint"]))
