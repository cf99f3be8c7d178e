"""The grammar of a rule: one call in Python's syntax, read with `ast` and never evaluated."""

from __future__ import annotations

import ast
import keyword
import re
import sys
from dataclasses import dataclass
from typing import Any

from mappings.error import MappingError

ALLOWED = {"True", "False", "None", "and", "or", "not", "in", "is"}
LONG_LINE = 160
Plain = str | int | float | bool | None


@dataclass(frozen=True)
class Name:
    """A name in a rule, and where it stands: `AESTDTC`, `DM.RFSTDTC`, `adverse_events.start`."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Rule:
    """A word and what it is applied to, with the text it was read from."""

    word: Name
    arguments: tuple[Argument, ...] = ()
    options: tuple[tuple[str, Argument], ...] = ()
    text: str = ""

    def names(self) -> tuple[Name, ...]:
        """Every name the rule mentions, in order, words and option keys apart."""
        values = [*self.arguments, *(value for _, value in self.options)]
        return tuple(name for value in values for name in _names(value))

    def __str__(self) -> str:
        return self.text


# A list holds arguments again, a {table} holds them under texts; `Any` keeps the type from naming itself.
Argument = Name | Plain | tuple[Any, ...] | dict[str, Any]


def parse_rule(text: str, place: str = "rule") -> Rule:
    """The rule in the text; one call, no nesting, no operators."""
    tree = parse_expression(text, place)
    if not isinstance(tree, ast.Call):
        remedy = f"for example  assign({text.strip() or 'column'})"
        if not isinstance(tree, ast.Name | ast.Constant):
            remedy = "no operators: words compute, one step in one variable; comparisons stand in `where`"
        raise pointed(place, text, tree, "a rule is one call", remedy)
    word = _dotted(tree.func)
    if word is None or "." in word:
        raise pointed(place, text, tree.func, "a rule begins with the name of an algorithm")
    arguments = tuple(_argument(node, text, place) for node in tree.args)
    options = tuple(_option(keyword, text, place) for keyword in tree.keywords)
    return Rule(Name(word, *span(text, tree.func)), arguments, options, text.strip())


def parse_expression(text: str, place: str) -> ast.expr:
    """The syntax tree of one expression; a text that Python cannot read is an error with its column."""
    _refuse_strange(text, place)
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = max((getattr(error, "offset", None) or 1) - 1, 0)
        reason = getattr(error, "msg", None) or "cannot be read"
        problem = underlined(text.strip(), min(column, max(len(text.strip()) - 1, 0)), column + 1, reason)
        raise MappingError(place, problem, _keyword(text)) from None


def _keyword(text: str) -> str:
    """What to do about a column that has the name of a Python keyword."""
    words = [word for word in re.findall(r"[A-Za-z_]+", text) if keyword.iskeyword(word) and word not in ALLOWED]
    if not words:
        return ""
    return f'`{words[0]}` cannot name a column: say  rename = {{"{words[0]}" = "{words[0]}_"}}  in study.toml'


def pointed(place: str, text: str, node: ast.expr | ast.keyword | Name, problem: str, remedy: str = "") -> MappingError:
    """An error that shows the text with tildes under the node."""
    start, end = (node.start, node.end) if isinstance(node, Name) else span(text, node)
    return MappingError(place, underlined(text.strip(), start, end, problem), remedy)


def underlined(text: str, start: int, end: int, problem: str) -> str:
    """The text, and under it tildes from start to end with the problem beside them."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    width = max(1, min(end, line_start + len(line)) - start)
    before = start - line_start
    if len(line) > LONG_LINE:
        # The part around the fault; a line of thousands of letters points at nothing.
        cut = max(0, before - LONG_LINE // 2)
        line, before = line[cut : cut + LONG_LINE], before - cut
        width = min(width, LONG_LINE - before)
    return f"{line}\n{' ' * before}{'~' * width} {problem}"


def span(text: str, node: ast.expr | ast.keyword) -> tuple[int, int]:
    """First and last character of a node in the stripped text (ast counts bytes of a line, people count characters)."""
    lines = text.strip().split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def place(line_number: int, offset: int) -> int:
        return starts[line_number - 1] + len(lines[line_number - 1].encode()[:offset].decode(errors="ignore"))

    end_line, end_offset = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset + 1
    return place(node.lineno, node.col_offset), place(end_line, end_offset)


def constant(node: ast.expr) -> Plain:
    """The plain value of a literal; a negative number is one too. Raises TypeError for anything else."""
    if _endless(node):
        raise TypeError
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return -value
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool | None):
        return node.value
    raise TypeError


def _endless(node: ast.expr) -> bool:
    """Whether it is a number that no float64 holds: 1e400, or an integer of 400 digits."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    value = inner.value if isinstance(inner, ast.Constant) else None
    return isinstance(value, int | float) and not abs(value) <= sys.float_info.max


def dotted(node: ast.expr) -> str | None:
    """The text of a name with dots, or None when the node is something else."""
    return _dotted(node)


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = _dotted(node.value)
        return None if front is None else f"{front}.{node.attr}"
    return None


def _argument(node: ast.expr, text: str, place: str) -> Argument:
    name = _dotted(node)
    if name is not None:
        return Name(name, *span(text, node))
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(_argument(part, text, place) for part in node.elts)
    if isinstance(node, ast.Dict):
        return _pairs(node, text, place)
    try:
        return constant(node)
    except TypeError:
        raise pointed(place, text, node, _refusal(node), _advice(node)) from None


def _pairs(node: ast.Dict, text: str, place: str) -> dict[str, Argument]:
    pairs: dict[str, Argument] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            raise pointed(place, text, key or value, "the left side of a pair is a text in quotes")
        if key.value in pairs:
            raise pointed(place, text, key, f"{key.value!r} is said twice")
        pairs[key.value] = _argument(value, text, place)
    return pairs


def _option(keyword: ast.keyword, text: str, place: str) -> tuple[str, Argument]:
    if keyword.arg is None:
        raise pointed(place, text, keyword, "`**` has no meaning in a rule")
    return keyword.arg, _argument(keyword.value, text, place)


def _refusal(node: ast.expr) -> str:
    if _endless(node):
        return "a number that no dataset can hold"
    if isinstance(node, ast.Call):
        return "a call inside a call"
    if isinstance(node, ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp):
        return "no operators in a rule"
    return f"{type(node).__name__} has no meaning in a rule"


def _advice(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return "give the inner call a variable of its own (submit = false keeps it at home)"
    if isinstance(node, ast.Compare | ast.BoolOp | ast.IfExp):
        return "conditions stand in `where`"
    return "an argument is a name, a text in quotes, a number, True, False, None, a [list] or a {table}"


def _refuse_strange(text: str, place: str) -> None:
    if not text.strip():
        raise MappingError(place, "the rule is empty", "say an algorithm, for example  assign(column)")
    if "\0" in text:
        raise MappingError(place, "the rule holds a NUL character", "type the rule anew")


def _names(value: Argument) -> tuple[Name, ...]:
    if isinstance(value, Name):
        return (value,)
    if isinstance(value, tuple):
        return tuple(name for part in value for name in _names(part))
    if isinstance(value, dict):
        return tuple(name for part in value.values() for name in _names(part))
    return ()
