"""Which namespace a prefix means in each version of Define-XML."""

from __future__ import annotations

from functools import cache

XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
ARM = "http://www.cdisc.org/ns/arm/v1.0"
ODM = {"1.0": "http://www.cdisc.org/ns/odm/v1.2", "2.0": "http://www.cdisc.org/ns/odm/v1.3"}
ODM["2.1"] = ODM["2.0"]
DEF = {version: f"http://www.cdisc.org/ns/def/v{version}" for version in ("1.0", "2.0", "2.1")}
VERSIONS = tuple(DEF)
STANDARD = frozenset((*ODM.values(), *DEF.values(), ARM, XLINK, XML))  # what is not a vendor's


@cache
def uri(prefix: str, version: str) -> str:
    """The namespace of a prefix: odm, def, arm, xlink, xml."""
    return {"odm": ODM[version], "def": DEF[version], "arm": ARM, "xlink": XLINK, "xml": XML}[prefix]


@cache
def clark(name: str, version: str) -> str:
    """`{namespace}Name` of `prefix:Name`; a name without a prefix (an attribute of ODM's) stays as it is."""
    prefix, colon, local = name.rpartition(":")
    return f"{{{uri(prefix, version)}}}{local}" if colon else name


def version_of(namespaces: dict[str | None, str]) -> str:
    """The version whose namespace of Define-XML is declared, or an empty text."""
    declared = set(namespaces.values())
    return next((version for version in reversed(VERSIONS) if DEF[version] in declared), "")
