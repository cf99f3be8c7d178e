"""What a file that was accepted is held against: its bytes read a second way, by nothing of the house."""

from __future__ import annotations

import csv
import io
import json
import math
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Writing, streamed
from mappings.dataset import Dataset
from mappings.error import MappingError
from mappings.missing import letters_of, tagged
from mappings.spec import DatasetSpec, VariableSpec
from tests.define_xml.msg import taken_apart
from tests.define_xml.mutations import layout

# What a rewritten number may differ for: TS-140 has several words for one number, and words of more than 53 bits.
NUMBERS = frozenset({"rounded_number", "unnormalised_number"})
LETTERS = tagged(np.frombuffer(b"A_Z", dtype=np.uint8)).tolist()
# Text that means something to one format or another.
WORDS = [
    'say "no"', "a\\b", "a,b;c", "[x],{y}", "it's", "1e5", "null", "NA", "\N{HIRAGANA LETTER A}",
    "\N{LATIN SMALL LETTER E WITH ACUTE}t\N{EURO SIGN}", '"', '""', "a\u2028b", "true", "-0", "x]", "=1+1", "#",
    "'", "\\n",
]  # fmt: skip

Cell = str | float | None
Rows = list[list[Cell]]


def made(columns: Mapping[str, list[Any]], name: str = "XX", **said: dict[str, Any]) -> Dataset:
    """A dataset of these columns, text or numbers; `said` adds to a variable's spec."""
    kinds = {key: "Char" if any(isinstance(one, str) for one in column) else "Num" for key, column in columns.items()}
    dtypes = {"Char": "object", "Num": "float64"}
    frame = DataFrame({key: Series(column, dtype=dtypes[kinds[key]]) for key, column in columns.items()})
    variables = tuple(
        VariableSpec(**{"name": key, "label": f"Label of {key}", "type": kind, **said.get(key, {})})
        for key, kind in kinds.items()
    )
    return Dataset(DatasetSpec(name=name, label=f"Label of {name}", domain=name[:2], variables=variables), frame)


def shapes() -> Mapping[str, Dataset]:
    """Small datasets, each of which has an end of another kind."""
    count = range(12)
    subjects = [f"RSP-01-{number:03}" for number in count]
    numbers = [0.1 * number - 0.3 for number in count]
    return {
        "few": made({"USUBJID": subjects, "AESEQ": list(count), "AETERM": ["Headache", None, "Low back pain"] * 4}),
        "many": made({f"V{place}": [place] * 3 if place % 3 else ["x", "yy", None] for place in range(1, 60)}),
        "numbers": made(
            {"A": numbers, "B": [*LETTERS, None] * 3, "C": list(count), "D": [7e75, -1e-70, 0.0] * 4},
            C={"length": 3, "format": "8.2"}, B={"format": "DATE9."},
        ),
        "text": made({"A": [f"{number:04}" for number in count], "B": ["y", None, "sometimes"] * 4}),
        "card": made({"A": ["a" * 41, "b"] * 6, "B": ["c", "d" * 39] * 6}),
        "wide": made({"A": ["a" * 200, "b"] * 3, "B": ["two words", None] * 3, "N": [1.5, None] * 3}),
        "words": made({"A": WORDS, "B": WORDS[::-1], "N": list(range(len(WORDS)))}),
        "one": made({"A": ["Y", "N", "Y", "U"] * 10}),
    }  # fmt: skip


# The laws: what was read, held against a second way to read the same bytes.


def cells(dataset: Dataset) -> Rows:
    """The records as rows: text, numbers, the letters of special missing values; missing and empty text are None."""
    columns = []
    for variable in dataset.spec.variables:
        column = dataset.records[variable.name]
        if variable.type == "Char":
            columns.append([None if value != value or not value else str(value) for value in column.tolist()])
        else:
            letters = letters_of(column.to_numpy(np.float64)).tolist()
            pairs = zip(column.tolist(), letters, strict=True)
            columns.append([chr(letter) if letter else None if value != value else value for value, letter in pairs])
    return [list(row) for row in zip(*columns, strict=True)]


def judged_xpt(dataset: Dataset, data: bytes) -> str:
    """Every cell by exact arithmetic; the bytes again, or a finding for each variable whose bytes differ."""
    apart = taken_apart(data)
    kinds = [dataset.spec.variables[place].type for place in range(len(apart.names))]
    assert [variable.name for variable in dataset.spec.variables] == list(apart.names)
    wanted = [[_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in apart.cells]
    found = cells(dataset)
    # Blank records out of what may be padding: only where their number was told, and not in silence.  # TS-140
    more = found[len(wanted) :]
    assert not more or "completeness_unproven" in {finding.check for finding in dataset.findings}
    assert not any(cell for row in more for cell in row)
    assert found[: len(wanted)] == wanted
    try:
        again = b"".join(FORMATS["xpt"].write(streamed(dataset), Writing(), []))
    except MappingError as error:
        # What may not be written may be read, if one is told.
        assert dataset.findings, f"read without a finding, but not to be written: {error}"  # noqa: PT017 - of another thing
        return "told"
    if again == data:
        return "faithful"
    told = {finding.variable for finding in dataset.findings if finding.check in NUMBERS}
    start, size = layout(data)
    places = [at for at, (one, two) in enumerate(zip(again, data, strict=True)) if one != two]
    spans = {name: (apart.header[f"{name} position"], apart.header[f"{name} length"]) for name in told}
    inside = {(at - start) % size for at in places if at >= start}
    known = {at for first, width in spans.values() for at in range(int(str(first)), int(str(first)) + int(str(width)))}
    assert min(places) >= start, "another header"
    assert inside <= known, "other records"
    return "told"


def _cell(cell: bytes, kind: str) -> Cell:
    """TS-140: text ends before its blanks; a number is sign, power of 16 and fraction; a letter alone is missing."""
    if kind == "Char":
        return cell.rstrip(b" ").decode("ascii") or None
    if not any(cell[1:]) and chr(cell[0]) in "._ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        return None if cell[:1] == b"." else chr(cell[0])
    word = int.from_bytes(cell.ljust(8, b"\0"), "big")
    number = Fraction(word & ((1 << 56) - 1), 1 << 56) * Fraction(16) ** ((word >> 56 & 127) - 64)
    return float(-number if word >> 63 else number)


def judged_json(dataset: Dataset, data: bytes) -> str:
    """Every cell and name by the standard library's parser."""
    return _judged_items(dataset, _strict(data.decode("utf-8"), dataset))


def judged_ndjson(dataset: Dataset, data: bytes) -> str:
    """The first line what is said, each further line one record."""
    first, *rest = data.decode("utf-8").split("\n")
    rows = [_strict(line, dataset) for line in rest if line.strip(" \r\t")]
    return _judged_items(dataset, _strict(first, dataset) | {"rows": rows})


def judged_dsjc(dataset: Dataset, data: bytes) -> str:
    """The lines within one compressed stream that ends where the file ends."""
    unpacked = zlib.decompressobj()
    text = unpacked.decompress(data)
    assert unpacked.eof
    assert not unpacked.unused_data
    return judged_ndjson(dataset, text)


def _strict(text: str, dataset: Dataset) -> Any:
    """JSON as the standard has it: no NaN, no name twice, no control character that is not told."""

    def no_constant(word: str) -> float:
        raise AssertionError(f"{word} is no JSON")

    def no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs), "a name twice"
        return dict(pairs)

    told = any(finding.check == "control_character" for finding in dataset.findings)
    return json.loads(text, strict=not told, parse_constant=no_constant, object_pairs_hook=no_name_twice)


def _judged_items(dataset: Dataset, said: Mapping[str, Any]) -> str:
    columns, rows = said["columns"], said.get("rows") or []
    assert (dataset.spec.name, dataset.spec.label) == (said["name"], said["label"])
    assert [(one.name, one.label) for one in dataset.spec.variables] == [(one["name"], one["label"]) for one in columns]
    assert said.get("records", len(rows)) == len(rows), "accepted with another number of records than it says"
    kinds = [variable.type for variable in dataset.spec.variables]
    wanted = [[_item(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    assert cells(dataset) == wanted
    return "faithful"


def _item(value: Any, kind: str) -> Cell:
    if value is None or value == "":
        return None
    if kind == "Char":
        assert isinstance(value, str), f"{value!r} as text"
        return value
    assert not isinstance(value, bool)
    number = float(value)
    assert math.isfinite(number)
    assert not isinstance(value, int) or int(number) == value, "a whole number was rounded"
    return number


def judged_csv(dataset: Dataset, data: bytes) -> str:
    """Every cell as the standard library's reader finds it."""
    first, *rows = csv.reader(io.StringIO(data.decode("utf-8").removeprefix("\ufeff"), newline=""), strict=True)
    assert [variable.name for variable in dataset.spec.variables] == first
    kinds = [variable.type for variable in dataset.spec.variables]
    wanted = [[_written(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in rows]
    assert cells(dataset) == wanted
    return "faithful"


def _written(text: str, kind: str) -> Cell:
    if kind == "Char" or not text:
        return text or None
    return text[1] if len(text) == 2 and text[0] == "." and not text[1].isdigit() else float(text)


@cache
def content(shape: str) -> Rows:
    """What was in the file before it was damaged."""
    return cells(shapes()[shape])


def judged_parquet(dataset: Dataset, data: bytes) -> str:
    """What was written, for its pages bear check sums."""
    shape = next(shape for shape in shapes() if content(shape) == cells(dataset))
    wanted = shapes()[shape].spec
    assert [one.name for one in dataset.spec.variables] == [one.name for one in wanted.variables]
    assert [one.type for one in dataset.spec.variables] == [one.type for one in wanted.variables]
    return "faithful"


LAWS: Mapping[str, Callable[[Dataset, bytes], str]] = {
    "xpt": judged_xpt, "json": judged_json, "ndjson": judged_ndjson, "dsjc": judged_dsjc, "parquet": judged_parquet,
    "csv": judged_csv,
}  # fmt: skip
