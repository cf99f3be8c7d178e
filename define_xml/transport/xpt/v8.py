"""SAS transport files, versions 8 and 9: long names and labels; read only, with what stands in the way of version 5."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from define_xml.transport.notes import Notes
from define_xml.transport.stream import Reading, Stream
from define_xml.transport.whole import readable
from define_xml.transport.xpt.card import CARD, Cards
from define_xml.transport.xpt.extent import extent
from define_xml.transport.xpt.header import MARK, Field, Header, format_text
from define_xml.transport.xpt.read import spec_of
from define_xml.transport.xpt.records import Source, chunks, facts_of
from mappings.dataset import FileFacts
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec

# "Record layout of a SAS version 8 or 9 data set in SAS transport format": a description has the layout of version 5
# up to byte 88, then a name of 32 bytes; what is longer than version 5 allows follows in a section of its own.
_DESCRIPTION = struct.Struct(">hhhh8s40s8shhh2s8shhl32sh18s")
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,31}", re.IGNORECASE)
_SHORT = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
_NUMBER, _TEXT = 1, 2
_STEP = 1 << 20
# Version 5: what FDA takes of a text, and what a name and a label may have.
_LONGEST_TEXT, _LONGEST_NAME, _LONGEST_LABEL = 200, 8, 40


def _marker(kind: str) -> bytes:
    return f"HEADER RECORD*******{kind:8}HEADER RECORD!!!!!!!".encode("ascii")


_CARDS = ((0, _marker("LIBV8")), (3, _marker("MEMBV8")), (4, _marker("DSCPTV8")), (7, _marker("NAMSTV8")))
_LABELS = {_marker("LABELV8"): 3, _marker("LABELV9"): 5}
_OBSERVATIONS, _MEMBER = _marker("OBSV8"), _marker("MEMBV8")


@dataclass(frozen=True)
class _Long:
    """Label, format and informat of a variable, as the section for long ones says them."""

    label: bytes = b""
    format: str = ""
    informat: str = ""


def open_xpt_v8(path: Path, reading: Reading) -> Stream:
    """The dataset of a transport file of version 8 or 9 in chunks, as found; strict as the reader of version 5.

    The number of records that such a file says of itself is held against what is there.
    """
    with readable(path), path.open("rb") as file:
        facts = facts_of(file)
        cards = Cards(file.read(1 << 23), path.name, reading)
        header, start, count = _header(cards)
        known = replace(reading, count=reading.count if reading.count is not None else count)
        if count is None:
            _refuse_second(file, path.name, start)
        found = extent(file, path.name, header, known, (start, facts[0]))
    words = "a SAS transport file of version 8: agencies take version 5; python -m define_xml convert writes it"
    notes = [Finding("old_version", "error", words, header.name), *cards.notes, *found.notes]
    if not found.count:
        notes.append(Finding("no_records", "warning", "no records", header.name))
    source = Source(path, known, header, found, facts)
    noted = Notes(header.name, {one.name: number for number, one in enumerate(header.fields)}, notes)
    about = FileFacts(path.name, "xpt8", facts[0], reading.encoding, header.about)
    return Stream(spec_of(header), lambda: chunks(source, noted), about, found.count, notes)


def _header(cards: Cards) -> tuple[Header, int, int | None]:
    """The header, where the records begin, and how many there are if the file says so."""
    for number, wanted in _CARDS:
        cards.expect(number * CARD, wanted, MARK)
    name = cards.text(5 * CARD + 8, 32, "name of the dataset")
    cards.need(_NAME.fullmatch(name) is not None, 5 * CARD + 8, f"{name!r} is no name of a dataset")
    cards.dataset = name
    about = {
        "sas_version": cards.text(5 * CARD + 48, 8, "SAS version"),
        "sas_os": cards.text(5 * CARD + 56, 8, "system"),
        "created": cards.text(5 * CARD + 64, 16, "time of the dataset"),
        "modified": cards.text(6 * CARD, 16, "time of the dataset"),
    }
    label = cards.text(6 * CARD + 32, 40, "label of the dataset", cards.reading.encoding)
    sas_type = cards.text(6 * CARD + 72, 8, "type of the dataset")
    digits = cards.take(7 * CARD, CARD)[MARK : MARK + 10]
    cards.need(digits.isdigit() and int(digits) > 0, 7 * CARD + MARK, f"{digits.decode('latin-1')!r} variables")
    count = int(digits)
    begin, size = 8 * CARD, count * _DESCRIPTION.size
    end = begin + size + -size % CARD
    cards.take(end, CARD, f", which speaks of {count} variables")
    cards.expect(begin + size, b" " * (end - begin - size))
    longer, end = _longer(cards, end, count)
    fields = _fields(cards, begin, count, longer)
    cards.expect(end, _OBSERVATIONS, MARK)
    said = cards.take(end, CARD)[MARK:].strip(b" ")
    cards.need(said.isdigit() or not said, end + MARK, f"{said.decode('latin-1')!r} records")
    # A row of zeros is what writers put there that do not count.
    known = int(said) if said and len(said) < 30 else None
    return Header(name, label, sas_type, fields, about), end + CARD, known


def _longer(cards: Cards, at: int, count: int) -> tuple[Mapping[int, _Long], int]:
    """What is too long for the descriptions, by the number of the variable, and where its section ends."""
    mark = cards.take(at, CARD)[:MARK]
    if mark not in _LABELS:
        return {}, at
    said = cards.take(at, CARD)[MARK:].strip(b" ")
    cards.need(said.isdigit() and int(said) <= count, at + MARK, f"{said.decode('latin-1')!r} long labels")
    head = struct.Struct(f">{_LABELS[mark]}h")
    at = begin = at + CARD
    found: dict[int, _Long] = {}
    for _ in range(int(said)):
        number, *sizes = head.unpack(cards.take(at, head.size))
        cards.need(1 <= number <= count and min(sizes) >= 0, at, f"a long label of variable {number}")
        at += head.size + sizes[0]
        pieces = []
        for size in sizes[1:]:
            pieces.append(cards.take(at, size))
            at += size
        formats = [piece.decode("ascii", "replace").rstrip() for piece in pieces[1:]]
        found[number] = _Long(pieces[0], *formats)
    end = at + -(at - begin) % CARD
    cards.expect(at, b" " * (end - at))
    return found, end


def _fields(cards: Cards, begin: int, count: int, longer: Mapping[int, _Long]) -> tuple[Field, ...]:
    fields: list[Field] = []
    names: set[str] = set()
    for number in range(1, count + 1):
        place = begin + (number - 1) * _DESCRIPTION.size
        one = _unpacked(cards, place, number, longer.get(number, _Long()))
        wanted = fields[-1].at + fields[-1].width if fields else 0
        cards.need(one.at == wanted, place + 84, f"{one.name} begins at byte {one.at} of a record, not at {wanted}")
        cards.need(one.name.upper() not in names, place + 88, f"a second variable {one.name}")
        fields.append(one)
        names.add(one.name.upper())
    return tuple(fields)


def _unpacked(cards: Cards, at: int, number: int, longer: _Long) -> Field:
    kind, _, width, turn, *_, wide, decimals, justify, _, _, read_wide, read_decimals, begins, _, size, _ = (
        _DESCRIPTION.unpack(cards.take(at, _DESCRIPTION.size))
    )
    name = cards.text(at + 88, 32, "name of a variable") or cards.text(at + 8, 8, "name of a variable")
    cards.need(_NAME.fullmatch(name) is not None, at + 88, f"{name!r} is no name of a variable")
    fits = (kind == _TEXT and width > 0) or (kind == _NUMBER and 2 <= width <= 8)
    cards.need(fits, at, f"{name} is of kind {kind} and has {width} bytes")
    cards.need(turn == number, at + 6, f"{name} is variable {turn}, not {number}")
    label = cards.text(at + 16, 40, "label", cards.reading.encoding, name)
    if longer.label:
        label = Cards(longer.label, cards.place, cards.reading, at, cards.dataset, cards.notes).text(
            0, len(longer.label), f"label of {name}", cards.reading.encoding, name
        )
    cards.need(size <= 40 or bool(longer.label), at + 120, f"the label of {name} has {size} bytes, and is not there")
    form, inform = (cards.text(at + start, 8, f"format of {name}") for start in (56, 72))
    shown = format_text(longer.format or form, wide, decimals)
    read = format_text(longer.informat or inform, read_wide, read_decimals)
    return Field(name, label, kind == _TEXT, width, begins, shown, read, "right" if justify == 1 else "")


def _refuse_second(file: IO[bytes], place: str, start: int) -> None:
    """InputError for a second dataset, which a file that does not count its records may hide."""
    file.seek(start)
    at, kept = start, b""
    while piece := file.read(_STEP):
        found = (kept + piece).find(_MEMBER)
        if found >= 0 and (at - len(kept) + found) % CARD == 0:
            problem = "a second dataset begins here"
            raise InputError(f"{place}  byte {at - len(kept) + found}", problem, "give each a file of its own")
        at, kept = at + len(piece), piece[1 - MARK :]


def check_fits(stream: Stream) -> None:
    """InputError that lists all that version 5 has no room for, with what to say about each."""
    problems = [*_names(stream.spec), *_labels(stream.spec), *_texts(stream)]
    if problems:
        place = stream.file.name if stream.file is not None else stream.spec.name
        problem = "version 5 has no room for\n" + "\n".join(f"  {one}" for one in problems)
        raise InputError(place, problem, "rename with --rename OLD=NEW; shorten labels and texts where they are made")


def _names(spec: DatasetSpec) -> Iterator[str]:
    taken = {one.name for one in spec.variables if _SHORT.fullmatch(one.name)}
    for kind, name in (("dataset", spec.name), *(("variable", one.name) for one in spec.variables)):
        if _SHORT.fullmatch(name) is None:
            short = _short(name, taken if kind == "variable" else set())
            why = f"{len(name)} characters" if len(name) > _LONGEST_NAME else "small letters"
            yield f"{kind} {name}: {why}: --rename {name}={short}"


def _short(name: str, taken: set[str]) -> str:
    """A name that nobody has: the first 8 characters, or fewer and a number."""
    short, number = name.upper()[:_LONGEST_NAME], 1
    while short in taken:
        number += 1
        short = f"{name.upper()[: _LONGEST_NAME - len(str(number))]}{number}"
    taken.add(short)
    return short


def _labels(spec: DatasetSpec) -> Iterator[str]:
    for name, label in ((spec.name, spec.label), *((one.name, one.label) for one in spec.variables)):
        if len(label.encode("utf-8")) > _LONGEST_LABEL:
            yield f"label of {name}: {len(label.encode('utf-8'))} bytes: {label}"


def _texts(stream: Stream) -> Iterator[str]:
    """Texts that are longer than agencies take; a long field with short texts in it is not."""
    from define_xml.transport.split import longest_text

    wide = [one.name for one in stream.spec.variables if one.type == "Char" and (one.length or 0) > _LONGEST_TEXT]
    longest: dict[str, Any] = dict.fromkeys(wide, 0)
    encoding = stream.file.encoding if stream.file is not None else "ascii"
    for chunk in stream.chunks() if wide else ():
        for name in wide:
            longest[name] = max(longest[name], longest_text(chunk[name], encoding))
    for name, size in longest.items():
        if size > _LONGEST_TEXT:
            yield f"variable {name}: a text of {size} bytes, of {_LONGEST_TEXT}"
