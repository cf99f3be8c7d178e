"""A folder of datasets, written whole or not at all, and read, by suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from define_xml.transport.whole import drop_leftovers, locked, readable, whole_files, writable
from define_xml.transport.xpt import compare, read_xpt, xpt_blocks
from mappings.dataset import Dataset
from mappings.error import InputError, MappingError, nearest

# Format -> (the file's blocks, the file read back).
Blocks = Callable[[Dataset, datetime, str], Iterator[bytes]]
Read = Callable[[Path, str], Dataset]
FORMATS: dict[str, tuple[Blocks, Read]] = {"xpt": (xpt_blocks, read_xpt)}


def write_datasets(
    datasets: Iterable[Dataset],
    folder: Path,
    formats: Sequence[str] = ("xpt",),
    *,
    created: datetime,
    encoding: str = "ascii",
    beside: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """The files written, `dm.xpt` for DM: all of them, or none and the folder as it was.

    `beside` are other files of the same delivery, by name. Datasets with `submit = false` stay at home. The folder is
    made if its parent is there, and locked while it is written to; drafts that a killed run left there are removed.
    """
    chosen = [dataset for dataset in datasets if dataset.spec.submit]
    names = _names(chosen, formats)
    made = _ready(folder)
    try:
        with locked(folder):
            drop_leftovers(folder)
            _write(chosen, folder, formats, (created, encoding), beside or {})
    except BaseException:
        if made:
            _remove_empty(folder)
        raise
    return [folder / name for name in names]


def check_output(folder: Path) -> None:
    """InputError if files cannot be written to the folder; to be asked before the work begins."""
    made = _ready(folder)
    with locked(folder):
        pass
    if made:
        _remove_empty(folder)


def read_datasets(folder: Path, encoding: str = "ascii") -> dict[str, Dataset]:
    """The datasets of a folder by name, in the order of their files; InputError if there are none."""
    with readable(folder):
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower()[1:] in FORMATS)
    if not paths:
        raise InputError(
            folder.name, f"no dataset in the folder (looked for {', '.join(FORMATS)})", "say where they are"
        )
    found: dict[str, Dataset] = {}
    for path in paths:
        dataset = FORMATS[path.suffix.lower()[1:]][1](path, encoding)
        if dataset.name in found:
            raise InputError(path.name, f"a second file with dataset {dataset.name}", "leave one of them in the folder")
        found[dataset.name] = dataset
    return found


def _names(datasets: list[Dataset], formats: Sequence[str]) -> list[str]:
    for format_ in formats:
        if format_ not in FORMATS:
            raise MappingError(
                "--format", f"no format {format_}", nearest(format_, tuple(FORMATS)) or f"say {', '.join(FORMATS)}"
            )
    names = [f"{dataset.name.lower()}.{format_}" for dataset in datasets for format_ in formats]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(twice[0], "two datasets would be written to this file", "give each dataset a name of its own")
    return names


def _ready(folder: Path) -> bool:
    """Makes the folder if it is not there; whether it did."""
    if folder.is_dir():
        return False
    if not folder.parent.is_dir():
        raise InputError(
            folder.name, f"its parent folder {folder.parent.name} does not exist", "make it, or choose another --out"
        )
    with writable(folder):
        folder.mkdir()
    return True


def _remove_empty(folder: Path) -> None:
    with writable(folder):
        if not any(folder.iterdir()):
            folder.rmdir()


def _write(
    datasets: list[Dataset],
    folder: Path,
    formats: Sequence[str],
    how: tuple[datetime, str],
    beside: Mapping[str, bytes],
) -> None:
    created, encoding = how
    # What cannot be written is said before the first byte of the first file.
    tasks = [
        (
            f"{dataset.name.lower()}.{format_}",
            dataset,
            FORMATS[format_][0](dataset, created, encoding),
            FORMATS[format_][1],
        )
        for dataset in datasets
        for format_ in formats
    ]
    with whole_files(folder) as draft:
        for name, dataset, blocks, read in tasks:
            compare(dataset, read(draft(name, blocks), encoding), name)
        for name, content in beside.items():
            draft(name, [content])
