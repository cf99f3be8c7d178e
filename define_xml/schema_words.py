"""What the XML schema has against a define.xml, in our words: line, place, what was found, what is allowed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from typing import Any

from define_xml.document.elements import plans
from define_xml.document.metadata import Define
from define_xml.document.namespaces import ARM, DEF, ODM, XLINK, XML
from mappings.error import nearest
from mappings.finding import Finding

_PREFIXES = {XLINK: "xlink:", XML: "xml:", ARM: "arm:", **dict.fromkeys(DEF.values(), "def:")}
_PREFIXES.update(dict.fromkeys(ODM.values(), ""))
_ODM = ODM["2.1"]
_CLARK = re.compile(r"\{([^{}]+)\}")
# libxml2: Element '{..}X', attribute 'Y': [facet 'z'] what is wrong.
_HEAD = re.compile(r"Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: (?:\[facet '\w+'\] )?")
_QUOTED = re.compile(r"'([^']*)'")
_AFTER = re.compile(r" is not an element of the set \{(?P<allowed>.*)\}\.?$", re.DOTALL)
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (?P<names>.*?) \)")
_TYPES = {
    "integer": "a whole number", "positiveInteger": "a whole number above 0", "ID": "a name without blanks, of its own",
    "nonNegativeInteger": "a whole number from 0", "datetime": "a date and time as 2026-01-31T12:00:00",
    "IDREF": "the ID of a def:leaf: a letter or _ first, no blanks", "language": "a language, such as en",
    "name": "a text", "oid": "a text", "oidref": "a text", "text": "a text",
    "sasName": "a SAS name: at most 8 characters",
}  # fmt: skip


class Places:
    """Where elements stand, as the owner of a define.xml names them."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.children: dict[tuple[Any, str], list[Any]] = {}

    def moved(self) -> None:
        """To be told when elements were moved or taken away."""
        self.children.clear()

    def node(self, path: str | None) -> Any:
        """The element of libxml2's path, or None: `/*/*[2]/def:Standards/def:Standard[1]`.

        Looked up step by step, because XPath would count the elements before it, for each of thousands of errors.
        """
        found = self.root if path else None
        for step in (path or "").strip("/").split("/")[1:]:
            name, _, place = step.partition("[")
            among = self._named(found, name)
            index = int(place.removesuffix("]") or 1) - 1
            if index >= len(among):
                return None
            found = among[index]
        return found

    def _named(self, parent: Any, name: str) -> list[Any]:
        """The children of this name; `*` is any."""
        if (parent, name) not in self.children:
            prefix, _, local = name.rpartition(":")
            self.children[parent, name] = [
                one
                for one in parent.iterchildren("*")
                if name == "*" or ((one.prefix or "") == prefix and one.tag.rpartition("}")[2] == local)
            ]
        return self.children[parent, name]

    def of(self, node: Any) -> tuple[str, str]:
        """Dataset and variable; or the nearest element that has an OID, and nothing."""
        variable = ""
        for one in (node, *node.iterancestors()):
            name = one.get("Name") or one.get("OID") or ""
            if one.tag == f"{{{_ODM}}}ItemRef":
                variable = variable or self.names.get(one.get("ItemOID", ""), one.get("ItemOID", ""))
            elif one.tag == f"{{{_ODM}}}ItemGroupDef":
                return name, variable
            elif one.tag == f"{{{_ODM}}}ItemDef" and one.get("OID") in self.homes:
                return self.homes[one.get("OID")], name
            elif one.get("OID") or one.get("ID"):
                return f"{short(one.tag)} {one.get('OID') or one.get('ID')}", variable
        return short(node.tag), variable

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each ItemDef by OID."""
        return {one.get("OID", ""): one.get("Name", "") for one in self.root.iter(f"{{{_ODM}}}ItemDef")}

    @cached_property
    def homes(self) -> dict[str, str]:
        """Name of the dataset of each variable, by the OID of its ItemDef."""
        found: dict[str, str] = {}
        for dataset in self.root.iter(f"{{{_ODM}}}ItemGroupDef"):
            for ref in dataset.iter(f"{{{_ODM}}}ItemRef"):
                found.setdefault(ref.get("ItemOID", ""), dataset.get("Name") or dataset.get("OID") or "")
        return found


def short(clark: str) -> str:
    """`def:Class` of `{namespace}Class`."""
    return _CLARK.sub(lambda found: _PREFIXES.get(found[1], f"{{{found[1]}}}"), clark)


def out_of_place(error: Any) -> bool:
    """Whether an element stands where it may not: libxml2 then passes over those that follow it."""
    return error.type_name == "SCHEMAV_ELEMENT_CONTENT" and "not expected" in error.message


def missed(error: Any) -> str:
    """The elements of which one was expected, or an empty text."""
    found = _EXPECTED.search(error.message) if error.type_name == "SCHEMAV_ELEMENT_CONTENT" else None
    return found["names"] if found else ""


def in_words(error: Any, node: Any, places: Places, newer: str) -> Finding | None:
    """The finding of one entry of libxml2's log; None for an entry that only repeats the one before.

    `newer` says that the document is of a later release than the schema, or is an empty text.
    """
    found = _HEAD.match(error.message)
    if "No precomputed value" in error.message or found is None:
        return None if found else _finding(("schema", error.message, ""), error, node, places)
    said = error.message[found.end() :].strip()
    told = _told(error.type_name, said, short(found["attribute"] or ""), short(found["element"]), node)
    finding = _finding(told, error, node, places)
    if newer and told[0] == "schema_value" and _AFTER.search(said):
        return replace(finding, severity="warning", words=f"{finding.words} ({newer})")
    return finding


def _finding(told: tuple[str, str, str], error: Any, node: Any, places: Places) -> Finding:
    check, words, value = told
    dataset, variable = places.of(node) if node is not None else ("ODM", "")
    place = f"line {error.line}, {short(node.tag)}" if node is not None else f"line {error.line}"
    return Finding(check, "error", f"{place}: {words}", dataset, variable, value, cites="Define-XML schema")


def _told(kind: str, said: str, attribute: str, element: str, node: Any) -> tuple[str, str, str]:
    """Check, words and the value, of what libxml2 said."""
    value = (_QUOTED.search(said) or ["", ""])[1]
    what = attribute or "its text"
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _content(said, element)
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return "schema_attribute_missing", f"it has no {short(value)}; add it", short(value)
    if kind.startswith("SCHEMAV_CVC_COMPLEX_TYPE_3"):
        known = _attributes(node)
        words = f"attribute {attribute} is not known here; remove it, or correct its name {_near(attribute, known)}"
        return "schema_attribute_unknown", words.strip(), attribute
    if kind.startswith("SCHEMAV_CVC_COMPLEX_TYPE_2"):
        return "schema_text", "a text or an element stands where there is to be none; remove it", ""
    if kind == "SCHEMAV_CVC_IDC":
        return _unique(said)
    return "schema_value", f"{what} is {value!r}; {_allowed(said, value)}", value


def _attributes(node: Any) -> tuple[str, ...]:
    """The attributes that the element may have."""
    versions = [version for version, uri in DEF.items() if node is not None and uri in node.nsmap.values()]
    return _known(node.tag, versions[-1]) if versions else ()


@cache
def _known(tag: str, version: str) -> tuple[str, ...]:
    how = plans(Define, version).get(tag)
    return tuple(short(name) for name in how.by_attribute) if how else ()


@lru_cache(maxsize=1024)
def _near(word: str, known: tuple[str, ...]) -> str:
    """The nearest known word; the same fault is often there a thousand times."""
    return nearest(word, known)


def _content(said: str, element: str) -> tuple[str, str, str]:
    names = _EXPECTED.search(said)
    wanted = short(names["names"]) if names else ""
    if said.startswith("Missing child"):
        return "schema_element_missing", f"something is missing in it: {wanted}", wanted
    if not wanted:
        told = "stands here, where nothing more may"
    else:
        told = f"stands where one of these has to: {wanted}" if "," in wanted else f"stands where {wanted} has to"
    return "schema_element_misplaced", f"{element} {told}", element


def _unique(said: str) -> tuple[str, str, str]:
    key = re.search(r"key-sequence \[(.*?)\]", said)
    value = key[1].replace("'", "") if key else ""
    if said.startswith("Duplicate"):
        return "schema_duplicate", f"{value} is there twice where it is to be unique; give each its own", value
    return "schema_reference", f"{value} is referred to, and is not there", value


def _allowed(said: str, value: str) -> str:
    among = _AFTER.search(said)
    if among:
        allowed = _QUOTED.findall(among["allowed"])
        return f"allowed: {', '.join(allowed)} {_meant(value, allowed)}".strip()
    pattern = re.search(r"not accepted by the pattern '(.*)'", said)
    if pattern:
        return f"it has to be of the form {pattern[1]}"
    longest = re.search(r"exceeds the allowed maximum length of '(\d+)'", said)
    if longest:
        return f"at most {longest[1]} characters are allowed"
    fixed = re.search(r"does not match the fixed (?:value|value constraint) '(.*)'", said)
    if fixed:
        return f"it has to be {fixed[1]}"
    type_ = re.search(r"type '(?:\{[^}]*\}|xs:)?(\w+)'", said)
    return f"it has to be {_TYPES.get(type_[1], type_[1])}" if type_ else said


def _meant(value: str, allowed: list[str]) -> str:
    told = _near(value, tuple(allowed))
    return f"({told})" if told else ""
