"""odmlib, an independent reader, opens what we write and counts the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from define_xml.document.metadata import Define
from define_xml.read import define_of, read_define
from define_xml.write import write_define
from tests.define_xml.defines import REAL, example

VERSIONS_2 = [path for path in REAL if "cdiscpilot01" not in path]
needs_shared = pytest.mark.skipif(not REAL, reason="no shared folder with real define.xml files beside the checkout")


def opened(path: Path, version: str, results: bool = False) -> Any:
    """The metadata as odmlib reads them."""
    odmlib = pytest.importorskip("odmlib.loader", reason="odmlib is not installed")
    if results:
        loader: Any = pytest.importorskip("odmlib.arm_loader").XMLArmLoader()
    else:
        package = f"define_{version.replace('.', '_')}"
        loader = pytest.importorskip("odmlib.define_loader").XMLDefineLoader(model_package=package)
    facade = odmlib.ODMLoader(loader)
    facade.open_odm_document(str(path))
    return facade.MetaDataVersion()


def theirs(found: Any) -> dict[str, int]:
    """How much there is, as odmlib says."""
    return {
        "datasets": len(found.ItemGroupDef),
        "variables": sum(len(one.ItemRef) for one in found.ItemGroupDef),
        "definitions": len(found.ItemDef),
        "value items": sum(len(one.ItemRef) for one in found.ValueListDef),
        "conditions": len(found.WhereClauseDef),
        "codelists": len(found.CodeList),
        "terms": sum(len(one.CodeListItem) + len(one.EnumeratedItem) for one in found.CodeList),
        "methods": len(found.MethodDef),
        "comments": len(found.CommentDef),
        "files": len(found.leaf),
    }


def ours(define: Define) -> dict[str, int]:
    """How much there is, as our document says."""
    data = define.metadata
    return {
        "datasets": len(data.datasets),
        "variables": sum(len(one.items) for one in data.datasets),
        "definitions": len(data.items),
        "value items": sum(len(one.items) for one in data.value_lists),
        "conditions": len(data.where_clauses),
        "codelists": len(data.codelists),
        "terms": sum(len(one.values()) for one in data.codelists),
        "methods": len(data.methods),
        "comments": len(data.comments),
        "files": len(data.leaves),
    }


def plain() -> bytes:
    """Our example without what odmlib refuses: a vendor's extensions, descriptions of terms."""
    text = re.sub(r' v:\w+="[^"]*"|<v:pause/>|<v:note>.*?</v:note>', "", example().decode())
    return re.sub(r"(<Alias[^>]*/>)<Description>.*?</Description>", r"\1", text).encode()


# odmlib's model of 2.0 refuses conditions on an empty value, which the standard's schema allows, and the MSG has.
WRITTEN = [
    (path, version) for path in VERSIONS_2 for version in ("2.0", "2.1") if "msg" not in path or version == "2.1"
]


@needs_shared
@pytest.mark.parametrize(("path", "version"), WRITTEN)
def test_odmlib_counts_the_same_in_what_we_write_of_a_real_file(path: str, version: str, tmp_path: Path) -> None:
    define = read_define(REAL[path])
    written = write_define(define, tmp_path / "define.xml", version=version)
    found = theirs(opened(written, version))
    assert found == ours(define)
    assert min(found[one] for one in ("datasets", "value items", "codelists", "methods")) > 0


def test_odmlib_reads_our_analysis_results(tmp_path: Path) -> None:
    define = define_of(plain(), "x")
    written = write_define(define, tmp_path / "define.xml")
    found = opened(written, "2.1", results=True)
    assert theirs(found) == ours(define)
    (display,) = found.AnalysisResultDisplays.ResultDisplay
    assert display.OID == "RD.1"
    assert display.AnalysisResult[0].ProgrammingCode.Code._content == "\n  mean(VSORRES)\n"


@needs_shared
def test_odmlib_reads_what_we_make_of_1_0(tmp_path: Path) -> None:
    define = read_define(REAL["realdata/cdiscpilot01/sdtm/define.xml"])
    written = write_define(define, tmp_path / "define.xml", version="2.0")
    assert theirs(opened(written, "2.0")) == ours(read_define(written))
