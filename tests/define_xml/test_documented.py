"""What docs/transport.md shows is true: its commands are run in its order, and print what it says they print."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from define_xml.__main__ import main
from define_xml.transport.files import read_dataset, write_dataset
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Writing
from mappings.dataset import Dataset
from mappings.missing import letters_of, tagged
from mappings.spec import DatasetSpec, VariableSpec
from tests.pages import Shown, commands, ran
from tests.process import BARE

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "transport.md").read_text(encoding="utf-8")
SAID = datetime(2024, 5, 31, 12)
WRITING = Writing(created=SAID, about={"sas_version": "9.4", "sas_os": "X64_10PR"})


def letter(name: str) -> float:
    """The special missing value of that letter."""
    return float(tagged(np.frombuffer(name.encode(), dtype=np.uint8))[0])


def text(name: str, label: str, length: int) -> VariableSpec:
    """A variable of text."""
    return VariableSpec(name=name, label=label, type="Char", length=length)


def number(name: str, label: str, format_: str = "") -> VariableSpec:
    """A variable of numbers."""
    return VariableSpec(name=name, label=label, type="Num", length=8, format=format_)


def dataset(name: str, label: str, variables: tuple[VariableSpec, ...], rows: list[tuple[object, ...]]) -> Dataset:
    """A dataset of these rows."""
    frame = pd.DataFrame(rows, columns=[one.name for one in variables])
    return Dataset(DatasetSpec(name=name, label=label, domain=name[:2], variables=variables), frame)


def dm() -> Dataset:
    """Four subjects."""
    variables = (
        text("STUDYID", "Study Identifier", 8), text("USUBJID", "Unique Subject Identifier", 11),
        text("SEX", "Sex", 1), number("AGE", "Age"), text("RFSTDTC", "Subject Reference Start Date/Time", 16),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        ("DEMO", "DEMO-01-001", "F", 41, "2023-02-01T09:30"), ("DEMO", "DEMO-01-002", "M", 58, "2023-02-03"),
        ("DEMO", "DEMO-02-001", "F", None, None), ("DEMO", "DEMO-02-002", "F", 63, "2023-03-15T11:05"),
    ]  # fmt: skip
    return dataset("DM", "Demographics", variables, rows)


def lb() -> Dataset:
    """Results of two categories."""
    variables = (
        text("STUDYID", "Study Identifier", 8), text("USUBJID", "Unique Subject Identifier", 11),
        text("LBCAT", "Category for Lab Test", 10), text("LBTESTCD", "Lab Test or Examination Short Name", 8),
        number("LBSTRESN", "Numeric Result/Finding in Standard Units"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        ("DEMO", subject, category, test, value)
        for subject in ("DEMO-01-001", "DEMO-01-002", "DEMO-02-002")
        for category, test, value in (("CHEMISTRY", "ALT", 21.5), ("CHEMISTRY", "AST", 18), ("HEMATOLOGY", "HGB", 8.7))
    ]
    return dataset("LB", "Laboratory Test Results", variables, rows)


def adsl() -> Dataset:
    """Dates as numbers, and a special missing value."""
    variables = (
        text("USUBJID", "Unique Subject Identifier", 11), number("TRTSDT", "Date of First Exposure", "DATE9."),
        number("WEIGHTBL", "Baseline Weight (kg)"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        ("DEMO-01-001", 23042, 61.5), ("DEMO-01-002", 23044, letter("N")), ("DEMO-02-002", 23084, 70),
    ]  # fmt: skip
    return dataset("ADSL", "Subject-Level Analysis Dataset", variables, rows)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for folder in ("sdtm", "adam", "old", "cut"):
        (tmp_path / folder).mkdir()
    write_dataset(dm(), tmp_path / "sdtm/dm.xpt", WRITING)
    write_dataset(lb(), tmp_path / "sdtm/lb.xpt", WRITING)
    write_dataset(adsl(), tmp_path / "adam/adsl.xpt", WRITING)
    variables = (text("TSPARMCD", "Trial Summary Parameter Short Name", 8), text("TSVAL", "Parameter Value", 40))
    ts = dataset("TS", "Trial Summary", variables, [("TITLE", "Alzheimer\u2019s Disease"), ("SEXPOP", "BOTH")])
    write_dataset(ts, tmp_path / "old/ts.xpt", Writing(created=SAID, encoding="cp1252"))
    whole = (tmp_path / "sdtm/dm.xpt").read_bytes()
    # In the middle of the third record.
    (tmp_path / "cut/dm.xpt").write_bytes(whole[: len(whole) - 120])
    return tmp_path


def test_every_command_prints_what_the_page_shows(study: Path, capsys: Shown) -> None:
    shown = list(commands(PAGE))
    assert len(shown) >= 12
    status = 0
    for command, lines in shown:
        printed, status = ran(command, main, "define_xml", status, capsys)
        assert [line.rstrip() for line in printed] == lines, command


def test_every_python_line_gives_what_the_page_shows(study: Path) -> None:
    examples = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "transport.md", None, 0)
    assert len(test.examples) >= 8
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=told.append)
    assert "".join(told) == ""


def test_every_finding_of_the_code_is_explained() -> None:
    """The table has each check that the transport layer can tell, with its severity, and no other."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "define_xml" / "transport").rglob("*.py"):
        for check, severity in re.findall(r'"([a-z]+(?:_[a-z]+)+)",\s*"(error|warning|note)"', path.read_text("utf-8")):
            found.setdefault(check, set()).add(severity)
    # Its severity stands apart from its name there.
    found.setdefault("unnormalised_number", {"note"})
    table = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE, re.MULTILINE))
    assert {name: {severity} for name, severity in table.items()} == found


def everything() -> Dataset:
    """A dataset of which all is said that the page's table asks for."""
    variables = (
        VariableSpec(
            name="T", label="Text", type="Char", length=12, format="$12.", informat="$10.", justify="right",
            oid="IT.OWN", codelists=("C",), data_type="text", origin="Collected",
        ),
        VariableSpec(name="N", label="Number", type="Num", length=5, format="8.2", data_type="float"),
        VariableSpec(name="I", label="Integer", type="Num", length=8, data_type="integer"),
    )  # fmt: skip
    spec = DatasetSpec(
        name="XX", label="All of it", domain="XX", sas_type="DATA", oid="IG.OWN", keys=("T",), variables=variables
    )
    return Dataset(spec, pd.DataFrame({"T": ["a", "b"], "N": [1.5, np.nan], "I": [1.0, 2.0]}))


def with_values(texts: list[str | None], numbers: list[float]) -> Dataset:
    """The same with other values."""
    one = everything()
    return Dataset(one.spec, pd.DataFrame({"T": texts, "N": numbers, "I": [1.0, 2.0]}))


def keeps(name: str, folder: Path) -> dict[str, bool]:
    """What the format keeps of all that, as a file of it shows."""
    path = folder / f"xx.{name}"
    lenient = Writing(created=SAID, lenient=True)

    def again(given: Dataset) -> Dataset:
        write_dataset(given, path, lenient)
        return read_dataset(path)

    given, found = everything(), again(everything())
    spec = found.spec

    def same(*names: str) -> bool:
        pairs = zip(given.spec.variables, spec.variables, strict=True)
        return all(getattr(one, name) == getattr(other, name) for one, other in pairs for name in names)

    blanks = again(with_values(["a ", "b"], [1.0, 2.0])).records["T"].tolist() == ["a ", "b"]
    signed = np.signbit(again(with_values(["a", "b"], [-0.0, 2.0])).records["N"].iloc[0])
    borne = again(with_values(["a", "b"], [letter("A"), 2.0])).records["N"].to_numpy()
    return {
        "names, labels, types": same("name", "label", "type") and spec.label == given.spec.label,
        "length of text": spec.variables[0].length == 12,
        "length of numbers": [one.length for one in spec.variables[1:]] == [5, 8],
        "format": same("format"),
        "informat, justify flag": same("informat", "justify"),
        "dataset type": spec.sas_type == given.spec.sas_type,
        "data type (integer or float)": same("data_type"),
        "OIDs of define.xml": (spec.oid, spec.variables[0].oid) == ("IG.OWN", "IT.OWN"),
        "keys": spec.keys == given.spec.keys,
        "codelist names, origin": same("codelists", "origin"),
        "special missing values": int(letters_of(borne)[0]) == ord("A"),
        "blanks at the end of text": blanks,
        "the sign of -0": bool(signed),
    }


def test_what_each_format_keeps(tmp_path: Path) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
    start = next(place for place, row in enumerate(rows) if row[0] == "kept")
    assert rows[start][1:] == ["XPT", "Dataset-JSON", "Parquet", "CSV"]
    table = {row[0]: row[1:] for row in rows[start + 2 : start + 15]}
    found = {name: keeps(name, tmp_path) for name in FORMATS}
    assert found["ndjson"] == found["json"] == found["dsjc"]
    said = {
        fact: ["yes" if found[name][fact] else "no" for name in ("xpt", "json", "parquet", "csv")]
        for fact in found["xpt"]
    }
    assert {fact: [cell.split()[0] for cell in cells] for fact, cells in table.items()} == said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_for_the_words_themselves(study: Path) -> None:
    """Also for a page so short that only its end would meet the disk."""
    line = [sys.executable, "-m", "define_xml", "inspect", "sdtm"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(line, cwd=study, env=BARE, stdout=full, stderr=-1, text=True, timeout=60, check=False)
    assert done.stderr.startswith("the output\n    No space left on device\n")
    assert "Traceback" not in done.stderr
