"""How tables are shown: a page, Markdown, drawings, and a reporting event of the Analysis Results Standard."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from adam.tables.clauses import clause
from adam.tables.command import Made, files
from adam.tables.comparison import compare
from adam.tables.compute import compute
from adam.tables.reading import read_definitions, read_published
from mappings.error import MappingError
from tests.adam.small_study import FIGURE_1, frames, written

VOID = {"meta", "br", "hr", "img", "link", "input"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of the small study."""
    folder = written(tmp_path_factory.mktemp("small") / "results")
    definitions = read_definitions(folder)
    results = compute(definitions, frames())
    return files(Made(definitions, results, compare(results, read_published(folder))), ("html", "md", "json"))


class Page(HTMLParser):
    """The elements of a page, each opened and closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_is_whole_and_leads_nowhere_outside(made: dict[str, str]) -> None:
    shown = Page(made["tables.html"])
    assert shown.open == []
    ids = [attributes["id"] for _, attributes in shown.attributes if attributes.get("id")]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    links = [attributes["href"] or "" for tag, attributes in shown.attributes if tag == "a"]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)
    outside = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", made["tables.html"])
    assert outside == []
    assert not {tag for tag, _ in shown.attributes} & {"script", "iframe", "link", "img"}


def test_the_page_can_be_heard(made: dict[str, str]) -> None:
    shown = Page(made["tables.html"])
    assert ("html", {"lang": "en"}) in shown.attributes
    marks = [attributes for tag, attributes in shown.attributes if "mark" in (attributes.get("class") or "").split()]
    assert marks
    assert all(one["role"] == "img" and one["aria-label"] for one in marks)
    heads = [attributes for tag, attributes in shown.attributes if tag == "th"]
    assert all(one.get("scope") for one in heads)
    labelled = {name for _, one in shown.attributes for name in (one.get("aria-labelledby") or "").split()}
    assert labelled <= {one.get("id") for _, one in shown.attributes}


def test_the_page_shows_computed_beside_printed(made: dict[str, str]) -> None:
    text = made["tables.html"]
    assert "2/3 (66.7%)" in text
    assert "2/3 (66.6%)" in text
    assert "2 of 3 are 66.67%, cut off." in text
    assert "Active &lt;1&gt;" in text
    assert "<1>" not in text


def test_markdown(made: dict[str, str]) -> None:
    lines = made["tables.md"].splitlines()
    assert "**cells matched: 12 of 13, explained: 1**" in lines
    assert "|  | All | All, printed | Active \\<1> | Active \\<1>, printed | Placebo | Placebo, printed |" not in lines
    assert "| Female | 3/6 (50.0%) |  | 2/3 (66.7%) | 2/3 (66.6%) ≈ [1] | 1/3 (33.3%) | 1/3 (33.3%) ✓ |" in lines
    assert "| Events | 3 events in 2 subjects | 3 events in 2 subjects ✓ [2] | 1 event in 1 subject |  |" in lines
    assert "2. the text says 4" in lines


@pytest.mark.parametrize("name", ["figure1.svg", "figure2.svg"])
def test_drawings_are_svg_with_words(made: dict[str, str], name: str) -> None:
    root = etree.fromstring(made[name].encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img"
    spoken = {child.get("id") for child in root if child.tag.endswith(("title", "desc"))}
    assert set((root.get("aria-labelledby") or "").split()) == spoken
    assert "nan" not in made[name]


def test_the_flow_counts(made: dict[str, str]) -> None:
    root = etree.fromstring(made["figure1.svg"].encode())
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    boxes = ["Screened (n = 8)", "Not treated (n = 1)", "Arms", "Active <1> (n = 3)", "Placebo (n = 4)"]
    assert texts == ["Figure 1", *boxes]


def test_a_course_tells_its_figures(made: dict[str, str]) -> None:
    root = etree.fromstring(made["figure2.svg"].encode())
    told = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "Pain, Active <1>, Month 1: 15.0 ± 7.1 (N = 2)" in told
    assert "Pain, Active <1>, Month 2: 5.0 ± - (N = 1)" in told
    assert not [text for text in told if text and text.startswith("Pain, Placebo, Month 2")]


def test_a_box_with_an_unknown_number_is_told(tmp_path: Path) -> None:
    text = FIGURE_1.replace("{OUT}", "{OTHER}")
    definitions = read_definitions(written(tmp_path / "results", figure_1=text))
    results = compute(definitions, frames())
    with pytest.raises(MappingError, match=r"\{OTHER\} is no number of subjects of ALL"):
        files(Made(definitions, results, compare(results, ())), ())


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def test_the_reporting_event_names_only_what_it_holds(made: dict[str, str]) -> None:
    event = json.loads(made["results.json"])
    ids = [one["id"] for one in nodes(event) if "id" in one]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    keys = ("analysisSetId", "dataSubsetId", "methodId", "groupingId", "groupId", "operationId", "analysisId",
            "outputId", "referencedOperationRelationshipId", "referenceDocumentId")  # fmt: skip
    named = {one[key] for one in nodes(event) for key in keys if key in one}
    assert named
    assert named <= set(ids)


def test_every_analysis_says_what_a_define_needs(made: dict[str, str]) -> None:
    event = json.loads(made["results.json"])
    for one in event["analyses"]:
        assert one["reason"]["controlledTerm"]
        assert one["purpose"]["controlledTerm"]
        assert one["dataset"]
        assert one["variable"]
        assert one["description"]
        assert one["programmingCode"]["code"].startswith("subjects: ADSL where ")
    found = next(one for one in event["analyses"] if one["id"] == "AN.F2.PAIN")
    subset = next(one for one in event["dataSubsets"] if one["id"] == found["dataSubsetId"])
    wanted = {"dataset": "ADEFF", "variable": "PARAMCD", "comparator": "EQ", "value": ["PAIN"]}
    assert subset["condition"] == wanted


def test_results_are_those_computed(made: dict[str, str]) -> None:
    event = json.loads(made["results.json"])
    found = next(one for one in event["analyses"] if one["id"] == "AN.T1.SEX")
    wanted = ["GF.ARM.A", "GF.T1.SEX.F"]
    first = [one for one in found["results"] if [group["groupId"] for group in one["resultGroups"]] == wanted]
    told = {one["operationId"].rpartition(".")[2]: (one["rawValue"], one["formattedValue"]) for one in first}
    assert told == {"n": ("2", "2"), "N": ("3", "3"), "pct": ("66.66666666666667", "66.7")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('A == "x"', "A EQ x"),
        ('A in ["x", "y"] and B > 3', "(A IN x,y AND B GT 3)"),
        ('not (A.isna() or B != 0.5)', "(NOT (A EQ  OR B NE 0.5))"),
    ],
)  # fmt: skip
def test_conditions_become_clauses(text: str, told: str) -> None:
    assert spoken(clause(text, "ADSL", "here")) == told


def spoken(found: dict[str, Any]) -> str:
    """A clause in words."""
    if "condition" in found:
        one = found["condition"]
        return f"{one['variable']} {one['comparator']} {','.join(one['value'])}"
    inner = found["compoundExpression"]
    parts = [spoken(part) for part in inner["whereClauses"]]
    assert [part["level"] for part in inner["whereClauses"]] == [found["level"] + 1] * len(parts)
    sign = inner["logicalOperator"]
    return f"({sign} {parts[0]})" if sign == "NOT" else f"({f' {sign} '.join(parts)})"


@pytest.mark.parametrize("text", ['A.startswith("x")', "A == B"])
def test_what_the_standard_cannot_say_is_told(text: str) -> None:
    with pytest.raises(MappingError, match=r"[Ss]tandard"):
        clause(text, "ADSL", "here")
