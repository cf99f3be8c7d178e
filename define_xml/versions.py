"""The same define.xml said in another version of Define-XML, and what is lost on the way."""

from __future__ import annotations

from define_xml.document.metadata import Define
from define_xml.version_1_0 import from_1_0
from define_xml.version_2_0 import UNSAID, from_2_0, to_2_0
from mappings.error import InputError
from mappings.finding import Finding


def as_version(define: Define, version: str) -> Define:
    """The document in this version, "2.1" or "2.0"; itself, if that is its version.

    InputError for a version nobody writes any more.
    """
    return converted(define, version)[0]


def lost(define: Define, version: str) -> tuple[Finding, ...]:
    """What the document says that it cannot say, or not fully, in this version."""
    return tuple(converted(define, version)[1])


def converted(define: Define, version: str) -> tuple[Define, list[Finding]]:
    """The document in this version, and what is lost."""
    if define.version == version:
        return define, []
    if version not in ("2.0", "2.1"):
        problem = f"Define-XML {version} is not written; this document is {define.version}"
        raise InputError("define.xml", problem, "ask for 2.1 or 2.0")
    losses: list[Finding] = []
    if define.version == "1.0":
        define = from_1_0(define, losses)
    elif define.version == "2.0":
        define = from_2_0(define, losses)
    if version == "2.0":
        losses = [one for one in losses if one is not UNSAID]
        define = to_2_0(define, losses)
    return define, losses
