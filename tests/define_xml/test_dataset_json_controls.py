"""Control characters in Dataset-JSON: as they are no JSON, escaped they are odd; and dates that nothing calls so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from define_xml.transport.stream import Reading, whole
from tests.define_xml.test_dataset_json_strict import COLUMNS, FORMS, GOOD, LENIENT, document, opened, refused, values


@pytest.mark.parametrize("byte", [0x00, 0x09, 0x10, 0x1F])
@pytest.mark.parametrize("form", FORMS)
def test_control_characters_that_are_not_escaped(form: str, byte: int, tmp_path: Path) -> None:
    """RFC 8259, 7: refused with their byte, or taken and told; those that are escaped are told as in any file."""
    raw, escaped = f'["b{chr(byte)}c",1,1]', f'["b\\u{byte:04x}c",1,1]'
    content = document(form, (GOOD[0], raw))
    place = f"dm.json  byte {content.index(bytes([byte]))}" if form == "json" else f"dm.{form}  line 3"
    problem = f"record 2 is no JSON: byte {byte:02X}, a control character, is not escaped (at 4 of the row)"
    assert refused(tmp_path, content, form) == f"{place}: {problem}"
    wanted = [("control_character", "DM.X", rf"b\x{byte:02X}c", f"byte {byte:02X} is a control character", (2,))]
    forgiven = ("damaged_text", "DM", "", "forgiven: control characters in text are not escaped", (2,))
    for data, reading, told in ((content, LENIENT, [forgiven]), (document(form, (GOOD[0], escaped)), None, [])):
        stream = opened(tmp_path, data, form, reading)
        assert values(stream) == [["a", 1.5, 1.0], [f"b{chr(byte)}c", 1.0, 1.0]]
        found = [(one.check, one.place, one.value, one.words, one.records) for one in stream.findings]
        assert found == [*told, *wanted]
    assert len(values(opened(tmp_path, document(form, (GOOD[0], '["\x7f",1,1]')), form))) == 2


def test_control_characters_in_the_head(tmp_path: Path) -> None:
    raw = document("json", label="a#b").replace(b"#", b"\n")
    place = raw.index(b"\n")
    problem = "no JSON: byte 0A, a control character, is not escaped"
    assert refused(tmp_path, raw) == f"dm.json  byte {place}: {problem}"
    stream = opened(tmp_path, raw, "json", LENIENT)
    assert stream.spec.label == "a\nb"
    assert [(one.check, one.severity, one.words) for one in stream.findings] == [
        ("damaged_header", "error", f"forgiven: byte 0A, a control character, is not escaped (byte {place})")
    ]
    assert "no JSON" in refused(tmp_path, raw.replace(b"1.5,1", b"1.5,,1"), "json", LENIENT)


@pytest.mark.parametrize(("form", "told"), [("", 1), ("DATE9.", 0)])
def test_a_date_that_becomes_a_number_without_a_format(form: str, told: int, tmp_path: Path) -> None:
    more = {"displayFormat": form} if form else {}
    day: dict[str, Any] = {**COLUMNS[0], "dataType": "date", "targetDataType": "integer", **more}
    stream = opened(tmp_path, document("json", ('["1960-01-02"]', "[null]"), columns=[day]))
    assert [row[0] for row in values(stream)] == [1.0, None]
    assert [(one.check, one.severity, one.place) for one in stream.findings] == [
        ("date_without_format", "warning", "DM.X")
    ] * told


@pytest.mark.parametrize("form", FORMS)
def test_records_without_variables_are_counted_whole(form: str, tmp_path: Path) -> None:
    raw = document(form, ["[]"] * 5, columns=[], records=5)
    for chunk in (1, 2, 5, 100):
        assert whole(opened(tmp_path, raw, form, Reading(chunk=chunk))).records.shape == (5, 0)
