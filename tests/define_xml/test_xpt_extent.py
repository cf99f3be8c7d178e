"""Where the records of a transport file end: whatever is cut, added or cannot be proven is told."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from define_xml.transport.stream import Reading
from define_xml.transport.xpt.read import open_xpt, read_xpt
from mappings.error import InputError
from tests.define_xml.xpt_files import (
    FIELDS,
    RECORDS,
    START,
    WHOLE,
    checks,
    field,
    packed,
    refused,
    rows,
    write,
)


def test_a5_cut_in_a_record(tmp_path: Path) -> None:
    lines = refused(tmp_path, WHOLE[: START + 42 * 10 + 7])
    assert lines[1] == "the file ends within record 11, of which it has 7 of 42 bytes; record 10 is the last whole one"
    assert lines[0] == f"vs.xpt  byte {START + 427}"


def test_a6_cut_on_a_border_of_80_bytes(tmp_path: Path) -> None:
    for cards in range(1, 15):
        assert "the file ends within record" in refused(tmp_path, WHOLE[: START + 80 * cards])[1]


@pytest.mark.parametrize("count", [40, 80])
def test_a7_cut_where_a_record_ends(tmp_path: Path, count: int) -> None:
    fields = [field("A", 10), field("B", 6)]
    data = packed(fields, [[f"{at:010}", "x"] for at in range(100)])
    assert checks(read_xpt(write(tmp_path, data)).findings) == ["completeness_unproven"]
    path = write(tmp_path, data[: len(data) - 1600 + 16 * count])
    assert [(one.check, one.severity) for one in read_xpt(path).findings] == [("completeness_unproven", "warning")]
    assert read_xpt(path, Reading(count=count)).findings == ()
    with pytest.raises(InputError, match=f"it holds {count} records; 100 are expected"):
        read_xpt(path, Reading(count=100))


def test_padding_proves_nothing_where_records_begin_so(tmp_path: Path) -> None:
    fields = [field("A", 50), field("B", 30)]
    data = packed(fields, [["x", "y"], [None, "z"], ["x", "y"]])
    assert checks(read_xpt(write(tmp_path, data)).findings) == ["completeness_unproven"]
    wide = [field("A", 60), field("B", 30)]
    stream = open_xpt(write(tmp_path, packed(wide, [["x", "y"], [None, "z"], ["x", "y"]])))
    for _ in range(2):
        assert len(list(stream.chunks())) == 1
        assert checks(stream.findings) == ["completeness_unproven"]
    assert read_xpt(write(tmp_path, packed(wide, [["x", "y"], ["x", "z"]]))).findings == ()


def test_a8_something_follows(tmp_path: Path) -> None:
    end = START + 42 * 30
    for tail in (b"garbage", b"g" * 80, b"garbage" * 1000, b" " * 79, b" " * 160, b"\0"):
        lines = refused(tmp_path, WHOLE + tail)
        assert lines[0].startswith("vs.xpt  byte")
        assert "last whole one" in lines[1] or "follow record 30 and its padding" in lines[1]
    assert refused(tmp_path, WHOLE + b"g" * 800)[:2] == [
        f"vs.xpt  byte {end + -end % 80}",
        "800 bytes follow record 30 and its padding",
    ]


def test_a9_nul_bytes_follow(tmp_path: Path) -> None:
    for count in (80, 800, 840, 80 * 42):
        assert refused(tmp_path, WHOLE + bytes(count))[:2] == [
            f"vs.xpt  byte {len(WHOLE)}",
            f"{count:,} NUL bytes at the end of the file",
        ]
    end = START + 42 * 30
    assert "NUL bytes after the last record, not blanks" in refused(tmp_path, WHOLE[:end] + bytes(-end % 80))[1]


def test_zeros_at_the_end_are_numbers(tmp_path: Path) -> None:
    fields = [field("A", 8), *(field(f"N{at}", 8, text=False) for at in range(19))]
    found = read_xpt(write(tmp_path, packed(fields, [["x", *[0.0] * 19]] * 3)))
    assert len(found.records) == 3
    assert (found.records.iloc[:, 1:] == 0).all(axis=None)


def test_blank_records(tmp_path: Path) -> None:
    """Blank records at the end cannot be told from padding where they are shorter than a card."""
    fields = [field("A", 10), field("B", 6)]
    path = write(tmp_path, packed(fields, [["x", "y"], [None, None], ["z", None], [None, None]]))
    assert rows(read_xpt(path).records) == [("x", "y"), (None, None), ("z", None)]
    assert rows(read_xpt(path, Reading(count=4)).records)[3:] == [(None, None)]
    for wrong in (2, 6):
        with pytest.raises(InputError, match="are expected"):
            read_xpt(path, Reading(count=wrong))
    wide = read_xpt(write(tmp_path, packed([field("A", 100)], [["x"], [None]])))
    assert rows(wide.records) == [("x",), (None,)]
    assert checks(wide.findings) == ["completeness_unproven"]


@pytest.mark.parametrize(
    ("fields", "cut", "count", "words"),
    [
        ([1], 22, 40, "records 23 to 40 are blank: they may be padding, and no records"),
        ([1], 39, 40, "record 40, the last, is blank: it may be padding, and no record"),
        ([10, 6], 4, 5, "record 5, the last, is blank: it may be padding, and no record"),
        ([10, 6], 1, 4, "records 2 to 4 are blank: they may be padding, and no records"),
        ([1], 40, 40, ""),
        ([10, 6], 5, 5, ""),
    ],
)
def test_records_that_are_counted_may_be_padding(
    fields: list[int], cut: int, count: int, words: str, tmp_path: Path
) -> None:
    """A file that is cut and filled up with blanks has as many records as one likes: that is told."""
    of = [field(f"A{place}", width) for place, width in enumerate(fields)]
    path = write(tmp_path, packed(of, [["x"] * len(of)] * cut))
    found = read_xpt(path, Reading(count=count))
    assert len(found.records) == count
    assert [(one.check, one.severity, one.words) for one in found.findings] == [
        ("completeness_unproven", "warning", words)
    ] * bool(words)


def test_blanks_are_no_number(tmp_path: Path) -> None:
    path = write(tmp_path, packed(FIELDS, [*RECORDS[:3], ["RSP", "x", b" " * 8], *RECORDS[3:]]))
    with pytest.raises(InputError) as caught:
        read_xpt(path)
    assert str(caught.value).splitlines()[0] == "vs.xpt  VS.VSSEQ  record 4"
    found = read_xpt(path, Reading(lenient=True))
    assert [(one.check, one.records) for one in found.findings] == [("blank_number", (4,))]
    assert math.isnan(found.records["VSSEQ"][3])


def test_lenient_reading_tells_what_it_forgave(tmp_path: Path) -> None:
    lenient = Reading(lenient=True)
    for data, check, count in (
        (WHOLE[: START + 427], "cut_record", 10),
        (WHOLE[: START + 480], "cut_record", 11),
        (WHOLE + b"g" * 800, "trailing_bytes", 30),
        (WHOLE + bytes(800), "trailing_bytes", 30),
        (WHOLE + b" " * 800, "trailing_bytes", 30),
    ):
        found = read_xpt(write(tmp_path, data), lenient)
        assert rows(found.records) == [tuple(record) for record in RECORDS[:count]]
        noted = [one for one in found.findings if one.check != "completeness_unproven"]
        assert [(one.check, one.severity) for one in noted] == [(check, "error")]
        assert noted[0].words.startswith("forgiven: ")


# Several datasets in one file.


def two() -> bytes:
    """VS, then LB."""
    return WHOLE + packed([field("LBTEST", 12)], [["Sodium"], ["Potassium"]], "LB")[240:]


def test_a10_two_datasets(tmp_path: Path) -> None:
    for lenient in (False, True):
        lines = refused(tmp_path, two(), Reading(lenient=lenient))
        assert lines[:2] == [f"vs.xpt  byte {len(WHOLE)}", "after VS a second dataset begins here: LB"]
    assert refused(tmp_path, two(), Reading(member="AE"))[1] == "no dataset AE in the file; it holds VS, LB"
    path = write(tmp_path, two())
    assert rows(read_xpt(path, Reading(member="VS")).records) == [tuple(record) for record in RECORDS]
    second = read_xpt(path, Reading(member="lb"))
    assert (second.name, rows(second.records)) == ("LB", [("Sodium",), ("Potassium",)])
    assert rows(read_xpt(write(tmp_path, WHOLE), Reading(member="VS")).records)[0] == tuple(RECORDS[0])


def test_a_second_dataset_that_looks_like_records_is_found(tmp_path: Path) -> None:
    fields = [field("A", 80)]
    first = packed(fields, [["x"] * 1] * 5)
    for chunk in (1, 2, 65536):
        lines = refused(tmp_path, first + packed(fields, [["y"]], "LB")[240:], Reading(chunk=chunk))
        assert lines[0] == f"vs.xpt  byte {len(first)}"
