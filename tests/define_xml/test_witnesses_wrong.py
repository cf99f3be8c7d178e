"""Where pyreadstat and pandas err: each case shown by arithmetic on the bytes or by TS-140, not by our reader alone."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.missing import letters_of
from tests.define_xml.laws import made
from tests.define_xml.mutations import layout
from tests.define_xml.test_witnesses import (
    PANDAS_ZERO,
    agree,
    by_pandas,
    by_pyreadstat,
    ours,
    pandas_count,
    texts,
    written,
)


def exactly(word: str) -> Fraction:
    """TS-140: a sign, a power of 16 (plus 64) and a fraction of 56 bits."""
    bits = int(word, 16)
    size = Fraction(bits & ((1 << 56) - 1), 1 << 56) * Fraction(16) ** ((bits >> 56 & 127) - 64)
    return -size if bits >> 63 else size


def patched(path: Path, words: list[str], width: int = 8) -> Path:
    """A file of ours with one number, its records these bytes."""
    data = written(made({"A": [1.0] * len(words)}, A={"length": width}))
    start, _ = layout(data)
    records = b"".join(bytes.fromhex(word)[:width] for word in words)
    path.write_bytes(data[:start] + records + b" " * (-len(records) % 80))
    return path


# 56 bits, of which a double holds 53; the last ones are more than half a unit, half, and less.
WIDE = ["41ffffffffffffff", "418000000000000c", "4180000000000005", "c1ffffffffffff0f", "4180000000000004"]


def test_both_cut_what_is_to_be_rounded(tmp_path: Path) -> None:
    """Python rounds fractions to the nearest double, half to even: so do we; they are one unit nearer to zero."""
    path = patched(tmp_path / "xx.xpt", WIDE)
    nearest = [float(exactly(word)) for word in WIDE]
    assert ours(path).records["A"].tolist() == nearest
    low = [float(np.nextafter(number, 0.0)) for number in nearest[:4]] + nearest[4:]
    assert by_pyreadstat(path)[0]["A"].tolist() == low
    assert by_pandas(path)["A"].tolist() == low
    ours_off, theirs_off = (
        [abs(Fraction(one) - exactly(word)) for word, one in zip(WIDE, found, strict=True)] for found in (nearest, low)
    )
    # The second is a tie, of which the even one is right; the last is no double's half way.
    assert [one < other for one, other in zip(ours_off, theirs_off, strict=True)] == [True, False, True, True, False]
    assert ours_off[1] == theirs_off[1]
    assert {finding.check for finding in ours(path).findings} >= {"rounded_number"}


def test_pyreadstat_finds_the_largest_numbers_infinite(tmp_path: Path) -> None:
    words = ["7fffffffffffffff", "ffffffffffffffff", "7ffffffffffffff8"]
    path = patched(tmp_path / "xx.xpt", words)
    assert ours(path).records["A"].tolist() == [float(exactly(word)) for word in words]
    assert by_pyreadstat(path)[0]["A"].tolist()[:2] == [np.inf, -np.inf]


def test_pandas_finds_a_tiny_number_for_zero(tmp_path: Path) -> None:
    """TS-140: 0 is eight zero bytes. What pandas gives is another word, and another number."""
    zero, tiny = "0000000000000000", "0010000000000000"
    path = patched(tmp_path / "xx.xpt", [zero, tiny, "4110000000000000"])
    assert [float(exactly(zero)), float(exactly(tiny))] == [0.0, PANDAS_ZERO]
    assert ours(path).records["A"].tolist() == [0.0, PANDAS_ZERO, 1.0]
    assert pd.read_sas(path, format="xport")["A"].tolist() == [PANDAS_ZERO, PANDAS_ZERO, 1.0]
    assert by_pyreadstat(path)[0]["A"].tolist() == [0.0, PANDAS_ZERO, 1.0]


def test_pyreadstat_finds_no_number_for_a_negative_zero(tmp_path: Path) -> None:
    """A sign and no fraction is 0 whatever its sign; no writer of ours makes one."""
    path = patched(tmp_path / "xx.xpt", ["8000000000000000"])
    assert exactly("8000000000000000") == 0
    assert ours(path).records["A"].tolist() == [0.0]
    assert {finding.check for finding in ours(path).findings} >= {"unnormalised_number"}
    assert by_pyreadstat(path)[0]["A"].isna().all()


def test_both_forget_which_missing_value_it_is(tmp_path: Path) -> None:
    """TS-140: a missing value is its letter, _ or dot, and zeros."""
    codes = b"._AMZ"
    path = patched(tmp_path / "xx.xpt", [f"{code:02x}" + "0" * 14 for code in codes])
    assert letters_of(ours(path).records["A"].to_numpy(np.float64)).tolist() == [0, *codes[1:]]
    for frame in (by_pyreadstat(path)[0], by_pandas(path)):
        assert frame["A"].isna().all()
        assert letters_of(frame["A"].to_numpy(np.float64)).tolist() == [0] * 5


@pytest.mark.parametrize("width", [2, 3, 4, 5, 6, 7])
def test_numbers_of_fewer_bytes(width: int, tmp_path: Path) -> None:
    """The last bytes are zeros (TS-140). pyreadstat reads numbers of 2 bytes as missing, pandas and we do not."""
    words = [word[: 2 * width].ljust(16, "0") for word in ("4110000000000000", "c276a00000000000", "3f19999999999999")]
    path = tmp_path / "xx.xpt"
    # We write no fewer than 3 bytes, so 2 are put into the header by hand.
    start, _ = layout(patched(path, words, max(width, 3)).read_bytes())
    head, records = path.read_bytes()[:start], b"".join(bytes.fromhex(word)[:width] for word in words)
    path.write_bytes(head[:644] + width.to_bytes(2, "big") + head[646:] + records + b" " * (-len(records) % 80))
    wanted = [float(exactly(word)) for word in words]
    assert ours(path).records["A"].tolist() == wanted
    assert by_pandas(path)["A"].tolist()[:2] == wanted[:2]
    found = by_pyreadstat(path)[0]["A"].tolist()
    assert found == wanted if width > 2 else np.isnan(found).all()


def test_pandas_drops_a_filled_record_and_adds_a_blank_one(tmp_path: Path) -> None:
    """TS-140: blanks fill the last card. Eight blanks before them are a record's; fewer than eight are no record."""
    for words, wrong in ((["abcdefgh", None, "abcdefgh"], 2), (["abcde"] * 5, 6)):
        one, path = made({"A": words}), tmp_path / "xx.xpt"
        path.write_bytes(written(one))
        records = path.read_bytes()[layout(path.read_bytes())[0] :]
        assert records.rstrip(b" ") == b"".join((word or "").ljust(len(words[0] or "")).encode() for word in words)
        assert texts(ours(path).records["A"]) == texts(by_pyreadstat(path)[0]["A"]) == [word or "" for word in words]
        assert len(by_pandas(path)) == wrong == pandas_count(path.read_bytes())


def test_pandas_raises_where_there_are_no_records(tmp_path: Path) -> None:
    one, path = made({"A": [1.0]}), tmp_path / "xx.xpt"
    path.write_bytes(written(Dataset(one.spec, one.records.iloc[:0])))
    assert (len(ours(path).records), len(by_pyreadstat(path)[0])) == (0, 0)
    with pytest.raises(StopIteration):
        pd.read_sas(path, format="xport")


def test_pyreadstat_drops_blank_records_at_the_end(tmp_path: Path) -> None:
    """Padding is shorter than a card (TS-140), so 100 blanks are a record; we refuse to write what can be mistaken."""
    path = tmp_path / "xx.xpt"
    path.write_bytes(written(made({"A": ["x" * 100, None, None]}, A={"length": 100})))
    assert len(path.read_bytes()) - layout(path.read_bytes())[0] == 320
    assert (len(ours(path).records), len(by_pandas(path)), len(by_pyreadstat(path)[0])) == (3, 3, 1)
    with pytest.raises(InputError):
        written(made({"A": ["x", None]}))


def test_pyreadstat_cuts_text_at_a_nul(tmp_path: Path) -> None:
    path = tmp_path / "xx.xpt"
    data = written(made({"A": ["axb", "ayb"]}))
    path.write_bytes(data.replace(b"axb", b"a\0b"))
    found = ours(path)
    assert texts(found.records["A"]) == texts(by_pandas(path)["A"])[:2] == ["a\0b", "ayb"]
    assert [one.check for one in found.findings if one.severity == "error"] == ["control_character"]
    assert texts(by_pyreadstat(path)[0]["A"]) == ["a", "ayb"]


FORTY = made({"A": [f"{number:07}" for number in range(40)], "B": [1.0] * 40})


@pytest.mark.parametrize(
    ("damaged", "by_two"),
    [
        (lambda data: data[:-80], (37, 37)),
        (lambda data: data[:-200], (29, 29)),
        (lambda data: data + b"\0" * 160, (53, 53)),
        (lambda data: data + b"x" * 160, (53, 53)),
        (lambda data: data + data[240:], (136, 136)),
    ],
    ids=["cut on a card", "cut within a record", "NULs behind", "text behind", "two members"],
)  # fmt: skip
def test_both_accept_what_is_no_sound_file(damaged: Any, by_two: tuple[int, int], tmp_path: Path) -> None:
    """Forty records were written; they find more or fewer, and say nothing."""
    path = tmp_path / "xx.xpt"
    path.write_bytes(damaged(written(FORTY)))
    with pytest.raises(InputError):
        ours(path)
    with pytest.warns(UserWarning, match="corrupted") if len(path.read_bytes()) % 80 else contextlib.nullcontext():
        found = len(pd.read_sas(path, format="xport", encoding="latin-1"))
    assert (len(by_pyreadstat(path, "latin1")[0]), found) == by_two


def test_pyreadstat_fails_where_the_encoding_is_not_said(tmp_path: Path) -> None:
    one, path = made({"A": ["Lasègue\N{RIGHT SINGLE QUOTATION MARK}s", "plain"], "N": [1.0, 2.0]}), tmp_path / "xx.xpt"
    path.write_bytes(written(one, "cp1252"))
    agree(path, one, "cp1252")
    with pytest.raises(UnicodeDecodeError):
        by_pyreadstat(path, None)
    with pytest.raises(InputError):
        ours(path)
    assert by_pandas(path, None)["A"].tolist()[0] == "Lasègue\N{RIGHT SINGLE QUOTATION MARK}s".encode("cp1252")  # type: ignore[arg-type]
