"""Operators asked of small tables drawn as text: `NAME#` is a number, an empty cell a missing value."""

from __future__ import annotations

from typing import Any

from validation.conformance.column import encoded
from validation.conformance.operators.analysis import ANALYSIS
from validation.conformance.operators.on import On
from validation.conformance.rule import Condition
from validation.conformance.table import Study, Table, VariableFacts


def drawn(name: str, drawing: str, *, domain: str = "", labels: dict[str, str] | None = None) -> Table:
    """The table of a drawing: a line of names, then a line for each record."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    columns, facts = {}, []
    for place, heading in enumerate(head):
        variable, number = heading.rstrip("#"), heading.endswith("#")
        cells = [line[place] for line in lines]
        values = [float(cell) if number and cell else cell or None for cell in cells]
        columns[variable] = encoded(values, number=number)
        facts.append(VariableFacts(variable, (labels or {}).get(variable, ""), "Num" if number else "Char"))
    return Table(name, columns, len(lines), domain=domain, variables=tuple(facts))


def asked(word: str, table: Table, name: str, value: Any = None, **more: Any) -> Any:
    """What the operator says: a list for records, a bool for the dataset.

    `tables` and `others` of `more` are the analysis and SDTM datasets beside; all else are fields of the condition.
    """
    beside, others = more.pop("tables", ()), more.pop("others", ())
    study = Study(
        {one.name: one for one in (table, *beside)}, "ADaMIG", "1.3", others={one.name: one for one in others}
    )
    answer = ANALYSIS[word](On(table, study, Condition(word, name, value, more)))
    return answer if isinstance(answer, bool) else [int(one) for one in answer]
