"""The header of a SAS transport file, version 5: records of 80 bytes, one description for each variable."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import datetime

from mappings.error import InputError
from mappings.spec import DatasetSpec, VariableSpec

CARD = 80
# Our own words for the fields of TS-140, "Member header" and "NAMESTR".
_NAMESTR = struct.Struct(">hhhh8s40s8shhh2s8shhl52s")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FORMAT = re.compile(r"(\$?(?:[A-Z_][A-Z0-9_]*?)?)(\d*)\.?(\d*)", re.IGNORECASE)
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
_NUMBER, _TEXT = 1, 2


@dataclass(frozen=True)
class Field:
    """A variable as it lies in a record: its bytes begin at `at`."""

    name: str
    label: str
    text: bool
    width: int
    at: int
    format: str = ""


def _marker(kind: str, numbers: str = "0" * 30) -> bytes:
    return f"HEADER RECORD*******{kind:8}HEADER RECORD!!!!!!!{numbers}".ljust(CARD).encode("ascii")


LIBRARY, MEMBER = _marker("LIBRARY"), _marker("MEMBER", "0" * 17 + "1600000000140")
DESCRIPTOR, OBSERVATIONS = _marker("DSCRPTR"), _marker("OBS")


def _namestrs(count: int) -> bytes:
    return _marker("NAMESTR", f"000000{count:04}" + "0" * 20)


def header(spec: DatasetSpec, fields: list[Field], created: datetime, encoding: str) -> bytes:
    """All before the first record."""
    # TS-140 dates a file with two digits of the year and English months.
    when = f"{created.day:02}{_MONTHS[created.month - 1]}{created.year % 100:02}:{created:%H:%M:%S}".encode("ascii")
    first = b"SAS     SAS     SASLIB  6.06".ljust(64) + when
    second = b"SAS     " + spec.name.encode("ascii").ljust(8) + b"SASDATA 6.06".ljust(48) + when
    third = when + b" " * 16 + spec.label.encode(encoding).ljust(48)
    described = b"".join(_packed(field, number, encoding) for number, field in enumerate(fields, 1))
    cards = [LIBRARY, first, when.ljust(CARD), MEMBER, DESCRIPTOR, second, third, _namestrs(len(fields))]
    return b"".join([*cards, padded(described), OBSERVATIONS])


def padded(data: bytes) -> bytes:
    """The bytes with blanks, up to a whole number of 80-byte records."""
    return data + b" " * (-len(data) % CARD)


def check_names(spec: DatasetSpec, variables: list[VariableSpec], encoding: str) -> None:
    """InputError for a name, label or format a transport file cannot hold."""
    _check_name(spec.name, spec.name)
    _check_label(spec.name, spec.label, encoding)
    seen: set[str] = set()
    for variable in variables:
        place = f"{spec.name}.{variable.name}"
        _check_name(place, variable.name)
        _check_label(place, variable.label, encoding)
        _format_parts(place, variable.format)
        if variable.name in seen:
            raise InputError(place, "described twice", "leave one")
        seen.add(variable.name)
    if not 1 <= len(variables) <= 9999:
        raise InputError(spec.name, f"{len(variables)} variables", "a transport file holds 1 to 9999")


def _check_name(place: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        problem = f"name {name}: {len(name)} characters" if len(name) > 8 else f"name {name!r}"
        raise InputError(place, problem, "a name is 1 to 8 capital letters, digits or _, no digit first")


def _check_label(place: str, label: str, encoding: str) -> None:
    try:
        size = len(label.encode(encoding))
    except UnicodeEncodeError as error:
        problem = f"{label[error.start]!r} of the label does not fit {encoding}"
        raise InputError(place, problem, "say the label in plain letters") from None
    if size > 40:
        raise InputError(place, f"the label has {size} bytes: {label}", "a transport file holds 40: shorten the label")


def _format_parts(place: str, text: str) -> tuple[str, int, int]:
    found = _FORMAT.fullmatch(text)
    if found is None or len(found[1]) > 8:
        raise InputError(place, f"format {text!r} is no SAS format", "say for example DATE9. or 8.2")
    return found[1], int(found[2] or 0), int(found[3] or 0)


def _packed(field: Field, number: int, encoding: str) -> bytes:
    name, width, decimals = _format_parts(field.name, field.format)
    label = field.label.encode(encoding).ljust(40)
    kind = _TEXT if field.text else _NUMBER
    return _NAMESTR.pack(
        kind, 0, field.width, number, field.name.encode("ascii").ljust(8), label, name.encode("ascii").ljust(8),
        width, decimals, 0, b"\0\0", b" " * 8, 0, 0, field.at, b"\0" * 52,
    )  # fmt: skip


def read_header(data: bytes, place: str, encoding: str) -> tuple[str, str, list[Field], int]:
    """Dataset name, label, fields, and where the records begin; InputError for anything but one member of version 5."""
    _check_kind(data, place)
    cards = [data[at : at + CARD] for at in range(0, 8 * CARD, CARD)]
    for at, wanted in ((0, LIBRARY), (3, MEMBER), (4, DESCRIPTOR)):
        _expect(cards[at] == wanted, place, at * CARD)
    digits = cards[7][54:58]
    _expect(digits.isdigit() and cards[7] == _namestrs(int(digits)), place, 7 * CARD)
    count = int(digits)
    end = 8 * CARD + len(padded(b" " * (count * _NAMESTR.size)))
    _expect(count > 0 and data[end : end + CARD] == OBSERVATIONS, place, end)
    sizes = range(8 * CARD, 8 * CARD + count * _NAMESTR.size, _NAMESTR.size)
    fields = [_unpacked(data[at : at + _NAMESTR.size], f"{place}  byte {at}", encoding) for at in sizes]
    _check_fields(fields, place)
    return _text(cards[5][8:16], place, encoding), _text(cards[6][32:72], place, encoding), fields, end + CARD


def _check_kind(data: bytes, place: str) -> None:
    if not data:
        raise InputError(place, "the file is empty", "write or send it again")
    if data[20:25] == b"LIBV8":
        raise InputError(place, "a SAS transport file of version 8", "agencies take version 5: write it as version 5")
    if data[:CARD] != LIBRARY:
        problem = "an Excel workbook or ZIP file" if data.startswith(b"PK\x03\x04") else "no SAS transport file"
        raise InputError(place, problem, "give a version 5 transport file")


def _expect(as_written: bool, place: str, at: int) -> None:
    if not as_written:
        raise InputError(f"{place}  byte {at}", "the header is damaged or cut", "write or send the file again")


def _text(data: bytes, place: str, encoding: str) -> str:
    try:
        return data.rstrip(b" ").decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(place, f"byte {data[error.start]:02X} is no {encoding} text", "say another encoding") from None


def _unpacked(data: bytes, place: str, encoding: str) -> Field:
    kind, _, width, _, name, label, form, wide, decimals, _, _, _, _, _, at, _ = _NAMESTR.unpack(data)
    if kind not in (_NUMBER, _TEXT) or width < 1 or (kind == _NUMBER and width > 8):
        raise InputError(place, f"a variable of kind {kind} and {width} bytes", "the header is damaged")
    letters = _text(form, place, encoding)
    shown = f"{letters}{wide or ''}.{decimals or ''}" if letters or wide else ""
    return Field(_text(name, place, encoding), _text(label, place, encoding), kind == _TEXT, width, at, shown)


def _check_fields(fields: list[Field], place: str) -> None:
    """Fields follow each other without gaps, each with a name of its own."""
    ends = [0, *(field.at + field.width for field in fields)]
    names = {field.name for field in fields}
    if [field.at for field in fields] != ends[:-1] or len(names) != len(fields):
        raise InputError(place, "its variables overlap, leave gaps or repeat a name", "the header is damaged")
