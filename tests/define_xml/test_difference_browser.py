"""The page of changes in a real browser: nothing asked of the network, nothing that keeps a reader out."""

from __future__ import annotations

from pathlib import Path

import pytest

from define_xml.difference import difference
from tests.browser import browser, chromium
from tests.define_xml.difference_example import EXAMPLE, METADATA, read, with_metadata, written
from tests.define_xml.test_page_access import violations

LOOKS = [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")]


@pytest.mark.slow
@pytest.mark.skipif(not chromium(), reason="no Chromium: apt-get install chromium")
def test_no_rule_of_accessibility_is_broken(tmp_path: Path) -> None:
    xml = written(with_metadata(datasets=METADATA.datasets[:1]))
    for old, new in ((">Age at consent<", ">Age on the day of consent<"), (">Days since the first dose<", ">Days<")):
        xml = xml.replace(old, new)
    file = tmp_path / "changes.html"
    file.write_text(difference(EXAMPLE, read(xml)).as_html("old.xml", "new.xml"), encoding="utf-8")
    with browser(tmp_path / "profile") as chrome:
        page = chrome.page()
        for width, scheme in LOOKS:
            page.look(width, 900, prefers_color_scheme=scheme)
            page.open(file.as_uri())
            assert violations(page) == [], (width, scheme)
            assert page.run("performance.getEntriesByType('resource').length") == 0
            assert page.run("document.documentElement.scrollWidth <= window.innerWidth"), width
        assert page.paper().startswith(b"%PDF")
