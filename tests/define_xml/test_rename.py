"""Other names: keys and identifiers go with them, values of records do not, and no two things get one name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from define_xml.transport.convert import Conversion, convert
from define_xml.transport.files import read_dataset, write_datasets
from define_xml.transport.rename import check_names, named, new_names
from define_xml.transport.stream import streamed
from mappings.dataset import Dataset
from mappings.error import MappingError
from mappings.spec import DatasetSpec, VariableSpec

SAID = datetime(2024, 5, 31, 12)


def dataset(name: str, columns: dict[str, list[str]], keys: tuple[str, ...] = ()) -> Dataset:
    """A dataset of text."""
    variables = tuple(
        VariableSpec(name=one, label=one.title(), type="Char", length=8, oid=f"IT.{name}.{one}") for one in columns
    )
    spec = DatasetSpec(name=name, label="Label", domain=name, variables=variables, keys=keys, oid=f"IG.{name}")
    return Dataset(spec, pd.DataFrame(columns))


def ae() -> Dataset:
    """AE with two records."""
    return dataset("AE", {"USUBJID": ["S1", "S1"], "AESPID": ["1", "2"], "AETERM": ["x", "y"]}, ("USUBJID", "AESPID"))


def suppae() -> Dataset:
    """SUPPAE, which points to both by AESPID."""
    columns = {
        "RDOMAIN": ["AE", "AE"], "USUBJID": ["S1", "S1"], "IDVAR": ["AESPID", "AESPID"], "IDVARVAL": ["1", "2"],
        "QNAM": ["Q", "Q"], "QVAL": ["Y", "N"],
    }  # fmt: skip
    return dataset("SUPPAE", columns)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (["A=B"], {"A": "B"}), (["A=B", "B=A"], {"A": "B", "B": "A"}), ([" A = B "], {"A": "B"}),
        (["A=B", "A=B"], {"A": "B"}), ([], {}),
    ],
)  # fmt: skip
def test_names_as_they_are_said(said: list[str], names: dict[str, str]) -> None:
    assert new_names(said) == names


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (["A"], "'A' says no new name"), (["=B"], "says no new name"), (["A= "], "says no new name"),
        (["A=B", "A=C"], "A is to be named both B and C"),
    ],
)  # fmt: skip
def test_names_that_are_none(said: list[str], problem: str) -> None:
    with pytest.raises(MappingError, match=problem):
        new_names(said)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ({"AETERM": "AESPID"}, "two variables of AE would be named AESPID"),
        ({"AETERM": "X", "AESPID": "X"}, "two variables of AE would be named X"),
        ({"AE": "SUPPAE"}, "two datasets would be named SUPPAE"),
        ({"AETERMS": "X"}, "no variable or dataset AETERMS"),
    ],
)
def test_two_of_one_name(names: dict[str, str], problem: str) -> None:
    with pytest.raises(MappingError, match=problem):
        check_names([streamed(ae()), streamed(suppae())], names)


def test_two_names_change_places(tmp_path: Path) -> None:
    write_datasets([ae()], tmp_path, created=SAID)
    convert(tmp_path / "ae.xpt", tmp_path / "out.xpt", Conversion(rename={"AETERM": "AESPID", "AESPID": "AETERM"}))
    found = read_dataset(tmp_path / "out.xpt")
    assert found.records.to_dict("list") == {"USUBJID": ["S1", "S1"], "AETERM": ["1", "2"], "AESPID": ["x", "y"]}


def test_keys_and_identifiers_go_with_the_name() -> None:
    spec = named(ae().spec, "XX", {"AESPID": "XXSPID"})
    assert (spec.name, spec.domain, spec.oid, spec.keys) == ("XX", "XX", "IG.XX", ("USUBJID", "XXSPID"))
    assert [one.oid for one in spec.variables] == ["IT.XX.USUBJID", "IT.XX.XXSPID", "IT.XX.AETERM"]
    # One that somebody gave stays: nothing says what it is made of.
    own = ae().spec.model_copy(update={"oid": "mine", "domain": "YY"})
    assert (named(own, "XX", {}).oid, named(own, "XX", {}).domain) == ("mine", "YY")


def test_values_keep_the_old_name_and_it_is_told(tmp_path: Path) -> None:
    write_datasets([ae(), suppae()], tmp_path / "in", created=SAID)
    done = convert(tmp_path / "in", tmp_path / "out", Conversion(rename={"AESPID": "AEREFID", "AE": "FA"}))
    told = [
        (one.place, one.value, one.count, one.severity) for one in done.findings if one.check == "old_name_in_values"
    ]
    assert sorted(told) == [("SUPPAE.IDVAR", "AESPID", 2, "warning"), ("SUPPAE.RDOMAIN", "AE", 2, "warning")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["fa.json", "suppae.json"]
    assert read_dataset(tmp_path / "out" / "suppae.json").records["IDVAR"].tolist() == ["AESPID", "AESPID"]
    done = convert(tmp_path / "in", tmp_path / "out2", Conversion(rename={"AETERM": "AEX"}))
    assert not [one for one in done.findings if one.check == "old_name_in_values"]
