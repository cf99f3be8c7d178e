"""Tables in tests, written as they look."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

from mappings.distinct import text


def table(drawing: str, *numbers: str) -> DataFrame:
    """The table in the drawing: a header line, cells between `|`; columns named in `numbers` are float64, others text.

    An empty cell is missing. A cell in double quotes is taken as it stands, blanks and all (`""` is an empty text).
    A line of dashes under the header is decoration.
    """
    lines = [line for line in drawing.splitlines() if line.strip() and not set(line) <= set("-|+ ")]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    for row in rows:
        assert len(row) == len(header), f"{len(header)} columns, but {len(row)} cells in {row}"
    return DataFrame({name: _column([row[at] for row in rows], name in numbers) for at, name in enumerate(header)})


def _column(cells: list[str], numeric: bool) -> Series:
    if numeric:
        return Series([float(cell) if cell else np.nan for cell in cells], dtype="float64")
    return text([_cell(cell) for cell in cells])


def _cell(cell: str) -> str | None:
    quoted = len(cell) >= 2 and cell[0] == cell[-1] == '"'
    return cell[1:-1] if quoted else cell or None
