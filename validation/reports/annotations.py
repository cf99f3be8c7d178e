"""What fails or warns, as lines that GitHub turns into annotations of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.reports.lines import cut
from validation.reports.wording import (
    GRAVITIES,
    address,
    gravity,
    place,
    placeless,
    plural,
    relative,
    whole_text,
    words,
)

if TYPE_CHECKING:
    from validation.reports.report import Report

MOST = 10  # of a kind: a forge shows no more for one step
COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation_lines(report: Report) -> str:
    """`::error file=ae.xpt,title=CORE-000001::...`; of each gravity the ten largest groups, the tenth for the rest."""
    lines = []
    for one in report.judgement.unread:
        told = f"{relative(report, one.file)} could not be read whole: {placeless(report, one.problem)}"
        lines.append(_line("error", address(report, "", relative(report, one.file)), "not read", told))
    for grave in GRAVITIES[:-1]:
        groups = sorted((one for one in report.found if gravity(one) == grave), key=lambda one: (-one.count, one.id))
        shown = groups if len(groups) <= MOST else groups[: MOST - 1]
        for found in shown:
            told = f"{place(found)}: {words(report, found)} ({plural(found.count, 'record')})"
            file = "define.xml" if found.check.kind == "define" else ""
            lines.append(_line(COMMANDS[grave], address(report, found.dataset, file), found.check.id, told))
        if len(groups) > len(shown):
            told = f"{plural(len(groups) - len(shown), 'group')} more: see the reports"
            lines.append(_line(COMMANDS[grave], "", f"more {grave}s", told))
    return "".join(f"{line}\n" for line in lines)


def _line(command: str, file: str, title: str, told: str) -> str:
    said = ",".join(f"{name}={_property(value)}" for name, value in (("file", file), ("title", title)) if value)
    return f"::{command} {said}::{_data(cut(told, 400))}"


def _data(text: str) -> str:
    return whole_text(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
