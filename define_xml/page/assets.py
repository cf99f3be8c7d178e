"""How the page looks and what it can do: the style and the script that lie beside this file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """The text of `page.css` or `page.js`."""
    return files(__name__.rpartition(".")[0]).joinpath(name).read_text(encoding="utf-8")
