"""A window on made pages: the browser, once for all tests of a file, and the pages it opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from define_xml.checks.beside.observed import DatasetObserved, Observed, ValuesObserved
from define_xml.page import page
from mappings.finding import Finding
from tests.browser import Browser, Page, browser, chromium
from tests.define_xml.page_defines import example, hostile, scaled

Open = Callable[[str], Page]

FACTS = Observed({
    "DM": DatasetObserved("DM", 200, "dm.xpt", {
        "STUDYID": ValuesObserved(records=200, filled=200, distinct=1, least="MADE", greatest="MADE", longest=4),
        "AGE": ValuesObserved(
            records=200, filled=180, distinct=40, numeric=True, least="19", greatest="87", decimals=1,
        ),
        "SEX": ValuesObserved(
            records=200, filled=200, distinct=3, longest=2, values=(("F", 110), ("M", 89), ("XX", 1)),
            permitted=2, used=2, unpermitted=(("XX", 1),),
        ),
    }, undescribed=("EXTRA",)),
}, unnamed=("ZZ",))  # fmt: skip
FINDINGS = (Finding("codelist_value", "error", "is no term of the codelist", "DM", "SEX", value="XX"),)


@cache
def made(name: str) -> bytes:
    """A page by name."""
    if name == "observed":
        return page(example(), FACTS, FINDINGS)
    if name == "scriptless":
        return re.sub(rb"<script>.*</script>", b"", made("observed"), flags=re.DOTALL)
    return page({"example": example, "hostile": hostile, "large": scaled}[name]())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running browser."""
    if not chromium():
        pytest.skip("no Chromium on this machine: install chromium")
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def window(running: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a made page: `example`, `hostile`, `observed`, `scriptless` or `large`, with `#...` behind it if wished."""
    opened: list[Page] = []

    def opening(name: str) -> Page:
        front, hash_, anchor = name.partition("#")
        path = tmp_path / f"{front}.html"
        if not path.exists():
            path.write_bytes(made(front))
        found = opened[0] if opened else running.page()
        opened[:] = [found]
        found.look(1280, prefers_reduced_motion="reduce")
        found.open(path.as_uri() + hash_ + anchor)
        return found

    yield opening
    for one in opened:
        one.close()
