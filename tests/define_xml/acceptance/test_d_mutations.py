"""A right define.xml with any one thing broken is checked to its end: findings, never a fault of ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from define_xml.write import define_bytes
from tests.define_xml.acceptance.command import asked
from tests.define_xml.acceptance.good_define import delivered, put

JUNK = st.sampled_from(
    ["", " ", "0", "-1", "1.5", "99999999999999999999", "Yes", "\u00e9", "X" * 300, "IT.DM.SEX", "\u0663"]
)


@cache
def right() -> bytes:
    """The define.xml that is broken."""
    return define_bytes(delivered(), version="2.1")


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """The define.xml with one to three things taken out, doubled, moved or overwritten."""
    root = etree.fromstring(right())
    for _ in range(draw(st.integers(1, 3))):
        nodes = list(root.iter(etree.Element))[1:]
        node = nodes[draw(st.integers(0, len(nodes) - 1))] if nodes else root
        parent, kind = node.getparent(), draw(st.sampled_from(["drop", "double", "unsay", "overwrite", "text", "move"]))
        if kind == "drop" and parent is not None:
            parent.remove(node)
        elif kind == "double" and parent is not None:
            parent.append(etree.fromstring(etree.tostring(node)))
        elif kind == "move" and parent is not None:
            parent.insert(0, node)
        elif kind == "text":
            node.text = draw(JUNK)
        elif node.attrib:
            name = sorted(node.attrib)[draw(st.integers(0, len(node.attrib) - 1))]
            if kind == "unsay":
                del node.attrib[name]
            else:
                node.set(name, draw(JUNK))
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=broken())
def test_whatever_is_broken_is_told(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = once(tmp_path_factory)
    (folder / "define.xml").write_bytes(content)
    said = asked(capsys, "check", folder)
    assert said.code in {0, 1}, said.err
    assert "checked:" in said.out


FOLDERS: list[Path] = []


def once(factory: pytest.TempPathFactory) -> Path:
    """One folder with the data for all of the examples."""
    if not FOLDERS:
        FOLDERS.append(put(factory.mktemp("broken")))
    return FOLDERS[0]
