"""The hallway of analysis: SDTM datasets in, ADaM datasets and the published tables out."""

from __future__ import annotations

import argparse
import sys

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
    from mappings.finding import Finding


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 clean, 1 findings, 2 usage or mapping, 3 a file not read or written whole, 4 our own fault."""
    return answered(parser(), arguments)


def build(options: argparse.Namespace) -> int:
    """Build and deliver the ADaM datasets of a study from its SDTM datasets."""
    import gc

    from adam.datasets import build_datasets, load_analysis
    from adam.findings import build_findings
    from adam.listings import listings, listings_json, summary
    from adam.tables.arm import with_tables
    from mappings.finding import exit_code
    from sdtm.define import papers, papers_of
    from sdtm.deliver import check_formats, deliver, named, ready, together
    from sdtm.judge import judged_build
    from sdtm.screen import Delivery, screen_for

    gc.set_threshold(100_000, 20, 20)  # many small objects, few cycles
    folder = study_folder(options.study)
    sdtm, out = options.sdtm or default_out(folder), options.out or default_out(folder, "adam")
    refuse_inputs(out, folder, sdtm)
    check_formats(options.format)
    study = load_analysis(folder, sdtm, options.encoding)
    only = named(options.only, [dataset.name for dataset in study.said.datasets if dataset.submit])
    ready(out)
    with screen_for(options, study.said) as screen:
        built = build_datasets(study, screen.step, only)
        findings = build_findings(built, study.tabulation)
        listed = listings(built.applied)
        odd: list[Finding] = []
        made = papers_of(options, built, completed=with_tables(folder))
        judged = judged_build(options, folder, made, screen.step, sdtm)
        beside = {**papers(options, folder, made), **judged.files}
        files = deliver(
            built, findings, study.said, out,
            only=options.only, formats=options.format, progress=screen.step, noted=odd,
            beside={"listings.json": listings_json(listed), **beside}, judged=judged.findings,
        )  # fmt: skip
        found = together(findings, odd)
        screen.close(built, found, files, Delivery(out, tuple(beside), judged.words))
        if not (options.quiet or options.json):
            print(summary(listed))
    return judged.status(options) or exit_code(found, options.fail_on)


def check(options: argparse.Namespace) -> int:
    """Bind every rule of a study's analysis datasets against the SDTM datasets that are there."""
    from adam.datasets import bind_analysis, load_analysis
    from mappings.apply import order

    folder = study_folder(options.study)
    study = load_analysis(folder, options.sdtm or default_out(folder), options.encoding)
    bound = bind_analysis(study)
    order(bound)  # rules that wait for each other are an error
    submitted = [dataset for dataset in bound.study.datasets if dataset.submit]
    rules = sum(variable.rule is not None for dataset in bound.study.datasets for variable in dataset.variables)
    print(f"{study.said.study_id}: {len(submitted)} datasets, {rules} rules, every name bound")
    for note in study.said.notes:
        print(f"note: {note}")
    return CLEAN


def tables(options: argparse.Namespace) -> int:
    """Compute the published tables from the ADaM datasets alone, and print them beside what was published."""
    from adam.tables.command import run

    options.study = study_folder(options.study)
    at_home = default_out(options.study)
    options.out = options.out or (options.data or at_home / "adam") / "tables"
    options.data = options.data or at_home
    return run(options)


def words(options: argparse.Namespace) -> int:
    """Print the algorithms a mapping may say, or one of them whole."""
    from adam.words import algorithms
    from mappings.vocabulary import explained

    print(explained(algorithms(), options.word))
    return CLEAN


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m adam", description="SDTM datasets to ADaM datasets, and the tables of the study.",
        epilog="Exit status: 0 clean, 1 findings, 2 usage or mapping, 3 files not whole, 4 our own fault.",
    )  # fmt: skip
    commands = top.add_subparsers(metavar="COMMAND")
    make = commands.add_parser("build", help="build the analysis datasets of a study", description=build.__doc__)
    make.set_defaults(run=build)
    study_arguments(make)
    delivery_arguments(make, "build/STUDY/adam")
    bind = commands.add_parser("check", help="check the mapping alone", description=check.__doc__)
    bind.set_defaults(run=check)
    study_arguments(bind)
    show = commands.add_parser("tables", help="the published tables, recomputed", description=tables.__doc__)
    show.set_defaults(run=tables)
    study_argument(show)
    show.add_argument("--data", type=path, metavar="DIR", help="the ADaM datasets (default: build/STUDY/adam)")
    show.add_argument("--out", type=path, metavar="DIR", help="where the tables go (default: DATA/tables)")
    show.add_argument("--format", metavar="html,md,json", help="formats of the tables (default: all)")
    show.add_argument("--quiet", action="store_true", help="say how many figures agree, and which do not")
    tell = commands.add_parser("words", help="the algorithms a mapping may say", description=words.__doc__)
    tell.set_defaults(run=words)
    word_argument(tell)
    return top


def study_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments that name a study and its SDTM datasets."""
    study_argument(command)
    command.add_argument("--sdtm", type=path, metavar="DIR", help="the SDTM datasets (default: build/STUDY)")
    words = "of the text in the SDTM files, where it is not ascii: cp1252, utf-8, ..."
    command.add_argument("--encoding", default="ascii", metavar="NAME", help=words)


if __name__ == "__main__":
    sys.exit(main())
