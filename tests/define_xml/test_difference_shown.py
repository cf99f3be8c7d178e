"""The changes as text, JSON and a page: whole, the same every time, and safe whatever a document says."""

from __future__ import annotations

import json
import re

from lxml import html

from define_xml.difference import difference
from define_xml.difference.words import marked
from tests.define_xml.difference_example import EXAMPLE, METADATA, changed, read, with_metadata, written

TEXT = """\
old: DEMO, Define-XML 2.1.10, made 2026-01-01T00:00:00
new: DEMO, Define-XML 2.1.10, made 2026-02-02T00:00:00

Datasets, variables, values
  removed  VS  Vital Signs; 4 variables
           its file goes, and nothing may take values from it
  changed  DM.AGE  comment: Age at consent -> Age at the day of consent
  changed  DM.DMDY  method: Days since the first dose -> Days
           the values may be made in another way: compare the data

Codelists
  changed  codelist MedDRA  version: 26.0 -> 27.0
           coded values may mean something else: code the data with this version

Analysis results
  changed  display Table 1, Age  code: mean(age) -> median(age)
           the result may be computed in another way: compare the figures

Only written otherwise
  CreationDateTime: 2026-01-01T00:00:00 -> 2026-02-02T00:00:00

5 changes: 1 removed, 4 changed; 1 thing only written otherwise"""
HOSTILE = "</td><script>alert(1)</script>&quot;\u0085"


def two() -> tuple[str, str]:
    """A page of many changes, and the text of them."""
    xml = written(with_metadata(datasets=METADATA.datasets[:1]))
    for old, new in (
        (">Age at consent<", ">Age at the day of consent<"), ('Version="26.0"', 'Version="27.0"'),
        ("2026-01-01", "2026-02-02"), (">Days since the first dose<", ">Days<"), (">mean(age)<", ">median(age)<"),
    ):  # fmt: skip
        assert old in xml
        xml = xml.replace(old, new)
    found = difference(EXAMPLE, read(xml))
    return found.as_html("a<b.xml", "new.xml"), found.as_text()


def test_the_text() -> None:
    assert two()[1] == TEXT


def test_nothing_to_tell() -> None:
    found = difference(EXAMPLE, EXAMPLE)
    assert found.equal
    assert found.as_text().splitlines()[-1] == "no change of meaning"
    assert "No change of meaning." in found.as_html()
    assert json.loads(found.as_json())["changes"] == []


def test_the_json() -> None:
    found = json.loads(difference(EXAMPLE, changed(">Days since the first dose<", ">Days<")).as_json())
    assert list(found) == ["equal", "old", "new", "counts", "changes", "form"]
    assert found["counts"] == {"added": 0, "removed": 0, "renamed": 0, "moved": 0, "changed": 1}
    assert found["changes"] == [{
        "thing": "variable", "change": "changed", "place": "DM.DMDY", "what": "method",
        "old": "Days since the first dose", "new": "Days",
        "consequence": "the values may be made in another way: compare the data", "also": ["VS.VSDY"],
    }]  # fmt: skip


def test_the_page_is_whole_and_needs_nothing() -> None:
    page = two()[0]
    tree = html.fromstring(page)
    assert [one.text for one in tree.iter("h2")] == [
        "Datasets, variables, values", "Codelists", "Analysis results", "Only written otherwise",
    ]  # fmt: skip
    assert len(tree.xpath("//tbody/tr")) == 5
    assert [one.text for one in tree.iter("strong")] == ["a<b.xml", "new.xml"]
    assert not tree.xpath("//script | //link | //img | //iframe | //@src | //@onclick")
    assert not re.search(r"https?:|url\(|@import", page)
    identifiers = tree.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    assert {link.removeprefix("#") for link in tree.xpath("//a/@href")} <= set(identifiers)
    assert all(cell.get("scope") for cell in tree.iter("th"))
    assert "Age at <ins>the day of </ins>consent" in page
    assert page == two()[0]


def test_what_a_document_says_is_text_and_never_markup() -> None:
    xml = written(EXAMPLE)
    for place in (">Age at consent<", 'Name="AGE"', 'CodedValue="M"', ">Annotated CRF<", 'FileOID="DEMO.1"'):
        said = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        assert place in xml
        new = f">{said}<" if place.startswith(">") else f'{place.partition("=")[0]}="{said}"'
        xml = xml.replace(place, new)
    found = difference(EXAMPLE, read(xml))
    page = found.as_html()
    assert len(found.changes) >= 4
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert "\u0085" not in page
    assert "\\x85" in page


def test_words_are_marked_where_texts_are_alike() -> None:
    assert marked("Days since first dose", "Days since last dose") == (
        "Days since <del>first</del> dose", "Days since <ins>last</ins> dose",
    )  # fmt: skip
    assert marked("a < b and more words", "quite another sentence here") == (
        "a &lt; b and more words", "quite another sentence here",
    )  # fmt: skip
    long = "word " * 3000
    assert marked(long, f"{long}more") == (long, f"{long}more")
