"""Numbers in transport files: every bit is kept, or the number is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.xpt.ibm import SMALLEST, TOO_LARGE, from_ibm, outside, to_ibm
from define_xml.transport.xpt.read import read_xpt
from define_xml.transport.xpt.write import write_xpt
from mappings.dataset import Dataset, FileFacts
from mappings.missing import SPECIAL, letters_of, tagged
from tests.define_xml.made import NOW, dataset, refused, values

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda value: value == 0 or SMALLEST <= abs(value) < TOO_LARGE
    ),
    st.sampled_from([math.nan, *tagged(np.frombuffer(SPECIAL.encode(), np.uint8))]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_numbers_come_back_from_other_readers(tmp_path_factory: pytest.TempPathFactory, numbers: list[float]) -> None:
    path = tmp_path_factory.mktemp("xpt") / "a.xpt"
    wanted = np.array(numbers, dtype="float64")
    write_xpt(dataset({"A": pd.Series(wanted)}), path, NOW)
    found = read_xpt(path).records["A"].to_numpy()
    assert np.array_equal(found, wanted, equal_nan=True)
    assert letters_of(found).tolist() == letters_of(wanted).tolist()
    frame, _ = pyreadstat.read_xport(str(path))
    assert np.array_equal(frame["A"].to_numpy(dtype="float64"), wanted, equal_nan=True)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 8), st.lists(st.floats(width=64), min_size=1, max_size=10))
def test_fewer_bytes_hold_a_number_exactly_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, width: int, numbers: list[float]
) -> None:
    """Any double at all, subnormal and infinite ones too."""
    path = tmp_path_factory.mktemp("xpt") / "a.xpt"
    wanted = np.array(numbers, dtype="float64")
    one = dataset({"A": pd.Series(wanted)}, A={"length": width})
    first = next(
        (
            at
            for at, value in enumerate(wanted, 1)
            if outside(np.array([value]))[0] or int(to_ibm(np.array([value]))[0]) % 256 ** (8 - width)
        ),
        None,
    )
    if first is None:
        write_xpt(one, path, NOW)
        assert np.array_equal(read_xpt(path).records["A"].to_numpy(), wanted, equal_nan=True)
        frame, _ = pyreadstat.read_xport(str(path))
        assert np.array_equal(frame["A"].to_numpy(dtype="float64"), wanted, equal_nan=True)
    else:
        assert refused(one, path)[0].startswith("VS.A  record ")


def test_lengths_of_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    one = dataset({"A": [1.0, 8192.0, 0.1]}, A={"length": 3})
    assert refused(one, path) == [
        "VS.A  record 3",
        "0.1 is not exact in 3 bytes, and the spec says length 3",
        "say length 8, or round it by a rule",
    ]
    for length in (1, 2, 9):
        wrong = dataset({"A": [1.0]}, A={"length": length})
        assert refused(wrong, path)[1] == f"a number of {length} bytes"
    # What a mainframe has written is written again.
    read = Dataset(dataset({"A": [1.0]}, A={"length": 2}).spec, one.records[:1], FileFacts("a.xpt", "xpt"))
    write_xpt(read, path, NOW)
    assert (read_xpt(path).spec.variables[0].length, values(read_xpt(path).records["A"])) == (2, [1.0])


@pytest.mark.parametrize("number", [math.inf, -math.inf, 1e80, -1e80, 1e-80, 5e-324, TOO_LARGE])
def test_b6_b7_numbers_that_do_not_fit(tmp_path: Path, number: float) -> None:
    lines = refused(dataset({"A": [1.0, None, number]}), tmp_path / "a.xpt")
    assert lines == [
        "VS.A  record 3",
        f"{number} does not fit an IBM double (5.4e-79 to 7.2e75, integers to 2**53)",
        "set it missing, or mend it, by a rule",
    ]


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1, 2**56, 2**63 - 1])
def test_b8_integers_that_doubles_round(tmp_path: Path, number: int) -> None:
    path = tmp_path / "a.xpt"
    for dtype in ("int64", "Int64", "object", pd.ArrowDtype(pyarrow.int64())):
        one = dataset({"A": pd.Series([1, number], dtype=dtype)}, A={"type": "Num"})
        assert refused(one, path)[:2] == [
            "VS.A  record 2",
            f"{number} is beyond 2**53: as a number it would be rounded",
        ]
    large = dataset({"A": pd.Series([1, 2**64 - 1], dtype="UInt64")})
    assert refused(large, path)[0] == "VS.A  record 2"
    huge = dataset({"A": pd.Series([None, 10**400], dtype="object")}, A={"type": "Num"})
    assert refused(huge, path)[0] == "VS.A  record 2"
    write_xpt(dataset({"A": pd.Series([2**53, None], dtype="Int64")}), path, NOW)
    assert values(read_xpt(path).records["A"]) == [2.0**53, None]


def test_a_number_whose_bytes_are_blanks(tmp_path: Path) -> None:
    """It could be told from padding by nobody."""
    for width in (3, 8):
        number = from_ibm(np.array([int("20" * width + "00" * (8 - width), 16)], np.uint64))[0]
        one = dataset({"A": [1.0, float(number)]}, A={"length": width})
        problem = f"{number} is written as {width} blanks, which readers take for padding"
        assert refused(one, tmp_path / "a.xpt")[1] == problem


def test_numbers_of_more_bits(tmp_path: Path) -> None:
    wide = pd.Series(np.array([1, np.longdouble(1) + np.longdouble(2) ** -60], dtype=np.longdouble))
    if wide[1] == 1:
        pytest.skip("this system has no number of more bits")
    assert refused(dataset({"A": wide}), tmp_path / "a.xpt")[0] == "VS.A  record 2"
