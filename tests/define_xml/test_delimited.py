"""CSV: what stands in the file, what comes back from it and the description beside it, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from define_xml.transport.delimited.file import csv_beside, csv_blocks, open_csv
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Reading, Stream, Writing, streamed, whole
from mappings.dataset import Dataset, FileFacts
from mappings.error import InputError
from mappings.missing import SPECIAL, letters_of, tagged
from mappings.spec import DatasetSpec, VariableSpec

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
FILES = sorted(REAL.glob("cdiscpilot01/*/*.xpt")) + sorted(REAL.glob("msg_sdtm33/**/*.xpt"))
ABOUT = {"sas_version": "9.3", "created": "15OCT12:22:56:22", "library.created": "01JAN12:00:00:00"}
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LETTERS = tagged(np.frombuffer(b"A_", dtype=np.uint8)).tolist()


def dataset(columns: dict[str, list[Any]], file: FileFacts | None = None, **said: dict[str, Any]) -> Dataset:
    """AE with these columns, text or numbers; `said` adds to the spec of one."""
    kinds = {key: "Char" if any(isinstance(one, str) for one in column) else "Num" for key, column in columns.items()}
    dtypes = {"Char": "object", "Num": "float64"}
    variables = tuple(
        VariableSpec(**{"name": key, "label": f"Label of {key}", "type": kind, **said.get(key, {})})
        for key, kind in kinds.items()
    )
    frame = pd.DataFrame({key: pd.Series(column, dtype=dtypes[kinds[key]]) for key, column in columns.items()})
    spec = DatasetSpec(name="AE", label="Adverse Events", domain="AE", oid="IG.AE", variables=variables)
    return Dataset(spec, frame, file)


EVENTS = dataset(
    {
        "USUBJID": ["S1", None, "S3", "S4"],
        "AETERM": ["=cmd()", 'a "b", c', "two\nlines", ".A"],
        "AESEQ": [1.0, 2.0, LETTERS[0], math.nan],
        "AVAL": [0.1, -0.0, 1e300, LETTERS[1]],
    },
    FileFacts("ae.xpt", "xpt", 4711, "cp1252", ABOUT),
    USUBJID={"length": 20, "oid": "IT.AE.USUBJID", "codelists": ("C1",)},
    AESEQ={"data_type": "integer"},
    AVAL={"format": "8.2", "length": 8, "label": ""},
)
TEXT = 'USUBJID,AETERM,AESEQ,AVAL\nS1,=cmd(),1,0.1\n,"a ""b"", c",2,-0\nS3,"two\nlines",.A,1e+300\nS4,.A,,._\n'


def written(one: Dataset | Stream) -> bytes:
    """The file's bytes."""
    return b"".join(csv_blocks(streamed(one) if isinstance(one, Dataset) else one, Writing(), []))


def put(folder: Path, one: Dataset | Stream, writing: Writing = Writing()) -> Path:  # noqa: B008 - it is frozen
    """The file, and its description beside it."""
    stream = streamed(one) if isinstance(one, Dataset) else one
    path = folder / "ae.csv"
    path.write_bytes(written(stream))
    for name, content in beside(stream, writing, path).items():
        (folder / name).write_bytes(content)
    return path


def beside(stream: Stream, writing: Writing, path: Path) -> dict[str, bytes]:
    """The description of the file, which is there already."""
    count = sum(len(chunk) for chunk in stream.chunks())
    return csv_beside(replace(stream, count=count), writing, path.name, path)


def bits(one: Dataset) -> dict[str, list[Any]]:
    """The records, numbers as their bits (missing ones by letter), None for missing or empty text."""
    shown: dict[str, list[Any]] = {}
    for var in one.spec.variables:
        column = one.records[var.name]
        if var.type == "Char":
            shown[var.name] = [None if pd.isna(value) or value == "" else value for value in column.tolist()]
        else:
            letters = letters_of(column.to_numpy(np.float64)).tolist()
            pairs = zip(column.tolist(), letters, strict=True)
            shown[var.name] = [chr(code or 46) if math.isnan(value) else value.hex() for value, code in pairs]
    return shown


def test_what_stands_in_the_file() -> None:
    assert written(EVENTS).decode() == TEXT


def test_every_fact_and_every_bit_comes_back(tmp_path: Path) -> None:
    path = put(tmp_path, EVENTS)
    back = whole(open_csv(path))
    assert back.spec == EVENTS.spec
    assert bits(back) == bits(EVENTS)
    assert back.file == FileFacts("ae.csv", "xpt", path.stat().st_size, "cp1252", ABOUT)
    assert back.findings == ()
    assert put(tmp_path, back).read_bytes() == TEXT.encode()


def test_what_stands_beside_it(tmp_path: Path) -> None:
    content = (put(tmp_path, EVENTS).parent / "ae.csv-metadata.json").read_bytes()
    said = json.loads(content)
    assert said["@context"] == "http://www.w3.org/ns/csvw"
    assert said["url"] == "ae.csv"
    assert said["dialect"]["lineTerminators"] == ["\n"]
    columns = said["tableSchema"]["columns"]
    assert [(one["name"], one["titles"], one["datatype"]) for one in columns] == [
        ("USUBJID", ["USUBJID", "Label of USUBJID"], "string"), ("AETERM", ["AETERM", "Label of AETERM"], "string"),
        ("AESEQ", ["AESEQ", "Label of AESEQ"], "integer"), ("AVAL", ["AVAL"], "double"),
    ]  # fmt: skip
    assert ["null" in one for one in columns] == [False, False, True, True]
    own = {"@context", "url", "dialect", "tableSchema"}
    assert all(name.startswith("urn:trial-dossier:") for name in said if name not in own)
    assert csv_beside(streamed(EVENTS), Writing(), "ae.csv", tmp_path / "ae.csv") == {"ae.csv-metadata.json": content}


def test_the_time_that_is_said_is_kept(tmp_path: Path) -> None:
    back = open_csv(put(tmp_path, EVENTS, Writing(created=datetime(2024, 5, 31, 12, 0, 1)))).file
    assert back is not None
    assert back.about == {"sas_version": "9.3", "created": "31MAY24:12:00:01", "modified": "31MAY24:12:00:01"}


NUMBERS = st.one_of(
    st.floats(allow_nan=False), st.integers(-(2**54), 2**54).map(float), st.just(math.nan),
    st.sampled_from([float(value) for value in tagged(np.frombuffer(SPECIAL.encode(), dtype=np.uint8))]),
)  # fmt: skip
LETTER = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXTS = st.one_of(st.none(), st.text(LETTER, max_size=6), st.text(',"\n\r .Ax=', max_size=6))


@QUICK
@given(st.data())
def test_round_trip(tmp_path: Path, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 12))
    width = data.draw(st.integers(1, 3))
    columns: dict[str, pd.Series] = {}
    variables = []
    for name in ("A", "B", "C")[:width]:
        text = data.draw(st.booleans())
        values = data.draw(st.lists(TEXTS if text else NUMBERS, min_size=count, max_size=count))
        columns[name] = pd.Series(values, dtype="object") if text else pd.Series(np.array(values, dtype=np.float64))
        label = data.draw(st.text(LETTER, max_size=5))
        variables.append(VariableSpec(name=name, label=label, type="Char" if text else "Num"))
    spec = DatasetSpec(name="AE", label="", domain="AE", variables=tuple(variables))
    one = Dataset(spec, pd.DataFrame(columns))
    path = put(tmp_path, one)
    back = whole(open_csv(path, Reading(chunk=data.draw(st.integers(1, 5)))))
    assert back.spec == one.spec
    assert bits(back) == bits(one)
    assert [finding.check for finding in back.findings] == ([] if count else ["no_records"])
    content = path.read_bytes()
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert [len(row) for row in rows] == [width] * (count + 1)
    assert written(streamed(back, 3)) == content


@pytest.mark.skipif(not FILES, reason="the real files are not beside the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files_through_csv_are_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """The header too: nothing but the two files is known when the transport file is written again."""
    original = FORMATS["xpt"].open(path, Reading("cp1252"))
    found = open_csv(put(tmp_path, original))
    assert b"".join(FORMATS["xpt"].write(found, Writing(encoding="cp1252"), [])) == path.read_bytes()
    assert found.findings == []


def test_a_lone_missing_value_is_a_record(tmp_path: Path) -> None:
    one = dataset({"A": ["x", None, ""]})
    assert written(one) == b'A\nx\n""\n""\n'
    assert bits(whole(open_csv(put(tmp_path, one)))) == {"A": ["x", None, None]}


@pytest.mark.parametrize("text", ["a\0b", "x" * 131_073])
def test_text_that_no_line_holds(text: str) -> None:
    with pytest.raises(InputError) as caught:
        written(dataset({"A": ["x", text]}))
    assert caught.value.place == "AE.A  record 2"


def test_no_more_than_a_chunk_is_held() -> None:
    stream = streamed(dataset({"A": [float(number) for number in range(100)]}), 10)
    asked: list[int] = []

    def chunks() -> Any:
        for number, chunk in enumerate(stream.chunks()):
            asked.append(number)
            yield chunk

    blocks = csv_blocks(replace(stream, chunks=chunks), Writing(), [])
    assert next(blocks) == b"A\n"
    assert next(blocks) == b"".join(b"%d\n" % number for number in range(10))
    assert asked == [0]
