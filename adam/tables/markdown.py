"""The tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from adam.tables.comparison import Comparison
from adam.tables.definitions import Reporting, Saying
from adam.tables.sheets import Entry, Line, Notes, Sheet

MARKS = {"matched": "✓", "explained": "≈", "different": "✗", "absent": "✗", None: ""}


def markdown(said: Reporting, shown: Sequence[Sheet], comparison: Comparison, notes: Notes) -> str:
    """The whole text: what was computed beside what was printed, the notes, and the closing line."""
    parts = [f"# {_text(said.title)}", f"> {_text(said.notice)}" if said.notice else ""]
    if comparison.cells:
        parts.append(f"**{comparison.summary}**")
        parts.append(f"Computed beside printed ({_text(said.source.label)}). ✓ matched, ≈ explained, ✗ different.")
    parts += [part for sheet in shown for part in _sheet(sheet)]
    parts += _section("Notes", [f"{number}. {_text(words)}" for number, words in enumerate(notes.words, 1)])
    parts += _section("The paper against itself", _sayings(said.disagreements))
    parts += _section("Printed, not determined by these data", _sayings(said.not_determined))
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    told = "\n".join(lines)
    return [f"## {title}", told] if told else []


def _sayings(sayings: Iterable[Saying]) -> Iterator[str]:
    for one in sayings:
        yield f"- **{_text(one.output)}: {_text(one.what)}.** {_text(one.reason)}."


def _sheet(sheet: Sheet) -> list[str]:
    header = [""]
    for _, label in sheet.columns:
        header += [label, f"{label}, printed"] if sheet.compared else [label]
    rows = [header, ["---"] * len(header), *(_cells(sheet, line, len(header)) for line in sheet.lines)]
    notes = [f"*{_text(note)}*" for note in sheet.output.footnotes]
    return [f"## {_text(sheet.output.title)}", "\n".join(map(_row, rows)), *notes]


def _cells(sheet: Sheet, line: Line, width: int) -> list[str]:
    if not line.entries:
        return [f"**{_text(line.label)}**", *[""] * (width - 1)]
    pairs = [_pair(entry) if sheet.compared else [entry.computed] for entry in line.entries]
    return [_text(line.label), *(text for pair in pairs for text in pair)]


def _pair(entry: Entry) -> list[str]:
    mark = MARKS[entry.status]
    notes = "".join(f" [{number}]" for number in entry.notes)
    return [entry.computed, f"{entry.printed} {mark}{notes}".strip()]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """The text with the signs that Markdown would take for its own."""
    for sign in ("\\", "|", "*", "_", "<", "`"):
        text = text.replace(sign, f"\\{sign}")
    return text
