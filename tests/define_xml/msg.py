"""The SDTM-MSG sample as published, read by means of our own: define.xml with lxml, transport files with struct.

A stand-in for reading define.xml, and an eye on transport headers that shares no line with the code under test.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree

from define_xml.transport.stream import Writing
from mappings.dataset import FileFacts
from mappings.spec import DatasetSpec, VariableSpec

SHARED = Path(__file__).parents[2] / ".." / "shared"
MSG = SHARED / "realdata" / "msg_sdtm33"
CARD = 80
_ODM = {"odm": "http://www.cdisc.org/ns/odm/v1.3"}
# TS-140, NAMESTR: the fields of 140 bytes, in their order.
_NAMESTR = struct.Struct(">hhhh8s40s8shhh2s8shhl52s")
_FIELDS = (
    "type", "hash", "length", "number", "name", "label", "format", "format width", "format decimals", "justify",
    "fill", "informat", "informat width", "informat decimals", "position", "rest",
)  # fmt: skip
_LIBRARY = (("symbols", 0, 24), ("version", 24, 32), ("system", 32, 40), ("blanks", 40, 64), ("created", 64, 80))
_SECOND = (("modified", 0, 16), ("blanks", 16, 32), ("label", 32, 72), ("type", 72, 80))
_CARDS = (
    ("library header", (("", 0, 80),)), ("library", _LIBRARY), ("library modified", (("", 0, 80),)),
    ("member header", (("", 0, 80),)), ("descriptor header", (("", 0, 80),)), ("member", _LIBRARY),
    ("member second", _SECOND), ("namestr header", (("", 0, 80),)),
)  # fmt: skip


@dataclass(frozen=True)
class Transport:
    """A transport file taken apart: every header field by name, every cell of every record as bytes, and the end."""

    header: Mapping[str, object]
    cells: tuple[tuple[bytes, ...], ...]
    names: tuple[str, ...]
    padding: bytes


def taken_apart(data: bytes) -> Transport:
    """Every byte of the file, each under one name."""
    cards = [data[at : at + CARD] for at in range(0, 8 * CARD, CARD)]
    header: dict[str, object] = {
        f"{card} {part}".strip(): cards[place][start:end]
        for place, (card, parts) in enumerate(_CARDS)
        for part, start, end in parts
    }
    count = int(cards[7][54:58])
    start = 8 * CARD
    rows = [_NAMESTR.unpack_from(data, start + 140 * place) for place in range(count)]
    names = tuple(row[4].decode("ascii").rstrip() for row in rows)
    header |= {f"{name} {part}": value for name, row in zip(names, rows, strict=True) for part, value in _parts(row)}
    end = start + -(-140 * count // CARD) * CARD
    header |= {"namestr padding": data[start + 140 * count : end], "observation header": data[end : end + CARD]}
    return _with_records(data[end + CARD :], header, rows, names)


def _parts(row: tuple[object, ...]) -> list[tuple[str, object]]:
    return list(zip(_FIELDS, row, strict=True))


def _with_records(
    data: bytes, header: Mapping[str, object], rows: list[tuple[object, ...]], names: tuple[str, ...]
) -> Transport:
    fields = [(int(str(row[14])), int(str(row[2]))) for row in rows]
    size = sum(width for _, width in fields)
    count = len(data) // size
    # Fewer than 80 bytes at the end are padding, whole blank records among them.
    while count and len(data) - (count - 1) * size < CARD and not data[(count - 1) * size :].strip(b" "):
        count -= 1
    records = [data[at : at + size] for at in range(0, count * size, size)]
    cells = tuple(tuple(record[at : at + width] for at, width in fields) for record in records)
    return Transport(header, cells, names, data[count * size :])


def differences(ours: Transport, theirs: Transport) -> dict[str, tuple[object, object]]:
    """Header field -> (ours, theirs) where they differ; `cells of X` for bytes beyond what a shorter field pads."""
    found: dict[str, tuple[object, object]] = {
        key: (ours.header.get(key), theirs.header.get(key))
        for key in {**ours.header, **theirs.header}
        if ours.header.get(key) != theirs.header.get(key)
    }
    if ours.padding.strip(b" ") != theirs.padding.strip(b" "):
        found["padding"] = (ours.padding, theirs.padding)
    if len(ours.cells) != len(theirs.cells):
        found["records"] = (len(ours.cells), len(theirs.cells))
    for place, name in enumerate(theirs.names):
        pairs = [(one[place], two[place]) for one, two in zip(ours.cells, theirs.cells, strict=False)]
        wrong = [pair for pair in pairs if not _same(*pair)]
        if wrong:
            found[f"cells of {name}"] = wrong[0]
    return found


def _same(one: bytes, two: bytes) -> bool:
    """Equal bytes; where the widths differ, the longer is the shorter and blanks."""
    width = max(len(one), len(two))
    return one.ljust(width) == two.ljust(width)


@cache
def _define() -> etree._ElementTree:
    return etree.parse(str(MSG / "define.xml"), etree.XMLParser(resolve_entities=False, no_network=True))


@cache
def _groups() -> Mapping[str, etree._Element]:
    return {str(group.get("Name")): group for group in _define().iterfind(".//odm:ItemGroupDef", _ODM)}


@cache
def _items() -> Mapping[str, etree._Element]:
    return {str(item.get("OID")): item for item in _define().iterfind(".//odm:ItemDef", _ODM)}


def described(found: DatasetSpec) -> DatasetSpec:
    """What define.xml says of the dataset: name, label, keys, and of its variables name, label, type and length."""
    group = _groups()[found.name]
    references = sorted(group.iterfind("odm:ItemRef", _ODM), key=lambda one: int(str(one.get("OrderNumber"))))
    keys = sorted((int(str(one.get("KeySequence"))), one) for one in references if one.get("KeySequence"))
    return DatasetSpec(
        name=found.name,
        label=_label(group),
        domain=str(group.get("Domain")),
        variables=tuple(_variable(_items()[str(one.get("ItemOID"))]) for one in references),
        keys=tuple(str(_items()[str(one.get("ItemOID"))].get("Name")) for _, one in keys),
        oid=str(group.get("OID")),
    )


def _variable(item: etree._Element) -> VariableSpec:
    number = item.get("DataType") in {"integer", "float"}
    # Define-XML 2.1, 5.3.11.2: the length of a number counts digits, so it says nothing of bytes.
    length = None if number or item.get("Length") is None else int(str(item.get("Length")))
    return VariableSpec(
        name=str(item.get("Name")),
        label=_label(item),
        type="Num" if number else "Char",
        data_type="float" if number else "text",
        length=length,
        oid=str(item.get("OID")),
    )


def _label(element: etree._Element) -> str:
    return str(element.findtext("odm:Description/odm:TranslatedText", "", _ODM)).strip()


def header_said(file: FileFacts) -> Writing:
    """What Dataset-JSON says of the system the data come from, as a transport header says it.

    The header's version is the short one that SAS gives (9.4 for 9.04.01M7), its system the first 8 characters.
    """
    system, version = file.about["sourceSystem.name"], file.about["sourceSystem.version"]
    long = re.fullmatch(r"(\d+)\.(\d\d)\d\dM\d+", version)
    assert long is not None, version
    about = {"sas_version": f"{long[1]}.{int(long[2])}", "sas_os": system.removeprefix("SAS on ")[:8]}
    return Writing(created=datetime.fromisoformat(file.about["dbLastModifiedDateTime"]), about=about)
