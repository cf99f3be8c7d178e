"""PDFs that a define.xml refers to: pages, passwords, pictures, names on pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.checks.beside.pages import numbers
from define_xml.checks.beside.pdf import check_pdf
from define_xml.document.common import DocumentRef, Leaf, PDFPageRef
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef, Origin, ValueListRef, WhereClauseRef
from define_xml.document.metadata import AnnotatedCRF, Define
from define_xml.document.values import MethodDef, RangeCheck, ValueListDef, WhereClauseDef
from tests.define_xml.beside.beside_example import example
from tests.define_xml.beside.pdf_files import encrypted, pdf

PAGES = ("Visit 1  SEX = DM.SEX", "Visit 2  AGE", "Appendix")
LEAF = Leaf(id="LF.acrf", href="acrf.pdf", title="Annotated CRF")


def pages(refs: str, kind: str = "PhysicalRef") -> tuple[DocumentRef, ...]:
    """A reference to these pages of the CRF."""
    return (DocumentRef(leaf_id="LF.acrf", pages=(PDFPageRef(type=kind, page_refs=refs),)),)


def referring(refs: str, kind: str = "PhysicalRef", origin: str = "Collected", variable: str = "SEX") -> Define:
    """The example, with a variable that refers to pages of the CRF."""
    items = tuple(
        replace(one, origins=(Origin(type=origin, source="Investigator", documents=pages(refs, kind)),))
        if one.oid == f"IT.DM.{variable}"
        else one
        for one in example().metadata.items
    )
    crf = AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.acrf"),))
    return example(items=items, leaves=(LEAF,), annotated_crf=crf)


def found(define: Define, folder: Path, content: bytes | None) -> list[tuple[str, str, str, str]]:
    """Check, severity, place and words of the findings, with this CRF in the folder."""
    if content is not None:
        (folder / "acrf.pdf").write_bytes(content)
    return [(one.check, one.severity, one.place, one.words) for one in check_pdf(define, folder)]


@pytest.mark.parametrize("refs", ["1", "1 3", "2 1"])
def test_pages_that_are_there_and_hold_the_name_are_right(refs: str, tmp_path: Path) -> None:
    assert found(referring(refs), tmp_path, pdf(PAGES)) == []


def test_a_page_beyond_the_last(tmp_path: Path) -> None:
    words = "origin Collected refers to page 4, 9 of acrf.pdf, which has 3 pages"
    assert found(referring("1 4 9"), tmp_path, pdf(PAGES)) == [("page_absent", "error", "DM.SEX", words)]


def test_page_0_is_no_page(tmp_path: Path) -> None:
    assert [row[0] for row in found(referring("0 1"), tmp_path, pdf(PAGES))] == ["page_absent"]


def test_a_range_of_pages(tmp_path: Path) -> None:
    assert numbers(PDFPageRef(first_page="2", last_page="4")) == (2, 3, 4)
    assert numbers(PDFPageRef(first_page="2")) == (2,)
    assert numbers(PDFPageRef(first_page="1", last_page="99999999")) == (1, 99999999)
    assert numbers(PDFPageRef(page_refs="1, 3 x 5")) == (1, 3, 5)
    assert numbers(PDFPageRef(first_page="b")) == ()


def test_a_name_that_is_not_on_the_page(tmp_path: Path) -> None:
    words = "SEX is not on page 2, 3 of acrf.pdf, to which origin Collected refers"
    assert found(referring("2 3"), tmp_path, pdf(PAGES)) == [("page_without_name", "warning", "DM.SEX", words)]


def test_only_what_was_collected_is_named_on_pages(tmp_path: Path) -> None:
    assert found(referring("3", origin="Derived"), tmp_path, pdf(PAGES)) == []


def test_a_name_inside_a_longer_one_is_not_that_name(tmp_path: Path) -> None:
    wrong = found(referring("1"), tmp_path, pdf(["SEXUAL ACTIVITY", "AGE"]))
    assert [row[0] for row in wrong] == ["page_without_name"]


def test_a_crf_may_be_annotated_with_notes(tmp_path: Path) -> None:
    assert found(referring("1"), tmp_path, pdf(["Gender"], notes=["DM.SEX"])) == []


def test_a_scanned_crf(tmp_path: Path) -> None:
    words = "acrf.pdf has no text on any of 2 pages looked at: it is scanned; deliver one with text"
    assert found(referring("1"), tmp_path, pdf(["", ""])) == [("pdf_without_text", "error", "", words)]


def test_a_crf_with_a_password(tmp_path: Path) -> None:
    words = "acrf.pdf: it is encrypted: agencies take no PDF with a password; deliver one without"
    wrong = found(referring("1"), tmp_path, encrypted(pdf(PAGES)))
    assert wrong == [("pdf_encrypted", "error", "", words)]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\nnothing", b"<html></html>", pdf(PAGES)[:200]])
def test_what_is_no_pdf_is_told(content: bytes, tmp_path: Path) -> None:
    wrong = found(referring("1"), tmp_path, content)
    assert [row[:2] for row in wrong] == [("pdf_unreadable", "error")]
    assert wrong[0][3].startswith("acrf.pdf: it ")


@pytest.mark.parametrize(("name", "wrong"), [("Visit1", []), ("Visit9", ["destination_absent"])])
def test_named_destinations(name: str, wrong: list[str], tmp_path: Path) -> None:
    define = referring(name, "NamedDestination")
    rows = found(define, tmp_path, pdf(PAGES, places=["Visit1"]))
    assert [row[0] for row in rows] == wrong


def test_methods_refer_to_pages_too(tmp_path: Path) -> None:
    method = MethodDef(oid="MT.1", name="M", type="Computation", documents=pages("7"))
    wrong = found(example(methods=(method,), leaves=(LEAF,)), tmp_path, pdf(PAGES))
    words = "method MT.1 refers to page 7 of acrf.pdf, which has 3 pages"
    assert wrong == [("page_absent", "error", "", words)]


def test_a_pdf_that_is_not_there_is_a_matter_of_the_folder(tmp_path: Path) -> None:
    assert found(referring("1"), tmp_path, None) == []


def ref_to(oid: str) -> ItemRef:
    """A variable of a dataset."""
    return ItemRef(item_oid=oid)


@pytest.mark.parametrize(("name", "text", "wrong"), [
    ("RACE1", "RACE1 in SUPPDM", 0), ("QVAL", "RACE1 in SUPPDM", 0), ("QVAL", "SUPPDM.QVAL", 1), ("RACE2", "RACE1", 1),
])  # fmt: skip
def test_a_qualifier_is_annotated_by_its_name(name: str, text: str, wrong: int, tmp_path: Path) -> None:
    origin = Origin(type="Collected", source="Investigator", documents=pages("1"))
    where = (WhereClauseRef(where_clause_oid="WC.RACE1"),)
    clause = WhereClauseDef(
        oid="WC.RACE1", checks=(RangeCheck(comparator="EQ", item_oid="IT.QNAM", values=("RACE1",)),)
    )
    define = example(
        datasets=(ItemGroupDef(oid="IG.1", name="SUPPDM", items=tuple(map(ref_to, ("IT.QNAM", "IT.QVAL")))),),
        items=(
            ItemDef(oid="IT.QNAM", name="QNAM"), ItemDef(oid="IT.1", name=name, origins=(origin,)),
            ItemDef(oid="IT.QVAL", name="QVAL", values=ValueListRef(value_list_oid="VL.1")),
        ),
        value_lists=(ValueListDef(oid="VL.1", items=(ItemRef(item_oid="IT.1", where=where),)),),
        where_clauses=(clause,), leaves=(LEAF,),
        annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.acrf"),)),
    )  # fmt: skip
    assert len(found(define, tmp_path, pdf([text]))) == wrong
