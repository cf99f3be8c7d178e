"""Regular expressions of forms say what ISO 8601 and the checks of define.xml say."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from define_xml.checks.beside.kinds import FITS
from validation.promises.forms import FORMS, matcher

PARTS = st.sampled_from(
    ["0000", "0004", "1900", "2000", "2023", "2024", "02", "12", "13", "00", "28", "29", "30", "31", "32", "23", "24",
     "59", "60", "-", "-", "-", "T", ":", ":", ".", "5", "Z", "+", "14:00", "14:30", "01:60", "P", "Y", "M", "D", "W",
     "H", "S", "/", " ", "e", "\n", "\u0661"]
)  # fmt: skip
# The order of the two dates of an interval is no matter of form.
KINDS = sorted(set(FORMS) - {"intervalDatetime"})


def fits(kind: str, text: str) -> bool:
    """Whether the expression matches the text whole."""
    return matcher(FORMS[kind]).fullmatch(text) is not None


@st.composite
def dated(draw: st.DrawFn) -> str:
    """Something that is nearly a date: parts in their places, some of them left off, unknown or wrong."""
    day = "-".join(draw(st.sampled_from(one)) for one in (
        ("2023", "2024", "1900", "0000", "-", "-"), ("02", "04", "12", "13", "-"), ("29", "30", "31", "00", "-"),
    )[: draw(st.integers(1, 3))])  # fmt: skip
    clock = ":".join(
        draw(st.sampled_from(one)) for one in (("10", "24", "-"), ("00", "60", "-"), ("59", "60", "-"))
    )
    zone = draw(st.sampled_from(["", "", "Z", "+14:00", "-14:01", ".5", ".5Z"]))
    cut = draw(st.integers(1, 8))
    return draw(st.sampled_from([day, f"{day}T{clock[:cut]}{zone}", clock]))


@settings(max_examples=300)
@given(st.one_of(dated(), st.lists(PARTS, max_size=9).map("".join)))
@example("2023-02-29")
@example("2000-02-29T10:30:00.5+14:00")
@example("--02-29")
@example("-----T10")
@example("2023-01-01T10:30\n")
@example("P1Y2M3DT4H5M6.5S")
@example("P1.5Y2M")
@example("PT")
@example("-P3W")
def test_the_forms_are_those_of_iso_8601(text: str) -> None:
    assert [kind for kind in KINDS if fits(kind, text)] == [kind for kind in KINDS if FITS[kind](text)]


@pytest.mark.parametrize(
    ("text", "good"), [("2023-01-01/2023-02", True), ("2023-01-01", False), ("2023-01-01/", False), ("2023/-", False)]
)
def test_an_interval_is_two_dates(text: str, good: bool) -> None:
    assert fits("intervalDatetime", text) is good
    assert FITS["intervalDatetime"](text) is good
