"""Judgement at the command line: a folder of datasets judged, one check explained, published cases run."""

from __future__ import annotations

import argparse
import sys

from mappings.arguments import path
from mappings.command import answered

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

REPORTS = "html, xlsx, json, junit, sarif, md"


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 clean, 1 findings, 2 usage, 3 a file not read or written whole, 4 a check or we failed."""
    return answered(parser(), arguments)


def run(options: argparse.Namespace) -> int:
    """Judge the datasets of a folder, tell what was found, and end with a status that a CI job can stand on."""
    from datetime import date

    from validation.commands import run

    options.clock = date.today()
    return run(options)


def listed(options: argparse.Namespace) -> int:
    """Every check and conformance rule, or one of them explained."""
    from validation.commands import listed

    return listed(options)


def cases(options: argparse.Namespace) -> int:
    """Run published cases of conformance rules and compare what they expect with what is found."""
    from validation.commands import cases

    return cases(options)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m validation", description="Datasets judged by their spec, by conformance rules and by checks.",
        epilog="Exit status: 0 clean, 1 findings, 2 usage, 3 files not whole, 4 a check could not be evaluated or our "
        "own fault.",
    )  # fmt: skip
    commands = top.add_subparsers(metavar="COMMAND")
    _run_arguments(_command(commands, "run", "judge the datasets of a folder", run))
    tell = _command(commands, "list", "every check, or one explained", listed)
    tell.add_argument("check", nargs="?", metavar="ID", help="a check's name or a rule's id: CORE-000189")
    _rules_argument(tell)
    try_ = _command(commands, "cases", "run published cases of rules", cases)
    try_.add_argument("cases", nargs="?", type=path, metavar="CASES", help="a folder of cases (default: our own)")
    try_.add_argument("--rules", type=path, metavar="RULES", help="the rules they are of (default: our own)")
    words = "cases known to differ, each with the proof: told, never counted"
    try_.add_argument("--known", type=path, metavar="FILE", help=words)
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=run.__doc__)
    command.set_defaults(run=run)
    return command


def _rules_argument(command: argparse.ArgumentParser) -> None:
    words = "a folder of rules in CDISC's format, run beside our own; or the id of a check to be run alone (repeatable)"
    command.add_argument("--rules", action="append", default=[], metavar="DIR|ID", help=words)


def _run_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of `run`: what is judged, by what, and what is told."""
    add = command.add_argument
    add("folder", nargs="?", type=path, metavar="DIR", help="the datasets (default: build/respine or this folder)")
    _rules_argument(command)
    add("--study", type=path, metavar="STUDY", help="the study whose spec is judged by (default: the define.xml)")
    add("--define", type=path, metavar="FILE", help="the define.xml (default: DIR/define.xml)")
    add("--sdtm", type=path, metavar="DIR", help="the SDTM datasets behind ADaM's (default: the folder above)")
    add("--standard", default="", metavar="'SDTMIG 3.4'", help="what they follow (default: as the define.xml says)")
    add("--ct", action="append", default=[], metavar="FILE", help="a terminology file of NCI's, or sdtmct-2025-03-28")
    add("--encoding", default="", metavar="NAME", help="the encoding of text in transport files (default: found out)")
    add("--engine", default="native", choices=["native", "gx"], help="who runs the promises of the spec")
    add("--report", default="", metavar="html,xlsx", help=f"reports to write: {REPORTS}")
    add("--out", type=path, metavar="DIR", help="where reports go (default: DIR/validation)")
    add("--baseline", type=path, metavar="FILE", help="an earlier run's baseline: only what is new counts")
    add("--write-baseline", type=path, metavar="FILE", help="write the findings of this run as a baseline")
    add("--waivers", type=path, metavar="FILE", help="findings that are explained (default: DIR/waivers.toml)")
    add("--queries", type=path, metavar="FILE", help="write the findings as data queries (csv, xlsx)")
    add("--today", default="", metavar="DATE", help="the day on which waivers expire or not (default: today)")
    add("--values", default="all", choices=["all", "keys", "none"], help="what of the data reports may show")
    add("--fail-on", default="error", choices=["error", "warning", "note", "never"], help="exit 1 from this on")
    add("--keep-going", action="store_true", help="a check that failed to run does not end the run with 4")
    add("--verbose", action="store_true", help="also each check that did not run, and why")
    add("--annotations", action="store_true", help="also the lines that GitHub shows beside a change")
    add("--quiet", action="store_true", help="say nothing but errors")
    add("--json", action="store_true", help="the report as JSON on the screen")


if __name__ == "__main__":
    sys.exit(main())
