"""Between the classes of a define.xml and elements of XML, both ways, without loss."""

from __future__ import annotations

from collections.abc import Iterator
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


def to_xml(element: Any, version: str, parent: Any = None, tag: str = "", nsmap: Any = None) -> Any:
    """The element as XML, below its parent if there is one."""
    model: Any = type(element)
    how = plan(model, version)
    tag = tag or how.tag
    node = etree.Element(tag, nsmap=nsmap) if parent is None else etree.SubElement(parent, tag)
    for field, name in how.attributes:
        value = getattr(element, field)
        if value is not None:
            node.set(name, value)
    if how.text:
        node.text = getattr(element, how.text) or None
    for field, name, said in how.in_order:
        value = getattr(element, field)
        if value is not None and value != ():
            _write_child(node, name, said, value, version)
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


def _write_extra(node: Any, extra: Extra) -> None:
    for name, value in extra.attributes:
        node.set(name, value)
    for added, (place, xml) in enumerate(extra.elements):
        node.insert(place + added, etree.fromstring(xml))


def from_xml(node: Any, model: Any, version: str) -> Any:
    """The XML element as a value of its class; what the class does not know is kept as `extra`."""
    how = plan(model, version)
    found: dict[str, Any] = {"line": node.sourceline or 0}
    foreign: list[tuple[str, str]] = []
    for name, value in node.attrib.items():
        if name in how.by_attribute:
            found[how.by_attribute[name]] = value
        else:
            foreign.append((name, value))
    if how.text and len(node) == 0:
        found[how.text] = node.text or ""
    elements = _read_children(node, how, found, version) if len(node) else ()
    if foreign or elements:
        found["extra"] = Extra(tuple(foreign), tuple(elements))
    return model(**found)


def _read_children(node: Any, how: Plan, found: dict[str, Any], version: str) -> list[tuple[int, str]]:
    """Fills in the children that the class knows; returns the others, with their places."""
    many: dict[str, list[Any]] = {}
    others: list[tuple[int, str]] = []
    known = 0
    for one in _elements(node):
        field, said = how.by_child.get(one.tag, ("", None))
        if said is None or not _fits(one, field, said, found):
            others.append((known, etree.tostring(one, encoding="unicode", with_tail=False)))
            continue
        known += 1
        value = from_xml(one, said.model, version) if said.model is not None else one.text or ""
        if said.kind in {"children", "text_children"}:
            many.setdefault(field, []).append(value)
        else:
            found[field] = value
    found.update({field: tuple(values) for field, values in many.items()})
    return others


def _elements(node: Any) -> Iterator[Any]:
    """The child elements, without comments and processing instructions."""
    return (one for one in node if isinstance(one.tag, str))


def _fits(one: Any, field: str, said: Said, found: dict[str, Any]) -> bool:
    """Whether the class has room: one child where one is meant, and no attributes where it is text alone."""
    if said.model is None and (len(one) or one.attrib):
        return False
    return said.kind in {"children", "text_children"} or field not in found
