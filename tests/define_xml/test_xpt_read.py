"""Transport files read: records, spec, special missing values, numbers of all widths; chunk by chunk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from define_xml.transport.stream import Reading, text_dtype
from define_xml.transport.xpt.read import open_xpt, read_xpt
from mappings.missing import letters_of, tagged
from tests.define_xml.xpt_files import (
    ABOUT,
    FIELDS,
    RECORDS,
    WHOLE,
    Cell,
    field,
    packed,
    rows,
    values,
    write,
)

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"


def test_records_and_spec(tmp_path: Path) -> None:
    found = read_xpt(write(tmp_path, WHOLE))
    assert rows(found.records) == [tuple(record) for record in RECORDS]
    assert [str(kind) for kind in found.records.dtypes] == [str(text_dtype()), str(text_dtype()), "float64"]
    said = [(one.name, one.label, one.type, one.data_type, one.length) for one in found.spec.variables]
    assert said[1:] == [
        ("VSTEST", "Label of VSTEST", "Char", "text", 24),
        ("VSSEQ", "Label of VSSEQ", "Num", "float", 8),
    ]
    assert (found.spec.name, found.spec.label, found.spec.sas_type) == ("VS", "Vital Signs", "")
    assert found.file is not None
    assert (found.file.name, found.file.format, found.file.size) == ("vs.xpt", "xpt", len(WHOLE))
    assert dict(found.file.about) == ABOUT
    assert found.findings == ()


def test_every_real_file_reads_as_pyreadstat_reads_it() -> None:
    if not REAL.is_dir():
        pytest.skip("no shared folder beside the checkout")
    same = 0
    for path in sorted(path for path in REAL.rglob("*.xpt") if path.parent.name != "robustness"):
        encoding = "cp1252" if path.name == "ts.xpt" else "ascii"
        found = read_xpt(path, Reading(encoding=encoding))
        frame, meta = pyreadstat.read_xport(str(path), encoding="cp1252", disable_datetime_conversion=True)
        assert list(frame.columns) == list(found.records.columns)
        assert meta.number_rows == len(found.records)
        for variable in found.spec.variables:
            wanted, column = frame[variable.name], found.records[variable.name]
            if variable.type == "Num":
                assert np.array_equal(wanted.to_numpy(dtype=np.float64), column.to_numpy(), equal_nan=True)
            else:
                assert [value or None for value in values(wanted)] == values(column)
            assert meta.column_names_to_labels[variable.name] == variable.label
            assert meta.variable_storage_width[variable.name] == variable.length
        same += 1
    assert same == 45


def test_pyreadstat_files_are_read(tmp_path: Path) -> None:
    frame = DataFrame({"A": ["x", "", "yy"], "B": [1.5, None, -3.0]})
    path = tmp_path / "ab.xpt"
    pyreadstat.write_xport(frame, str(path), table_name="AB", file_label="Label", file_format_version=5)
    found = read_xpt(path)
    assert rows(found.records) == [("x", 1.5), (None, None), ("yy", -3.0)]
    assert (found.spec.label, found.spec.variables[1].justify) == ("Label", "right")


@pytest.mark.parametrize("chunk", [1, 7, 29, 30, 31, 1000])
def test_chunks(tmp_path: Path, chunk: int) -> None:
    stream = open_xpt(write(tmp_path, WHOLE), Reading(chunk=chunk))
    for _ in range(2):
        found = list(stream.chunks())
        assert [len(one) for one in found[:-1]] == [chunk] * (len(found) - 1)
        assert [row for one in found for row in rows(one)] == [tuple(record) for record in RECORDS]
    assert stream.count == 30


CELLS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, st.floats(-1e70, 1e70) | st.none(), CELLS), max_size=150), st.integers(1, 200))
def test_any_text_and_number_is_read(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str, float | None, str]], chunk: int
) -> None:
    records = [
        (a, b, value if value is None or value == 0 or abs(value) > 1e-70 else 0.0, c) for a, b, value, c in records
    ]
    fields = [field("A", 5), field("B", 12), field("N", 8, text=False), field("C", 5)]
    path = write(tmp_path_factory.mktemp("xpt"), packed(fields, records))
    found = read_xpt(path, Reading(chunk=chunk, count=len(records)))
    wanted = [tuple(one.rstrip(" ") or None if isinstance(one, str) else one for one in record) for record in records]
    assert rows(found.records) == wanted
    for name, at in (("A", 0), ("B", 1), ("C", 3)):
        leading = [one[at] for one in wanted if str(one[at] or "").startswith(" ")]
        noted = [one for one in found.findings if one.variable == name]
        assert {one.value for one in noted} == set(leading)
        assert sum(one.count for one in noted) == len(leading)


def test_a18_special_missing_values(tmp_path: Path) -> None:
    letters = "._AZ"
    body = b"".join(letter.encode() + bytes(7) for letter in letters)
    found = read_xpt(
        write(tmp_path, packed([field("N", 8, text=False)], [[body[at : at + 8]] for at in range(0, 32, 8)]))
    )
    column = found.records["N"].to_numpy()
    assert np.isnan(column).all()
    assert letters_of(column).tolist() == [0, *(ord(letter) for letter in letters[1:])]
    assert np.array_equal(tagged(letters_of(column)).view(np.uint64), column.view(np.uint64))


@pytest.mark.parametrize("width", [2, 3, 4, 5, 6, 7, 8])
def test_a19_short_numbers(tmp_path: Path, width: int) -> None:
    fields = [field("A", 2), field("N", width, text=False), field("B", 1)]
    found = read_xpt(write(tmp_path, packed(fields, [["x", -118.0, "y"], ["x", 1.0, None], ["x", None, "z"]])))
    assert values(found.records["N"]) == [-118.0, 1.0, None]
    assert found.spec.variables[1].length == width


def test_numbers_of_more_than_53_bits(tmp_path: Path) -> None:
    fine, odd, loose = (bytes.fromhex(word) for word in ("4180000000000000", "418000000000000F", "4200800000000000"))
    records: list[list[Cell]] = [["x", word] for word in (fine, odd, loose, odd)]
    found = read_xpt(write(tmp_path, packed([field("A", 3), field("N", 8, text=False)], records)))
    # 15 units of the last place of 56 bits, of which a double keeps every eighth.
    assert values(found.records["N"]) == [8.0, 8.0 + 2.0**-48, 0.5, 8.0 + 2.0**-48]
    noted = [(one.check, one.severity, one.variable, one.count, one.records) for one in found.findings]
    assert noted == [("rounded_number", "note", "N", 2, (2, 4)), ("unnormalised_number", "note", "N", 1, (3,))]


def test_a24_no_records(tmp_path: Path) -> None:
    found = read_xpt(write(tmp_path, packed(FIELDS, [])))
    assert (len(found.records), list(found.records.columns)) == (0, ["USUBJID", "VSTEST", "VSSEQ"])
    assert [(one.check, one.severity) for one in found.findings] == [("no_records", "warning")]
