"""Between the classes of a define.xml and elements of XML, both ways, without loss."""

from __future__ import annotations

import gc
import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from define_xml.document.fields import Extra, Said, parts
from define_xml.document.namespaces import clark

# Define 1.0 put the files and the methods in front.
FIRST_1_0 = ("annotated_crf", "supplemental", "leaves", "computations", "value_lists")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one class reads and writes in one version: XML names -> fields, and the order of what is written."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    by_attribute: dict[str, str]
    by_child: dict[str, tuple[str, Said]]
    in_order: tuple[tuple[str, str, Said], ...]
    text: str


@cache
def plan(model: Any, version: str) -> Plan:
    """The plan of a class (of Element) for a version."""
    said = parts(model)
    attributes = tuple((field, clark(one.name, version)) for field, one in said if one.kind == "attribute")
    inner = [(field, clark(one.name, version), one) for field, one in said if one.kind.startswith(("child", "text_"))]
    if version == "1.0":
        inner.sort(key=lambda one: FIRST_1_0.index(one[0]) if one[0] in FIRST_1_0 else len(FIRST_1_0))
    return Plan(
        tag=clark(model.TAG, version),
        attributes=attributes,
        by_attribute={name: field for field, name in attributes},
        by_child={name: (field, one) for field, name, one in inner},
        in_order=tuple(inner),
        text=next((field for field, one in said if one.kind == "text"), ""),
    )


@cache
def plans(model: Any, version: str) -> dict[str, Plan]:
    """The plans of a class and of all that may stand below it, by the element's name."""
    found: dict[str, Plan] = {}
    waiting: list[Any] = [model]
    while waiting:
        how = plan(waiting.pop(), version)
        if how.tag not in found:
            found[how.tag] = how
            waiting += [said.model for _, _, said in how.in_order if said.model is not None]
    return found


def to_xml(element: Any, version: str, parent: Any = None, tag: str = "", nsmap: Any = None) -> Any:
    """The element as XML, below its parent if there is one."""
    model: Any = type(element)
    how = plan(model, version)
    tag = tag or how.tag
    said = {name: value for field, name in how.attributes if (value := getattr(element, field)) is not None}
    node = etree.Element(tag, said, nsmap) if parent is None else etree.SubElement(parent, tag, said)
    if how.text:
        node.text = getattr(element, how.text) or None
    for field, name, inner in how.in_order:
        value = getattr(element, field)
        if value is not None and value != ():
            _write_child(node, name, inner, value, version)
    if element.extra is not None:
        _write_extra(node, element.extra)
    return node


def _write_child(node: Any, name: str, said: Said, value: Any, version: str) -> None:
    if said.kind == "child":
        to_xml(value, version, node, name)
    elif said.kind == "children":
        for one in value:
            to_xml(one, version, node, name)
    else:
        for one in (value,) if said.kind == "text_child" else value:
            etree.SubElement(node, name).text = one or None


@contextmanager
def making_many() -> Iterator[None]:
    """No collection of garbage meanwhile: what is made here is kept, and to look through it again and again costs as
    much as to make it.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _write_extra(node: Any, extra: Extra) -> None:
    for name, value in extra.attributes:
        node.set(name, value)
    for added, (place, xml) in enumerate(extra.elements):
        node.insert(place + added, etree.fromstring(f"<kept>{xml}</kept>")[0])


def from_xml(node: Any, model: Any, version: str) -> Any:
    """The XML element as a value of its class; what the class does not know is kept as `extra`."""
    how = plan(model, version)
    found: dict[str, Any] = {"line": node.sourceline or 0}
    known = how.by_attribute
    foreign: list[tuple[str, str]] = []
    for name, value in node.items():
        field = known.get(name)
        if field is not None:
            found[field] = value
        else:
            foreign.append((name, value))
    size = len(node)
    mixed = bool(how.text) and (size == 0 or _holds_text(node))
    if mixed:
        found[how.text] = node.text or ""
    elements = _read_children(node, how, found, version, mixed) if size else ()
    if foreign or elements:
        found["extra"] = Extra(tuple(foreign), tuple(elements))
    # What __init__ of a frozen class would do with one call for each field, said or not: half of the time of reading.
    value = object.__new__(model)
    value.__dict__.update(found)
    return value


def _holds_text(node: Any) -> bool:
    """Whether text stands between the children, and not blanks alone, which only set them out."""
    return bool((node.text or "").strip()) or any((one.tail or "").strip() for one in node)


def _read_children(node: Any, how: Plan, found: dict[str, Any], version: str, mixed: bool) -> list[tuple[int, str]]:
    """Fills in the children that the class knows; returns the others, with their places, and texts behind them."""
    many: dict[str, list[Any]] = {}
    others: list[tuple[int, str]] = []
    known = 0
    for one in node.iterchildren("*"):
        field, said = how.by_child.get(one.tag, ("", None))
        if said is None or not _fits(one, field, said, found):
            others.append((known, _kept(one) + (html.escape(one.tail or "", quote=False) if mixed else "")))
            continue
        known += 1
        value = from_xml(one, said.model, version) if said.model is not None else one.text or ""
        if said.kind in {"children", "text_children"}:
            many.setdefault(field, []).append(value)
        else:
            found[field] = value
    found.update({field: tuple(values) for field, values in many.items()})
    return others


def _kept(node: Any) -> str:
    """The element as XML that says which namespaces it uses, and no others."""
    try:
        xml: bytes = etree.tostring(node, method="c14n", exclusive=True, with_comments=False, with_tail=False)
        return xml.decode()
    except etree.C14NError:
        # Canonical XML knows no relative namespaces.
        return str(etree.tostring(node, encoding="unicode", with_tail=False))


def _fits(one: Any, field: str, said: Said, found: dict[str, Any]) -> bool:
    """Whether the class has room: one child where one is meant, and no attributes where it is text alone."""
    if said.model is None and (len(one) or one.attrib):
        return False
    return said.kind in {"children", "text_children"} or field not in found
