"""The header of transport files: read and written again byte for byte, refused where a byte cannot be right."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.stream import Reading
from define_xml.transport.xpt.header import (
    CARD,
    LIBRARY,
    Field,
    Header,
    format_parts,
    format_text,
    moment,
    pack_header,
    parse_header,
    stamp,
)
from mappings.error import InputError

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
ABOUT = {
    "sas_version": "9.4",
    "sas_os": "X64_10PR",
    "created": "21AUG20:09:14:28",
    "modified": "22AUG20:00:00:00",
}
VS = Header(
    "VS",
    "Vital Signs",
    "",
    (
        Field("USUBJID", "Unique Subject Identifier", True, 20, 0, "$CHAR20.", "$20."),
        Field("VSSTRESN", "Result", False, 8, 20, "8.2", "", "right"),
        Field("VSDT", "Date", False, 4, 28, "DATE9.", "E8601DA."),
    ),
    ABOUT,
)


# A NUL as an error shows it.
NUL = r"\x00"
SAS7BDAT = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")


def refused(data: bytes, reading: Reading | None = None) -> list[str]:
    """The lines of the error."""
    with pytest.raises(InputError) as caught:
        parse_header(data, "vs.xpt", reading or Reading())
    return [line.strip() for line in str(caught.value).splitlines()]


def test_every_real_header_comes_back_byte_for_byte() -> None:
    if not REAL.is_dir():
        pytest.skip("no shared folder beside the checkout")
    same = 0
    for path in sorted(REAL.rglob("*.xpt")):
        data = path.read_bytes()
        if path.parent.name == "robustness":
            continue
        header, start, notes = parse_header(data, path.name, Reading())
        assert pack_header(header, "ascii") == data[:start], path.name
        assert (notes, start % CARD, header.name.lower()) == ([], 0, path.stem)
        same += 1
    assert same == 45


def test_what_is_kept_of_a_header() -> None:
    header, start, notes = parse_header(pack_header(VS, "ascii"), "vs.xpt", Reading())
    assert (header, notes) == (VS, [])
    assert (start, header.width) == (8 * CARD + 480 + CARD, 32)


def test_what_differs_in_the_first_cards_is_kept_apart() -> None:
    about = {**ABOUT, "library.sas_version": "6.06", "library.created": "", "library.modified": "01JAN60:00:00:00"}
    header = Header("VS", "", "TYPE", VS.fields, about)
    data = pack_header(header, "ascii")
    assert data[80:160] == b"SAS     SAS     SASLIB  6.06    X64_10PR" + b" " * 40
    assert parse_header(data, "vs.xpt", Reading())[0] == header


TEXTS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8)
NAMES = st.from_regex(r"[A-Z_][A-Z0-9_]{0,7}", fullmatch=True)
LABELS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(lambda text: text.rstrip(" "))
FORMATS = st.builds(
    format_text,
    st.from_regex(r"(\$?[A-Z_]([A-Z0-9_]{0,5}[A-Z_])?)?", fullmatch=True),
    st.integers(0, 0x7FFF),
    st.integers(0, 0x7FFF),
)
MOMENTS = st.datetimes(datetime(1960, 1, 1), datetime(2059, 12, 31)).map(lambda when: when.replace(microsecond=0))


@st.composite
def headers(draw: st.DrawFn) -> Header:
    fields: list[Field] = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=6, unique=True)):
        text = draw(st.booleans())
        width = draw(st.integers(1, 0x7FFF)) if text else draw(st.integers(2, 8))
        at = fields[-1].at + fields[-1].width if fields else 0
        justify = draw(st.sampled_from(["", "right"]))
        fields.append(Field(name, draw(LABELS), text, width, at, draw(FORMATS), draw(FORMATS), justify))
    about = {key: draw(TEXTS) for key in ("sas_version", "sas_os")}
    about |= {key: draw(MOMENTS.map(stamp) | st.just("")) for key in ("created", "modified")}
    for key, said in list(about.items()):
        other = draw(TEXTS if key.startswith("sas") else MOMENTS.map(stamp))
        if other != said and draw(st.booleans()):
            about[f"library.{key}"] = other
    return Header(draw(NAMES), draw(LABELS), draw(TEXTS), tuple(fields), about)


@settings(max_examples=150, deadline=None)
@given(headers())
def test_any_header_comes_back(header: Header) -> None:
    data = pack_header(header, "ascii")
    found, start, notes = parse_header(data, "x.xpt", Reading())
    assert (found, start, notes) == (header, len(data), [])
    assert pack_header(found, "ascii") == data


@settings(max_examples=60, deadline=None)
@given(MOMENTS)
def test_times_come_back(when: datetime) -> None:
    assert moment(stamp(when)) == when


@pytest.mark.parametrize(
    ("text", "year"), [("60", 1960), ("69", 1969), ("70", 1970), ("99", 1999), ("00", 2000), ("59", 2059)]
)
def test_a20_years_of_two_digits(text: str, year: int) -> None:
    found = moment(f"01JAN{text}:00:00:00")
    assert found is not None
    assert found.year == year


@pytest.mark.parametrize("text", ["31FEB20:00:00:00", "01MAI20:00:00:00", "01JAN20:24:00:00", "", "1JAN20"])
def test_what_is_no_time(text: str) -> None:
    assert moment(text) is None


def test_formats() -> None:
    assert format_parts("A", "$CHAR20.") == ("$CHAR", 20, 0)
    assert format_parts("A", "E8601DA10.") == ("E8601DA", 10, 0)
    assert format_parts("A", "8.2") == ("", 8, 2)
    assert format_parts("A", "") == ("", 0, 0)
    for wrong in ("two words", "8.2.1", "LONGNAMES9.", "99999."):
        with pytest.raises(InputError, match="is no SAS format"):
            format_parts("A", wrong)


def test_every_byte_is_checked_or_kept() -> None:
    """A11: whichever bit of a header is turned, the file is refused, or the change is seen and written again."""
    whole = pack_header(VS, "ascii")
    kept: set[int] = set()
    for at in range(len(whole)):
        for bit in (1, 4, 32, 128):
            damaged = bytearray(whole)
            damaged[at] ^= bit
            try:
                header, start, _ = parse_header(bytes(damaged) + b" " * 3000, "vs.xpt", Reading())
            except InputError:
                continue
            assert header != VS
            assert pack_header(header, "ascii") == bytes(damaged[:start])
            kept.add(at)
    # Versions, systems, times; name, label and type of the dataset; name, label, formats, justification of a variable.
    free = {*range(104, 120), *range(144, 176), *range(408, 416), *range(424, 440), *range(464, 496), *range(512, 560)}
    for at in (640, 780, 920):
        free |= {*range(at + 8, at + 70), *range(at + 72, at + 84)}
    # How wide the last variable is the header says nowhere else: that is for the records to contradict.
    assert kept < free | {925}


@pytest.mark.parametrize(
    ("at", "wrong", "line"),
    [
        (27, b"!", "the header is damaged: '!HEADER ' instead of ' HEADER '"),
        (50, b"7", "the header is damaged: '70000000' instead of '00000000'"),
        (400 + 8, b"\0", "the header is damaged: byte 00 in the name of the dataset"),
        (400 + 8, b"1", "the header is damaged: '1S' is no name of a dataset"),
        (400 + 64, b"32", "the header is damaged: '32AUG20:09:14:28' is no time"),
        (640, b"\0\3", "the header is damaged: USUBJID is of kind 3 and has 20 bytes"),
        (640 + 140 + 5, b"\1", "the header is damaged: VSSTRESN is of kind 1 and has 1 bytes"),
        (640 + 6, b"\0\2", "the header is damaged: the description of USUBJID has what no writer puts there"),
        (640 + 84, b"\0\0\0\1", "the header is damaged: USUBJID begins at byte 1 of a record, not at 0"),
        (640 + 140 + 8, b"USUBJID ", "the header is damaged: a second variable USUBJID"),
        (640 + 88, b"x", rf"the header is damaged: 'x{NUL * 7}' instead of '{NUL * 8}'"),
        (614, b"0000", "the header is damaged: '0000' variables"),
        (614, b"00x3", "the header is damaged: '00x3' variables"),
        (614, b"9999", "the file ends within its header, which speaks of 9999 variables"),
        (240 + 74, b"0136", "its variables are described in 136 bytes each, as SAS on VAX/VMS does"),
    ],
)  # fmt: skip
def test_damaged_headers(at: int, wrong: bytes, line: str) -> None:
    whole = pack_header(VS, "ascii")
    found = refused(whole[:at] + wrong + whole[at + len(wrong) :])
    assert found[1] == line
    assert found[0].startswith("vs.xpt")


def test_a4_cut_in_the_header() -> None:
    whole = pack_header(VS, "ascii")
    for size in range(1, len(whole), 7):
        assert refused(whole[:size])[1].startswith("the file ends within its header")
    assert refused(whole[:700])[0] == "vs.xpt  byte 700"


def test_what_lenient_reading_forgives() -> None:
    whole = pack_header(VS, "ascii")
    lenient = Reading(lenient=True)
    for at, wrong in ((50, b"7"), (400 + 64, b"4"), (480 + 20, b"\0"), (640 + 88, b"x"), (640 + 16 + 30, b"\0")):
        header, _, notes = parse_header(whole[:at] + wrong + whole[at + 1 :], "vs.xpt", lenient)
        assert [(note.check, note.severity) for note in notes] == [("damaged_header", "error")]
        assert notes[0].words.startswith("forgiven: the header is damaged at byte")
        assert [field.name for field in header.fields] == ["USUBJID", "VSSTRESN", "VSDT"]
    for at, wrong in ((640, b"\0\3"), (614, b"0004"), (640 + 84, b"\1"), (240 + 74, b"0200")):
        refused(whole[:at] + wrong + whole[at + len(wrong) :], lenient)


def test_labels_that_are_no_ascii() -> None:
    header = Header("VS", "Größe", "", VS.fields, ABOUT)
    data = pack_header(header, "cp1252")
    assert refused(data)[:2] == ["vs.xpt  byte 514", "byte F6 in the label of the dataset is no ascii text"]
    found, _, notes = parse_header(data, "vs.xpt", Reading(encoding="cp1252"))
    assert found.label == "Größe"
    assert [(note.check, note.severity, note.value) for note in notes] == [("not_ascii", "error", r"Gr\xF6\xDFe")]
    found, _, notes = parse_header(data, "vs.xpt", Reading(lenient=True))
    assert (found.label, notes[0].check) == ("Gr??e", "wrong_encoding")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04" + b"0" * 40, "no SAS transport file; it looks like a ZIP file"),
        (b"PK\x03\x04....[Content_Types].xml", "no SAS transport file; it looks like an Excel workbook (XLSX)"),
        (b"STUDYID,DOMAIN\nRSP,DM\n", "no SAS transport file; it looks like CSV text"),
        (b"hello world", "no SAS transport file; it looks like plain text"),
        (b"%PDF-1.7\n", "no SAS transport file; it looks like a PDF file"),
        (b'<?xml version="1.0"?>', "no SAS transport file; it looks like an XML file"),
        (b"\xef\xbb\xbf{", "no SAS transport file; it looks like a JSON file"),
        (b"<!DOCTYPE html>", "no SAS transport file; it looks like an HTML page"),
        (b"PAR1\x15\x04", "no SAS transport file; it looks like a Parquet file"),
        (b"\x1f\x8b\x08", "no SAS transport file; it looks like a gzip file"),
        (b"\xff\xfea\0", "no SAS transport file; it looks like UTF-16 text"),
        (SAS7BDAT, "no SAS transport file; it looks like a SAS7BDAT file"),
        (b"\x00\x01\x02", "no SAS transport file"),
        (LIBRARY.replace(b"LIBRARY ", b"LIBV8   "), "a SAS transport file of version 8; agencies take version 5"),
    ],
)  # fmt: skip
def test_a1_a3_a13_other_files(data: bytes, line: str) -> None:
    assert refused(data)[1] == line


def test_version_8_is_offered_a_way_out() -> None:
    lines = refused(LIBRARY.replace(b"LIBRARY ", b"LIBV8   "))
    assert lines[2] == "convert it: python -m define_xml convert vs.xpt OUT.xpt"


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (Header("VITALSIGN", fields=VS.fields), "the name has 9 bytes: VITALSIGN"),
        (Header("VS", "x" * 41, fields=VS.fields), f"the label has 41 bytes: {'x' * 41}"),
        (Header("VS", "é", fields=VS.fields), "'é' of the label does not fit ascii"),
        (Header("VS", fields=VS.fields, about={"sas_version": "9.4 TS1M7"}), "the sas_version has 9 bytes: 9.4 TS1M7"),
        (Header("VS"), "0 variables"),
        (Header("VS", fields=(Field("A", "", True, 1, 0, "no format"),)), "format 'no format' is no SAS format"),
    ],
)
def test_nothing_is_cut_to_fit(header: Header, line: str) -> None:
    with pytest.raises(InputError) as caught:
        pack_header(header, "ascii")
    assert str(caught.value).splitlines()[1].strip() == line


def test_fields_lie_where_ts_140_says() -> None:
    data = pack_header(VS, "ascii")
    described = struct.unpack(">hhhh8s40s8shhh2s8shhl52s", data[640 + 140 : 640 + 280])
    assert described[:6] == (1, 0, 8, 2, b"VSSTRESN", b"Result".ljust(40))
    assert described[6:11] == (b" " * 8, 8, 2, 1, b"\0\0")
    assert described[11:] == (b" " * 8, 0, 0, 20, b"\0" * 52)
