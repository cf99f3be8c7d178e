"""Promises as Great Expectations says them: types and arguments of its core expectations, without importing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from mappings.rule import Name
from mappings.spec import DatasetSpec
from mappings.where import NUMBER, Comparison, Logic, Node, Where
from validation.promises import promise as said
from validation.promises.promise import Promise
from validation.promises.words import GRAVITY

Arguments = dict[str, Any]
# Text as pandas has it without its own types; numbers as SAS has them, and as other readers do.
_TEXT, _NUMBERS = ("str",), ("float64", "float32", "int64", "int32", "Float64", "Int64")


@dataclass(frozen=True)
class Expected:
    """One expectation: its type in Great Expectations, and its arguments.

    `beside` names the column that has to stand beside the dataset's own, where the expectation looks at one.
    """

    type: str
    arguments: Arguments = field(hash=False)
    beside: tuple[str, ...] = ()

    def configuration(self, promise: Promise) -> Arguments:
        """The expectation as a suite holds it; its `meta` says which promise it is of."""
        meta = {"promise": promise.name, "check": promise.id, "severity": promise.severity, "words": promise.words}
        return {"type": self.type, "kwargs": self.arguments, "meta": meta, "severity": GRAVITY[promise.severity]}


def expected(promise: Promise, dataset: DatasetSpec) -> tuple[Expected, ...]:
    """The expectations that say the promise; none where Great Expectations has no word for it (labels)."""
    demand = promise.demand
    made = _SAID.get(type(demand))
    if made is None:
        return ()
    return tuple(_where(one, promise, dataset) for one in made(promise, demand))


def selection(where: Where, dataset: DatasetSpec) -> Arguments | None:
    """The condition as one of Great Expectations'; None where the two would not select the same records."""
    return _condition(where.node, dataset)


def selecting(where: Where) -> str:
    """The name of the column that says which records are meant, where no condition can; a name that Python takes."""
    return f"where_{crc32(where.text.encode()):08x}"


def once(dataset: str) -> str:
    """The name of the column with the subject, where it has one record in that dataset; a name that Python takes."""
    return f"{dataset}_USUBJID_once"


def _where(one: Expected, promise: Promise, dataset: DatasetSpec) -> Expected:
    if promise.where is None:
        return one
    condition = selection(promise.where, dataset)
    if condition is not None:
        return Expected(one.type, {**one.arguments, "row_condition": condition}, one.beside)
    name = selecting(promise.where)
    condition = _comparison(name, "==", 1)
    return Expected(one.type, {**one.arguments, "row_condition": condition}, (*one.beside, name))


def _comparison(name: str, operator: str, parameter: object) -> Arguments:
    return {"type": "comparison", "column": {"name": name}, "operator": operator, "parameter": parameter}


def _filled(name: str) -> Arguments:
    return {"type": "nullity", "column": {"name": name}, "is_null": False}


def _condition(node: Node, dataset: DatasetSpec) -> Arguments | None:
    if isinstance(node, Logic) and node.sign == "and":
        parts = [_condition(part, dataset) for part in node.parts]
        # Great Expectations takes up to a hundred.
        return {"type": "and", "conditions": parts} if all(parts) and len(parts) <= 100 else None
    if not isinstance(node, Comparison) or isinstance(node.right, Name):
        return None
    variable = dataset.variable(node.left.text)
    if variable is None:
        return None
    return _compared(node, variable.type == "Num")


def _compared(node: Comparison, number: bool) -> Arguments | None:
    several = isinstance(node.right, tuple)
    given = node.right if isinstance(node.right, tuple) else (node.right,)
    values = [_literal(value, number) for value in given]
    if any(value is None for value in values):
        return None
    ordered = node.sign in {"<", "<=", ">", ">="}
    # Texts that are numbers are ordered by size here, and by letters there.
    if ordered and any(isinstance(value, str) and NUMBER.fullmatch(value) for value in values):
        return None
    operator = {"in": "IN", "not in": "NOT_IN"}.get(node.sign, node.sign)
    return _comparison(node.left.text, operator, values if several else values[0])


def _literal(value: object, number: bool) -> str | float | None:
    if not number:
        return value if isinstance(value, str) else None
    text = str(value)
    return float(text) if not isinstance(value, bool) and NUMBER.fullmatch(text) else None


def _column(type_: str, **arguments: object) -> Callable[[Promise, Any], tuple[Expected, ...]]:
    return lambda promise, demand: (Expected(type_, {"column": promise.variables[0], **arguments}),)


def _among(promise: Promise, demand: said.Among) -> tuple[Expected, ...]:
    arguments = {"column": promise.variables[0], "value_set": list(demand.values)}
    return (Expected("expect_column_values_to_be_in_set", arguments),)


def _none_of(promise: Promise, demand: said.NoneOf) -> tuple[Expected, ...]:
    arguments = {"column": promise.variables[0], "value_set": list(demand.values)}
    return (Expected("expect_column_values_to_not_be_in_set", arguments),)


def _between(promise: Promise, demand: said.Between) -> tuple[Expected, ...]:
    limits = {"min_value": demand.least, "max_value": demand.most}
    given = {name: value for name, value in limits.items() if value is not None}
    return (Expected("expect_column_values_to_be_between", {"column": promise.variables[0], **given}),)


def _typed(promise: Promise, demand: said.Typed) -> tuple[Expected, ...]:
    types = list(_NUMBERS if demand.number else _TEXT)
    arguments = {"column": promise.variables[0], "type_list": types}
    return (Expected("expect_column_values_to_be_in_type_list", arguments),)


def _matching(promise: Promise, demand: said.Matching) -> tuple[Expected, ...]:
    arguments = {"column": promise.variables[0], "regex": rf"^(?:{demand.regex})\Z"}
    return (Expected("expect_column_values_to_match_regex", arguments),)


def _bytes(promise: Promise, demand: said.Bytes) -> tuple[Expected, ...]:
    """Letters in the data as they are, which are never more than the bytes; and the bytes, beside."""
    name, most = promise.variables[0], {"max_value": demand.most}
    counted = f"{name}.bytes"
    return (
        Expected("expect_column_value_lengths_to_be_between", {"column": name, **most}),
        Expected("expect_column_values_to_be_between", {"column": counted, **most}, (counted,)),
    )


def _decimals(promise: Promise, demand: said.Decimals) -> tuple[Expected, ...]:
    name = f"{promise.variables[0]}.decimals"
    arguments = {"column": name, "max_value": demand.most}
    return (Expected("expect_column_values_to_be_between", arguments, (name,)),)


def _unique(promise: Promise, demand: said.Unique) -> tuple[Expected, ...]:
    if len(promise.variables) == 1:
        return (Expected("expect_column_values_to_be_unique", {"column": promise.variables[0]}),)
    arguments = {"column_list": list(promise.variables), "ignore_row_if": "never"}
    return (Expected("expect_compound_columns_to_be_unique", arguments),)


def _one_to_one(promise: Promise, demand: said.OneToOne) -> tuple[Expected, ...]:
    name = ".".join((*promise.variables, "usual", *demand.within))
    return (Expected("expect_column_values_to_be_in_set", {"column": name, "value_set": [1.0]}, (name,)),)


def _not_before(promise: Promise, demand: said.NotBefore) -> tuple[Expected, ...]:
    end, start = promise.variables
    if demand.number:
        arguments = {
            "column_A": end, "column_B": start, "or_equal": True, "ignore_row_if": "either_value_is_missing",
        }  # fmt: skip
        return (Expected("expect_column_pair_values_a_to_be_greater_than_b", arguments),)
    name = f"{end}.{start}.before"
    return (Expected("expect_column_values_to_be_in_set", {"column": name, "value_set": [0.0]}, (name,)),)


def _known(promise: Promise, demand: said.Known) -> tuple[Expected, ...]:
    name = f"{demand.dataset}.{demand.variable}"
    arguments = {"column": name, "row_condition": _filled(promise.variables[0])}
    return (Expected("expect_column_values_to_not_be_null", arguments, (name,)),)


def _same(promise: Promise, demand: said.Same) -> tuple[Expected, ...]:
    name, there = f"{demand.dataset}.{demand.variable}", once(demand.dataset)
    arguments = {
        "column_A": promise.variables[0], "column_B": name, "ignore_row_if": "both_values_are_missing",
        "row_condition": _filled(there),
    }  # fmt: skip
    return (Expected("expect_column_pair_values_to_be_equal", arguments, (name, there)),)


def _described(promise: Promise, demand: said.Described) -> tuple[Expected, ...]:
    arguments = {"column_set": list(demand.names), "exact_match": True}
    return (Expected("expect_table_columns_to_match_set", arguments),)


def _ordered(promise: Promise, demand: said.Ordered) -> tuple[Expected, ...]:
    return (Expected("expect_table_columns_to_match_ordered_list", {"column_list": list(demand.names)}),)


def _delivered(promise: Promise, demand: said.Delivered) -> tuple[Expected, ...]:
    return (Expected("expect_table_row_count_to_be_between", {"min_value": 0}),)


_SAID: Mapping[type, Callable[[Promise, Any], tuple[Expected, ...]]] = {
    said.Delivered: _delivered,
    said.Described: _described,
    said.Ordered: _ordered,
    said.Present: _column("expect_column_to_exist"),
    said.Typed: _typed,
    said.Filled: _column("expect_column_values_to_not_be_null"),
    said.Empty: _column("expect_column_values_to_be_null"),
    said.Bytes: _bytes,
    said.Decimals: _decimals,
    # A number of pandas with all its decimals, which are none or a single 0; or so large that it has none.
    said.Whole: _column("expect_column_values_to_match_regex", regex=r"^-?[0-9]+(?:\.0)?\Z|e\+"),
    said.Matching: _matching,
    said.Among: _among,
    said.NoneOf: _none_of,
    said.Between: _between,
    said.Unique: _unique,
    said.OneToOne: _one_to_one,
    said.NotBefore: _not_before,
    said.Known: _known,
    said.Same: _same,
}
