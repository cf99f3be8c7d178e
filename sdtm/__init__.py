"""Tabulation: raw tables -> SDTM datasets."""

from __future__ import annotations

__all__ = ["ALGORITHMS", "build", "read_sources"]


def __getattr__(name: str) -> object:
    """Public names, imported when they are asked for: a command that shows its help needs none of them."""
    if name == "read_sources":
        from sdtm.sources import read_sources

        return read_sources
    if name == "build":
        from sdtm.datasets import build_study

        return build_study
    if name == "ALGORITHMS":
        from sdtm.words import algorithms

        return algorithms()
    raise AttributeError(f"module 'sdtm' has no attribute {name!r}")
