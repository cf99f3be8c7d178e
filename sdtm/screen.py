"""What a build shows: progress while it works, one closing table, plain text where there is no terminal, or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from mappings.finding import SEVERITIES, Finding
from mappings.spec import StudySpec
from sdtm.datasets import Build

MOST_FINDINGS = 12  # shown on the screen; all of them are in ledger.json
HEADINGS = ("dataset", "label", "records", "subjects", "findings", "file")
RIGHT = {"records", "subjects", "findings"}


@dataclass(frozen=True)
class Delivery:
    """The folder of a build, and the names of what went there beside the datasets and their ledger."""

    folder: Path
    beside: tuple[str, ...] = ()
    judged: str = ""

    def words(self) -> str:
        """`define.xml and ledger.json in build/respine`."""
        names = sorted({"ledger.json", *(f"{one.split('/')[0]}/" if "/" in one else one for one in self.beside)})
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return f"{listed} in {self.folder.as_posix()}"


class Screen(Protocol):
    """Something that hears of steps and of the end."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def step(self, name: str) -> None:
        """Work on this has begun."""

    def close(self, built: Build, findings: Sequence[Finding], files: Sequence[Path], out: Delivery) -> None:
        """The closing words."""


def screen_for(options: argparse.Namespace, study: StudySpec) -> Screen:
    """Silent, JSON, rich on a terminal, plain elsewhere."""
    if options.json:
        return JsonScreen(study)
    if options.quiet:
        return Silent(study)
    return RichScreen(study) if sys.stdout.isatty() else PlainScreen(study)


class Silent:
    """Nothing but what fails."""

    def __init__(self, study: StudySpec) -> None:
        self.study = study

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def step(self, name: str) -> None:
        """Nothing."""

    def close(self, built: Build, findings: Sequence[Finding], files: Sequence[Path], out: Delivery) -> None:
        """Nothing."""


class JsonScreen(Silent):
    """The summary as one JSON object on the output stream."""

    def close(self, built: Build, findings: Sequence[Finding], files: Sequence[Path], out: Delivery) -> None:
        """One object: study, datasets, findings, files."""
        rows = [dict(zip(HEADINGS, row, strict=True)) for row in dataset_rows(built, findings, files)]
        said = {
            "study": self.study.study_id, "datasets": rows, "counts": severity_counts(findings),
            "findings": [asdict(finding) for finding in findings], "judged": out.judged,
        }  # fmt: skip
        print(json.dumps(said, indent=1, ensure_ascii=True))


class PlainScreen(Silent):
    """Aligned text for files and pipes."""

    def close(self, built: Build, findings: Sequence[Finding], files: Sequence[Path], out: Delivery) -> None:
        """The closing table, the findings, and where the files are."""
        print(heading(self.study))
        rows = [HEADINGS, *dataset_rows(built, findings, files)]
        cells = [[str(cell) for cell in row] for row in rows]
        widths = [max(len(row[place]) for row in cells) for place in range(len(HEADINGS))]
        for row in cells:
            aligned = (
                cell.rjust(width) if name in RIGHT else cell.ljust(width)
                for cell, width, name in zip(row, widths, HEADINGS, strict=True)
            )
            print("  ".join(aligned).rstrip())
        for line in closing_lines(built, findings, files, out):
            print(line)


class RichScreen(Silent):
    """A line that moves while the build works, and a table at its end."""

    def __init__(self, study: StudySpec) -> None:
        super().__init__(study)
        from rich.console import Console

        self.console = Console()
        self.status: Any = None

    def __enter__(self) -> Self:
        self.status = self.console.status(f"{self.study.study_id}: reading")
        self.status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.status.stop()

    def step(self, name: str) -> None:
        """The dataset that is being built."""
        self.status.update(f"{self.study.study_id}: {name}")

    def close(self, built: Build, findings: Sequence[Finding], files: Sequence[Path], out: Delivery) -> None:
        """The same words as the plain screen, with lines around the table."""
        from rich.table import Table

        self.status.stop()
        table = Table(title=heading(self.study), title_justify="left", header_style="bold")
        for name in HEADINGS:
            table.add_column(name, justify="right" if name in RIGHT else "left", no_wrap=name != "label")
        for row in dataset_rows(built, findings, files):
            table.add_row(*(str(cell) for cell in row))
        self.console.print(table)
        for line in closing_lines(built, findings, files, out):
            self.console.print(line, markup=False, highlight=False)


def heading(study: StudySpec) -> str:
    """The study in one line."""
    return f"{study.study_id}  {study.name}".strip()


def dataset_rows(
    built: Build, findings: Sequence[Finding], files: Sequence[Path]
) -> list[tuple[str, str, int, int, int, str]]:
    """One row for each dataset: name, label, records, subjects, findings, file."""
    counts: Counter[str] = Counter()
    for finding in findings:
        if finding.severity != "note":
            counts[finding.dataset] += 1
    written = {path.stem.upper(): path.name for path in files}
    rows = []
    for dataset in built.datasets:
        subjects = dataset.records["USUBJID"].nunique() if "USUBJID" in dataset.records else 0
        said = (dataset.name, dataset.spec.label, len(dataset.records), int(subjects), counts[dataset.name])
        rows.append((*said, written.get(dataset.name, "-")))
    return rows


def severity_counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings of each severity."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def closing_lines(built: Build, findings: Sequence[Finding], files: Sequence[Path], out: Delivery) -> list[str]:
    """Rows in and out, the findings in words, and where everything is."""
    forms = built.ledger.forms
    grave = [finding for finding in findings if finding.severity != "note"]
    counts = severity_counts(findings)
    rows, used = sum(form.rows for form in forms), sum(form.used for form in forms)
    left_out = sum(form.left_out for form in forms)
    read = rows - used - left_out - sum(form.lost for form in forms)
    tabulation = built.applied.bound.study.floor == "sdtm"
    front = f"raw: {len(forms)} tables, {rows} rows" if tabulation else f"read: {len(forms)} datasets, {rows} records"
    lines = [
        "",
        f"{front}: {used} gave records, {read} are looked up only, "
        f"{left_out} left out by a rule (each counted in ledger.json)",
    ]
    if tabulation:
        ignored = sum(len(columns) for columns in built.ledger.ignored.values())
        unmapped = sum(len(columns) for columns in built.ledger.unmapped.values())
        lines.append(f"columns: {ignored} ignored with a reason, {unmapped} unmapped")
    lines.append(
        "findings: " + ", ".join(f"{count} {severity}{'s' * (count != 1)}" for severity, count in counts.items())
    )
    lines += [f"  {finding_line(finding)}" for finding in grave[:MOST_FINDINGS]]
    if len(grave) > MOST_FINDINGS:
        lines.append(f"  ... and {len(grave) - MOST_FINDINGS} more in ledger.json")
    comma = "," if out.beside else " and"
    lines.append(f"{len(files)} datasets{comma} {out.words()}")
    return [*lines, *([out.judged] if out.judged else [])]


def finding_line(finding: Finding) -> str:
    """A finding in one line."""
    value = f" {finding.value!r}" if finding.value else ""
    times = f" ({finding.count}x)" if finding.count > 1 else ""
    return f"{finding.severity}: {finding.place}{value}: {finding.words}{times} [{finding.check}]"
