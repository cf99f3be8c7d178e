"""Dataset-JSON in lines and compressed: bounded memory, what the bytes are, and files that are none."""

from __future__ import annotations

import json
import os
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from define_xml.transport.dataset_json.document import json_blocks, open_json
from define_xml.transport.dataset_json.lines import dsjc_blocks, ndjson_blocks, open_dsjc, open_ndjson
from define_xml.transport.stream import Reading, Stream, Writing, streamed, text_dtype, whole
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

SAMPLES = Path(__file__).parents[2] / ".." / "shared" / "realdata" / "msg_sdtm33"
samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample files are not beside the checkout")
WRITING = Writing(created=datetime(2024, 2, 29, 12, 30))
SPEC = DatasetSpec(
    name="LB", label="Laboratory", domain="LB",
    variables=(
        VariableSpec(name="USUBJID", label="Subject", type="Char", length=20),
        VariableSpec(name="LBORRES", label="Result", type="Char"),
        VariableSpec(name="LBSTRESN", label="Number", type="Num", data_type="float"),
        VariableSpec(name="LBSEQ", label="Sequence", type="Num", data_type="integer"),
    ),
)  # fmt: skip


def records(count: int, start: int = 0) -> DataFrame:
    """Some results; every seventh is missing."""
    number = np.arange(start, start + count)
    shown = pd.Series((number % 997 / 8).astype(str), dtype=text_dtype()).where(pd.Series(number % 7 > 0))
    return DataFrame({
        "USUBJID": pd.Series([f"S{one % 5000:05d}" for one in number.tolist()], dtype=text_dtype()),
        "LBORRES": shown,
        "LBSTRESN": np.where(number % 7 > 0, number % 997 / 8, np.nan),
        "LBSEQ": number.astype(np.float64),
    })  # fmt: skip


def endless(count: int, chunk: int = 1 << 14) -> Stream:
    """A stream that makes its records when they are asked for."""

    def chunks() -> Iterator[DataFrame]:
        for start in range(0, count, chunk):
            yield records(min(chunk, count - start), start)

    return Stream(SPEC, chunks, None, count)


def put(path: Path, stream: Stream) -> Path:
    """The file in the form its suffix says."""
    blocks = {"json": json_blocks, "ndjson": ndjson_blocks, "dsjc": dsjc_blocks}[path.suffix[1:]]
    with path.open("wb") as file:
        for block in blocks(stream, WRITING, []):
            file.write(block)
    return path


def opened(path: Path, reading: Reading | None = None) -> Stream:
    """The file, opened as its suffix says."""
    return {"json": open_json, "ndjson": open_ndjson, "dsjc": open_dsjc}[path.suffix[1:]](path, reading or Reading())


def large(path: Path, count: int, width: int) -> Path:
    """A file of so many equal records, with so many letters in each."""
    head, row = b"".join(ndjson_blocks(endless(1), WRITING, [])).split(b"\n")[:2]
    head = head.replace(b'"records":1', b'"records":%d' % count)
    row = row.replace(b'""', b'"%s"' % (b"x" * width))
    lines = head + b"\n" + (row + b"\n") * count
    if path.suffix == ".json":
        lines = head[:-1] + b',"rows":[' + b",".join([row] * count) + b"]}"
    path.write_bytes(zlib.compress(lines, 1) if path.suffix == ".dsjc" else lines)
    return path


def test_the_lines(tmp_path: Path) -> None:
    raw = put(tmp_path / "lb.ndjson", streamed(Dataset(SPEC, records(3)))).read_bytes()
    head, *rows, end = raw.split(b"\n")
    assert end == b""
    assert rows == [b'["S00000","",null,0]', b'["S00001","0.125",0.125,1]', b'["S00002","0.25",0.25,2]']
    assert json.loads(head)["records"] == 3
    assert "rows" not in json.loads(head)
    packed = put(tmp_path / "lb.dsjc", streamed(Dataset(SPEC, records(3)))).read_bytes()
    # RFC 1950: a zlib stream, not gzip, not bare deflate.
    assert packed[0] == 0x78
    assert int.from_bytes(packed[:2], "big") % 31 == 0
    assert zlib.decompress(packed) == raw


@samples
@pytest.mark.parametrize("name", ["ae", "dm", "suppdm"])
def test_cdisc_s_samples(name: str) -> None:
    """They have blanks after commas and colons, so ours are shorter; what they say is the same."""
    found = open_ndjson(SAMPLES / "ndjson" / f"{name}.ndjson.json")
    noted: list[Finding] = []
    ours = b"".join(ndjson_blocks(found, Writing(), noted)).splitlines()
    theirs = (SAMPLES / "ndjson" / f"{name}.ndjson.json").read_bytes().splitlines()
    assert [json.loads(line) for line in ours[1:]] == [json.loads(line) for line in theirs[1:]]
    one, other = json.loads(ours[0]), json.loads(theirs[0])
    if name == "dm":
        # Typed date there, and every value is a year.
        column = next(column for column in other["columns"] if column["name"] == "BRTHDTC")
        column["dataType"] = "string"
    assert one == other
    assert whole(found).records.equals(whole(open_json(SAMPLES / "json" / f"{name}.json")).records)


@pytest.mark.parametrize("form", ["json", "ndjson", "dsjc"])
def test_any_chunk_gives_the_same_bytes_and_records(form: str, tmp_path: Path) -> None:
    wanted = records(100)
    files = [
        put(tmp_path / f"lb.{form}", Stream(SPEC, endless(100, chunk).chunks, None, 100)).read_bytes()
        for chunk in (100, 1, 7)
    ]
    assert len(set(files)) == 1
    for chunk in (1, 3, 99, 100, 1 << 16):
        found = whole(opened(tmp_path / f"lb.{form}", Reading(chunk=chunk))).records
        pd.testing.assert_frame_equal(found, wanted)


@pytest.mark.parametrize("form", ["json", "ndjson", "dsjc"])
def test_memory_stays_where_it_is(form: str, tmp_path: Path) -> None:
    """60 MB of records: what is held at once is some pieces, not the file."""
    count = 60_000
    path = large(tmp_path / f"lb.{form}", count, 1000)
    found = 0
    tracemalloc.start()
    try:
        for chunk in opened(path, Reading(chunk=1 << 12)).chunks():
            found += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == count
    assert peak < 45_000_000


def test_a_count_that_nobody_knows_is_counted(tmp_path: Path) -> None:
    stream = Stream(SPEC, endless(100).chunks)
    assert opened(put(tmp_path / "lb.ndjson", stream)).count == 100


def test_a_count_that_is_wrong_is_told() -> None:
    with pytest.raises(InputError, match="100 records came; 99 were told"):
        list(ndjson_blocks(Stream(SPEC, endless(100).chunks, None, 99), WRITING, []))


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Endless rows stop at the first too many, an endless line at its limit: neither is unpacked whole."""
    longest = 1 << 23
    for room in ("lines", "split"):
        monkeypatch.setattr(f"define_xml.transport.dataset_json.{room}.LONGEST", longest)
    head = json.dumps(json.loads(b"".join(ndjson_blocks(endless(3), WRITING, [])).split(b"\n")[0])).encode()
    row = b'["S00000","",null,0]\n'
    for more, problem in (
        (row * 1_000_000, "more than the 3 records"),
        (b'"' + b"x" * (longest + 2), "a line of more"),
    ):
        (tmp_path / "lb.dsjc").write_bytes(zlib.compress(head + b"\n" + more))
        with pytest.raises(InputError, match=problem):
            list(open_dsjc(tmp_path / "lb.dsjc").chunks())
    (tmp_path / "lb.dsjc").write_bytes(zlib.compress(b"{" + b" " * (longest + 2)))
    with pytest.raises(InputError, match="a first line of more"):
        open_dsjc(tmp_path / "lb.dsjc")
    (tmp_path / "lb.json").write_bytes(b'{"name":"' + b" " * (longest + (1 << 22)))
    with pytest.raises(InputError, match="no rows within the first"):
        open_json(tmp_path / "lb.json")


def test_compressed_bytes_that_are_none(tmp_path: Path) -> None:
    path = put(tmp_path / "lb.dsjc", endless(2000))
    raw = path.read_bytes()
    for place in range(0, len(raw), 97):
        changed = bytearray(raw)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        with pytest.raises(InputError, match=r"^lb\.dsjc"):
            list(open_dsjc(path).chunks())
    path.write_bytes(raw + b"\0")
    with pytest.raises(InputError, match="more bytes after the end"):
        list(open_dsjc(path).chunks())


def test_lines_as_windows_ends_them(tmp_path: Path) -> None:
    path = put(tmp_path / "lb.ndjson", endless(100))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(whole(open_ndjson(path)).records, records(100))


def test_a_document_with_the_suffix_of_lines(tmp_path: Path) -> None:
    path = put(tmp_path / "lb.json", endless(3)).rename(tmp_path / "lb.ndjson")
    with pytest.raises(InputError, match="has the file the suffix of its form"):
        open_ndjson(path)
    path = put(tmp_path / "lb.ndjson", endless(3)).rename(tmp_path / "lb.json")
    with pytest.raises(InputError, match="more after the end of the document"):
        list(open_json(path).chunks())


@pytest.mark.parametrize("form", ["json", "ndjson", "dsjc"])
def test_a_file_that_changes_while_it_is_read(form: str, tmp_path: Path) -> None:
    path = large(tmp_path / f"lb.{form}", 20_000, 1000)
    stream = opened(path)
    chunks = stream.chunks()
    next(chunks)
    with path.open("ab") as file:
        file.write(b" ")
    with pytest.raises(InputError, match=r"changes while it is read|more bytes after the end"):
        list(chunks)


@pytest.mark.parametrize("form", ["json", "ndjson", "dsjc"])
def test_what_is_no_plain_file(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"dm.{form}"
    with pytest.raises(InputError, match="cannot be read"):
        opened(path)
    path.mkdir()
    with pytest.raises(InputError, match="a folder"):
        opened(path)
    path.rmdir()
    path.symlink_to(path)
    with pytest.raises(InputError, match="cannot be read"):
        opened(path)
    path.unlink()
    os.mkfifo(path)
    failed: list[InputError] = []

    def read() -> None:
        try:
            opened(path)
        except InputError as error:
            failed.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(10)
    assert [one.problem for one in failed] == ["no regular file: a pipe"]
