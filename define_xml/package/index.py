"""A draft of the eCTD's index: a leaf for each file, so that the study tagging file's references resolve."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from lxml import etree

from define_xml.package.content import md5_of
from define_xml.package.placed import Placed
from define_xml.package.sections import Heading, headings

# ICH's own document type names this address, with its c after w3.
XLINK = "http://www.w3c.org/1999/xlink"
ECTD = "http://www.ich.org/ectd"
OUTSIDE = frozenset({"review", "manifest", "index"})
DRAFT = (
    " DRAFT made by trial-dossier: leaves of the study's data alone, with their MD5 checksums. The publisher of the"
    " sequence takes them over into the sequence's own index, with the ids kept or the study tagging file made anew;"
    " the folder util with ICH's document types and index-md5.txt come with the sequence. "
)


def leaf_id(path: str) -> str:
    """The id of a file's leaf: of its path alone, so that it stays when anything else changes."""
    return f"td-{hashlib.sha256(path.encode()).hexdigest()[:20]}"


def index_bytes(placed: Sequence[Placed], sections: Mapping[str, str], indication: str = "") -> bytes:
    """The draft of index.xml (ich-ectd-3-2): the leaves of all files that belong to the submission.

    `sections` gives the section of module 5 by the part of a file ("" for what is of none); study tagging files are
    the first leaves of their section. Where a heading asks for an indication and none is said, a comment says so.
    """
    root = etree.Element(f"{{{ECTD}}}ectd", nsmap={"ectd": ECTD, "xlink": XLINK})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    root.set("dtd-version", "3.2")
    root.append(etree.Comment(DRAFT))
    made: dict[str, Any] = {}
    for section in sorted(set(sections.values())):
        place = root
        for heading in headings(section):
            place = _heading(made, place, heading, indication)
        own = [one for one in placed if one.kind not in OUTSIDE and sections.get(one.part, sections[""]) == section]
        for one in sorted(own, key=lambda one: (one.kind != "tagging", one.path)):
            place.append(_leaf(one))
    return written(root, '<!DOCTYPE ectd:ectd SYSTEM "util/dtd/ich-ectd-3-2.dtd">')


def _heading(made: dict[str, Any], above: Any, heading: Heading, indication: str) -> Any:
    """The element of a heading, which there is once."""
    if heading.section not in made:
        made[heading.section] = etree.SubElement(above, heading.element)
        if heading.needs and indication:
            made[heading.section].set(heading.needs, plain(indication))
        elif heading.needs:
            words = f" {heading.needs} is asked for in {heading.section} and TS has no INDIC: the publisher says it. "
            made[heading.section].append(etree.Comment(words))
    return made[heading.section]


def _leaf(one: Placed) -> Any:
    leaf = etree.Element("leaf")
    leaf.set("ID", leaf_id(one.path))
    leaf.set("operation", "new")
    leaf.set("checksum", md5_of(one.content))
    leaf.set("checksum-type", "md5")
    leaf.set(f"{{{XLINK}}}type", "simple")
    leaf.set(f"{{{XLINK}}}href", one.path)
    if one.kind == "tagging":
        # STF 2.6.1: the leaf of a study tagging file says so by its version.
        leaf.set("version", "STF version 2.2")
    etree.SubElement(leaf, "title").text = plain(one.title or one.name)
    return leaf


def plain(text: str) -> str:
    """The text as XML can hold it: what is no letter is a blank, and blanks are single."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def written(root: Any, doctype: str) -> bytes:
    """The document as bytes, UTF-8, a line for each element."""
    etree.indent(root)
    stream = BytesIO()
    etree.ElementTree(root).write(stream, encoding="UTF-8", xml_declaration=True, doctype=doctype)
    return stream.getvalue() + b"\n"
