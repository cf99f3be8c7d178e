"""Values that Dataset-JSON could only hold changed, and what becomes of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from define_xml.transport.dataset_json.document import json_blocks, open_json
from define_xml.transport.stream import Stream, Writing, streamed, whole
from mappings.dataset import Dataset
from mappings.error import InputError, MappingError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

WRITING = Writing(created=datetime(2024, 2, 29, 12, 30))
LENIENT = Writing(created=WRITING.created, lenient=True)


def stream(values: Any, type_: Any = "Char", **more: Any) -> Stream:
    """A dataset DM of one variable X."""
    variable = VariableSpec(name="X", label="X", type=type_, **more)
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(variable,))
    return streamed(Dataset(spec, pd.DataFrame({"X": values})))


def written(what: Stream, writing: Writing = WRITING) -> tuple[list[Any], str, list[Finding]]:
    """The values, the type of their column, what was noted."""
    noted: list[Finding] = []
    told = json.loads(b"".join(json_blocks(what, writing, noted)))
    return [row[0] for row in told["rows"]], told["columns"][0]["dataType"], noted


def refused(what: Stream, writing: Writing = WRITING) -> str:
    """What is said."""
    with pytest.raises(InputError) as error:
        written(what, writing)
    return f"{error.value.place}: {error.value.problem}"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["a", 1], "DM.X  record 2: 1 is no text, and the variable is Char"),
        (["a", None, 1.5], "DM.X  record 3: 1.5 is no text, and the variable is Char"),
        ([True], "DM.X  record 1: True is no text, and the variable is Char"),
        ([1.0, 2.0], "DM.X  record 1: 1.0 is no text, and the variable is Char"),
        (["a", b"b"], "DM.X  record 2: b'b' is no text, and the variable is Char"),
        (["a", "\udc92"], "DM.X  record 2: '\\udc92' holds half of a pair of code units: it is no Unicode text"),
    ],
)  # fmt: skip
def test_no_text(values: list[Any], told: str) -> None:
    assert refused(stream(pd.Series(values, dtype=object))) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, "2"], "DM.X  record 2: '2' is no number, and the variable is Num"),
        ([1.0, True, None], "DM.X  record 2: True is no number, and the variable is Num"),
        ([1.0, np.inf], "DM.X  record 2: inf has no place in Dataset-JSON"),
        ([2**53 + 1], "DM.X  record 1: 9007199254740993 is beyond 2**53: as a number it would be rounded"),
        ([None, 2**70], f"DM.X  record 2: {2**70} is beyond 2**53: as a number it would be rounded"),
    ],
)  # fmt: skip
def test_no_number(values: list[Any], told: str) -> None:
    assert refused(stream(pd.Series(values, dtype=object), "Num")) == told


def test_no_integer() -> None:
    told = "DM.X  record 2: 1.5 is no integer up to 2**53, and the variable is one"
    assert refused(stream([1.0, 1.5], "Num", data_type="integer")) == told
    assert refused(stream([1.0, 1e16], "Num", data_type="integer")).startswith("DM.X  record 2: 1e+16 is no")
    assert written(stream([2.0**53, -(2.0**53)], "Num", data_type="integer"))[0] == [2**53, -(2**53)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1"), (-1.0, "-1"), (0.0, "0"), (-0.0, "-0.0"), (10.8, "10.8"), (1e15, "1000000000000000.0"),
        (999_999_999_999_999.0, "999999999999999"), (2.0**53, "9007199254740992.0"), (1e16, "1e+16"),
        (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (0.1 + 0.2, "0.30000000000000004"), (100.0, "100"),
    ],
)  # fmt: skip
def test_a_number_is_the_same_text_whatever_stands_beside_it(value: float, shown: str) -> None:
    for beside in ([], [1.5], [np.nan], [7.0], [-0.0]):
        raw = b"".join(json_blocks(stream([value, *beside], "Num"), WRITING, []))
        assert raw.partition(b'"rows":[[')[2].partition(b"]")[0] == shown.encode()


def test_longer_than_said() -> None:
    what = stream(["abc", "äöü", "abcd", "abcd"], length=3)
    assert refused(what) == "DM.X  record 3: a value of 4 characters; the spec says length 3"
    values, _, noted = written(what, LENIENT)
    assert values == ["abc", "äöü", "abcd", "abcd"]
    assert [(one.check, one.value, one.count, one.records) for one in noted] == [("too_long", "abcd", 2, (3, 4))]


def test_longer_than_said_in_a_file(tmp_path: Path) -> None:
    """What a file says and does not hold is a finding; the values are there."""
    path = tmp_path / "dm.json"
    path.write_bytes(b"".join(json_blocks(stream(["abcd", "äöü"], length=3), LENIENT, [])))
    found = whole(open_json(path))
    assert found.records["X"].tolist() == ["abcd", "äöü"]
    assert [(one.check, one.severity, one.value, one.records) for one in found.findings] == [
        ("too_long", "error", "abcd", (1,))
    ]


def test_more_digits_than_a_double(tmp_path: Path) -> None:
    path = tmp_path / "dm.json"
    raw = b"".join(json_blocks(stream([1.5, 1.5, 1.5], "Num"), WRITING, []))
    for written_, value in (
        ("0.1000000000000000055511151231257827", 0.1),
        ("12345678901234567890.5", 1.2345678901234567e19),
    ):
        path.write_bytes(raw.replace(b"[[1.5]", f"[[{written_}]".encode()))
        found = whole(open_json(path))
        assert found.records["X"].tolist() == [value, 1.5, 1.5]
        assert [(one.check, one.severity, one.count, one.records) for one in found.findings] == [
            ("rounded_number", "note", 1, (1,))
        ]
    # As many digits as a double may need, or only zeros more: nothing is lost.
    for text in ("0.10000000000000001", "1.50000000000000000000", "1e2", "1E+2", "-0", "-0.0e5", "1.5e-300"):
        path.write_bytes(raw.replace(b"[[1.5]", f"[[{text}]".encode()))
        found = whole(open_json(path))
        assert np.float64(found.records["X"].iloc[0]).tobytes() == np.float64(float(text)).tobytes()
        assert found.findings == ()


def test_decimals_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "dm.json"
    asked = Writing(created=WRITING.created, about={"columns.X.dataType": "decimal"})
    raw = b"".join(json_blocks(stream([1.5], "Num"), asked, []))
    for text, findings in (("1.50", []), ("1e2", []), ("0.12345678901234567890", ["rounded_number"])):
        path.write_bytes(raw.replace(b'[["1.5"]', f'[["{text}"]'.encode()))
        found = whole(open_json(path))
        assert found.records["X"].tolist() == [float(text)]
        assert [one.check for one in found.findings] == findings
    for text in ("NaN", "Infinity", "1,5", "0x1", "1e400", "1e4000", " 1"):
        path.write_bytes(raw.replace(b'[["1.5"]', f'[["{text}"]'.encode()))
        with pytest.raises(InputError, match=r"X  record 1\n    .* is no decimal"):
            whole(open_json(path))


def test_pandas_dates_become_sas_numbers_become_iso_8601() -> None:
    days = pd.Series(["1959-12-31", None, "2020-02-29"]).astype("datetime64[s]")
    assert written(stream(days, "Num", format="DATE9."))[:2] == (["1959-12-31", None, "2020-02-29"], "date")
    moments = pd.to_datetime(["2020-02-29T10:30:00.25"])
    assert written(stream(moments, "Num", format="DATETIME22.2"))[0] == ["2020-02-29T10:30:00.25"]
    assert "bears a zone" in refused(stream(moments.tz_localize("UTC"), "Num", format="DATETIME20."))
    assert "there is no format" in refused(stream(days, "Num"))


def test_a_moment_with_a_zone_is_text() -> None:
    values = ["2020-02-29T10:30:00+01:00", "9999-12-31T23:59:59Z"]
    assert written(stream(values, data_type="partialDatetime"))[:2] == (values, "datetime")


@pytest.mark.parametrize(
    ("format_", "kind"),
    [
        ("DATE9.", "date"), ("YYMMDD10.", "date"), ("E8601DA.", "date"), ("DATETIME20.", "datetime"),
        ("E8601DT19.", "datetime"), ("TIME5.", "time"), ("", "float"), ("8.", "float"), ("BEST12.", "float"),
        ("AGEGRP.", "float"),
    ],
)  # fmt: skip
def test_a_format_says_what_numbers_are(format_: str, kind: str) -> None:
    assert written(stream([60.0], "Num", format=format_))[1] == kind


def test_what_stays_at_home() -> None:
    one = VariableSpec(name="X", label="X", type="Char")
    more = (
        VariableSpec(name="H", label="H", type="Char", submit=False),
        VariableSpec(name="Q", label="Q", type="Char", supplemental=True),
    )
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(one, *more))
    frame = pd.DataFrame({"H": ["h"], "X": ["x"], "Q": ["q"], "#row": [1]})
    assert written(streamed(Dataset(spec, frame)))[0] == ["x"]
    with pytest.raises(InputError, match="0 columns of that name"):
        written(streamed(Dataset(spec, frame.drop(columns="X"))))


def test_a_type_that_is_none_for_the_variable() -> None:
    asked = Writing(created=WRITING.created, about={"columns.X.dataType": "float"})
    with pytest.raises(MappingError, match="float is no type for a Char variable"):
        written(stream(["a"]), asked)
