"""What a records rule makes of columns: those that unpivot fills and pivot makes; and conditions on presence alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings.rule import Name, Rule
from mappings.spec import DatasetSpec
from mappings.where import Check, Logic, Where


def presence(where: Where) -> bool:
    """Whether a condition asks only if values are there."""

    def asks(node: Any) -> bool:
        if isinstance(node, Logic):
            return all(asks(part) for part in node.parts)
        return isinstance(node, Check) and node.test in {"isna", "notna"}

    return asks(where.node)


def made_by(dataset: DatasetSpec, name: str) -> bool:
    """Whether the records of a dataset have a column that unpivot or pivot made."""
    rule = dataset.records
    if rule is None or rule.word.text not in {"unpivot", "pivot"}:
        return False
    options = dict(rule.options)
    if rule.word.text == "pivot":
        return name in columns_named(options["columns"])
    return name == text_of(options.get("test", "test")) or name in unpivoted(rule)


def unpivoted(rule: Rule) -> dict[str, tuple[str, ...]]:
    """For each column that an unpivot fills, the columns of the source that fill it (empty: the form has none)."""
    options = dict(rule.options)
    into = options.get("into")
    targets = columns_named(into) if into else (text_of(options.get("value", "result")),)
    rows = [columns_named(cells) for key, cells in rule.options if key not in {"test", "value", "into"}]
    return {name: tuple(row[place] for row in rows if place < len(row)) for place, name in enumerate(targets)}


def columns_named(said: Any) -> tuple[str, ...]:
    """Names and texts, alone, in a list, or as the right sides of a table."""
    several = said.values() if isinstance(said, Mapping) else said if isinstance(said, tuple) else (said,)
    return tuple(text_of(one) for one in several)


def text_of(said: Any) -> str:
    """A name or a text as a text; nothing is an empty one."""
    return said.text if isinstance(said, Name) else str(said or "")
