"""Equal oddities are one finding with a count, and none is left out in silence."""

from __future__ import annotations

from define_xml.transport.notes import FINDINGS, RECORDS, Notes, Said
from mappings.finding import Finding

BLANK: Said = ("leading_blank", "warning", "the value begins with a blank")
ROUNDED: Said = ("rounded_number", "note", "rounded")


def test_equal_ones_are_one() -> None:
    notes = Notes("DM")
    notes.add(BLANK, "A", " x", [1, 4], 2)
    notes.add(ROUNDED, "N", "0.1", [2], 1)
    notes.add(BLANK, "A", " x", list(range(10, 40)), 30)
    notes.add(BLANK, "B", " x", [1], 1)
    assert notes.findings() == [
        Finding(*BLANK, "DM", "A", " x", 32, (1, 4, *range(10, 8 + RECORDS))),
        Finding(*ROUNDED, "DM", "N", "0.1", 1, (2,)),
        Finding(*BLANK, "DM", "B", " x", 1, (1,)),
    ]


def test_what_is_too_much_is_counted() -> None:
    notes = Notes("DM")
    for number in range(FINDINGS + 5):
        notes.add(BLANK, "A", f" {number}", [number + 1], 2)
    notes.add(ROUNDED, "N", "0.1", [2], 1)
    notes.add(BLANK, "A", " 0", [9999], 1)
    *found, left = notes.findings()
    assert len(found) == FINDINGS + 1
    assert found[0].count == 3
    words = "10 more values are like these 1,000 and are not shown"
    assert left == Finding("leading_blank", "warning", words, "DM", count=10)


def test_published_in_the_order_of_the_variables() -> None:
    whole, found = Finding("no_label", "warning", "no label", "DM"), [Finding("old_version", "error", "old", "DM")]
    notes = Notes("DM", {"A": 0, "B": 1}, found)
    notes.add(BLANK, "B", " x", [1], 1)
    notes.add(BLANK, "A", " y", [3], 1)
    notes.add(BLANK, "A", " x", [2], 1)
    notes.always(whole)
    for _ in range(2):
        told = [(one.check, one.variable, one.value) for one in found]
        assert told[:2] == [("old_version", "", ""), ("no_label", "", "")]
        assert told[2:] == [("leading_blank", "A", " x"), ("leading_blank", "A", " y"), ("leading_blank", "B", " x")]
        notes.publish()
