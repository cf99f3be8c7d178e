"""Values and conditions in plain words, for people who read a define.xml and not a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mappings.distinct import number_text
from mappings.rule import Name
from mappings.where import Check, Comparison, Logic, Where

MANY = 12  # more than that many names in a row are not read: the rule beside has them all
SIGNS = {"==": "is", "!=": "is not", "in": "is one of", "not in": "is none of"}
TESTS = {
    "isna": "is missing", "notna": "has a value", "startswith": "begins with", "endswith": "ends with",
    "contains": "contains", "isnumber": "is a number",
}  # fmt: skip


def condition_words(where: Where) -> str:
    """The condition as part of a sentence: `AEOUT is "FATAL" and AESTDTC has a value`."""
    return _condition(where.node, inside=False)


def value_words(value: Any) -> str:
    """An argument as people write it: a name, a text in quotes, a list, a table."""
    if isinstance(value, Name):
        return value.text
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple | list):
        return listed([f"({value_words(one)})" if isinstance(one, tuple) else value_words(one) for one in value])
    if isinstance(value, Mapping):
        return listed([f'"{key}": {value_words(one)}' for key, one in value.items()])
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return number_text(value)


def arguments(value: Any) -> tuple[Any, ...]:
    """One argument, or those of a list, one by one; none of nothing."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def argument_words(value: Any, last: str = "and") -> str:
    """One argument or several as part of a sentence: `A, B and C`."""
    return joined([value_words(one) for one in arguments(value)], last)


def listed(words: Sequence[str]) -> str:
    """`A, B, C`; of very many the first and the last."""
    if len(words) > MANY:
        words = [*words[:3], "...", f"{words[-1]} ({len(words)} in all)"]
    return ", ".join(words)


def joined(words: Sequence[str], last: str = "and") -> str:
    """`A, B and C`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _condition(node: Any, *, inside: bool) -> str:
    if isinstance(node, Logic):
        if node.sign == "not":
            return f"not ({_condition(node.parts[0], inside=False)})"
        words = f" {node.sign} ".join(_condition(part, inside=True) for part in node.parts)
        return f"({words})" if inside else words
    if isinstance(node, Check):
        tested = f"{node.name.text} {TESTS[node.test]}"
        return f'{tested} "{node.argument}"' if node.argument else tested
    assert isinstance(node, Comparison)
    return f"{node.left.text} {SIGNS.get(node.sign, node.sign)} {value_words(node.right)}"
