"""Raw exports -> tables: one file for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdtm.sources.csv import read_dictionary as read_dictionary
    from sdtm.sources.folder import read_sources as read_sources
    from sdtm.sources.study import read_all as read_all

__all__ = ["read_all", "read_dictionary", "read_sources"]
HOMES = {"read_all": "study", "read_dictionary": "csv", "read_sources": "folder"}


def __getattr__(name: str) -> object:
    """The public names, imported when they are asked for."""
    import importlib

    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"sdtm.sources.{HOMES[name]}"), name)
