"""The Python files of the house, read: their trees, what they import and call, and how large they are."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = ("mappings", "define_xml", "validation", "sdtm", "adam")
CODE = (*FLOORS, "synthetic")
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[str]:
    """The Python files below these folders, by their path in the house."""
    return sorted(path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def source(path: str) -> str:
    """The text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(source(path), path)


def module(path: str) -> str:
    """The name a file is imported by."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module(path): path for path in python_files(*CODE)}


def walk(node: ast.AST, typing: bool) -> Iterator[ast.AST]:
    """Every node below; without what stands under `if TYPE_CHECKING:` unless `typing`."""
    yield node
    skipped = not typing and isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
    for child in node.orelse if isinstance(node, ast.If) and skipped else ast.iter_child_nodes(node):
        yield from walk(child, typing)


@cache
def imported(path: str, typing: bool = True) -> frozenset[str]:
    """The modules a file imports, anywhere in it; a module named in a text counts too."""
    names: set[str] = set()
    for node in walk(tree(path), typing):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} a relative import"
            front = node.module or ""
            names |= {f"{front}.{alias.name}" if f"{front}.{alias.name}" in MODULES else front for alias in node.names}
        elif isinstance(node, ast.Constant) and node.value in MODULES and "." in str(node.value):
            names.add(str(node.value))
    return frozenset(names)


def functions(path: str) -> Iterator[Function]:
    """Every function of a file, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def code_lines(path: str, function: Function) -> int:
    """Lines that hold code: no docstring, comment or blank."""
    first = function.body[0]
    docstring = set(span(first)) if ast.get_docstring(function) is not None else set()
    return len((lines_with_code(path) & set(span(function))) - docstring)


def span(node: ast.stmt) -> range:
    """The lines a statement stands on."""
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


@cache
def lines_with_code(path: str) -> frozenset[int]:
    """The numbers of the lines on which a token other than a comment stands."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(source(path)).readline)
    return frozenset(line for one in tokens if one.type not in silent for line in range(one.start[0], one.end[0] + 1))


def depth(nodes: Iterable[ast.AST]) -> int:
    """The deepest nesting of blocks; `elif` is no level, a function inside counts for itself."""
    deepest = 0
    for node in nodes:
        if isinstance(node, Function | ast.ClassDef):
            continue
        below = depth(ast.iter_child_nodes(node))
        chained = isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        if isinstance(node, ast.If) and chained:
            below = max(depth(node.body), depth(node.orelse) - 1)
        deepest = max(deepest, below + isinstance(node, BLOCKS))
    return deepest


def positional(function: Function) -> int:
    """How many arguments can be given by place; `self` is none."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


@cache
def calls(path: str) -> tuple[tuple[str, int], ...]:
    """Everything called in a file, and its line: `open`, `path.open`, `datetime.now`."""
    return tuple((ast.unparse(node.func), node.lineno) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def last(name: str) -> str:
    """What is called, whosever it is: `eval` for `eval` and `frame.eval`."""
    return name.rpartition(".")[2]
