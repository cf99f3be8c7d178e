"""Text in transport files: every letter is kept, what is odd is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.stream import Reading, Writing, streamed, text_dtype
from define_xml.transport.xpt.read import read_xpt
from define_xml.transport.xpt.write import write_xpt, xpt_blocks
from mappings.distinct import text
from mappings.finding import Finding
from tests.define_xml.made import NOW, dataset, refused, told, values, written

LETTERS = st.text(st.characters(codec="utf-8"), max_size=12)
ASCII = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), ASCII), min_size=1, max_size=15), st.sampled_from(["category", "object", "str"]))
def test_text_comes_back_but_for_blanks_at_its_end(
    tmp_path_factory: pytest.TempPathFactory, words: list[str | None], dtype: str
) -> None:
    path = tmp_path_factory.mktemp("xpt") / "a.xpt"
    chosen: Any = text_dtype() if dtype == "str" else dtype
    column = pd.Series(words, dtype="object").astype(chosen)
    noted = write_xpt(dataset({"A": column, "N": [1.0] * len(words)}, A={"type": "Char"}), path, NOW)
    assert values(read_xpt(path).records["A"]) == [(word or "").rstrip(" ") or None for word in words]
    ends = sum((word or "").endswith(" ") for word in words)
    assert sum(one.count for one in noted if one.check == "trailing_blank") == ends
    odd = sum(any(letter < " " or letter == "\x7f" for letter in word or "") for word in words)
    assert sum(one.count for one in noted if one.check == "control_character") == odd


@settings(max_examples=100, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=15), st.sampled_from(["utf-8", "cp1252", "ascii"]))
def test_any_letters_come_back_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("xpt") / "a.xpt"
    one = dataset({"A": pd.Series(words, dtype="object"), "N": [1.0] * len(words)}, A={"type": "Char"})
    try:
        "".join(words).encode(encoding)
    except UnicodeEncodeError:
        assert f"does not fit {encoding}" in refused(one, path, Writing(encoding=encoding))[1]
        return
    noted = write_xpt(one, path, Writing(encoding=encoding))
    wanted = [word.rstrip(" ") or None for word in words]
    assert values(read_xpt(path, Reading(encoding)).records["A"]) == wanted
    assert sum(one.count for one in noted if one.check == "not_ascii") == sum(not word.isascii() for word in words)


def test_what_is_odd_is_noted_once_for_each_value(tmp_path: Path) -> None:
    words = ["Größe", " x", "ok", "a\nb", "Größe", "end ", None, "  ", "in between"]
    for column in (text(words), pd.Series(words, dtype="object"), pd.Series(words, dtype=text_dtype())):
        one = dataset({"A_1": column}, label="", A_1={"label": "Label", "type": "Char"})
        noted = write_xpt(one, tmp_path / "a.xpt", Writing(encoding="cp1252"))
        assert sorted(told(noted)) == [
            ("control_character", "VS.A_1", r"a\x0Ab", 1, (4,)),
            ("leading_blank", "VS.A_1", " x", 1, (2,)),
            ("no_label", "VS", "", 1, ()),
            ("not_ascii", "VS.A_1", r"Gr\xF6\xDFe", 2, (1, 5)),
            ("trailing_blank", "VS.A_1", "  ", 1, (8,)),
            ("trailing_blank", "VS.A_1", "end ", 1, (6,)),
            ("underscore_name", "VS.A_1", "A_1", 1, ()),
        ]
        severity = {finding.check: finding.severity for finding in noted}
        told_as = [severity[check] for check in ("not_ascii", "leading_blank", "trailing_blank")]
        assert told_as == ["error", "warning", "note"]


def test_records_count_on_over_chunks() -> None:
    words = ["é" if at in (5, 1200, 2500) else "e" for at in range(3000)]
    for column in (text(words), pd.Series(words, dtype=text_dtype())):
        one = dataset({"A": column}, A={"type": "Char"})
        noted: list[Finding] = []
        for _ in xpt_blocks(streamed(one, 1000), Writing(encoding="utf-8"), noted):
            pass
        assert told(noted) == [("not_ascii", "VS.A", r"\xC3\xA9", 3, (6, 1201, 2501))]


def test_findings_are_bounded_and_what_is_left_out_is_said() -> None:
    one = dataset({"A": pd.Series([f" {at}" for at in range(1500)], dtype=text_dtype())}, A={"type": "Char"})
    noted = written(one)[1]
    assert len(noted) == 1001
    assert (noted[-1].check, noted[-1].count) == ("leading_blank", 500)
