"""What finished builds hold, read once: datasets, facts, programs, and the tree with defines that name the guides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from define_xml.package.asked import Asked
from define_xml.package.building import Builds, check_same_data
from define_xml.package.content import blocks
from define_xml.package.documented import described, with_guide
from define_xml.package.environment import Ingredients, commands, environment_text, software
from define_xml.package.facts import Program
from define_xml.package.gather import design_rows, read_json
from define_xml.package.manifest import About
from define_xml.package.manifest_sources import releases, source, sources
from define_xml.package.placed import Part, Placed
from define_xml.package.profile import Profile
from define_xml.package.programs import ENVIRONMENT, spec_files, spec_programs
from define_xml.package.references import refuse_dangling
from define_xml.package.rule_files import has_rules, rule_files
from define_xml.package.settings import Settings, study_name
from define_xml.package.tabulation import Tabulation, tabulation
from define_xml.package.tree import GUIDES, Tree, tree
from mappings.dataset import Dataset
from mappings.error import MappingError, nearest
from mappings.finding import Finding
from mappings.spec import StudySpec
from mappings.study import load_study

if TYPE_CHECKING:
    from define_xml.package.acrf.proof import Proof
    from define_xml.package.analysis_facts import AnalysisFacts
    from define_xml.package.bimo import Clinsite

Design = Mapping[str, Sequence[Mapping[str, str]]]
PROVING = ("acrf", "define")


@dataclass(frozen=True)
class Held:
    """What the builds hold: folders and datasets by floor, what is said of them, and every file in its place."""

    study_id: str
    folders: Mapping[Part, Path]
    datasets: Mapping[Part, Mapping[str, Dataset]]
    design: Design
    tabulation: Tabulation
    analysis: AnalysisFacts | None
    outputs: Sequence[Mapping[str, object]]
    programs: tuple[Program, ...]
    software: tuple[tuple[str, str], ...]
    narrative: Mapping[str, str]
    tree: Tree
    about: About
    pages: int = 0
    proved: tuple[int, int] = (0, 0)
    missing: tuple[Finding, ...] = ()


def held_builds(asked: Asked, settings: Settings, profile: Profile, builds: Builds, work: Path) -> Held:
    """The builds read, and the tree they make; the guides in it are still empty."""
    from define_xml.transport.files import read_datasets

    folders: dict[Part, Path] = {"sdtm": builds.sdtm}
    if builds.adam is not None:
        folders["adam"] = builds.adam
    datasets = {part: read_datasets(path, asked.encoding, formats=("xpt",)) for part, path in folders.items()}
    check_same_data(builds, datasets["sdtm"])
    _check_uses(settings, [*datasets["sdtm"], *datasets.get("adam", {})], has_rules(asked.study, "adam"))
    study_id, study = _study_id(builds.sdtm), load_study(asked.study)
    outputs = read_json(builds.tables / "results.json") if builds.tables else {}
    ledger = read_json(builds.sdtm / "ledger.json")
    tables = {str(form["table"]): int(form["rows"]) for form in ledger.get("forms", ())}
    apart = tuple(Path(one) for one in asked.unblind)
    placed, programs = spec_programs(asked.study, settings, profile, tables.keys(), apart)
    versions = software()
    about = _about(asked, settings, About(study_id, profile.id, versions), study, tables)
    again = commands(
        asked.unblind or settings.package.unblind, analysis=builds.adam is not None, tables=builds.tables is not None,
        profile=profile.id, building=asked.building, packaging=asked.packaging,
    )  # fmt: skip
    text = environment_text(versions, _ingredients(about), again)
    placed = (*placed, *_environment(profile, study_name(settings, study_id), text))
    design = design_rows(datasets["sdtm"])
    sites = _sites(asked, settings, study, datasets)
    grown = tree(
        builds.sdtm, builds.adam, profile, settings, study_id,
        programs=placed, site_files=sites.files(asked.encoding) if sites else None, work=work / "parts",
    )  # fmt: skip
    grown = replace(grown, placed=_described(grown.placed, datasets, profile))
    refuse_dangling(grown.placed)
    pages, proven = _proven(grown.placed)
    return Held(
        study_id=study_id, folders=folders, datasets=datasets, design=design,
        tabulation=tabulation({name: one.records for name, one in datasets["sdtm"].items()}),
        analysis=_analysis(asked, builds, datasets, outputs), outputs=outputs.get("outputs", []),
        programs=programs, software=versions, narrative=_narrative(asked.study, settings), tree=grown, about=about,
        pages=pages, proved=(proven.proved, proven.references),
        missing=(*_missed(proven), *_of_crf(ledger), *_unsaid(sites)),
    )  # fmt: skip


def _proven(placed: Sequence[Placed]) -> tuple[int, Proof]:
    """How many pages the annotated CRF has, and which page references of define.xml its text proves."""
    from io import BytesIO

    from pypdf import PdfReader

    from define_xml.package.acrf.proof import Proof, proof
    from define_xml.read import define_of

    content = {one.kind: b"".join(blocks(one.content)) for one in placed if one.part == "sdtm" and one.kind in PROVING}
    if "acrf" not in content:
        return 0, Proof(0, (), 0)
    pages = len(PdfReader(BytesIO(content["acrf"])).pages)
    return pages, proof(define_of(content["define"], "define.xml"), content["acrf"])


def _missed(proven: Proof) -> Iterator[Finding]:
    """Each collected variable whose page does not say it."""
    for miss in proven.misses:
        yield Finding("page_not_proved", "error", str(miss), "acrf.pdf")


def _check_uses(settings: Settings, known: list[str], analysis: bool) -> None:
    """MappingError for a use of a dataset that nobody has; the analysis datasets may not be of this package."""
    for name in settings.guides.use:
        if name not in known and (not analysis or not name.startswith("AD") or any(one[:2] == "AD" for one in known)):
            remedy = nearest(name, known) or f"the datasets are {', '.join(known)}"
            raise MappingError("package.toml  guides.use", f"there is no dataset {name}", remedy)


def _of_crf(ledger: Mapping[str, Any]) -> Iterator[Finding]:
    """What the build found odd about the CRF it annotated."""
    for one in ledger.get("findings", ()):
        if str(one["check"]).startswith("acrf_"):
            yield Finding(one["check"], one["severity"], one["words"], one["dataset"] or "acrf.pdf")


def _study_id(folder: Path) -> str:
    """The study's id, as the define.xml of its SDTM datasets says it."""
    from define_xml.read import read_define
    from define_xml.to_spec import spec_from_define

    return spec_from_define(read_define(folder / "define.xml")).study_id


def _about(asked: Asked, settings: Settings, said: About, study: StudySpec, tables: Mapping[str, int]) -> About:
    """What the manifest says beside the files; the raw export only where this run has read it."""
    apart = [Path(one) for one in asked.unblind]
    spec = tuple(source(path, name) for name, path in spec_files(asked.study, settings, apart).items())
    inputs = sources(asked.raw, (), tables) if asked.sdtm is None and asked.raw.is_dir() else ()
    return replace(said, releases=releases(study, asked.study), spec=spec, inputs=inputs)


def _sites(
    asked: Asked, settings: Settings, study: StudySpec, datasets: Mapping[Part, Mapping[str, Dataset]]
) -> Clinsite | None:
    """The site-level dataset, if the study declares one."""
    from datetime import datetime

    from define_xml.package.bimo import read_sites, site_level
    from define_xml.transport.times import source_date

    if settings.bimo is None:
        return None
    frames = {name: one.records for held in datasets.values() for name, one in held.items()}
    created = source_date() or datetime.fromisoformat(study.cutoff or "1970-01-01")
    return site_level(frames, settings, study, read_sites(asked.study, settings), created=created)


def _unsaid(sites: Clinsite | None) -> Iterator[Finding]:
    """What nobody said of the sites, and what is odd about them."""
    for words in sites.gaps if sites else ():
        yield Finding("site_gap", "warning", words, "clinsite.xpt")
    for words in sites.notes if sites else ():
        yield Finding("site_note", "note", words, "clinsite.xpt")


def _ingredients(about: About) -> Ingredients:
    """What went into the package, as environment.txt says it."""
    files = [file for release in about.releases if release.kind == "terminology" for file in release.files]
    return Ingredients(
        spec={one.path: one.sha256 for one in about.spec},
        inputs={one.path: one.sha256 for one in about.inputs},
        terminology={one.path: one.sha256 for one in files},
    )


def _environment(profile: Profile, study: str, text: bytes) -> tuple[Placed, ...]:
    if not profile.programs:
        return ()
    path = f"{profile.folders.place('programs', study)}/{ENVIRONMENT}"
    return (Placed(path, "program", text, "adam", "Software, inputs and commands that made the package"),)


def _described(
    placed: Sequence[Placed], datasets: Mapping[Part, Mapping[str, Dataset]], profile: Profile
) -> tuple[Placed, ...]:
    """The files with each define.xml, and its page, made anew: it names the guide that lies beside it."""
    from define_xml.read import read_define

    made: dict[tuple[Part, str], bytes] = {}
    names = {part: (getattr(profile.names, guide), title) for guide, part, title in GUIDES}
    for one in placed:
        if one.kind == "define" and one.part in datasets and isinstance(one.content, Path):
            define = with_guide(read_define(one.content), *names[one.part])
            made[one.part, "define"], made[one.part, "page"] = described(define, datasets[one.part].values())
    return tuple(replace(one, content=made.get((one.part, one.kind), one.content)) for one in placed)


def _analysis(
    asked: Asked, builds: Builds, datasets: Mapping[Part, Mapping[str, Dataset]], results: Mapping[str, object]
) -> AnalysisFacts | None:
    """What is told of the analysis datasets; None without any."""
    from define_xml.package.analysis_facts import analysis_facts

    if builds.adam is None:
        return None
    listings = builds.adam / "listings.json"
    told = read_json(listings) if listings.is_file() else {}
    return analysis_facts(tuple(datasets["adam"].values()), rule_files(asked.study, "adam"), told, results)


def _narrative(folder: Path, settings: Settings) -> dict[str, str]:
    """The texts that people wrote for the guides, of those files that are there."""
    from mappings.said import read_text

    files = {"csdrg": settings.guides.csdrg, "adrg": settings.guides.adrg}
    return {name: read_text(folder / file, file) for name, file in files.items() if (folder / file).is_file()}
