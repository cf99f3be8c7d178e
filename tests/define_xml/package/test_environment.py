"""environment.txt: the software that is there, hashes as sha256sum writes them, commands that need no path."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.package import environment
from define_xml.package.environment import ABSENT, Ingredients, commands, environment_text, software
from tests.process import BARE, ROOT

HASHES = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12),
    st.text("0123456789abcdef", min_size=64, max_size=64),
    max_size=4,
)


def test_software() -> None:
    """Python, ourselves, and what we run on, as installed; what tests alone need is not there."""
    found = dict(software())
    assert list(found)[:2] == ["Python", "trial-dossier"]
    assert re.fullmatch(r"\d+\.\d+\.\d+\S* \(\w+\)", found["Python"])
    assert {name: found[name] for name in ("pandas", "pydantic", "reportlab", "pypdf", "lxml")} == {
        name: version(name) for name in ("pandas", "pydantic", "reportlab", "pypdf", "lxml")
    }
    assert "pydantic-core" in found  # needed by pydantic
    assert not {"pytest", "hypothesis", "ruff", "mypy", "statsmodels"} & {*found}
    others = [name for name, _ in software()][2:]
    assert others == sorted(others, key=str.lower)
    assert len(others) == len(set(others))


def test_no_place_of_this_machine() -> None:
    told = environment_text(software(), Ingredients(), commands(("list.csv",))).decode("ascii")
    for part in ("/", "\\", sys.platform, sys.executable, str(Path.home())):
        assert part not in told.partition("TO BUILD AGAIN")[0]


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is needed and not there is said; nothing is guessed."""

    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(environment, "version", absent)
    found = dict(software())
    assert found["pandas"] == ABSENT
    # Of pyproject.toml: a checkout that is not installed.
    assert found["trial-dossier"] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_extras_and_markers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A requirement of an extra counts where the extra is asked for; one for another system does not."""
    needs = {
        "trial-dossier": ["one[more]>=1", "two; python_version < '3'"],
        "one": ["Three_X>=2; extra == 'more'", "four; extra == 'less'", "five; sys_platform == 'nowhere'"],
        "Three_X": ["one"],
    }
    monkeypatch.setattr(environment, "requires", lambda name: needs[name])
    monkeypatch.setattr(environment, "version", lambda name: f"v{len(name)}")
    assert software()[1:] == (("trial-dossier", "v13"), ("one", "v3"), ("three-x", "v7"))


def test_text() -> None:
    told = environment_text(
        (("Python", "3.11.0"), ("trial-dossier", "0.1.0")),
        Ingredients({"study.toml": "a" * 64}, {"raw/ä.csv": "b" * 64}, {"SDTM 2025-03-28": "c" * 64}),
        commands(("hidden/list.csv",), profile="pmda"),
    ).decode("ascii")
    lines = told.splitlines()
    assert lines[0] == "ENVIRONMENT"
    assert "Python         3.11.0" in lines
    assert f"{'a' * 64}  study.toml" in lines
    assert f"{'b' * 64}  raw/\\xe4.csv" in lines
    assert f"{'c' * 64}  SDTM 2025-03-28" in lines
    assert lines[-4:] == [
        "    python -m sdtm build STUDY --raw RAW --unblind RAW/list.csv --out OUT/sdtm",
        "    python -m adam build STUDY --sdtm OUT/sdtm --out OUT/adam",
        "    python -m adam tables STUDY --data OUT/adam --out OUT/tables",
        "    python -m define_xml package STUDY --raw RAW --unblind RAW/list.csv --profile pmda --out OUT/package",
    ]


def test_finished_builds() -> None:
    """Where nobody knows what was collected, that is said."""
    told = " ".join(environment_text((), Ingredients({"study.toml": "a" * 64}), commands()).decode("ascii").split())
    assert "made from finished builds: what was collected for them is not known here." in told
    assert "RAW holds the raw export" in told
    assert "listed above" not in told


@pytest.mark.parametrize(("analysis", "tables", "count"), [(True, True, 4), (True, False, 3), (False, True, 2)])
def test_commands(analysis: bool, tables: bool, count: int) -> None:
    """What a study does not have is not built; each command is one that its program knows."""
    found = commands(analysis=analysis, tables=tables)
    assert len(found) == count
    assert not [one for one in found if "--unblind" in one]


@pytest.mark.parametrize("place", range(3))
def test_commands_are_known(place: int) -> None:
    words = commands(("list.csv",))[place].split()
    done = subprocess.run(
        [sys.executable, *words[1:4], "--help"], env=BARE, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert not [word for word in words if word.startswith("--") and word not in done.stdout]


@given(HASHES, HASHES, HASHES)
def test_hashes_read_back(spec: dict[str, str], inputs: dict[str, str], terms: dict[str, str]) -> None:
    """Every hash stands beside its name, on a line of its own, in the order of the names."""
    told = environment_text((), Ingredients(spec, inputs, terms)).decode("ascii").splitlines()
    found = [line for line in told if re.match(r"[0-9a-f]{64}  ", line)]
    wanted = [
        f"{several[name]}  {name}".encode("ascii", "backslashreplace").decode()
        for several in (spec, inputs, terms)
        for name in sorted(several)
    ]
    assert found == wanted


def test_same_bytes() -> None:
    told = environment_text(software(), Ingredients({"b": "1" * 64, "a": "2" * 64}))
    again = environment_text(software(), Ingredients({"a": "2" * 64, "b": "1" * 64}))
    assert hashlib.sha256(told).digest() == hashlib.sha256(again).digest()
