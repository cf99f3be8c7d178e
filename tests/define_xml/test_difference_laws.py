"""Laws of the comparison: nothing differs from itself, both directions tell the same, form alone is no change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.difference import Difference, difference
from define_xml.difference.things import moved
from define_xml.document.fields import XML, Element
from define_xml.document.metadata import Define
from define_xml.read import read_define
from tests.define_xml.difference_example import EXAMPLE, METADATA, read, with_metadata, written

SHARED = Path(__file__).parents[2].parent / "shared"
REAL = (
    "realdata/msg_sdtm33/define.xml", "realdata/spec/SDTM_define.xml", "realdata/spec/ADaM_define_CDISC_pilot3.xml",
    "realdata/cdiscpilot01/sdtm/define.xml", "realdata/cdiscpilot01/adam/define.xml",
)  # fmt: skip
TURNED = {"added": "removed", "removed": "added"}

Path_ = tuple[tuple[str, int], ...]


def texts(element: Element, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """The path to each text that is said, and the name of its field."""
    for one in fields(element):
        value = getattr(element, one.name)
        if XML not in one.metadata or one.name in {"line", "extra"}:
            continue
        if isinstance(value, str):
            yield path, one.name
        for place, part in enumerate(value if isinstance(value, tuple) else (value,)):
            if is_dataclass(part):
                yield from texts(part, (*path, (one.name, place)))  # type: ignore[arg-type]


def said(element: Any, path: Path_, name: str, text: str) -> Any:
    """The element with another text at the path."""
    if not path:
        return replace(element, **{name: text})
    (field, place), rest = path[0], path[1:]
    value = getattr(element, field)
    if not isinstance(value, tuple):
        return replace(element, **{field: said(value, rest, name, text)})
    inner = said(value[place], rest, name, text)
    return replace(element, **{field: (*value[:place], inner, *value[place + 1 :])})


TEXTS = list(texts(EXAMPLE))


def turned(found: Difference) -> Counter[tuple[str, ...]]:
    """The changes as the other direction would tell them, without their places."""
    return Counter((one.thing, TURNED.get(one.change, one.change), one.what, one.new, one.old) for one in found.changes)


def told(found: Difference) -> Counter[tuple[str, ...]]:
    """The changes without their places."""
    return Counter((one.thing, one.change, one.what, one.old, one.new) for one in found.changes)


def test_any_one_text_changed_is_told_and_both_directions_tell_the_same() -> None:
    untold, single = [], {"length", "structure", "purpose", "role", "significant_digits", "version", "title", "code"}
    for path, name in TEXTS:
        for text in ("OTHER", "7"):
            changed = said(EXAMPLE, path, name, text)
            found = difference(EXAMPLE, changed)
            assert told(found) == turned(difference(changed, EXAMPLE)), (path, name)
            assert name not in single or changed == EXAMPLE or len(found.changes) == 1, (path, name)
            if not (found.changes or found.form or changed == EXAMPLE):
                untold.append(name)
    # Numbers that order things as before, names of files inside the document, and what nobody sees of it.
    assert set(untold) <= {"soft_hard", "order_number", "key_sequence", "lang", "id", "archive_location_id"}


@settings(deadline=None)
@given(st.data())
def test_several_texts_changed_are_told_alike_in_both_directions(data: st.DataObject) -> None:
    changed = EXAMPLE
    for where in data.draw(st.lists(st.sampled_from(TEXTS), max_size=6, unique=True)):
        changed = said(changed, *where, data.draw(st.sampled_from(["OTHER", "9", "x", "Y"])))
    assert told(difference(EXAMPLE, changed)) == turned(difference(changed, EXAMPLE))
    assert difference(changed, changed) == Difference((), (), *[difference(changed, changed).old] * 2)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_other_identifiers_and_another_order_of_definitions_are_form_alone(chance: Any) -> None:
    lists = {
        name: tuple(chance.sample(getattr(METADATA, name), len(getattr(METADATA, name))))
        for name in ("value_lists", "where_clauses", "datasets", "items", "codelists", "methods", "comments", "leaves")
    }
    xml = written(with_metadata(**lists))
    renamed = re.sub(r'="(IG|IT|CL|MT|COM|VL|WC|LF|STD|RD|AR)\.', lambda one: f'="X{one[1]}_', xml)
    found = difference(EXAMPLE, read(renamed))
    assert found.changes == ()
    assert any(one.startswith("the OID of 9 variables: IT.") for one in found.form)


@settings(deadline=None)
@given(st.permutations("ABCDEFG"))
def test_the_fewest_that_moved_are_the_same_in_both_directions(names: list[str]) -> None:
    order = list("ABCDEFG")
    found = moved(order, names)
    assert found == moved(names, order)
    assert [one for one in order if one not in found] == [one for one in names if one not in found]
    assert (names == order) == (not found)


def test_many_in_disorder_are_sorted_out_too() -> None:
    names = [f"{number:04}" for number in range(900)]
    odd = [*names[450:], *names[:450]]
    assert len(moved(names, odd)) == 450
    assert moved(names, [names[1], names[0], *names[2:]]) <= {"0000", "0001"}


@pytest.mark.parametrize("name", REAL)
def test_a_real_document_differs_from_itself_in_nothing(name: str) -> None:
    if not (SHARED / name).is_file():
        pytest.skip("the real documents are not beside the checkout")
    define = read_define(SHARED / name)
    found = difference(define, define)
    assert (found.changes, found.form) == ((), ())


MSG_CASES = [
    # What CDISC changed in the MSG document for the cases of three conformance rules; all of them also mend its typo.
    ("CORE-000494/positive/01/data/define_positive.xml", {"AE.AESTDYXX"}),
    ("CORE-000494/negative/01/data/define_negative.xml", {"AE.AESTDYXX", "TA.DOMAIN", "VS.DOMAIN"}),
    ("CORE-000507/negative/01/data/define_negative.xml", {"AE.AESTDYXX"}),
    (
        "CORE-000507/positive/01/data/define_positive.xml",
        {"AE.AESTDYXX", *(f"VS.VS{one}" for one in ("ORRES", "ORRESU", "STRESC", "STRESN", "STRESU", "DTC", "DY"))},
    ),
]


@pytest.mark.parametrize(("name", "places"), MSG_CASES)
def test_cdiscs_changed_copies_of_the_msg_document(name: str, places: set[str]) -> None:
    old, new = SHARED / REAL[0], SHARED / "open_rules/cases" / name
    if not (old.is_file() and new.is_file()):
        pytest.skip("the real documents are not beside the checkout")
    found = difference(read_define(old), read_define(new))
    assert {one.place for one in found.changes} == places | {"standard SDTMIG", "TA"}
    (standard,) = (one for one in found.changes if one.what == "standard")
    assert (standard.old, standard.new, len(standard.also)) == ("STDTMIG", "SDTMIG", 30)


PAIRS = [
    (REAL[3], REAL[1]),
    (REAL[4], REAL[2]),
    (REAL[0], "open_rules/cases/CORE-000929/negative/01/data/define_negative1.xml"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_real_documents_differ_alike_in_both_directions(one: str, other: str) -> None:
    if not all((SHARED / name).is_file() for name in (one, other)):
        pytest.skip("the real documents are not beside the checkout")
    old, new = read_define(SHARED / one), read_define(SHARED / other)
    found = difference(old, new)
    assert told(found) == turned(difference(new, old))
    assert len(found.changes) > 50


def test_a_document_against_an_empty_one() -> None:
    found = difference(Define(), EXAMPLE)
    assert {one.change for one in found.changes if one.place != "study"} == {"added"}
    assert told(found) == turned(difference(EXAMPLE, Define()))
