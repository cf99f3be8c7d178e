"""Findings and tables as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from unicodedata import combining, east_asian_width

from mappings.finding import SEVERITIES, Finding

# The columns of a page; of one kind of finding so many values and places are shown, and how many more there are.
PAGE = 112
_SHOWN, _PLACES, _RECORDS = 5, 8, 5
_WIDEST = 60


def shown_width(text: str) -> int:
    """The columns a terminal needs for the text: two for each letter of Chinese, Japanese or Korean."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def cut(text: str, size: int) -> str:
    """The text in at most so many columns, `...` where it goes on; what is no letter is shown by its number."""
    plain = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02X}" for letter in text)
    if shown_width(plain) <= size:
        return plain
    while shown_width(plain) > size - 3:
        plain = plain[:-1] if len(plain) <= 2 * size else plain[: 2 * size]
    return f"{plain}..."


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[str] = ()) -> list[str]:
    """The rows under their headings, columns as wide as they must be; numbers, and columns in `right`, to the right."""
    cells = [list(headings), *([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows)]
    widths = [max(map(shown_width, column)) for column in zip(*cells, strict=True)]
    turned = [heading in set(right) for heading in headings]
    return ["  ".join(map(_placed, row, widths, turned)).rstrip() for row in cells]


def _placed(cell: str, width: int, to_right: bool) -> str:
    blanks = " " * (width - shown_width(cell))
    return blanks + cell if to_right else cell + blanks


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """How many there are, and each kind of them once: with its places, or the first few of its values."""
    found = list(dict.fromkeys(findings))
    counts = [(severity, sum(one.severity == severity for one in found)) for severity in SEVERITIES]
    lines = ["findings: " + ", ".join(f"{count:,} {severity}{'s' * (count != 1)}" for severity, count in counts)]
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in sorted(found, key=lambda one: SEVERITIES.index(one.severity)):
        # What is said of a whole dataset may be said of many at once; what is said of values, of one variable.
        place = "" if _plain(one) else one.place
        groups.setdefault((one.severity, one.check, one.words, place), []).append(one)
    for members in groups.values():
        lines += _group(members)
    return lines


def _plain(one: Finding) -> bool:
    """True for what is said without value or records."""
    return not (one.value and one.value not in one.words) and not one.records and one.count == 1


def _group(members: Sequence[Finding]) -> Iterator[str]:
    first = members[0]
    if len(members) == 1:
        yield from _wrapped(_line(first))
    elif _plain(first):
        yield from _wrapped(_said(first, _places([one.place for one in members])))
    else:
        count = sum(one.count for one in members)
        yield from _wrapped(_said(first, first.place or "the file", f" ({len(members):,} values, {count:,}x)"))
        for one in members[:_SHOWN]:
            yield f"      '{cut(one.value, _WIDEST)}'  {_where(one)}".rstrip()
        if len(members) > _SHOWN:
            rest = members[_SHOWN:]
            yield f"      and {len(rest):,} more values, {sum(one.count for one in rest):,}x"


def _places(places: Sequence[str]) -> str:
    names = list(dict.fromkeys(place or "the file" for place in places))
    more = f" and {len(names) - _PLACES:,} more" if len(names) > _PLACES else ""
    return ", ".join(names[:_PLACES]) + more


def _line(one: Finding) -> str:
    value = f" '{cut(one.value, _WIDEST)}'" if one.value and one.value not in one.words else ""
    where = _where(one)
    return _said(one, f"{one.place}{value}".strip() or "the file", f" ({where})" if where else "")


def _said(one: Finding, place: str, more: str = "") -> str:
    return f"{one.severity}: {place}: {one.words}{more} [{one.check}]"


def _where(one: Finding) -> str:
    """How often, and in which records."""
    where = [f"{one.count:,}x"] if one.count > 1 else []
    if one.records:
        shown = ", ".join(f"{record:,}" for record in one.records[:_RECORDS])
        where.append(f"record{'s' * (len(one.records) > 1)} {shown}{', ...' * (one.count > _RECORDS)}")
    return "; ".join(where)


def _wrapped(line: str) -> list[str]:
    return wrap(
        line, PAGE, initial_indent="  ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False,
        replace_whitespace=False, expand_tabs=False,
    )  # fmt: skip
