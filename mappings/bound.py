"""A study with every name bound: which word, which column, and what waits for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappings.spec import StudySpec
from mappings.vocabulary import Word

# In a records rule one name may stand for a table and for a column: the table's reference bears this mark.
TABLE_MARK = " records"
RECORDS = ""  # the node of a dataset's records, beside those of its variables
Node = tuple[str, str]
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reference:
    """What a name means: a variable here, a column of the source, or a column of another dataset or table."""

    kind: str  # "variable", "column", "other", "records" or "name"
    dataset: str
    column: str


@dataclass
class Bound:
    """A study with every name bound: words and references by node, the columns each dataset's records offer."""

    study: StudySpec
    words: dict[Node, Word] = field(default_factory=dict)
    references: dict[Node, dict[str, Reference]] = field(default_factory=dict)
    needs: dict[Node, set[Node]] = field(default_factory=dict)
    columns: dict[str, dict[str, bool]] = field(default_factory=dict)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: dict[str, Word] = field(default_factory=dict)
