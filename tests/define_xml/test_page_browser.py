"""The page in a real browser: searched, walked with keys, linked, without its script, and on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser import Page
from tests.define_xml.page_window import Open, running, window

__all__ = ["running", "window"]  # fixtures


def options(page: Page) -> list[str]:
    """What the search found, as readers see it."""
    return list(
        page.run("[...document.querySelectorAll('[role=option]')].map(one => one.innerText.replace(/\\s+/g, ' '))")
    )


def in_view(page: Page, anchor: str) -> bool:
    """Whether a place of the page is in the window."""
    box = f"document.getElementById('{anchor}').getBoundingClientRect()"
    return bool(page.run(f"(({{top, height}}) => height > 0 && top >= 0 && top < innerHeight)({box})"))


def asked(page: Page, words: str) -> list[str]:
    """What the search finds for these words."""
    page.press("/")
    page.run("document.activeElement.select()")
    page.type(words)
    return options(page)


def test_search_finds_every_kind_and_tells_what_matched(window: Open) -> None:
    page = window("example")
    assert asked(page, "dm.sex")[0] == "Variable DM.SEX Sex"
    assert asked(page, "demographics") == ["Dataset DM Demographics"]
    assert asked(page, "c16576") == ["Term F Female C16576 in Sex"]
    assert asked(page, "pulse rate") == ["Term PULSE Pulse Rate in Vital signs test"]
    assert any(one.startswith("Method Age") for one in asked(page, "birth consent"))
    assert asked(page, "made by a test") == ["Comment COM.MDV Made by a test."]
    assert asked(page, "mean weight")[0].startswith("Analysis Mean weight")
    assert asked(page, "is weight")[0] == "Value level VS.VSORRES VSTESTCD is WEIGHT Weight"
    assert page.run("[...document.querySelectorAll('[role=option] mark')].map(one => one.textContent)")
    assert page.run("document.querySelector('#\\\\~search [role=status]').textContent") == "3 found"
    assert asked(page, "no such thing") == []
    assert page.run("document.querySelector('#\\\\~search [role=status]').textContent") == "0 found"


def test_search_is_walked_with_keys(window: Open) -> None:
    page = window("example")
    found = asked(page, "usubjid")
    assert [one.split()[1] for one in found[:2]] == ["DM.USUBJID", "VS.USUBJID"]
    chosen = "document.querySelector('[role=option][aria-selected=true]').innerText.includes('{}')"
    assert page.run(chosen.format("DM.USUBJID"))
    page.press("ArrowDown")
    assert page.run(chosen.format("VS.USUBJID"))
    active = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).innerText"
    assert "VS.USUBJID" in page.run(active)
    page.press("ArrowUp")
    page.press("ArrowDown")
    page.press("Enter")
    assert page.until("location.hash") == "#IT.VS.USUBJID"
    assert page.run("document.activeElement.id") == "IT.VS.USUBJID"
    assert in_view(page, "IT.VS.USUBJID")
    page.press("/")
    page.press("Escape")
    assert page.run("document.querySelector('#\\\\~hits').hidden")
    page.press("Escape")
    assert page.run("document.activeElement.id") != "~q"


def test_a_term_found_opens_its_codelist(window: Open) -> None:
    page = window("large")
    assert asked(page, "c12345")[0].startswith("Term CODE123-45")
    page.press("Enter")
    assert page.until("location.hash") == "#CL.L123"
    assert page.run("document.getElementById('CL.L123').open")
    assert page.run("document.activeElement.textContent").startswith("CODE123-45")
    assert page.run("(({top}) => top > 0 && top < innerHeight)(document.activeElement.getBoundingClientRect())")


@pytest.mark.parametrize(
    "anchor", ["IT.DM.SEX", "IG.VS", "CL.TEST", "MT.AGE", "IT.VS.VSORRES.WEIGHT", "AR.1.R1", "COM.MDV"]
)
def test_deep_links_open_what_they_name(window: Open, anchor: str) -> None:
    page = window(f"example#{anchor}")
    assert page.run("document.querySelector(':target').id") == anchor
    page.until("document.readyState === 'complete'")
    assert in_view(page, anchor)


def test_a_link_into_a_folded_part_unfolds_it(window: Open) -> None:
    page = window("large")
    assert not page.run("document.getElementById('CL.L7').open")
    page.run("document.querySelector('.ds a[href=\"#CL.L7\"]').click()")
    assert page.until("document.getElementById('CL.L7').open")
    assert page.until("document.getElementById('CL.L7').getBoundingClientRect().top < innerHeight")


def test_names_are_links_to_themselves(window: Open) -> None:
    page = window("example")
    page.run("document.querySelector('[id=\"IT.DM.SEX\"] > th > a').click()")
    assert page.until("location.hash") == "#IT.DM.SEX"
    inner = "document.querySelector('[id=\"IT.VS.VSORRES.WEIGHT\"] > th > p > a')"
    assert page.run(f"{inner}.getAttribute('href')") == "#IT.VS.VSORRES.WEIGHT"


def test_the_variables_of_a_dataset_are_filtered(window: Open) -> None:
    page = window("large")
    shown = (
        "[...document.querySelectorAll('[id=\"IG.D07\"] > table > tbody > tr[id]')].filter(one => !one.hidden).length"
    )
    before = page.run(shown)
    page.run("document.querySelector('[id=\"IG.D07\"] .filter').focus()")
    page.type("var0007")
    assert before > 40
    assert page.run(shown) == 1
    assert page.run("document.querySelector('#\\\\~toast').textContent") == f"1 of {before} variables"


def test_light_and_dark_follow_the_reader_and_the_switch(window: Open) -> None:
    page = window("example")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.run(paper)
    page.look(1280, prefers_color_scheme="dark")
    dark = page.run(paper)
    assert light == "rgb(255, 255, 255)"
    assert dark != light
    switch = "document.getElementById('~theme').click()"
    page.run(switch)
    assert page.run(paper) == light
    page.run(switch)
    page.look(1280, prefers_color_scheme="light")
    assert page.run(paper) == dark
    page.run(switch)
    assert page.run(paper) == light


def test_without_the_script_everything_is_there_and_unfolds(window: Open) -> None:
    page = window("example")
    page.script(on=False)
    page = window("example#IT.DM.SEX")
    assert page.run("!document.querySelector('#\\\\~search')")
    assert page.run("getComputedStyle(document.querySelector('nav')).display") != "none"
    assert page.run("document.querySelector(':target').id") == "IT.DM.SEX"
    assert "VSTESTCD is WEIGHT\n" in page.run("document.querySelector('main').innerText")
    page.run("document.querySelector('[id=\"CL.SEX\"] > summary').click()")
    assert page.run("document.getElementById('CL.SEX').open") is False
    page.script(on=True)


def test_nothing_hostile_runs(window: Open) -> None:
    page = window("hostile")
    assert page.run("document.title") != "taken"
    assert page.run("document.querySelectorAll('script').length") == 1
    asked(page, "onerror")
    assert options(page)
    assert page.run("document.querySelectorAll('img').length") == 0
    assert page.run("document.title") != "taken"


def test_the_page_fetches_nothing(window: Open) -> None:
    page = window("observed")
    asked(page, "age")
    assert page.run("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("width", [360, 768, 1024, 1920])
def test_no_width_needs_scrolling_sideways(window: Open, width: int) -> None:
    page = window("observed")
    page.look(width)
    assert page.run("document.documentElement.scrollWidth") <= width


def words_on(paper: bytes) -> int:
    """How many pages a PDF has."""
    found = [int(one) for one in re.findall(rb"/Type\s*/Pages[^>]*?/Count\s+(\d+)", paper)]
    return max(found) if found else 0


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_all_is_unfolded_and_navigation_is_gone(window: Open, script: bool) -> None:
    page = window("example")
    page.run("document.querySelectorAll('details').forEach(one => one.open = false)")
    page.script(on=script)
    folded = page.paper()
    assert folded.startswith(b"%PDF")
    page.ask("Emulation.setEmulatedMedia", media="print", features=[])
    assert page.run("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.run("getComputedStyle(document.querySelector('#\\\\~bar')).display") == "none"
    assert page.run("getComputedStyle(document.getElementById('IG.VS')).breakBefore") == "page"
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    unfolded = page.paper()
    page.script(on=True)
    assert words_on(folded) == words_on(unfolded)
    assert abs(len(folded) - len(unfolded)) < len(unfolded) / 20
