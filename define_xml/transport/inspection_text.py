"""What a file says of itself, as a page of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from define_xml.transport.inspection import Inspection, VariableFacts
from define_xml.transport.report import finding_lines, table

_WIDTH, _CELL = 110, 30
_KINDS = {
    "xpt": "SAS transport file, version 5", "xpt8": "SAS transport file, version 8", "json": "Dataset-JSON",
    "ndjson": "Dataset-JSON, a record to a line", "dsjc": "Dataset-JSON, compressed", "parquet": "Parquet file",
    "csv": "CSV file",
}  # fmt: skip
_HEADINGS = {"sas_version": "SAS version", "sas_os": "system"}


def as_text(found: Inspection) -> str:
    """The inspection as a page of plain text."""
    lines = [*_head(found), "", *_variables(found), *_first(found), "", *finding_lines(found.findings)]
    return "\n".join(lines) + "\n"


def _head(found: Inspection) -> list[str]:
    length = f", {found.record_length:,} bytes each" if found.record_length is not None else ""
    shape = f"{_count(found.records, 'record')}{length}, {_count(len(found.variables), 'variable')}"
    lines = [f"{found.file}: {_KINDS[found.format]}, {found.bytes:,} bytes, {found.encoding} text"]
    said = [
        ("dataset", f"{found.dataset}  {found.label}".rstrip()), ("", shape), ("type", found.type), ("OID", found.oid),
        ("created", found.created.replace("T", " ")), ("modified", found.modified.replace("T", " ")),
        *((name, text) for name, text in found.header.items() if name not in ("created", "modified")),
    ]  # fmt: skip
    shown = [(_HEADINGS.get(name, name), text) for name, text in said if text]
    width = max(len(name) for name, _ in shown)
    return [*lines, *(f"  {name:<{width}}  {text}" for name, text in shown)]


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _variables(found: Inspection) -> list[str]:
    headings = ["#", "name", "type", "length", "used", "missing", "format", "informat", "values", "label"]
    rows = [
        [number, one.name, one.type, "" if one.length is None else one.length, "" if one.used is None else one.used,
         _share(one.missing, found.records), one.format, one.informat, _range(one), _cut(one.label, 40)]
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
    special = "".join(f" {letter}:{count}" for letter, count in one.special.items())
    if one.least is None or one.greatest is None:
        return special.strip()
    ends = _number(one.least) if one.least == one.greatest else f"{_number(one.least)} to {_number(one.greatest)}"
    return ends + special


def _number(value: float) -> str:
    return f"{value:.10g}"


def _first(found: Inspection) -> list[str]:
    """The first records, in as many tables beside each other as the page is wide."""
    if not found.first_records:
        return []
    shown = len(found.first_records)
    title = f"all {shown} records" if shown == found.records else f"first {shown} of {_count(found.records, 'record')}"
    lines = ["", title if found.records > 1 else "the record"]
    columns = [[_shown(row[place]) for row in found.first_records] for place in range(len(found.variables))]
    widths = [max(len(one.name), *map(len, cells)) for one, cells in zip(found.variables, columns, strict=True)]
    for start, end in _pages(widths):
        names = [one.name for one in found.variables[start:end]]
        numeric = [one.name for one in found.variables[start:end] if one.type == "Num"]
        rows = [[str(number), *cells] for number, cells in enumerate(zip(*columns[start:end], strict=True), 1)]
        lines += ["", *table(["#", *names], rows, right=("#", *numeric))]
    del lines[2]
    return lines


def _pages(widths: Sequence[int]) -> Iterator[tuple[int, int]]:
    start, used = 0, 0
    for place, width in enumerate(widths):
        if place > start and used + width + 2 > _WIDTH - 3:
            yield start, place
            start, used = place, 0
        used += width + 2
    yield start, len(widths)


def _shown(value: str | float | None) -> str:
    if value is None:
        return ""
    return _cut(value if isinstance(value, str) else _number(value), _CELL)


def _cut(text: str, size: int) -> str:
    plain = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02X}" for letter in text)
    return plain if len(plain) <= size else f"{plain[: size - 3]}..."


def folder_text(found: Sequence[Inspection], place: str) -> str:
    """The datasets of a folder, one to a line, and what is odd about them."""
    rows = [
        [one.file, one.dataset, _cut(one.label, 40), one.records, len(one.variables), one.bytes,
         one.created.partition("T")[0], sum(finding.severity != "note" for finding in one.findings)]
        for one in found
    ]  # fmt: skip
    headings = ["file", "dataset", "label", "records", "variables", "bytes", "created", "findings"]
    findings = [finding for one in found for finding in one.findings if finding.check != "two_digit_year"]
    lines = [f"{place}: {_count(len(found), 'dataset')}", ""]
    lines += table(headings, rows, right=("records", "variables", "bytes", "findings"))
    return "\n".join([*lines, "", *finding_lines(findings)]) + "\n"
