"""A define.xml read and written is the same document: real ones, our own, random ones; what differs is listed here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.document.fields import Element
from define_xml.document.namespaces import VERSIONS
from define_xml.read import define_of, read_define
from define_xml.write import define_bytes
from tests.define_xml.defines import REAL, canonical, counts, elements, example, random_define, tree

EXAMPLES = ("example_2_1", "example_2_0", "example_1_0")
needs_shared = pytest.mark.skipif(not REAL, reason="no shared folder with real define.xml files beside the checkout")


def again(content: bytes) -> bytes:
    """The document of these bytes, written in its own version."""
    define = define_of(content, "define.xml")
    return define_bytes(define, version=define.version, stylesheet=define.stylesheet)


@needs_shared
@pytest.mark.parametrize("path", REAL)
def test_no_element_and_no_attribute_of_a_real_file_is_lost(path: str) -> None:
    content = REAL[path].read_bytes()
    written = again(content)
    assert counts(written) == counts(content)
    assert sum(counts(written).values()) > 3000
    assert canonical(written) == canonical(content)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_element_and_no_attribute_of_our_examples_is_lost(name: str) -> None:
    written = again(example(name))
    assert counts(written) == counts(example(name))
    assert tree(written) == tree(example(name))
    usual = name != "example_2_0"  # which has prefixes of its own
    assert (canonical(written) == canonical(example(name))) == usual


def test_the_examples_say_something_of_every_class() -> None:
    said = {type(one) for name in EXAMPLES for one in elements(define_of(example(name), name))}
    assert set(Element.__subclasses__()) == said


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_written_is_written_so_again(name: str) -> None:
    written = again(example(name))
    assert again(written) == written


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30), version=st.sampled_from(VERSIONS))
def test_any_document_is_the_same_after_writing_and_reading(seed: int, version: str) -> None:
    define = random_define(seed, version)
    content = define_bytes(define, version=version, stylesheet=define.stylesheet)
    assert define_of(content, "define.xml") == define
    assert define_bytes(define_of(content, "x"), version=version, stylesheet=define.stylesheet) == content


ODM = 'xmlns="http://www.cdisc.org/ns/odm/v1.3"'
DEF = 'xmlns:def="http://www.cdisc.org/ns/def/v2.1"'


# The whole list: these differences between a file and what we write of it, and no others.
@pytest.mark.parametrize(
    ("what", "read", "written"),
    [
        ("comments go", "<!-- a --><ItemDef OID='A'/><!-- b -->", '<ItemDef OID="A"/>'),
        ("instructions but xml-stylesheet go", "<?print now?><ItemDef OID='A'/>", '<ItemDef OID="A"/>'),
        ("blanks between elements", "<ItemDef   OID='A' >\n\n</ItemDef>", '<ItemDef OID="A"/>'),
        ("attributes in our order", '<ItemDef Name="B" OID="A"/>', '<ItemDef OID="A" Name="B"/>'),
        ("CDATA and references", '<ItemDef OID="&#65;"/>', '<ItemDef OID="A"/>'),
        ("children in the order of the schema", "<CodeList/><ItemDef/>", "<ItemDef/><CodeList/>"),
        ("usual prefixes", "<o:ItemDef xmlns:o='http://www.cdisc.org/ns/odm/v1.3' OID='A'/>", '<ItemDef OID="A"/>'),
        ("a vendor's prefix on top", "<ItemDef OID='A' xmlns:v='urn:v' v:w='1'/>", '<ItemDef OID="A" v:w="1"/>'),
        ("text between elements", "<ItemDef>stray<Alias/></ItemDef>", "<ItemDef><Alias/></ItemDef>"),
    ],
)  # fmt: skip
def test_what_differs_is_on_this_list(what: str, read: str, written: str) -> None:
    front = f'<ODM {ODM} {DEF}><Study><MetaDataVersion def:DefineVersion="2.1.0">'
    found = again(f"{front}{read}</MetaDataVersion></Study></ODM>".encode()).decode()
    inner = found.split('def:DefineVersion="2.1.0">')[1].split("</MetaDataVersion>")[0]
    assert "".join(line.strip() for line in inner.splitlines()) == written, what


def test_any_encoding_becomes_utf_8_and_the_stylesheet_line_stays() -> None:
    head = '<?xml version="1.0" encoding="ISO-8859-1"?><?xml-stylesheet href="a.xsl" type="text/xsl"?>'
    body = f"<ODM {ODM} {DEF}><Study OID='S'><GlobalVariables><StudyName>é</StudyName></GlobalVariables></Study></ODM>"
    written = again((head + body).encode("latin-1"))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="a.xsl"?>\n'
    assert written.startswith(head.encode())
    assert "é".encode() in written


@needs_shared
def test_a_real_file_is_read_as_its_bytes_are() -> None:
    path = REAL[min(REAL)]
    assert read_define(path) == define_of(path.read_bytes(), path.name)
