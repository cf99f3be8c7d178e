"""How the page looks and what it can do: the style and the script that lie beside this file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from define_xml.page.assets import asset


@cache
def style() -> str:
    """The style: that of a define.xml's page, and what this one has of its own."""
    return asset("page.css") + _own("page.css")


@cache
def script() -> str:
    """The script."""
    return _own("page.js")


def _own(name: str) -> str:
    return files(__name__.rpartition(".")[0]).joinpath(name).read_text(encoding="utf-8")
