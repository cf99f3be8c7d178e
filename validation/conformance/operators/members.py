"""Operators about lists: a value in a list, a list that holds values, lists that share some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.pairs import compared, items, paired, text
from validation.conformance.rule import NotApplicable


def is_contained_by(on: On) -> Mask:
    """Where the value is in the list, or among all values of the variable named; missing is in no list."""
    return _within(on, on.target, _same)


def is_not_contained_by(on: On) -> Mask:
    """Where the value is not in the list; a missing one is not."""
    return ~is_contained_by(on)


def is_contained_by_case_insensitive(on: On) -> Mask:
    """As is_contained_by, capital letters or not."""
    return _within(on, on.target, _low)


def is_not_contained_by_case_insensitive(on: On) -> Mask:
    """As is_not_contained_by, capital letters or not."""
    return ~is_contained_by_case_insensitive(on)


def prefix_is_contained_by(on: On) -> Mask:
    """Where the first letters (`prefix`: how many) are in the list."""
    length = int(on.option("prefix") or 0)
    return _within(on, on.target.mapped(lambda value: text(value)[:length]), _same)


def prefix_is_not_contained_by(on: On) -> Mask:
    """Where the first letters are not in the list."""
    return ~prefix_is_contained_by(on)


def suffix_is_contained_by(on: On) -> Mask:
    """Where the last letters (`suffix`: how many) are in the list."""
    length = int(on.option("suffix") or 0)
    return _within(on, on.target.mapped(lambda value: text(value)[-length:]), _same)


def suffix_is_not_contained_by(on: On) -> Mask:
    """Where the last letters are not in the list."""
    return ~suffix_is_contained_by(on)


def contains_all(on: On) -> Mask | bool:
    """Whether the variable has all these values somewhere; record by record where both are lists."""
    wanted = on.value
    if isinstance(wanted, Column) and _lists(wanted) and _lists(on.target):
        return paired(on.target, wanted, lambda left, right: set(items(right)) <= set(items(left)))
    has = {one for value in on.target.values for one in items(value)}
    if isinstance(wanted, Column):
        return {one for value in wanted.values for one in items(value)} <= has
    listed = wanted if isinstance(wanted, (list, tuple, set)) else [wanted]
    opened = [one for word in listed for one in items(on.answers.get(word, word) if isinstance(word, str) else word)]
    return set(opened) <= has


def not_contains_all(on: On) -> Mask | bool:
    """Whether the variable lacks one of these values."""
    found = contains_all(on)
    return not found if isinstance(found, bool) else ~found


def shares_at_least_one_element_with(on: On) -> Mask:
    """Where two lists have an item in common."""
    return _shared(on, lambda count: count > 0)


def shares_exactly_one_element_with(on: On) -> Mask:
    """Where two lists have just one item in common."""
    return _shared(on, lambda count: count == 1)


def shares_no_elements_with(on: On) -> Mask:
    """Where two lists have no item in common."""
    return _shared(on, lambda count: count == 0)


def is_ordered_subset_of(on: On) -> Mask:
    """Where all items are in the other list, in its order."""
    return compared(on, _in_order)


def is_not_ordered_subset_of(on: On) -> Mask:
    """Where an item is not in the other list, or out of its order."""
    return ~is_ordered_subset_of(on)


def value_has_multiple_references(on: On) -> Mask:
    """Where an operation counted the value more than once; the counts are a mapping, or pairs of value and count."""
    target, counts = on.target, on.answers.get(str(on.condition.value))
    if not isinstance(counts, Mapping):
        raise NotApplicable(f"{on.condition.value} counts nothing")
    return target.where(lambda value: int(counts.get(value, 0)) > 1)


def value_does_not_have_multiple_references(on: On) -> Mask:
    """Where an operation counted the value once at most."""
    return ~value_has_multiple_references(on)


def _within(on: On, target: Column, turn: Callable[[Any], Any]) -> Mask:
    """Where the target is in what the condition names; one of a list's items is enough."""
    value = on.value
    if isinstance(value, Column) and (_lists(value) or _lists(target)):
        return paired(target, value, lambda left, right: _any_in(left, map(turn, items(right)), turn))
    if isinstance(value, Column):
        among = {turn(one) for one in value.values}
        return target.spread([turn(one) in among for one in target.values])
    if not isinstance(value, (list, tuple, set, frozenset)):
        value = () if value is None else (value,)
    among = _set_of(on, value, turn)
    if _lists(target):
        return target.where(lambda one: _any_in(one, among, turn))
    return target.spread([turn(one) in among for one in target.values])


def _set_of(on: On, value: Any, turn: Callable[[Any], Any]) -> set[Any]:
    """What the condition's list holds; a word that names an operation's answer stands for its items."""
    named = isinstance(on.condition.value, str) or not on.answers  # one answer as a whole, or none
    if named and not any(isinstance(word, (list, tuple)) for word in value):
        return {turn(word) for word in value}
    return {turn(one) for word in value for one in items(on.answers.get(word, word) if _asked(word) else word)}


def _asked(word: Any) -> bool:
    """Whether a word of a list names an operation's answer."""
    return isinstance(word, str) and word.startswith("$")


def _any_in(value: Any, among: Iterable[Any], turn: Callable[[Any], Any]) -> bool:
    """Whether the value, or one of its items, is among these."""
    known = among if isinstance(among, set) else set(among)
    return any(turn(one) in known for one in items(value))


def _shared(on: On, test: Callable[[int], bool]) -> Mask:
    """The test of how many items the two lists have in common."""
    if not isinstance(on.value, (Column, list, tuple, set)):
        raise NotApplicable(f"{on.table.name} has no variable {on.condition.value}")
    return compared(on, lambda left, right: test(len(set(items(left)) & set(items(right)))))


def _in_order(left: Any, right: Any) -> bool:
    """Whether all of the left are on the right, in its order."""
    places = {one: place for place, one in enumerate(items(right))}
    found = [places.get(one, -1) for one in items(left)]
    return -1 not in found and found == sorted(found)


def _lists(column: Column) -> bool:
    """Whether the values are lists."""
    return len(column.values) > 0 and all(isinstance(one, tuple) for one in column.values)


def _same(value: Any) -> Any:
    return value


def _low(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
