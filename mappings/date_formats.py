"""What a declared date format says: the shapes its texts may have, and the parts that stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable

from mappings.error import MappingError

PIECE = re.compile(r"(YYYY|YY\[\d{4}\])|(MMM?)|(DD)|(hh)|(mm)|(ss)|(AM/PM)|(T(?=hh)|[^\w]|_)", re.ASCII)
KINDS = ("year", "month", "day", "hour", "minute", "second", "half", "")
MONTHS = ("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
          "DECEMBER")  # fmt: skip
UNKNOWN = ("????", "XXXX", "UNKN", "???", "XXX", "UNK", "??", "XX", "UN")

Pieces = list[tuple[str, str]]
Parts = dict[str, int | None]


def part_readers(text: str) -> list[Callable[[str], Parts | None]]:
    """For each shape a format allows, a function text -> the parts (None: unknown), or None if the shape is another.

    Besides the whole format: the time left off, the day left off, day and month left off (a four-digit year only).
    Raises MappingError for a format that cannot be read.
    """
    return [_reader(shape) for shape in _shapes(_pieces(text))]


def part_number(text: str) -> int | None:
    """The number of a part in digits, or of a month by its English name; None for blanks and words of not knowing."""
    word = text.strip().upper()
    if not word or word in UNKNOWN:
        return None
    return int(word) if word.isdigit() else [month[:3] for month in MONTHS].index(word[:3]) + 1


def _pieces(text: str) -> Pieces:
    """Kind and text of each piece of a format; separators have no kind."""
    pieces: Pieces = []
    while (start := sum(len(piece) for _, piece in pieces)) < len(text):
        match = PIECE.match(text, start)
        kind = KINDS[(match.lastindex or 0) - 1] if match else ""
        if match is None or (kind and kind in dict(pieces)):
            _refuse(text, f"{text[start:]!r} cannot be read")
        else:
            pieces.append((kind, match.group()))
    if not any(kind for kind, _ in pieces):
        _refuse(text, "it names no part of a date")
    return pieces


def _refuse(text: str, problem: str) -> None:
    remedy = "the parts are YYYY MMM MM DD hh mm ss AM/PM, each once, and separators; a year of two digits names its"
    raise MappingError("", f"date format {text!r}: {problem}", f"{remedy} first year: YY[1930], where 29 is 2029")


def _shapes(pieces: Pieces) -> list[Pieces]:
    """The format, and what it becomes when the time, the day, or day and month are left off."""
    dated = [place for place, (kind, _) in enumerate(pieces) if kind in KINDS[:3]]
    if len(dated) < 3:
        return [pieces]
    date = pieces[dated[0] : dated[-1] + 1]
    shapes = [pieces, date] if date != pieces else [pieces]
    return [*shapes, _without(date, "day"), [("year", "YYYY")]] if ("year", "YYYY") in date else shapes


def _without(pieces: Pieces, kind: str) -> Pieces:
    """The pieces but one, each with the separators that followed it, none at the end."""
    place = [name for name, _ in pieces].index(kind)
    after = next((at for at in range(place + 1, len(pieces)) if pieces[at][0]), len(pieces))
    kept = pieces[:place] + pieces[after:]
    while not kept[-1][0]:
        kept.pop()
    return kept


def _reader(pieces: Pieces) -> Callable[[str], Parts | None]:
    texts = []
    for place, (kind, text) in enumerate(pieces):
        beside = [*pieces[max(place - 1, 0) : place], *pieces[place + 1 : place + 2]]
        free = all(not name or piece == "MMM" for name, piece in beside)
        texts.append(f"(?P<{kind}>{_choices(kind, text, free)})" if kind else re.escape(text))
    pattern = re.compile("".join(texts), re.ASCII | re.IGNORECASE)
    first_year = next((int(text[3:7]) for kind, text in pieces if kind == "year" and text != "YYYY"), 0)

    def read(text: str) -> Parts | None:
        match = pattern.fullmatch(text)
        return _parts(match.groupdict(), first_year) if match else None

    return read


def _choices(kind: str, text: str, free: bool) -> str:
    """What may stand for a part; one digit will do for two where no other digits are beside it."""
    if kind == "half":
        return "AM|PM"
    short = free and kind in {"month", "day", "hour"}
    digits = r"\d{4}" if text == "YYYY" else r"\d\d?" if short else r"\d\d"
    values = [name for month in MONTHS for name in (month, month[:3])] if text == "MMM" else [digits]
    return "|".join([*values, *map(re.escape, UNKNOWN), *([" *"] if free else [])])


def _parts(found: dict[str, str], first_year: int) -> Parts | None:
    half = found.pop("half", "").upper()
    parts = {kind: part_number(text) for kind, text in found.items()}
    year, hour = parts.get("year"), parts.get("hour")
    if year is not None and first_year:
        parts["year"] = first_year + (year - first_year) % 100
    if hour is not None and half:
        parts["hour"] = hour % 12 + (12 if half == "PM" else 0)
    return None if half and hour is not None and not 1 <= hour <= 12 else parts
