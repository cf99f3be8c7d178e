"""Reports as files: all that were asked for, whole, or none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from define_xml.transport.whole import whole_files, writable
from mappings.error import MappingError, nearest

if TYPE_CHECKING:
    from validation.reports.report import Report


def _page(report: Report) -> bytes:
    from validation.reports.page.assembled import page

    return page(report)


def _workbook(report: Report) -> bytes:
    from validation.reports.workbook import workbook

    return workbook(report)


def _json(report: Report) -> bytes:
    from validation.reports.json_ import json_report

    return json_report(report)


def _junit(report: Report) -> bytes:
    from validation.reports.junit import junit

    return junit(report)


def _sarif(report: Report) -> bytes:
    from validation.reports.sarif import sarif

    return sarif(report)


def _markdown(report: Report) -> bytes:
    from validation.reports.markdown import markdown

    return markdown(report)


# Name of a format -> name of its file, and what makes it.
FORMATS: Mapping[str, tuple[str, Callable[[Report], bytes]]] = {
    "html": ("validation-report.html", _page),
    "xlsx": ("validation-report.xlsx", _workbook),
    "json": ("validation-report.json", _json),
    "junit": ("validation-report.junit.xml", _junit),
    "sarif": ("validation-report.sarif", _sarif),
    "md": ("validation-report.md", _markdown),
}


def chosen(names: str) -> tuple[str, ...]:
    """The formats of a list with commas, each once, in the order asked; MappingError for one nobody makes."""
    asked = [name.strip().lower() for name in names.split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            remedy = nearest(name, list(FORMATS)) or f"choose from {', '.join(FORMATS)}"
            raise MappingError("--report", f"no report {name}", remedy)
    return tuple(dict.fromkeys(asked))


def write_reports(report: Report, out: Path, formats: Sequence[str]) -> list[Path]:
    """The files of these formats in the folder (made where it is missing); InputError if they cannot be written."""
    # Made before anything is written, so that a report that cannot be made leaves the others as they were.
    made = [(FORMATS[name][0], FORMATS[name][1](report)) for name in chosen(",".join(formats))]
    with writable(out):
        out.mkdir(parents=True, exist_ok=True)
    with whole_files(out) as draft:
        for name, content in made:
            draft(name, [content])
    return [out / name for name, _ in made]
