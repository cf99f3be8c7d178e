"""What a page of a define.xml does not show: a vendor's own attributes and elements."""

from __future__ import annotations

from typing import Any, cast

from define_xml.document.fields import Element, parts


def beyond(element: Element) -> int:
    """How many elements, this one and those inside it, hold something that is no part of the standard."""
    found, model = int(element.extra is not None), cast(Any, type(element))
    for field, said in parts(model):
        inner = getattr(element, field)
        if said.kind == "children":
            found += sum(beyond(one) for one in inner)
        elif said.kind == "child" and inner is not None:
            found += beyond(inner)
    return found
