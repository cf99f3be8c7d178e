"""Operators about the letters of a value: parts, patterns, lengths, capital letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.pairs import compared, items, number, paired, text
from validation.conformance.rule import NotApplicable


def contains(on: On) -> Mask:
    """Where the text holds the other text, or the list the other as an item; missing holds nothing."""
    return compared(on, lambda left, right: _holds(left, right, lambda one: one))


def does_not_contain(on: On) -> Mask:
    """Where it does not; a missing value does not."""
    return ~contains(on)


def contains_case_insensitive(on: On) -> Mask:
    """As contains, capital letters or not."""
    return compared(on, lambda left, right: _holds(left, right, str.lower))


def does_not_contain_case_insensitive(on: On) -> Mask:
    """As does_not_contain, capital letters or not."""
    return ~contains_case_insensitive(on)


def starts_with(on: On) -> Mask:
    """Where the value begins with the other; a variable as the other: with any of its values."""
    others = _others(on)
    return on.target.where(lambda one: text(one).startswith(others))


def ends_with(on: On) -> Mask:
    """Where the value ends with the other; a variable as the other: with any of its values."""
    others = _others(on)
    return on.target.where(lambda one: text(one).endswith(others))


def prefix_equal_to(on: On) -> Mask:
    """Where the first letters (`prefix`: how many) are the other; DOMAIN is the letters `--` stand for."""
    length = int(on.option("prefix") or 0)
    if on.condition.value == "DOMAIN" and on.table.domain:
        return on.target.where(lambda one: text(one)[:length] == on.table.domain)
    return compared(on, lambda left, right: left is not None and text(left)[:length] == right)


def prefix_not_equal_to(on: On) -> Mask:
    """Where the first letters are not the other."""
    return ~prefix_equal_to(on)


def suffix_equal_to(on: On) -> Mask:
    """Where the last letters (`suffix`: how many) are the other."""
    length = int(on.option("suffix") or 0)
    return compared(on, lambda left, right: left is not None and text(left)[-length:] == right)


def suffix_not_equal_to(on: On) -> Mask:
    """Where the last letters are not the other."""
    return ~suffix_equal_to(on)


def matches_regex(on: On) -> Mask:
    """Where the value begins as the pattern says (the pattern itself says where it ends); missing does not."""
    found = _pattern(on)
    return on.target.where(lambda one: found.match(text(one)) is not None)


def not_matches_regex(on: On) -> Mask:
    """Where there is a value, and it does not match."""
    return ~matches_regex(on) & ~on.target.empty


def prefix_matches_regex(on: On) -> Mask:
    """Where the pattern is found in the first letters (`prefix`: how many)."""
    found, length = _pattern(on), int(on.option("prefix") or 0)
    return on.target.where(lambda one: found.search(text(one)[:length]) is not None)


def not_prefix_matches_regex(on: On) -> Mask:
    """Where there is a value, and the pattern is not found in its first letters."""
    return ~prefix_matches_regex(on) & ~on.target.empty


def suffix_matches_regex(on: On) -> Mask:
    """Where the pattern is found in the last letters (`suffix`: how many)."""
    found, length = _pattern(on), int(on.option("suffix") or 0)
    return on.target.where(lambda one: found.search(text(one)[-length:]) is not None)


def not_suffix_matches_regex(on: On) -> Mask:
    """Where there is a value, and the pattern is not found in its last letters."""
    return ~suffix_matches_regex(on) & ~on.target.empty


def equals_string_part(on: On) -> Mask:
    """Where the value is the part of the other that `regex` finds first."""
    found = re.compile(str(on.option("regex") or ""))
    alike = bool(on.option("type_insensitive"))

    def part(left: Any, right: Any) -> bool:
        parts = found.findall(text(right)) if right is not None else []
        if left is None or not parts:
            return False
        first = parts[0]
        return left == first or (alike and number(left) is not None and number(left) == number(first))

    return compared(on, part)


def does_not_equal_string_part(on: On) -> Mask:
    """Where the value is not that part."""
    return ~equals_string_part(on)


def has_equal_length(on: On) -> Mask:
    """Where the value is as long as the number says, or as the other value is; missing has no length."""
    return _lengths(on, lambda left, right: left == right)


def has_not_equal_length(on: On) -> Mask:
    """Where it is not as long; a missing value is not."""
    return ~has_equal_length(on)


def longer_than(on: On) -> Mask:
    """Where the value has more letters."""
    return _lengths(on, lambda left, right: left > right)


def longer_than_or_equal_to(on: On) -> Mask:
    """Where the value has as many letters, or more."""
    return _lengths(on, lambda left, right: left >= right)


def shorter_than(on: On) -> Mask:
    """Where the value has fewer letters; a missing value has."""
    return ~longer_than_or_equal_to(on)


def shorter_than_or_equal_to(on: On) -> Mask:
    """Where the value has as many letters, or fewer; a missing value has."""
    return ~longer_than(on)


def split_parts_have_equal_length(on: On) -> Mask:
    """Where the value, split at `separator` (/), has one part, or two of the same length; missing has."""
    separator = str(on.option("separator") or "/")

    def level(one: Any) -> bool:
        parts = text(one).split(separator)
        return len(parts) == 1 or (len(parts) == 2 and len(parts[0]) == len(parts[1]))

    return on.target.where(level, missing=True)


def split_parts_have_unequal_length(on: On) -> Mask:
    """Where the two parts of the value differ in length, or there are more."""
    return ~split_parts_have_equal_length(on)


def _holds(left: Any, right: Any, turn: Callable[[str], str]) -> bool:
    """Whether the left holds the right: as an item of a list, or as a part of a text."""
    if left is None or right is None:
        return False
    if isinstance(left, (list, tuple)):
        return any(turn(text(one)) == turn(text(two)) for one in left for two in items(right))
    if isinstance(left, str) or isinstance(right, str):
        return turn(text(right)) in turn(text(left))
    return bool(left == right)


def _others(on: On) -> tuple[str, ...]:
    """The texts a value may begin or end with."""
    values = on.value.values if isinstance(on.value, Column) else items(on.value)
    return tuple(text(one) for one in values)


def _pattern(on: On) -> re.Pattern[str]:
    """The condition's pattern; its value is never a variable's name."""
    try:
        return re.compile(str(on.condition.value))
    except re.error as error:
        raise ValueError(f"{on.condition.value!r} is not a regular expression: {error}") from None


def _lengths(on: On, test: Callable[[float, float], bool]) -> Mask:
    """The test of two lengths; a number is a length itself."""
    value = on.value
    if isinstance(value, Column):
        return paired(on.target, value, lambda left, right: _both(left, _length(right), test))
    size = number(value)
    if size is None:
        raise NotApplicable(f"{on.table.name or 'the data'} has no variable {value}")
    return on.target.where(lambda one: test(float(len(text(one))), size))


def _both(left: Any, size: float | None, test: Callable[[float, float], bool]) -> bool:
    return left is not None and size is not None and test(float(len(text(left))), size)


def _length(value: Any) -> float | None:
    """How long a value is; a number says it itself."""
    if value is None or isinstance(value, float):
        return value
    return float(len(str(value)))
