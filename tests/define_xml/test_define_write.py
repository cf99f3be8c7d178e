"""What is written of a define.xml: the same bytes whenever and wherever, whole, with nothing in it that is not used."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

import define_xml.write as writer
from define_xml.document.common import Description, TranslatedText, described
from define_xml.document.fields import Extra
from define_xml.document.items import ItemDef
from define_xml.document.metadata import Define, GlobalVariables, MetaDataVersion, Study
from define_xml.document.values import CommentDef
from define_xml.read import define_of, read_define
from define_xml.write import define_bytes, write_define
from mappings.error import InputError
from tests.define_xml.defines import VENDOR, example, random_define

ROOT = Path(__file__).parents[2]


def study(**parts: object) -> Define:
    """A document of these metadata."""
    return Define(study=Study(oid="S", names=GlobalVariables(study_name="S"), metadata=MetaDataVersion(**parts)))  # type: ignore[arg-type]


def test_the_bytes_hang_on_nothing_but_the_document() -> None:
    script = (
        "import hashlib; from tests.define_xml.defines import example, random_define;"
        "from define_xml.read import define_of; from define_xml.write import define_bytes;"
        "define = define_of(example(), 'x'); first = define_bytes(define);"
        "[define_bytes(random_define(seed, '2.1')) for seed in range(3)];"
        "assert define_bytes(define) == first; print(hashlib.sha256(first).hexdigest())"
    )
    found = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"X{seed[:1]}"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


@pytest.mark.parametrize("seed", range(5))
def test_vendors_in_a_row_do_not_disturb_each_other(seed: int) -> None:
    alone = define_bytes(random_define(seed, "2.1"))
    for other in range(10, 14):
        define_bytes(random_define(other, "2.0"), version="2.0")
    assert define_bytes(random_define(seed, "2.1")) == alone


def test_only_namespaces_that_are_used_are_declared() -> None:
    root = etree.fromstring(define_bytes(study(define_version="2.1.0")))
    assert set(root.nsmap) == {None, "def"}
    full = etree.fromstring(define_bytes(define_of(example(), "x")))
    assert list(full.nsmap) == [None, "xlink", "def", "arm", "v"]


def test_a_vendors_prefix_is_kept_and_one_that_means_something_else_is_not() -> None:
    text = example().decode().replace("xmlns:v=", "xmlns:w=").replace("v:", "w:")
    assert b'w:weight="heavy"' in define_bytes(define_of(text.encode(), "x"))
    odd = replace(study(), prefixes=(("def", VENDOR),), extra=Extra(((f"{{{VENDOR}}}a", "1"),)))
    root = etree.fromstring(define_bytes(odd))
    assert root.nsmap["def"] == "http://www.cdisc.org/ns/def/v2.1"
    assert root.get(f"{{{VENDOR}}}a") == "1"


@pytest.mark.parametrize(
    "text", ["  two  blanks ", "line\nbreak", "tab\there", "a\r\nb", "<&>\"'", "é試\U0001f600", "]]>"]
)
def test_texts_are_what_they_were_to_a_blank(text: str) -> None:
    define = study(description=text, comments=(CommentDef(oid="C", description=described(text)),))
    found = define_of(define_bytes(define), "x").metadata
    assert found.description == text
    assert found.comments[0].description == Description(texts=(TranslatedText(lang="en", value=text),))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x0bb", "000B"), ("\0", "0000"), ("\ud800", "D800"), ("\ufffe", "FFFE"), ("\x85\x1f", "001F")],
)
def test_a_character_that_xml_forbids_is_refused_with_its_place(text: str, shown: str) -> None:
    define = study(items=(ItemDef(oid="IT.A", name="A"), ItemDef(oid="IT.B", description=described(text))))
    with pytest.raises(InputError) as raised:
        define_bytes(define)
    assert raised.value.place == "define.xml  ItemDef IT.B"
    assert f"U+{shown}" in raised.value.problem


def test_a_stylesheet_is_named_if_asked_for() -> None:
    define = define_of(example(), "x")
    assert b"xml-stylesheet" not in define_bytes(define)
    named = define_bytes(define, stylesheet='a "b" & <c>.xsl')
    assert named.splitlines()[1] == b'<?xml-stylesheet type="text/xsl" href="a &quot;b&quot; &amp; &lt;c&gt;.xsl"?>'
    assert define_of(named, "x").stylesheet == 'a "b" & <c>.xsl'
    with pytest.raises(InputError, match="no name of a file"):
        define_bytes(define, stylesheet="a?>b")


def test_version_1_0_is_read_and_not_written() -> None:
    with pytest.raises(InputError, match=r"Define-XML 1\.0 is not written"):
        define_bytes(define_of(example(), "x"), version="1.0")


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    define = define_of(example(), "x")
    path = write_define(define, tmp_path / "define.xml", stylesheet="define2-1.xsl")
    assert path.read_bytes() == define_bytes(define, stylesheet="define2-1.xsl")
    assert read_define(path) == define
    assert [one.name for one in tmp_path.iterdir()] == ["define.xml"]


def test_what_reads_back_as_another_document_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "define.xml"
    path.write_bytes(b"old")
    other = define_bytes(define_of(example("example_2_0"), "x"))
    monkeypatch.setattr(writer, "define_bytes", lambda *said, **named: other)
    with pytest.raises(InputError, match="another document than was to be written"):
        write_define(define_of(example(), "x"), path)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["define.xml"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_define(define_of(example(), "x"), tmp_path / "nowhere" / "define.xml")
