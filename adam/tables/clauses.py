"""A condition of ours as a where clause of CDISC's Analysis Results Standard."""

from __future__ import annotations

from typing import Any

from mappings.distinct import number_text
from mappings.error import MappingError
from mappings.rule import Name
from mappings.where import Check, Comparison, Logic, Node, parse_where

Json = dict[str, Any]
# ARS 1.0, WhereClauseCondition.comparator
COMPARATORS = {"==": "EQ", "!=": "NE", ">": "GT", "<": "LT", ">=": "GE", "<=": "LE", "in": "IN", "not in": "NOTIN"}


def clause(text: str, dataset: str, place: str, level: int = 1, order: int = 1) -> Json:
    """The clause of a condition on one dataset, empty for none; MappingError for what the standard cannot say."""
    return _clause(parse_where(text, place).node, dataset, place, (level, order)) if text else {}


def values(dataset: str, variable: str, wanted: tuple[str | int | float, ...]) -> Json:
    """The clause that a variable has one of some values; of none: that it is missing."""
    comparator = "IN" if len(wanted) > 1 else "EQ"
    return _condition(dataset, variable, comparator, [_text(value) for value in wanted], (1, 1))


def _clause(node: Node, dataset: str, place: str, at: tuple[int, int]) -> Json:
    if isinstance(node, Logic):
        parts = [_clause(part, dataset, place, (at[0] + 1, n)) for n, part in enumerate(node.parts, 1)]
        return _compound(node.sign.upper(), parts, at)
    if isinstance(node, Check):
        if node.test not in {"isna", "notna"}:
            problem = f".{node.test}() has no counterpart in the Analysis Results Standard"
            raise MappingError(place, problem, "compare with == or in")
        # The standard says missing as: equal to no value.
        return _condition(dataset, node.name.text, "EQ" if node.test == "isna" else "NE", [], at)
    return _comparison(node, dataset, place, at)


def _comparison(node: Comparison, dataset: str, place: str, at: tuple[int, int]) -> Json:
    if isinstance(node.right, Name):
        problem = f"{node.left.text} is compared with {node.right.text}: the standard compares with values only"
        raise MappingError(place, problem, "say the values")
    wanted = node.right if isinstance(node.right, tuple) else (node.right,)
    return _condition(dataset, node.left.text, COMPARATORS[node.sign], [_text(value) for value in wanted], at)


def _condition(dataset: str, variable: str, comparator: str, wanted: list[str], at: tuple[int, int]) -> Json:
    said = {"dataset": dataset, "variable": variable, "comparator": comparator, "value": wanted}
    return {"level": at[0], "order": at[1], "condition": said}


def _compound(sign: str, parts: list[Json], at: tuple[int, int]) -> Json:
    # Levels count from the outermost clause, wherever a part was made.
    placed = [_placed(part, at[0] + 1, order) for order, part in enumerate(parts, 1)]
    return {
        "level": at[0],
        "order": at[1],
        "compoundExpression": {"logicalOperator": sign, "whereClauses": placed},
    }


def _placed(part: Json, level: int, order: int) -> Json:
    """The clause at another place, and all within it below."""
    moved = {**part, "level": level, "order": order}
    if "compoundExpression" in part:
        inner = part["compoundExpression"]
        within = [_placed(one, level + 1, n) for n, one in enumerate(inner["whereClauses"], 1)]
        moved["compoundExpression"] = {**inner, "whereClauses": within}
    return moved


def _text(value: Any) -> str:
    return value if isinstance(value, str) else number_text(float(value))
