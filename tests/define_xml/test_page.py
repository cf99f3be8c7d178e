"""The page of a define.xml: all of it is there, every address leads somewhere, and nothing on it can do harm."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from define_xml.document.index import Index
from define_xml.document.items import ItemRef
from define_xml.document.metadata import Define
from define_xml.page import page
from define_xml.read import read_define
from define_xml.versions import as_version
from mappings.finding import Finding
from tests.define_xml.page_defines import define, example, hostile, scaled

SHARED = Path(__file__).parents[2] / ".." / "shared" / "realdata"
REAL = (
    "msg_sdtm33/define.xml", "spec/SDTM_define.xml", "spec/ADaM_define_CDISC_pilot3.xml",
    "cdiscpilot01/sdtm/define.xml", "cdiscpilot01/adam/define.xml",
)  # fmt: skip


def real(name: str) -> Define:
    """A published define.xml, where it lies beside the checkout."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"no {name} beside the checkout")
    return read_define(path)


def read(content: bytes) -> Any:
    """The page as a tree."""
    return html.document_fromstring(content.decode())


@cache
def example_page() -> Any:
    """The page of the example."""
    return read(page(example()))


def row(tree: Any, anchor: str) -> list[str]:
    """What stands in the cells of a row."""
    return [said(cell) for cell in tree.get_element_by_id(anchor)]


def said(element: Any) -> str:
    """The text of an element, its parts apart."""
    return " ".join(" ".join(element.itertext()).split())


def addresses(tree: Any) -> list[str]:
    """Every id of the page."""
    return [str(one) for one in tree.xpath("//@id")]


def oids(of: Define) -> set[str]:
    """Every OID that a define.xml gives to something."""
    index, metadata = Index(of), of.metadata
    found = {*index.datasets, *index.items, *index.codelists, *index.value_lists, *index.where_clauses}
    found |= {*index.methods, *index.comments, *index.standards, *index.leaves}
    displays = metadata.displays.displays if metadata.displays else ()
    found |= {one.oid or "" for one in displays} | {one.oid or "" for shown in displays for one in shown.results}
    return found - {""}


def whole(tree: Any, of: Define) -> None:
    """Addresses are one of a kind, each OID is one, and each link on the page leads to one."""
    ids = addresses(tree)
    assert len(ids) == len(set(ids))
    missing = {oid for oid in oids(of) if not {oid, *(f"{kind}:{oid}" for kind in ("codelist", "item"))} & set(ids)}
    assert not missing
    links = {unquote(one[1:]) for one in tree.xpath("//a/@href") if one.startswith("#")}
    assert links <= set(ids)


def test_the_page_is_one_file_that_asks_for_nothing() -> None:
    content = page(example()).decode()
    tree = read(content.encode())
    assert content.startswith("<!doctype html>")
    assert not tree.xpath("//@src | //link | //iframe | //object | //embed | //form | //base")
    assert not re.search(r"@import|url\(", content)
    assert "http" not in "".join(tree.xpath("//style/text() | //script/text()"))


def test_no_script_runs_but_its_own() -> None:
    tree = example_page()
    (script,) = tree.xpath("//script/text()")
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_the_same_define_gives_the_same_bytes() -> None:
    assert page(example()) == page(example())


def test_every_oid_is_an_address_and_every_link_leads_to_one() -> None:
    whole(example_page(), example())


@pytest.mark.parametrize("name", REAL)
def test_real_defines_are_shown_whole(name: str) -> None:
    found = as_version(real(name), "2.1")
    tree = read(page(found))
    index, metadata = Index(found), found.metadata
    whole(tree, found)
    assert len(tree.xpath("//section[@class='ds']")) == len(metadata.datasets)
    rows = tree.xpath("//section[@class='ds']/table/tbody/tr[@id]")
    assert len(rows) == sum(len(group.items) for group in metadata.datasets)
    assert len(tree.xpath("//details[contains(@class, 'cl')]")) == len(metadata.codelists)
    terms = sum(len(one.items) + len(one.enumerated) for one in metadata.codelists)
    assert len(tree.xpath("//table[@class='terms']/tbody/tr")) == terms
    assert len(tree.xpath("//section[@id='~methods']/div")) == len(metadata.methods)
    assert len(tree.xpath("//section[@id='~comments']/div")) == len(metadata.comments)
    assert len(tree.xpath("//table[@class='vl']/tbody/tr")) >= sum(len(one.items) for one in index.value_lists.values())


def test_a_variable_is_told_in_one_row() -> None:
    tree = example_page()
    assert row(tree, "IT.DM.USUBJID") == [
        "USUBJID key 2 · mandatory", "Unique Subject Identifier Identifier", "text 8", "", "Assigned Sponsor",
    ]  # fmt: skip
    assert row(tree, "IT.DM.AGE")[2:] == [
        "integer 8", "", "Derived Sponsor Method Whole years from birth to consent. ( Reviewer's guide Section4 )",
    ]  # fmt: skip
    assert row(tree, "IT.DM.SEX")[3:] == ["Sex F · M", "Collected Investigator aCRF p. 3 , 7"]
    assert row(tree, "IT.VS.VSDTC")[2] == "datetime 8 E8601DT."
    assert "aCRF p. 5 \u2013 9" in row(tree, "IT.VS.VSDTC")[4]


def test_pages_and_predecessors_are_links() -> None:
    tree = example_page()
    assert tree.get_element_by_id("IT.DM.SEX").xpath(".//p/a/@href") == ["acrf.pdf#page=3", "acrf.pdf#page=7"]
    assert tree.get_element_by_id("IT.VS.USUBJID").xpath(".//p/a/@href") == ["#IT.DM.USUBJID"]
    assert "csdrg.pdf#nameddest=Section4" in tree.get_element_by_id("MT.AGE").xpath(".//a/@href")


def test_conditions_are_words() -> None:
    tree = example_page()
    assert row(tree, "IT.VS.VSORRES.WEIGHT")[0] == "VSTESTCD is WEIGHT Weight"
    other = row(tree, "IT.VS.VSORRES.OTHER")[0]
    assert other.startswith("VSTESTCD is none of WEIGHT, HEIGHT or DM.SEX is not missing Comment")
    assert "Joined by USUBJID." in other
    assert "VS where VSTESTCD is WEIGHT" in said(tree.get_element_by_id("AR.1.R1"))


def test_a_codelist_tells_codes_extensions_and_users() -> None:
    tree = example_page()
    sex = tree.get_element_by_id("CL.SEX")
    assert sex.xpath("./summary/span")[0].text_content() == "2 terms · C66731 · text"
    assert sex.xpath("./p/a/@href") == ["#CL.SEX", "#STD.CT", "#IT.DM.SEX"]
    assert [[cell.text_content() for cell in line] for line in sex.xpath(".//tbody/tr")] == [
        ["F", "Female", "C16576"], ["M extended", "Male", "C20197"],
    ]  # fmt: skip
    assert sex.xpath("./p[@class='used']/a/@href") == ["#IT.DM.SEX"]
    assert "sponsor's own" in tree.get_element_by_id("CL.TEST").text_content()
    assert "MedDRA 26.0" in tree.get_element_by_id("CL.MEDDRA").text_content()


def test_methods_comments_and_results_tell_who_uses_them_and_how() -> None:
    tree = example_page()
    method = tree.get_element_by_id("MT.AGE")
    assert method.xpath(".//pre")[0].text_content() == "years(BRTHDTC, RFICDTC)"
    assert method.xpath(".//p[@class='used']/a/@href") == ["#IT.DM.AGE"]
    uses = tree.get_element_by_id("COM.JOIN").xpath(".//p[@class='used']/a/@href")
    assert uses == ["#IT.VS.VSORRES.OTHER", "#AR.1"]
    assert tree.get_element_by_id("AR.1.R1").xpath(".//pre")[0].text_content() == "mean(VSORRES)  # 1 < 2"
    assert "Analysed in Table 1" in tree.get_element_by_id("IG.VS").text_content()


def test_headings_are_in_order_and_tables_have_headed_columns() -> None:
    tree = example_page()
    levels = [int(one.tag[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in tree.iter("table"):
        assert table.get("aria-label")
        assert set(table.xpath("./thead/tr/th/@scope")) == {"col"}


@pytest.mark.parametrize("of", [example(), hostile()], ids=["plain", "hostile"])
def test_texts_and_links_that_would_do_harm_are_text(of: Define) -> None:
    tree = read(page(of))
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img | //@onerror | //@onclick")
    links = [one for one in tree.xpath("//a/@href") if not one.startswith(("#", "https://"))]
    assert all(re.match(r"(acrf|csdrg)\.pdf(#.*)?$|(dm|vs)\.xpt$", one) for one in links)


def test_a_harmful_link_is_told() -> None:
    found = read(page(hostile())).get_element_by_id("LF.CRF").text_content()
    assert "no link: javascript:document.title='taken'" in found


def test_other_languages_are_shown_beside_english() -> None:
    (shown,) = read(page(hostile())).get_element_by_id("IT.DM.AGE").xpath(".//span[@lang='ja']")
    assert shown.text_content() == "年齢"


def test_what_means_nothing_is_told_at_its_place() -> None:
    metadata = example().metadata
    ref = ItemRef(item_oid="IT.DM.GONE", method_oid="MT.GONE")
    broken = replace(metadata.datasets[0], items=(*metadata.datasets[0].items, ref), standard_oid="STD.GONE")
    items = tuple(replace(one, comment_oid="COM.GONE") if one.oid == "IT.DM.AGE" else one for one in metadata.items)
    tree = read(page(define(replace(metadata, datasets=(broken, *metadata.datasets[1:]), items=items, codelists=()))))
    told = " ".join(one.text_content() for one in tree.find_class("bad"))
    for oid in ("IT.DM.GONE", "STD.GONE", "comment COM.GONE", "codelist CL.SEX"):
        assert f"{oid} is not defined" in told


def test_what_nothing_uses_is_shown_too() -> None:
    metadata = example().metadata
    tree = read(page(define(replace(metadata, datasets=metadata.datasets[:1], displays=None))))
    rest = tree.get_element_by_id("~rest")
    ids = set(rest.xpath(".//@id"))
    assert {"IT.VS.VSDTC", "VL.VS.VSORRES", "WC.W"} <= ids


def test_the_same_oid_for_several_things_gives_several_addresses() -> None:
    metadata = example().metadata
    first, second = metadata.datasets
    twice = (first, second, replace(first, name="DM2"), replace(second, oid="CL.SEX"), replace(second, oid="~main"))
    tree = read(page(define(replace(metadata, datasets=twice, methods=metadata.methods * 3))))
    ids = addresses(tree)
    assert len(ids) == len(set(ids))
    assert len(tree.xpath("//section[@class='ds']")) == 5
    assert len(tree.xpath("//section[@id='~methods']/div")) == 3


def test_findings_are_listed_and_marked_at_their_place() -> None:
    findings = (
        Finding("length_short", "note", "is short", "DM", "AGE"),
        Finding("codelist_missing", "error", "has <no> codelist", "DM", "SEX", value="X", count=3, cites="5.3.11"),
    )
    tree = read(page(example(), findings=findings))
    assert [said(one) for one in tree.xpath("//table[@class='found']/tbody/tr")] == [
        "✗ error DM.SEX has <no> codelist X 3 times codelist_missing 5.3.11", "i note DM.AGE is short length_short",
    ]  # fmt: skip
    assert tree.get_element_by_id("IT.DM.SEX").xpath(".//a[@class='flag']/@href") == ["#~finding-2"]
    whole(tree, example())


def test_an_empty_define_is_a_page() -> None:
    assert "define.xml" in read(page(Define())).text_content()


def test_a_large_study_is_a_small_file() -> None:
    content = page(scaled())
    assert len(content) < 3_000_000
    whole(read(content), scaled())
