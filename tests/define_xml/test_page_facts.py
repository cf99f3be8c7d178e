"""What the page says of the data beside what is declared, and which links it follows."""

from __future__ import annotations

import pytest

from define_xml.checks.beside.observed import ValuesObserved
from define_xml.document.items import ItemDef, ItemRef
from define_xml.page import page
from define_xml.page.facts import differences, shown
from define_xml.page.markup import count, fragment, harmless, outward, quoted, text
from tests.define_xml.page_defines import example
from tests.define_xml.page_window import FACTS
from tests.define_xml.test_page import read, row, said, whole

TEXT = ItemDef(oid="IT", name="X", data_type="text", length="4")
WHOLE = ItemDef(oid="IT", name="X", data_type="integer", length="8")
FLOAT = ItemDef(oid="IT", name="X", data_type="float", length="8", significant_digits="1")
PLAIN, MANDATORY, EMPTY = ItemRef(), ItemRef(mandatory="Yes"), ItemRef(has_no_data="Yes")


def held(filled: int = 10, records: int = 10, **more: object) -> ValuesObserved:
    """What a variable of ten records holds."""
    return ValuesObserved(records=records, filled=filled, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ref", "item", "found", "words"),
    [
        (PLAIN, TEXT, held(longest=4), []),
        (PLAIN, TEXT, held(longest=5), ["longest 5, declared 4"]),
        (PLAIN, WHOLE, held(decimals=0), []),
        (PLAIN, WHOLE, held(decimals=1), ["decimals in an integer"]),
        (PLAIN, FLOAT, held(decimals=1), []),
        (PLAIN, FLOAT, held(decimals=3), ["3 decimals, declared 1"]),
        (MANDATORY, TEXT, held(), []),
        (MANDATORY, TEXT, held(8), ["2 records without, though mandatory"]),
        (EMPTY, TEXT, held(0), []),
        (EMPTY, TEXT, held(1), ["declared to have no data"]),
        (PLAIN, TEXT, held(unpermitted=(("<b>", 2), ("c", 1))), ["2 values not in the codelist: &lt;b&gt;, c"]),
    ],
)
def test_each_difference_is_told(ref: ItemRef, item: ItemDef, found: ValuesObserved, words: list[str]) -> None:
    assert list(differences(ref, item, found)) == words


def test_facts_stand_beside_what_is_declared() -> None:
    tree = read(page(example(), FACTS))
    assert row(tree, "IT.DM.STUDYID")[5] == "100% always MADE"
    assert row(tree, "IT.DM.AGE")[5] == "90% 19 \u2013 87 decimals in an integer"
    assert row(tree, "IT.DM.SEX")[5] == (
        "100% 2 of 2 terms used F (110) · M (89) · XX (1) 1 value not in the codelist: XX longest 2, declared 1"
    )
    assert row(tree, "IT.DM.USUBJID")[5] == "not in the data"
    whole(tree, example())


@pytest.mark.parametrize(
    ("form", "value", "told"),
    [
        ("DATE9.", "21613", "2019-03-05"),
        ("date9", "0", "1960-01-01"),
        ("E8601DA10.", "-1", "1959-12-31"),
        ("DATETIME20.", "86401", "1960-01-02T00:00:01"),
        ("TIME8.", "3661", "01:01:01"),
        ("DATE9.", "2019-03-05", "2019-03-05"),
        ("DATE9.", "99999999", "99999999"),
        ("8.2", "21613", "21613"),
        ("$10.", "21613", "21613"),
        (None, "21613", "21613"),
    ],
)
def test_numbers_that_count_days_are_shown_as_days(form: str | None, value: str, told: str) -> None:
    assert shown(ItemDef(oid="IT", display_format=form), value) == told


def test_datasets_tell_their_records_and_what_nothing_describes() -> None:
    tree = read(page(example(), FACTS))
    lines = [said(one) for one in tree.xpath("//table[@class='all']/tbody/tr")]
    assert lines == [
        "DM Demographics SPECIAL PURPOSE One record per subject STUDYID, USUBJID 4 200",
        "VS Vital Signs FINDINGS MADE UP One record per sign STUDYID, USUBJID, VSTESTCD 5 no file",
    ]
    assert "in the file, not described here: EXTRA" in said(tree.get_element_by_id("IG.DM"))
    assert "not described here: ZZ" in said(tree.get_element_by_id("~datasets"))


def test_terms_that_the_data_use_are_marked() -> None:
    tree = read(page(example(), FACTS))
    lines = [said(one) for one in tree.get_element_by_id("CL.SEX").xpath(".//tbody/tr")]
    assert lines == ["F Female C16576 used", "M extended Male C20197 used"]
    assert "used" not in said(tree.get_element_by_id("CL.TEST").xpath(".//tbody")[0])


@pytest.mark.parametrize(
    ("address", "follow"),
    [
        ("acrf.pdf", True),
        ("../m5/acrf.pdf", True),
        ("a b.pdf", True),
        ("https://www.cdisc.org/x", True),
        ("HTTP://www.cdisc.org", True),
        ("javascript:alert(1)", False),
        (" JaVaScRiPt:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("C:\\study\\acrf.pdf", False),
        ("C:/study/acrf.pdf", False),
        ("..\\acrf.pdf", False),
        ("//host/acrf.pdf", False),
        ("/acrf.pdf", False),
        ("", False),
        (None, False),
    ],
)
def test_only_harmless_links_are_links(address: str | None, follow: bool) -> None:
    assert harmless(address) is follow
    assert outward(address, "words").startswith("<a ") is follow


@pytest.mark.parametrize(
    ("value", "written"),
    [("IT.DM.SEX", "IT.DM.SEX"), ("a b", '"a b"'), ('"', '"&quot;"'), ("a>b", '"a&gt;b"'), ("x/", '"x/"'), ("", '""')],
)
def test_attributes_are_quoted_where_they_must_be(value: str, written: str) -> None:
    assert quoted(value) == written


def test_texts_of_any_kind_are_text() -> None:
    assert text("<a> & \x00\x0b") == "&lt;a&gt; &amp; \ufffd\ufffd"
    assert text(None) == ""
    assert fragment("IT.A B%") == '"#IT.A%20B%25"'
    assert [count(1, "term"), count(2500, "term"), count(2, "query", "queries")] == [
        "1 term",
        "2,500 terms",
        "2 queries",
    ]
