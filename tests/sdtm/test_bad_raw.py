"""Raw files that cannot be read whole: the place, the problem and the remedy, and never a guess."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from mappings.error import InputError
from mappings.records import ROW
from mappings.spec import StudySpec, TableSpec
from sdtm.sources import csv as reader
from sdtm.sources import read_sources
from sdtm.sources.csv import read_csv

STUDY = StudySpec(study_id="S1")
FRENCH = "subject,term\n01-001,stable\n01-002,Hémorragie\n"
JAPANESE = "subject,term\n01-001,頭痛\n"


def written(folder: Path, content: str | bytes, name: str = "ae.csv") -> Path:
    """A file of that text in UTF-8, or of those bytes."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path, spec: TableSpec | None = None) -> list[str]:
    """The lines of the error, without their indent."""
    with pytest.raises(InputError) as caught:
        read_csv(path, spec or TableSpec())
    return [line.strip() for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8"),
        (FRENCH, "utf-16", "utf-16"),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "UTF-16BE"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "cp1252", "latin-1"),
        (JAPANESE, "shift_jis", "Shift-JIS"),
        (JAPANESE, "euc_jp", "euc_jp"),
    ],
)
def test_c1_declared_encodings_are_read(tmp_path: Path, text: str, encoding: str, declared: str) -> None:
    records = read_csv(written(tmp_path, text.encode(encoding)), TableSpec(encoding=declared))
    assert records.columns == ("subject", "term")
    assert records.frame["term"].tolist() == [line.split(",")[1] for line in text.splitlines()[1:]]


def test_c1_cp1252_taken_for_utf8(tmp_path: Path) -> None:
    assert refused(written(tmp_path, FRENCH.encode("cp1252"))) == [
        "ae.csv  line 3, column 9",
        "byte E9 is no utf-8 text",
        "encoding = \"cp1252\" would read it as 'Hémorragie'",
        "encoding = \"shift_jis\" would read it as 'H駑orragie'",
    ]


def test_c1_shift_jis_taken_for_utf8(tmp_path: Path) -> None:
    lines = refused(written(tmp_path, "subject,term\n01-001,アレルギー\n".encode("shift_jis")))
    assert lines[:2] == ["ae.csv  line 2, column 8", "byte 83 is no utf-8 text"]
    assert lines[2:3] == ["encoding = \"shift_jis\" would read it as 'アレルギー'"] or "cp1252" in lines[2]
    assert "encoding = \"shift_jis\" would read it as 'アレルギー'" in lines


def test_c1_utf16_with_its_mark_taken_for_utf8(tmp_path: Path) -> None:
    assert refused(written(tmp_path, FRENCH.encode("utf-16"))) == [
        "ae.csv",
        "begins with the byte-order mark of UTF-16; declared is utf-8",
        'declare encoding = "utf-16"',
    ]


def test_c1_utf16_without_its_mark_taken_for_utf8(tmp_path: Path) -> None:
    plain = "subject,term\n01-001,stable\n"
    assert refused(written(tmp_path, plain.encode("utf-16-le"))) == [
        "ae.csv  line 1, column 2",
        "a NUL byte (00)",
        'it looks like UTF-16: declare encoding = "utf-16-le"',
    ]
    assert 'encoding = "utf-16-be"' in refused(written(tmp_path, plain.encode("utf-16-be")))[-1]


def test_c1_utf16_declared_without_a_mark(tmp_path: Path) -> None:
    lines = refused(written(tmp_path, FRENCH.encode("utf-16-le")), TableSpec(encoding="utf-16"))
    assert lines[1:] == [
        "declared is utf-16, but the file has no byte-order mark",
        'declare encoding = "utf-16-le" or "utf-16-be"',
    ]


@pytest.mark.parametrize("declared", ["cp1252", "latin-1", "ascii", "shift_jis"])
def test_c1_utf8_mark_under_another_declaration(tmp_path: Path, declared: str) -> None:
    lines = refused(written(tmp_path, FRENCH.encode("utf-8-sig")), TableSpec(encoding=declared))
    assert lines[2] == 'declare encoding = "utf-8"'


def test_c1_bytes_cut_in_the_middle_of_a_letter(tmp_path: Path) -> None:
    lines = refused(written(tmp_path, FRENCH.encode()[: FRENCH.encode().index(b"\xa9")]))
    assert lines[:2] == ["ae.csv  line 3, column 9", "byte C3 is no utf-8 text"]
    lines = refused(written(tmp_path, FRENCH.encode("utf-16")[:-1]), TableSpec(encoding="utf-16"))
    assert lines[0] == "ae.csv  line 3, column 18"


@pytest.mark.parametrize("size", [5, 6, 7, 64])
def test_c1_place_does_not_depend_on_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    from sdtm.sources import encoding

    monkeypatch.setattr(encoding, "BLOCK", size)
    text = 'a,b\n1,"é\r\né"\n2,é\n'.encode() + b"3,\xe9\n4,5\n"
    assert list(encoding.utf8_blocks(written(tmp_path, text[:-9]), "utf-8", size))
    with pytest.raises(InputError) as caught:
        list(encoding.utf8_blocks(written(tmp_path, text), "utf-8", size))
    assert caught.value.place == "ae.csv  line 5, column 3"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("a;b;c\n1;2;3\n", ["one column, but 3 names with a semicolon between them", 'declare delimiter = ";"']),
        ("a\tb\n1\t2\n", ["one column, but 2 names with a tab between them", 'declare delimiter = "\\t"']),
        ("a|b\n", ["one column, but 2 names with a bar between them", 'declare delimiter = "|"']),
    ],
)
def test_c2_another_delimiter(tmp_path: Path, header: str, said: list[str]) -> None:
    assert refused(written(tmp_path, header)) == ["ae.csv  line 1", *said]


def test_c2_comma_where_semicolon_is_declared(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "a,b\n1,2\n"), TableSpec(delimiter=";"))[-1] == 'declare delimiter = ","'


def test_c2_quoted_newlines_keep_rows_and_lines(tmp_path: Path) -> None:
    frame = read_csv(written(tmp_path, 'a,b\n1,"x\ny\nz"\n2,"p;q\tr"\n'), TableSpec()).frame
    assert frame["b"].tolist() == ["x\ny\nz", "p;q\tr"]
    assert frame[ROW].tolist() == [2, 5]


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a,b\n1,2\n3\n", "ae.csv  line 3", "1 cells where the header has 2"),
        ("a,b\n1,2\n3,4,5\n6,7\n", "ae.csv  line 3", "3 cells where the header has 2"),
        ('a,b\n1,"x\ny"\n\n3,4,\n', "ae.csv  line 5", "3 cells where the header has 2"),
        ("a\n1\n2,3\n", "ae.csv  line 3", "2 cells where the header has 1"),
        ('a,b\n1,2\n3,"4\n5,6\n', "ae.csv  line 3", "a quote is opened and not closed"),
        ('a,b\n1,"2\n3,"4"\n5,6\n', "ae.csv  line 2", "a quote is opened and not closed"),
        ('a,b\n1,2\n"3"x,4\n', "ae.csv  line 3", "text follows a closing quote"),
        ('a,"b\n1,2\n', "ae.csv  line 1", "a quote of the header is not closed"),
    ],
)
def test_c3_ragged_rows_and_open_quotes(tmp_path: Path, text: str, place: str, problem: str) -> None:
    lines = refused(written(tmp_path, text))
    assert lines[0] == place
    assert problem in lines[1]


def test_c3_ragged_row_after_the_first_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "BLOCK", 64)
    assert refused(written(tmp_path, "a,b\n" + "1,2\n" * 100 + "3\n" + "1,2\n" * 100))[0] == "ae.csv  line 102"


def test_c3_a_nul_byte(tmp_path: Path) -> None:
    assert refused(written(tmp_path, b"a,b\n1,2\n3,x\0y\n")) == [
        "ae.csv  line 3, column 4",
        "a NUL byte (00)",
        "the file is damaged, or no text: export it again",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b,a\n1,2,3\n", "more than one column is named a"),
        ("a,,c\n1,2,3\n", "column 2 has no name"),
        ("a, ,\t\n1,2,3\n", "column 2, 3 has no name"),
        (" , \n1,2\n", "the columns have no name"),
        ("\n1,2\n", "the columns have no name"),
        ("a,#row\n1,2\n", "column #row: a name cannot begin with #"),
    ],
)
def test_c4_headers(tmp_path: Path, text: str, problem: str) -> None:
    assert refused(written(tmp_path, text))[:2] == ["ae.csv  line 1", problem]


def test_c7_leading_zeros_are_kept(tmp_path: Path) -> None:
    frame = read_csv(written(tmp_path, "subject,x\n00123,1.50\n007,1e5\n"), TableSpec()).frame
    assert frame["subject"].tolist() == ["00123", "007"]
    assert frame["x"].tolist() == ["1.50", "1e5"]


def test_c8_words_that_look_missing_are_values(tmp_path: Path) -> None:
    words = ["NA", "N/A", ".", "-", "None", "null", "NaN", "nan", "#N/A", " "]
    frame = read_csv(written(tmp_path, "country,x\n" + "".join(f"{word},\n" for word in words)), TableSpec()).frame
    assert frame["country"].tolist() == words
    assert frame["x"].isna().all()


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\r\n", "a,b\n\n\n"])
def test_c17_a_header_alone_is_an_empty_table(tmp_path: Path, text: str) -> None:
    records = read_csv(written(tmp_path, text), TableSpec())
    assert records.columns == ("a", "b")
    assert len(records.frame) == 0
    assert isinstance(records.frame["a"].dtype, pd.CategoricalDtype)


def test_c19_formula_text_stays_text(tmp_path: Path) -> None:
    words = ['=cmd("x")', "=1+1", "@SUM(A1)", "+1", "-1"]
    rows = "".join('"' + word.replace('"', '""') + '",x\n' for word in words)
    assert read_csv(written(tmp_path, "a,b\n" + rows), TableSpec()).frame["a"].tolist() == words


def test_files_that_are_no_text(tmp_path: Path) -> None:
    assert refused(written(tmp_path, b""))[1] == "the file is empty: not even a header"
    assert refused(written(tmp_path, b"PK\x03\x04" + b"\0" * 20))[1] == "is a ZIP file or an Excel workbook, not text"
    (tmp_path / "vs.csv").mkdir()
    assert refused(tmp_path / "vs.csv")[1] == "is a folder, not a file"
    assert refused(tmp_path / "absent.csv")[1].startswith("cannot be read: No such file")


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and links of this kind on Windows")
def test_pipes_and_circular_links_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv")[1] == "is no plain file (a pipe or a device)"
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert refused(tmp_path / "loop.csv")[1].startswith("cannot be read")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a,b\n1,2\n")

    def denied(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    # Who runs the tests may be root, whom no permission stops.
    monkeypatch.setattr(Path, "open", denied)
    assert refused(path)[1] == "cannot be read: Permission denied"


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a,b\n1,2\n")
    whole = reader._batches

    def grows(*arguments: object) -> object:
        yield from whole(*arguments)  # type: ignore[arg-type]
        with path.open("ab") as file:
            file.write(b"3,4\n")

    monkeypatch.setattr(reader, "_batches", grows)
    assert refused(path)[1] == "changed while it was being read"


def test_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the raw folder cannot be read"):
        read_sources(tmp_path / "absent", STUDY)
    written(tmp_path, "x", "README.md")
    with pytest.raises(InputError, match=r"no \*.csv in the raw folder"):
        read_sources(tmp_path, STUDY)
    written(tmp_path, "a\n1\n", "dm.csv")
    written(tmp_path, "a\n1\n", "other.csv")
    written(tmp_path, "a\n1\n", "DM.csv")
    if len(list(tmp_path.glob("*.csv"))) == 3:
        with pytest.raises(InputError, match=r"DM\.csv and dm\.csv differ only in case"):
            read_sources(tmp_path, STUDY)
