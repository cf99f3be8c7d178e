"""Writes a define.xml: the same document is always the same bytes, and a file is whole or not there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from lxml import etree

from define_xml.document.elements import making_many, to_xml
from define_xml.document.fields import Element
from define_xml.document.metadata import Define
from define_xml.document.namespaces import ARM, DEF, ODM, XLINK
from define_xml.read import define_of
from define_xml.transport.whole import whole_files
from define_xml.versions import as_version
from mappings.error import InputError

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def define_bytes(define: Define, *, version: str = "2.1", stylesheet: str = "") -> bytes:
    """The document as XML of this version: UTF-8, indented where no text is, namespaces as they are used.

    With `stylesheet`, a line that names it for browsers. InputError for what XML cannot hold, or a version nobody
    writes.
    """
    said = as_version(define, version)
    try:
        with making_many():
            root = to_xml(said, version, nsmap=_namespaces(said))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise _unwritable(said, error) from None
    etree.cleanup_namespaces(root, keep_ns_prefixes=["def", *(prefix for prefix, _ in said.prefixes)])
    body: bytes = etree.tostring(root, encoding="UTF-8", pretty_print=True, xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + _stylesheet_line(stylesheet) + body


def write_define(define: Define, path: Path, *, version: str = "2.1", stylesheet: str = "") -> Path:
    """The file written: it was read back and compared before it took its name.

    InputError if it cannot be written whole; a file that was there is as it was then.
    """
    content = define_bytes(define, version=version, stylesheet=stylesheet)
    prove(replace(as_version(define, version), stylesheet=stylesheet), content, path.name)
    with whole_files(path.parent) as draft:
        draft(path.name, [content])
    return path


def prove(define: Define, content: bytes, place: str) -> None:
    """InputError if these bytes, read, are another document than the one that was to be written."""
    found = define_of(content, place)
    wrong = [
        one.name for one in fields(Define) if one.compare and getattr(found, one.name) != getattr(define, one.name)
    ]
    if wrong:
        problem = f"read back, it is another document than was to be written: {', '.join(wrong)}"
        raise InputError(place, problem, "nothing was written; this is a fault of ours: report it")


def _namespaces(define: Define) -> dict[Any, str]:
    spaces: dict[Any, str] = {None: ODM[define.version], "xlink": XLINK, "def": DEF[define.version], "arm": ARM}
    return spaces | {prefix: uri for prefix, uri in define.prefixes if prefix not in spaces}


def _stylesheet_line(href: str) -> bytes:
    if not href:
        return b""
    if _FORBIDDEN.search(href) or "?>" in href:
        raise InputError("define.xml", f"stylesheet {href!r} is no name of a file", "name the file beside define.xml")
    return f'<?xml-stylesheet type="text/xsl" href="{html.escape(href)}"?>\n'.encode()


def _unwritable(define: Define, error: Exception) -> InputError:
    for place, text in _texts(define, "ODM"):
        found = _FORBIDDEN.search(text)
        if found:
            problem = f"character U+{ord(found[0]):04X} cannot stand in XML: {_shown(text)[:60]!r}"
            return InputError(f"define.xml  {place}", problem, "take it out of the text")
    return InputError("define.xml", f"cannot be written as XML: {error}", "mend the vendor's extensions")


def _shown(text: str) -> str:
    return " ".join(_FORBIDDEN.sub("?", text).split())


def _texts(element: Element, place: str) -> Iterator[tuple[str, str]]:
    """Every text of the document, and the definition it stands in."""
    oid = getattr(element, "oid", None) or getattr(element, "id", None)
    tag = element.TAG.removeprefix("odm:")
    place = f"{tag} {_shown(oid)}" if oid else place
    for one in fields(element):
        value = getattr(element, one.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, str):
                yield place, inner
            elif isinstance(inner, Element):
                yield from _texts(inner, place)
