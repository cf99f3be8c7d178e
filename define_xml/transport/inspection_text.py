"""What a file says of itself, as a page of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import wrap

import numpy as np

from define_xml.transport.inspection import Inspection, VariableFacts
from define_xml.transport.report import PAGE, cut, finding_lines, shown_width, table
from mappings.finding import Finding
from mappings.sas_dates import calendar_kind, from_sas

_CELL, _LABEL, _NAME = 30, 40, 40
_KINDS = {
    "xpt": "SAS transport file, version 5", "xpt8": "SAS transport file, version 8", "json": "Dataset-JSON",
    "ndjson": "Dataset-JSON, a record to a line", "dsjc": "Dataset-JSON, compressed", "parquet": "Parquet file",
    "csv": "CSV file",
}  # fmt: skip
_HEADINGS = {"sas_version": "SAS version", "sas_os": "system"}
# Header fields that stand on the page already, as times.
_TOLD = ("created", "modified", "datasetJSONCreationDateTime")


def as_text(found: Inspection) -> str:
    """The inspection as a page of plain text."""
    lines = [*_head(found), "", *_variables(found), *_first(found), "", *finding_lines(found.findings)]
    return "\n".join(lines) + "\n"


def _head(found: Inspection) -> list[str]:
    length = f", {found.record_length:,} bytes each" if found.record_length is not None else ""
    shape = f"{_count(found.records, 'record')}{length}, {_count(len(found.variables), 'variable')}"
    said = [
        ("dataset", f"{found.dataset}  {found.label or '(no label)'}"), ("", shape), ("type", found.type),
        ("OID", found.oid), ("created", found.created.replace("T", " ")),
        ("modified", found.modified.replace("T", " ")),
        *((name, text) for name, text in found.header.items() if name not in _TOLD),
    ]  # fmt: skip
    shown = [(_HEADINGS.get(name, name), text) for name, text in said if text]
    width = max(len(name) for name, _ in shown)
    lines = [f"{found.file}: {_KINDS[found.format]}, {found.bytes:,} bytes, {found.encoding} text"]
    for name, text in shown:
        first, *rest = wrap(cut(text, 1000), PAGE - width - 4) or [""]
        lines += [f"  {name:<{width}}  {first}", *(f"  {'':<{width}}  {line}" for line in rest)]
    return lines


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _variables(found: Inspection) -> list[str]:
    headings = ["#", "name", "type", "length", "used", "missing", "format", "informat", "values", "label"]
    rows = [
        [number, one.name, one.type, "" if one.length is None else one.length, "" if one.used is None else one.used,
         _share(one.missing, found.records), one.format, one.informat, _range(one), cut(one.label, _LABEL)]
        for number, one in enumerate(found.variables, 1)
    ]  # fmt: skip
    kept = [place for place, name in enumerate(headings) if name == "#" or any(row[place] != "" for row in rows)]
    rows = [[row[place] for place in kept] for row in rows]
    return table([headings[place] for place in kept], rows, right=("#", "length", "used", "missing"))


def _share(missing: int, records: int) -> str:
    """In percent; what is not none is never shown as none, nor all but one as all."""
    if not missing:
        return "-"
    share = 100 * missing / records
    return "all" if missing == records else f"{min(max(share, 0.1), 99.9):.1f}%"


def _range(one: VariableFacts) -> str:
    special = "".join(f" {letter}:{count:,}" for letter, count in one.special.items())
    if one.least is None or one.greatest is None:
        return special.strip()
    least, greatest = (number_text(value, one.format) for value in (one.least, one.greatest))
    return (least if least == greatest else f"{least} to {greatest}") + special


def number_text(value: float, format_: str = "") -> str:
    """The number, or the date, moment or time it stands for by its format, in ISO 8601."""
    kind = calendar_kind(format_)
    moment = from_sas(np.array([value]), kind) if kind in ("date", "datetime") else None
    if moment is None:
        return f"{value:.10g}"
    unit = "D" if kind == "date" else "s"
    whole = moment.astype(f"M8[{unit}]")
    return str((whole if (whole == moment).all() else moment)[0])


def _first(found: Inspection) -> list[str]:
    """The first records, in as many tables below each other as the page is narrow."""
    if not found.first_records:
        return []
    shown = len(found.first_records)
    title = f"all {shown} records" if shown == found.records else f"first {shown} of {_count(found.records, 'record')}"
    lines = ["", title if found.records > 1 else "the record"]
    columns = [
        [_shown(row[place], one.format) for row in found.first_records] for place, one in enumerate(found.variables)
    ]
    names = [one.name for one in found.variables]
    widths = [max(map(shown_width, (name, *cells))) for name, cells in zip(names, columns, strict=True)]
    numeric = {one.name for one in found.variables if one.type == "Num"}
    for start, end in _pages(widths):
        rows = [[str(number), *cells] for number, cells in enumerate(zip(*columns[start:end], strict=True), 1)]
        lines += ["", *table(["#", *names[start:end]], rows, right=("#", *numeric))]
    del lines[2]
    return lines


def _pages(widths: Sequence[int]) -> Iterator[tuple[int, int]]:
    start, used = 0, 0
    for place, width in enumerate(widths):
        if place > start and used + width + 2 > PAGE - 3:
            yield start, place
            start, used = place, 0
        used += width + 2
    yield start, len(widths)


def _shown(value: str | float | None, format_: str) -> str:
    if value is None:
        return ""
    return cut(value if isinstance(value, str) else number_text(value, format_), _CELL)


def folder_text(found: Sequence[Inspection], place: str, unread: Sequence[str] = ()) -> str:
    """The datasets of a folder, one to a line, and what is odd about them; `unread` are files that cannot be read."""
    rows = [
        [cut(one.file, _NAME), one.dataset, cut(one.label, _LABEL), one.records, len(one.variables), one.bytes,
         one.created.partition("T")[0], sum(finding.severity != "note" for finding in one.findings)]
        for one in found
    ]  # fmt: skip
    headings = ["file", "dataset", "label", "records", "variables", "bytes", "created", "findings"]
    lines = [f"{place}: {_count(len(found), 'dataset')}"]
    if unread:
        lines += wrap(f"not read: {', '.join(unread)}", PAGE, break_long_words=False)
    kept = [place for place, name in enumerate(headings) if name != "label" or any(row[place] for row in rows)]
    rows = [[row[place] for place in kept] for row in rows]
    headings = [headings[place] for place in kept]
    lines += ["", *table(headings, rows, right=("records", "variables", "bytes", "findings")), ""]
    return "\n".join([*lines, *finding_lines(_of_files(found))]) + "\n"


def _of_files(found: Sequence[Inspection]) -> Iterator[Finding]:
    """The findings with the file each is of; times are in the table, and so is how they were read."""
    for one in found:
        for finding in one.findings:
            if finding.check != "two_digit_year":
                place = f"{one.file}  {finding.dataset}" if finding.variable else one.file
                yield replace(finding, dataset=place)
