"""What is said: the language, the standards, the studies."""

from __future__ import annotations

__all__ = [
    "Codelist",
    "Dataset",
    "DatasetSpec",
    "MappingError",
    "StudySpec",
    "VariableSpec",
    "load_study",
    "parse_rule",
]

HOMES = {
    "Codelist": "spec", "Dataset": "dataset", "DatasetSpec": "spec", "MappingError": "error", "StudySpec": "spec",
    "VariableSpec": "spec", "load_study": "study", "parse_rule": "rule",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Public names, imported when they are asked for."""
    import importlib

    if name in HOMES:
        return getattr(importlib.import_module(f"mappings.{HOMES[name]}"), name)
    raise AttributeError(f"module 'mappings' has no attribute {name!r}")
