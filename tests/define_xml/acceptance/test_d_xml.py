"""List D, 1 to 10: a define.xml that is no good XML, or no good Define-XML, through the command line."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.document.items import ValueListRef
from define_xml.write import define_bytes
from tests.define_xml.acceptance.command import asked, line, ran
from tests.define_xml.acceptance.good_define import delivered, put, spoiled, swapped, told

Shown = pytest.CaptureFixture[str]
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def refused(capsys: Shown, folder: Path, content: bytes) -> str:
    """The words with which the file is refused: status 3, nothing on the screen."""
    put(folder, content)
    said = asked(capsys, "check", folder / "define.xml")
    assert (said.code, said.out) == (3, ""), said
    return said.err


def found(capsys: Shown, folder: Path, content: bytes) -> tuple[int, list[str], str]:
    """Exit status, names of the checks that spoke, and all that was printed."""
    said = asked(capsys, "check", put(folder, content))
    assert said.err == ""
    return said.code, list(told(said.out)), said.out


def test_the_delivery_that_is_spoiled_below_is_right(tmp_path: Path, capsys: Shown) -> None:
    code, checks, out = found(capsys, tmp_path, define_bytes(delivered(), version="2.1"))
    assert code == 0
    assert set(checks) == {"standard_not_checked"}, out
    assert "findings: 0 errors, 0 warnings, 1 note" in out
    assert "31 checks of 2 datasets with 8 records" in out
    assert "1 reference to pages of acrf.pdf" in out


@pytest.mark.parametrize("place", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
def test_d1_an_external_entity_is_not_read(place: str, tmp_path: Path, capsys: Shown) -> None:
    entity = f'{HEAD}<!DOCTYPE ODM [<!ENTITY x SYSTEM "{place}">]>'
    content = swapped("<StudyName>TEST", "<StudyName>&x;").replace(HEAD.encode(), entity.encode())
    words = refused(capsys, tmp_path, content)
    assert "define.xml" in words
    assert "DOCTYPE" in words
    assert "remove the DOCTYPE" in words


@pytest.mark.parametrize(
    "doctype",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        + "".join(f'<!ENTITY b{at} "{f"&b{at - 1};" * 10}">' for at in range(1, 12)).replace("&b0;", "&b;"),
        f'<!ENTITY b11 "{"A" * 100_000}">',
    ],
)  # fmt: skip
def test_d2_an_entity_bomb_is_refused_at_once(doctype: str, tmp_path: Path, capsys: Shown) -> None:
    bomb = f"{HEAD}<!DOCTYPE ODM [{doctype}]>"
    content = swapped("<StudyName>TEST", "<StudyName>" + "&b11;" * 1000).replace(HEAD.encode(), bomb.encode())
    put(tmp_path, content)
    start = time.process_time()
    said = asked(capsys, "check", tmp_path)
    assert time.process_time() - start < 1
    assert said.code == 3
    assert "DOCTYPE" in said.err


def test_d3_a_depth_without_end_is_bounded(tmp_path: Path) -> None:
    deep = 200_000
    put(tmp_path, f"{HEAD}{'<ODM>' * deep}{'</ODM>' * deep}".encode())
    said = ran(line("check", tmp_path), limits={"memory": 3 << 30}, seconds=30)
    assert said.code == 3
    assert "define.xml" in said.err


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("cut", lambda text: text[: len(text) // 2]),
        ("another encoding", lambda text: text.replace(b'encoding="UTF-8"', b'encoding="UTF-16"')),
        ("an encoding nobody knows", lambda text: text.replace(b'encoding="UTF-8"', b'encoding="KLINGON"')),
        ("a byte that is no UTF-8", lambda text: text.replace(b"Demographics", b"Demographics\xe9")),
        ("a NUL", lambda text: text.replace(b"Demographics", b"Demo\0graphics")),
        ("nothing", lambda text: b""),
        ("no XML", lambda text: b"dm.xpt"),
    ],
)
def test_d4_broken_xml_is_refused_with_its_line(
    name: str, spoil: Callable[[bytes], bytes], tmp_path: Path, capsys: Shown
) -> None:
    words = refused(capsys, tmp_path, spoil(define_bytes(delivered(), version="2.1")))
    assert words.startswith("define.xml  line "), name
    assert words.count("\n") >= 2, "place, problem, remedy"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_d5_utf_16_and_marks_of_byte_order_are_read(encoding: str, tmp_path: Path, capsys: Shown) -> None:
    name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
    text = define_bytes(delivered(), version="2.1").decode().replace('encoding="UTF-8"', f'encoding="{name}"')
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    code, checks, out = found(capsys, tmp_path, mark + text.encode(encoding))
    assert (code, set(checks)) == (0, {"standard_not_checked"}), out


def test_d6_a_wrong_name_is_told_with_place_and_allowed_values_and_the_data_are_checked(
    tmp_path: Path, capsys: Shown
) -> None:
    put(tmp_path, swapped('Name="SDTMIG"', 'Name="STDTMIG"').replace(b"Age</T", b"Years</T"))
    said = asked(capsys, "check", tmp_path)
    assert said.code == 1
    assert "schema_value" in set(told(said.out))
    out = " ".join(said.out.split())
    assert "Name is 'STDTMIG'; allowed: " in out
    assert "line " in out
    assert "did you mean SDTMIG?" in out
    assert "DM.AGE: its description is 'Years', and the file's label 'Age' [variable_label_differs]" in out
    assert "31 checks of 2 datasets with 8 records" in out


def test_d7_no_structure(tmp_path: Path, capsys: Shown) -> None:
    code, checks, out = found(capsys, tmp_path, swapped(' def:Structure="One record per subject"', ""))
    assert code == 1
    assert [name for name in checks if "structure" in name], out
    assert "31 checks of 2 datasets" in out


CIRCLE = '<def:ValueListRef ValueListOID="VL.VS.VSORRES"/>'


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (lambda: swapped('ItemDef OID="IT.DM.AGE"', 'ItemDef OID="IT.DM.SEX"'), "IT.DM.SEX"),
        (lambda: swapped('CodeListRef CodeListOID="CL.SEX"', 'CodeListRef CodeListOID="CL.SEXES"'), "CL.SEXES"),
        (lambda: circular(), "VL.VS.VSORRES"),
    ],
)  # fmt: skip
def test_d8_identifiers_twice_dangling_or_in_a_circle(
    content: Callable[[], bytes], word: str, tmp_path: Path, capsys: Shown
) -> None:
    code, _, out = found(capsys, tmp_path, content())
    assert code == 1
    errors = [row for row in out.split("  error: ")[1:] if word in row]
    assert errors, out


def circular() -> bytes:
    """A value list with an item that has the same value list."""
    items = tuple(
        replace(one, values=ValueListRef(value_list_oid="VL.VS.VSORRES")) if one.oid == "IT.VS.VSORRES.PULSE" else one
        for one in delivered().metadata.items
    )
    return define_bytes(delivered(items=items), version="2.1")


def test_d9_an_extension_of_a_vendor_is_information(tmp_path: Path, capsys: Shown) -> None:
    def extend(text: str) -> str:
        spaced = text.replace("<ODM ", '<ODM xmlns:v="http://example.org/vendor" ', 1)
        return spaced.replace('<ItemGroupDef OID="IG.DM"', '<ItemGroupDef v:Colour="blue" OID="IG.DM"', 1)

    code, checks, out = found(capsys, tmp_path, spoiled(extend))
    assert (code, set(checks)) == (0, {"standard_not_checked", "vendor_extension"}), out
    assert "0 errors, 0 warnings" in out


def test_d10_another_namespace_is_refused(tmp_path: Path, capsys: Shown) -> None:
    words = refused(capsys, tmp_path, spoiled(lambda text: text.replace("/ns/def/v2.1", "/ns/def/v9.9")))
    assert "http://www.cdisc.org/ns/def/v9.9" in words
    words = refused(capsys, tmp_path, b"<html xmlns='http://www.w3.org/1999/xhtml'/>")
    assert "html" in words


def test_d10_a_file_of_2_0_that_says_2_1_is_read_as_its_namespace_says(tmp_path: Path, capsys: Shown) -> None:
    from define_xml.versions import as_version

    content = define_bytes(as_version(delivered(), "2.0"), version="2.0")
    put(tmp_path, content.replace(b'DefineVersion="2.0.0"', b'DefineVersion="2.1.0"'))
    said = asked(capsys, "check", tmp_path)
    assert said.out.startswith("define.xml: Define-XML 2.0\n")
    assert said.code == 1
    assert "version_mismatch" in set(told(said.out)), said.out
