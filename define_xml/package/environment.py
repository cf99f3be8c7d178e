"""The software a package was made with, and environment.txt: versions, hashes of what went in, how to build again."""

from __future__ import annotations

import platform
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

OWN = "trial-dossier"
ABSENT = "not installed"
WIDTH = 100


@dataclass(frozen=True)
class Ingredients:
    """What went into a package: SHA-256 by name, of the spec's files, the inputs and the terminology releases."""

    spec: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    terminology: Mapping[str, str] = field(default_factory=dict)


def software() -> tuple[tuple[str, str], ...]:
    """Name and version of Python, of trial-dossier, and of all that it needs to run, by name.

    What is needed is read off the requirements of each distribution as installed, with those of extras that are asked
    for. One that is needed and is not there is told as such.
    """
    own, needs = _own()
    python = f"{platform.python_version()} ({platform.python_implementation()})"
    found = _installed(needs)
    return (("Python", python), (OWN, own), *sorted(found.items(), key=lambda one: one[0].lower()))


def _own() -> tuple[str, list[str]]:
    """Our version and requirements: as installed, else as pyproject.toml of a checkout says them."""
    try:
        return version(OWN), requires(OWN) or []
    except PackageNotFoundError:
        pass
    path = Path(__file__).parents[2] / "pyproject.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {}) if path.is_file() else {}
    if said.get("name") != OWN:
        return ABSENT, []
    return str(said["version"]), [str(one) for one in said.get("dependencies", ())]


def _installed(needs: Sequence[str]) -> dict[str, str]:
    """The versions of all distributions that these requirements lead to."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [*_wanted(needs, frozenset())]
    while waiting:
        name, extras = waiting.pop()
        key = (re.sub(r"[-_.]+", "-", name).lower(), extras)
        if key in seen:
            continue
        seen.add(key)
        try:
            found[key[0]] = version(name)
            waiting.extend(_wanted(requires(name) or [], extras))
        except PackageNotFoundError:
            found[key[0]] = ABSENT
    return found


def _wanted(needs: Sequence[str], extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The requirements that hold here, each with the extras it asks for."""
    from packaging.requirements import Requirement

    for text in needs:
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": one}) for one in ("", *extras)):
            yield need.name, frozenset(need.extras)


def environment_text(
    software: Sequence[tuple[str, str]], ingredients: Ingredients, commands: Sequence[str] = ()
) -> bytes:
    """environment.txt in plain ASCII: versions, hashes in the form of sha256sum, and the commands to build again."""
    lines = [
        "ENVIRONMENT",
        "",
        *_wrapped(
            "The software that made this package and what it was made from. A build from the same files, with the same"
            " versions, gives the same bytes."
        ),
        *_versions(software),
        *_hashes(
            "SPECIFICATION", "the files of the study folder; readme.txt tells where each stands", ingredients.spec
        ),
        *(_hashes("INPUTS", "what was collected; not part of the package", ingredients.inputs) or _unknown()),
        *_hashes("CONTROLLED TERMINOLOGY", "the releases of NCI that were used", ingredients.terminology),
        *_commands(commands, known=bool(ingredients.inputs)),
    ]
    return ("\n".join(lines) + "\n").encode("ascii", "backslashreplace")


def _versions(software: Sequence[tuple[str, str]]) -> list[str]:
    widest = max((len(name) for name, _ in software), default=0)
    return ["", *_title("SOFTWARE"), *(f"{name:<{widest}}  {number}" for name, number in software)]


def _hashes(title: str, words: str, hashes: Mapping[str, str]) -> list[str]:
    if not hashes:
        return []
    return ["", *_title(title), f"SHA-256, {words}", "", *(f"{hashes[name]}  {name}" for name in sorted(hashes))]


def _unknown() -> list[str]:
    words = "The package was made from finished builds: what was collected for them is not known here."
    return ["", *_title("INPUTS"), *_wrapped(words)]


def _commands(commands: Sequence[str], known: bool) -> list[str]:
    if not commands:
        return []
    inputs = "the inputs listed above" if known else "the raw export and the lists that unblind it"
    words = f"STUDY is the study folder, restored as readme.txt says; RAW holds {inputs}."
    return ["", *_title("TO BUILD AGAIN"), *_wrapped(words), "", *(f"    {command}" for command in commands)]


def _title(text: str) -> list[str]:
    return [text, "-" * len(text)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def commands(
    unblind: Sequence[str] = (),
    *,
    analysis: bool = True,
    tables: bool = True,
    profile: str = "",
    building: str = "",
    packaging: str = "",
) -> list[str]:
    """The commands that build everything again, with relative names: STUDY, RAW, OUT.

    `building` are further options of the SDTM build and of the package, `packaging` those of the package alone.
    """
    files = "".join(f" --unblind RAW/{Path(name).name}" for name in unblind)
    found = [f"python -m sdtm build STUDY --raw RAW{files}{building} --out OUT/sdtm"]
    if analysis:
        found.append("python -m adam build STUDY --sdtm OUT/sdtm --out OUT/adam")
    if analysis and tables:
        found.append("python -m adam tables STUDY --data OUT/adam --out OUT/tables")
    asked = f"{files}{building}{f' --profile {profile}' if profile else ''}{packaging}"
    return [*found, f"python -m define_xml package STUDY --raw RAW{asked} --out OUT/package"]
