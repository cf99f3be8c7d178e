"""The define.xml of a package: it names the reviewer's guide that lies beside it, as reviewers look for it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from define_xml.document.common import DocumentRef, Leaf
from define_xml.document.metadata import Define, SupplementalDoc
from mappings.dataset import Dataset


def with_guide(define: Define, href: str, title: str) -> Define:
    """The document with a leaf for the guide and a reference to it; as it was, if it names that file already."""
    meta = define.metadata
    if any((one.href or "").lower() == href.lower() for one in meta.leaves):
        return define
    taken = {one.id for one in meta.leaves}
    leaf = next(name for name in ("LF.guide", *(f"LF.guide{number}" for number in range(2, 1000))) if name not in taken)
    known = meta.supplemental.documents if meta.supplemental else ()
    more = replace(
        meta,
        supplemental=SupplementalDoc(documents=(*known, DocumentRef(leaf_id=leaf))),
        leaves=(*meta.leaves, Leaf(id=leaf, href=href, title=title)),
    )
    return replace(define, study=replace(define.study, metadata=more)) if define.study else define


def described(define: Define, datasets: Iterable[Dataset]) -> tuple[bytes, bytes]:
    """define.xml, and the page that shows it with the facts of the datasets."""
    from define_xml.checks.beside.observed import observed
    from define_xml.page import page
    from define_xml.versions import as_version
    from define_xml.write import define_bytes

    xml = define_bytes(define, version=define.version, stylesheet=define.stylesheet)
    shown = as_version(define, "2.1")
    return xml, page(shown, observed(shown, datasets))
