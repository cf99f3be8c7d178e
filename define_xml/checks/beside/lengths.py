"""Lengths across datasets: a variable is as long as its longest value, wherever that stands."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.checks.beside.held import Matched, Part
from define_xml.checks.beside.kinds import whole_number
from mappings.finding import Finding


def length_beyond_use(matched: Matched) -> Iterator[Finding]:
    """Length of a text is more than any value of that variable needs, in this dataset or another."""
    texts = list(_texts(matched))
    widest: dict[str, int] = {}
    for part in texts:
        widest[part.name] = max(part.longest, widest.get(part.name, 0))
    for part in texts:
        limit = whole_number(part.item.length)
        # VISIT is as long in each dataset as it has to be in one.
        if limit is not None and part.longest and widest[part.name] < limit:
            words = f"Length is {limit}, and the longest value has {part.longest} bytes"
            # FDA Study Data Technical Conformance Guide, 3.3.3: as long as the longest value used.
            yield Finding("length_beyond_use", "note", words, part.held.name, part.name, cites="Define-XML 2.1, 5.3.11")


def _texts(matched: Matched) -> Iterator[Part]:
    """The text variables that the data have."""
    for held in matched:
        for ref, item in held.variables:
            column = held.column(item.name or "")
            if column is not None and not column.numeric:
                yield Part(held, item.name or "", ref, item, column)
