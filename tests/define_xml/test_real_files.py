"""Real transport files, as sponsors and CDISC published them: read and written, they are the same bytes."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from define_xml.transport.files import open_dataset
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Reading, Stream, Writing, streamed, whole
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding
from tests.define_xml.msg import SHARED, taken_apart

REAL = SHARED / "realdata"
FILES = {
    f"{path.relative_to(REAL).parts[0]}/{path.name}": path
    for path in sorted(REAL.rglob("*.xpt"))
    if path.parent.name != "robustness"
}
CREATED = datetime(2021, 3, 4, 5, 6, 7)
needs_shared = pytest.mark.skipif(not FILES, reason="no shared folder with real files beside the checkout")
each_file = pytest.mark.parametrize("name", sorted(FILES))


def encoding(name: str) -> str:
    """One file holds a Windows quotation mark; all others are ASCII."""
    return "cp1252" if name == "cdiscpilot01/ts.xpt" else "ascii"


def opened(name: str, chunk: int = 1 << 16) -> Stream:
    """The file as a stream."""
    return open_dataset(FILES[name], Reading(encoding(name), chunk=chunk))


def written(stream: Stream, name: str, writing: Writing | None = None, format_: str = "xpt") -> bytes:
    """The bytes of the stream in a format."""
    how = writing or Writing(encoding=encoding(name))
    return b"".join(FORMATS[format_].write(stream, how, []))


@cache
def published(name: str) -> bytes:
    """The file's bytes."""
    return FILES[name].read_bytes()


@needs_shared
def test_there_are_forty_five_real_files() -> None:
    folders = [name.split("/")[0] for name in FILES]
    assert (folders.count("cdiscpilot01"), folders.count("msg_sdtm33")) == (19, 26)


@needs_shared
@each_file
def test_read_and_written_it_is_the_same_bytes(name: str) -> None:
    """The whole file: created, modified, SAS version, system, labels, formats, lengths, every record, and padding."""
    assert written(opened(name), name) == published(name)


@needs_shared
@each_file
def test_in_small_chunks_it_is_the_same(name: str) -> None:
    """Seven records at a time, 97 of large files: bytes, records and findings; and a second pass adds no finding."""
    dataset = whole(opened(name))
    size = 7 if len(dataset.records) < 300 else 97
    stream = opened(name, size)
    chunks = list(stream.chunks())
    assert {len(chunk) for chunk in chunks[:-1]} <= {size}
    in_chunks = Dataset(stream.spec, pd.concat(chunks, ignore_index=True), stream.file, tuple(stream.findings))
    assert written(stream, name) == published(name) == written(streamed(dataset), name)
    pd.testing.assert_frame_equal(dataset.records, in_chunks.records)
    assert (dataset.spec, dataset.file, dataset.findings) == (in_chunks.spec, in_chunks.file, in_chunks.findings)
    assert tuple(stream.findings) == dataset.findings


def through(format_: str, name: str, folder: Path) -> Dataset:
    """The dataset written in another format, and read from there."""
    path = folder / FILES[name].with_suffix(f".{format_}").name
    path.write_bytes(written(opened(name), name, Writing(CREATED, encoding="utf-8"), format_))
    return whole(FORMATS[format_].open(path, Reading("utf-8")))


def as_transport(name: str, found: Dataset) -> bytes:
    """The dataset as a transport file with the header facts (times, system) of the published one."""
    original = opened(name)
    assert original.file is not None
    how = Writing(encoding=encoding(name), about=dict(original.file.about))
    return written(streamed(Dataset(found.spec, found.records)), name, how)


@needs_shared
@each_file
@pytest.mark.parametrize("format_", ["parquet", "json", "ndjson", "dsjc"])
def test_through_another_format_it_is_the_same_bytes(name: str, format_: str, tmp_path: Path) -> None:
    """Names, labels, types, lengths and formats come back from that format alone, and every value."""
    assert as_transport(name, through(format_, name, tmp_path)) == published(name)


@needs_shared
@each_file
def test_through_csv_it_is_the_same_bytes(name: str, tmp_path: Path) -> None:
    """CSV has the values alone: what the variables are is said by the spec of the original."""
    found, spec = through("csv", name, tmp_path), opened(name).spec
    assert [variable.name for variable in found.spec.variables] == [variable.name for variable in spec.variables]
    numbers = {variable.name: "float64" for variable in spec.variables if variable.type == "Num"}
    assert as_transport(name, Dataset(spec, found.records.astype(numbers))) == published(name)


def odd(name: str) -> set[tuple[str, str, str]]:
    """What is odd in the file's bytes (check, variable, value), sought by no reader of ours."""
    apart = taken_apart(published(name))
    pairs = {(variable, cell) for row in apart.cells for variable, cell in zip(apart.names, row, strict=True)}
    words = [(variable, cell) for variable, cell in pairs if apart.header[f"{variable} type"] == 2]
    texts = [(variable, cell.rstrip(b" ").decode("ascii", "backslashreplace"), cell) for variable, cell in words]
    found = {("leading_blank", variable, text) for variable, text, _ in texts if text.startswith(" ")}
    found |= {("not_ascii", variable, text) for variable, text, cell in texts if max(cell) > 126}
    found |= {("control_character", variable, text) for variable, text, cell in texts if min(cell) < 32}
    if not apart.header["member second label"].strip():  # type: ignore[attr-defined]
        found.add(("no_label", "", ""))
    found |= {("underscore_name", variable, variable) for variable in apart.names if "_" in variable}
    return found if apart.padding else found | {("completeness_unproven", "", "")}


@needs_shared
@each_file
def test_all_that_is_odd_and_nothing_else_is_told(name: str) -> None:
    told = whole(opened(name)).findings
    assert {(one.check, one.variable, one.value) for one in told} == odd(name)
    assert len(told) == len(odd(name))


@needs_shared
def test_the_windows_quotation_mark() -> None:
    """Undeclared it is refused with its byte; declared it is read and told."""
    path = FILES["cdiscpilot01/ts.xpt"]
    with pytest.raises(InputError) as caught:
        whole(FORMATS["xpt"].open(path, Reading()))
    assert "92" in caught.value.problem
    assert "TSVAL" in caught.value.place
    assert "cp1252" in caught.value.remedy
    found = whole(FORMATS["xpt"].open(path, Reading("cp1252")))
    # The same bytes, by no reader of ours: three records have one each.
    rows = taken_apart(published("cdiscpilot01/ts.xpt")).cells
    records = [record for record, row in enumerate(rows, 1) if b"\x92" in b"".join(row)]
    told = [finding for finding in found.findings if finding.check == "not_ascii"]
    assert sorted(record for finding in told for record in finding.records) == records
    assert len(records) == 3
    assert {(finding.variable, finding.severity) for finding in told} == {("TSVAL", "error")}
    for record in records:
        text = found.records["TSVAL"][record - 1]
        assert "\N{RIGHT SINGLE QUOTATION MARK}" in text
        assert text in [cell.decode("cp1252").rstrip(" ") for cell in rows[record - 1]]


@needs_shared
def test_no_bytes_and_the_newer_version_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        FORMATS["xpt"].open(REAL / "robustness" / "zero_bytes.xpt", Reading())
    assert str(caught.value).splitlines()[:2] == ["zero_bytes.xpt", "    the file is empty"]
    with pytest.raises(InputError) as caught:
        FORMATS["xpt"].open(REAL / "robustness" / "xpt_v8.xpt", Reading())
    assert caught.value.place == "xpt_v8.xpt"
    assert "version 8" in caught.value.problem
    assert caught.value.remedy


@needs_shared
def test_japanese_text_is_no_transport_file_in_ascii(tmp_path: Path) -> None:
    """1,191 records of Dataset-JSON with Japanese terms: read whole, refused in ASCII, whole again in UTF-8."""
    stream = FORMATS["json"].open(REAL / "robustness" / "ae_japanese.json", Reading("utf-8"))
    dataset = whole(stream)
    assert len(dataset.records) == 1191
    with pytest.raises(InputError) as caught:
        b"".join(FORMATS["xpt"].write(streamed(dataset), Writing(), []))
    assert "AE." in caught.value.place
    assert caught.value.remedy
    noted: list[Finding] = []
    path = tmp_path / "ae.xpt"
    path.write_bytes(b"".join(FORMATS["xpt"].write(streamed(dataset), Writing(encoding="utf-8"), noted)))
    again = whole(FORMATS["xpt"].open(path, Reading("utf-8")))
    for name in dataset.records:
        assert texts(again.records[name]) == texts(dataset.records[name])


def texts(column: pd.Series) -> list[object]:
    """The values; missing, empty and trailing blanks are one to a transport file."""
    plain = [None if pd.isna(value) else value for value in column.tolist()]
    return [(value.rstrip(" ") or None) if isinstance(value, str) else value for value in plain]
