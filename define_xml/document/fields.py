"""How a class stands for an element of Define-XML: which field is which attribute, which child, which text."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Literal

Kind = Literal["attribute", "text", "child", "children", "text_child", "text_children", "line", "extra"]

# Names stand as `prefix:Name`; which namespace a prefix means hangs on the version of the document (namespaces.py).
XML = "xml"


@dataclass(frozen=True, slots=True)
class Extra:
    """What a document says beyond the standard: a vendor's attributes and elements, kept as they were.

    `attributes` are pairs of a `{namespace}name` and a text; `elements` are pairs of a place among the known children
    (so many stood before it) and the element as XML.
    """

    attributes: tuple[tuple[str, str], ...] = ()
    elements: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a field stands for: its kind, its name in XML, and for children the class."""

    kind: Kind
    name: str = ""
    model: type[Element] | None = None


@dataclass(frozen=True, kw_only=True)
class Element:
    """An element: the line it was read from (0 if it was made here), and what is beyond the standard."""

    TAG: ClassVar[str] = ""

    line: int = field(default=0, compare=False, repr=False, metadata={XML: Said("line")})
    extra: Extra | None = field(default=None, repr=False, metadata={XML: Said("extra")})


def attribute(name: str) -> Any:
    """A field for an attribute: its text, or None where it is not said."""
    return field(default=None, metadata={XML: Said("attribute", name)})


def text() -> Any:
    """A field for the element's own text, every blank of it."""
    return field(default="", metadata={XML: Said("text")})


def child(model: type[Element], name: str = "") -> Any:
    """A field for one child element, or None."""
    return field(default=None, metadata={XML: Said("child", name or model.TAG, model)})


def children(model: type[Element], name: str = "") -> Any:
    """A field for child elements, in order."""
    return field(default=(), metadata={XML: Said("children", name or model.TAG, model)})


def text_child(name: str) -> Any:
    """A field for a child that is text and nothing else, or None."""
    return field(default=None, metadata={XML: Said("text_child", name)})


def text_children(name: str) -> Any:
    """A field for children that are text and nothing else, in order."""
    return field(default=(), metadata={XML: Said("text_children", name)})


@cache
def parts(model: Any) -> tuple[tuple[str, Said], ...]:
    """The fields of a class and what they stand for, in the order in which they are written."""
    return tuple((one.name, one.metadata[XML]) for one in fields(model) if XML in one.metadata)
