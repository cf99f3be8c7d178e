"""Data queries as a file: CSV, or XLSX where the name says so; text that looks like a formula stays text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from define_xml.transport.whole import whole_files, writable
from mappings.error import MappingError
from validation.results.cells import Lineage, SaidCells
from validation.results.queries import COLUMNS, Query, queries, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mappings.dataset import Dataset
    from validation.reports.report import Report

# A spreadsheet takes text that begins so for a formula; a number may begin with its sign.
FORMULA = re.compile(r"\t|\s*[=+\-@]")
WIDTHS = {"question": 80, "key": 40, "collected": 24, "submitted": 24, "field": 20, "form": 20}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def query_csv(asked: Iterable[Query]) -> bytes:
    """The queries as CSV (RFC 4180, UTF-8): what a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe(text) for text in row] for row in rows_of(asked))
    return out.getvalue().encode("utf-8", "replace")


def safe(text: str) -> str:
    """The text as a spreadsheet may open it: never a formula, never a cell of two lines."""
    plain = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    return f"'{plain}" if FORMULA.match(plain) and not NUMBER.fullmatch(plain) else plain


def query_xlsx(asked: Iterable[Query]) -> bytes:
    """The queries as a workbook of one sheet, every cell text; those beyond what a sheet holds are counted in it."""
    from validation.reports.sheets import MOST_ROWS, Sheet, workbook_bytes

    rows = list(rows_of(asked))
    if len(rows) > MOST_ROWS - 1:
        left = len(rows) - (MOST_ROWS - 2)
        rows = [*rows[: MOST_ROWS - 2], (f"{left:,} more queries than a sheet holds: write them as CSV",)]
    columns = tuple((name, WIDTHS.get(name, 14)) for name in COLUMNS)
    return workbook_bytes((Sheet("Queries", columns, len(rows), rows),), "Data queries", "")


def write_queries(
    report: Report, study: Path | None, file: Path, tabulation: Mapping[str, Dataset] | None = None
) -> Path:
    """The file of the queries of a report, forms and fields as the rules of the study folder name them.

    Rows of raw tables are not known here: a build knows them, and writes them with `write_file`.
    """
    from mappings.study import load_study

    lineage: Lineage | None = SaidCells(load_study(study)) if study is not None else None
    return write_file(queries(report.found, report.judgement.data, lineage, tabulation=tabulation), file)


def kind_of(file: Path) -> str:
    """`csv` or `xlsx`, by the file's name; MappingError for another."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx"):
        raise MappingError("--queries", f"{file.name} is neither CSV nor XLSX", "end its name with .csv or .xlsx")
    return kind


def write_file(asked: Iterable[Query], file: Path) -> Path:
    """The queries in a file of that name (.csv or .xlsx), whole or not at all."""
    content = query_csv(asked) if kind_of(file) == "csv" else query_xlsx(asked)
    with writable(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    with whole_files(file.parent) as draft:
        draft(file.name, [content])
    return file
