"""Dataset-JSON as a document: what is read of it, what is written, and that both are the same."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from define_xml.transport.dataset_json.document import json_blocks, open_json
from define_xml.transport.stream import Reading, Stream, Writing, empty, streamed, text_dtype, whole
from mappings.dataset import Dataset, FileFacts
from mappings.error import InputError
from mappings.finding import Finding
from mappings.missing import tagged
from mappings.spec import DatasetSpec, StandardRef, StudySpec, VariableSpec

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the public sample files are not beside the checkout")
SAMPLES = sorted((REAL / "msg_sdtm33" / "json").glob("*.json"))
WRITING = Writing(created=datetime(2024, 2, 29, 12, 30))


def variable(name: str, type_: Any = "Char", **more: Any) -> VariableSpec:
    """A variable with its name as label."""
    return VariableSpec(name=name, label=name.title(), type=type_, **more)


def stream(columns: dict[str, Any], *variables: VariableSpec, **more: Any) -> Stream:
    """A dataset DM in memory."""
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=variables, **more)
    return streamed(Dataset(spec, pd.DataFrame(columns)))


def written(what: Stream, writing: Writing = WRITING) -> tuple[dict[str, Any], list[Finding]]:
    """The document as the standard library reads it, and what was noted."""
    noted: list[Finding] = []
    return json.loads(b"".join(json_blocks(what, writing, noted))), noted


def rows(what: Stream, writing: Writing = WRITING) -> Any:
    """Its rows."""
    return written(what, writing)[0]["rows"]


def put(folder: Path, what: Stream, writing: Writing = WRITING) -> Path:
    """The file."""
    path = folder / "dm.json"
    path.write_bytes(b"".join(json_blocks(what, writing, [])))
    return path


def test_the_whole_document() -> None:
    columns = {"USUBJID": ["S1", "S2"], "AGE": [70.0, np.nan], "BRTHDTC": ["1950-01-01", None], "WEIGHT": [70.5, 80]}
    spec = (
        variable("USUBJID", length=4),
        variable("AGE", "Num", data_type="integer", length=8),
        variable("BRTHDTC", data_type="partialDatetime", length=19),
        variable("WEIGHT", "Num", data_type="float", format="8.1", oid="IT.WEIGHT"),
    )
    study = StudySpec(study_id="RESPINE", standards=(StandardRef(name="SDTMIG", version="3.4"),))
    about = {"originator": "We", "sourceSystem.name": "trial-dossier", "sourceSystem.version": "1"}
    told, noted = written(
        stream(columns, *spec, keys=("USUBJID", "QNAM")), Writing(created=WRITING.created, about=about, study=study)
    )
    assert noted == []
    assert list(told) == [
        "datasetJSONCreationDateTime", "datasetJSONVersion", "originator", "sourceSystem", "studyOID",
        "metaDataVersionOID", "itemGroupOID", "records", "name", "label", "columns", "rows",
    ]  # fmt: skip
    assert told["columns"] == [
        {"itemOID": "IT.DM.USUBJID", "name": "USUBJID", "label": "Usubjid", "dataType": "string", "length": 4,
         "keySequence": 1},
        {"itemOID": "IT.DM.AGE", "name": "AGE", "label": "Age", "dataType": "integer"},
        {"itemOID": "IT.DM.BRTHDTC", "name": "BRTHDTC", "label": "Brthdtc", "dataType": "date"},
        {"itemOID": "IT.WEIGHT", "name": "WEIGHT", "label": "Weight", "dataType": "float", "displayFormat": "8.1"},
    ]  # fmt: skip
    assert told["rows"] == [["S1", 70, "1950-01-01", 70.5], ["S2", None, "", 80]]
    assert (told["datasetJSONCreationDateTime"], told["datasetJSONVersion"]) == ("2024-02-29T12:30:00", "1.1.0")
    assert (told["studyOID"], told["metaDataVersionOID"]) == ("STDY.RESPINE", "MDV.RESPINE.SDTMIG.3.4")
    assert (told["itemGroupOID"], told["records"]) == ("IG.DM", 2)
    assert told["sourceSystem"] == {"name": "trial-dossier", "version": "1"}


@pytest.mark.parametrize(
    ("values", "data_type", "shown"),
    [
        (["2020-01-01", None], "partialDatetime", "date"),
        (["2020-01-01", "2020-01"], "partialDatetime", "string"),
        (["2020-01-01", "2020-01"], "date", "string"),
        (["2020-01-01T10:30:00", ""], "partialDatetime", "datetime"),
        (["2020-01-01T10:30", ""], "partialDatetime", "string"),
        (["2020-01-01T10:30:00", "2020-01-01"], "datetime", "string"),
        (["2020-01-01", "2020-01-01"], "datetime", "date"),
        ([None, ""], "date", "date"),
        ([None, ""], "partialDatetime", "string"),
        (["10:30:00", None], "partialDatetime", "string"),
        (["2020-01-01", None], "text", "string"),
        (["P1D", None], "durationDatetime", "string"),
    ],
)
def test_text_is_a_date_only_if_every_value_is(values: list[Any], data_type: Any, shown: str) -> None:
    told, _ = written(stream({"D": values}, variable("D", data_type=data_type)))
    assert told["columns"][0]["dataType"] == shown
    assert told["rows"] == [[value or ""] for value in values]


def test_dates_of_sas_there_and_back(tmp_path: Path) -> None:
    spec = (
        variable("ADT", "Num", data_type="integer", format="DATE9."),
        variable("ADTM", "Num", format="DATETIME22.3"),
        variable("ATM", "Num", format="TIME5."),
    )
    columns = {"ADT": [-21914.0, 2_936_547, np.nan], "ADTM": [0.125, -0.5, np.nan], "ATM": [86399.0, 0.25, np.nan]}
    told, _ = written(stream(columns, *spec))
    assert [(one["dataType"], one["targetDataType"], one["displayFormat"]) for one in told["columns"]] == [
        ("date", "integer", "DATE9."), ("datetime", "integer", "DATETIME22.3"), ("time", "integer", "TIME5."),
    ]  # fmt: skip
    assert told["rows"] == [
        ["1900-01-01", "1960-01-01T00:00:00.125", "23:59:59"],
        ["9999-12-31", "1959-12-31T23:59:59.5", "00:00:00.25"],
        [None, None, None],
    ]
    found = whole(open_json(put(tmp_path, stream(columns, *spec))))
    pd.testing.assert_frame_equal(found.records, pd.DataFrame(columns))
    assert {(one.type, one.data_type) for one in found.spec.variables} == {("Num", "integer")}
    assert [one.format for one in found.spec.variables] == ["DATE9.", "DATETIME22.3", "TIME5."]


def test_part_of_a_day_is_no_date() -> None:
    spec = variable("ADT", "Num", format="DATE9.")
    with pytest.raises(InputError) as error:
        rows(stream({"ADT": [1.0, 21915.5]}, spec))
    assert str(error.value).split("\n    ") == [
        "DM.ADT  record 2",
        "21915.5 is no date that ISO 8601 can write, and its format DATE9. says date",
        "mend it by a rule, or write the numbers as they are: columns.ADT.dataType = float",
    ]
    asked = Writing(created=WRITING.created, about={"columns.ADT.dataType": "float"})
    told, _ = written(stream({"ADT": [1.0, 21915.5]}, spec), asked)
    assert told["rows"] == [[1], [21915.5]]
    assert told["columns"][0]["dataType"] == "float"
    assert "targetDataType" not in told["columns"][0]


def test_decimals_are_text_and_lose_no_digit(tmp_path: Path) -> None:
    values = [0.1 + 0.2, 1e-7, 123456789.123456789, 5.0, -0.0, np.nan, 1e22]
    asked = Writing(created=WRITING.created, about={"columns.X.dataType": "decimal"})
    told, _ = written(stream({"X": values}, variable("X", "Num")), asked)
    assert told["columns"][0] == {
        "itemOID": "IT.DM.X", "name": "X", "label": "X", "dataType": "decimal", "targetDataType": "decimal",
    }  # fmt: skip
    assert [row[0] for row in told["rows"]] == [
        "0.30000000000000004", "0.0000001", "123456789.12345679", "5", "-0.0", None, "10000000000000000000000",
    ]  # fmt: skip
    path = put(tmp_path, stream({"X": values}, variable("X", "Num")), asked)
    found = open_json(path)
    np.testing.assert_array_equal(whole(found).records["X"].to_numpy(), np.array(values))
    assert found.file is not None
    assert found.file.about["columns.X.dataType"] == "decimal"
    assert b"".join(json_blocks(found, Writing(), [])) == path.read_bytes()


def test_booleans(tmp_path: Path) -> None:
    asked = Writing(created=WRITING.created, about={"columns.X.dataType": "boolean"})
    path = put(tmp_path, stream({"X": [1.0, 0.0, np.nan]}, variable("X", "Num")), asked)
    assert json.loads(path.read_bytes())["rows"] == [[True], [False], [None]]
    np.testing.assert_array_equal(whole(open_json(path)).records["X"].to_numpy(), [1, 0, np.nan])
    with pytest.raises(InputError, match=r"record 1\n    2 is neither"):
        rows(stream({"X": [2.0]}, variable("X", "Num")), asked)


@real
@pytest.mark.parametrize("path", [path for path in SAMPLES if path.stem != "dm"], ids=lambda path: str(path.stem))
def test_cdisc_s_samples_byte_for_byte(path: Path) -> None:
    noted: list[Finding] = []
    found = open_json(path)
    assert b"".join(json_blocks(found, Writing(), noted)) == path.read_bytes()
    assert (noted, found.findings) == ([], [])


@real
def test_the_one_sample_that_differs() -> None:
    """DM has BRTHDTC as date, and every value of it is a year: by the standard that is a string."""
    path = REAL / "msg_sdtm33" / "json" / "dm.json"
    found = open_json(path)
    theirs = json.loads(path.read_bytes())
    ours = json.loads(b"".join(json_blocks(found, Writing(), [])))
    column = next(one for one in theirs["columns"] if one["name"] == "BRTHDTC")
    assert column["dataType"] == "date"
    column["dataType"] = "string"
    assert ours == theirs
    assert {(one.check, one.variable) for one in found.findings} == {("incomplete_date", "BRTHDTC")}
    assert sum(one.count for one in found.findings) == 18


@real
def test_text_beyond_ascii_byte_for_byte() -> None:
    path = REAL / "robustness" / "ae_japanese.json"
    found = open_json(path)
    assert b"".join(json_blocks(found, Writing(), [])) == path.read_bytes()
    assert found.findings == []


def test_what_a_file_says_is_kept_and_may_be_said_anew(tmp_path: Path) -> None:
    path = put(tmp_path, stream({"X": ["a"]}, variable("X")), Writing(created=WRITING.created, about={"fileOID": "F"}))
    found = open_json(path)
    assert found.file == FileFacts("dm.json", "json", path.stat().st_size, "utf-8", {
        "datasetJSONCreationDateTime": "2024-02-29T12:30:00", "datasetJSONVersion": "1.1.0", "fileOID": "F",
    })  # fmt: skip
    assert b"".join(json_blocks(found, Writing(), [])) == path.read_bytes()
    anew = Writing(created=datetime(2025, 1, 1), modified=datetime(2024, 12, 31), about={"fileOID": "G"})
    told, _ = written(found, anew)
    assert (told["datasetJSONCreationDateTime"], told["dbLastModifiedDateTime"], told["fileOID"]) == (
        "2025-01-01T00:00:00", "2024-12-31T00:00:00", "G",
    )  # fmt: skip


def test_facts_of_other_formats_are_not_json_s() -> None:
    what = stream({"X": ["a"]}, variable("X"))
    other = Stream(what.spec, what.chunks, FileFacts("dm.xpt", "xpt", about={"fileOID": "no"}), what.count)
    assert "fileOID" not in written(other)[0]
    with pytest.raises(InputError, match="nobody has said it"):
        written(other, Writing())


def test_a_number_s_length_in_characters_is_no_length_in_bytes(tmp_path: Path) -> None:
    asked = Writing(created=WRITING.created, about={"columns.X.length": "3"})
    path = put(tmp_path, stream({"X": [1.0]}, variable("X", "Num", data_type="integer")), asked)
    found = open_json(path)
    assert found.spec.variables[0].length is None
    assert b"".join(json_blocks(found, Writing(), [])) == path.read_bytes()
    assert b'"length":3' in path.read_bytes()


def test_what_json_cannot_hold_is_told() -> None:
    spec = (variable("X", informat="$5."), variable("Y", "Num", length=4))
    _, noted = written(stream({"X": ["a"], "Y": [1.0]}, *spec, sas_type="DATA"))
    assert [(one.check, one.severity, one.variable) for one in noted] == [
        ("not_held", "note", "X"), ("not_held", "note", "Y"), ("not_held", "note", ""),
    ]  # fmt: skip


def test_special_missing_values() -> None:
    values = tagged(np.frombuffer(b".AZ_A", dtype=np.uint8))
    what = stream({"X": values}, variable("X", "Num"))
    with pytest.raises(InputError) as error:
        rows(what)
    assert str(error.value).split("\n    ") == [
        "DM.X  record 2",
        "the special missing value .A has no place in Dataset-JSON",
        "write it as null: --lenient",
    ]
    told, noted = written(what, Writing(created=WRITING.created, lenient=True))
    assert told["rows"] == [[None]] * 5
    assert [(one.check, one.place, one.value, one.count, one.records) for one in noted] == [
        ("special_missing_lost", "DM.X", ".A", 2, (2, 5)),
        ("special_missing_lost", "DM.X", ".Z", 1, (3,)),
        ("special_missing_lost", "DM.X", "._", 1, (4,)),
    ]


def test_no_records_and_no_variables(tmp_path: Path) -> None:
    spec = DatasetSpec(name="DM", label="", domain="DM", variables=(variable("X"), variable("Y", "Num")))
    found = open_json(put(tmp_path, streamed(Dataset(spec, pd.DataFrame(empty(spec))))))
    assert whole(found).records.dtypes.to_dict() == {"X": text_dtype(), "Y": np.dtype(np.float64)}
    assert [one.check for one in found.findings] == ["no_records"]
    bare = streamed(Dataset(DatasetSpec(name="DM", label="x", domain="DM"), pd.DataFrame(index=range(3))))
    assert rows(bare) == [[], [], []]
    assert [chunk.shape for chunk in open_json(put(tmp_path, bare)).chunks()] == [(3, 0)]


def test_whatever_pandas_calls_text_and_numbers() -> None:
    texts: list[Any] = [text_dtype(), "object", "category", "string"]
    for dtype in texts:
        assert rows(stream({"X": pd.Series(["b", None, "a"], dtype=dtype)}, variable("X"))) == [["b"], [""], ["a"]]
    numbers: list[Any] = ["float64", "Int64", "Float64", "object"]
    for dtype in numbers:
        assert rows(stream({"X": pd.Series([1, None, 3], dtype=dtype)}, variable("X", "Num"))) == [[1], [None], [3]]
    assert rows(stream({"X": [1, 2]}, variable("X", "Num"))) == [[1], [2]]
    assert rows(stream({"X": [np.nan, np.nan]}, variable("X"))) == [[""], [""]]


def test_a_stream_is_read_as_often_as_wanted(tmp_path: Path) -> None:
    path = put(tmp_path, stream({"X": ["a\x07"] * 5}, variable("X")))
    found = open_json(path, Reading(chunk=2))
    assert [len(chunk) for chunk in found.chunks()] == [2, 2, 1]
    assert [(one.check, one.value, one.count, one.records) for one in found.findings] == [
        ("control_character", r"a\x07", 5, (1, 2, 3, 4, 5))
    ]
    assert sum(len(chunk) for chunk in found.chunks()) == 5
    assert len(found.findings) == 1
