"""How fast a large page answers, measured inside it; the figures are told, and only the plainly slow fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from define_xml.page import page
from tests.browser import Page
from tests.define_xml.page_defines import define, scaled
from tests.define_xml.page_window import Open, made, running, window

__all__ = ["running", "window"]  # fixtures

WORDS = ("v", "va", "var0123", "description", "meaning of code 7", "c1234", "reference start date", "no such thing")
TYPED = """(said => {
  const field = document.getElementById('~q'), hits = document.getElementById('~hits');
  field.focus();
  field.value = said;
  field.dispatchEvent(new Event('input'));
  return hits.offsetHeight + hits.children.length;
})"""


def spent(shown: Page, script: str) -> tuple[float, Any]:
    """Milliseconds the page's own thread works for a script, laying out and painting included; and its value.

    Not those it waits for others on the machine.
    """
    shown.ask("Performance.enable", timeDomain="threadTicks")

    def worked() -> float:
        figures = {one["name"]: one["value"] for one in shown.ask("Performance.getMetrics")["metrics"]}
        return float(figures["TaskDuration"])

    before = worked()
    value = shown.run(script)
    return (worked() - before) * 1000, value


@pytest.mark.slow
def test_a_large_study_is_searched_at_once(window: Open, capsys: pytest.CaptureFixture[str]) -> None:
    shown = window("large")
    first, _ = spent(shown, f"{TYPED}('x')")
    times = [spent(shown, f"{TYPED}('{one}')")[0] for one in WORDS]
    with capsys.disabled():
        print(f"\n  {len(made('large')) / 1e6:.2f} MB; first search, with reading {first:.0f} ms; "
              f"then {', '.join(f'{one:.0f}' for one in times)} ms")  # fmt: skip
    assert max(times) < 100


@pytest.mark.slow
def test_a_codelist_of_30000_terms_stays_usable(
    window: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    metadata = scaled(1, 10, 0, 30_000).metadata
    terms = tuple(one for codelist in metadata.codelists for one in codelist.items)
    many = replace(metadata.codelists[0], items=terms)
    path = tmp_path / "many.html"
    path.write_bytes(page(define(replace(metadata, codelists=(many,)))))
    shown = window("example")
    shown.open(path.as_uri())
    unfold = "(one => { one.open = true; one.scrollIntoView(); return one.querySelectorAll('tbody > tr').length; })"
    opened, number = spent(shown, f"{unfold}(document.getElementById('CL.L0'))")
    spent(shown, f"{TYPED}('x')")
    searched, found = spent(shown, f"{TYPED}('code299-99')")
    with capsys.disabled():
        print(f"\n  30,000 terms unfolded in {opened:.0f} ms, searched in {searched:.0f} ms")
    assert number == 30_000
    assert found > 1
    assert opened < 1000
    assert searched < 100
