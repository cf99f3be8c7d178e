"""Exchange: what leaves the house, and the paper that describes it."""

from __future__ import annotations

# Typing would make `--help` a third slower; type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from define_xml.read import read_define as read_define
    from define_xml.transport.files import read_dataset as read_dataset
    from define_xml.transport.files import read_datasets as read_datasets
    from define_xml.transport.files import write_dataset as write_dataset
    from define_xml.transport.files import write_datasets as write_datasets
    from define_xml.write import write_define as write_define

# Public name -> the file it lives in; imported when it is asked for.
_HOMES = {
    "read_define": "define_xml.read",
    "read_dataset": "define_xml.transport.files",
    "read_datasets": "define_xml.transport.files",
    "write_dataset": "define_xml.transport.files",
    "write_datasets": "define_xml.transport.files",
    "write_define": "define_xml.write",
}

__all__ = ["read_dataset", "read_datasets", "read_define", "write_dataset", "write_datasets", "write_define"]


def __getattr__(name: str) -> object:
    """The public names, imported when they are asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
