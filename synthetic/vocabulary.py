"""The words of the synthetic forms: event dictionary, drugs, medical history and criteria, read from data/."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
LANGUAGE = {"FRA": "fr", "ESP": "es", "ITA": "it", "DEU": "de"}
LEVELS = ("soc", "hlgt", "hlt", "pt", "llt")


@dataclass(frozen=True)
class Concept:
    """One preferred term of our own synthetic event dictionary, with its verbatim words in five languages."""

    pt: str
    hlt: str
    hlgt: str
    soc: str
    sex: str
    when: str
    weight: int
    days: int
    can_relate: bool
    words: dict[str, tuple[str, ...]]

    def llt(self, english: str) -> str:
        """The lowest level term of an English wording."""
        return english if english in self.words["en"] else self.pt


@dataclass(frozen=True)
class Drug:
    """One medicine: class 1 analgesic, 2 NSAID, 3 other; WHO step where it has one; usual dose; names by country."""

    name: str
    group: str
    step: str
    dose: str
    unit: str
    frequency: str
    route: str
    weight: int
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Criterion:
    """One inclusion or exclusion criterion, and the screen-failure word that names it."""

    code: str
    kind: str
    text: str
    failure: str


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of one file of data/."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def concepts() -> tuple[Concept, ...]:
    """Every preferred term, in the order of the dictionary."""
    return tuple(_concept(row) for row in table("event_terms.csv"))


def _concept(row: dict[str, str]) -> Concept:
    words = {tongue: tuple(row[tongue].split("|")) for tongue in ("en", "fr", "es", "it", "de")}
    names = (row["pt"], row["hlt"], row["hlgt"], row["soc"])
    return Concept(
        *names, row["sex"], row["when"], int(row["weight"]), int(row["days"]), row["related"] == "1", words=words
    )


def concept(pt: str) -> Concept:
    """The preferred term of this name."""
    return next(one for one in concepts() if one.pt == pt)


@cache
def dictionary_codes() -> dict[tuple[str, str], str]:
    """(level, name) -> code of eight digits: 99, one digit of level, five of rank in the dictionary."""
    seen: dict[tuple[str, str], str] = {}
    ranks = dict.fromkeys(LEVELS, 0)
    for one in concepts():
        pairs = [("soc", one.soc), ("hlgt", one.hlgt), ("hlt", one.hlt), ("pt", one.pt)]
        pairs += [("llt", name) for name in dict.fromkeys((one.pt, *one.words["en"]))]
        for level, name in pairs:
            if (level, name) not in seen:
                ranks[level] += 1
                seen[level, name] = f"99{LEVELS.index(level) + 1}{ranks[level]:05d}"
    return seen


def coded(one: Concept, english: str) -> dict[str, str]:
    """The ten coding columns of an event: name and code of each level."""
    codes = dictionary_codes()
    names = {"llt": one.llt(english), "pt": one.pt, "hlt": one.hlt, "hlgt": one.hlgt, "soc": one.soc}
    columns: dict[str, str] = {}
    for level, name in names.items():
        columns[f"{level}_name"] = name
        columns[f"{level}_code"] = codes[level, name]
    return columns


@cache
def drugs() -> tuple[Drug, ...]:
    """Every medicine the sites may report."""
    return tuple(_drug(row) for row in table("drugs.csv"))


def _drug(row: dict[str, str]) -> Drug:
    """One medicine; a country without a name does not sell it."""
    names = {land: tuple(row[tongue].split("|")) for land, tongue in LANGUAGE.items() if row[tongue]}
    usual = (row["dose"], row["unit"], row["frequency"], row["route"])
    return Drug(row["name_en"], row["class"], row["step"], *usual, weight=int(row["weight"]), names=names)


@cache
def criteria() -> tuple[Criterion, ...]:
    """Inclusion and exclusion criteria, in the order of the protocol."""
    return tuple(Criterion(row["code"], row["kind"], row["text"], row["failure"]) for row in table("criteria.csv"))


@cache
def histories() -> tuple[dict[str, str], ...]:
    """Past and concurrent conditions, in five languages."""
    return tuple(table("histories.csv"))


def phrases(key: str, country: str) -> list[tuple[str, str]]:
    """What a site of a country writes for a key, each with its English translation."""
    return [(row[LANGUAGE[country]], row["en"]) for row in table("phrases.csv") if row["key"] == key]


def phrase(key: str, country: str) -> str:
    """What a site of a country writes for a key; empty if the key has no words."""
    return next((words for words, _ in phrases(key, country)), "")
