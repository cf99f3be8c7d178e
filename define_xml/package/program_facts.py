"""What each file of the programs folder is for, what it reads and what it makes: told by the file itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from define_xml.package.facts import Program
from define_xml.package.rule_files import RuleFile, rule_files, sources
from define_xml.package.settings import Settings
from mappings.said import read_toml
from mappings.spec import Floor

FLOORS: tuple[Floor, ...] = ("sdtm", "adam")
NARRATIVE = "Narrative of the reviewer's guide to the datasets of "
KNOWN = {
    "study.toml": "The study: standards, terminology, dictionaries, how raw tables are written, rules that all share",
    "package.toml": "What is said of this package: profile, names, acronyms, programs",
    "terminology.csv": "The sponsor's codelists and terms, and the collected words that mean them",
    "algorithms.py": "Algorithms of the study's own, that rules may name",
    "waivers.toml": "Explanations of findings in the tabulation datasets",
    "waivers-adam.toml": "Explanations of findings in the analysis datasets",
    "results/reporting.toml": "Populations, groups and visits of the tables and figures",
    "results/published.csv": "Figures printed elsewhere, held against those that are computed",
}


def told_programs(
    folder: Path, files: Mapping[str, str], settings: Settings, tables: Collection[str] = ()
) -> dict[str, Program]:
    """By path in the study folder: the file as a program; `files` gives its name in the package."""
    study = _Study(folder, settings, {floor: rule_files(folder, floor, tables) for floor in FLOORS})
    return {path: study.program(path, name) for path, name in files.items()}


@dataclass(frozen=True)
class _Study:
    """A study folder whose files are told: what package.toml says, and the rules of both floors."""

    folder: Path
    settings: Settings
    said: Mapping[Floor, Sequence[RuleFile]]

    def program(self, path: str, name: str) -> Program:
        """The file at this path as a program of this name."""
        entry = self.settings.programs.get(path)
        if entry is not None:
            return Program(name, entry.purpose, entry.reads, entry.makes, path)
        guides = self.settings.guides
        if path in (known := KNOWN | {guides.csdrg: NARRATIVE + "tabulation", guides.adrg: NARRATIVE + "analysis"}):
            return Program(name, known[path], origin=path)
        part, _, file = path.partition("/")
        if part == "results" and file.endswith(".toml"):
            return _results(self.folder, path, name)
        for floor in FLOORS:
            if part == floor and file.endswith(".toml"):
                return _rules(path, name, self.said[floor])
        return _lookup(path, name, self.said)


def _rules(path: str, name: str, files: Sequence[RuleFile]) -> Program:
    """A file of rules: the datasets it makes, and what these are made of in the end."""
    mine = [one for one in files if one.file == path]
    made = [one for one in mine if one.submit]
    home = [one.name for one in mine if not one.submit]
    words = [f"Rules of {one.name}, {one.label}" if one.label else f"Rules of {one.name}" for one in made]
    if home and made:
        words.append(f"of {len(home)} intermediate dataset{'s' if len(home) > 1 else ''}")
    elif home:
        words = [f"Rules of intermediate dataset{'s' if len(home) > 1 else ''} {', '.join(home)}"]
    reads = sorted({read for one in made or mine for read in sources(one.name, files)} - {one.name for one in mine})
    return Program(name, " and ".join(words), tuple(reads), tuple(one.name for one in made), path)


def _results(folder: Path, path: str, name: str) -> Program:
    """A file of results: the table or figure it makes, and the datasets it reads."""
    said = read_toml(folder / path, f"{folder.name}/{path}")
    title, made = str(said.get("title", path)), str(said.get("id", ""))
    reads = tuple(sorted(set(_datasets(said))))
    return Program(name, f"Definition of {title}", reads, (made,) if made else (), path)


def _datasets(said: object) -> list[str]:
    """All that stands under a key `dataset`, however deep."""
    found: list[str] = []
    if isinstance(said, dict):
        one: Any = said.get("dataset")
        found = [one] if isinstance(one, str) else []
    parts = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return [*found, *(name for part in parts for name in _datasets(part))]


def _lookup(path: str, name: str, said: Mapping[Floor, Sequence[RuleFile]]) -> Program:
    """A look-up table, and the datasets that it is looked up for."""
    part, _, file = path.partition("/")
    stem = file.rpartition(".")[0] or path
    floors = [floor for floor in FLOORS if part in (floor, "tables")]
    users = [(floor, one) for floor in floors for one in said[floor] if one.submit]
    used = [one.name for floor, one in users if stem in sources(one.name, said[floor])]
    if path.startswith("waivers"):
        return Program(name, "Explanations of findings", origin=path)
    words = f"Look-up table {stem}, for {', '.join(used)}" if used else f"Look-up table {stem}"
    return Program(name, words, origin=path)
