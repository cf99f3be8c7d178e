"""Examples of define.xml for tests: one of each version that says a little of everything, random ones, real ones."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from lxml import etree

from define_xml.document.fields import Element, Extra, Said, parts
from define_xml.document.metadata import Define

SHARED = Path(__file__).parents[2] / ".." / "shared"
_REAL = (
    "realdata/msg_sdtm33/define.xml", "realdata/spec/SDTM_define.xml", "realdata/spec/ADaM_define_CDISC_pilot3.xml",
    "realdata/cdiscpilot01/sdtm/define.xml", "realdata/cdiscpilot01/adam/define.xml",
)  # fmt: skip
REAL = {path: SHARED / path for path in _REAL if (SHARED / path).is_file()}
VENDOR = "urn:example:vendor"
# Elements whose blanks are text.
_TEXTS = frozenset(
    {
        "TranslatedText", "CheckValue", "StudyName", "StudyDescription", "ProtocolName", "FormalExpression", "Code",
        "title", "ComputationMethod",
    }
)  # fmt: skip


def canonical(content: bytes) -> bytes:
    """The document as canonical XML, without comments and without blanks between elements."""
    written: bytes = etree.tostring(_bare(content), method="c14n", exclusive=True)
    return written


def tree(content: bytes) -> Any:
    """The document as names, attributes and texts, whatever the prefixes; as bare as `canonical` leaves it."""

    def seen(node: Any) -> Any:
        return node.tag, dict(node.attrib), node.text, [seen(one) for one in node], node.tail

    return seen(_bare(content))


def _bare(content: bytes) -> Any:
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))
    for node in root.iter():
        if not (node.text or "").strip() and (len(node) or etree.QName(node).localname not in _TEXTS):
            node.text = None
        if not (node.tail or "").strip():
            node.tail = None
    return root


def counts(content: bytes) -> dict[tuple[str, str], int]:
    """How often each element, and each attribute of each element, is there."""
    found: dict[tuple[str, str], int] = {}
    for node in etree.fromstring(content).iter(tag=etree.Element):
        for name in ("", *node.attrib):
            found[node.tag, name] = found.get((node.tag, name), 0) + 1
    return found


def random_define(seed: int, version: str) -> Define:
    """A tree of all classes with random attributes, texts, children and vendor's extensions."""
    chance = random.Random(seed)
    made: Define = _made(Define, chance, 0)
    return Define(
        **{field: getattr(made, field) for field, _ in parts(Define) if field != "line"},
        version=version, stylesheet=chance.choice(("", "define2-1.xsl", 'a"b<c>&.xsl')), prefixes=(("v", VENDOR),),
    )  # fmt: skip


def _made(model: Any, chance: random.Random, depth: int) -> Any:
    found = {field: _part(said, chance, depth) for field, said in parts(model) if said.kind not in {"line", "extra"}}
    if chance.random() < 0.1:
        note = f'<v:note xmlns:v="{VENDOR}" at="{chance.randrange(9)}">by <v:b>vendor</v:b></v:note>'
        elements = ((0, note),) if chance.random() < 0.5 else ()
        found["extra"] = Extra(((f"{{{VENDOR}}}weight", _text(chance)),), elements)
        if elements and isinstance(found.get("value"), str) and not found["value"].strip():
            found["value"] = ""  # blanks alone around an element are no text
    return model(**found)


def _part(said: Said, chance: random.Random, depth: int) -> Any:
    if said.kind == "text":
        return _text(chance)
    if said.kind in {"attribute", "text_child"}:
        return _text(chance) if chance.random() < 0.6 else None
    if said.kind == "text_children":
        return tuple(_text(chance) for _ in range(chance.randrange(3)))
    if said.kind == "child":
        return _made(said.model, chance, depth + 1) if depth < 2 or chance.random() < 0.5 else None
    return tuple(_made(said.model, chance, depth + 1) for _ in range(chance.randrange(3)))


def _text(chance: random.Random) -> str:
    letters = "abc &<>\"'\t\n\r]é試\U0001f600\u00a0\u2028"
    return "".join(chance.choice(letters) for _ in range(chance.randrange(6)))


def elements(define: Element) -> list[Element]:
    """All elements of the document, the document first."""
    found: list[Element] = [define]
    for field, said in parts(type(define)):
        if said.kind in {"child", "children"}:
            value = getattr(define, field)
            inner = value if isinstance(value, tuple) else (value,)
            found += [each for one in inner if one is not None for each in elements(one)]
    return found


def example(name: str = "example_2_1") -> bytes:
    """A define.xml of our own: `example_2_1`, `example_2_0`, `example_1_0`."""
    return (Path(__file__).parent / "define_files" / f"{name}.xml").read_bytes()
