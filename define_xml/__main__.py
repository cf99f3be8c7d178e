"""Exchange at the command line: datasets from one format into another, what a file says of itself, and define.xml."""

from __future__ import annotations

import argparse
import os
import sys

from define_xml.commands import add_commands
from mappings.command import INPUT, answered, told

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from define_xml.transport.convert import Conversion
    from define_xml.transport.inspection import Inspection
    from define_xml.transport.stream import Reading
    from mappings.error import InputError

FORMATS = "xpt, json, ndjson, dsjc, parquet, csv"


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 clean, 1 findings, 2 usage, 3 a file not read or written whole, 4 our own fault."""
    return answered(parser(), arguments)


def convert(options: argparse.Namespace) -> int:
    """Write datasets in another format: all of them, proved, or none."""
    from pathlib import Path

    from define_xml.transport.convert import convert
    from define_xml.transport.report import finding_lines, table
    from mappings.finding import exit_code

    done = convert(Path(options.source), Path(options.target), conversion(options))
    headings = ("dataset", "records", "variables", "bytes", "from -> to")
    rows = [(one.dataset, one.records, one.variables, one.size, f"{one.source} -> {one.target}") for one in done.files]
    print("\n".join([*table(headings, rows, right=headings[1:4]), "", *finding_lines(done.findings)]))
    return exit_code(done.findings, options.fail_on)


def inspect(options: argparse.Namespace) -> int:
    """Show what a file says of itself, its variables and first records, and what is odd about it."""
    from pathlib import Path

    from define_xml.transport.formats import is_folder
    from define_xml.transport.inspection import inspect, inspect_folder
    from define_xml.transport.inspection_text import as_text, folder_text
    from mappings.finding import exit_code

    source = Path(options.source)
    errors: list[InputError] = []
    if is_folder(source):
        found, errors = inspect_folder(source, reading(options), options.records, options.only)
        read = {one.file for one in found}
        unread = [name for error in errors if (name := error.place.split("  ")[0]) not in read]
        text = folder_text(found, source.resolve().name, unread)
    else:
        found = [inspect(source, reading(options), options.records)]
        text = as_text(found[0])
    print(as_json(found) if options.json else text, end="")
    for error in errors:
        told(str(error), INPUT)
    odd = exit_code([finding for one in found for finding in one.findings], options.fail_on)
    return INPUT if errors else odd


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
    from define_xml.transport.rename import new_names
    from define_xml.transport.split import bytes_in, named_parts
    from define_xml.transport.times import said_time

    return Conversion(
        to=tuple(options.to), only=tuple(options.only), folder=options.target.endswith(("/", os.sep)),
        reading=reading(options), encoding=options.out_encoding, created=said_time(options.created),
        keep_times=options.keep_times, rename=new_names(options.rename),
        split_size=bytes_in(options.split_size) if options.split_size else None,
        split_by=options.split_by, parts=named_parts(options.parts),
    )  # fmt: skip


def names(text: str) -> list[str]:
    """The words between commas."""
    return [word.strip().lower() for word in text.split(",") if word.strip()]


def number(text: str) -> int:
    """A number of records."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of records")
    return int(text)


def place(text: str) -> str:
    """The name of a file or folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a blank name")
    return text


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m define_xml",
        description="Datasets in files (SAS transport, Dataset-JSON, Parquet, CSV), and the define.xml about them.",
        epilog="Exit status: 0 clean, 1 findings, 2 usage, 3 files not whole, 4 our own fault.",
    )  # fmt: skip
    commands = top.add_subparsers(metavar="COMMAND")
    turn = _command(commands, convert, "write datasets in another format", _CONVERTS)
    turn.add_argument("source", metavar="IN", type=place, help=f"a file, or a folder of files ({FORMATS})")
    turn.add_argument(
        "target", metavar="OUT", type=place, help="a file, whose suffix names its format, or a folder: say out/"
    )
    writing_arguments(turn)
    reading_arguments(turn)
    show = _command(commands, inspect, "show what a file says, and what is odd about it", _INSPECTS)
    show.add_argument("source", metavar="FILE", type=place, help=f"a file, or a folder of files ({FORMATS})")
    show.add_argument("--records", type=number, default=5, metavar="N", help="first records shown (default: 5)")
    show.add_argument("--json", action="store_true", help="all of it as JSON, a list with an object for each file")
    reading_arguments(show)
    add_commands(commands)
    return top


_CONVERTS = """examples:
  python -m define_xml convert dm.xpt dm.json
  python -m define_xml convert sdtm/ json/ --encoding cp1252
  python -m define_xml convert adam/ out/ --to parquet,csv
  python -m define_xml convert lb.xpt out/ --split-size 5GB
  python -m define_xml convert lb.xpt out/ --split-by LBCAT --parts "CHEMISTRY=LBCH,HEMATOLOGY=LBHE"
"""
_INSPECTS = """examples:
  python -m define_xml inspect dm.xpt
  python -m define_xml inspect sdtm/ --from xpt --encoding cp1252
"""


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    run: Callable[[argparse.Namespace], int],
    words: str,
    examples: str,
) -> argparse.ArgumentParser:
    shaped = argparse.RawDescriptionHelpFormatter
    command = commands.add_parser(
        run.__name__, help=words, description=run.__doc__, epilog=examples, formatter_class=shaped
    )
    command.set_defaults(run=run)
    return command


def reading_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments that say how to read, and what to make of what is odd."""
    group = command.add_argument_group("reading")
    group.add_argument(
        "--from", type=names, default=[], dest="only", metavar="FORMATS", help="formats read in a folder: xpt,json"
    )
    group.add_argument(
        "--encoding", default="ascii", metavar="NAME",
        help="of the text in transport files: ascii (default), cp1252, utf-8",
    )  # fmt: skip
    group.add_argument(
        "--lenient", action="store_true", help="take what is whole of a damaged file, and say what was forgiven"
    )
    group.add_argument("--member", default="", metavar="NAME", help="the dataset, of a transport file with several")
    group.add_argument("--count", type=number, metavar="N", help="how many records the file must have")
    command.add_argument(
        "--fail-on", default="error", choices=["error", "warning", "note", "never"],
        help="end with 1 if a finding is that grave (default: error)",
    )  # fmt: skip


def writing_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments that say what to write."""
    group = command.add_argument_group("writing")
    group.add_argument(
        "--to", type=names, default=[], metavar="FORMATS",
        help="formats written to a folder: xpt,json (default: json from transport files, else xpt)",
    )  # fmt: skip
    group.add_argument(
        "--out-encoding", default="", metavar="NAME", help="of transport files written (default: as --encoding)"
    )
    when = group.add_mutually_exclusive_group()
    when.add_argument(
        "--created", default="", metavar="TIME",
        help="the time files bear, 2024-05-31T12:00:00 (default: SOURCE_DATE_EPOCH, else as read)",
    )  # fmt: skip
    when.add_argument("--keep-times", action="store_true", help="the times as read, whatever SOURCE_DATE_EPOCH says")
    group.add_argument(
        "--rename", action="append", default=[], metavar="OLD=NEW", help="a variable or dataset (may be repeated)"
    )
    group.add_argument("--split-size", default="", metavar="SIZE", help="parts of at most 5GB, or so, in OUT/split/")
    group.add_argument("--split-by", default="", metavar="VAR", help="parts by the values of a text variable")
    group.add_argument(
        "--parts", action="append", default=[], metavar="VALUE=NAME,...", help="the part that each value belongs to"
    )


if __name__ == "__main__":
    sys.exit(main())
