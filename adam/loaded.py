"""ADaM datasets from a folder: found by name and format, read whole, handed out as an `Analysis`."""

from __future__ import annotations

import re
from pathlib import Path

from adam.analysis import Analysis
from define_xml.transport.files import dataset_paths, read_dataset
from define_xml.transport.formats import FORMATS, check_formats, format_of
from mappings.error import InputError, nearest

# What says most of its variables comes first; a CSV without a description beside it says nothing.
PREFERRED = ("parquet", "json", "ndjson", "dsjc", "xpt", "csv")
_NAME = re.compile(r"AD[A-Z0-9]{1,6}")
Found = dict[str, dict[str, Path]]


def load(folder: Path | str, *, format: str = "", encoding: str = "ascii") -> Analysis:
    """The analysis datasets of a build: those of the folder if it has an ADSL, else those of its subfolder `adam`.

    Files count by name, `adsl.xpt` for ADSL; ADaM's names begin with AD (ADaMIG 1.3, 3.1). If there are several
    formats, one is read: the one with most datasets, of equals the first of parquet, json, ndjson, dsjc, xpt, csv;
    `notes` of the result says which, and what was left. `format` names it. `encoding` is that of transport files.
    InputError if there is no such folder, no ADSL in it, or a file that cannot be read whole.

        study = adam.load("build/respine")
        study.ADEFF.groupby("AVISIT")["AVAL"].mean()
    """
    if format:
        check_formats((format,), "format")
    place, found = _home(Path(folder))
    chosen, notes = _choice(found, format, place.name)
    datasets = {}
    for name, path in found[chosen].items():
        dataset = read_dataset(path, encoding=encoding)
        if dataset.name.upper() != name:
            problem = f"the file holds dataset {dataset.name}"
            raise InputError(path.name, problem, f"name it {dataset.name.lower()}.{chosen}, or load another folder")
        datasets[name] = dataset
    return Analysis(datasets, chosen, notes, _elsewhere(found, chosen))


def _home(folder: Path) -> tuple[Path, Found]:
    """The folder that has an ADSL, this one or `adam` in it, and its files."""
    if not folder.is_dir():
        raise InputError(folder.name, *_no_folder(folder))
    below = folder / "adam"
    seen = []
    for place in (folder, below) if below.is_dir() else (folder,):
        found = _found(place)
        if any("ADSL" in names for names in found.values()):
            return place, found
        seen += sorted({name for names in found.values() for name in names})
    problem = f"no ADSL here{' or in adam' if below.is_dir() else ''}"
    told = f", only {', '.join(dict.fromkeys(seen))}" if seen else ""
    raise InputError(folder.name, problem + told, "build it: python -m adam build; or load the folder that has it")


def _no_folder(folder: Path) -> tuple[str, str]:
    if folder.exists():
        return "a file, no folder", "load the folder it is in"
    beside = folder.parent if folder.parent.is_dir() else None
    names = {path.name for path in beside.iterdir() if path.is_dir()} if beside else set()
    remedy = nearest(folder.name, names) or "build it: python -m adam build, which writes to build/STUDY/adam"
    return "no such folder", remedy


def _found(place: Path) -> Found:
    """The files with names of analysis datasets, by format and name."""
    found: Found = {}
    # A folder of nothing but other files is no error here: `adam` may be the one.
    if not any(path.suffix.lower()[1:] in FORMATS for path in place.iterdir()):
        return found
    for path in dataset_paths(place):
        name = path.name.split(".")[0].upper()
        if _NAME.fullmatch(name):
            found.setdefault(format_of(path), {})[name] = path
    return found


def _choice(found: Found, format: str, place: str) -> tuple[str, tuple[str, ...]]:
    """The format to read, and what is to be said of the choice."""
    able = [name for name in PREFERRED if "ADSL" in found.get(name, {})]
    if format and format not in able:
        raise InputError(place, f"no ADSL in format {format}", f"there is one in {', '.join(able)}")
    chosen = format or max(able, key=lambda name: (len(found[name]), -PREFERRED.index(name)))
    others = [name for name in PREFERRED if name in found and name != chosen]
    notes = [f"read from {chosen}; also there: {', '.join(others)}"] if others else []
    only = [path.name for name, path in _elsewhere(found, chosen).items()]
    notes += [f"not read: {', '.join(only)} (no such dataset in {chosen})"] if only else []
    return chosen, tuple(notes)


def _elsewhere(found: Found, chosen: str) -> dict[str, Path]:
    """Datasets that are there in other formats only."""
    order = [name for name in PREFERRED if name in found and name != chosen]
    here = found[chosen]
    return {name: path for one in reversed(order) for name, path in found[one].items() if name not in here}
