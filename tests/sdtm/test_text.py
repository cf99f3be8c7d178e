"""What the words for text promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import RangeIndex, Series

from mappings import distinct
from mappings.error import MappingError
from sdtm.algorithms.text import cut, joined, number, part, plain, substring, text, trimmed, upper


def column(*values: str | None) -> Series:
    return distinct.text(list(values))


def numbers(*values: float | None) -> Series:
    return Series([np.nan if value is None else value for value in values], dtype="float64")


def listed(series: Series) -> list[object]:
    """The values, missing as None."""
    values = series.astype("object")
    return values.where(values.notna(), None).tolist()


def test_text_is_the_value_as_collected() -> None:
    assert listed(text(column(" 007 ", "", None, "NA", "1,5"))) == [" 007 ", "", None, "NA", "1,5"]
    assert listed(text(numbers(1, 2.5, 1e-7, -0.0, None))) == ["1", "2.5", "0.0000001", "0", None]


def test_joined_leaves_out_what_is_missing() -> None:
    one, other = column("a", None, "c", None), column("1", "2", None, None)
    index = one.index
    assert listed(joined(one, other, separator="-", index=index)) == ["a-1", "2", "c", None]
    assert listed(joined("R", one, other, separator="-", index=index)) == ["R-a-1", "R-2", "R-c", None]
    assert listed(joined("R", one, other, whole=True, index=index)) == ["Ra1", None, None, None]
    assert listed(joined(one, numbers(1, 2, 3, 4), "x", index=index)) == ["a1x", "2x", "c3x", "4x"]
    assert listed(joined("R", 1, 2.5, separator=".", index=RangeIndex(2))) == ["R.1.2.5"] * 2


def test_joined_refuses_what_is_no_part() -> None:
    for parts, options in [((), {}), ((None,), {}), ((True,), {}), ((("a",),), {}), (("a",), {"separator": 1})]:
        with pytest.raises(MappingError):
            joined(*parts, index=RangeIndex(1), **options)  # type: ignore[arg-type]


def test_upper_and_trimmed() -> None:
    assert listed(upper(column("Straße", "i", None, "µ"))) == ["STRASSE", "I", None, "\u039c"]
    assert listed(trimmed(column("  a  b ", "\u00a0x", "   ", "", None))) == ["a  b", "x", None, None, None]


def test_part_counts_pieces_from_either_end() -> None:
    source = column("01-007-B", "02", "-5", None, "")
    assert listed(part(source, "-", 1)) == ["01", "02", None, None, None]
    assert listed(part(source, "-", 2)) == ["007", None, "5", None, None]
    assert listed(part(source, "-", -1)) == ["B", "02", "5", None, None]
    assert listed(part(source, "-", -3)) == ["01", None, None, None, None]
    for separator, position in (("", 1), ("-", 0), ("-", True), (5, 1), ("-", 1.0)):
        with pytest.raises(MappingError, match="names no piece"):
            part(source, separator, position)  # type: ignore[arg-type]


def test_substring_counts_from_one() -> None:
    source = column("01-007", "é", "", None)
    assert listed(substring(source, 1, 2)) == ["01", "é", None, None]
    assert listed(substring(source, 4)) == ["007", None, None, None]
    assert listed(substring(source, 1, 99)) == ["01-007", "é", None, None]
    for first, last in ((0, 2), (3, 2), (-1, None), ("1", 2)):
        with pytest.raises(MappingError, match="no characters from"):
            substring(source, first, last)  # type: ignore[arg-type]


def test_cut_between_words() -> None:
    source = column("one two three", "one", None, "abcdefghij kl", "one  two", "ééé éé")
    assert listed(cut(source, 7, 1)) == ["one two", "one", None, "abcdefg", "one", "ééé"]
    assert listed(cut(source, 7, 2)) == ["three", None, None, "hij kl", " two", "éé"]
    assert listed(cut(source, 7, 3)) == [None] * 6
    assert listed(cut(column("abc     "), 4, 2)) == [None]
    for length, piece in ((3, 1), (200, 0), (200, "1"), (None, 1)):
        with pytest.raises(MappingError, match="names no piece"):
            cut(source, length, piece)  # type: ignore[arg-type]


LONG = st.text(st.sampled_from("abé \U0001f600"), max_size=20)


@settings(deadline=None)  # the machine may be busy
@given(LONG, st.integers(4, 20))
def test_cut_loses_nothing_but_blanks_at_the_cuts(value: str, length: int) -> None:
    pieces = [listed(cut(column(value), length, at))[0] for at in range(1, 22)]
    found = [str(piece) for piece in pieces if piece is not None]
    assert all(len(piece.encode()) <= length for piece in found)
    assert "".join(found).replace(" ", "") == value.replace(" ", "")


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.text(st.sampled_from("abcé"), min_size=1, max_size=5), min_size=1, max_size=20))
def test_pieces_of_short_words_join_to_the_text(words: list[str]) -> None:
    value = " ".join(words)
    pieces = [listed(cut(column(value), 12, at))[0] for at in range(1, 25)]
    assert " ".join(str(piece) for piece in pieces if piece is not None) == value


def test_plain_writes_ascii_where_it_can() -> None:
    source = column("brûlée", "Straße", "l\u2019\u0153il", "a\u2013b\u2026", "\u2265 5 \u00b5g \u00b1 1", "oe\u0301")
    assert listed(plain(source)) == ["brulee", "Strasse", "l'oeil", "a-b...", ">= 5 ug +/- 1", "oe"]
    assert listed(plain(column("10\u00b3", "37 \u00b0C", "\u65e5\u672c"))) == ["10\u00b3", "37 \u00b0C", "\u65e5\u672c"]


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(max_codepoint=0x17F)))
def test_plain_changes_no_ascii_and_is_done_in_one_go(value: str) -> None:
    once = listed(plain(column(value)))
    assert listed(plain(column(str(once[0])))) == once
    if value.isascii():
        assert once == [value]


@pytest.mark.parametrize("accented", ["àâäçéèêëîïôöùûüÿœæ", "áéíñóúü", "àèéìíòóù", "äöüßÄÖÜ", "ąćęłńóśźż", "åæø"])
def test_plain_knows_the_letters_of_the_sites(accented: str) -> None:
    assert str(listed(plain(column(accented)))[0]).isascii()


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [
        ("1.5", ".", 1.5), ("1,5", ".", None), ("1,5", ",", 1.5), ("1.5", ",", None), ("1,000", ",", 1.0),
        ("1,000", ".", None), ("1,000", ".,", 1.0), ("1.5", ".,", 1.5), ("1.000,5", ".,", None), (" 7 ", ".", 7.0),
        ("-.5", ".", -0.5), ("+5.", ".", 5.0), (".", ".", None), ("", ".", None), ("<0.5", ".", None),
        ("1e-3", ".", 0.001), ("1e999", ".", None), ("e5", ".", None), ("ND", ".", None), ("1 000", ".", None),
        ("0x1", ".", None), ("nan", ".", None), ("inf", ".", None), ("\u0661", ".", None), ("1_0", ".", None),
        ("007", ".", 7.0), (None, ".", None), ("2.5", "", 2.5),
    ],
)  # fmt: skip
def test_number_reads_what_is_a_number(written: str | None, decimal: str, value: float | None) -> None:
    assert listed(number(column(written), decimal=decimal)) == [value]


def test_number_leaves_numbers() -> None:
    source = numbers(1.5, None)
    assert number(source, decimal=",").equals(source)
    assert number(column(), decimal=".").dtype == np.float64


@settings(deadline=None)  # the machine may be busy
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_reads_back_what_text_writes(value: float) -> None:
    assert number(text(numbers(value)), decimal=".").tolist() == [value]


def test_every_word_takes_no_records() -> None:
    nothing = column()
    made = [
        text(nothing), joined("a", nothing, index=nothing.index), upper(nothing), trimmed(nothing), plain(nothing),
        part(nothing, "-", 1), substring(nothing, 1), cut(nothing, 200, 1), number(nothing, decimal="."),
    ]  # fmt: skip
    assert [len(series) for series in made] == [0] * len(made)
