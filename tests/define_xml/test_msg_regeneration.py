"""The SDTM-MSG sample regenerated: Dataset-JSON and define.xml as published give the transport files as published."""

from __future__ import annotations

import dataclasses
import json
from functools import cache

import pytest

from define_xml.transport.dataset_json.document import open_json
from define_xml.transport.stream import Stream
from define_xml.transport.xpt.write import xpt_blocks
from mappings.finding import Finding
from tests.define_xml import msg

PAIRS = sorted((msg.MSG / "xpt").glob("*.xpt"))
pytestmark = pytest.mark.skipif(not PAIRS, reason="no shared folder with the SDTM-MSG sample beside the checkout")
NAMES = [path.stem for path in PAIRS]

# Define-XML has no length for dates and durations, so ours is the longest value; theirs came with the data.
BIRTH = "a date has no length in define.xml: all 18 birth dates are years alone; the file has room for whole ones"
WINDOW = "a duration has no length in define.xml: all values are of 4 bytes, as -P2W; the file has room for 19"
SHIFTED = "lies behind the shorter variable"
LENGTHS = {("dm", "BRTHDTC", "length"): (4, 10, BIRTH)} | {
    (name, f"{name[:2].upper()}EVLINT", "length"): (4, 19, WINDOW) for name in ("qsph", "rs")
}
AFTER_BIRTH = (
    ("AGE", 110), ("AGEU", 118), ("SEX", 123), ("RACE", 124), ("ETHNIC", 165), ("ARMCD", 187), ("ARM", 195),
    ("ACTARMCD", 223), ("ACTARM", 231), ("ARMNRS", 259), ("ACTARMUD", 273), ("COUNTRY", 473),
)  # fmt: skip
EXPLAINED = LENGTHS | {("dm", name, "position"): (position - 6, position, SHIFTED) for name, position in AFTER_BIRTH}


@cache
def published(name: str) -> bytes:
    """The transport file."""
    return (msg.MSG / "xpt" / f"{name}.xpt").read_bytes()


def regenerated(name: str, lengths: dict[str, int] | None = None) -> bytes:
    """The transport file from Dataset-JSON and define.xml; `lengths` are said beyond define.xml."""
    stream = open_json(msg.MSG / "json" / f"{name}.json")
    assert stream.file is not None
    spec = msg.described(stream.spec)
    told = lengths or {}
    variables = tuple(one.model_copy(update={"length": told.get(one.name, one.length)}) for one in spec.variables)
    spec = spec.model_copy(update={"variables": variables})
    noted: list[Finding] = []
    as_said = Stream(spec, stream.chunks, stream.file, stream.count, stream.findings)
    blocks = b"".join(xpt_blocks(as_said, msg.header_said(stream.file), noted))
    assert not [one for one in (*stream.findings, *noted) if one.severity == "error"]
    return blocks


def found(name: str) -> dict[tuple[str, str, str], tuple[object, object]]:
    """(dataset, variable or card, field) -> (ours, theirs)."""
    told = msg.differences(msg.taken_apart(regenerated(name)), msg.taken_apart(published(name)))
    return {(name, *key.rpartition(" ")[::2]): values for key, values in told.items()}


def test_the_sample_is_whole() -> None:
    assert len(PAIRS) == 26
    assert sorted(path.stem for path in (msg.MSG / "json").glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_header_field_and_every_cell(name: str) -> None:
    explained = {key: entry[:2] for key, entry in EXPLAINED.items() if key[0] == name}
    assert found(name) == explained


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {key[0] for key in EXPLAINED}])
def test_the_same_bytes_from_json_and_define_alone(name: str) -> None:
    assert regenerated(name) == published(name)


@pytest.mark.parametrize("name", sorted({key[0] for key in EXPLAINED}))
def test_the_same_bytes_once_the_listed_lengths_are_said(name: str) -> None:
    """So the lengths, and what follows from them, are all that differs."""
    lengths = {variable: theirs for (dataset, variable, _), (_, theirs, _) in LENGTHS.items() if dataset == name}
    assert regenerated(name, lengths) == published(name)


def test_an_unlisted_difference_is_found() -> None:
    """The comparison itself: one byte of each part of the file changed, one name for each."""
    data = published("dm")
    whole = msg.taken_apart(data)
    places = {95: "library symbols", 105: "library version", 115: "library system", 559: "member second type"}
    at_data = len(data) - len(whole.padding) - len(whole.cells) * sum(map(len, whole.cells[0]))
    places |= {640 + 140 + 20: "DOMAIN label", at_data + 3: "cells of STUDYID", at_data + 111: "cells of AGE"}
    for at, place in {**places, len(data) - 1: "padding"}.items():
        changed = bytearray(data)
        changed[at] ^= 1
        assert list(msg.differences(msg.taken_apart(bytes(changed)), whole)) == [place]


@pytest.mark.parametrize("name", NAMES)
def test_dataset_json_has_the_records_of_the_transport_file(name: str) -> None:
    """Counted and compared by the standard library alone: what the two formats publish is the same data."""
    rows = json.loads((msg.MSG / "json" / f"{name}.json").read_text(encoding="utf-8"))["rows"]
    theirs = msg.taken_apart(published(name))
    assert len(rows) == len(theirs.cells)
    for row, cells in zip(rows, theirs.cells, strict=True):
        texts = [(value, cell) for value, cell in zip(row, cells, strict=True) if isinstance(value, str)]
        assert [value for value, _ in texts] == [cell.decode("ascii").rstrip(" ") for _, cell in texts]


def test_the_json_reader_finds_the_ordinary_facts() -> None:
    stream = open_json(msg.MSG / "json" / "dm.json")
    assert (stream.spec.name, stream.spec.label, stream.count) == ("DM", "Demographics", 18)
    described = msg.described(stream.spec)
    pairs = zip(stream.spec.variables, described.variables, strict=True)
    assert not [(one, two) for one, two in pairs if (one.name, one.label, one.oid) != (two.name, two.label, two.oid)]
    assert dataclasses.is_dataclass(stream.file)
