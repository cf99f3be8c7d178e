"""The page in a real browser: filtered, walked with keys, narrow, dark, on paper, without script, by axe-core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Browser, Page
from tests.define_xml.page_window import Open, running
from tests.define_xml.test_page_access import violations
from tests.validation.reports.given import compared, large, report
from validation.reports.page.assembled import page

__all__ = ["running"]  # a fixture
SHOWN = (
    "[...document.querySelectorAll('.check')].filter(one => !one.hidden)"
    ".map(one => one.querySelector('code').textContent)"
)
ALL = ["CORE-000001", "DM.AGE.required", "odd_text", "TD-SD0007", "TD-SD0012"]


@pytest.fixture
def window(running: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a report: `made`, `compared`, `scriptless` or `large`."""
    opened: list[Page] = []

    def opening(name: str) -> Page:
        made = {"compared": lambda: compared(new={"CORE-000001": 1}), "large": lambda: large(60, 60, 20)}
        content = page(made.get(name, report)())
        if name == "scriptless":
            content = re.sub(rb"<script>.*</script>", b"", content, flags=re.DOTALL)
        path = tmp_path / f"{name}.html"
        path.write_bytes(content)
        found = opened[0] if opened else running.page()
        opened[:] = [found]
        found.look(1280, prefers_reduced_motion="reduce")
        found.open(path.as_uri())
        return found

    yield opening
    for one in opened:
        one.close()


def chosen(page: Page, label: str, value: str) -> None:
    """Chooses in a list."""
    page.run(f"(box => {{ box.value = '{value}'; box.dispatchEvent(new Event('change')); }})"
             f"(document.querySelector('select[aria-label=\"{label}\"]'))")  # fmt: skip


def typed(page: Page, words: str) -> list[str]:
    """The checks that are left when these words are typed into the filter."""
    page.press("/")
    page.run("document.activeElement.select()")
    page.type(words)
    return list(page.run(SHOWN))


def test_text_filters_by_id_words_variable_value_and_guidance(window: Open) -> None:
    page = window("made")
    assert page.run(SHOWN) == ALL
    assert typed(page, "core-000001") == ["CORE-000001"]
    assert typed(page, "cg0041") == ["CORE-000001"]
    assert typed(page, "end date is on or after") == ["CORE-000001"]
    assert typed(page, "gotcha") == ["odd_text"]
    assert typed(page, "dm missing") == ["DM.AGE.required"]
    assert typed(page, "no such thing") == []
    assert page.run("document.querySelector('output').textContent") == "0 of 5 groups"
    page.press("Escape")
    assert page.run(SHOWN) == ALL
    assert page.run("document.activeElement.tagName") == "BODY"


def test_gravity_dataset_and_kind_filter(window: Open) -> None:
    page = window("made")
    page.run("document.querySelector('input[value=error]').click()")
    assert page.run(SHOWN) == ["odd_text", "TD-SD0007", "TD-SD0012"]
    page.run("document.querySelector('input[value=error]').click()")
    chosen(page, "Dataset", "DM")
    assert page.run(SHOWN) == ["DM.AGE.required", "TD-SD0007", "TD-SD0012"]
    chosen(page, "Kind", "worth a look")
    assert page.run(SHOWN) == ["TD-SD0012"]


def test_a_dataset_leads_to_its_findings(window: Open) -> None:
    page = window("made")
    page.run("[...document.querySelectorAll('.dsets th a')].find(one => one.textContent === 'ZZ').click()")
    assert page.run(SHOWN) == ["odd_text"]
    assert page.run("decodeURIComponent(location.hash)") == "#~findings"


def test_what_is_new_can_be_seen_alone(window: Open) -> None:
    page = window("compared")
    chosen(page, "Since the baseline", "new")
    assert page.run(SHOWN) == ["CORE-000001"]
    chosen(page, "Since the baseline", "same")
    assert "CORE-000001" not in page.run(SHOWN)


def test_all_groups_open_and_close_at_once(window: Open) -> None:
    page = window("made")
    opened = "[...document.querySelectorAll('.g')].every(one => one.open)"
    page.run("[...document.querySelectorAll('button')].find(one => one.textContent === 'Open all').click()")
    assert page.run(opened)
    page.run("[...document.querySelectorAll('button')].find(one => one.textContent === 'Close all').click()")
    assert not page.run("[...document.querySelectorAll('.g')].some(one => one.open)")


@pytest.mark.parametrize("name", ["made", "scriptless"])
def test_a_narrow_window_is_not_scrolled_sideways(window: Open, name: str) -> None:
    page = window(name)
    page.look(360)
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.run("document.documentElement.scrollWidth <= innerWidth")


def test_without_its_script_it_is_read_and_opened(window: Open) -> None:
    page = window("scriptless")
    assert page.run("document.querySelector('#\\\\~filter')") is None
    assert page.run("document.querySelector('.g > summary').click(), document.querySelector('.g').open")
    assert "01-701-1015" in page.run("document.querySelector('.g').innerText")


def test_paper_has_every_record(window: Open) -> None:
    pypdf = pytest.importorskip("pypdf")
    from io import BytesIO

    page = window("made")
    said = " ".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(page.paper())).pages)
    assert "2014-01-03" in said
    assert "name it with --meddra" in said
    assert "Open all" not in said


@pytest.mark.slow
def test_thousands_of_groups_are_filtered_at_once(window: Open) -> None:
    page = window("large")
    page.press("/")
    page.type("value 7")
    assert page.until("document.querySelector('output').textContent") == "3600 groups"
    page.run("document.activeElement.select()")
    page.type("made-0059")
    assert page.until("document.querySelector('output').textContent") == "60 of 3600 groups"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["made", "compared", "scriptless"])
def test_no_rule_of_accessibility_is_broken_in_a_report(window: Open, name: str, scheme: str, width: int) -> None:
    page = window(name)
    page.look(width, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []
