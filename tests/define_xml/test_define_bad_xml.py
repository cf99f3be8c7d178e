"""Bad and hostile define.xml files: refused at once, with the place and in words, or read and told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.read import define_of, read_define
from define_xml.schema import schema_findings
from define_xml.versions import as_version
from define_xml.write import define_bytes
from mappings.error import InputError
from tests.define_xml.defines import example

ODM, DEF = "http://www.cdisc.org/ns/odm/v1.3", "http://www.cdisc.org/ns/def/v2.1"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def document(text: str = "", head: str = HEAD, attributes: str = "") -> str:
    """A small define.xml with this text in it, on line 3."""
    study = f'<Study OID="S"><GlobalVariables><StudyName>é{text}</StudyName></GlobalVariables></Study>'
    return f'{head}<ODM xmlns="{ODM}" xmlns:def="{DEF}" {attributes}>\n{study}\n</ODM>'


def refused(content: bytes) -> InputError:
    """The error."""
    with pytest.raises(InputError) as raised:
        define_of(content, "define.xml")
    assert str(raised.value).startswith("define.xml")
    assert raised.value.remedy
    return raised.value


def refused_at_once(content: bytes) -> InputError:
    """The error; it took less than a second of the processor."""
    start = time.process_time()
    error = refused(content)
    assert time.process_time() - start < 1
    return error


# D1 and D2 of the list of bad input: other files, expansion without end.
BOMBS = {
    "another file": '<!DOCTYPE ODM [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "another host": '<!DOCTYPE ODM SYSTEM "http://192.0.2.1/define.dtd">',
    "a file in parameters": '<!DOCTYPE ODM [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    "ten times ten": "<!DOCTYPE ODM [<!ENTITY a0 'lol'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "<!ENTITY x '&a11;'>]>",
    "one long text often": f"<!DOCTYPE ODM [<!ENTITY a '{'a' * 100_000}'><!ENTITY x '{'&a;' * 10_000}'>]>",
    "nothing in it": "<!DOCTYPE ODM>",
}


@pytest.mark.parametrize("what", BOMBS)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_a_doctype_is_refused_before_anything_of_it_is_read(what: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<!-- <!DOCTYPE> in a comment is none -->\n{BOMBS[what]}'
    text = document("" if what == "nothing in it" else "&x;", head, "" if "file" in what else 'Description="&x;"')
    assert "DOCTYPE" in refused_at_once(text.encode(encoding)).problem


def test_a_doctype_in_a_comment_is_none() -> None:
    assert define_of(document(head=f"{HEAD}<!-- <!DOCTYPE ODM> -->").encode(), "x").version == "2.1"


@pytest.mark.parametrize("end", ["", "</a>" * 200_000], ids=["open", "closed"])
def test_depth_is_bounded(end: str) -> None:
    assert "255 deep" in refused_at_once(document("<a>" * 200_000 + end).encode()).problem


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "it is empty"),
        (b"  \n ", 1, "it is empty"),
        (b"Dataset,Variable\nDM,SEX\n", 1, "does not start with a tag"),
        (document().encode()[:-10], 3, "not closed|may be cut"),
        (document().encode()[:150], 3, "may be cut"),
        (document().encode()[:90], 2, "may be cut"),
        (document().encode("latin-1"), 3, "no text in the encoding"),
        (document(head='<?xml version="1.0" encoding="US-ASCII"?>\n').encode(), 3, "no text in the encoding"),
        (document(head='<?xml version="1.0" encoding="UTF-16"?>\n').encode(), 1, "declares an encoding of two bytes"),
        (document(head='<?xml version="1.0" encoding="Klingon"?>\n').encode(), 1, "Klingon is not known"),
        (document("a\0b").encode(), 3, "control character"),
        (document("\x0b").encode(), 3, "control character"),
        (document("&#11;").encode(), 3, "control character"),
        (document().encode() + b"\0", 4, "after the end"),
        (b"\0" + document().encode(), 1, "does not start with a tag"),
        (document().encode() + b"<ODM/>", 4, "after the end"),
        (document("&nbsp;").encode(), 3, "&nbsp; is not known"),
        (document("<b>").encode(), 3, "b of line 3 is not closed"),
        (document("a" * 10_000_001).encode(), 3, "longer than 10 million"),
        (document(attributes=" ".join(f'a{n}="1"' for n in range(60_000))).encode(), 2, "500 attributes"),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else str(value),  # ten million letters name nothing
)
def test_what_is_no_whole_xml_is_refused_with_the_line(content: bytes, line: int, words: str) -> None:
    error = refused(content)
    assert error.place == f"define.xml  line {line}"
    assert any(word in error.problem for word in words.split("|")), error.problem


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "iso-8859-1"])
def test_any_encoding_that_is_declared_or_marked_is_read(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
    content = document("à", f'<?xml version="1.0" encoding="{declared}"?>\n').encode(encoding)
    define = define_of(content, "define.xml")
    assert define.study is not None
    assert define.study.names is not None
    assert define.study.names.study_name == "éà"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (document().replace("def/v2.1", "def/v3.0"), "no namespace of Define-XML that is known here (found: http"),
        (document().replace(f' xmlns:def="{DEF}"', ""), "(found: none)"),
        (document().replace("odm/v1.3", "odm/v2.0"), "its root is ODM of namespace http://www.cdisc.org/ns/odm/v2.0"),
        (document().replace("odm/v1.3", "odm/v1.2"), "no namespace of Define-XML that is known here"),
        ("<ODM/>", "its root is ODM, without a namespace"),
        ("<html><body/></html>", "its root is html"),
    ],
)
def test_what_is_no_define_is_refused(content: str, words: str) -> None:
    assert words in refused(content.encode()).problem


def test_a_file_of_one_version_that_says_another_is_read_as_its_namespace_says_and_told() -> None:
    content = example("example_2_0").replace(b'DefineVersion="2.0.0"', b'DefineVersion="2.1.0"')
    assert define_of(content, "define.xml").version == "2.0"
    told = [one for one in schema_findings(content) if one.check == "version_mismatch"]
    assert [one.value for one in told] == ["2.1.0"]
    assert "read as 2.0" in told[0].words


def test_both_namespaces_declared_the_metadata_decide() -> None:
    old = 'xmlns:old="http://www.cdisc.org/ns/def/v2.0"'
    metadata = '<Study><MetaDataVersion {}:DefineVersion="2.0.0"/></Study></ODM>'
    front = f'<ODM xmlns="{ODM}" xmlns:def="{DEF}" {old}>'
    assert define_of((front + metadata.format("old")).encode(), "x").version == "2.0"
    assert define_of((front + metadata.format("def")).encode(), "x").version == "2.1"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder, no file"):
        read_define(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_define(tmp_path / "define.xml")


def test_lines_are_true_beyond_sixty_five_thousand() -> None:
    items = "\n".join('<ItemDef OID="A"/>' for _ in range(70_000))
    text = f'<ODM xmlns="{ODM}" xmlns:def="{DEF}"><Study><MetaDataVersion>{items}\n</MetaDataVersion></Study></ODM>'
    define = define_of(text.encode(), "define.xml")
    assert define.metadata.items[65_000].line == 65_001
    assert define.metadata.items[-1].line in (70_000, 70_001)  # libxml2 takes the next text's line there
    assert refused(text.replace("</Meta", "<&/></Meta").encode()).place == "define.xml  line 70001"


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(("example_2_1", "example_2_0", "example_1_0")),
    at=st.floats(0, 1),
    gone=st.integers(0, 40),
    new=st.sampled_from(
        (b"", b"<", b">", b"&", b'"', b"\0", b"\xff", b"<a/>", b"</Study>", b" x='1'", b" xmlns:q='u'")
    ),
)
def test_whatever_is_broken_is_read_or_refused_in_words(name: str, at: float, gone: int, new: bytes) -> None:
    content = example(name)
    start = int(at * len(content))
    broken = content[:start] + new + content[start + gone :]
    try:
        define = define_of(broken, "define.xml")
    except InputError:
        with pytest.raises(InputError, match=r"^define\.xml"):
            schema_findings(broken)
        return
    schema_findings(broken)
    for version in ("2.0", "2.1"):
        said = as_version(define, version)
        assert define_of(define_bytes(said, version=version), "x").version == version
