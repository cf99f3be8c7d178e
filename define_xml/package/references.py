"""The references of a package's define.xml files: each must lead to a file of the package."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from define_xml.package.content import blocks
from define_xml.package.placed import Placed
from mappings.error import InputError

_WEB = re.compile(r"(?i)https?://")


def refuse_dangling(placed: Sequence[Placed]) -> None:
    """InputError that names each file which a define.xml of the package names and which is not in the package.

    Datasets, documents and the stylesheet, each relative to the folder of its define.xml; addresses of the web are
    not followed.
    """
    there = {one.path for one in placed if one.kind not in ("review", "manifest")}
    for define in (one for one in placed if one.kind == "define"):
        home = posixpath.dirname(define.path)
        lost = [href for href in _named(define) if not _leads(home, href, there)]
        if lost:
            problem = f"names {', '.join(lost)}, which is not in the package"
            remedy = (
                "put it beside the define.xml of the build, name a guide as the profile does, or do not name it;"
                " an annotated CRF is made where the raw export has a data_dictionary.csv with pages"
            )
            raise InputError(define.path, problem, remedy)


def _named(define: Placed) -> list[str]:
    """What a define.xml names, each once: files of datasets, documents, its stylesheet."""
    from define_xml.read import define_of
    from define_xml.to_spec import spec_from_define

    read = define_of(b"".join(blocks(define.content)), define.path)
    spec = spec_from_define(read)
    datasets = [one.href or f"{one.name.lower()}.xpt" for one in spec.datasets if not one.has_no_data]
    return list(dict.fromkeys(one for one in (*datasets, *(d.href for d in spec.documents), read.stylesheet) if one))


def _leads(home: str, href: str, there: set[str]) -> bool:
    return bool(_WEB.match(href)) or posixpath.normpath(posixpath.join(home, href)) in there
