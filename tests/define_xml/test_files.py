"""Files of datasets, one or a folder of them: all written or none, whatever stops the writing; read by suffix."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

import define_xml
from define_xml.transport import whole
from define_xml.transport.files import (
    check_output,
    open_dataset,
    read_dataset,
    read_datasets,
    write_dataset,
    write_datasets,
)
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Stream, Writing, streamed
from define_xml.transport.xpt.write import xpt_bytes
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec

CREATED = datetime(2021, 3, 4, 5, 6, 7)
WRITING = Writing(created=CREATED)


def one(name: str, *words: str, submit: bool = True) -> Dataset:
    """A dataset of one variable."""
    variable = VariableSpec(name="A", label="A", type="Char")
    spec = DatasetSpec(name=name, label=name, domain=name, variables=(variable,), submit=submit)
    return Dataset(spec, pd.DataFrame({"A": text(list(words))}))


def listed(folder: Path) -> list[str]:
    """Every name in the folder."""
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_datasets_in_lower_case(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = write_datasets([one("DM", "x"), one("VS", "y"), one("HELP", "z", submit=False)], out, created=CREATED)
    assert paths == [out / "dm.xpt", out / "vs.xpt"]
    assert contents(out) == {
        f"{name.lower()}.xpt": xpt_bytes(one(name, word), WRITING) for name, word in [("DM", "x"), ("VS", "y")]
    }
    found = read_datasets(out)
    assert {name: dataset.records["A"].tolist() for name, dataset in found.items()} == {"DM": ["x"], "VS": ["y"]}


def test_public_names() -> None:
    assert define_xml.write_datasets is write_datasets
    assert define_xml.read_datasets is read_datasets
    assert define_xml.read_dataset is read_dataset
    with pytest.raises(AttributeError):
        define_xml.no_such_name  # noqa: B018  # asking for it is the test


def test_one_wrong_dataset_and_no_file_changes(tmp_path: Path) -> None:
    write_datasets([one("DM", "old"), one("VS", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    with pytest.raises(InputError, match="record 1"):
        write_datasets([one("DM", "new"), one("VS", "é")], tmp_path, created=CREATED)
    assert contents(tmp_path) == before
    with pytest.raises(InputError, match="record 1"):
        write_datasets([one("DM", "é")], tmp_path / "out", created=CREATED)
    assert contents(tmp_path) == before


def test_names_that_would_meet_in_one_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two datasets would be written to this file"):
        write_datasets([one("DM", "x"), one("DM", "y")], tmp_path, created=CREATED)
    with pytest.raises(MappingError, match="did you mean xpt"):
        write_datasets([one("DM", "x")], tmp_path, ("xptt",), created=CREATED)
    assert listed(tmp_path) == []


def test_b16_folders_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "absent" / "out", tmp_path / "file"):
        with pytest.raises(InputError):
            write_datasets([one("DM", "x")], out, created=CREATED)
        with pytest.raises(InputError):
            check_output(out)

    def denied(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    # Who runs the tests may be root, whom no permission stops.
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        check_output(tmp_path)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        write_datasets([one("DM", "x")], tmp_path / "out", created=CREATED)
    assert listed(tmp_path) == ["file"]


def test_a_folder_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    check_output(tmp_path)
    check_output(tmp_path / "out")
    assert listed(tmp_path) == []


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_rename_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    write_datasets([one("DM", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    renamed: list[str] = []
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if self.name.endswith(".part") and not self.name.endswith(".old.part"):
            renamed.append(self.name)
            if len(renamed) == fails_at:
                raise OSError(5, "Input/output error", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(InputError, match="Input/output error"):
        write_datasets([one("DM", "new"), one("VS", "new")], tmp_path, created=CREATED)
    assert contents(tmp_path) == before


def test_what_is_read_back_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole.os, "fsync", lambda _: None)
    write = whole._write
    monkeypatch.setattr(whole, "_write", lambda part, blocks: write(part, [b"".join(blocks).replace(b"new", b"nEw")]))
    # A transport file is proved block by block before it comes here (test_xpt_write), and on the disk (test_whole).
    for name in ("dm.json", "dm.ndjson", "dm.csv"):
        with pytest.raises(InputError, match=rf"{name}  A  record 2\n    read back, the value differs"):
            write_dataset(one("DM", "x", "new"), tmp_path / name, WRITING)
    assert listed(tmp_path) == []


def test_what_is_read_back_has_all_records_and_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    format_ = FORMATS["xpt"]
    found = {"fewer": one("DM", "x"), "more": one("DM", "x", "y", "z")}
    for dataset in found.values():
        monkeypatch.setattr(type(format_), "open", lambda *_, dataset=dataset: streamed(dataset))
        with pytest.raises(InputError, match=r"dm\.xpt\n    read back, it has another number of records"):
            write_dataset(one("DM", "x", "y"), tmp_path / "dm.xpt", WRITING)
    other = VariableSpec(name="B", label="A", type="Char")
    spec = DatasetSpec(name="DM", label="DM", domain="DM", variables=(other,))
    renamed = Dataset(spec, pd.DataFrame({"B": text(["x", "y"])}))
    monkeypatch.setattr(type(format_), "open", lambda *_: streamed(renamed))
    with pytest.raises(InputError, match=r"dm\.xpt\n    read back, its variables differ"):
        write_dataset(one("DM", "x", "y"), tmp_path / "dm.xpt", WRITING)
    assert listed(tmp_path) == []


def test_leftovers_of_a_killed_run_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".dm.xpt.4711.part", ".dm.xpt.4711.old.part", whole.LOCK, "notes.part", ".hidden", "ae.xpt"):
        (tmp_path / name).write_text("x")
    write_datasets([one("DM", "x")], tmp_path, created=CREATED)
    assert listed(tmp_path) == [".hidden", "ae.xpt", "dm.xpt", "notes.part"]


def test_the_files_of_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no dataset in the folder"):
        read_datasets(tmp_path)
    with pytest.raises(InputError, match="absent\n    cannot be read: No such file"):
        read_datasets(tmp_path / "absent")
    write_datasets([one("DM", "x")], tmp_path, created=CREATED)
    (tmp_path / "dm2.xpt").write_bytes((tmp_path / "dm.xpt").read_bytes())
    with pytest.raises(InputError, match="a second file with dataset DM"):
        read_datasets(tmp_path)


ALL = tuple(FORMATS)


@pytest.mark.parametrize("name", ALL)
def test_every_format_both_ways(name: str, tmp_path: Path) -> None:
    """What every format must do: its records come back, with the spec as far as the format has room for one."""
    write_datasets([one("DM", "x", "y y", "z")], tmp_path, (name,), created=CREATED)
    found = read_datasets(tmp_path)["DM"]
    assert found.records["A"].tolist() == ["x", "y y", "z"]
    assert [(one.name, one.type) for one in found.spec.variables] == [("A", "Char")]
    assert (tmp_path / f"dm.{name}").read_bytes() != b""
    again = read_dataset(str(tmp_path / f"dm.{name}"))
    assert again.records.equals(found.records)


def test_several_formats_in_one_folder(tmp_path: Path) -> None:
    paths = write_datasets([one("DM", "x"), one("VS", "y")], tmp_path, ALL, created=CREATED)
    assert [path.name for path in paths] == [f"{name}.{form}" for name in ("dm", "vs") for form in ALL]
    with pytest.raises(InputError, match=r"a second file with dataset DM, beside dm\.csv"):
        read_datasets(tmp_path)
    for form in ALL:
        assert list(read_datasets(tmp_path, formats=(form,))) == ["DM", "VS"]
    with pytest.raises(MappingError, match="--from\n    no format excel"):
        read_datasets(tmp_path, formats=("excel",))


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    """The ledger of a build is JSON and no dataset; an empty or damaged file is told of, not passed over."""
    write_datasets([one("DM", "x")], tmp_path, created=CREATED, beside={"ledger.json": b'{"findings": []}'})
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden.json").write_text("x")
    assert list(read_datasets(tmp_path)) == ["DM"]
    (tmp_path / "ae.json").write_bytes(b"")
    with pytest.raises(InputError, match=r"ae\.json"):
        read_datasets(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "dm",
            "dm\n    a name without a suffix tells no format\n    formats are xpt, json, ndjson, dsjc, parquet, csv",
        ),
        ("dm.xptt", "dm.xptt\n    no format has the suffix .xptt\n    did you mean xpt?"),
        ("dm.exe", "dm.exe\n    no format has the suffix .exe\n    formats are xpt, json, ndjson, dsjc, parquet, csv"),
    ],
)
def test_a_suffix_that_tells_no_format(name: str, message: str, tmp_path: Path) -> None:
    for action in (read_dataset, lambda path: write_dataset(one("DM", "x"), path, WRITING)):
        with pytest.raises(MappingError) as told:
            action(tmp_path / name)
        assert str(told.value) == message
    assert listed(tmp_path) == []


def test_ndjson_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    write_dataset(one("DM", "x", "y"), tmp_path / "dm.ndjson", WRITING)
    content = (tmp_path / "dm.ndjson").read_bytes()
    for name in ("dm.ndjson.json", "dm.json"):
        (tmp_path / name).write_bytes(content)
        assert read_dataset(tmp_path / name).records["A"].tolist() == ["x", "y"]


def test_findings_are_complete_after_a_pass_and_no_more_after_two(tmp_path: Path) -> None:
    write_dataset(one("DM", " x", "y", " x"), tmp_path / "AE.xpt", WRITING)
    stream = open_dataset(tmp_path / "AE.xpt")
    assert [odd.check for odd in stream.findings] == ["name_differs", "upper_case_file"]
    for _ in range(2):
        assert sum(len(chunk) for chunk in stream.chunks()) == 3
        told = [(odd.check, odd.count, odd.value) for odd in stream.findings]
        assert told == [("name_differs", 1, "AE.xpt"), ("upper_case_file", 1, "AE.xpt"), ("leading_blank", 2, " x")]
    assert read_dataset(tmp_path / "AE.xpt").findings == tuple(stream.findings)


@pytest.mark.parametrize("name", ALL)
def test_a_name_that_differs_is_told_once_and_in_the_same_words(name: str, tmp_path: Path) -> None:
    write_datasets([one("DM", "x")], tmp_path, (name,), created=CREATED)
    path = (tmp_path / f"dm.{name}").rename(tmp_path / f"AE.{name}")
    found = read_dataset(path)
    wanted = ["upper_case_file"] if name == "csv" else ["name_differs", "upper_case_file"]
    assert [odd.check for odd in found.findings if odd.check in wanted] == wanted
    words = {odd.check: odd.words for odd in found.findings}
    assert words.get("name_differs", "") in ("", f"the dataset is named DM, and the file AE.{name}")
    assert words["upper_case_file"] == f"the file's name is in capitals: agencies take ae.{name}"


def test_variables_that_stay_at_home(tmp_path: Path) -> None:
    home = VariableSpec(name="B", label="B", type="Char", submit=False)
    supplemental = VariableSpec(name="C", label="C", type="Char", supplemental=True)
    first = VariableSpec(name="A", label="A", type="Char")
    spec = DatasetSpec(name="DM", label="DM", domain="DM", variables=(first, home, supplemental))
    records = pd.DataFrame({"B": ["b"], "A": ["a"], "C": ["c"], "#row": [1]})
    for name in ALL:
        write_dataset(Dataset(spec, records), tmp_path / f"dm.{name}", WRITING)
        assert list(read_dataset(tmp_path / f"dm.{name}").records) == ["A"]
    stream = Stream(spec, lambda: iter([records, records]), None, 2)
    write_dataset(stream, tmp_path / "vs.xpt", WRITING)
    assert len(read_dataset(tmp_path / "vs.xpt").records) == 2
    for wrong, message in (
        (records.drop(columns="A"), "DM.A\n    0 columns"),
        (records.assign(D=1), "DM.D\n    a column"),
    ):
        with pytest.raises(InputError, match=message):
            write_dataset(Dataset(spec, wrong), tmp_path / "dm.xpt", WRITING)
