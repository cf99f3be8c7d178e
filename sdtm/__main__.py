"""The hallway: raw exports in, SDTM datasets out; the whole path on one screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from mappings.arguments import (
    default_out,
    delivery_arguments,
    path,
    refuse_inputs,
    study_argument,
    study_folder,
    word_argument,
)
from mappings.command import CLEAN, answered

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from mappings.error import MappingError


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 clean, 1 findings, 2 usage or mapping, 3 a file not read or written whole, 4 our own fault."""
    return answered(parser(), arguments)


def build(options: argparse.Namespace) -> int:
    """Build and deliver the SDTM datasets of a study."""
    import gc

    from mappings.finding import exit_code
    from mappings.study import load_study
    from sdtm.datasets import build_datasets, with_errors
    from sdtm.define import blank_crf, papers, papers_of
    from sdtm.deliver import check_formats, deliver, ready, together
    from sdtm.findings import build_findings
    from sdtm.judge import check_queries, judged_build, write_build_queries
    from sdtm.screen import Delivery, screen_for
    from sdtm.sources import read_all
    from sdtm.words import study_words

    # A build makes many small objects and few cycles: looking for cycles as often as Python does costs a tenth of it.
    gc.set_threshold(100_000, 20, 20)
    folder = study_folder(options.study)
    errors: list[MappingError] = []
    study = load_study(folder, errors)
    out = options.out or default_out(folder)
    refuse_inputs(out, folder, options.raw or folder / "raw")
    check_formats(options.format)
    check_queries(options.queries)
    blank = blank_crf(options, folder, study)
    ready(out)
    with screen_for(options, study) as screen:
        sources = with_errors(errors, lambda: read_all(study, folder, options.raw, options.unblind))
        built = build_datasets(study, sources, study_words(folder), screen.step, errors=errors)
        dictionary = read_dictionary_of(options.raw or folder / "raw")
        findings = build_findings(built, study, dictionary)
        made = papers_of(options, built, dictionary, blank=blank)
        judged = judged_build(options, folder, made, screen.step)
        beside = {**papers(options, folder, made), **judged.files}
        files = deliver(
            built, findings, study, out,
            only=options.only, formats=options.format, progress=screen.step, noted=made.odd,
            beside=beside, judged=judged.findings,
        )  # fmt: skip
        if options.queries:
            write_build_queries(judged, built, findings, options.queries)
        found = together(findings, made.odd)
        screen.close(built, found, files, Delivery(out, tuple(beside), judged.words))
    return judged.status(options) or exit_code(found, options.fail_on)


def check(options: argparse.Namespace) -> int:
    """Bind every rule of a study, with no data or with the headers of a raw export."""
    from mappings.apply import order
    from mappings.bind import bind
    from mappings.records import column_names
    from mappings.study import load_study
    from sdtm.datasets import with_absent, with_errors
    from sdtm.sources import read_all
    from sdtm.words import study_words

    folder = study_folder(options.study)
    errors: list[MappingError] = []
    study = load_study(folder, errors)
    sources = with_errors(errors, lambda: read_all(study, folder, options.raw, options.unblind))
    bound = bind(study, column_names(with_absent(study, sources)), study_words(folder), errors)
    order(bound)  # rules that wait for each other are an error
    submitted = [dataset for dataset in bound.study.datasets if dataset.submit]
    rules = sum(variable.rule is not None for dataset in bound.study.datasets for variable in dataset.variables)
    print(f"{study.study_id}: {len(submitted)} datasets, {rules} rules, every name bound")
    for note in study.notes:
        print(f"note: {note}")
    return CLEAN


def words(options: argparse.Namespace) -> int:
    """Print the algorithms a mapping may say, or one of them whole."""
    from mappings.vocabulary import explained
    from sdtm.words import algorithms

    print(explained(algorithms(), options.word))
    return CLEAN


def read_dictionary_of(raw: Path) -> Sequence[dict[str, str]]:
    """The data dictionary beside the raw tables, if there is one."""
    from mappings.error import InputError
    from sdtm.sources import read_dictionary

    path = raw / "data_dictionary.csv"
    rows = read_dictionary(path) if path.is_file() else []
    for column in ("form", "field"):
        if rows and column not in rows[0]:
            raise InputError(path.name, f"no column {column}", "a data dictionary has a row for each form and field")
    return rows


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m sdtm", description="Raw CRF exports to SDTM datasets.",
        epilog="Exit status: 0 clean, 1 findings, 2 usage or mapping, 3 files not whole, 4 our own fault.",
    )  # fmt: skip
    commands = top.add_subparsers(metavar="COMMAND")
    make = commands.add_parser("build", help="build the datasets of a study", description=build.__doc__)
    make.set_defaults(run=build)
    study_arguments(make)
    delivery_arguments(make, "build/STUDY")
    make.add_argument(
        "--queries", type=path, metavar="FILE", help="what was judged as data queries with the raw cells (csv, xlsx)"
    )
    make.add_argument(
        "--crf", type=path, metavar="FILE", help="a blank CRF (PDF) to be annotated, instead of one drawn by us"
    )
    bind = commands.add_parser("check", help="check the mapping alone", description=check.__doc__)
    bind.set_defaults(run=check)
    study_arguments(bind)
    tell = commands.add_parser("words", help="the algorithms a mapping may say", description=words.__doc__)
    tell.set_defaults(run=words)
    word_argument(tell)
    return top


def study_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments that name a study and its raw exports."""
    study_argument(command)
    command.add_argument("--raw", type=path, metavar="DIR", help="the raw exports (default: STUDY/raw)")
    command.add_argument(
        "--unblind",
        type=path,
        action="append",
        default=[],
        metavar="FILE",
        help="a file that the blinded build does not read, by path or by name in STUDY (may be repeated)",
    )


if __name__ == "__main__":
    sys.exit(main())
