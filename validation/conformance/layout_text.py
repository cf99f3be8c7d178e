"""Our own layout of cases: one text file for each rule, its tables as they look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mappings.error import InputError
from validation.conformance.table import VariableFacts

_TITLE = re.compile(r"(positive|negative)\s+(\d+)\s*(?::\s*(.*))?$")
_CELL = re.compile(r'([^\s:"\[]+)(?::(Char|Num))?(?::(\d+))?\s*(?:"([^"]*)")?\s*(?:\[([^\]]*)\])?$')
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
SAMPLE = "a case begins with a line  positive 01: what it shows"


@dataclass
class TextTable:
    """One dataset as it is written."""

    name: str
    label: str = ""
    file: str = ""
    variables: list[VariableFacts] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class TextCase:
    """One case as it is written; `terminology` is None where it says nothing of it."""

    name: str
    title: str
    standard: tuple[str, str] | None = None
    terminology: list[str] | None = None
    tables: list[TextTable] = field(default_factory=list)
    others: list[TextTable] = field(default_factory=list)
    expected: list[tuple[str, str, str, str]] = field(default_factory=list)


def read_text(text: str, place: str) -> Iterator[TextCase]:
    """The cases of one file; InputError with its line where one cannot be read."""
    reader = _Reader(place)
    for number, line in enumerate(text.splitlines(), 1):
        reader.take(line, number)
    yield from reader.cases


class _Reader:
    """Reads one file line by line."""

    def __init__(self, place: str) -> None:
        self.cases: list[TextCase] = []
        self._file, self._number = place, 0
        self._table: TextTable | None = None
        self._source = False
        self._result = ""  # "" no, "header" the header is next, "rows"

    def take(self, line: str, number: int) -> None:
        """One line."""
        self._number = number
        words = line.strip()
        if not words or words.startswith("#"):
            self._table = None if not words else self._table
            return
        if found := _TITLE.match(words):
            self.cases.append(TextCase(f"{found[1]}/{found[2]}", found[3] or ""))
            self._table, self._source, self._result = None, False, ""
        elif not self.cases:
            raise self._wrong(f"stands before the first case: {words}", SAMPLE)
        elif not self._setting(words):
            self._content(line)

    def _setting(self, words: str) -> bool:
        """A line that says something of the case: its standard, its terminology, whose tables follow."""
        case, parts = self.cases[-1], words.split()
        if "|" in words or not self._between(words):
            return False
        if parts[0] == "standard" and len(parts) == 3:
            case.standard = (parts[1], parts[2])
        elif parts[0] == "terminology" and len(parts) > 1:
            case.terminology = [] if parts[1] == "none" else parts[1:]
        elif words == "sdtm":
            self._source = True
        elif words == "expected":
            self._result = "header"
        else:
            return False
        return True

    def _between(self, words: str) -> bool:
        """Whether the line is of no table; a table of several variables ends where its case goes on."""
        if self._table is not None and words in ("sdtm", "expected") and len(self._table.variables) > 1:
            self._table = None
        return self._table is None

    def _content(self, line: str) -> None:
        """A line of a table, or of what is expected."""
        case = self.cases[-1]
        if self._result == "header":
            self._result = "rows"
        elif self._result:
            cells = [_value(one) for one in _cells(line)]
            if len(cells) != 4:
                raise self._wrong("does not say Dataset | Record | Variable | Value", "four cells")
            case.expected.append((cells[0], cells[1], cells[2], cells[3]))
        elif self._table is None:
            self._table = self._begun(line)
            (case.others if self._source else case.tables).append(self._table)
        elif not self._table.variables:
            self._table.variables = [self._variable(one) for one in _cells(line)]
        else:
            self._table.rows.append(self._row(line, len(self._table.variables)))

    def _begun(self, line: str) -> TextTable:
        """The line before a table: name, label, file."""
        name, *more = _cells(line)
        table = TextTable(name)
        for cell in more:
            if cell.startswith("file "):
                table.file = cell[5:].strip()
            else:
                table.label = _value(cell)
        return table

    def _variable(self, cell: str) -> VariableFacts:
        """A header cell: NAME:Num:8 "Label" [FORMAT]."""
        found = _CELL.match(cell)
        if not found:
            raise self._wrong(f"is no variable: {cell}", 'NAME:Num:8 "Label" [FORMAT.], all but NAME optional')
        length = int(found[3]) if found[3] else None
        return VariableFacts(found[1], found[4] or "", found[2] or "Char", length, found[5] or "")

    def _row(self, line: str, width: int) -> list[str]:
        """A record's cells."""
        cells = [_value(one) for one in _cells(line)]
        if len(cells) > width:
            raise self._wrong(f"has {len(cells)} cells, the header {width}", "quote a value that holds |")
        return cells + [""] * (width - len(cells))

    def _wrong(self, problem: str, remedy: str) -> InputError:
        return InputError(f"{self._file}, line {self._number}", problem, remedy)


def _cells(line: str) -> list[str]:
    """The cells between the bars; a bar in quotes is none."""
    parts = re.split(r"\|(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", line)
    return [one.strip() for one in parts]


def _value(cell: str) -> str:
    """A cell's value: in quotes as it is, with \\x92 for a byte; else as written."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return _ESCAPE.sub(lambda one: chr(int(one[1], 16)), cell[1:-1])
    return cell
