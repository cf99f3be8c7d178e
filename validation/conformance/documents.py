"""Reads YAML as plain values: texts, numbers, truths, lists, mappings; nothing is made of any other tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
_TRUE = {"yes", "true", "on"}
_WORDS = {f"{_TAG}str", f"{_TAG}timestamp", "!"}  # a date is the text it is written as


_STRING = f"{_TAG}str"
_SHAPES = {yaml.SequenceNode: f"{_TAG}seq", yaml.MappingNode: f"{_TAG}map"}
# What a plain text has to begin with to be anything but a text.
_ODD = frozenset("0123456789+-.~nNtTfFyYoO=<")
# More than any rule says: what a few lines of aliases to aliases would grow to fills any memory.
MOST_NODES = 200_000
MOST_DEPTH = 100
_DEEP = re.compile(r"[\[{][\s\[{]{%d}" % (2 * MOST_DEPTH))  # noqa: UP031 - braces
# libyaml reads the same language, ten times as fast; SafeLoader where it is not built in.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Reads nodes, and asks what a text is only where it may be anything but a text."""

    def descend_resolver(self, *_: Any) -> None:
        """Nothing: no tag of ours depends on the place."""

    def ascend_resolver(self) -> None:
        """Nothing, as well."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """The tag of a node that has none written."""
        if kind is not yaml.ScalarNode:
            return _SHAPES[kind]
        if value and (not implicit[0] or value[0] not in _ODD):
            return _STRING
        return super().resolve(kind, value, implicit)


def documents_of(text: str) -> Iterator[Any]:
    """The documents of a YAML text; yaml.YAMLError where it is none, or where a mapping has a key twice."""
    if found := _DEEP.search(text):
        # Refused before it is composed: the parser's own stack would not hold it.
        mark = yaml.Mark("", 0, text.count("\n", 0, found.start()), 0, "", 0)
        raise yaml.constructor.ConstructorError(None, None, "brackets are nested too deeply", mark)
    for node in yaml.compose_all(text, Loader=_Loader):
        if _size(node, {}, 0) > MOST_NODES:
            words = f"it grows to more than {MOST_NODES:,} values by its aliases"
            raise yaml.constructor.ConstructorError(None, None, words, node.start_mark)
        yield _plain(node)


def _size(node: Any, known: dict[int, int], depth: int) -> int:
    """How many values a node grows to when its aliases are written out; each node is looked at once."""
    if depth > MOST_DEPTH:
        raise yaml.constructor.ConstructorError(None, None, "it is nested too deeply", node.start_mark)
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in known:
        parts = node.value if isinstance(node, yaml.SequenceNode) else [one for pair in node.value for one in pair]
        known[id(node)] = 1 + sum(_size(one, known, depth + 1) for one in parts)
    return known[id(node)]


def _plain(node: Any) -> Any:
    """The value of a node."""
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.tag in _WORDS else _scalar(node)
    if node.tag != _SHAPES[type(node)]:
        raise yaml.constructor.ConstructorError(None, None, f"{node.tag} is no value of a rule", node.start_mark)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one) for one in node.value]
    return _mapping(node)


def _mapping(node: Any) -> dict[Any, Any]:
    """The mapping of a node."""
    found: dict[Any, Any] = {}
    for key, value in node.value:
        word = _plain(key)
        if not isinstance(word, (str, int, float, bool)) or key.tag == f"{_TAG}merge":
            raise yaml.constructor.ConstructorError(None, None, "a key is no text", key.start_mark)
        if word in found:
            raise yaml.constructor.ConstructorError(None, None, f"the key {word} is there twice", key.start_mark)
        found[word] = _plain(value)
    return found


def _scalar(node: Any) -> Any:
    """A number, a truth or nothing."""
    kind, said = node.tag.removeprefix(_TAG), node.value
    if kind == "null":
        return None
    if kind == "bool":
        return said.lower() in _TRUE
    if kind == "int":
        return int(said.replace("_", ""), 0) if not said.lstrip("+-").startswith("0") or said == "0" else said
    if kind == "float":
        return _float(said)
    raise yaml.constructor.ConstructorError(None, None, f"{node.tag} is no value of a rule", node.start_mark)


def _float(said: str) -> float:
    """A number with a point, as YAML writes it: .5, 1e3, .inf."""
    words = said.replace("_", "").lower()
    return float(words.replace(".inf", "inf").replace(".nan", "nan"))
