"""What verify tells on the screen and in JSON, and how it ends."""

from __future__ import annotations

import argparse
import json
import os
import shutil
from pathlib import Path

import pytest

from define_xml.package.manifest import NAME
from define_xml.package.verify_command import add_arguments, run
from mappings.command import guarded
from tests.define_xml.package.example_package import ADAM, SDTM, make_package


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it was made."""
    return make_package(tmp_path_factory.mktemp("original") / "alpha")


@pytest.fixture
def package(original: Path, tmp_path: Path) -> Path:
    """A copy of the package, to be changed."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


def verified(folder: Path, *more: str) -> int:
    """The exit status of the command."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    options = parser.parse_args([str(folder), *more])
    options.run = run
    return guarded(options)


def test_a_whole_package_is_told_in_two_lines(original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = json.loads((original / NAME).read_bytes())["fingerprint"]
    assert verified(original, "--fingerprint", fingerprint) == 0
    assert capsys.readouterr().out.splitlines() == [
        "whole: 20 files, 862,230 bytes, 10 datasets with 10,832 records, all as packaged "
        "(ALPHA, profile fda, made by trial-dossier 0.1.0)",
        f"fingerprint {fingerprint}",
    ]


def test_each_difference_is_a_line(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.truncate(package / SDTM / "vs.xpt", 100_000)
    with (package / SDTM / "ae.xpt").open("ab") as file:
        file.write(b" " * 3)
    acrf = bytearray((package / SDTM / "acrf.pdf").read_bytes())
    acrf[9_000] ^= 1
    (package / SDTM / "acrf.pdf").write_bytes(acrf)
    (package / ADAM / "addm.xpt").rename(package / ADAM / "addm2.xpt")
    (package / ADAM / "\x1b[2Jx").write_bytes(b"")
    assert verified(package) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[:-2] == [
        rf"extra       {ADAM}/\x1b[2Jx  nobody packaged it, 0 bytes",
        f"renamed     {ADAM}/addm.xpt  was renamed to addm2.xpt",
        f"changed     {SDTM}/acrf.pdf  same size, 300,000 bytes; other content within bytes 8,193 to 16,384",
        f"lengthened  {SDTM}/ae.xpt  3 bytes more than packaged at the end; the first 15,600 as packaged; "
        "it has its 400 records",
        f"truncated   {SDTM}/vs.xpt  100,000 of 181,200 bytes are left, the first 98,304 as packaged; "
        "2,744 whole records, packaged were 5,000",
        "",
    ]
    assert told[-2].startswith("NOT as packaged: 5 differences (ALPHA")


def test_json_says_the_same(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "index.xml").unlink()
    assert verified(package, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["differences"] == [{"kind": "missing", "path": "index.xml", "other": "", "words": "is not there"}]
    assert (said["study"], said["whole"], said["totals"]["files"]) == ("ALPHA", False, 20)


@pytest.mark.parametrize("text", ["zz", "abc", "a" * 65, "0123456789ag"], ids=["letters", "short", "long", "one"])
def test_what_is_no_fingerprint_is_a_fault_of_usage(
    original: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(original, "--fingerprint", text) == 2
    assert "is no fingerprint" in capsys.readouterr().err


def test_without_a_manifest_it_ends_with_3(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / NAME).unlink()
    assert verified(package) == 3
    assert capsys.readouterr().err.startswith("manifest.json\n    is not there")


def test_what_cannot_be_read_ends_with_3(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refusing(path: Path, *arguments: int) -> int:
        if Path(path).name == "acrf.pdf":
            raise OSError(5, "Input/output error", str(path))
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", refusing)
    assert verified(package) == 3
