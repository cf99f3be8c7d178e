"""The page judged by the rules of axe-core: light and dark, wide and narrow, still and while it is searched."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Page
from tests.define_xml.page_window import Open, running, window

__all__ = ["running", "window"]  # fixtures

PACKAGES = ("axe_playwright_python", "axe_core_python")  # the first that is installed: it has the newer rules
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe() -> str:
    """The rules of axe-core, from the package that brings them."""
    for name in PACKAGES:
        found = find_spec(name)
        if found and found.origin:
            return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    pytest.skip("no package with axe.min.js: install axe-core-python")


def violations(page: Page) -> list[Any]:
    """What breaks a rule: the rule, and the first places."""
    page.run(axe() + ";0")
    # Parts out of view are not laid out; the rules must see them all.
    page.run("document.head.append(Object.assign(document.createElement('style'),"
             " {textContent: '*{content-visibility:visible!important}'}))")  # fmt: skip
    script = f"axe.run(document, {{runOnly: {TAGS}, resultTypes: ['violations']}}).then(found => found.violations.map("
    found = page.run(script + "one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html)]))")
    return list(found)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_rule_of_accessibility_is_broken(window: Open, scheme: str, width: int) -> None:
    page = window("observed")
    page.look(width, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_is_broken_while_it_is_searched(window: Open, scheme: str) -> None:
    page = window("observed#IT.DM.SEX")
    page.look(1280, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    page.press("/")
    page.type("a")
    page.press("ArrowDown")
    assert page.run("document.querySelectorAll('[role=option]').length") > 3
    assert violations(page) == []


@pytest.mark.slow
def test_no_rule_is_broken_without_the_script(window: Open) -> None:
    assert violations(window("scriptless")) == []
