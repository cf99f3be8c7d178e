"""Transport files made byte by byte from TS-140, with no code of ours, so that any fault can be put into them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

CARD = 80
HEAD = 8 * CARD
STAMP = "21AUG20:09:14:28"
ONE = b"\x41\x10" + b"\0" * 6
Cell = bytes | str | int | float


@dataclass(frozen=True)
class Var:
    """One variable as its description says it: kind 1 is a number, 2 is text."""

    name: str
    width: int = 8
    label: str = ""
    kind: int = 2
    format: str = ""
    wide: int = 0
    decimals: int = 0
    informat: str = ""
    justify: int = 0
    at: int | None = None


@dataclass(frozen=True)
class Member:
    """One dataset of a transport file: its name, label, variables and records."""

    name: str
    variables: Sequence[Var]
    records: Sequence[Sequence[Cell]] = ()
    label: str = "Demographics"
    type: str = ""
    created: str = STAMP
    modified: str = STAMP
    count: str = ""


def number(name: str, width: int = 8, label: str = "") -> Var:
    """A number."""
    return Var(name, width, label or name, kind=1)


def text(name: str, width: int, label: str = "") -> Var:
    """A text."""
    return Var(name, width, label or name)


def ibm(value: float, width: int = 8) -> bytes:
    """The number as IBM's mainframes hold it: a sign and a power of 16, and a fraction of 56 bits."""
    if value == 0:
        return bytes(width)
    fraction, power = Fraction(abs(value)), 64
    while fraction >= 1:
        fraction, power = fraction / 16, power + 1
    while fraction < Fraction(1, 16):
        fraction, power = fraction * 16, power - 1
    first = power | (0x80 if value < 0 else 0)
    return (bytes([first]) + int(fraction * 2**56).to_bytes(7, "big"))[:width]


def missing(letter: str = ".", width: int = 8) -> bytes:
    """A missing number: a dot, an underscore or a letter, and nothing behind it."""
    return letter.encode("ascii").ljust(width, b"\0")


def marker(kind: str, digits: str = "0" * 30) -> bytes:
    """A header card."""
    return f"HEADER RECORD*******{kind:<8}HEADER RECORD!!!!!!!{digits}  ".encode("ascii")


def padded(data: bytes) -> bytes:
    """The bytes with blanks up to whole cards."""
    return data + b" " * (-len(data) % CARD)


def described(var: Var, place: int, at: int) -> bytes:
    """A variable's description of 140 bytes."""
    names = [word.encode("utf-8").ljust(size) for word, size in ((var.name, 8), (var.label, 40), (var.format, 8))]
    first = struct.pack(">hhhh", var.kind, 0, var.width, place)
    shape = struct.pack(">hhh", var.wide, var.decimals, var.justify) + b"\0\0"
    last = var.informat.encode("ascii").ljust(8) + struct.pack(">hhi", 0, 0, at if var.at is None else var.at)
    return first + b"".join(names) + shape + last + bytes(52)


def library(created: str = STAMP, modified: str = STAMP, version: str = "9.4", system: str = "Linux") -> bytes:
    """The three cards a file begins with."""
    first = f"SAS     SAS     SASLIB  {version:<8}{system:<8}{'':24}{created}"
    return marker("LIBRARY") + first.encode("ascii") + modified.ljust(CARD).encode("ascii")


def member(one: Member) -> bytes:
    """A dataset's header and its records."""
    cards = [
        marker("MEMBER", "000000000000000001600000000140"),
        marker("DSCRPTR"),
        f"SAS     {one.name:<8}SASDATA {'9.4':<8}{'Linux':<8}{'':24}{one.created}".encode("ascii"),
        f"{one.modified}{'':16}{one.label:<40}{one.type:<8}".encode("ascii"),
        marker("NAMESTR", f"000000{one.count or f'{len(one.variables):04}'}{'0' * 20}"),
    ]
    starts = [sum(var.width for var in one.variables[:place]) for place in range(len(one.variables))]
    told = [described(var, place, at) for place, (var, at) in enumerate(zip(one.variables, starts, strict=True), 1)]
    return b"".join(cards) + padded(b"".join(told)) + marker("OBS") + padded(rows(one.variables, one.records))


def rows(variables: Sequence[Var], records: Iterable[Sequence[Cell]]) -> bytes:
    """The records one after another, without padding at the end."""
    return b"".join(cell(var, value) for record in records for var, value in zip(variables, record, strict=True))


def cell(var: Var, value: Cell) -> bytes:
    """One value in its field; bytes stand as they are given."""
    if isinstance(value, str):
        value = value.encode("utf-8")
    raw = value.ljust(var.width) if isinstance(value, bytes) else ibm(value, var.width)
    assert len(raw) == var.width, (var.name, value)
    return raw


def xpt(*members: Member) -> bytes:
    """A transport file."""
    return library(members[0].created, members[0].modified) + b"".join(member(one) for one in members)


# 40 bytes to a record: two of them are a card, so that a cut can lie between records and between cards.
DM_VARIABLES = (
    text("STUDYID", 8, "Study Identifier"), text("USUBJID", 16, "Unique Subject Identifier"),
    text("SEX", 8, "Sex"), number("AGE", 8, "Age"),
)  # fmt: skip
# 35 bytes: no card ends where a record does before the 16th card.
ODD_VARIABLES = (*DM_VARIABLES[:2], text("SEX", 3, "Sex"), number("AGE", 8, "Age"))


def subject(place: int) -> tuple[Cell, ...]:
    """A subject's record, each of its own."""
    return "RESPINE", f"RESPINE-{place:06}", "FM"[place % 2], 20 + place % 60


def dm(count: int = 306, variables: Sequence[Var] = DM_VARIABLES) -> Member:
    """DM with so many subjects."""
    return Member("DM", variables, [subject(place) for place in range(1, count + 1)])


def start(one: Member) -> int:
    """Where the records begin."""
    return len(xpt(replace(one, records=())))


def size(one: Member) -> int:
    """The bytes of a record."""
    return sum(var.width for var in one.variables)


def put(folder: Path, content: bytes | Member, name: str = "dm.xpt") -> Path:
    """A file of that content in the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(xpt(content) if isinstance(content, Member) else content)
    return path


def changed(data: bytes, at: int, by: bytes) -> bytes:
    """The bytes with some of them replaced."""
    return data[:at] + by + data[at + len(by) :]


def lengths(path: Path) -> dict[str, int]:
    """The length of each variable as the file's bytes declare it."""
    data = path.read_bytes()
    count = int(data[HEAD - CARD + 54 : HEAD - CARD + 58])
    found = [data[at : at + 140] for at in range(HEAD, HEAD + 140 * count, 140)]
    return {one[8:16].decode("ascii").rstrip(): struct.unpack(">h", one[4:6])[0] for one in found}
