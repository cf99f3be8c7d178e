"""The header of a SAS transport file, version 5: cards of 80 bytes, one description for each variable, both ways."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from define_xml.transport.looks import refuse_other
from define_xml.transport.stream import Reading
from define_xml.transport.xpt.card import CARD as CARD
from define_xml.transport.xpt.card import Cards
from mappings.error import InputError
from mappings.finding import Finding

# Our own words for the fields of TS-140, "Member header" and "NAMESTR".
_NAMESTR = struct.Struct(">hhhh8s40s8shhh2s8shhl52s")
_FORMAT = re.compile(r"(\$?(?:[A-Z_][A-Z0-9_]*?)?)(\d*)\.?(\d*)", re.IGNORECASE)
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MOMENT = re.compile(r"(\d\d)([A-Z]{3})(\d\d):(\d\d):(\d\d):(\d\d)")
_NUMBER, _TEXT = 1, 2
_REST = b"\0" * 52
# Years of two digits: from here on they are of the 20th century, below of the 21st (ReadStat draws the same line).
PIVOT = 60


@dataclass(frozen=True)
class Field:
    """A variable as it lies in a record: its bytes begin at `at`. Formats are text: `DATE9.`, `8.2`, `$CHAR8.`"""

    name: str
    label: str
    text: bool
    width: int
    at: int
    format: str = ""
    informat: str = ""
    justify: str = ""


@dataclass(frozen=True)
class Header:
    """What stands before the records: the dataset, its variables, and in `about` who made the file, and when.

    `about` has `sas_version`, `sas_os`, `created`, `modified`, and each again after `library.` where the file's first
    cards say otherwise than the dataset's.
    """

    name: str
    label: str = ""
    sas_type: str = ""
    fields: tuple[Field, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """The bytes of a record."""
        return sum(field.width for field in self.fields)


def _marker(kind: str, numbers: str = "0" * 30) -> bytes:
    return f"HEADER RECORD*******{kind:8}HEADER RECORD!!!!!!!{numbers}".ljust(CARD).encode("ascii")


LIBRARY, MEMBER = _marker("LIBRARY"), _marker("MEMBER", "0" * 17 + "1600000000140")
DESCRIPTOR, OBSERVATIONS = _marker("DSCRPTR"), _marker("OBS")
# The bytes of a card that say which it is.
MARK = 48
LIBRARY_CARDS = 3 * CARD
LONGEST_HEADER = 9 * CARD + 9999 * _NAMESTR.size + CARD


def stamp(when: datetime) -> str:
    """The moment as a header says it: `21AUG20:09:14:28`, in English, with two digits of the year."""
    return f"{when.day:02}{_MONTHS[when.month - 1]}{when.year % 100:02}:{when:%H:%M:%S}"


def moment(text: str) -> datetime | None:
    """The moment a header speaks of, its years from 1960 to 2059; None if it is none."""
    found = _MOMENT.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[at]) for at in (1, 3, 4, 5, 6))
    century = 1900 if year >= PIVOT else 2000
    try:
        return datetime(century + year, _MONTHS.index(found[2]) + 1, day, hour, minute, second)
    except ValueError:
        return None


def format_parts(place: str, text: str) -> tuple[str, int, int]:
    """Name, width and decimals of a format; InputError for what is none."""
    found = _FORMAT.fullmatch(text)
    if found is None or len(found[1]) > 8 or max(int(found[2] or 0), int(found[3] or 0)) > 0x7FFF:
        raise InputError(place, f"format {text!r} is no SAS format", "say for example DATE9. or 8.2")
    return found[1], int(found[2] or 0), int(found[3] or 0)


def format_text(name: str, width: int, decimals: int) -> str:
    """`DATE9.`, `8.2`, or an empty text."""
    return f"{name}{width or ''}.{decimals or ''}" if name or width or decimals else ""


def padded(data: bytes) -> bytes:
    """The bytes with blanks, up to a whole number of 80-byte cards."""
    return data + b" " * (-len(data) % CARD)


def _descriptions(count: int) -> bytes:
    return _marker("NAMESTR", f"000000{count:04}" + "0" * 20)


def pack_header(header: Header, encoding: str) -> bytes:
    """All before the first record, exactly as `parse_header` found it; InputError for what does not fit."""
    about, place = header.about, header.name
    if not 1 <= len(header.fields) <= 9999:
        raise InputError(place, f"{len(header.fields)} variables", "a transport file holds 1 to 9999")

    def said(prefix: str, name: str) -> bytes:
        return _fit(place, name, about.get(prefix + name, about.get(name, "")), 16 if "ed" in name else 8)

    def first(prefix: str) -> bytes:
        return said(prefix, "sas_version") + said(prefix, "sas_os") + b" " * 24 + said(prefix, "created")

    member = b"SAS     " + _fit(place, "name", header.name, 8) + b"SASDATA " + first("")
    label = _fit(place, "label", header.label, 40, encoding) + _fit(place, "type", header.sas_type, 8)
    described = [_packed(one, number, encoding) for number, one in enumerate(header.fields, 1)]
    cards = [
        LIBRARY, b"SAS     SAS     SASLIB  " + first("library."), said("library.", "modified").ljust(CARD),
        MEMBER, DESCRIPTOR, member, said("", "modified").ljust(32) + label,
        _descriptions(len(header.fields)), padded(b"".join(described)), OBSERVATIONS,
    ]  # fmt: skip
    return b"".join(cards)


def _fit(place: str, what: str, text: str, size: int, encoding: str = "ascii") -> bytes:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        problem = f"{text[error.start]!r} of the {what} does not fit {encoding}"
        raise InputError(place, problem, "say it in plain letters") from None
    if len(data) > size:
        raise InputError(place, f"the {what} has {len(data)} bytes: {text}", f"a transport file holds {size}")
    return data.ljust(size)


def _packed(one: Field, number: int, encoding: str) -> bytes:
    name, width, decimals = format_parts(one.name, one.format)
    read_name, read_width, read_decimals = format_parts(one.name, one.informat)
    return _NAMESTR.pack(
        _TEXT if one.text else _NUMBER, 0, one.width, number,
        _fit(one.name, "name", one.name, 8), _fit(one.name, "label", one.label, 40, encoding),
        _fit(one.name, "format", name, 8), width, decimals, int(one.justify == "right"), b"\0\0",
        _fit(one.name, "informat", read_name, 8), read_width, read_decimals, one.at, _REST,
    )  # fmt: skip


def parse_header(data: bytes, place: str, reading: Reading, shift: int = 0) -> tuple[Header, int, list[Finding]]:
    """The header, the byte where the records begin, and what was odd; InputError for what is none of version 5.

    `data` are the first bytes of the file, `LONGEST_HEADER` of them at most. For a later dataset of the same file they
    are the file's first `LIBRARY_CARDS`, then what begins `shift` bytes after them.
    """
    refuse_other(data, place, LIBRARY)
    cards = Cards(data, place, reading, shift)
    about = _who(cards, 1, "library", b"SAS     SAS     SASLIB  ")
    _refuse_vax(cards)
    for number, wanted, essential in ((0, LIBRARY, MARK), (3, MEMBER, CARD), (4, DESCRIPTOR, MARK)):
        cards.expect(number * CARD, wanted, essential)
    cards.expect(2 * CARD + 16, b" " * 64)
    name = cards.text(5 * CARD + 8, 8, "name of the dataset")
    cards.need(_NAME.fullmatch(name) is not None, 5 * CARD + 8, f"{name!r} is no name of a dataset")
    cards.dataset = name
    # The dataset's own cards outweigh those of the file, which are kept only where they differ.
    own = _who(cards, 5, "dataset", b"SAS     " + data[5 * CARD + 8 : 5 * CARD + 16] + b"SASDATA ")
    cards.expect(6 * CARD + 16, b" " * 16)
    own |= {f"library.{key}": text for key, text in about.items() if text != own[key]}
    label = cards.text(6 * CARD + 32, 40, "label of the dataset", reading.encoding)
    sas_type = cards.text(6 * CARD + 72, 8, "type of the dataset")
    fields, end = _fields(cards)
    cards.expect(end, OBSERVATIONS, MARK)
    return Header(name, label, sas_type, fields, own), end + CARD + shift, cards.notes


def _refuse_vax(cards: Cards) -> None:
    card = cards.take(3 * CARD, CARD)
    # TS-140: SAS on VAX/VMS leaves four bytes out of each description.
    if card == MEMBER.replace(b"0140", b"0136"):
        problem = "its variables are described in 136 bytes each, as SAS on VAX/VMS does"
        raise InputError(cards.place, problem, "write it again with SAS on another system: 140 bytes are read here")


def _who(cards: Cards, number: int, what: str, begins: bytes) -> dict[str, str]:
    """Version, system and times of two cards; of the MEMBER's second card only the time is read here."""
    at = number * CARD
    cards.expect(at, begins)
    cards.expect(at + 40, b" " * 24)
    said = {
        "sas_version": cards.text(at + 24, 8, f"SAS version of the {what}"),
        "sas_os": cards.text(at + 32, 8, f"system of the {what}"),
        "created": cards.text(at + 64, 16, f"time of the {what}"),
        "modified": cards.text(at + 80, 16, f"time of the {what}"),
    }
    for key, text in said.items():
        if key in ("created", "modified") and text and moment(text) is None:
            cards.odd(at + (64 if key == "created" else 80), f"{text!r} is no time")
    return said


def _fields(cards: Cards) -> tuple[tuple[Field, ...], int]:
    """The fields, and where their descriptions end."""
    at = 7 * CARD
    digits = cards.take(at, CARD)[54:58]
    cards.expect(at, _descriptions(0)[:MARK])
    cards.need(digits.isdigit() and int(digits) > 0, at + 54, f"{digits.decode('latin-1')!r} variables")
    count = int(digits)
    cards.expect(at, _descriptions(count), MARK)
    begin, size = at + CARD, count * _NAMESTR.size
    end = begin + size + -size % CARD
    cards.take(end, CARD, f", which speaks of {count} variables")
    cards.expect(begin + size, b" " * (end - begin - size))
    fields: list[Field] = []
    names: set[str] = set()
    for number in range(count):
        place = begin + number * _NAMESTR.size
        one = _unpacked(cards, place, number + 1)
        wanted = fields[-1].at + fields[-1].width if fields else 0
        cards.need(one.at == wanted, place + 84, f"{one.name} begins at byte {one.at} of a record, not at {wanted}")
        cards.need(one.name.upper() not in names, place + 8, f"a second variable {one.name}")
        fields.append(one)
        names.add(one.name.upper())
    return tuple(fields), end


def _unpacked(cards: Cards, at: int, number: int) -> Field:
    kind, hashed, width, turn, *_, wide, decimals, justify, fill, _, read_wide, read_decimals, begins, _ = (
        _NAMESTR.unpack(cards.take(at, _NAMESTR.size))
    )
    name = cards.text(at + 8, 8, "name of a variable")
    cards.need(_NAME.fullmatch(name) is not None, at + 8, f"{name!r} is no name of a variable")
    fits = (kind == _TEXT and width > 0) or (kind == _NUMBER and 2 <= width <= 8)
    cards.need(fits, at, f"{name} is of kind {kind} and has {width} bytes")
    cards.need(min(wide, decimals, read_wide, read_decimals) >= 0, at + 64, f"the format of {name} is no SAS format")
    if (hashed, turn, justify in (0, 1), fill) != (0, number, True, b"\0\0"):
        cards.odd(at, f"the description of {name} has what no writer puts there")
    cards.expect(at + 88, _REST)
    label = cards.text(at + 16, 40, "label", cards.reading.encoding, name)
    shown = _shown(cards, at + 56, (wide, decimals), name)
    read = _shown(cards, at + 72, (read_wide, read_decimals), name)
    return Field(name, label, kind == _TEXT, width, begins, shown, read, "right" if justify == 1 else "")


def _shown(cards: Cards, at: int, numbers: tuple[int, int], name: str) -> str:
    letters = cards.text(at, 8, f"format of {name}")
    text = format_text(letters, *numbers)
    try:
        same = format_parts(name, text) == (letters, *numbers)
    except InputError:
        same = False
    if not same:
        cards.odd(at, f"the format of {name} is no SAS format: {text!r}")
    return text if same else ""
