"""Raw folders and CSV files as tables: every cell as it stands, every row with its line."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.error import InputError, MappingError
from mappings.records import ROW, TABLE
from mappings.spec import StudySpec, TableSpec
from sdtm.sources import csv as reader
from sdtm.sources import read_sources
from sdtm.sources.csv import read_csv, read_dictionary
from sdtm.sources.lines import scan

STUDY = StudySpec(study_id="S1")


def written(folder: Path, text: str | bytes, name: str = "dm.csv") -> Path:
    """A file of that text in UTF-8, or of those bytes."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def cells(path: Path, spec: TableSpec | None = None) -> list[list[str | None]]:
    """The rows of a file, None for missing."""
    records = read_csv(path, spec or TableSpec())
    columns = [records.frame[name].astype("object") for name in records.columns]
    return [[None if pd.isna(cell) else cell for cell in row] for row in zip(*columns, strict=True)]


def rows(path: Path, spec: TableSpec | None = None) -> list[int]:
    """The line each row begins on."""
    return read_csv(path, spec or TableSpec()).frame[ROW].tolist()


def test_cells_stay_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, 'subject,note,country\n00123, x ,NA\n"001","a ""b"", c",.\n,None,N/A\n')
    assert cells(path) == [["00123", " x ", "NA"], ["001", 'a "b", c', "."], [None, "None", "N/A"]]


def test_columns_are_categories_with_their_table_and_line(tmp_path: Path) -> None:
    frame = read_csv(written(tmp_path, "a,b\n1,x\n2,x\n"), TableSpec()).frame
    assert list(frame.columns) == ["a", "b", TABLE, ROW]
    assert all(isinstance(frame[name].dtype, pd.CategoricalDtype) for name in ("a", "b", TABLE))
    assert frame["b"].cat.categories.tolist() == ["x"]
    assert frame[TABLE].tolist() == ["dm", "dm"]
    assert frame[ROW].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a,b\n1,2\n3,4\n", [2, 3]),
        ("a,b\n1,2\n3,4", [2, 3]),
        ("a,b\r\n1,2\r\n3,4\r\n", [2, 3]),
        ("a,b\r1,2\r3,4\r", [2, 3]),
        ('a,b\n"1\n\n1",2\n3,4\n', [2, 5]),
        ('"a\nx",b\n1,2\n3,"4\n4"\n5,6\n', [3, 4, 6]),
        ("a,b\n\n1,2\n\n\n3,4\n\n", [3, 6]),
        ('a,b\r\n"1\r\n1",2\r\n\r\n3,4', [2, 5]),
        ('a,b\n5" tall,2\n3,4\n', [2, 3]),
        ('a,b\n5" tall,"2\n2"\n3,4\n', [2, 4]),
        ("a\n1\n\n3\n", [2, 3, 4]),
        ('a,b\n1,"x"\n2,"y"', [2, 3]),
        ('a,b\n1,x\n\r\n2,"y"\r', [2, 4]),
    ],
)
def test_lines_on_which_rows_begin(tmp_path: Path, text: str, lines: list[int]) -> None:
    path = written(tmp_path, text)
    assert rows(path) == lines
    assert len(cells(path)) == len(lines)


def test_a_blank_line_is_a_missing_cell_where_there_is_one_column(tmp_path: Path) -> None:
    assert cells(written(tmp_path, "a\n1\n\n3\n")) == [["1"], [None], ["3"]]


@pytest.mark.parametrize("missing", [("",), (), ("", "NA", "UNK"), ("ND",)])
def test_only_declared_tokens_are_missing(tmp_path: Path, missing: tuple[str, ...]) -> None:
    words = ["", "NA", " NA", "UNK", "ND", "na"]
    path = written(tmp_path, "a,b\n" + "".join(f"{word},x\n" for word in words))
    wanted = [None if word in missing else word for word in words]
    assert [row[0] for row in cells(path, TableSpec(missing=missing))] == wanted


def test_names_stay_as_they_are_but_for_rename(tmp_path: Path) -> None:
    path = written(tmp_path, " Sub ject,#x,é\n1,2,3\n")
    records = read_csv(path, TableSpec(rename={"#x": "x", "absent": "y"}))
    assert records.columns == (" Sub ject", "x", "é")


def test_rename_to_one_name_is_the_authors_error(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="rename gives more than one column the name b") as caught:
        read_csv(written(tmp_path, "a,b\n1,2\n"), TableSpec(rename={"a": "b"}))
    assert not isinstance(caught.value, InputError)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_declared_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, f'a{delimiter}b\n1,5{delimiter}"x{delimiter}y"\n')
    assert cells(path, TableSpec(delimiter=delimiter)) == [["1,5", f"x{delimiter}y"]]


@pytest.mark.parametrize("spec", [TableSpec(encoding="utf8x"), TableSpec(encoding="rot13"), TableSpec(delimiter=";;")])
def test_unknown_encoding_or_delimiter_is_the_authors_error(tmp_path: Path, spec: TableSpec) -> None:
    with pytest.raises(MappingError) as caught:
        read_csv(written(tmp_path, "a,b\n1,2\n"), spec)
    assert not isinstance(caught.value, InputError)


CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(CELL, CELL), max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([7, 1 << 20]),
    st.booleans(),
)
def test_whatever_is_written_is_read(tmp_path_factory, table, end, block, ended) -> None:  # type: ignore[no-untyped-def]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b"), *table])
    whole = text.getvalue() if ended else text.getvalue().removesuffix(end)
    path = written(tmp_path_factory.mktemp("raw"), whole)
    assert cells(path, TableSpec(missing=())) == [list(row) for row in table]
    # The scan's answer does not depend on where blocks end, and agrees with Python's own reader.
    data = path.read_bytes()
    layout = scan((data[at : at + block] for at in range(0, len(data), block)), ",", False)
    assert layout.regular
    begun, lines = 1, []
    with path.open(encoding="utf-8", newline="") as file:
        standard = csv.reader(file)
        for _ in standard:
            lines.append(begun)
            begun = standard.line_num + 1
    assert layout.lines.tolist() == lines


def test_a_row_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "BLOCK", 64)
    long = "x" * 500
    path = written(tmp_path, f'a,b\n1,2\n"{long}\n{long}",3\n4,5\n')
    assert cells(path) == [["1", "2"], [f"{long}\n{long}", "3"], ["4", "5"]]
    assert rows(path) == [2, 3, 5]


def test_blocks_share_their_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "BLOCK", 64)
    wanted = [[f"s{number % 7}", None if number % 3 else f"n{number}"] for number in range(200)]
    path = written(tmp_path, "a,b\n" + "".join(f"{a},{b or ''}\n" for a, b in wanted))
    assert cells(path) == wanted
    assert read_csv(path, TableSpec()).frame["a"].cat.categories.tolist() == [f"s{number}" for number in range(7)]


def test_a_folder_in_the_order_of_names(tmp_path: Path) -> None:
    written(tmp_path, "a;b\n1;2\n", "vs.csv")
    written(tmp_path, "a\nx\n", "AE.CSV")
    written(tmp_path, "form\nvs\n", "data_dictionary.csv")
    written(tmp_path, "SYNTHETIC", "README.md")
    written(tmp_path, "\0", "._vs.csv")
    study = STUDY.model_copy(update={"tables": {"vs": TableSpec(delimiter=";"), "*": TableSpec(missing=("x",))}})
    tables = read_sources(tmp_path, study)
    assert list(tables) == ["AE", "vs"]
    assert tables["vs"].frame["b"].tolist() == ["2"]
    assert tables["AE"].frame["a"].isna().tolist() == [True]


def test_the_dictionary_as_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "form,field,note\nvs,pulse,\nvs,temp,NA\n", "data_dictionary.csv")
    wanted = ({"form": "vs", "field": "pulse", "note": ""}, {"form": "vs", "field": "temp", "note": "NA"})
    assert read_dictionary(path) == wanted


# VmHWM, as ru_maxrss begins with the peak of the tests' own process and may hide this one's.
MEASURE = r"""
import re, sys
import pyarrow.csv, pandas
from pathlib import Path
from mappings.spec import TableSpec
from sdtm.sources.csv import read_csv
def peak():
    return int(re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)[1])
before = peak()
records = read_csv(Path(sys.argv[1]), TableSpec())
print(len(records.frame), peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process alone (VmHWM) is told by Linux only")
def test_c20_memory_follows_the_encoded_columns_not_the_file(tmp_path: Path) -> None:
    line = "01-001,SCR,12-JAN-2019,ALB,41.5,g/L," + "a comment that many rows share " * 8 + "\n"
    path = written(tmp_path, "subject,visit,date,test,result,unit,comment\n" + line * 400_000)
    size = path.stat().st_size
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    count, peak = (int(word) for word in done.stdout.split())
    assert count == 400_000
    # A file of 115 MB: seven columns of one byte a cell and eight bytes a line are 6 MB, the rest is blocks.
    assert size > 100_000_000
    assert 0 < peak * 1024 < size + 60_000_000
