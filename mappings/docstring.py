"""What a function says of itself, also where Python was told to leave such words out."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any


def docstring(function: Callable[..., Any]) -> str:
    """The explanation of a function; `python -OO` drops it from memory, the source file has it still."""
    said = inspect.getdoc(function)
    if said is None:
        said = ast.get_docstring(ast.parse(dedent(inspect.getsource(function))).body[0])  # type: ignore[arg-type]
    return said or ""


def first_line(function: Callable[..., Any]) -> str:
    """The first line of the explanation."""
    return docstring(function).partition("\n")[0].strip()
