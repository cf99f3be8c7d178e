"""Reads a define.xml, of any version, whole and without trust: no entities, no network, bounded depth."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from define_xml.document.elements import from_xml, making_many
from define_xml.document.metadata import Define
from define_xml.document.namespaces import DEF, ODM, STANDARD, VERSIONS
from define_xml.transport.looks import check_regular
from define_xml.transport.whole import readable
from mappings.error import InputError

# libxml2 ends at 256 levels (a define.xml has 10) unless it is told otherwise; nothing outside the file is asked for.
CAREFUL = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def read_define(path: Path) -> Define:
    """The define.xml of a file; InputError if it cannot be read whole."""
    check_regular(path, "a define.xml")
    with readable(path):
        content = path.read_bytes()
    return define_of(content, path.name)


def define_of(content: bytes, place: str) -> Define:
    """The define.xml of these bytes; InputError, with `place` in it, if they are no whole define.xml."""
    stylesheet = _before_root(content, place)
    root, declared = parsed(content, place)
    version = version_in(root, declared, place)
    prefixes: dict[str, str] = {}
    for prefix, uri in declared:
        if prefix and uri not in STANDARD and prefix not in ("odm", "def", "arm", "xlink", "xml"):
            prefixes.setdefault(prefix, uri)
    with making_many():
        define: Define = from_xml(root, Define, version)
    return replace(define, version=version, stylesheet=stylesheet, prefixes=tuple(prefixes.items()))


class _Prolog:
    """What stands before the root element; a parser that tells it is stopped at the root, or at a DOCTYPE."""

    def __init__(self) -> None:
        self.stylesheet = ""
        self.refused = False

    def pi(self, target: str, data: str | None = None) -> None:
        """A processing instruction."""
        found = _HREF.search(data or "")
        if target == "xml-stylesheet" and found and not self.stylesheet:
            self.stylesheet = html.unescape(found[1] or found[2] or "")

    def doctype(self, name: str | None, public: str | None, system: str | None) -> None:
        """A DOCTYPE: the parser stops before it has read what is in it."""
        self.refused = True
        raise _StoppedError

    def start(self, tag: str, attributes: object) -> None:
        """The root."""
        raise _StoppedError

    def close(self) -> None:
        """The end."""


class _StoppedError(Exception):
    """No more of the file is needed."""


def _before_root(content: bytes, place: str) -> str:
    """The href of the stylesheet. InputError for a DOCTYPE, of which not a byte is expanded."""
    prolog = _Prolog()
    try:
        etree.XMLParser(target=prolog, **CAREFUL).feed(content)
    except _StoppedError:
        pass
    except etree.XMLSyntaxError:
        pass  # the reader proper meets it again, and says where
    if prolog.refused:
        problem = "holds a DOCTYPE, which can name other files and expand without end; it is not read"
        raise InputError(place, problem, "remove the DOCTYPE: define.xml has no use for one")
    return prolog.stylesheet


def parsed(content: bytes, place: str) -> tuple[Any, list[tuple[str, str]]]:
    """The root element, without comments and processing instructions, and the prefixes declared anywhere."""
    parser = etree.XMLPullParser(events=("start-ns",), remove_comments=True, remove_pis=True, **CAREFUL)
    try:
        parser.feed(content)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise _unread(_better(error, content), content, place) from None
    crowded = root.xpath(f"//*[count(@*) > {_MOST_ATTRIBUTES}]")
    if crowded:
        problem = f"more than {_MOST_ATTRIBUTES} attributes in one element, where a define.xml has about 15"
        raise InputError(f"{place}  line {crowded[0].sourceline}", problem, _REMEDY)
    return root, [said for _, said in parser.read_events()]


def _better(error: Any, content: bytes) -> Any:
    """What the parser says when it reads all at once: of unknown entities it says more."""
    try:
        etree.fromstring(content, etree.XMLParser(**CAREFUL))
    except etree.XMLSyntaxError as better:
        return better
    return error


def _unread(error: Any, content: bytes, place: str) -> InputError:
    raw = re.sub(r", line \d+, column \d+$", "", error.msg or "it is no XML")
    words = next((put(found) for form, put in _WORDS if (found := re.search(form, raw))), f"it is no XML: {raw}")
    plain = content.replace(b"\0", b"").rstrip()
    encoding = _declared(content)
    if encoding.startswith(("utf-16", "ucs")):
        words = "it declares an encoding of two bytes a character, and is not written so"
    elif not plain:
        words = "it is empty"
    elif plain.startswith(b"<") and not re.search(rb"</([\w.-]+:)?ODM\s*>$", plain[-80:]):
        words += "; it does not end with </ODM>: it may be cut"
    line = _line_of_bytes(content, encoding) if _NO_TEXT.search(raw) else error.lineno or 1
    return InputError(f"{place}  line {line if plain else 1}", words, _REMEDY)


def _declared(content: bytes) -> str:
    """The encoding that a file of one byte a character declares, or UTF-8."""
    found = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", content)
    return found[1].decode().lower() if found else "utf-8"


def _line_of_bytes(content: bytes, encoding: str) -> int:
    """The line of the first bytes that are no text in this encoding; 1 if that is not known."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    except (LookupError, UnicodeError):
        pass
    return 1


_MOST_ATTRIBUTES = 500
_NO_TEXT = re.compile(r"Invalid bytes|not proper UTF-8")
_REMEDY = "have the file written anew, or mend this line"
# What libxml2 says -> what it means.
_WORDS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"Excessive depth", lambda found: "elements stand more than 255 deep, where a define.xml has about 10"),
    (r"too long|huge text|Buffer size|Resource limit", lambda found: "a text is longer than 10 million characters"),
    (_NO_TEXT.pattern, lambda found: "bytes that are no text in the encoding that the file declares"),
    (r"[Uu]nsupported encoding:? ?(.*)", lambda found: f"encoding {found[1]} is not known"),
    (r"[Cc]har (?:0x|value )(\w+)", lambda found: "a control character, which XML forbids"),
    (r"Entity '(.*)' not defined", lambda found: f"&{found[1]}; is not known in XML; write the character itself"),
    (r"tag mismatch: (\S+) line (\d+) and (\S+)", lambda found: f"{found[1]} of line {found[2]} is not closed"),
    (r"Start tag expected|Document is empty", lambda found: "it is no XML: it does not start with a tag"),
    (r"Extra content", lambda found: "something stands after the end of the document"),
)


def version_in(root: Any, declared: list[tuple[str, str]], place: str) -> str:
    """The version of Define-XML whose namespace the metadata are in."""
    spaces = {uri for _, uri in declared}
    space, _, name = root.tag[1:].rpartition("}") if root.tag.startswith("{") else ("", "", root.tag)
    if name != "ODM" or space not in ODM.values():
        problem = f"its root is {name}{f' of namespace {space}' if space else ', without a namespace'}, no define.xml"
        remedy = f'a define.xml starts with <ODM xmlns="{ODM["2.1"]}">'
        raise InputError(f"{place}  line {root.sourceline}", problem, remedy)
    known = [version for version in VERSIONS if DEF[version] in spaces and ODM[version] == space]
    if len(known) == 1:
        return known[0]
    metadata = root.find(f"{{{space}}}Study/{{{space}}}MetaDataVersion")
    used = [one for one in known if metadata is not None and f"{{{DEF[one]}}}DefineVersion" in metadata.attrib]
    if used or known:
        return (used or known)[-1]
    told = ", ".join(sorted(one for one in spaces if "/ns/def/" in one)) or "none"
    problem = f"declares no namespace of Define-XML that is known here (found: {told})"
    raise InputError(f"{place}  line {root.sourceline}", problem, f"known are {', '.join(DEF.values())}")
