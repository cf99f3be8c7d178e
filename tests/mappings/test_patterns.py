"""Published names with placeholders: what stands for each, which says more, and the labels of the names made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.catalog import load_standard
from mappings.patterns import PART, PLACEHOLDERS, filled, is_pattern, resolved_label, specificity

FILLINGS = {part: st.from_regex(said, fullmatch=True) for part, said in PLACEHOLDERS.items()}
MANY = sorted(
    {
        variable.name
        for name, version in (("ADaMIG", "1.3"), ("OCCDS", "1.1"))
        for dataset in load_standard(name, version).datasets
        for variable in dataset.variables
        if is_pattern(variable.name)
    }
)


@given(pattern=st.sampled_from(MANY), data=st.data())
def test_what_fills_a_pattern_gives_the_name_again(pattern: str, data: st.DataObject) -> None:
    parts = PART.findall(pattern)
    texts = {part: data.draw(FILLINGS[part]) for part in parts if part in PLACEHOLDERS}
    assert sum(part in PLACEHOLDERS for part in parts) == len(texts)
    name = "".join(texts.get(part, part) for part in parts)
    assert filled(pattern, name) == (texts if len(name) <= 8 else None)


@pytest.mark.parametrize(
    ("pattern", "name", "said"),
    [
        ("TRTxxP", "TRT01P", {"xx": "01"}),
        ("TRTxxP", "TRT00P", None),
        ("PxxSwSDT", "P12S3SDT", {"xx": "12", "w": "3"}),
        ("AyLO", "A10LO", {"y": "10"}),
        ("AyLO", "A100LO", None),
        ("*DT", "XDT", {"*": "X"}),
        ("*DT", "DT", None),
        ("*DT", "LONGNAMEDT", None),
        ("--TERM", "AETERM", {"--": "AE"}),
        ("ARM", "ARM", {}),
        ("ARM", "ARMS", None),
    ],
)
def test_filled(pattern: str, name: str, said: dict[str, str] | None) -> None:
    assert filled(pattern, name) == said


def test_any_letter_or_number_says_more_than_a_star() -> None:
    assert specificity("*DT") < specificity("*SDT") < specificity("yDT") < specificity("ANLzzFL")


def test_labels_resolve_words_only() -> None:
    assert resolved_label("Way xx by y, w and yy", {"xx": "01", "y": "2"}) == "Way 01 by 2, w and yy"
    assert resolved_label("XX Occurrence", {"--": "CM"}) == "CM Occurrence"
    assert resolved_label("XX Occurrence", {}) == "XX Occurrence"
