"""Datasets in files, by suffix: one or a folder of them, read whole and true, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pandas import DataFrame

from define_xml.transport.folder import check_links, described
from define_xml.transport.formats import ALSO, FORMATS, check_formats, format_of
from define_xml.transport.looks import check_regular, in_lines, other_json, start_of
from define_xml.transport.proof import compare, compare_heads, counted, read_back
from define_xml.transport.stream import Reading, Stream, Writing, streamed, whole
from define_xml.transport.submitted import submitted
from define_xml.transport.whole import Draft, drop_leftovers, locked, readable, whole_files, writable
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import StudySpec

_AS_IT_IS = Reading()
_PLAIN = Writing()
# The bytes of a file, or what gives them when the datasets are written.
Content = bytes | Callable[[], bytes]
# Records read back at a time, beside a chunk of those that were to be written.
_BACK = 1 << 13


def read_dataset(
    path: Path | str, *, encoding: str = "ascii", lenient: bool = False, member: str = "", count: int | None = None
) -> Dataset:
    """The dataset of a file, as found: records, spec, facts of the file, and what is odd about it.

    The format is that of the suffix: xpt, json, ndjson, dsjc, parquet, csv. InputError for a file that cannot be read
    whole and true; `lenient` reads what is whole, and says in findings what it forgave. `count` is the number of
    records, where one knows it: a transport file does not say how many it has.
    """
    stream = open_dataset(Path(path), Reading(encoding, lenient, member, count))
    refuse_old(stream, lenient)
    return whole(stream)


def open_dataset(path: Path, reading: Reading = _AS_IT_IS) -> Stream:
    """The dataset of a file in chunks, transport files of version 8 too; InputError as in `read_dataset`."""
    name = format_of(path)
    check_regular(path, FORMATS[name].words)
    stream = _opened(path, name, reading)
    # A member that was asked for is one of several: the file cannot have the name of each.
    named = path.name.split(".")[0] if reading.member else stream.spec.name
    return _with_findings(stream, described(path, stream, named))


def _with_findings(stream: Stream, odd: list[Finding]) -> Stream:
    """The stream with these findings before those of its reader, who goes on adding to a list of its own."""
    together: list[Finding] = []

    def publish() -> None:
        together[:] = [*odd, *stream.findings]

    def chunks() -> Iterator[DataFrame]:
        given = stream.chunks()
        while (chunk := next(given, None)) is not None:
            publish()
            yield chunk
            # Two chunks are twice the memory: one is let go before the next is made.
            del chunk
        publish()

    publish()
    return replace(stream, chunks=chunks, findings=together)


def _opened(path: Path, name: str, reading: Reading) -> Stream:
    if name == "xpt" and start_of(path, 25)[20:25] == b"LIBV8":
        from define_xml.transport.xpt.v8 import open_xpt_v8

        return open_xpt_v8(path, reading)
    return FORMATS["ndjson" if name == "json" and in_lines(path) else name].open(path, reading)


def refuse_old(stream: Stream, lenient: bool) -> None:
    """InputError for a transport file of version 8, with the offer to convert it."""
    if stream.file is not None and stream.file.format == "xpt8" and not lenient:
        remedy = f"convert it: python -m define_xml convert {stream.file.name} OUT.xpt"
        raise InputError(stream.file.name, "a SAS transport file of version 8; agencies take version 5", remedy)


def read_datasets(
    folder: Path | str, encoding: str = "ascii", *, lenient: bool = False, formats: Sequence[str] = ()
) -> dict[str, Dataset]:
    """The datasets of a folder by name, in the order of their files; InputError if there are none.

    A file whose end nothing proves is held against what SUPP-- and RELREC point to.
    """
    streams = open_datasets(Path(folder), Reading(encoding, lenient), formats)
    for stream in streams.values():
        refuse_old(stream, lenient)
    datasets = {name: whole(stream) for name, stream in streams.items()}
    forgiven = check_links({name: streamed(dataset) for name, dataset in datasets.items()}, lenient)
    return {
        name: replace(dataset, findings=(*dataset.findings, *(one for one in forgiven if one.dataset == name)))
        for name, dataset in datasets.items()
    }


def open_datasets(folder: Path, reading: Reading = _AS_IT_IS, formats: Sequence[str] = ()) -> dict[str, Stream]:
    """The datasets of a folder as streams, by name; of these formats only, if any are named."""
    found: dict[str, Stream] = {}
    for path in dataset_paths(folder, formats):
        stream = open_dataset(path, reading)
        if stream.spec.name in found:
            other = found[stream.spec.name].file
            beside = f", beside {other.name}" if other is not None else ""
            problem = f"a second file with dataset {stream.spec.name}{beside}"
            raise InputError(path.name, problem, "leave one of them in the folder, or say which format to read: --from")
        found[stream.spec.name] = stream
    return found


def dataset_paths(folder: Path, formats: Sequence[str] = ()) -> list[Path]:
    """The files of a folder that hold datasets, by name; InputError if there are none."""
    check_formats(formats, "--from")
    wanted = {*(formats or FORMATS), *(also for also, name in ALSO.items() if name in (formats or FORMATS))}
    with readable(folder):
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower()[1:] in wanted)
    paths = [path for path in paths if not path.name.startswith(".") and not other_json(path)]
    if not paths:
        sought = ", ".join(formats or FORMATS)
        raise InputError(folder.name, f"no dataset in the folder (looked for {sought})", "say where they are")
    return paths


@dataclass(frozen=True)
class Task:
    """A file to write: its name in the folder, its format, its records, and how; what is odd is noted in it."""

    name: str
    format: str
    stream: Stream
    writing: Writing
    noted: list[Finding] = field(default_factory=list)


def write_dataset(dataset: Dataset | Stream, path: Path | str, writing: Writing = _PLAIN) -> list[Finding]:
    """What is odd about the file written: it was proved before it took its name."""
    path = Path(path)
    task = Task(path.name, format_of(path), submitted(dataset), writing)
    write_files([task], path.parent)
    return task.noted


def write_datasets(
    datasets: Iterable[Dataset | Stream],
    folder: Path | str,
    formats: Sequence[str] | str = ("xpt",),
    *,
    created: datetime | None = None,
    encoding: str = "ascii",
    study: StudySpec | None = None,
    beside: Mapping[str, Content] | None = None,
    noted: list[Finding] | None = None,
) -> list[Path]:
    """The files written, `dm.xpt` for DM: all of them, or none and the folder as it was.

    `noted` takes what is odd about them. `beside` are other files of the same delivery, by name; one given as a
    function is asked for its bytes when the datasets are written, and all that is odd has been noted. Datasets with
    `submit = false` stay at home. The folder is made if its parent is there, and locked while it is written to; drafts
    that a killed run left there are removed.
    """
    folder, formats = Path(folder), (formats,) if isinstance(formats, str) else formats
    check_formats(formats)
    writing = Writing(created=created, encoding=encoding, study=study)
    tasks = [
        Task(f"{dataset.spec.name.lower()}.{name}", name, submitted(dataset), writing)
        for dataset in datasets
        if dataset.spec.submit
        for name in formats
    ]
    if noted is not None:
        tasks = [replace(task, noted=noted) for task in tasks]
    write_files(tasks, folder, beside)
    return [folder / task.name for task in tasks]


def write_files(
    tasks: Sequence[Task],
    folder: Path,
    beside: Mapping[str, Content] | None = None,
    approve: Callable[[], None] = lambda: None,
) -> list[int]:
    """The records of each file: all are written and proved, or none and the folder is as it was.

    `approve` is asked when all are written and none has its name yet. The folder is made if it is not there, and
    nobody else writes to it meanwhile.
    """
    _check_names(tasks, beside or {})
    names = [*(task.name for task in tasks), *(beside or {})]
    inside = {folder / parent for name in names for parent in Path(name).parents}
    parents = sorted(inside | {folder}, key=lambda path: len(path.parts))
    made = [parent for parent in parents if _ready(parent)]
    try:
        with locked(folder):
            for parent in parents:
                drop_leftovers(parent)
            return _write_all(tasks, folder, beside or {}, approve)
    except BaseException:
        for parent in reversed(made):
            _remove_empty(parent)
        raise


def _write_all(
    tasks: Sequence[Task], folder: Path, beside: Mapping[str, Content], approve: Callable[[], None]
) -> list[int]:
    with whole_files(folder) as draft:
        counts = [_write(task, draft) for task in tasks]
        for name, content in beside.items():
            draft(name, [content() if callable(content) else content])
        approve()
    return counts


def _write(task: Task, draft: Draft) -> int:
    """The records of the file, which says what was to be written."""
    format_, path = FORMATS[task.format], Path(task.name)
    stream, count = counted(task.stream)
    part = draft(task.name, format_.write(stream, task.writing, task.noted))
    wanted = replace(task.stream, count=count())
    encoding = task.writing.encoding if task.format == "xpt" else _AS_IT_IS.encoding
    with read_back(part, path.name):
        found = format_.open(part, Reading(encoding, task.writing.lenient, count=wanted.count, chunk=_BACK))
        # What proves its records by itself has yet to show that its header can be read.
        (compare_heads if format_.proved else compare)(wanted, found, task.name, format_.kept)
    for name, content in format_.company(wanted, task.writing, path.name, part).items():
        draft(path.with_name(name).as_posix(), [content])
    return count()


def _check_names(tasks: Sequence[Task], beside: Iterable[str]) -> None:
    names = [task.name for task in tasks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(twice[0], "two datasets would be written to this file", "give each dataset a name of its own")
    taken = sorted({name for name in beside if name.lower() in names})
    if taken:
        raise InputError(taken[0], "a dataset is written to this file", "give the document another name")


def check_output(folder: Path) -> None:
    """InputError if files cannot be written to the folder; to be asked before the work begins."""
    made = _ready(folder)
    with locked(folder):
        pass
    if made:
        _remove_empty(folder)


def _ready(folder: Path) -> bool:
    """Makes the folder if it is not there; whether it did."""
    if folder.is_dir():
        return False
    for path in (folder, folder.parent):
        if path.exists() and not path.is_dir():
            raise InputError(path.name, "a file, no folder", "choose another output")
    if not folder.parent.is_dir():
        problem = f"its parent folder {folder.parent.name} does not exist"
        raise InputError(folder.name, problem, "make it, or choose another output")
    with writable(folder):
        folder.mkdir()
    return True


def _remove_empty(folder: Path) -> None:
    with writable(folder):
        if not any(folder.iterdir()):
            folder.rmdir()
