"""What files say of each other: names that differ in case, and records that are pointed to and are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from define_xml.transport import folder
from define_xml.transport.files import read_dataset, read_datasets, write_dataset, write_datasets
from define_xml.transport.folder import check_links, name_findings
from define_xml.transport.stream import Stream, Writing, streamed
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

WRITING = Writing(created=datetime(2021, 3, 4, 5, 6, 7))
UNPROVEN = Finding("completeness_unproven", "warning", "nothing proves it", "AE")


def made(name: str, columns: Mapping[str, Sequence[object]]) -> Dataset:
    """A dataset of these columns: text, or numbers."""
    variables = tuple(
        VariableSpec(name=key, label=key, type="Char" if any(isinstance(one, str) for one in values) else "Num")
        for key, values in columns.items()
    )
    spec = DatasetSpec(name=name, label=name, domain=name, variables=variables)
    return Dataset(spec, pd.DataFrame(columns))


def pointing(name: str, *rows: tuple[str, str, str, str]) -> Stream:
    """SUPP-- or RELREC with these rows: domain, subject, variable, value."""
    columns = {key: list(values) for key, values in zip(folder._POINTS, zip(*rows, strict=True), strict=True)}
    return streamed(made(name, columns))


def ae(*records: tuple[str, float], unproven: bool = True, name: str = "AE", **more: Sequence[object]) -> Stream:
    """AE with these subjects and sequence numbers."""
    columns = {"USUBJID": [subject for subject, _ in records], "AESEQ": [number for _, number in records], **more}
    stream = streamed(made(name, columns))
    if unproven:
        stream.findings.append(UNPROVEN)
    return stream


def links(*streams: Stream, lenient: bool = False) -> list[Finding]:
    """What is found of these datasets."""
    return check_links({stream.spec.name: stream for stream in streams}, lenient)


def test_a_file_of_its_dataset_is_not_odd(tmp_path: Path) -> None:
    for name in ("dm.xpt", "dm.ndjson.json"):
        (tmp_path / name).write_bytes(b"")
        assert name_findings(tmp_path / name, "DM") == []


@pytest.mark.parametrize("format_", ["xpt", "json", "ndjson", "dsjc", "parquet"])
def test_odd_names_are_told_in_the_same_words_for_every_format(format_: str, tmp_path: Path) -> None:
    others = ("usubjid", "1A", "TOOLONGNAME", "A-1", "LONG_NAME_1") if format_ != "xpt" else ()
    dataset = made("X_", {name: ["x"] for name in ("A_1", "_", *others)})
    bare = Dataset(dataset.spec.model_copy(update={"label": ""}), dataset.records)
    write_dataset(bare, tmp_path / f"x_.{format_}", WRITING)
    found = read_dataset(tmp_path / f"x_.{format_}").findings
    advised = "a name with an underscore, which agencies advise against"
    refused = "a name that agencies do not take: it is 1 to 8 capital letters, digits or _, no digit first"
    wanted = [
        ("no_label", "warning", "X_", "", "the dataset has no label"),
        ("underscore_name", "warning", "X_", "X_", advised),
    ]
    for name in map(str, dataset.records):
        wanted += [("invalid_name", "error", f"X_.{name}", name, refused)] * (name in others)
        wanted += [("underscore_name", "warning", f"X_.{name}", name, advised)] * ("_" in name)
    assert [(one.check, one.severity, one.place, one.value, one.words) for one in found] == wanted


def test_a_dataset_in_small_letters(tmp_path: Path) -> None:
    write_dataset(made("xX", {"A": ["x"]}), tmp_path / "xx.json", WRITING)
    found = read_dataset(tmp_path / "xx.json").findings
    assert [(one.check, one.place, one.value) for one in found] == [("invalid_name", "xX", "xX")]


def test_names_that_differ_in_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("dm.xpt", "DM.xpt"):
        (tmp_path / name).write_bytes(b"")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes the two names for one file")
    (twins,) = name_findings(tmp_path / "dm.xpt", "DM")
    assert (twins.check, twins.severity, twins.value) == ("case_twins", "error", "DM.xpt, dm.xpt")
    assert [one.check for one in name_findings(tmp_path / "DM.xpt", "DM")] == ["upper_case_file", "case_twins"]
    assert not folder.case_blind(tmp_path, ["DM.xpt", "dm.xpt"])
    monkeypatch.setattr(folder, "case_blind", lambda *_: True)
    with pytest.raises(InputError, match=r"this system takes DM\.xpt and dm\.xpt for one file"):
        name_findings(tmp_path / "dm.xpt", "DM")


def test_a_system_that_is_blind_for_case_finds_other_spellings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dm.xpt").write_bytes(b"")
    monkeypatch.setattr(Path, "exists", lambda self: self.name.lower() == "dm.xpt")
    assert folder.case_blind(tmp_path, ["dm.xpt"])


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        (("AE", "S2", "AESEQ", "7"), "suppae, record 1, points to AESEQ 7 of subject S2, which is not in it"),
        (("AE", "S1", "AESEQ", "3"), "suppae, record 1, points to AESEQ 3 of subject S1, which is not in it"),
        (("AE", "S9", "", ""), "suppae, record 1, points to subject S9, which is not in it"),
    ],
)
def test_a7_a_record_that_is_pointed_to_and_not_there(pointer: tuple[str, str, str, str], message: str) -> None:
    found, supp = ae(("S1", 1), ("S1", 2), ("S2", 1)), pointing("suppae", pointer)
    with pytest.raises(InputError) as told:
        links(found, supp)
    assert str(told.value) == (
        f"AE\n    {message}; nothing proves that it is whole\n"
        "    it is cut, or of another delivery: write or send both again"
    )
    (forgiven,) = links(found, supp, lenient=True)
    assert (forgiven.check, forgiven.severity, forgiven.dataset) == ("cut_record", "error", "AE")
    assert forgiven.words == f"forgiven: {message}; nothing proves that it is whole"
    # Where the end of the file is proven, a dangling pointer is for checks to tell, and reading goes on.
    assert links(ae(("S1", 1), unproven=False), supp) == []


@pytest.mark.parametrize(
    "pointer",
    [
        ("AE", "S1", "AESEQ", "2"), ("AE", "S1", "AESEQ", "   2"), ("AE", "S1", "AESEQ", "2.0"), ("AE", "S1", "", ""),
        ("CM", "S7", "CMSEQ", "1"), ("AE", "S1", "AESPID", "x"), ("AE", "", "AESEQ", ""),
    ],
)  # fmt: skip
def test_a7_what_is_there_or_cannot_be_told(pointer: tuple[str, str, str, str]) -> None:
    """Numbers are one number however they are written; other domains and variables that are not there tell nothing."""
    assert links(ae(("S1", 1), ("S1", 2)), pointing("RELREC", pointer)) == []


def test_a7_a_record_may_be_in_another_part(tmp_path: Path) -> None:
    first = ae(("S1", 1), name="AE1", DOMAIN=["AE"])
    second = ae(("S2", 1), name="AE2", DOMAIN=["AE"], unproven=False)
    assert links(first, second, pointing("SUPPAE", ("AE", "S2", "AESEQ", "1"))) == []
    with pytest.raises(InputError, match="AE1\n    SUPPAE, record 1, points to AESEQ 2 of subject S2"):
        links(first, second, pointing("SUPPAE", ("AE", "S2", "AESEQ", "2")))


def test_a7_in_files(tmp_path: Path) -> None:
    """Ten records of 40 bytes are five cards; with two cards less nothing in the file itself is wrong."""
    seq = list(range(1, 11))
    wide = VariableSpec(name="USUBJID", label="x", type="Char", length=32)
    number = VariableSpec(name="AESEQ", label="x", type="Num")
    spec = DatasetSpec(name="AE", label="x", domain="AE", variables=(wide, number))
    events = Dataset(spec, pd.DataFrame({"USUBJID": ["S1"] * 10, "AESEQ": seq}))
    supp = made("SUPPAE", dict(zip(folder._POINTS, (["AE"], ["S1"], ["AESEQ"], ["9"]), strict=True)))
    write_datasets([events, supp], tmp_path, created=datetime(2021, 3, 4))
    assert len(read_datasets(tmp_path)["AE"].records) == 10
    path = tmp_path / "ae.xpt"
    path.write_bytes(path.read_bytes()[:-160])
    assert [odd.check for odd in read_dataset(path).findings] == ["completeness_unproven"]
    with pytest.raises(InputError, match=r"ae\.xpt\n    suppae\.xpt, record 1, points to AESEQ 9 of subject S1"):
        read_datasets(tmp_path)
    found = read_datasets(tmp_path, lenient=True)
    assert [odd.check for odd in found["AE"].findings] == ["completeness_unproven", "cut_record"]
    assert found["SUPPAE"].findings == ()


def test_twins_in_a_folder_are_two_files_of_one_dataset(tmp_path: Path) -> None:
    write_dataset(made("DM", {"A": ["x"]}), tmp_path / "dm.xpt", WRITING)
    (tmp_path / "DM.xpt").write_bytes((tmp_path / "dm.xpt").read_bytes())
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes the two names for one file")
    with pytest.raises(InputError, match=r"dm\.xpt\n    a second file with dataset DM, beside DM\.xpt"):
        read_datasets(tmp_path)
