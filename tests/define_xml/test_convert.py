"""Datasets from one format into another: the same records, the right times, other names, parts; or nothing at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from define_xml.transport.convert import Conversion, Converted, convert
from define_xml.transport.files import read_dataset, read_datasets, write_dataset, write_datasets
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Reading, Writing
from define_xml.transport.times import iso_time, said_time, source_date
from mappings.dataset import Dataset
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec

CREATED = datetime(2021, 3, 4, 5, 6, 7)
SAID = datetime(2024, 5, 31, 12)
ALL = tuple(FORMATS)


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time is said from outside."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def lb(name: str = "LB", *words: str) -> Dataset:
    """LB with two subjects and two categories."""
    variables = (
        VariableSpec(name="USUBJID", label="Subject", type="Char", length=4),
        VariableSpec(name="LBCAT", label="Category", type="Char", length=12),
        VariableSpec(name="LBSTRESN", label="Result", type="Num", length=8),
    )
    records = pd.DataFrame(
        {
            "USUBJID": ["S1", "S1", "S2", "S2"],
            "LBCAT": [*(words or ("CHEMISTRY", "HEMATOLOGY", "CHEMISTRY", None))],
            "LBSTRESN": [1.5, None, 0.1, -7],
        }
    )
    return Dataset(DatasetSpec(name=name, label="Laboratory", domain=name, variables=variables), records)


@pytest.fixture
def lb_xpt(tmp_path: Path) -> Path:
    """LB as a transport file."""
    write_dataset(lb(), tmp_path / "lb.xpt", Writing(created=CREATED, about={"sas_version": "9.4", "sas_os": "Linux"}))
    return tmp_path / "lb.xpt"


def rows(done: Converted) -> list[tuple[str, str, str]]:
    """Dataset, source, target of each file."""
    return [(one.dataset, one.source, one.target) for one in done.files]


def listed(folder: Path) -> list[str]:
    """Every name below the folder, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("first", ALL)
@pytest.mark.parametrize("second", ALL)
def test_every_format_into_every_other(first: str, second: str, lb_xpt: Path, tmp_path: Path) -> None:
    """The records, the names and the types are the same; the time goes along."""
    there, back = tmp_path / f"there.{first}", tmp_path / f"back.{second}"
    convert(lb_xpt, there)
    convert(there, back)
    one, two = read_dataset(lb_xpt), read_dataset(back)
    assert two.records.equals(one.records)
    assert [(v.name, v.type, v.label) for v in two.spec.variables] == [
        (v.name, v.type, v.label) for v in one.spec.variables
    ]
    assert (two.spec.name, two.spec.label) == ("LB", "Laboratory")
    convert(back, tmp_path / "again.xpt")
    assert (tmp_path / "again.xpt").read_bytes()[144:160] == b"04MAR21:05:06:07"


@pytest.mark.parametrize("by", ["xpt", "parquet", "csv"])
def test_the_same_bytes_again(by: str, lb_xpt: Path, tmp_path: Path) -> None:
    convert(lb_xpt, tmp_path / f"x.{by}")
    convert(tmp_path / f"x.{by}", tmp_path / "again.xpt")
    assert (tmp_path / "again.xpt").read_bytes() == lb_xpt.read_bytes()


def test_a_folder(lb_xpt: Path, tmp_path: Path) -> None:
    write_dataset(lb("XB"), tmp_path / "xb.xpt", Writing(created=CREATED))
    done = convert(tmp_path, tmp_path / "out", Conversion(to=("json", "csv")))
    assert rows(done) == [
        ("LB", "lb.xpt", "lb.json"), ("LB", "lb.xpt", "lb.csv"),
        ("XB", "xb.xpt", "xb.json"), ("XB", "xb.xpt", "xb.csv"),
    ]  # fmt: skip
    assert [(one.records, one.variables) for one in done.files] == [(4, 3)] * 4
    assert [one.size for one in done.files] == [(tmp_path / "out" / one.target).stat().st_size for one in done.files]
    assert list(read_datasets(tmp_path / "out", formats=("json",))) == ["LB", "XB"]
    # What nobody named: Dataset-JSON of transport files, transport files of anything else.
    assert [one.target for one in convert(tmp_path, tmp_path / "to").files] == ["lb.json", "xb.json"]
    assert [one.target for one in convert(tmp_path / "to", tmp_path / "back").files] == ["lb.xpt", "xb.xpt"]
    assert [one.target for one in convert(lb_xpt, tmp_path / "to", Conversion(only=("xpt",))).files] == ["lb.json"]
    one = convert(tmp_path / "out", tmp_path / "one", Conversion(only=("csv",), to=("xpt",)))
    assert rows(one)[0] == ("LB", "lb.csv", "lb.xpt")


def time_of(path: Path) -> bytes:
    """When the transport file says it was made, as it says it."""
    return path.read_bytes()[144:160]


def test_times(lb_xpt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.xpt"
    convert(lb_xpt, out)
    assert time_of(out) == b"04MAR21:05:06:07"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704067200")
    convert(lb_xpt, out)
    assert time_of(out) == b"01JAN24:00:00:00"
    convert(lb_xpt, out, Conversion(keep_times=True))
    assert out.read_bytes() == lb_xpt.read_bytes()
    convert(lb_xpt, out, Conversion(created=SAID))
    assert time_of(out) == b"31MAY24:12:00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH\n    'soon' is no number of seconds since 1970"):
        convert(lb_xpt, out)


def test_a_time_must_be_known(tmp_path: Path) -> None:
    """A CSV file of someone else's has none; the clock is not asked."""
    (tmp_path / "dm.csv").write_text("A,B\nx,y\n")
    for name in ("dm.xpt", "dm.json", "dm.dsjc"):
        with pytest.raises(MappingError) as told:
            convert(tmp_path / "dm.csv", tmp_path / name)
        assert not isinstance(told.value, InputError)
        assert told.value.remedy == "say one: --created 2024-05-31T12:00:00, or set SOURCE_DATE_EPOCH"
        convert(tmp_path / "dm.csv", tmp_path / name, Conversion(created=SAID))
    assert convert(tmp_path / "dm.csv", tmp_path / "dm.parquet").files[0].records == 1
    assert {one.check for one in read_dataset(tmp_path / "dm.csv").findings} == {"no_label", "no_metadata"}


def test_times_as_they_are_said() -> None:
    assert said_time("") is None
    assert said_time("2024-05-31") == datetime(2024, 5, 31)
    assert iso_time("2024-05-31T12:00:00.5+02:00") == datetime(2024, 5, 31, 10)
    assert iso_time("0001-01-01T00:00:00+14:00") is None
    assert source_date() is None
    with pytest.raises(MappingError, match="--created\n    'today' is no time"):
        said_time("today")


def test_other_names(lb_xpt: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xpt"
    convert(lb_xpt, out, Conversion(rename={"LBSTRESN": "N", "LB": "XX"}))
    found = read_dataset(out)
    assert (found.name, list(found.records)) == ("XX", ["USUBJID", "LBCAT", "N"])
    assert found.records["N"].equals(read_dataset(lb_xpt).records["LBSTRESN"].rename("N"))
    with pytest.raises(
        MappingError, match=r"--rename\n    no variable or dataset LBSTRES\n    did you mean LBSTRESN\?"
    ):
        convert(lb_xpt, out, Conversion(rename={"LBSTRES": "N"}))
    with pytest.raises(MappingError, match=r"--rename\n    two variables of LB would be named LBCAT\n"):
        convert(lb_xpt, out, Conversion(rename={"LBSTRESN": "LBCAT"}))


def test_version_8_into_version_5(tmp_path: Path) -> None:
    path = tmp_path / "dm.xpt"
    frame = pd.DataFrame({"SubjectNumber": ["S1", "S2"], "AGE": [41.0, 42.5]})
    pyreadstat.write_xport(frame, str(path), file_format_version=8, table_name="DM")
    out = tmp_path / "out.xpt"
    with pytest.raises(InputError, match="variable SubjectNumber: 13 characters: --rename SubjectNumber=SUBJECTN"):
        convert(path, out)
    assert not out.exists()
    done = convert(path, out, Conversion(rename={"SubjectNumber": "SUBJECTN"}))
    assert {(one.check, one.severity) for one in done.findings} >= {("old_version", "note"), ("no_label", "warning")}
    assert read_dataset(out).records["SUBJECTN"].tolist() == ["S1", "S2"]
    # Other formats have room for all of it.
    convert(path, tmp_path / "dm.json")
    assert list(read_dataset(tmp_path / "dm.json").records) == ["SubjectNumber", "AGE"]
    # A file made of one of version 8 is none itself.
    convert(path, tmp_path / "dm.parquet")
    assert len(read_dataset(tmp_path / "dm.parquet").records) == 2


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Conversion(split_by="LBCAT"), "--split-by\n    a variable and its parts go together"),
        (Conversion(parts={"A": "B"}), "--split-by\n    a variable and its parts go together"),
        (Conversion(split_by="LBCTA", parts={"A": "B"}), "--split-by\n    no variable LBCTA\n    did you mean LBCAT?"),
        (Conversion(to=("json",), split_size=10**6), "--split-size\n    sizes are those of transport files"),
        (Conversion(to=("jsn",)), "--to\n    no format jsn\n    did you mean json?"),
        (
            Conversion(split_by="LBCAT", parts={"CHEMISTRY": "LBCH"}),
            r"LB.LBCAT\n    no part for HEMATOLOGY \(1 records\)",
        ),
        (Conversion(reading=Reading(member="DM")), "DM"),
        (Conversion(reading=Reading(count=5)), "lb.xpt"),
    ],
)
def test_what_cannot_be_asked(asked: Conversion, message: str, lb_xpt: Path, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=message):
        convert(lb_xpt, tmp_path / "out", Conversion(**{**vars(asked), "folder": True}))
    assert listed(tmp_path) == ["lb.xpt"]


def test_targets_that_do_not_fit(lb_xpt: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lb_xpt.replace(tmp_path / "in" / "lb.xpt")
    with pytest.raises(MappingError, match=r"all\.json\n    a folder of datasets does not go into one file"):
        convert(tmp_path / "in", tmp_path / "all.json")
    with pytest.raises(MappingError, match="--count\n    is said of one file"):
        convert(tmp_path / "in", tmp_path / "out", Conversion(reading=Reading(count=4)))
    with pytest.raises(MappingError, match="out\n    a name without a suffix tells no format"):
        convert(tmp_path / "in" / "lb.xpt", tmp_path / "out")
    with pytest.raises(MappingError, match=r"name a file with suffix \.xpt"):
        convert(tmp_path / "in" / "lb.xpt", tmp_path / "lb.json", Conversion(split_size=10**9))
    with pytest.raises(InputError, match=r"no\.xpt\n    cannot be read: No such file"):
        convert(tmp_path / "no.xpt", tmp_path / "lb.json")
    assert listed(tmp_path) == ["in", "in/lb.xpt"]


def test_in_place(lb_xpt: Path) -> None:
    before = lb_xpt.read_bytes()
    convert(lb_xpt, lb_xpt)
    assert lb_xpt.read_bytes() == before
    convert(lb_xpt, lb_xpt, Conversion(rename={"LBCAT": "LBSCAT"}))
    assert list(read_dataset(lb_xpt).records) == ["USUBJID", "LBSCAT", "LBSTRESN"]


def test_what_was_not_whole_is_not_replaced(lb_xpt: Path, tmp_path: Path) -> None:
    lb_xpt.write_bytes(lb_xpt.read_bytes()[:-80])
    before = lb_xpt.read_bytes()
    lenient = Conversion(reading=Reading(lenient=True))
    with pytest.raises(InputError, match=r"lb\.xpt"):
        convert(lb_xpt, tmp_path / "out.xpt")
    with pytest.raises(InputError, match=r"lb\.xpt\n    is not whole, and would be replaced; forgiven: "):
        convert(lb_xpt, lb_xpt, lenient)
    assert lb_xpt.read_bytes() == before
    done = convert(lb_xpt, tmp_path / "out.xpt", lenient)
    assert done.files[0].records < 4
    assert [one.check for one in done.findings if one.severity == "error"] == ["cut_record"]
    assert listed(tmp_path) == ["lb.xpt", "out.xpt"]


def test_encodings(tmp_path: Path) -> None:
    path, out = tmp_path / "lb.xpt", tmp_path / "out.xpt"
    write_dataset(lb("LB", "caf\u00e9", "x", "y", "z"), path, Writing(created=CREATED, encoding="cp1252"))
    with pytest.raises(InputError, match="byte E9 is no ascii text"):
        convert(path, out)
    said = Reading(encoding="cp1252")
    done = convert(path, out, Conversion(reading=said))
    assert out.read_bytes() == path.read_bytes()
    assert {one.check for one in done.findings if one.severity == "error"} == {"not_ascii"}
    convert(path, out, Conversion(reading=said, encoding="utf-8"))
    assert read_dataset(out, encoding="utf-8").records["LBCAT"].tolist()[0] == "caf\u00e9"
    with pytest.raises(InputError, match="does not fit ascii"):
        convert(path, out, Conversion(reading=said, encoding="ascii"))
    for name in ("lb.json", "lb.parquet", "lb.csv"):
        convert(path, tmp_path / name, Conversion(reading=said))
        assert read_dataset(tmp_path / name).records["LBCAT"].tolist()[0] == "caf\u00e9"


def test_a_folder_with_records_missing_is_not_converted(tmp_path: Path) -> None:
    """A7: what points into a file whose end is unproven is looked up before anything gets its name."""
    source = tmp_path / "in"
    number = VariableSpec(name="AESEQ", label="x", type="Num")
    subject = VariableSpec(name="USUBJID", label="x", type="Char", length=32)
    spec = DatasetSpec(name="AE", label="x", domain="AE", variables=(subject, number))
    events = Dataset(spec, pd.DataFrame({"USUBJID": ["S1"] * 10, "AESEQ": range(10)}))
    names = ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL")
    pointers = tuple(VariableSpec(name=name, label=name, type="Char") for name in names)
    supp = DatasetSpec(name="SUPPAE", label="x", domain="SUPPAE", variables=pointers)
    row = pd.DataFrame([["AE", "S1", "AESEQ", "9"]], columns=names)
    source.mkdir()
    write_datasets([events, Dataset(supp, row)], source, created=CREATED)
    path = source / "ae.xpt"
    path.write_bytes(path.read_bytes()[:-160])
    with pytest.raises(InputError, match=r"ae\.xpt\n    suppae\.xpt, record 1, points to AESEQ 9 of subject S1"):
        convert(source, tmp_path / "out")
    assert listed(tmp_path) == ["in", "in/ae.xpt", "in/suppae.xpt"]
    done = convert(source, tmp_path / "out", Conversion(reading=Reading(lenient=True)))
    assert [one.check for one in done.findings] == ["completeness_unproven", "cut_record"]
