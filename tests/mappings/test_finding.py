"""Findings: how grave they are together, and what is told once."""

from __future__ import annotations

import pytest

from mappings.finding import Finding, exit_code, told_once

NOTE = Finding("not_held", "note", "no place for it", "AE", "AESTDTC")
WARNING = Finding("leading_blank", "warning", "begins with a blank", "AE", "AETERM", " x", 2, (1, 5))
ERROR = Finding("not_ascii", "error", "byte E9", "AE", "AETERM", "é")


@pytest.mark.parametrize(
    ("findings", "codes"),
    [
        ([], [0, 0, 0, 0]),
        ([NOTE], [0, 0, 1, 0]),
        ([NOTE, WARNING], [0, 1, 1, 0]),
        ([ERROR, NOTE], [1, 1, 1, 0]),
    ],
)
def test_exit_code(findings: list[Finding], codes: list[int]) -> None:
    assert [exit_code(findings, severity) for severity in ("error", "warning", "note", "never")] == codes


def test_what_was_said_of_a_value_is_told_once() -> None:
    again = Finding("leading_blank", "warning", "in other words", "AE", "AETERM", " x")
    other = Finding("leading_blank", "warning", "begins with a blank", "AE", "AETERM", " y")
    more = Finding("not_held", "note", "no place for something else", "AE", "AESTDTC")
    assert told_once([WARNING, NOTE, again, NOTE, other, more]) == (WARNING, NOTE, other, more)
