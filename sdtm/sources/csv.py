"""A delimited text file as records: every cell as it stands, as text, with the line its row begins on."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mappings.error import InputError, MappingError
from mappings.records import ROW, Records, table_records
from mappings.spec import TableSpec
from sdtm.sources.encoding import BLOCK, Utf8File, known_encoding, readable, utf8_blocks
from sdtm.sources.lines import Numbers, exact_lines, scan

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def read_csv(path: Path, spec: TableSpec) -> Records:
    """The table of a file; `#row` is the line each row begins on.

    Cells stay as they are, blanks and leading zeros too; only the tokens of `spec.missing` are missing. Blank lines
    are no rows, but in a table of one column. The file is read in blocks of 4 MB, so what memory holds is the
    encoded columns (1 to 4 bytes a cell, 8 bytes a row for its line, the distinct texts of each block), three times
    over while the frame is put together: 60 bytes a row were measured for ten columns of few distinct texts.
    InputError names the line where a file cannot be read whole.
    """
    before = _stamp(path)
    delimiter = _delimiter(path, spec)
    header = _header(path, spec, delimiter)
    names = _renamed(path, header, spec)
    lines, longest = _lines(path, spec, delimiter, len(header))
    columns = [_Words() for _ in header]
    if len(lines):
        for batch in _batches(path, spec, len(header), 2 * longest):
            for words, part in zip(columns, batch.columns, strict=True):
                words.add(part)
    _check_rows(path, columns, len(lines))
    if _stamp(path) != before:
        raise InputError(path.name, "changed while it was being read", "wait until the transfer is over, and run again")
    cells = {name: words.column(spec.missing) for name, words in zip(names, columns, strict=True)}
    return table_records(path.stem, pd.DataFrame({**cells, ROW: lines}, copy=False))


def read_dictionary(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a data dictionary (UTF-8, comma): column -> text, empty cells as empty text."""
    frame = read_csv(path, TableSpec(missing=())).frame
    names = [name for name in frame.columns if not name.startswith("#")]
    rows = zip(*(frame[name].astype("object") for name in names), strict=True)
    return tuple(dict(zip(names, (str(cell) for cell in row), strict=True)) for row in rows)


class _Words:
    """One column on its way: the distinct words of each batch, and a code for each cell."""

    def __init__(self) -> None:
        self.words: list[Any] = []
        self.codes: list[np.ndarray[Any, Any]] = []

    def add(self, part: Any) -> None:
        """Takes up the cells of one batch."""
        self.words.append(part.dictionary)
        self.codes.append(part.indices.to_numpy().astype(np.min_scalar_type(len(part.dictionary))))

    def column(self, missing: tuple[str, ...]) -> pd.Categorical:
        """All cells as dictionary-encoded text, words in order of appearance; the missing tokens are missing."""
        if not self.words:
            return pd.Categorical([], categories=pd.Index([], dtype="object"))
        import pyarrow as pa
        from pyarrow import compute

        all_words: Any = pa.concat_arrays(self.words).dictionary_encode()
        kept = ~compute.is_in(all_words.dictionary, value_set=pa.array(missing, pa.string())).to_numpy(False)
        turn = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.min_scalar_type(-1 - len(kept)))
        turn = turn[all_words.indices.to_numpy()]
        first = np.cumsum([0, *(len(part) for part in self.words)])
        codes = np.concatenate([turn[start:][codes] for start, codes in zip(first[:-1], self.codes, strict=True)])
        self.words, self.codes = [], []
        words = all_words.dictionary.to_numpy(zero_copy_only=False)[kept]
        return pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="object"))


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file changes; InputError if there is no plain file to read."""
    with readable(path):
        found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise InputError(path.name, "is a folder, not a file", "take it out of the raw folder, or rename it")
    if not stat.S_ISREG(found.st_mode):
        raise InputError(path.name, "is no plain file (a pipe or a device)", "copy its content to a file")
    if found.st_size == 0:
        raise InputError(
            path.name, "the file is empty: not even a header", "export it again; a form without data has its header"
        )
    return found.st_size, found.st_mtime_ns, found.st_ino


def _delimiter(path: Path, spec: TableSpec) -> str:
    known_encoding(spec.encoding, path.name)
    if len(spec.delimiter) != 1 or not spec.delimiter.isascii() or spec.delimiter in '"\r\n\0':
        raise MappingError(
            path.name, f"delimiter {spec.delimiter!r} is not one plain character", r'say delimiter = ";" or "\t"'
        )
    return spec.delimiter


def _text(path: Path, encoding: str, size: int = BLOCK) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(Utf8File(path, encoding, size)), encoding="utf-8", newline="")


def _header(path: Path, spec: TableSpec, delimiter: str) -> list[str]:
    """The names of the first line, as they stand."""
    with readable(path), path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            raise InputError(path.name, "is a ZIP file or an Excel workbook, not text", "export it as CSV")
    with _text(path, spec.encoding, 1 << 16) as text:
        try:
            header = next(csv.reader(text, delimiter=delimiter, strict=True), [])
        except csv.Error:
            raise InputError(f"{path.name}  line 1", "a quote of the header is not closed", "mend the header") from None
    place = f"{path.name}  line 1"
    _check_delimiter(place, header, delimiter)
    blank = [str(number) for number, name in enumerate(header, 1) if not name.strip()]
    if blank or not header:
        which = f"column {', '.join(blank)} has" if blank and len(blank) < len(header) else "the columns have"
        raise InputError(place, f"{which} no name", "the first line must name every column")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(
            place, f"more than one column is named {', '.join(twice)}", "give each column a name of its own"
        )
    return header


def _check_delimiter(place: str, header: list[str], delimiter: str) -> None:
    """A lone name that holds another delimiter between words is a whole header."""
    others = [mark for mark in _DELIMITERS if len(header) == 1 and mark != delimiter and all(header[0].split(mark)[:2])]
    for mark in others:
        count = len(header[0].split(mark))
        if count > 1:
            shown = "\\t" if mark == "\t" else mark
            problem = f"one column, but {count} names with a {_DELIMITERS[mark]} between them"
            raise InputError(place, problem, f'declare delimiter = "{shown}"')


def _renamed(path: Path, header: list[str], spec: TableSpec) -> list[str]:
    names = [spec.rename.get(name, name) for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise MappingError(
            path.name, f"rename gives more than one column the name {', '.join(twice)}", "choose another name"
        )
    hidden = [name for name in names if name.startswith("#")]
    if hidden:
        problem = f"column {hidden[0]}: a name cannot begin with #"
        raise InputError(
            f"{path.name}  line 1", problem, f'declare rename = {{"{hidden[0]}" = "{hidden[0].lstrip("#")}"}}'
        )
    return names


def _lines(path: Path, spec: TableSpec, delimiter: str, width: int) -> tuple[Numbers, int]:
    """The line each row begins on (without the header), and the bytes of the longest row."""
    layout = scan(utf8_blocks(path, spec.encoding), delimiter, width == 1)
    lines = layout.lines if layout.regular else _exact(path, spec, delimiter, width)
    # Where quotes are irregular a row may be longer than the scan believes: then one block holds the whole file.
    return lines[1:], layout.longest if layout.regular else path.stat().st_size


def _exact(path: Path, spec: TableSpec, delimiter: str, width: int) -> Numbers:
    with _text(path, spec.encoding) as text:
        return exact_lines(path.name, text, delimiter, width)


def _batches(path: Path, spec: TableSpec, width: int, least: int) -> Iterator[pa.RecordBatch]:
    """The cells in blocks, each column dictionary-encoded; nothing is guessed, nothing is missing."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [f"c{number}" for number in range(width)]
    size = min(max(BLOCK, least), 2**31 - 1)
    cell = pa.dictionary(pa.int32(), pa.string())
    try:
        yield from arrow.open_csv(
            _source(path, spec.encoding),
            read_options=arrow.ReadOptions(column_names=names, skip_rows_after_names=1, block_size=size),
            parse_options=arrow.ParseOptions(
                delimiter=spec.delimiter, newlines_in_values=True, ignore_empty_lines=width > 1
            ),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, cell), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        _exact(path, spec, spec.delimiter, width)
        raise InputError(
            path.name, f"cannot be read as a table: {str(error).splitlines()[0][:80]}", "mend the export"
        ) from None


def _source(path: Path, encoding: str) -> Any:
    """The text of the file for Arrow: a small one in Arrow's own memory, a large one as it is read.

    Arrow reads ahead in a thread of its own. One that still holds a Python object when the program ends after an
    error, brings the program down (seen with Arrow 15 to 18): a small file gives it none to hold.
    """
    import pyarrow as pa

    file = io.BufferedReader(Utf8File(path, encoding))
    if path.stat().st_size > BLOCK:
        return file
    held = pa.BufferOutputStream()
    with file:
        held.write(file.read())
    return pa.BufferReader(held.getvalue())


def _check_rows(path: Path, columns: list[_Words], rows: int) -> None:
    read = sum(len(codes) for codes in columns[0].codes)
    if read != rows:
        raise InputError(
            path.name, f"{rows} rows begin in the file, {read} were read", "the file is damaged: export it again"
        )
