"""Where the records of a transport file end: it says so nowhere, so it is worked out and, where it can be, proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO

from define_xml.transport.stream import Reading
from define_xml.transport.xpt.header import CARD, DESCRIPTOR, MARK, MEMBER, Header
from mappings.error import InputError
from mappings.finding import Finding

# How far back from its end a file is looked through, to say what is wrong there.
_BACK = 1 << 24
_STEP = 1 << 20
_AGAIN = "it is cut or damaged: write or send it again"


@dataclass
class Extent:
    """The bytes from `start` to `end` and the records in them; what was forgiven; what padding follows them."""

    start: int
    end: int
    count: int = 0
    padding: int = 0
    notes: list[Finding] = field(default_factory=list)


@dataclass
class _Region:
    file: IO[bytes]
    place: str
    header: Header
    reading: Reading
    start: int
    end: int
    notes: list[Finding] = field(default_factory=list)

    @property
    def width(self) -> int:
        return self.header.width

    @property
    def size(self) -> int:
        return self.end - self.start

    def border(self, count: int) -> int:
        """Where that many records end."""
        return self.start + count * self.width

    def take(self, start: int, end: int) -> bytes:
        self.file.seek(start)
        return self.file.read(end - start)

    def blank(self, start: int, end: int) -> bool:
        return not self.take(start, end).strip(b" ")

    def odd(self, check: str, at: int, problem: str) -> None:
        if not self.reading.lenient:
            raise InputError(f"{self.place}  byte {at}", problem, _AGAIN)
        self.notes.append(Finding(check, "error", f"forgiven: {problem} (byte {at})", self.header.name))


def extent(file: IO[bytes], place: str, header: Header, reading: Reading, borders: tuple[int, int]) -> Extent:
    """How many records lie between the borders; InputError if the file is cut there, or something follows them.

    After the last record only blanks may follow, fewer than 80. Where a record is shorter, blank ones at the end
    cannot be told from padding, and are padding, unless `reading.count` says otherwise. # TS-140
    """
    region = _Region(file, place, header, reading, *borders)
    _drop_nulls(region)
    count = _whole_records(region)
    if count is None:
        _refuse_second(region)
        count = _diagnosed(region)
    padding = region.end - region.border(count)
    if reading.count is not None and reading.count != count:
        problem = f"it holds {count:,} records; {reading.count:,} are expected"
        raise InputError(place, problem, "it is cut, or of another transfer: send it again")
    if region.notes:
        # What was forgiven says already that the end is not whole.
        return Extent(region.start, region.end, count, padding, region.notes)
    if reading.count is None:
        _note_unproven(region, count, padding)
    else:
        _note_padding(region, count)
    return Extent(region.start, region.end, count, padding, region.notes)


def _drop_nulls(region: _Region) -> None:
    """What is written after the last record in NUL bytes: as many as no number at the end of a record can have."""
    numbers = 0
    for one in reversed(region.header.fields):
        if one.text:
            break
        numbers += one.width
    at = region.end
    while at > max(region.start, region.end - _BACK):
        piece = region.take(max(region.start, at - _STEP), at)
        kept = len(piece.rstrip(b"\0"))
        at -= len(piece) - kept
        if kept:
            break
    nulls = region.end - at
    fits = region.size % region.width == 0 and (nulls <= numbers or numbers == region.width)
    if nulls >= CARD and not fits:
        more = " or more" if nulls >= _BACK else ""
        region.odd("trailing_bytes", at, f"{nulls:,}{more} NUL bytes at the end of the file")
        region.end = at + -at % CARD


def _whole_records(region: _Region) -> int | None:
    """The number of records if all bytes are accounted for: records, then fewer than 80 blanks."""
    count, rest = divmod(region.size, region.width)
    if region.end % CARD or rest >= CARD or not region.blank(region.border(count), region.end):
        return None
    # Blank records in the padding there are none, unless somebody has counted them.
    wanted = region.reading.count or 0
    count = _unpadded(region, count, wanted if wanted <= count else 0)
    # Numbers are never blank: more than a card has been filled up.
    numbers = any(not one.text for one in region.header.fields)
    return None if numbers and _ends_blank(region, count) else count


def _unpadded(region: _Region, count: int, wanted: int = 0) -> int:
    """The number without the blank records at the end that may be padding, which is fewer than 80 bytes."""
    least = max(wanted, -(-(region.size - CARD + 1) // region.width))
    while count > least and _ends_blank(region, count):
        count -= 1
    return count


def _ends_blank(region: _Region, count: int) -> bool:
    return count > 0 and region.blank(region.border(count - 1), region.border(count))


def _diagnosed(region: _Region) -> int:
    """The whole records there are, where forgiven, of a file that is cut or goes on after its padding."""
    count, rest = divmod(region.size, region.width)
    last = _last_padded(region)
    if last is not None:
        end = region.border(last) + -region.border(last) % CARD
        problem = f"{region.end - end:,} bytes follow record {last:,} and its padding"
        region.odd("trailing_bytes", end, problem)
        region.end = end
        return last
    problem = f"the file ends within record {count + 1:,}, of which it has {rest:,} of {region.width:,} bytes"
    if 0 < rest < CARD and not region.end % CARD and not region.take(region.border(count), region.end).strip(b"\0"):
        region.odd("trailing_bytes", region.border(count), f"{rest} NUL bytes after the last record, not blanks")
        return count
    if not rest:
        problem = "the file ends on no border of 80 bytes"
    last_whole = f"record {count:,} is the last whole one" if count else "no record is whole"
    region.odd("cut_record", region.end, f"{problem}; {last_whole}")
    region.end = region.border(count)
    return count


def _last_padded(region: _Region) -> int | None:
    """The last record that is followed by blanks up to a border of 80 bytes, and then by something."""
    written = _last_written(region)
    count = -(-(written - region.start) // region.width)
    if region.border(count) + CARD <= region.end:
        return count
    begin = max(region.start, region.end - _STEP)
    tail = region.take(begin, region.end)
    for count in range(region.size // region.width, -(-(begin - region.start) // region.width) - 1, -1):
        border = region.border(count)
        end = border + -border % CARD
        if border < end < region.end and not tail[border - begin : end - begin].strip(b" "):
            return count
    return None


def _last_written(region: _Region) -> int:
    """Where the blanks at the end of the file begin."""
    at, kept = region.end, 0
    while at > region.start and not kept:
        piece = region.take(max(region.start, at - _STEP), at)
        kept = len(piece.rstrip(b" "))
        at -= len(piece) - kept
    return at


def _note_unproven(region: _Region, count: int, padding: int) -> None:
    words = ""
    if count and not padding:
        words = "the file ends where a record ends, without padding: whether records are missing cannot be told from it"
    elif _ends_blank(region, count):
        words = f"record {count:,}, the last, is blank: it may be padding"
    if words:
        region.notes.append(unproven(region.header.name, words))


def _note_padding(region: _Region, count: int) -> None:
    """A warning where records that somebody has counted may be the padding of a file that is cut."""
    known = _unpadded(region, count)
    if known < count:
        words = f"record {count:,}, the last, is blank: it may be padding, and no record"
        if known + 1 < count:
            words = f"records {known + 1:,} to {count:,} are blank: they may be padding, and no records"
        region.notes.append(Finding("completeness_unproven", "warning", words, region.header.name))


def unproven(dataset: str, words: str) -> Finding:
    """The warning that records may be missing."""
    return Finding("completeness_unproven", "warning", f"{words}; compare the number of records", dataset)


def _refuse_second(region: _Region) -> None:
    found = members(region.file, region.start, region.end)
    if found:
        raise second_member(region.place, region.header.name, found[0])


def second_member(place: str, name: str, other: tuple[int, str]) -> InputError:
    """The error of a file with several datasets when none was chosen."""
    at, second = other
    problem = f"after {name} a second dataset begins here: {second}"
    return InputError(f"{place}  byte {at}", problem, "choose one with --member, or give each a file of its own")


def members(file: IO[bytes], start: int, end: int) -> list[tuple[int, str]]:
    """Where further datasets begin between the borders, and their names."""
    marks: list[tuple[int, str]] = []
    file.seek(start)
    at, kept = start, b""
    while at < end:
        piece = kept + file.read(min(_STEP, end - at))
        base = at - len(kept)
        at = base + len(piece)
        found = piece.find(MEMBER[:MARK])
        while found >= 0:
            if (base + found) % CARD == 0:
                marks.append((base + found, _member_name(file, base + found, at)))
            found = piece.find(MEMBER[:MARK], found + 1)
        if len(piece) <= len(kept):
            break
        kept = piece[1 - MARK :]
    return marks


def _member_name(file: IO[bytes], at: int, back: int) -> str:
    file.seek(at + CARD)
    cards = file.read(2 * CARD)
    file.seek(back)
    known = cards[:MARK] == DESCRIPTOR[:MARK]
    return cards[CARD + 8 : CARD + 16].decode("ascii", "replace").rstrip(" ") if known else "?"
