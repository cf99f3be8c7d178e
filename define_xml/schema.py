"""A define.xml held against the XML schema of its version; what that finds, in words that name place and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from define_xml.document.elements import plans
from define_xml.document.metadata import Define
from define_xml.document.namespaces import ARM, DEF, ODM, STANDARD
from define_xml.read import parsed, version_in
from define_xml.schema_words import Places, in_words, missed, out_of_place
from mappings.error import InputError
from mappings.finding import Finding

XSI = "http://www.w3.org/2001/XMLSchema-instance"
# (version, with analysis results) -> the root schema, below odmlib's own folder of schemas.
SCHEMAS = {
    ("2.1", False): "define/2.1/define2-1-0.xsd",
    ("2.1", True): "arm/1.0-define2.1/arm1-0-0.xsd",
    ("2.0", False): "define/2.0/define2-0-0.xsd",
    ("2.0", True): "arm/1.0/arm1-0-0.xsd",
}
# A child out of place hides those after it: it is put right, and the rest is held against the schema again.
_ROUNDS = 25


def schema_findings(content: bytes, place: str = "define.xml") -> tuple[Finding, ...]:
    """What the schema of its version has against these bytes, each with its line; vendor extensions are notes.

    InputError, with `place` in it, if the bytes are no whole define.xml, or the schemas are not installed.
    """
    root, declared = parsed(content, place)
    version = version_in(root, declared, place)
    foreign = list(_other_version(root, version))
    if any(_foreign(f"{{{uri}}}") for _, uri in declared):
        foreign += _without_vendors(root)
    if version == "1.0":
        words = "Define-XML 1.0: there is no schema to hold it against; reviewers want 2.0 or 2.1"
        return (*foreign, Finding("schema_not_checked", "warning", words, "ODM"))
    with_results = next(root.iter(f"{{{ARM}}}*"), None) is not None
    schema, release = compiled(version, with_results)
    return (*foreign, *_held(root, schema, _newer(root, version, release), version))


def _said_version(root: Any, version: str) -> tuple[Any, str]:
    """The metadata's element, or the root, and what it says the version is."""
    metadata = next(root.iter(f"{{{ODM[version]}}}MetaDataVersion"), root)
    return metadata, metadata.get(f"{{{DEF[version]}}}DefineVersion") or ""


def _other_version(root: Any, version: str) -> Iterator[Finding]:
    """That the file says one version, and is written in the namespace of another."""
    metadata, said = _said_version(root, version)
    if said and not said.startswith(version):
        words = f"line {metadata.sourceline}: the namespace is of Define-XML {version}, DefineVersion says {said}: "
        remedy = f"read as {version}; make both say the same"
        yield Finding("version_mismatch", "error", words + remedy, "MetaDataVersion", value=said)


def _newer(root: Any, version: str, release: str) -> str:
    """That the document is of a later release than the lists of values here; or an empty text."""
    said = _said_version(root, version)[1]
    if not release or _parts(said) <= _parts(release):
        return ""
    return f"the schema here is of {release}, the document of {said}, which may allow more"


def _parts(release: str) -> tuple[int, ...]:
    """2.1.10 comes after 2.1.9."""
    return tuple(int(part) for part in release.split(".") if part.isdecimal() and part.isascii())


@cache
def compiled(version: str, with_results: bool) -> tuple[etree.XMLSchema, str]:
    """The schema, compiled once, and the release its lists of values are of (2.1.9)."""
    found = find_spec("odmlib")
    folders = found.submodule_search_locations if found is not None else None
    if not folders:
        raise InputError("schema", "the package odmlib, which holds CDISC's schemas, is not installed", _REMEDY)
    folder = Path(folders[0]) / "schemas"
    try:
        schema = etree.XMLSchema(etree.parse(folder / SCHEMAS[version, with_results]))
        lists = etree.parse(folder / "define/2.1/define-enumerations.xsd").getroot() if version == "2.1" else None
    except (OSError, etree.LxmlError) as error:
        raise InputError(SCHEMAS[version, with_results], f"the schema cannot be read: {error}", _REMEDY) from None
    return schema, (lists.get("version") or "" if lists is not None else "")


_REMEDY = "install it: pip install 'odmlib>=0.2.1'"


def _without_vendors(root: Any) -> Iterator[Finding]:
    """Takes what vendors added out of the tree, and tells it: Define-XML allows it, the schema does not."""
    seen: dict[tuple[str, str], list[int]] = {}
    for node in list(root.iter()):
        if _foreign(node.tag):
            if not _inside_foreign(node):
                seen.setdefault((node.tag, "element"), []).append(node.sourceline or 0)
            continue
        for name in [name for name in node.attrib if _foreign(name)]:
            seen.setdefault((name, "attribute"), []).append(node.sourceline or 0)
            del node.attrib[name]
    for node in [one for one in root.iter() if _foreign(one.tag)]:
        parent = node.getparent()
        if parent is not None and not _foreign(parent.tag):
            parent.remove(node)
    for (name, kind), lines in seen.items():
        space, _, local = name[1:].rpartition("}")
        words = f"line {lines[0]}: {kind} {local} of {space}, a vendor's extension: kept, not checked"
        yield Finding("vendor_extension", "note", words, "ODM", "", local, len(lines), cites="Define-XML 2.1, 3.2")


def _inside_foreign(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and _foreign(parent.tag)


def _foreign(name: str) -> bool:
    """Whether the name is of a namespace that no part of the standard has."""
    return name.startswith("{") and name[1:].partition("}")[0] not in STANDARD | {XSI}


def _held(root: Any, schema: etree.XMLSchema, newer: str, version: str) -> list[Finding]:
    """What the schema finds; round after round, as long as something out of place hid something else."""
    said: dict[tuple[Any, str], tuple[int, Finding | None]] = {}
    stuck: set[tuple[Any, str]] = set()
    ordered: set[Any] = set()
    places = Places(root)
    for _ in range(_ROUNDS):
        if schema.validate(root):
            break
        places.moved()
        hiding = []
        for error in schema.error_log:
            node = places.node(error.path)
            key = (error.path if node is None else node), error.message
            if key not in said and not _again(error, node, stuck):
                said[key] = error.line, in_words(error, node, places, newer)
            if node is not None and out_of_place(error):
                hiding.append(node)
        if not _put_right(hiding, ordered, version):
            break
    in_order = sorted(said.values(), key=lambda one: one[0])
    # Two rules of the schema may say the same: an OID is to be unique among its kind, and among all.
    return list(dict.fromkeys(finding for _, finding in in_order if finding is not None))


def _again(error: Any, node: Any, stuck: set[tuple[Any, str]]) -> bool:
    """Whether the same thing is missed at the same place as in a round before, when another child stood there."""
    wanted = missed(error)
    if node is None or not wanted:
        return False
    key = (node.getparent() if out_of_place(error) else node), wanted
    if key in stuck:
        return True
    stuck.add(key)
    return False


def _put_right(hiding: list[Any], ordered: set[Any], version: str) -> bool:
    """Puts children in order, or takes away the one the schema stopped at; whether there was one."""
    known = plans(Define, version)
    for node in hiding:
        parent = node.getparent()
        in_order = known[parent.tag].in_order if parent.tag in known else ()
        ranks = {inner.name: rank for rank, inner in enumerate(in_order)}
        if node.tag in ranks and parent not in ordered:
            ordered.add(parent)
            parent[:] = sorted(parent, key=lambda one: ranks.get(one.tag, len(ranks)))
        else:
            parent.remove(node)
    return bool(hiding)
