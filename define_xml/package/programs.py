"""The spec and the study's further programs as files of the package: flat names, bytes unchanged, and the way back."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from define_xml.package.facts import Program
from define_xml.package.placed import Placed
from define_xml.package.profile import Limits, Profile
from define_xml.package.program_facts import told_programs
from define_xml.package.settings import Settings, study_name
from mappings.error import InputError, MappingError
from mappings.said import read_toml

README, ENVIRONMENT = "readme.txt", "environment.txt"
# All that a build reads of a study folder but data: not `raw/`, no file that unblinds, no particulars of persons.
SPEC = (
    "study.toml", "package.toml", "terminology.csv", "algorithms.py", "waivers*.toml", "sdtm/*.toml",
    "adam/*.toml", "adam/*.csv", "tables/*.csv", "results/*.toml", "results/*.csv",
)  # fmt: skip
HEADING = ("FILE", "IN THE STUDY FOLDER")
WIDTH = 100


def spec_programs(
    folder: Path, settings: Settings, profile: Profile, tables: Collection[str] = (), apart: Collection[Path] = ()
) -> tuple[tuple[Placed, ...], tuple[Program, ...]]:
    """The files of the programs folder with what each is for, reads and makes; none where the profile takes none.

    `tables` are the names of the raw tables; `apart` are files that unblind, beside those of package.toml: they are
    never among them. environment.txt is told of, and placed by who knows what went in. MappingError for a program that
    is not there, is no text, or would bear the name of another.
    """
    if not profile.programs:
        return (), ()
    found = spec_files(folder, settings, apart)
    names = flat_names([*found], profile.limits)
    told = told_programs(folder, {path: names[path] for path in found}, settings, tables)
    study = study_name(settings, _study_id(folder))
    home = profile.folders.programs.replace("{study}", study)
    placed = [
        Placed(f"{home}/{names[path]}", "program", file, "adam", told[path].purpose) for path, file in found.items()
    ]
    purpose = "How the files of this folder become the study folder again"
    readme = Placed(f"{home}/{README}", "program", readme_text(study, names), "adam", purpose)
    versions = "Versions of the software, hashes of what went in, commands to build again"
    programs = (*told.values(), Program(README, purpose), Program(ENVIRONMENT, versions))
    return tuple(sorted([*placed, readme], key=lambda one: one.path)), tuple(sorted(programs, key=lambda one: one.file))


def spec_files(folder: Path, settings: Settings, apart: Collection[Path] = ()) -> dict[str, Path]:
    """The files of the spec and the further programs, by their path in the study folder, in the order of the paths."""
    apart_here = [*settings.package.unblind, *([settings.bimo.sites] if settings.bimo else [])]
    hidden = {path.resolve() for path in apart} | {(folder / one).resolve() for one in apart_here}
    found = {path.relative_to(folder).as_posix(): path for pattern in SPEC for path in sorted(folder.glob(pattern))}
    found |= {one: folder / one for one in (settings.guides.csdrg, settings.guides.adrg) if (folder / one).is_file()}
    found = {name: path for name, path in found.items() if path.is_file() and path.resolve() not in hidden}
    return dict(sorted((found | dict(_further(folder, settings, hidden))).items()))


def _further(folder: Path, settings: Settings, hidden: Collection[Path]) -> Iterator[tuple[str, Path]]:
    """The further programs that package.toml names."""
    for name in settings.programs:
        place, path = f"{folder.name}/package.toml  programs.{name}", folder / name
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "raw" in inside.parts[:1]:
            raise MappingError(place, "is no program of the study folder", "name it by its path in that folder")
        if not path.is_file():
            raise MappingError(place, "there is no such file", "name it by its path in the study folder")
        if path.resolve() in hidden:
            raise MappingError(
                place, "unblinds the study or tells of persons, and a package shows its programs", "take it out"
            )
        yield inside.as_posix(), _text_file(path, place)


def _text_file(path: Path, place: str) -> Path:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(place, f"cannot be read: {error.strerror}", "check the file and its rights") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise MappingError(place, "is no text, and programs are submitted as text", "name the source of the program")
    return path


def flat_names(paths: Sequence[str], limits: Limits) -> dict[str, str]:
    """A name in the programs folder for each path of the study folder: `adam/adsl.toml` is `adam-adsl.txt`.

    Where that would be the name of two, the suffix goes into the name: `adam-windows-csv.txt`. MappingError if they
    are alike even so, if a name is taken (readme, environment), or if it is too long for a package.
    """
    short = {path: _flat(path.rpartition(".")[0] or path) for path in paths}
    shared = {name for name in short.values() if list(short.values()).count(name) > 1}
    names = {path: f"{_flat(path) if name in shared else name}.txt" for path, name in short.items()}
    taken = {README: "the list of these files", ENVIRONMENT: "the list of versions"}
    for path, name in names.items():
        if name in taken:
            problem = f"would be {name} among the programs, as is {taken[name]}"
            raise MappingError(path, problem, "rename one of the two: letters and digits make the name")
        if not path.isprintable():
            raise MappingError(path, "has signs in its name that no list can show", "rename the file")
        if len(name) > limits.name or not re.fullmatch(limits.letters, name):
            problem = f"would be {name} among the programs: {len(name)} characters; {limits.name} are allowed"
            raise MappingError(path, problem, "give the file a shorter name, of plain letters and digits")
        taken[name] = path
    return names


def _flat(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")


def readme_text(study: str, names: Mapping[str, str]) -> bytes:
    """readme.txt: what the files are, and where each stands in the study folder."""
    widest = max(len(name) for name in (*names.values(), HEADING[0]))
    words = (
        "These files are the specification from which the datasets of this package are made: every rule for every"
        " record and every variable, of tabulation and of analysis. They are the files of the study folder, byte for"
        " byte, under names that a package takes. trial-dossier reads them and does what they say.",
        "To build again: make a folder, copy each file to its place in it as listed below, put the inputs that"
        " environment.txt lists beside it, install the versions that environment.txt tells, and run its commands. The"
        " collected data, the files that unblind the study and the particulars of the sites are no part of this folder;"
        " documents that study.txt names stand beside the datasets.",
    )
    lines = [f"PROGRAMS OF STUDY {study}", ""]
    for paragraph in words:
        lines += [*textwrap.wrap(paragraph, WIDTH), ""]
    rows = [HEADING, *sorted((name, path) for path, name in names.items())]
    return ("\n".join([*lines, *(f"{name:<{widest}}  {path}" for name, path in rows)]) + "\n").encode()


def study_paths(readme: str) -> dict[str, str]:
    """The list of a readme.txt read back: by file name, its path in the study folder."""
    head, found, listed = readme.partition(f"  {HEADING[1]}\n")
    # All paths begin in one column; they may hold blanks themselves.
    column = len(head.rpartition("\n")[2]) + 2
    lines = listed.split("\n") if found else []
    return {line[:column].rstrip(): line[column:] for line in lines if line}


def _study_id(folder: Path) -> str:
    said = read_toml(folder / "study.toml", f"{folder.name}/study.toml").get("study", {})
    return str(said.get("id", folder.name))
