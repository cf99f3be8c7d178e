"""The commands of judgement: a folder judged and told, one check explained, published cases run."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.arguments import BUNDLED
from mappings.error import InputError, MappingError
from validation.asking import Asked, asked
from validation.result import Judgement, Outcome
from validation.validate import validate

if TYPE_CHECKING:
    import argparse

    from validation.reports.report import Report
    from validation.results.baseline import Comparison
    from validation.results.findings import Found, Waiver


def run(options: argparse.Namespace) -> int:
    """The exit status of a folder's judgement, told on the screen and in the reports that are asked for."""
    from validation.reports.ending import ending
    from validation.reports.tally import tally

    _outputs(options)
    folder = judged_folder(options.folder)
    day = judged_day(options.today, options.clock)
    question = asked(options, folder)
    judgement = validate(question.datasets, question.against)
    report = reported(judgement, question, options, day)
    _write(report, options, question)
    end = ending(report, tally(report))
    _tell(report, options)
    return end.status


def _outputs(options: argparse.Namespace) -> None:
    """Nothing: reports and queries that nobody makes are refused before anything is judged or written."""
    from validation.reports.write import chosen
    from validation.results.query_files import kind_of

    chosen(options.report)
    if options.queries:
        kind_of(options.queries)


def reported(judgement: Judgement, question: Asked, options: argparse.Namespace, day: date) -> Report:
    """The judgement with its findings in groups, waived and compared."""
    from validation.reports.report import Options, Report
    from validation.results.findings import found, ordered

    groups = found(judgement, keys=question.keys)
    groups, waivers, outcomes = _waived(groups, judgement, question, options, day)
    if outcomes:
        more = replace(judgement, outcomes=(*judgement.outcomes, *outcomes))
        added = found(replace(judgement, outcomes=outcomes), keys=question.keys)
        judgement, groups = more, ordered((*groups, *added))
    groups, comparison = _compared(groups, judgement, options)
    told = Options(
        values=options.values, fail_on=options.fail_on, keep_going=options.keep_going, verbose=options.verbose,
        private=private(), folder=_relative(question.folder),
    )  # fmt: skip
    return Report(judgement, groups, comparison, waivers, told)


def _waived(
    groups: tuple[Found, ...], judgement: Judgement, question: Asked, options: argparse.Namespace, day: date
) -> tuple[tuple[Found, ...], tuple[Waiver, ...], tuple[Outcome, ...]]:
    """The groups after the waivers, the waivers, and what is to be said of those that expired or waive nothing."""
    from validation.results.waivers import applied, parse_waivers

    path = options.waivers or question.folder / "waivers.toml"
    if not path.is_file():
        if options.waivers:
            raise InputError(path.name, "there is no such file", "name the file of the waivers")
        return groups, (), ()
    waivers = parse_waivers(_content(path), path.name, known=question.checks)
    if question.against.only:  # of checks that nobody asked for, nothing is told
        waivers = tuple(one for one in waivers if one.check in question.against.only)
    done, outcomes = applied(groups, waivers, judgement, day)
    return done, waivers, outcomes


def _compared(
    groups: tuple[Found, ...], judgement: Judgement, options: argparse.Namespace
) -> tuple[tuple[Found, ...], Comparison | None]:
    """The groups as an earlier run's baseline has them; that of this run is written if it is asked for."""
    from define_xml.transport.whole import whole_files, writable
    from validation.results.baseline import baseline_bytes, compared, parse_baseline

    comparison = None
    if options.baseline:
        if not options.baseline.is_file():
            raise InputError(options.baseline.name, "there is no such file", "write one first: --write-baseline FILE")
        comparison = compared(groups, parse_baseline(_content(options.baseline), options.baseline.name), judgement)
    # Both may name the same file: it is compared with what it was.
    if options.write_baseline:
        content = baseline_bytes(groups, judgement)
        with writable(options.write_baseline):
            options.write_baseline.parent.mkdir(parents=True, exist_ok=True)
        with whole_files(options.write_baseline.parent) as draft:
            draft(options.write_baseline.name, [content])
    return (groups, None) if comparison is None else (comparison.found, comparison)


def _content(path: Path) -> bytes:
    from define_xml.transport.whole import readable

    with readable(path):
        return path.read_bytes()


def _write(report: Report, options: argparse.Namespace, question: Asked) -> None:
    """The reports that are asked for, and the data queries."""
    from validation.reports.write import chosen, write_reports

    if options.report:
        write_reports(report, options.out or question.folder / "validation", chosen(options.report))
    if options.queries:
        from validation.results.query_files import write_queries

        write_queries(report, options.study, options.queries, question.against.others or None)


def _tell(report: Report, options: argparse.Namespace) -> None:
    """The screen: JSON, nothing, or what a data manager reads."""
    if options.json:
        from validation.reports.json_ import json_report

        print(json_report(report).decode(), end="")  # print, because there may be no stdout at all
    elif not options.quiet:
        from validation.reports.console import console

        print(console(report, terminal=sys.stdout is not None and sys.stdout.isatty()))
    if options.annotations:
        from validation.reports.annotations import annotation_lines

        # GitHub reads them on either stream; JSON must stay JSON.
        print(annotation_lines(report), file=sys.stderr if options.json else sys.stdout)


def judged_folder(said: Path | None) -> Path:
    """The folder named; else this one if it holds datasets; else the build of the bundled study."""
    if said is not None:
        return said
    here = Path.cwd()
    if any(here.glob("*.xpt")):
        return here
    built = Path("build") / BUNDLED
    if built.is_dir():
        return built
    raise MappingError("DIR", "there is no dataset here and no build/respine", "name the folder of the datasets")


def judged_day(said: str, clock: date) -> date:
    """The day said, else that of SOURCE_DATE_EPOCH, else that of the clock: on it a waiver has expired or not."""
    from define_xml.transport.times import source_date

    if said:
        try:
            return date.fromisoformat(said)
        except ValueError:
            raise MappingError("--today", f"{said!r} is no date", "say it as 2026-11-22") from None
    fixed = source_date()
    return fixed.date() if fixed else clock


def private() -> tuple[str, ...]:
    """Texts that no report may hold: the home folder and the folder one stands in."""
    return tuple({str(Path.home()), str(Path.cwd())} - {"/"})


def _relative(folder: Path) -> str:
    """The folder as one who stands here names it; its own name where it lies elsewhere."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return folder.resolve().name


def listed(options: argparse.Namespace) -> int:
    """Every check in a line, or one of them explained."""
    from validation.explained import explained, known_checks

    checks = known_checks(options.rules)
    print(explained(checks, options.check))
    return 0


def cases(options: argparse.Namespace) -> int:
    """Cases run and compared: 0 if all match, else 1."""
    from validation.conformance.cases import run_cases
    from validation.conformance.own import CASES, FOLDER

    rules = options.rules or (FOLDER if options.cases is None else None)
    done = run_cases(options.cases or CASES, rules, options.known)
    print("\n".join(done.lines()))
    return int(done.matched < done.total)
