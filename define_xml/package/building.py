"""The builds a package is made from: made anew by the commands of the floors above, or finished ones, proved to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from define_xml.package.asked import Asked
from define_xml.package.gather import read_json
from define_xml.package.settings import Settings
from define_xml.package.stages import Stage, run_stages
from define_xml.transport.whole import LOCK
from mappings.dataset import Dataset
from mappings.error import InputError, MappingError

JUDGING = {"sdtm": "waivers.toml", "adam": "waivers-adam.toml"}  # in the study folder
REPORT = "validation-report.json"
REPORTS = "json,html,xlsx"


@dataclass(frozen=True)
class Builds:
    """The folders of the finished builds; `tables` holds the tables and figures, if the study has any."""

    sdtm: Path
    adam: Path | None = None
    tables: Path | None = None


def sdtm_build(asked: Asked, settings: Settings, work: Path) -> Path:
    """The folder of a finished SDTM build: the one that was named, or a new one in `work`."""
    if asked.sdtm is not None:
        check_finished(asked.sdtm, "--sdtm")
        return asked.sdtm
    out = work / "sdtm"
    arguments = [str(asked.study), "--out", str(out), "--raw", str(asked.raw), *_shared(asked)]
    for file in asked.unblind or settings.package.unblind:
        arguments += ["--unblind", str(file)]
    if asked.blank is not None:
        arguments += ["--crf", str(asked.blank)]
    run_stages([Stage("SDTM build", "sdtm", ("build", *arguments))])
    check_finished(out, "SDTM")
    return out


def adam_stage(asked: Asked, sdtm: Path, work: Path) -> Stage | None:
    """The ADaM build that is to be run; None where one was named, or where the study has no analysis datasets."""
    if asked.adam is not None or not any((asked.study / "adam").glob("*.toml")):
        return None
    arguments = [str(asked.study), "--sdtm", str(sdtm), "--out", str(work / "adam"), *_shared(asked)]
    return Stage("ADaM build", "adam", ("build", *arguments, "--encoding", asked.encoding))


def adam_build(asked: Asked, made: Path) -> Path | None:
    """The folder of a finished ADaM build, named or just made; None if there is none."""
    folder = asked.adam or (made if made.is_dir() else None)
    if folder is None:
        return None
    check_finished(folder, "--adam" if asked.adam else "ADaM")
    return folder


def tables_stage(asked: Asked, adam: Path | None, work: Path) -> Stage | None:
    """The tables and figures that are to be made; None for a study without."""
    if adam is None or not any((asked.study / "results").glob("*.toml")):
        return None
    arguments = (str(asked.study), "--data", str(adam), "--out", str(work / "tables"), "--quiet")
    return Stage("tables and figures", "adam", ("tables", *arguments))


def judging_stage(asked: Asked, part: str, data: Path, sdtm: Path, out: Path) -> Stage:
    """The judgement of a folder of datasets as it will be submitted, with the study's waivers."""
    arguments = [str(data), "--report", REPORTS, "--out", str(out), "--quiet", "--encoding", asked.encoding]
    waivers = asked.study / JUDGING[part]
    if waivers.is_file():
        arguments += ["--waivers", str(waivers)]
    if part == "adam":
        arguments += ["--sdtm", str(sdtm)]
    if asked.today:
        arguments += ["--today", asked.today]
    for rules in asked.rules:
        arguments += ["--rules", rules]
    return Stage(f"judgement of {part.upper().replace('ADAM', 'ADaM')}", "validation", ("run", *arguments))


def _shared(asked: Asked) -> list[str]:
    """What both builds are told: the judgement comes later, on the files where they stand in the package."""
    sheet = ["--stylesheet", str(asked.stylesheet)] if asked.stylesheet else []
    return ["--judge", "none", "--quiet", *sheet]


def check_finished(folder: Path, said: str) -> None:
    """Nothing, if the folder holds a build that came to its end; InputError that says what is missing."""
    if not folder.is_dir():
        raise InputError(folder.name, "there is no such folder", f"build first, or leave {said} out")
    left = sorted(path.name for path in folder.glob(".*.part"))
    if left or (folder / LOCK).exists():
        problem = "a build is being written here, or was stopped: " + ", ".join(left[:3] or [LOCK])
        raise InputError(folder.name, problem, "wait for it, or build again")
    for name, why in (
        ("ledger.json", "every build that ends writes one: this one did not end, or is none"),
        ("define.xml", "the datasets are described by nothing; a build with --define none or --only writes none"),
    ):
        if not (folder / name).is_file():
            raise InputError(f"{folder.name}/{name}", f"is missing: {why}", "build all datasets again")
    _check_described(folder)


def _check_described(folder: Path) -> None:
    """Each dataset of define.xml has its file here, and each file here is described."""
    from define_xml.read import read_define
    from define_xml.transport.files import dataset_paths

    define = read_define(folder / "define.xml")
    leaves = {(one.leaf.href or ""): one for one in define.metadata.datasets if one.leaf is not None}
    lost = sorted(name for name, one in leaves.items() if not (folder / name).is_file() and one.has_no_data != "Yes")
    if lost:
        problem = f"define.xml names what is not there: {', '.join(lost[:5])} ({len(lost)} of {len(leaves)})"
        raise InputError(folder.name, problem, "build all datasets again: nothing is packaged in part")
    more = sorted(path.name for path in dataset_paths(folder) if path.suffix == ".xpt" and path.name not in leaves)
    if more:
        problem = f"holds {', '.join(more[:5])}, of which define.xml says nothing"
        raise InputError(folder.name, problem, "remove what is of another build, or build again")


def check_same_data(builds: Builds, tabulation: Mapping[str, Dataset]) -> None:
    """Nothing, if the analysis datasets were made of these SDTM datasets; MappingError if numbers of records differ."""
    if builds.adam is None:
        return
    read = {form["table"]: int(form["rows"]) for form in read_json(builds.adam / "ledger.json").get("forms", ())}
    for name, rows in sorted(read.items()):
        count = len(tabulation[name].records) if name in tabulation else rows
        if count != rows:
            problem = f"was made from {rows:,} records of {name}; {builds.sdtm.name} holds {count:,}"
            remedy = "build the analysis datasets again, from the same SDTM datasets"
            raise MappingError(builds.adam.name, problem, remedy)
