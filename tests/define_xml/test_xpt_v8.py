"""SAS transport files of version 8: read as strictly as those of version 5, and what stands in the way of these."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from define_xml.transport.files import open_dataset, read_dataset, write_dataset
from define_xml.transport.stream import Reading, Stream, Writing, whole
from define_xml.transport.xpt.v8 import check_fits
from mappings.dataset import Dataset
from mappings.error import InputError

SHARED = Path(__file__).parents[2] / ".." / "shared" / "realdata" / "robustness" / "xpt_v8.xpt"
CARD = 80
LONG = "Number of the subject, as the site wrote it on the form of the first visit"


def written(path: Path, frame: pd.DataFrame, **more: Any) -> Path:
    """A file of version 8 by pyreadstat, older versions of which leave out the number of records."""
    pyreadstat.write_xport(frame, str(path), file_format_version=8, **{"table_name": "Subjects", **more})
    path.write_bytes(counted(path.read_bytes(), f"{len(frame):>15}"))
    return path


def counted(content: bytes, said: str) -> bytes:
    """The file with these words for the number of its records."""
    at = content.index(b"OBSV8") - 20
    return content[: at + 48] + said.encode().ljust(32) + content[at + CARD :]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with long names and a long label."""
    frame = pd.DataFrame({"SubjectNumber": ["S1", "", "S333"], "AGE": [41.5, np.nan, -0.1], "Y": ["a", "b", "c"]})
    return written(tmp_path / "subjects.xpt", frame, column_labels=[LONG, "Age", ""], file_label="All subjects")


def lenient(path: Path) -> Dataset:
    """The file read although it is of version 8."""
    return read_dataset(path, lenient=True)


def test_names_labels_and_records(path: Path) -> None:
    dataset = lenient(path)
    assert (dataset.spec.name, dataset.spec.label) == ("Subjects", "All subjects")
    variables = [(one.name, one.label, one.type, one.length) for one in dataset.spec.variables]
    assert variables == [("SubjectNumber", LONG, "Char", 4), ("AGE", "Age", "Num", 8), ("Y", "", "Char", 1)]
    assert dataset.records["SubjectNumber"].fillna("(missing)").tolist() == ["S1", "(missing)", "S333"]
    assert dataset.records["AGE"].tolist()[::2] == [41.5, -0.1]
    assert dataset.records["AGE"].isna().tolist() == [False, True, False]
    assert dataset.file is not None
    assert dataset.file.format == "xpt8"
    assert [(one.check, one.severity, one.value) for one in dataset.findings] == [
        ("invalid_name", "error", "Subjects"), ("invalid_name", "error", "SubjectNumber"), ("old_version", "error", ""),
    ]  # fmt: skip


def test_it_is_refused_unless_asked_for(path: Path) -> None:
    with pytest.raises(InputError) as told:
        read_dataset(path)
    assert str(told.value) == (
        "subjects.xpt\n    a SAS transport file of version 8; agencies take version 5\n"
        "    convert it: python -m define_xml convert subjects.xpt OUT.xpt"
    )


def test_a_stream_says_how_many_there_are_and_begins_anew(path: Path) -> None:
    stream = open_dataset(path, Reading(chunk=2))
    assert stream.count == 3
    for _ in range(2):
        assert [len(chunk) for chunk in stream.chunks()] == [2, 1]


@pytest.mark.parametrize("cut", [80, 800, -80, -1, -40])
def test_a_cut_file(cut: int, path: Path) -> None:
    """pyreadstat reads what is left as if it were all."""
    content = path.read_bytes()
    path.write_bytes(content[:cut])
    with pytest.raises(InputError, match=r"subjects\.xpt"):
        lenient_free(path)


def lenient_free(path: Path) -> Dataset:
    """The file in strict reading, as `convert` reads it."""
    return whole(open_dataset(path))


def test_records_that_are_missing_are_told_by_number(tmp_path: Path) -> None:
    """Records of 80 bytes, one card less: only the number in the header tells."""
    path = written(tmp_path / "subjects.xpt", pd.DataFrame({"LongestName": ["x" * 80, "y" * 80, "z" * 80]}))
    content = path.read_bytes()
    assert len(lenient_free(path).records) == 3
    path.write_bytes(content[:-CARD])
    assert len(pyreadstat.read_xport(str(path))[0]) == 2
    with pytest.raises(InputError, match=r"subjects\.xpt\n    it holds 2 records; 3 are expected"):
        lenient_free(path)
    path.write_bytes(content + b"w" * 80)
    with pytest.raises(InputError, match=r"it holds 4 records; 3 are expected"):
        lenient_free(path)


@pytest.mark.parametrize("said", ["0" * 30, ""])
def test_without_a_number_the_end_is_unproven_and_a_second_dataset_is_found(said: str, tmp_path: Path) -> None:
    path = written(tmp_path / "subjects.xpt", pd.DataFrame({"LongestName": ["x" * 80, "y" * 80]}))
    content = counted(path.read_bytes(), said)
    path.write_bytes(content)
    dataset = lenient(path)
    assert len(dataset.records) == 2
    assert "completeness_unproven" in [one.check for one in dataset.findings]
    path.write_bytes(content + content[3 * CARD :])
    with pytest.raises(InputError, match=rf"subjects\.xpt  byte {len(content)}\n    a second dataset begins here"):
        lenient_free(path)


@pytest.mark.parametrize(
    ("at", "by", "message"),
    [
        (240, b"X", r"byte 240\n    the header is damaged"),
        (560 + 48, b"0000000000", r"byte 608\n    the header is damaged: '0000000000' variables"),
        (560 + 48, b"0000009999", "the file ends within its header, which speaks of 9999 variables"),
        (640, b"\0\3", r"byte 640\n    the header is damaged: SubjectNumber is of kind 3 and has 4 bytes"),
        (640 + 88, b"1ubject", r"'1ubjectNumber' is no name of a variable"),
        (640 + 6, b"\0\7", "SubjectNumber is variable 7, not 1"),
        (640 + 140 + 84, b"\0\0\0\7", "AGE begins at byte 7 of a record, not at 4"),
        (640 + 140 + 88, b"SUBJECTNUMBER", "a second variable SUBJECTNUMBER"),
    ],
)
def test_a_damaged_header(at: int, by: bytes, message: str, path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:at] + by + content[at + len(by) :])
    with pytest.raises(InputError, match=message):
        lenient_free(path)


def test_a_damaged_section_of_labels(path: Path) -> None:
    content = path.read_bytes()
    at = content.index(b"LABELV8") - 20
    for place, by, message in (
        (at + 48, b"9", "'9' long labels"), (at + 80, b"\0\7", "a long label of variable 7"),
        (at, b"HEADER RECORD*******LABELVX", r"the label of SubjectNumber has 74 bytes, and is not there"),
    ):  # fmt: skip
        path.write_bytes(content[:place] + by + content[place + len(by) :])
        with pytest.raises(InputError, match=message):
            lenient_free(path)


def test_formats_that_are_long(tmp_path: Path) -> None:
    """Version 9 has a section with formats in it: laid out here byte by byte."""
    path = written(tmp_path / "subjects.xpt", pd.DataFrame({"AGE": [1.0]}), column_labels=["a" * 41])
    content = path.read_bytes()
    at, end = content.index(b"LABELV8") - 20, content.index(b"OBSV8") - 20
    head = content[at : at + CARD].replace(b"LABELV8", b"LABELV9")
    entry = b"\0\1" + b"\0\3" + b"\0\x29" + b"\0\x0a" + b"\0\x0b" + b"AGE" + b"b" * 41 + b"LONGFORMAT" + b"LONGINFORMA"
    path.write_bytes(content[:at] + head + entry.ljust(80) + content[end:])
    (variable,) = lenient(path).spec.variables
    assert (variable.label, variable.format, variable.informat) == ("b" * 41, "LONGFORMAT.", "LONGINFORMA.")


def opened(path: Path) -> Stream:
    """The file as a stream."""
    return open_dataset(path)


def test_what_version_5_has_no_room_for_is_listed_whole(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"SubjectNumber": ["x" * 201], "SubjectName": ["y"], "age": [1.0], "SUBJECTN": ["z"], "W": ["w" * 200]}
    )
    path = written(tmp_path / "subjects.xpt", frame, column_labels=[LONG, "", "", "", ""])
    with pytest.raises(InputError) as told:
        check_fits(opened(path))
    assert str(told.value) == "\n".join(
        [
            "subjects.xpt",
            "    version 5 has no room for",
            "      dataset Subjects: small letters: --rename Subjects=SUBJECTS",
            "      variable SubjectNumber: 13 characters: --rename SubjectNumber=SUBJECT2",
            "      variable SubjectName: 11 characters: --rename SubjectName=SUBJECT3",
            "      variable age: small letters: --rename age=AGE",
            f"      label of SubjectNumber: {len(LONG)} bytes: {LONG}",
            "      variable SubjectNumber: a text of 201 bytes, of 200",
            "    rename with --rename OLD=NEW; shorten labels and texts where they are made",
        ]
    )


def test_a_wide_variable_with_short_texts_fits(tmp_path: Path) -> None:
    path = written(tmp_path / "dm.xpt", pd.DataFrame({"A": ["x"], "B": ["y"]}), table_name="DM")
    stream = opened(path)
    wide = tuple(one.model_copy(update={"length": 300}) for one in stream.spec.variables)
    check_fits(Stream(stream.spec.model_copy(update={"variables": wide}), stream.chunks, stream.file))


def test_numbers_are_those_of_pyreadstat(tmp_path: Path) -> None:
    numbers = np.random.default_rng(7).normal(size=2000) * 10.0 ** np.arange(-20, 20).repeat(50)
    path = written(tmp_path / "subjects.xpt", pd.DataFrame({"Number": numbers, "Text": ["x", "yy"] * 1000}))
    dataset = lenient(path)
    theirs, _ = pyreadstat.read_xport(str(path))
    assert dataset.records["Number"].tolist() == theirs["Number"].tolist() == numbers.tolist()
    assert dataset.records["Text"].tolist() == theirs["Text"].tolist()


@pytest.mark.skipif(not SHARED.is_file(), reason="no shared folder with real files beside the checkout")
def test_a_real_file(tmp_path: Path) -> None:
    dataset = lenient(SHARED)
    theirs, meta = pyreadstat.read_xport(str(SHARED))
    assert dataset.records.shape == (74, 37)
    assert list(dataset.records) == meta.column_names
    assert [one.label for one in dataset.spec.variables] == meta.column_labels
    for name in meta.column_names:
        column = dataset.records[name]
        mine = column.where(column.notna(), "").tolist() if column.dtype != np.float64 else column.fillna(-1).tolist()
        other = theirs[name]
        assert mine == (other.tolist() if column.dtype != np.float64 else other.fillna(-1).tolist()), name
    write_dataset(lenient(SHARED), tmp_path / "ae.xpt", Writing(created=datetime(2026, 2, 24, 9, 5)))
    again = read_dataset(tmp_path / "ae.xpt")
    assert again.records.equals(dataset.records)
    assert [one.length for one in again.spec.variables] == [one.length for one in dataset.spec.variables]
