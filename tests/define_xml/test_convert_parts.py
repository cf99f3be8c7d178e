"""Conversion with parts beside the whole, by the values of a variable and by size."""

from __future__ import annotations

from pathlib import Path

import pytest

from define_xml.transport.convert import Conversion, convert
from define_xml.transport.files import read_dataset
from mappings.error import InputError
from tests.define_xml.test_convert import lb_xpt, listed, no_epoch, rows

__all__ = ["lb_xpt", "no_epoch"]


def test_parts_beside_the_whole(lb_xpt: Path, tmp_path: Path) -> None:
    parts = Conversion(split_by="LBCAT", parts={"CHEMISTRY": "LBCH", "HEMATOLOGY": "LBHE", "": "LBHE"})
    out = tmp_path / "out"
    assert rows(convert(lb_xpt, out, Conversion(folder=True, split_by="LBCAT", parts=parts.parts))) == [
        ("LB", "lb.xpt", "lb.xpt"), ("LBCH", "lb.xpt", "split/lbch.xpt"), ("LBHE", "lb.xpt", "split/lbhe.xpt"),
    ]  # fmt: skip
    assert listed(out) == ["lb.xpt", "split", "split/lbch.xpt", "split/lbhe.xpt"]
    assert (out / "lb.xpt").read_bytes() == lb_xpt.read_bytes()
    first, second = (read_dataset(out / "split" / f"{name}.xpt") for name in ("lbch", "lbhe"))
    assert first.spec.variables == second.spec.variables == read_dataset(lb_xpt).spec.variables
    assert first.records["LBSTRESN"].tolist() == [1.5, 0.1]
    assert len(second.records) == 2
    # Beside a file that is named, too.
    convert(lb_xpt, tmp_path / "there" / "lb.json", parts)
    assert listed(tmp_path / "there") == ["lb.json", "split", "split/lbch.json", "split/lbhe.json"]


def test_parts_by_size(lb_xpt: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    limit = 640 + 80 + 480 + 80
    done = convert(lb_xpt, out, Conversion(folder=True, split_size=limit))
    assert [(one.target, one.records) for one in done.files] == [
        ("lb.xpt", 4), ("split/lb1.xpt", 2), ("split/lb2.xpt", 2),
    ]  # fmt: skip
    assert all(one.size <= limit for one in done.files[1:])
    again = convert(lb_xpt, out, Conversion(to=("xpt", "json"), split_size=10**9))
    assert [one.target for one in again.files] == ["lb.xpt", "lb.json"]
    # Parts of another split would stay beside the new ones.
    (out / "split" / "lb3.xpt").write_bytes(b"")
    with pytest.raises(InputError, match=r"split/lb3\.xpt\n    a part of another split, which this one does not make"):
        convert(lb_xpt, out, Conversion(folder=True, split_size=limit))
