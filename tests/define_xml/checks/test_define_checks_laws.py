"""Laws of the checks: whatever a define says, they end without an exception, and say the same each time."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.checks import CHECKS, check_define
from define_xml.checks.run import reviewed_define
from define_xml.document.fields import XML, Element
from define_xml.document.metadata import Define
from tests.define_xml.checks.breaking import ADAM, SDTM

ODD = st.sampled_from(
    [None, "", " ", "0", "-1", "x", "é", "IT.VS.VSORRES", "VL.VS.VSORRES", "Yes", "9" * 400, "a\\b:(["]
)
DEFINES = {"tabulation": SDTM, "analysis": ADAM}


def places(one: Element, way: tuple[tuple[str, int], ...] = ()) -> list[tuple[tuple[tuple[str, int], ...], str]]:
    """Every attribute and every child of a define: the way to its element, and the name of the field."""
    found = []
    for each in fields(one):
        said = each.metadata.get(XML)
        held: Any = getattr(one, each.name)
        if said is None or said.kind in {"line", "extra"}:
            continue
        found.append((way, each.name))
        below = held if isinstance(held, tuple) else (held,)
        for index, child in enumerate(below):
            found += places(child, (*way, (each.name, index))) if isinstance(child, Element) else []
    return found


def put(one: Any, way: tuple[tuple[str, int], ...], name: str, odd: str | None) -> Any:
    """The define with another value at a place: children are taken away, texts are said otherwise."""
    if not way:
        kind = next(each.metadata[XML].kind for each in fields(one) if each.name == name)
        taken: Any = () if kind in {"children", "text_children"} else None
        said = (odd or "") if kind == "text" else odd
        return replace(one, **{name: said if kind in {"attribute", "text", "text_child"} else taken})
    (step, index), *rest = way
    held = getattr(one, step)
    if not isinstance(held, tuple):
        return replace(one, **{step: put(held, tuple(rest), name, odd)})
    return replace(one, **{step: (*held[:index], put(held[index], tuple(rest), name, odd), *held[index + 1 :])})


PLACES = [(which, *place) for which, define in DEFINES.items() for place in places(define)]


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(PLACES), odd=ODD)
def test_whatever_is_said_no_check_breaks(place: tuple[str, Any, str], odd: str | None) -> None:
    which, way, name = place
    define: Define = put(DEFINES[which], way, name, odd)
    found = check_define(define)
    assert found == check_define(define)
    assert all(one.words and one.check for one in found)


def test_the_findings_of_all_checks_are_those_of_each() -> None:
    broken = put(SDTM, (), "context", "x")
    each = [finding for check in CHECKS for finding in check(reviewed_define(broken))]
    assert tuple(each) == check_define(broken)
    assert [one.check for one in each] == ["context_missing"]
