"""How a judgement ends: the exit status, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mappings.finding import SEVERITIES
from validation.reports.tally import Tally
from validation.reports.wording import gravity, listed, plural

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.results.findings import Found

CLEAN, FINDINGS, INPUT, FAULT = 0, 1, 3, 4


@dataclass(frozen=True)
class Ending:
    """The exit status and its meaning in words."""

    status: int
    words: str

    @property
    def line(self) -> str:
        """`exit 1: 3 errors (--fail-on error)`."""
        return f"exit {self.status}: {self.words}"


def ending(report: Report, figures: Tally) -> Ending:
    """4 where a check raised, else 3 where a file was not read, else 1 where findings fail the run, else 0."""
    raised = len(figures.stood("error"))
    if raised and not report.options.keep_going:
        words = f"{plural(raised, 'check')} raised an error and {'says' if raised == 1 else 'say'} nothing of the data"
        return Ending(FAULT, f"{words} (--keep-going lets the others decide)")
    unread = len(report.judgement.unread)
    if unread:
        what = "it" if unread == 1 else "them"
        return Ending(INPUT, f"{plural(unread, 'file')} could not be read whole; nothing in {what} was judged")
    failing = failed(report)
    new = "new " if report.comparison is not None else ""
    if failing:
        said = listed(plural(count, new + one) for one, count in failing.items())
        return Ending(FINDINGS, f"{said} (--fail-on {report.options.fail_on})")
    return Ending(CLEAN, _clean(report, figures, new))


def _clean(report: Report, figures: Tally, new: str) -> str:
    least = report.options.fail_on
    said = "findings fail nothing (--fail-on never)" if least == "never" else f"no {new}finding as grave as {least}"
    left = len({one for asked in figures.by_reason("not_run").values() for one in asked})
    raised = len(figures.stood("error"))
    if left:
        said += f"; {plural(left, 'check')} did not run and {'is' if left == 1 else 'are'} no pass"
    return said + (f"; {plural(raised, 'check')} raised an error (--keep-going)" if raised else "")


def failed(report: Report) -> dict[str, int]:
    """Severity -> how many findings fail the run: as grave as `--fail-on`, not waived, and new where compared."""
    if report.options.fail_on == "never":
        return {}
    grave = SEVERITIES[: SEVERITIES.index(report.options.fail_on) + 1]
    counts = dict.fromkeys(grave, 0)
    for found in report.found:
        if fails(report, found):
            counts[found.severity] += found.count if report.comparison is None else found.new
    return {one: count for one, count in counts.items() if count}


def fails(report: Report, found: Found) -> bool:
    """Whether a group fails the run."""
    if report.options.fail_on == "never":
        return False
    grave = SEVERITIES[: SEVERITIES.index(report.options.fail_on) + 1]
    return gravity(found) in grave and (report.comparison is None or found.new > 0)
