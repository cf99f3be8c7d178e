"""Datasets from one format into another: a file or a folder of them, with other names, other times, or in parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from define_xml.transport import split
from define_xml.transport.files import Task, check_output, open_dataset, open_datasets, write_files
from define_xml.transport.folder import LARGEST, check_links
from define_xml.transport.formats import FORMATS, check_formats, format_of, is_folder
from define_xml.transport.rename import check_names, renamed, still_pointed
from define_xml.transport.stream import Reading, Stream, Writing
from define_xml.transport.submitted import submitted
from define_xml.transport.times import source_date, times_of
from define_xml.transport.whole import readable
from mappings.error import InputError, MappingError, nearest
from mappings.finding import Finding, told_once

# What a conversion mends, or was asked to overlook, is a note.
_MENDED = {"old_version"}
_OF_NAMES = {"invalid_name", "underscore_name"}
_TIMELESS = frozenset({"csv", "parquet"})


@dataclass(frozen=True)
class Conversion:
    """What is asked: the formats written (`to`) and read (`only`), how to read, times, names and parts.

    Without `encoding` a transport file is written in the encoding it was read in. Times are `created`, else
    SOURCE_DATE_EPOCH, else those of the file that was read; `keep_times` takes the last at once.
    """

    to: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    folder: bool = False
    reading: Reading = Reading()  # noqa: RUF009 - it is frozen
    encoding: str = ""
    created: datetime | None = None
    keep_times: bool = False
    rename: Mapping[str, str] = field(default_factory=dict)
    split_size: int | None = None
    split_by: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A file that was written: whose it is, how large, and where it came from."""

    dataset: str
    records: int
    variables: int
    size: int
    source: str
    target: str


@dataclass(frozen=True)
class Converted:
    """All files written, and all that was found odd."""

    files: tuple[Written, ...]
    findings: tuple[Finding, ...]


_AS_IT_IS = Conversion()


def convert(source: Path, target: Path, asked: Conversion = _AS_IT_IS) -> Converted:
    """The files written: all of them, or none. The source may be a file or a folder; the target, too.

    InputError for what cannot be read whole and true, or written unchanged; MappingError for what is asked wrongly.
    """
    check_formats(asked.to, "--to")
    with readable(source):
        source.stat()
    folder, name = _target(source, target, asked)
    check_output(folder)
    sources = _sources(source, asked)
    check_names([stream for _, stream in sources], asked.rename)
    sources = [(path, renamed(stream, asked.rename)) for path, stream in sources]
    _check_parts(sources, asked)
    formats = (format_of(Path(name)),) if name else asked.to or (_other(sources, asked),)
    tasks = [(path, task) for path, stream in sources for task in _tasks(stream, name, formats, asked)]
    _check_stale(folder, [task for _, task in tasks])
    more: list[Finding] = []

    def approve() -> None:
        if len(sources) > 1:
            more.extend(check_links({stream.spec.name: stream for _, stream in sources}, asked.reading.lenient))
        more.extend(still_pointed([stream for _, stream in sources], asked.rename))
        for path, task in tasks:
            _check_in_place(path, folder / task.name, task.stream)

    counts = write_files([task for _, task in tasks], folder, approve=approve)
    files = [
        Written(task.stream.spec.name, count, len(task.stream.spec.variables), (folder / task.name).stat().st_size,
                path.name, task.name)
        for (path, task), count in zip(tasks, counts, strict=True)
    ]  # fmt: skip
    found = [one for _, stream in sources for one in stream.findings]
    noted = [one for _, task in tasks for one in task.noted]
    judged = _judged([*found, *noted, *more, *_too_large(files)], asked)
    return Converted(tuple(files), told_once(judged))


def _check_parts(sources: list[tuple[Path, Stream]], asked: Conversion) -> None:
    if bool(asked.split_by) != bool(asked.parts):
        raise MappingError("--split-by", "a variable and its parts go together", "say --parts VALUE=NAME,... too")
    if asked.split_size is not None and asked.to and "xpt" not in asked.to:
        raise MappingError("--split-size", "sizes are those of transport files", "add xpt to --to")
    known = {one.name for _, stream in sources for one in stream.spec.variables}
    if asked.split_by and asked.split_by not in known:
        raise MappingError("--split-by", f"no variable {asked.split_by}", nearest(asked.split_by, known))


def _sources(source: Path, asked: Conversion) -> list[tuple[Path, Stream]]:
    if not is_folder(source):
        return [(source, open_dataset(source, asked.reading))]
    if asked.reading.member or asked.reading.count is not None:
        raise MappingError("--member" if asked.reading.member else "--count", "is said of one file", "name the file")
    found = open_datasets(source, asked.reading, asked.only)
    return [(source / (stream.file.name if stream.file else ""), stream) for stream in found.values()]


def _target(source: Path, target: Path, asked: Conversion) -> tuple[Path, str]:
    """The folder written to, and the name of the one file if it is not a folder that is asked for."""
    named = target.suffix.lower()[1:] in FORMATS and not asked.folder and not asked.to
    if named and target.is_dir():
        raise InputError(target.name, "a folder, no file", "choose another output")
    if named and is_folder(source):
        raise MappingError(target.name, "a folder of datasets does not go into one file", "name a folder")
    if asked.to or asked.folder or is_folder(source) or target.is_dir():
        return target, ""
    if not target.suffix:
        problem = "a name without a suffix tells no format"
        raise MappingError(target.name, problem, f"for a folder say {target.name}/, for a file {target.name}.json")
    if format_of(target) != "xpt" and asked.split_size is not None:
        raise MappingError("--split-size", "sizes are those of transport files", "name a file with suffix .xpt")
    return target.parent, target.name


def _other(sources: list[tuple[Path, Stream]], asked: Conversion) -> str:
    """The format nobody named: from transport files Dataset-JSON, from anything else (or in parts) transport files."""
    plain = all(stream.file is not None and stream.file.format == "xpt" and format_of(path) == "xpt"
                for path, stream in sources)  # fmt: skip
    return "json" if plain and asked.split_size is None and not asked.split_by else "xpt"


def _tasks(stream: Stream, name: str, formats: tuple[str, ...], asked: Conversion) -> Iterator[Task]:
    """The files of a dataset: the whole, of that name if one is said, and its parts beside it."""
    for form in formats:
        ready = _fitting(submitted(stream), form)
        writing = _writing(ready, form, asked)
        yield Task(name or f"{stream.spec.name.lower()}.{form}", form, ready, writing)
        for part in _parts(ready, form, asked, writing.encoding):
            yield Task(f"{split.FOLDER}/{part.spec.name.lower()}.{form}", form, part, writing)


def _fitting(stream: Stream, name: str) -> Stream:
    """The stream as its new format may hold it: of a transport file of version 8 all that does not fit is said."""
    if stream.file is None or stream.file.format != "xpt8":
        return stream
    if name == "xpt":
        from define_xml.transport.xpt.v8 import check_fits

        check_fits(stream)
    return replace(stream, file=replace(stream.file, format="xpt"))


def _parts(stream: Stream, name: str, asked: Conversion, encoding: str) -> list[Stream]:
    parts = [stream]
    if asked.split_by and stream.spec.variable(asked.split_by) is not None:
        stream = split.measured(stream, encoding)
        parts = split.by_value(stream, asked.split_by, asked.parts)
        if len(parts) > 1 and any(part.spec.name == stream.spec.name for part in parts):
            problem = f"{stream.spec.name} is the name of the whole"
            raise MappingError("--parts", problem, f"name each part otherwise: {stream.spec.name}1, ...")
    if asked.split_size is not None and name == "xpt":
        limit = asked.split_size
        parts = [small for part in parts for small in split.by_size(part, limit, encoding)]
    return [] if len(parts) == 1 and parts[0].spec.name == stream.spec.name else parts


def _writing(stream: Stream, name: str, asked: Conversion) -> Writing:
    """How to write: with the times that are said, or those of the file that was read."""
    encoding = asked.encoding or asked.reading.encoding
    plain = Writing(encoding=encoding, lenient=asked.reading.lenient)
    said = asked.created or (None if asked.keep_times else source_date())
    if said is not None:
        return replace(plain, created=said, modified=said)
    if stream.file is not None and stream.file.format == name and stream.file.about:
        # The same words again: two digits of a year are not read and written anew.
        return plain
    created, modified = times_of(stream.file)
    if created is None and name not in _TIMELESS:
        place = stream.file.name if stream.file is not None else stream.spec.name
        problem = f"says no time, and {FORMATS[name].words} bears one"
        raise MappingError(place, problem, "say one: --created 2024-05-31T12:00:00, or set SOURCE_DATE_EPOCH")
    return replace(plain, created=created, modified=modified)


def _check_stale(folder: Path, tasks: Sequence[Task]) -> None:
    """InputError for a part of another run that would stay beside the new ones."""
    names = {task.name for task in tasks}
    stems = {task.stream.spec.name.lower() for task in tasks if "/" not in task.name}
    beside = folder / split.FOLDER
    if len(names) == len([name for name in names if "/" not in name]) or not beside.is_dir():
        return
    for path in sorted(beside.iterdir()):
        if path.stem.rstrip("0123456789") in stems and f"{split.FOLDER}/{path.name}" not in names:
            problem = "a part of another split, which this one does not make"
            raise InputError(f"{split.FOLDER}/{path.name}", problem, "remove it, or choose another folder")


def _check_in_place(source: Path, target: Path, stream: Stream) -> None:
    """InputError before a file that was not whole is replaced by what could be read of it."""
    if not (target.exists() and target.samefile(source)):
        return
    forgiven = next((one.words for one in stream.findings if one.words.startswith("forgiven: ")), "")
    if forgiven:
        raise InputError(source.name, f"is not whole, and would be replaced; {forgiven}", "write to another file")


def _too_large(files: Sequence[Written]) -> Iterator[Finding]:
    parts = any("/" in one.target for one in files)
    for one in files:
        if one.target.endswith(".xpt") and one.size > LARGEST and not parts:
            words = f"{one.size:,} bytes; agencies take 5 GB: split it, --split-size 5GB"
            yield Finding("too_large", "error", words, one.dataset, value=one.target)


def _judged(findings: Sequence[Finding], asked: Conversion) -> Iterator[Finding]:
    parted = {"too_large"} if asked.split_size is not None and asked.split_size <= LARGEST else set()
    for one in findings:
        named = one.check in _OF_NAMES and one.value in asked.rename
        yield replace(one, severity="note") if named or one.check in _MENDED | parted else one
