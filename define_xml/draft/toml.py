"""Texts of TOML: values, lines with a remark, tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

# A value as TOML knows it: a text, a number, true or false, a list, an inline table.
Value = Any


def value(said: Value) -> str:
    """The value as TOML writes it, on one line."""
    if isinstance(said, Mapping):
        return "{" + ", ".join(f"{key(name)} = {value(one)}" for name, one in said.items()) + "}"
    if isinstance(said, list | tuple):
        return "[" + ", ".join(value(one) for one in said) + "]"
    if isinstance(said, bool):
        return "true" if said else "false"
    return str(said) if isinstance(said, int) else quoted(str(said))


def quoted(text: str) -> str:
    """The text in double quotes; what TOML forbids in them is escaped as it is in JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def rule_text(text: str) -> str:
    """A rule or a condition in single quotes where it can stand there, so that its own quotes stay as they are."""
    if "'" in text or not text.replace("\n", "").isprintable():
        return quoted(text)
    return f"'''{text}'''" if "\n" in text else f"'{text}'"


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    plain = bool(name) and name.isascii() and all(sign.isalnum() or sign in "_-" for sign in name)
    return name if plain else quoted(name)


def line(name: str, said: Value, remark: str = "") -> str:
    """`name = value  # remark`."""
    return with_remark(f"{key(name)} = {value(said)}", remark)


def rule_line(name: str, text: str, remark: str = "") -> str:
    """`name = 'rule'  # remark`."""
    return with_remark(f"{key(name)} = {rule_text(text)}", remark)


def with_remark(text: str, remark: str) -> str:
    """The line with a remark behind it."""
    return f"{text}  # {one_line(remark)}" if remark else text


def remark(text: str) -> str:
    """A line that is a remark alone."""
    return f"# {one_line(text)}"


def one_line(text: str) -> str:
    """What may stand in a remark: no line ends, no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def file(blocks: Iterable[Iterable[str]]) -> str:
    """A file: blocks of lines, with an empty line between two."""
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"
