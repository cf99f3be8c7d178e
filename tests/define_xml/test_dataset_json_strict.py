"""Files that are not what they say: each refused with its place, in whatever form it comes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from define_xml.transport.dataset_json.document import open_json
from define_xml.transport.dataset_json.lines import open_dsjc, open_ndjson
from define_xml.transport.stream import Reading, Stream
from mappings.error import InputError

LENIENT = Reading(lenient=True)
FORMS = ("json", "ndjson", "dsjc")
COLUMNS: list[dict[str, Any]] = [
    {"itemOID": "IT.X", "name": "X", "label": "X", "dataType": "string", "length": 5},
    {"itemOID": "IT.N", "name": "N", "label": "N", "dataType": "float"},
    {"itemOID": "IT.I", "name": "I", "label": "I", "dataType": "integer"},
]
HEAD = {
    "datasetJSONCreationDateTime": "2020-08-21T09:14:28", "datasetJSONVersion": "1.1.0", "itemGroupOID": "IG.DM",
    "records": 2, "name": "DM", "label": "Demographics", "columns": COLUMNS,
}  # fmt: skip
GOOD = ('["a",1.5,1]', '["b",null,2]')


def document(form: str, rows: Sequence[str] = GOOD, **more: Any) -> bytes:
    """The file: rows as they are written, and changes of the head."""
    head = json.dumps({**HEAD, **more})
    if form == "json":
        return f'{head[:-1]}, "rows": [{",".join(rows)}]}}'.encode()
    lines = "".join(f"{line}\n" for line in (head, *rows)).encode()
    return zlib.compress(lines) if form == "dsjc" else lines


def opened(folder: Path, raw: bytes, form: str = "json", reading: Reading | None = None) -> Stream:
    """The file with these bytes, opened."""
    path = folder / f"dm.{form}"
    path.write_bytes(raw)
    opens: dict[str, Callable[..., Stream]] = {"json": open_json, "ndjson": open_ndjson, "dsjc": open_dsjc}
    return opens[form](path, reading or Reading())


def values(stream: Stream) -> list[list[Any]]:
    """All rows, missing as None."""
    return [
        [None if value != value else value for value in row]
        for chunk in stream.chunks()
        for row in chunk.itertuples(index=False, name=None)
    ]


def refused(folder: Path, raw: bytes, form: str = "json", reading: Reading | None = None) -> str:
    """What is said when the file is read."""
    with pytest.raises(InputError) as error:
        values(opened(folder, raw, form, reading))
    assert error.value.place.startswith(f"dm.{form}")
    assert error.value.remedy
    return f"{error.value.place}: {error.value.problem}"


@pytest.mark.parametrize("form", FORMS)
def test_the_good_one(form: str, tmp_path: Path) -> None:
    assert values(opened(tmp_path, document(form), form)) == [["a", 1.5, 1.0], ["b", None, 2.0]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("row", "place", "problem"),
    [
        ('[1,1,1]', "X  record 2", "1 in a column of type string"),
        ('[true,1,1]', "X  record 2", "True in a column of type string"),
        ('["b","1",1]', "N  record 2", "'1' in a column of type float"),
        ('["b",true,1]', "N  record 2", "True in a column of type float"),
        ('["b",{"a":1},1]', "", ""),
        ('["b",[1],1]', "", ""),
        ('["b",1,1.5]', "I  record 2", "1.5 is no integer, as its column says"),
        ('["b",1,9007199254740993]', "I  record 2", "9007199254740993 is beyond 2**53, and no double is equal to it"),
        ('["b",1,9007199254740994]', "I  record 2", "9007199254740994 is beyond 2**53, and no double is equal to it"),
        ('["b",9007199254740993,1]', "N  record 2", "9007199254740993 is beyond 2**53, and no double is equal to it"),
        ('["b",1e400,1]', "N  record 2", "a number too large for any double"),
        ('["b",-1e400,1]', "N  record 2", "a number too large for any double"),
        (f'["b",{"9" * 5000},1]', "", ""),
        (f'["b",{"9" * 400},1]', "N  record 2", "9" * 40 + " is beyond 2**53, and no double is equal to it"),
        ('["b",NaN,1]', "", "NaN is no JSON"),
        ('["b",Infinity,1]', "", "Infinity is no JSON"),
        ('["b",-Infinity,1]', "", "-Infinity is no JSON"),
        ('["b",01,1]', "", "no JSON"),
        ('["b",+1,1]', "", "no JSON"),
        ('["b",.5,1]', "", "no JSON"),
        ('["b",1.,1]', "", "no JSON"),
        ('["b",0x1,1]', "", "no JSON"),
        ('["b",nan,1]', "", "no JSON"),
        ('["b",,1]', "", "no JSON"),
        ('[b,1,1]', "", "no JSON"),
        ('["b"c,1,1]', "", "no JSON"),
        ('["b""c",1,1]', "", "no JSON"),
        ('["b"c",1,1]', "", ""),
        ('["b" ,1,1]x', "", ""),
        ('["b","c",1]', "N  record 2", "'c' in a column of type float"),
        ("['b',1,1]", "", "no JSON"),
        ('["b\tc",1,1]', "", "is no JSON: byte 09, a control character, is not escaped (at 4 of the row)"),
        ('["\\x41",1,1]', "", "no JSON"),
        ('["\\ud83d",1,1]', "X  record 2", "half of a pair of code units"),
        ('["b",1]', "", "record 2 has 2 values; there are 3 columns"),
        ('["b",1,1,1]', "", "record 2 has 4 values; there are 3 columns"),
        ('[]', "", "record 2 has 0 values; there are 3 columns"),
        ('"b"', "", ""),
        ('{"X":"b"}', "", ""),
        ('5', "", ""),
        ('null', "", ""),
        ('', "", ""),
        ('["b",1,1],', "", ""),
        ('["b",1,1]]', "", ""),
        ('["b",1,1', "", ""),
        ("[" * 100_000, "", ""),
        ("[" * 100_000 + "]" * 100_000, "", ""),
    ],
)  # fmt: skip
def test_rows_that_are_none(form: str, row: str, place: str, problem: str, tmp_path: Path) -> None:
    told = refused(tmp_path, document(form, (GOOD[0], row)), form)
    assert place in told
    assert problem in told


@pytest.mark.parametrize("raw", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"])
def test_bytes_that_are_no_utf_8(raw: bytes, tmp_path: Path) -> None:
    for form, place in (("json", "byte "), ("ndjson", "line 3")):
        told = refused(tmp_path, document(form, (GOOD[0], '["b#",1,1]')).replace(b"#", raw), form)
        assert f"dm.{form}  {place}" in told
        assert f"byte {raw[0]:02X} at 4 of the row is no UTF-8" in told


def test_where_a_row_is(tmp_path: Path) -> None:
    raw = document("json", (GOOD[0], '["b",1]'))
    start = raw.index(b'["b"')
    assert f"dm.json  byte {start}:" in refused(tmp_path, raw)
    assert "dm.ndjson  line 3:" in refused(tmp_path, document("ndjson", (GOOD[0], '["b",1]')), "ndjson")
    pretty = json.dumps(json.loads(document("json", (GOOD[0], '["b",1]'))), indent=2).encode()
    assert "record 2 has 2 values" in refused(tmp_path, pretty)


@pytest.mark.parametrize("form", FORMS)
def test_more_and_fewer_records_than_said(form: str, tmp_path: Path) -> None:
    for count, rows in ((3, GOOD), (1, GOOD), (1, ()), (0, GOOD)):
        raw = document(form, rows, records=count)
        assert "records" in refused(tmp_path, raw, form)
        stream = opened(tmp_path, raw, form, LENIENT)
        assert len(values(stream)) == len(rows)
        assert [one.words[:9] for one in stream.findings if one.check == "cut_record"] == ["forgiven:"]
    assert "2 records; 5 are to be there" in refused(tmp_path, document(form), form, Reading(count=5))
    assert "the file holds DM, not AE" in refused(tmp_path, document(form), form, Reading(member="AE"))


@pytest.mark.parametrize("form", FORMS)
def test_cut_anywhere(form: str, tmp_path: Path) -> None:
    raw = document(form)
    end = raw.rindex(b"]") + 1 if form == "ndjson" else len(raw)
    for size in range(end):
        refused(tmp_path, raw[:size], form)
    # The end of the last line may be missing: nothing else is.
    if form == "ndjson":
        assert len(values(opened(tmp_path, raw[:-1], form))) == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_cut_file_forgiven(form: str, tmp_path: Path) -> None:
    raw = document(form, (*GOOD, '["c",1,1]'), records=3)
    stream = opened(tmp_path, raw[: -5 if form == "dsjc" else -8], form, LENIENT)
    found = values(stream)
    assert found[:2] == [["a", 1.5, 1.0], ["b", None, 2.0]]
    assert stream.count is None
    told = [one for one in stream.findings if one.check == "cut_record"]
    assert told
    assert all(one.severity == "error" and one.words.startswith("forgiven: ") for one in told)


@pytest.mark.parametrize("more", [b"x", b"{}", b"\0", b"]", b'"'])
@pytest.mark.parametrize("form", FORMS)
def test_more_after_the_end(form: str, more: bytes, tmp_path: Path) -> None:
    refused(tmp_path, document(form) + more, form)
    assert values(opened(tmp_path, document("json") + b" \n", "json")) == [["a", 1.5, 1.0], ["b", None, 2.0]]


def test_more_after_the_end_forgiven(tmp_path: Path) -> None:
    raw = document("json")
    assert f"from byte {len(raw)} on" in refused(tmp_path, raw + b"xyz")
    stream = opened(tmp_path, raw + b"xyz", "json", LENIENT)
    assert len(values(stream)) == 2
    assert [one.check for one in stream.findings] == ["trailing_bytes"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"isReferenceData": False}, "knows no attribute isReferenceData"),
        ({"datasetJSONVersion": "1.0.0"}, "Dataset-JSON 1.0.0, which lays a file out in another way; this reads 1.1"),
        ({"datasetJSONVersion": "1.2.0"}, "Dataset-JSON 1.2.0; this reads 1.1"),
        ({"datasetJSONVersion": 1.1}, "datasetJSONVersion"),
        ({"clinicalData": {}}, "lays a file out in another way"),
        ({"name": None}, "name: not Dataset-JSON 1.1"),
        ({"records": -1}, "records: not Dataset-JSON 1.1"),
        ({"records": "2"}, "records: not Dataset-JSON 1.1"),
        ({"columns": [{**COLUMNS[0], "dataType": "text"}]}, "columns[0].dataType: not Dataset-JSON 1.1"),
        ({"columns": [COLUMNS[0], COLUMNS[1], COLUMNS[0]]}, "column 3: a second column X"),
        ({"columns": [{**COLUMNS[0], "name": ""}]}, "column 1: a column without a name"),
        ({"columns": [{**COLUMNS[0], "targetDataType": "integer"}]}, "knows no string that becomes integer"),
        ({"columns": []}, "record 1 has 3 values; there are 0 columns"),
        ({"sourceSystem": {"name": "x"}}, "sourceSystem: not Dataset-JSON 1.1"),
    ],
)  # fmt: skip
def test_heads_that_are_none(form: str, more: dict[str, Any], problem: str, tmp_path: Path) -> None:
    assert problem in refused(tmp_path, document(form, **more), form)


@pytest.mark.parametrize("form", FORMS)
def test_an_unknown_attribute_forgiven(form: str, tmp_path: Path) -> None:
    stream = opened(tmp_path, document(form, isReferenceData=False), form, LENIENT)
    assert len(values(stream)) == 2
    assert [(one.check, one.severity) for one in stream.findings] == [("unknown_attribute", "error")]


@pytest.mark.parametrize("name", sorted(HEAD))
@pytest.mark.parametrize("form", FORMS)
def test_what_has_to_be_said(form: str, name: str, tmp_path: Path) -> None:
    lines = json.dumps({key: value for key, value in HEAD.items() if key != name})
    raw = f'{lines[:-1]}, "rows": []}}' if form == "json" else f"{lines}\n"
    packed = zlib.compress(raw.encode()) if form == "dsjc" else raw.encode()
    assert f"'{name}' is a required property" in refused(tmp_path, packed, form)


def test_said_twice(tmp_path: Path) -> None:
    raw = document("json")
    assert "name is said twice" in refused(tmp_path, raw.replace(b'{"datasetJSON', b'{"name":"DM","datasetJSON', 1))
    assert "rows is said twice" in refused(tmp_path, raw[:-1] + b',"rows":[]}')
    assert "records is said twice" in refused(tmp_path, raw[:-1] + b',"records":2}')
    assert "name is said twice" in refused(tmp_path, raw.replace(b'"itemOID"', b'"name":"X","itemOID"', 1))


def test_the_order_of_attributes_is_free(tmp_path: Path) -> None:
    told = json.loads(document("json"))
    for names in (sorted(told), sorted(told, reverse=True), ["rows", *HEAD], [*HEAD, "rows"]):
        raw = json.dumps({name: told[name] for name in names}).encode()
        assert values(opened(tmp_path, raw)) == [["a", 1.5, 1.0], ["b", None, 2.0]]
    pretty = json.dumps(told, indent=4).encode()
    assert values(opened(tmp_path, pretty)) == [["a", 1.5, 1.0], ["b", None, 2.0]]
    assert values(opened(tmp_path, pretty.replace(b"\n", b"\r\n"))) == [["a", 1.5, 1.0], ["b", None, 2.0]]


def test_no_rows_at_all(tmp_path: Path) -> None:
    assert "0 records; the file says it has 2" in refused(tmp_path, json.dumps(HEAD).encode())
    assert values(opened(tmp_path, json.dumps({**HEAD, "records": 0}).encode())) == []


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "empty file"),
        (b"PK\x03\x04", "a ZIP file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"HEADER RECORD*******", "a SAS transport file"),
        (b"PAR1", "a Parquet file"),
        (b"<ODM/>", "an XML file"),
        (b"[]", "JSON, but no object"),
        (b"STUDYID,DOMAIN\n", "no JSON object"),
        (b"\xff\xfe{\0", "UTF-16"),
        (b'{"a":' + b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"records":' + b"9" * 5_000 + b"}", "a number that cannot be read"),
        (b'{"records":NaN}', "NaN is no JSON"),
        (b'{"name":"\xff"}', "byte FF is no UTF-8"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_another_file(form: str, raw: bytes, problem: str, tmp_path: Path) -> None:
    packed = zlib.compress(raw) if form == "dsjc" and raw else raw
    assert problem in refused(tmp_path, packed, form)
