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
class Inner:
    """A field for child elements: their name, whether there may be many, their plan unless they are text alone."""

    field: str
    name: str
    many: bool
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How one class reads and writes in one version: XML names -> fields, and the order of what is written."""

    model: Any
    tag: str
    attributes: tuple[tuple[str, str], ...]
    by_attribute: dict[str, str]
    by_child: dict[str, Inner]
    in_order: tuple[Inner, ...]
    text: str


@cache
def plan(model: Any, version: str) -> Plan:
    """The plan of a class (of Element) for a version."""
    said = parts(model)
    attributes = tuple((field, clark(one.name, version)) for field, one in said if one.kind == "attribute")
    inner = [_inner(field, one, version) for field, one in said if one.kind.startswith(("child", "text_"))]
    if version == "1.0":
        inner.sort(key=lambda one: FIRST_1_0.index(one.field) if one.field in FIRST_1_0 else len(FIRST_1_0))
    return Plan(
        model=model,
        tag=clark(model.TAG, version),
        attributes=attributes,
        by_attribute={name: field for field, name in attributes},
        by_child={one.name: one for one in inner},
        in_order=tuple(inner),
        text=next((field for field, one in said if one.kind == "text"), ""),
    )


def _inner(field: str, said: Said, version: str) -> Inner:
    model: Any = said.model
    below = plan(model, version) if model is not None else None
    return Inner(field, clark(said.name, version), said.kind in {"children", "text_children"}, below)


@cache
def plans(model: Any, version: str) -> dict[str, Plan]:
    """The plans of a class and of all that may stand below it, by the element's name."""
    found: dict[str, Plan] = {}
    waiting = [plan(model, version)]
    while waiting:
        how = waiting.pop()
        if found.setdefault(how.tag, how) is how:
            waiting += [inner.plan for inner in how.in_order if inner.plan is not None]
    return found


@contextmanager
def making_many() -> Iterator[None]:
    """No collection of garbage meanwhile: all that is made here is kept, and looking it through again and again would
    cost as much as making it.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def to_xml(element: Any, version: str, parent: Any = None, tag: str = "", nsmap: Any = None) -> Any:
    """The element as XML, below its parent if there is one."""
    model: Any = type(element)
    how = plan(model, version)
    if parent is not None:
        return _written(parent, element, how, tag or how.tag)
    root = etree.Element(tag or how.tag, _attributes(element.__dict__, how), nsmap)
    _fill(root, element.__dict__, how)
    return root


def _written(parent: Any, element: Any, how: Plan, tag: str) -> Any:
    values = element.__dict__
    node = etree.SubElement(parent, tag, _attributes(values, how))
    _fill(node, values, how)
    return node


def _attributes(values: dict[str, Any], how: Plan) -> dict[str, str]:
    # What was read holds only what was said, what was made holds None for the rest.
    return {name: value for field, name in how.attributes if (value := values.get(field)) is not None}


def _fill(node: Any, values: dict[str, Any], how: Plan) -> None:
    """Writes the text, the children and what is beyond the standard."""
    if how.text:
        node.text = values.get(how.text) or None
    for inner in how.in_order:
        value = values.get(inner.field)
        if value is None:
            continue
        for one in value if inner.many else (value,):
            if inner.plan is None:
                etree.SubElement(node, inner.name).text = one or None
            else:
                _written(node, one, inner.plan, inner.name)
    extra = values.get("extra")
    if extra is not None:
        _write_extra(node, extra)


def _write_extra(node: Any, extra: Extra) -> None:
    for name, value in extra.attributes:
        node.set(name, value)
    for added, (place, xml) in enumerate(extra.elements):
        node.insert(place + added, etree.fromstring(f"<kept>{xml}</kept>")[0])


def from_xml(node: Any, model: Any, version: str) -> Any:
    """The XML element as a value of its class; what the class does not know is kept as `extra`."""
    return _value(node, plan(model, version))


def _value(node: Any, how: Plan) -> Any:
    found: dict[str, Any] = {"line": node.sourceline or 0}
    known = how.by_attribute
    foreign: list[tuple[str, str]] = []
    for name, value in node.items():
        field = known.get(name)
        if field is not None:
            found[field] = value
        else:
            foreign.append((name, value))
    children = list(node)
    elements = _read_children(node, children, how, found) if children else ()
    if not children and how.text:
        found[how.text] = node.text or ""
    if foreign or elements:
        found["extra"] = Extra(tuple(foreign), tuple(elements))
    # What __init__ of a frozen class would do with one call for each field, said or not: half of the time of reading.
    made = object.__new__(how.model)
    made.__dict__.update(found)
    return made


def _read_children(node: Any, children: list[Any], how: Plan, found: dict[str, Any]) -> list[tuple[int, str]]:
    """Fills in the children that the class knows, and its text; returns the others, with their places."""
    mixed = bool(how.text) and _holds_text(node, children)
    if mixed:
        found[how.text] = node.text or ""
    many: dict[str, list[Any]] = {}
    others: list[tuple[int, str]] = []
    known = 0
    for one in children:
        inner = how.by_child.get(one.tag)
        if inner is None or not _fits(one, inner, found):
            if isinstance(one.tag, str):  # comments have a function for a tag
                others.append((known, _kept(one) + (html.escape(one.tail or "", quote=False) if mixed else "")))
            continue
        known += 1
        value = _value(one, inner.plan) if inner.plan is not None else one.text or ""
        if inner.many:
            many.setdefault(inner.field, []).append(value)
        else:
            found[inner.field] = value
    found.update({field: tuple(values) for field, values in many.items()})
    return others


def _holds_text(node: Any, children: list[Any]) -> bool:
    """Whether text stands between the children, and not blanks alone, which only set them out."""
    return bool((node.text or "").strip()) or any((one.tail or "").strip() for one in children)


def _kept(node: Any) -> str:
    """The element as XML that says which namespaces it uses, and no others; texts behind it are not its own."""
    try:
        xml: bytes = etree.tostring(node, method="c14n", exclusive=True, with_comments=False, with_tail=False)
        return xml.decode()
    except etree.C14NError:
        # Canonical XML knows no relative namespaces.
        return str(etree.tostring(node, encoding="unicode", with_tail=False))


def _fits(one: Any, inner: Inner, found: dict[str, Any]) -> bool:
    """Whether the class has room: one child where one is meant, and no attributes where it is text alone."""
    if inner.plan is None and (len(one) or one.attrib):
        return False
    return inner.many or inner.field not in found
