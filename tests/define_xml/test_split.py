"""Datasets in parts: none larger than the limit, no subject cut, no record lost; parts and whole are one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.files import write_dataset
from define_xml.transport.split import by_size, by_value, bytes_in, measured, named_parts, records_within
from define_xml.transport.stream import Stream, Writing, streamed, whole
from mappings.dataset import Dataset
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec

WRITING = Writing(created=datetime(2021, 3, 4, 5, 6, 7))


def lb(subjects: list[str | None], categories: list[str | None] | None = None, name: str = "LB") -> Dataset:
    """LB with these subjects and categories; each record has a number of its own."""
    frame = pd.DataFrame({"USUBJID": subjects, "LBCAT": categories or ["C"] * len(subjects)}, dtype="object")
    frame["LBSEQ"] = range(len(frame))
    variables = (
        VariableSpec(name="USUBJID", label="Subject", type="Char"),
        VariableSpec(name="LBCAT", label="Category", type="Char"),
        VariableSpec(name="LBSEQ", label="Number", type="Num"),
    )
    return Dataset(DatasetSpec(name=name, label="Laboratory", domain="LB", variables=variables), frame)


def numbers(parts: list[Stream]) -> list[list[float]]:
    """The numbers of the records of each part."""
    return [[float(one) for one in whole(part).records["LBSEQ"]] for part in parts]


@pytest.mark.parametrize(
    ("text", "size"), [("5GB", 5 * 10**9), ("1.5 kb", 1500), ("2KiB", 2048), ("10", 10), ("4.7GiB", 5046586572)]
)
def test_sizes(text: str, size: int) -> None:
    assert bytes_in(text) == size


@pytest.mark.parametrize("text", ["", "GB", "five", "5XB", "-1", "0", "1e9"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(MappingError, match=r"--split-size\n    .* is no size\n    say for example 5GB"):
        bytes_in(text)


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (["CHEMISTRY=LBCH,HEMATOLOGY=lbhe"], {"CHEMISTRY": "LBCH", "HEMATOLOGY": "LBHE"}),
        (["A=X1", "B=X2"], {"A": "X1", "B": "X2"}),
        (["URINE, MICRO=LBUR,=LBOT"], {"URINE, MICRO": "LBUR", "": "LBOT"}),
        (["a=b=C1"], {"a=b": "C1"}),
    ],
)
def test_parts_as_they_are_said(said: list[str], parts: dict[str, str]) -> None:
    assert named_parts(said) == parts


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("CHEMISTRY", "no part is named for 'CHEMISTRY'"), ("A=1X", "'1X' names no dataset"),
        ("A=LBCHEMIST", "'LBCHEMIST' names no dataset"), ("A=X,A=Y", "'A' is said twice"),
        ("A=", "'' names no dataset"),
    ],
)  # fmt: skip
def test_parts_that_are_none(said: str, message: str) -> None:
    with pytest.raises(MappingError) as told:
        named_parts([said])
    assert told.value.problem == message


def test_by_value() -> None:
    dataset = lb(["S1", "S1", "S2", "S2"], ["CHEM", "HEM", "CHEM", None])
    parts = by_value(streamed(dataset, 3), "LBCAT", {"CHEM": "LBCH", "HEM": "LBHE", "": "LBHE", "URINE": "LBUR"})
    assert [(part.spec.name, part.spec.label, part.spec.domain, part.count) for part in parts] == [
        ("LBCH", "Laboratory", "LB", 2), ("LBHE", "Laboratory", "LB", 2),
    ]  # fmt: skip
    assert numbers(parts) == [[0, 2], [1, 3]]


def test_every_value_must_have_a_part() -> None:
    dataset = lb(["S"] * 5, ["CHEM", "HEM", "HEM", None, "URINE"])
    with pytest.raises(InputError) as told:
        by_value(streamed(dataset), "LBCAT", {"CHEM": "LBCH"})
    assert str(told.value) == (
        "LB.LBCAT\n    no part for HEM (2 records), (missing) (1 records), URINE (1 records)\n"
        "    name one for each value: --parts VALUE=NAME,..."
    )
    for variable, message in (
        ("LBCTA", "LB.LBCTA\n    no such variable\n    did you mean LBCAT?"),
        ("LBSEQ", "a number"),
    ):
        with pytest.raises(MappingError, match=message):
            by_value(streamed(dataset), variable, {})


def test_by_size_of_the_file(tmp_path: Path) -> None:
    """The limit is the file's: of each part it is the bytes of a real transport file, and one record more is over."""
    dataset = lb([f"S{number // 3:02}" for number in range(60)])
    limit = 640 + 80 + 480 + 10 * 12
    parts = by_size(streamed(dataset, 7), limit)
    assert [part.spec.name for part in parts] == [f"LB{number}" for number in range(1, len(parts) + 1)]
    most = records_within(parts[0].spec, limit)
    for part in parts:
        write_dataset(part, tmp_path / "part.xpt", WRITING)
        assert (tmp_path / "part.xpt").stat().st_size <= limit
        assert part.count == len(whole(part).records) <= most
    write_dataset(lb(["S00"] * most), tmp_path / "part.xpt", WRITING)
    assert (tmp_path / "part.xpt").stat().st_size <= limit
    write_dataset(lb(["S00"] * (most + 1)), tmp_path / "part.xpt", WRITING)
    assert (tmp_path / "part.xpt").stat().st_size > limit


def test_nothing_to_split_and_what_cannot_be() -> None:
    dataset = lb(["S1"] * 5 + ["S2"] * 30)
    (only,) = by_size(streamed(dataset), 10**6)
    assert only.spec.name == "LB"
    with pytest.raises(InputError, match=r"LB\.USUBJID\n    subject S2 has 30 records; 7 fit in a part"):
        by_size(streamed(dataset), 640 + 80 + 480 + 80)
    with pytest.raises(InputError, match="LB\n    not one record fits in 1,000 bytes"):
        by_size(streamed(dataset), 1000)
    with pytest.raises(InputError, match="would be named SUPPLBCH2: a name has 8 characters"):
        by_size(streamed(lb(["S1"] * 7 + ["S2"] * 7, name="SUPPLBCH")), 640 + 80 + 480 + 80)


def test_without_subjects_it_is_cut_anywhere() -> None:
    dataset = lb(["S"] * 20)
    spec = dataset.spec.model_copy(update={"variables": dataset.spec.variables[1:]})
    parts = by_size(streamed(Dataset(spec, dataset.records[["LBCAT", "LBSEQ"]]), 3), 640 + 80 + 320 + 80)
    assert numbers(parts) == [list(range(8)), list(range(8, 16)), list(range(16, 20))]
    # A stream may be gone through again.
    assert numbers(parts)[1] == list(range(8, 16))


SUBJECTS = st.lists(st.sampled_from(["S1", "S2", "S3", "S44", None]), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(SUBJECTS, st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=20))
def test_law_parts_are_the_whole_and_no_subject_is_cut(subjects: list[str | None], cards: int, chunk: int) -> None:
    dataset = lb(subjects)
    most = max(subjects.count(one) for one in set(subjects))
    limit = 640 + 80 + 480 + 80 * (cards + most)
    parts = by_size(streamed(dataset, chunk), limit)
    found = [whole(part).records for part in parts]
    assert sorted(number for part in numbers(parts) for number in part) == list(range(len(subjects)))
    for subject in {one or "" for one in subjects}:
        assert sum(subject in {one or "" for one in records["USUBJID"]} for records in found) == 1
    variables = measured(streamed(dataset)).spec.variables
    assert all(part.spec.variables == variables for part in parts)
    assert all(list(records["LBSEQ"]) == sorted(records["LBSEQ"]) for records in found)
    if len(parts) > 1:
        assert all(len(records) <= records_within(parts[0].spec, limit) for records in found)


def test_lengths_are_those_of_the_whole() -> None:
    dataset = lb(["S1", "S2"], ["C", "LONGER"])
    parts = by_value(measured(streamed(dataset)), "LBCAT", {"C": "LBA", "LONGER": "LBB"})
    assert [[one.length for one in part.spec.variables] for part in parts] == [[2, 6, 8], [2, 6, 8]]
    accents = measured(streamed(lb(["S1", "S2"], ["\u00e9\u00e9  ", "C"])), "utf-8")
    assert accents.spec.variables[1].length == 4
    assert measured(streamed(lb(["S1", "S2"], ["\u00e9\u00e9  ", "C"])), "cp1252").spec.variables[1].length == 2
