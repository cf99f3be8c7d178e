"""`python -m define_xml` as a user meets it: what it prints, where, with which exit status, and what it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from define_xml.__main__ import main
from define_xml.transport.files import write_dataset
from define_xml.transport.stream import Writing
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.process import BARE

WRITING = Writing(created=datetime(2021, 3, 4, 5, 6, 7), about={"sas_version": "9.4", "sas_os": "Linux"})
HEAVY = ("pandas", "numpy", "pyarrow", "pydantic", "lxml", "pyreadstat")
Shown = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time is said from outside."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def dataset(name: str = "DM", label: str = "Demographics", *sexes: str) -> Dataset:
    """DM with three subjects."""
    variables = (
        VariableSpec(name="USUBJID", label="Unique Subject Identifier", type="Char", length=4),
        VariableSpec(name="SEX", label="Sex", type="Char", length=6),
        VariableSpec(name="AGE", label="Age", type="Num", length=8),
    )
    records = pd.DataFrame({"USUBJID": ["S1", "S2", "S3"], "SEX": [*(sexes or "FMF")], "AGE": [41, 42, None]})
    return Dataset(DatasetSpec(name=name, label=label, domain=name, variables=variables), records)


@pytest.fixture
def dm(tmp_path: Path) -> Path:
    """DM as a transport file."""
    write_dataset(dataset(), tmp_path / "dm.xpt", WRITING)
    return tmp_path / "dm.xpt"


def command(*words: str | Path, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with hardly an environment."""
    line = [sys.executable, "-m", "define_xml", *map(str, words)]
    return subprocess.run(
        line, cwd=at, env={**BARE, **more}, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def listed(folder: Path) -> list[str]:
    """Every name below the folder, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("words", [["--help"], ["convert", "--help"], ["inspect", "--help"]])
def test_help_costs_nothing(words: list[str], tmp_path: Path) -> None:
    code = (
        f"import sys\nfrom define_xml.__main__ import main\ntry: main({words})\n"
        f"except SystemExit as end: assert end.code == 0\n"
        f"print('heavy:', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=BARE, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"usage: python -m define_xml {' '.join(words[:-1])}".rstrip())
    assert done.stdout.endswith("heavy: []\n")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        ["covnert"], ["convert", "a.xpt"], ["inspect"], ["inspect", "a.xpt", "--records", "-1"],
        ["convert", "a", "b", "--fail-on", "sometimes"], ["convert", "a", "b", "--created", "1999", "--keep-times"],
        ["convert", "a.xpt", ""], ["inspect", " "], ["inspect", "a.xpt", "--count", "many"],
    ],
)  # fmt: skip
def test_usage(words: list[str], capsys: Shown) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: python -m define_xml")


def test_no_command(capsys: Shown) -> None:
    assert main([]) == 2
    assert capsys.readouterr().out.startswith("usage: python -m define_xml")


def test_convert(dm: Path, tmp_path: Path) -> None:
    done = command("convert", dm, tmp_path / "dm.json", at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    size = (tmp_path / "dm.json").stat().st_size
    assert done.stdout == (
        "dataset  records  variables  bytes  from -> to\n"
        f"DM             3          3  {size:>5,}  dm.xpt -> dm.json\n"
        "\n"
        "findings: 0 errors, 0 warnings, 0 notes\n"
    )
    assert listed(tmp_path) == ["dm.json", "dm.xpt"]


def test_convert_a_folder_into_several_formats(dm: Path, tmp_path: Path) -> None:
    write_dataset(dataset("AE", "Adverse Events", "F", " M", "F"), tmp_path / "ae.xpt", WRITING)
    done = command("convert", ".", "out/", "--to", "json,csv", "--created", "2024-05-31", at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()}
    assert done.stdout == (
        "dataset  records  variables  bytes  from -> to\n"
        f"AE             3          3  {sizes['ae.json']:>5,}  ae.xpt -> ae.json\n"
        f"AE             3          3  {sizes['ae.csv']:>5,}  ae.xpt -> ae.csv\n"
        f"DM             3          3  {sizes['dm.json']:>5,}  dm.xpt -> dm.json\n"
        f"DM             3          3  {sizes['dm.csv']:>5,}  dm.xpt -> dm.csv\n"
        "\n"
        "findings: 0 errors, 1 warning, 0 notes\n"
        "  warning: AE.SEX ' M': the value begins with a blank (record 2) [leading_blank]\n"
    )
    assert sorted(sizes) == [
        "ae.csv", "ae.csv-metadata.json", "ae.json", "dm.csv", "dm.csv-metadata.json", "dm.json",
    ]  # fmt: skip
    assert b"2024-05-31T00:00:00" in (tmp_path / "out" / "dm.json").read_bytes()


def test_inspect(dm: Path, tmp_path: Path) -> None:
    done = command("inspect", dm, "--records", "1", at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "dm.xpt: SAS transport file, version 5, 1,280 bytes, ascii text",
        "  dataset      DM  Demographics",
        "               3 records, 18 bytes each, 3 variables",
        "  created      2021-03-04 05:06:07",
        "  modified     2021-03-04 05:06:07",
        "  SAS version  9.4",
        "  system       Linux",
        "",
        "#  name     type  length  used  missing  values    label",
        "1  USUBJID  Char       4     2        -            Unique Subject Identifier",
        "2  SEX      Char       6     1        -            Sex",
        "3  AGE      Num        8          33.3%  41 to 42  Age",
        "",
        "first 1 of 3 records",
        "#  USUBJID  SEX  AGE",
        "1  S1       F     41",
        "",
        "findings: 0 errors, 0 warnings, 1 note",
        "  note: DM: 04MAR21:05:06:07 is taken for 2021: two digits from 60 on are 19.., below 20.. [two_digit_year]",
    ]
    assert listed(tmp_path) == ["dm.xpt"]


def test_inspect_as_json(dm: Path, capsys: Shown) -> None:
    assert main(["inspect", str(dm), "--json"]) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["dataset"], said["records"], said["record_length"], said["created"]) == (
        "DM", 3, 18, "2021-03-04T05:06:07",
    )  # fmt: skip
    assert said["first_records"] == [["S1", "F", 41.0], ["S2", "M", 42.0], ["S3", "F", None]]
    assert said["header"]["sas_version"] == "9.4"


def test_inspect_a_folder_with_a_damaged_file(dm: Path, tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "ae.xpt").write_bytes(b"")
    assert main(["inspect", str(tmp_path)]) == 3
    told = capsys.readouterr()
    assert told.err == "ae.xpt\n    the file is empty\n    write or send it again\n"
    assert told.out.splitlines()[1:5] == [
        "not read: ae.xpt",
        "",
        "file    dataset  label         records  variables  bytes  created     findings",
        "dm.xpt  DM       Demographics        3          3  1,280  2021-03-04         0",
    ]


@pytest.mark.parametrize(
    ("severity", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)]
)  # fmt: skip
def test_fail_on(severity: str, code: int, tmp_path: Path, capsys: Shown) -> None:
    """A leading blank is a warning, the century of the time a note."""
    path = tmp_path / "dm.xpt"
    write_dataset(dataset("DM", "Demographics", " F", "M", "F"), path, WRITING)
    assert main(["inspect", str(path), "--fail-on", severity]) == code
    note = 0 if severity == "note" else code
    assert main(["convert", str(path), str(tmp_path / "dm.csv"), "--fail-on", severity]) in (code, note)
    assert "[leading_blank]" in capsys.readouterr().out


def test_errors_among_the_findings_end_with_1_and_the_file_is_there(dm: Path, tmp_path: Path, capsys: Shown) -> None:
    other = dm.rename(tmp_path / "ae.xpt")
    for words in (["inspect", other], ["convert", other, tmp_path / "out.json"]):
        assert main([str(word) for word in words]) == 1
        told = capsys.readouterr()
        assert "error: DM: the dataset is named DM, and the file ae.xpt [name_differs]" in told.out
        assert told.err == ""
    assert listed(tmp_path) == ["ae.xpt", "out.json"]
    assert main(["convert", str(other), str(tmp_path / "out.json"), "--fail-on", "never"]) == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["inspect", "no.xpt"], 3, "no.xpt\n    cannot be read: No such file or directory\n"),
        (["inspect", "dm"], 2, "dm\n    a name without a suffix tells no format\n"),
        (["convert", "dm.xpt", "out"], 2, "out\n    a name without a suffix tells no format\n"),
        (["convert", "dm.xpt", "out.json", "--created", "now"], 2, "--created\n    'now' is no time\n"),
        (["convert", "no", "out"], 3, "no\n    cannot be read: No such file or directory\n"),
        (["convert", "dm.xpt", f"{'x' * 270}.json"], 3, "File name too long\n"),
        (["inspect", f"{'x' * 270}.xpt"], 3, "File name too long\n"),
        (["convert", "dm.xpt", "out/", "--split-by", "SEX", "--parts", "F=DM,M=DMM"], 2, "DM is the name of the whole"),
        (["convert", "dm.xpt", "out.json", "--rename", "A"], 2, "--rename\n    'A' says no new name\n"),
        (["convert", "dm.xpt", "out/", "--split-size", "big"], 2, "--split-size\n    'big' is no size\n"),
        (["convert", "dm.xpt", "out/", "--split-by", "SEX", "--parts", "F"], 2, "no part is named for 'F'\n"),
        (["convert", "dm.xpt", "out.json", "--encoding", "klingon"], 2, "dm.xpt\n"),
        (["convert", "dm.xpt", "out.json", "--count", "400"], 3, "dm.xpt"),
        (["convert", "dm.xpt", "x/y/out.json"], 3, "y\n    its parent folder x does not exist\n"),
        (["convert", "dm.xpt", "out/", "--to", "jso"], 2, "--to\n    no format jso\n    did you mean json?\n"),
        (["inspect", ".", "--from", "jso"], 2, "--from\n    no format jso\n    did you mean json?\n"),
        (["inspect", ".", "--from", "json"], 3, "no dataset in the folder (looked for json)"),
    ],
)
def test_what_goes_wrong(
    words: Sequence[str], code: int, message: str, dm: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    monkeypatch.chdir(dm.parent)
    assert main(list(words)) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert "Traceback" not in told.err
    assert listed(dm.parent) == ["dm.xpt"]


def test_the_time_of_the_run_is_said_from_outside(dm: Path, tmp_path: Path) -> None:
    done = command("convert", dm, "out.xpt", at=tmp_path, SOURCE_DATE_EPOCH="1704067200")
    assert done.returncode == 0
    assert (tmp_path / "out.xpt").read_bytes()[144:160] == b"01JAN24:00:00:00"
    done = command("convert", dm, "out.xpt", "--keep-times", at=tmp_path, SOURCE_DATE_EPOCH="1704067200")
    assert done.returncode == 0
    assert (tmp_path / "out.xpt").read_bytes() == dm.read_bytes()


def test_parts(dm: Path, tmp_path: Path, capsys: Shown) -> None:
    assert main(["convert", str(dm), f"{tmp_path / 'out'}/", "--split-by", "SEX", "--parts", "F=DMF,M=DMM"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[-3:] for line in told[1:4]] == [
        ["dm.xpt", "->", "dm.xpt"], ["dm.xpt", "->", "split/dmf.xpt"], ["dm.xpt", "->", "split/dmm.xpt"],
    ]  # fmt: skip
    assert listed(tmp_path / "out") == ["dm.xpt", "split", "split/dmf.xpt", "split/dmm.xpt"]


def test_letters_that_the_terminal_does_not_have(tmp_path: Path) -> None:
    path = tmp_path / "dm.json"
    write_dataset(dataset("DM", "Demographics", "\u00e9", "\u5973", "F"), path, WRITING)
    done = command("inspect", path, at=tmp_path, PYTHONIOENCODING="ascii")
    assert "\\xe9" in done.stdout
    assert "\\u5973" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_goes_away(dm: Path) -> None:
    line = f"{sys.executable} -m define_xml inspect {dm} --json | head -c 1"
    done = subprocess.run(["sh", "-c", line], env=BARE, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("[", "")


def test_our_own_fault_is_told_in_words(dm: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown) -> None:
    from define_xml.transport import inspection

    def fails(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(inspection, "inspect", fails)
    assert main(["inspect", str(dm)]) == 4
    told = capsys.readouterr().err
    assert told.startswith("internal error in define_xml/test_commands.py:")
    assert "ZeroDivisionError: by zero" in told
    assert "please report it" in told


def test_interrupted(dm: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown) -> None:
    from define_xml.transport import inspection

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inspection, "inspect", stops)
    assert main(["inspect", str(dm)]) == 130
    assert capsys.readouterr().err == "stopped; nothing was left half-written\n"
