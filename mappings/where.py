"""The only expression of a spec: which records are meant. Read with `ast` against a short list of nodes."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pandas import Series

from mappings.distinct import spread_flag
from mappings.error import MappingError
from mappings.rule import Name, Plain, constant, dotted, parse_expression, pointed, span

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Columns = Mapping[str, Series]

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=",
    ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)


@dataclass(frozen=True)
class Comparison:
    """A column beside a constant, a list of constants, or another column."""

    left: Name
    sign: str
    right: Name | Plain | tuple[Plain, ...]


@dataclass(frozen=True)
class Check:
    """A named test of a column: isna, notna, startswith, endswith, contains, matches, isnumber."""

    name: Name
    test: str
    argument: str = ""


@dataclass(frozen=True)
class Logic:
    """`and`, `or`, `not` over parts."""

    sign: str
    parts: tuple[Any, ...]


Node = Comparison | Check | Logic
TESTS: dict[str, Callable[[str | None, str], bool]] = {
    "isna": lambda value, _: value is None,
    "notna": lambda value, _: value is not None,
    "startswith": lambda value, argument: value is not None and value.startswith(argument),
    "endswith": lambda value, argument: value is not None and value.endswith(argument),
    "contains": lambda value, argument: value is not None and argument in value,
    "isnumber": lambda value, _: value is not None and NUMBER.fullmatch(value) is not None,
}
WITH_ARGUMENT = {"startswith", "endswith", "contains"}


@dataclass(frozen=True)
class Where:
    """A condition on records, with the text it was read from."""

    node: Node
    text: str

    def names(self) -> tuple[Name, ...]:
        """Every name the condition mentions."""
        return tuple(_names(self.node))

    def mask(self, columns: Columns) -> Mask:
        """True for each record the condition holds for; a missing value equals nothing and is not ordered."""
        return _mask(self.node, columns)

    def __str__(self) -> str:
        return self.text


def parse_where(text: str, place: str = "where") -> Where:
    """The condition in the text: comparisons, and/or/not, in, and the named tests."""
    return Where(_node(parse_expression(text, place), text, place), text.strip())


def _node(node: ast.expr, text: str, place: str) -> Node:
    if isinstance(node, ast.BoolOp):
        sign = "and" if isinstance(node.op, ast.And) else "or"
        return Logic(sign, tuple(_node(value, text, place) for value in node.values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Logic("not", (_node(node.operand, text, place),))
    if isinstance(node, ast.Compare):
        return _compare(node, text, place)
    if isinstance(node, ast.Call):
        return _check(node, text, place)
    raise pointed(place, text, node, "not a condition", 'for example  visit == "M12" and result.notna()')


def _compare(node: ast.Compare, text: str, place: str) -> Node:
    sides = [node.left, *node.comparators]
    parts = [
        _comparison(left, sign, right, text, place)
        for left, sign, right in zip(sides, node.ops, sides[1:], strict=False)
    ]
    return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))


def _comparison(left: ast.expr, sign: ast.cmpop, right: ast.expr, text: str, place: str) -> Comparison:
    word = COMPARISONS.get(type(sign))
    if word is None:
        raise pointed(place, text, right, "`is` compares objects, not values", "say == or .isna()")
    name = dotted(left)
    if name is None and dotted(right) is not None and word in MIRROR:
        return _comparison(right, MIRROR[word], left, text, place)
    if name is None:
        raise pointed(place, text, left, "a comparison begins with a column")
    return Comparison(Name(name, *span(text, left)), word, _right(right, word, text, place))


MIRROR: dict[str, ast.cmpop] = {
    "==": ast.Eq(), "!=": ast.NotEq(), "<": ast.Gt(), "<=": ast.GtE(), ">": ast.Lt(), ">=": ast.LtE(),
}  # fmt: skip


def _right(node: ast.expr, sign: str, text: str, place: str) -> Name | Plain | tuple[Plain, ...]:
    if sign.endswith("in"):
        if not isinstance(node, ast.List | ast.Tuple):
            raise pointed(place, text, node, f"`{sign}` wants a list", 'for example  visit in ["D0", "M1"]')
        return tuple(_literal(part, text, place) for part in node.elts)
    name = dotted(node)
    return Name(name, *span(text, node)) if name is not None else _literal(node, text, place)


def _literal(node: ast.expr, text: str, place: str) -> Plain:
    try:
        value = constant(node)
    except TypeError:
        raise pointed(place, text, node, "not a plain value", "a text in quotes or a number") from None
    if value is None or isinstance(value, bool):
        raise pointed(place, text, node, f"{value} is no value of a record", "say .isna() or .notna()")
    return value


def _check(node: ast.Call, text: str, place: str) -> Check:
    if not isinstance(node.func, ast.Attribute) or node.keywords:
        raise pointed(place, text, node, "no calls in a condition", f"the tests are .{'(), .'.join(sorted(TESTS))}()")
    test, name = node.func.attr, dotted(node.func.value)
    if test not in TESTS or name is None:
        raise pointed(place, text, node, f"no test .{test}()", f"the tests are .{'(), .'.join(sorted(TESTS))}()")
    if len(node.args) != (1 if test in WITH_ARGUMENT else 0):
        raise pointed(place, text, node, f".{test}() takes {'one text' if test in WITH_ARGUMENT else 'nothing'}")
    argument = _literal(node.args[0], text, place) if node.args else ""
    return Check(Name(name, *span(text, node.func.value)), test, str(argument))


def _names(node: Node) -> list[Name]:
    if isinstance(node, Logic):
        return [name for part in node.parts for name in _names(part)]
    if isinstance(node, Check):
        return [node.name]
    return [node.left, node.right] if isinstance(node.right, Name) else [node.left]


def _mask(node: Node, columns: Columns) -> Mask:
    if isinstance(node, Logic):
        masks = [_mask(part, columns) for part in node.parts]
        if node.sign == "not":
            return ~masks[0]
        join = np.logical_and if node.sign == "and" else np.logical_or
        together: Mask = join.reduce(masks)
        return together
    if isinstance(node, Check):
        test = TESTS[node.test]
        return spread_flag(lambda value: test(_word(value), node.argument), columns[node.name.text]).to_numpy()
    if isinstance(node.right, Name):
        return spread_flag(_judge(node.sign), columns[node.left.text], columns[node.right.text]).to_numpy()
    judge = _judge(node.sign)
    return spread_flag(lambda value: judge(value, node.right), columns[node.left.text]).to_numpy()


def _judge(sign: str) -> Callable[[Any, Any], bool]:
    if sign in ORDER:
        return lambda left, right: _ordered(left, right, ORDER[sign])
    if sign in {"in", "not in"}:
        return lambda left, right: any(_equal(left, item) for item in right) == (sign == "in")
    return lambda left, right: _equal(left, right) == (sign == "==")


def _equal(left: Any, right: Any) -> bool:
    """Text equals text to the letter; a number equals any writing of it. Missing equals nothing."""
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    one, other = _number(left), _number(right)
    return one is not None and one == other


def _ordered(left: Any, right: Any, order: Callable[[Any, Any], bool]) -> bool:
    """Numbers by size, else text by letters (ISO 8601 dates of one precision order that way)."""
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str) and not (NUMBER.fullmatch(left) and NUMBER.fullmatch(right)):
        return order(left, right)
    one, other = _number(left), _number(right)
    return one is not None and other is not None and order(one, other)


def _number(value: Any) -> Any:
    from decimal import Decimal

    if isinstance(value, str):
        return Decimal(value.strip()) if NUMBER.fullmatch(value) else None
    return Decimal(repr(value))


def _word(value: Any) -> str | None:
    from mappings.distinct import number_text

    return value if value is None or isinstance(value, str) else number_text(value)


def conjunction(where: Where, place: str) -> tuple[Comparison, ...]:
    """The comparisons of a condition that is a plain `and` of them, as Define-XML's where clauses are."""
    parts = where.node.parts if isinstance(where.node, Logic) and where.node.sign == "and" else (where.node,)
    if all(isinstance(part, Comparison) and not isinstance(part.right, Name) for part in parts):
        return tuple(part for part in parts if isinstance(part, Comparison))
    raise MappingError(place, where.text, "a value-level condition is one or more comparisons joined by `and`")
