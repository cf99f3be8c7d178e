"""The command `package`: from a study folder to the m5 folder, or from finished builds."""

from __future__ import annotations

import argparse
import sys

from mappings.arguments import path, refuse_inputs, study_argument, study_folder
from mappings.command import told

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from define_xml.package.asked import Asked

EXAMPLES = """examples:
  python -m define_xml package                           the reference study, built anew
  python -m define_xml package STUDY --raw EXPORT --out submission/
  python -m define_xml package STUDY --sdtm build/x --adam build/x/adam --profile pmda
  python -m define_xml verify submission/                proves it unchanged
"""


def run(options: argparse.Namespace) -> int:
    """Make the submission package of a study: tree, define.xml, guides, annotated CRF, tagging, manifest."""
    from define_xml.package.making import make
    from define_xml.package.stages import StoppedError
    from define_xml.package.telling import lines, status
    from define_xml.package.telling import told as as_told

    asked = asked_of(options)
    try:
        made = make(asked, (lambda words: None) if options.quiet or options.json else _step)
    except StoppedError as stopped:
        return told(str(stopped), stopped.status)
    where = asked.out.as_posix()
    if options.json:
        import json

        print(json.dumps(as_told(made, where), indent=1, ensure_ascii=False))
    elif not options.quiet:
        print("\n".join(lines(made, where)))
    return status(made)


def asked_of(options: argparse.Namespace) -> Asked:
    """What the options ask for; MappingError where they contradict each other."""
    from pathlib import Path

    from define_xml.package.asked import Asked
    from mappings.error import MappingError

    folder = study_folder(options.study)
    if not (folder / "study.toml").is_file():
        raise MappingError(folder.name, "is no study folder: it has no study.toml", "name one, or stand in one")
    if options.adam and not options.sdtm:
        remedy = "say --sdtm DIR too, or leave both out: then both are built"
        raise MappingError("--adam", "finished analysis datasets need the SDTM datasets they were made of", remedy)
    building = {"--unblind": options.unblind, "--crf": options.crf, "--stylesheet": options.stylesheet}
    for name in (name for name, said in building.items() if said and options.sdtm):
        raise MappingError(name, "says how SDTM is built, and --sdtm names a finished build", "say one of the two")
    _check_there(options)
    out = options.out or Path("build") / f"{folder.resolve().name}-package"
    refuse_inputs(out, folder, options.raw or folder / "raw", *(one for one in (options.sdtm, options.adam) if one))
    return Asked(
        study=folder, out=out, raw=options.raw or folder / "raw", profile=options.profile or "",
        sdtm=options.sdtm, adam=options.adam, unblind=tuple(options.unblind), blank=options.crf,
        rules=tuple(options.rules), stylesheet=options.stylesheet, encoding=options.encoding, today=options.today or "",
    )  # fmt: skip


def _check_there(options: argparse.Namespace) -> None:
    """Nothing, if what the options name is there; the error comes before a minute of work."""
    import codecs
    from pathlib import Path

    from mappings.error import InputError, MappingError

    for name in ("raw", "sdtm", "adam"):
        said = getattr(options, name)
        if said is not None and not said.is_dir():
            raise InputError(f"--{name}", f"there is no folder {said.name}", "check the path")
    for name in ("crf", "stylesheet"):
        said = getattr(options, name)
        if said is not None and not said.is_file():
            raise InputError(f"--{name}", f"there is no file {said.name}", "check the path")
    for rules in options.rules:
        # `validation run` takes the id of one check there, and runs nothing else.
        if not Path(rules).is_dir():
            raise InputError("--rules", f"there is no folder {Path(rules).name}", "name a folder of rules")
    try:
        codecs.lookup(options.encoding)
    except LookupError:
        problem = f"{options.encoding!r} is no encoding that is known"
        raise MappingError("--encoding", problem, "for example utf-8 or cp1252") from None


def _day(text: str) -> str:
    """A day of the calendar."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: 2024-07-01") from None


def _step(words: str) -> None:
    """What is being done, for who waits."""
    print(f"{words} ...", file=sys.stderr, flush=True)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The command line."""
    command.epilog, command.formatter_class = EXAMPLES, argparse.RawDescriptionHelpFormatter
    study_argument(command)
    said: dict[str, tuple[str, str]] = {
        "--out": ("DIR", "where the package goes (default: build/STUDY-package)"),
        "--raw": ("DIR", "the raw exports (default: STUDY/raw)"),
        "--sdtm": ("DIR", "a finished SDTM build (default: a new one)"),
        "--adam": ("DIR", "a finished ADaM build of the same SDTM datasets"),
        "--crf": ("PDF", "a blank CRF to be annotated (default: as study.toml says, else drawn)"),
        "--stylesheet": ("FILE", "a stylesheet that goes with define.xml and is named in it"),
    }
    for name, (shown, words) in said.items():
        command.add_argument(name, type=path, metavar=shown, help=words)
    command.add_argument("--profile", choices=("fda", "pmda", "ema"), help="whose expectations (default: package.toml)")
    command.add_argument(
        "--unblind", action="append", default=[], metavar="FILE", help="a file that unblinds (default: package.toml)"
    )
    command.add_argument(
        "--rules", action="append", default=[], metavar="DIR", help="further conformance rules in CDISC's format"
    )
    command.add_argument("--encoding", default="ascii", metavar="NAME", help="of the text in the datasets")
    command.add_argument("--today", type=_day, metavar="DATE", help="the day on which waivers expire")
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    command.add_argument("--json", action="store_true", help="what was made as JSON")
