"""List B, 1 to 3, 18 and 19: names, labels and lengths that a transport file cannot hold are said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

import define_xml
from tests.define_xml.acceptance.bad_files import lengths
from tests.define_xml.acceptance.bad_json import Column, column, put_json
from tests.define_xml.acceptance.command import asked, listed, refused_to_write

Shown = pytest.CaptureFixture[str]
ID = column("USUBJID", 8)


def in_json(folder: Path, *columns: Column, value: object = "x", **more: object) -> Path:
    """A Dataset-JSON file with these columns and two records."""
    return put_json(folder, columns, [[value] * len(columns)] * 2, **more)


@pytest.mark.parametrize("name", ["USUBJIDNO", "A" * 32])
def test_b01_a_long_name(name: str, tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, in_json(tmp_path, ID, column(name, 8)), f"""
        DM.{name}
            name {name}: {len(name)} characters
            a name is 1 to 8 capital letters, digits or _, no digit first
    """)  # fmt: skip


def test_b01_two_names_equal_after_8(tmp_path: Path, capsys: Shown) -> None:
    path = in_json(tmp_path, ID, column("SUBJECTNO1", 8), column("SUBJECTNO2", 8))
    refused_to_write(capsys, path, """
        DM.SUBJECTNO1
            name SUBJECTNO1: 10 characters
            a name is 1 to 8 capital letters, digits or _, no digit first
    """)  # fmt: skip
    # What other formats hold they hold whole, and it is told.
    said = asked(capsys, "convert", path, tmp_path / "dm.parquet")
    assert said.code == 1
    assert said.out.count("[invalid_name]") == 2
    names = list(define_xml.read_dataset(tmp_path / "dm.parquet").records)
    assert names == ["USUBJID", "SUBJECTNO1", "SUBJECTNO2"]


def test_b01_a_long_name_of_the_dataset(tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, in_json(tmp_path, ID, name="DEMOGRAPHY"), """
        DEMOGRAPHY
            name DEMOGRAPHY: 10 characters
            a name is 1 to 8 capital letters, digits or _, no digit first
    """)  # fmt: skip


@pytest.mark.parametrize("name", ["usubjid", "UsubjID", "1AGE", "AGE-1", "AG E", "\u00c9TAT"])
def test_b02_a_name_that_is_none(name: str, tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, in_json(tmp_path, ID, column(name, 8)), f"""
        DM.{name}
            name {name!r}
            a name is 1 to 8 capital letters, digits or _, no digit first
    """)  # fmt: skip


def test_b02_an_underscore_is_told(tmp_path: Path, capsys: Shown) -> None:
    path = in_json(tmp_path, ID, column("AGE_1", 8), column("_AGE", 8))
    said = asked(capsys, "convert", path, tmp_path / "dm.xpt")
    assert said.code == 0
    assert "underscore_name" in said.out
    odd = [one for one in define_xml.read_dataset(tmp_path / "dm.xpt").findings if one.check == "underscore_name"]
    assert [(one.severity, one.place) for one in odd] == [("warning", "DM.AGE_1"), ("warning", "DM._AGE")]


@pytest.mark.parametrize("size", [41, 60, 256])
def test_b03_a_long_label(size: int, tmp_path: Path, capsys: Shown) -> None:
    label = "Label " * 50
    refused_to_write(capsys, in_json(tmp_path, ID, column("AGE", 8, label=label[:size])), f"""
        DM.AGE
            the label has {size} bytes: {label[:size]}
            a transport file holds 40: shorten the label
    """)  # fmt: skip


def test_b03_a_long_label_of_the_dataset(tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, in_json(tmp_path, ID, label="D" * 41), f"""
        DM
            the label has 41 bytes: {"D" * 41}
            a transport file holds 40: shorten the label
    """)  # fmt: skip


def test_b03_a_label_of_40_is_whole(tmp_path: Path, capsys: Shown) -> None:
    path = in_json(tmp_path, ID, column("AGE", 8, label="L" * 40), label="D" * 40)
    assert asked(capsys, "convert", path, tmp_path / "dm.xpt").code == 0
    spec = define_xml.read_dataset(tmp_path / "dm.xpt").spec
    assert (spec.label, spec.variables[1].label) == ("D" * 40, "L" * 40)


def test_b18_no_label_of_the_dataset(tmp_path: Path, capsys: Shown) -> None:
    path = in_json(tmp_path, ID, label="")
    said = asked(capsys, "convert", path, tmp_path / "dm.xpt")
    assert said.code == 0
    assert "no_label" in said.out
    for name in ("dm.xpt", "dm.json"):
        odd = [one for one in define_xml.read_dataset(tmp_path / name).findings if one.check == "no_label"]
        assert [(one.severity, one.place, one.words) for one in odd] == [("warning", "DM", "the dataset has no label")]


def test_b19_a_length_shorter_than_the_data(tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, column("SEX", 3)], [["a", "F"], ["b", "MALE"], ["c", "FEMALE"]])
    refused_to_write(capsys, path, """
        DM.SEX  record 3
            a value of 6 bytes; the spec says length 3
            say a larger length, or shorten the value by a rule
    """)  # fmt: skip


def test_b19_bytes_count_and_not_characters(tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, column("SEX", 3)], [["a", "\u00e9\u00e9"]])
    refused_to_write(capsys, path, """
        DM.SEX  record 1
            a value of 4 bytes; the spec says length 3
            say a larger length, or shorten the value by a rule
    """, "--encoding", "utf-8")  # fmt: skip
    assert asked(capsys, "convert", path, tmp_path / "dm.xpt", "--encoding", "cp1252").code == 1
    assert lengths(tmp_path / "dm.xpt") == {"USUBJID": 8, "SEX": 3}
    assert listed(tmp_path) == ["dm.json", "dm.xpt"]
