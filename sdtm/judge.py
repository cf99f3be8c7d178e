"""A build judged: what its spec promises and our own rules, told among the findings of the build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sdtm.deliver import created

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from mappings.finding import Finding
    from sdtm.datasets import Build
    from sdtm.define import Papers
    from validation.built import Judged


def judged_build(
    options: argparse.Namespace,
    folder: Path,
    made: Papers,
    step: Callable[[str], None],
    sdtm: Path | None = None,
) -> Judged:
    """The judgement of a build; nothing judged, and that said, where the options ask for none.

    `sdtm` is the folder of the datasets that analysis ones were made of: a build may have read a part of them only.
    Waivers expire by the time that the files of the build bear.
    """
    from validation.built import Judged, judged
    from validation.reading import read_folder

    if options.judge == "none":
        return Judged((), "judged: nothing (--judge none)", {})
    step("judging")
    day = created(made.built.applied.bound.study).date()
    # What cannot be read is told by the build where it needs it; here the rules about it have nothing to judge.
    others = read_folder(sdtm, "" if options.encoding == "ascii" else options.encoding).datasets if sdtm else {}
    done = judged(made.built.datasets, made.said, folder, day, others)
    # A part of the datasets has no papers: those that lie there are of all of them.
    return replace(done, files={}) if options.only else done


def check_queries(file: Path | None) -> None:
    """Nothing: a file of queries that nobody writes is refused, before anything is read or written."""
    if file is not None:
        from validation.results.query_files import kind_of

        kind_of(file)


def write_build_queries(done: Judged, built: Build, findings: Sequence[Finding], file: Path) -> None:
    """What was judged and found in a build as data queries: site, subject, form, field, question, and the raw cell."""
    from validation.result import Judgement
    from validation.results.adopt import adopted
    from validation.results.cells import BuiltCells
    from validation.results.findings import found
    from validation.results.queries import queries
    from validation.results.query_files import write_file

    datasets = {one.name: one for one in built.datasets}
    outcomes = adopted(tuple(one for one in findings if one.dataset in datasets), datasets, kind="check")
    more = found(Judgement("", "", (), tuple(outcomes), data=datasets))
    cells = BuiltCells(built.applied, built.finished.provenance)
    write_file(queries((*done.groups, *more), datasets, cells), file)
