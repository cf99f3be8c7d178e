"""The spec as programs of a package: names that fit, bytes unchanged, nothing hidden shown, and the way back."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import adam
from define_xml.package.facts import Program
from define_xml.package.names import refused
from define_xml.package.placed import Placed
from define_xml.package.profile import Limits, load_profile
from define_xml.package.programs import (
    ENVIRONMENT,
    README,
    flat_names,
    readme_text,
    spec_files,
    spec_programs,
    study_paths,
)
from define_xml.package.settings import BimoEntry, PackageEntry, ProgramEntry, Settings, load_settings
from mappings.error import MappingError
from tests.analysis_folder import write_analysis
from tests.process import BARE, ROOT, STUDY, run

FDA = load_profile("fda")
EXTRA = {
    "package.toml": "[package]\nfolder = 'mini'\n",
    "adam/windows.csv": "AVISIT,low\nWeek 1,1\n",
    "adam/windows.toml": "name = 'WIN'\nsubmit = false\nrecords = 'rows(DM)'\n",
    "guides/adrg.md": "## purpose\n\nWhy.\n",
    "results/table_1.toml": "id = 'T1'\ntitle = 'Table 1'\n[[rows]]\ndataset = 'ADAE'\n[[rows]]\ndataset = 'ADSL'\n",
    "raw/ae.csv": "a\n1\n",
    "arms.csv": "subject,arm\n1,A\n",
    "tables/tv.csv": "visit\n1\n",
    "notes.txt": "not of the spec\n",
}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small study with much beside it."""
    return write_analysis(tmp_path / "mini", EXTRA)


def restored(placed: tuple[Placed, ...], folder: Path) -> Path:
    """The study folder made from the programs alone, as readme.txt says."""
    files = {one.name: one.content for one in placed}
    readme = files.pop(README)
    assert isinstance(readme, bytes)
    paths = study_paths(readme.decode())
    assert {*paths} == {*files}
    for name, path in paths.items():
        content = files[name]
        there = folder / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return folder


def test_small_study(study: Path) -> None:
    placed, programs = spec_programs(study, load_settings(study), FDA)
    home = "m5/datasets/mini/analysis/adam/programs"
    assert {one.name: one.content for one in placed if isinstance(one.content, Path)} == {
        "adam-adae.txt": study / "adam/adae.toml",
        "adam-adsl.txt": study / "adam/adsl.toml",
        "adam-windows-csv.txt": study / "adam/windows.csv",
        "adam-windows-toml.txt": study / "adam/windows.toml",
        "guides-adrg.txt": study / "guides/adrg.md",
        "package.txt": study / "package.toml",
        "results-table-1.txt": study / "results/table_1.toml",
        "study.txt": study / "study.toml",
        "tables-tv.txt": study / "tables/tv.csv",
    }
    assert {(one.path.rpartition("/")[0], one.kind, one.part) for one in placed} == {(home, "program", "adam")}
    assert [one.file for one in programs if one.file != ENVIRONMENT] == [one.name for one in placed]
    told = {one.file: one for one in programs}
    purpose = "Rules of ADSL, Subject-Level Analysis Dataset and of 1 intermediate dataset"
    assert told["adam-adsl.txt"] == Program("adam-adsl.txt", purpose, ("DM", "EX"), ("ADSL",), "adam/adsl.toml")
    assert told["adam-windows-toml.txt"].purpose == "Rules of intermediate dataset WIN"
    assert told["results-table-1.txt"] == Program(
        "results-table-1.txt", "Definition of Table 1", ("ADAE", "ADSL"), ("T1",), "results/table_1.toml"
    )


def test_respine_fits_every_profile() -> None:
    """Names and paths of RESPINE's programs fit; what unblinds it, and the raw export, is not among them."""
    settings = load_settings(STUDY)
    for name in ("fda", "pmda"):
        profile = load_profile(name)
        placed, programs = spec_programs(STUDY, settings, profile)
        assert refused([one.path for one in placed], profile.limits) == ()
        origins = {one.origin for one in programs}
        assert {"sdtm/dm.toml", "adam/adsl.toml", "tables/ts.csv", "terminology.csv", "waivers-adam.toml"} <= origins
        assert not {"randomisation.csv", "injection_unblinded.csv"} & origins
        assert not [one for one in origins if one.startswith("raw/")]
        assert len({one.path for one in placed}) == len(placed) == len(programs) - 1


def test_no_programs_asked(study: Path) -> None:
    assert spec_programs(study, Settings(), FDA.model_copy(update={"programs": False})) == ((), ())


def test_further_program(study: Path) -> None:
    (study / "macros").mkdir()
    (study / "macros" / "Model_1.R").write_text("fit <- 1\n", encoding="utf-8")
    said = ProgramEntry(purpose="The model", reads=("ADSL",), makes=("Table 9",))
    placed, programs = spec_programs(study, Settings(programs={"macros/Model_1.R": said}), FDA)
    assert Program("macros-model-1.txt", "The model", ("ADSL",), ("Table 9",), "macros/Model_1.R") in programs
    assert "macros-model-1.txt" in {one.name for one in placed}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("gone.py", "there is no such file"),
        ("../outside.py", "is no program of the study folder"),
        ("raw/ae.csv", "is no program of the study folder"),
        ("arms.csv", "unblinds the study"),
        ("picture.png", "is no text"),
        ("notes.txt", "notes.txt among the programs, as is"),
    ],
)
def test_program_refused(study: Path, name: str, problem: str) -> None:
    """Each is told by its name, with what to do."""
    (study / "picture.png").write_bytes(b"\x89PNG\x00\xff")
    (study / "notes.md").write_text("the same name", encoding="utf-8")
    both = {"notes.md": ProgramEntry(purpose="a")} if name == "notes.txt" else {}
    settings = Settings(programs={name: ProgramEntry(purpose="b"), **both}, package=PackageEntry(unblind=("arms.csv",)))
    if name == "notes.txt":
        # Both suffixes go into the names, which then differ: only what is alike even so is refused.
        names = {one.name for one in spec_programs(study, settings, FDA)[0]}
        assert {"notes-txt.txt", "notes-md.txt"} <= names
        return
    with pytest.raises(MappingError, match=problem) as caught:
        spec_programs(study, settings, FDA)
    assert name in caught.value.place
    assert caught.value.remedy


def test_what_unblinds_is_left_out(study: Path) -> None:
    """Of package.toml or of the command line, wherever it lies: also among look-up tables, under another name."""
    (study / "tables" / "arms.csv").write_text("subject,arm\n", encoding="utf-8")
    said = Settings(package=PackageEntry(unblind=("tables/arms.csv",)))
    assert "tables/arms.csv" in spec_files(study, Settings())
    assert "tables/arms.csv" not in spec_files(study, said)
    assert "tables/arms.csv" not in spec_files(study, Settings(), (study / "raw" / ".." / "tables" / "arms.csv",))


def test_sites(study: Path) -> None:
    """Names and telephones of investigators belong to the site-level dataset alone."""
    (study / "bimo").mkdir()
    (study / "bimo" / "sites.csv").write_text("SITEID\n", encoding="utf-8")
    assert "bimo/sites.csv" not in spec_files(study, Settings(bimo=BimoEntry()))
    assert "tables/tv.csv" not in spec_files(study, Settings(bimo=BimoEntry(sites="tables/tv.csv")))


@pytest.mark.parametrize(
    ("paths", "problem"),
    [
        (["adam/a_b.toml", "adam/a-b.toml"], "would be adam-a-b-toml.txt among the programs, as is adam/a_b.toml"),
        (["adam/Adsl.toml", "adam/adsl.toml"], "as is adam/Adsl.toml"),
        (["readme.md"], "as is the list of these files"),
        (["environment.yml"], "as is the list of versions"),
        ([f"adam/{'a' * 60}.toml"], "69 characters; 64 are allowed"),
        (["adam/__.toml"], ""),
        (["\u00e9\u00e8.toml"], "would be .txt among the programs"),
        (["adam/a\nb.toml"], "signs in its name"),
    ],
    ids=["sign", "case", "readme", "environment", "long", "folder", "letters", "line"],
)
def test_names_refused(paths: list[str], problem: str) -> None:
    if not problem:
        assert flat_names(paths, FDA.limits) == {paths[0]: "adam.txt"}
        return
    with pytest.raises(MappingError, match=re.escape(problem)) as caught:
        flat_names(paths, FDA.limits)
    assert caught.value.place == paths[-1]


PARTS = st.text(st.sampled_from("abAB01_-. \u00e9"), min_size=1, max_size=6).filter(lambda one: one.strip(". "))
PATHS = st.lists(st.builds("{}/{}.{}".format, PARTS, PARTS, st.sampled_from(["toml", "csv"])), unique=True, max_size=8)


@given(PATHS)
def test_names_fit_or_are_refused(paths: list[str]) -> None:
    """Whatever the paths are: names are each another, fit the limits and are found back; or one is refused by name."""
    limits: Limits = FDA.limits
    refusal, names = "", dict[str, str]()
    try:
        names = flat_names(paths, limits)
    except MappingError as problem:
        refusal = problem.place
    assert refusal in ("", *paths)
    assert refusal or len({*names.values()}) == len(paths)
    assert refused(names.values(), limits) == ()
    assert study_paths(readme_text("x", names).decode()) == {name: path for path, name in names.items()}


@pytest.mark.slow
def test_small_study_again(study: Path, tmp_path: Path) -> None:
    """The study restored from the programs gives the same datasets."""
    (study / "adam" / "windows.toml").unlink()
    placed, _ = spec_programs(study, load_settings(study), FDA)
    again = restored(placed, tmp_path / "again" / "mini")
    for folder, out in ((study, "first"), (again, "second")):
        words = ["adam", "build", str(folder), "--sdtm", str(study / "xpt"), "--out", out, "--quiet"]
        done = subprocess.run(
            [sys.executable, "-m", *words, "--fail-on", "never", "--judge", "none"], env=BARE, cwd=tmp_path,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    first = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir() if path.is_file()}
    second = {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir() if path.is_file()}
    assert first == second
    assert {"adsl.xpt", "adae.xpt", "define.xml", "ledger.json"} <= {*first}
    assert len(adam.load(tmp_path / "second").ADSL) == 2


def test_respine_again(tmp_path: Path) -> None:
    """RESPINE restored from its programs is bound whole, rule for rule, and the files are the same."""
    settings = load_settings(STUDY)
    placed, programs = spec_programs(STUDY, settings, FDA)
    again = restored(placed, tmp_path / "respine")
    for one in programs:
        if one.origin:
            assert (again / one.origin).read_bytes() == (STUDY / one.origin).read_bytes()
    lists = ["--unblind", STUDY / "randomisation.csv", "--unblind", STUDY / "injection_unblinded.csv"]
    done = run(["check", again, "--raw", STUDY / "raw", *lists])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("RESPINE: ")
    assert "every name bound" in done.stdout


@pytest.mark.slow
def test_respine_built_again(tmp_path: Path) -> None:
    """RESPINE built from its programs, raw export and lists: every file of both floors as from its own folder."""
    placed, _ = spec_programs(STUDY, load_settings(STUDY), FDA)
    again = restored(placed, tmp_path / "respine")
    raw = tmp_path / "raw"
    shutil.copytree(STUDY / "raw", raw)
    for name in ("randomisation.csv", "injection_unblinded.csv"):
        shutil.copy(STUDY / name, raw / name)
    told = []
    for folder, out in ((STUDY, tmp_path / "first"), (again, tmp_path / "second")):
        lists = ["--unblind", raw / "randomisation.csv", "--unblind", raw / "injection_unblinded.csv"]
        built = run(["build", folder, "--raw", STUDY / "raw", *lists, "--out", out, "--quiet", "--judge", "none"])
        assert built.returncode in (0, 1), built.stderr
        words = ["build", str(folder), "--sdtm", str(out), "--out", str(out / "adam"), "--quiet", "--judge", "none"]
        done = subprocess.run(
            [sys.executable, "-m", "adam", *words], env=BARE, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        told.append({path.relative_to(out): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()})
    assert {*told[0]} == {*told[1]}
    assert [str(name) for name in told[0] if told[0][name] != told[1][name]] == []
