"""A folder of datasets, read file by file: what cannot be read is said and never taken for empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pandas import to_numeric

from define_xml.transport.files import dataset_paths, read_dataset
from define_xml.transport.folder import UNPROVEN
from define_xml.transport.whole import readable
from mappings.catalog import load_standard
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding
from validation.result import Unread

if TYPE_CHECKING:
    from define_xml.document.metadata import Define

# What text outside ASCII is read as, in this order, where the user names no encoding: the first that all bytes fit.
GUESSED = ("utf-8", "cp1252", "latin-1")
_UNDECODED = "is no ascii text"


@dataclass
class Folder:
    """What a folder holds: datasets by name, its define.xml, and files that could not be read whole."""

    name: str
    datasets: dict[str, Dataset] = field(default_factory=dict)
    define: Define | None = None
    content: bytes = b""  # of define.xml
    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)


def read_folder(folder: Path, encoding: str = "", define: Path | None = None) -> Folder:
    """All datasets and the define.xml of a folder; InputError if there is no dataset file at all.

    A file that cannot be read whole is in `unread`. With no `encoding`, text that is not ASCII is read as the first of
    UTF-8, cp1252 and latin-1 that its bytes fit, and each such value is a finding.
    """
    if not folder.is_dir():
        problem = "it is a file" if folder.is_file() else "there is no such folder"
        raise InputError(folder.name, problem, "name the folder of the datasets")
    read = Folder(folder.resolve().name)
    # A dataset in two formats is the same dataset: the transport file stands for both.
    paths = sorted(dataset_paths(folder), key=lambda one: (one.suffix.lower() != ".xpt", one.name))
    transport = {path.stem.lower() for path in paths if path.suffix.lower() == ".xpt"}
    for path in paths:
        if path.suffix.lower() == ".xpt" or path.stem.lower() not in transport:
            _add(read, path, encoding)
    read.datasets = dict(sorted(read.datasets.items()))
    _read_define(read, define or folder / "define.xml", required=define is not None)
    return read


def _add(read: Folder, path: Path, encoding: str) -> None:
    try:
        dataset = _read(path, encoding)
    except InputError as error:
        read.unread.append(unread(error, path.name))
        return
    other = read.datasets.get(dataset.name.upper())
    if other is not None:
        beside = other.file.name if other.file else other.name
        problem = f"a second file with dataset {dataset.name}, beside {beside}"
        read.unread.append(Unread(path.name, problem, "leave one of them in the folder"))
        return
    read.datasets[dataset.name.upper()] = dataset
    read.unproven += [one.dataset for one in dataset.findings if one.check == UNPROVEN]
    read.findings += [one for one in dataset.findings if one.check != UNPROVEN]


def _read(path: Path, encoding: str) -> Dataset:
    """The dataset of a file, in the encoding named or in the first that fits it."""
    if encoding:
        return typed(read_dataset(path, encoding=encoding))
    try:
        return typed(read_dataset(path))
    except InputError as error:
        if _UNDECODED not in error.problem:
            raise
        first = error
    for guess in GUESSED:
        try:
            return typed(read_dataset(path, encoding=guess))
        except InputError:
            continue
    raise first


def typed(dataset: Dataset) -> Dataset:
    """The dataset; of a file that says no types, the columns that the standard has as numbers become numbers.

    One with a text that is no number stays text: a rule about its type will say so.
    """
    if not any(one.check == "no_metadata" for one in dataset.findings):
        return dataset
    numbers = _numbers(dataset.name)
    variables, records = list(dataset.spec.variables), dataset.records.copy(deep=False)
    for place, variable in enumerate(variables):
        if variable.name not in numbers:
            continue
        texts = records[variable.name]
        values = to_numeric(texts, errors="coerce")
        if not (values.isna() & texts.notna()).any():
            records[variable.name] = values.astype("float64")
            variables[place] = variable.model_copy(update={"type": "Num", "data_type": "float", "length": 8})
    return replace(dataset, spec=dataset.spec.model_copy(update={"variables": tuple(variables)}), records=records)


@cache
def _numbers(name: str) -> frozenset[str]:
    """The variables of a dataset that the standard has as numbers: its own in SDTMIG, or any in ADaMIG."""
    published = load_standard("SDTMIG", "3.4").dataset(name)
    datasets = (published,) if published else load_standard("ADaMIG", "1.3").datasets
    return frozenset(one.name for dataset in datasets for one in dataset.variables if one.type == "Num")


def _read_define(read: Folder, path: Path, *, required: bool) -> None:
    from define_xml.read import define_of

    if not path.is_file():
        if required:
            raise InputError(path.name, "there is no such file", "name the define.xml of these datasets")
        return
    try:
        with readable(path):
            read.content = path.read_bytes()
        read.define = define_of(read.content, path.name)
    except InputError as error:
        read.unread.append(unread(error, path.name))


def unread(error: InputError, file: str) -> Unread:
    """The error of a reader, as a report tells it."""
    place = "" if error.place == file else f"{error.place.removeprefix(file).strip()}: "
    return Unread(file, f"{place}{error.problem}", error.remedy)


def read_others(folder: Path | None, encoding: str = "") -> Mapping[str, Dataset]:
    """The datasets that those judged were made of, by name; InputError for one that cannot be read."""
    if folder is None:
        return {}
    read = read_folder(folder, encoding)
    if read.unread:
        one = read.unread[0]
        raise InputError(one.file, one.problem, one.remedy)
    return read.datasets
