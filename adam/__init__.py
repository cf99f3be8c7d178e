"""Analysis: SDTM datasets -> ADaM datasets."""

from __future__ import annotations

# Typing would make `--help` slower; type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from adam.datasets import build_study as build
    from adam.loaded import load as load

__all__ = ["ALGORITHMS", "build", "load"]


def __getattr__(name: str) -> object:
    """Public names, imported when they are asked for: a command that shows its help needs none of them."""
    if name == "build":
        from adam.datasets import build_study

        return build_study
    if name == "load":
        from adam.loaded import load

        return load
    if name == "ALGORITHMS":
        from adam.words import algorithms

        return algorithms()
    raise AttributeError(f"module 'adam' has no attribute {name!r}")
