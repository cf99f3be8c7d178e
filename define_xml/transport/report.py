"""Findings and tables as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from mappings.finding import SEVERITIES, Finding, Severity

# Values of one kind of finding that are shown; how many more there are is always said.
_SHOWN = 5
_RECORDS = 5
_WIDEST = 60
_PAGE = 116


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[str] = ()) -> list[str]:
    """The rows under their headings, columns as wide as they must be; numbers, and columns in `right`, to the right."""
    cells = [list(headings), *([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    turned = [heading in set(right) for heading in headings]
    return [
        "  ".join(
            f"{cell:>{width}}" if to_right else f"{cell:<{width}}"
            for cell, width, to_right in zip(row, widths, turned, strict=True)
        ).rstrip()
        for row in cells
    ]


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """How many there are, and each in a line; of many values of one variable the first few."""
    found = list(dict.fromkeys(findings))
    counts = [(severity, sum(one.severity == severity for one in found)) for severity in SEVERITIES]
    lines = ["findings: " + ", ".join(f"{count:,} {severity}{'s' * (count != 1)}" for severity, count in counts)]
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in sorted(found, key=lambda one: SEVERITIES.index(one.severity)):
        groups.setdefault((one.severity, one.check, one.place), []).append(one)
    for (severity, check, place), members in groups.items():
        lines += [line for one in members[:_SHOWN] for line in _wrapped(_line(one))]
        if len(members) > _SHOWN:
            rest = members[_SHOWN:]
            times = sum(one.count for one in rest)
            lines.append(f"  {severity}: {place}: {len(rest):,} more such values ({times:,}x) [{check}]")
    return lines


def _line(one: Finding) -> str:
    value = f" '{_cut(one.value)}'" if one.value and one.value not in one.words else ""
    where = [f"{one.count:,}x"] if one.count > 1 else []
    if one.records:
        shown = ", ".join(f"{record:,}" for record in one.records[:_RECORDS])
        where.append(f"record{'s' * (len(one.records) > 1)} {shown}{', ...' * (one.count > _RECORDS)}")
    place = f"{one.place}{value}" or "the file"
    told = f" ({'; '.join(where)})" if where else ""
    return f"{one.severity}: {place}: {one.words}{told} [{one.check}]"


def _cut(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02X}" for letter in text)
    return plain if len(plain) <= _WIDEST else f"{plain[: _WIDEST - 3]}..."


def _wrapped(line: str) -> list[str]:
    return wrap(
        line, _PAGE, initial_indent="  ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False,
        replace_whitespace=False, expand_tabs=False,
    )  # fmt: skip


def at_least(findings: Iterable[Finding], severity: str) -> bool:
    """True if a finding is as grave as this, or graver; `never` is graver than all."""
    if severity == "never":
        return False
    grave: tuple[Severity, ...] = SEVERITIES[: [str(one) for one in SEVERITIES].index(severity) + 1]
    return any(one.severity in grave for one in findings)
