"""Exchange at the command line: datasets from one format into another, and what a file says of itself."""

from __future__ import annotations

import argparse
import os
import sys

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from define_xml.transport.convert import Conversion
    from define_xml.transport.inspection import Inspection
    from define_xml.transport.stream import Reading
    from mappings.error import InputError

CLEAN, FINDINGS, USAGE, INPUT, FAULT = 0, 1, 2, 3, 4
FORMATS = "xpt, json, ndjson, dsjc, parquet, csv"


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 clean, 1 findings, 2 usage, 3 a file not read or written whole, 4 our own fault."""
    options = parser().parse_args(arguments)
    if "run" not in options:
        parser().print_help()
        return USAGE
    return guarded(options)


def convert(options: argparse.Namespace) -> int:
    """Write datasets in another format: all of them, read back and compared, or none."""
    from pathlib import Path

    from define_xml.transport.convert import convert
    from define_xml.transport.report import at_least, finding_lines, table

    done = convert(Path(options.source), Path(options.target), conversion(options))
    headings = ("dataset", "records", "variables", "bytes", "from -> to")
    rows = [(one.dataset, one.records, one.variables, one.size, f"{one.source} -> {one.target}") for one in done.files]
    print("\n".join([*table(headings, rows, right=headings[1:4]), "", *finding_lines(done.findings)]))
    return FINDINGS if at_least(done.findings, options.fail_on) else CLEAN


def inspect(options: argparse.Namespace) -> int:
    """Show what a file says of itself, its variables and first records, and what is odd about it."""
    from pathlib import Path

    from define_xml.transport.inspection import inspect, inspect_folder
    from define_xml.transport.inspection_text import as_text, folder_text
    from define_xml.transport.report import at_least

    source = Path(options.source)
    errors: list[InputError] = []
    if is_folder(source):
        found, errors = inspect_folder(source, reading(options), options.records, options.only)
        text = folder_text(found, source.resolve().name)
    else:
        found = [inspect(source, reading(options), options.records)]
        text = as_text(found[0])
    print(as_json(found) if options.json else text, end="")
    for error in errors:
        told(str(error), INPUT)
    odd = at_least([finding for one in found for finding in one.findings], options.fail_on)
    return INPUT if errors else FINDINGS if odd else CLEAN


def is_folder(path: Path) -> bool:
    """True for a folder, unless it bears the name of a file: reading that tells what is wrong."""
    from define_xml.transport.formats import ALSO, FORMATS

    return path.is_dir() and path.suffix.lower()[1:] not in (*FORMATS, *ALSO)


def as_json(found: Sequence[Inspection]) -> str:
    """The inspections as JSON: one object for each file, in a list."""
    import json
    from dataclasses import asdict

    return json.dumps([asdict(one) for one in found], indent=1) + "\n"


def reading(options: argparse.Namespace) -> Reading:
    """How the options say to read."""
    from define_xml.transport.stream import Reading

    return Reading(options.encoding, options.lenient, options.member, options.count)


def conversion(options: argparse.Namespace) -> Conversion:
    """What the options ask for."""
    from define_xml.transport.convert import Conversion
    from define_xml.transport.split import bytes_in, named_parts
    from define_xml.transport.times import said_time

    return Conversion(
        to=tuple(options.to), only=tuple(options.only), folder=options.target.endswith(("/", os.sep)),
        reading=reading(options), encoding=options.out_encoding, created=said_time(options.created),
        keep_times=options.keep_times, rename=dict(map(renamed, options.rename)),
        split_size=bytes_in(options.split_size) if options.split_size else None,
        split_by=options.split_by, parts=named_parts(options.parts),
    )  # fmt: skip


def renamed(said: str) -> tuple[str, str]:
    """Old and new name, of `OLD=NEW`."""
    from mappings.error import MappingError

    old, equals, new = said.partition("=")
    if not (old and equals and new):
        raise MappingError("--rename", f"{said!r} says no new name", "say OLD=NEW")
    return old, new


def names(text: str) -> list[str]:
    """The words between commas."""
    return [word.strip().lower() for word in text.split(",") if word.strip()]


def number(text: str) -> int:
    """A number of records."""
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m define_xml", description="Datasets in files: SAS transport, Dataset-JSON, Parquet, CSV.",
        epilog="Exit status: 0 clean, 1 findings, 2 usage, 3 files not whole, 4 our own fault.",
    )  # fmt: skip
    commands = top.add_subparsers(metavar="COMMAND")
    turn = commands.add_parser("convert", help="write datasets in another format", description=convert.__doc__)
    turn.set_defaults(run=convert)
    turn.add_argument("source", metavar="IN", help=f"a file, or a folder of files ({FORMATS})")
    turn.add_argument("target", metavar="OUT", help="a file, whose suffix names its format, or a folder")
    turn.add_argument(
        "--to", type=names, default=[], metavar="xpt,json",
        help="formats to write to a folder (default: json from transport files, else xpt)",
    )  # fmt: skip
    reading_arguments(turn)
    writing_arguments(turn)
    show = commands.add_parser("inspect", help="what a file says, and what is odd", description=inspect.__doc__)
    show.set_defaults(run=inspect)
    show.add_argument("source", metavar="FILE", help=f"a file, or a folder of files ({FORMATS})")
    show.add_argument("--records", type=number, default=5, metavar="N", help="first records shown (default: 5)")
    show.add_argument("--json", action="store_true", help="the same as JSON")
    reading_arguments(show)
    return top


def reading_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments that say how to read."""
    command.add_argument("--from", type=names, default=[], dest="only", metavar="xpt", help="formats read in a folder")
    command.add_argument(
        "--encoding", default="ascii", metavar="E", help="of text in transport files: cp1252, utf-8 (default: ascii)"
    )
    command.add_argument(
        "--lenient", action="store_true", help="take what is whole of a damaged file, and say what was forgiven"
    )
    command.add_argument("--member", default="", metavar="NAME", help="the dataset, of a transport file with several")
    command.add_argument("--count", type=number, metavar="N", help="how many records there must be")
    command.add_argument(
        "--fail-on", default="error", choices=["error", "warning", "note", "never"],
        help="exit 1 from this severity on (default: error)",
    )  # fmt: skip


def writing_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments that say how to write."""
    command.add_argument("--out-encoding", default="", metavar="E", help="of transport files written (default: E)")
    when = command.add_mutually_exclusive_group()
    when.add_argument(
        "--created", default="", metavar="ISO", help="the time files bear (default: SOURCE_DATE_EPOCH, else as read)"
    )
    when.add_argument("--keep-times", action="store_true", help="the times as read, whatever SOURCE_DATE_EPOCH says")
    command.add_argument(
        "--rename", action="append", default=[], metavar="OLD=NEW", help="a variable or dataset (may be repeated)"
    )
    command.add_argument("--split-size", default="", metavar="5GB", help="parts of at most this size, in OUT's split/")
    command.add_argument("--split-by", default="", metavar="VAR", help="parts by the values of a variable")
    command.add_argument(
        "--parts", action="append", default=[], metavar="VALUE=NAME,...", help="the part each value belongs to"
    )


def guarded(options: argparse.Namespace) -> int:
    """The command's exit status; whatever goes wrong is told in words, never as a traceback."""
    import signal

    def terminated(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, terminated)
    # Labels and values may have letters that the terminal does not.
    for channel in (sys.stdout, sys.stderr):
        if hasattr(channel, "reconfigure"):
            channel.reconfigure(errors="backslashreplace")
    try:
        return int(options.run(options))
    except BaseException as error:  # whatever it is, it is answered here, and only here
        return answer(error)
    finally:
        signal.signal(signal.SIGTERM, before)


def answer(error: BaseException) -> int:
    """What the user is told of an error, and the exit status."""
    import signal

    from mappings.error import InputError, MappingError

    if isinstance(error, MappingError):
        return told(str(error), INPUT if isinstance(error, InputError) else USAGE)
    if isinstance(error, KeyboardInterrupt):
        return told("stopped; nothing was left half-written", 128 + signal.SIGINT)
    if isinstance(error, BrokenPipeError):
        # Who reads has gone; the words on the way out have nowhere to go either.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - it lives as long as the program
        return 141
    if isinstance(error, SystemExit) and error.code == 128 + signal.SIGTERM:
        raise error
    return told(fault(error), FAULT)


def told(words: str, status: int) -> int:
    """The words on the error stream, and the status."""
    print(words, file=sys.stderr)
    return status


def fault(error: BaseException) -> str:
    """Our own fault in words: what was raised, and where in our code."""
    import traceback
    from pathlib import Path

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).parent.name}/{Path(last.filename).name}:{last.lineno}"
    problem = f"internal error in {place}\n    {type(error).__name__}: {error}"
    return f"{problem}\n    please report it; every file in the output folder is whole"


if __name__ == "__main__":
    sys.exit(main())
