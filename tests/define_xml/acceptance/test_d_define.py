"""List D, 11 to 18: a define.xml that contradicts itself, its data, its folder or PDFs, through the command line."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.document.common import Leaf, PDFPageRef, described
from define_xml.document.items import CodeListRef, Origin
from define_xml.document.metadata import Define
from define_xml.document.values import CodeListItem, FormalExpression, MethodDef
from define_xml.write import define_bytes
from tests.define_xml.acceptance.command import Said, asked
from tests.define_xml.acceptance.good_define import CRF, LEAF, delivered, put, swapped, told
from tests.define_xml.beside.beside_example import clause, sex, value_ref
from tests.define_xml.beside.pdf_files import encrypted, pdf

Shown = pytest.CaptureFixture[str]


def checked(capsys: Shown, folder: Path, define: Define | bytes | None = None, *options: str) -> Said:
    """The check of the delivery with this define.xml: findings, and no error."""
    said = asked(capsys, "check", put(folder, define), *options)
    assert said.err == ""
    return said


def names(said: Said) -> set[str]:
    """The checks that spoke, without the note of the delivery itself."""
    return set(told(said.out)) - {"standard_not_checked"}


def flat(said: Said) -> str:
    """What was printed, on one line."""
    return " ".join(said.out.split())


def test_d11_two_codelists_of_one_name(tmp_path: Path, capsys: Shown) -> None:
    said = checked(capsys, tmp_path, swapped('Name="Positions"', 'Name="Tests"'))
    assert said.code == 1
    assert any("Tests" in row for row in said.out.split("  error: ")[1:]), said.out


def test_d11_a_codelist_without_c_code(tmp_path: Path, capsys: Shown) -> None:
    lists = delivered().metadata.codelists
    said = checked(capsys, tmp_path, delivered(codelists=(replace(sex(), aliases=()), *lists[1:])))
    assert said.code == 1
    assert any("CL.SEX" in row for row in said.out.split("  error: ")[1:]), said.out


def test_d12_records_that_two_conditions_select(tmp_path: Path, capsys: Shown) -> None:
    clauses = (replace(clause("POS", "NE"), oid="WC.PULSE"), *map(clause, ("TEMP", "POS")))
    said = checked(capsys, tmp_path, delivered(where_clauses=clauses))
    assert said.code == 1
    words = "VS.VSORRES: 2 records are meant by more than one item: VSTESTCD is not POS | VSTESTCD is TEMP"
    assert words in flat(said)


def test_d12_records_that_no_condition_selects(tmp_path: Path, capsys: Shown) -> None:
    metadata = delivered().metadata
    lists = (replace(metadata.value_lists[0], items=(value_ref("PULSE"), value_ref("TEMP"))),)
    kept = tuple(one for one in metadata.items if one.oid != "IT.VS.VSORRES.POS")
    clauses = tuple(one for one in metadata.where_clauses if one.oid != "WC.POS")
    said = checked(capsys, tmp_path, delivered(value_lists=lists, items=kept, where_clauses=clauses))
    assert said.code == 1
    words = "VS.VSORRES: 1 of 5 records have a value and no item of the value list: VSTESTCD is POS (1)"
    assert words in flat(said)


EVIL = "<script>alert(1)</script>"


def test_d13_scripts_are_text_and_told(tmp_path: Path, capsys: Shown) -> None:
    method = MethodDef(
        oid="MT.AGE", name="Age", type="Computation", description=described(f"Age {EVIL}"),
        expressions=(FormalExpression(context="Python", value=EVIL),),
    )  # fmt: skip
    metadata = delivered().metadata
    groups = tuple(
        replace(
            one,
            items=tuple(replace(ref, method_oid="MT.AGE") if ref.item_oid == "IT.DM.AGE" else ref for ref in one.items),
        )
        for one in metadata.datasets
    )
    items = tuple(
        replace(one, origins=(Origin(type="Derived", source="Sponsor"),)) if one.oid == "IT.DM.AGE" else one
        for one in metadata.items
    )
    evil = Leaf(id="LF.evil", href="javascript:alert(1)", title="A guide")
    define = delivered(methods=(method,), datasets=groups, items=items, leaves=(LEAF, evil))
    said = checked(capsys, tmp_path, define)
    assert said.code == 1
    errors = said.out.split("  error: ")[1:]
    assert any("LF.evil" in row and "javascript:" in row for row in errors), said.out
    assert any("MT.AGE" in row and "script" in row for row in errors), said.out
    page = tmp_path / "define.html"
    assert asked(capsys, "show", tmp_path, "--out", page).code in (0, 1)
    html = page.read_text(encoding="utf-8")
    assert EVIL not in html
    assert "&lt;script&gt;alert(1)" in html
    assert 'href="javascript:' not in html.lower()


@pytest.mark.parametrize(
    ("href", "word"),
    [
        ("/m5/acrf.pdf", "/m5/acrf.pdf"),
        ("C:\\m5\\acrf.pdf", "C:\\m5\\acrf.pdf"),
        ("..\\acrf.pdf", "..\\acrf.pdf"),
        ("missing.pdf", "missing.pdf is not in the folder"),
        ("ACRF.pdf", "ACRF.pdf is acrf.pdf in the folder"),
    ],
)
def test_d14_paths_that_lead_nowhere(href: str, word: str, tmp_path: Path, capsys: Shown) -> None:
    said = checked(capsys, tmp_path, delivered(leaves=(replace(LEAF, href=href),)))
    assert said.code == 1
    assert any(word in " ".join(row.split()) for row in said.out.split("  error: ")[1:]), said.out


@pytest.mark.parametrize(
    ("there", "words"), [("", "it is not in the folder"), ("Define2-1.xsl", "the folder has Define2-1.xsl")]
)
def test_d15_a_stylesheet_that_is_absent_or_named_otherwise(
    there: str, words: str, tmp_path: Path, capsys: Shown
) -> None:
    if there:
        (tmp_path / there).write_text("<xsl/>")
    said = checked(capsys, tmp_path, define_bytes(delivered(), version="2.1", stylesheet="define2-1.xsl"))
    assert said.code == 1
    assert f"the xml-stylesheet line names define2-1.xsl, and {words}" in flat(said)


def test_d15_neither_a_stylesheet_nor_a_page(tmp_path: Path, capsys: Shown) -> None:
    (put(tmp_path) / "define.html").unlink()
    said = asked(capsys, "check", tmp_path)
    assert (said.code, names(said)) == (1, {"display_missing"})
    assert "no xml-stylesheet line, and no define.html beside it: browsers show the bare XML" in flat(said)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: pdf(["SEX", "AGE"]), "origin Collected refers to page 3 of acrf.pdf, which has 2 pages"),
        (lambda: encrypted(pdf(["SEX", "AGE", "SEX"])), "acrf.pdf: it is encrypted"),
        (lambda: pdf(["", "", ""]), "acrf.pdf has no text on any of 3 pages looked at: it is scanned"),
    ],
)
def test_d16_pages_that_are_not_there_or_cannot_be_read(
    content: Callable[[], bytes], words: str, tmp_path: Path, capsys: Shown
) -> None:
    pages = (replace(CRF[0], pages=(PDFPageRef(type="PhysicalRef", page_refs="3"),)),)
    items = tuple(
        replace(one, origins=(replace(one.origins[0], documents=pages),)) if one.name == "SEX" else one
        for one in delivered().metadata.items
    )
    put(tmp_path, delivered(items=items))
    (tmp_path / "acrf.pdf").write_bytes(content())
    said = asked(capsys, "check", tmp_path)
    assert said.code == 1
    assert words in flat(said)


def test_d17_a_dataset_without_its_file(tmp_path: Path, capsys: Shown) -> None:
    (put(tmp_path) / "vs.xpt").unlink()
    said = asked(capsys, "check", tmp_path)
    assert said.code == 1
    assert names(said) == {"dataset_without_file", "leaf_missing"}


def test_d17_a_file_that_is_not_named(tmp_path: Path, capsys: Shown) -> None:
    metadata = delivered().metadata
    items = tuple(one for one in metadata.items if (one.oid or "").startswith("IT.DM"))
    define = delivered(
        datasets=metadata.datasets[:1], items=items,
        value_lists=(), where_clauses=(), codelists=(sex(),),
    )  # fmt: skip
    said = checked(capsys, tmp_path, define)
    assert (said.code, names(said)) == (1, {"file_without_dataset"})
    assert "VS: vs.xpt holds 5 records of it, and define.xml does not name it" in flat(said)


def test_d17_a_dataset_that_cannot_be_read_ends_with_3_and_the_others_are_checked(
    tmp_path: Path, capsys: Shown
) -> None:
    (put(tmp_path) / "vs.xpt").write_bytes(b"")
    said = asked(capsys, "check", tmp_path)
    assert said.code == 3
    assert said.err.startswith("vs.xpt\n")
    assert "31 checks of 1 dataset with 3 records" in said.out


def test_d18_a_codelist_of_thirty_thousand_terms(tmp_path: Path, capsys: Shown) -> None:
    terms = tuple(
        CodeListItem(coded_value=f"T{at:05}", decode=described(f"Term number {at}")) for at in range(30_000)
    )  # fmt: skip
    long = replace(sex(), oid="CL.LONG", name="Long", items=terms, aliases=(), standard_oid=None, is_non_standard="Yes")
    metadata = delivered().metadata
    items = tuple(
        replace(one, codelist=CodeListRef(codelist_oid="CL.LONG")) if one.oid == "IT.DM.USUBJID" else one
        for one in metadata.items
    )
    put(tmp_path, delivered(codelists=(*metadata.codelists, long), items=items))
    start = time.process_time()
    said = asked(capsys, "check", tmp_path)
    assert time.process_time() - start < 5
    assert said.code == 1
    assert "DM.USUBJID: no term of codelist Long" in flat(said)
